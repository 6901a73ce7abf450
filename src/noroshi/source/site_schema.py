"""site.toml's values → the same values, checked one by one; and the JSON Schema that says it to editors."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema

from noroshi.source.site_schema_pages import (
    AdminTable,
    HandbookTable,
    PicturesTable,
    SearchTable,
    Table,
    ThemeTable,
)
from noroshi.source.site_types import (
    Address,
    Authority,
    CommitUrl,
    Id,
    Language,
    Letter,
    Link,
    LinkOrMail,
    ListId,
    Mailbox,
    OptionalText,
    SecurityContact,
    SiteText,
    SiteUrl,
    TimeText,
    WebLink,
    Zone,
)


class OrganisationTable(Table):
    """Who speaks."""

    company: Annotated[
        OptionalText | None,
        Field(description="The company's name.", examples=[{"ja": "株式会社見本", "en": "Example, Inc."}]),
    ] = None
    department: Annotated[
        OptionalText | None,
        Field(
            description="The department that speaks.", examples=[{"ja": "カスタマーサポート", "en": "Customer Support"}]
        ),
    ] = None
    signatory: Annotated[
        OptionalText | None,
        Field(
            description="Who signs reports: post and name.",
            examples=[{"ja": "運用部長　見本 太郎", "en": "Jo Doe, Head of Operations"}],
        ),
    ] = None


class ContactTable(Table):
    """Where customers ask."""

    name: Annotated[
        OptionalText | None,
        Field(description="The desk's name.", examples=[{"ja": "見本サポート", "en": "Example Support"}]),
    ] = None
    responsible: Annotated[
        OptionalText | None,
        Field(description="The person responsible for it.", examples=[{"ja": "見本 太郎", "en": "Jo Doe"}]),
    ] = None
    phone: Annotated[OptionalText | None, Field(description="Telephone.", examples=["+81 3-0000-0000"])] = None
    email: Annotated[Address | None, Field(description="E-mail.", examples=["support@example.com"])] = None
    url: Annotated[
        WebLink | None, Field(description="A page to ask on.", examples=["https://example.com/support/"])
    ] = None
    hours: Annotated[
        OptionalText | None, Field(description="When it answers.", examples=[{"ja": "24時間", "en": "24 hours"}])
    ] = None
    security: Annotated[
        SecurityContact | None,
        Field(description="Where vulnerabilities are reported: security.txt.", examples=["security@example.com"]),
    ] = None


class RolesTable(Table):
    """Who does what in an incident: for drills and for approving messages."""

    lead: Annotated[
        OptionalText | None, Field(description="Who leads.", examples=[{"ja": "見本 太郎", "en": "Jo Doe"}])
    ] = None
    speaker: Annotated[
        OptionalText | None, Field(description="Who speaks.", examples=[{"ja": "見本 花子", "en": "Kim Roe"}])
    ] = None


class AudienceTable(Table):
    """Whom letters address."""

    id: Annotated[Id, Field(description="What `audience` in an incident names.", examples=["customers"])]
    salutation: Annotated[
        OptionalText | None,
        Field(description="Opens the letters.", examples=[{"ja": "お客様各位", "en": "Customers"}]),
    ] = None
    letters: Annotated[
        list[Letter],
        Field(description="Kinds of letter they get; none named: all.", examples=[["continuity"]]),
    ] = Field(default=[])


class GroupTable(Table):
    """A heading over services."""

    id: Annotated[Id, Field(description="What a service's `group` names.", examples=["payments"])]
    name: Annotated[SiteText, Field(description="The heading.", examples=[{"ja": "決済", "en": "Payments"}])]


class ServiceTable(Table):
    """Something customers use. An ended service keeps its entry, with `until`."""

    id: Annotated[
        Id,
        Field(description="Part of addresses and feeds: never changes once published.", examples=["payment-api"]),
    ]
    name: Annotated[SiteText, Field(description="Its name.", examples=[{"ja": "決済API", "en": "Payments API"}])]
    group: Annotated[str | None, Field(description="The id of a group.", examples=["payments"])] = None
    description: Annotated[
        OptionalText | None,
        Field(
            description="What it does, one line.", examples=[{"ja": "カード決済を行います。", "en": "Card payments."}]
        ),
    ] = None
    link: Annotated[Link | None, Field(description="Where it is.", examples=["https://example.com/"])] = None
    depends_on: Annotated[list[str], Field(description="Ids of services it needs.", examples=[["sign-in"]])] = Field(
        default=[]
    )
    since: Annotated[
        TimeText | None,
        Field(description="When it began: availability counts from here.", examples=["2019-04-01"]),
    ] = None
    until: Annotated[
        TimeText | None, Field(description="When it ended; its history stays.", examples=["2026-03-31"])
    ] = None


class MailTable(Table):
    """What goes into the headers of mails."""

    sender: Annotated[
        Mailbox | None,
        Field(alias="from", description="Who sends.", examples=["Example <status@example.com>"]),
    ] = None
    reply_to: Annotated[Mailbox | None, Field(description="Where answers go.", examples=["support@example.com"])] = None
    list_id: Annotated[ListId | None, Field(description="List-Id.", examples=["status.example.com"])] = None
    unsubscribe: Annotated[
        LinkOrMail | None,
        Field(description="Where people stop.", examples=["https://status.example.com/subscribe/"]),
    ] = None
    subscribe: Annotated[
        LinkOrMail | None,
        Field(description="Where people start.", examples=["https://status.example.com/subscribe/"]),
    ] = None
    reminder_hours: Annotated[
        int,
        Field(ge=1, le=720, description="Hours before a maintenance its reminder goes out.", examples=[24]),
    ] = 24
    outbox_days: Annotated[
        int, Field(ge=0, le=3660, description="Days of letters kept in _outbox/.", examples=[14])
    ] = 14


class FeedsTable(Table):
    """How feeds are named."""

    authority: Annotated[
        Authority | None,
        Field(
            description="Feed ids are made of it: a domain you own and the date since when. Never changes.",
            examples=["status.example.com,2026"],
        ),
    ] = None
    entries: Annotated[int, Field(ge=1, le=500, description="Entries a feed holds.", examples=[50])] = 50
    hub: Annotated[WebLink | None, Field(description="A WebSub hub.", examples=["https://hub.example.com/"])] = None


class RepositoryTable(Table):
    """Where the content's history can be seen."""

    commit_url: Annotated[
        CommitUrl | None,
        Field(
            description="The address of a commit; {commit} stands for its hash.",
            examples=["https://git.example.com/status/commit/{commit}"],
        ),
    ] = None


