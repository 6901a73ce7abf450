"""``noroshi import noroshi``: the document of ``noroshi export`` → a site's folder, with a report."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from noroshi.app.console import tell
from noroshi.app.problem_words import ProblemWords, visible
from noroshi.app.settings import DONE, PROBLEMS, Settings, SurroundingsError, UsageError
from noroshi.model.export_format import MAX_DOCUMENT, VERSION
from noroshi.model.problem import Place, Problem
from noroshi.source.importers.export_document import Fault, NoExport, exported_files
from noroshi.source.importers.restored import ADDED, GREW, LEFT, UNCHANGED, Restored, restore

_CODE = ("site_src/letters/", "site_src/words/", "site_src/static/")
"""Where texts stand that a build runs, or that it gives to browsers as they are."""


def import_export(settings: Settings, source: Path, *, into: Path, report: Path | None) -> int:
    """Read, write and report; the exit status: 1 where the document is refused, and nothing was written.

    Raises UsageError, SurroundingsError.
    """
    say = settings.words.say
    try:
        files = exported_files(_document(settings, source))
        restored = restore(files, into)
        _tell(settings, restored, into)
        if report is not None:
            report.write_text(_report(settings, restored), encoding="utf-8")
    except NoExport as refused:
        for fault in refused.faults:
            print(_sentence(settings, fault), file=sys.stderr)
        print(say("export.refused", source=visible(str(source))), file=sys.stderr)
        return PROBLEMS
    except OSError as error:
        reason, path = error.strerror or str(error), str(error.filename or into)
        raise SurroundingsError(say("import_stopped", reason=reason, path=path)) from error
    return DONE


def _document(settings: Settings, source: Path) -> bytes:
    """The bytes of SOURCE, ``-``: of stdin. Raises UsageError."""
    say, shown = settings.words.say, visible(str(source))
    try:
        if str(source) == "-":
            document = sys.stdin.buffer.read(MAX_DOCUMENT + 1)
        else:
            with source.open("rb") as file:
                document = file.read(MAX_DOCUMENT + 1)
    except OSError as error:
        raise UsageError(say("export.no_source", value=shown, reason=error.strerror or str(error))) from error
    if len(document) > MAX_DOCUMENT:
        raise UsageError(say("export.source_too_large", value=shown, limit=MAX_DOCUMENT >> 30))
    return document


_WORDS = {
    "link-leaves": "export.link_leaves",
    "export-changed": "export.changed",
    "export-encoding": "export.encoding",
    "export-file-and-folder": "export.file_and_folder",
    "export-no-file": "export.no_file",
    "export-no-files": "export.no_files",
    "export-no-json": "export.no_json",
    "export-other-format": "export.other_format",
    "export-other-version": "export.other_version",
    "export-too-large": "export.too_large_file",
    "export-twice": "export.twice",
}
"""What is wrong with a document → its words. Paths have those of problems."""


def _sentence(settings: Settings, fault: Fault) -> str:
    say, value = settings.words.say, visible(fault.value)
    if fault.rule in _WORDS:
        said = say(_WORDS[fault.rule], value=value, version=VERSION)
    else:
        said, _ = ProblemWords(settings.words.lang).said(Problem(Place(fault.path), fault.rule))
    return f"{visible(fault.path)}: {said}" if fault.path else said


def _tell(settings: Settings, restored: Restored, into: Path) -> None:
    say = settings.words.say
    for row in restored.rows:
        if row.became == LEFT and not settings.quiet:
            print(f"{visible(row.file)}: {say('export.stays')}", file=sys.stderr)
    for kind, key in ((restored.incidents, "export.imported"), (restored.others, "export.imported_files")):
        tell(settings, say(key, added=kind(ADDED), unchanged=kind(UNCHANGED), left=kind(LEFT), into=into))
    if restored.services_added:
        tell(settings, say("import_services", services=visible(", ".join(restored.services_added))))
    if restored.languages_missing:
        tell(settings, say("import_languages", languages=visible(", ".join(restored.languages_missing))))
    if restored.site_unreadable:
        reason = visible(restored.site_unreadable)
        tell(settings, say("import_site_unreadable", path="site_src/site.toml", reason=reason))
    if code := sum(1 for row in restored.rows if row.became == ADDED and row.file.startswith(_CODE)):
        tell(settings, say("export.review", n=code))
    tell(settings, say("import_next", into=into))


def _report(settings: Settings, restored: Restored) -> str:
    """``[{file, incident, guessed, repaired, unread}]``, as every importer writes it."""
    stays, grew = settings.words.say("export.stays"), settings.words.say("export.grew")
    rows = [
        {
            "file": row.file,
            "incident": row.incident,
            "guessed": [],
            "repaired": [grew] if row.became == GREW else [],
            "unread": [stays] if row.became == LEFT else [],
        }
        for row in restored.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
