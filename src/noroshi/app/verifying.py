"""``noroshi verify``: what is published, what ``build.json`` says, what building again makes → where they differ.

Built again is first: then a published file that differs can be shown beside what it should say.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import noroshi
from noroshi.app.commands.parts import Program
from noroshi.app.console import progress, tell
from noroshi.app.precompressed import can_compress
from noroshi.app.published import LONGEST, Folder, Published, address, looked_at
from noroshi.app.rebuilding import BUILD_PY, NotRebuilt, Rebuilt, checked_out, rebuilt
from noroshi.app.settings import DONE, PROBLEMS, Settings, SurroundingsError, UsageError
from noroshi.app.telling import shown
from noroshi.app.verified import Cause, Verified
from noroshi.app.verified_text import as_json, as_text, failed
from noroshi.model.frozen import frozen
from noroshi.output.compared import Difference, Fault, Reason, first_difference, with_rebuilt
from noroshi.output.manifest import Manifest, manifest_of
from noroshi.source.asked import FetchFailed, is_address
from noroshi.source.commit_signature import signature_of

_ATTEMPTS = 3
"""As often a site may be published anew while it is looked at."""
_LOOKED_INTO = 20
"""Differences of which the place is looked for."""
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!-]{0,63}")
"""It stands in a command that people may copy."""
_LFS = b"version https://git-lfs.github.com/spec/"


@frozen
class VerifyAsked:
    """The options of ``noroshi verify``."""

    source: str
    """An address, or a folder."""
    allowed_signers: Path | None = None
    require_signature: bool = False
    no_rebuild: bool = False
    any_version: bool = False
    as_json: bool = False


def verify(settings: Settings, asked: VerifyAsked, program: Program, published: Published | None = None) -> int:
    """Print what was found; the exit status. Raises UsageError, SurroundingsError.

    ``published``: what ``asked.source`` names, where that is known.
    """
    if asked.require_signature and asked.no_rebuild:
        # Without the repository no signature is looked at, and silence would read as a good one.
        raise UsageError(settings.words.say("verify.signature_needs_commit"))
    if asked.allowed_signers is not None and not asked.allowed_signers.is_file():
        raise UsageError(settings.words.say("verify.no_signers", file=asked.allowed_signers))
    try:
        found = _settled(settings, asked, program, published or _published(settings, asked.source))
    except FetchFailed as error:
        raise failed(settings.words, error) from error
    except KeyboardInterrupt as stopped:
        stopped.args = (settings.words.say("verify.interrupted"),)
        raise
    print(as_json(found) if asked.as_json else as_text(settings.words, found), end="")
    return DONE if found.holds else PROBLEMS


def _published(settings: Settings, source: str) -> Published:
    """Raises UsageError, FetchFailed."""
    if is_address(source):
        return address(source)
    folder = Path(source).absolute()
    if not folder.is_dir():
        raise UsageError(settings.words.say("verify.no_folder", value=source))
    return Folder(shown(folder), folder)


def _settled(settings: Settings, asked: VerifyAsked, program: Program, published: Published) -> Verified:
    """What was found of a site that nobody published anew meanwhile."""
    text = published.manifest()
    for _ in range(_ATTEMPTS):
        said = _manifest(settings, asked, published, text)
        found = _verified(settings, asked, program, published, said)
        again = published.manifest()
        if again == text:
            return found
        tell(settings, settings.words.say("verify.published_anew"))
        text = again
    raise SurroundingsError(settings.words.say("verify.restless", source=published.name))


def _manifest(settings: Settings, asked: VerifyAsked, published: Published, text: bytes | None) -> Manifest:
    """Raises UsageError for what is no site of ours, or another version's."""
    say = settings.words.say
    said = manifest_of(text) if text is not None and len(text) <= LONGEST else None
    if said is None or not _VERSION.fullmatch(said.version):
        raise UsageError(
            say("verify.no_build_json" if text is None else "verify.bad_build_json", source=published.name)
        )
    ours = noroshi.__version__
    if said.version != ours and not (asked.any_version or asked.no_rebuild):
        raise UsageError(say("verify.other_version", ours=ours, theirs=said.version))
    packed = said.made.options.get("precompress", ())
    if isinstance(packed, tuple) and "br" in packed and not can_compress("br"):
        raise UsageError(say("compress_missing", encoding="br"))
    return said


