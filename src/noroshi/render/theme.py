"""A theme's folders → its templates and its style, overridden file by file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from noroshi.model.frozen import frozen
from noroshi.render.colours import accents
from noroshi.render.csp import hash_source
from noroshi.render.page_script import FILE, PageScript, page_script
from noroshi.render.stylesheet import stylesheet

if TYPE_CHECKING:
    from noroshi.render.printing import Printing

SETTINGS: Final = "theme.toml"


class ThemeError(Exception):
    """A theme that cannot be used; its words are made at the edge."""

    def __init__(self, rule: str, arguments: Mapping[str, Any]) -> None:
        super().__init__(rule, arguments)
        self.rule = rule
        """``unknown-theme`` · ``theme-cycle`` · ``theme-settings``"""
        self.arguments = arguments


class TemplateFailure(Exception):
    """A template that cannot be printed."""

    def __init__(self, template: str, line: int, reason: str) -> None:
        super().__init__(template, line, reason)
        self.template = template
        """Its name in the theme: ``home.html``."""
        self.line = line
        self.reason = reason
        """What Jinja2 says, in English."""


@frozen
class Style:
    """The style of every page of a site."""

    text: str
    """What stands between ``<style>`` and ``</style>``, to the byte."""
    hash_source: str
    """What allows it in a Content-Security-Policy."""

    @cached_property
    def content(self) -> bytes:
        """``text``, encoded."""
        return self.text.encode()


@frozen
class Theme:
    """A theme, ready to render."""

    folders: tuple[Path, ...]
    """Its own first, then those that it extends."""
    settings: Mapping[str, str]
    """``paper_light``, ``paper_dark``: ``#rrggbb`` behind the text."""
    _styles: dict[str, Style] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def printing(self) -> Printing:
        """Its templates; Jinja2 is imported when the first is to be filled."""
        from noroshi.render.printing import Printing

        return Printing(self.folders, self.files, self.settings)

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Name in the theme → the file that holds it, by name; the nearest folder wins."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            for path in folder.rglob("*"):
                if path.is_file() and path.name != SETTINGS:
                    found[path.relative_to(folder).as_posix()] = path
        return dict(sorted(found.items()))

    @cached_property
    def script(self) -> PageScript | None:
        """The optional script of its pages; ``None``: it has none."""
        path = self.files.get(FILE)
        return page_script(path.read_text(encoding="utf-8")) if path else None

    def style(self, brand: str) -> Style:
        """Every ``css/*.css`` by name, then the site's accent. ``brand``: ``#rrggbb`` or empty."""
        if brand not in self._styles:
            sheets = [
                path.read_text(encoding="utf-8")
                for name, path in self.files.items()
                if name.startswith("css/") and name.endswith(".css")
            ]
            if brand:
                day, night = accents(brand, self.settings["paper_light"], self.settings["paper_dark"])
                sheets.append(f":root{{--accent:{day}}}")
                sheets.append(f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{night}}}}}")
            text = stylesheet(sheets)
            self._styles[brand] = Style(text, hash_source(text))
        return self._styles[brand]

    def render(self, template: str, **context: Any) -> str:
        """The template filled with ``context``. Raises TemplateFailure."""
        return self.printing.render(template, context)


def load_theme(root: Path, name: str) -> Theme:
    """The theme ``name`` of the site at ``root``. Raises ThemeError."""
    folders = theme_folders(root, name)
    settings: dict[str, str] = {}
    for folder in reversed(folders):
        for key, value in _settings(folder).items():
            if key != "extends":
                settings[key] = str(value)
    return Theme(folders, settings)


def theme_folders(root: Path, name: str) -> tuple[Path, ...]:
    """The folder of theme ``name``, then those that it extends one after the other.

    A theme is looked for in ``themes/`` of the site's root, then among those that come with noroshi.
    Raises ThemeError: ``unknown-theme`` (``value``, ``allowed``, ``near``), ``theme-cycle`` (``value``, ``chain``),
    ``theme-settings`` (``value``, ``reason``).
    """
    places = (root / "themes", *own_places())
    folders: list[Path] = []
    chain: list[str] = []
    wanted: str | None = name
    while wanted is not None:
        if wanted in chain:
            raise ThemeError("theme-cycle", {"value": name, "chain": (*chain, wanted)})
        chain.append(wanted)
        folder = _find(places, wanted)
        folders.append(folder)
        extends = _settings(folder).get("extends")
        wanted = None if extends is None else str(extends)
    return tuple(folders)


def own_places() -> tuple[Path, ...]:
    """Where the themes that come with noroshi may lie; not each of them is there."""
    package = Path(__file__).parent.parent
    # In a wheel the themes lie inside the package; in a checkout beside src/.
    return (package / "themes", package.parent.parent / "themes")


def _find(places: tuple[Path, ...], name: str) -> Path:
    known = sorted(
        {path.name for place in places if place.is_dir() for path in place.iterdir() if (path / SETTINGS).is_file()}
    )
    if name not in known:
        import difflib

        near = difflib.get_close_matches(name, known, n=1)
        raise ThemeError("unknown-theme", {"value": name, "allowed": tuple(known), "near": near[0] if near else ""})
    return next(place / name for place in places if (place / name / SETTINGS).is_file())


def _settings(folder: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemeError("theme-settings", {"value": folder.name, "reason": str(error)}) from error
