"""A finished letter, unfolded → what it says that no letter of ours says, and what to write instead.

The rules stand in ``rules.toml``, one table a rule::

    [J05]
    lang = "ja"             the language whose letters it reads
    severity = "warn"       "error": the letter is not ready; "warn": shown to the writer
    terms = false           its finds are terms, fine where the letter explains them
    in_addresses = false    reads URLs and e-mail addresses too, which say nothing to other rules
    ja = { what = …, instead = … }      what was found, and what to write instead,
    en = { what = …, instead = … }      to a writer of either language

    [[J05.find]]            one or several
    pattern = …             its group ``found``, where it has one, is what is shown
    flags = "im"            i: ignore case, m: ^ and $ at every line
    where = "text"          "subject": the first line only
    unless = …              fine where the sentence around it holds this
    unless_text = …         fine where the letter holds this
    if_text = …             fine where the letter does not hold this

Patterns find words; they know nothing of the incident. What a letter must say is asked of its facts.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from noroshi.model.frozen import frozen

LONGEST = 40
"""Characters of what was found that are shown."""

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE}
_ENDS = re.compile(r"[。！？\n]|[.?!](?=\s|$)")
_ADDRESS = re.compile(r"https?://[^\s「」『』（）<>、。]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_BLANK = "\ue000"
"""Stands for each sign of an address: of the private use area, so no pattern names it, and it is no space."""
_APOLOGY = {
    "ja": re.compile(r"お詫び(?:を)?(?:申し上げ|いたし|致し)|申し訳(?:ございませ|ありませ|なく)"),
    "en": re.compile(
        r"\b(?:we(?: are|['’]re)|I(?: am|['’]m)) (?:(?:very|so|truly|deeply|sincerely) )?sorry\b"
        r"|\b(?:we|I) (?:(?:deeply|sincerely) )?apologi[sz]e\b|\bour (?:sincere )?apolog(?:y|ies)\b",
        re.IGNORECASE,
    ),
}
_SUBJECT = re.compile(r"(?:件名|Subject): ")


@frozen
class Advice:
    """What a rule says to a writer, in one language. No full stop at the end."""

    what: str
    """What was found."""
    instead: str
    """What to write instead."""


@frozen
class Finding:
    """One place of a letter that a rule found."""

    rule: str
    """``J05``, ``E02``."""
    severity: str
    """``error``: the letter is not ready; ``warn``: the writer may keep it."""
    found: str
    """The words as they stand there, at most ``LONGEST`` characters."""
    line: int
    """From 1: the logical line of the unfolded text."""
    ja: Advice
    en: Advice

    def advice(self, lang: str) -> Advice:
        """To a writer whose messages are in this language; English where it is not Japanese."""
        return self.ja if _base(lang) == "ja" else self.en


@frozen
class Find:
    """One pattern of a rule, with what makes it fine."""

    pattern: re.Pattern[str]
    subject_only: bool
    unless: re.Pattern[str] | None
    unless_text: re.Pattern[str] | None
    if_text: re.Pattern[str] | None


@frozen
class Rule:
    """One rule of the table."""

    id: str
    lang: str
    severity: str
    terms: bool
    in_addresses: bool
    finds: tuple[Find, ...]
    """At least one."""
    ja: Advice
    en: Advice


def findings(text: str, lang: str, explained: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """What the rules of the language find in an unfolded letter, by place and rule; the same words on one line once.

    ``text`` begins with its line ``件名: …`` or ``Subject: …``; without one, the rule of subjects has nothing to
    read. ``explained`` are terms whose explanation stands in the letter. A language without rules has no findings.
    """
    letter = _Letter(text, explained)
    found: dict[Finding, int] = {}
    for rule in rules(_base(lang)):
        for start, finding in _finds(rule, letter):
            found.setdefault(finding, start)
    return tuple(sorted(found, key=lambda finding: (found[finding], finding.rule)))


def apologies(text: str, lang: str) -> int:
    """How often the body of an unfolded letter apologises; its subject does not count. 0 in other languages."""
    pattern = _APOLOGY.get(_base(lang))
    if pattern is None:
        return 0
    body = text.partition("\n")[2] if _SUBJECT.match(text) else text
    return sum(1 for _ in pattern.finditer(body))


@cache
def rules(lang: str) -> tuple[Rule, ...]:
    """The rules of a language (``ja``, ``en``) in the table's order; of any other, none."""
    return tuple(_rule(name, table) for name, table in _tables().items() if table["lang"] == lang)