def _verified(
    settings: Settings, asked: VerifyAsked, program: Program, published: Published, said: Manifest
) -> Verified:
    with tempfile.TemporaryDirectory(prefix="noroshi-verify-") as folder:
        found = Verified(published.name, said, was_asked_to_rebuild=not asked.no_rebuild)
        again: Rebuilt | None = None
        if not asked.no_rebuild:
            found, again = _made_again(settings, asked, program, said, found, Path(folder))
        label = settings.words.say("verify.comparing")
        with progress(settings, label, len(said.files)) as step:
            looked = looked_at(published, said, led=_led(again), step=step)
        hidden = tuple(it.path for it in looked if it.reason is Reason.NOT_SERVED)
        differences = (*(it for it in looked if it.reason is not Reason.NOT_SERVED), *found.differences)
        found = replace(found, not_served=hidden, differences=differences)
        return _explained(found, published, again)


def _made_again(
    settings: Settings, asked: VerifyAsked, program: Program, said: Manifest, found: Verified, folder: Path
) -> tuple[Verified, Rebuilt | None]:
    """(with what building again says; what was built)"""
    try:
        checkout = checked_out(settings, said, folder / "repository")
        signature = signature_of(checkout.top, checkout.commit, asked.allowed_signers)
        found = replace(found, signature=signature, needs_signature=asked.require_signature)
        tell(
            settings,
            settings.words.say("verify.rebuilding", commit=checkout.commit[:12], now=said.built_at.isoformat()),
        )
        causes = _of_build_py(settings, program, checkout.root)
        if checkout.has_submodules:
            causes = (*causes, Cause.SUBMODULES)
        found = replace(found, causes=causes)
        again = rebuilt(settings, said, checkout.root, folder / "_site", *program.own())
    except NotRebuilt as reason:
        return replace(found, why_not=str(reason)), None
    compared = with_rebuilt(said, again.files, again.drawn_in)
    return replace(found, differences=compared.differences, drawn=compared.drawn), again


def _of_build_py(settings: Settings, program: Program, root: Path) -> tuple[Cause, ...]:
    """Whether the rules and outputs that run are those of the commit, as far as its build.py says."""
    theirs = root / BUILD_PY
    if not theirs.is_file():
        return ()
    if program.root is None:
        return (Cause.OWN_PROGRAM,)
    ours = program.root / BUILD_PY
    return () if ours.is_file() and ours.read_bytes() == theirs.read_bytes() else (Cause.OTHER_PROGRAM,)


def _led(again: Rebuilt | None) -> Sequence[str]:
    """Paths of files in whose place a host that reads the site's ``_redirects`` answers with others."""
    if again is None or "_redirects" not in again.files:
        return ()
    lines = (again.site / "_redirects").read_text(encoding="utf-8", errors="replace").splitlines()
    froms = [line.split()[0].lstrip("/") for line in lines if line.split()]
    return [f"{it}index.html" if it.endswith("/") else it for it in froms]


def _explained(found: Verified, published: Published, again: Rebuilt | None) -> Verified:
    """With the places of the first differences, and what may have caused them."""
    of_build = [it for it in found.differences if it.fault is Fault.BUILD]
    causes = dict.fromkeys(found.causes if of_build else ())
    explained: list[Difference] = []
    for number, difference in enumerate(found.differences):
        path = difference.path
        if number >= _LOOKED_INTO or again is None or path not in again.files:
            explained.append(difference)
            continue
        ours = (again.site / path).read_bytes()
        if of_build and ours.startswith(_LFS):
            causes[Cause.LFS] = None
        theirs = None
        if difference.reason is Reason.OTHER:
            theirs = published.see(path, max(len(ours), found.said.files[path].size)).content
        if theirs is not None:
            difference = replace(difference, where=first_difference(theirs, ours))
            if difference.fault is Fault.PUBLISHED:
                causes.update(dict.fromkeys(_of_host(theirs, ours)))
        explained.append(difference)
    if any(it.reason is Reason.STALE for it in found.differences):
        causes[Cause.CACHE] = None
    if any(it.reason is Reason.MISSING for it in of_build):
        causes[Cause.IGNORED] = None
    if of_build:
        causes[Cause.DEPENDENCIES] = None
    return replace(found, differences=tuple(explained), causes=tuple(causes))


def _of_host(published: bytes, ours: bytes) -> Sequence[Cause]:
    """What hosts do to pages on the way."""
    if b"/cdn-cgi/" in published and b"/cdn-cgi/" not in ours:
        return (Cause.CDN,)
    if b"".join(published.split()) == b"".join(ours.split()):
        return (Cause.WHITE_SPACE,)
    return ()
