"""A theme's scripts and its sheet for paper → files that its pages load, as they are sent."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen

FILE: Final = "page.js"
"""Its name in the theme. A theme that has an empty one has no script."""
SEARCH_FILE: Final = "search.js"
"""Likewise that of the search page."""

_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_MARGIN = re.compile(r"\n\s*")


@frozen
class Asset:
    """What pages load beside themselves."""

    path: str
    """Site path; named by its digest, so that a page never gets another version's."""
    content: bytes

    @property
    def artefact(self) -> Artefact:
        """Its file."""
        return Artefact(self.path.removeprefix("/"), self.content)


def print_sheet(text: str) -> Asset | None:
    """The style of printed pages, which no reader waits for; ``None``: there is none."""
    content = f"{text}\n".encode()
    return _asset("print", "css", content) if text else None


def page_script(source: str, name: str = "page") -> Asset | None:
    """Without comments on lines of their own and indentation; ``None`` where nothing is left.

    Strings must not go over several lines. ``name``: what its file is called.
    """
    text = _MARGIN.sub("\n", _COMMENT.sub("", source)).strip()
    if not text:
        return None
    return _asset(name, "js", f"{text}\n".encode())


def _asset(name: str, ending: str, content: bytes) -> Asset:
    return Asset(f"/assets/{name}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}", content)
