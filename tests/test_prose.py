"""A body becomes Markdown, HTML and plain text that say the same."""

from __future__ import annotations

import unicodedata

import pytest

from noroshi.model.prose import Prose
from noroshi.source.prose import (
    MAX_CHARACTERS,
    Labels,
    Note,
    NoteKind,
    Rendered,
    Renderer,
    clean_line,
    clean_text,
)

GLOSSARY = (
    ("API", "プログラムから使う窓口"),
    ("冗長化", "予備を用意しておくこと"),
    ("冗長", "余分"),
    ("failover", "switching to a spare"),
)
IMAGES = {
    "graph.png": "/incidents/2026-11-21-payment-api/graph.png",
    "/logo.png": "/logo.png",
}
BASE = "/incidents/2026-11-21-payment-api/"

renderer = Renderer(lang="ja", glossary=GLOSSARY, site_url="https://status.example.com/")


def rendered(markdown: str, heading_base: int = 3) -> Rendered:
    return renderer.render(markdown, id_prefix="update-02--", base=BASE, images=IMAGES, heading_base=heading_base)


def html(markdown: str) -> str:
    return rendered(markdown).prose.html


def plain(markdown: str) -> str:
    return rendered(markdown).prose.plain


def notes(markdown: str) -> list[tuple[str, str]]:
    return [(note.kind.value, note.value) for note in rendered(markdown).notes]


# --- words and lines


def test_a_few_sentences_need_nothing() -> None:
    assert rendered("決済の一部が失敗しています。\n\n原因を調査しています。") == Rendered(
        Prose(
            "決済の一部が失敗しています。\n\n原因を調査しています。",
            "<p>決済の一部が失敗しています。</p>\n<p>原因を調査しています。</p>",
            "決済の一部が失敗しています。\n\n原因を調査しています。",
        ),
        (),
    )


@pytest.mark.parametrize("markdown", ["", "  \n\n", "<!-- nothing yet -->", "<p></p>", "##"])
def test_a_body_without_anything_to_read_is_empty(markdown: str) -> None:
    assert rendered(markdown).prose.is_empty


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("原因は\n設定変更です", "原因は設定変更です"),
        ("原因は\n  設定変更です", "原因は設定変更です"),
        ("調査中…\nお待ちください", "調査中…お待ちください"),
        ("原因は**設定\n変更**\nです", "原因は<strong>設定変更</strong>です"),
        ("원인은\n설정입니다", "원인은\n설정입니다"),
        ("the cause\nis known", "the cause\nis known"),
        ("原因はDNS\nです", "原因はDNS\nです"),
    ],
)
def test_a_line_break_between_japanese_characters_becomes_no_space(typed: str, shown: str) -> None:
    assert html(typed) == f"<p>{shown}</p>"


def test_a_line_break_in_code_stays() -> None:
    assert "一行目\n二行目" in html("```\n一行目\n二行目\n```")


def test_lines_that_begin_with_a_japanese_list_sign_stay_lines() -> None:
    assert plain("影響：\n・決済\n・返金の一部、\n　夜間のみ\n以上です。") == (
        "影響：\n・決済\n・返金の一部、　夜間のみ\n以上です。"
    )
    assert plain("【影響】決済\n【原因】調査中") == "【影響】決済\n【原因】調査中"


def test_a_list_needs_no_blank_line_before_it_and_two_spaces_nest() -> None:
    assert plain("影響：\n- 決済\n  - カード\n  - 口座\n- 返金") == "影響：\n\n・決済\n  ・カード\n  ・口座\n・返金"


def test_a_number_at_the_beginning_of_a_line_is_no_list_in_a_paragraph() -> None:
    assert "<ol" not in html("We lost about\n2026. Requests are back.")


def test_a_hash_tag_is_no_heading() -> None:
    assert html("#障害 です") == "<p>#障害 です</p>"


def test_indented_code_is_not_taken_for_a_list() -> None:
    assert html("    - name: api\n      - x") == "<pre><code>- name: api\n  - x\n</code></pre>"


def test_an_address_in_the_text_becomes_a_link() -> None:
    link = '<a href="https://example.com/a_(b)?c=1&amp;d" rel="noopener">https://example.com/a_(b)?c=1&amp;d</a>'
    assert html("詳細はhttps://example.com/a_(b)?c=1&dをご覧ください。") == (f"<p>詳細は{link}をご覧ください。</p>")
    assert '">https://example.com/</a>.)' in html("(see https://example.com/.)")


