"""Colours: legible on their paper, and apart for eyes that do not tell red, green or blue."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path

import pytest

from noroshi.render.colours import accents, contrast, parse
from noroshi.render.theme import load_theme

THEME = load_theme(Path(), "default")
STATES = ("operational", "degraded", "partial", "major", "maintenance", "unknown")

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# severity 1.0; for linear RGB.
SIGHTS = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 12.0
"""Least CIE76 distance of two states: about five times what is just noticed."""


def palettes() -> dict[str, dict[str, str]]:
    """Custom properties of colour by day and by night, as the theme's style says them."""
    css = THEME.style("").text
    light = re.search(r":root\{(color-scheme[^}]*)\}", css)
    dark = re.search(r"@media screen and \(prefers-color-scheme:dark\)\{:root\{([^}]*)\}", css)
    assert light
    assert dark
    return {
        name: dict(re.findall(r"--([a-z]+):(#[0-9a-f]{6})", found.group(1)))
        for name, found in (("light", light), ("dark", dark))
    }


PALETTES = palettes()


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as somebody sees it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parse(colour)]
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True))))
        for row in SIGHTS[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("name", PALETTES)
def test_text_can_be_read(name: str) -> None:
    palette = PALETTES[name]
    for text in ("ink", "soft", "accent"):
        assert contrast(palette[text], palette["paper"]) >= 7, text
    for state in STATES:
        assert contrast(palette[state], palette["paper"]) >= 4.5, state


@pytest.mark.parametrize("name", PALETTES)
def test_bars_of_quiet_days_can_be_seen(name: str) -> None:
    assert contrast(PALETTES[name]["calm"], PALETTES[name]["paper"]) >= 3


@pytest.mark.parametrize(("name", "sight"), [*product(PALETTES, SIGHTS)])
def test_states_stay_apart_for_every_eye(name: str, sight: str) -> None:
    for one, other in combinations((*STATES, "calm"), 2):
        if {one, other} == {"operational", "calm"}:
            continue  # the same state, once as a sign and once as ninety bars
        a, b = (seen(PALETTES[name][state], sight) for state in (one, other))
        distance = sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5
        assert distance >= APART, (one, other, round(distance, 1))


def test_browsers_colour_their_bars_like_the_paper() -> None:
    assert THEME.settings == {
        "paper_light": PALETTES["light"]["paper"],
        "paper_dark": PALETTES["dark"]["paper"],
    }


@pytest.mark.parametrize("brand", ["#0b5566", "#e60012", "#ffd500", "#000000", "#ffffff", "#7f7f7f", "#00B4D8"])
def test_a_brand_of_any_colour_becomes_accents_that_can_be_read(brand: str) -> None:
    light, dark = PALETTES["light"]["paper"], PALETTES["dark"]["paper"]
    by_day, by_night = accents(brand, light, dark)
    assert contrast(by_day, light) >= 7
    assert contrast(by_night, dark) >= 7


def test_a_brand_that_can_be_read_stays_as_it_is() -> None:
    assert accents("#0b5566", "#faf8f3", "#1b2027")[0] == "#0b5566"


def test_the_accent_stands_last_in_the_style() -> None:
    text = THEME.style("#0b5566").text
    assert text.index(":root{--accent:#0b5566}") > text.index("--accent")
    assert THEME.style("#0b5566").hash_source != THEME.style("").hash_source


@pytest.mark.parametrize("wrong", ["red", "#fff", "#12345g", "0b5566"])
def test_only_rrggbb_is_a_colour(wrong: str) -> None:
    with pytest.raises(ValueError):
        parse(wrong)
