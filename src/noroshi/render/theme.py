"""A theme's folders → its templates and its style, overridden file by file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from noroshi.model.frozen import frozen
from noroshi.render.assets import FILE, SEARCH_FILE, Asset, page_script, print_sheet
from noroshi.render.colours import accents
from noroshi.render.csp import hash_source
from noroshi.render.stylesheet import stylesheet

if TYPE_CHECKING:
    from noroshi.render.printing import Printing

SETTINGS: Final = "theme.toml"
_STYLE_FOLDERS: Final = ("css/", "options/", "print/")
"""What a theme with ``own_style = true`` takes from no other."""


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
    """The style of some pages of a site."""

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
    options: Mapping[str, str] = field(default_factory=dict)
    """What the site chooses of how the theme may look: ``corner`` → ``soft``; empty: as the theme has it."""
    styled_by: int | None = None
    """How many of ``folders`` its style is made of, the nearest first; ``None``: all."""
    _styles: dict[tuple[str, bool, str], Style] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def printing(self) -> Printing:
        """Its templates; Jinja2 is imported when the first is to be filled."""
        from noroshi.render.printing import Printing

        return Printing(self.folders, self.files, self.settings)

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Name in the theme → the file that holds it, by name; the nearest folder wins."""
        found: dict[str, Path] = {}
        unstyled = () if self.styled_by is None else self.folders[self.styled_by :]
        for folder, paths in reversed(self._found):
            for path in paths:
                name = path.relative_to(folder).as_posix()
                if folder not in unstyled or not name.startswith(_STYLE_FOLDERS):
                    found[name] = path
        return dict(sorted(found.items()))

    @cached_property
    def sources(self) -> tuple[Path, ...]:
        """Every file of every folder: one that is replaced may be extended by the one that replaces it."""
        return tuple(path for folder, paths in self._found for path in (*paths, folder / SETTINGS))

    @cached_property
    def _found(self) -> tuple[tuple[Path, tuple[Path, ...]], ...]:
        """Each folder with its files, settings aside."""
        return tuple(
            (folder, tuple(path for path in folder.rglob("*") if path.is_file() and path.name != SETTINGS))
            for folder in self.folders
        )

    @cached_property
    def script(self) -> Asset | None:
        """The optional script of its pages; ``None``: it has none."""
        path = self.files.get(FILE)
        return page_script(path.read_text(encoding="utf-8")) if path else None

    @cached_property
    def search_script(self) -> Asset | None:
        """What its search page runs; ``None``: nothing."""
        path = self.files.get(SEARCH_FILE)
        return page_script(path.read_text(encoding="utf-8"), "search") if path else None

    @cached_property
    def print_sheet(self) -> Asset | None:
        """Every ``print/*.css`` by name; ``None``: there is none."""
        return print_sheet(stylesheet(self._sheets("print/")))

    def _sheets(self, folder: str) -> list[str]:
        return [
            path.read_text(encoding="utf-8")
            for name, path in self.files.items()
            if name.startswith(folder) and name.endswith(".css") and "/" not in name[len(folder) :]
        ]

    @cached_property
    def _folders_of(self) -> Mapping[str, tuple[str, ...]]:
        """Template without ``.html`` → the folders in ``css/`` that are for its pages, by name."""
        found: dict[str, dict[str, None]] = {}
        for name in self.files:
            top, _, rest = name.partition("/")
            names, inside, _ = rest.partition("/")
            if top == "css" and inside:
                for template in names.split("+"):
                    found.setdefault(template, {})[f"css/{names}/"] = None
        return {template: tuple(folders) for template, folders in found.items()}

    def style(self, brand: str, template: str = "", *, with_print: bool = False) -> Style:
        """Every ``css/*.css`` by name, what there is for pages of that template, then what the site chose.

        ``brand``: ``#rrggbb`` or empty. ``with_print``: and what printed pages look like, which is a file of its own
        elsewhere.
        """
        own = self._folders_of.get(template.removesuffix(".html"), ())
        key = (brand, with_print, "\n".join(own))
        if key not in self._styles:
            sheets = [sheet for folder in ("css/", *own) for sheet in self._sheets(folder)]
            sheets += self._sheets("print/") if with_print else ()
            chosen = [f"options/{option}-{value}.css" for option, value in self.options.items()]
            sheets += [self.files[name].read_text(encoding="utf-8") for name in chosen if name in self.files]
            if brand:
                day, night = accents(brand, self.settings["paper_light"], self.settings["paper_dark"])
                sheets.append(f":root{{--accent:{day}}}")
                sheets.append(f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{night}}}}}")
            text = stylesheet(sheets)
            self._styles[key] = Style(text, hash_source(text))
        return self._styles[key]

    def styles(self, brand: str, *, with_print: bool = False) -> tuple[Style, ...]:
        """Every style that a page of it may have."""
        found = {self.style(brand, template, with_print=with_print) for template in ("", *self._folders_of)}
        return tuple(sorted(found, key=lambda style: style.hash_source))

    def render(self, template: str, **context: Any) -> str:
        """The template filled with ``context``. Raises TemplateFailure."""
        return self.printing.render(template, context)


def load_theme(root: Path, name: str, options: Mapping[str, str | None] | None = None) -> Theme:
    """The theme ``name`` of the site at ``root``; ``options``: those that it chose have a value. Raises ThemeError."""
    folders = theme_folders(root, name)
    settings: dict[str, str] = {}
    styled_by = None
    for place, folder in reversed(list(enumerate(folders, start=1))):
        for key, value in _settings(folder).items():
            if key == "own_style":
                styled_by = place if _switch(folder, key, value) else styled_by
            elif key != "extends":
                settings[key] = str(value)
    chosen = {option: value for option, value in (options or {}).items() if value}
    return Theme(folders, settings, chosen, styled_by)


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


def _switch(folder: Path, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ThemeError("theme-settings", {"value": folder.name, "reason": f"{key} must be true or false"})
    return value
