"""A former address as typed → the paths below the site's root that redirect; and which paths are one place."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit


def alias_address(alias: str, site_url: str) -> str:
    """``/incidents/<id>/`` for a bare id, else the path; always between slashes.

    The path of the site's own URL is no part of it. Of a URL on another host the path counts: that host may
    be pointed here.
    """
    path = alias
    if "://" in alias:
        typed, site = urlsplit(alias), urlsplit(site_url)
        path, base = typed.path or "/", site.path.rstrip("/")
        if typed.netloc.lower() == site.netloc.lower() and (path == base or path.startswith(f"{base}/")):
            path = path.removeprefix(base)
    elif not path.startswith("/"):
        path = f"/incidents/{path}" if "/" not in path else f"/{path}"
    names = [name for name in path.split("/") if name]
    if names[-1:] == ["index.html"]:
        names.pop()
    return "/" + "".join(f"{name}/" for name in names)


def alias_places(alias: str, site_url: str, languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(language, address below that language's own root), one for each page that redirects.

    ``/en/issues/1/`` was a page in English and leads to the one in English; ``/issues/1/`` leads on in every
    language.
    """
    address = alias_address(alias, site_url)
    first, _, rest = address[1:].partition("/")
    for tag in languages[1:]:
        if first.lower() == tag.lower():
            return ((tag, f"/{rest}"),)
    return tuple((tag, address) for tag in languages)


def one_place(path: str) -> str:
    """Equal for paths and addresses that some file system takes for one: APFS, NTFS and HFS+ fold case and accents.

    Unicode §3.13 D145, canonical caseless match.
    """
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())
