"""Pages for those who see little, hear them, use no mouse, or have set their own colours and spacing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from axe_playwright_python.sync_playwright import Axe
from small_site import serving

pytestmark = pytest.mark.browser

PATHS = (
    "/",
    "/incidents/2026-11-21-payment-link-3ds/",
    "/incidents/2025-12-10-muteki-id-login/",
    "/history/",
    "/services/payment-api/",
    "/maintenance/",
)
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }"""
"""WCAG 2.2 §1.4.12."""


@pytest.fixture(scope="module")
def address(demonstration: Path) -> Iterator[str]:
    with serving(demonstration) as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("width", [360, 1280])
def test_with_colours_of_the_readers_own_nothing_is_lost(browser: Any, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, forced_colors="active")
    page = context.new_page()
    for path in PATHS if width < 400 else PATHS[:2]:
        page.goto(address + path)
        assert violations(page) == "", path
        # A shape is a state: it keeps a colour that is not its paper's.
        for sign in page.locator(".sign .shape").all()[:3]:
            colours = sign.evaluate(
                "it => [getComputedStyle(it).color, getComputedStyle(document.documentElement).backgroundColor]"
            )
            assert colours[0] != colours[1], path
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_enhanced_contrast_of_level_aaa(browser: Any, address: str, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    asked = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}, "rules": {}}
    for path in PATHS:
        page.goto(address + path)
        found = Axe().run(page, options={**asked, "rules": {"color-contrast-enhanced": {"enabled": True}}})
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
    context.close()


def test_text_set_wider_apart_is_neither_cut_nor_pushed_off_the_page(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    for path in (*PATHS, *(f"/en{path}" for path in PATHS)):
        page.goto(address + path)
        page.add_style_tag(content=SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        cut = page.evaluate("""() => [...document.querySelectorAll("main *:not(svg, svg *)")].filter((it) =>
            it.clientHeight > 2 && getComputedStyle(it).clipPath == "none" && it.scrollHeight > it.clientHeight + 2
            && !["auto", "scroll"].includes(getComputedStyle(it).overflowX)
            && getComputedStyle(it).overflowY == "hidden").map((it) => it.className)""")
        assert cut == [], path
    context.close()


def test_without_a_mouse_one_tab_skips_to_the_content_and_every_focus_is_seen(browser_page: Any, address: str) -> None:
    browser_page.goto(address + "/")
    browser_page.keyboard.press("Tab")
    first = browser_page.evaluate("document.activeElement.className")
    assert first == "skip"
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.querySelector('main').contains(document.activeElement)")
    for _ in range(12):
        outline = browser_page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", browser_page.evaluate("document.activeElement.outerHTML")
        browser_page.keyboard.press("Tab")


def test_nothing_moves(demonstration: Path) -> None:
    page = (demonstration / "index.html").read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert not re.search(r"animation|transition|@keyframes|scroll-behavior", style[1])


@pytest.mark.parametrize(
    ("prefix", "state", "open_now", "expectation", "services"),
    [
        (
            "",
            "決済リンクで障害が発生しています",
            "決済リンクで本人認証の画面が開かない",
            "復旧見込み",
            "サービスごとの状態",
        ),
        ("/en", "Some functions of Payment links are failing", "Payment links not opening", "Expected fix", "Services"),
    ],
)
def test_read_aloud_the_start_page_tells_state_incidents_expectation_maintenance_services(
    browser_page: Any, address: str, prefix: str, state: str, open_now: str, expectation: str, services: str
) -> None:
    browser_page.goto(f"{address}{prefix}/")
    heard = browser_page.locator("main").aria_snapshot()
    order = [
        heard.index(f'heading "{state}" [level=1]'),
        heard.index(open_now),
        heard.index(expectation),
        heard.index("メンテナンスの予定" if not prefix else "Planned maintenance"),
        heard.index(f'heading "{services}" [level=2]'),
    ]
    assert order == sorted(order), heard[:3000]
    landmarks = browser_page.locator("body").aria_snapshot()
    assert [name for name in ("banner", "main", "contentinfo") if f"- {name}" in landmarks] == [
        "banner", "main", "contentinfo",
    ]  # fmt: skip
