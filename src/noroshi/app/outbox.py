"""``noroshi build``, its private half: letters of what is fresh or open → the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from noroshi.app.console import tell
from noroshi.app.kept_batches import KeptBatches, Packed
from noroshi.app.letter_outputs import (
    Desk,
    desk,
    files,
    fresh,
    is_fresh,
    kits,
    short_forms,
    unaddressed,
    written,
)
from noroshi.app.settings import Settings, SurroundingsError, UsageError
from noroshi.app.workers import shared_out
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course
from noroshi.model.watch import plain_micros
from noroshi.output.errors import Busy, OutputError
from noroshi.output.outbox import OutboxReport, add_to_outbox, check_outbox, write_outbox
from noroshi.render.mail import MailRefused
from noroshi.render.theme import TemplateFailure, Theme
from noroshi.views.context import Context

_REFUSALS = {
    "output-inside": "outbox_output_inside",
    "output-not-ours": "outbox_output_not_ours",
    "output-busy": "outbox_output_busy",
}


@dataclass(frozen=True)
class Outbox:
    """What is ready to be written."""

    artefacts: tuple[Artefact, ...]
    letters: int
    not_ready: int
    remark: str = ""
    """Why there can be no letters at all."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is said of one incident in one language, finished."""

    files: tuple[tuple[str, bytes], ...]
    letters: int
    not_ready: int


def prepared(
    settings: Settings,
    root: Path,
    contexts: Iterable[Context],
    theme: Theme,
    kept: KeptBatches | None = None,
    *,
    workers: int = 1,
) -> Outbox:
    """Everything of the outbox, before anything is written. Raises UsageError: a text or an address that is wrong.

    ``kept``: what the build before prepared; what it has is not made again.
    """
    kept = kept or KeptBatches()
    with told_failures(settings):
        made = desk(root, contexts, theme)
        kept.look_at(made)
        tasks = [
            (kind, number, course)
            for number, context in enumerate(made.contexts)
            for course in fresh(context)
            for kind in _KINDS
        ]
        missing = [task for task in tasks if kept.batch(*task) is None]
        count = workers if len(missing) >= _WORTH_WORKERS else 1

        def work(task: tuple[str, int, Course]) -> Packed:
            kind, number, course = task
            watch = made.contexts[number].archive.watch
            with watch.recording() as seen:
                batch = _KINDS[kind](made, made.contexts[number], course)
            return Packed(plain_micros(seen.until), batch.files, batch.letters, batch.not_ready)

        for task, packed in shared_out(missing, work, count):
            kept.put(*task, packed)
        batches = [batch for task in tasks if (batch := kept.batch(*task)) is not None]
    remark = "" if made.contexts else no_language(settings, made.unspoken)
    return Outbox(
        tuple(Artefact(path, content) for batch in batches for path, content in batch.files),
        sum(batch.letters for batch in batches),
        sum(batch.not_ready for batch in batches),
        remark,
    )


def _letters(made: Desk, context: Context, course: Course) -> _Batch:
    # What is not wanted is not written first: of a year of letters the last days are.
    wanted = partial(is_fresh, context, course)
    recent = list(written(made, course, context, wanted))
    found = list(files(made, recent))
    for view in unaddressed(course, context, wanted):
        found += short_forms(context, view)
    not_ready = sum(1 for item in recent if not item.letter.is_ready)
    return _Batch(tuple((item.path, item.content) for item in found), len(recent), not_ready)


def _kit(made: Desk, context: Context, course: Course) -> _Batch:
    return _Batch(tuple((item.path, item.content) for item in kits(made, course, context)), 0, 0)


_KINDS = {"letters": _letters, "kit": _kit}
"""A kit says when it was written: it is made anew far more often than letters."""
_WORTH_WORKERS = 16


def no_language(settings: Settings, contexts: Iterable[Context], name: str = "opened") -> str:
    """That no language of the site has letters, and which text to write first: that of the template ``name``."""
    tags = [context.tag for context in contexts]
    return settings.words.say("no_language", languages=", ".join(tags), first=tags[0], name=name)


@contextmanager
def told_failures(settings: Settings) -> Iterator[None]:
    """Faults of texts and addresses, as people are told them."""
    say = settings.words.say
    try:
        yield
    except TemplateFailure as error:
        key = "letter_failed" if "letters/" in error.template else "template_failed"
        raise UsageError(say(key, template=error.template, line=error.line, reason=error.reason)) from error
    except MailRefused as error:
        raise UsageError(say("bad_mail", reason=str(error))) from error


def outbox_place(settings: Settings, outbox: Path, apart_from: Iterable[Path]) -> None:
    """Refuse an outbox that must not be written, before any work. Raises UsageError, SurroundingsError."""
    say = settings.words.say
    try:
        check_outbox(outbox, apart_from)
    except OutputError as error:
        raise UsageError(say(_REFUSALS[error.id], **error.arguments)) from error
    except OSError as error:
        raise SurroundingsError(say("surroundings", **_told(error, outbox))) from error


def put(
    settings: Settings, artefacts: Iterable[Artefact], outbox: Path, apart_from: Iterable[Path], *, by: str
) -> OutboxReport:
    """Write them; what a build wrote before goes where it writes it no more. Raises UsageError, SurroundingsError.

    A build has published its site by now, and says so whatever happens here.
    """
    is_build = by == "build"
    write = write_outbox if is_build else add_to_outbox
    say = settings.words.say
    try:
        return write(artefacts, outbox, by=by, apart_from=apart_from)
    except OutputError as error:
        reason = say(_REFUSALS[error.id], **error.arguments)
        if is_build:
            raise SurroundingsError(say("outbox_refused_late", reason=reason)) from error
        raise (SurroundingsError if isinstance(error, Busy) else UsageError)(reason) from error
    except ValueError as error:
        raise UsageError(say("bad_artefacts", reason=str(error))) from error
    except OSError as error:
        key = "outbox_failed" if is_build else "outbox_failed_alone"
        raise SurroundingsError(say(key, **_told(error, outbox))) from error


def _told(error: OSError, outbox: Path) -> dict[str, str]:
    return {"reason": error.strerror or str(error), "path": str(error.filename or outbox)}


def tell_outbox(settings: Settings, made: Outbox, report: OutboxReport, shown: str) -> None:
    """How many letters there are, and whether any lacks something."""
    if made.remark:
        tell(settings, made.remark)
    if not made.letters:
        return
    say = settings.words.say
    tell(settings, say("outbox_written", n=made.letters, written=report.written, outbox=shown))
    tell_sender(settings, made.artefacts)
    if made.not_ready:
        tell(settings, say("outbox_not_ready", n=made.not_ready))


def tell_sender(settings: Settings, artefacts: Iterable[Artefact]) -> None:
    """Say why there are letters and no mails."""
    endings = {artefact.path.rpartition(".")[2] for artefact in artefacts}
    if "html" in endings and "eml" not in endings:
        tell(settings, settings.words.say("outbox_no_sender"))
