"""What the writer and the reader of an export must agree on."""

from __future__ import annotations

from typing import Final

FORMAT: Final = "noroshi-export"
VERSION: Final = 1
"""Of the document's shape: it grows, and does not change meaning without a new number."""
MAX_DOCUMENT: Final = 1 << 30
"""Bytes of a document that is read (1 GiB): reading takes four times as much memory."""
