"""What a problem says, in two languages, to people, programs and GitHub."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.app.formats import format_github, format_json, format_text, summary
from noroshi.app.problem_words import ProblemWords, built_in_words, visible
from noroshi.check import RULE_IDS
from noroshi.model.problem import Place, Problem, Severity
from noroshi.source.prose.notes import NoteKind

SOURCE = Path(__file__).resolve().parent.parent / "src" / "noroshi"
PLACEHOLDER = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
WORDS = {
    "status": {
        "en": "unknown status '{value}'",
        "ja": "「{value}」という状態はありません",
        "en_hint": "one of: {allowed} — did you mean '{near}'?",
        "ja_hint": ["次のどれか: {allowed}", "「{near}」ではありませんか"],
    },
    "paste": {"en": "write it so", "ja": "こう書きます", "en_hint": ["{paste}"], "ja_hint": "{paste}"},
    "braces": {"en": 'write {{ja = "…"}} or {from, to}, not {value}', "ja": "{value}"},
}
STATUSES = ("investigating", "identified", "monitoring", "resolved", "false_alarm")


def problem(rule: str = "status", /, **arguments: object) -> Problem:
    return Problem(Place("incidents/2026-03-14-api/02-update.md", 3), rule, arguments=arguments)


# ---- the words of every rule


@pytest.mark.parametrize("rule", sorted(built_in_words()))
def test_every_rule_speaks_both_languages_with_the_same_placeholders(rule: str) -> None:
    words = built_in_words()[rule]
    assert set(words) <= {"en", "ja", "en_hint", "ja_hint"}
    assert isinstance(words["en"], str)
    assert isinstance(words["ja"], str)
    assert ("en_hint" in words) == ("ja_hint" in words)

    def placeholders(*keys: str) -> set[str]:
        texts = [words.get(key, "") for key in keys]
        return {
            name for text in texts for name in PLACEHOLDER.findall(text if isinstance(text, str) else " ".join(text))
        }

    assert placeholders("en") == placeholders("ja")
    assert placeholders("en", "en_hint") == placeholders("ja", "ja_hint")
    assert re.search("[ぁ-んァ-ヶ一-龠]", str(words["ja"]))
    assert not re.search("[ぁ-んァ-ヶ]", str(words["en"]))


@pytest.mark.parametrize("rule", sorted(built_in_words()))
def test_the_words_of_a_rule_name_nothing_of_the_program(rule: str) -> None:
    said = json.dumps(built_in_words()[rule], ensure_ascii=False)
    assert not re.search(r"\bnoroshi\.|Traceback|Exception|\.py\b|NoneType|pydantic|tomllib|yaml\.", said)


RAISERS = frozenset({"Problem", "TomlFault", "Refusal", "refuse", "_problem", "problem", "refused"})
RULE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


def rules_raised(path: Path) -> Iterator[str]:
    """Every rule id that is a literal among the arguments of what makes a problem."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in RAISERS:
            continue
        named = [word.value for word in node.keywords if word.arg == "rule"]
        for part in (part for argument in (*node.args, *named) for part in ast.walk(argument)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and RULE.fullmatch(part.value):
                yield part.value


def test_every_rule_that_can_be_raised_has_words() -> None:
    files = [path for path in (SOURCE / "source").rglob("*.py") if "importers" not in path.parts]
    raised = {rule for path in files for rule in rules_raised(path)}
    assert {"site-missing", "page-name", "two-homes", "body-without-at", "needs-quotes"} <= raised
    raised |= {str(kind) for kind in NoteKind} | set(RULE_IDS)
    assert raised - set(built_in_words()) == set()


def test_no_words_of_the_sites_own_source_are_left_over() -> None:
    typed = "".join(path.read_text(encoding="utf-8") for path in (SOURCE / "source").glob("*.py"))
    for rule in built_in_words():
        if rule.startswith(("site-", "toml-", "page-", "static-")):
            assert f'"{rule}"' in typed, rule


# ---- filling them


def test_a_problem_reads_as_the_style_guide_shows_it() -> None:
    found = problem(value="solved", allowed=STATUSES, near="resolved")
    assert format_text([found], "en", WORDS) == (
        "incidents/2026-03-14-api/02-update.md:3: unknown status 'solved' [status]\n"
        "    one of: investigating, identified, monitoring, resolved, false_alarm — did you mean 'resolved'?\n"
    )
    assert format_text([found], "ja", WORDS) == (
        "incidents/2026-03-14-api/02-update.md:3: 「solved」という状態はありません [status]\n"
        "    次のどれか: investigating、identified、monitoring、resolved、false_alarm\n"
        "    「resolved」ではありませんか\n"
    )


def test_what_has_nothing_to_say_is_left_out_of_a_hint() -> None:
    words = ProblemWords("en", WORDS)
    assert words.said(problem(value="x", allowed=("a", "b"), near=""))[1] == ("one of: a, b",)
    assert words.said(problem(value="x", near="a"))[1] == ("did you mean 'a'?",)
    assert words.said(problem(value="x", allowed=()))[1] == ()


def test_a_list_to_paste_is_one_line_each() -> None:
    words = ProblemWords("en", WORDS)
    assert words.said(problem("paste", paste=("at: 1", "at: 2")))[1] == ("at: 1", "at: 2")
    assert words.said(problem("paste", paste="---\ntitle: x"))[1] == ("---", "title: x")
    assert words.said(problem("paste", paste=""))[1] == ()


def test_a_line_to_paste_is_not_shortened_and_a_value_is() -> None:
    words = ProblemWords("en", WORDS)
    assert words.said(problem("paste", paste="x" * 300))[1] == ("x" * 300,)
    headline, _ = words.said(problem(value="x" * 300))
    assert headline == f"unknown status '{'x' * 79}…'"


def test_braces_can_be_written_and_values_are_never_read_as_words() -> None:
    words = ProblemWords("en", WORDS)
    headline, _ = words.said(problem("braces", value="{value.__class__} {{near}} {near}", near="secret"))
    assert headline == 'write {ja = "…"} or {from, to}, not {value.__class__} {{near}} {near}'


def test_a_value_cannot_attack_a_terminal_or_hide() -> None:
    found = Problem(
        Place("a\x1b]0;x\x07.md"),
        "status",
        arguments={"value": "\x1b[2J\u202egnp\u200b\n\x9b\ud800", "allowed": ("\x1b",)},
    )
    said = format_text([found], "en", WORDS)
    assert r"'\x1b[2J\u202egnp\u200b\n\x9b\ud800'" in said
    assert all(sign == "\n" or sign.isprintable() for sign in said)


@pytest.mark.parametrize("lang", ["fr", "", "en-GB"])
def test_any_language_but_japanese_reads_english(lang: str) -> None:
    assert ProblemWords(lang, WORDS).said(problem(value="x"))[0] == "unknown status 'x'"
    assert ProblemWords("ja-JP", WORDS).said(problem(value="x"))[0] == "「x」という状態はありません"


def test_a_rule_without_words_says_its_id_and_what_was_found() -> None:
    assert ProblemWords("ja").said(problem("our-own-rule", value="x\x1b")) == (r"our-own-rule: x\x1b", ())
    assert ProblemWords("ja").said(problem("our-own-rule")) == ("our-own-rule", ())


# ---- formats


def test_text_is_sorted_said_once_and_marks_warnings() -> None:
    late = Problem(Place("b.md", 10), "our-rule", Severity.WARNING)
    early = Problem(Place("b.md", 9), "our-rule")
    assert (
        format_text([late, early, late], "en") == "b.md:9: our-rule [our-rule]\nb.md:10: warning: our-rule [our-rule]\n"
    )
    assert format_text([late], "ja") == "b.md:10: 警告: our-rule [our-rule]\n"
    assert format_text([], "en") == ""


def test_json_says_everything_a_program_needs() -> None:
    found = Problem(
        Place("incidents/a/02.md", 3),
        "status",
        Severity.WARNING,
        {"value": "solved\x1b\x9b", "allowed": ("a", "b"), "number": 3},
        incident="a",
        update="02",
    )
    text = format_json([found], "en", WORDS)
    assert json.loads(text) == [
        {
            "file": "incidents/a/02.md",
            "line": 3,
            "rule": "status",
            "severity": "warning",
            "message": r"unknown status 'solved\x1b\x9b'",
            "hint": ["one of: a, b"],
            "incident": "a",
            "update": "02",
            "arguments": {"value": "solved\x1b\x9b", "allowed": ["a", "b"], "number": 3},
        }
    ]
    assert "\x9b" not in text
    assert json.loads(format_json([], "ja")) == []


def test_github_gets_one_command_a_problem_with_everything_escaped() -> None:
    found = Problem(
        Place("a,b:c%.md", 3), "status", Severity.WARNING, {"value": "50%\r\n::error::x", "allowed": ("a",)}
    )
    assert format_github([found], "en", WORDS) == (
        "::warning file=a%2Cb%3Ac%25.md,line=3,title=status::"
        r"unknown status '50%25\r\n::error::x'%0Aone of: a"
        "\n"
    )


@given(st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_no_value_breaks_a_line_of_any_format(path: str, value: str, allowed: list[str]) -> None:
    found = Problem(Place(path, 1), "status", arguments={"value": value, "allowed": tuple(allowed)})
    assert format_github([found], "en", WORDS).count("\n") == 1
    assert len(json.loads(format_json([found], "ja", WORDS))) == 1
    for said in (format_text([found], "ja", WORDS), format_json([found], "en", WORDS)):
        assert all(sign == "\n" or visible(sign) == sign for sign in said)
        said.encode("utf-8")


@pytest.mark.parametrize(
    ("errors", "warnings", "en", "ja"),
    [
        (3, 2, "3 errors, 2 warnings in 412 files", "412ファイルに、エラー3件と警告2件があります。"),
        (1, 0, "1 error in 412 files", "412ファイルに、エラー1件があります。"),
        (0, 1, "1 warning in 412 files", "412ファイルに、警告1件があります。"),
        (0, 0, "no problems in 412 files", "412ファイルに、問題はありません。"),
    ],
)
def test_the_summary_is_one_sentence(errors: int, warnings: int, en: str, ja: str) -> None:
    found = [Problem(Place("a", line), "r-r") for line in range(errors)]
    found += [Problem(Place("b", line), "r-r", Severity.WARNING) for line in range(warnings)]
    assert summary(found, 412, "en") == en
    assert summary(found, 412, "ja") == ja


def test_one_file_is_one_file() -> None:
    assert summary([], 1, "en") == "no problems in 1 file"
