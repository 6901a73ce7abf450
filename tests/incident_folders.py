"""Folders as a writer would type them, loaded from real files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from noroshi.model.incident import Incident
from noroshi.model.problem import Place, Problem
from noroshi.model.prose import Prose
from noroshi.source.incidents import load_incidents

SERVICES = ("payment-api", "dashboard", "file-storage")


def prose(
    markdown: str, lang: str, prefix: str, images: Mapping[str, str], place: Place
) -> tuple[Prose, tuple[Problem, ...]]:
    """The smallest honest reader of bodies: one paragraph."""
    text = markdown.strip()
    return Prose(markdown, f"<p>{text}</p>" if text else "", text), ()


def load(
    root: Path, files: Mapping[str, str | bytes], *, zone: str = "Asia/Tokyo", languages: tuple[str, ...] = ("ja", "en")
) -> tuple[tuple[Incident, ...], tuple[Problem, ...]]:
    """What the files, named from ``incidents/``, say."""
    for name, content in files.items():
        file = root / "incidents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_incidents(
        root,
        zone=ZoneInfo(zone),
        languages=languages,
        service_ids=SERVICES,
        audience_ids=("customers", "partners"),
        prose=prose,
    )


def one(root: Path, files: Mapping[str, str | bytes], **options: str) -> Incident:
    """The only incident of ``files`` in the folder ``a``, which must have no problems."""
    incidents, problems = load(root, {f"a/{name}": content for name, content in files.items()}, **options)  # type: ignore[arg-type]
    assert problems == ()
    (incident,) = incidents
    return incident


def told(problems: tuple[Problem, ...]) -> list[tuple[str, int, str]]:
    """(file name, line, rule) of each problem."""
    return [(problem.place.path.rpartition("/")[2], problem.place.line, problem.rule) for problem in problems]
