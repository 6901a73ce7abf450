"""What ``build.json`` says of a build → the same build made again, of a checkout of its own."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from noroshi.app.build import BuildOptions, Refused, assembled, place
from noroshi.app.console import tell
from noroshi.app.garbage import unsearched
from noroshi.app.kept_work import kept_work
from noroshi.app.outputs import AnyOutput
from noroshi.app.settings import Settings, SurroundingsError, UsageError
from noroshi.check import Rule
from noroshi.model.frozen import frozen
from noroshi.model.provenance import Known
from noroshi.output.manifest import FileDigest, Made, Manifest, read_manifest
from noroshi.render.links import LinksMode
from noroshi.source.checkout import Checkout, NoCheckout, check_out
from noroshi.source.site import SITE_TOML
from noroshi.views.social_picture import FOLDER

BUILD_PY = "build.py"
_OURS = frozenset({"clock", "drills", "keep-going", "links", "precompress", "url"})
"""Options that a build.json of this version may name."""


class NotRebuilt(Exception):
    """The build cannot be made again, which says something of the site: the argument, in words."""


@frozen
class Rebuilt:
    """A build that was made again."""

    site: Path
    files: Mapping[str, FileDigest]
    drawn_in: frozenset[str]
    """Folders in which it drew pictures for chats."""


def checked_out(settings: Settings, said: Manifest, into: Path) -> Checkout:
    """The commit of ``said`` in a repository of its own. Raises NotRebuilt, UsageError, SurroundingsError."""
    say, made = settings.words.say, said.made
    if said.commit is None:
        raise NotRebuilt(say("verify.no_commit_said"))
    into.mkdir()
    try:
        found = check_out(
            settings.root,
            said.commit,
            into,
            shallow_since=made.shallow_since,
            whole_history=made.history == Known.COMPLETE,
        )
    except NoCheckout as error:
        reason = str(error)
        if reason == "bad_commit":
            raise NotRebuilt(say("verify.bad_commit")) from error
        message = say(_NO_CHECKOUT[reason], root=settings.root, commit=said.commit)
        raise (SurroundingsError if reason in _AROUND else UsageError)(message) from error
    if not (found.root / SITE_TOML).is_file():
        raise UsageError(say("verify.no_site", root=settings.root, commit=said.commit[:12]))
    return found


_NO_CHECKOUT = {
    "no_git": "verify.no_git",
    "no_repository": "verify.no_repository",
    "no_commit": "verify.unknown_commit",
    "too_shallow": "verify.too_shallow",
    "unreadable": "verify.unreadable",
}
_AROUND = frozenset({"no_git", "unreadable"})


def rebuilt(
    settings: Settings,
    said: Manifest,
    root: Path,
    site: Path,
    rules: Sequence[Rule],
    outputs: Sequence[AnyOutput],
) -> Rebuilt:
    """The site at ``root`` as ``said`` says that it was built, in the folder ``site``.

    Raises NotRebuilt, SurroundingsError.
    """
    options = _options(settings, said.made, site)
    by_clock = bool(said.made.options.get("clock", False))
    then = replace(
        settings,
        root=root,
        now=None if by_clock else said.built_at,
        clock=said.built_at,
        quiet=True,
        verbose=False,
    )
    heard = io.StringIO()
    try:
        # What is wrong with the content of a commit was told when it was built.
        with contextlib.redirect_stderr(heard), unsearched(), kept_work(root, believe=False) as work:
            built = assembled(then, place(then, options), work, rules, outputs)
    except UsageError as error:
        raise NotRebuilt(settings.words.say("verify.not_built", reason=_named(str(error), root))) from error
    finally:
        if settings.verbose:
            tell(settings, _named(heard.getvalue(), root))
    if isinstance(built, Refused):
        raise NotRebuilt(settings.words.say("verify.has_errors", n=len(built.result.errors)))
    manifest = read_manifest(site)
    languages = built.publication.site.languages
    drawn_in = frozenset((FOLDER, *(f"{tag.lower()}/{FOLDER}" for tag in languages[1:])))
    return Rebuilt(site, manifest.files if manifest else {}, drawn_in)


def _options(settings: Settings, made: Made, site: Path) -> BuildOptions:
    """Raises NotRebuilt for options that no build of this version takes."""
    given = made.options
    flags = {name: given.get(name, False) for name in ("clock", "drills", "keep-going")}
    url, links = given.get("url", ""), given.get("links", LinksMode.SITE.value)
    is_known = given.keys() <= _OURS and all(isinstance(flag, bool) for flag in flags.values())
    if not is_known or not isinstance(url, str) or not isinstance(links, str) or links not in list(LinksMode):
        raise NotRebuilt(settings.words.say("verify.other_options"))
    return BuildOptions(
        site=site,
        url=url or None,
        links=LinksMode(links),
        drills=bool(flags["drills"]),
        keep_going=bool(flags["keep-going"]),
        full=True,
    )


def _named(text: str, root: Path) -> str:
    """Paths as in the repository: the temporary folder is gone when they are read."""
    return text.replace(f"{root}/", "")
