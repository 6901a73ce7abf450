"""The shapes of incident.md, updates, report.md and their translations: ``schema`` without its words to editors.

A key stands here as it does there; the readers are the same functions of ``values`` and ``named``.
"""

from __future__ import annotations

import re
from typing import Any

from noroshi.source import values
from noroshi.source.named import audience_id, service_id
from noroshi.source.shapes import Key, NotSound, Read, Shape, entries, items, or_none, plain

_MEASURE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


def _word(*words: str) -> Read:
    return lambda value, _: values.one_of(value, words)


def _said(read: Read) -> Read:
    """``read`` of a value that must not be empty."""
    return lambda value, around: read(values.present(value), around)


def _one_or_many(read: Read) -> Key:
    """One value alone is a list of one."""
    each = items(read)
    return Key(lambda value, around: each(values.as_list(value), around), ())


def _alone(key: str, shape: Shape) -> Read:
    """A text alone stands for the table with that one key."""
    return or_none(lambda value, around: shape.read({key: value} if isinstance(value, str) else value, around))


def _table_or(word: Read, table: Shape) -> Read:
    return lambda value, around: table.read(value, around) if isinstance(value, dict) else word(value, around)


def _measure_id(value: Any, _: Any) -> str:
    if not _MEASURE_ID.fullmatch(value):
        raise NotSound
    return str(value)


def _needed(read: Read, attribute: str = "") -> Key:
    return Key(read, attribute=attribute, required=True)


_text, _line, _fact = plain(values.text), plain(values.optional_text), plain(values.fact)
_time, _day, _time_or_relative = values.moment, values.day, values.moment_or_relative
_measure_state = _word("planned", "in_progress", "done")


# ---- tables within an update

_SERVICE = Shape(state=plain(values.state), since=_time)
_RANGE = Shape(from_=_needed(_said(_time_or_relative), "start"), to=_needed(_said(_time_or_relative), "end"))
_PERIOD = Shape(from_=_needed(_said(_time), "start"), to=_needed(_said(_time), "end"))
_WINDOW = Shape(start=_time, end=_time_or_relative)
_SUSPENDED = Shape(reason=_needed(_text), until=_time)
_DAMAGE = Shape(state=_needed(_said(_word("checking", "none_found", "possible", "found"))), text=_line)
_NOTIFICATION = Shape(to=_needed(_text), on=_day)
_PERSONAL_DATA = Shape(
    items=_fact,
    not_included=_fact,
    subjects=_fact,
    known_at=_day,
    role=_word("own", "entrusted"),
    secondary_damage=or_none(_DAMAGE.read),
    reported_to=_one_or_many(_NOTIFICATION.read),
    other=_line,
)
_EXTENT = Shape(from_=_needed(_text, "low"), to=_needed(_text, "high"))
_RISK = Shape(what=_needed(_text), likelihood=_line, effect=_line)
_DATA_RECOVERY = Shape(
    duration=or_none(_EXTENT.read),
    cost=or_none(_EXTENT.read),
    work=or_none(_EXTENT.read),
    basis=_line,
    assumptions=_line,
    risks=_one_or_many(_RISK.read),
    extra=_line,
    valid_until=_day,
    outcome=_word("pending", "succeeded", "partial", "failed"),
    stage=_line,
    lost=_line,
    next=_line,
)
_CONTINUITY = Shape(
    event=_needed(_said(_word("adopted", "reviewed", "exercised"))),
    changes=_line,
    why=_line,
    effective=_day,
    effect=_line,
    risks=_line,
    next_review=_day,
    reply_by=_day,
)
_MEASURE_CHANGE = Shape(state=_measure_state, done_on=_day, due=_day, reason=_line)
_EDIT = Shape(at=_needed(_said(_time)), why=_line, redacted=Key(plain(values.boolean), default=False))


# ---- files

_services = entries(service_id, _alone("state", _SERVICE))
_UPDATE_KEYS: dict[str, Key | Read] = {
    "status": values.status,
    "impact": plain(values.impact),
    "services": Key(lambda value, around: _services(values.services_table(value), around), {}),
    "began_at": values.about_moment,
    "detected_at": values.about_moment,
    "ended_at": values.ended_at,
    "periods": _one_or_many(_PERIOD.read),
    "window": or_none(_WINDOW.read),
    "scope": _fact,
    "unaffected": _fact,
    "data": _fact,
    "cause": _fact,
    "workaround": _fact,
    "request": _fact,
    "eta": _table_or(values.eta_word, _RANGE),
    "actions": _line,
    "next_update": _time_or_relative,
    "report_by": values.report_by,
    "suspended": _alone("reason", _SUSPENDED),
    "personal_data": or_none(_PERSONAL_DATA.read),
    "data_recovery": or_none(_DATA_RECOVERY.read),
    "continuity": or_none(_CONTINUITY.read),
    "measures": Key(entries(_measure_id, or_none(_MEASURE_CHANGE.read)), {}),
    "edited": _one_or_many(_EDIT.read),
    "withdrawn": Key(_text, ""),
    "lang": values.language,
}
UPDATE = Shape(**_UPDATE_KEYS, at=_needed(_said(_time)))

