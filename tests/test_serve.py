"""A site served on this machine: a real process, real HTTP over loopback."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from served_site import ask, live, served
from small_site import NOW, environment, noroshi, serving, write, write_small_site


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    root = write_small_site(tmp_path_factory.mktemp("served"))
    with served(root, "--now", NOW) as (_, found, path):
        assert path == "/"
        yield found


def test_pages_come_with_the_headers_that_were_asked_for(port: int) -> None:
    status, headers, body = ask(port, "/en/?from=mail")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert b"Todai Post Status" in body
    assert int(headers["content-length"]) == len(body)


def test_data_may_be_read_by_other_sites(port: int) -> None:
    status, headers, body = ask(port, "/incidents/2026-10-05-tracking-delay/index.json")
    assert (status, headers["access-control-allow-origin"]) == (200, "*")
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(body)
    assert "access-control-allow-origin" not in ask(port, "/")[1]


def test_the_head_of_a_page_is_the_page_without_its_body(port: int) -> None:
    status, headers, body = ask(port, "/", "HEAD")
    assert (status, body) == (200, b"")
    assert headers["content-length"] == ask(port, "/")[1]["content-length"]


def test_a_folder_without_its_slash_leads_to_it(port: int) -> None:
    status, headers, _ = ask(port, "/en/history")
    assert (status, headers["location"]) == (301, "/en/history/")


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere/",
        "/_headers",
        "/_redirects",
        "/../build.py",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2fsite_src/site.toml",
        "/%5c..%5csite_src",
        "/a%00b",
        "/" + "x" * 5000,
        "/" + "x/" * 3000,
        "//[evil",
        "/%252e%252e/%252e%252e/build.py",
        "/.%2e/site_src/site.toml",
        "/en/../../site_src/site.toml",
        "/en/%2e%2e%2f..%2fsite_src/site.toml",
        "/..%5c..%5csite_src%5csite.toml",
        "/.noroshi-_site/index.html",
        "/.git/config",
        "/%2fetc/passwd",
        "/C:/Windows/win.ini",
        "/%c0%ae%c0%ae/site_src/site.toml",
        "/%ff%fe",
    ],
)
def test_what_is_not_there_or_not_to_be_seen_is_the_page_that_says_so(port: int, path: str) -> None:
    status, headers, body = ask(port, path)
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "ページ".encode() in body
    assert "content-security-policy" in headers


def test_links_that_leave_the_site_or_lead_in_a_circle_are_not_followed(small_site: Path) -> None:
    noroshi(small_site, "build")
    site = small_site / "_site"
    (site / "out").symlink_to(small_site / "site_src")
    (site / "secret.toml").symlink_to(small_site / "site_src" / "site.toml")
    (site / "circle").symlink_to(site / "circle")
    with serving(site) as (port, _):
        for path in ("/out/site.toml", "/out/", "/secret.toml", "/circle", "/circle/"):
            assert ask(port, path)[0] == 404, path


def test_no_address_leads_to_another_host(port: int) -> None:
    for path in ("//evil.example/", "//incidents", "/%2fincidents", "/%2f%2fen%2fhistory", "/\\evil.example/.."):
        _, headers, _ = ask(port, path)
        assert not re.match(r"//|\w+:", headers.get("location", "/"))


def test_a_name_that_was_made_to_lead_here_does_not_read_the_site(port: int) -> None:
    for host in ("evil.example", f"evil.example:{port}", "", "127.0.0.1.evil.example"):
        status, _, body = ask(port, "/", headers={"Host": host})
        assert (status, body) == (421, b"unknown host\n")
    for host in ("localhost", f"127.0.0.1:{port}", f"[::1]:{port}"):
        assert ask(port, "/", headers={"Host": host})[0] == 200


def test_only_reading_is_answered(port: int) -> None:
    for path in ("/", "/.noroshi/", "/.noroshi/events"):
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            assert ask(port, path, method)[0] == 501


def test_what_a_browser_has_already_is_not_sent_again(port: int) -> None:
    _, headers, _ = ask(port, "/en/")
    assert headers["cache-control"] == "no-cache"
    known = {"If-None-Match": headers["etag"]}
    assert ask(port, "/en/", headers=known)[::2] == (304, b"")
    assert ask(port, "/", headers=known)[0] == 200


def test_under_a_sub_path_everything_stands_below_it(small_site: Path) -> None:
    with served(small_site, "--now", NOW, "--url", "https://example.com/status") as (_, port, path):
        assert path == "/status/"
        assert ask(port, "/status/")[0] == 200
        for before in ("/", "/status"):
            assert ask(port, before)[1]["location"] == "/status/"
        assert ask(port, "/status/en")[1]["location"] == "/status/en/"
        assert ask(port, "/en/")[0] == 404


def test_a_site_that_is_built_meanwhile_is_seen_at_once_and_stopping_is_no_failure(small_site: Path) -> None:
    with served(small_site, "--now", "2026-10-05T09:30") as (process, port, _):
        page = "/incidents/2026-10-05-tracking-delay/"
        assert b"03-resolved" not in ask(port, page)[2]
        assert noroshi(small_site, "build").status == 0
        assert b"03-resolved" in ask(port, page)[2]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0


def test_being_told_to_end_is_no_failure(small_site: Path) -> None:
    with served(small_site, "--now", NOW) as (process, _, _):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0


def test_with_problems_the_site_that_was_built_last_is_served(small_site: Path) -> None:
    noroshi(small_site, "build")
    write(small_site, "incidents/2026-11-15-labels-maintenance/02.md", "---\nat: someday\n---\n")
    with served(small_site, "--now", NOW) as (_, port, _):
        assert ask(port, "/")[0] == 200


def test_where_no_site_could_be_built_yet_a_page_waits_for_it(small_site: Path) -> None:
    broken = write(small_site, "incidents/2026-11-15-labels-maintenance/02.md", "---\nat: someday\n---\n")
    with live(small_site, "--now", NOW) as site:
        status, headers, body = ask(site.port, "/en/")
        assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert b"There is no site yet" in body
        with site.listening("/en/") as browser:
            assert browser.news()["problems"][0]["place"] == "incidents/2026-11-15-labels-maintenance/02.md:2"
            broken.unlink()
            browser.until("reload")
        assert ask(site.port, "/en/")[0] == 200


def test_a_port_that_is_taken_is_told(small_site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = noroshi(small_site, "serve", "--port", str(taken.getsockname()[1]))
    assert ran.status == 3
    assert "--port 0" in ran.err
    assert re.search(r"make serve PORT=\d+", ran.err)


def test_an_address_that_is_none_is_told(small_site: Path) -> None:
    assert noroshi(small_site, "serve", "--host", "no.such.host.invalid").status == 3


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine knows no IPv6")
def test_a_loopback_address_of_version_six_works(small_site: Path) -> None:
    with served(small_site, "--now", NOW, "--host", "::1") as (_, port, _):
        assert ask(port, "/", host="::1")[0] == 200


def test_others_are_let_in_only_with_a_word(small_site: Path) -> None:
    command = [sys.executable, "-m", "noroshi", "serve", "--root", str(small_site), "--now", NOW, "--host", "0.0.0.0"]
    process = subprocess.Popen(
        [*command, "--port", "0", "--lang", "en"], stderr=subprocess.PIPE, env=environment(), text=True
    )
    try:
        assert process.stderr is not None
        said = [process.stderr.readline() for _ in range(5)]
    finally:
        process.kill()
        process.communicate()
    assert any("everybody who reaches this machine" in line for line in said)
