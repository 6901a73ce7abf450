"""A brand's colour → accents that can be read on the theme's paper, by day and by night."""

from __future__ import annotations

from typing import Final

Colour = tuple[float, float, float]
"""Red, green, blue: 0 … 1, gamma-encoded sRGB."""

LEGIBLE: Final = 7.0
"""WCAG 2.2 §1.4.6: enhanced contrast of text; links are what people in a hurry look for."""

_STEPS: Final = 50


def accents(brand: str, light_paper: str, dark_paper: str) -> tuple[str, str]:
    """(by day, by night): the brand's colour itself where it can be read, else the nearest shade that can.

    All as ``#rrggbb``. Raises ValueError for anything else.
    """
    return _legible(brand, light_paper, (0.0, 0.0, 0.0)), _legible(brand, dark_paper, (1.0, 1.0, 1.0))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two ``#rrggbb``: 1 … 21."""
    low, high = sorted((_luminance(parse(one)), _luminance(parse(other))))
    return (high + 0.05) / (low + 0.05)


def is_legible(colour: str, paper: str) -> bool:
    """Whether a ``#rrggbb`` can be text on a paper."""
    return contrast(colour, paper) >= LEGIBLE


def parse(colour: str) -> Colour:
    """``#rrggbb`` in numbers. Raises ValueError for anything else."""
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(f"not #rrggbb: {colour!r}")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _legible(brand: str, paper: str, towards: Colour) -> str:
    start = parse(brand)
    shade = brand.lower()
    for step in range(_STEPS + 1):
        share = step / _STEPS
        mixed = [round(255 * (a + (b - a) * share)) for a, b in zip(start, towards, strict=True)]
        shade = "#" + "".join(f"{part:02x}" for part in mixed)
        if is_legible(shade, paper):
            break
    return shade


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
