"""Letters as HTML mail: what a reader sees in the text is there, in its frame, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.render.colours import contrast
from noroshi.render.letter_blocks import (
    Block,
    Heading,
    Item,
    Items,
    Paragraph,
    Row,
    Rows,
    Separator,
    Signature,
    letter_blocks,
)
from noroshi.render.letter_html import MailFrame, Tone, letter_html
from noroshi.render.letter_links import Piece, pieces
from noroshi.render.theme import load_theme

THEME = load_theme(Path(), "default")
HTML = "{http://www.w3.org/1999/xhtml}"
JA = MailFrame(
    "ja",
    "ltr",
    "ともしび倉庫 稼働状況",
    "https://status.tomoshibi.example/",
    "https://status.tomoshibi.example/incidents/2026-07-03-receiving/",
    "状況ページを見る",
    "対応中",
    Tone.OPEN,
)
EN = replace(
    JA,
    lang="en",
    site_name="Tomoshibi Storage Status",
    page_url="https://status.tomoshibi.example/en/incidents/2026-07-03-receiving/",
    page_label="See the live status",
    state="Ongoing",
)
SUBJECT_JA = "【重要】【第2報】ファイル受信 復旧見込みについて（7/3）"
LETTER_JA = """\
お客様各位

株式会社ともしび倉庫 運用窓口です。

7月3日（金）9:10頃から、20 MBを超えるファイルを受信できない状態が続いております。
ご不便をおかけしており、申し訳ございません。

■ 発生日時
　7月3日（金）9:10頃から継続中

■ 影響
　・ファイル受信：20 MBを超えるファイルが途中で止まります。
　　すべての契約が対象です。
　　・管理画面からの送信を含みます。
　・閲覧は、通常どおりご利用いただけます。

■ お知らせした時刻
　第1報：　9:25
　第2報：　10:40
　　　　　　（このお知らせ）

1. 対応の予定
（1）装置の交換
　11:30までに終わる見込みです。

────────────────────────────────
お問い合わせ先
株式会社ともしび倉庫 運用窓口（24時間受付）
電話：0120-000-000
メール：desk@tomoshibi.example
────────────────────────────────
"""
LETTER_EN = """\
Files larger than 20 MB have not been arriving since about 09:10 JST on Friday 3 July. We are sorry.

What you can do now
- Send files smaller than 20 MB.
- Keep larger ones until we write again.

What we did
09:25  Told you about it.
10:40  Ordered a new unit.

Will anything be lost?
No. What did not arrive is still on your side.

We will write again by 11:30 JST (02:30 UTC). Live status:
https://status.tomoshibi.example/en/incidents/2026-07-03-receiving/

Tomoshibi Storage, 24 hours
desk@tomoshibi.example, +81 3-0000-0000

Stop these messages: https://status.tomoshibi.example/en/subscribe/
"""


def plain(*lines: str) -> Paragraph:
    return Paragraph(tuple(pieces(line) for line in lines))


def mail(text: str = LETTER_JA, frame: MailFrame = JA, subject: str = SUBJECT_JA) -> str:
    return letter_html(THEME, subject, text, frame)


def parsed(text: str) -> Element:
    """Raises html5lib.html5parser.ParseError at the first parse error."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(text)
    return tree


def all_of(tree: Element, name: str) -> list[Element]:
    return list(tree.iter(HTML + name))


def words(element: Element) -> str:
    return re.sub(r"\s", "", "".join(element.itertext()))


# --- blocks


def test_a_japanese_letter_is_read_as_a_person_reads_it() -> None:
    assert letter_blocks(LETTER_JA, "ja") == (
        plain("お客様各位"),
        plain("株式会社ともしび倉庫 運用窓口です。"),
        plain(
            "7月3日（金）9:10頃から、20 MBを超えるファイルを受信できない状態が続いております。",
            "ご不便をおかけしており、申し訳ございません。",
        ),
        Heading("発生日時", 2),
        plain("7月3日（金）9:10頃から継続中"),
        Heading("影響", 2),
        Items(
            (
                Item(
                    "",
                    (
                        pieces("ファイル受信：20 MBを超えるファイルが途中で止まります。"),
                        pieces("すべての契約が対象です。"),
                    ),
                    Items((Item("", (pieces("管理画面からの送信を含みます。"),)),)),
                ),
                Item("", (pieces("閲覧は、通常どおりご利用いただけます。"),)),
            )
        ),
        Heading("お知らせした時刻", 2),
        Rows((Row("第1報：", (pieces("9:25"),)), Row("第2報：", (pieces("10:40"), pieces("（このお知らせ）"))))),
        Heading("1. 対応の予定", 2),
        Heading("（1）装置の交換", 3),
        plain("11:30までに終わる見込みです。"),
        Signature(
            (
                Paragraph(
                    (
                        pieces("お問い合わせ先"),
                        pieces("株式会社ともしび倉庫 運用窓口（24時間受付）"),
                        (Piece("電話："), Piece("0120-000-000", "tel:0120000000")),
                        (Piece("メール："), Piece("desk@tomoshibi.example", "mailto:desk@tomoshibi.example")),
                    )
                ),
            )
        ),
    )


