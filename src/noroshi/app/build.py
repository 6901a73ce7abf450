"""The build: load → check → views → render → write, in one function."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import noroshi
from noroshi.app.console import progress, stage, tell
from noroshi.app.formats import format_text, summary
from noroshi.app.leave_out import Kept, leave_out
from noroshi.app.outbox import Outbox, outbox_place, prepared, put, tell_outbox
from noroshi.app.outputs import Output, Publication
from noroshi.app.settings import DONE, KEPT_GOING, PROBLEMS, Settings, SurroundingsError, UsageError
from noroshi.check import RULES, Rule, check, document_of
from noroshi.model.archive import archive, as_of
from noroshi.model.artefact import Artefact
from noroshi.model.incident import Incident
from noroshi.model.problem import Place, Problem, Severity, sorted_problems
from noroshi.model.site import Site
from noroshi.output.errors import OutputError
from noroshi.output.manifest import read_manifest
from noroshi.output.publish import BuildReport, check_place, recover, write
from noroshi.output.tree import folds_case
from noroshi.render.links import LinksMode
from noroshi.render.theme import TemplateFailure, Theme, ThemeError, load_theme
from noroshi.source.files import read_text
from noroshi.source.glance import is_hidden, may_be_open
from noroshi.source.load import Content, load
from noroshi.source.site import SITE_TOML
from noroshi.source.site_doubts import beyond_doubt
from noroshi.source.toml_places import TomlDocument, read_toml
from noroshi.views.context import Context
from noroshi.views.site_views import page_count
from noroshi.wording.language import Language


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Checked:
    """Content with everything that was found in it."""

    content: Content
    kept: Kept
    """What may be published: without updates that have errors."""
    problems: tuple[Problem, ...]
    later: int
    """Updates after ``now`` that were left out."""
    theme: Theme | None = None
    """``None``: there is none of that name, which is among the problems."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Only what stops a build."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def is_publishable(self) -> bool:
        """Whether a part of it can be published: what site.toml says holds for every page."""
        readable = self.content.site is not None and self.theme is not None
        return readable and all(problem.place.path != SITE_TOML for problem in self.errors)


def checked(settings: Settings, rules: Sequence[Rule] = RULES) -> Checked:
    """Load and check everything; all problems of all files."""
    with stage(settings, "stage_load"):
        content = load(settings.root)
    if content.site is None:
        return Checked(content, Kept(), sorted_problems(list(content.problems)), 0)
    site = content.site
    now, explicit = settings.moment(site.demonstration, site.zone)
    incidents, later = as_of(content.incidents, now) if explicit else (content.incidents, 0)
    known = _known(content)

    def found(of: tuple[Incident, ...]) -> tuple[Problem, ...]:
        told = check(document_of(site, of, now, now_is_explicit=explicit, known_elsewhere=known), rules)
        return tuple(beyond_doubt(told, content.doubts, SITE_TOML))

    with stage(settings, "stage_check"):
        theme, theme_problems = _theme(settings.root, site)
        problems = sorted_problems([*content.problems, *theme_problems, *found(incidents)])
        kept = leave_out(
            incidents,
            problems,
            found,
            unseen=lambda problem: is_hidden(settings.root, _folder(problem)),
            may_be_open=lambda problem: may_be_open(settings.root, _folder(problem)),
        )
    return Checked(content, kept, problems, later, theme)


def _folder(problem: Problem) -> str:
    """The folder of a problem's incident; empty where its path has none."""
    above, found, _ = f"{problem.place.path}/".partition(f"/{problem.incident}/")
    return f"{above}/{problem.incident}" if found else ""


def _known(content: Content) -> frozenset[str]:
    """``incident`` and ``incident/update`` of all that somebody wrote, later and broken ones too."""
    known = {incident.id for incident in content.incidents}
    known |= {f"{incident.id}/{update.id}" for incident in content.incidents for update in incident.updates}
    known |= {f"{incident.id}/report" for incident in content.incidents if incident.report}
    known |= {problem.incident for problem in content.problems if problem.incident}
    return frozenset(known | {f"{problem.incident}/{problem.update}" for problem in content.problems if problem.update})


