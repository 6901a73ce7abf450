"""One value of site.toml → the same value, checked and in its canonical form.

Each type names the rule that refuses it, by an error whose type is the rule's id and whose context is its
arguments; ``site_problems`` turns both into a problem with a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from noroshi.source.nearest import nearest
from noroshi.source.site_refusal import refuse
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


def language_key(value: str, languages: tuple[str, ...]) -> str:
    """The tag under which a text stands, as the site spells it; ``""`` where one text serves all."""
    if value == "" or not languages:
        return value
    for language in languages:
        if language.lower() == value.lower():
            return str(language)
    raise refuse("site-text-language", value=value, allowed=tuple(languages), near=nearest(value, languages))


def as_table(value: object) -> object:
    """A text alone as the table of one text that serves all languages."""
    if isinstance(value, str):
        return {"": value}
    if not isinstance(value, dict):
        raise refuse("site-not-text", value=value)
    if not value:
        raise refuse("site-text-empty", value="{}")
    return value


def not_empty(value: dict[str, str]) -> dict[str, str]:
    """Texts of which at least one says something."""
    if not any(value.values()):
        raise refuse("site-text-empty", value='""')
    return value


# ---- names


ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


def id_like(value: str) -> str:
    """The allowed id nearest to ``value``; ``""`` where nothing of it is allowed."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")[:100]


def site_id(value: str) -> str:
    """The id of a service, group, audience or theme."""
    # ".." and a trailing dot would be no folder of their own; services/<id>/ is one.
    if not ID.fullmatch(value) or ".." in value or value.endswith("."):
        raise refuse("site-id", value=value, paste=id_like(value))
    return value


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


def languages_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages a file names, in canonical case; ``jp`` counts as the ``ja`` that it means."""
    named = values.get("languages")
    if isinstance(named, str):
        named = re.split(r"[\s,、，]+", named)
    tags = [language_like(tag) for tag in named if isinstance(tag, str)] if isinstance(named, list) else []
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def language(value: str) -> str:
    """A language tag in its canonical case."""
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


def zone_name(value: str) -> str:
    """The name of a time zone."""
    if value not in zone_names():
        raise refuse("site-timezone", value=value, near=zone_like(value))
    return value


# ---- looks and times


CORNERS = ("square", "soft", "round")
DENSITIES = ("comfortable", "compact")


def brand(value: str) -> str:
    """A colour, always ``#rrggbb`` in lower case."""
    if not re.fullmatch(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", value):
        guess = f"#{value.lower().removeprefix('0x')}"
        whole = re.fullmatch(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", guess)
        raise refuse("site-brand", value=value, paste=guess if whole else "")
    value = value.lower()
    return value if len(value) == 7 else "#" + "".join(sign * 2 for sign in value[1:])


def relative_path(value: str) -> str:
    """A POSIX path below ``site_src/static/``."""
    if not _leads_down(value):
        raise refuse("site-path", value=value)
    return value


def font_path(value: str) -> str:
    """A POSIX path below ``site_src/``."""
    if not _leads_down(value):
        raise refuse("site-font-path", value=value)
    return value


def folder_path(value: str) -> str:
    """A POSIX path below the site's root."""
    if not _leads_down(value):
        raise refuse("site-folder-path", value=value)
    return value


def _leads_down(path: str) -> bool:
    unsafe = path.startswith("/") or "\\" in path or ":" in path or not path.isprintable()
    return not unsafe and not any(part in ("", ".", "..") for part in path.split("/"))


def one_of(rule: str, allowed: tuple[str, ...]) -> Callable[[str], str]:
    """What lets the names ``allowed`` pass; ``rule`` refuses others."""

    def check(value: str) -> str:
        if value not in allowed:
            raise refuse(rule, value=value, allowed=allowed, near=nearest(value, allowed))
        return value

    return check


corner = one_of("site-corner", CORNERS)
density = one_of("site-density", DENSITIES)
letter = one_of("site-letter", LETTERS)


# ---- the form of /admin/


BACKENDS = ("github", "gitlab")
REPOSITORY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)+")
BRANCH = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._/-]*[A-Za-z0-9_])?")
SCRIPT = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9._~@%+/-]+\.m?js")
"""No sign of it means anything in a Content-Security-Policy."""
INTEGRITY = re.compile(r"sha(?:256|384|512)-[A-Za-z0-9+/]+={0,2}")

backend = one_of("site-backend", BACKENDS)


def _of_form(rule: str, pattern: re.Pattern[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise refuse(rule, value=value)
        return value

    return check


repository = _of_form("site-repository", REPOSITORY)
branch = _of_form("site-branch", BRANCH)
script_url = _of_form("site-script", SCRIPT)
integrity = _of_form("site-integrity", INTEGRITY)


def time_text(value: object) -> str:
    """A time or date as text, to be read in the site's zone: TOML's own dates are written out again."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (str, date)):
        return str(value)
    raise refuse("site-time", value=value)
