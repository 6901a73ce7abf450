"""The field's standard terms, as closed sets with an order."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What an entry is. Never changes during its life."""

    INCIDENT = "incident"
    MAINTENANCE = "maintenance"
    SECURITY = "security"
    CORRECTION = "correction"
    CONTINUITY = "continuity"
    ANNOUNCEMENT = "announcement"

    @property
    def is_notice(self) -> bool:
        """A text that is only published: it has no course and no end."""
        return self in (Kind.CORRECTION, Kind.CONTINUITY, Kind.ANNOUNCEMENT)


class Status(StrEnum):
    """Where an entry stands in its course."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    FALSE_ALARM = "false_alarm"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    VERIFYING = "verifying"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    PUBLISHED = "published"

    @property
    def is_terminal(self) -> bool:
        """After it nothing is expected unless the entry is opened again."""
        return self in TERMINAL


TERMINAL = frozenset({Status.RESOLVED, Status.FALSE_ALARM, Status.COMPLETED, Status.CANCELLED})

_COURSE = (
    Status.INVESTIGATING,
    Status.IDENTIFIED,
    Status.MONITORING,
    Status.RESOLVED,
    Status.FALSE_ALARM,
)
STATUSES: Mapping[Kind, tuple[Status, ...]] = {
    Kind.INCIDENT: _COURSE,
    Kind.SECURITY: _COURSE,
    Kind.MAINTENANCE: (
        Status.SCHEDULED,
        Status.IN_PROGRESS,
        Status.VERIFYING,
        Status.COMPLETED,
        Status.CANCELLED,
    ),
    Kind.CORRECTION: (Status.PUBLISHED,),
    Kind.CONTINUITY: (Status.PUBLISHED,),
    Kind.ANNOUNCEMENT: (Status.PUBLISHED,),
}
"""Allowed statuses of each kind in the order of a course; the first is the default of a first update."""


class Impact(StrEnum):
    """How much it hurts customers, as a whole."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    rank: int
    """0 for none to 3 for critical."""

    def __init__(self, _: str) -> None:
        self.rank = len(type(self).__members__)

    @property
    def state(self) -> State:
        """The state of a service that is named without one under this impact."""
        return _STATE_OF_IMPACT[self]


class State(StrEnum):
    """What a service does for its customers, from best to worst."""

    OPERATIONAL = "operational"
    UNDER_MAINTENANCE = "under_maintenance"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"

    rank: int
    """0 for operational to 4 for major outage: of several, a service shows the highest."""

    def __init__(self, _: str) -> None:
        self.rank = len(type(self).__members__)

    @property
    def impact(self) -> Impact:
        """The impact that this state has when none is said."""
        return _IMPACT_OF_STATE[self]


_STATE_OF_IMPACT = {
    Impact.NONE: State.OPERATIONAL,
    Impact.MINOR: State.DEGRADED_PERFORMANCE,
    Impact.MAJOR: State.PARTIAL_OUTAGE,
    Impact.CRITICAL: State.MAJOR_OUTAGE,
}
_IMPACT_OF_STATE = {
    State.OPERATIONAL: Impact.NONE,
    State.UNDER_MAINTENANCE: Impact.NONE,
    State.DEGRADED_PERFORMANCE: Impact.MINOR,
    State.PARTIAL_OUTAGE: Impact.MAJOR,
    State.MAJOR_OUTAGE: Impact.CRITICAL,
}


class FactKey(StrEnum):
    """One-line facts that hold until replaced."""

    SCOPE = "scope"
    UNAFFECTED = "unaffected"
    DATA = "data"
    CAUSE = "cause"
    WORKAROUND = "workaround"
    REQUEST = "request"


class Known(StrEnum):
    """Two facts that are said in the reader's language, never translated by a writer."""

    NONE = "none"
    UNKNOWN = "unknown"
