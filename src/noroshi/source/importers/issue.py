"""The bytes of one file of another tool → its front matter as typed, and its body.

Files of real sites lack a fence, are not UTF-8, hold TOML between YAML's fences or a colon that breaks YAML; every
key that a person can still read is read, and what was done for it is reported.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field

from noroshi.source.importers.foreign_yaml import Foreign, Tree, flat, read, tree
from noroshi.source.importers.imported import Remark
from noroshi.source.importers.merge_marks import with_visible_marks


@dataclass
class Issue:
    """One file, cut in two."""

    values: dict[str, Tree] = field(default_factory=dict)
    """Key in lower case (as Hugo reads them) → what was typed."""
    lines: dict[str, int] = field(default_factory=dict)
    """Key → its line in the file."""
    body: str = ""
    """LF line ends."""
    body_line: int = 1
    """First line of the body in the file."""
    repaired: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)

    def text(self, key: str) -> str:
        """A value as one line; empty where there is none."""
        return flat(self.values.get(key, "")).strip()

    def line(self, key: str) -> int:
        """Where a key stands; 0 where it does not."""
        return self.lines.get(key, 0)


_FENCE = re.compile(r"---(?P<language>ya?ml|toml|json)?\s*", re.IGNORECASE)
"""Statusfy says the language of a front matter that is no YAML behind its fence."""
_END = re.compile(r"\s{0,3}(?:---|\.\.\.)\s*")
_KEY = re.compile(r"[A-Za-z_][\w-]*\s*[:=](?:\s.*|$)")
_BELOW_KEY = re.compile(r"\s*#.*|\s+\S.*|-\s.*|\s*")
# The comment that cState's own templates put there says nothing about this incident.
_TEMPLATE_COMMENT = re.compile(r"#\s*(?:Possible severity levels:\s*)?down, disrupted, notice\s*", re.IGNORECASE)
MOST_KEY_LINES = 2_000
"""A front matter that is longer is none."""


def issue(content: bytes) -> Issue:
    """Read one file; never raises."""
    found = Issue()
    text = _decoded(content, found)
    lines = text.split("\n")
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    head = lines[start] if start < len(lines) else ""
    if fence := _FENCE.fullmatch(head):
        _between(lines, start + 1, found, _END, language=(fence["language"] or "yaml").lower())
    elif head.strip() == "+++":
        _between(lines, start + 1, found, re.compile(r"\+\+\+\s*"), language="toml")
    elif head.startswith("{") and _json(text, found):
        pass
    elif _lacks_only_its_fence(lines[start : start + MOST_KEY_LINES]):
        found.repaired.append(Remark("no-opening-fence", {}, start + 1))
        _between(lines, start, found, _END)
    else:
        if text.strip():
            found.unread.append(Remark("no-front-matter"))
        found.body = "\n".join(lines[start:])
        found.body_line = start + 1
    shown = with_visible_marks(found.body)
    if shown != found.body:
        found.body = shown
        found.repaired.append(Remark("merge-conflict"))
    return found


def _decoded(content: bytes, found: Issue) -> str:
    text = ""
    codings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp932", "cp1252", "latin-1")
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        if coding != "utf-8-sig":
            found.repaired.append(Remark("not-utf-8", {"value": coding}))
        break
    else:
        text = content.decode("utf-8", "replace")
        found.repaired.append(Remark("not-utf-8", {"value": "?"}))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        found.repaired.append(Remark("line-ends"))
    text = text.replace("\x85", "\n")
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]", "", text)
    if len(cleaned) != len(text):
        found.repaired.append(Remark("control-characters", {"value": str(len(text) - len(cleaned))}))
    return cleaned


def _lacks_only_its_fence(lines: list[str]) -> bool:
    """Keys from the first line to a fence, a title or a date among them: prose with a rule in it is not that."""
    end = next((number for number, line in enumerate(lines) if _END.fullmatch(line)), 0)
    front = lines[:end]
    return all(_KEY.fullmatch(line) or _BELOW_KEY.fullmatch(line) for line in front) and any(
        re.match(r"(?:title|date)\s*[:=]", line, re.IGNORECASE) for line in front
    )


def _between(lines: list[str], first: int, found: Issue, fence: re.Pattern[str], *, language: str = "yaml") -> None:
    """Front matter from ``lines[first]`` to the fence; without one, as far as it looks like keys."""
    end = next((n for n in range(first, min(len(lines), first + MOST_KEY_LINES)) if fence.fullmatch(lines[n])), None)
    if end is None:
        end = first
        while end < len(lines) and (_KEY.fullmatch(lines[end]) or _BELOW_KEY.fullmatch(lines[end])):
            if not lines[end].strip() and not (end + 1 < len(lines) and _KEY.fullmatch(lines[end + 1])):
                break
            end += 1
        found.repaired.append(Remark("no-closing-fence", {}, end + 1))
        after = end
    else:
        after = end + 1
    _take(lines[first:end], first, found, language)
    found.body = "\n".join(lines[after:])
    found.body_line = after + 1


def _take(front: list[str], first: int, found: Issue, language: str) -> None:
    text = "\n".join(front)
    typed = _toml(text) if language == "toml" else _whole_json(text) if language == "json" else None
    if typed is None:
        typed = read(text)
    if typed.broken:
        found.repaired.append(Remark("broken-yaml", {"value": typed.broken}, first + 1))
    for key, value in typed.values.items():
        plain = key.strip().lower()
        if plain in found.values:
            found.unread.append(
                Remark("duplicate-key", {"value": f"{key}: {flat(value)}"}, first + typed.lines.get(key, 1))
            )
            continue
        found.values[plain] = value
        found.lines[plain] = first + typed.lines.get(key, 1)
    for rule, noted, at in typed.notes:
        found.unread.append(Remark({"line": "front-matter-line"}.get(rule, rule), {"value": noted}, first + at))
    for number, written in enumerate(front, start=first + 1):
        comment = written.strip()
        if comment.startswith("#") and comment.strip("# ") and not _TEMPLATE_COMMENT.fullmatch(comment):
            found.unread.append(Remark("front-matter-comment", {"value": comment}, number))


def _toml(text: str) -> Foreign | None:
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return Foreign(values={key: tree(value) for key, value in values.items()})


def _whole_json(text: str) -> Foreign | None:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    return Foreign(values={str(key): tree(value) for key, value in values.items()})


def _json(text: str, found: Issue) -> bool:
    try:
        values, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return False
    if not isinstance(values, dict):
        return False
    found.values = {str(key).lower(): tree(value) for key, value in values.items()}
    found.body = text.lstrip()[end:]
    found.body_line = text.lstrip()[:end].count("\n") + 1
    return True