Weight = Annotated[float, Field(strict=True, ge=0, le=1)]


class AvailabilityTable(Table):
    """What share of the time in each state counts as down."""

    major_outage: Annotated[Weight, Field(description="0 to 1.", examples=[1])] = 1.0
    partial_outage: Annotated[Weight, Field(description="0 to 1.", examples=[0.3])] = 0.3
    degraded_performance: Annotated[Weight, Field(description="0 to 1.", examples=[0])] = 0.0
    under_maintenance: Annotated[Weight, Field(description="0 to 1.", examples=[0])] = 0.0


class PromisesTable(Table):
    """What is told about promises."""

    show_sums: Annotated[
        bool, Field(description="Whether kept and broken promises are counted on the site.", examples=[True])
    ] = True


class SiteFile(Table):
    """site_src/site.toml. A text is a string, or a table with one string per language."""

    name: Annotated[SiteText, Field(description="The site's name.", examples=[{"ja": "稼働状況", "en": "Status"}])]
    url: Annotated[
        SiteUrl,
        Field(
            description="Where the site is published; may have a path.",
            examples=["https://status.example.com"],
        ),
    ]
    languages: Annotated[
        list[Language],
        Field(
            min_length=1,
            description="BCP 47, in the order shown; files without a language suffix are in the first.",
            examples=[["ja", "en"]],
        ),
    ]
    timezone: Annotated[
        Zone, Field(description="Times without an offset are read in this zone.", examples=["Asia/Tokyo"])
    ]
    demonstration: Annotated[
        TimeText | None,
        Field(description="Marks every page as a demonstration and is its now.", examples=["2026-11-21 15:05"]),
    ] = None
    theme: ThemeTable = ThemeTable()
    pictures: PicturesTable = PicturesTable()
    organisation: OrganisationTable = OrganisationTable()
    contact: ContactTable = ContactTable()
    roles: RolesTable = RolesTable()
    audiences: list[AudienceTable] = Field(default=[])
    groups: list[GroupTable] = Field(default=[])
    services: list[ServiceTable] = Field(default=[])
    mail: MailTable = MailTable()
    feeds: FeedsTable = FeedsTable()
    repository: RepositoryTable = RepositoryTable()
    availability: AvailabilityTable = AvailabilityTable()
    promises: PromisesTable = PromisesTable()
    search: SearchTable = SearchTable()
    handbook: HandbookTable = HandbookTable()
    admin: AdminTable = AdminTable()


