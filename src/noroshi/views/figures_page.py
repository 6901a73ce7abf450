"""Figures of a month or a year → its page; all of them → the page that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from noroshi.model.availability import Availability
from noroshi.model.figures import Figures, Reported, Waits, reported
from noroshi.model.moments import Month, moment_of
from noroshi.model.provenance import Known
from noroshi.model.share import MeasureShare, Recomputed
from noroshi.views.context import Context
from noroshi.views.figures import (
    EditedLine,
    EditsView,
    FigureMarks,
    FiguresIndexView,
    FiguresView,
    FiguresYear,
    MeasureGroup,
    MeasureLine,
    ServiceLine,
    WaitLine,
)
from noroshi.views.figures_edits import Edited, record
from noroshi.views.figures_of import (
    CSV,
    INDEX,
    beside,
    days_of,
    figures_of,
    key_of,
    label_of,
    measure_of,
    path_of,
    rest_of,
    title_of,
)
from noroshi.views.frames import frame
from noroshi.views.gone import gone_sentence
from noroshi.views.pieces import Row, Run, Sentence, plain
from noroshi.views.promise_sums import promise_sums_view
from noroshi.views.strips import method, said_percent

_MEASURES = {"overdue": "measure.overdue", "due": "promises.open", "done": "measure.done"}


def figures_view(context: Context, it: Reported) -> FiguresView:
    """``/reports/2026/11/``, ``/reports/2026/``; rehearsals are no part of it."""
    found = figures_of(context.followed, it)
    label, rest = label_of(context, key_of(it)), rest_of(it)
    heading = context.say("figures.title", period=label)
    first, last = days_of(found, context)
    lead = context.sentence("strip.days", first=context.day(first, year=True), last=context.day(last, year=True))
    json_path, csv_path = context.path(rest + "index.json"), context.path(rest + CSV)
    return FiguresView(
        frame=frame(
            context,
            rest,
            title=heading,
            description=f"{heading} {plain(lead)}",
            json_path=json_path,
            built=not found.is_finished,
        ),
        heading=heading,
        lead=lead,
        unfinished=() if found.is_finished else _unfinished(context, found),
        left_out=context.say("note.left_out_entries", n=len(context.left_out)) if context.left_out else "",
        months=tuple(_link(context, month) for month in it.months),
        services_title=context.say("label.services"),
        services=tuple(_services(context, found)),
        method=method(context),
        not_counted=context.say("service.not_counted", n=found.uncounted) if found.uncounted else "",
        impacts=tuple(
            Row(impact.value, context.say(f"impact.{impact.value}"), (Run(str(number)),))
            for impact, number in found.impacts.items()
        ),
        waits_title=context.say("times.heading"),
        waits=(
            _wait(context, "first_notice", found.first_notice, found.incidents),
            _wait(context, "recovery", found.recovery, found.incidents),
        ),
        promises=promise_sums_view(context, found.promises),
        measures_title=context.say("measures.heading"),
        measures=tuple(_group(context, found, key) for key in _MEASURES),
        recomputed=tuple(_after(context, name, item) for name, item in found.recomputed),
        edits=_edits(context.followed, it),
        marks=_marks(context, found),
        csv=Run("CSV", path=csv_path),
        json=Run("JSON", path=json_path),
        newer=_link(context, beside(it, 1)) if found.is_finished else None,
        older=_link(context, beside(it, -1)) if it.older else None,
        index=_index(context, it),
    )


def figures_index_view(context: Context) -> FiguresIndexView:
    """``/reports/``"""
    heading, lead = context.say("page.figures"), context.say("figures.lead")
    every = reported(context.followed.archive, context.site.zone)
    # Which of them there are depends on the day.
    context.language.dates.local(context.now).date()
    return FiguresIndexView(
        frame=frame(context, INDEX, title=heading, description=lead),
        heading=heading,
        lead=lead,
        years=tuple(
            FiguresYear(
                label=_link(context, it.year),
                months=tuple(_link(context, month) for month in reversed(it.months)),
            )
            for it in reversed(every)
            if not it.month
        ),
    )


def _link(context: Context, month: Month | int) -> Run:
    return Run(label_of(context, month), path=path_of(context, month))


def _index(context: Context, it: Reported) -> Run:
    """The year of a month; of a year, all of them."""
    return _link(context, it.year) if it.month else Run(context.say("page.figures"), path=context.path(INDEX))


def _unfinished(context: Context, found: Figures) -> Sentence:
    return context.sentence("figures.until", at=context.moment(found.until, year=True))


def _services(context: Context, found: Figures) -> Iterator[ServiceLine]:
    for item in found.services:
        record = item.availability
        yield ServiceLine(
            name=context.service_name(item.service.id, link=True),
            percent=said_percent(context, record.ratio) or context.say("strip.no_data"),
            down=_down(context, record),
            known=context.length(timedelta(seconds=record.counted_seconds)),
            entries=len(record.touched),
        )


def _down(context: Context, record: Availability) -> str:
    """In words; where there is no time on record, nothing."""
    if record.down_seconds > 0:
        return context.length(timedelta(seconds=record.down_seconds))
    return "0" if record.counted_seconds else ""


def _edits(context: Context, it: Reported) -> EditsView | None:
    found = record(context, it)
    if found is None:
        return None
    is_cut = context.history.known is Known.SHALLOW
    return EditsView(
        title=context.say("figures.edits"),
        total=_edited(context, found.total),
        lines=tuple(EditedLine(_incident(context, item.incident), _edited(context, item)) for item in found.entries),
        gone=tuple(gone_sentence(context, item) for item in found.gone),
        limit=context.say("record.shallow") if is_cut else "",
    )


def _edited(context: Context, it: Edited) -> str:
    return context.say("figures.edits_said", edited=it.edited, unexplained=it.unexplained, removed=it.removed)


def _wait(context: Context, key: str, found: Waits, number: int) -> WaitLine:
    spread = found.spread
    rows: tuple[Row, ...] = ()
    if spread is not None:
        median, longest = Run(context.length(spread.median)), Run(context.length(spread.longest))
        with_incident = context.sentence("measure.change", what=longest, change=_incident(context, found.worst))
        rows = (
            Row("median", context.say("times.median"), (median,)),
            Row("longest", context.say("times.longest"), with_incident),
        )
    missing = (context.say(f"figures.missing.{reason}", count=count) for reason, count in found.missing)
    counted = context.say("figures.counted", counted=spread.number if spread else 0, all=number)
    return WaitLine(context.say(f"times.{key}"), rows, (counted, *missing))


def _incident(context: Context, name: str, anchor: str = "") -> Run:
    path = context.path(f"/incidents/{name}/") + (f"#{anchor}" if anchor else "")
    found = context.archive.by_id[name].incident.title.said(context.tag)
    return Run(title_of(context, name), "" if found.lang == context.tag else found.lang, path=path)


def _group(context: Context, found: Figures, key: str) -> MeasureGroup:
    items = found.measures_of(key)
    return MeasureGroup(
        key=key,
        title=context.say(_MEASURES[key]),
        number=len(items),
        lines=tuple(_measure(context, name, item) for name, item in items),
    )


def _measure(context: Context, name: str, item: MeasureShare) -> MeasureLine:
    text, lang = measure_of(context, name, item.id)
    when = context.words("measure.planned")
    if item.done:
        when = context.sentence("measure.done_on", on=_day(context, item.done))
    elif item.due:
        when = context.sentence("measure.due", due=_day(context, item.due))
    return MeasureLine(Run(text, "" if lang == context.tag else lang), _incident(context, name, "report"), when)


def _day(context: Context, said: str) -> Run:
    day = datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
    return context.deadline(day, year=True)


def _after(context: Context, name: str, item: Recomputed) -> Sentence:
    at = context.moment(moment_of(item.at), year=True)
    return context.sentence(f"figures.after.{item.how}", at=at, incident=_incident(context, name, item.anchor))


def _marks(context: Context, found: Figures) -> FigureMarks:
    touched = {figure for _, item in found.recomputed for figure in item.figures}
    word = context.say("figures.recomputed_mark")

    def mark(figure: str) -> str:
        return word if figure in touched else ""

    return FigureMarks(mark("availability"), mark("incidents"), mark("times"), mark("promises"), mark("measures"))