def test_a_place_holder_in_angle_brackets_is_shown_as_it_was_typed() -> None:
    assert html("接続先は<db01>です") == "<p>接続先は&lt;db01&gt;です</p>"
    assert notes("接続先は<db01>です") == [("markup-shown", "db01")]


def test_template_signs_are_text() -> None:
    assert plain("{{ site }} {% raw %} {{< tag >}} <?php x ?>") == "{{ site }} {% raw %} {{< tag >}} <?php x ?>"


# --- headings, tables, footnotes


def test_headings_stand_below_the_page_s_and_leave_no_level_out() -> None:
    markdown = "# 一\n\n### 二\n\n## 三\n\n# 四"
    assert html(markdown) == "<h4>一</h4>\n<h5>二</h5>\n<h5>三</h5>\n<h4>四</h4>"
    assert rendered(markdown, heading_base=1).prose.html.startswith("<h2>一</h2>\n<h3>")
    assert rendered("# a\n\n## b\n\n### c", heading_base=5).prose.html == "<h6>a</h6>\n<h6>b</h6>\n<h6>c</h6>"


def test_a_table_scrolls_in_a_frame_that_has_a_name() -> None:
    written = html("a | b\n--|--:\n1 | 2")
    assert written.startswith('<div class="table" role="group" tabindex="0" aria-label="表"><table>')
    assert '<td class="align-right">2</td>' in written
    assert "style" not in written
    assert 'aria-label="件数"' in html("<table><caption>件数</caption><tr><td>1</td></tr></table>")


def test_footnotes_have_names_ids_and_a_way_back_in_the_reader_s_language() -> None:
    written = html("一部[^a]と[^b]、また[^a]。\n\n[^b]: 二つ目\n[^a]: 一つ目\n[^c]: 使われない\n[^d]:")
    assert '<p class="footnotes-title">脚注</p>' in written
    assert '<a href="#update-02--fn-a" role="doc-noteref" class="footnote-ref">1</a>' in written
    assert 'href="#update-02--fnref-a" role="doc-backlink" class="footnote-back" aria-label="本文へ戻る (1)"' in written
    assert 'href="#update-02--fnref2-a"' in written
    assert written.index("一つ目") < written.index("二つ目") < written.index("使われない")
    english = Renderer(lang="en").render("a[^1]\n\n[^1]: b", id_prefix="update-02--").prose.html
    assert "Footnotes" in english
    assert "Back to text (1)" in english


def test_the_words_of_this_room_can_be_given_for_any_language() -> None:
    labels = Labels(footnotes="脚注", back="返回", table="表格", image="图片")
    chinese = Renderer(lang="zh-Hans", labels=labels)
    assert 'aria-label="表格"' in chinese.render("a | b\n--|--\n1 | 2", id_prefix="x").prose.html


# --- glossary


def test_a_term_is_explained_where_it_is_first_used() -> None:
    assert html("APIの冗長化。APIと冗長化。") == (
        '<p><abbr title="プログラムから使う窓口">API</abbr>の'
        '<abbr title="予備を用意しておくこと">冗長化</abbr>。APIと冗長化。</p>'
    )


def test_a_latin_term_is_a_whole_word_and_may_begin_a_sentence() -> None:
    assert "<abbr" not in html("RAPID APIs")
    assert '<abbr title="switching to a spare">Failover</abbr> began' in html("Failover began.")


def test_terms_are_left_alone_in_code_links_and_headings() -> None:
    markdown = "## API\n\n`API` [API](https://example.com/) <abbr title='x'>API</abbr>"
    assert html(markdown).count("<abbr") == 1


def test_a_writer_may_explain_a_term_in_the_body() -> None:
    assert '<abbr title="約束した水準">SLA</abbr>' in html("SLAは守られています。\n\n*[SLA]: 約束した水準")


# --- links and images


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        ("HTTPS://example.com", "https://example.com"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("https://例え.example/障害", "https://例え.example/障害"),
        ("mailto:help@example.com?subject=x", "mailto:help@example.com?subject=x"),
        ("tel:+81-3-1234-5678", "tel:+81-3-1234-5678"),
        ("../2026-03-14-api/", "/incidents/2026-03-14-api/"),
        ("../2026-03-14-api", "/incidents/2026-03-14-api"),
        ("../../../../../history/", "/history/"),
        ("/history/2026/11/?x#y", "/history/2026/11/?x#y"),
        ("./", BASE),
        ("..", "/incidents/"),
        ("?q=1", BASE + "?q=1"),
        ("#update-01", "#update-01"),
        ("<a file.pdf>", BASE + "a%20file.pdf"),
    ],
)
def test_a_good_link_is_kept(typed: str, href: str) -> None:
    assert html(f"[状況]({typed})") == f'<p><a href="{href}" rel="noopener">状況</a></p>'


