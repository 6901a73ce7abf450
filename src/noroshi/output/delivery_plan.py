"""A built site, and what is known of a target → which files go there, in which order, and which go away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from noroshi.model.frozen import frozen
from noroshi.output.delivery_journal import Journal
from noroshi.output.manifest import Manifest
from noroshi.output.names import entries_of_folders

_COPY: Final = re.compile(r"\.(gz|br)$")
_NAMED_BY_DIGEST: Final = re.compile(r"assets/[a-z]+\.[0-9a-f]{8}\.(js|css)")
"""As noroshi names its own assets. A site's own files may be named by a day, which looks much the same."""
_ASSETS: Final = "assets/"


@frozen
class Plan:
    """What a publisher does, in this order. Paths in each part are sorted."""

    in_the_way: tuple[str, ...]
    """Files of the site before that are folders now, or the other way round: they go first."""
    new: tuple[str, ...]
    """What no page that stands there links to: new files, and all assets."""
    changed: tuple[str, ...]
    """Pages, feeds and documents that were there before."""
    starts: tuple[str, ...]
    """The start page of each language, ``/`` last."""
    gone: tuple[str, ...]
    """What the site has no more: after ``build.json``."""
    unchanged: int

    @property
    def puts(self) -> tuple[str, ...]:
        """All that is written, in order, but ``build.json``."""
        return (*self.new, *self.changed, *self.starts)


def known_of(manifest: Manifest | None, journal: Journal | None, *, journal_is_damaged: bool) -> dict[str, str | None]:
    """Path → SHA-256 of every file of ours at the target; None: perhaps it is another by now.

    ``journal_is_damaged``: then of no file more is known than that it is ours.
    """
    known: dict[str, str | None] = {path: it.sha256 for path, it in manifest.files.items()} if manifest else {}
    if journal_is_damaged:
        return dict.fromkeys(known)
    return known | dict(journal.files) if journal else known


def planned(site: Manifest, known: Mapping[str, str | None], *, keep: bool) -> Plan:
    """``known`` as from :func:`known_of`; ``keep``: nothing goes but what stands in the way."""
    puts = {path for path, digest in site.files.items() if path not in known or known[path] != digest.sha256}
    gone = known.keys() - site.files.keys()
    starts = {path for path in puts if _is_start(plain(path), site)}
    new = {path for path in puts - starts if path not in known or path.startswith(_ASSETS)}
    folders = entries_of_folders(puts)
    in_the_way = {path for path in gone if path in folders or any(above in puts for above in _above(path))}
    return Plan(
        in_the_way=tuple(sorted(in_the_way)),
        new=tuple(sorted(new)),
        changed=tuple(sorted(puts - starts - new)),
        # The deepest first: ``/`` is what most people look at.
        starts=tuple(sorted(starts, key=lambda path: (-path.count("/"), path))),
        gone=() if keep else tuple(sorted(gone - in_the_way)),
        unchanged=len(site.files) - len(puts),
    )


def unknown(puts: Iterable[str], known: Mapping[str, str | None]) -> tuple[str, ...]:
    """Those of ``puts`` in whose place nothing of ours stands, neither a file nor a folder."""
    folders = entries_of_folders(known)
    return tuple(
        path
        for path in puts
        if path not in known and path not in folders and not any(above in known for above in _above(path))
    )


def plain(path: str) -> str:
    """The file of which this one would be the compressed copy; itself where it has no such ending."""
    return _COPY.sub("", path)


def encoding_of(path: str, files: Iterable[str]) -> str:
    """``gzip`` or ``br`` of a compressed copy; empty for an archive that the site itself offers, and for all else."""
    found = _COPY.search(path)
    if found is None or plain(path) not in files:
        return ""
    return "gzip" if found[1] == "gz" else "br"


def is_named_by_digest(path: str) -> bool:
    """Whether the same name never gets other bytes."""
    return _NAMED_BY_DIGEST.fullmatch(path) is not None


def _is_start(path: str, site: Manifest) -> bool:
    folder, _, name = path.rpartition("/")
    # The folder of a language has a list of incidents of its own.
    return name == "index.html" and (
        not folder or ("/" not in folder and f"{folder}/incidents/index.html" in site.files)
    )


def _above(path: str) -> Iterable[str]:
    while path := path.rpartition("/")[0]:
        yield path