def _theme(root: Path, site: Site) -> tuple[Theme | None, tuple[Problem, ...]]:
    try:
        return load_theme(root, site.theme.name), ()
    except ThemeError as error:
        text, _ = read_text(root, SITE_TOML)
        document = read_toml(text or "")
        line = document.line(("theme", "name")) if isinstance(document, TomlDocument) else 1
        return None, (Problem(Place(SITE_TOML, line), error.rule, arguments=error.arguments),)


def build(
    settings: Settings,
    options: BuildOptions,
    rules: Sequence[Rule] = RULES,
    outputs: Sequence[Output] = (),
    *,
    folds_case: Callable[[Path], bool] = folds_case,
) -> int:
    """Build the site; the exit status. Everything is told on the way. ``folds_case`` as in ``publish.write``."""
    began = time.monotonic()
    words = settings.words
    options, letters_failed = place(settings, options)
    result = checked(settings, rules)
    content, theme = result.content, result.theme
    _tell_problems(settings, result)
    stopped = result.errors and not (options.keep_going and result.is_publishable)
    if content.site is None or theme is None or stopped:
        key = "nothing_published" if result.is_publishable else "nothing_published_site"
        tell(settings, words.say(key, site=_shown(options.site)))
        return PROBLEMS
    site = replace(content.site, url=options.url) if options.url else content.site
    now, _ = settings.moment(site.demonstration, site.zone)
    if settings.verbose:
        said = {"commit": content.git.commit or "-", "now": now.astimezone(site.zone).isoformat()}
        tell(settings, words.say("building", incidents=len(result.kept.incidents), **said))
    contexts = contexts_of(site, result, now, drills=options.drills)
    with stage(settings, "stage_render"):
        artefacts, pages = render(settings, options, contexts, theme, result.content.static, outputs)
    letters, failed = _letters(settings, options, contexts, theme)
    letters_failed = letters_failed or failed
    _tell_gone(settings, options, artefacts)
    with stage(settings, "stage_write"):
        report = _write(settings, options, now, content, artefacts, folds_case)
    if report.left_out:
        tell(settings, words.say("case_folded", paths=", ".join(report.left_out), site=_shown(options.site)))
    if result.later:
        tell(settings, words.say("later_left_out", n=result.later, now=now.astimezone(site.zone).isoformat()))
    _tell_summary(settings, options, result, report, pages, time.monotonic() - began)
    if letters is not None and options.outbox is not None:
        with stage(settings, "stage_outbox"):
            put_report = put(settings, letters.artefacts, options.outbox, _apart(settings, options.site), by="build")
        tell_outbox(settings, letters, put_report, _shown(options.outbox))
    if letters_failed:
        tell(settings, words.say("outbox_kept", reason=letters_failed))
    if result.errors:
        tell(settings, words.say("kept_going", n=len({problem.place.path for problem in result.errors})))
    return KEPT_GOING if letters_failed or result.errors else DONE


def place(settings: Settings, options: BuildOptions) -> tuple[BuildOptions, str]:
    """Refuse output folders that must not be written, before any work. Raises UsageError, SurroundingsError.

    (the options; why they name no outbox any more): under ``--keep-going`` it never silences the site.
    """
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


def contexts_of(site: Site, result: Checked, now: datetime, *, drills: bool) -> tuple[Context, ...]:
    """The site as it is published at ``now``, once for each of its languages."""
    found = archive(result.kept.incidents, now, drills=drills)
    left_out, in_doubt = result.kept.incidents_left_out, result.kept.in_doubt
    return tuple(Context(site, found, Language(tag, site.zone), left_out, in_doubt=in_doubt) for tag in site.languages)


