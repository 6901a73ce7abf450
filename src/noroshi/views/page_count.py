"""Archive → how many pages it has, without a page of it."""

from __future__ import annotations

from noroshi.views.context import Context
from noroshi.views.months import months


def page_count(contexts: tuple[Context, ...]) -> int:
    """How many pages there are: for a progress bar."""
    if not contexts:
        return 0
    first = contexts[0]
    texts = sum(1 for page in first.site.pages if page.id != "about")
    texts += first.site.search
    one = 6 + len(first.archive.courses) + len(first.left_out) + len(months(first)) + len(first.site.services) + texts
    return one * len(contexts) + sum(len(context.redirects) for context in contexts) + 1
