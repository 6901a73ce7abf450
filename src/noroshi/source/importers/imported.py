"""What an import gives: the site's facts, and for each source file an incident and remarks.

Nothing here touches a disk; ``importers.into`` writes it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import field

from noroshi.model.frozen import frozen

LONGEST_ID = 100


class NothingToImport(Exception):
    """SOURCE is not there, or holds nothing that this importer reads. The argument says which."""


@frozen
class Remark:
    """One thing that was guessed, repaired or not read; its words stand under the rule in every language."""

    rule: str
    """Kebab-case, a key of ``app/words/import.<lang>.toml``."""
    arguments: Mapping[str, str] = field(default_factory=dict)
    """What the words are filled with; by habit ``value`` is what stood in the source, as typed."""
    line: int = 0
    """In the source file, from 1; 0 where the whole file is meant."""


@frozen
class ImportedFile:
    """One file of the source, and what became of it."""

    file: str
    """Path relative to SOURCE."""
    incident: str = ""
    """Id of the incident it became; empty where it is none (the configuration, a picture)."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Name in the incident's folder → text. Empty exactly where ``incident`` is."""
    guessed: tuple[Remark, ...] = ()
    repaired: tuple[Remark, ...] = ()
    unread: tuple[Remark, ...] = ()
    without_words: int = 0
    """How many of its updates have no text, because the source had none at that moment."""
    part: str = ""
    """Where one file holds several incidents: which of them this row is about, ``#16``."""
    translates: str = ""
    """Id of the incident that has its words in another language from this file; it has no incident of its own."""

    @property
    def place(self) -> str:
        """The file, and the part of it."""
        return self.file + self.part


@frozen
class ImportedGroup:
    """A heading under which services stand."""

    id: str
    name: str


@frozen
class ImportedService:
    """A service of the source; ``until`` where only old incidents know it."""

    id: str
    name: str
    group: str = ""
    description: str = ""
    link: str = ""
    until: str = ""
    """A date, ``2021-05-29``."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Further language → its name."""
    descriptions: Mapping[str, str] = field(default_factory=dict)


@frozen
class ImportedSite:
    """What a new site.toml says."""

    name: str
    url: str
    languages: tuple[str, ...]
    timezone: str
    """Name of a zone that exists: ``Europe/Tallinn``."""
    authority: str
    """Of feed ids: ``status.example.com,2021``."""
    groups: tuple[ImportedGroup, ...]
    services: tuple[ImportedService, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    """Further language → the site's name."""


@frozen
class Imported:
    """All that was read."""

    site: ImportedSite
    files: tuple[ImportedFile, ...]
    """By path; every file of the source has its row, whatever happened to it."""

    @property
    def read(self) -> int:
        """How many files these rows are about."""
        return len({file.file for file in self.files})

    @property
    def incidents(self) -> int:
        """How many incidents arrived."""
        return sum(1 for file in self.files if file.incident)


class Ids:
    """Names → ids: lower-case, other characters to ``-``; the second of a name gets ``-2``."""

    def __init__(self, fallback: str) -> None:
        self._fallback = fallback
        self._taken: dict[str, int] = {}
        """Id → the number at the end of the last one that was wanted so."""

    def take(self, name: str) -> str:
        """An id that nothing else has: ``a-z 0-9 - _``, a letter or digit first, at most 100 characters."""
        plain = unicodedata.normalize("NFKC", name).lower()
        wanted = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:LONGEST_ID].rstrip("-_") or self._fallback
        if re.fullmatch(r"\d{4}", wanted):
            # A folder of exactly four digits is a year, not an incident.
            wanted = f"{self._fallback}-{wanted}"
        found, number = wanted, self._taken.get(wanted, 1)
        while found in self._taken:
            number += 1
            end = f"-{number}"
            found = wanted[: LONGEST_ID - len(end)] + end
        self._taken[wanted] = number
        self._taken.setdefault(found, 1)
        return found


LONGEST_LINE = 2_000
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")


def plain_line(text: str) -> str:
    """A name or title as our reader takes it: one line, no controls, nothing that turns text around, not endless."""
    line = " ".join(_UNWANTED.sub(" ", text).split())
    if line in {"~", "null"}:
        return ""
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def said(remark: Remark, words: Mapping[str, str]) -> str:
    """A remark as a sentence, with its line where it has one."""
    sentence = words[remark.rule].format_map(remark.arguments)
    return f"{remark.line}: {sentence}" if remark.line else sentence


def report_rows(files: Iterable[ImportedFile], words: Mapping[str, str]) -> list[dict[str, object]]:
    """The report of ``--report``: ``[{file, incident, guessed, repaired, unread}]``, remarks as sentences."""
    return [
        {
            "file": file.place,
            "incident": file.incident or file.translates,
            "guessed": [said(remark, words) for remark in file.guessed],
            "repaired": [said(remark, words) for remark in file.repaired],
            "unread": [said(remark, words) for remark in file.unread],
        }
        for file in files
    ]


@frozen
class ReportLine:
    """One line of the report that people read."""

    kind: str
    """``guessed``, ``repaired`` or ``unread``."""
    sentence: str
    file: str = ""
    """Where it is; empty: said once for ``files`` of them."""
    files: int = 1


_TRUE_OF_MOST = frozenset({"naive-time", "made-by-monitor", "measurement", "no-part-of-it", "fractions", "modified"})
"""Rules that hold for nearly every file of a source: told one by one they would drown the rest."""


def report_lines(files: Iterable[ImportedFile], words: Mapping[str, str]) -> list[ReportLine]:
    """The report for people: by file, and at its end once with a count what holds for most of them."""
    lines: list[ReportLine] = []
    common: dict[tuple[str, str], set[str]] = {}
    for file in files:
        for kind, remarks in (("guessed", file.guessed), ("repaired", file.repaired), ("unread", file.unread)):
            for remark in remarks:
                if remark.rule in _TRUE_OF_MOST:
                    common.setdefault((kind, said(remark, words)), set()).add(file.file)
                else:
                    lines.append(ReportLine(kind, said(remark, words), file.place))
    return lines + [ReportLine(kind, sentence, files=len(held)) for (kind, sentence), held in common.items()]


def report_json(files: Iterable[ImportedFile], words: Mapping[str, str]) -> str:
    """The same as JSON text, for a file."""
    return json.dumps(report_rows(files, words), ensure_ascii=False, indent=2) + "\n"
