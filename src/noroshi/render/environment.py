"""Folders of templates → the one set-up of Jinja2 that pages and letters share, compiled once a process."""

from __future__ import annotations

from pathlib import Path
from types import CodeType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache


def environment(folders: tuple[Path, ...], *, escapes: bool) -> Environment:
    """Templates of the first folder that has them; ``escapes``: what is printed becomes HTML.

    A name that a view does not have is an error, never a gap.
    """
    made = Environment(
        loader=FileSystemLoader(folders, encoding="utf-8"),
        autoescape=escapes,  # noqa: S701  # letters are text: what becomes HTML is escaped in letter_html
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_HTML if escapes else _TEXT,
    )
    # Nothing random, nothing of the clock, nothing of the machine's language.
    for name in ("random", "pprint"):
        made.filters.pop(name)
    made.globals = {}
    return made


class _Compiled(BytecodeCache):
    """Code of templates by file and source, for all environments that are set up alike: ``serve`` builds often.

    A template that changes has another checksum, so it is compiled again and takes the place of the former.
    """

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of this very source, if it was compiled before."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)


_HTML, _TEXT = _Compiled(), _Compiled()
