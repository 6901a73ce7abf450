"""A moment → the end of the next working day, on the site's clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

CLOSING_TIME = time(17)
"""A working day ends at this hour."""

_SATURDAY = 5


def knows_holidays(zone: ZoneInfo) -> bool:
    """Whether public holidays of the zone are known: those of Japan's Act on National Holidays. Others are not."""
    return zone.key in ("Asia/Tokyo", "Japan")


def next_working_day(after: datetime, zone: ZoneInfo) -> datetime:
    """When the next day closes that is neither a weekend nor, where they are known, a public holiday."""
    day = after.astimezone(zone).date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY or (knows_holidays(zone) and jpholiday.is_holiday(day)):
        day += timedelta(days=1)
    return datetime.combine(day, CLOSING_TIME, tzinfo=zone)
