"""Runs → an SVG picture of the times by size, both axes logarithmic, readable by day and by night.

Lines are told apart by their names at their ends, their dashes and their marks, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Any

from benchmarks.table import cells, shown

WIDTH, HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 190, 60, 50
_LABEL_HEIGHT = 16
_MARKS = {
    "circle": '<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
    "square": '<rect x="{left:.1f}" y="{top:.1f}" width="8" height="8"/>',
    "diamond": '<path d="M{x:.1f} {above:.1f} L{right:.1f} {y:.1f} L{x:.1f} {below:.1f} L{farther:.1f} {y:.1f} Z"/>',
}
_STYLE = """
svg { color-scheme: light dark; background: #fff; font: 13px system-ui, sans-serif; }
text { fill: #222; } .quiet { fill: #555; } .grid { stroke: #ddd; } .title { font-size: 16px; font-weight: 600; }
polyline { fill: none; stroke-width: 2; }
.ours { stroke: #0b5566; } .ours-marks { fill: #0b5566; } .theirs { stroke: #9a4a00; } .theirs-marks { fill: #9a4a00; }
@media (prefers-color-scheme: dark) {
  svg { background: #14181b; } text { fill: #eee; } .quiet { fill: #b5bcc0; } .grid { stroke: #333b40; }
  .ours { stroke: #6cc5d8; } .ours-marks { fill: #6cc5d8; }
  .theirs { stroke: #f0a860; } .theirs-marks { fill: #f0a860; }
}
"""


@dataclass(frozen=True)
class Line:
    """What is drawn as one line."""

    row: str
    contender: str
    label: str
    dash: str
    mark: str
    """A key of the marks."""

    @property
    def is_ours(self) -> bool:
        """Whether it is noroshi's."""
        return self.contender.startswith("noroshi")


LINES = (
    Line("cold", "pelican", "Pelican, cold", "6 3", "square"),
    Line("cold", "eleventy", "Eleventy, cold", "", "square"),
    Line("cold", "noroshi-full", "noroshi, full, cold", "6 3", "circle"),
    Line("cold", "noroshi-same", "noroshi, same scope, cold", "", "circle"),
    Line("edit", "noroshi-full", "noroshi, full, one edit", "2 3", "diamond"),
    Line("unchanged", "noroshi-full", "noroshi, full, unchanged", "1 5", "diamond"),
)


def plot(found: dict[str, Any]) -> str:
    """The whole picture; lines with fewer than two sizes are left out."""
    known = cells(found)
    points = {
        line: [(number, cell.median("seconds")) for (row, number, name), cell in known.items() if _is(line, row, name)]
        for line in LINES
    }
    points = {line: found for line, found in points.items() if len(found) > 1}
    numbers = sorted({number for line in points.values() for number, _ in line})
    times = [seconds for line in points.values() for _, seconds in line]
    if not times:
        raise ValueError("a picture needs at least two sizes")
    axes = Axes(numbers[0], numbers[-1], floor(log10(min(times))), ceil(log10(max(times))))
    told = "; ".join(
        f"{line.label}: " + ", ".join(f"{number:,} incidents {shown(seconds)}" for number, seconds in of)
        for line, of in points.items()
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title description">',
        '<title id="title">Time of a build by number of incidents</title>',
        f'<desc id="description">{escape(told)}.</desc>',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="{_LEFT}" y="26">Time of a build by number of incidents</text>',
        f'<text class="quiet" x="{_LEFT}" y="45">Medians; both scales are logarithmic; lower is better</text>',
        *_grid(axes, numbers),
        *_lines(axes, points),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True)
class Axes:
    """Where a value stands in the picture."""

    fewest: int
    most: int
    lowest: int
    """Power of ten of the shortest time shown, in seconds."""
    highest: int

    def x(self, number: int) -> float:
        """Of a number of incidents."""
        share = (log10(number) - log10(self.fewest)) / (log10(self.most) - log10(self.fewest))
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, seconds: float) -> float:
        """Of a time."""
        share = (log10(seconds) - self.lowest) / (self.highest - self.lowest)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)


def _is(line: Line, row: str, contender: str) -> bool:
    return (line.row, line.contender) == (row, contender)


def _grid(axes: Axes, numbers: list[int]) -> Iterator[str]:
    right = axes.x(axes.most)
    for power in range(axes.lowest, axes.highest + 1):
        y = axes.y(10.0**power)
        name = f"{10**power:,} s" if power >= 0 else f"{10 ** (power + 3)} ms"
        yield f'<path class="grid" d="M{_LEFT} {y:.1f} H{right:.1f}"/>'
        yield f'<text class="quiet" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{name}</text>'
    for number in numbers:
        x = axes.x(number)
        yield f'<path class="grid" d="M{x:.1f} {_TOP} V{HEIGHT - _BOTTOM}"/>'
        yield f'<text class="quiet" x="{x:.1f}" y="{HEIGHT - _BOTTOM + 18}" text-anchor="middle">{number:,}</text>'
    middle = (_LEFT + right) / 2
    yield f'<text class="quiet" x="{middle:.1f}" y="{HEIGHT - 10}" text-anchor="middle">incidents</text>'


def _lines(axes: Axes, points: dict[Line, list[tuple[int, float]]]) -> Iterator[str]:
    for line, of in points.items():
        places = [(axes.x(number), axes.y(seconds)) for number, seconds in of]
        whose = "ours" if line.is_ours else "theirs"
        dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline class="{whose}"{dash} points="{path}"/>'
        yield f'<g class="{whose}-marks">{"".join(_mark(line.mark, x, y) for x, y in places)}</g>'
    # From the top down, each name beside its line's end, or below the name above it.
    free = 0.0
    for line, of in sorted(points.items(), key=lambda item: -item[1][-1][1]):
        number, seconds = of[-1]
        y = max(axes.y(seconds) + 4, free)
        free = y + _LABEL_HEIGHT
        yield f'<text x="{axes.x(number) + 10:.1f}" y="{y:.1f}">{escape(line.label)}</text>'


def _mark(shape: str, x: float, y: float) -> str:
    return _MARKS[shape].format(x=x, y=y, left=x - 4, top=y - 4, above=y - 5, below=y + 5, right=x + 5, farther=x - 5)
