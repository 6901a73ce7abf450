"""What an edit changed, as it is seen without colours, heard, and read from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from edited_incident import commit, contexts, history, one, page, revision
from small_site import serving

from noroshi.model.provenance import Act
from noroshi.render.links import LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import load_theme
from noroshi.wording.language import Language

pytestmark = pytest.mark.browser

NAME = "02-identified.md"
FILES = (
    one(
        NAME,
        revision(commit(2, "05T10:20"), Act.PUBLISHED, "02-cause.md", "東の倉庫で50分遅れています。", cause="不明です"),
        revision(
            commit(7, "05T11:21", signature="ssh"),
            Act.EDITED,
            "02-cause.md",
            "東の倉庫で20分遅れています。",
            cause="集計",
        ),
        revision(commit(9, "06T09:21"), Act.MOVED, NAME, "東の倉庫で20分遅れています。", cause="集計"),
    ),
    one(
        "02-identified.en.md",
        revision(commit(2, "05T10:20"), Act.PUBLISHED, "02-identified.en.md", "The East depot is 50 minutes late."),
        revision(commit(7, "05T11:21"), Act.EDITED, "02-identified.en.md", "The East depot is 20 minutes late."),
    ),
    one(
        "04-extra.md",
        revision(commit(5, "05T10:30"), Act.PUBLISHED, "04-extra.md"),
        revision(commit(6, "06T09:00", subject="Posted under the wrong incident"), Act.REMOVED, "04-extra.md"),
    ),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page of one incident in Japanese, English and Arabic, and in the plain theme: ``/ja.html`` …"""
    folder = tmp_path_factory.mktemp("diff")
    found = contexts(history(*FILES))
    found["ar"] = replace(found["ja"], language=Language("ar", found["ja"].site.zone))
    for theme in ("default", "plain"):
        for tag, context in found.items():
            content = render_page(load_theme(Path(), theme), page(context), LinksMode.SITE).content
            (folder / f"{tag}-{theme}.html").write_bytes(content)
    with serving(folder) as (port, _):
        yield f"http://127.0.0.1:{port}"


def opened(context: Any, address: str, name: str) -> Any:
    found = context.new_page()
    found.goto(f"{address}/{name}.html")
    for summary in found.locator("details.edits > summary").all():
        summary.focus()
        found.keyboard.press("Enter")
    return found


@pytest.mark.parametrize(
    ("width", "scheme", "name"),
    [
        (360, "light", "ja-default"),
        (1280, "dark", "en-default"),
        (360, "dark", "ar-default"),
    ],
)
def test_an_open_edit_is_sound_in_every_size_and_light(
    browser: Any, address: str, width: int, scheme: Any, name: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown = opened(context, address, name)
    assert shown.locator("del").first.is_visible()
    assert violations(shown) == ""
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("colours", ["none", "active"])
def test_without_colour_what_was_removed_is_struck_out_and_what_was_added_underlined(
    browser: Any, address: str, colours: Any
) -> None:
    context = browser.new_context(forced_colors=colours)
    shown = opened(context, address, "en-default")
    for tag, line in (("del", "line-through"), ("ins", "underline")):
        styles = shown.locator(tag).evaluate_all("its => its.map(it => getComputedStyle(it).textDecorationLine)")
        assert styles == [line] * len(styles)
        assert len(styles) == 3
    context.close()


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("ja-default", ["掲載後に1回修正しました", "削除： 50", "追加： 20", "コミット 0000000", "削除済み"]),
        ("en-default", ["Edited once", "Removed: 50", "Added: 20", "commit 0000000", "Removed"]),
        ("en-plain", ["Edited once", "Removed:", 'deletion: "50"', "Added:", 'insertion: "20"', "commit 0000000"]),
    ],
)
def test_read_aloud_a_word_says_what_was_removed_and_added(
    browser: Any, address: str, name: str, heard: list[str]
) -> None:
    context = browser.new_context()
    words = opened(context, address, name).locator("main").aria_snapshot()
    close = words.replace("：", "： ").replace("  ", " ")
    assert [it for it in heard if it not in close] == [], words
    assert "deletion" in words
    assert "insertion" in words
    context.close()


def test_from_right_to_left_words_of_another_script_keep_their_direction(browser: Any, address: str) -> None:
    context = browser.new_context()
    shown = opened(context, address, "ar-default")
    assert shown.locator("html").get_attribute("dir") == "rtl"
    text = shown.locator("div.diff")
    assert (text.get_attribute("lang"), text.get_attribute("dir")) == ("ja", "ltr")
    name = shown.get_by_text("02-cause.md", exact=True)
    assert (name.get_attribute("lang"), name.get_attribute("dir")) == ("en", "ltr")
    hidden = shown.locator("div.diff del .hidden")
    assert (hidden.get_attribute("lang"), hidden.get_attribute("dir")) == ("ar", "rtl")
    context.close()
