"""The shape of site.toml: ``site_schema`` without its words to editors. Glossaries have the same texts."""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from typing import Any, cast

from noroshi.source import site_addresses, site_values
from noroshi.source.shapes import Key, NotSound, Read, Shape, entries, items
from noroshi.source.site_refusal import one_line

if typing.TYPE_CHECKING:
    from noroshi.source.site_schema import SiteFile


def sound_site(values: Mapping[str, Any]) -> SiteFile | None:
    """The file that ``values`` are; None where anything in it is not as it should be."""
    try:
        # Attribute by attribute what the schema would make of it.
        return cast("SiteFile", SITE.read(values, site_values.languages_of(values)))
    except ValueError:
        return None


def sound_glossary(values: Mapping[str, Any], languages: tuple[str, ...]) -> Mapping[str, Mapping[str, str]] | None:
    """Term → its meaning by language; None where anything in it is not as it should be."""
    try:
        terms: Mapping[str, Mapping[str, str]] = _glossary(values, languages)
    except ValueError:
        return None
    return terms


def _text(check: Callable[[str], str]) -> Read:
    def read(value: Any, _: Any) -> str:
        if type(value) is not str:
            raise NotSound
        return check(value)

    return read


def _language_key(value: Any, languages: Any) -> str:
    return site_values.language_key(value, languages)


_texts = entries(_language_key, _text(one_line))


def _optional(value: Any, languages: Any) -> dict[str, str]:
    """A text, or a table of it by language."""
    texts: dict[str, str] = _texts(site_values.as_table(value), languages)
    return texts


def _said(value: Any, languages: Any) -> dict[str, str]:
    return site_values.not_empty(_optional(value, languages))


_glossary = entries(_text(one_line), _said)


def _whole(least: int, most: int) -> Read:
    def read(value: Any, _: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise NotSound
        return value

    return read


def _share(value: Any, _: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise NotSound
    return float(value)


def _yes_no(value: Any, _: Any) -> bool:
    if type(value) is not bool:
        raise NotSound
    return value


def _languages(value: Any, around: Any) -> tuple[str, ...]:
    tags: tuple[str, ...] = _each_language(value, around)
    if not tags:
        raise NotSound
    return tags


def _table(shape: Shape) -> Key:
    """A table of which every key has a default, and so the table."""
    return Key(shape.read, shape.read({}, ()))


_each_language = items(_text(site_values.language))
_any = _text(str)
_id = Key(_text(site_values.site_id), required=True)
_name = Key(_said, required=True)
_path, _mailbox = _text(site_values.relative_path), _text(site_addresses.mailbox)
_web_link, _link_or_mail = _text(site_addresses.web_link), _text(site_addresses.link_or_mail)


def _time(value: Any, _: Any) -> str:
    return site_values.time_text(value)


SITE = Shape(
    name=_name,
    url=Key(_text(site_addresses.site_url), required=True),
    languages=Key(_languages, required=True),
    timezone=Key(_text(site_values.zone_name), required=True),
    demonstration=_time,
    theme=_table(
        Shape(
            name=Key(_text(site_values.site_id), "default"),
            brand=_text(site_values.brand),
            logo=_path,
            logo_dark=_path,
            corner=_text(site_values.corner),
            density=_text(site_values.density),
            script=Key(_yes_no, default=True),
            stale_hours=Key(_whole(0, 8760), 26),
        )
    ),
    pictures=_table(
        Shape(social=Key(_yes_no, default=False), fonts=Key(items(_text(site_values.font_path)), default=()))
    ),
    organisation=_table(Shape(company=_optional, department=_optional, signatory=_optional)),
    contact=_table(
        Shape(
            name=_optional,
            responsible=_optional,
            phone=_optional,
            email=_text(site_addresses.mail_address),
            url=_web_link,
            hours=_optional,
            security=_text(site_addresses.security_contact),
        )
    ),
    roles=_table(Shape(lead=_optional, speaker=_optional)),
    audiences=Key(
        items(Shape(id=_id, salutation=_optional, letters=Key(items(_text(site_values.letter)), ())).read), ()
    ),
    groups=Key(items(Shape(id=_id, name=_name).read), ()),
    services=Key(
        items(
            Shape(
                id=_id,
                name=_name,
                group=_any,
                description=_optional,
                link=_text(site_addresses.link),
                depends_on=Key(items(_any), ()),
                since=_time,
                until=_time,
            ).read
        ),
        (),
    ),
    mail=_table(
        Shape(
            from_=Key(_mailbox, attribute="sender"),
            reply_to=_mailbox,
            list_id=_text(site_addresses.list_id),
            unsubscribe=_link_or_mail,
            subscribe=_link_or_mail,
            reminder_hours=Key(_whole(1, 720), 24),
            outbox_days=Key(_whole(0, 3660), 14),
        )
    ),
    feeds=_table(Shape(authority=_text(site_addresses.authority), entries=Key(_whole(1, 500), 50), hub=_web_link)),
    repository=_table(Shape(commit_url=_text(site_addresses.commit_url))),
    availability=_table(
        Shape(
            major_outage=Key(_share, 1.0),
            partial_outage=Key(_share, 0.3),
            degraded_performance=Key(_share, 0.0),
            under_maintenance=Key(_share, 0.0),
        )
    ),
    promises=_table(Shape(show_sums=Key(_yes_no, default=True))),
    search=_table(Shape(enabled=Key(_yes_no, default=False))),
    handbook=_table(
        Shape(
            folder=_text(site_values.folder_path),
            lang=_text(site_values.language),
            link=_web_link,
            nav=Key(_yes_no, default=True),
        )
    ),
    admin=_table(
        Shape(
            enabled=Key(_yes_no, default=False),
            repository=_text(site_values.repository),
            branch=Key(_text(site_values.branch), "main"),
            backend=Key(_text(site_values.backend), "github"),
            script=_text(site_values.script_url),
            integrity=_text(site_values.integrity),
            login=_web_link,
        )
    ),
)
