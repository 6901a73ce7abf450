"""A simple body takes the short way, and nobody can tell by what it becomes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from injections import attempts
from small_site import CHECKOUT

from noroshi.source.prose import Rendered, Renderer, labels_for
from noroshi.source.prose.rewrite import Setting
from noroshi.source.prose.whole import WholeWay

GLOSSARY = {
    "API": "プログラムから使う窓口",
    "冗長": '余分（"予備" & <備え>）',
    "冗長化": "予備を用意しておくこと",
    "transaction ID": "取引の番号",
}
IMAGES = {"graph.png": "/incidents/a/graph.png", "https://a.example/c.png": "/c.png"}
BASE = "/incidents/a/"
URL = "https://status.example.com"


class Counted(WholeWay):
    """The whole way, which remembers what went it."""

    def __init__(self, lang: str) -> None:
        super().__init__(lang=lang, glossary=GLOSSARY, site_url=URL)
        self.went: list[str] = []

    def render(self, markdown: str, setting: Setting) -> Rendered:
        self.went.append(markdown)
        return super().render(markdown, setting)


def renderer(whole: WholeWay, lang: str) -> Renderer:
    return Renderer(lang=lang, glossary=tuple(GLOSSARY.items()), site_url=URL, whole=whole)


def both_ways(markdown: str, lang: str) -> tuple[Rendered, Rendered]:
    setting = Setting("update-1--", BASE, IMAGES, 3, labels_for(lang))
    chosen = renderer(WAYS[lang], lang).render(markdown, id_prefix="update-1--", base=BASE, images=IMAGES)
    return chosen, WAYS[lang].render(markdown, setting)


def conversions(*bodies: str, lang: str = "ja") -> list[str]:
    """The bodies that needed Python-Markdown."""
    whole = Counted(lang)
    both = renderer(whole, lang)
    for body in bodies:
        both.render(body, id_prefix="update-1--", base=BASE, images=IMAGES)
    return whole.went


WAYS = {lang: WholeWay(lang=lang, glossary=GLOSSARY, site_url=URL) for lang in ("ja", "en")}

SIMPLE = (
    "決済の一部が失敗しています。\n\n原因を調査しています。\n",
    "設定の\n変更が原因でした。ご迷惑を\nおかけしました。",
    "The cause is known;\nwe'll write again at 14:45 JST (05:45 UTC).",
    "*Investigating* - About **3 in 10** payments fail on `pool-9`, see [status](https://a.example/help/9).",
    "影響のある機能：\n- **決済**\n- 返金（[手順](https://a.example/refund)）\n\n引き続き調査します。",
    "* [PAY-1](https://a.example/PAY_1) is done\n* <https://a.example/2> is not",
    "1. 会社名\n2. 取引番号\n3. エラーの表示",
    "詳細はhttps://a.example/b をご覧ください。See also https://a.example/c_d.html, please.",
    'APIの冗長化: a "transaction ID" -> 5 > 3, snake_case, 14:00~15:00, #1, a@b.example, `a * b_c > "d"`',
    "",
)
NOT_SIMPLE = (
    "# 見出し",
    "> 引用",
    "- 一\n  - 二",
    "- 一\n\n- 二",
    "- 1. 一",
    "１. 一",
    "2. 二",
    "1. 一\n- 二",
    "a | b\n--|--\n1 | 2",
    "一部[^1]です。\n\n[^1]: 注",
    "<b>太い</b> & 細い",
    "接続先は<db01>です",
    "![図](graph.png)",
    "![図](https://a.example/other.png)",
    "[こちら](/about/)",
    "[図](https://a.example/c.png)",
    "<https://a.example/c.png>",
    "[https://a.example/b](https://a.example/b)",
    "影響：\n・決済\n・返金",
    "　本日の作業",
    "二  つ",
    "改行  \nする",
    "    code",
    "***強い***",
    "**強い***",
    "a _b_ c",
    "5 * 3",
    "\\*a\\*",
    "```\na\n```",
    "~~~\na\n~~~",
    "重要\n---",
    "重要\n===",
    "一\n 二",
    "https://a.example/_b_/c",
    "https://a.example/(b)",
    "向き\u202e変え",
    "👩‍💻",
    "*[SLA]: 水準\n\nSLA",
    "**https://a.example/**",
    "http://",
    "原因は**設定\n変更**です",
    "長い。" * 2_000,
)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("markdown", [*SIMPLE, *NOT_SIMPLE])
def test_a_body_becomes_the_same_on_either_way(markdown: str, lang: str) -> None:
    chosen, whole = both_ways(markdown, lang)
    assert chosen == whole


def test_whatever_could_hurt_becomes_the_same_on_either_way() -> None:
    for attempt in attempts():
        chosen, whole = both_ways(attempt.text, "ja")
        assert chosen == whole, attempt.name


COMMON = (
    *("**a**", "*b*", "`c`", "**x y**", "`a.b`", "[t](https://a.example/c)", "[文](https://a.example/d)"),
    *("<https://a.example/x_y>", "https://a.example/c", "word", "障害が", "発生。", "決済", "「", "」", "（", "）"),
    *("\n", "\n", "\n\n", " ", " ", ", ", ". ", "。", "(", ")", "\n- a", "\n- 決済", "\n* b", "- ", "1. ", "\n2. y"),
    *("API", "冗長", "冗長化", "transaction ID"),
)
ODD = (
    *("*", "**", "_", "__", "`", "``", "[", "]", "](", "!", "<", ">", "&", "&amp;", "|", "~~~", "```", "\\", "\t"),
    *("\u3000", "\u00a0", "\u2028", "\r\n", "\x02", "\u202e", "# ", "#tag", "\n===", "\n---", "+ ", "> ", "・", "【"),
    *("  ", "    ", "  \n", " \n", "\n ", "\n    ", "\n\n\n", "１. ", "[^1]", "\n\n[^1]: x", "\n*[API]: y", "[t][t]"),
    *("[own](/about/)", "[r](../x)", "[f](#a)", "[m](mailto:a@b.example)", "[j](javascript:x)", "![g](graph.png)"),
    *("![g](https://a.example/c)", "[**a**](https://a.example)", "[h](https://a.example/c.png)", "<b>", "</b>"),
    *("<br>", "<db01>", "<!-- x -->", "https://a.example/(x)", "https://a.example/_x_", "https://a.example/?q=1&r=2"),
    *(
        "http://",
        "://",
        "'",
        '"',
        "…",
        "—",
        "é",
        "😀",
        "①",
        "5*3",
        "a*b*c",
        "***b***",
        "`a*b`",
        "`a\nb`",
        "- - a",
        "1.5",
    ),
)
BODIES = st.one_of(
    st.lists(st.sampled_from(COMMON), max_size=12).map("".join),
    st.lists(st.one_of(st.sampled_from(COMMON), st.sampled_from(COMMON), st.sampled_from(ODD)), max_size=12).map(
        "".join
    ),
    st.text(st.sampled_from("ab *`_[]()<>:/.-1!#\"'障害。\n\n"), max_size=40),
    st.text(max_size=40),
)


@settings(max_examples=600, deadline=None, derandomize=True)
@given(BODIES, st.sampled_from(["ja", "en"]))
@example("https://a.example/b`c`", "ja")
@example("障害\n・決済", "ja")
def test_a_body_of_random_pieces_becomes_the_same_on_either_way(markdown: str, lang: str) -> None:
    chosen, whole = both_ways(markdown, lang)
    assert chosen == whole


# --- counted work: what is slower than it was shows here, on whatever machine


def test_simple_bodies_need_no_conversion() -> None:
    assert conversions(*SIMPLE) == []


def test_what_is_not_simple_is_converted_once_each() -> None:
    assert conversions(*NOT_SIMPLE) == list(NOT_SIMPLE)


def test_most_updates_of_the_demonstration_need_no_conversion() -> None:
    files = sorted((CHECKOUT / "incidents").glob("**/*.md"))
    bodies = [path.read_text(encoding="utf-8").split("---\n", 2)[-1] for path in files]
    assert len(bodies) > 100
    assert len(conversions(*bodies)) < len(bodies) / 5


def test_markdown_is_not_even_imported_before_it_is_needed() -> None:
    program = """
import sys
from noroshi.source.prose import Renderer

def heavy():
    return sorted({"markdown", "nh3"} & set(sys.modules))

renderer = Renderer(lang="ja")
renderer.render("**決済**が失敗しています。", id_prefix="a--")
print(heavy())
renderer.render("# 見出し", id_prefix="a--")
print(heavy())
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n['markdown', 'nh3']\n"
