"""The texts of letters as an editor reviews them, and as the house's wording rules see them."""

from __future__ import annotations

import pytest
from letter_desk import HERE, contexts, every_letter, finish
from letter_texts import FOLDER, chosen, review_texts

from noroshi.model.letters import LetterKind
from noroshi.views.context import Context
from noroshi.views.letter import LetterView

DESKS = contexts(HERE)
LETTERS = [(desk, view) for desk in DESKS for _, view in every_letter(desk)]


def test_every_kind_of_letter_has_a_file_to_review_and_no_other_file_is_there() -> None:
    assert set(chosen()) == {kind.value for kind in LetterKind}
    assert {file.stem for file in FOLDER.glob("*.md")} == set(chosen())


def test_letters_are_what_their_review_files_say() -> None:
    for file, text in review_texts():
        said = file.read_text(encoding="utf-8")
        assert text == said, f"{file.name} and its template say different things: correct one, or `make letters`"


@pytest.mark.parametrize("desk", DESKS, ids=[desk.tag for desk in DESKS])
def test_every_kind_of_letter_exists_in_the_demonstration(desk: Context) -> None:
    assert {view.name for other, view in LETTERS if other is desk} == {kind.value for kind in LetterKind}


@pytest.mark.parametrize(
    ("desk", "view"),
    LETTERS,
    ids=[f"{view.incident}-{view.update}-{view.name}-{view.lang}-{view.audience}" for _, view in LETTERS],
)
def test_a_letter_of_the_demonstration_is_ready_and_no_wording_rule_finds_anything(
    desk: Context, view: LetterView
) -> None:
    letter = finish(desk, view)
    assert letter.notes == ()
    assert [(item.rule, item.found) for item in letter.doubts] == []
