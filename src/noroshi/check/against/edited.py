"""published-edited (warning): what a published file says was changed, and nothing says so.

What:    a text or a fact of a published file, or of its translation, is not what it was, and ``edited`` of the file
         has no new entry. A first translation, an alias and a further ``related`` change nothing that was said.
Why:     a timeline that can be rewritten in silence is worth nothing; and a feed reader does not show the change.
Example: 02-identified.md said 30% on Friday and says 3% on Monday.
Write:   ``edited: {at: 2026-11-21 15:10, why: the share was wrong}``; what was learned later is a new update.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noroshi.check.against.document import Against, FilePair, Text
from noroshi.check.document import WARNING
from noroshi.model.problem import Place, Problem

IDS = ("published-edited",)
_TOLD_ELSEWHERE = ("at", "draft", "drill")
"""By a rule of their own."""
_GROWING = ("aliases", "related")
_BODY = "body"


def check(against: Against) -> Iterator[Problem]:
    """Findings of published-edited."""
    for incident in against.published:
        for update in incident.updates:
            if update.base.after is None or update.has_new_edit:
                continue
            for file in (update.base, *update.translations):
                if file.before is None or file.after is None or _is_just_withdrawn(file):
                    continue
                if found := tuple(_changed(against, file.before, file.after)):
                    line = min(line for _, line in found)
                    yield incident.problem(
                        IDS[0],
                        WARNING,
                        Place(file.after.path, line),
                        update,
                        value=tuple(key for key, _ in found),
                        kind=incident.kind,
                        changed=tuple(row for key, _ in found for row in _rows(file.before, file.after, key)),
                        **incident.paste(against.written_now, update),
                    )


def _is_just_withdrawn(file: FilePair) -> bool:
    """It says why, and ``withdrawn-without-edit`` asks when."""
    if file.before is None or file.after is None:
        return False
    was, now = (text.document.values.get("withdrawn") for text in (file.before, file.after))
    return bool(now) and not was and not file.after.edits


def _changed(against: Against, before: Text, after: Text) -> Iterator[tuple[str, int]]:
    """(key, the line where it stands now) of everything that is said otherwise."""
    was, now = _said(against, before), _said(against, after)
    for key in dict.fromkeys((*was, *now)):
        old, new = was.get(key, ()), now.get(key, ())
        if key in _TOLD_ELSEWHERE or old == new:
            continue
        if key in _GROWING and {value for _, value in old} <= {value for _, value in new}:
            continue
        yield key, after.line(key)
    if before.says.body != after.says.body:
        yield _BODY, _line_of_body(before, after)


def _rows(before: Text, after: Text, name: str) -> Iterator[tuple[str, str, str]]:
    """(key, what it was, what it is) of what changed under a key; of the body the first lines that differ."""
    if name == _BODY:
        was, now = before.says.body.split("\n"), after.says.body.split("\n")
        first = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
        yield name, _first_said(was[first:]), _first_said(now[first:])
        return
    old, new = (dict(text.says.facts) for text in (before, after))
    for key in dict.fromkeys((*old, *new)):
        if key.partition(".")[0] == name and old.get(key, "") != new.get(key, ""):
            yield key, old.get(key, ""), new.get(key, "")


def _first_said(rows: list[str]) -> str:
    return next((row for row in rows if row), "")


def _said(against: Against, text: Text) -> Mapping[str, tuple[tuple[str, object], ...]]:
    """Key → (key within it, value); two ways to type one moment are equal. An empty value says nothing."""
    found: dict[str, list[tuple[str, object]]] = {}
    for name, value in text.says.facts:
        key, _, rest = name.partition(".")
        found.setdefault(key, []).append((rest, against.moment(value) or value))
    return {key: tuple(sorted(rows, key=lambda row: row[0])) for key, rows in found.items()}


def _line_of_body(before: Text, after: Text) -> int:
    """Of its first line that is new; where lines are only gone, the one behind them."""
    rows = [row.rstrip() for row in after.document.body.split("\n")]
    first = next((number for number, row in enumerate(rows) if row), 0)
    was = before.says.body.split("\n")
    same = 0
    while first + same < len(rows) - 1 and same < len(was) and rows[first + same] == was[same]:
        same += 1
    return min(after.document.body_line + first + same, len(after.document.rows))