@pytest.mark.parametrize(
    "typed",
    ["javascript:x()", "//example.com/", "ftp://example.com/", "#content", "https://a@example.com/", "\\\\host"],
)
def test_a_bad_link_keeps_its_words_and_is_told(typed: str) -> None:
    assert html(f"[状況]({typed})") == "<p>状況</p>"
    assert [kind for kind, _ in notes(f"[状況]({typed})")] == ["link-removed"]


def test_a_link_without_words_shows_its_address() -> None:
    assert 'noopener">https://example.com/</a>' in html("[](https://example.com/)")


def test_links_of_the_site_can_begin_anywhere() -> None:
    prose = rendered('[a](/history/) [b](/) [c](../x/#update-1) ![g](graph.png) " href="/').prose
    at = prose.html_at("../../")
    assert 'href="../../history/"' in at
    assert 'href="../../"' in at
    assert 'href="../../incidents/x/#update-1"' in at
    assert 'src="../../incidents/2026-11-21-payment-api/graph.png"' in at
    assert "&quot; href=&quot;/" in at
    assert 'href="https://status.example.com/history/"' in prose.html_at("https://status.example.com/")


def test_links_within_a_page_name_it_where_they_are_read_elsewhere() -> None:
    prose = rendered('[a](#update-1) " href="#').prose
    assert 'href="#update-1"' in prose.html_at("/")
    at = prose.html_at("https://status.example.com/", page="https://status.example.com/x/?a=1&b=2")
    assert 'href="https://status.example.com/x/?a=1&amp;b=2#update-1"' in at
    assert "&quot; href=&quot;#" in at


@pytest.mark.parametrize("typed", ["graph.png", "./graph.png", "%67raph.png"])
def test_an_image_beside_the_update_is_shown(typed: str) -> None:
    assert html(f"![グラフ]({typed})") == (
        '<p><img src="/incidents/2026-11-21-payment-api/graph.png" alt="グラフ" decoding="async" class="image"></p>'
    )


def test_an_image_is_found_however_its_name_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "グラフ.png")
    images = {"グラフ.png": "/g.png"}
    assert "<img " in renderer.render(f"![x]({decomposed})", id_prefix="x", images=images).prose.html


def test_an_image_of_another_host_becomes_a_link() -> None:
    assert html("![グラフ](https://example.com/g.png)") == (
        '<p><a href="https://example.com/g.png" rel="noopener">グラフ</a></p>'
    )
    assert html("[![状態](https://example.com/badge.svg)](https://example.com/)") == (
        '<p><a href="https://example.com/" rel="noopener">状態</a> '
        '<a href="https://example.com/badge.svg" rel="noopener">画像</a></p>'
    )
    assert notes("![グラフ](https://example.com/g.png)") == [("image-off-site", "https://example.com/g.png")]


def test_a_missing_image_leaves_its_words_and_is_told() -> None:
    assert html("![グラフ](grahp.png)") == "<p>グラフ</p>"
    assert rendered("一行目\n\n![グラフ](grahp.png)").notes == (Note(3, NoteKind.IMAGE_MISSING, "grahp.png"),)


# --- ids, languages, directions


def test_ids_of_a_body_begin_with_the_update_s() -> None:
    written = html('<p id="main">a</p>\n\n<p id="main">b</p>\n\n[戻る](#main)')
    assert written.count('id="update-02--main"') == 1
    assert '<a href="#update-02--main"' in written


def test_a_writer_s_id_does_not_take_a_footnote_s_place() -> None:
    written = html('<p id="fn-1">x</p>\n\na[^1]\n\n[^1]: b')
    assert '<li id="update-02--fn-1">' in written
    assert '<p id="update-02--fn-1-2">x</p>' in written


def test_only_a_plausible_language_is_kept() -> None:
    assert html('<span lang="en-GB">colour</span>') == '<p><span lang="en-GB">colour</span></p>'
    assert html('<span lang="x y">colour</span>') == "<p><span>colour</span></p>"


def test_signs_that_turn_the_direction_are_taken_out() -> None:
    assert html("a\u202eb&#x202E;c") == "<p>abc</p>"
    assert notes("a\u202eb") == [("character-removed", "U+202E")]
    assert html('<bdi dir="rtl">שלום</bdi>') == '<p><bdi dir="rtl">שלום</bdi></p>'