def test_an_english_letter_is_read_as_a_person_reads_it() -> None:
    blocks = letter_blocks(LETTER_EN, "en")
    assert [block for block in blocks if isinstance(block, Heading)] == [
        Heading("What you can do now", 2),
        Heading("What we did", 2),
        Heading("Will anything be lost?", 2),
    ]
    assert isinstance(blocks[2], Items)
    assert (
        Rows((Row("09:25", (pieces("Told you about it."),)), Row("10:40", (pieces("Ordered a new unit."),)))) in blocks
    )
    signature = blocks[-1]
    assert isinstance(signature, Signature)
    assert [len(block.lines) for block in signature.blocks if isinstance(block, Paragraph)] == [2, 1]
    assert Piece("+81 3-0000-0000", "tel:+81300000000") in signature.blocks[0].lines[1]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "lang", "blocks"),
    [
        ("Dear Ms Miura,\n\nThank you.", "en", (plain("Dear Ms Miura,"), plain("Thank you."))),
        ("We are sorry.\nIt is our fault.", "en", (plain("We are sorry.", "It is our fault."),)),
        ("Alone", "en", (plain("Alone"),)),
        ("Kind regards,\nKana Mori", "en", (plain("Kind regards,", "Kana Mori"),)),
        ("W" * 73 + "\nand its text", "en", (plain("W" * 73, "and its text"),)),
        (
            "We do\n- this\n- that",
            "en",
            (Heading("We do", 2), Items((Item("", (pieces("this"),)), Item("", (pieces("that"),))))),
        ),
        (
            "Plan\n1. One step\n2. Another one",
            "en",
            (Heading("Plan", 2), Items((Item("1.", (pieces("One step"),)), Item("2.", (pieces("Another one"),))))),
        ),
        (
            "Timeline\n09:10 JST: It began.\n09:25 JST: We told you.",
            "en",
            (
                Heading("Timeline", 2),
                Rows((Row("09:10 JST:", (pieces("It began."),)), Row("09:25 JST:", (pieces("We told you."),)))),
            ),
        ),
        (
            "1. 目次の行\n2. 次の行",
            "ja",
            (Items((Item("1.", (pieces("目次の行"),)), Item("2.", (pieces("次の行"),)))),),
        ),
        ("短い行\n続きの行です。", "ja", (plain("短い行", "続きの行です。"),)),
        ("　合計：3時間", "ja", (Paragraph((pieces("合計：3時間"),), 1),)),
        ("　期間：　3時間", "ja", (Rows((Row("期間：", (pieces("3時間"),)),)),)),
        ("■ 影響\n\n　なし\n\n以上です。", "ja", (Heading("影響", 2), plain("なし"), plain("以上です。"))),
        ("上\n──────\n中\n──────\n下", "ja", (plain("上"), Signature((plain("中"),)), plain("下"))),
        (
            "上\n──────\n中\n──────\n窓\n──────",
            "ja",
            (plain("上"), Separator(), plain("中"), Signature((plain("窓"),))),
        ),
        ("", "ja", ()),
        ("\n　\n", "ja", ()),
    ],
)
def test_blocks_by_case(text: str, lang: str, blocks: tuple[Block, ...]) -> None:
    assert letter_blocks(text, lang) == blocks


