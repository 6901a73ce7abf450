"""The build: load → check → views → render → write, in one function."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

import noroshi
from noroshi.app.beside import beside
from noroshi.app.console import progress, stage, tell
from noroshi.app.content import Checked, Reader, checked, contexts_of
from noroshi.app.font_files import typefaces_of
from noroshi.app.garbage import unsearched
from noroshi.app.kept_batches import KeptBatches
from noroshi.app.kept_work import FOLDER, KeptWork, kept_work
from noroshi.app.made import made_of
from noroshi.app.outbox import Outbox, outbox_place, preparing, put, tell_outbox
from noroshi.app.outputs import OUTPUTS, AnyOutput, Publication
from noroshi.app.precompressed import can_compress
from noroshi.app.program import digest_of_files, program_digest
from noroshi.app.record import Record
from noroshi.app.rendering import Rendered, Rendering, look_at, reading
from noroshi.app.settings import DONE, KEPT_GOING, PROBLEMS, Settings, SurroundingsError, UsageError
from noroshi.app.telling import shown, tell_gone, tell_problems, tell_summary, tell_undrawn
from noroshi.app.workers import WorkerLost, cores
from noroshi.check import RULES, Rule
from noroshi.model.frozen import frozen
from noroshi.output.errors import OutputError
from noroshi.output.publish import BuildReport, NewSite, Resident, check_place, publishing, recover
from noroshi.output.tree import folds_case
from noroshi.output.unharmed import Stamped
from noroshi.render.links import LinksMode
from noroshi.render.search_index import SearchFailure, can_search
from noroshi.render.theme import TemplateFailure
from noroshi.source.load import Content
from noroshi.source.shelf import ShelfError
from noroshi.source.shelved import Incidents, ReadFolder, Reading, Wanted
from noroshi.source.signatures import signatures
from noroshi.views.page_count import page_count


@frozen
class BuildOptions:
    """What ``noroshi build`` was asked for."""

    site: Path
    """Output folder, absolute."""
    url: str | None = None
    keep_going: bool = False
    links: LinksMode = LinksMode.SITE
    as_json: bool = False
    drills: bool = False
    outbox: Path | None = None
    """Folder of the letters, absolute; ``None``: they are not written."""
    workers: int = 0
    """Processes that read and render at most; 0: as many as there are processors."""
    full: bool = False
    """Believe nothing that earlier builds have left."""
    precompress: tuple[str, ...] = ()
    """Encodings of which every text has a copy beside it: ``gz``, ``br``."""


def build(
    settings: Settings,
    options: BuildOptions,
    rules: Sequence[Rule] = RULES,
    outputs: Sequence[AnyOutput] = (),
    *,
    folds_case: Callable[[Path], bool] = folds_case,
) -> int:
    """Build the site; the exit status. Everything is told on the way. ``folds_case`` as in ``publish.write``."""
    began = time.monotonic()
    placed = place(settings, options)
    with unsearched(), kept_work(settings.root, believe=not options.full) as work:
        built = assembled(settings, placed, work, rules, outputs, folds_case=folds_case)
    return built.tell(settings, options, time.monotonic() - began)


def assembled(
    settings: Settings,
    placed: tuple[BuildOptions, str],
    work: KeptWork,
    rules: Sequence[Rule],
    outputs: Sequence[AnyOutput],
    *,
    folds_case: Callable[[Path], bool] = folds_case,
    resident: Resident | None = None,
) -> Built | Refused:
    """Publish the site, making only what has changed; letters are prepared, and not yet written.

    Problems are told on the way. ``work``: what earlier builds have left; where it turns out to be damaged, all of
    it is made anew. ``placed``: what :func:`place` said. Raises UsageError, SurroundingsError: the site is then as it
    was.
    """
    options, letters_failed = placed
    try:
        built = _assembled(settings, options, work, rules, outputs, folds_case, resident)
    except ShelfError:
        # It was harmed while it was in use.
        work.forget()
        built = _assembled(settings, options, work, rules, outputs, folds_case, resident)
    except WorkerLost as error:
        raise SurroundingsError(settings.words.say("worker_lost", site=shown(options.site))) from error
    if work.was_damaged:
        tell(settings, settings.words.say("cache_thrown_away", folder=shown(settings.root / FOLDER)))
    return replace(built, letters_failed=letters_failed) if isinstance(built, Built) and letters_failed else built


def _assembled(
    settings: Settings,
    options: BuildOptions,
    work: KeptWork,
    rules: Sequence[Rule],
    outputs: Sequence[AnyOutput],
    folds_case: Callable[[Path], bool],
    resident: Resident | None,
) -> Built | Refused:
    words = settings.words
    workers = options.workers or cores()
    readers: list[Incidents] = []

    def read(incidents: Incidents) -> Reading:
        readers.append(incidents)
        read_by = reading(incidents, workers)

        def under_a_bar(wanted: Sequence[Wanted]) -> Iterator[ReadFolder]:
            with progress(settings, words.say("reading"), len(wanted)) as step:
                for found in read_by(wanted):
                    yield found
                    step(1)

        return under_a_bar

    at_ns = time.time_ns()
    with beside(lambda: signatures(settings.root, at_ns), worth=workers > 1 and work.is_large) as seen:
        record = work.record(options.site)
        looking = look_at(options.site, record.files, full=options.full, workers=workers)
        try:
            result = checked(settings, rules, Reader(work.shelf, read, at_ns, seen, work.histories))
        finally:
            # Whatever happened: a process that looks is to be heard.
            sound, _ = looking()
    content, theme = result.content, result.theme
    tell_problems(settings, result)
    stopped = result.errors and not (options.keep_going and result.is_publishable)
    if content.site is None or theme is None or stopped:
        key = "nothing_published" if result.is_publishable else "nothing_published_site"
        tell(settings, words.say(key, site=shown(options.site)))
        return Refused(result)
    if content.site.search and not can_search():
        raise SurroundingsError(words.say("search_missing", site=shown(options.site)))
    site = replace(content.site, url=options.url) if options.url else content.site
    now, _ = settings.moment(site.demonstration, site.zone)
    if settings.verbose:
        said = {"commit": content.git.commit or "-", "now": now.astimezone(site.zone).isoformat()}
        tell(settings, words.say("building", incidents=len(result.kept.courses), **said))
    lettering = typefaces_of(settings, site)
    contexts = contexts_of(site, result, now, drills=options.drills, lettering=lettering)
    publication = Publication(settings.root, site, contexts, theme, options.links, content.static, options.precompress)
    digest = _digest(options, result, publication, outputs)
    batches = work.batches(prints_of(result), content.settings + site.url.encode())
    with (
        letters_of(settings, options, publication, batches, workers) as letters_ready,
        new_site(settings, options, sound, folds_case=folds_case, resident=resident) as new,
    ):
        with stage(settings, "stage_render"):
            believed = record if record.digest == digest and not options.full else Record()
            rendering = Rendering(publication, outputs, content.fingerprints, result.changed, work.let_go)
            rendered = _rendered(settings, options, rendering, believed, sound, new, workers)
        letters, failed = letters_ready()
        gone = new.before - rendered.paths
        tell_gone(settings, gone)
        tell_undrawn(settings, rendered)
        with stage(settings, "stage_write"):
            new.keep_all(rendered.kept)
            report, files = new.finish(
                commit=commit_of(content), built_at=now, made=made_of(settings, options, content)
            )
            news = rendered.record(digest, files) if rendered.is_news(record, digest) else None
            work.keep(options.site, news, batches)
    return Built(result, publication, rendered, report, letters, failed, digest, readers[0], gone)


def commit_of(content: Content) -> str | None:
    """A changed work tree is not what its commit says, so it names none."""
    return None if content.git.dirty else content.git.commit


def prints_of(result: Checked) -> dict[str, bytes]:
    """Incident id → digest of its folder, of those that are published as they were read."""
    return {name: it for name, it in result.content.fingerprints.items() if name not in result.changed}


@frozen
class Refused:
    """Nothing was published: the content has problems."""

    result: Checked

    def tell(self, settings: Settings, options: BuildOptions, seconds: float) -> int:
        """The exit status; all was said on the way."""
        if options.as_json:
            errors, found = len(self.result.errors), len(self.result.problems)
            print(json.dumps({"published": False, "errors": errors, "warnings": found - errors}))
        return PROBLEMS


@frozen
class Built:
    """What a build has published."""

    result: Checked
    publication: Publication
    rendered: Rendered
    report: BuildReport
    letters: Outbox | None
    letters_failed: str
    digest: bytes
    """Of what every unit depends on."""
    incidents: Incidents
    """Who has read them, and can look again at some."""
    gone: Set[str]
    """Files that were published before and are no more."""

    def tell(self, settings: Settings, options: BuildOptions, seconds: float) -> int:
        """Say so, and write the letters, now that the site stands; the exit status."""
        words, result, report = settings.words, self.result, self.report
        if report.left_out:
            tell(settings, words.say("case_folded", paths=", ".join(report.left_out), site=shown(options.site)))
        if result.later:
            site, now = self.publication.site, self.publication.contexts[0].now
            tell(settings, words.say("later_left_out", n=result.later, now=now.astimezone(site.zone).isoformat()))
        tell_summary(settings, options, self, page_count(self.publication.contexts), seconds)
        if self.letters is not None and options.outbox is not None:
            put_letters(settings, options, options.outbox, self.letters)
        if self.letters_failed:
            tell(settings, words.say("outbox_kept", reason=self.letters_failed))
        if result.errors:
            tell(settings, words.say("kept_going", n=len({problem.place.path for problem in result.errors})))
        return KEPT_GOING if self.letters_failed or result.errors else DONE


def put_letters(settings: Settings, options: BuildOptions, outbox: Path, letters: Outbox) -> None:
    """Write them, now that the site stands. Raises UsageError, SurroundingsError."""
    with stage(settings, "stage_outbox"):
        report = put(settings, letters.artefacts, outbox, _apart(settings, options.site), by="build")
    tell_outbox(settings, letters, report, shown(outbox))


def _digest(options: BuildOptions, result: Checked, publication: Publication, outputs: Sequence[AnyOutput]) -> bytes:
    """What every unit depends on: another one makes all of them anew."""
    contexts, theme = publication.contexts, publication.theme
    said = (
        publication.site.url,
        publication.links.value,
        publication.precompress,
        [index for index, output in enumerate(OUTPUTS) if output in outputs],
        len(outputs),
        contexts[0].archive.has_drills,
        contexts[0].archive.has_measures,
        contexts[0].left_out,
        contexts[0].in_doubt,
        contexts[0].lettering and contexts[0].lettering.stamp,
        contexts[0].history.known.value,
    )
    digest = blake2b(program_digest() + result.content.settings + repr(said).encode(), digest_size=16)
    digest.update(digest_of_files(theme.folders[-1], theme.sources))
    return digest.digest()


def place(settings: Settings, options: BuildOptions) -> tuple[BuildOptions, str]:
    """Refuse output folders that must not be written, before any work. Raises UsageError, SurroundingsError.

    (the options; why they name no outbox any more): under ``--keep-going`` it never silences the site.
    """
    if missing := [encoding for encoding in options.precompress if not can_compress(encoding)]:
        raise UsageError(settings.words.say("compress_missing", encoding=missing[0]))
    try:
        recover(options.site)
        check_place(options.site, _apart(settings, None))
    except OutputError as error:
        raise UsageError(settings.words.say(error.id, **error.arguments)) from error
    except OSError as error:
        raise _system(settings, error, options.site) from error
    if options.outbox is not None:
        try:
            # After the site, which is where it belongs: of the two, whoever put one into the other named this one.
            outbox_place(settings, options.outbox, _apart(settings, options.site))
        except (UsageError, SurroundingsError) as error:
            if not options.keep_going:
                raise
            return replace(options, outbox=None), str(error)
    return options, ""


def _rendered(
    settings: Settings,
    options: BuildOptions,
    rendering: Rendering,
    record: Record,
    sound: Mapping[str, Stamped],
    new: NewSite,
    workers: int,
) -> Rendered:
    """Everything that is not as it was; under a progress bar where that takes a while. Raises UsageError."""
    label, total = settings.words.say("rendering"), page_count(rendering.contexts)
    with told_failures(settings, options), progress(settings, label, total) as step:
        return rendering.run(record, sound, new.writer, new.took, workers=workers, on_pages=step)


@contextmanager
def told_failures(settings: Settings, options: BuildOptions) -> Iterator[None]:
    """Faults of templates, and lost workers, as people are told them."""
    words = settings.words
    try:
        yield
    except TemplateFailure as error:
        message = words.say("template_failed", template=error.template, line=error.line, reason=error.reason)
        raise UsageError(message) from error
    except SearchFailure as error:
        raise SurroundingsError(words.say("search_failed", reason=error, site=shown(options.site))) from error


@contextmanager
def new_site(
    settings: Settings,
    options: BuildOptions,
    sound: Mapping[str, Stamped] = MappingProxyType({}),
    *,
    folds_case: Callable[[Path], bool] = folds_case,
    resident: Resident | None = None,
) -> Iterator[NewSite]:
    """The new site. Raises UsageError, SurroundingsError: the published one is then as it was."""
    apart = _apart(settings, options.outbox)
    try:
        with publishing(
            options.site,
            version=noroshi.__version__,
            apart_from=apart,
            folds_case=folds_case,
            full=options.full,
            seen=sound,
            resident=resident,
        ) as new:
            yield new
    except ValueError as error:
        # Two files in one place, or a name that no disk takes: only an output of the site's own can do this.
        raise UsageError(settings.words.say("bad_artefacts", reason=str(error))) from error
    except OutputError as error:
        raise UsageError(settings.words.say(error.id, **error.arguments)) from error
    except OSError as error:
        raise _system(settings, error, options.site) from error


@contextmanager
def letters_of(
    settings: Settings, options: BuildOptions, publication: Publication, kept: KeptBatches, workers: int
) -> Iterator[Callable[[], tuple[Outbox | None, str]]]:
    """(what the outbox will hold, why it cannot be made), prepared beside what is done until it is asked for.

    Under ``--keep-going`` a letter never silences the site.
    """
    if options.outbox is None:
        yield lambda: (None, "")
        return
    with preparing(settings, settings.root, publication.contexts, publication.theme, kept, workers=workers) as outbox:

        def letters() -> tuple[Outbox | None, str]:
            try:
                with stage(settings, "stage_letters"):
                    return outbox(), ""
            except UsageError as error:
                if not options.keep_going:
                    raise
                return None, str(error)

        yield letters


def _apart(settings: Settings, other: Path | None) -> tuple[Path, ...]:
    """What neither the site nor the outbox may touch: the content, and each other."""
    own = tuple(settings.root / name for name in ("incidents", "site_src", "themes", ".git"))
    return own if other is None else (*own, other)


def _system(settings: Settings, error: OSError, site: Path) -> SurroundingsError:
    reason = error.strerror or str(error)
    # Files beside the site are noroshi's own business (its lock, the idle tree): what was asked for is the site.
    path = str(error.filename or site)
    if any(part.startswith(".noroshi") for part in Path(path).parts):
        path = str(site)
    return SurroundingsError(settings.words.say("system", reason=reason, path=path, site=shown(site)))
