"""An incident's updates → its course: what held after each update, and when each service was in which state.

The rules are those of docs/content-format.md, "Updates". A course knows no clock: a span that has no end
yet is open, and a maintenance window may lie in the future. ``clock`` looks at it from a moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from noroshi.model.effect import Effect
from noroshi.model.frozen import frozen
from noroshi.model.incident import Incident, Report
from noroshi.model.measure_words import measure_days, measure_words
from noroshi.model.moments import microseconds
from noroshi.model.reach import Reach, reach_of
from noroshi.model.spans import Segment, StateChange, StateSpan, state_spans
from noroshi.model.standing import Standing, Step, Window, merged, moved
from noroshi.model.terms import STATUSES, FactKey, Impact, Kind, Known, State, Status
from noroshi.model.text import Day, Moment
from noroshi.model.update import Update


@frozen
class Course:
    """The life of one incident."""

    incident: Incident
    steps: tuple[Step, ...]
    """Oldest first, withdrawn ones included (their standing is that of the step before)."""
    standing: Standing
    """After the last step."""
    worst_impact: Impact
    """The worst that was ever told; ``none`` after a false alarm."""
    services: tuple[str, ...]
    """Every service ever named, in order of first mention."""
    segments: tuple[Segment, ...]
    """When customers were affected, oldest first."""
    spans: tuple[StateSpan, ...]
    """When each service was in which state other than operational."""
    began_at: Moment | None
    """For customers; ``None`` where nothing begins (a notice, a maintenance without a window, a false alarm)
    or nobody knows when."""
    detected_at: Moment | None
    ended_at: Moment | Known | None
    """``Known.UNKNOWN``: over, but nobody knows since when. ``None``: not over, or nothing was there to end
    (a false alarm, a maintenance cancelled before it began)."""

    # What lists ask of many courses: a stored one (``outline``) knows it without having read its updates.

    @cached_property
    def id(self) -> str:
        """The incident's."""
        return self.incident.id

    @cached_property
    def kind(self) -> Kind:
        """The incident's."""
        return self.incident.kind

    @cached_property
    def draft(self) -> bool:
        """Not published at all."""
        return self.incident.draft

    @cached_property
    def drill(self) -> bool:
        """A rehearsal."""
        return self.incident.drill

    @cached_property
    def related(self) -> tuple[str, ...]:
        """Ids that the incident names as related."""
        return self.incident.related

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        """Its former addresses."""
        return self.incident.aliases

    @cached_property
    def corrects(self) -> str:
        """Id of the incident that it corrects, perhaps with ``/update``; else empty."""
        correction = self.incident.correction
        return correction.corrects if correction and isinstance(correction.corrects, str) else ""

    @cached_property
    def told_ids(self) -> tuple[str, ...]:
        """Ids of all updates and of the report."""
        report = self.incident.report
        return (*(update.id for update in self.incident.updates), *((report.id,) if report else ()))

    @cached_property
    def said_at(self) -> tuple[datetime, ...]:
        """When each of them was said, in the same order."""
        report = self.incident.report
        return (*(update.at for update in self.incident.updates), *((report.at,) if report else ()))

    # The same moments as plain numbers (microseconds since 1970), for what looks at every course of a long history.

    @cached_property
    def first_us(self) -> int:
        """``first_at``."""
        return microseconds(self.first_at)

    @cached_property
    def last_us(self) -> int:
        """``last_at``."""
        return microseconds(self.last_at)

    @cached_property
    def changed_us(self) -> int:
        """``changed_at``."""
        return microseconds(self.changed_at)

    @cached_property
    def since_us(self) -> int:
        """``since``."""
        return microseconds(self.since)

    @cached_property
    def quiet_us(self) -> int | None:
        """``quiet_at``."""
        return None if self.quiet_at is None else microseconds(self.quiet_at)

    @cached_property
    def said_us(self) -> tuple[int, ...]:
        """``said_at``."""
        return tuple(map(microseconds, self.said_at))

    @cached_property
    def has_links(self) -> bool:
        """Whether a body leads to somewhere on this site."""
        report = self.incident.report
        bodies = [update.body for update in self.incident.updates] + ([report.body] if report else [])
        return any(
            ' href="/' in prose.html
            for body in bodies
            for prose in (body.original, *(translation for _, translation in body.translations))
        )

    @cached_property
    def has_images(self) -> bool:
        """Whether pictures stand beside its updates."""
        return bool(self.incident.images)

    @cached_property
    def measure_days(self) -> tuple[tuple[Day | None, Day | None], ...]:
        """(when it is due, when it was done) of every prevention measure; none of a withdrawn incident."""
        return measure_days(self.incident)

    @cached_property
    def measures_said(self) -> tuple[int, ...]:
        """When each word on a measure was said, in microseconds since 1970."""
        return tuple(microseconds(word.at) for word in measure_words(self.incident))

    @cached_property
    def since(self) -> datetime:
        """The first moment of which it says anything."""
        return min([self.first_at, *(span.start for span in self.spans)])

    @cached_property
    def quiet_at(self) -> datetime | None:
        """From when on no span of it holds and no window lasts; ``None``: nobody can say yet."""
        ends = [span.start if span.end is None and span.is_over else span.end for span in self.spans]
        if not self.is_over and self.window is not None:
            ends.append(self.window.end)
        known = [end for end in ends if end is not None]
        return None if len(known) < len(ends) else max(known, default=self.first_at)

    @cached_property
    def reach(self) -> Reach:
        """From when until when the figures of a month may have to do with it: withdrawn, it may have changed them."""
        if self.is_withdrawn:
            return course(replace(self.incident, withdrawn=None)).reach
        is_over = self.is_over or self.kind.is_notice
        return reach_of(self.incident, self.since_us, self.quiet_us if is_over else None)

    @cached_property
    def is_withdrawn(self) -> bool:
        """A tombstone: its facts no longer count."""
        return self.incident.withdrawn is not None

    @cached_property
    def is_open(self) -> bool:
        """Something is still expected: not withdrawn, not a notice, not at its end."""
        if self.is_withdrawn or self.incident.kind.is_notice or self.standing.status.is_terminal:
            return False
        # Where every update is withdrawn nothing holds that could be open.
        return any(step.update.withdrawn is None for step in self.steps)

    @cached_property
    def first_at(self) -> datetime:
        """When it was first told: the address of its month in the history."""
        return self.steps[0].update.at

    @cached_property
    def last_at(self) -> datetime:
        """When something was last said, the report included."""
        report = self.incident.report
        last = self.steps[-1].update.at
        return max(last, report.at) if report else last

    @cached_property
    def changed_at(self) -> datetime:
        """When something was last said or edited, the report included."""
        moments = [step.update.changed_at for step in self.steps]
        report = self.incident.report
        return max([*moments, report.changed_at] if report else moments)

    @cached_property
    def is_over(self) -> bool:
        """Withdrawn, or at its end: whatever its window says, no clock changes it."""
        return self.is_withdrawn or self.standing.status.is_terminal

    @cached_property
    def window(self) -> Window | None:
        """Of a maintenance or an announcement, as told last."""
        return self.standing.window

    @cached_property
    def ever_named(self) -> tuple[str, ...]:
        """``services``, then those that only withdrawn updates named: whoever follows one of them was told."""
        named = (change.service for update in self.incident.updates for change in update.services)
        return tuple(dict.fromkeys((*self.services, *named)))

    @property
    def told(self) -> tuple[Step | Report, ...]:
        """Updates and the report in the order in which they were said; of the same time the report comes last."""
        report = self.incident.report
        if report is None:
            return self.steps
        before = tuple(step for step in self.steps if step.update.at <= report.at)
        return (*before, report, *self.steps[len(before) :])

    def held_at(self, moment: datetime) -> Step:
        """The last step said until then; the first where there was none yet."""
        return next((step for step in reversed(self.steps) if step.update.at <= moment), self.steps[0])

    @property
    def duration(self) -> timedelta | None:
        """How long customers were affected in all; ``None`` while it lasts or where it is not known."""
        total = timedelta()
        for segment in self.segments:
            if segment.end is None:
                return None
            total += segment.end - segment.start
        return total if self.segments else None

    @property
    def latest(self) -> Step:
        """The newest step that counts; of a tombstone, its newest step."""
        for step in reversed(self.steps):
            if step.update.withdrawn is None:
                return step
        return self.steps[-1]