@pytest.mark.parametrize(
    ("line", "href"),
    [
        (
            "詳しくはhttps://status.tomoshibi.example/a?b=c&d=1をご覧ください。",
            "https://status.tomoshibi.example/a?b=c&d=1",
        ),
        ("（https://status.tomoshibi.example/a）", "https://status.tomoshibi.example/a"),
        ("(see https://status.tomoshibi.example/a).", "https://status.tomoshibi.example/a"),
        ("http://status.tomoshibi.example/a_(b), and more", "http://status.tomoshibi.example/a_(b)"),
        ("mailto:desk@tomoshibi.example", "mailto:desk@tomoshibi.example"),
    ],
)
def test_an_address_is_a_link_and_its_label_is_the_address(line: str, href: str) -> None:
    (link,) = [piece for piece in pieces(line) if piece.href]
    assert link.href == href
    assert link.text == href
    assert "".join(piece.text for piece in pieces(line)) == line


@pytest.mark.parametrize(
    "line",
    [
        "javascript:alert(1)",
        "JavaScript://tomoshibi.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x ftp://tomoshibi.example/",
        "https://tomoshibi.example@evil.example/",
        "https://[half/",
        "https://",
        "desk%0d%0abcc:all@tomoshibi.example%",
        "file:///etc/passwd",
    ],
)
def test_anything_else_is_never_a_link(line: str) -> None:
    hrefs = [piece.href for piece in pieces(line, phones=True) if piece.href]
    assert not [href for href in hrefs if not href.startswith("mailto:all@tomoshibi.example")]
    links = [a.get("href") or "" for a in all_of(parsed(mail(f"{line}\n")), "a")]
    assert all(link.startswith(("https://status.tomoshibi.example/", "mailto:all@")) for link in links)


# --- the mail


@pytest.mark.parametrize(("text", "frame"), [(LETTER_JA, JA), (LETTER_EN, EN)], ids=["ja", "en"])
def test_a_mail_is_a_whole_document_in_its_language(text: str, frame: MailFrame) -> None:
    tree = parsed(mail(text, frame))
    (root,) = all_of(tree, "html")
    assert (root.get("lang"), root.get("dir")) == (frame.lang, "ltr")
    assert [title.text for title in all_of(tree, "title")] == [SUBJECT_JA]
    assert [words(h1) for h1 in all_of(tree, "h1")] == [re.sub(r"\s", "", SUBJECT_JA)]
    button = next(a for a in all_of(tree, "a") if a.get("class") == "press")
    assert (button.get("href"), button.text) == (frame.page_url, frame.page_label)
    band = next(td for td in all_of(tree, "td") if (td.get("class") or "").startswith("band"))
    assert band.text == frame.state
    for table in all_of(tree, "table"):
        assert table.get("role") == "presentation" or table.get("class") == "rows"
    assert {th.get("scope") for th in all_of(tree, "th")} <= {"row"}


def test_an_empty_state_or_page_leaves_no_trace() -> None:
    text = mail(frame=replace(JA, state="", page_url="", page_label=""))
    tree = parsed(text)
    assert not [td for td in all_of(tree, "td") if (td.get("class") or "").startswith(("band", "button"))]


def test_mail_readers_show_what_the_letter_says_first() -> None:
    def preheader(text: str) -> str:
        return next(div.text or "" for div in all_of(parsed(text), "div") if div.get("class") == "preheader")

    assert preheader(mail()).startswith("7月3日（金）9:10頃から、20 MBを超える")
    assert preheader(mail(LETTER_EN, EN)).startswith("Files larger than 20 MB")
    assert preheader(mail(frame=replace(JA, preheader="見込みは11:30です。"))) == "見込みは11:30です。"
    assert preheader(mail("お客様各位\n\n運用窓口です。\n障害は復旧済みです。\n")) == "障害は復旧済みです。"
    assert len(preheader(mail("長い文です。" * 99))) == 120


DRAWN = re.compile(r"(?m)^[\s]*(?:■|・|- |[─]+$)|\s")

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "■ 影響",
                "　・項目です",
                "　　・その下",
                "　　続き",
                "- item",
                "  - below",
                "1. 番号",
                "（1）番号",
                "　期間：　3時間",
                "　対象：すべて",
                "A    B",
                "What happened",
                "────────",
                "https://a.example/x",
                "desk@tomoshibi.example",
                "0120-000-000",
                "<b>&amp;\"'",
            ]
        ),
        st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30),
    ),
    max_size=16,
)


