"""Sentences → HTML of the page that is being printed: links, times, languages."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from noroshi.render.environment import markup
from noroshi.render.escaped import escaped
from noroshi.render.in_print import InPrint
from noroshi.views.entries import PrintedRow
from noroshi.views.parts import EntryRow
from noroshi.views.pieces import Heading, Run, Sentence
from noroshi.wording.language import direction


class Written:
    """What ``pieces.html`` could say by macros, at a fifth of their price: half of a page is sentences."""

    def __init__(self, page: InPrint) -> None:
        self._page = page

    def run(self, it: Run) -> Markup:
        """A stretch of a sentence."""
        # Every part of it was escaped.
        return markup(Markup, self._run(it))

    def sentence(self, runs: Sentence) -> Markup:
        """Runs one after the other."""
        return markup(Markup, "".join([self._run(it) for it in runs]))

    def heading(self, it: Heading) -> Markup:
        """A title; a line may break between its phrases."""
        text = "<wbr>".join([escaped(phrase) for phrase in it.phrases])
        return Markup(f"<span{self.foreign(it.lang)}>{text}</span>" if it.lang else text)  # noqa: S704 - the same

    def foreign(self, lang: str) -> Markup:
        """The attributes of an element in another language than its page's (``""``: the page's own).

        Where that is written the other way, its direction too: else its full stop would stand before its beginning.
        """
        if not lang:
            return Markup()
        way = direction(lang)
        other = "" if way == self._page.direction else f' dir="{way}"'
        return Markup(f' lang="{escaped(lang)}"{other}')  # noqa: S704 - escaped

    def entry(self, macro: Callable[[EntryRow, int], str], it: EntryRow, level: int) -> Markup:
        """What a macro prints of a row; of one that was printed like this before, the same."""
        if not isinstance(it, PrintedRow):
            return Markup(macro(it, level))  # noqa: S704 - a macro escapes
        # Of all that may differ between pages a row says its address, and how deep its title stands.
        where = f"{level} {self._page.links.href(it.path)}"
        return Markup(it.printed(where, lambda: str(macro(it, level))))  # noqa: S704 - a macro escapes

    def _run(self, it: Run) -> str:
        path = it.path
        if not (path or it.lang or it.datetime):
            return escaped(it.text)
        if it.datetime:
            said = f'<time datetime="{escaped(it.datetime)}">{escaped(it.text)}</time>'
        elif path.startswith("tel:"):
            # A telephone number is not broken at the end of a line.
            said = escaped(it.text.replace("-", "\u2011").replace(" ", "\u00a0"))
        else:
            said = escaped(it.text)
        if it.lang:
            said = f"<span{self.foreign(it.lang)}>{said}</span>"
        return f'<a href="{escaped(self._page.links.href(path))}">{said}</a>' if path else said