def test_one_line_texts_are_cleaned_too() -> None:
    assert clean_line(" 決済\u202eAPI\u0000の\r\n\t 障害\ufeff ") == "決済APIの 障害"
    assert clean_text("a\r\nb\rc\u2028d\u0085e\x0c\x1b[31m") == "a\nb\nc\nd\ne\n[31m"
    assert clean_line("👨\u200d👩\u200d👧 \u200fעברית") == "👨\u200d👩\u200d👧 \u200fעברית"


def test_a_fence_with_a_language_is_no_removed_class() -> None:
    assert notes("```bash\nls\n```") == []


def test_what_was_taken_out_is_told_with_its_line() -> None:
    markdown = "一行目\n\n<iframe src=x></iframe>\n\n<b onclick='x()' style='color:red'>重要</b> <script>x</script>"
    assert [(note.line, note.value) for note in rendered(markdown).notes] == [
        (3, "iframe"),
        (5, "onclick="),
        (5, "script"),
        (5, "style="),
    ]


# --- plain text


def test_plain_text_says_everything_in_a_line_of_reading() -> None:
    markdown = """## 経緯

1. 設定を[変更](https://example.com/c)
2. エラーが`503`に

> 復旧した
> とのこと

| 地域 | 件数 |
|---|---|
| 東京 | 12 |

```
curl https://example.com/
```

![グラフ](graph.png) <mail@example.com> [履歴](/history/) ~~x~~<del>古い</del>[^1]

---

[^1]: 推定
"""
    assert plain(markdown) == (
        "経緯\n\n"
        "1. 設定を変更（ https://example.com/c ）\n2. エラーが503に\n\n"
        "> 復旧したとのこと\n\n"
        "地域 | 件数\n東京 | 12\n\n"
        "curl https://example.com/\n\n"
        "グラフ mail@example.com 履歴（ https://status.example.com/history/ ） ~~x~~~~古い~~[1]\n\n"
        "----\n\n"
        "脚注\n[1] 推定"
    )


def test_lists_in_english_begin_with_a_hyphen() -> None:
    assert Renderer(lang="en").render("* a\n* b", id_prefix="x").prose.plain == "- a\n- b"


# --- what is too much


@pytest.mark.parametrize(
    ("markdown", "reason"),
    [
        ("[" * 50_000, "effort"),
        ("[a](" * 20_000, "effort"),
        ("<a " * 20_000, "effort"),
        ("#\n" * 30_000, "effort"),
        ("*[\n" * 30_000, "effort"),
        ("[^1]: a\n\n" + "[^1] " * 10_000, "effort"),
        (">" * 10_000, "depth"),
        ("1. " * 10_000, "depth"),
        ("<blockquote>" * 500, "depth"),
        ("<b>" * 500, "depth"),
        ("あ" * (MAX_CHARACTERS + 1), "length"),
    ],
)
def test_a_body_that_nobody_means_is_shown_as_it_was_typed(markdown: str, reason: str) -> None:
    result = rendered(markdown)
    assert result.prose.html.startswith("<pre>")
    assert result.prose.plain.strip() == markdown.strip()
    assert [(note.kind, note.value) for note in result.notes] == [(NoteKind.SHOWN_AS_TYPED, reason)]
    assert html("次の本文") == "<p>次の本文</p>"


def test_a_long_report_is_not_too_much() -> None:
    section = (
        "## 経緯\n\n03時12分に[監視](https://example.com/m)が**エラー率**の上昇を検知しました（`503`が12%）。\n\n"
        "- 03:20 担当者が調査を開始[^1]\n- 03:40 原因を特定\n\n| 地域 | 件数 |\n|---|---|\n| 東京 | 12 |\n\n"
        '```\n[error] <a href="x"> [[[ \n```\n\n'
    )
    result = rendered(section * 150 + "[^1]: 当番の者")
    assert NoteKind.SHOWN_AS_TYPED not in {note.kind for note in result.notes}


def test_one_body_leaves_nothing_behind_for_the_next() -> None:
    first = "a[^1] [x] SLA\n\n[^1]: 脚注\n[x]: https://example.com/\n*[SLA]: 水準"
    alone = html("a[^1] [x] SLA")
    rendered(first)
    assert html("a[^1] [x] SLA") == alone == "<p>a[^1] [x] SLA</p>"


@pytest.mark.parametrize("base", [BASE, "/en" + BASE])
def test_a_link_to_a_picture_leads_to_it_from_every_language(base: str) -> None:
    found = renderer.render("[グラフ](graph.png)", id_prefix="update-02--", base=base, images=IMAGES)
    assert f'href="{IMAGES["graph.png"]}"' in found.prose.html
