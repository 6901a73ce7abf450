"""A site adds a language to its pages with one file, or says single words in its own way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_site import noroshi, write

SLOVENE = """\
msgid ""
msgstr ""
"Language: sl\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "state.operational"
msgstr "Deluje"

msgid "overall.operational"
msgstr "Vse storitve delujejo normalno"

msgid "count.incident"
msgid_plural "count.incident"
msgstr[0] "{n} motnja"
msgstr[1] "{n} motnji"
msgstr[2] "{n} motnje"
msgstr[3] "{n} motenj"

msgid "date.day_year"
msgstr "EEEE, d. MMMM y"

msgid "nav.history"
msgstr ""
"""


@pytest.fixture
def site(small_site: Path) -> Path:
    config = small_site / "site_src/site.toml"
    config.write_text(config.read_text("utf-8").replace('["ja", "en"]', '["ja", "en", "sl"]'), "utf-8")
    return small_site


def page(root: Path, path: str) -> str:
    ran = noroshi(root, "build")
    assert ran.status == 0, ran.err
    return (root / "_site" / path).read_text("utf-8")


def test_one_file_adds_a_language_and_what_it_lacks_is_english(site: Path) -> None:
    assert "All services are working normally" in page(site, "sl/index.html")
    write(site, "site_src/words/sl.po", SLOVENE)
    home = page(site, "sl/index.html")
    assert "Vse storitve delujejo normalno" in home
    assert re.search(r"\b(?:sobota|nedelja|petek), \d+\. november 2026\b", home)
    assert ">History</a>" in home
    assert "Vse storitve" not in page(site, "en/index.html")


def test_a_site_may_say_a_word_of_ours_in_its_own_way(small_site: Path) -> None:
    write(small_site, "site_src/words/ja.po", 'msgid "nav.history"\nmsgstr "これまでのお知らせ"\n')
    home = page(small_site, "index.html")
    assert ">これまでのお知らせ</a>" in home
    assert ">メンテナンス</a>" in home


def test_changed_words_change_the_pages_of_the_next_build(small_site: Path) -> None:
    for said in ("これまで", "過去のお知らせ"):
        write(small_site, "site_src/words/ja.po", f'msgid "nav.history"\nmsgstr "{said}"\n')
        assert f">{said}</a>" in page(small_site, "incidents/2026-10-05-tracking-delay/index.html")


@pytest.mark.parametrize(
    ("name", "text", "line", "rule", "hint"),
    [
        ("fr.po", "", 1, "words-name", "a tag of languages"),
        ("en.txt", "", 1, "words-name", "a tag of languages"),
        ("en.po", "hello\n", 1, "words-unreadable", "msgid"),
        ("en.po", 'msgid "nav.histroy"\nmsgstr "Past"\n', 1, "words-key", "did you mean 'nav.history'?"),
        ("en.po", '\nmsgid "edited"\nmsgstr "Edited on {when}"\n', 2, "words-gaps", "it needs: {at}"),
        ("en.po", 'msgid "edited"\nmsgstr "Edited on {at"\n', 1, "words-gaps", "it needs: {at}"),
        ("en.po", 'msgid "count.incident"\nmsgstr "{n:>999999999} incidents"\n', 1, "words-gaps", "it needs: {n}"),
        ("en.po", 'msgid "edited"\nmsgstr "{at.__class__}"\n', 1, "words-gaps", "it needs: {at}"),
        (
            "en.po",
            '#, fuzzy\nmsgid ""\nmsgstr "Content-Type: text/plain; charset=CHARSET"\n\nmsgid "x"\nmsgstr "é"\n',
            5,
            "words-key",
            "",
        ),
        ("en.po", 'msgid "date.day"\nmsgstr "d MMMM QQQ"\n', 1, "words-pattern", "MMMM"),
        (
            "en.po",
            'msgid "count.incident"\nmsgid_plural "x"\nmsgstr[0] "{n} a"\nmsgstr[1] "{n} b"\nmsgstr[2] "{n} c"\n',
            1,
            "words-forms",
            "one, other",
        ),
    ],
)
def test_what_cannot_be_said_is_told_with_its_line(
    small_site: Path, name: str, text: str, line: int, rule: str, hint: str
) -> None:
    write(small_site, f"site_src/words/{name}", text)
    ran = noroshi(small_site, "check")
    assert ran.status == 1
    assert f"site_src/words/{name}:{line}: " in ran.err + ran.out
    assert f"[{rule}]" in ran.err + ran.out
    assert hint in ran.err + ran.out
    kept = noroshi(small_site, "build", "--keep-going")
    assert kept.status == 4, kept.err
    assert ">History</a>" in (small_site / "_site/en/index.html").read_text("utf-8")


def test_what_is_lent_from_english_is_counted_in_english(small_site: Path) -> None:
    config = small_site / "site_src/site.toml"
    config.write_text(config.read_text("utf-8").replace('["ja", "en"]', '["ja", "en", "lo"]'), "utf-8")
    # Lao has one form for all numbers, English has two.
    write(small_site, "site_src/words/lo.po", 'msgid "state.operational"\nmsgstr "ປົກກະຕິ"\n')
    assert "3 entries published so far." in page(small_site, "lo/history/index.html")


def test_a_form_that_is_said_of_many_numbers_says_which(small_site: Path) -> None:
    config = small_site / "site_src/site.toml"
    config.write_text(config.read_text("utf-8").replace('["ja", "en"]', '["ja", "en", "ru"]'), "utf-8")
    # 21 and 31 are counted as 1 is.
    forms = "".join(f'msgstr[{place}] "{said}"\n' for place, said in enumerate(("Один", "{n} б", "{n} в", "{n} г")))
    write(small_site, "site_src/words/ru.po", f'msgid "count.incident"\nmsgid_plural "x"\n{forms}')
    assert "[words-gaps]" in noroshi(small_site, "check").out + noroshi(small_site, "check").err
