"""Options and environment → what every command needs to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from urllib.parse import urlsplit

from noroshi.app.cli_words import CliWords
from noroshi.model.frozen import frozen

DONE, PROBLEMS, MISUSE, SURROUNDINGS, KEPT_GOING = 0, 1, 2, 3, 4
"""Exit statuses; beside them 130 and 143 for what was interrupted or terminated."""


class UsageError(Exception):
    """The command was used wrongly: exit status 2. The argument is said to the person."""


class SurroundingsError(Exception):
    """Disk, permissions, ports: exit status 3. The argument is said to the person."""


@frozen
class Settings:
    """What every command knows."""

    root: Path
    """The site's root, absolute."""
    words: CliWords
    now: datetime | None
    """The moment asked for by ``--now`` or SOURCE_DATE_EPOCH; naive where no offset was typed; else ``None``."""
    clock: datetime
    """The moment the command began."""
    quiet: bool = False
    verbose: bool = False
    typed: tuple[str, ...] = ()
    """The common options as they were typed, for a command that is to be typed again."""

    def moment(self, demonstration: datetime | None = None, zone: tzinfo = UTC) -> tuple[datetime, bool]:
        """(``now`` of this command, in UTC; whether it was asked for rather than read from the clock).

        A moment that was typed without an offset is one of the site's zone, like every time in its files.
        """
        if self.now is not None:
            return (self.now if self.now.tzinfo else self.now.replace(tzinfo=zone)).astimezone(UTC), True
        return (demonstration, True) if demonstration else (self.clock, False)


def explicit_now(typed: str | None, environ: Mapping[str, str], words: CliWords) -> datetime | None:
    """``--now``, else SOURCE_DATE_EPOCH. Raises UsageError."""
    if typed:
        try:
            at = datetime.fromisoformat(typed)
        except ValueError:
            at = None
        # The ends of the calendar have no room for another zone.
        if at is None or not 1970 <= at.year <= 9998:
            raise UsageError(words.say("bad_now", value=typed))
        return at
    epoch = environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    try:
        at = datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None or not 1970 <= at.year <= 9998:
        raise UsageError(words.say("bad_epoch", value=epoch))
    return at


def site_url(typed: str, words: CliWords) -> str:
    """``--url`` without its trailing slash. Raises UsageError."""
    try:
        parts = urlsplit(typed)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise UsageError(words.say("bad_url", value=typed)) from None
    sound = (
        parts.scheme in ("http", "https")
        and parts.hostname
        and port_is_sound
        and not (parts.query or parts.fragment or parts.username)
        and re.fullmatch(r"[!-~]+", typed)
        and not re.search(r'["<>\\^`{|}]|/\.\.?(/|$)', typed)
    )
    if not sound:
        raise UsageError(words.say("bad_url", value=typed))
    return typed.rstrip("/")


def need_text(settings: Settings, typed: Iterable[str | tuple[str, ...]]) -> None:
    """Raise UsageError where what was typed has bytes that are no text here: written, they would be lost."""
    for item in typed:
        for text in (item,) if isinstance(item, str) else item:
            if not text.isascii() and text != text.encode("utf-8", "replace").decode("utf-8"):
                value = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                raise UsageError(settings.words.say("not_text", value=value))


def need_site(settings: Settings) -> None:
    """Raise UsageError where the root is no site's."""
    if not settings.root.is_dir():
        raise UsageError(settings.words.say("no_root", value=settings.root))
    if not (settings.root / "site_src" / "site.toml").exists():
        raise UsageError(settings.words.say("not_a_site", root=settings.root))
