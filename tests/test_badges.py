"""Badges: the words of the pages, as pictures that fit them and as JSON for shields.io."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from jsonschema import Draft202012Validator
from small_site import noroshi, serving, write

from noroshi.render.badges import COLOURS, LABEL_COLOUR, SHAPES, badge_svg, text_width
from noroshi.render.colours import contrast
from noroshi.render.theme import load_theme
from noroshi.views.badges import BadgeView
from noroshi.views.pieces import Sign

SVG = "{http://www.w3.org/2000/svg}"
SHIELDS = {
    "type": "object",
    "required": ["schemaVersion", "label", "message"],
    "additionalProperties": False,
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
        "labelColor": {"type": "string", "pattern": "^#[0-9a-f]{6}$"},
        "isError": {"type": "boolean"},
        "cacheSeconds": {"type": "integer", "minimum": 300},
    },
}
"""What https://shields.io/badges/endpoint-badge says, as far as we use it."""
DOWN = """\
---
title: 送り状を印刷できません
at: 2026-11-21 11:30
services: {labels: major_outage, parcel-api: degraded_performance}
---
原因を調べています。
"""


def built(root: Path, *options: str, now: str = "2026-11-21T12:00+09:00") -> Path:
    ran = noroshi(root, "build", "--site", str(root / "_site"), *options, now=now)
    assert ran.status == 0, ran.err
    return root / "_site"


def svg(site: Path, path: str) -> Element:
    return fromstring((site / path).read_bytes())


def says(site: Path, path: str) -> str:
    """What a badge says, once it is sure that it says the same to everybody."""
    picture = svg(site, f"{path}.svg")
    label, word = (text.text for text in picture.iter(f"{SVG}text"))
    title = picture.findtext(f"{SVG}title")
    data = json.loads((site / f"{path}.json").read_text(encoding="utf-8"))
    assert picture.get("aria-label") == title
    assert title in (f"{label}：{word}", f"{label}: {word}")
    assert (data["label"], data["message"]) == (label, word)
    assert data["color"] in [path.get("fill") for path in picture.iter(f"{SVG}path")]
    return f"{label} | {word}"


def badges(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("badge.svg"))


def test_there_is_one_for_the_site_and_every_service_in_every_language(small_site: Path) -> None:
    site = built(small_site)
    assert badges(site) == [
        "badge.svg",
        "en/badge.svg",
        *(f"en/services/{name}/badge.svg" for name in ("labels", "parcel-api", "tracking")),
        *(f"services/{name}/badge.svg" for name in ("labels", "parcel-api", "tracking")),
    ]
    assert says(site, "badge") == "稼働状況 | 正常"
    assert says(site, "en/badge") == "Status | Operational"
    assert says(site, "services/labels/badge") == "送り状 | 正常"


def test_the_word_is_that_of_the_page(small_site: Path) -> None:
    write(small_site, "incidents/2026-11-21-labels/incident.md", DOWN)
    site = built(small_site)
    assert says(site, "services/labels/badge") == "送り状 | 全面停止"
    assert says(site, "en/services/parcel-api/badge") == "Parcel API | Degraded performance"
    assert says(site, "services/tracking/badge") == "追跡 | 正常"
    for prefix in ("", "en/"):
        home = (site / prefix / "index.html").read_text(encoding="utf-8")
        page = re.search(r'class="now-sign">.*?<span>([^<]+)</span></span>', home)
        assert page
        assert says(site, f"{prefix}badge").endswith(f" | {page[1]}")


def test_an_incident_that_names_no_service_is_not_operational(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-21-mail/incident.md",
        "---\ntitle: メールが届きにくくなっています\nat: 2026-11-21 11:30\nimpact: none\n---\n調べています。\n",
    )
    site = built(small_site)
    assert says(site, "badge") == "稼働状況 | 対応中"
    assert says(site, "services/labels/badge") == "送り状 | 正常"


def test_only_trouble_is_an_error_to_shields(small_site: Path) -> None:
    def is_error(site: Path, path: str) -> bool:
        said: bool = json.loads((site / path).read_text(encoding="utf-8"))["isError"]
        return said

    during = built(small_site, now="2026-11-28T01:30+09:00")
    assert says(during, "services/labels/badge") == "送り状 | メンテナンス中"
    assert not is_error(during, "services/labels/badge.json")
    write(small_site, "incidents/2026-11-21-labels/incident.md", DOWN)
    site = built(small_site)
    assert is_error(site, "badge.json")
    assert is_error(site, "services/parcel-api/badge.json")
    assert not is_error(site, "services/tracking/badge.json")


def test_a_drill_changes_no_badge_even_where_pages_show_it(small_site: Path) -> None:
    write(small_site, "incidents/2026-11-21-labels/incident.md", DOWN.replace("at:", "drill: true\nat:"))
    site = built(small_site, "--drills")
    assert "全面停止" in (site / "services/labels/index.html").read_text(encoding="utf-8")
    assert says(site, "badge") == "稼働状況 | 正常"
    assert says(site, "services/labels/badge") == "送り状 | 正常"


