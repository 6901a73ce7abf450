"""``noroshi export``: a site → one JSON document, on stdout or in a file that appears whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import noroshi
from noroshi.app.console import progress, tell
from noroshi.app.problem_words import ProblemWords, visible
from noroshi.app.settings import DONE, KEPT_GOING, Settings, UsageError, need_site
from noroshi.model.course import Course
from noroshi.model.export_format import MAX_DOCUMENT
from noroshi.model.problem import Problem, Severity, sorted_problems
from noroshi.model.site import Site
from noroshi.render.export_document import export_pieces, file_row
from noroshi.source.content_files import TOPS, ContentFiles, content_files, handbook_of, read_content
from noroshi.source.load import load
from noroshi.source.site import SITE_TOML
from noroshi.views.export_facts import incident_facts, site_facts
from noroshi.views.export_values import Json

_SHOWN = 5
"""Names of files that are said; more are counted."""


def export_site(settings: Settings, into: Path | None) -> int:
    """Write the document; the exit status: 4 where a file could not be put into it. Raises UsageError.

    What has errors is exported as it is: its files are, and its facts as far as they can be read.
    """
    need_site(settings)
    say = settings.words.say
    target = None if into is None or str(into) == "-" else into
    if target is not None and _is_content(target, settings.root):
        raise UsageError(say("export.into_content", path=target))
    found, content = content_files(settings.root, _handbook(settings.root)), load(settings.root)
    reading = _Reading(settings, found)
    pieces = export_pieces(
        noroshi.__version__,
        site_facts(content.site) if content.site else None,
        _incidents(content.site, content.courses),
        reading.rows(),
        _problems(content.problems, reading),
    )
    size = _write_out(pieces) if target is None else _write_file(pieces, target)
    _tell_left_out(settings, reading.left_out)
    if found.passed_over:
        tell(settings, say("export.passed_over", n=len(found.passed_over), paths=_some(found.passed_over)))
    if content.site and (settings.root / "themes" / content.site.theme.name).is_dir():
        tell(settings, say("export.theme", name=content.site.theme.name))
    if errors := {problem.place.path for problem in content.problems if problem.severity is Severity.ERROR}:
        tell(settings, say("export.errors", n=len(errors)))
    if size > MAX_DOCUMENT:
        print(say("export.too_large", limit=MAX_DOCUMENT >> 30), file=sys.stderr)
    amount = f"{size / 1048576:.1f}"
    tell(settings, say("export.done", n=len(content.courses), files=reading.written, size=amount, into=target or "-"))
    return KEPT_GOING if reading.left_out else DONE


class _Reading:
    """Files → rows of the document, one at a time."""

    def __init__(self, settings: Settings, found: ContentFiles) -> None:
        self._settings = settings
        self._paths = found.paths
        self.left_out = list(found.left_out)
        """What is not in the document; whole once all rows were asked for."""
        self.written = 0

    def rows(self) -> Iterator[Json]:
        settings = self._settings
        with progress(settings, settings.words.say("export.exporting"), len(self._paths)) as step:
            for path in self._paths:
                content, problem = read_content(settings.root, path)
                if problem is not None:
                    self.left_out.append(problem)
                elif content is not None:
                    self.written += 1
                    yield file_row(path, content)
                step(1)


def _incidents(site: Site | None, courses: Iterable[Course]) -> Iterator[Json]:
    if site is not None:
        for course in courses:
            yield incident_facts(site, course)


def _problems(read: Sequence[Problem], reading: _Reading) -> Iterator[Json]:
    """What is wrong with files, and then those that are not there; always in English: the document is one."""
    words = ProblemWords("en")
    left_out = {problem.place.path for problem in reading.left_out}
    for problem in sorted_problems([*read, *reading.left_out]):
        yield {
            "file": problem.place.path,
            "line": problem.place.line,
            "rule": problem.rule,
            "severity": problem.severity.value,
            "message": words.said(problem)[0],
            "in_export": problem.place.path not in left_out,
        }


def _write_out(pieces: Iterable[bytes]) -> int:
    size = 0
    for piece in pieces:
        # Not through the text layer: the bytes are the contract, whatever the terminal's encoding.
        sys.stdout.buffer.write(piece)
        size += len(piece)
    return size


def _write_file(pieces: Iterable[bytes], target: Path) -> int:
    """Beside, then in its place: what an earlier export wrote stays until this one is whole. Raises OSError."""
    beside = target.with_name(f".{target.name[:40]}.{os.getpid()}.exporting")
    size = 0
    try:
        with beside.open("xb") as file:
            for piece in pieces:
                file.write(piece)
                size += len(piece)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return size


def _handbook(root: Path) -> str:
    content, _ = read_content(root, SITE_TOML)
    return handbook_of((content or b"").decode("utf-8-sig", "replace"))


def _is_content(target: Path, root: Path) -> bool:
    """Whether the next export would hold this one."""
    real = target.absolute().resolve()
    tops = filter(None, (*TOPS, _handbook(root)))
    return any(real.is_relative_to((root / top).resolve()) for top in tops)


def _tell_left_out(settings: Settings, left_out: Sequence[Problem]) -> None:
    """Said also under ``--quiet``: somebody relies on the document being whole."""
    words = ProblemWords(settings.words.lang)
    for problem in left_out:
        said, hints = words.said(problem)
        print(f"{visible(problem.place.path)}: {said} [{problem.rule}]", file=sys.stderr)
        for hint in hints:
            print(f"    {hint}", file=sys.stderr)
    if left_out:
        print(settings.words.say("export.left_out", n=len(left_out)), file=sys.stderr)


def _some(paths: Sequence[str]) -> str:
    more = "…" if len(paths) > _SHOWN else ""
    return visible(", ".join(paths[:_SHOWN])) + more
