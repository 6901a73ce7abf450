"""One folder: an incident with its updates and its report, as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from noroshi.model.frozen import frozen
from noroshi.model.problem import Place
from noroshi.model.site import Contact
from noroshi.model.terms import Kind, Known
from noroshi.model.text import Body, Day, Fact, Text
from noroshi.model.update import Edit, Update


@frozen
class WrongMessage:
    """A message of ours that was wrong, where it is no entry of this site."""

    subject: Text
    sent_at: Day | None = None
    sender: Text | None = None
    recipients: Text | None = None
    count: int | None = None


@frozen
class Correction:
    """What a correction corrects."""

    mistake: Text | None = None
    right: Text | None = None
    corrects: str | WrongMessage | None = None
    """``incident``, ``incident/update``, or the message."""


@frozen
class Measure:
    """A prevention measure as the report first says it."""

    id: str
    what: Text
    due: Day | None = None
    state: str = "planned"
    """planned · in_progress · done"""
    done_on: Day | None = None
    owner: str | None = None


@frozen
class Question:
    """A question that customers ask, with its answer."""

    question: Text
    answer: Text


@frozen
class Document:
    """How the report is filed."""

    number: str | None = None
    version: str | None = None
    author: str | None = None


@frozen
class Briefing:
    """An offer to explain in person."""

    at: Day | None = None
    where: Text | None = None
    reply_by: Day | None = None


@frozen
class Report:
    """report.md: cause and prevention."""

    at: datetime
    body: Body
    place: Place
    cause: Fact | None = None
    cause_state: str | None = None
    """investigating · confirmed"""
    why_not_prevented: Text | None = None
    why_so_long: Text | None = None
    document: Document | None = None
    credit: Text | Known | None = None
    briefing: Briefing | None = None
    next_report: Day | None = None
    edited: tuple[Edit, ...] = ()
    faq: tuple[Question, ...] = ()
    measures: tuple[Measure, ...] = ()
    """In the order of the file."""

    id: str = "report"
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Key, dotted where it is within another → its line in the file of ``place``."""

    @property
    def changed_at(self) -> datetime:
        """When it was published or last edited."""
        return max([self.at, *(edit.at for edit in self.edited)])


@frozen
class Image:
    """A picture beside the updates, published beside the page."""

    name: str
    path: str
    """Where it is read: POSIX path relative to the site's root."""


@frozen(slots=True)
class Incident:
    """One folder of ``incidents/``."""

    id: str
    title: Text
    kind: Kind
    lang: str
    updates: tuple[Update, ...]
    """By ``at``, then by file name; at least one."""
    place: Place
    report: Report | None = None
    related: tuple[str, ...] = ()
    """Ids, as written in this folder only; ``archive`` shows them on both sides."""
    aliases: tuple[str, ...] = ()
    correction: Correction | None = None
    audience: tuple[str, ...] = ()
    """Empty: all."""
    emergency: bool = False
    contact: Contact | None = None
    drill: bool = False
    draft: bool = False
    withdrawn: Text | None = None
    images: tuple[Image, ...] = ()
    left_out: tuple[str, ...] = ()
    """Ids of updates that were left out under ``--keep-going``: the page marks the place."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Key of incident.md, dotted where it is within another → its line."""
