"""A former address in a real browser: it leads on by itself, and is a sound page where it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_site import serving

pytestmark = pytest.mark.browser

FORMER, NOW = "/p3/", "/incidents/2026-11-18-payment-api/"


@pytest.fixture(scope="module")
def address(demonstration: Path) -> Iterator[str]:
    with serving(demonstration) as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_former_address_leads_to_the_page_of_today(browser_page: Any, address: str, prefix: str) -> None:
    browser_page.goto(f"{address}{prefix}{FORMER}")
    browser_page.wait_for_url(f"{address}{prefix}{NOW}")
    assert browser_page.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_where_nothing_refreshes_the_page_is_accessible_and_has_the_link(
    browser: Any, address: str, scheme: Any, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()

    def held_back(route: Any) -> None:
        answer = route.fetch()
        body = answer.text()
        assert 'http-equiv="refresh"' in body
        route.fulfill(response=answer, body=body.replace('http-equiv="refresh"', 'name="held-back"'))

    page.route(f"**{FORMER}", held_back)
    page.goto(address + FORMER)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator("main a, body a").first.click()
    page.wait_for_url(address + NOW)
    context.close()
