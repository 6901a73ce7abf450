"""``noroshi check``: every problem of every file, for people or for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from noroshi.app.against import base_against, problems_against
from noroshi.app.console import tell
from noroshi.app.content import checked
from noroshi.app.formats import FORMATS, summary
from noroshi.app.problem_words import NO_WORDS
from noroshi.app.settings import DONE, PROBLEMS, Settings, UsageError, need_site
from noroshi.check import Rule
from noroshi.model.frozen import frozen
from noroshi.model.problem import Problem, Severity


@frozen
class CheckAsked:
    """What ``noroshi check`` was asked for."""

    paths: Sequence[str] = ()
    """Files and folders as typed; none: all."""
    form: str = "text"
    is_strict: bool = False
    """Warnings count as errors."""
    against: str | None = None
    """A revision with which what was published is compared; ``None``: with none."""


def check_site(settings: Settings, asked: CheckAsked, rules: Sequence[Rule]) -> int:
    """Print the problems; the exit status. Raises UsageError."""
    need_site(settings)
    within = tuple(_inside(settings, path) for path in asked.paths)
    base = base_against(settings, asked.against) if asked.against is not None else None
    result = checked(settings, rules)
    found = result.problems
    if base is not None and result.content.site is not None:
        found += problems_against(settings, base, result.content.site)
    problems = tuple(problem for problem in found if _is_within(problem, within))
    sys.stdout.write(FORMATS[asked.form](problems, settings.words.lang, NO_WORDS))
    tell(settings, summary(problems, result.content.files, settings.words.lang))
    stops = [problem for problem in problems if asked.is_strict or problem.severity is Severity.ERROR]
    return PROBLEMS if stops else DONE


def _inside(settings: Settings, typed: str) -> PurePosixPath:
    """A path of the command line, relative to the site's root: typed from there or from here."""
    root = settings.root.resolve()
    for path in (Path(typed), settings.root / typed):
        found = path.resolve()
        if found.exists() and found.is_relative_to(root):
            return PurePosixPath(found.relative_to(root).as_posix())
    raise UsageError(settings.words.say("no_such_path", value=typed))


def _is_within(problem: Problem, paths: tuple[PurePosixPath, ...]) -> bool:
    place = PurePosixPath(problem.place.path)
    return not paths or any(place.is_relative_to(path) for path in paths)
