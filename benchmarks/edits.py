"""A contender's newest incident → the same with one sentence changed, or one update more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.contenders import Field
from benchmarks.incidents import NOW

_ADDED_AT = NOW - timedelta(minutes=5)


def mark(turn: int) -> str:
    """A word that stands nowhere else, as long as that of every other turn."""
    return f"turn{turn:05}"


@dataclass(frozen=True)
class Edit:
    """A file that changes, and both of its texts."""

    file: Path
    before: str | None
    """``None``: there was no such file."""
    after: str
    """With the word ``mark(0)``."""

    def apply(self, turn: int) -> None:
        """Write the file; closed on return."""
        self.file.write_text(self.after.replace(mark(0), mark(turn)), encoding="utf-8")

    def undo(self) -> None:
        """As it was."""
        if self.before is None:
            self.file.unlink(missing_ok=True)
        else:
            self.file.write_text(self.before, encoding="utf-8")


def edited_body(field: Field) -> Edit:
    """One word more at the beginning of the last update of the newest incident."""
    incident = field.newest
    last = incident.updates[-1]
    body = last.ja if field.contender.form == "full" else last.en
    folder = {"eleventy": "src/incidents", "pelican": "content"}.get(field.contender.form)
    file = field.site / f"incidents/{incident.id}/04-{last.status}.md"
    if folder is not None:
        file = field.site / folder / f"{incident.id}.md"
    before = file.read_text(encoding="utf-8")
    return Edit(file, before, before.replace(body[:30], f"{mark(0)} {body[:30]}", 1))


def added_update(field: Field) -> Edit:
    """One update more in the newest incident; of the generators with one file an incident, at its top."""
    incident = field.newest
    text = f"We are still watching {mark(0)}, and nothing new has happened."
    if field.contender.form in ("same", "full"):
        file = field.site / f"incidents/{incident.id}/05-monitoring.md"
        return Edit(file, None, f"---\nat: {_ADDED_AT:%Y-%m-%d %H:%M}\n---\n{text}\n")
    whole = edited_body(field)
    assert whole.before is not None
    head, body = whole.before.split("\n\n", 1)
    said = f"*Monitoring* - {text} ({_ADDED_AT:%H:%M UTC, %b %d})"
    return Edit(whole.file, whole.before, f"{head}\n\n{said}\n\n{body}")
