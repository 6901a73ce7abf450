"""Two moments → the round times that stand on an axis between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from building import BERLIN, TOKYO, t
from hypothesis import given
from hypothesis import strategies as st

from noroshi.views.time_axis import MOST, Unit, day_begins, round_times


@pytest.mark.parametrize(
    ("start", "end", "unit", "said"),
    [
        ("2026-11-18 09:12", "2026-11-18 09:16", "clock", "09:12 09:14 09:16"),
        ("2026-11-18 13:42", "2026-11-18 17:24", "clock", "14:00 15:00 16:00 17:00"),
        ("2026-11-18 09:02", "2026-11-18 11:15", "clock", "09:30 10:00 10:30 11:00"),
        ("2026-11-18 15:00", "2026-11-19 11:00", "clock", "18:00 00:00 06:00"),
    ],
)
def test_short_ones_have_times_of_the_day(start: str, end: str, unit: str, said: str) -> None:
    found, moments = round_times(t(start), t(end), TOKYO)
    assert (found, " ".join(f"{at.astimezone(TOKYO):%H:%M}" for at in moments)) == (unit, said)


@pytest.mark.parametrize(
    ("start", "end", "unit", "said"),
    [
        ("2026-11-18 09:00", "2026-11-21 08:00", "day", "11-19 11-20 11-21"),
        # Mondays.
        ("2026-11-01 09:00", "2026-11-20 08:00", "day", "11-02 11-09 11-16"),
        ("2026-01-20 09:00", "2026-06-20 08:00", "month", "03-01 05-01"),
        ("2024-01-20 09:00", "2026-06-20 08:00", "month", "01-01 01-01"),
    ],
)
def test_long_ones_have_days_or_months(start: str, end: str, unit: str, said: str) -> None:
    found, moments = round_times(t(start), t(end), TOKYO)
    assert (found, " ".join(f"{at.astimezone(TOKYO):%m-%d}" for at in moments)) == (unit, said)


def test_an_hour_that_does_not_exist_is_not_said_and_one_that_comes_twice_once() -> None:
    forward = round_times(t("2026-03-29 00:30", BERLIN), t("2026-03-29 04:30", BERLIN), BERLIN)[1]
    assert [f"{at.astimezone(BERLIN):%H}" for at in forward] == ["01", "03", "04"]
    back = round_times(t("2026-10-25 00:30", BERLIN), t("2026-10-25 03:30", BERLIN), BERLIN)[1]
    assert [f"{at.astimezone(BERLIN):%H}" for at in back] == ["01", "02", "03"]


@given(
    st.integers(1, 4000 * 1440),
    st.integers(0, 525_599).map(
        lambda minute: datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None) + timedelta(minutes=minute)
    ),
)
def test_they_are_few_between_both_ends_and_in_order(minutes: int, at: datetime) -> None:
    start = at.replace(tzinfo=UTC)
    end = start + timedelta(minutes=minutes)
    _, moments = round_times(start, end, BERLIN)
    assert len(moments) <= MOST
    assert all(start <= moment <= end for moment in moments)
    assert all(one < other for one, other in pairwise(moments))


def test_a_day_is_said_where_it_begins() -> None:
    unit, moments = round_times(t("2026-11-18 15:00"), t("2026-11-19 11:00"), TOKYO)
    assert (unit, day_begins(moments, TOKYO)) == (Unit.CLOCK, (True, True, False))
    assert day_begins((), TOKYO) == ()