def render(
    settings: Settings,
    options: BuildOptions,
    contexts: tuple[Context, ...],
    theme: Theme,
    static: tuple[tuple[str, Path], ...],
    outputs: Iterable[Output],
) -> tuple[list[Artefact], int]:
    """(every artefact of the site, number of pages)."""
    words = settings.words
    try:
        pages = page_count(contexts)
        with progress(settings, words.say("rendering"), pages) as step:
            site = contexts[0].site
            publication = Publication(settings.root, site, contexts, theme, options.links, static, step)
            return [artefact for output in outputs for artefact in output(publication)], pages
    except TemplateFailure as error:
        message = words.say("template_failed", template=error.template, line=error.line, reason=error.reason)
        raise UsageError(message) from error
    except OSError as error:
        raise _system(settings, error, options.site) from error


def _letters(
    settings: Settings, options: BuildOptions, contexts: tuple[Context, ...], theme: Theme
) -> tuple[Outbox | None, str]:
    """(what the outbox will hold, why it cannot be made): under ``--keep-going`` a letter never silences the site."""
    if options.outbox is None:
        return None, ""
    try:
        with stage(settings, "stage_letters"):
            return prepared(settings, settings.root, contexts, theme), ""
    except UsageError as error:
        if not options.keep_going:
            raise
        return None, str(error)


def _write(
    settings: Settings,
    options: BuildOptions,
    now: datetime,
    content: Content,
    artefacts: list[Artefact],
    folds_case: Callable[[Path], bool],
) -> BuildReport:
    # A changed work tree is not what its commit says, so it names none.
    commit = None if content.git.dirty else content.git.commit
    try:
        return write(
            artefacts,
            options.site,
            version=noroshi.__version__,
            commit=commit,
            built_at=now,
            apart_from=_apart(settings, options.outbox),
            folds_case=folds_case,
        )
    except ValueError as error:
        # Two files in one place, or a name that no disk takes: only an output of the site's own can do this.
        raise UsageError(settings.words.say("bad_artefacts", reason=str(error))) from error
    except OutputError as error:
        raise UsageError(settings.words.say(error.id, **error.arguments)) from error
    except OSError as error:
        raise _system(settings, error, options.site) from error


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
    return SurroundingsError(settings.words.say("system", reason=reason, path=path, site=_shown(site)))


def _tell_problems(settings: Settings, result: Checked) -> None:
    if not result.problems:
        return
    print(format_text(result.problems, settings.words.lang), end="", file=sys.stderr)
    tell(settings, summary(result.problems, result.content.files, settings.words.lang))


def _tell_gone(settings: Settings, options: BuildOptions, artefacts: Iterable[Artefact]) -> None:
    """Name the incidents whose published address this build would take away: a renamed folder, a removed one."""
    before = read_manifest(options.site)
    if before is None or settings.now is not None:
        return
    now = {artefact.path for artefact in artefacts}
    for path in sorted(before.files):
        found = re.fullmatch(r"incidents/([^/]+)/index\.html", path)
        if found and path not in now:
            tell(settings, settings.words.say("address_gone", id=found[1]))


def _tell_summary(
    settings: Settings, options: BuildOptions, result: Checked, report: BuildReport, pages: int, seconds: float
) -> None:
    if options.as_json:
        found = {
            "site": str(options.site),
            "pages": pages,
            "files": report.total,
            "written": report.written,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "errors": len(result.errors),
            "warnings": len(result.problems) - len(result.errors),
            "later": result.later,
            "seconds": round(seconds, 3),
        }
        print(json.dumps(found, ensure_ascii=False))
    tell(
        settings,
        settings.words.say(
            "built",
            pages=f"{pages:,}",
            files=f"{report.total:,}",
            written=f"{report.written:,}",
            unchanged=f"{report.unchanged:,}",
            removed=f"{report.removed:,}",
            seconds=f"{seconds:.2f}",
            site=_shown(options.site),
        ),
    )


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
