"""The demonstration's commented site.toml + answers → the site.toml of a new site.

A key that was answered stands there; every other one is a comment with the schema's example, so that nothing of the
demonstration goes along. Comments are kept in one language: those of the demonstration stand in pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from noroshi.model.frozen import frozen
from noroshi.model.problem import Problem
from noroshi.source.site import SITE_TOML
from noroshi.source.site_checks import checked
from noroshi.source.site_problems import toml_value
from noroshi.source.site_schema import example_of
from noroshi.source.site_validation import validated
from noroshi.source.toml_places import TomlDocument
from noroshi.source.zones import zone, zone_names

Text = str | Mapping[str, str]
"""One text for all languages, or one for each."""

SCHEMA_LINE = "#:schema ../schemas/site.schema.json"
"""How editors with a TOML language server find the schema (taplo: directives)."""

_HEADING = re.compile(r"# -{2,} (?P<ja>.+) / (?P<en>.+) -{2,}")
_TABLE = re.compile(r"(?P<brackets>\[\[?)(?P<name>[a-z_]+)\]\]?")
_KEY = re.compile(r"(?:# )?(?P<key>[a-z_]+) = .+")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
_ONLY_THERE = ("demonstration",)


@frozen
class NewSite:
    """What a new site says of itself; ``refusals`` tells whether it may."""

    name: Text
    url: str
    languages: tuple[str, ...]
    timezone: str
    services: tuple[tuple[str, Text], ...]
    """(id, name), in the order shown."""

    def values(self) -> dict[str, Any]:
        """As site.toml's values."""
        return {
            "name": _plain(self.name),
            "url": self.url,
            "languages": list(self.languages),
            "timezone": self.timezone,
            "services": [{"id": known, "name": _plain(name)} for known, name in self.services],
        }


def refusals(site: NewSite) -> tuple[Problem, ...]:
    """What is wrong with it, by the rules of site.toml."""
    document = TomlDocument(site.values())
    return (*validated(document, SITE_TOML)[1], *checked(document, SITE_TOML))


def new_site_toml(sample: str, site: NewSite, now: datetime) -> str:
    """The text of its site.toml. ``sample``: the demonstration's; ``site`` is one without ``refusals``."""
    file, _ = validated(TomlDocument(site.values()), SITE_TOML)
    url = file.url if file is not None else site.url
    today = now.astimezone(zone(site.timezone)).date()
    authority = f"{urlsplit(url).hostname},{today.year}"
    # Counted from the first incident, availability would begin with nothing but an outage.
    services = [{**service, "since": today.isoformat()} for service in site.values()["services"]]
    values = {**site.values(), "url": url, "services": services, "feeds": {"authority": authority}}
    lines = [SCHEMA_LINE, "", *_Rewriter(values, site.languages).lines(sample.splitlines())]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return re.sub(r"\n(# -{2,} .+ -{2,}\n)\n", r"\n\n\1", text).rstrip() + "\n"


def is_zone(name: str) -> bool:
    """Whether site.toml may name it."""
    return name in zone_names()


def _plain(text: Text) -> Any:
    return text if isinstance(text, str) else dict(text)


class _Rewriter:
    """Goes through the demonstration's file once, from above."""

    def __init__(self, values: Mapping[str, Any], languages: Sequence[str]) -> None:
        self.values = values
        self.languages = languages
        self.is_japanese = is_japanese(languages[0])
        self.table = ""
        self.told: set[tuple[str, str]] = set()
        """(table, key): of a list of tables, only the first entry explains a key."""
        self.rest: list[str] = []
        """Services that follow the first one, which carries the comments."""
        self.kept: list[str] = []
        """Comments that belong to the key or table below them."""
        self.above: list[str] = []
        """Comments above a further entry of a list: they explain the key that only it has."""
        self.is_further = False
        self.first: Mapping[str, Any] = {}
        """The first entry of the list that is being written: its further keys stand below their comments."""

    def lines(self, sample: Sequence[str]) -> Iterator[str]:
        for line in _after_first_paragraph(sample):
            if heading := _HEADING.fullmatch(line):
                yield from self.rest
                self.rest, self.is_further = [], False
                yield f"\n# ---- {heading['ja' if self.is_japanese else 'en']} ----"
            elif header := _TABLE.fullmatch(line):
                yield from self.header(header["name"], is_list=header["brackets"] == "[[")
            elif key := _KEY.fullmatch(line):
                yield from self.key(key["key"])
            elif line.startswith("#"):
                if bool(_JAPANESE.search(line)) is self.is_japanese:
                    self.kept.append(line)
            elif not self.is_further:
                yield from self.comments()
                yield line
        yield from self.rest

    def comments(self) -> Iterable[str]:
        kept, self.kept = self.kept, []
        return kept

    def header(self, name: str, *, is_list: bool) -> Iterator[str]:
        is_first, self.table = (name, "") not in self.told, name
        self.told.add((name, ""))
        self.is_further, comments = not is_first, list(self.comments())
        self.above = comments if self.is_further else []
        if self.is_further:
            return
        yield from ("", *comments)
        if not is_list:
            yield f"[{name}]"
            return
        entries = self.values.get(name, ())
        yield f"[[{name}]]" if entries else f"# [[{name}]]"
        self.first = dict(*entries[:1])
        for key in ("id", "name"):
            if key in self.first:
                self.told.add((name, key))
                yield _line(key, self.first[key])
        for entry in entries[1:]:
            self.rest += ["", f"[[{name}]]", *(_line(key, value) for key, value in entry.items())]

    def key(self, key: str) -> Iterator[str]:
        place = (self.table, key)
        if place in self.told or place[1] in _ONLY_THERE:
            self.comments()
            return
        self.told.add(place)
        yield from self.above
        self.above = []
        table = self.values.get(self.table) if self.table else self.values
        table = self.first if isinstance(table, list) else table
        yield from self.comments()
        if isinstance(table, Mapping) and key in table:
            yield _line(key, table[key])
        else:
            yield "# " + _line(key, self.example(place))

    def example(self, place: tuple[str, str]) -> Any:
        found = example_of(tuple(name for name in place if name))
        if not isinstance(found, dict):
            return found
        texts = {tag: found["ja" if is_japanese(tag) else "en"] for tag in self.languages}
        return texts if len(texts) > 1 else texts[self.languages[0]]


def is_japanese(tag: str) -> bool:
    """Whether a BCP 47 tag is of Japanese."""
    return tag.lower().partition("-")[0] == "ja"


def _after_first_paragraph(lines: Sequence[str]) -> Sequence[str]:
    """The first one is about the demonstration."""
    return lines[lines.index("") + 1 :]


def _line(key: str, value: Any) -> str:
    return f"{key} = {toml_value(value)}"
