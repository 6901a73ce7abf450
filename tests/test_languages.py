"""Languages without a catalogue of their own: English words, their own dates."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from noroshi.wording.language import Language, language_name

TOKYO = ZoneInfo("Asia/Tokyo")
AT = datetime(2026, 11, 21, 3, 5, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("tag", "day", "month", "direction"),
    [
        ("ja", "2026年11月21日（土）", "2026年11月", "ltr"),
        ("en", "Saturday 21 November 2026", "November 2026", "ltr"),
        ("en-US", "Saturday 21 November 2026", "November 2026", "ltr"),
        ("zh-Hant", "2026年11月21日 週六", "2026年11月", "ltr"),
        ("pt-BR", "sáb., 21 de novembro de 2026", "novembro de 2026", "ltr"),
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
    for tag in ("ar", "fr", "ru"):
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
