"""A site's repository → what it knows of every incident: read once, and then only what was committed since."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from noroshi.model.provenance import Act, FileHistory, Gone, History, Known, Provenance, Revision
from noroshi.source.git import GitFacts
from noroshi.source.history_kept import Files, KeptHistory, Row, place_of, read_kept, read_on, write_kept
from noroshi.source.published_line import NoLine, published_line

FOLDER = "incidents"
_FIRST = "incident.md"

Histories = Callable[[GitFacts], History]
"""What git knows, asked for by a build."""


def no_histories(_: GitFacts) -> History:
    """For whoever says nothing of it."""
    return History(Known.NONE)


def history(
    root: Path,
    facts: GitFacts,
    *,
    kept_at: Path | None = None,
    key: bytes = b"",
    believe: bool = True,
    keeps: bool = True,
    environ: Mapping[str, str] | None = None,
) -> History:
    """What git knows of the incidents below ``root``, whose facts are ``facts``. Never raises.

    ``kept_at``: a file for what was read, which is believed under the same ``key``; ``believe`` false: it is only
    written; ``keeps`` false: it is only read.
    """
    if facts.commit is None:
        return History(Known.NONE)
    # A shallow history may have become longer since, and is short: it is read each time.
    kept = read_kept(kept_at, key) if believe and not facts.is_shallow else KeptHistory()
    if kept.head != facts.commit:
        try:
            kept = _read(root, facts.commit, kept, environ)
        except NoLine:
            return History(Known.NONE)
        if kept_at is not None and keeps and kept.cut is None:
            with suppress(OSError):
                kept_at.parent.mkdir(exist_ok=True)
                write_kept(kept_at, key, kept)
    found = History(
        Known.SHALLOW if kept.cut else Known.COMPLETE,
        lru_cache(maxsize=64)(lambda name: _provenance(kept, name)),
        {name: digest for name, (digest, _) in kept.packed.items()},
        kept.cut,
        tuple(_gone(kept)),
    )
    return with_uncommitted(found, root, facts.changed)


def _read(root: Path, head: str, kept: KeptHistory, environ: Mapping[str, str] | None) -> KeptHistory:
    """Only what is new; where the former commit is no part of the line any more (a rebase), everything."""
    if kept.head:
        with suppress(NoLine):
            steps = published_line(root, head, kept.head, FOLDER, environ)
            if steps is not None:
                return read_on(kept, head, steps, root, environ)
    steps = published_line(root, head, "", FOLDER, environ)
    return read_on(KeptHistory(), head, steps or (), root, environ)


def with_uncommitted(found: History, root: Path, changed: Iterable[str]) -> History:
    """The same, where these files are not what the last commit says; paths from the root, of folders with a slash."""
    by_id: dict[str, set[str]] = {}
    for path in changed:
        for it in _files_at(root, path):
            place = place_of(it)
            if place is not None:
                by_id.setdefault(place[0], set()).add(place[1])
    if not by_id or found.known not in (Known.COMPLETE, Known.SHALLOW):
        return found
    digests = dict(found.digests)
    for name, files in by_id.items():
        said = repr((digests.get(name), sorted(files))).encode()
        digests[name] = blake2b(said, digest_size=16).digest()
    before = found.of

    def of(name: str) -> Provenance | None:
        known = before(name)
        return _marked(known or Provenance(), by_id[name]) if name in by_id else known

    return replace(found, of=of, digests=digests)


def _files_at(root: Path, path: str) -> Sequence[str]:
    """What git calls a folder when all of it is new, file by file."""
    if not path.endswith("/"):
        return (path,)
    return [it.relative_to(root).as_posix() for it in sorted((root / path).rglob("*")) if it.is_file()]


def _marked(known: Provenance, names: set[str]) -> Provenance:
    """What an update said before is not shown meanwhile: what is not committed yet may be what withholds it."""
    stems = {_stem(name) for name in names}
    files = tuple(
        replace(
            it,
            is_uncommitted=it.name in names,
            revisions=tuple(replace(revision, says=None) for revision in it.revisions),
        )
        if _stem(it.name) in stems
        else it
        for it in known.files
    )
    there = {it.name for it in known.files if not it.is_removed}
    return Provenance(files, tuple(sorted({*known.uncommitted, *(names - there)})))


def _gone(kept: KeptHistory) -> Iterable[Gone]:
    for name in kept.dead:
        known = _provenance(kept, name)
        files = known.files if known else ()
        if files:
            first = min((it.first for it in files), key=lambda it: it.commit.committed_at)
            last = max((it.revisions[-1] for it in files), key=lambda it: it.commit.committed_at)
            yield Gone(name, first, last)


# ---- what happened → what was published


def _provenance(kept: KeptHistory, name: str) -> Provenance | None:
    if name not in kept.packed:
        return None
    files = kept.files(name)
    start = _published_by(files)
    if start is None and _FIRST in files.rows:
        return Provenance()
    withheld = _withheld(files)
    found = []
    for key, rows in files.rows.items():
        shown = _since(rows, start) if start else list(rows)
        if shown:
            stem = _stem(key)
            found.append(_file(key.partition("\n")[0], shown, files, withheld.get(stem, -1)))
    return Provenance(tuple(sorted(found, key=lambda it: (it.name, it.first.commit.committed_at))))


def _published_by(files: Files) -> Row | None:
    """What made the incident one that is no draft; ``None``: it always was one."""
    for row in files.rows.get(_FIRST, ()):
        said = files.said.get(row.blob)
        if row.blob and not (said and said.is_draft):
            return row
    return None


def _since(rows: Sequence[Row], start: Row) -> list[Row]:
    """What was public: a file that was written before counts from the step that published the incident."""
    before = [row for row in rows if row.step < start.step]
    shown = [row for row in rows if row.step >= start.step]
    if before and before[-1].act is not Act.REMOVED and not (shown and shown[0].step == start.step):
        shown.insert(0, replace(before[-1], step=start.step, commit=start.commit, act=Act.PUBLISHED))
    while shown and shown[0].act is Act.REMOVED:
        shown.pop(0)
    if shown and shown[0].act not in (Act.PUBLISHED, Act.FOUND):
        shown[0] = replace(shown[0], act=Act.PUBLISHED)
    return shown


def _withheld(files: Files) -> dict[str, int]:
    """Name of an update → the step before which nothing that it said may be shown."""
    found: dict[str, int] = {}
    for name, rows in files.rows.items():
        told = [(files.said[row.blob], row.step) for row in rows if row.blob in files.said]
        most = max((said.redactions for said, _ in told if said), default=0)
        if most:
            step = next(step for said, step in told if said and said.redactions == most)
            stem = _stem(name)
            found[stem] = max(found.get(stem, -1), step)
    return found


def _stem(name: str) -> str:
    """``02-identified`` of ``02-identified.md`` and ``02-identified.en.md``."""
    return name.partition("\n")[0].partition(".")[0]


def _file(name: str, rows: Sequence[Row], files: Files, withheld_before: int) -> FileHistory:
    is_removed = rows[-1].act is Act.REMOVED
    contents = [files.said.get(row.blob) for row in rows]
    differs = len({said.says if said else None for said, row in zip(contents, rows, strict=True) if row.blob}) > 1
    revisions = []
    for row, said in zip(rows, contents, strict=True):
        is_withheld = row.step < withheld_before
        is_shown = differs and not is_withheld and not is_removed
        says = said.says if said and is_shown else None
        reasons = said.reasons if said else ()
        revisions.append(Revision(row.commit, row.act, row.path, row.blob, says, reasons, is_withheld))
    return FileHistory(name, tuple(revisions))
