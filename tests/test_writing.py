"""What tools write is read back as it was meant."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from noroshi.source.writing import document, front_matter, scalar

LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))


def composed(text: str) -> Any:
    """Every scalar as typed, as the strict reader sees it."""

    def plain(node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return {key.value: plain(value) for key, value in node.value}
        if isinstance(node, yaml.SequenceNode):
            return [plain(item) for item in node.value]
        return node.value

    return plain(yaml.compose(text, Loader=yaml.CSafeLoader))


@given(LINE)
def test_any_line_of_text_is_read_back_unchanged(text: str) -> None:
    assert composed(f"title: {scalar(text)}\n") == {"title": text}
    assert composed(f"list:\n  - {scalar(text)}\n") == {"list": [text]}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("決済APIでエラーが発生しています", "決済APIでエラーが発生しています"),
        ("2026-11-21 03:12:00+09:00", "2026-11-21 03:12:00+09:00"),
        ("https://example.com/#top", "https://example.com/#top"),
        ("it's 5 o'clock", "it's 5 o'clock"),
        ("Baskets: empty", '"Baskets: empty"'),
        ("Till #3", '"Till #3"'),
        ('"quoted" \\ text', '"\\"quoted\\" \\\\ text"'),
        ("[Update] soon", '"[Update] soon"'),
        (" spaced ", '" spaced "'),
        ("two\nlines", "two lines"),
        ("", '""'),
        ("a\u2028b", '"a\\Lb"'),
    ],
)
def test_only_a_text_that_needs_quotes_gets_them(text: str, written: str) -> None:
    assert scalar(text) == written


def test_tables_and_lists_stand_in_the_order_given() -> None:
    values = {"title": "x", "draft": True, "services": {"api": "major_outage"}, "edited": [{"at": "t", "why": "y: z"}]}
    assert front_matter(values) == (
        'title: x\ndraft: true\nservices:\n  api: major_outage\nedited:\n  - at: t\n    why: "y: z"\n'
    )


def test_an_empty_list_is_not_written_and_a_body_ends_with_one_line_end() -> None:
    assert document({"title": "x", "aliases": []}, "\n\nBody.\n\n") == "---\ntitle: x\n---\nBody.\n"
    assert document({"title": "x"}) == "---\ntitle: x\n---\n"
