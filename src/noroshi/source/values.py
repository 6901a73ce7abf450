"""One typed value → what its key means by it, or a refusal that says what to write.

Free of pydantic, so that reading a file costs its import only where ``schema`` validates. Every function
takes what the YAML reader gives (a text, None for an empty value, a list, a table) and what is known about
the site; it raises Refusal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from noroshi.model.frozen import frozen
from noroshi.model.terms import STATUSES, Impact, Kind, Known, State, Status
from noroshi.model.text import Moment
from noroshi.source.nearest import nearest
from noroshi.source.refusal import Refusal
from noroshi.source.times import Relative, read_day, read_moment, read_relative
from noroshi.source.yaml_values import Cut

LONGEST_TEXT = 2000
"""Characters of one fact; longer things are said in the body."""

# Controls that YAML's escapes can smuggle in, lone surrogates, and signs that turn what follows them around.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")
_ALIAS_PATH = re.compile(r"/[^\s\x00-\x20\x7f\"'<>\\^`{|}?#%*:]*")
"""Without ``*`` and ``:``: in ``_redirects`` they would stand for other pages too (``/*``, ``/:name``)."""
_ALIAS_LONGEST, _NAME_LONGEST = 1000, 255
"""Bytes of an alias, and of one name in it: Linux and macOS take no longer names (NAME_MAX)."""
_EMAIL = re.compile(r"[^\s@<>\"'(),:;\\]+@[^\s@<>\"'(),:;\\]+\.[^\s@<>\"'(),:;\\]+")
QUOTED = re.compile("[“”„‟＂‘’‚‛«»「『](.+)[“”‟＂‘’‛«»」』]")
"""Quotes that YAML does not know: they would be part of a word, a time or a name."""
_KNOWN_WORDS = {known.value: known for known in Known}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@frozen
class Surroundings:
    """What a value's meaning depends on besides what was typed."""

    zone: ZoneInfo
    languages: tuple[str, ...]
    service_ids: tuple[str, ...]
    audience_ids: tuple[str, ...]
    kind: Kind | None = None
    """None: not known (yet); then every status is accepted."""
    doubts: frozenset[str] = frozenset()
    """Keys of site.toml that have errors themselves: what they name is not judged."""
    service_names: Mapping[str, str] = field(default_factory=dict)
    """Name of a service on the pages, in any language → its id."""
    _of_kinds: dict[Kind | None, Surroundings] = field(default_factory=dict, init=False, compare=False, repr=False)

    def of_kind(self, kind: Kind | None) -> Surroundings:
        """The same for an incident of ``kind``; made once for each."""
        if kind is self.kind:
            return self
        if kind not in self._of_kinds:
            self._of_kinds[kind] = replace(self, kind=kind)
        return self._of_kinds[kind]


# ---- texts


def text(value: Any) -> str:
    """One line of text."""
    if isinstance(value, (list, dict)):
        raise Refusal("needs-quotes" if value else "not-a-text", value=shown(value), quotes=True)
    if isinstance(value, Cut):
        raise Refusal("text-cut", value=str(value), quotes=True)
    if value is None:
        raise Refusal("empty-value")
    found = str(value).strip().replace("\t", " ")
    if unwanted := _UNWANTED.search(found):
        raise Refusal("text-character", value=f"U+{ord(unwanted.group()):04X}")
    if "\n" in found:
        raise Refusal("text-lines", value=found.partition("\n")[0], write=(_joined(found),))
    if len(found) > LONGEST_TEXT:
        raise Refusal("text-too-long", value=f"{len(found)}", limit=f"{LONGEST_TEXT}")
    if found in ("~", "null"):
        raise Refusal("null-text", value=found)
    return found


def present(value: Any) -> Any:
    """``value``, which must not be empty."""
    if value is None or (isinstance(value, Cut) and not value):
        raise Refusal("empty-value")
    return value


def optional_text(value: Any) -> str | None:
    """One line of text, or None for an empty value."""
    return None if value is None else text(value)


def fact(value: Any) -> str | Known | None:
    """A text, ``none`` or ``unknown``; None: the fact is taken back."""
    found = optional_text(value)
    return found if found is None else known_or_text(found)


def known_or_text(found: str) -> str | Known:
    """The two words that are facts; spelt otherwise they would be published as they stand."""
    known = _KNOWN_WORDS.get(found.lower())
    if known is not None and found != known.value:
        raise Refusal("known-word", value=found, write=(known.value,))
    return known or found


def credit(value: Any) -> str | Known | None:
    """A text or ``none``."""
    found = fact(value)
    if found is Known.UNKNOWN:
        raise Refusal("unknown-value", value="unknown", allowed=("none",))
    return found


def _joined(lines: str) -> str:
    # Between two full-width signs a line end is no space.
    return re.sub(r"(?<=[\u3000-\uffff])\s*\n\s*(?=[\u3000-\uffff])|\s*\n\s*", _join, lines)


def _join(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end() : match.end() + 1]
    return "" if before >= "\u3000" and after >= "\u3000" else " "


# ---- times


def moment(value: Any, around: Surroundings) -> datetime | None:
    """A time."""
    found = word(value, "not-a-time")
    if found is None:
        return None
    if found.startswith(("~", "〜", "～")):
        raise Refusal("about-not-here", value=found, write=(found[1:].strip(),))
    if found.startswith(("+", "＋")):
        raise Refusal("relative-not-here", value=found)
    return read_moment(found, around.zone)


def day(value: Any, around: Surroundings) -> date | datetime | None:
    """A date alone, or a time."""
    found = word(value, "not-a-time")
    return None if found is None else read_day(found, around.zone)


def moment_or_relative(value: Any, around: Surroundings) -> datetime | Relative | None:
    """A time, or how long after another one."""
    found = word(value, "not-a-time")
    return None if found is None else read_relative(found) or moment(found, around)


def about_moment(value: Any, around: Surroundings) -> Moment | None:
    """A time, with ``~`` before it where it is only about then."""
    found = word(value, "not-a-time")
    if found is None:
        return None
    if found.startswith(("〜", "～")):
        raise Refusal("not-a-time", value=found, write=(f"~{found[1:].strip()}",))
    if found.startswith("~"):
        try:
            return Moment(read_moment(found[1:].lstrip(" "), around.zone), about=True)
        except Refusal as refusal:
            write = tuple(f"~{time}" for time in refusal.arguments.get("write", ()))
            raise Refusal(refusal.rule, **{**refusal.arguments, "value": found, "write": write}) from None
    at = moment(found, around)
    return None if at is None else Moment(at)


def ended_at(value: Any, around: Surroundings) -> Moment | Known | None:
    """A time, about a time, or ``unknown``."""
    if _is_known(value, Known.UNKNOWN):
        return Known.UNKNOWN
    return about_moment(value, around)


def report_by(value: Any, around: Surroundings) -> date | datetime | Known | None:
    """A date, a time, or ``none``."""
    if _is_known(value, Known.NONE):
        return Known.NONE
    return day(value, around)


def eta_word(value: Any, around: Surroundings) -> datetime | Relative | Known | None:
    """The forms of ``eta`` that are one word: a time, elapsed time, ``none``, ``unknown``."""
    if isinstance(value, str):
        known = _KNOWN_WORDS.get(value.strip().lower())
        if known is not None:
            return known
    return moment_or_relative(value, around)


def _is_known(value: Any, known: Known) -> bool:
    return isinstance(value, str) and value.strip().lower() == known.value


def word(value: Any, rule: str) -> str | None:
    """A single word or None; anything composed is refused by ``rule``."""
    if value is None or (isinstance(value, Cut) and not value):
        return None
    if isinstance(value, (list, dict)):
        raise Refusal(rule, value=shown(value))
    found = str(value).strip()
    if len(found) > 2 and (inner := QUOTED.fullmatch(found)):
        raise Refusal("smart-quotes", value=found, write=(inner[1].strip(),))
    return found


# ---- names

_STATUS_WORDS: Mapping[Kind | None, tuple[str, ...]] = {
    None: tuple(item.value for item in Status),
    **{kind: tuple(item.value for item in allowed) for kind, allowed in STATUSES.items()},
}
_KIND_WORDS = tuple(item.value for item in Kind)
_IMPACT_WORDS = tuple(item.value for item in Impact)
_STATE_WORDS = tuple(item.value for item in State)


def status(value: Any, around: Surroundings) -> Status | None:
    """A status of the incident's kind."""
    allowed = _STATUS_WORDS[around.kind]
    found = one_of(value, allowed, "unknown-status", kind=str(around.kind or ""))
    return None if found is None else Status(found)


def kind(value: Any) -> Kind | None:
    """What the entry is."""
    found = one_of(value, _KIND_WORDS, "unknown-kind")
    return None if found is None else Kind(found)


def impact(value: Any) -> Impact | None:
    """How much it hurts."""
    found = one_of(value, _IMPACT_WORDS, "unknown-impact")
    return None if found is None else Impact(found)


def state(value: Any) -> State | None:
    """What a service does."""
    found = one_of(value, _STATE_WORDS, "unknown-state")
    return None if found is None else State(found)


def one_of(value: Any, allowed: tuple[str, ...], rule: str = "unknown-value", **more: str) -> str | None:
    """One of the words ``allowed``."""
    found = word(value, rule)
    if found is None or found in allowed:
        return found
    spelt = {name.lower(): name for name in allowed}
    if found.lower() in spelt:  # Resolved: only one thing can be meant
        return spelt[found.lower()]
    raise Refusal(rule, value=found, allowed=allowed, near=nearest(found, allowed), **more)


def language(value: Any, around: Surroundings) -> str | None:
    """A language tag, in the site's spelling where the site has the language."""
    found = word(value, "unknown-language")
    if found is None:
        return None
    for tag in around.languages:
        if tag.lower() == found.lower():
            return tag
    if not _TAG.fullmatch(found) or found.lower() in _COUNTRIES:
        near = _COUNTRIES.get(found.lower()) or nearest(found, around.languages)
        raise Refusal("unknown-language", value=found, allowed=around.languages, near=near)
    return found


_COUNTRIES = {
    "jp": "ja",
    "jpn": "ja",
    "japanese": "ja",
    "eng": "en",
    "us": "en",
    "english": "en",
    "cn": "zh",
    "kr": "ko",
}
"""What is typed for a language and is none (ISO 639-1)."""


def entry_id(value: Any) -> str:
    """The id of an incident, perhaps with ``/update``; that it exists is another's to check."""
    found = text(value)
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}(?:/[a-z0-9][a-z0-9_-]{0,99})?", found):
        return found
    near = re.sub(r"^.*/incidents/|/$|\.md$", "", found)
    sound = re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,99}(?:/[a-z0-9][a-z0-9_-]{0,99})?", near)
    raise Refusal("not-an-id", value=found, write=(near,) if sound else ())


