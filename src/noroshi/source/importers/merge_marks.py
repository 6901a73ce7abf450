"""A body in which a merge was committed half done → the same, its marks visible text: our reader refuses them."""

from __future__ import annotations

import re

_MARK = re.compile(r"^(?=(?:<{7}|>{7})(?: |$))", re.MULTILINE)


def with_visible_marks(body: str) -> str:
    """A backslash before each mark at the beginning of a line. LF line ends."""
    return _MARK.sub(r"\\", body)
