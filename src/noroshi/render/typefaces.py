"""Font files → which of them has a letter, and how wide it is there.

What is drawn with is chosen here, letter by letter, and not left to the drawing library: where that finds no letter it
draws an empty box, and which font it falls back to would depend on the order of files on a disk.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noroshi.model.frozen import frozen

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

BOLD: Final = 700
PLAIN: Final = 400

_HAN: Final = ("ja", "zh", "ko", "yue")
"""Languages that are written with fonts of their own, which have Latin letters that go with them."""
_REGIONS: Final = {"ja": "JP", "ko": "KR", "zh": "SC", "zh-hant": "TC", "zh-tw": "TC", "zh-hk": "HK", "yue": "HK"}
"""Language → how a font for all of East Asia names the face that writes its characters as that language does."""
_DRAWN: Final = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")
"""How a file begins that resvg reads: OpenType and TrueType, not those made for web pages (WOFF)."""
_FAMILY, _POSTSCRIPT, _WHOLE_FAMILY = 1, 6, 16
"""Names in a font: https://learn.microsoft.com/typography/opentype/spec/name#name-ids"""
_DISPENSABLE: Final = ("So", "Sk", "Cc", "Cf", "Cn", "Co", "Cs")
"""Categories of what is left out where no font has it: emoji, and signs that are not seen anyway."""


class Face:
    """One face of a font file."""

    def __init__(self, file: str, font: TTFont) -> None:
        self.file = file
        self._font = font

    @cached_property
    def family(self) -> str:
        """Its name for the drawing library."""
        names = self._font["name"]
        return str(names.getDebugName(_WHOLE_FAMILY) or names.getDebugName(_FAMILY) or "")

    @cached_property
    def weight(self) -> int:
        """100 … 900"""
        return int(self._font["OS/2"].usWeightClass) if "OS/2" in self._font else PLAIN

    def has(self, letter: str) -> bool:
        """Whether it can write it."""
        return ord(letter) in self._glyphs

    def advance(self, letter: str) -> float:
        """How wide it is, in em; 0 for what it has not."""
        glyph = self._glyphs.get(ord(letter))
        return self._font["hmtx"][glyph][0] / self._per_em if glyph else 0.0

    @cached_property
    def _per_em(self) -> int:
        return int(self._font["head"].unitsPerEm)

    @cached_property
    def _glyphs(self) -> dict[int, str]:
        # fontTools reads a table when it is asked for, and raises whatever happens then. A face that cannot say how
        # wide its letters are has none; another has them, or it is told that none has.
        try:
            widths, named = self._font["hmtx"].metrics, self._font.getBestCmap() or {}
            return {code: glyph for code, glyph in named.items() if glyph in widths} if self._per_em > 0 else {}
        except Exception:
            return {}


@frozen
class Piece:
    """A stretch of text in one face."""

    face: Face
    text: str


class Setting:
    """Faces in the order in which one text takes them."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self._faces = faces
        self._chosen: dict[str, tuple[Face | None, float]] = {}

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The text without what cannot and need not be drawn, each stretch with its face."""
        found: list[Piece] = []
        for face, letters in groupby(text, lambda letter: self._of(letter)[0]):
            if face is not None:
                found.append(Piece(face, "".join(letters)))
        return tuple(found)

    def drawn(self, text: str) -> str:
        """What can be seen of it."""
        letters = unicodedata.normalize("NFC", text)
        return "".join(letter for letter in letters if self._of(letter)[0] and unicodedata.category(letter) != "Cc")

    def width(self, text: str) -> float:
        """How wide it is, in em, before letters are drawn closer or joined."""
        return sum(self._of(letter)[1] for letter in text)

    def _of(self, letter: str) -> tuple[Face | None, float]:
        if letter not in self._chosen:
            face = next((face for face in self._faces if face.has(letter)), None)
            self._chosen[letter] = face, face.advance(letter) if face else 0.0
        return self._chosen[letter]


