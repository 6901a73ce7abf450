"""Search records → the files that a browser searches, made by Pagefind.

Pagefind (https://pagefind.app) is an optional extra. It is asked as its own wrappers ask it: a process that reads
requests and writes answers, each a JSON document in base64 with a comma behind it. The wrapper for Python looks for
an answer ten times a second, which for a thousand entries in two languages would take minutes; and of a folder of
pages Pagefind numbers the pages as the file system names them, so two builds would not give the same bytes.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any, Final

from noroshi.model.artefact import Artefact
from noroshi.render.json_document import json_document
from noroshi.wording.unspaced import is_unspaced, separated

if TYPE_CHECKING:
    from noroshi.views.search_records import SearchRecord

PACKAGE: Final = "pagefind_bin_extended"
"""Brings the program that knows languages without spaces, too."""
_ENTRY: Final = "pagefind-entry.json"
_KINDS: Final = (".pf_fragment", ".pf_index", ".pf_meta", ".pagefind")
"""What it asks for when somebody searches; the rest are other people's forms and styles."""
_SCRIPT: Final = "pagefind.js"
_MOST: Final = 1 << 20


class SearchFailure(Exception):
    """Pagefind could not do it; the argument is what it says, in English."""


def can_search() -> bool:
    """Whether the optional extra is installed."""
    return find_spec(PACKAGE) is not None


def search_index(records: Iterable[SearchRecord], folder: str) -> Iterator[Artefact]:
    """The index, below ``folder`` (``search/index/``). Raises SearchFailure."""
    for path, content in sorted(_files(records)):
        if path == _ENTRY:
            # Its languages stand in any order.
            yield Artefact(folder + path, json_document(dict(sorted(_sorted_languages(content).items()))))
        elif path == _SCRIPT or path.endswith(_KINDS):
            yield Artefact(folder + path, content)


def _sorted_languages(content: bytes) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(content)
    return {**entry, "languages": dict(sorted(entry["languages"].items()))}


def page_of(record: SearchRecord) -> str:
    """A record as a page for the indexer: its heading counts for more."""
    title, kind, day = (escape(text) for text in (record.title, record.kind, record.day))
    # Between two paragraphs the indexer writes a full stop, which is none in Japanese.
    between = " " if is_unspaced(record.lang) else "</p><p>"
    said = between.join(_words(text, record.lang) for text in record.texts)
    return (
        f'<!doctype html><html lang="{escape(record.lang)}"><body data-pagefind-body data-title="{title}" '
        f'data-kind="{kind}" data-day="{day}" data-pagefind-meta="title[data-title], kind[data-kind], day[data-day]">'
        f"<h1>{_words(record.title, record.lang)}</h1><p>{said}</p></body></html>"
    )


def _words(text: str, lang: str) -> str:
    return escape(separated(text, lang))


def _files(records: Iterable[SearchRecord]) -> Sequence[tuple[str, bytes]]:
    """(name, content) of everything that it writes."""
    from pagefind_bin_extended import get_executable

    program = get_executable()
    # Where it runs it would read settings of its own; and in the environment.
    with subprocess.Popen(  # noqa: S603 - the program of a package that we name
        [program, "--service"],
        cwd=program.parent,
        env={},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin and process.stdout  # noqa: S101 - both are pipes
        try:
            ask = _Asking(process.stdin, process.stdout)
            index = ask("NewIndex", config={})["index_id"]
            for record in records:
                ask("AddFile", index_id=index, url=record.path, file_path=None, file_contents=page_of(record))
            files = ask("GetFiles", index_id=index)["files"]
        except OSError as error:
            raise SearchFailure(error.strerror or str(error)) from error
        finally:
            process.kill()
    return [(file["path"], base64.b64decode(file["content"])) for file in files]


class _Asking:
    """One question after the other, each with its answer: so pages are numbered as they are given."""

    def __init__(self, to: IO[bytes], answers: IO[bytes]) -> None:
        self._to, self._answers = to, answers
        self._asked = 0

    def __call__(self, kind: str, **more: object) -> dict[str, Any]:
        self._asked += 1
        message = {"message_id": self._asked, "payload": {"type": kind, **more}}
        self._to.write(base64.b64encode(json.dumps(message).encode()) + b",")
        self._to.flush()
        payload: dict[str, Any] = json.loads(base64.b64decode(self._answer()))["payload"]
        if payload["type"] == "Error":
            raise SearchFailure(str(payload["message"]))
        return payload

    def _answer(self) -> bytes:
        parts = []
        while True:
            part = self._answers.read1(_MOST)  # type: ignore[attr-defined]  # a BufferedReader
            if not part:
                raise SearchFailure("it ended without an answer")
            parts.append(part)
            if part.endswith(b","):
                return b"".join(parts)[:-1]