def course(incident: Incident) -> Course:
    """The course that the incident's updates tell."""
    fold = _Fold(incident.kind)
    for number, update in enumerate(incident.updates, start=1):
        fold.take(update, number)
    return fold.course(incident)


def courses(incident: Incident) -> Iterator[Course]:
    """The course as it was known after each update, oldest first, in one walk.

    Nothing later is in it, and no report before its time.
    """
    fold = _Fold(incident.kind)
    for number, update in enumerate(incident.updates, start=1):
        fold.take(update, number)
        report = incident.report if incident.report and incident.report.at <= update.at else None
        yield fold.course(replace(incident, updates=incident.updates[:number], report=report))


class _Fold:
    """Walks the updates once. What it gives on the way changes nothing in it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.steps: list[Step] = []
        self.standing: Standing | None = None
        self.explicit_impact: Impact | None = None
        self.carried: dict[str, State] = {}
        """States as told, not reset by an end: a re-opening brings them back."""
        self.named: dict[str, None] = {}
        self.changes: list[StateChange] = []
        self.worst = Impact.NONE
        self.detected: Moment | None = None
        self.effect = Effect(kind)

    def take(self, update: Update, number: int) -> None:
        before = self.standing
        if update.withdrawn is not None:
            standing = before or Standing(STATUSES[self.kind][0], Impact.NONE)
            self.steps.append(Step(update, number, standing, before, tuple(self.named), self.worst))
            return
        status = update.status or (before.status if before else STATUSES[self.kind][0])
        was_closed = before is not None and before.status.is_terminal
        self.detected = update.detected_at or self.detected
        self._take_states(update, first=before is None, closed=status.is_terminal)
        standing = self._standing(update, status, before)
        window_start = standing.window.start if standing.window else None
        self.effect.take(update, status, before.status if before else None, window_start)
        if status is Status.FALSE_ALARM:
            self.worst = Impact.NONE
        else:
            told = self._impact() if status.is_terminal and before is None else standing.impact
            self.worst = max(self.worst, told, key=lambda impact: impact.rank)
        self.standing = standing
        reopens = was_closed and not status.is_terminal
        self.steps.append(Step(update, number, standing, before, tuple(self.named), self.worst, reopens=reopens))

    def _take_states(self, update: Update, *, first: bool, closed: bool) -> None:
        if update.impact is not None and (first or not closed):
            self.explicit_impact = update.impact
        for change in update.services:
            self.named.setdefault(change.service)
            if self.kind.is_notice:
                continue
            if closed and not first:
                self.carried.setdefault(change.service, State.OPERATIONAL)
                continue
            state = change.state or self._default_state()
            self.carried[change.service] = state
            self.changes.append(
                StateChange(change.service, state, change.since or update.at, first and not change.since)
            )

    def _default_state(self) -> State:
        if self.kind is Kind.MAINTENANCE:
            return State.UNDER_MAINTENANCE
        return (self.explicit_impact or Impact.MINOR).state

    def _impact(self) -> Impact:
        """The impact in force while it is not over."""
        if self.explicit_impact is not None:
            return self.explicit_impact
        if not self.carried:
            return Impact.MINOR if self.kind in (Kind.INCIDENT, Kind.SECURITY) else Impact.NONE
        return max((state.impact for state in self.carried.values()), key=lambda impact: impact.rank)

    def _standing(self, update: Update, status: Status, before: Standing | None) -> Standing:
        over = status.is_terminal
        facts = dict(before.facts) if before else {}
        if over and before is not None and before.status is not status:
            # Ended by the change of status: what the end itself asks for holds on.
            for key in (FactKey.WORKAROUND, FactKey.REQUEST):
                facts.pop(key, None)
        for key, fact in update.facts.items():
            if fact is None:
                facts.pop(key, None)
            else:
                facts[key] = fact
        eta = None if over or update.eta_taken_back else update.eta or (before.eta if before else None)
        states = dict.fromkeys(self.carried, State.OPERATIONAL) if over else dict(self.carried)
        return Standing(
            status=status,
            impact=Impact.NONE if over else self._impact(),
            states=states,
            facts=facts,
            eta=eta,
            window=moved(before.window if before else None, update.window),
            suspended=None if over else update.suspended or (before.suspended if before else None),
            personal_data=merged(before.personal_data if before else None, update.personal_data),
            data_recovery=merged(before.data_recovery if before else None, update.data_recovery),
            continuity=update.continuity or (before.continuity if before else None),
            report_by=update.report_by or (before.report_by if before else None),
        )

    def course(self, incident: Incident) -> Course:
        """What the updates taken so far tell; ``incident``: the one that has these."""
        standing = self.standing or self.steps[-1].standing
        segments = () if self.kind.is_notice else self.effect.segments()
        told = (None, None) if self.kind.is_notice else self.effect.told(segments, over=standing.status.is_terminal)
        began, ended = told
        counts = incident.withdrawn is None
        return Course(
            incident=incident,
            steps=tuple(self.steps),
            standing=standing,
            worst_impact=self.worst if counts else Impact.NONE,
            services=tuple(self.named),
            segments=segments if counts else (),
            spans=state_spans(segments, tuple(self.changes)) if counts else (),
            began_at=began,
            detected_at=self.detected,
            ended_at=ended,
        )
