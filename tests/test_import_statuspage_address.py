"""The address of a status page → its documents, from a real server: what is followed, bounded and explained."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from output_sites import files_of
from small_site import noroshi
from test_import_statuspage import OUTAGE, PAGE, TICKETS, update

from noroshi.app.importing_statuspage import page_of
from noroshi.source.asked import Bounds, FetchFailed
from noroshi.source.importers.statuspage.fetched import DOCUMENTS, fetched

Answer = Callable[[BaseHTTPRequestHandler], None]


def told(document: object, *, kind: str = "application/json") -> Answer:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.end_headers()
        request.wfile.write(content)

    return answer


def leads_to(target: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", target)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


PAGES: Mapping[str, Answer] = {
    "/api/v2/incidents.json": told({"page": PAGE, "incidents": [OUTAGE]}),
    "/api/v2/scheduled-maintenances.json": told({"page": PAGE, "scheduled_maintenances": []}),
    "/api/v2/summary.json": told(
        {"page": PAGE, "components": [TICKETS], "incidents": [], "scheduled_maintenances": []}
    ),
    "/api/v2/components.json": told({"page": PAGE, "components": [TICKETS]}),
}


@contextmanager
def serving(answers: Mapping[str, Answer]) -> Iterator[str]:
    """The address of a server that knows these paths and no others."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path)
            if answer is None:
                self.send_error(404)
            else:
                answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refused(answers: Mapping[str, Answer], bounds: Bounds | None = None) -> FetchFailed:
    """Why the page of a server with these answers, else ``PAGES``, is not read."""
    with serving({**PAGES, **answers}) as address, pytest.raises(FetchFailed) as failed:
        fetched(address, bounds or Bounds(seconds=20))
    return failed.value


def test_a_page_is_imported_from_its_address(tmp_path: Path) -> None:
    into = tmp_path / "new"
    with serving(PAGES) as address:
        ran = noroshi(None, "import", "statuspage", address, "--into", str(into))
        again = noroshi(None, "import", "statuspage", f"{address}/api/v2/", "--into", str(into))
    assert (ran.status, "4 files read: 1 incident added" in ran.err) == (0, True)
    assert "0 incidents added, 1 unchanged" in again.err
    assert "Nobody can buy a ticket." in (into / "incidents/k1l2m3n4o5p6/incident.md").read_text(encoding="utf-8")
    assert noroshi(into, "check").status == 0


def test_what_has_changed_on_the_page_since_is_left_as_it_is_and_named(tmp_path: Path) -> None:
    into = tmp_path / "new"
    more = {**OUTAGE, "incident_updates": [update("resolved", "09:00:00", "Later."), *OUTAGE["incident_updates"]]}  # type: ignore[misc]
    answers = dict(PAGES)
    with serving(answers) as address:
        noroshi(None, "import", "statuspage", address, "--into", str(into))
        before = files_of(into)
        answers["/api/v2/incidents.json"] = told({"page": PAGE, "incidents": [more]})
        ran = noroshi(None, "import", "statuspage", address, "--into", str(into))
    assert "left alone: k1l2m3n4o5p6" in ran.err
    assert files_of(into) == before


@pytest.mark.parametrize(("id", "most"), [("i{:03}", 50), ("01JXCAW3K3JAE0EP56AEZ7C{:03}", 25)])
def test_a_page_that_tells_as_many_as_it_can_says_that_older_ones_are_missing(
    id: str, most: int, tmp_path: Path
) -> None:
    events = [{**OUTAGE, "id": id.format(number)} for number in range(most)]
    for count in (most - 1, most):
        with serving({**PAGES, "/api/v2/incidents.json": told({"page": PAGE, "incidents": events[:count]})}) as address:
            ran = noroshi(None, "import", "statuspage", address, "--into", str(tmp_path / str(count)))
        assert (f"the public API tells the newest {most} only" in ran.err) is (count == most)


def test_documents_that_a_hosted_tool_lacks_are_told_and_not_missed(tmp_path: Path) -> None:
    with serving({path: PAGES[path] for path in PAGES if "maintenances" not in path}) as address:
        ran = noroshi(None, "import", "statuspage", address, "--into", str(tmp_path / "new"))
    assert ran.status == 0
    assert f"{address}/api/v2/scheduled-maintenances.json answered 404; this page does not have it" in ran.err


def test_one_document_alone_is_all_that_is_asked_for() -> None:
    with serving({"/export/page-1.json": told([OUTAGE])}) as address:
        assert [raw.name for raw in fetched(f"{address}/export/page-1.json")] == ["page-1.json"]


def test_a_redirect_on_the_same_host_is_followed() -> None:
    moved = {"/api/v2/incidents.json": leads_to("/moved.json"), "/moved.json": PAGES["/api/v2/incidents.json"]}
    with serving({**PAGES, **moved}) as address:
        raws = fetched(address)
    assert [raw.name for raw in raws] == list(DOCUMENTS)
    assert b"Nobody can buy" in raws[0].content


