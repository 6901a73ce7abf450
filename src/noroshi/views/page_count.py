"""Archive → how many pages it has, without a page of it."""

from __future__ import annotations

from noroshi.views.context import Context
from noroshi.views.figures_of import months_of
from noroshi.views.months import months
from noroshi.views.removed_entries import gone_entries


def page_count(contexts: tuple[Context, ...]) -> int:
    """How many pages there are: for a progress bar."""
    if not contexts:
        return 0
    first = contexts[0]
    texts = sum(1 for page in first.site.pages if page.id != "about")
    texts += first.site.search
    reported = months_of(first)
    texts += len(reported) + len({year for year, _ in reported}) + bool(first.archive.courses)
    texts += len(gone_entries(first))
    one = 6 + len(first.archive.courses) + len(first.left_out) + len(months(first)) + len(first.site.services) + texts
    return one * len(contexts) + sum(len(context.redirects) for context in contexts) + 1