@settings(max_examples=200, deadline=None)
@given(LINES, st.sampled_from(["ja", "en"]))
def test_every_character_of_the_text_arrives(lines: list[str], lang: str) -> None:
    text = "\n".join(lines)
    frame = replace(JA, lang=lang, page_url="", preheader="x")
    cell = next(td for td in all_of(parsed_loosely(mail(text, frame)), "td") if td.get("class") == "text")
    assert marks_gone(words(cell)) == marks_gone(text)


def parsed_loosely(text: str) -> Element:
    """For texts with characters that HTML calls a parse error though every reader shows them."""
    tree: Element = html5lib.parse(text)
    return tree


def marks_gone(text: str) -> str:
    """Without white space, and without what is drawn in HTML: points of lists, squares of headings, rules."""
    return re.sub(r"[\s■・•‣─━―—=_*–-]", "", text)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_only_marks_are_drawn_instead_of_written(lines: list[str]) -> None:
    """Of the characters that may be marks, one a line at most is missing, and rules."""
    kept = [line for line in lines if not re.fullmatch(r"\s*(?:[─━―—]{4,}|[-=_*]{8,})\s*", line)]
    text = "\n".join(lines)
    cell = next(
        td
        for td in all_of(parsed_loosely(mail(text, replace(JA, page_url="", preheader="x"))), "td")
        if td.get("class") == "text"
    )
    missing = len(re.sub(r"\s", "", "".join(kept))) - len(words(cell))
    assert 0 <= missing <= len(kept)


def test_nothing_in_a_text_becomes_markup() -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>&lt;b&gt;</td></style><!-- -->"
    text = f"{attack}\n\n■ {attack}\n　・{attack}\n　期間：　{attack}\n\n────\n{attack}\n────\n"
    frame = replace(JA, site_name=attack, page_label=attack, state=attack, preheader=attack)
    made = letter_html(THEME, attack, text, frame)
    assert not re.search(r"<script|<img|onerror=[^a]", made.replace("onerror=alert(1)&gt;", ""))
    tree = parsed(made)
    assert not all_of(tree, "script")
    assert not all_of(tree, "img")
    assert words(next(iter(all_of(tree, "h2")))) == re.sub(r"\s", "", attack)
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]


@pytest.mark.parametrize(("text", "frame"), [(LETTER_JA, JA), (LETTER_EN, EN)], ids=["ja", "en"])
def test_every_element_brings_its_own_style(text: str, frame: MailFrame) -> None:
    tree = parsed(mail(text, frame))
    sheet = THEME.files["mail.css"].read_text()
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", sheet))
    for element in all_of(tree, "body")[0].iter():
        classes = set((element.get("class") or "").split())
        if classes & styled:
            assert element.get("style"), classes
    assert "var(" not in mail(text, frame)


def test_every_class_of_the_frame_has_a_style_and_every_style_a_class() -> None:
    bare = re.sub(r"/\*.*?\*/", "", THEME.files["mail.css"].read_text(), flags=re.DOTALL)
    named = set(re.findall(r"\.([a-z][a-z0-9-]*)(?=[\s,{])", bare))
    written = set(re.findall(r'class="([^"]*)"', mail() + mail(LETTER_EN, EN)))
    used = {name for classes in written for name in classes.split()} | {"rule", "paragraph", "wide", "narrow", "short"}
    drawn = {name for name in used if not name.startswith(("tone-", "depth-"))}
    assert drawn <= named
    assert {name for name in named if not name.startswith("depth-")} - used <= {"written", "numbered"}
    night = re.search(r"prefers-color-scheme: dark\) \{(.*?)\n\}", mail(), re.DOTALL)
    assert night
    assert set(re.findall(r"\.([a-z][a-z0-9-]*)(?=[\s,{])", night[1])) <= named


