"""Problems → text for people, JSON for programs, annotations for GitHub.

``json`` is an array of objects in the order of places, each with ``file`` (path from the site's root),
``line`` (from 1), ``rule``, ``severity`` (``error`` or ``warning``), ``message``, ``hint`` (array of lines),
``incident`` and ``update`` (ids, or empty), and ``arguments``: what the words were filled with, as found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from noroshi.app.problem_words import NO_WORDS, ProblemWords, Words, visible
from noroshi.model.problem import Problem, Severity, sorted_problems

_WARNING = {"ja": "警告: ", "en": "warning: "}


def format_text(problems: Iterable[Problem], lang: str, own: Words = NO_WORDS) -> str:
    """``path:line: message [rule]`` and indented hints; every line ends with a line break."""
    words = ProblemWords(lang, own)
    lines: list[str] = []
    for problem in sorted_problems(list(problems)):
        headline, hints = words.said(problem)
        mark = _WARNING[words.lang] if problem.severity is Severity.WARNING else ""
        place = f"{visible(problem.place.path)}:{problem.place.line}"
        lines += [f"{place}: {mark}{headline} [{problem.rule}]", *(f"    {hint}" for hint in hints)]
    return "".join(f"{line}\n" for line in lines)


def format_json(problems: Iterable[Problem], lang: str, own: Words = NO_WORDS) -> str:
    """The array described above, indented, with a line break at its end."""
    words = ProblemWords(lang, own)
    found = []
    for problem in sorted_problems(list(problems)):
        headline, hints = words.said(problem)
        found.append(
            {
                "file": problem.place.path,
                "line": problem.place.line,
                "rule": problem.rule,
                "severity": str(problem.severity),
                "message": headline,
                "hint": list(hints),
                "incident": problem.incident,
                "update": problem.update,
                "arguments": {
                    key: _plain(problem.arguments[key]) for key in sorted(problem.arguments) if key != "words"
                },
            }
        )
    text = json.dumps(found, ensure_ascii=False, indent=2)
    # Inside JSON's strings are characters that a terminal obeys and ones that no encoding can write.
    return "".join(sign if sign == "\n" or visible(sign) == sign else _unit(sign) for sign in text) + "\n"


def format_github(problems: Iterable[Problem], lang: str, own: Words = NO_WORDS) -> str:
    """Workflow commands, one a line: GitHub shows them beside the lines of a pull request."""
    words = ProblemWords(lang, own)
    lines = []
    for problem in sorted_problems(list(problems)):
        headline, hints = words.said(problem)
        properties = {
            "file": visible(problem.place.path),
            "line": str(problem.place.line),
            "title": problem.rule,
        }
        said = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        lines.append(f"::{problem.severity} {said}::{_message(chr(10).join((headline, *hints)))}\n")
    return "".join(lines)


FORMATS: Mapping[str, Callable[[Iterable[Problem], str, Words], str]] = {
    "text": format_text,
    "json": format_json,
    "github": format_github,
}
"""What ``--format`` may say."""


def summary(problems: Iterable[Problem], files: int, lang: str) -> str:
    """One sentence: how many errors and warnings were found in how many files."""
    found = sorted_problems(list(problems))
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    warnings = len(found) - errors
    if ProblemWords(lang).lang == "ja":
        counts = [f"エラー{errors}件"] * bool(errors) + [f"警告{warnings}件"] * bool(warnings)
        said = "と".join(counts)
        return f"{files}ファイルに、{said}があります。" if said else f"{files}ファイルに、問題はありません。"
    counts = [_counted(errors, "error")] * bool(errors) + [_counted(warnings, "warning")] * bool(warnings)
    return f"{', '.join(counts) or 'no problems'} in {_counted(files, 'file')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _plain(value: object) -> Any:
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _unit(sign: str) -> str:
    """JSON's escape, a pair of them beyond the basic plane (RFC 8259 §7)."""
    return json.dumps(sign)[1:-1]


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return re.sub("[:,]", lambda sign: f"%{ord(sign.group()):02X}", _message(text))