def json_schema_site() -> dict[str, Any]:
    """The JSON Schema (2020-12) of site.toml, for editors."""
    schema = SiteFile.model_json_schema(by_alias=True)
    _without_null(schema)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "noroshi: site_src/site.toml",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def _without_null(schema: Any) -> None:
    """TOML has no null: an absent key is absent. Titles only repeat the keys."""
    if isinstance(schema, list):
        for item in schema:
            _without_null(item)
    if not isinstance(schema, dict):
        return
    options = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == 1:
        del schema["anyOf"]
        schema.update(options[0])
    elif options:
        schema["anyOf"] = options
    if schema.get("default", "") is None:
        del schema["default"]
    for key in ("properties", "$defs"):
        for item in schema.get(key, {}).values():
            item.pop("title", None)
            _without_null(item)
    for key in ("items", "anyOf"):
        _without_null(schema.get(key))


def keys_of(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that the table at ``path`` may have, in their order; none where it is no table of ours."""
    return tuple(_fields(path))


def homes_of(key: str) -> tuple[str, ...]:
    """The tables that have ``key``, as their header is written: ``[theme]``; ``""`` for the top of the file."""
    lists = ("audiences", "groups", "services")
    headers = ((name, f"[[{name}]]" if name in lists else f"[{name}]") for name in _TABLES)
    found = tuple(header for name, header in headers if key in _fields((name,)))
    return ("", *found) if key in _fields(()) and key not in _TABLES else found


def example_of(path: tuple[str | int, ...]) -> Any:
    """What the key at ``path`` may say; ``None`` where it is no key of ours, or itself a table."""
    names = [part for part in path if isinstance(part, str)]
    field = _fields(tuple(names[:-1])).get(names[-1]) if names else None
    return field.examples[0] if field is not None and field.examples else None


def _fields(path: tuple[str | int, ...]) -> dict[str, FieldInfo]:
    names = [part for part in path if isinstance(part, str)]
    table = _TABLES.get(names[0]) if len(names) == 1 else SiteFile if not names else None
    return {field.alias or name: field for name, field in table.model_fields.items()} if table else {}


_TABLES: dict[str, type[BaseModel]] = {
    "theme": ThemeTable,
    "pictures": PicturesTable,
    "organisation": OrganisationTable,
    "contact": ContactTable,
    "roles": RolesTable,
    "audiences": AudienceTable,
    "groups": GroupTable,
    "services": ServiceTable,
    "mail": MailTable,
    "feeds": FeedsTable,
    "repository": RepositoryTable,
    "availability": AvailabilityTable,
    "promises": PromisesTable,
    "search": SearchTable,
    "handbook": HandbookTable,
    "admin": AdminTable,
}
