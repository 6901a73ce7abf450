"""A site that `noroshi serve` serves: a real process, real HTTP over loopback, and what a browser would be told."""

from __future__ import annotations

import html
import http.client
import json
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from small_site import environment

PATIENCE = 60
"""Seconds until something that never happens is given up; nothing is timed."""


def ask(
    port: int, path: str, method: str = "GET", headers: Mapping[str, str] | None = None, host: str = "127.0.0.1"
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by lower-case name, body."""
    with closing(http.client.HTTPConnection(host, port, timeout=PATIENCE)) as connection:
        connection.request(method, path, headers=dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@contextmanager
def served(root: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """(process, port, path of its start page) of ``noroshi serve`` on a free port, or the one in ``arguments``."""
    port = () if "--port" in arguments else ("--port", "0")
    command = [sys.executable, "-m", "noroshi", "serve", "--root", str(root), *port, "--lang", "en", *arguments]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment(), text=True)
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if found := re.search(r" at http://[^/ ]+:(\d+)(/\S*)", line):
                yield process, int(found.group(1)), found.group(2)
                break
        else:
            raise AssertionError(f"it ended with {process.wait()}")
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


@dataclass
class Live:
    """A server, and everything that it says in its terminal."""

    root: Path
    port: int
    said: list[str] = field(default_factory=list)
    _lines: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)

    def says(self, pattern: str) -> str:
        """The next line in which that stands."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            if re.search(pattern, line):
                return line

    def get(self, path: str) -> bytes:
        return ask(self.port, path)[2]

    def have(self, path: str) -> str:
        """What a browser that loads the page now has of it."""
        found = re.search(rb'data-noroshi="([^"]*)"', self.get(path))
        assert found
        return str(json.loads(html.unescape(found[1].decode()))["have"])

    @contextmanager
    def listening(self, path: str = "/", lang: str = "en", have: str | None = None) -> Iterator[Listener]:
        """A browser that shows ``path``; it has been told how things stand."""
        query = urlencode({"page": path, "have": self.have(path) if have is None else have, "lang": lang})
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", f"/.noroshi/events?{query}")
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            yield Listener(answer)


@dataclass
class Listener:
    """The events of one connection, as they come."""

    answer: http.client.HTTPResponse

    def next(self) -> tuple[str, str]:
        """(name, data); ("", "") at the end."""
        name = data = ""
        while line := self.answer.readline().decode():
            if line.startswith("event: "):
                name = line[7:].rstrip("\n")
            elif line.startswith("data: "):
                data = line[6:].rstrip("\n")
            elif line == "\n" and name:
                return name, data
        return "", ""

    def until(self, name: str) -> str:
        """The data of the next event of that name."""
        while (event := self.next())[0] != name:
            assert event[0], f"it ended before any {name}"
        return event[1]

    def news(self) -> dict[str, Any]:
        """What is wrong now."""
        found = json.loads(self.until("news"))
        assert isinstance(found, dict)
        return found


@contextmanager
def live(root: Path, *arguments: str) -> Iterator[Live]:
    """``noroshi serve`` at work."""
    with served(root, *arguments) as (process, port, _):
        found = Live(root, port)
        errors = process.stderr
        assert errors is not None

        def read() -> None:
            for line in errors:
                found.said.append(line)
                found._lines.put(line)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            yield found
        finally:
            process.kill()
            reader.join()
