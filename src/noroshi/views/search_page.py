"""The words of a language → the page on which its entries are searched."""

from __future__ import annotations

import json

from noroshi.model.frozen import frozen
from noroshi.views.context import Context
from noroshi.views.frame import Frame
from noroshi.views.frames import SEARCH, frame
from noroshi.views.pieces import Run
from noroshi.wording.unspaced import SIGNS, is_unspaced

INDEX = "/search/index/"
"""Site path of what its script reads."""
_WORDS = 30
_SIGNS = 90


@frozen
class SearchView:
    """``/search/``"""

    frame: Frame
    heading: str
    lead: str
    without_script: str
    """What whoever runs no scripts reads instead of the form."""
    history: Run
    """Leads to what does the work without it."""
    label: str
    button: str
    more: str
    found: str
    """JSON: CLDR plural tag → “{n} results”."""
    none: str
    """“Nothing was found for “{words}”.”"""
    failed: str
    index_path: str
    """Site path of the search engine's own script."""
    signs: str
    """Character class of the signs that stand without spaces."""
    is_unspaced: bool
    """Whether most of the page's language is made of them."""
    excerpt: int
    """Words of an excerpt; signs, where each of them is one."""


def search_view(context: Context) -> SearchView:
    """``/search/``"""
    heading, lead = context.say("search.heading"), context.say("search.lead")
    return SearchView(
        frame=frame(context, SEARCH, title=heading, description=lead, no_index=True),
        heading=heading,
        lead=lead,
        without_script=context.say("search.no_script"),
        history=Run(context.say("history.heading"), path=context.path("/history/")),
        label=context.say("search.label"),
        button=context.say("search.button"),
        more=context.say("search.more"),
        found=json.dumps(context.language.forms("search.found"), ensure_ascii=False),
        none=context.language.words.template("search.none"),
        failed=context.say("search.failed"),
        index_path=f"{INDEX}pagefind.js",
        signs=SIGNS,
        is_unspaced=is_unspaced(context.tag),
        excerpt=_SIGNS if is_unspaced(context.tag) else _WORDS,
    )
