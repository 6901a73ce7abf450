"""Times as a status page's JSON tells them → aware moments, with what could not be read or had to be assumed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from noroshi.source.importers.imported import Remark, plain_line
from noroshi.source.importers.moments import EARLIEST_YEAR, LATEST_YEAR, moment, written

NOTHING: tuple[object, ...] = (None, "", [], {}, False)
"""Values that say nothing."""
LONGEST_VALUE = 300
"""Characters of a value that a remark repeats."""


def shortened(value: object) -> str:
    """A value in one line of a report."""
    line = plain_line(str(value))
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + "…"


class Times:
    """Reads times, and notes what it could not read or had to assume."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.unread: list[Remark] = []
        self.guessed: list[Remark] = []

    def read(self, found: Mapping[str, object], *keys: str) -> datetime | None:
        """The first of the keys that is a time, in the page's zone."""
        for key in keys:
            value = found.get(key)
            if value in NOTHING:
                continue
            if (at := self._moment(value)) is not None:
                return at
            self.unread.append(Remark("unreadable-time", {"value": f"{key}: {shortened(value)}"}))
        return None

    def _moment(self, value: object) -> datetime | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = _of_seconds(value)
        if not isinstance(value, str):
            return None
        try:
            at = datetime.fromisoformat(value.strip())
        except ValueError:
            at = None
        if at is not None and at.tzinfo is not None:
            return at.astimezone(self._zone) if EARLIEST_YEAR < at.year < LATEST_YEAR else None
        found = moment(value, self._zone)
        if found is None:
            return None
        if found.assumed == "naive-time":
            self._guess(Remark("naive-time", {"value": str(self._zone)}))
        elif found.assumed:
            self._guess(Remark(found.assumed, {"value": value, "at": written(found.at)}))
        return found.at.astimezone(self._zone)

    def _guess(self, remark: Remark) -> None:
        if remark not in self.guessed:
            self.guessed.append(remark)


def _of_seconds(value: float) -> str:
    """Seconds, or milliseconds, since 1970 as text; empty where no year has them."""
    try:
        return datetime.fromtimestamp(value / 1000 if value > 100_000_000_000 else value, UTC).isoformat()
    except (OverflowError, ValueError, OSError):
        return ""
