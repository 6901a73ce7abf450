"""Every language of the catalogues is complete; one without a catalogue has English words and its own dates."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.core import Locale
from small_site import noroshi

from noroshi.wording.catalogue import catalogue, forms_of
from noroshi.wording.language import Language, language_name
from noroshi.wording.po_plain import plain_messages
from noroshi.wording.site_words import of_one_number

TOKYO = ZoneInfo("Asia/Tokyo")
AT = datetime(2026, 11, 21, 3, 5, tzinfo=TOKYO)


FOLDER = Path(str(files("noroshi.wording"))) / "catalogues"
TAGS = sorted(path.stem for path in FOLDER.glob("*.po"))
LETTERS = ("letter.", "digest.", "short.")
"""Words that are written in Japanese and English alone, with the texts of letters."""
MARKS = re.compile("[\x00-\x09\x0b-\x1f\x7f<>\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def messages(tag: str) -> Mapping[str, tuple[str, ...]]:
    found = plain_messages((FOLDER / f"{tag}.po").read_text("utf-8"))
    assert found is not None
    return found


def gaps(text: str) -> set[str]:
    return {gap.partition(":")[0] for gap in re.findall(r"\{([^{}]*)\}", text)}


def test_there_are_twenty_five_languages_and_more() -> None:
    assert len(TAGS) >= 25
    assert {"ja", "en", "ar", "he", "fa"} <= set(TAGS)


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in ("ja", "en")])
def test_every_word_of_the_pages_is_there_with_its_gaps_and_the_forms_that_its_language_counts_in(tag: str) -> None:
    # The form at /admin/ is the team's own: in any other language its few words of its own are English.
    apart = (*LETTERS, "admin.", "date.")
    wanted = {key: forms for key, forms in messages("en").items() if not key.startswith(apart)}
    found = {key: forms for key, forms in messages(tag).items() if not key.startswith("date.")}
    # What is missing would be said in English.
    assert wanted.keys() - found.keys() == set()
    assert found.keys() - wanted.keys() == set()
    locale = Locale.parse(tag, sep="-")
    tags = forms_of(locale)
    for key, forms in found.items():
        assert all(forms), key
        assert len(forms) in (1, len(tags)), key
        assert len(forms) == len(tags) or len(wanted[key]) == 1, key
        for form in forms:
            needed = gaps(wanted[key][-1])
            # "One day" needs no number, where the form is said of one number alone.
            assert gaps(form) in (needed, needed - {"n"}) if len(forms) > 1 else gaps(form) == needed, key
            assert MARKS.search(form) is None, key
        if len(forms) > 1 and "n" in gaps(wanted[key][-1]):
            silent = {form for form, said in zip(forms_of(locale), forms, strict=True) if "n" not in gaps(said)}
            assert silent <= of_one_number(locale), key


@pytest.mark.parametrize("tag", TAGS)
def test_what_stands_between_two_words_keeps_them_apart_as_the_language_does(tag: str) -> None:
    found = messages(tag)
    for key in ("page.of", "page.printed_from", "page.impact", "page.owner"):
        # A full-width colon is its own space.
        assert found[key][0].endswith((" ", "\u00a0", "：")), key
    assert found["page.dot"][0] == "\u00a0· " or tag in ("ja", "zh", "zh-Hant"), repr(found["page.dot"][0])


def test_a_site_in_every_language_says_its_state_in_each(small_site: Path) -> None:
    config = small_site / "site_src/site.toml"
    text = config.read_text("utf-8").replace('["ja", "en"]', str(["ja", *(tag for tag in TAGS if tag != "ja")]))
    config.write_text(text.replace("'", '"'), "utf-8")
    ran = noroshi(small_site, "build")
    assert ran.status == 0, ran.err
    for tag in TAGS:
        page = (small_site / "_site" / ("" if tag == "ja" else tag.lower()) / "index.html").read_text("utf-8")
        language = Language(tag, TOKYO)
        assert f'<html lang="{tag}" dir="{language.direction}">' in page
        assert language.say("state.operational") in page
        assert language.say("page.skip") in page
        assert (language.direction == "rtl") is (tag in ("ar", "fa", "he"))


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN", "zh"),
        ("zh-Hans", "zh"),
        ("no", "nb"),
        ("nn", "nb"),
        ("pt-BR", "pt"),
        ("pt-PT", "pt"),
        ("de-AT", "de"),
        ("en-GB", "en"),
        ("iw", "he"),
    ],
)
def test_a_tag_finds_the_nearest_catalogue(asked: str, read: str) -> None:
    assert catalogue(asked).messages == catalogue(read).messages


def test_a_share_is_written_as_the_language_writes_it() -> None:
    said = {tag: Language(tag, TOKYO).percent("99.95") for tag in ("ja", "en", "fr", "de", "tr", "ar")}
    assert said == {
        "ja": "99.95%",
        "en": "99.95%",
        "fr": "99,95\xa0%",
        "de": "99,95\xa0%",
        "tr": "%99,95",
        "ar": "99.95%",
    }


def test_a_month_that_stands_alone_has_its_own_name() -> None:
    dates = Language("ru", TOKYO).dates
    assert (dates.month(AT), dates.day(AT)) == ("ноябрь 2026", "суббота, 21 ноября")
    assert Language("pl", TOKYO).dates.month(AT) == "listopad 2026"


@pytest.mark.parametrize(
    ("tag", "day", "month", "direction"),
    [
        ("ja", "2026年11月21日（土）", "2026年11月", "ltr"),
        ("en", "Saturday 21 November 2026", "November 2026", "ltr"),
        ("en-US", "Saturday 21 November 2026", "November 2026", "ltr"),
        ("zh-Hant", "2026年11月21日 星期六", "2026年11月", "ltr"),
        ("pt-BR", "sábado, 21 de novembro de 2026", "novembro de 2026", "ltr"),
        ("ar", "السبت، 21 نوفمبر 2026", "نوفمبر 2026", "rtl"),
        ("sl-rozaj-biske", "sob., 21. nov. 2026", "november 2026", "ltr"),
        ("tlh", "Saturday 21 November 2026", "November 2026", "ltr"),
    ],
)
def test_dates_stand_as_the_language_writes_them(tag: str, day: str, month: str, direction: str) -> None:
    language = Language(tag, TOKYO)
    assert (language.dates.day_year(AT), language.dates.month(AT)) == (day, month)
    assert language.direction == direction
    assert language.dates.time(AT).endswith(":05")


def test_a_language_that_nobody_has_data_of_is_named_by_its_tag() -> None:
    assert [language_name(tag) for tag in ("ja", "pt-BR", "tlh")] == ["日本語", "português (Brasil)", "tlh"]


def test_english_words_are_counted_in_english_in_every_language() -> None:
    for tag in ("cy", "ga", "sl"):
        assert [Language(tag, TOKYO).say("duration.days", n=n) for n in (0, 1, 5)] == ["0 days", "1 day", "5 days"]


def test_the_languages_of_a_site_do_not_change_one_anothers_dates() -> None:
    code = (
        "import sys; from datetime import datetime; from zoneinfo import ZoneInfo\n"
        "from noroshi.wording.language import Language\n"
        "zone = ZoneInfo('Asia/Tokyo'); at = datetime(2026, 11, 21, 3, 5, tzinfo=zone)\n"
        "found = {tag: Language(tag, zone).dates for tag in sys.argv[1:]}\n"
        "print([[d.day(at), d.day_year(at), d.month(at)] for _, d in sorted(found.items())])\n"
    )

    def said(*tags: str) -> str:
        ran = [sys.executable, "-X", "utf8", "-c", code, *tags]
        return subprocess.run(ran, capture_output=True, text=True, encoding="utf-8", check=True).stdout

    assert said("zh-Hant", "ja", "fr", "cs", "ar") == said("ar", "cs", "fr", "ja", "zh-Hant")