class _Letter:
    """A text with what several rules ask of it."""

    def __init__(self, text: str, explained: Iterable[str]) -> None:
        self.text = text
        self.without_addresses = _ADDRESS.sub(lambda match: _BLANK * len(match[0]), text)
        self.subject_end = len(text.partition("\n")[0])
        self._sentence_ends = [match.end() for match in _ENDS.finditer(self.without_addresses)]
        self._line_ends = [match.end() for match in re.finditer("\n", text)]
        self._explained = tuple(term.lower() for term in explained)
        # A long line of one find after the other is judged once, not once a find.
        self._holds: dict[tuple[re.Pattern[str], int, int], bool] = {}

    def line(self, at: int) -> int:
        return bisect_right(self._line_ends, at) + 1

    def sentence_holds(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether the pattern stands in the sentence of the span, or in the sentences where it spans several."""
        before = bisect_right(self._sentence_ends, start)
        after = bisect_right(self._sentence_ends, max(start, end - 1))
        begins = self._sentence_ends[before - 1] if before else 0
        ends = self._sentence_ends[after] if after < len(self._sentence_ends) else len(self.text)
        key = (pattern, begins, ends)
        if key not in self._holds:
            self._holds[key] = bool(pattern.search(self.without_addresses, begins, ends))
        return self._holds[key]

    def explains(self, start: int, end: int) -> bool:
        """Whether the span stands within an explained term: クラスタ within クラスター."""
        return any(
            term in self.text[max(0, end - len(term)) : start + len(term)].lower()
            for term in self._explained
            if len(term) >= end - start
        )


def _finds(rule: Rule, letter: _Letter) -> Iterator[tuple[int, Finding]]:
    text = letter.text if rule.in_addresses else letter.without_addresses
    for find in rule.finds:
        if find.unless_text and find.unless_text.search(text):
            continue
        if find.if_text and not find.if_text.search(text):
            continue
        end_of_search = letter.subject_end if find.subject_only else len(text)
        for match in find.pattern.finditer(text, 0, end_of_search):
            start, end = match.span("found" if "found" in find.pattern.groupindex else 0)
            if find.unless and letter.sentence_holds(find.unless, start, end):
                continue
            if rule.terms and letter.explains(start, end):
                continue
            shown = letter.text[start:end].strip()[:LONGEST].rstrip()
            yield start, Finding(rule.id, rule.severity, shown, letter.line(start), rule.ja, rule.en)


def _base(lang: str) -> str:
    return lang.split("-")[0].lower()


@cache
def _tables() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads((files("noroshi.wording") / "rules.toml").read_text(encoding="utf-8"))


def _rule(name: str, table: Mapping[str, Any]) -> Rule:
    return Rule(
        id=name,
        lang=table["lang"],
        severity=table["severity"],
        terms=table.get("terms", False),
        in_addresses=table.get("in_addresses", False),
        finds=tuple(_find(find) for find in table["find"]),
        ja=Advice(**table["ja"]),
        en=Advice(**table["en"]),
    )


def _find(table: Mapping[str, str]) -> Find:
    flags = 0
    for letter in table.get("flags", ""):
        flags |= _FLAGS[letter]
    return Find(
        pattern=re.compile(table["pattern"], flags),
        subject_only=table.get("where", "text") == "subject",
        unless=_pattern(table.get("unless")),
        unless_text=_pattern(table.get("unless_text")),
        if_text=_pattern(table.get("if_text")),
    )


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None
