"""The steps of the published line → what happened to each incident's files, in a form that the next build goes on with.

An incident is known by its id and a file by its name: the year's folder that they stand in makes no difference, so
moving them keeps their history, and so does taking a file away and putting it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgpack

from noroshi.model.provenance import Act, AsWritten, Commit
from noroshi.source.as_written import as_written
from noroshi.source.blobs import blobs
from noroshi.source.digested import DIGEST, replace_digested
from noroshi.source.files import MAX_BYTES, decoded
from noroshi.source.frontmatter import read_document
from noroshi.source.published_line import Change, Step

_FORMAT = b"noroshi history 2\n"
_YEAR = re.compile(r"[0-9]{4}")
_COUNTED = (".md", ".png", ".jpg", ".gif", ".webp")
_FIRST = "incident.md"


@dataclass(slots=True)
class Row:
    """What one step did to one file."""

    step: int
    """Place of the step on the line, from 0."""
    commit: Commit
    act: Act
    path: str
    blob: str


@dataclass(slots=True)
class Said:
    """One content of a text file."""

    says: AsWritten | None
    """``None``: nothing that could be published."""
    is_draft: bool
    """Or a drill."""
    redactions: tuple[str, ...]
    """The times, as typed, of those ``edited`` that say that what stood there before must not be shown."""
    reasons: tuple[str, ...]
    """As on ``Revision``."""


@dataclass
class Files:
    """All that happened in one incident's folder."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    """Name of the file now, or at last → oldest first; one whose name another file got later is ``name\\n<step>``."""
    said: dict[str, Said | None] = field(default_factory=dict)
    """git's name of a content → what it said; ``None``: it is not there (a partial clone), or too large. Not of
    contents that are not asked for: of files that never changed, of pictures."""

    @property
    def is_live(self) -> bool:
        """Whether anything is left."""
        return any(rows[-1].act is not Act.REMOVED for rows in self.rows.values())


@dataclass
class KeptHistory:
    """What was read of a repository until one commit."""

    head: str = ""
    steps: int = 0
    cut: Commit | None = None
    """Where a shallow history begins."""
    packed: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """Incident id → (digest, packed ``Files``)."""
    dead: tuple[str, ...] = ()
    """Ids of which nothing is left, or nothing that readers see since it became a draft."""

    def files(self, name: str) -> Files:
        """What happened in that incident's folder; nothing, where nothing is known."""
        found = self.packed.get(name)
        return _unpacked(found[1]) if found else Files()


def read_on(
    kept: KeptHistory, head: str, steps: Iterable[Step], root: Path, environ: Mapping[str, str] | None
) -> KeptHistory:
    """What is known when these steps, which follow ``kept``, are known too. Raises what ``steps`` raises."""
    touched: dict[str, Files] = {}

    def of(name: str) -> Files:
        if name not in touched:
            touched[name] = kept.files(name)
        return touched[name]

    number, cut = kept.steps, kept.cut
    for step in steps:
        _take(of, touched, step, number)
        if step.is_cut:
            cut = step.commit
        number += 1
    _read_texts(touched, root, environ)
    packed = dict(kept.packed)
    dead = set(kept.dead)
    for name, files in touched.items():
        (dead.discard if files.is_live and not _is_hidden(files) else dead.add)(name)
        if files.rows:
            content = _packed(files)
            packed[name] = (blake2b(content, digest_size=DIGEST).digest(), content)
        else:
            packed.pop(name, None)
            dead.discard(name)
    return KeptHistory(head, number, cut, packed, tuple(sorted(dead)))


def place_of(path: str) -> tuple[str, str] | None:
    """(incident id, name) of a file that counts; ``None``: it is none of an incident's."""
    parts = path.split("/")[1:]
    if len(parts) == 3 and _YEAR.fullmatch(parts[0]):
        parts = parts[1:]
    elif len(parts) != 2 or _YEAR.fullmatch(parts[0]):
        return None
    if not parts[1].endswith(_COUNTED) or not path.isprintable() or "\ufffd" in path:
        return None
    return parts[0], parts[1]


def _take(of: Any, touched: Mapping[str, Files], step: Step, number: int) -> None:
    """One step. Whatever git takes for a rename, a file of the same incident and name is the same."""
    gone: dict[tuple[str, str], str] = {}
    came: dict[tuple[str, str], Change] = {}
    renamed: dict[tuple[str, str], tuple[str, str]] = {}
    for change in step.changes:
        here = place_of(change.path)
        before = place_of(change.former) if change.kind == "R" else here if change.kind == "D" else None
        if before is not None:
            gone[before] = change.former or change.path
        if here is not None and change.kind != "D":
            came[here] = change
            if change.kind == "R" and before is not None and before != here:
                renamed[here] = before

    def row(act: Act, path: str, blob: str = "") -> Row:
        return Row(number, step.commit, act, path, blob)

    moved: dict[tuple[str, str], tuple[str, str]] = {}
    for here, before in renamed.items():
        if here not in gone and before in gone and before not in came and before not in moved.values():
            stays = {name for name, rows in of(before[0]).rows.items() if rows[-1].act is not Act.REMOVED}
            left = stays - {name for incident, name in gone if incident == before[0]}
            left |= {name for incident, name in came if incident == before[0]}
            # An update that goes to another incident is removed there; a folder with another name is still the same.
            if here[0] == before[0] or not left:
                moved[here] = before
    for here, before in moved.items():
        rows = of(before[0]).rows.pop(before[1], [])
        _put_aside(of(here[0]), here[1], number)
        of(here[0]).rows[here[1]] = [*rows, row(Act.MOVED, came[here].path, came[here].blob)]
    for before, path in gone.items():
        if before not in came and before not in moved.values():
            rows = of(before[0]).rows.get(before[1])
            if rows:
                rows.append(row(Act.REMOVED, path))
    for here, change in came.items():
        if here in moved:
            continue
        rows = of(here[0]).rows.setdefault(here[1], [])
        if not rows:
            act = Act.FOUND if step.is_cut else Act.PUBLISHED
        elif rows[-1].act is Act.REMOVED:
            act = Act.RESTORED
        else:
            act = Act.EDITED if rows[-1].path == change.path else Act.MOVED
        rows.append(row(act, change.path, change.blob))


