"""Kind and status → the comments of a draft: what belongs into the text now, and which facts customers ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from noroshi.app.cli_words import CliWords
from noroshi.model.terms import Kind, Status

REPORT = "report"

_GUIDES: Mapping[str, str] = {
    Status.INVESTIGATING: "writing.guide_investigating",
    Status.IDENTIFIED: "writing.guide_identified",
    Status.MONITORING: "writing.guide_monitoring",
    Status.RESOLVED: "writing.guide_resolved",
    Status.FALSE_ALARM: "writing.guide_false_alarm",
    Status.SCHEDULED: "writing.guide_scheduled",
    Status.IN_PROGRESS: "writing.guide_in_progress",
    Status.VERIFYING: "writing.guide_verifying",
    Status.COMPLETED: "writing.guide_completed",
    Status.CANCELLED: "writing.guide_cancelled",
    Kind.CORRECTION: "writing.guide_correction",
    Kind.CONTINUITY: "writing.guide_continuity",
    Kind.ANNOUNCEMENT: "writing.guide_announcement",
    REPORT: "writing.guide_report",
}
_FACTS: Mapping[str, tuple[str, ...]] = {
    Status.INVESTIGATING: ("scope", "unaffected", "data", "cause", "workaround", "request", "eta", "next_update"),
    Status.IDENTIFIED: ("scope", "cause", "workaround", "actions", "eta", "next_update"),
    Status.MONITORING: ("scope", "cause", "request", "eta", "next_update"),
    Status.RESOLVED: ("ended_at", "cause", "data", "request", "report_by"),
    Status.FALSE_ALARM: ("cause", "request"),
    Status.SCHEDULED: ("scope", "unaffected", "request"),
    Status.IN_PROGRESS: ("scope", "unaffected", "next_update"),
    Status.VERIFYING: ("scope", "next_update"),
    Status.COMPLETED: ("request",),
    Status.CANCELLED: ("cause", "request"),
    Kind.CORRECTION: ("corrects", "mistake", "right", "data", "cause", "request"),
    Kind.CONTINUITY: ("continuity",),
    Kind.ANNOUNCEMENT: ("window",),
    REPORT: ("cause", "cause_state", "why_not_prevented", "why_so_long", "document", "credit", "measures"),
}
_EXAMPLES: Mapping[str, str] = {
    "scope": "writing.example_scope",
    "unaffected": "writing.example_unaffected",
    "cause": "writing.example_cause",
    "request": "writing.example_request",
    "actions": "writing.example_actions",
    "mistake": "writing.example_mistake",
    "right": "writing.example_right",
    "why_not_prevented": "writing.example_why_not_prevented",
    "why_so_long": "writing.example_why_so_long",
    "document": "writing.example_document",
    "measures": "writing.example_measures",
}
_PLAIN: Mapping[str, str] = {
    "data": "unknown",
    "workaround": "none",
    "eta": "+1h",
    "next_update": "+30m",
    "ended_at": "~{day} {time}",
    "report_by": "{week}",
    "corrects": "{day}-payment-api",
    "continuity": "{{event: adopted}}",
    "window": "{{start: {day} 10:00, end: {day} 18:00}}",
    "cause_state": "confirmed",
    "credit": "none",
}
"""Examples that are the same in every language."""


def stage_of(kind: Kind | None, status: Status | None) -> str:
    """What the tables above go by."""
    if kind is not None and kind.is_notice:
        return kind.value
    return status.value if status else Status.INVESTIGATING.value


def guide(words: CliWords, stage: str) -> tuple[str, ...]:
    """The lines above the body: what belongs here at this stage, and that they are cut."""
    return (*words.say(_GUIDES[stage]).split("\n"), words.say("writing.guide_cut"))


def hints(words: CliWords, stage: str, said: Iterable[str], day: str, time: str) -> tuple[str, ...]:
    """Facts to say now, commented out, without those that are said already. ``day``, ``time``: of the update."""
    known = set(said)
    week = date.fromisoformat(day) + timedelta(days=7)

    def example(key: str) -> str:
        if key == "cause" and stage == Status.INVESTIGATING:
            return "unknown"
        return words.say(_EXAMPLES[key]) if key in _EXAMPLES else _PLAIN[key].format(day=day, time=time, week=week)

    found = [f"{key}: {example(key)}" for key in _FACTS[stage] if key not in known]
    return (words.say("writing.hints"), *found) if found else ()
