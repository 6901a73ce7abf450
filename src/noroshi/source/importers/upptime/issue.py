"""GitHub's issues as JSON → issues with their comments, whichever of GitHub's spellings they come in.

``gh issue list --json …`` writes ``createdAt``, ``author``, ``"CLOSED"`` and the comments within each issue; the REST
API writes ``created_at``, ``user``, ``"closed"``, the number of comments, and the comments as documents of their own
(``/repos/O/R/issues/comments``, each with the ``issue_url`` of its issue). Several documents may follow one
another, as pages do, be nested, or stand under ``issues``, ``items`` or ``nodes``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from noroshi.model.frozen import frozen
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.moments import moment

MOST_ISSUES = 100_000
LONGEST_TEXT = 250_000
"""Signs of a body; GitHub takes 65,536. In UTF-8 a file of ours can hold it, whatever the signs."""

_HOLDERS = ("issues", "items", "nodes", "edges", "node", "data", "repository", "comments")
_OUTSIDERS = {"NONE", "FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR", "MANNEQUIN"}


@frozen
class Comment:
    """What somebody said below an issue."""

    at: datetime
    text: str
    author: str
    is_outsider: bool
    """GitHub says that the author has no part in the repository."""


@dataclass
class Issue:
    """One issue. Times are in UTC; None where the export has none that can be read."""

    number: int
    title: str = ""
    text: str = ""
    labels: tuple[str, ...] | None = None
    """None: the export does not tell labels."""
    created: datetime | None = None
    closed: datetime | None = None
    is_open: bool = True
    is_pull_request: bool = False
    comments: list[Comment] = field(default_factory=list)
    told_comments: int = 0
    """How many there are, as the export says."""
    repaired: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)


@dataclass
class Issues:
    """A whole export."""

    issues: list[Issue] = field(default_factory=list)
    """By number, each once."""
    unread: list[Remark] = field(default_factory=list)


def issues(*exports: bytes) -> Issues:
    """Read the documents of one or more files; never raises."""
    found = Issues()
    by_number: dict[int, Issue] = {}
    loose: list[dict[str, Any]] = []
    strange = 0
    for export in exports:
        for entry in _entries(_documents(export, found.unread)):
            if len(by_number) >= MOST_ISSUES:
                found.unread.append(Remark("too-many-issues", {"value": str(MOST_ISSUES)}))
                break
            number = entry.get("number")
            if isinstance(number, int) and not isinstance(number, bool) and "title" in entry:
                by_number.setdefault(number, _issue(number, entry))
            elif "body" in entry and _issue_number(entry):
                loose.append(entry)
            else:
                strange += 1
    for entry in loose:
        owner = by_number.get(_issue_number(entry))
        if owner is None:
            strange += 1
        else:
            _take_comment(entry, owner)
    if strange:
        found.unread.append(Remark("strange-entries", {"value": str(strange)}))
    for issue in by_number.values():
        # Stable: equal times stay as they were exported.
        issue.comments.sort(key=lambda comment: comment.at)
    found.issues = [by_number[number] for number in sorted(by_number)]
    return found


def _documents(export: bytes, unread: list[Remark]) -> Iterator[object]:
    """Every JSON document of a file; what follows the first mistake is lost, and told."""
    text = export.decode(json.detect_encoding(export), "replace")
    decoder = json.JSONDecoder()
    at = 0
    while rest := re.compile(r"\s*(?=\S)").match(text, at):
        try:
            document, at = decoder.raw_decode(text, rest.end())
        except (ValueError, RecursionError) as cause:
            unread.append(Remark("broken-json", {"value": " ".join(str(cause).split())[:200]}))
            return
        yield document


def _entries(documents: Iterator[object]) -> Iterator[dict[str, Any]]:
    """The tables of lists, pages of lists and holders."""
    waiting: list[object] = list(documents)[::-1]
    while waiting:
        document = waiting.pop()
        if isinstance(document, list):
            waiting += document[::-1]
        elif isinstance(document, dict):
            holders = [document[name] for name in _HOLDERS if isinstance(document.get(name), list | dict)]
            if holders and "title" not in document:
                waiting += holders[::-1]
            else:
                yield document


def _issue(number: int, entry: dict[str, Any]) -> Issue:
    found = Issue(number)
    found.title = _text(entry.get("title"), found)
    found.text = _text(entry.get("body"), found)
    found.labels = _labels(entry["labels"]) if "labels" in entry else None
    found.created = _moment(entry, ("createdAt", "created_at"), found)
    found.closed = _moment(entry, ("closedAt", "closed_at"), found)
    state = entry.get("state")
    found.is_open = state.lower() == "open" if isinstance(state, str) else found.closed is None
    url = str(entry.get("url") or "") + " " + str(entry.get("html_url") or "")
    found.is_pull_request = bool(entry.get("pull_request")) or re.search(r"/pulls?/\d+", url) is not None
    comments = entry.get("comments")
    if isinstance(comments, int):
        found.told_comments = comments
    elif isinstance(comments, list | dict):
        for comment in _entries(iter([comments])):
            found.told_comments += 1
            _take_comment(comment, found)
    return found


def _take_comment(entry: dict[str, Any], found: Issue) -> None:
    text = _text(entry.get("body"), found)
    at = _moment(entry, ("createdAt", "created_at"), found)
    if at is None:
        # Its words are kept: beside the last that were said.
        times = [comment.at for comment in found.comments] + [time for time in (found.created,) if time]
        at = max(times, default=datetime(1971, 1, 1, tzinfo=UTC))
        found.unread.append(Remark("comment-without-time", {"value": text[:60]}))
    author = entry.get("author") or entry.get("user") or {}
    login = str(author.get("login") or "") if isinstance(author, dict) else str(author)
    association = str(entry.get("authorAssociation") or entry.get("author_association") or "")
    found.comments.append(Comment(at, text, login, association.upper() in _OUTSIDERS and not login.endswith("[bot]")))


def _issue_number(entry: dict[str, Any]) -> int:
    """The issue of a comment of the REST API, 0 where it names none."""
    url = re.search(r"/issues/(\d{1,9})(?:#|$)", str(entry.get("issue_url") or entry.get("html_url") or ""))
    return int(url[1]) if url else 0


def _labels(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        value = value.get("nodes")
    items: Sequence[object] = value if isinstance(value, list) else ()
    names = (item.get("name") if isinstance(item, dict) else item for item in items)
    return tuple(name for name in names if isinstance(name, str))


def _moment(entry: dict[str, Any], keys: tuple[str, ...], found: Issue) -> datetime | None:
    typed = next((entry[key] for key in keys if entry.get(key)), None)
    if typed is None or typed == "0001-01-01T00:00:00Z":
        # gh writes the year 1 for "never".
        return None
    read = moment(typed, UTC) if isinstance(typed, str) else None
    if read is None:
        found.unread.append(Remark("unreadable-time", {"value": f"{keys[1]}: {str(typed)[:60]}"}))
        return None
    return read.at.astimezone(UTC)


def _text(value: object, found: Issue) -> str:
    """As our reader takes it: LF, no controls, no halves of signs."""
    if not isinstance(value, str):
        return ""
    if len(value) > LONGEST_TEXT:
        found.unread.append(Remark("too-large", {"value": str(len(value)), "most": str(LONGEST_TEXT)}))
        value = value[:LONGEST_TEXT]
    text = value.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\x85", "\n")
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]", "", text)
    if len(cleaned) != len(text):
        found.repaired.append(Remark("control-characters", {"value": str(len(text) - len(cleaned))}))
    return cleaned
