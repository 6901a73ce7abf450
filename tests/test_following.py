"""What a visitor, a feed reader and another site's page need to follow: the page about it, links, headers."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from small_site import noroshi, serving, write, write_small_site

from noroshi.app.server import header_rules

SITE = "https://status.todai.example"


@pytest.fixture
def site(small_site: Path) -> Path:
    return build(small_site)


def build(root: Path, *options: str) -> Path:
    folder = root.parent / "_site"
    ran = noroshi(root, "build", "--site", str(folder), *options)
    assert ran.status == 0, ran.err
    return folder


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(build(write_small_site(tmp_path_factory.mktemp("served") / "small"))) as (port, _):
        yield f"http://127.0.0.1:{port}"


def headers(url: str) -> dict[str, str]:
    with urllib.request.urlopen(url) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}


def add_to_site(root: Path, lines: str) -> None:
    toml = root / "site_src/site.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("[feeds]\n", lines + "\n[feeds]\n"), encoding="utf-8")


def test_every_address_that_the_page_tells_leads_to_a_file_of_the_site(site: Path) -> None:
    for page, prefix in (("subscribe/index.html", ""), ("en/subscribe/index.html", "en/")):
        text = (site / page).read_text(encoding="utf-8")
        told = {
            unescape(found)
            for found in re.findall(rf"{SITE}/[^\s\"<>)&']*", text.split("<main")[1].split("<footer")[0])
        }
        paths = {found.removeprefix(f"{SITE}/") for found in told} - {prefix}
        assert {f"{prefix}feed.atom", f"{prefix}calendar.ics", f"{prefix}widget.js", f"{prefix}embed/"} <= paths
        assert {f"{prefix}api/v2/summary.json", f"{prefix}badge.svg", f"{prefix}incidents.rss"} <= paths
        for path in paths:
            file = site / path
            assert (file / "index.html" if path.endswith("/") else file).is_file(), path


def test_every_service_of_today_is_offered_by_itself(site: Path) -> None:
    text = (site / "en/subscribe/index.html").read_text(encoding="utf-8")
    for service in ("parcel-api", "labels", "tracking"):
        for ending in ("feed.atom", "feed.rss", "feed.json", "badge.svg"):
            assert f'href="../services/{service}/{ending}"' in text
    # The only one that ever had a window.
    assert re.findall(r'href="\.\./services/([\w-]+)/calendar\.ics"', text) == ["labels"]
    assert 'href="calendar.ics"' in (site / "en/services/labels/index.html").read_text(encoding="utf-8")


def test_mail_is_offered_by_the_form_or_the_address_that_site_toml_names(small_site: Path) -> None:
    assert 'id="mail"' not in (build(small_site) / "subscribe/index.html").read_text(encoding="utf-8")
    add_to_site(
        small_site, '[mail]\nsubscribe = "https://lists.todai.example/join"\nunsubscribe = "mailto:leave@todai.example"'
    )
    text = (build(small_site) / "subscribe/index.html").read_text(encoding="utf-8")
    assert '<a href="https://lists.todai.example/join">メールでの受け取りを申し込む</a>' in text
    assert '<a href="mailto:leave@todai.example">受け取りをやめる</a>' in text


def test_a_site_whose_mail_page_is_this_very_page_offers_no_mail(small_site: Path) -> None:
    add_to_site(small_site, f'[mail]\nsubscribe = "{SITE}/subscribe/"')
    for page in ("subscribe/index.html", "en/subscribe/index.html"):
        assert 'id="mail"' not in (build(small_site) / page).read_text(encoding="utf-8")


def test_an_open_incident_says_how_to_hear_of_the_next_update(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-21-open/incident.md",
        "---\ntitle: 続いています\nat: 2026-11-21 11:30\nimpact: major\nservices: tracking\n---\n調べています。\n",
    )
    site = build(small_site)
    opened = (site / "incidents/2026-11-21-open/index.html").read_text(encoding="utf-8")
    assert '<a href="feed.atom">この件だけのフィード（Atom）</a>' in opened
    assert '<a href="../../subscribe/">続報の受け取り方</a>' in opened
    assert "この件だけ" not in (site / "incidents/2026-10-05-tracking-delay/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/en/services/labels/feed.rss", "application/rss+xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/incidents/2026-10-05-tracking-delay/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/en/api/v2/summary.json", "application/json; charset=utf-8"),
        ("/services/labels/badge.svg", "image/svg+xml"),
        ("/en/badge.json", "application/json; charset=utf-8"),
        ("/en/widget.js", "text/javascript; charset=utf-8"),
        ("/incidents/2026-10-05-tracking-delay/index.md", "text/markdown; charset=utf-8"),
    ],
)
def test_what_machines_follow_may_be_read_from_any_other_site(address: str, path: str, media_type: str) -> None:
    found = headers(address + path)
    assert found["access-control-allow-origin"] == "*"
    assert found["cross-origin-resource-policy"] == "cross-origin"
    assert found["content-type"] == media_type


def test_no_page_may_be_framed_but_the_one_that_is_made_for_it(address: str) -> None:
    pages = (
        "/",
        "/en/",
        "/history/",
        "/incidents/2026-10-05-tracking-delay/",
        "/en/services/labels/",
        "/subscribe/",
        "/help/",
    )
    for page in pages:
        found = headers(address + page)
        assert found["x-frame-options"] == "DENY", page
        assert "frame-ancestors 'none'" in found["content-security-policy"], page
        assert "default-src 'none'" in found["content-security-policy"], page
    for page in ("/embed/", "/en/embed/"):
        found = headers(address + page)
        assert "x-frame-options" not in found
        assert "frame-ancestors" not in found["content-security-policy"]
        assert "default-src 'none'" in found["content-security-policy"]


def test_every_page_but_the_frame_is_among_those_that_may_not_be_framed(small_site: Path) -> None:
    site = build(small_site)
    rules = header_rules((site / "_headers").read_text(encoding="utf-8"))
    assert len(rules) < 60
    for page in site.rglob("*.html"):
        name = page.relative_to(site).as_posix()
        path = "/" + name.removesuffix("index.html")
        refused = any(dict(rule.headers).get("X-Frame-Options") for rule in rules if rule.pattern.fullmatch(path))
        is_redirect = 'http-equiv="refresh"' in page.read_text(encoding="utf-8")
        assert refused == (not name.endswith("embed/index.html")) or is_redirect, path


def test_no_two_blocks_of_headers_say_a_thing_twice(site: Path) -> None:
    """Hosts send the values of every block that matches, joined: only policies may be joined."""
    text = (site / "_headers").read_text(encoding="utf-8")
    everywhere = text.split("\n\n")[0]
    for block in text.strip().split("\n\n")[1:]:
        for line in block.splitlines()[1:]:
            name = line.split(":")[0].strip()
            assert name == "Content-Security-Policy" or f"  {name}:" not in everywhere, block
