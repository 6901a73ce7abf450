"""An Upptime repository → incident folders in our shape, and what had to be guessed, repaired or left unread.

What is read, and what becomes of it:

``.upptimerc.yml``          ``sites`` → services; ``status-website`` → name and address of the site.
``history/SLUG.yml``        the slug of a service; one that the configuration lacks becomes a service with ``until``.
``history/summary.json``    slugs by name. Its sums (uptime, response times, minutes down) go to the report: noroshi
                            keeps incidents, and makes its own sums of them.
``issues.json``             an export of the issues (``--issues FILE``), as ``gh`` or the REST API writes it, comments
                            of the REST API also beside it in ``comments.json``. Issues with the label ``status`` →
                            incidents, with ``maintenance`` → maintenances; every comment → an update.
git's log of ``history/``   only without such an export: from each 🟥 to the next 🟩 of a service an incident, impact
                            critical, which says that a machine made it.

Every word of every body and comment stands in some update. Left out are HTML comments, which no reader saw: they
stand in the report; and ``[skip ci] [upptime]`` of commits, which only machines read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from noroshi.source.importers.imported import Ids, Imported, ImportedFile, NothingToImport, Remark
from noroshi.source.importers.upptime.commits import Sightings, name_in, sightings
from noroshi.source.importers.upptime.issue import issues
from noroshi.source.importers.upptime.outages import LANGUAGE, Place, outage_file, outages
from noroshi.source.importers.upptime.report import Context, kind_of, reported
from noroshi.source.importers.upptime.site import Known, Measured, Summed, known, measured, services, site, summed
from noroshi.source.importers.upptime.slugs import Slugs
from noroshi.source.importers.walk import is_file_in, is_folder_in

LARGEST_FILE = 1_000_000
LARGEST_EXPORT = 200_000_000
"""Bytes of the issues: a site that fails every hour for years has some 20 MB."""

_CONFIG_NAMES = (".upptimerc.yml", ".upptimerc.yaml", "upptimerc.yml", "upptimerc.yaml")
_ISSUES, _COMMENTS = "issues.json", "comments.json"


def import_upptime(
    source: Path,
    config_file: Path | None = None,
    issues_file: Path | None = None,
    *,
    now: datetime,
    environ: Mapping[str, str] | None = None,
) -> Imported:
    """Read a checkout of an Upptime repository, or a folder of its files.

    ``now`` matters only for what is dated later: it was said by now, whatever its date. ``environ`` is what git
    gets, by default this process's. Raises NothingToImport if there is neither a configuration, a ``history/`` nor
    issues; OSError if the configuration or the issues cannot be opened.
    """
    if not source.is_dir():
        raise NothingToImport(str(source))
    return _Import(source, config_file, issues_file, now.replace(microsecond=0), environ).run()


class _Import:
    """The rows of the report in the order in which the files are read."""

    def __init__(
        self,
        source: Path,
        config_file: Path | None,
        issues_file: Path | None,
        now: datetime,
        environ: Mapping[str, str] | None,
    ) -> None:
        self.source = source
        self.now = now
        self.environ = environ
        self.folder = source / "history" if is_folder_in(source, "history") else source
        self.config_path = config_file or next(
            (source / name for name in _CONFIG_NAMES if is_file_in(source, name)), None
        )
        self.issues_path = issues_file or (source / _ISSUES if is_file_in(source, _ISSUES) else None)
        self.rows: list[ImportedFile] = []
        self.history: dict[str, ImportedFile] = {}
        """Path → the row of a file of ``history/``."""
        self.first_year = 9999

    def run(self) -> Imported:
        config = self._configuration()
        files, sums = self._history()
        if not files and not sums and self.config_path is None and self.issues_path is None:
            raise NothingToImport(str(self.source))
        seen = sightings(self.source, self._folder_name, config.wording, self.environ)
        names = {slug: name_in(sighted) for slug, sighted in seen.by_slug.items()} if seen else {}
        names |= {entry.slug: entry.name for entry in sums if entry.name}
        slugs = services(config, files, names, has_config=self.config_path is not None, now=self.now)
        if self.issues_path is not None:
            self._issues(self.issues_path, config, slugs)
            if seen is not None:
                self.rows.append(ImportedFile(".git", unread=(Remark("commits-left"),)))
        elif seen is None:
            self.rows.append(ImportedFile(".git", unread=(Remark("no-history"),)))
        else:
            self._commits(seen, slugs, names)
        self.rows += self.history.values()
        self.rows += self._others()
        row = ImportedFile(
            self.config_path.name if self.config_path else _CONFIG_NAMES[0],
            guessed=tuple(config.guessed),
            repaired=tuple(config.repaired),
            unread=tuple(config.unread),
        )
        year = min(self.first_year, self.now.year)
        machine = LANGUAGE if any(row.incident for row in self.rows) and self.issues_path is None else ""
        return Imported(site(config, slugs, year, machine), (row, *self.rows))

    def _configuration(self) -> Known:
        name = self.source.resolve().name
        if self.config_path is None:
            found = known(None, name)
            found.unread.append(Remark("no-upptimerc"))
            return found
        size = self.config_path.stat().st_size
        found = known(self.config_path.read_bytes() if size <= LARGEST_FILE else None, name)
        if size > LARGEST_FILE:
            found.unread.append(_too_large(size, LARGEST_FILE))
        return found

    def _history(self) -> tuple[list[Measured], tuple[Summed, ...]]:
        """What the files of ``history/`` say; each gets its row."""
        files: list[Measured] = []
        sums: tuple[Summed, ...] = ()
        for path in self._below(self.folder):
            name = path.relative_to(self.source).as_posix()
            content = self._content(path)
            unread: tuple[Remark, ...] = (Remark("no-part-of-it"),)
            if isinstance(content, Remark):
                unread = (content,)
            elif path.name == "summary.json":
                found = summed(content)
                sums = found or ()
                unread = tuple(
                    Remark("sums", {"value": entry.sums, "name": entry.name or entry.slug}) for entry in sums
                )
                unread = unread if found is not None else (Remark("broken-json", {"value": "summary.json"}),)
            elif path.suffix in {".yml", ".yaml"} and path.parent == self.folder:
                files.append(measured(path.stem, content.decode("utf-8", "replace")))
                unread = (Remark("measurement"),)
            self.history[name] = ImportedFile(name, unread=unread)
        return files, sums

    def _issues(self, path: Path, config: Known, slugs: Slugs) -> None:
        size = path.stat().st_size
        exports = [path.read_bytes()] if size <= LARGEST_EXPORT else []
        beside = path.with_name(_COMMENTS)
        rows = [ImportedFile(path.name, unread=() if exports else (_too_large(size, LARGEST_EXPORT),))]
        if is_file_in(path.parent, _COMMENTS):
            content = self._content(beside, LARGEST_EXPORT)
            rows.append(ImportedFile(_COMMENTS, unread=(content,) if isinstance(content, Remark) else ()))
            exports += [content] if isinstance(content, bytes) else []
        found = issues(*exports)
        rows[0] = replace(rows[0], unread=(*rows[0].unread, *found.unread))
        self.rows += rows
        ids = Ids("issue")
        for issue in found.issues:
            part = f"#{issue.number}"
            kind = kind_of(issue)
            if issue.is_pull_request or not kind:
                rule = "pull-request" if issue.is_pull_request else "other-issue"
                remark = Remark(rule, {"value": " ".join(issue.title.split())})
                self.rows.append(ImportedFile(path.name, unread=(remark,), part=part))
                continue
            context = Context(path.name, ids.take(f"issue-{issue.number}"), config, slugs, self.now)
            row, at = reported(issue, kind, context)
            self.first_year = min(self.first_year, at.year)
            self.rows.append(row)

    def _commits(self, seen: Sightings, slugs: Slugs, names: Mapping[str, str]) -> None:
        if seen.is_shallow:
            self.rows.append(ImportedFile(".git", unread=(Remark("shallow-clone"),)))
        ids = Ids("outage")
        for slug, sighted in sorted(seen.by_slug.items()):
            file = self._file_of(slug)
            service = slugs.take(slug, names.get(slug, slug), min(sighted[-1].at, self.now))
            found = outages(sighted)
            for outage in found.outages:
                at = outage.seen[0].at
                place = Place(ids.take(f"{at:%Y-%m-%d-%H%M}-{slug}"), file, service, slugs.is_listed(slug))
                self.rows.append(outage_file(outage, place, self.now))
                self.first_year = min(self.first_year, at.year)
            if found.slow:
                self._note(file, Remark("slow-without-down", {"value": str(found.slow)}))
        for slug, count in seen.unclear.items():
            if slug not in seen.by_slug and self._file_of(slug) in self.history:
                self._note(self._file_of(slug), Remark("unclear-commits", {"value": str(count)}))

    def _note(self, file: str, remark: Remark) -> None:
        row = self.history.get(file, ImportedFile(file))
        self.history[file] = replace(row, unread=(*row.unread, remark))

    def _file_of(self, slug: str) -> str:
        return f"{self._folder_name}/{slug}.yml".removeprefix("./")

    @property
    def _folder_name(self) -> str:
        return self.folder.relative_to(self.source).as_posix()

    def _others(self) -> list[ImportedFile]:
        """A row for whatever else lies at the top: pictures, sums of sums, workflows."""
        named = {path.resolve() for path in (self.config_path, self.issues_path) if path is not None}
        told = {row.file for row in self.rows}
        rows: list[ImportedFile] = []
        for path in sorted(self.source.iterdir()):
            name = path.name + ("/" if path.is_dir() else "")
            if path == self.folder or name in told or path.name == ".git" or path.resolve() in named:
                continue
            rows.append(ImportedFile(name, unread=(Remark("no-part-of-it"),)))
        return rows

    def _below(self, folder: Path) -> list[Path]:
        """Every file of ``history/``; where SOURCE itself is that folder, only its own."""
        found: list[Path] = []
        for parent, folders, names in os.walk(folder):
            folders[:] = [] if folder == self.source else sorted(name for name in folders if not name.startswith("."))
            found += [Path(parent, name) for name in names]
            found += [Path(parent, name) for name in folders if Path(parent, name).is_symlink()]
        if folder == self.source:
            found = [path for path in found if path.name == "summary.json" or self._is_measurement(path)]
        return sorted(found)

    def _is_measurement(self, path: Path) -> bool:
        """Whether it is a file of ``history/`` outside a folder of that name."""
        if path.suffix not in {".yml", ".yaml"} or path.name in _CONFIG_NAMES:
            return False
        content = self._content(path)
        return (
            isinstance(content, bytes)
            and re.search(rb"^(?:- )?(?:lastUpdated|responseTime):", content, re.M) is not None
        )

    def _content(self, path: Path, most: int = LARGEST_FILE) -> bytes | Remark:
        """A file's bytes, or why it is not read."""
        try:
            if path.is_symlink() and not path.resolve(strict=True).is_relative_to(self.source.resolve()):
                return Remark("link-outside")
            if not path.is_file():
                return Remark("no-part-of-it")
            size = path.stat().st_size
            return _too_large(size, most) if size > most else path.read_bytes()
        except (OSError, RuntimeError) as cause:
            return Remark("cannot-open", {"value": getattr(cause, "strerror", None) or ""})


def _too_large(size: int, most: int) -> Remark:
    return Remark("too-large", {"value": str(size), "most": str(most)})
