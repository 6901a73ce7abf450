"""``noroshi changes``: two revisions, each built into a folder of its own → what will change for customers."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from noroshi.app.build import BuildOptions, Built, assembled
from noroshi.app.changed import Changed, IncidentChange, LetterChange, MessageChange, UpdateChange, Wrote
from noroshi.app.changes_text import said_as
from noroshi.app.fresh import is_fresh
from noroshi.app.kept_work import KeptWork
from noroshi.app.letter_outputs import desk, written
from noroshi.app.outputs import AnyOutput, search, social_pictures
from noroshi.app.settings import DONE, PROBLEMS, Settings, SurroundingsError, UsageError, need_site
from noroshi.check import Rule
from noroshi.model.frozen import frozen
from noroshi.output.manifest import FileDigest, read_manifest
from noroshi.source.git import git_says
from noroshi.source.revision import NoFiles, commit_before, commit_named, write_files_of

_NOT_COMPARED: tuple[AnyOutput, ...] = (search, social_pictures)
"""Made of the pages, and dear to make."""
_OF_INCIDENT = re.compile(r"(?P<before>(?:[^/]+/)*?)incidents/(?P<id>[^/]+)/index\.html")
_SHORT = re.compile(
    r"(?P<incident>[^/]+)/(?P<update>[^/]+)/(?:maintenance_reminder\.)?(?P<kind>sms|social)\.(?P<lang>[^.]+)\.txt"
)


@frozen
class ChangesAsked:
    """What ``noroshi changes`` was asked for."""

    against: str = ""
    """A revision; empty: where this work tree left the main branch."""
    form: str = "text"
    url: str = ""
    """Where the pages of the work tree can be looked at; empty: nowhere."""


@frozen
class _Side:
    """A site as it was built."""

    built: Built
    site: Path
    files: Mapping[str, FileDigest]
    letters: Mapping[str, bytes]


def changes(settings: Settings, asked: ChangesAsked, rules: Sequence[Rule], outputs: Sequence[AnyOutput]) -> int:
    """Print them; 1 where the work tree has errors. Raises UsageError, SurroundingsError."""
    need_site(settings)
    compared = tuple(output for output in outputs if output not in _NOT_COMPARED)
    commit = _commit(settings, asked.against)
    with tempfile.TemporaryDirectory(prefix="noroshi-changes-") as folder:
        after, result = _built(settings, Path(folder) / "after", rules, compared)
        before, why_not = _before(settings, commit, Path(folder), rules, compared)
        errors = len(result.errors)
        counts = (errors, len(result.problems) - errors)
        found = Changed(commit[:12], why_not, *counts, published=after is not None)
        if after is not None:
            found = _compared(found, before, after)
    print(said_as(asked.form, settings.words, found, asked.url), end="")
    return PROBLEMS if errors else DONE


def _commit(settings: Settings, typed: str) -> str:
    """The one to compare with. Raises UsageError."""
    say, root = settings.words.say, settings.root
    if git_says(root, None, "rev-parse", "--git-dir") is None:
        raise UsageError(say("changes.no_repository", root=root))
    found = commit_named(root, typed) if typed else commit_before(root)
    if found is None:
        raise UsageError(say("changes.no_revision", value=typed) if typed else say("changes.no_commit"))
    return found


def _before(
    settings: Settings, commit: str, folder: Path, rules: Sequence[Rule], outputs: Sequence[AnyOutput]
) -> tuple[_Side | None, str]:
    """(the site of a commit, why there is none)"""
    say = settings.words.say
    root = folder / "root"
    root.mkdir()
    try:
        write_files_of(settings.root, commit, root)
    except NoFiles as error:
        return None, say("changes.too_large") if str(error) == "size" else say("changes.unreadable")
    if not (root / "site_src" / "site.toml").is_file():
        return None, say("changes.no_site")
    said = io.StringIO()
    try:
        # What it says was said when that commit was checked.
        with redirect_stderr(said):
            side, _ = _built(replace(settings, root=root, quiet=True), folder / "before", rules, outputs)
    except (UsageError, SurroundingsError) as error:
        return None, say("changes.not_built", reason=str(error).replace(f"{root}/", ""))
    return side, "" if side else say("changes.has_errors")


def _built(
    settings: Settings, into: Path, rules: Sequence[Rule], outputs: Sequence[AnyOutput]
) -> tuple[_Side | None, Any]:
    """(the site, ``None`` where nothing of it could be built; what was found in it)"""
    options = BuildOptions(site=into / "_site", outbox=into / "_outbox", keep_going=True)
    into.mkdir()
    # What earlier builds have left is neither needed nor touched.
    built = assembled(settings, (options, ""), KeptWork(None, believe=False), rules, outputs)
    if not isinstance(built, Built):
        return None, built.result
    manifest = read_manifest(options.site)
    files = manifest.files if manifest else {}
    letters = {item.path: item.content for item in built.letters.artefacts} if built.letters else {}
    return _Side(built, options.site, files, letters), built.result


def _compared(found: Changed, before: _Side | None, after: _Side) -> Changed:
    old = before.files if before else {}
    old_letters = before.letters if before else {}
    ways = _ways(old, after.files)
    pages = {path: wrote for path, wrote in ways.items() if path.endswith(".html")}
    incidents, others = _pages(pages)
    messages = _ways(old_letters, after.letters)
    return replace(
        found,
        incidents=tuple(_incident(before, after, name, wrote) for name, wrote in incidents.items()),
        others=tuple((wrote, sum(found is wrote for found in others.values())) for wrote in Wrote),
        letters=tuple(_letters(after, messages)),
        letters_gone=sum(
            wrote is Wrote.REMOVED and path.endswith(".txt") and not _SHORT.fullmatch(path)
            for path, wrote in messages.items()
        ),
        messages=tuple(_messages(after, messages)),
    )


def _ways(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, Wrote]:
    """Path → what became of it, of those that are not as they were."""
    found = {path: Wrote.ADDED if path not in before else Wrote.CHANGED for path in after}
    found = {path: wrote for path, wrote in found.items() if before.get(path) != after[path]}
    return found | {path: Wrote.REMOVED for path in before if path not in after}


def _pages(pages: Mapping[str, Wrote]) -> tuple[dict[str, Wrote], dict[str, Wrote]]:
    """(incident → what became of its pages, in order of ids from the newest; the other pages)"""
    incidents: dict[str, Wrote] = {}
    others: dict[str, Wrote] = {}
    for path, wrote in pages.items():
        match = _OF_INCIDENT.fullmatch(path)
        if match is None:
            others[path] = wrote
        else:
            # One of its languages may be new, and the others are not.
            known = incidents.get(match["id"], wrote)
            incidents[match["id"]] = wrote if wrote is known else Wrote.CHANGED
    return dict(sorted(incidents.items(), reverse=True)), others


def _incident(before: _Side | None, after: _Side, name: str, wrote: Wrote) -> IncidentChange:
    path = f"incidents/{name}/index.json"
    old = _document(before.site / path) if before else {}
    new = _document(after.site / path)
    now = new or old
    return IncidentChange(
        id=name,
        wrote=wrote,
        title=str((now.get("title") or {}).get("text", "")),
        summary=str(new.get("summary") or ""),
        updates=tuple(_updates(old, new)),
    )


def _document(path: Path) -> dict[str, Any]:
    """What an incident says as data, in the site's first language; empty: it is not published so."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _updates(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[UpdateChange]:
    """The updates and the report that were written, changed or taken away, newest first."""
    before, after = _told(old), _told(new)
    for name, wrote in _ways(before, after).items():
        told = after.get(name) or before[name]
        yield UpdateChange(name, wrote, str(told.get("status") or ""), str(told.get("at") or ""))


