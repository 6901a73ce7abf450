"""``noroshi changes``: a revision and the work tree, each made as it would be published → what customers will notice.

Of both only digests of the pages and the letters are kept: no site is written.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from noroshi.app.changed import Changed, IncidentChange, LetterChange, MessageChange, UpdateChange, Wrote
from noroshi.app.changes_text import said_as
from noroshi.app.content import Checked, Reader, checked, contexts_of
from noroshi.app.fresh import is_fresh
from noroshi.app.letter_faults import told_failures
from noroshi.app.letter_outputs import desk, written
from noroshi.app.outbox import prepared
from noroshi.app.outputs import OUTPUTS, AnyOutput, Publication, pages
from noroshi.app.record import Record
from noroshi.app.rendering import Rendering, reading
from noroshi.app.settings import DONE, PROBLEMS, Settings, SurroundingsError, UsageError, need_site
from noroshi.app.telling import tell_problems
from noroshi.app.workers import WorkerLost, cores
from noroshi.check import Rule
from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen
from noroshi.output.manifest import FileDigest, digest_of
from noroshi.output.unharmed import Stamped
from noroshi.render.links import LinksMode
from noroshi.source.git import git_says
from noroshi.source.revision import NoFiles, commit_before, commit_named, write_files_of
from noroshi.source.site import SITE_TOML
from noroshi.views.incident_data import incident_data

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
    """A site as it would be published, of which nothing is written."""

    publication: Publication
    pages: Mapping[str, FileDigest]
    letters: Mapping[str, bytes]
    """Path in the outbox → content."""


class _Digests:
    """Where artefacts go that are only to be compared."""

    def put(self, artefact: Artefact) -> Stamped:
        """What it is."""
        return Stamped(digest_of(artefact.content), 0)


def changes(settings: Settings, asked: ChangesAsked, rules: Sequence[Rule], outputs: Sequence[AnyOutput]) -> int:
    """Print them; 1 where the work tree has errors. Raises UsageError, SurroundingsError."""
    need_site(settings)
    # What else is made says what pages say, or is a site's own.
    compared = tuple(output for output in outputs if output is pages or output not in OUTPUTS)
    commit = _commit(settings, asked.against)
    after, result = _built(settings, rules, compared)
    tell_problems(settings, result)
    with tempfile.TemporaryDirectory(prefix="noroshi-changes-") as folder:
        before, why_not = _before(settings, commit, Path(folder), rules, compared)
        errors = len(result.errors)
        counts = (errors, len(result.problems) - errors)
        found = Changed(commit[:12], why_not, *counts, published=after is not None)
        if after is not None:
            found = _compared(settings, found, before, after)
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
    settings: Settings, commit: str, root: Path, rules: Sequence[Rule], outputs: Sequence[AnyOutput]
) -> tuple[_Side | None, str]:
    """(the site of a commit, whose files are written below ``root``; why there is none)"""
    say = settings.words.say
    try:
        write_files_of(settings.root, commit, root)
    except NoFiles as error:
        return None, say("changes.too_large") if str(error) == "size" else say("changes.unreadable")
    if not (root / SITE_TOML).is_file():
        return None, say("changes.no_site")
    try:
        # What is wrong with it was said when that commit was checked.
        side, _ = _built(replace(settings, root=root, verbose=False), rules, outputs)
    except (UsageError, SurroundingsError) as error:
        return None, say("changes.not_built", reason=str(error).replace(f"{root}/", ""))
    except Exception as error:
        # A rule or an output of this site's own may not know what was written before it was.
        return None, say("changes.not_built", reason=f"{type(error).__name__}: {error}")
    return side, "" if side else say("changes.has_errors")


def _built(settings: Settings, rules: Sequence[Rule], outputs: Sequence[AnyOutput]) -> tuple[_Side | None, Checked]:
    """(the site without what has errors, ``None`` where nothing of it can be published; what was found in it)

    Raises UsageError, SurroundingsError.
    """
    workers = cores()
    result = checked(settings, rules, Reader(reading=lambda incidents: reading(incidents, workers)))
    content, theme = result.content, result.theme
    if content.site is None or theme is None or not result.is_publishable:
        return None, result
    site = content.site
    now, _ = settings.moment(site.demonstration, site.zone)
    contexts = contexts_of(site, result, now, drills=False)
    publication = Publication(settings.root, site, contexts, theme, LinksMode.SITE, content.static)
    rendering = Rendering(publication, outputs, content.fingerprints, result.changed)
    found: dict[str, FileDigest] = {}

    def took(files: Mapping[str, Stamped]) -> None:
        found.update({path: it.digest for path, it in files.items() if path.endswith(".html")})

    try:
        with told_failures(settings):
            rendering.run(Record(), {}, _Digests, took, workers=workers)
            letters = prepared(settings, settings.root, contexts, theme)
    except WorkerLost as error:
        raise SurroundingsError(settings.words.say("changes.worker_lost")) from error
    return _Side(publication, found, {item.path: item.content for item in letters.artefacts}), result


def _compared(settings: Settings, found: Changed, before: _Side | None, after: _Side) -> Changed:
    incidents, others = _pages(_ways(before.pages if before else {}, after.pages))
    messages = _ways(before.letters if before else {}, after.letters)
    with told_failures(settings):
        letters = tuple(_letters(after, messages))
    return replace(
        found,
        incidents=tuple(_incident(before, after, name, wrote) for name, wrote in incidents.items()),
        others=tuple((wrote, sum(other is wrote for other in others.values())) for wrote in Wrote),
        letters=letters,
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


def _pages(ways: Mapping[str, Wrote]) -> tuple[dict[str, Wrote], dict[str, Wrote]]:
    """(incident → what became of its pages, those that are gone first, then the newest; the other pages)"""
    incidents: dict[str, Wrote] = {}
    others: dict[str, Wrote] = {}
    for path, wrote in ways.items():
        match = _OF_INCIDENT.fullmatch(path)
        if match is None:
            others[path] = wrote
        else:
            # One of its languages may be new, and the others are not.
            known = incidents.get(match["id"], wrote)
            incidents[match["id"]] = wrote if wrote is known else Wrote.CHANGED
    # Lists are cut: a page that is gone, with every link to it, is no less to be seen for being old.
    order = sorted(incidents.items(), key=lambda item: (item[1] is Wrote.REMOVED, item[0]), reverse=True)
    return dict(order), others


def _incident(before: _Side | None, after: _Side, name: str, wrote: Wrote) -> IncidentChange:
    old, new = _document(before, name), _document(after, name)
    now = new or old
    return IncidentChange(
        id=name,
        wrote=wrote,
        title=str((now.get("title") or {}).get("text", "")),
        summary=str(new.get("summary") or ""),
        updates=tuple(_updates(old, new)),
    )


def _document(side: _Side | None, name: str) -> Mapping[str, Any]:
    """What an incident says as data, in the site's first language; empty: it is not published there."""
    context = side.publication.contexts[0] if side else None
    course = context.archive.by_id.get(name) if context else None
    return incident_data(context, course) if context and course else {}


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
    publication = after.publication
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
