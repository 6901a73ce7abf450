"""The widget and ``/embed/`` as others use them: in a real browser, on a page of another origin, under its policy."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from small_site import CHECKOUT, noroshi, serving, write

browser_test = pytest.mark.browser
LABELS = "incidents/2026-11-21-labels"
OPEN = {
    f"{LABELS}/incident.md": """\
---
title: 送り状を印刷できません
at: 2026-11-21 11:30
services: {labels: partial_outage}
---
原因を調べています。
""",
    f"{LABELS}/incident.en.md": "---\ntitle: Labels cannot be printed\n---\nWe are looking for the cause.\n",
}
RESOLVED = "---\nat: 2026-11-21 11:50\n---\n印刷できるようになりました。\n"
TRACKING = """\
---
title: 追跡が遅れています
at: 2026-11-21 11:40
services: {tracking: degraded_performance}
---
調べています。
"""
PAGE = """\
<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ご注文</title>
SCRIPTS
</head><body><main id="main"><h1>ご注文</h1><p>お届け先をお選びください。</p></main></body></html>
"""
POLICY = (
    "default-src 'none'; script-src STATUS; connect-src STATUS; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
SHORT = "https://status.todai.example"


@dataclass(frozen=True)
class Neighbours:
    """A status site, and a site of somebody else, each on a port (an origin) of its own."""

    root: Path
    status: str
    """Address of the status site."""
    elsewhere: str
    """Address of the other one."""
    pages: Path
    """Folder of the other one."""

    def build(self, *options: str, now: str = "2026-11-21T12:00+09:00") -> None:
        ran = noroshi(self.root, "build", "--site", str(self.root / "_site"), *options, now=now)
        assert ran.status == 0, ran.err

    def happens(self, files: dict[str, str] = OPEN) -> None:
        """Something is written and built."""
        for path, text in files.items():
            write(self.root, path, text)
        self.build()

    def is_over(self) -> None:
        self.happens({f"{LABELS}/02-resolved.md": RESOLVED})

    def script(self, name: str = "widget.js", more: str = "") -> str:
        return f'<script src="{self.status}/{name}" {more} defer></script>'

    def page(self, *scripts: str, policy: str = POLICY) -> str:
        """Write the other site's page with these scripts under its policy; its address."""
        write(self.pages, "index.html", PAGE.replace("SCRIPTS", "\n".join(scripts or [self.script()])))
        said = f"/*\n  Content-Security-Policy: {policy.replace('STATUS', self.status)}\n" if policy else ""
        write(self.pages, "_headers", said)
        return self.elsewhere


