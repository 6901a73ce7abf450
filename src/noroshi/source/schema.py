"""The keys of incident.md, updates, report.md and their translations, as pydantic models at the door.

Every description is also what an editor shows. Import this module only where something is validated:
pydantic costs more to load than a small site to read.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from noroshi.source import values
from noroshi.source.schema_types import (
    ID_PATTERN,
    ONE,
    SERVICES_SCHEMAS,
    STATE_SCHEMA,
    TEXT_SCHEMA,
    AboutTime,
    AliasText,
    AudienceId,
    CauseState,
    ContinuityEvent,
    Count,
    Credit,
    DamageState,
    DayOrTime,
    Email,
    EndedAt,
    EntryId,
    EtaWord,
    FactText,
    ImpactWord,
    KindWord,
    LanguageTag,
    Line,
    MeasureState,
    Outcome,
    ReportBy,
    RequiredText,
    RequiredTime,
    RequiredTimeOrRelative,
    Role,
    ServiceId,
    Shown,
    StateWord,
    StatusWord,
    Table,
    Time,
    TimeOrRelative,
    Url,
    YesNo,
    one_or_many,
)


def _table_or_word(value: Any) -> str:
    return "<table>" if isinstance(value, dict) else "<word>"


def _alone(key: str) -> BeforeValidator:
    """A text alone stands for the table with that one key."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


# ---- tables within an update


class ServiceEntry(Table):
    state: StateWord = Field(None, description="The state from here on. Default: from impact.")
    since: Time = Field(None, description="When it changed, if that was before at.")


class EtaRange(Table):
    start: RequiredTimeOrRelative = Field(alias="from", description="Not earlier than this.")
    end: RequiredTimeOrRelative = Field(alias="to", description="Not later than this.")


class PeriodEntry(Table):
    start: RequiredTime = Field(alias="from", description="When customers began to be affected.")
    end: RequiredTime = Field(alias="to", description="When that ended.")


class WindowEntry(Table):
    start: Time = Field(None, description="When it begins.")
    end: TimeOrRelative = Field(None, description="When it ends; +2h is two hours after the start.")


class SuspendedEntry(Table):
    reason: RequiredText = Field(description="Why we stopped the service ourselves.")
    until: Time = Field(None, description="Until when.")


class DamageEntry(Table):
    state: DamageState = Field(description="Whether the data was misused.")
    text: Line = Field(None, description="The same in words.")


class NotificationEntry(Table):
    to: RequiredText = Field(description="The authority that was told.")
    on: DayOrTime = Field(None, description="When.")


class PersonalDataEntry(Table):
    items: FactText = Field(None, description="Which items of data are or may be concerned.")
    not_included: FactText = Field(None, description="Which are not.")
    subjects: FactText = Field(None, description="Whose data, and how many persons.")
    known_at: DayOrTime = Field(None, description="When we learned of it.")
    role: Role = Field(None, description="Whether the data is our own or entrusted to us.")
    secondary_damage: DamageEntry | None = Field(None, description="Whether the data was misused.")
    reported_to: Annotated[tuple[NotificationEntry, ...], one_or_many, ONE] = Field(
        (), description="Authorities that were told."
    )
    other: Line = Field(None, description="Anything else the persons should know.")


class ExtentEntry(Table):
    low: RequiredText = Field(alias="from", description="At least, in words: 3 days.")
    high: RequiredText = Field(alias="to", description="At most, in words.")


class RiskEntry(Table):
    what: RequiredText = Field(description="What may go wrong.")
    likelihood: Line = Field(None, description="How likely it is.")
    effect: Line = Field(None, description="What it would mean.")


class DataRecoveryEntry(Table):
    duration: ExtentEntry | None = Field(None, description="How long it takes.")
    cost: ExtentEntry | None = Field(None, description="What it costs.")
    work: ExtentEntry | None = Field(None, description="How much work it is.")
    basis: Line = Field(None, description="What the estimate rests on.")
    assumptions: Line = Field(None, description="What it takes for granted.")
    risks: Annotated[tuple[RiskEntry, ...], one_or_many, ONE] = Field((), description="What may go wrong.")
    extra: Line = Field(None, description="What could be added.")
    valid_until: DayOrTime = Field(None, description="How long the estimate holds.")
    outcome: Outcome = Field(None, description="How it went.")
    stage: Line = Field(None, description="How far it came.")
    lost: Line = Field(None, description="What is lost.")
    next: Line = Field(None, description="What comes next.")