@pytest.mark.parametrize("target", ["http://localhost/x.json", "https://status.other.example/api/v2/incidents.json"])
def test_a_redirect_to_another_host_is_not_followed(target: str) -> None:
    failed = refused({"/api/v2/incidents.json": leads_to(target)})
    assert (failed.reason, failed.values["target"]) == ("redirect", target)


def test_neither_a_redirect_to_another_port_nor_to_a_file_is_followed() -> None:
    with serving(PAGES) as other:
        assert refused({"/api/v2/incidents.json": leads_to(f"{other}/api/v2/incidents.json")}).reason == "redirect"
    assert refused({"/api/v2/incidents.json": leads_to("file:///etc/hostname")}).reason == "redirect"


def test_redirects_without_end_are_given_up() -> None:
    steps = {f"/{number}.json": leads_to(f"/{number + 1}.json") for number in range(9)}
    assert refused({"/api/v2/incidents.json": leads_to("/0.json"), **steps}).reason == "redirects"
    assert refused({"/api/v2/incidents.json": leads_to("/api/v2/incidents.json")}).reason == "redirects"


def test_an_answer_that_is_too_large_is_not_read_to_its_end() -> None:
    failed = refused({"/api/v2/incidents.json": told(b"[" + b" " * 200_000)}, Bounds(seconds=20, bytes=100_000))
    assert (failed.reason, failed.values["most"]) == ("too_large", "100000")


@pytest.mark.parametrize("begun", [True, False])
def test_a_server_that_does_not_come_to_an_end_is_given_up(begun: bool) -> None:
    done = threading.Event()

    def never(request: BaseHTTPRequestHandler) -> None:
        if begun:
            request.send_response(200)
            request.end_headers()
            request.wfile.write(b"[")
        done.wait(20)

    with serving({"/api/v2/incidents.json": never}) as address:
        with pytest.raises(FetchFailed) as failed:
            fetched(address, Bounds(seconds=0.05))
        done.set()
    assert (failed.value.reason, failed.value.values["seconds"]) == ("slow", "0.05")


def test_drops_that_keep_coming_do_not_win_time() -> None:
    done = threading.Event()

    def dripping(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not done.wait(0.01):
            try:
                request.wfile.write(b" ")
            except OSError:
                return

    with serving({"/api/v2/incidents.json": dripping}) as address:
        with pytest.raises(FetchFailed) as failed:
            fetched(address, Bounds(seconds=0.1))
        done.set()
    assert failed.value.reason == "slow"


@pytest.mark.parametrize("drop", [b"X-Slow: 1\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_beginning_without_end_is_given_up(drop: bytes) -> None:
    done = threading.Event()

    def dripping(request: BaseHTTPRequestHandler) -> None:
        if drop.startswith(b"X"):
            request.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not done.wait(0.02):
            try:
                request.wfile.write(drop)
            except OSError:
                return

    with serving({"/api/v2/incidents.json": dripping}) as address:
        with pytest.raises(FetchFailed) as failed:
            fetched(address, Bounds(seconds=0.1))
        done.set()
    assert failed.value.reason == "slow"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"/api/v2/incidents.json": told(b"<!doctype html><p>Log in", kind="text/html")}, "answered with a web page"),
        ({"/api/v2/incidents.json": leads_to("http://localhost:1/x")}, "leads to another host: http://localhost:1/x"),
        ({"/api/v2/summary.json": told(b" <html>")}, "/api/v2/summary.json answered with a web page"),
        ({"/api/v2/incidents.json": told(b'{"incidents": [')}, "answered with something that is no JSON"),
        ({}, "answered 404"),
    ],
)
def test_an_error_says_which_address_failed_and_what_to_do_and_nothing_is_written(
    answers: Mapping[str, Answer], sentence: str, tmp_path: Path
) -> None:
    with serving({**PAGES, **answers} if answers else {}) as address:
        ran = noroshi(None, "import", "statuspage", address, "--into", str(tmp_path / "new"))
    assert ran.status == 3
    assert sentence in ran.err
    assert f"{address}/api/v2/" in ran.err
    assert "Nothing was written" in ran.err
    assert not (tmp_path / "new").exists()


def test_a_server_that_is_not_there_is_status_three(tmp_path: Path) -> None:
    with serving({}) as address:
        pass
    ran = noroshi(None, "import", "statuspage", address, "--into", str(tmp_path / "new"))
    assert (ran.status, f"{address}/api/v2/incidents.json cannot be reached" in ran.err) == (3, True)


@pytest.mark.parametrize(
    "source",
    [
        "file:///etc/passwd",
        "ftp://x",
        "https://",
        "https://me:pw@x",
        "http://x:99999999",
        "https://x/a b",
        "s.example.com/",
    ],
)
def test_only_addresses_of_the_web_are_asked(source: str, tmp_path: Path) -> None:
    ran = noroshi(None, "import", "statuspage", source, "--into", str(tmp_path / "new"))
    assert (ran.status, "write the page's address with http:// or https://" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "source",
    ["https://x/a", "https://x/a/", "https://x/a/api/v2", "https://x/a/api/v2/summary.json", "https://x/a/x.json"],
)
def test_the_page_of_an_address_is_where_its_api_stands(source: str) -> None:
    assert page_of(source) == "https://x/a"
