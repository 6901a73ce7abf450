"""A site's root → where the texts of its letters are: a site's own, file by file, before noroshi's.

Apart from ``letters``, which fills them: a build that kept all of its letters asks only in which languages there are
any, and needs no template for that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

OWN: Final = Path(__file__).parent.parent / "wording" / "letters"
"""Where noroshi's own texts are: one folder a language."""

ENDING: Final = ".txt.j2"


def letter_folders(root: Path) -> tuple[Path, ...]:
    """For the site at ``root``: ``site_src/letters/`` before noroshi's own; each has ``<lang>/<kind>.txt.j2``."""
    return root / "site_src" / "letters", OWN


def text_for(folders: tuple[Path, ...], lang: str, file: str) -> str | None:
    """``en-GB/opened.txt.j2``, else ``en/opened.txt.j2``: a language's own text, else that of its base."""
    parts = lang.split("-")
    for length in range(len(parts), 0, -1):
        template = f"{'-'.join(parts[:length])}/{file}"
        if any((folder / template).is_file() for folder in folders):
            return template
    return None
