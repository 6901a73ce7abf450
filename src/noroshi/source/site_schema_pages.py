"""Tables of site.toml that say how pages look and which further ones there are, for ``site_schema``."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from noroshi.source.site_types import (
    Backend,
    Branch,
    Brand,
    Corner,
    Density,
    FolderPath,
    FontPath,
    Id,
    Integrity,
    Language,
    RelativePath,
    RepositoryPath,
    ScriptUrl,
    WebLink,
)


class Table(BaseModel):
    """A table in which every key is known."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class ThemeTable(Table):
    """How the pages look."""

    name: Annotated[Id, Field(description="Folder of the theme in themes/.", examples=["default"])] = "default"
    brand: Annotated[Brand | None, Field(description="The accent colour of links and focus.", examples=["#0b5566"])] = (
        None
    )
    logo: Annotated[RelativePath | None, Field(description="Path in site_src/static/.", examples=["logo.svg"])] = None
    logo_dark: Annotated[
        RelativePath | None,
        Field(description="The logo on dark backgrounds: path in site_src/static/.", examples=["logo-dark.svg"]),
    ] = None
    corner: Annotated[Corner | None, Field(description="The shape of corners.", examples=["soft"])] = None
    density: Annotated[
        Density | None,
        Field(description="The spacing of lines.", examples=["comfortable"]),
    ] = None
    script: Annotated[bool, Field(description="Whether pages carry the theme's optional script.", examples=[False])] = (
        True
    )
    stale_hours: Annotated[
        int,
        Field(
            ge=0,
            le=8760,
            description="Hours after which readers are told that a page may be old; 0: never.",
            examples=[26],
        ),
    ] = 26


class PicturesTable(Table):
    """Pictures by which others show the site."""

    social: Annotated[
        bool,
        Field(description="Whether chats and social networks get a picture of each page.", examples=[True]),
    ] = False
    fonts: Annotated[
        list[FontPath],
        Field(
            description="Font files for them, in order: paths in site_src/. None named: the fonts of the machine.",
            examples=[["fonts/NotoSansJP-Bold.otf", "fonts/NotoSansJP-Regular.otf"]],
        ),
    ] = []


class SearchTable(Table):
    """Searching all entries, by the extra `search`."""

    enabled: Annotated[bool, Field(description="Whether there is a page to search on.", examples=[True])] = False


class HandbookTable(Table):
    """A folder of Markdown that becomes pages of the site, and can be read in the repository as well."""

    folder: Annotated[
        FolderPath | None,
        Field(description="Its path from the root; README.md in it is the first page.", examples=["docs"]),
    ] = None
    lang: Annotated[
        Language | None,
        Field(description="Of its files; LANG/NAME.md translates NAME.md. Default: the first.", examples=["en"]),
    ] = None
    link: Annotated[
        WebLink | None,
        Field(
            description="What links to the repository's other files begin with.",
            examples=["https://git.example.com/status/blob/main"],
        ),
    ] = None
    nav: Annotated[bool, Field(description="Whether every page links its first page.", examples=[False])] = True


class AdminTable(Table):
    """`/admin/`: a form for people without git. It runs the program of another project."""

    enabled: Annotated[bool, Field(description="Whether there is one.", examples=[True])] = False
    repository: Annotated[
        RepositoryPath | None, Field(description="Its repository: owner and name.", examples=["example/status"])
    ] = None
    branch: Annotated[Branch, Field(description="What is published.", examples=["main"])] = "main"
    backend: Annotated[Backend, Field(description="Who keeps the repository.", examples=["github"])] = "github"
    script: Annotated[
        ScriptUrl | None,
        Field(
            description="The address of the form's program, one version of it.",
            examples=["https://unpkg.com/@sveltia/cms@0.221.1/dist/sveltia-cms.js"],
        ),
    ] = None
    integrity: Annotated[
        Integrity | None,
        Field(
            description="The program's digest: browsers run no other.",
            examples=["sha384-JQ+XsKx/UzwdTiNnFStza3XtqqQoVtyNPApkfvwlzZDfhe7giE9CnfQrpHqgv3k6"],
        ),
    ] = None
    login: Annotated[
        WebLink | None, Field(description="Where people log in.", examples=["https://login.example.com"])
    ] = None
