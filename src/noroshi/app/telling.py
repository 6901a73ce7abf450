"""What a build found and did → what people and programs are told of it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Set
from pathlib import Path
from typing import TYPE_CHECKING

from noroshi.app.console import tell
from noroshi.app.content import Checked
from noroshi.app.formats import format_text, summary
from noroshi.app.settings import Settings
from noroshi.views.social_picture import undrawn

if TYPE_CHECKING:
    from noroshi.app.build import BuildOptions, Built
    from noroshi.app.rendering import Rendered

_LETTERS = 12
"""That are shown of those that no font has."""


def tell_problems(settings: Settings, result: Checked) -> None:
    """Every problem, and how many there are."""
    if not result.problems:
        return
    print(format_text(result.problems, settings.words.lang), end="", file=sys.stderr)
    tell(settings, summary(result.problems, result.content.files, settings.words.lang))


def tell_gone(settings: Settings, gone: Set[str]) -> None:
    """Name the incidents whose published address this build would take away: a renamed folder, a removed one."""
    if settings.now is not None:
        return
    for path in sorted(gone):
        if found := re.fullmatch(r"incidents/([^/]+)/index\.html", path):
            tell(settings, settings.words.say("address_gone", id=found[1]))


def tell_undrawn(settings: Settings, rendered: Rendered) -> None:
    """Say in which languages pictures are missing, since no font has their letters."""
    if not rendered.pieces:
        return
    for lang, letters in undrawn({name: piece.value for name, piece in rendered.pieces.items()}).items():
        tell(settings, settings.words.say("pictures_undrawn", lang=lang, letters=letters[:_LETTERS]))


def tell_summary(settings: Settings, options: BuildOptions, built: Built, pages: int, seconds: float) -> None:
    """What the build did, in one line for people; with ``--json`` for programs."""
    report, result, rendered = built.report, built.result, min(built.rendered.pages, pages)
    if options.as_json:
        found = {
            "published": True,
            "site": str(options.site),
            "pages": pages,
            "rendered": rendered,
            "files": report.total,
            "written": report.written,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "incidents_read": len(result.content.read),
            "errors": len(result.errors),
            "warnings": len(result.problems) - len(result.errors),
            "later": result.later,
            "seconds": round(seconds, 3),
        }
        print(json.dumps(found, ensure_ascii=False))
    tell(
        settings,
        settings.words.say(
            "built",
            pages=f"{pages:,}",
            rendered=f"{rendered:,}",
            unchanged=f"{pages - rendered:,}",
            files=f"{report.total:,}",
            written=f"{report.written:,}",
            removed=f"{report.removed:,}",
            seconds=f"{seconds:.2f}",
            site=shown(options.site),
        ),
    )


def shown(path: Path) -> str:
    """As people are told it: from the current folder, where it lies in that."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
