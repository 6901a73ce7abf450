"""Rows → the bytes of a CSV document (RFC 4180) that spreadsheets open as it is meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's own encoding, and every Japanese name is unreadable."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a text begins with that a spreadsheet would run (OWASP, CSV injection); full width, too, in Japan."""


def csv_document(columns: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """UTF-8 with a byte order mark, lines ending with CRLF; a text that would be a formula begins with ``'``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()


def _cell(cell: str | int | float) -> str | int | float:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(_FORMULA) else cell
