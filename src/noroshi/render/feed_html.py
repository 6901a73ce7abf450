"""Passages of an entry → HTML that any feed reader shows: plain elements, absolute links, no classes needed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from noroshi.render.links import SAFE_SCHEMES
from noroshi.views.feed import Feed, FeedEntry, Passage
from noroshi.views.pieces import Html, Row, Run, Sentence, Table


def content(feed: Feed, entry: FeedEntry) -> str:
    """The whole entry. Elements and attributes are those of sanitised bodies and a few of ours, all escaped."""
    writer = _Writer(feed.site_url.rstrip("/"))
    return "\n".join(part for passage in entry.content for part in writer.passage(passage))


class _Writer:
    """Every method gives HTML in which all that came from a view is escaped."""

    def __init__(self, root: str) -> None:
        self._root = root

    def passage(self, passage: Passage) -> Iterator[str]:
        if passage.heading:
            yield f"<h3>{self.sentence(passage.heading)}</h3>"
        for change in passage.changes:
            yield f"<p><em>{self.sentence(change)}</em></p>"
        if passage.body is not None:
            yield self.body(passage.body)
        if passage.rows:
            yield self.rows(passage.rows)
        for table in passage.tables:
            yield self.table(table)
        for note in passage.notes:
            yield f"<p><small>{self.sentence(note)}</small></p>"

    def table(self, table: Table) -> str:
        return f"<h4>{escape(table.title)}</h4>\n{self.rows(table.rows)}"

    def rows(self, rows: tuple[Row, ...]) -> str:
        """A list: readers that know no styles show definition lists badly."""
        items = (f"<li><strong>{escape(row.label)}</strong>{self.sentence(row.value)}</li>" for row in rows)
        return "<ul>\n" + "\n".join(items) + "\n</ul>"

    def sentence(self, sentence: Sentence) -> str:
        return "".join(self.run(run) for run in sentence)

    def run(self, run: Run) -> str:
        written = escape(run.text)
        if run.datetime:
            written = f'<time datetime="{escape(run.datetime)}">{written}</time>'
        if run.lang:
            written = f'<span lang="{escape(run.lang)}">{written}</span>'
        if run.path:
            written = f'<a href="{escape(self.address(run.path))}">{written}</a>'
        return written

    def body(self, body: Html) -> str:
        return f'<div lang="{escape(body.lang)}">{body.html}</div>' if body.lang else body.html

    def address(self, target: str) -> str:
        """A site path made absolute: an entry is read anywhere. Raises ValueError for what no page would link to."""
        if target.lower().startswith(SAFE_SCHEMES):
            return target
        if target.startswith("/") and not target.startswith("//"):
            return self._root + target
        raise ValueError(f"neither a site path nor an address with a safe scheme: {target!r}")