class ContinuityEntry(Table):
    event: ContinuityEvent = Field(description="What happened to the continuity plan.")
    changes: Line = Field(None, description="What changes.")
    why: Line = Field(None, description="Why.")
    effective: DayOrTime = Field(None, description="From when.")
    effect: Line = Field(None, description="What it means for partners.")
    risks: Line = Field(None, description="What may go wrong.")
    next_review: DayOrTime = Field(None, description="When the plan is looked at again.")
    reply_by: DayOrTime = Field(None, description="Until when partners may comment.")


class MeasureChangeEntry(Table):
    state: MeasureState = Field(None, description="Where the measure stands.")
    done_on: DayOrTime = Field(None, description="When it was done.")
    due: DayOrTime = Field(None, description="The new date.")
    reason: Line = Field(None, description="Why the date changed.")


class EditEntry(Table):
    at: RequiredTime = Field(description="When the published file was edited.")
    why: Line = Field(None, description="Why.")
    redacted: YesNo = Field(False, description="What stood there before is not shown among the edits either.")


Services = Annotated[
    dict[ServiceId, Annotated[ServiceEntry | None, _alone("state"), Shown(STATE_SCHEMA)]],
    BeforeValidator(values.services_table),
    Shown(*SERVICES_SCHEMAS),
]
Eta = Annotated[Annotated[EtaWord, Tag("<word>")] | Annotated[EtaRange, Tag("<table>")], Discriminator(_table_or_word)]
Suspended = Annotated[SuspendedEntry | None, _alone("reason"), Shown(TEXT_SCHEMA)]
MeasureId = Annotated[str, Field(pattern=ID_PATTERN)]
Edits = Annotated[tuple[EditEntry, ...], one_or_many, ONE]


# ---- files


class UpdateKeys(Table):
    """What every update may say."""

    status: StatusWord = Field(None, description="Default: what the file's name says, else unchanged.")
    impact: ImpactWord = Field(None, description="From here on. Default: the worst state of its services.")
    services: Services = Field(
        {}, description="Service id to state, from here on; a list or one id takes it from impact."
    )
    began_at: AboutTime = Field(None, description="When it began for customers; ~ before a time means about.")
    detected_at: AboutTime = Field(None, description="When we noticed.")
    ended_at: EndedAt = Field(None, description="When it ended for customers; unknown is allowed.")
    periods: Annotated[tuple[PeriodEntry, ...], one_or_many, ONE] = Field(
        (), description="When customers were affected more than once."
    )
    window: WindowEntry | None = Field(None, description="Maintenance, or how long an announcement is shown.")
    scope: FactText = Field(None, description="Who and what is affected. One line; none and unknown are facts.")
    unaffected: FactText = Field(None, description="What is not affected.")
    data: FactText = Field(None, description="What it means for data and charges.")
    cause: FactText = Field(None, description="The cause, once confirmed.")
    workaround: FactText = Field(None, description="What customers can do instead.")
    request: FactText = Field(None, description="What we ask customers to do.")
    eta: Eta = Field(None, description="When we expect it to be over: a time, +2h, {from, to}, none or unknown.")
    actions: Line = Field(None, description="What we are doing now.")
    next_update: TimeOrRelative = Field(None, description="When we speak next: a time, or +30m after at.")
    report_by: ReportBy = Field(None, description="When the report comes: a date, or none.")
    suspended: Suspended = Field(None, description="We stopped the service ourselves: the reason, or {reason, until}.")
    personal_data: PersonalDataEntry | None = Field(None, description="Personal data that is or may be concerned.")
    data_recovery: DataRecoveryEntry | None = Field(None, description="The estimate of a data recovery, or its result.")
    continuity: ContinuityEntry | None = Field(None, description="A change of our continuity plan.")
    measures: dict[MeasureId, MeasureChangeEntry | None] = Field(
        {}, description="Measure id to what changed of it since the report."
    )
    edited: Edits = Field((), description="One entry for each edit of the published file.")
    withdrawn: RequiredText = Field("", description="Why this is withdrawn.")
    lang: LanguageTag = Field(None, description="The language of the text. Default: the site's first.")


class UpdateFile(UpdateKeys):
    """One further update: every .md file beside incident.md."""

    at: RequiredTime = Field(description="When this was said.")


class WrongMessageEntry(Table):
    subject: RequiredText = Field(description="The message's subject.")
    sent_at: DayOrTime = Field(None, description="When it was sent.")
    sender: Line = Field(None, alias="from", description="From whom.")
    recipients: Line = Field(None, alias="to", description="To whom.")
    count: Count = Field(None, description="How many got it.")


