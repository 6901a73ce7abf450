"""Pictures for chats and social networks: which page has which, what is drawn, when one goes, and with which fonts."""

from __future__ import annotations

import json
import re
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from small_site import FILES, Ran, noroshi, write, write_small_site

from noroshi.render.social_picture import Drawing, fitted, social_png
from noroshi.render.typefaces import BOLD, Typefaces
from noroshi.views.pieces import Heading, Sign
from noroshi.views.social_picture import HEIGHT, WIDTH, SocialPicture

INCIDENT = "2026-10-05-tracking-delay"
FIRST_OLD, LAST_YOUNG = "2026-10-19T10:40+09:00", "2026-10-19T10:39+09:00"
LATIN = range(0x20, 0x17F)
JAPANESE = (*LATIN, *range(0x3000, 0x30FF), *range(0x4E00, 0x9FFF), *range(0xFF00, 0xFFEF), 0x2026)
PAGES = ("", "history/", "about/", "maintenance/", "services/labels/", f"incidents/{INCIDENT}/")


def box_font(path: Path, letters: Iterable[int]) -> Path:
    """A font in which every letter is a black square, 0.8 em wide and high, and what it lacks is nothing at all."""
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "space", "box"])
    font.setupCharacterMap({letter: "space" if letter in (0x20, 0x3000) else "box" for letter in letters})
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    empty = TTGlyphPen(None).glyph()
    font.setupGlyf({".notdef": empty, "space": empty, "box": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (1000, 0), "space": (500, 0), "box": (1000, 100)})
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": "Boxes", "styleName": "Bold", "psName": "Boxes-Bold"})
    font.setupOS2(sTypoAscender=900, sTypoDescender=-100, usWinAscent=900, usWinDescent=100, usWeightClass=700)
    font.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return box_font(tmp_path_factory.mktemp("fonts") / "boxes.ttf", JAPANESE)


@pytest.fixture
def site(tmp_path: Path, boxes: Path) -> Path:
    """The small site with its resolved incident alone; pictures in a font of its own."""
    return with_pictures(tmp_path / "small", boxes)


def with_pictures(root: Path, font: Path) -> Path:
    write_small_site(root, {path: text for path, text in FILES.items() if not path.startswith("incidents/2026-11")})
    toml = root / "site_src/site.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8") + '\n[pictures]\nsocial = true\nfonts = ["fonts/own.ttf"]\n', encoding="utf-8"
    )
    (root / "site_src/fonts").mkdir()
    (root / "site_src/fonts/own.ttf").write_bytes(font.read_bytes())
    return root


def built(root: Path, *arguments: str, now: str = LAST_YOUNG) -> Ran:
    ran = noroshi(root, "build", *arguments, now=now)
    assert ran.status == 0, ran.err
    return ran


def meta(root: Path, page: str) -> dict[str, str]:
    """What the head of a page tells those who show it."""
    source = (root / "_site" / page / "index.html").read_text(encoding="utf-8")
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)">', source))


def picture(root: Path, page: str) -> Path:
    """The file that a page is shown with."""
    return root / "_site" / meta(root, page)["og:image"].removeprefix("https://status.todai.example/")


