"""The texts of letters → one file a letter, for whoever edits the wording: ``make letters`` writes them again.

Each file in ``tests/letters/`` shows what a writer typed, then the whole letter in every language. To change a
wording, correct the letter in its file; the test then shows the line that its template
(``src/noroshi/wording/letters/<lang>/<letter>.txt.j2``) must give instead.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from letter_desk import HERE, contexts, finish, views

from noroshi.render.letter_files import text_of

FOLDER = HERE / "tests" / "letters"
CHOSEN = FOLDER / "letters.toml"
NAMES = {"ja": "日本語", "en": "English"}


def chosen() -> dict[str, str]:
    """Letter → ``incident/update`` of the demonstration that shows it."""
    return dict(tomllib.loads(CHOSEN.read_text(encoding="utf-8")))


def review_texts() -> Iterator[tuple[Path, str]]:
    """(file, what stands in it) of every letter."""
    desks = contexts(HERE)
    for name, target in sorted(chosen().items()):
        incident, _, update = target.partition("/")
        parts = [f"# {name}\n\nincidents/…/{incident}, update `{update}`\n"]
        for source in sources(incident, update):
            text = source.read_text(encoding="utf-8").rstrip("\n")
            parts.append(f"## {source.name}\n\n~~~~\n{text}\n~~~~\n")
        for desk in desks:
            view = next(item for item in views(desk, incident) if item.name == name and item.update == update)
            letter = finish(desk, view)
            assert letter.is_ready, (name, desk.tag, letter.notes)
            parts.append(f"## {NAMES[desk.tag]}\n\n~~~~\n{text_of(letter).rstrip(chr(10))}\n~~~~\n")
        yield FOLDER / f"{name}.md", "\n".join(parts)


def sources(incident: str, update: str) -> list[Path]:
    """What was typed for this update, the incident's own file first."""
    folder = next(path for path in (HERE / "incidents").rglob(incident) if path.is_dir())
    wanted = ["incident", update] if update != "incident" else ["incident"]
    return [
        folder / f"{name}{lang}.md" for name in wanted for lang in ("", ".en") if (folder / f"{name}{lang}.md").exists()
    ]


if __name__ == "__main__":
    for file, text in review_texts():
        file.write_text(text, encoding="utf-8")
        print(file.relative_to(HERE), file=sys.stderr)