def _is_hidden(files: Files) -> bool:
    """Whether what was published is a draft now."""
    said = [files.said.get(row.blob) for row in files.rows.get(_FIRST, ()) if row.blob]
    known = [it for it in said if it is not None and it.says is not None]
    return bool(known) and known[-1].is_draft and not all(it.is_draft for it in known)


def _put_aside(files: Files, name: str, number: int) -> None:
    """A file with that name was removed once, and another one gets it now."""
    former = files.rows.pop(name, None)
    if former:
        files.rows[f"{name}\n{number}"] = former


def _read_texts(touched: Mapping[str, Files], root: Path, environ: Mapping[str, str] | None) -> None:
    wanted: dict[str, list[Files]] = {}
    for files in touched.values():
        for name in _asked_for(files):
            if name not in files.said:
                wanted.setdefault(name, []).append(files)
    for name, content in blobs(root, tuple(wanted), MAX_BYTES, environ):
        said = _said(content) if content is not None else None
        for files in wanted[name]:
            files.said[name] = said


def _asked_for(files: Files) -> Iterator[str]:
    """Contents by which files differ from what they were; of an incident that is no more, whether it was a draft."""
    is_live = files.is_live
    for name, rows in files.rows.items():
        contents = {row.blob for row in rows if row.blob}
        plain = name.partition("\n")[0]
        if plain.endswith(".md") and (len(contents) > 1 or (plain == _FIRST and not is_live)):
            yield from sorted(contents)


def _said(content: bytes) -> Said:
    says = as_written(content)
    text, _ = decoded(content, "")
    if says is None or text is None:
        return Said(None, False, (), ())
    values = read_document(text, "", required=False).values
    entries = values.get("edited")
    edits = entries if isinstance(entries, list) else [entries]
    tables = [edit for edit in edits if isinstance(edit, dict)]
    redactions = tuple(str(edit.get("at")) for edit in tables if edit.get("redacted") == "true")
    reasons = tuple(str(edit.get("at")) for edit in tables)
    return Said(says, values.get("draft") == "true" or values.get("drill") == "true", redactions, reasons)


# ---- in a file


def read_kept(path: Path | None, key: bytes) -> KeptHistory:
    """What was kept at ``path`` under ``key``; empty where there is nothing of ours. Never raises."""
    try:
        data = path.read_bytes() if path is not None else b""
    except OSError:
        data = b""
    head = len(_FORMAT) + DIGEST
    content = memoryview(data)[head:]
    if not data.startswith(_FORMAT) or blake2b(content, digest_size=DIGEST).digest() != data[len(_FORMAT) : head]:
        return KeptHistory()
    try:
        found_key, head_commit, steps, dead, packed = msgpack.unpackb(content, use_list=False)
        return KeptHistory(head_commit, steps, None, packed, dead) if found_key == key else KeptHistory()
    except (ValueError, TypeError, msgpack.UnpackException):
        return KeptHistory()


def write_kept(path: Path, key: bytes, kept: KeptHistory) -> None:
    """Raises OSError. A history that is cut off is not kept: it may be there as a whole the next time."""
    packer = msgpack.Packer()
    replace_digested(path, _FORMAT, [packer.pack((key, kept.head, kept.steps, kept.dead, kept.packed))])


def _packed(files: Files) -> bytes:
    rows = {name: [_row_packed(row) for row in found] for name, found in sorted(files.rows.items())}
    said = {
        name: ((it.says.facts, it.says.body) if it.says else None, it.is_draft, it.redactions, it.reasons)
        if it
        else None
        for name, it in sorted(files.said.items())
    }
    found: bytes = msgpack.packb((rows, said), unicode_errors="surrogatepass")
    return found


def _row_packed(row: Row) -> tuple[Any, ...]:
    it = row.commit
    times = (int(it.author_at.timestamp()), int(it.committed_at.timestamp()))
    return (row.step, it.hash, *times, it.subject, it.signature, row.act.value, row.path, row.blob)


def _unpacked(content: bytes) -> Files:
    rows, said = msgpack.unpackb(content, use_list=False, unicode_errors="surrogatepass")
    return Files(
        {name: [_row(*row) for row in found] for name, found in rows.items()},
        {name: Said(AsWritten(*it[0]) if it[0] else None, *it[1:]) if it else None for name, it in said.items()},
    )


def _row(
    step: int, name: str, author: int, committed: int, subject: str, sign: str, act: str, path: str, blob: str
) -> Row:
    commit = Commit(name, datetime.fromtimestamp(author, UTC), datetime.fromtimestamp(committed, UTC), subject, sign)
    return Row(step, commit, Act(act), path, blob)