def alias(value: Any) -> str:
    """A former id, path or URL of this site."""
    found = text(value)
    path = found
    if "://" in found:
        try:
            parts = urlsplit(found)
        except ValueError:
            raise Refusal("unsafe-alias", value=found) from None
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise Refusal("unsafe-alias", value=found)
        path = parts.path or "/"
    elif not found.startswith("/"):
        path = f"/{found}"
    names = path.split("/")
    is_long = len(path.encode()) > _ALIAS_LONGEST or any(len(name.encode()) > _NAME_LONGEST for name in names)
    is_ours = path.lower().lstrip("/").startswith(".noroshi")
    if not _ALIAS_PATH.fullmatch(path) or is_long or is_ours or any(name in (".", "..") for name in names):
        raise Refusal("unsafe-alias", value=found)
    return found


def url(value: Any) -> str | None:
    """An address that a browser opens."""
    found = optional_text(value)
    if found is None:
        return None
    try:
        parts = urlsplit(found)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"'\\]", found)
    except ValueError:
        sound = False
    if not sound:
        write = (f"https://{found}",) if re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", found) else ()
        raise Refusal("unsafe-url", value=found, write=write)
    return found


def email(value: Any) -> str | None:
    """A mail address."""
    found = optional_text(value)
    if found is not None and not _EMAIL.fullmatch(found):
        raise Refusal("not-an-email", value=found)
    return found