Corrects = Annotated[
    Annotated[EntryId, Tag("<word>")] | Annotated[WrongMessageEntry, Tag("<table>")],
    Discriminator(_table_or_word),
]


class ContactEntry(Table):
    name: Line = Field(None, description="The desk.")
    responsible: Line = Field(None, description="The person responsible.")
    phone: Line = Field(None, description="Telephone number.")
    email: Email = Field(None, description="Mail address.")
    url: Url = Field(None, description="Form or page.")
    hours: Line = Field(None, description="When it is open.")
    until: DayOrTime = Field(None, description="Until when this desk exists.")


class IncidentFile(UpdateKeys):
    """incident.md: what it is and, when it has at, the first update."""

    title: RequiredText = Field(description="One line, no mark-up.")
    at: Time = Field(None, description="When this was said; makes this file the first update.")
    kind: KindWord = Field(None, description="What the entry is. Never changes.")
    related: Annotated[tuple[EntryId, ...], one_or_many, ONE] = Field((), description="Ids of other incidents.")
    aliases: Annotated[tuple[AliasText, ...], one_or_many, ONE] = Field(
        (), description="Former ids, paths or URLs; they redirect."
    )
    corrects: Corrects | None = Field(None, description="What was wrong: incident, incident/update or the message.")
    mistake: Line = Field(None, description="What was wrong in it.")
    right: Line = Field(None, description="The right fact.")
    audience: Annotated[tuple[AudienceId, ...], one_or_many, ONE] = Field(
        (), description="Ids of audiences in site.toml. Default: all."
    )
    emergency: YesNo = Field(False, description="Maintenance announced without the usual notice.")
    contact: ContactEntry | None = Field(None, description="Replaces the site's contact for this incident.")
    drill: YesNo = Field(False, description="A rehearsal: built only with --drills.")
    draft: YesNo = Field(False, description="Not published; checked all the same.")


class DocumentEntry(Table):
    number: Line = Field(None, description="The document's number.")
    version: Line = Field(None, description="Its version.")
    author: Line = Field(None, description="Who wrote it.")


class BriefingEntry(Table):
    at: Time = Field(None, description="When.")
    where: Line = Field(None, description="Where.")
    reply_by: DayOrTime = Field(None, description="Until when to ask for it.")


class QuestionEntry(Table):
    question: RequiredText = Field(description="As customers ask it.")
    answer: RequiredText = Field(description="Our answer.")


class MeasureEntry(Table):
    what: RequiredText = Field(description="What is done so that it does not happen again.")
    due: DayOrTime = Field(None, description="By when.")
    state: MeasureState = Field(None, description="Where it stands. Default: planned.")
    done_on: DayOrTime = Field(None, description="When it was done.")
    owner: Line = Field(None, description="Who sees to it.")


class ReportFile(Table):
    """report.md: cause and prevention."""

    at: RequiredTime = Field(description="When the report was published.")
    lang: LanguageTag = Field(None, description="The language of the text.")
    cause: FactText = Field(None, description="The cause in one line.")
    cause_state: CauseState = Field(None, description="Whether the cause is confirmed.")
    why_not_prevented: Line = Field(None, description="Why it was not prevented.")
    why_so_long: Line = Field(None, description="Why it took so long.")
    document: DocumentEntry | None = Field(None, description="How the report is filed.")
    credit: Credit = Field(None, description="What customers get back; none is allowed.")
    briefing: BriefingEntry | None = Field(None, description="An offer to explain in person.")
    next_report: DayOrTime = Field(None, description="When we report again.")
    edited: Edits = Field((), description="One entry for each edit of the published file.")
    faq: Annotated[tuple[QuestionEntry, ...], one_or_many, ONE] = Field((), description="Questions that customers ask.")
    measures: dict[MeasureId, MeasureEntry] = Field({}, description="Measure id to the measure.")


_NAMES: dict[str, type[Table]] = {"incident": IncidentFile, "update": UpdateFile, "report": ReportFile}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of the front matter of ``incident``, ``update`` or ``report``, for editors.

    Raises KeyError for another name.
    """
    schema = _without_noise(_NAMES[name].model_json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:noroshi:schema:{name}:1",
        **schema,
        "title": f"noroshi: {name}",
    }


def _without_noise(schema: Any) -> Any:
    """Without pydantic's titles, which repeat the keys, and defaults that say nothing."""
    if isinstance(schema, list):
        return [_without_noise(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _without_noise(item) for name, item in value.items()}
        if key in ("properties", "$defs")
        else _without_noise(value)
        for key, value in schema.items()
        if key != "title" and not (key == "default" and value in (None, "", [], {}))
    }
