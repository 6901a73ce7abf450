"""The name of a Statusfy file → the id in its page's address, ``/incidents/3e2e32c5``.

Statusfy makes it with version 2 of the JavaScript package hash-sum where the front matter names no ``id``: 32 bits,
folded over the units of UTF-16, each fold made positive by doubling.
"""

from __future__ import annotations


def page_id(file_name: str) -> str:
    """The id for a file's name as it stands in its folder, ending included."""
    folded = 0
    for part in ("[object String]", "string", file_name):
        folded = _fold(folded, part)
    return f"{folded:08x}"


def _fold(folded: int, text: str) -> int:
    units = text.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        # As JavaScript: the shift sees 32 bits, the subtraction all of them.
        folded = (folded << 5) - folded + int.from_bytes(units[at : at + 2], "little")
        folded = (folded + 0x80000000) % 0x100000000 - 0x80000000
    return folded * -2 if folded < 0 else folded
