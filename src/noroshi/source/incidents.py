"""The tree ``incidents/`` → incidents, and every problem of every file of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from noroshi.model.incident import Incident
from noroshi.model.problem import Problem, Severity, sorted_problems
from noroshi.source.files_of_folder import read_files
from noroshi.source.folder import FolderReading, ProseReader
from noroshi.source.values import Surroundings
from noroshi.source.walk import Folder, walk


def load_incidents(
    root: Path,
    *,
    zone: ZoneInfo,
    languages: tuple[str, ...],
    service_ids: tuple[str, ...],
    audience_ids: tuple[str, ...],
    prose: ProseReader,
    service_names: Mapping[str, str] = MappingProxyType({}),
    doubts: frozenset[str] = frozenset(),
) -> tuple[tuple[Incident, ...], tuple[Problem, ...]]:
    """(incidents by id, problems by place) of ``root / "incidents"``; no such folder: nothing of either.

    Drafts and drills are among them. An incident with errors comes without its broken updates, which it
    names in ``left_out``; where nothing sound remains it does not come. Never raises for what was written.
    ``service_names``: name of a service in any language → its id, for hints. ``doubts``: what of the site
    cannot be relied on, of ``site_doubts.SITE_KEYS``.
    """
    around = Surroundings(zone, languages, service_ids, audience_ids, service_names=service_names, doubts=doubts)
    folders, found = walk(root)
    problems = list(found)
    unusable = {problem.incident for problem in found if problem.severity is Severity.ERROR and not problem.update}
    incidents: list[Incident] = []
    for folder in folders:
        incident, told = load_folder(root, folder, around, prose)
        problems += told
        if incident is not None and incident.id not in unusable:
            incidents.append(incident)
    return tuple(incidents), sorted_problems(problems)


def load_folder(
    root: Path, folder: Folder, around: Surroundings, prose: ProseReader
) -> tuple[Incident | None, tuple[Problem, ...]]:
    """One folder of :func:`load_incidents`."""
    files = read_files(root, folder, around)
    reading = FolderReading(folder, files, files.kind, prose)
    return reading.incident(), tuple(reading.problems)
