"""The small values of which every view is made: words with their language, times, links, signs."""

from __future__ import annotations

from noroshi.model.frozen import frozen


@frozen
class Run:
    """A stretch of a sentence."""

    text: str
    lang: str = ""
    """Language tag where it is not the page's; else empty."""
    datetime: str = ""
    """Machine-readable time (ISO 8601) where the stretch is a time; else empty."""
    path: str = ""
    """Site path (``/en/history/``, perhaps with ``#…``) or absolute URL where it is a link; else empty."""


Sentence = tuple[Run, ...]
"""Runs to be printed one after the other, without spaces between."""


def plain(sentence: Sentence) -> str:
    """The sentence as text."""
    return "".join(run.text for run in sentence)


@frozen
class Heading:
    """A title, cut into phrases that should not be broken."""

    text: str
    phrases: tuple[str, ...]
    """Joined they are ``text``; a line may break between them."""
    lang: str = ""
    """Language tag where it is not the page's; else empty."""


@frozen
class Sign:
    """A state as word and shape: never colour alone."""

    code: str
    """operational · degraded_performance · partial_outage · major_outage · under_maintenance · unknown ·
    notice: names the shape and the CSS class."""
    word: str


@frozen
class Row:
    """A labelled fact."""

    key: str
    """Stable name of the fact (``scope``, ``began_at``): for CSS, tests and JSON."""
    label: str
    value: Sentence
    is_late: bool = False
    """A time for which something was promised is past, and the value says so."""


@frozen
class Table:
    """Labelled facts under a heading."""

    key: str
    title: str
    rows: tuple[Row, ...]


@frozen
class Html:
    """Sanitised HTML of a body. Its links into the site are site paths, made relative when rendered."""

    html: str
    lang: str = ""
    """Language tag where it is not the page's; else empty."""
