"""Calendar views → iCalendar files (RFC 5545, RFC 7986) that calendar programs subscribe to.

No METHOD: this is no invitation, and METHOD:PUBLISH would ask for an ORGANIZER (RFC 5546 §3.2.1). No VALARM:
whoever subscribes chooses when to be reminded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from noroshi.model.artefact import Artefact
from noroshi.views.calendar import CalendarView, EventView

if TYPE_CHECKING:
    from icalendar import Event, vUri

PRODUCT: Final = "-//noroshi//noroshi//EN"
REFRESH: Final = timedelta(hours=1)

# All that some reader takes for the end of a line (Python's splitlines among them), then what TEXT may not hold
# (RFC 5545 §3.3.11), what UTF-8 cannot, and what turns the direction of the words that follow.
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def calendar(view: CalendarView) -> Artefact:
    """One ``.ics`` file: CRLF, lines of at most 75 octets, properties in a fixed order."""
    from icalendar import Calendar, Timezone, vDuration  # Loaded by the first calendar: it takes a tenth of a second.

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("name", _line(view.name))
    made.add("x-wr-calname", _line(view.name))
    made.add("description", _line(view.about))
    made.add("x-wr-caldesc", _line(view.about))
    made.add("x-wr-timezone", view.zone.key)
    # RFC 7986 §5.7, and what programs read that are older than it.
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    made.add("url", _uri(view.url))
    made.add("source", _uri(view.source), parameters={"VALUE": "URI"})
    for event in view.events:
        made.add_component(_event(event))
    if not view.events:
        # RFC 5545 §3.6 asks for at least one component.
        zone = Timezone.from_tzinfo(view.zone, view.zone.key)
        # The library's remark on the years it covers; RFC 5545 §3.6.5 has no place for one here.
        zone.pop("comment", None)
        made.add_component(zone)
    return Artefact(view.path.removeprefix("/"), made.to_ical())


def _event(view: EventView) -> Event:
    from icalendar import Event

    made = Event()
    made.add("uid", _line(view.uid))
    made.add("dtstamp", _utc(view.modified))
    made.add("created", _utc(view.created))
    made.add("last-modified", _utc(view.modified))
    made.add("sequence", view.sequence)
    made.add("status", "CANCELLED" if view.is_cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    made.add("class", "PUBLIC")
    made.add("dtstart", _utc(view.start) if isinstance(view.start, datetime) else view.start)
    if view.end is not None:
        made.add("dtend", _utc(view.end))
    made.add("summary", _line(view.summary), parameters={"LANGUAGE": view.summary_lang} if view.summary_lang else {})
    made.add("description", _text(view.description))
    if names := _lines(view.categories):
        made.add("categories", names)
    made.add("url", _uri(view.url))
    return made


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _text(words: str) -> str:
    """What a TEXT value may hold; the library escapes the rest."""
    return _UNWANTED.sub("", _BREAK.sub("\n", words))


def _line(words: str) -> str:
    return _UNWANTED.sub("", _BREAK.sub(" ", words))


def _uri(address: str) -> vUri:
    """An address; what RFC 3986 has no place for is percent-encoded, since nothing escapes a URI value."""
    from icalendar import vUri

    return vUri(quote(_line(address), safe=":/?#[]@!$&'()*+,;=%-._~"))


def _lines(words: Iterable[str]) -> list[str]:
    return [line for line in map(_line, words) if line.strip()]
