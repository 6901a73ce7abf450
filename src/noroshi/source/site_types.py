"""Values of site.toml as pydantic types: each reads by ``site_values`` or ``site_addresses``, for messages and
editors."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema

from noroshi.source import site_addresses, site_values
from noroshi.source.site_refusal import one_line

Line = Annotated[str, AfterValidator(one_line)]
"""One line of text, in no language."""


def _language_key(value: str, info: ValidationInfo) -> str:
    return site_values.language_key(value, (info.context or {}).get("languages", ()))


_TEXT_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string"},
            {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
        ]
    }
)
OptionalText = Annotated[
    dict[Annotated[str, AfterValidator(_language_key)], Line], BeforeValidator(site_values.as_table), _TEXT_SCHEMA
]
"""Language tag → text; the tag is ``""`` where one text serves all. Empty texts count as absent."""
SiteText = Annotated[OptionalText, AfterValidator(site_values.not_empty), _TEXT_SCHEMA]
"""The same, with at least one text."""


def _enum(names: tuple[str, ...]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(names)})


def _pattern(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern})


Id = Annotated[str, AfterValidator(site_values.site_id), _pattern(f"^{site_values.ID.pattern}$")]
Language = Annotated[str, AfterValidator(site_values.language)]
Zone = Annotated[str, AfterValidator(site_values.zone_name)]
Brand = Annotated[str, AfterValidator(site_values.brand), _pattern("^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$")]
RelativePath = Annotated[str, AfterValidator(site_values.relative_path)]
FontPath = Annotated[str, AfterValidator(site_values.font_path)]
FolderPath = Annotated[str, AfterValidator(site_values.folder_path)]
Corner = Annotated[str, AfterValidator(site_values.corner), _enum(site_values.CORNERS)]
Density = Annotated[str, AfterValidator(site_values.density), _enum(site_values.DENSITIES)]
Letter = Annotated[str, AfterValidator(site_values.letter), _enum(site_values.LETTERS)]
TimeText = Annotated[
    str,
    BeforeValidator(site_values.time_text),
    WithJsonSchema({"type": "string", "examples": ["2026-11-21 15:05"]}),
]
Backend = Annotated[str, AfterValidator(site_values.backend), _enum(site_values.BACKENDS)]
Branch = Annotated[str, AfterValidator(site_values.branch), _pattern(f"^{site_values.BRANCH.pattern}$")]
RepositoryPath = Annotated[str, AfterValidator(site_values.repository), _pattern(f"^{site_values.REPOSITORY.pattern}$")]
ScriptUrl = Annotated[str, AfterValidator(site_values.script_url), _pattern(f"^{site_values.SCRIPT.pattern}$")]
Integrity = Annotated[str, AfterValidator(site_values.integrity), _pattern(f"^{site_values.INTEGRITY.pattern}$")]
SiteUrl = Annotated[str, AfterValidator(site_addresses.site_url)]
Link = Annotated[str, AfterValidator(site_addresses.link)]
LinkOrMail = Annotated[str, AfterValidator(site_addresses.link_or_mail)]
WebLink = Annotated[str, AfterValidator(site_addresses.web_link)]
CommitUrl = Annotated[str, AfterValidator(site_addresses.commit_url)]
Address = Annotated[str, AfterValidator(site_addresses.mail_address)]
Mailbox = Annotated[str, AfterValidator(site_addresses.mailbox)]
SecurityContact = Annotated[str, AfterValidator(site_addresses.security_contact)]
ListId = Annotated[str, AfterValidator(site_addresses.list_id)]
Authority = Annotated[str, AfterValidator(site_addresses.authority)]
