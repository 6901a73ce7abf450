"""A site that is served, in a real browser: what a writer sees without touching it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_site import PATIENCE, Live, live, served
from small_site import NOW, write_small_site

pytestmark = pytest.mark.browser

PAGE = "/incidents/2026-10-05-tracking-delay/"
UPDATE = "incidents/2026-10-05-tracking-delay/03-resolved.md"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    root = write_small_site(tmp_path_factory.mktemp("browsed"))
    (root / "themes/own/css").mkdir(parents=True)
    (root / "themes/own/theme.toml").write_text('extends = "default"\n', encoding="utf-8")
    (root / "themes/own/css/zz.css").write_text("h1 { letter-spacing: 1px }\n", encoding="utf-8")
    config = root / "site_src/site.toml"
    config.write_text(config.read_text("utf-8").replace("[contact]", '[theme]\nname = "own"\n\n[contact]'), "utf-8")
    with live(root, "--now", NOW) as found:
        yield found


@pytest.fixture
def page(browser_page: Any, site: Live) -> Any:
    """A page of the site, connected; nothing may be refused by its policy."""
    browser_page.set_default_timeout(PATIENCE * 1000)
    browser_page.set_viewport_size({"width": 800, "height": 300})
    refused: list[str] = []
    browser_page.on("console", lambda message: refused.append(message.text) if "Security" in message.text else None)
    with browser_page.expect_response(lambda answer: "/.noroshi/events" in answer.url):
        browser_page.goto(f"http://127.0.0.1:{site.port}{PAGE}")
    yield browser_page
    assert refused == []


def until(page: Any, is_so: str, wanted: object) -> None:
    """Wait in the page itself: its policy forbids what Playwright's own waiting does."""
    script = f"""wanted => new Promise((done) => {{
      const look = () => (({is_so})(wanted) ? done() : setTimeout(look, 20));
      look();
    }})"""
    page.evaluate(script, wanted)


def test_an_edit_shows_by_itself_where_the_reader_was(site: Live, page: Any) -> None:
    page.evaluate("scrollTo(0, 200)")
    file = site.root / UPDATE
    file.write_text(file.read_text("utf-8") + "\nブラウザーに現れる一文です。\n", "utf-8")
    page.get_by_text("ブラウザーに現れる一文です。").first.wait_for()
    until(page, "wanted => scrollY === wanted", 200)


def test_a_mistake_lies_over_the_page_until_it_is_mended_or_closed(site: Live, page: Any) -> None:
    file = site.root / UPDATE
    before = file.read_text("utf-8")
    page.locator("a").first.focus()
    file.write_text('---\nat: "<img src=x onerror=alert(1)>"\n---\nまだ。\n', "utf-8")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert f"{UPDATE}:2" in alert.inner_text()
    assert "<img src=x onerror=alert(1)>" in alert.inner_text()
    assert page.locator("noroshi-live img").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.get_by_role("button", name="閉じる").click()
    assert alert.count() == 0
    file.write_text("---\nat: never\n---\nまだ。\n", "utf-8")
    alert.wait_for()
    file.write_text(before, "utf-8")
    alert.wait_for(state="detached")


def test_a_new_style_is_put_on_without_reloading(site: Live, page: Any) -> None:
    page.evaluate("window.stayed = true")
    css = site.root / "themes/own/css/zz.css"
    for spacing in ("7px", "9px"):
        css.write_text(f"h1 {{ letter-spacing: {spacing} }}\n", "utf-8")
        until(page, "wanted => getComputedStyle(document.querySelector('h1')).letterSpacing === wanted", spacing)
    assert page.evaluate("window.stayed")


def test_a_server_that_went_away_and_came_back_is_said(small_site: Path, browser_page: Any) -> None:
    browser_page.set_default_timeout(PATIENCE * 1000)
    connected = browser_page.expect_response(lambda answer: "/.noroshi/events" in answer.url)
    with served(small_site, "--now", NOW) as (_, port, _), connected:
        browser_page.goto(f"http://127.0.0.1:{port}/en/")
    status = browser_page.locator("noroshi-live").get_by_role("status")
    status.get_by_text("does not answer").wait_for()
    with served(small_site, "--now", NOW, "--port", str(port)):
        status.get_by_text("connected again").wait_for()