class Typefaces:
    """Fonts in the order in which they are preferred."""

    def __init__(self, files: Sequence[str], wide: Sequence[str], stamp: str) -> None:
        """Paths, read when they are first needed; ``wide``: those that East Asian languages take first.

        ``stamp``: see ``Lettering``.
        """
        self._files = files
        self._wide = wide
        self.stamp = stamp
        self._opened: dict[str, tuple[Face, ...]] = {}
        self._preferred: dict[tuple[str, int], tuple[Face, ...]] = {}

    def missing(self, text: str, lang: str) -> str:
        """The letters of ``text`` that no font has, each once; a line of which nothing could be seen, all of it."""
        faces = self._faces(lang, BOLD)
        lacks = [letter for letter in dict.fromkeys(text) if not letter.isspace() and not _has(faces, letter)]
        found = "".join(letter for letter in lacks if not _is_dispensable(letter))
        return found or next((line for line in text.split("\n") if line and not _is_seen(line, lacks)), "")

    def setting(self, text: str, lang: str, weight: int) -> Setting:
        """What ``text`` is set with: first the family that has most of it, so that it looks of one piece."""
        letters, faces = set(text), self._faces(lang, weight)
        # Mostly the first has all of it, and no other is read.
        whole = next((face for face in faces if all(map(face.has, letters))), None)
        if whole is not None:
            return Setting((whole, *faces))
        return Setting(sorted(faces, key=lambda face: sum(not face.has(letter) for letter in letters)))

    def _faces(self, lang: str, weight: int) -> tuple[Face, ...]:
        """One face a family, the first that a language would take before the others."""
        if (known := self._preferred.get((lang, weight))) is None:
            families: dict[str, list[Face]] = {}
            for face in self._known(lang):
                families.setdefault(face.family, []).append(face)
            known = tuple(min(family, key=lambda face: abs(face.weight - weight)) for family in families.values())
            self._preferred[lang, weight] = known
        return known

    def _known(self, lang: str) -> Iterator[Face]:
        region = _region(lang)
        is_wide = lang.split("-")[0].lower() in _HAN
        for file in (*self._wide, *self._files) if is_wide else (*self._files, *self._wide):
            faces = self._of_file(file)
            own = [face for face in faces if region and face.family.endswith(f" {region}")]
            yield from own or faces[:1]

    def _of_file(self, file: str) -> tuple[Face, ...]:
        if file not in self._opened:
            self._opened[file] = tuple(_opened(file))
        return self._opened[file]


def _opened(file: str) -> Iterator[Face]:
    """The faces that resvg can draw with: nothing else may count as having a letter, or that would be missing."""
    from fontTools.ttLib import TTCollection, TTFont

    try:
        with Path(file).open("rb") as content:
            kind = content.read(4)
        if kind not in _DRAWN:
            return
        fonts: Iterable[TTFont] = TTCollection(file, lazy=True).fonts if kind == b"ttcf" else (TTFont(file, lazy=True),)
        for font in fonts:
            face = Face(file, font)
            if face.family and font["name"].getDebugName(_POSTSCRIPT) and face.weight:
                yield face
    except Exception:
        # Of the machine's fonts one may be damaged: then another writes, or it is told that none can.
        return


def _region(lang: str) -> str:
    tag = lang.lower()
    while tag and tag not in _REGIONS:
        tag = tag.rpartition("-")[0]
    return _REGIONS.get(tag, "JP")


def _has(faces: Iterable[Face], letter: str) -> bool:
    return any(face.has(letter) for face in faces)


def _is_seen(line: str, lacks: Sequence[str]) -> bool:
    return any(not letter.isspace() and letter not in lacks for letter in line)


def _is_dispensable(letter: str) -> bool:
    return unicodedata.category(letter) in _DISPENSABLE or "\ufe00" <= letter <= "\ufe0f"
