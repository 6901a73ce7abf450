"""site_src/words/<tag>.po → the site's own words of its languages, as they were written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from noroshi.model.problem import Place, Problem
from noroshi.source.files import read_text
from noroshi.source.names import shown
from noroshi.source.nearest import nearest

WORDS = "site_src/words"


def load_words(root: Path, languages: tuple[str, ...]) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """Language tag → text of its file, and problems; no folder, no words. What the texts say is not looked at."""
    folder = root / WORDS
    if not folder.is_dir():
        return MappingProxyType({}), ()
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for name in sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")):
        path, tag = f"{WORDS}/{name}", name.removesuffix(".po")
        if tag == name or tag not in languages:
            near = nearest(tag, languages)
            problems.append(Problem(Place(shown(path)), "words-name", arguments={"value": name, "near": near}))
            continue
        text, told = read_text(root, path)
        problems += told
        if text is not None:
            found[tag] = text
    return MappingProxyType(found), tuple(problems)
