"""Key → what the command line says, in Japanese or English."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from noroshi.model.frozen import frozen

_IN_CLI = ("help", "option")


@cache
def _table(name: str) -> Mapping[str, Mapping[str, str]]:
    """The words of one file; what only one command says stands in a file of its own, read when it speaks."""
    text = (Path(__file__).parent / "words" / f"{name}.toml").read_text(encoding="utf-8")
    found: dict[str, Mapping[str, str]] = {}
    for key, value in tomllib.loads(text).items():
        if name == "cli" and key in _IN_CLI:
            found.update({f"{key}.{inner}": said for inner, said in value.items()})
        else:
            found[key] = value
    return found


def _words_of(key: str) -> Mapping[str, str]:
    name, dot, inner = key.partition(".")
    return _table(name)[inner] if dot and name not in _IN_CLI else _table("cli")[key]


class _Counting(string.Formatter):
    """``{n:file|files}`` is the number with its noun: ``1 file``, ``2 files``."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else many}"


_COUNTING = _Counting()


@frozen
class CliWords:
    """The command line's words in one language."""

    lang: str
    """``ja`` or ``en``."""

    def say(self, key: str, **values: object) -> str:
        """The words of a key, filled; ``name.key`` stands in ``words/name.toml``. Raises KeyError for none of ours."""
        template = _words_of(key)[self.lang]
        return _COUNTING.format(template, **values) if values else template


def language_of(wanted: str | None, environ: Mapping[str, str]) -> str:
    """``ja`` or ``en``: as asked for, else as the locale says (POSIX: LC_ALL, LC_MESSAGES, LANG)."""
    if wanted:
        return "ja" if wanted.lower().startswith("ja") else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"
