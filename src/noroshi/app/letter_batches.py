"""An incident in one language → its part of the outbox, finished: what ``app.outbox`` asks for where none was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from noroshi.app.fresh import is_fresh
from noroshi.app.kept_batches import Batch, Packed
from noroshi.app.letter_faults import told_failures
from noroshi.app.letter_outputs import Desk, files, kits, short_forms, unaddressed, written
from noroshi.app.settings import Settings
from noroshi.app.workers import shared_out
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.watch import plain_micros
from noroshi.views.context import Context

_WORTH_WORKERS = 16
"""Batches below which another process would cost more than it does."""


def finished_batches(
    settings: Settings, made: Desk, missing: Sequence[Batch], workers: int
) -> Iterator[tuple[Batch, Packed]]:
    """Each of them with what it is; numbers of languages are places in ``made.contexts``. Raises UsageError."""

    def work(task: Batch) -> Packed:
        kind, number, course = task
        context = made.contexts[number]
        with context.archive.watch.recording() as seen:
            found = _KINDS[kind](made, context, course)
        return found._replace(until=plain_micros(seen.until))

    with told_failures(settings):
        yield from shared_out(missing, work, workers if len(missing) >= _WORTH_WORKERS else 1)


def _letters(made: Desk, context: Context, course: Course) -> Packed:
    # What is not wanted is not written first: of a year of letters the last days are.
    wanted = partial(is_fresh, context, course)
    recent = list(written(made, course, context, wanted))
    found = list(files(made, recent))
    for view in unaddressed(course, context, wanted):
        found += short_forms(context, view)
    not_ready = sum(1 for item in recent if not item.letter.is_ready)
    return _packed(found, len(recent), not_ready)


def _kit(made: Desk, context: Context, course: Course) -> Packed:
    return _packed(kits(made, course, context), 0, 0)


def _packed(found: Iterable[Artefact], letters: int, not_ready: int) -> Packed:
    return Packed(0, tuple((item.path, item.content) for item in found), letters, not_ready)


_KINDS: dict[str, Callable[[Desk, Context, Course], Packed]] = {"letters": _letters, "kit": _kit}