_WRONG_MESSAGE = Shape(
    subject=_needed(_text),
    sent_at=_day,
    from_=Key(_line, attribute="sender"),
    to=Key(_line, attribute="recipients"),
    count=plain(values.count),
)
_CONTACT = Shape(
    name=_line,
    responsible=_line,
    phone=_line,
    email=plain(values.email),
    url=plain(values.url),
    hours=_line,
    until=_day,
)
_yes_no = Key(plain(values.boolean), default=False)
INCIDENT = Shape(
    **_UPDATE_KEYS,
    title=_needed(_text),
    at=_time,
    kind=plain(values.kind),
    related=_one_or_many(plain(values.entry_id)),
    aliases=_one_or_many(plain(values.alias)),
    corrects=or_none(_table_or(plain(values.entry_id), _WRONG_MESSAGE)),
    mistake=_line,
    right=_line,
    audience=_one_or_many(audience_id),
    emergency=_yes_no,
    contact=or_none(_CONTACT.read),
    drill=_yes_no,
    draft=_yes_no,
)

_DOCUMENT = Shape(number=_line, version=_line, author=_line)
_BRIEFING = Shape(at=_time, where=_line, reply_by=_day)
_QUESTION = Shape(question=_needed(_text), answer=_needed(_text))
_MEASURE = Shape(what=_needed(_text), due=_day, state=_measure_state, done_on=_day, owner=_line)
REPORT = Shape(
    at=_needed(_said(_time)),
    lang=values.language,
    cause=_fact,
    cause_state=_word("investigating", "confirmed"),
    why_not_prevented=_line,
    why_so_long=_line,
    document=or_none(_DOCUMENT.read),
    credit=plain(values.credit),
    briefing=or_none(_BRIEFING.read),
    next_report=_day,
    edited=_one_or_many(_EDIT.read),
    faq=_one_or_many(_QUESTION.read),
    measures=Key(entries(_measure_id, _MEASURE.read), {}),
)


# ---- translations: texts only


def _any_name(value: Any, _: Any) -> str:
    return str(value)


def _texts(*keys: str) -> Shape:
    return Shape(**dict.fromkeys(keys, _line))


_EXTENT_TEXTS = or_none(Shape(from_=Key(_line, attribute="low"), to=Key(_line, attribute="high")).read)
_EDITED_TEXTS = _one_or_many(or_none(_texts("why").read))
_UPDATE_TEXTS: dict[str, Key | Read] = {
    "scope": _fact,
    "unaffected": _fact,
    "data": _fact,
    "cause": _fact,
    "workaround": _fact,
    "request": _fact,
    "actions": _line,
    "withdrawn": _line,
    "edited": _EDITED_TEXTS,
    "suspended": _alone("reason", _texts("reason")),
    "personal_data": or_none(
        Shape(
            items=_fact,
            not_included=_fact,
            subjects=_fact,
            secondary_damage=or_none(_texts("text").read),
            reported_to=_one_or_many(or_none(_texts("to").read)),
            other=_line,
        ).read
    ),
    "data_recovery": or_none(
        Shape(
            duration=_EXTENT_TEXTS,
            cost=_EXTENT_TEXTS,
            work=_EXTENT_TEXTS,
            basis=_line,
            assumptions=_line,
            risks=_one_or_many(or_none(_texts("what", "likelihood", "effect").read)),
            extra=_line,
            stage=_line,
            lost=_line,
            next=_line,
        ).read
    ),
    "continuity": or_none(_texts("changes", "why", "effect", "risks").read),
    "measures": Key(entries(_any_name, or_none(_texts("what", "reason").read)), {}),
}
UPDATE_TRANSLATION = Shape(**_UPDATE_TEXTS)
INCIDENT_TRANSLATION = Shape(
    **_UPDATE_TEXTS,
    title=_line,
    mistake=_line,
    right=_line,
    corrects=or_none(
        Shape(subject=_line, from_=Key(_line, attribute="sender"), to=Key(_line, attribute="recipients")).read
    ),
    contact=or_none(_texts("name", "responsible", "phone", "hours").read),
)
REPORT_TRANSLATION = Shape(
    cause=_fact,
    why_not_prevented=_line,
    why_so_long=_line,
    credit=plain(values.credit),
    briefing=or_none(_texts("where").read),
    edited=_EDITED_TEXTS,
    faq=_one_or_many(or_none(_texts("question", "answer").read)),
    measures=Key(entries(_any_name, or_none(_texts("what").read)), {}),
)
