"""tests/data/mistakes.txt: each mistake of a writer is told with its line and what to write instead."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from incident_folders import load

from noroshi.model.problem import Problem

_HERE = Path(__file__).parent
_CASES = (_HERE / "data" / "mistakes.txt").read_text(encoding="utf-8").split("\n### ")[1:]


def _line(problem: Problem) -> str:
    paste = problem.arguments.get("paste", "")
    written = paste if isinstance(paste, str) else " | ".join(paste)
    return f"{problem.place.line} {problem.rule} {written}".rstrip()


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.partition("\n")[0])
def test_a_mistake_is_told_with_its_line_and_what_to_paste(case: str, tmp_path: Path) -> None:
    _, _, rest = case.partition("\n")
    text, _, expected = rest.partition("\n===\n")
    _, problems = load(tmp_path, {"2026-11-21-payment-api/incident.md": text + "\n"})
    assert [_line(problem) for problem in problems] == expected.strip("\n").split("\n")
    assert {problem.incident for problem in problems} == {"2026-11-21-payment-api"}


def test_what_is_to_be_pasted_is_then_accepted(tmp_path: Path) -> None:
    mended = 0
    for number, case in enumerate(_CASES):
        text = case.partition("\n")[2].partition("\n===\n")[0]
        _, problems = load(tmp_path / f"{number}-typed", {"a/incident.md": text + "\n"})
        rows = text.split("\n")
        pastes = {problem.place.line: problem.arguments.get("paste", "") for problem in problems}
        lines = {line: paste if isinstance(paste, str) else "".join(paste[:1]) for line, paste in pastes.items()}
        if "" in lines.values() or "---" in lines.values():
            continue  # nobody can say what was meant, or a line is to be added
        for line, paste in lines.items():
            indent = len(rows[line - 1]) - len(rows[line - 1].lstrip(" "))
            rows[line - 1] = paste if paste.startswith(" ") else " " * indent * (indent < 4) + paste
        if any(problem.rule in ("yaml-indent", "services-list") for problem in problems):
            continue  # the lines around them go too
        _, problems = load(tmp_path / f"{number}-pasted", {"a/incident.md": "\n".join(rows) + "\n"})
        assert problems == (), case
        mended += 1
    assert mended >= 8


def test_every_rule_has_words_in_both_languages() -> None:
    words = tomllib.loads((_HERE.parent / "src/noroshi/app/problems/incidents.toml").read_text(encoding="utf-8"))
    told = {line.split(" ")[1] for case in _CASES for line in case.partition("\n===\n")[2].strip("\n").split("\n")}
    assert told <= words.keys()
    for rule, said in words.items():
        assert said["en"] and said["ja"], rule
        assert ("en_hint" in said) == ("ja_hint" in said), rule
