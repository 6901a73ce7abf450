"""A file of the site before it touches a disk."""

from __future__ import annotations

from noroshi.model.frozen import frozen


@frozen
class Artefact:
    """One file to be published."""

    path: str
    """POSIX path relative to the output directory, no leading ``/``, no ``..``: ``en/index.html``."""
    content: bytes
    twin_of: str = ""
    """Path of another artefact with the same bytes, whose name differs from this one's in case alone. Such a
    file is left out where the file system takes both names for one."""
    listed: str = ""
    """Of a page that wants to be found: its URL, a space, and its line in the sitemap."""
