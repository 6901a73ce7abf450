"""A theme's folders → its templates and its style, overridden file by file."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, TemplateError
from markupsafe import Markup

from noroshi.render.bodies import in_page
from noroshi.render.colours import accents
from noroshi.render.csp import hash_source
from noroshi.render.environment import environment
from noroshi.render.in_print import InPrint
from noroshi.render.stylesheet import stylesheet
from noroshi.render.written import Written

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


@dataclass(frozen=True)
class Style:
    """The style of every page of a site."""

    text: str
    """What stands between ``<style>`` and ``</style>``, to the byte."""
    hash_source: str
    """What allows it in a Content-Security-Policy."""


@dataclass(frozen=True)
class Theme:
    """A theme, ready to render."""

    folders: tuple[Path, ...]
    """Its own first, then those that it extends."""
    settings: Mapping[str, str]
    """``paper_light``, ``paper_dark``: ``#rrggbb`` behind the text."""
    _styles: dict[str, Style] = field(default_factory=dict, compare=False, repr=False)
    _shapes: dict[str, Markup] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def environment(self) -> Environment:
        """Everything printed is escaped."""
        made = environment(self.folders, escapes=True)
        made.globals.update(in_page=in_page, drawn=self.drawn, written=Written(self.in_print), paper=self.settings)
        made.globals.update(self.in_print.names())
        return made

    @cached_property
    def in_print(self) -> InPrint:
        """What macros see of the page that is being printed."""
        return InPrint()

    def drawn(self, code: str) -> Markup:
        """The inside of the ``<svg>`` of a state; of one that has no shape, a notice's."""
        if code not in self._shapes:
            shape = self.environment.select_template([f"shapes/{code}.svg", "shapes/notice.svg"])
            self._shapes[code] = Markup(shape.render())  # noqa: S704 - a file of the theme, which is code
        return self._shapes[code]

    @cached_property
    def files(self) -> Mapping[str, Path]:
        """Name in the theme → the file that holds it, by name; the nearest folder wins."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            for path in folder.rglob("*"):
                if path.is_file() and path.name != SETTINGS:
                    found[path.relative_to(folder).as_posix()] = path
        return dict(sorted(found.items()))

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
        self.in_print.turn_to(context)
        try:
            return self.environment.get_template(template).render(**context)
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise self._failure(error, template) from error

    def _failure(self, error: Exception, template: str) -> TemplateFailure:
        name, line = getattr(error, "name", None) or template, getattr(error, "lineno", None) or 1
        files = {str(folder / key): key for key in self.files for folder in self.folders}
        trace = error.__traceback__
        while trace is not None:
            # Jinja2 rewrites tracebacks: its frames carry the template's own file and line.
            if (found := files.get(trace.tb_frame.f_code.co_filename)) is not None:
                name, line = found, trace.tb_lineno
            trace = trace.tb_next
        return TemplateFailure(str(name), int(line), str(error))


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
        near = difflib.get_close_matches(name, known, n=1)
        raise ThemeError("unknown-theme", {"value": name, "allowed": tuple(known), "near": near[0] if near else ""})
    return next(place / name for place in places if (place / name / SETTINGS).is_file())


def _settings(folder: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemeError("theme-settings", {"value": folder.name, "reason": str(error)}) from error