# ---- the rest


def boolean(value: Any) -> bool:
    """``true`` or ``false``, nothing else: a draft must not be published by a guess."""
    if value in ("true", "false"):
        return bool(value == "true")
    near = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
    found = shown(value)
    plain = found.strip().lower()
    raise Refusal("not-true-or-false", value=found, near=plain if plain in ("true", "false") else near.get(plain, ""))


def count(value: Any) -> int | None:
    """A whole number."""
    found = word(value, "not-a-number")
    if found is None:
        return None
    digits = found.translate(str.maketrans("０１２３４５６７８９", "0123456789")).replace(",", "").replace("，", "")
    if not re.fullmatch(r"[0-9]{1,12}", found):
        write = (digits,) if re.fullmatch(r"[0-9]{1,12}", digits) else ()
        raise Refusal("not-a-number", value=found, write=write)
    return int(found)


def as_list(value: Any) -> list[Any]:
    """A list; one value alone is a list of one, an empty value an empty list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def services_table(value: Any) -> Any:
    """Names with or without states, in every form that ``services`` may have, as a table."""
    if isinstance(value, (str, list)) or value is None:
        names = as_list(value)
        if any(isinstance(name, dict) for name in names):
            raise Refusal("services-list", value=shown(value))
        return {str(name or ""): None for name in names}
    return value


def shown(value: Any) -> str:
    """What was typed, in one short line."""
    if isinstance(value, list):
        return "[" + ", ".join(shown(item) for item in value[:5]) + (", …" if len(value) > 5 else "") + "]"
    if isinstance(value, Mapping):
        pairs = [f"{key}: {shown(item)}" for key, item in list(value.items())[:5]]
        return "{" + ", ".join(pairs) + (", …" if len(value) > 5 else "") + "}"
    return "" if value is None else str(value)
