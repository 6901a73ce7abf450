"""A file's bytes → its keys and its text as somebody typed them: what two revisions of a file are compared by."""

from __future__ import annotations

from collections.abc import Iterator

from noroshi.model.provenance import AsWritten
from noroshi.source.files import decoded
from noroshi.source.frontmatter import read_document
from noroshi.source.unseen import seen
from noroshi.source.yaml_values import Value

_EDITED = "edited"


def as_written(content: bytes) -> AsWritten | None:
    """``None``: no text, or one that could not be published (not UTF-8, control characters, no sound front matter).

    What says nothing to a reader makes no difference: ``edited`` itself, comments, the order of quotes and breaks in
    the front matter, line ends, blank lines around the body. What no page shows of the body is
    left out too. Any file of ours may be without front matter.
    """
    text, _ = decoded(content, "")
    if text is None:
        return None
    document = read_document(text, "", required=False)
    if document.problems:
        return None
    facts = tuple(row for key, value in document.values.items() if key != _EDITED for row in _rows(key, value))
    body = "\n".join(row.rstrip() for row in seen(document.body).split("\n")).strip("\n")
    return AsWritten(facts, body)


def _rows(key: str, value: Value) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for inner, it in value.items():
            yield from _rows(f"{key}.{inner}", it)
    elif isinstance(value, list):
        for number, it in enumerate(value, start=1):
            yield from _rows(f"{key}.{number}", it)
    else:
        yield key, value or ""
