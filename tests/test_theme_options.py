"""What a site chooses of its looks: corners, density, and a brand's colour that can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sample_frames import Tongue
from sample_views import home, incident_closed
from small_site import noroshi, write
from test_small_theme import built, themed, without_style

from noroshi.render.colours import contrast
from noroshi.render.links import LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import load_theme

DEFAULT = load_theme(Path(), "default")


def test_corners_and_density_change_the_style_and_nothing_else(small_site: Path) -> None:
    before = built(small_site)
    themed(small_site, "default", 'corner = "soft"', 'density = "compact"')
    after = built(small_site)
    assert {name: without_style(content) for name, content in before.items()} == {
        name: without_style(content) for name, content in after.items()
    }
    style = load_theme(small_site, "default", {"corner": "soft", "density": "compact"}).style("", "home.html").text
    assert style.encode() in after["index.html"]
    assert style.startswith(DEFAULT.style("", "home.html").text)
    assert "--corner:4px" in style


def test_what_the_theme_has_anyway_costs_nothing() -> None:
    chosen = load_theme(Path(), "default", {"corner": "square", "density": "comfortable"})
    assert chosen.style("").text == DEFAULT.style("").text
    for option in ({"corner": "soft"}, {"corner": "round"}, {"density": "compact"}):
        more = len(load_theme(Path(), "default", option).style("").text) - len(DEFAULT.style("").text)
        assert 0 < more < 1400, option


def test_a_theme_has_files_for_the_options_that_it_knows(tmp_path: Path) -> None:
    write(tmp_path, "themes/ours/theme.toml", 'extends = "default"\n')
    write(tmp_path, "themes/ours/options/corner-square.css", "a { border-radius: 0; }\n")
    ours = load_theme(tmp_path, "ours", {"corner": "square", "density": None})
    assert ours.style("").text == DEFAULT.style("").text + "a{border-radius:0}"
    assert ours.style("#0b5566").text.index("border-radius:0}") < ours.style("#0b5566").text.rindex("--accent")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_compact_pages_are_shorter_and_nothing_to_tap_is_smaller(tmp_path: Path, browser: Any, width: int) -> None:
    # What is given the size of a finger, and what is no smaller than WCAG 2.2 asks of everything.
    tall = """() => {
      const all = [...document.querySelectorAll("main *, header *, footer *")];
      const high = (e) => e.getBoundingClientRect().height;
      const fingers = all.filter((e) => getComputedStyle(e).minHeight == "44px" && high(e));
      return [fingers.length, fingers.every((e) => high(e) >= 44),
        all.filter((e) => e.matches("a, summary, label") && high(e) >= 24).length];
    }"""
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    for make in (home, incident_closed):
        seen = []
        for option in ({}, {"density": "compact"}, {"density": "compact", "corner": "round"}):
            theme = load_theme(Path(), "default", option)
            file = tmp_path / "page.html"
            file.write_bytes(render_page(theme, make(Tongue("ja")), LinksMode.FILES).content)
            page.goto(file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            seen.append((page.evaluate("document.body.scrollHeight"), page.evaluate(tall)))
        assert seen[1][0] < seen[0][0] * 0.93
        assert seen[1][1] == seen[0][1]
        assert seen[2] == seen[1]
    context.close()


def check(root: Path, lang: str) -> Any:
    ran = noroshi(root, "--lang", lang, "check", "--format", "json")
    assert ran.status == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize("brand", ["#0b5566", "#048", "#000000"])
def test_a_brand_that_can_be_read_is_not_remarked_on(small_site: Path, brand: str) -> None:
    themed(small_site, "default", f'brand = "{brand}"')
    assert check(small_site, "en") == []


def test_a_brand_that_is_hard_to_read_is_told_with_what_readers_get_instead(small_site: Path) -> None:
    themed(small_site, "default", 'brand = "#f60"')
    (found,) = check(small_site, "en")
    line = (small_site / "site_src/site.toml").read_text(encoding="utf-8").split("\n").index('brand = "#f60"') + 1
    assert (found["file"], found["line"]) == ("site_src/site.toml", line)
    assert (found["rule"], found["severity"]) == ("brand-hard-to-read", "warning")
    assert found["message"].endswith("#ff6600 is hard to read on this theme's paper #faf8f3: its contrast is 2.7:1")
    day, night = found["arguments"]["day"], found["arguments"]["night"]
    assert found["hint"][0] == (
        f"text needs 7:1, so the pages use {day} (7.1:1) on light paper and {night} on dark paper"
    )
    assert found["hint"][1].endswith(f'brand = "{day}"')
    assert contrast(day, "#faf8f3") >= 7
    page = built(small_site)["index.html"].decode()
    assert f":root{{--accent:{day}}}" in page
    assert f":root{{--accent:{night}}}" in page
    (japanese,) = check(small_site, "ja")
    assert "読みにくい色です（コントラスト比 2.7:1）" in japanese["message"]
    themed(small_site, "default", f'brand = "{day}"')
    assert check(small_site, "en") == []


def test_the_paper_of_the_sites_own_theme_decides(small_site: Path) -> None:
    write(small_site, "themes/ours/theme.toml", 'extends = "default"\npaper_light = "#777777"\n')
    themed(small_site, "ours", 'brand = "#0b5566"')
    (found,) = check(small_site, "en")
    assert found["arguments"]["paper"] == "#777777"


def test_paper_that_is_no_colour_is_told(small_site: Path) -> None:
    write(small_site, "themes/ours/theme.toml", 'extends = "default"\npaper_light = "white"\n')
    themed(small_site, "ours", 'brand = "#0b5566"')
    ran = noroshi(small_site, "check")
    assert ran.status == 1
    assert "paper_light and paper_dark must be written as #rrggbb" in ran.err + ran.out
