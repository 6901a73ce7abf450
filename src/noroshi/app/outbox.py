"""``noroshi build``, its private half: letters of what is fresh or open → the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from noroshi.app.beside import beside
from noroshi.app.console import tell
from noroshi.app.fresh import fresh, spoken
from noroshi.app.kept_batches import KeptBatches, Packed
from noroshi.app.settings import Settings, SurroundingsError, UsageError
from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen
from noroshi.output.errors import Busy, OutputError
from noroshi.output.outbox import OutboxReport, add_to_outbox, check_outbox, write_outbox
from noroshi.render.theme import Theme
from noroshi.views.context import Context

_REFUSALS = {
    "output-inside": "outbox_output_inside",
    "output-not-ours": "outbox_output_not_ours",
    "output-busy": "outbox_output_busy",
}

_WORTH_WORKERS = 200
"""Parts of the outbox above which one process would be busy for longer than the site takes."""


@frozen
class Outbox:
    """What is ready to be written."""

    artefacts: tuple[Artefact, ...]
    letters: int
    not_ready: int
    remark: str = ""
    """Why there can be no letters at all."""


def prepared(
    settings: Settings, root: Path, contexts: Iterable[Context], theme: Theme, kept: KeptBatches | None = None
) -> Outbox:
    """Everything of the outbox, before anything is written. Raises UsageError: a text or an address that is wrong.

    ``kept``: what the build before prepared; what it has is not made again.
    """
    with preparing(settings, root, contexts, theme, kept or KeptBatches(), workers=1) as outbox:
        return outbox()


@contextmanager
def preparing(
    settings: Settings, root: Path, contexts: Iterable[Context], theme: Theme, kept: KeptBatches, *, workers: int
) -> Iterator[Callable[[], Outbox]]:
    """As :func:`prepared`, begun in a process of its own where there may be several; the outbox when it is asked for.

    Every build writes the reply kits of open incidents anew, with the time: nothing of it needs to wait for the site.
    """
    spoken_in, unspoken = spoken(root, contexts)
    kept.look_at(spoken_in, theme)
    tasks = [
        (kind, number, course)
        for number, context in enumerate(spoken_in)
        for course in fresh(context)
        for kind in ("letters", "kit")
    ]
    missing = [task for task in tasks if kept.batch(*task) is None]
    is_much = len(missing) > _WORTH_WORKERS

    def make() -> dict[tuple[str, int, str], Packed]:
        # All that letters are made with is imported where one has to be made: most builds have all of them.
        from noroshi.app.letter_batches import finished_batches
        from noroshi.app.letter_outputs import desk

        done = finished_batches(settings, desk(root, spoken_in, theme), missing, workers if is_much else 1)
        return {(kind, number, course.id): packed for (kind, number, course), packed in done}

    # Of very many letters the workers of the site take a share each, when they are ready.
    with beside(make, worth=workers > 1 and bool(missing) and not is_much) as made:

        def outbox() -> Outbox:
            found = made() if missing else {}
            for kind, number, course in missing:
                kept.put(kind, number, course, found[kind, number, course.id])
            batches = [batch for task in tasks if (batch := kept.batch(*task)) is not None]
            remark = "" if spoken_in else no_language(settings, unspoken)
            return Outbox(
                tuple(Artefact(path, content) for batch in batches for path, content in batch.files),
                sum(batch.letters for batch in batches),
                sum(batch.not_ready for batch in batches),
                remark,
            )

        yield outbox


def no_language(settings: Settings, contexts: Iterable[Context], name: str = "opened") -> str:
    """That no language of the site has letters, and which text to write first: that of the template ``name``."""
    tags = [context.tag for context in contexts]
    return settings.words.say("no_language", languages=", ".join(tags), first=tags[0], name=name)


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
