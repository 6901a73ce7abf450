"""An incident that was edited, with what git would know of it: written out by hand, no git asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from small_site import FILES, write_small_site

from noroshi.model.archive import archive
from noroshi.model.course import Course
from noroshi.model.provenance import Act, AsWritten, Commit, FileHistory, Gone, History, Known, Provenance, Revision
from noroshi.source.load import Content, load
from noroshi.views.context import Context
from noroshi.views.incident_page import incident_view
from noroshi.views.pages import IncidentView
from noroshi.views.parts import EditNote, UpdateView
from noroshi.views.pieces import Sentence, plain
from noroshi.wording.difference import Stretch
from noroshi.wording.language import Language

ID = "2026-10-05-tracking-delay"
NOW = datetime.fromisoformat("2026-11-21T12:00:00+09:00")
PUBLIC = "https://git.todai.example/status/commit/{commit}"


def commit(number: int, at: str, *, minutes_to_publish: int = 0, subject: str = "", signature: str = "") -> Commit:
    """``at``: day of October and time, in Japan."""
    moment = datetime.fromisoformat(f"2026-10-{at}:00+09:00")
    return Commit(f"{number:040x}", moment - timedelta(minutes=minutes_to_publish), moment, subject, signature)


def revision(
    made: Commit, act: Act, name: str, body: str | None = None, *, withheld: bool = False, **facts: str
) -> Revision:
    """``body``: what it said, where that is known."""
    says = None if body is None else AsWritten(tuple(facts.items()), body)
    return Revision(made, act, f"incidents/{ID}/{name}", "b" * 40, says, is_withheld=withheld)


def one(name: str, *revisions: Revision, uncommitted: bool = False) -> FileHistory:
    return FileHistory(name, revisions, uncommitted)


def published_in_time() -> dict[str, FileHistory]:
    """Every update of the incident a minute after it was said, and never edited."""
    names = {"incident": "05T09:13", "02-identified": "05T09:59", "03-resolved": "05T10:41"}
    return {
        f"{name}.md": one(f"{name}.md", revision(commit(number, at), Act.PUBLISHED, f"{name}.md"))
        for number, (name, at) in enumerate(names.items(), start=1)
    }


def history(*files: FileHistory, known: Known = Known.COMPLETE, gone: tuple[Gone, ...] = (), **more: object) -> History:
    """Of the one incident: ``files`` in place of, or beside, those that were published in time."""
    named = {**published_in_time(), **{file.name: file for file in files}}
    kept = tuple(file for file in sorted(named.values(), key=lambda file: file.name) if file.revisions)
    return History(known, {ID: Provenance(kept, *more.values())}.get, gone=gone)  # type: ignore[arg-type]


@cache
def _content(files: tuple[tuple[str, str], ...]) -> Content:
    with TemporaryDirectory() as folder:
        return load(write_small_site(Path(folder), {**FILES, **dict(files)}))


def contexts(given: History, files: Mapping[str, str] | None = None, url: str = PUBLIC) -> dict[str, Context]:
    """By language: Japanese and English. ``files``: others in place of those of the small site, or beside them."""
    content = _content(tuple((files or {}).items()))
    assert content.site is not None
    site = replace(content.site, commit_url=url or None)
    found = archive(content.incidents, NOW)
    return {tag: Context(site, found, Language(tag, site.zone), history=given) for tag in site.languages}


def course_of(context: Context) -> Course:
    return context.archive.by_id[ID]


def page(context: Context) -> IncidentView:
    return incident_view(context, course_of(context))


def update(view: IncidentView, name: str) -> UpdateView:
    return next(it for it in view.timeline if it.anchor == f"update-{name}")


def said(sentences: tuple[Sentence, ...]) -> list[str]:
    return [plain(sentence) for sentence in sentences]


def marked(stretches: tuple[Stretch, ...]) -> str:
    marks = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}", "elided": "…"}
    return "".join(marks[it.kind].format(it.text) for it in stretches)


def changed(note: EditNote) -> list[str]:
    """Facts and texts that an edit changed, as one would type them."""
    found = []
    for change in note.changes:
        found += [f"{fact.label or fact.key}: {marked(fact.said)}" for fact in change.facts]
        found += [marked(change.body)] if change.body else []
    return found