@pytest.fixture
def sites(small_site: Path, tmp_path: Path) -> Iterator[Neighbours]:
    """The small site with nothing open, and a page of somebody else."""
    pages = tmp_path / "elsewhere"
    pages.mkdir()
    (small_site / "_site").mkdir()
    with serving(small_site / "_site") as (port, _), serving(pages) as (other, _):
        found = Neighbours(small_site, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{other}/", pages)
        found.build()
        yield found


@pytest.fixture
def quiet(browser_page: Any) -> Iterator[Any]:
    """A page that must not say a word on its console: no error, no refusal by the policy."""
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    browser_page.on("pageerror", lambda error: said.append(str(error)))
    # Hosts and browsers may keep an answer for 30 seconds; a test has no time for that.
    tools = browser_page.context.new_cdp_session(browser_page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    browser_page.set_default_timeout(10_000)
    yield browser_page
    assert [line for line in said if "favicon" not in line and "404" not in line] == []


def opened(page: Any, address: str) -> Any:
    """The page, when the widget has heard from the status site."""
    with page.expect_response("**/summary.json"):
        page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def looked_at_again(page: Any) -> None:
    """As when the reader comes back to the tab."""
    with page.expect_response("**/summary.json") as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    answer.value.finished()
    page.wait_for_load_state("networkidle")


def notice(page: Any) -> Any:
    return page.get_by_role("status")


def is_untouched(page: Any) -> bool:
    """Whether the body holds only what its author wrote."""
    return bool(page.evaluate("[...document.body.children].map(child => child.id).join() === 'main'"))


@pytest.mark.parametrize("name", ["widget.js", "en/widget.js"])
def test_it_is_small_and_of_one_piece_and_safe_in_any_encoding(demonstration: Path, name: str) -> None:
    script = (demonstration / name).read_bytes()
    assert len(gzip.compress(script, 6)) < 2000
    text = script.decode("ascii")
    assert not re.search(r"\b(?:\w+HTML|write|eval|Function|import\(|cookie|localStorage)\b", text)
    assert "//" not in text.replace("https?:", "")


@browser_test
@pytest.mark.parametrize(
    ("name", "word", "title", "link", "close", "region"),
    [
        ("widget.js", "一部停止", "送り状を印刷できません", f"{SHORT}/{LABELS}/", "閉じる", "サービスの稼働状況"),
        (
            "en/widget.js",
            "Partial outage",
            "Labels cannot be printed",
            f"{SHORT}/en/{LABELS}/",
            "Close",
            "Service status",
        ),
    ],
)
def test_something_is_wrong_so_a_page_elsewhere_says_it_above_everything(
    quiet: Any, sites: Neighbours, name: str, word: str, title: str, link: str, close: str, region: str
) -> None:
    sites.happens()
    page = opened(quiet, sites.page(sites.script(name)))
    notice(page).get_by_text(word, exact=True).wait_for()
    anchor = notice(page).get_by_role("link", name=title, exact=True)
    assert anchor.get_attribute("href").rstrip("/") == link.rstrip("/")
    assert (anchor.get_attribute("target"), anchor.get_attribute("rel")) == ("_blank", "noopener")
    whole = page.get_by_role("region", name=region)
    assert whole.bounding_box()["y"] < page.locator("main").bounding_box()["y"]
    assert whole.get_by_role("button", name=close, exact=True).is_visible()
    assert whole.evaluate("bar => bar.lang") == ("en" if name.startswith("en") else "ja")
    # The policy of the page allows no inline style: that it has one shows that none was needed.
    assert whole.evaluate("bar => getComputedStyle(bar).backgroundColor") == "rgb(250, 248, 243)"


@browser_test
def test_all_is_well_so_nothing_is_there(quiet: Any, sites: Neighbours) -> None:
    assert is_untouched(opened(quiet, sites.page()))


@browser_test
@pytest.mark.parametrize("answer", ["null", "{}", "<html>", '{"status": 1, "incidents": []}'])
def test_an_answer_that_is_none_shows_nothing(quiet: Any, sites: Neighbours, answer: str) -> None:
    sites.happens()
    write(sites.root, "_site/api/v2/summary.json", answer)
    assert is_untouched(opened(quiet, sites.page()))


@browser_test
def test_a_status_site_that_is_down_disturbs_nobody(browser_page: Any, sites: Neighbours) -> None:
    browser_page.goto(sites.page(sites.script().replace(sites.status, "http://127.0.0.1:9")))
    assert is_untouched(browser_page)
    assert browser_page.get_by_role("heading", name="ご注文").is_visible()


@browser_test
def test_it_appears_and_goes_as_the_status_site_changes(quiet: Any, sites: Neighbours) -> None:
    page = opened(quiet, sites.page())
    sites.happens()
    looked_at_again(page)
    notice(page).get_by_text("送り状を印刷できません").wait_for()
    sites.is_over()
    looked_at_again(page)
    assert is_untouched(page)


@browser_test
def test_it_looks_again_every_minute_while_the_page_is_in_front(quiet: Any, sites: Neighbours) -> None:
    quiet.clock.install()
    page = opened(quiet, sites.page())
    sites.happens()
    with page.expect_response("**/summary.json"):
        page.clock.run_for(60_000)
    page.wait_for_load_state("networkidle")
    page.clock.run_for(1_000)
    notice(page).get_by_text("送り状を印刷できません").wait_for()
    assert notice(page).inner_text().split() == ["一部停止", "送り状を印刷できません"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    page.clock.run_for(300_000)
    assert asked == []


@browser_test
def test_what_was_closed_stays_closed_until_something_changes(quiet: Any, sites: Neighbours) -> None:
    sites.happens()
    page = opened(quiet, sites.page())
    page.get_by_role("button", name="閉じる").click()
    assert is_untouched(page)
    looked_at_again(page)
    assert is_untouched(page)
    assert is_untouched(opened(page, sites.elsewhere))
    sites.happens({f"{LABELS}/02-identified.md": "---\nat: 2026-11-21 11:45\n---\n原因が分かりました。\n"})
    looked_at_again(page)
    notice(page).get_by_text("送り状を印刷できません").wait_for()


@browser_test
def test_where_storage_is_refused_closing_works_until_the_page_is_left(quiet: Any, sites: Neighbours) -> None:
    quiet.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})")
    sites.happens()
    page = opened(quiet, sites.page())
    page.get_by_role("button", name="閉じる").click()
    looked_at_again(page)
    assert is_untouched(page)


@browser_test
def test_it_keeps_nothing_but_what_was_closed(quiet: Any, sites: Neighbours) -> None:
    sites.happens()
    page = opened(quiet, sites.page())
    page.get_by_role("button", name="閉じる").click()
    assert page.context.cookies() == []
    assert page.evaluate("[localStorage.length, Object.keys(sessionStorage).join()]") == [0, f"noroshi {sites.status}/"]


@browser_test
def test_it_says_nothing_of_the_page_that_asks(quiet: Any, sites: Neighbours) -> None:
    with quiet.expect_request("**/summary.json") as asked:
        opened(quiet, sites.page())
    assert "referer" not in asked.value.all_headers()
    assert "cookie" not in asked.value.all_headers()


@browser_test
def test_of_several_incidents_their_number_leads_to_the_status_page(quiet: Any, sites: Neighbours) -> None:
    sites.happens({**OPEN, "incidents/2026-11-21-tracking/incident.md": TRACKING})
    page = opened(quiet, sites.page())
    anchor = notice(page).get_by_role("link", name="送り状を印刷できません（ほか1件）", exact=True)
    assert anchor.get_attribute("href") == f"{sites.status}/"
    # The same word as on the start page, whatever the API's own indicator makes of it.
    assert notice(page).locator("b").inner_text() == "一部停止"


@browser_test
def test_maintenance_is_told_while_it_goes_on(quiet: Any, sites: Neighbours) -> None:
    begun = "---\nat: 2026-11-28 01:00\nstatus: in_progress\n---\n始めました。\n"
    write(sites.root, "incidents/2026-11-15-labels-maintenance/02-in-progress.md", begun)
    sites.build(now="2026-11-28T00:50+09:00")
    assert is_untouched(opened(quiet, sites.page()))
    sites.build(now="2026-11-28T01:10+09:00")
    looked_at_again(quiet)
    notice(quiet).get_by_text("送り状の印刷を更新します").wait_for()
    assert notice(quiet).locator("b").inner_text() == "メンテナンス中"


@browser_test
@pytest.mark.parametrize(("impact", "word"), [("none", "対応中"), ("major", "一部停止")])
def test_an_incident_that_names_no_service_is_told_too(quiet: Any, sites: Neighbours, impact: str, word: str) -> None:
    said = f"---\ntitle: メールが届きません\nat: 2026-11-21 11:30\nimpact: {impact}\n---\n調べています。\n"
    sites.happens({"incidents/2026-11-21-mail/incident.md": said})
    page = opened(quiet, sites.page())
    notice(page).get_by_text("メールが届きません").wait_for()
    assert notice(page).locator("b").inner_text() == word


@browser_test
def test_a_drill_never_reaches_anybody(quiet: Any, sites: Neighbours) -> None:
    write(sites.root, f"{LABELS}/incident.md", OPEN[f"{LABELS}/incident.md"].replace("at:", "drill: true\nat:"))
    sites.build("--drills")
    assert is_untouched(opened(quiet, sites.page()))


@browser_test
def test_a_hostile_answer_is_text_and_leads_nowhere_else(quiet: Any, sites: Neighbours) -> None:
    sites.happens()
    file = sites.root / "_site/api/v2/summary.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    attack = "<img src=x onerror=\"document.title='hurt'\">{n}$&"
    said["incidents"][0] |= {"name": attack, "shortlink": "javascript:document.title='hurt'"}
    write(sites.root, "_site/api/v2/summary.json", json.dumps(said))
    page = opened(quiet, sites.page())
    anchor = notice(page).get_by_role("link", name=attack, exact=True)
    assert anchor.get_attribute("href") == f"{sites.status}/"
    assert notice(page).locator("img").count() == 0
    assert page.title() == "ご注文"


@browser_test
def test_included_twice_it_is_shown_once(quiet: Any, sites: Neighbours) -> None:
    sites.happens()
    page = opened(quiet, sites.page(sites.script(), sites.script(), sites.script("en/widget.js")))
    notice(page).get_by_text("送り状を印刷できません").wait_for()
    assert notice(page).count() == 1


@browser_test
@pytest.mark.parametrize(("into", "parent"), [("#main", "main"), ("#gone", ""), ("#[no selector", "")])
def test_it_stands_where_the_page_wants_it(quiet: Any, sites: Neighbours, into: str, parent: str) -> None:
    sites.happens()
    page = opened(quiet, sites.page(sites.script(more=f'data-into="{into}"')))
    notice(page).get_by_text("送り状を印刷できません").wait_for()
    box = page.get_by_role("region", name="サービスの稼働状況")
    assert box.evaluate("bar => bar.getRootNode().host.parentNode.id") == parent
    assert box.evaluate("bar => bar.getRootNode().host.previousElementSibling") is None


@browser_test
def test_a_browser_without_adopted_style_sheets_shows_it_styled_where_the_page_allows_styles(
    quiet: Any, sites: Neighbours
) -> None:
    quiet.add_init_script("delete window.CSSStyleSheet")
    sites.happens()
    page = opened(quiet, sites.page(policy=""))
    notice(page).get_by_text("送り状を印刷できません").wait_for()
    assert (
        page.get_by_role("region", name="サービスの稼働状況").evaluate("bar => getComputedStyle(bar).display") == "flex"
    )


@browser_test
def test_the_styles_of_the_page_do_not_reach_in(quiet: Any, sites: Neighbours) -> None:
    sites.happens()
    loud = "<style>div, section, p, a { display: none; color: red; font: 60px fantasy; opacity: 0 }</style>"
    page = opened(quiet, sites.page(sites.script(), loud, policy=""))
    notice(page).get_by_text("送り状を印刷できません").wait_for()
    box = page.get_by_role("region", name="サービスの稼働状況").bounding_box()
    assert 44 <= box["height"] <= 60


@browser_test
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notice_and_frame_are_accessible_and_fit(browser: Any, sites: Neighbours, scheme: Any, width: int) -> None:
    sites.happens({**OPEN, "incidents/2026-11-21-tracking/incident.md": TRACKING})
    context = browser.new_context(viewport={"width": width, "height": 400}, color_scheme=scheme)
    page = opened(context.new_page(), sites.page(policy=""))
    notice(page).get_by_text("（ほか1件）").wait_for()
    assert violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for path in ("/embed/", "/en/embed/"):
        page.goto(sites.status + path)
        assert violations(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


@browser_test
def test_it_is_used_by_keyboard_and_the_focus_is_seen(quiet: Any, sites: Neighbours) -> None:
    sites.happens()
    page = opened(quiet, sites.page())
    notice(page).get_by_role("link").wait_for()
    focused = "document.activeElement.shadowRoot?.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.localName") == "a"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.localName") == "button"
    assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert is_untouched(page)


def test_the_frame_is_a_page_of_its_own_that_nobody_finds_by_searching(sites: Neighbours) -> None:
    sites.happens()
    for prefix in ("", "en/"):
        page = (sites.root / f"_site/{prefix}embed/index.html").read_text(encoding="utf-8")
        assert '<meta name="robots" content="noindex">' in page
        assert "<nav" not in page
        assert "<script" not in page.replace('<script type="application/ld+json">', "")
        links = re.findall(r"<a [^>]*>", page)
        assert len(links) == 2
        assert all('target="_blank" rel="noopener"' in link for link in links)
    assert "embed" not in (sites.root / "_site/sitemap.xml").read_text(encoding="utf-8")


def test_the_frame_says_what_the_start_page_says_and_knows_no_drill(sites: Neighbours) -> None:
    def heading(path: str) -> str:
        page = (sites.root / "_site" / path / "index.html").read_text(encoding="utf-8")
        found = re.search("<h1>(.*?)</h1>", page)
        assert found
        return re.sub("<span.*?</span>|<.*?>", "", found[1])

    assert heading("embed") == heading("") == "すべてのサービスが通常どおり稼働しています"
    sites.happens()
    assert heading("embed") == heading("") == "送り状で障害が発生しています"
    assert heading("en/embed") == heading("en")
    sites.happens({f"{LABELS}/incident.md": OPEN[f"{LABELS}/incident.md"].replace("at:", "drill: true\nat:")})
    sites.build("--drills")
    assert heading("embed") == "すべてのサービスが通常どおり稼働しています"


@browser_test
def test_links_of_a_frame_open_beside_the_page_also_from_disk(browser_page: Any, sites: Neighbours) -> None:
    sites.happens()
    sites.build("--links", "files")
    browser_page.goto((sites.root / "_site/embed/index.html").as_uri())
    for link in browser_page.get_by_role("link").all():
        with browser_page.expect_popup() as opening:
            link.click()
        assert opening.value.get_by_role("heading", level=1).is_visible()
        assert opening.value.url.endswith("/index.html")


@browser_test
def test_the_first_eighty_pixels_of_a_frame_hold_the_state(browser: Any, sites: Neighbours) -> None:
    sites.happens()
    context = browser.new_context(viewport={"width": 300, "height": 80})
    page = context.new_page()
    for path in ("/embed/", "/en/embed/"):
        page.goto(sites.status + path)
        box = page.locator("h1").bounding_box()
        assert box["y"] + box["height"] <= 80
        assert page.evaluate("document.documentElement.scrollWidth") <= 300
    context.close()


@browser_test
def test_the_example_of_the_docs_shows_all_three_under_the_policy_it_names(quiet: Any, sites: Neighbours) -> None:
    text = (CHECKOUT / "docs/widget.md").read_text(encoding="utf-8").replace("https://status.example.com", sites.status)
    page, policy = (re.search(rf"```{kind}\n(.*?)```", text, re.S) for kind in ("html", "text"))
    assert page
    assert policy
    sites.happens()
    write(sites.pages, "index.html", page[1])
    write(sites.pages, "_headers", f"/*\n  Content-Security-Policy: default-src 'none'; {policy[1].strip()}\n")
    opened(quiet, sites.elsewhere)
    notice(quiet).get_by_text("送り状を印刷できません").wait_for()
    assert quiet.evaluate("document.images[0].naturalHeight") == 20
    frame = quiet.frame_locator("iframe")
    assert frame.get_by_role("heading", level=1).inner_text().startswith("送り状で障害が発生しています")
    with quiet.expect_popup() as opening:
        frame.get_by_role("heading", level=1).get_by_role("link").click()
    assert opening.value.url == f"{sites.status}/"
