"""One value of site.toml → the same value, checked and in its canonical form.

Each type names the rule that refuses it, by an error whose type is the rule's id and whose context is its
arguments; ``site_problems`` turns both into a problem with a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema

from noroshi.source.nearest import nearest
from noroshi.source.site_refusal import one_line, refuse
from noroshi.source.zones import zone_like, zone_names

LETTERS = (
    "false_alarm",
    "security_opened",
    "security_progress",
    "security_measures",
    "correction",
    "report",
    "restored",
    "reopened",
    "recovering",
    "data_recovery_estimate",
    "data_recovery_result",
    "suspended",
    "opened",
    "measures",
    "progress",
    "maintenance_scheduled",
    "maintenance_reminder",
    "maintenance_started",
    "maintenance_extended",
    "maintenance_postponed",
    "maintenance_completed",
    "maintenance_cancelled",
    "continuity",
    "announcement",
    "digest_daily",
    "digest_weekly",
    "digest_monthly",
    "maintenance",
    "security",
    "data_recovery",
)
"""The kinds of letter that an audience may get; the last three stand for all whose names begin with them."""


# ---- text


Line = Annotated[str, AfterValidator(one_line)]
"""One line of text, in no language."""


def _language_key(value: str, info: ValidationInfo) -> str:
    languages = (info.context or {}).get("languages", ())
    if value == "" or not languages:
        return value
    for language in languages:
        if language.lower() == value.lower():
            return str(language)
    raise refuse("site-text-language", value=value, allowed=tuple(languages), near=nearest(value, languages))


def _as_table(value: object) -> object:
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, dict):
        raise refuse("site-not-text", value=value)
    if not value:
        raise refuse("site-text-empty", value="{}")
    return value


def _not_empty(value: dict[str, str]) -> dict[str, str]:
    if not any(value.values()):
        raise refuse("site-text-empty", value='""')
    return value


_TEXT_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string"},
            {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
        ]
    }
)
OptionalText = Annotated[
    dict[Annotated[str, AfterValidator(_language_key)], Line], BeforeValidator(_as_table), _TEXT_SCHEMA
]
"""Language tag → text; the tag is ``""`` where one text serves all. Empty texts count as absent."""
SiteText = Annotated[OptionalText, AfterValidator(_not_empty), _TEXT_SCHEMA]
"""The same, with at least one text."""


# ---- names


_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def id_like(value: str) -> str:
    """The allowed id nearest to ``value``; ``""`` where nothing of it is allowed."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")[:100]


def _id(value: str) -> str:
    # ".." and a trailing dot would be no folder of their own; services/<id>/ is one.
    if not _ID.fullmatch(value) or ".." in value or value.endswith("."):
        raise refuse("site-id", value=value, paste=id_like(value))
    return value


Id = Annotated[str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{_ID.pattern}$"})]


_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
_COUNTRY_FOR_LANGUAGE = {"jp": "ja", "cn": "zh", "kr": "ko", "cz": "cs", "dk": "da"}
"""Country codes typed for languages that are themselves no language codes (ISO 639-1)."""


def canonical_tag(value: str) -> str | None:
    """A BCP 47 tag in its canonical case (RFC 5646 §2.1.1): ``pt-BR``, ``zh-Hans``; ``None``: not one."""
    if not _TAG.fullmatch(value) or value.lower().partition("-")[0] in _COUNTRY_FOR_LANGUAGE:
        return None
    first, *others = value.lower().split("-")
    return "-".join([first, *(_cased(part) for part in others)])


def _cased(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part


def language_like(value: str) -> str:
    """The canonical tag that ``value`` is or was meant to be, or ``""``."""
    plain = value.strip().replace("_", "-").partition(".")[0].lower()
    first, _, others = plain.partition("-")
    meant = _LANGUAGE_NAMES.get(plain) or "-".join(
        part for part in (_COUNTRY_FOR_LANGUAGE.get(first, first), others) if part
    )
    return canonical_tag(value) or canonical_tag(meant) or ""


def _language(value: str) -> str:
    tag = canonical_tag(value)
    if tag is None:
        raise refuse("site-language", value=value, near=language_like(value))
    return tag


_LANGUAGE_NAMES = {
    "japanese": "ja",
    "日本語": "ja",
    "english": "en",
    "英語": "en",
    "chinese": "zh",
    "korean": "ko",
}
Language = Annotated[str, AfterValidator(_language)]


def _zone(value: str) -> str:
    if value not in zone_names():
        raise refuse("site-timezone", value=value, near=zone_like(value))
    return value


Zone = Annotated[str, AfterValidator(_zone)]


# ---- looks and times


CORNERS = ("square", "soft", "round")
DENSITIES = ("comfortable", "compact")


def _brand(value: str) -> str:
    if not re.fullmatch(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", value):
        guess = f"#{value.lower().removeprefix('0x')}"
        whole = re.fullmatch(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", guess)
        raise refuse("site-brand", value=value, paste=guess if whole else "")
    value = value.lower()
    return value if len(value) == 7 else "#" + "".join(sign * 2 for sign in value[1:])


Brand = Annotated[
    str,
    AfterValidator(_brand),
    WithJsonSchema({"type": "string", "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$"}),
]
"""Always ``#rrggbb`` in lower case."""


def _relative_path(value: str) -> str:
    unsafe = value.startswith("/") or "\\" in value or ":" in value or not value.isprintable()
    if unsafe or any(part in ("", ".", "..") for part in value.split("/")):
        raise refuse("site-path", value=value)
    return value


RelativePath = Annotated[str, AfterValidator(_relative_path)]
"""POSIX, below ``site_src/static/``."""


def one_of(rule: str, allowed: tuple[str, ...]) -> Callable[[str], str]:
    """What lets the names ``allowed`` pass; ``rule`` refuses others."""

    def check(value: str) -> str:
        if value not in allowed:
            raise refuse(rule, value=value, allowed=allowed, near=nearest(value, allowed))
        return value

    return check


Corner = Annotated[
    str,
    AfterValidator(one_of("site-corner", CORNERS)),
    WithJsonSchema({"type": "string", "enum": list(CORNERS)}),
]
Density = Annotated[
    str,
    AfterValidator(one_of("site-density", DENSITIES)),
    WithJsonSchema({"type": "string", "enum": list(DENSITIES)}),
]
Letter = Annotated[
    str,
    AfterValidator(one_of("site-letter", LETTERS)),
    WithJsonSchema({"type": "string", "enum": list(LETTERS)}),
]


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (str, date)):
        return str(value)
    raise refuse("site-time", value=value)


TimeText = Annotated[str, BeforeValidator(_time), WithJsonSchema({"type": "string", "examples": ["2026-11-21 15:05"]})]
"""A time or date as text, to be read in the site's zone: TOML's own dates are written out again."""