def _told(document: Mapping[str, Any]) -> dict[str, Any]:
    told = [*document.get("updates", ()), *filter(None, [document.get("report")])]
    return {item["id"]: item for item in reversed(told)}


def _letters(after: _Side, messages: Mapping[str, Wrote]) -> Iterator[LetterChange]:
    """Each letter whose text is not as it was."""
    texts = {path.removesuffix(".txt"): wrote for path, wrote in messages.items() if path.endswith(".txt")}
    wanted = {stem: wrote for stem, wrote in texts.items() if wrote is not Wrote.REMOVED}
    named = {stem.partition("/")[0] for stem in wanted}
    publication = after.built.publication
    made = desk(publication.root, publication.contexts, publication.theme)
    for context in made.contexts:
        for course in context.archive.courses:
            if course.id not in named:
                continue
            for item in written(made, course, context, partial(is_fresh, context, course)):
                if (wrote := wanted.get(item.stem)) is not None:
                    letter, view = item.letter, item.view
                    yield LetterChange(
                        item.folder, wrote, view.name, view.lang, view.audience, letter.subject, letter.notes
                    )


def _messages(after: _Side, messages: Mapping[str, Wrote]) -> Iterator[MessageChange]:
    for path, wrote in messages.items():
        match = _SHORT.fullmatch(path)
        if match is not None and wrote is not Wrote.REMOVED:
            text = after.letters[path].decode("utf-8", "replace").rstrip("\n")
            folder = f"{match['incident']}/{match['update']}"
            yield MessageChange(folder, wrote, match["kind"], match["lang"], text)
