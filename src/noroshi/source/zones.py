"""The name of a time zone → its data, always from the tzdata package.

The operating system's zone data differs from machine to machine, and a build is the same bytes on all of
them.
"""

from __future__ import annotations

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo

from noroshi.source.nearest import nearest

_NICKNAMES = {
    "jst": "Asia/Tokyo", "日本": "Asia/Tokyo", "日本時間": "Asia/Tokyo",
    "gmt+9": "Asia/Tokyo", "utc+9": "Asia/Tokyo", "+09:00": "Asia/Tokyo", "+0900": "Asia/Tokyo",
    "kst": "Asia/Seoul", "sgt": "Asia/Singapore", "ist": "Asia/Kolkata", "z": "UTC",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "bst": "Europe/London",
    "est": "America/New_York", "edt": "America/New_York", "cst": "America/Chicago", "cdt": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
}  # fmt: skip
"""Abbreviations are no zones: they know no summer time, and some of them are used by three countries. (tzdata
keeps a few, such as EST, for old programs.)"""


@cache
def packaged_zones_only() -> None:
    """Make this process read zones from the tzdata package. Every worker process calls it too."""
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()


@cache
def zone_names() -> frozenset[str]:
    """Every zone of the tzdata package but the abbreviations."""
    packaged_zones_only()
    return frozenset(name for name in zoneinfo.available_timezones() if name.lower() not in _NICKNAMES)


def zone(name: str) -> ZoneInfo:
    """The zone of one of ``zone_names()``."""
    packaged_zones_only()
    return ZoneInfo(name)


def zone_like(name: str) -> str:
    """The zone that was probably meant, or ``""``."""
    plain = name.strip()
    if plain.lower() in _NICKNAMES:
        return _NICKNAMES[plain.lower()]
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(zone_names()) if "/" in zone}
    found = nearest(plain, sorted(zone_names())) or nearest(plain.rpartition("/")[2], cities)
    return cities.get(found, found)
