"""What a site says of its looks → its theme, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.site import Site
from noroshi.render.colours import LEGIBLE, accents, contrast, is_legible
from noroshi.render.theme import Theme, ThemeError, load_theme
from noroshi.source.files import read_text
from noroshi.source.site import SITE_TOML
from noroshi.source.toml_places import TomlDocument, read_toml


def theme_of(root: Path, site: Site) -> tuple[Theme | None, tuple[Problem, ...]]:
    """The theme of the site at ``root``, as it chose it; ``None``: it cannot be used, which is told."""
    looks = site.theme
    try:
        theme = load_theme(root, looks.name, {"corner": looks.corner, "density": looks.density})
    except ThemeError as error:
        return None, (Problem(_place(root, "name"), error.rule, arguments=error.arguments),)
    try:
        return theme, tuple(_hard_to_read(root, looks.brand, theme)) if looks.brand else ()
    except (KeyError, ValueError):
        found = {"value": looks.name, "reason": "paper_light and paper_dark must be written as #rrggbb"}
        return None, (Problem(_place(root, "name"), "theme-settings", arguments=found),)


def _hard_to_read(root: Path, brand: str, theme: Theme) -> Iterator[Problem]:
    """A brand's colour that readers do not get as it is.

    By night nearly every brand is lightened: no colour is legible on both papers. So only the day is told of.
    """
    light, dark = theme.settings["paper_light"], theme.settings["paper_dark"]
    if is_legible(brand, light):
        return
    day, night = accents(brand, light, dark)
    found = {"value": brand, "paper": light, "ratio": f"{_cut(contrast(brand, light))}:1", "needed": f"{LEGIBLE:g}:1"}
    shades = {"day": day, "reached": f"{_cut(contrast(day, light))}:1", "night": night}
    yield Problem(_place(root, "brand"), "brand-hard-to-read", Severity.WARNING, found | shades)


def _cut(ratio: float) -> str:
    # Rounded up, 6.96 would be what is asked for.
    return f"{int(ratio * 10) / 10:.1f}"


def _place(root: Path, key: str) -> Place:
    text, _ = read_text(root, SITE_TOML)
    document = read_toml(text or "")
    return Place(SITE_TOML, document.line(("theme", key)) if isinstance(document, TomlDocument) else 1)
