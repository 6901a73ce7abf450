"""Everything of a built site that is no page → what stands in it that no writer may put there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import injections
import markdown

ATOM = "{http://www.w3.org/2005/Atom}"
SVG = "{http://www.w3.org/2000/svg}"
_PROPERTIES = """
BEGIN END PRODID VERSION CALSCALE NAME X-WR-CALNAME DESCRIPTION X-WR-CALDESC X-WR-TIMEZONE REFRESH-INTERVAL
X-PUBLISHED-TTL URL SOURCE UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE STATUS DTSTART DTEND SUMMARY CATEGORIES CLASS
TRANSP TZID TZNAME TZOFFSETFROM TZOFFSETTO RRULE RDATE
"""
PROPERTIES = set(_PROPERTIES.split())
_DRAWN = "svg title g rect path circle text clipPath linearGradient stop line polygon"
DRAWN = set(_DRAWN.split())


def machine_faults(site: Path, url: str) -> Iterator[str]:
    """Everything that is not explicitly allowed in feeds, calendars, badges and texts; nothing if all is safe."""
    judged: set[str] = set()

    def once(html: str) -> Iterator[str]:
        # The same entry stands in many feeds, in three formats.
        if html not in judged:
            judged.add(html)
            yield from _html(html, url)

    for path in sorted(site.rglob("*")):
        name = path.relative_to(site)
        if path.suffix in (".atom", ".rss") or path.name in ("atom.xml", "rss.xml"):
            yield from (f"{name}: {fault}" for html in _contents(path) for fault in once(html))
        elif path.name == "feed.json":
            items = json.loads(path.read_text(encoding="utf-8"))["items"]
            yield from (f"{name}: {fault}" for item in items for fault in once(item["content_html"]))
        elif path.name == "badge.svg":
            yield from (f"{name}: {fault}" for fault in _drawing(path))
        elif path.suffix == ".ics":
            yield from (f"{name}: {fault}" for fault in _calendar(path))
        elif path.name in ("index.md", "llms.txt"):
            # Whoever shows it as HTML, raw HTML let through, must be safe.
            html = markdown.markdown(path.read_text(encoding="utf-8"), extensions=["tables", "fenced_code"])
            yield from (f"{name}: {fault}" for fault in _html(html, url, again=False))


def _contents(path: Path) -> list[str]:
    tree = ElementTree.parse(path)
    return [element.text or "" for element in tree.iter() if element.tag in (f"{ATOM}content", "description")]


def _html(html: str, url: str, *, again: bool = True) -> Iterator[str]:
    # The judge of bodies knows pictures of this site by their path.
    return injections.faults(html.replace(f' src="{url}/', ' src="/'), "update-", again=again)


def _drawing(path: Path) -> Iterator[str]:
    for element in ElementTree.parse(path).iter():
        if element.tag.removeprefix(SVG) not in DRAWN:
            yield f"<{element.tag}>"
        for attribute, value in element.attrib.items():
            # What aria-label holds is heard, never followed.
            leads = attribute != "aria-label" and "script:" in value.lower()
            if attribute.lower().startswith("on") or attribute in ("style", "href") or leads:
                yield f"{attribute}={value!r}"


def _calendar(path: Path) -> Iterator[str]:
    raw = path.read_bytes()
    if re.search(rb"(?<!\r)\n|\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw):
        yield "a control character"
    for line in raw.replace(b"\r\n ", b"").decode().splitlines():
        if re.split("[:;]", line)[0] not in PROPERTIES:
            yield f"the line {line[:80]!r}"
    for component in icalendar.Calendar.from_ical(raw).walk():
        yield from (f"{component.name}: {error}" for error in component.errors)
