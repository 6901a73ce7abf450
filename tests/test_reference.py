"""docs/reference.md says what the program and the schemas say, in both languages, and nothing else."""

from __future__ import annotations

import sys
import tomllib

from small_site import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "docs"))
import reference


def test_the_reference_is_what_help_and_schemas_say_today() -> None:
    for path, text in reference.pages().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: make reference"


def test_every_meaning_stands_in_japanese_and_none_is_left_over() -> None:
    meanings = tomllib.loads((CHECKOUT / "docs/reference.ja.toml").read_text(encoding="utf-8"))
    english = reference.PAGES["en"].read_text(encoding="utf-8")
    unused = [words for words in meanings if words.replace("|", "\\|") not in english]
    assert unused == []
    assert [words for words, said in meanings.items() if not any("\u3040" <= sign <= "\u9fff" for sign in said)] == []
