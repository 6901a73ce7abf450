"""What git knows of an incident → the same as data: when each update was published, edited, renamed and removed.

No texts, and no names of people. A commit that shows what must not be shown is not named.
"""

from __future__ import annotations

from datetime import datetime

from noroshi.model.course import Course
from noroshi.model.provenance import Commit
from noroshi.model.revisions import Told, reasons, removed_updates, uncommitted
from noroshi.model.revisions import told as told_by_git
from noroshi.model.update import Edit
from noroshi.views import data_values as value
from noroshi.views.context import Context
from noroshi.views.data_values import Json
from noroshi.views.edits import provenance, told_of


def provenance_data(context: Context, course: Course) -> Json:
    """For this language: its translations' edits are among those of their updates."""
    folder = provenance(context, course)
    said = course.told_ids
    known = [(update, told_of(context, course, update)) for update in said]
    if folder is not None:
        if "incident" not in said:
            known.append(("incident", told_of(context, course, "incident")))
        gone = removed_updates(folder, frozenset((*said, *course.incident.left_out)))
        known += [(update, told_by_git(folder, update, context.tag)) for update in gone]
    report = course.incident.report
    edited = {update.id: update.edited for update in course.incident.updates}
    if report:
        edited[report.id] = report.edited
    return {
        "known": context.history.known.value,
        "uncommitted": uncommitted(folder) if folder else 0,
        "files": [_file(context, update, told, edited.get(update, ())) for update, told in known if told is not None],
    }


def _file(context: Context, update: str, told: Told, edited: tuple[Edit, ...]) -> Json:
    given = reasons(told, edited)
    steps: list[tuple[datetime, Json]] = [
        _step(context, told, "edited", edit.commit, reason) for edit, reason in zip(told.edits, given, strict=True)
    ]
    steps += [_step(context, told, "moved", step.commit) for step in told.renamed]
    if told.removed:
        steps.append(_step(context, told, "removed", told.removed))
    return {
        "id": update,
        "published": {
            "commit": _named(told, told.published),
            "author_at": value.at(context, told.published.author_at),
            "committed_at": value.at(context, told.published.committed_at),
        }
        if told.published
        else None,
        "revisions": [step for _, step in sorted(steps, key=lambda it: it[0])],
    }


def _step(context: Context, told: Told, act: str, commit: Commit, reason: Edit | None = None) -> tuple[datetime, Json]:
    said = {
        "act": act,
        "at": value.at(context, commit.committed_at),
        "commit": _named(told, commit),
        "reason": value.optional_text(context, reason.why if reason else None),
    }
    return commit.committed_at, said


def _named(told: Told, commit: Commit) -> str | None:
    return None if commit.hash in told.unnamed else commit.hash
