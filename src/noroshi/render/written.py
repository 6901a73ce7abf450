"""Sentences → HTML of the page that is being printed: links, times, languages."""

from __future__ import annotations

from markupsafe import Markup

from noroshi.render.escaped import escaped
from noroshi.render.in_print import InPrint
from noroshi.views.pieces import Heading, Run, Sentence


class Written:
    """What ``pieces.html`` could say by macros, at a fifth of their price: half of a page is sentences."""

    def __init__(self, page: InPrint) -> None:
        self._page = page

    def run(self, it: Run) -> Markup:
        """A stretch of a sentence."""
        return Markup(self._run(it))  # noqa: S704 - every part of it was escaped

    def sentence(self, runs: Sentence) -> Markup:
        """Runs one after the other."""
        return Markup("".join([self._run(it) for it in runs]))  # noqa: S704 - every part of it was escaped

    def heading(self, it: Heading) -> Markup:
        """A title; a line may break between its phrases."""
        text = "<wbr>".join([escaped(phrase) for phrase in it.phrases])
        return Markup(f'<span lang="{escaped(it.lang)}">{text}</span>' if it.lang else text)  # noqa: S704 - the same

    def _run(self, it: Run) -> str:
        path = it.path
        if it.datetime:
            said = f'<time datetime="{escaped(it.datetime)}">{escaped(it.text)}</time>'
        elif path.startswith("tel:"):
            # A telephone number is not broken at the end of a line.
            said = escaped(it.text.replace("-", "\u2011").replace(" ", "\u00a0"))
        else:
            said = escaped(it.text)
        if it.lang:
            said = f'<span lang="{escaped(it.lang)}">{said}</span>'
        return f'<a href="{escaped(self._page.links.href(path))}">{said}</a>' if path else said
