"""Site paths → the links that a page writes: relative, so that a site works under any sub-path and from disk."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Final, Protocol

from noroshi.model.frozen import frozen


class LinksMode(StrEnum):
    """How pages link to each other."""

    SITE = "site"
    """For a web server: folders end with ``/``."""
    FILES = "files"
    """For pages opened from disk: folders end with ``/index.html``."""


SAFE_SCHEMES: Final = ("https:", "http:", "mailto:", "tel:", "webcal:")


class Hrefs(Protocol):
    """Whoever knows how a page writes its links."""

    def href(self, target: str) -> str:
        """What to write for a site path; addresses outside the site and bare fragments pass through."""
        ...


@frozen
class Links:
    """The links of one page."""

    page_path: str
    """Site path of the page: ``/en/history/``, ``/404.html``."""
    base_path: str
    """Path part of the site's URL without trailing slash: ``""`` or ``/status``."""
    mode: LinksMode = LinksMode.SITE
    is_anywhere: bool = False
    """Whether the page is served at addresses of any depth (404, former addresses without a slash)."""

    def href(self, target: str) -> str:
        """What to write for a site path; addresses outside the site and bare fragments pass through.

        Raises ValueError for anything else: it would be a relative link by accident, or a foreign scheme.
        """
        if not target.startswith("/") or target.startswith("//"):
            if target.startswith("#") or target.lower().startswith(SAFE_SCHEMES):
                return target
            raise ValueError(f"neither a site path nor an address with a safe scheme: {target!r}")
        if self._is_plain:
            # Nearly all links of a page lead up to the root and down again, or to a place on the page itself.
            if not target.startswith(self._branch):
                return self._up + target[1:]
            if target.startswith(self._here):
                return target[len(self.page_path) :]
        path, rest = _split(target)
        if self.mode is LinksMode.FILES:
            return _relative(_as_file(self.page_path), _as_file(path), rest)
        if self.is_anywhere:
            return f"{self.base_path}{path}{rest}"
        return _relative(self.page_path, path, rest)

    @cached_property
    def _folders(self) -> list[str]:
        return self.page_path.split("/")[1:-1]

    @cached_property
    def _is_plain(self) -> bool:
        return self.mode is LinksMode.SITE and not self.is_anywhere and bool(self._folders)

    @cached_property
    def _branch(self) -> str:
        return f"/{self._folders[0]}/"

    @cached_property
    def _here(self) -> str:
        return f"{self.page_path}#"

    @cached_property
    def _up(self) -> str:
        return "../" * len(self._folders)


def _split(target: str) -> tuple[str, str]:
    """(path, query and fragment)"""
    ends = [index for index in (target.find("?"), target.find("#")) if index >= 0]
    end = min(ends, default=len(target))
    return target[:end], target[end:]


def _as_file(path: str) -> str:
    return path + "index.html" if path.endswith("/") else path


def _relative(page: str, target: str, rest: str) -> str:
    """RFC 3986 §5.2 turned round: what resolves to ``target`` from ``page``."""
    if page == target and rest.startswith("#"):
        return rest
    here = page.split("/")[1:-1]
    *folders, name = target.split("/")[1:]
    shared = 0
    while shared < min(len(here), len(folders)) and here[shared] == folders[shared]:
        shared += 1
    up = "../" * (len(here) - shared)
    down = "".join(folder + "/" for folder in folders[shared:])
    link = up + down + name
    # Without "./" an empty link would keep the page's query, "a:b" be a scheme, and "//" name a host.
    if not link or link.startswith("/") or ":" in link.split("/")[0]:
        link = "./" + link
    return link + rest
