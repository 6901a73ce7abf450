"""The sample pages in a real browser: accessible, quiet, and never wider than the window."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from sample_frames import Tongue
from sample_views import home, sample_views
from small_site import CHECKOUT

from noroshi.render.links import LinksMode
from noroshi.render.pages import page_file, render_page
from noroshi.render.theme import load_theme

pytestmark = pytest.mark.browser
VIEWS = [view for view in sample_views() if view.frame.path != "/p4/" and view.frame.path != "/en/p4/"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample pages as files to be opened from disk."""
    folder = tmp_path_factory.mktemp("sample")
    theme = load_theme(CHECKOUT, "default")
    for view in sample_views():
        made = render_page(theme, view, LinksMode.FILES)
        file = folder / made.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made.content)
    for name in ("logo.svg", "logo-dark.svg"):
        shutil.copy(CHECKOUT / "site_src/static" / name, folder / name)
    return folder


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_pages_opened_from_disk_are_accessible_and_say_nothing_on_the_console(
    site: Path, browser: Any, scheme: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("requestfailed", lambda request: said.append(f"{request.failure}: {request.url}"))
    # What differs by colour scheme and width is looked at on the demonstration: here each language is, in one of them.
    for view in (view for view in VIEWS if (view.frame.lang == "en") is (scheme == "dark")):
        page.goto((site / page_file(view.frame.path)).as_uri())
        assert violations(page) == "", view.frame.path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view.frame.path
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)"), view.frame.path
        # The tab's icon is no part of the page's loading: the way to the next page may come before it.
        assert [line for line in said if not line.startswith("net::ERR_ABORTED: ")] == [], view.frame.path
    context.close()


def test_heads_of_columns_that_a_phone_does_not_show_take_no_room_and_long_names_of_services_wrap(
    site: Path, browser: Any
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto((site / "en/measures/index.html").as_uri())
    page.locator(".dues td").last.evaluate("it => { it.textContent = 'unbroken'.repeat(20) }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto((site / "en/reports/2026/11/index.html").as_uri())
    name = page.locator(".services tbody a").first
    name.evaluate("it => { it.textContent = 'Agents for builds of plugins in the second cluster' }")
    # Rows stand one below the other there, so that nothing is cut at the edge.
    assert page.locator(".scroll").evaluate_all("all => all.every(it => it.scrollWidth <= it.clientWidth)")
    context.close()


def test_the_first_screen_of_a_phone_answers_what_people_ask(site: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    view = replace(home(Tongue("ja")), left_out="")
    made = render_page(load_theme(CHECKOUT, "default"), view, LinksMode.FILES)
    (site / "first.html").write_bytes(made.content)
    page.goto((site / "first.html").as_uri())
    for selector in (
        "h1",
        ".part-open h3",
        ".part-open .row-scope dd",
        ".part-open .row-eta dd",
        ".part-open .row-next_update dd",
        ".part-open .row-workaround dd",
    ):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 640, selector
    context.close()


def test_a_list_shows_one_kind_without_script_and_says_when_there_is_none(site: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "en/history/2026/11/index.html").as_uri())
    entries, none = page.locator(".entry:visible"), page.locator(".none")
    assert entries.count() == 3
    page.get_by_role("radio", name="Incidents").check()
    assert entries.count() == 2
    page.get_by_role("radio", name="Security").check()
    assert entries.count() == 0
    assert none.is_visible()
    page.get_by_role("radio", name="All").check()
    assert not none.is_visible()
    context.close()


def test_on_paper_the_timeline_runs_forward_and_nothing_is_left_to_click(site: Path, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto((site / "incidents/payment-api/index.html").as_uri())
    tops = [box["y"] for update in page.locator(".update").all() if (box := update.bounding_box())]
    assert len(tops) == 4
    assert tops == sorted(tops, reverse=True)
    parts = [
        page.locator(part).bounding_box()
        for part in (".document-title", "h1", ".part-report", ".part-measures", ".timeline")
    ]
    assert [box["y"] for box in parts] == sorted(box["y"] for box in parts)
    assert all(day.is_visible() for day in page.locator(".update .day").all())
    nowhere = (".menu", ".languages", ".skip", ".to-menu", "#menu")
    # What the site says around its pages is no part of a report, and the report has facts of its own.
    for selector in (*nowhere, ".top", ".foot", ".part-facts"):
        assert not page.locator(selector).first.is_visible(), selector
    assert page.locator(".edits li").first.is_visible()
    page.goto((site / "incidents/payment-link/index.html").as_uri())
    for selector in (*nowhere, ".on-paper"):
        assert not page.locator(f"{selector}:visible").count(), selector
    assert page.locator(".part-facts").is_visible()
    assert page.locator(".printed").is_visible()
    context.close()