def pictures(root: Path) -> dict[str, bytes]:
    site = root / "_site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("pictures/*.png")}


def drawing(boxes: Path, title: str, *, direction: str = "ltr", lang: str = "ja") -> tuple[SocialPicture, Typefaces]:
    sign, heading = Sign("major_outage", "X"), Heading(title, (title,))
    return SocialPicture("/x.png", lang, direction, sign, heading, "Status", title), Typefaces([str(boxes)], [], "")


def drawn(boxes: Path, title: str) -> bytes:
    return social_png(*drawing(boxes, title)).content


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, boxes: Path) -> Path:
    """The site, built while its incident is young. Only to be read."""
    root = with_pictures(tmp_path_factory.mktemp("ready") / "small", boxes)
    built(root)
    return root


def test_a_site_has_none_unless_it_wants_some(small_site: Path) -> None:
    built(small_site)
    assert not pictures(small_site)
    assert not [key for key in meta(small_site, "") if key.startswith("og:image")]
    assert meta(small_site, "")["twitter:card"] == "summary"


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_page_names_a_picture_that_is_there_and_says_its_size_and_words(ready: Path, prefix: str) -> None:
    for page in PAGES:
        said = meta(ready, prefix + page)
        assert said["twitter:card"] == "summary_large_image"
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["og:image:type"] == "image/png"
        assert said["og:image:alt"]
        png = picture(ready, prefix + page)
        assert png.parent == ready / "_site" / prefix / "pictures"
        assert png.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", png.read_bytes()[16:24]) == (WIDTH, HEIGHT)


def test_the_start_page_shows_the_state_a_young_incident_its_title_and_all_others_the_site(ready: Path) -> None:
    assert picture(ready, "").name.startswith("overall-operational.")
    assert picture(ready, f"incidents/{INCIDENT}/").name.startswith(f"{INCIDENT}.")
    assert meta(ready, f"en/incidents/{INCIDENT}/")["og:image:alt"] == "Tracking shows parcels late: Resolved"
    assert len({picture(ready, page) for page in PAGES[1:-1]}) == 1
    assert picture(ready, "about/").name.startswith("site.")
    assert len(pictures(ready)) == 2 * 3


def test_another_state_is_another_picture_at_another_address(site: Path) -> None:
    built(site)
    before = pictures(site)
    (site / f"incidents/{INCIDENT}/03-resolved.md").unlink()
    (site / f"incidents/{INCIDENT}/03-resolved.en.md").unlink()
    built(site)
    assert picture(site, "").name.startswith("overall-degraded_performance.")
    assert meta(site, "en/")["og:image:alt"].startswith("Tracking")
    gone = {path.rpartition("/")[2].partition(".")[0] for path in before.keys() - pictures(site).keys()}
    assert gone == {"overall-operational", INCIDENT}


def test_a_picture_goes_fourteen_days_after_the_last_word_and_the_page_is_then_left_alone(site: Path) -> None:
    built(site, now=LAST_YOUNG)
    assert f"{INCIDENT}." in str(picture(site, f"incidents/{INCIDENT}/"))
    built(site, now=FIRST_OLD)
    assert picture(site, f"incidents/{INCIDENT}/") == picture(site, "about/")
    assert not [path for path in pictures(site) if INCIDENT in path]
    page = site / f"_site/incidents/{INCIDENT}/index.html"
    before = page.stat().st_mtime_ns
    later = json.loads(built(site, "--json", now="2027-03-01T09:00+09:00").out)
    assert later["incidents_read"] == 0
    assert page.stat().st_mtime_ns == before


def test_an_open_incident_keeps_its_picture_however_long_it_takes(site: Path) -> None:
    (site / f"incidents/{INCIDENT}/03-resolved.md").unlink()
    (site / f"incidents/{INCIDENT}/03-resolved.en.md").unlink()
    built(site, now="2027-03-01T09:00+09:00")
    assert f"{INCIDENT}." in str(picture(site, f"incidents/{INCIDENT}/"))


def test_a_rehearsal_and_what_was_taken_back_have_none_of_their_own(site: Path) -> None:
    first = site / f"incidents/{INCIDENT}/incident.md"
    text = first.read_text(encoding="utf-8")
    for line in ("drill: true", "withdrawn: 誤報でした"):
        first.write_text(text.replace("impact: minor", f"impact: minor\n{line}"), encoding="utf-8")
        built(site, "--drills")
        assert picture(site, f"incidents/{INCIDENT}/") == picture(site, "about/")


def test_the_same_words_and_fonts_give_the_same_bytes_in_another_place_and_after_another_build(
    site: Path, tmp_path: Path, boxes: Path
) -> None:
    built(site, now=LAST_YOUNG)
    built(site, now=FIRST_OLD)
    other = with_pictures(tmp_path / "other", boxes)
    built(other, now=FIRST_OLD)
    assert pictures(site) == pictures(other)
    built(site, "--full", now=FIRST_OLD)
    assert pictures(site) == pictures(other)


def test_every_letter_of_a_title_is_drawn(boxes: Path) -> None:
    # Two letters look like any other two in this font; one that were not drawn would leave nothing.
    assert drawn(boxes, "障害") == drawn(boxes, "復旧")
    assert len({drawn(boxes, title) for title in ("障", "障害", "障害中", "障　害")}) == 4


def test_emoji_that_no_font_has_are_left_out_and_nothing_stands_in_their_place(boxes: Path) -> None:
    assert drawn(boxes, "🔥 API 障害") == drawn(boxes, "API 障害")


def test_what_a_title_says_is_drawn_and_never_read_as_mark_up(boxes: Path) -> None:
    svg = Drawing(*drawing(boxes, '<path d="M0 0"/>&amp;\x08]]>')).svg()
    texts = ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert "".join(texts[1:-1]).replace(" ", "") == '<pathd="M00"/>&amp;]]>'


def test_a_language_that_is_read_from_the_right_begins_at_the_right(boxes: Path) -> None:
    english = Drawing(*drawing(boxes, "abc", lang="en")).svg()
    arabic = Drawing(*drawing(boxes, "abc", lang="ar", direction="rtl")).svg()
    assert "translate(80 72)" in english
    assert 'text-anchor="end"' not in english
    assert "translate(1060 72)" in arabic
    assert arabic.count('text-anchor="end"') == arabic.count("<text") == 3


def test_a_long_title_is_broken_between_words_and_ends_in_an_ellipsis_rather_than_get_small(boxes: Path) -> None:
    setting = Typefaces([str(boxes)], [], "").setting("abc …", "en", BOLD)
    size, lines = fitted(Heading("a bc", ("a bc",)), "en", setting)
    assert (size, lines) == (100, ["a bc"])
    words = "word " * 30
    size, lines = fitted(Heading(words, (words,)), "en", setting)
    assert size * 300 / WIDTH > 15
    assert len(lines) == 3
    assert lines[-1].endswith("word…")
    assert set(" ".join(lines).removesuffix("…").split()) == {"word"}
    assert all(setting.width(line) * size <= WIDTH - 160 for line in lines)


def test_japanese_is_broken_between_its_phrases(boxes: Path) -> None:
    setting = Typefaces([str(boxes)], [], "").setting("決済", "ja", BOLD)
    phrases = ("決済リンクで", "本人認証の", "画面が", "開かない")
    _, lines = fitted(Heading("".join(phrases), phrases), "ja", setting)
    assert lines == ["決済リンクで", "本人認証の画面が", "開かない"] or lines == [
        "決済リンクで本人認証の",
        "画面が開かない",
    ]


@pytest.mark.parametrize(("lang", "words"), [("en", "are in no font"), ("ja", "どのフォントにもない")])
def test_without_a_font_for_a_language_its_pages_go_without_and_every_build_says_so(
    tmp_path: Path, lang: str, words: str
) -> None:
    root = with_pictures(tmp_path / "small", box_font(tmp_path / "latin.ttf", LATIN))
    for _ in range(2 if lang == "en" else 1):
        ran = built(root, "--lang", lang)
        assert ran.err.count(words) == 1
        assert {path.partition("/")[0] for path in pictures(root)} == {"en"}
        assert meta(root, "")["twitter:card"] == "summary"
        assert "og:image" not in meta(root, f"incidents/{INCIDENT}/")
        assert meta(root, "en/")["twitter:card"] == "summary_large_image"


def test_a_file_that_cannot_be_drawn_with_counts_for_nothing(tmp_path: Path, boxes: Path) -> None:
    woff, broken, text = tmp_path / "a.woff", tmp_path / "b.ttf", tmp_path / "c.otf"
    font = TTFont(boxes)
    font.flavor = "woff"
    font.save(woff)
    broken.write_bytes(boxes.read_bytes()[:300])
    text.write_text("no font")
    # Its tables lie where they say, but what is in them is not what it should be.
    hollow = tmp_path / "d.ttf"
    whole = bytearray(boxes.read_bytes())
    for entry in range(12, 12 + 16 * int.from_bytes(whole[4:6], "big"), 16):
        if whole[entry : entry + 4] in (b"hmtx", b"cmap"):
            start, length = (int.from_bytes(whole[entry + at : entry + at + 4], "big") for at in (8, 12))
            whole[start : start + length] = b"\xff" * length
    hollow.write_bytes(bytes(whole))
    for file in (woff, broken, text, hollow, tmp_path / "gone.ttf"):
        assert Typefaces([str(file)], [], "").missing("障害", "ja") == "障害"


@pytest.mark.parametrize(("fonts", "rule"), [("fonts/none.ttf", "site-font-missing"), ("../own.ttf", "site-font-path")])
def test_a_font_that_is_not_there_is_a_mistake_with_its_line(site: Path, fonts: str, rule: str) -> None:
    toml = site / "site_src/site.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("fonts/own.ttf", fonts), encoding="utf-8")
    ran = noroshi(site, "build")
    line = 1 + toml.read_text(encoding="utf-8").partition("fonts =")[0].count("\n")
    assert ran.status == 1
    assert f"site_src/site.toml:{line}: " in ran.err
    assert f"[{rule}]" in ran.err


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_without_the_extra_nothing_is_built_and_it_is_said_what_to_install(
    site: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    ran = noroshi(site, "build", "--lang", lang)
    assert ran.status == 3
    assert "pip install 'noroshi[pictures]'" in ran.err
    assert not (site / "_site").exists()


def test_a_page_of_the_site_cannot_take_the_folder_of_the_pictures(site: Path) -> None:
    write(site, "site_src/pages/pictures.md", "---\ntitle: 写真\n---\n写真です。\n")
    assert noroshi(site, "build").status == 1
