"""Contenders at one size → runs: every row turn by turn, so that all meet the same machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.contenders import Field
from benchmarks.edits import edited_body, mark
from benchmarks.measure import Failed, Run, files_and_bytes, run

ROUNDS = 5
SLOW_ROUNDS = 3
SLOW_SECONDS = 20
"""A contender whose build takes longer takes part in SLOW_ROUNDS only."""


@dataclass(frozen=True)
class Row:
    """One run, with what it was."""

    row: str
    """cold · unchanged · edit · memory · serve-edit · serve-add"""
    number: int
    """Incidents."""
    contender: str
    run: Run
    files: int
    """In its output after the run; letters among them."""
    bytes: int


def cold(fields: list[Field], rounds: int = ROUNDS) -> Iterator[Row]:
    """No output and no cache, as in a fresh checkout."""

    def measured(field: Field, turn: int) -> Row:
        field.empty()
        return _row("cold", field, run(field.command(), field.site, field.environ()))

    return _in_turn(fields, rounds, measured)


def memory(fields: list[Field]) -> Iterator[Row]:
    """A cold build whose processes are watched: once, and apart from what is timed."""
    for field in fields:
        field.empty()
        yield _row("memory", field, run(field.command(), field.site, field.environ(), sample_memory=True))


def unchanged(fields: list[Field], rounds: int = ROUNDS) -> Iterator[Row]:
    """Nothing was edited; a minute has passed since the build before. A new process each time."""
    for field in fields:
        _warm(field)

    def measured(field: Field, turn: int) -> Row:
        command = field.command(minutes_later=turn + 1)
        return _row("unchanged", field, run(command, field.site, field.environ(warm=True)))

    return _in_turn(fields, rounds, measured)


def edit(fields: list[Field], rounds: int = ROUNDS) -> Iterator[Row]:
    """The last update of the newest incident was edited since the build before. A new process each time."""
    edits = {field: edited_body(field) for field in fields}
    for field in fields:
        _warm(field)

    def measured(field: Field, turn: int) -> Row:
        edits[field].apply(turn + 1)
        row = _row("edit", field, run(field.command(), field.site, field.environ(warm=True)))
        if mark(turn + 1) not in field.page.read_text(encoding="utf-8"):
            raise Failed(f"{field.contender.name} does not show the edit")
        return row

    yield from _in_turn(fields, rounds, measured)
    for made in edits.values():
        made.undo()


def _warm(field: Field) -> None:
    field.empty()
    run(field.command(), field.site, field.environ(warm=True))


def _in_turn(fields: list[Field], rounds: int, measured: Callable[[Field, int], Row]) -> Iterator[Row]:
    slow: set[Field] = set()
    for turn in range(rounds):
        for field in fields:
            if turn >= SLOW_ROUNDS and field in slow:
                continue
            row = measured(field, turn)
            if row.run.seconds > SLOW_SECONDS:
                slow.add(field)
            yield row


def _row(name: str, field: Field, of: Run) -> Row:
    return Row(name, field.number, field.contender.name, of, *files_and_bytes(field.output))