def test_the_night_is_told_and_not_written_into_elements() -> None:
    made = mail()
    assert '<meta name="color-scheme" content="light dark">' in made
    assert '<meta name="supported-color-schemes" content="light dark">' in made
    assert made.count("@media (prefers-color-scheme: dark)") == 1
    body = made.partition("<body")[2]
    assert "@media" not in body
    assert THEME.settings["paper_dark"] not in body


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("brand", ["", "#ffcc00", "#0b5566", "#000000"])
def test_bands_buttons_and_links_can_be_read_by_day_and_by_night(tone: Tone, brand: str) -> None:
    made = mail(frame=replace(JA, tone=tone, brand=brand))
    day = dict(re.findall(r'class="(band|press|button|link)[^"]*"[^>]*? style="([^"]*)"', made))
    colour = {name: re.search(r"(?<![-\w])color: ?(#\w+)", style) for name, style in day.items()}
    behind = {name: re.search(r"background-color: ?(#\w+)", style) for name, style in day.items()}
    assert contrast(found(colour["band"]), found(behind["band"])) >= 7
    assert contrast(found(colour["press"]), found(behind["button"])) >= 7
    assert contrast(found(colour["link"]), "#ffffff") >= 7
    night = made[made.index("prefers-color-scheme") : made.index("</style>", made.index("prefers-color-scheme"))]
    band = re.search(r"\.band \{ background-color: (#\w+) !important; color: (#\w+)", night)
    assert band
    assert contrast(band[1], band[2]) >= 7
    button = re.search(r"\.button \{ background-color: (#\w+)", night)
    press = re.search(r"\.press \{ color: (#\w+)", night)
    assert contrast(found(button), found(press)) >= 7
    assert contrast(found(re.search(r"a\.link \{ color: (#\w+)", night)), THEME.settings["paper_dark"]) >= 7


def found(match: re.Match[str] | None) -> str:
    assert match
    return match[1]


@pytest.mark.parametrize(("text", "frame"), [(LETTER_JA, JA), (LETTER_EN, EN)], ids=["ja", "en"])
def test_a_mail_loads_nothing_and_tells_nobody(text: str, frame: MailFrame) -> None:
    made = mail(text, frame)
    tree = parsed(made)
    for name in ("img", "script", "link", "iframe", "object", "form", "input", "video", "audio", "svg", "base"):
        assert not all_of(tree, name)
    assert not [element for element in tree.iter() if element.get("src") or element.get("background")]
    assert "url(" not in made
    assert "@import" not in made
    assert "@font-face" not in made


def test_the_same_letter_is_the_same_mail() -> None:
    again = load_theme(Path(), "default")
    assert mail() == mail() == letter_html(again, SUBJECT_JA, LETTER_JA, JA)
    assert "\r" not in mail()
    assert mail().endswith("</html>\n")


def test_a_theme_may_bring_its_own_frame_and_style(tmp_path: Path) -> None:
    folder = tmp_path / "themes" / "ours"
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text('extends = "default"\n')
    (folder / "mail.css").write_text(".title { color: #123456; } .band { background-color: var(--band); }")
    made = letter_html(load_theme(tmp_path, "ours"), SUBJECT_JA, LETTER_JA, JA)
    assert re.search(r'<h1 class="title" style="color: ?#123456', made)
    assert re.search(r'class="band tone-open" style="background-color: ?#', made)


def test_the_style_of_mails_is_not_on_pages() -> None:
    assert ".press" not in THEME.style("").text
    assert ".signature" not in THEME.style("").text


def test_a_list_under_a_numbered_heading_leaves_it_a_heading() -> None:
    blocks = letter_blocks("2. 経過\n・9:05　監視により検知\n・9:10頃　公表\n\n3. 原因\n　設定の誤りです。", "ja")
    items = Items((Item("", (pieces("9:05　監視により検知"),)), Item("", (pieces("9:10頃　公表"),))))
    assert blocks == (Heading("2. 経過", 2), items, Heading("3. 原因", 2), plain("設定の誤りです。"))


def test_the_words_above_a_list_are_no_heading_of_it() -> None:
    assert letter_blocks("What stops (JST):\n- 09:00: Search", "en") == (
        plain("What stops (JST):"),
        Items((Item("", (pieces("09:00: Search"),)),)),
    )
    assert letter_blocks("■ 連絡\n　期限：\n　・中止：9:00", "ja")[1:] == (
        plain("期限："),
        Items((Item("", (pieces("中止：9:00"),)),)),
    )


def test_an_address_between_brackets_and_blanks_is_one_link() -> None:
    line = "移行のご案内（ https://tomoshibi.example/guide/ ）にまとめております。"
    assert [piece.href for piece in pieces(line) if piece.href] == ["https://tomoshibi.example/guide/"]


def test_who_signs_an_english_report_is_no_heading() -> None:
    signed = "Kana Mori, Head of Operations\nTomoshibi, Inc."
    assert letter_blocks(f"{signed}\n\nWords used here\n- API: a way in", "en")[:2] == (
        plain("Kana Mori, Head of Operations", "Tomoshibi, Inc."),
        Heading("Words used here", 2),
    )
