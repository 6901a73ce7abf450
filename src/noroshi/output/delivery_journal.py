"""What a publisher is about → a small file beside the site, for the one that goes on or meets it; and back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from noroshi.model.frozen import frozen
from noroshi.output.names import check_path

JOURNAL: Final = ".noroshi-publish.json"
"""No file of a site is called so; see ``names.RESERVED``."""
_SCHEMA: Final = 1
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@frozen
class Journal:
    """It is there while somebody publishes, or after one was stopped: where it speaks, ``build.json`` is not believed.

    Kept at the target and not by the publisher, since who goes on may be another machine: CI's are new each time.
    """

    publisher: str
    """Another one for each run."""
    files: Mapping[str, str | None]
    """Path → SHA-256 of what stands there since; None: something, or nothing."""

    def to_json(self) -> bytes:
        """The same facts give the same bytes."""
        value = {"files": dict(self.files), "publisher": self.publisher, "schema": _SCHEMA}
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def journal_of(content: bytes) -> Journal | None:
    """What these bytes say; None where they are not all that noroshi would have written."""
    try:
        value = json.loads(content.decode("utf-8"))
        if value["schema"] != _SCHEMA:
            return None
        files, publisher = value["files"], value["publisher"]
        for path, digest in files.items():
            # A hostile one could name files anywhere.
            check_path(path)
            if digest is not None and _DIGEST.fullmatch(digest) is None:
                return None
        return Journal(publisher, files) if isinstance(publisher, str) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
