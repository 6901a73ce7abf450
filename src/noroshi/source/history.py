"""A site's repository → what it knows of every incident: read once, and then only what was committed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from noroshi.model.provenance import Act, FileHistory, Gone, History, Known, Provenance, Revision
from noroshi.source.digested import DIGEST
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
    # What is called a path in it stands below the root, wherever that is.
    key = blake2b(facts.prefix.encode("utf-8", "surrogateescape"), key=key[:64], digest_size=DIGEST).digest()
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
        known = _provenance(kept, name) if _was_public(kept.files(name)) else None
        files = known.files if known else ()
        if files:
            first = min((it.first for it in files), key=lambda it: it.commit.committed_at)
            last = max((it.revisions[-1] for it in files), key=lambda it: it.commit.committed_at)
            yield Gone(name, first, _hidden_by(kept.files(name)) or last)


def _hidden_by(files: Files) -> Revision | None:
    """What made it a draft again; ``None``: it was removed."""
    began = next((began for began, end in _drafts(files) if end is None), None)
    if not files.is_live or began is None:
        return None
    row = next(row for row in files.rows[_FIRST] if row.step >= began)
    return Revision(row.commit, Act.REMOVED, row.path)


# ---- what happened → what was published


def _provenance(kept: KeptHistory, name: str) -> Provenance | None:
    if name not in kept.packed:
        return None
    files = kept.files(name)
    drafts = tuple(_drafts(files))
    withheld = _withheld(files)
    found = []
    for key, rows in files.rows.items():
        shown = _public(rows, drafts)
        if shown:
            found.append(_file(key.partition("\n")[0], shown, files, withheld.get(_stem(key), -1)))
    return Provenance(tuple(sorted(found, key=lambda it: (it.name, it.first.commit.committed_at))))


def _was_public(files: Files) -> bool:
    """Whether the folder was ever an incident that readers saw."""
    return any(_is_draft(files, row) is False for row in files.rows.get(_FIRST, ()))


def _is_draft(files: Files, row: Row) -> bool | None:
    """After a step that touched incident.md; ``None``: as before, since it is gone, or could not be published."""
    said = files.said.get(row.blob)
    if not row.blob or (said is not None and said.says is None):
        return None
    return said is not None and said.is_draft


def _drafts(files: Files) -> Iterable[tuple[int, Row | None]]:
    """(first step, the row that published it) of every while in which nobody saw the incident; ``None``: until now."""
    rows = files.rows.get(_FIRST)
    # Without incident.md only what stands in the folder now tells whether it is one.
    began = 0 if rows else None
    for row in rows or ():
        is_draft = _is_draft(files, row)
        if is_draft and began is None:
            began = row.step
        elif is_draft is False and began is not None:
            yield began, row
            began = None
    if began is not None:
        yield began, None


def _public(rows: Sequence[Row], drafts: Iterable[tuple[int, Row | None]]) -> list[Row]:
    """What readers saw: what was written while the incident was a draft counts from the step that published it."""
    left = list(rows)
    shown: list[Row] = []
    for began, end in drafts:
        shown += [row for row in left if row.step < began]
        meanwhile = [row for row in left if row.step >= began and (end is None or row.step < end.step)]
        left = [row for row in left if end is not None and row.step >= end.step]
        if not meanwhile:
            continue
        if end is None:
            # Nobody sees it yet; where it is no more, that is to be told of what was seen before.
            shown += [row for row in meanwhile[-1:] if row.act is Act.REMOVED]
        elif not (left and left[0].step == end.step):
            last = meanwhile[-1]
            act = last.act if last.act is Act.REMOVED else Act.PUBLISHED
            shown.append(replace(last, step=end.step, commit=end.commit, act=act))
    return list(_told_apart([*shown, *left]))


def _told_apart(rows: Iterable[Row]) -> Iterable[Row]:
    """The same steps, each as what it was to readers."""
    before: Row | None = None
    for row in rows:
        was_there = before is not None and before.act is not Act.REMOVED
        act = row.act
        if act is Act.REMOVED:
            if not was_there:
                continue
        elif before is None:
            act = Act.FOUND if act is Act.FOUND else Act.PUBLISHED
        elif not was_there:
            act = Act.RESTORED
        elif act is not Act.EDITED and act is not Act.MOVED:
            act = Act.EDITED if before.path == row.path else Act.MOVED
        before = row if act is row.act else replace(row, act=act)
        yield before


def _withheld(files: Files) -> dict[str, int]:
    """Name of an update → the step before which nothing that it said may be shown."""
    found: dict[str, int] = {}
    for name, rows in files.rows.items():
        known: Counter[str] = Counter()
        stem = _stem(name)
        for row in rows:
            said = files.said.get(row.blob)
            told = Counter(said.redactions if said else ())
            if told - known:
                known |= told
                found[stem] = max(found.get(stem, -1), row.step)
    return found


def _stem(name: str) -> str:
    """``02-identified`` of ``02-identified.md`` and ``02-identified.en.md``."""
    return name.partition("\n")[0].partition(".")[0]


def _file(name: str, rows: Sequence[Row], files: Files, withheld_before: int) -> FileHistory:
    is_removed = rows[-1].act is Act.REMOVED
    contents = [files.said.get(row.blob) for row in rows]
    differs = len({said.says if said else None for said, row in zip(contents, rows, strict=True) if row.blob}) > 1
    withheld_before = max(withheld_before, _replaced(rows))
    revisions = []
    for row, said in zip(rows, contents, strict=True):
        is_withheld = row.step < withheld_before and row.act is not Act.REMOVED
        is_shown = differs and not is_withheld and not is_removed
        says = said.says if said and is_shown else None
        reasons = said.reasons if said else ()
        revisions.append(Revision(row.commit, row.act, row.path, row.blob, says, reasons, is_withheld))
    return FileHistory(name, tuple(revisions))


def _replaced(rows: Sequence[Row]) -> int:
    """The last step that put another text in the place of one that was removed; -1: none.

    What was removed is shown no more, though something stands there again. What is put back as it was, is.
    """
    steps = (
        row.step
        for row, gone, before in zip(rows[2:], rows[1:], rows, strict=False)
        if gone.act is Act.REMOVED and row.blob != before.blob
    )
    return max(steps, default=-1)
