"""What was made of an entry → the same again, for as long as neither the entry nor the clock says otherwise.

Lists that every build makes anew say the same of fifty entries again and again. What is kept of an entry is a plain
value: a text, or what JSON can say. It holds for one print of the entry's files, and until the moment that
:class:`~noroshi.model.watch.Watch` found while it was made. What else it depends on (settings, theme, program) is the
same wherever it is kept: a record of another digest is not believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from noroshi.model.moments import moment_of
from noroshi.model.watch import FOREVER as NEVER
from noroshi.model.watch import Watch, plain_micros

FOREVER = (1 << 63) - 1
"""``until`` of what does not depend on the clock."""


class Piece(NamedTuple):
    """A plain value, and what it holds for."""

    print: bytes
    """Digest of all that the entry's folder holds."""
    since: int
    until: int
    """From when and until when ``now`` alone changes nothing of it; microseconds since 1970."""
    value: Any


class PiecesKept:
    """Pieces of one language; at first it keeps nothing, and everything is made when it is asked for."""

    def __init__(self) -> None:
        self.made = 0
        """How many had to be made (a count of work)."""
        self.used: dict[str, Piece] = {}
        """What this build made, and what it found and took; by name, in the order of first use."""
        self._known: Mapping[str, Piece] = {}
        self._prints: Mapping[str, bytes] = {}

    def believe(self, known: Mapping[str, Piece], prints: Mapping[str, bytes]) -> None:
        """Keep what is made from now on.

        ``known``: what a build before made; ``prints``: incident id → digest of all that its folder holds.
        """
        self._known, self._prints = known, prints

    def lasting(self, name: str, make: Callable[[], Any]) -> Any:
        """``make()``, which depends on no entry and on no moment, or what that gave before; ``name`` says all of it."""
        found = self.used.get(name) or self._known.get(name)
        if found is None:
            self.made += 1
            found = Piece(b"", 0, FOREVER, make())
        self.used[name] = found
        return found.value

    def value(self, name: str, incident: str, now: int, watch: Watch, make: Callable[[], Any]) -> Any:
        """``make()``, or what that gave before.

        ``name``: what is made, in which language and where; ``now``: microseconds since 1970, ``watch``: its own.
        """
        key, own = f"{incident} {name}", self._prints.get(incident)
        if own is None:
            self.made += 1
            return make()
        found = self.used.get(key) or self._known.get(key)
        if found is not None and found.print == own and found.since <= now < found.until:
            if found.until < FOREVER:
                watch.note(moment_of(found.until))
            self.used[key] = found
            return found.value
        self.made += 1
        with watch.recording() as seen:
            value = make()
        until = FOREVER if seen.until is NEVER else max(plain_micros(seen.until), now + 1)
        self.used[key] = Piece(own, now, until, value)
        return value