def test_a_service_that_no_longer_exists_keeps_its_badge(small_site: Path) -> None:
    settings = small_site / "site_src/site.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "until = 2026-11-01\n", encoding="utf-8")
    site = built(small_site)
    assert says(site, "services/tracking/badge") == "追跡 | 提供終了"
    assert says(site, "en/services/tracking/badge") == "Tracking | Discontinued"


def test_shields_can_read_every_one(demonstration: Path) -> None:
    judge = Draft202012Validator(SHIELDS)
    found = sorted(demonstration.rglob("badge.json"))
    assert len(found) == len(badges(demonstration))
    for path in found:
        judge.validate(json.loads(path.read_text(encoding="utf-8")))


def test_every_one_is_a_picture_that_asks_nobody_and_needs_no_style(demonstration: Path) -> None:
    for name in badges(demonstration):
        picture = svg(demonstration, name)
        assert (picture.get("role"), picture.get("height")) == ("img", "20")
        assert {element.tag for element in picture.iter()} == {
            f"{SVG}{tag}" for tag in ("svg", "title", "path", "text")
        }
        attributes = {key for element in picture.iter() for key in element.attrib}
        assert not attributes & {"style", "class", "id", "href", "{http://www.w3.org/1999/xlink}href"}


def test_colours_are_the_themes_and_carry_white_words() -> None:
    style = load_theme(Path(), "default").style("").text
    for code, colour in COLOURS.items():
        (name,) = re.findall(rf"\.s-{code}\{{--state:var\(--([a-z]+)\)\}}", style)
        assert re.search(rf":root\{{color-scheme[^}}]*--{name}:{colour}", style), code
        assert contrast("#ffffff", colour) >= 4.5, code
    assert contrast("#ffffff", LABEL_COLOUR) >= 7
    assert set(SHAPES) == set(COLOURS)
    assert len(set(SHAPES.values())) == len(SHAPES)


@pytest.mark.parametrize(
    ("text", "em"),
    [
        ("稼働状況", 4),
        ("（管理画面）", 6),
        ("ｶﾅ", 1),
        ("①", 1),
        ("API", 0.667 + 0.667 + 0.278),
        ("é", 0.556),
        ("e\u0301", 0.556),
        ("は\u3099", 1),
        ("状\u200b況", 2),
        ("", 0),
    ],
)
def test_widths_are_reckoned_by_character(text: str, em: float) -> None:
    assert text_width(text) == pytest.approx(em)


def test_a_name_is_text_whatever_it_holds() -> None:
    made = badge_svg(BadgeView("/badge", "en", '<b>&"', "", Sign("operational", "]]>"), '<b>&": ]]>', False))
    picture = fromstring(made.content)
    assert [text.text for text in picture.iter(f"{SVG}text")] == ['<b>&"', "]]>"]
    assert picture.get("aria-label") == '<b>&": ]]>'


MEASURE = """() => [...document.querySelectorAll('text')].map(text => {
  const half = text.ownerSVGElement.querySelectorAll('path')[text.x.baseVal[0].value > 6 ? 1 : 0].getBBox();
  const reckoned = text.getBBox();
  text.removeAttribute('textLength');
  return {text: text.textContent, start: reckoned.x - half.x, end: half.x + half.width - reckoned.x - reckoned.width,
          reckoned: reckoned.width, real: text.getComputedTextLength()};
})"""
WORDS = (
    "正常",
    "性能の低下",
    "メンテナンス中",
    "決済API（本番）",
    "ﾃｽﾄ環境",
    "Degraded performance",
    "WWW & Co. – Élan",
    "iii",
)


@pytest.mark.browser
def test_in_a_browser_words_fit_their_halves_and_are_as_wide_as_reckoned(browser_page: Any) -> None:
    views = [BadgeView("/badge", "ja", word, "", Sign("operational", word), word, False) for word in WORDS]
    browser_page.set_content("".join(badge_svg(view).content.decode() for view in views))
    found = browser_page.evaluate(MEASURE)
    assert len(found) == 2 * len(WORDS)
    for text in found:
        assert text["start"] >= 5.5, text
        assert text["end"] >= 5.5, text
        # With the fonts of this machine, whatever they are: textLength moves letters a little, never squeezes them.
        assert text["real"] == pytest.approx(text["reckoned"], rel=0.12), text


@pytest.mark.browser
def test_a_page_elsewhere_shows_it_as_a_picture(browser_page: Any, demonstration: Path, tmp_path: Path) -> None:
    with serving(demonstration) as (port, _):
        write(tmp_path, "index.html", f'<img src="http://127.0.0.1:{port}/badge.svg" alt="稼働状況">')
        with serving(tmp_path) as (other, _):
            browser_page.goto(f"http://127.0.0.1:{other}/")
            assert browser_page.evaluate("document.images[0].naturalHeight") == 20
            assert browser_page.evaluate("document.images[0].naturalWidth") > 100
