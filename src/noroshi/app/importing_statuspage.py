"""SOURCE of ``noroshi import statuspage``: an address, a folder or a file → what was read of it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from noroshi.app.problem_words import visible
from noroshi.app.settings import Settings, SurroundingsError, UsageError
from noroshi.source.asked import Bounds, FetchFailed, is_address
from noroshi.source.importers.imported import Imported, NothingToImport
from noroshi.source.importers.statuspage import import_statuspage
from noroshi.source.importers.statuspage.fetched import fetched
from noroshi.source.importers.statuspage.folder import raw_documents

_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")

_HOST = re.compile(r"(?!.*\.json$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(:\d+)?(/api(/v2)?)?/?")
"""What is meant as an address, but for its beginning."""
_WORDS = {
    "address": "statuspage.no_address",
    "html": "statuspage.html",
    "not_json": "statuspage.not_json",
    "redirect": "statuspage.redirect",
    "redirects": "statuspage.redirects",
    "slow": "statuspage.slow",
    "status": "statuspage.status",
    "too_large": "statuspage.too_large",
    "unreachable": "statuspage.unreachable",
}
"""Why a document did not come → what is said."""


def read_statuspage(
    settings: Settings, source: str, now: datetime, *, language: str = "", bounds: Bounds | None = None
) -> Imported:
    """Read it, whole. Raises UsageError, SurroundingsError; nothing has been written then."""
    say = settings.words.say
    if language and not _TAG.fullmatch(language):
        raise UsageError(say("statuspage.no_language", value=visible(language)))
    try:
        if not is_address(source):
            if _HOST.fullmatch(source) and not Path(source).exists():
                raise FetchFailed("address", source)
            return import_statuspage(raw_documents(Path(source)), now=now, language=language)
        return import_statuspage(fetched(source, bounds), now=now, language=language, address=page_of(source))
    except NothingToImport:
        raise UsageError(say("statuspage.nothing", value=visible(source))) from None
    except FetchFailed as failed:
        sentence = say(_WORDS[failed.reason], **{key: visible(value) for key, value in failed.values.items()})
        raise (UsageError if failed.reason == "address" else SurroundingsError)(sentence) from None


def page_of(source: str) -> str:
    """The page that an address of its API belongs to."""
    return re.sub(r"/+(?:api(?:/v2(?:/.*)?)?/*)?$|/[^/]*\.json$", "", source.strip())
