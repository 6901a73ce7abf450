"""``noroshi check``: every problem of every file, for people or for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from noroshi.app.console import tell
from noroshi.app.content import checked
from noroshi.app.formats import FORMATS, summary
from noroshi.app.problem_words import NO_WORDS
from noroshi.app.settings import DONE, PROBLEMS, Settings, UsageError, need_site
from noroshi.check import Rule
from noroshi.model.problem import Problem, Severity


def check_site(settings: Settings, paths: Sequence[str], form: str, strict: bool, rules: Sequence[Rule]) -> int:
    """Print the problems; the exit status. Raises UsageError."""
    need_site(settings)
    within = tuple(_inside(settings, path) for path in paths)
    result = checked(settings, rules)
    problems = tuple(problem for problem in result.problems if _is_within(problem, within))
    sys.stdout.write(FORMATS[form](problems, settings.words.lang, NO_WORDS))
    tell(settings, summary(problems, result.content.files, settings.words.lang))
    stops = [problem for problem in problems if strict or problem.severity is Severity.ERROR]
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
