"""The demonstration in a real browser: accessible, quiet, readable without JavaScript and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from small_site import serving

pytestmark = pytest.mark.browser

OPEN, CLOSED, MAINTENANCE = (
    "2026-11-21-payment-link-3ds",
    "2025-12-10-muteki-id-login",
    "2026-01-17-reports-maintenance",
)
PATHS = (
    "/",
    f"/incidents/{OPEN}/",
    f"/incidents/{CLOSED}/",
    f"/incidents/{MAINTENANCE}/",
    "/history/",
    "/history/2026/11/",
    "/services/payment-api/",
    "/maintenance/",
    "/about/",
    "/support/",
    "/docs/",
    "/docs/oncall/",
    "/404.html",
)


@pytest.fixture(scope="module")
def address(demonstration: Path) -> Iterator[str]:
    with serving(demonstration) as (port, _):
        yield f"http://127.0.0.1:{port}"


def in_both_languages(path: str) -> tuple[str, ...]:
    return (path,) if path == "/404.html" else (path, f"/en{path}")


ALL = [found for path in PATHS for found in in_both_languages(path)]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_kind_of_page_is_accessible_quiet_and_asks_nobody_else(
    browser: Any, address: str, scheme: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    # Light and dark differ in colours only, so each language is looked at in one of them.
    for path in ALL:
        if path.startswith("/en/") is (scheme == "dark") or path == "/404.html":
            page.goto(address + path)
            assert violations(page) == "", path
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(address + "/")] == []


def test_no_page_scrolls_sideways_on_the_narrowest_phone(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 600})
    page = context.new_page()
    for path in ALL:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


def test_without_javascript_every_page_says_the_same(browser: Any, address: str) -> None:
    texts = []
    for javascript in (True, False):
        context = browser.new_context(java_script_enabled=javascript)
        page = context.new_page()
        found = {}
        for path in ALL:
            page.goto(address + path)
            if javascript:
                # What is added is added, and only what holds for this moment.
                page.evaluate("document.querySelectorAll('.added, .news').forEach((it) => it.remove())")
            found[path] = page.locator("body").inner_text()
        texts.append(found)
        context.close()
    assert texts[0] == texts[1]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_picture_is_seen(browser_page: Any, address: str, prefix: str) -> None:
    browser_page.goto(f"{address}{prefix}/incidents/2026-06-03-dns/")
    pictures = browser_page.locator(".prose img")
    assert pictures.count() >= 1
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("async picture => { await picture.decode(); return picture.naturalWidth > 0; }")


def test_the_filter_of_the_history_works_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/history/")
    entries = page.locator("li.entry")
    everything = entries.count()
    page.locator("fieldset.filters label", has=page.locator("input[value=maintenance]")).click()
    shown = [entry for entry in entries.all() if entry.is_visible()]
    assert 0 < len(shown) < everything
    assert {entry.get_attribute("data-kind") for entry in shown} == {"maintenance"}
    context.close()


def test_every_page_can_be_walked_by_keyboard_beginning_with_the_way_to_its_words(
    browser_page: Any, address: str
) -> None:
    browser_page.goto(f"{address}/")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert browser_page.locator("a.skip").is_visible()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_function("location.hash === '#main'")
