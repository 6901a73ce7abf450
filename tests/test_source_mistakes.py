"""tests/data/mistakes.txt: each mistake of a writer is told with its line and what to write instead."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from incident_folders import load

from noroshi.model.problem import Problem

_HERE = Path(__file__).parent
_LINES_AROUND = {"yaml-indent", "services-list", "measures-list", "span-as-text", "key-not-indented", "fences-missing"}
"""Rules whose paste takes the place of several lines."""
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
        if any(problem.rule in _LINES_AROUND for problem in problems):
            continue  # the lines around them go too
        _, problems = load(tmp_path / f"{number}-pasted", {"a/incident.md": "\n".join(rows) + "\n"})
        assert problems == (), case
        mended += 1
    assert mended >= 8


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("window: 2026-11-28 23:00 - 2026-11-29 01:00", "span-as-text"),
        ("window: 2026-11-28T23:00+09:00 から 01:00まで", "span-as-text"),
        ("window: ２０２６－１１－２８ ２３：００～翌1:00", "not-a-table"),
        ("window: 2026-11-28 23:00-01:00", "span-as-text"),
        ("window: 2026-11-28 23:00 to +2h", "span-as-text"),
        ("window: 2026-11-28 25:00 - 26:00", "not-a-table"),
        ("eta: 2026-11-21 05:00 - 06:00", "span-as-text"),
        ("periods: 2026-11-21 03:00 ~ 2026-11-21 04:00", "span-as-text"),
        ("window:\nstart: 2026-11-28 23:00\nend: +2h", "key-not-indented"),
        ("eta:\nfrom: +1h\nto: +2h", "key-not-indented"),
        ("data_recovery:\nduration:\n  from: 三日\n  to: 五日\nbasis: 試算", "key-not-indented"),
        ("services:\npayment-api: major_outage\ndashboard: operational", "key-not-indented"),
        ("services:\n- payment-api: major_outage\n- dashboard", "services-list"),
        ("measures:\n- state: done\n- reason: 再検証", "measures-list"),
    ],
)
def test_lines_that_take_the_place_of_several_are_accepted_as_they_are_printed(
    tmp_path: Path, typed: str, rule: str
) -> None:
    start, end = "---\ntitle: 点検\nkind: maintenance\nat: 2026-11-21 03:12\n", "\n---\n本文\n"
    _, problems = load(tmp_path, {"a/incident.md": f"{start}{typed}{end}"})
    (problem,) = problems
    assert problem.rule == rule
    paste = problem.arguments.get("paste", "")
    if paste:
        assert load(tmp_path, {"a/incident.md": f"{start}{chr(10).join(paste)}{end}"})[1] == ()


def test_measures_of_a_report_typed_as_a_list_are_shown_with_an_id_for_each(tmp_path: Path) -> None:
    incident = "---\ntitle: 障害\nat: 2026-11-21 03:12\n---\n本文\n"
    typed = "---\nat: 2026-11-28 10:00\n{}\n---\n経緯\n"
    report = typed.format("measures:\n- what: 上限の監視を追加します\n  due: 2026-12-10\n- 手順の見直し")
    _, (problem,) = load(tmp_path, {"a/incident.md": incident, "a/report.md": report})
    paste = problem.arguments["paste"]
    assert paste[:3] == ("measures:", "  measure-1:", "    what: 上限の監視を追加します")
    again = {"a/incident.md": incident, "a/report.md": typed.format("\n".join(paste))}
    assert load(tmp_path, again)[1] == ()


def test_lines_without_fences_are_accepted_between_the_fences_that_are_printed(tmp_path: Path) -> None:
    keys, body = "title: 障害\n\nat: 2026-11-21 03:12", "\n\n- 決済が失敗しています。\n"
    _, (problem,) = load(tmp_path, {"a/incident.md": keys + body})
    assert (problem.rule, problem.arguments["line"], problem.arguments["last"]) == ("fences-missing", 1, 3)
    assert load(tmp_path, {"a/incident.md": "\n".join(problem.arguments["paste"]) + body})[1] == ()


def test_a_text_with_a_colon_is_not_taken_for_keys(tmp_path: Path) -> None:
    _, (problem,) = load(tmp_path, {"a/incident.md": "note: 決済が失敗しています。\n"})
    assert problem.rule == "no-front-matter"
    files = {"a/incident.md": "---\ntitle: 障害\nat: 2026-11-21 03:12\n---\n本文\n"}
    translated, _ = load(tmp_path, {**files, "a/incident.en.md": "cause: a full disk.\n"})
    assert translated[0].updates[0].body.translations[0][1].markdown.strip() == "cause: a full disk."


def test_a_merge_conflict_is_the_only_thing_told_of_its_incident(tmp_path: Path) -> None:
    marks = "---\n<<<<<<< HEAD\ntitle: 点検\n=======\ntitle: 作業\nkind: maintenance\n>>>>>>> main\n---\n本文\n"
    files = {
        "a/incident.md": marks,
        "a/incident.en.md": "---\ntitle: Work\n---\nWe work.\n",
        "a/02-completed.md": "---\nat: 2026-11-21 05:12\nstatus: completed\n---\n終わりました。\n",
    }
    incidents, problems = load(tmp_path, files)
    assert (incidents, [problem.rule for problem in problems]) == ((), ["merge-conflict"])
    assert problems[0].arguments["sides"] == ("3 (HEAD) ↔ 5-6 (main)",)


@pytest.mark.parametrize("name", ["Incident", "INCIDENT", "index"])
def test_another_name_for_incident_md_is_one_finding_that_says_how_to_rename_it(tmp_path: Path, name: str) -> None:
    files = {
        f"a/{name}.md": "---\ntitle: 障害\nat: 2026-11-21 03:12\n---\n本文\n",
        f"a/{name}.en.md": "---\ntitle: An outage\n---\nText\n",
        "a/02.md": "---\nat: 2026-11-21 05:12\n---\n調査中です。\n",
    }
    _, problems = load(tmp_path, files)
    assert [problem.rule for problem in problems] == ["incident-file-name"]
    assert problems[0].arguments["paste"] == (f"{name}.md → incident.md", f"{name}.en.md → incident.en.md")


def test_a_status_nobody_knows_is_told_with_those_of_the_kind(tmp_path: Path) -> None:
    text = "---\ntitle: 障害\nat: 2026-11-21 03:12\nstatus: fixed\n---\n本文\n"
    _, (problem,) = load(tmp_path, {"a/incident.md": text})
    assert problem.arguments["allowed"] == ("investigating", "identified", "monitoring", "resolved", "false_alarm")
    _, (problem,) = load(tmp_path, {"a/incident.md": text.replace("status", "kind: announcement\nstatus")})
    assert problem.arguments["allowed"] == ("published",)


def test_every_rule_has_words_in_both_languages() -> None:
    words = tomllib.loads((_HERE.parent / "src/noroshi/app/problems/incidents.toml").read_text(encoding="utf-8"))
    told = {line.split(" ")[1] for case in _CASES for line in case.partition("\n===\n")[2].strip("\n").split("\n")}
    assert told <= words.keys()
    for rule, said in words.items():
        assert said["en"] and said["ja"], rule
        assert ("en_hint" in said) == ("ja_hint" in said), rule
