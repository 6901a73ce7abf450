"""``noroshi import``: another tool's files → this site, with a report."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from datetime import datetime
from importlib import resources
from pathlib import Path

from noroshi.app.console import tell
from noroshi.app.problem_words import visible
from noroshi.app.settings import Settings, SurroundingsError, UsageError
from noroshi.source.importers.imported import Imported, NothingToImport, report_json, report_lines
from noroshi.source.importers.into import Written, write_import

Read = Callable[[datetime], Imported]
"""``now`` → what an importer has read; it matters only for what is dated later."""


def run_import(
    settings: Settings,
    source: str | Path,
    read: Read,
    *,
    into: Path,
    report: Path | None,
    no_source: str = "no_source",
) -> int:
    """Read, write and report; the exit status. Raises UsageError, SurroundingsError.

    ``no_source`` is the key of the words for a SOURCE that holds nothing to import.
    """
    say = settings.words.say
    try:
        imported = read(settings.moment()[0])
    except NothingToImport:
        raise UsageError(say(no_source, value=visible(str(source)))) from None
    except OSError as error:
        # Only the configuration is needed; a file of incidents that cannot be opened is a line of the report.
        reason, path = error.strerror or str(error), visible(str(error.filename or source))
        raise UsageError(say("no_config", reason=reason, path=path)) from error
    try:
        written = write_import(imported, into)
        _tell(settings, imported, written, into)
        if report is not None:
            # Half a sign, as in a name that is no UTF-8, gets the escape that JSON has for it.
            rows = report_json(imported.files, _words(settings))
            report.write_text(rows, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        reason, path = error.strerror or str(error), str(error.filename or into)
        raise SurroundingsError(say("import_stopped", reason=reason, path=path)) from error
    return 0


def _words(settings: Settings) -> dict[str, str]:
    text = resources.files("noroshi.app").joinpath("words", f"import.{settings.words.lang}.toml")
    return tomllib.loads(text.read_text(encoding="utf-8"))


def _tell(settings: Settings, imported: Imported, written: Written, into: Path) -> None:
    say = settings.words.say
    counts = {"guessed": 0, "repaired": 0, "unread": 0}
    for line in report_lines(imported.files, _words(settings)):
        counts[line.kind] += line.files
        where = visible(line.file) if line.file else say("import_files", count=line.files, files=imported.read)
        if not settings.quiet:
            print(f"{where}: {line.kind}: {visible(line.sentence)}", file=sys.stderr)
    if written.site_unreadable:
        reason = visible(written.site_unreadable)
        tell(settings, say("import_site_unreadable", path="site_src/site.toml", reason=reason))
    tell(
        settings,
        say(
            "imported",
            files=imported.read,
            added=len(written.added),
            unchanged=len(written.unchanged),
            left=len(written.left),
            into=into,
        ),
    )
    if written.left:
        tell(settings, say("import_left", ids=visible(", ".join(written.left))))
    if written.services_added:
        tell(settings, say("import_services", services=visible(", ".join(written.services_added))))
    if written.services_shared:
        tell(settings, say("import_services_shared", services=visible(", ".join(written.services_shared))))
    if written.languages_missing:
        tell(settings, say("import_languages", languages=visible(", ".join(written.languages_missing))))
    tell(settings, say("import_counts", **counts))
    there = {*written.added, *written.unchanged}
    if count := sum(file.without_words for file in imported.files if file.incident in there):
        tell(settings, say("import_without_words", count=count))
    tell(settings, say("import_next", into=into))
