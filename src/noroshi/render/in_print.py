"""The page that is being printed → what a theme's macros see of it without being handed it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from noroshi.render.links import Links


class InPrint(threading.local):
    """The page that this thread is printing.

    Jinja2 makes macros that are imported *with* context anew on every page, and that cost more than the rest of a
    page. Without context they are made once. What differs between pages they find here, by the names that
    templates know: ``links``, ``words``, ``frame``, ``view``.
    """

    def __init__(self) -> None:
        self._page: Mapping[str, Any] = {}

    def turn_to(self, page: Mapping[str, Any]) -> None:
        """From now on this is the page: what its templates see, by name."""
        self._page = page

    def __getitem__(self, name: str) -> Any:
        """Raises LookupError where no page is printed."""
        if name not in self._page:
            raise LookupError(f"{name}: no page is being printed")
        return self._page[name]

    @property
    def links(self) -> Links:
        """The page's links."""
        found: Links = self["links"]
        return found

    @property
    def direction(self) -> str:
        """In which the page is written: ``ltr``, ``rtl``."""
        return str(self._page["frame"].direction) if "frame" in self._page else "ltr"

    def names(self) -> dict[str, Any]:
        """What macros see: name → what stands for it on whatever page is being printed."""
        return {
            "links": _PageLinks(self),
            "words": _PageWords(self),
            "frame": _PageValue(self, "frame"),
            "view": _PageValue(self, "view"),
        }


class _PageLinks:
    def __init__(self, page: InPrint) -> None:
        self._page = page

    def href(self, target: str) -> str:
        """As ``Links.href``."""
        return self._page.links.href(target)


class _PageWords(Mapping[str, str]):
    def __init__(self, page: InPrint) -> None:
        self._page = page

    def __getitem__(self, key: str) -> str:
        word: str = self._page["words"][key]
        return word

    def __iter__(self) -> Iterator[str]:
        return iter(self._page["words"])

    def __len__(self) -> int:
        return len(self._page["words"])


class _PageValue:
    def __init__(self, page: InPrint, name: str) -> None:
        self.__page, self.__name = page, name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.__page[self.__name], name)
