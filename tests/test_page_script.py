"""The optional script of a page adds what a page written once cannot know, and takes nothing away."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from small_site import noroshi, serving, write, write_small_site

NOW = "2026-10-05T11:00:00+09:00"
"""While the tracking of parcels is late; a maintenance is planned."""
INCIDENT = "/incidents/2026-10-05-tracking-delay/"


def built(root: Path, *arguments: str, now: str = NOW) -> Path:
    ran = noroshi(root, "build", *arguments, now=now)
    assert ran.status == 0, ran.err
    return root / "_site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_small_site(tmp_path_factory.mktemp("scripted"))
    write(
        root,
        "incidents/2026-10-07-labels-work/incident.md",
        "---\ntitle: 送り状の入れ替え\nkind: maintenance\nat: 2026-10-01 10:00\n"
        "window: {start: 2026-10-05 13:00, end: 2026-10-05 15:00}\nservices: labels\n---\n入れ替えます。\n",
    )
    write(root, "incidents/2026-10-07-labels-work/incident.en.md", "---\ntitle: New labels\n---\nWe replace them.\n")
    return built(root)


@contextmanager
def reading(
    browser: Any,
    site: Path,
    path: str = "/",
    *,
    at: str = NOW,
    zone: str = "Asia/Tokyo",
    script: bool = True,
    console: tuple[str, ...] = (),
) -> Iterator[Any]:
    """A page of the site as a reader somewhere, at some moment, sees it."""
    context = browser.new_context(timezone_id=zone, java_script_enabled=script)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    with serving(site) as (port, _):
        if script:
            page.clock.install(time=at)
        page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
        yield page
    context.close()
    assert set(said) == set(console)


def without_what_was_added(page: Any) -> str:
    page.evaluate("document.querySelectorAll('.added, .news').forEach((it) => it.remove())")
    return str(page.locator("body").inner_text())


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", INCIDENT, "/maintenance/", "/services/tracking/"])
def test_without_what_it_adds_the_text_is_that_of_a_browser_without_scripts(
    browser: Any, site: Path, path: str
) -> None:
    with reading(browser, site, path, zone="America/New_York") as page:
        # On a service's page nothing is waited for.
        assert (page.locator(".added").count() > 0) is not path.startswith("/services/")
        scripted = without_what_was_added(page)
    with reading(browser, site, path, script=False) as page:
        assert page.locator("body").inner_text() == scripted


@pytest.mark.browser
def test_times_are_said_from_now_and_on_the_readers_own_clock(browser: Any, site: Path) -> None:
    with reading(browser, site, "/en/", at="2026-10-05T11:25:00+09:00", zone="Europe/London") as page:
        lead = page.locator(".now .lead .added")
        assert lead.inner_text() == "25 minutes ago · Mon, Oct 5, 03:00 your time"
        # Of a span of time no one moment is counted from.
        said = page.locator(".window .added").inner_text()
        assert re.fullmatch(r"Mon, Oct 5, 05:00\s–\s07:00 your time", said)
        page.clock.run_for("40:00")
        assert lead.inner_text() == "1 hour ago · Mon, Oct 5, 03:00 your time"
    with reading(browser, site, "/", at="2026-10-05T11:25:00+09:00") as page:
        assert page.locator(".now .lead .added").inner_text() == "25 分前"
        assert page.locator(".window .added").count() == 0


def answering(page: Any, **said: str) -> Callable[[], None]:
    """Let the site say another moment of its newest build."""
    page.route("**/build.json", lambda route: route.fulfill(status=206, body=json.dumps(said, separators=(",", ":"))))
    return lambda: page.clock.run_for("01:01")


@pytest.mark.browser
def test_a_newer_page_is_told_of_and_offered(browser: Any, site: Path) -> None:
    with reading(browser, site, "/en/") as page:
        news = page.get_by_role("status")
        assert news.inner_text() == ""
        answering(page, built_at="2026-10-05T02:10:00Z", commit="")()
        page.get_by_text("There is a newer version of this page.").wait_for()
        assert page.get_by_role("link", name="Show it").get_attribute("href") == ""


@pytest.mark.browser
def test_a_page_built_long_ago_says_so(browser: Any, site: Path) -> None:
    with reading(browser, site, "/en/", at="2026-10-07T11:30:00+09:00") as page:
        page.get_by_text("This page was built 2 days ago. The situation may have changed since then.").wait_for()
        assert page.get_by_role("status").locator("a").count() == 0
    with reading(browser, site, "/services/tracking/", at="2026-10-06T12:59:00+09:00") as page:
        assert page.get_by_role("status").inner_text() == ""


@pytest.mark.browser
def test_a_maintenance_that_was_to_begin_since_is_shown(browser: Any, site: Path) -> None:
    with reading(browser, site, "/en/", at="2026-10-05T12:59:00+09:00") as page:
        assert page.get_by_role("status").inner_text() == ""
        page.clock.run_for("02:00")
        said = "Planned maintenance was due to begin after this page was built: New labels"
        page.get_by_text(said).wait_for()


@pytest.mark.browser
def test_a_site_that_cannot_be_asked_any_more_leaves_the_page_as_it_is(browser: Any, site: Path) -> None:
    # What the browser itself says of it.
    failed = "Failed to load resource: the server responded with a status of 500 (Internal Server Error)"
    with reading(browser, site, "/en/", console=(failed,)) as page:
        page.route("**/build.json", lambda route: route.fulfill(status=500, body="no"))
        with page.expect_response("**/build.json"):
            page.clock.run_for("05:00")
        assert page.get_by_role("status").inner_text() == ""


def test_it_is_small_named_by_its_digest_and_the_only_one_that_the_policy_allows(site: Path) -> None:
    (script,) = (site / "assets").glob("*.js")
    assert len(gzip.compress(script.read_bytes(), 9)) <= 2000
    page = (site / "index.html").read_text("utf-8")
    assert f'<script src="assets/{script.name}" defer ' in page
    assert "script-src 'self'; connect-src 'self';" in html.unescape(page)
    month = (site / "history/2026/10/index.html").read_text("utf-8")
    assert "<script src" not in month
    assert "script-src" not in month


@pytest.mark.parametrize("options", [("--links", "files"), ()])
def test_a_site_that_wants_none_or_is_opened_from_disk_has_none(small_site: Path, options: tuple[str, ...]) -> None:
    if not options:
        config = small_site / "site_src/site.toml"
        config.write_text(config.read_text("utf-8") + "\n[theme]\nscript = false\n", "utf-8")
    site = built(small_site, *options)
    assert list(site.glob("assets/*.js")) == []
    assert "<script src" not in (site / "index.html").read_text("utf-8")
    assert "script-src" not in (site / "index.html").read_text("utf-8")


def test_what_is_closed_does_not_say_when_it_was_built(site: Path) -> None:
    pages = {path.parent.name: path.read_text("utf-8") for path in site.glob("incidents/*/index.html")}
    assert pages
    assert not [name for name, text in pages.items() if "data-built" in text]


@pytest.mark.browser
def test_a_page_just_built_is_not_called_old_by_the_fraction_of_a_second(browser: Any, small_site: Path) -> None:
    site = built(small_site, now="")
    newest = json.loads((site / "build.json").read_bytes())["built_at"]
    written = re.search(r'data-built="([^"]+)"', (site / "index.html").read_text("utf-8"))
    assert written is not None
    assert datetime.fromisoformat(newest) == datetime.fromisoformat(written[1])
    with reading(browser, site, "/", at=newest) as page:
        page.clock.run_for("03:00")
        assert page.get_by_role("status").inner_text() == ""
