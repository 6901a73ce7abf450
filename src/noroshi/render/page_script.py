"""A theme's ``page.js`` → the optional script of its pages, as it is sent."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen

FILE: Final = "page.js"
"""Its name in the theme. A theme that has an empty one has no script."""

_COMMENT = re.compile(r"^\s*//.*\n", re.MULTILINE)
_MARGIN = re.compile(r"\n\s*")


@frozen
class PageScript:
    """What the pages of a site may run."""

    path: str
    """Site path; named by its digest, so that a page never gets another version's."""
    content: bytes

    @property
    def artefact(self) -> Artefact:
        """Its file."""
        return Artefact(self.path.removeprefix("/"), self.content)


def page_script(source: str) -> PageScript | None:
    """Without comments on lines of their own and indentation; ``None`` where nothing is left.

    Strings must not go over several lines.
    """
    text = _MARGIN.sub("\n", _COMMENT.sub("", source)).strip()
    if not text:
        return None
    content = f"{text}\n".encode()
    return PageScript(f"/assets/page.{hashlib.sha256(content).hexdigest()[:8]}.js", content)
