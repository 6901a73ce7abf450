"""The keys of translations: texts only. A fact has one home, the base file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from noroshi.source.schema_types import Credit, FactText, Line, Table, one_or_many


def _alone(key: str) -> BeforeValidator:
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


class _Why(Table):
    why: Line = None


class _Reason(Table):
    reason: Line = None


class _What(Table):
    what: Line = None


class _WhatOrReason(Table):
    what: Line = None
    reason: Line = None


class _Damage(Table):
    text: Line = None


class _Notification(Table):
    to: Line = None


class _PersonalData(Table):
    items: FactText = None
    not_included: FactText = None
    subjects: FactText = None
    secondary_damage: _Damage | None = None
    reported_to: Annotated[tuple[_Notification | None, ...], one_or_many] = ()
    other: Line = None


class _Extent(Table):
    low: Line = Field(None, alias="from")
    high: Line = Field(None, alias="to")


class _Risk(Table):
    what: Line = None
    likelihood: Line = None
    effect: Line = None


class _DataRecovery(Table):
    duration: _Extent | None = None
    cost: _Extent | None = None
    work: _Extent | None = None
    basis: Line = None
    assumptions: Line = None
    risks: Annotated[tuple[_Risk | None, ...], one_or_many] = ()
    extra: Line = None
    stage: Line = None
    lost: Line = None
    next: Line = None


class _Continuity(Table):
    changes: Line = None
    why: Line = None
    effect: Line = None
    risks: Line = None


class _Contact(Table):
    name: Line = None
    responsible: Line = None
    phone: Line = None
    hours: Line = None


class _WrongMessage(Table):
    subject: Line = None
    sender: Line = Field(None, alias="from")
    recipients: Line = Field(None, alias="to")


class _Question(Table):
    question: Line = None
    answer: Line = None


class _Briefing(Table):
    where: Line = None


_Edits = Annotated[tuple[_Why | None, ...], one_or_many]


class UpdateTranslation(Table):
    """An update in another language."""

    scope: FactText = None
    unaffected: FactText = None
    data: FactText = None
    cause: FactText = None
    workaround: FactText = None
    request: FactText = None
    actions: Line = None
    withdrawn: Line = None
    edited: _Edits = ()
    suspended: Annotated[_Reason | None, _alone("reason")] = None
    personal_data: _PersonalData | None = None
    data_recovery: _DataRecovery | None = None
    continuity: _Continuity | None = None
    measures: Mapping[str, _WhatOrReason | None] = Field(default_factory=dict)


class IncidentTranslation(UpdateTranslation):
    """incident.md in another language."""

    title: Line = None
    mistake: Line = None
    right: Line = None
    corrects: _WrongMessage | None = None
    contact: _Contact | None = None


class ReportTranslation(Table):
    """report.md in another language."""

    cause: FactText = None
    why_not_prevented: Line = None
    why_so_long: Line = None
    credit: Credit = None
    briefing: _Briefing | None = None
    edited: _Edits = ()
    faq: Annotated[tuple[_Question | None, ...], one_or_many] = ()
    measures: Mapping[str, _What | None] = Field(default_factory=dict)
