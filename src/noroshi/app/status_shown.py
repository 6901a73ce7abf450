"""The state of a site now → lines in a terminal, as wide as it is, in colour where it may be."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from noroshi.app.problem_words import visible
from noroshi.app.settings import Settings
from noroshi.app.status import Due, Now
from noroshi.model.course import Course
from noroshi.model.terms import State
from noroshi.views.entries import service_mark
from noroshi.views.pages import MaintenanceItem, OpenIncident
from noroshi.views.pieces import Sentence
from noroshi.views.timeline import latest_view
from noroshi.wording.fold import fold

_STYLES: Mapping[str, str] = {
    "operational": "green",
    "under_maintenance": "cyan",
    "degraded_performance": "yellow",
    "partial_outage": "dark_orange",
    "major_outage": "bold red",
    "unknown": "magenta",
    "notice": "yellow",
}
_SIGNS: Mapping[str, str] = {
    "operational": "●",
    "under_maintenance": "◆",
    "degraded_performance": "▲",
    "partial_outage": "▲",
    "major_outage": "■",
    "unknown": "?",
    "notice": "▲",
}
"""Beside the word, never instead of it."""
_LATE = "bold red"
_NARROW = 72
"""Columns with fewer of which a date, what is due and a title have no room beside each other."""
_INDENT, _GAP = 2, 2
"""Columns before the facts of an incident, and between their names and themselves."""
_LEAST = 20
"""Columns below which folding by phrases would leave half of each line empty."""
_LONGEST = 240
"""Characters of the last update that are shown."""


def show(settings: Settings, seen: Now, environ: Mapping[str, str]) -> None:
    """Print it to stdout; colours only on a terminal, and none under NO_COLOR."""
    console = Console(file=sys.stdout, highlight=False, emoji=False, markup=False, _environ=environ)
    with console.capture() as captured:
        _show(settings, console, seen)
    # Tables are filled up with spaces to their right, which a pipe or a copy need not carry.
    print("\n".join(line.rstrip() for line in captured.get().rstrip().split("\n")))


def _show(settings: Settings, console: Console, seen: Now) -> None:
    say, context = settings.words.say, seen.context
    style = _STYLES.get(seen.state, "")
    console.print(Text(f"{_SIGNS.get(seen.state, '▲')} {_seen(seen.sentence)}", style=f"bold {style}"))
    as_of = context.sentence("overall.as_of", at=context.moment(context.now, year=True))
    console.print(Text(_plain(as_of), style="dim"))
    for course, item in seen.incidents:
        _incident(settings, console, seen, course, item)
    if seen.maintenance:
        _heading(console, say("status.maintenance"))
        for course, planned in seen.maintenance:
            _maintenance(console, course, planned)
    if seen.due:
        _heading(console, say("status.due"))
        _due(settings, console, seen)
    if not seen.incidents:
        console.print(Text(say("status.nothing_open")))
    _services(settings, console, seen)


def _heading(console: Console, words: str) -> None:
    console.print()
    console.print(Text(words, style="bold underline"))


def _incident(settings: Settings, console: Console, seen: Now, course: Course, item: OpenIncident) -> None:
    context = seen.context
    state = course.standing.impact.state.value if course.standing.impact.rank else "notice"
    console.print()
    title = Text(f"{_SIGNS[state]} [{item.entry.sign.word}] ", style=_STYLES[state])
    console.print(title.append(_seen(item.entry.title.text), style="bold"))
    console.print(Padding(Text(course.id, style="dim"), (0, 0, 0, 2)))
    rows = [(settings.words.say("status.now"), _plain(item.summary), "")]
    names = context.language.join([run.text for run in item.entry.services])
    if names:
        rows.append((settings.words.say("status.services"), _seen(names), ""))
    for row in item.answers:
        rows.append((row.label, _plain(row.value), _LATE if row.is_late else ""))
    last = course.steps[-1].update
    prose = last.body.said(context.tag)[0].plain
    text = " ".join(prose.split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    at = _plain((latest_view(context, course).told_at,))
    label = settings.words.say("status.last")
    room = console.width - _INDENT - _GAP - max(cell_len(label), *(cell_len(row[0]) for row in rows))
    table = _table()
    for name, value, style in rows:
        table.add_row(name, Text(_folded(value, context.tag, room), style=style))
    said = f"\n{_folded(_seen(text), context.tag, room)}" if text else ""
    table.add_row(label, Text(at, style="dim").append(said, style="not dim"))
    console.print(Padding(table, (0, 0, 0, _INDENT)))


def _folded(text: str, lang: str, room: int) -> str:
    """In lines that end where that language may end them; where there is hardly any room, as the terminal does."""
    return fold(text, lang, room) if room >= _LEAST else text


def _table() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def _maintenance(console: Console, course: Course, item: MaintenanceItem) -> None:
    style = _LATE if item.phase == "overdue" else _STYLES["under_maintenance"]
    line = Text(f"{_SIGNS['under_maintenance']} [{item.phase_word}] ", style=style)
    console.print(line.append(_seen(item.entry.title.text), style="bold"))
    console.print(Padding(Text(_plain(item.window)), (0, 0, 0, 2)))
    console.print(Padding(Text(course.id, style="dim"), (0, 0, 0, 2)))


def _due(settings: Settings, console: Console, seen: Now) -> None:
    if console.width < _NARROW:
        for item in seen.due:
            when, what, about = _due_cells(settings, seen, item)
            console.print(when.append("  ").append_text(what))
            console.print(Padding(about, (0, 0, 0, 2)))
        return
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for item in seen.due:
        table.add_row(*_due_cells(settings, seen, item))
    console.print(table)


def _due_cells(settings: Settings, seen: Now, item: Due) -> Sequence[Text]:
    say, context = settings.words.say, seen.context
    words = {
        "next_update": say("status.next_update"),
        "eta": say("status.eta"),
        "report": say("status.report"),
        "measure": say("status.measure"),
    }
    style = _LATE if item.is_overdue else ""
    late = say("status.overdue") if item.is_overdue else ""
    about = f"{item.detail} ({item.title})" if item.detail else item.title
    return (
        Text(f"{context.deadline(item.due).text}{late}", style=style),
        Text(words[item.what], style=style),
        Text(_seen(about)),
    )


def _services(settings: Settings, console: Console, seen: Now) -> None:
    context = seen.context
    states = context.archive.states
    if not context.site.services:
        return
    _heading(console, settings.words.say("status.services"))
    table = _table()
    for service in context.site.services:
        mark = service_mark(context, service.id, states.get(service.id, State.OPERATIONAL))
        sign = Text(f"{_SIGNS[mark.sign.code]} {mark.sign.word}", style=_STYLES[mark.sign.code])
        table.add_row(_seen(mark.name.text), sign)
    console.print(table)


def _plain(sentence: Sentence) -> str:
    return _seen("".join(run.text for run in sentence))


def _seen(text: str) -> str:
    """What a writer typed, without what a terminal would obey."""
    return visible(text)
