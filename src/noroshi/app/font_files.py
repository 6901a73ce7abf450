"""The site's fonts, or this machine's → what its pictures are lettered with."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Final

from noroshi.app.settings import Settings, SurroundingsError
from noroshi.model.site import Site
from noroshi.render.typefaces import Typefaces
from noroshi.source.site import SITE_SRC

EXTRA: Final = ("resvg_py", "fontTools")
"""Modules of the extra ``pictures``."""

_SCRIPTS: Final = (
    *("Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Gujarati", "Gurmukhi", "Tamil", "Telugu", "Kannada"),
    *("Malayalam", "Sinhala", "Khmer", "Lao", "Myanmar", "Georgian", "Armenian", "Ethiopic"),
)
_FAMILIES: Final = (
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("segoeui.ttf", "segoeuib.ttf"),
    ("Arial.ttf", "Arial Bold.ttf"),
    ("arial.ttf", "arialbd.ttf"),
    *((f"NotoSans{script}-Regular.ttf", f"NotoSans{script}-Bold.ttf") for script in _SCRIPTS),
    ("leelawui.ttf", "leelauib.ttf"),
    ("Nirmala.ttf", "NirmalaB.ttf"),
    ("Nirmala.ttc",),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)
"""File names of well-made fonts on Linux, macOS and Windows, the first preferred: plain and bold."""
_WIDE_FAMILIES: Final = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansCJKjp-Regular.otf", "NotoSansCJKjp-Bold.otf"),
    ("NotoSansJP-Regular.otf", "NotoSansJP-Bold.otf"),
    ("NotoSansJP-Regular.ttf", "NotoSansJP-Bold.ttf"),
    ("ヒラギノ角ゴシック W3.ttc", "ヒラギノ角ゴシック W6.ttc"),
    ("YuGothR.ttc", "YuGothB.ttc"),
    ("meiryo.ttc", "meiryob.ttc"),
    ("ipagp.ttf",),
    ("ipag.ttf",),
    ("msyh.ttc", "msyhbd.ttc"),
    ("msjh.ttc", "msjhbd.ttc"),
    ("malgun.ttf", "malgunbd.ttf"),
    ("AppleSDGothicNeo.ttc",),
)
"""The same for East Asia."""
_FOLDERS: Final = (
    "~/.local/share/fonts",
    "~/.fonts",
    "~/Library/Fonts",
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    *(("C:/Windows/Fonts",) if os.name == "nt" else ()),
)


def typefaces_of(settings: Settings, site: Site) -> Typefaces | None:
    """The fonts of the site's pictures; ``None``: it wants none. Raises SurroundingsError without the extra.

    That is an error and not a site without pictures: which files it has must not depend on what a machine has.
    """
    if not site.pictures.social:
        return None
    if any(_is_absent(module) for module in EXTRA):
        raise SurroundingsError(settings.words.say("no_pictures_extra"))
    return _typefaces(*_files(settings.root, site))


def _is_absent(module: str) -> bool:
    try:
        return find_spec(module) is None
    except ValueError:
        return True


_Stamped = tuple[tuple[str, str], ...]
"""(path, what changes with the file), the first preferred."""


def _files(root: Path, site: Site) -> tuple[_Stamped, _Stamped]:
    """Those that any language takes first, and those that East Asian ones do. The site's own are all there is."""
    if site.pictures.fonts:
        return tuple(_digested(f"{root}/{SITE_SRC}/{name}" for name in site.pictures.fonts)), ()
    found = _on_this_machine(frozenset(chain(*_FAMILIES, *_WIDE_FAMILIES)))
    plain, wide = (
        tuple(_stamped(found[name] for name in chain(*families) if name in found))
        for families in (_FAMILIES, _WIDE_FAMILIES)
    )
    return plain, wide


def _on_this_machine(names: frozenset[str]) -> Mapping[str, str]:
    """File name → path, of those that are installed."""
    found: dict[str, str] = {}
    for folder in _FOLDERS:
        for path, _, files in os.walk(os.path.expanduser(folder)):  # noqa: PTH111
            for file in files:
                # macOS writes the marks of ヒラギノ角ゴシック as letters of their own.
                name = unicodedata.normalize("NFC", file)
                if name in names:
                    found[name] = min(found.get(name, f"{path}/{file}"), f"{path}/{file}")
    return found


def _digested(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    # In a fresh checkout every file is new, and says what it said.
    for path in paths:
        try:
            yield path, blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
        except OSError:
            continue


def _stamped(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            seen = os.stat(path)  # noqa: PTH116
        except OSError:
            continue
        yield path, f"{path} {seen.st_size} {seen.st_mtime_ns}"


@lru_cache(2)
def _typefaces(plain: _Stamped, wide: _Stamped) -> Typefaces:
    """Kept for ``noroshi serve``, which asks at every change of a file."""
    stamp = repr([stamp for _, stamp in (*plain, *wide)])
    return Typefaces([path for path, _ in plain], [path for path, _ in wide], stamp)
