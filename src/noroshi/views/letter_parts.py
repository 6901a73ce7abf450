"""The tables of a letter: measures, personal data, correction, recovery, continuity, report."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.views.letter_said import Said, When


@frozen
class MeasureView:
    """A prevention measure as it stands."""

    number: int
    what: str
    state: str
    """In words: 「実施済み」."""
    is_done: bool
    done_on: str
    due: str
    old_due: str
    """Where this update moves it; else empty."""
    reason: str
    owner: str
    is_overdue: bool
    is_news: bool
    """Whether this update says something new of it."""


@frozen
class PersonalDataView:
    """What the law wants the persons concerned to be told, and what helps them."""

    items: Said
    not_included: Said
    subjects: Said
    secondary_damage: Said
    damage_state: str
    """checking · none_found · possible · found; empty where it is missing"""
    reported_to: tuple[str, ...]
    """「8月21日（金）に個人情報保護委員会」; empty: nobody was told yet."""
    other: str
    is_entrusted: bool
    """Whether we hold the data for a client, whom the letter then addresses."""


@frozen
class CorrectionView:
    """What was wrong, and what is right."""

    subject: str
    sent_at: When | None
    sender: str
    recipients: str
    count: str
    mistake: Said
    right: Said
    link: str
    """Page of what it corrects, where that stands on this site."""


@frozen
class RiskView:
    """What may go wrong."""

    what: str
    likelihood: str
    effect: str


@frozen
class RecoveryView:
    """The estimate of a data recovery, or its result."""

    duration: Said
    cost: Said
    work: Said
    basis: Said
    assumptions: Said
    risks: tuple[RiskView, ...]
    extra: Said
    valid_until: Said
    outcome: Said
    outcome_code: str
    stage: Said
    lost: Said
    next: Said


@frozen
class ContinuityView:
    """A change of our continuity plan."""

    event: str
    """adopted · reviewed · exercised"""
    changes: Said
    why: Said
    effective: Said
    effect: Said
    risks: Said
    next_review: Said
    reply_by: Said


@frozen
class TimelineLine:
    """One line of a report's timeline."""

    day: str
    """Where it is the first of its day; else empty."""
    time: str
    words: str


@frozen
class ReportView:
    """report.md as a letter says it."""

    number: Said
    version: Said
    author: Said
    date: str
    cause: Said
    is_confirmed: bool
    why_not_prevented: Said
    why_so_long: Said
    credit: Said
    next_report: Said
    briefing_at: str
    briefing_where: str
    briefing_reply_by: str
    timeline: tuple[TimelineLine, ...]
    """Oldest first; empty where the body has a timeline of its own."""
    url: str
