"""Values of front matter as pydantic types: each reads by ``values`` and shows itself to editors by JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)

from noroshi.model.terms import STATUSES, Impact, Kind, Known, State, Status
from noroshi.model.text import Moment
from noroshi.source import named, values
from noroshi.source.times import Relative
from noroshi.source.values import Surroundings

TIME_PATTERN = r"^\d{4}[-/]\d{2}[-/]\d{2}[ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$"
DAY_PATTERN = r"^\d{4}[-/]\d{2}[-/]\d{2}([ T]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$"
RELATIVE_PATTERN = r"^\+(?=\d)(\d{1,4}h)?(\d{1,4}m)?$"
ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,99}$"

_TIME = {"type": "string", "pattern": TIME_PATTERN, "examples": ["2026-11-21 03:12", "2026-11-21T03:12:00+09:00"]}
_DAY = {"type": "string", "pattern": DAY_PATTERN, "examples": ["2026-12-11", "2026-12-11 17:00"]}
_RELATIVE = {"type": "string", "pattern": RELATIVE_PATTERN, "examples": ["+30m", "+1h30m"]}
_ABOUT = {"type": "string", "pattern": TIME_PATTERN.replace("^", "^~?", 1), "examples": ["~2026-11-21 03:00"]}
# An editor takes `version: 1` for a number; here every value is first of all a text.
_TEXT: dict[str, Any] = {"type": ["string", "number"], "maxLength": values.LONGEST_TEXT}
_FACT: dict[str, Any] = {**_TEXT, "type": ["string", "number", "null"]}  # empty: taken back


class Table(BaseModel):
    """A table whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


def _in(read: Callable[[Any, Surroundings], Any], *, required: bool = False) -> PlainValidator:
    """A reader that needs to know the site."""

    def with_context(value: Any, info: ValidationInfo) -> Any:
        around: Surroundings = info.context  # type: ignore[assignment]  # the door always gives it
        return read(values.present(value) if required else value, around)

    return PlainValidator(with_context)


def _word(*words: str, required: bool = False) -> PlainValidator:
    return PlainValidator(lambda value: values.one_of(values.present(value) if required else value, words))


def _enum(*words: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(words), **more})


_ALL_STATUSES = tuple(dict.fromkeys(status for allowed in STATUSES.values() for status in allowed))

RequiredText = Annotated[str, PlainValidator(values.text), WithJsonSchema(_TEXT)]
Line = Annotated[str | None, PlainValidator(values.optional_text), WithJsonSchema(_TEXT)]
FactText = Annotated[str | Known | None, PlainValidator(values.fact), WithJsonSchema(_FACT)]
Credit = Annotated[str | Known | None, PlainValidator(values.credit), WithJsonSchema(_TEXT)]
Url = Annotated[str | None, PlainValidator(values.url), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Email = Annotated[str | None, PlainValidator(values.email), WithJsonSchema({"type": "string", "pattern": "@"})]
YesNo = Annotated[bool, PlainValidator(values.boolean), WithJsonSchema({"type": "boolean"})]
Count = Annotated[int | None, PlainValidator(values.count), WithJsonSchema({"type": "integer", "minimum": 0})]
EntryId = Annotated[str, PlainValidator(values.entry_id), WithJsonSchema({"type": "string"})]
AliasText = Annotated[str, PlainValidator(values.alias), WithJsonSchema({"type": "string"})]
KindWord = Annotated[Kind | None, PlainValidator(values.kind), _enum(*Kind, default="incident")]
ImpactWord = Annotated[Impact | None, PlainValidator(values.impact), _enum(*Impact)]
StateWord = Annotated[State | None, PlainValidator(values.state), _enum(*State)]
StatusWord = Annotated[Status | None, _in(values.status), _enum(*_ALL_STATUSES)]
Time = Annotated[datetime | None, _in(values.moment), WithJsonSchema(_TIME)]
RequiredTime = Annotated[datetime, _in(values.moment, required=True), WithJsonSchema(_TIME)]
DayOrTime = Annotated[date | datetime | None, _in(values.day), WithJsonSchema(_DAY)]
TimeOrRelative = Annotated[
    datetime | Relative | None, _in(values.moment_or_relative), WithJsonSchema({"anyOf": [_TIME, _RELATIVE]})
]
RequiredTimeOrRelative = Annotated[
    datetime | Relative,
    _in(values.moment_or_relative, required=True),
    WithJsonSchema({"anyOf": [_TIME, _RELATIVE]}),
]
AboutTime = Annotated[Moment | None, _in(values.about_moment), WithJsonSchema(_ABOUT)]
EndedAt = Annotated[
    Moment | Known | None,
    _in(values.ended_at),
    WithJsonSchema({"anyOf": [_ABOUT, {"const": "unknown"}]}),
]
ReportBy = Annotated[
    date | datetime | Known | None,
    _in(values.report_by),
    WithJsonSchema({"anyOf": [_DAY, {"const": "none"}]}),
]
EtaWord = Annotated[
    datetime | Relative | Known | None,
    _in(values.eta_word),
    WithJsonSchema({"anyOf": [_TIME, _RELATIVE, {"enum": ["none", "unknown", None]}]}),
]
LanguageTag = Annotated[str | None, _in(values.language), WithJsonSchema({"type": "string"})]
ServiceId = Annotated[str, _in(named.service_id), WithJsonSchema({"type": "string"})]
AudienceId = Annotated[str, _in(named.audience_id), WithJsonSchema({"type": "string"})]
MeasureState = Annotated[str | None, _word("planned", "in_progress", "done"), _enum("planned", "in_progress", "done")]
Role = Annotated[str | None, _word("own", "entrusted"), _enum("own", "entrusted")]
DamageState = Annotated[
    str,
    _word("checking", "none_found", "possible", "found", required=True),
    _enum("checking", "none_found", "possible", "found"),
]
Outcome = Annotated[
    str | None,
    _word("pending", "succeeded", "partial", "failed"),
    _enum("pending", "succeeded", "partial", "failed"),
]
ContinuityEvent = Annotated[
    str, _word("adopted", "reviewed", "exercised", required=True), _enum("adopted", "reviewed", "exercised")
]
CauseState = Annotated[str | None, _word("investigating", "confirmed"), _enum("investigating", "confirmed")]

one_or_many = BeforeValidator(values.as_list)
"""Before a tuple: one value alone is a list of one."""


class Shown:
    """JSON Schema of a key that may be written in a shorter form too."""

    def __init__(self, *shorter: dict[str, Any], one: bool = False) -> None:
        """``one``: an item of the list may stand alone."""
        self.shorter = shorter
        self.one = one

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        full = handler(core)
        shorter = (full["items"], *self.shorter) if self.one else self.shorter
        return {"anyOf": [*shorter, *full.get("anyOf", (full,))]}


STATE_SCHEMA: dict[str, Any] = {"type": "string", "enum": list(State)}
TEXT_SCHEMA = _TEXT
SERVICES_SCHEMAS: tuple[dict[str, Any], ...] = (
    {"type": "string", "examples": ["payment-api"]},
    {"type": "array", "items": {"type": "string"}},
)
ONE = Shown(one=True)
