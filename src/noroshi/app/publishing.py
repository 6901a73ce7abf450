"""``noroshi publish``: a built site → the place where readers find it, only what has changed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4

from noroshi.app.console import progress, tell
from noroshi.app.problem_words import visible
from noroshi.app.served import Headers, header_rules, media_type
from noroshi.app.settings import DONE, Settings, SurroundingsError, UsageError
from noroshi.app.targets import Target, opened, target_of
from noroshi.app.telling import shown
from noroshi.model.frozen import frozen
from noroshi.output.delivery import (
    Delivered,
    Delivery,
    Overtaken,
    Phase,
    SiteChanged,
    Standing,
    in_the_way,
    look_at,
    read_whole,
)
from noroshi.output.delivery_plan import Plan, encoding_of, is_named_by_digest, known_of, plain, planned, unknown
from noroshi.output.manifest import MANIFEST, Manifest, manifest_of, manifest_text
from noroshi.output.outbox import LIST
from noroshi.output.stores import Said, Store, StoreRefused

_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_SHORT: Final = "public, max-age=30, must-revalidate"
_SHOWN: Final = 5
"""Names of files in the way that are told."""
_STOPPED: Final = {
    Phase.NOTHING: "publish.stopped_nothing",
    Phase.FILES: "publish.stopped_files",
    Phase.STARTS: "publish.stopped_starts",
    Phase.REMOVALS: "publish.stopped_removals",
}


@frozen
class PublishAsked:
    """The options of ``noroshi publish``."""

    target: str
    site: Path
    """Absolute."""
    endpoint_url: str = ""
    dry_run: bool = False
    keep: bool = False
    adopt: bool = False
    as_json: bool = False


@frozen
class Site:
    """A built site that may be published."""

    folder: Path
    text: bytes
    """Its ``build.json``."""
    manifest: Manifest


def publish(settings: Settings, asked: PublishAsked) -> int:
    """The exit status. Raises UsageError, SurroundingsError."""
    began = time.monotonic()
    site = _site(settings, asked.site)
    target = target_of(settings, asked.target, asked.endpoint_url)
    _check_apart(settings, site.folder, target)
    with opened(settings, target) as store:
        try:
            standing = look_at(store)
            known = _known(settings, asked, target, store, standing)
            plan = planned(site.manifest, known, keep=asked.keep)
            if not asked.adopt:
                _check_free(settings, target, store, unknown(plan.puts, known))
        except StoreRefused as error:
            raise SurroundingsError(_refused(settings, target, error, "publish.stopped_nothing", 0, 0)) from error
        is_level = standing.text == site.text and not standing.journal and not standing.journal_is_damaged
        if asked.dry_run:
            _tell_plan(settings, asked, target, plan, has_news=not is_level)
            return DONE
        done = Delivered(0, 0, 0) if is_level else _deliver(settings, target, site, store, standing, plan)
    unchanged = plan.unchanged + is_level
    is_going_on = standing.journal is not None
    _tell_done(settings, asked, target, done, unchanged=unchanged, is_going_on=is_going_on, began=began)
    return DONE


def _site(settings: Settings, folder: Path) -> Site:
    """Raises UsageError for a folder that is no site of ours, or holds an outbox."""
    say = settings.words.say
    for inner, _, names in os.walk(folder):
        if LIST in names:
            raise UsageError(say("publish.outbox", site=shown(folder), outbox=shown(Path(inner))))
    text = manifest_text(folder)
    manifest = manifest_of(text) if text is not None else None
    if text is None or manifest is None:
        raise UsageError(say("publish.no_site", site=shown(folder)))
    return Site(folder, text, manifest)


def _check_apart(settings: Settings, site: Path, target: Target) -> None:
    """Raises UsageError for a folder in the site, around it, the site itself, or an outbox."""
    site = site.resolve()
    if target.folder is not None and (target.folder in (site, *site.parents) or site in target.folder.parents):
        raise UsageError(settings.words.say("publish.inside", target=target.shown, site=shown(site)))
    if target.folder is not None and (target.folder / LIST).exists():
        # Whoever may read the site there could read the letters beside it.
        raise UsageError(settings.words.say("publish.into_outbox", target=target.shown))


def _known(
    settings: Settings, asked: PublishAsked, target: Target, store: Store, standing: Standing
) -> dict[str, str | None]:
    """Files of ours at the target. Raises UsageError where something stands that is not known to be ours."""
    is_ours = standing.manifest is not None or (standing.text is None and standing.journal is not None)
    if not is_ours and not asked.adopt and (standing.text is not None or not store.is_empty()):
        key = "publish.not_ours" if standing.text is None else "publish.bad_manifest"
        raise UsageError(settings.words.say(key, target=target.shown))
    return known_of(standing.manifest, standing.journal, journal_is_damaged=standing.journal_is_damaged)


def _check_free(settings: Settings, target: Target, store: Store, new: Sequence[str]) -> None:
    """Raises UsageError where another's file stands in the place of one of ours."""
    # Nothing can be in the way where nothing is: the first time there are very many.
    taken = in_the_way(store, new) if new and not store.is_empty() else ()
    if taken:
        named = ", ".join(visible(path) for path in taken[:_SHOWN])
        raise UsageError(settings.words.say("publish.in_the_way", n=len(taken), target=target.shown, paths=named))


def _deliver(settings: Settings, target: Target, site: Site, store: Store, standing: Standing, plan: Plan) -> Delivered:
    say = settings.words.say
    try:
        said = _said_of(site)
    except SiteChanged as error:
        raise SurroundingsError(_changed(settings, site, error, say("publish.stopped_nothing"))) from error
    total = len(plan.in_the_way) + len(plan.puts) + len(plan.gone)
    with progress(settings, say("publish.progress"), total) as step:
        delivery = Delivery(
            site.folder,
            site.manifest,
            site.text,
            store,
            standing,
            plan,
            said=said,
            publisher=uuid4().hex,
            step=step,
        )
        try:
            return delivery.run()
        except StoreRefused as error:
            key = _STOPPED[delivery.phase]
            reason = _refused(settings, target, error, key, delivery.put, len(plan.puts))
            raise SurroundingsError(reason) from error
        except SiteChanged as error:
            stands = say(_STOPPED[delivery.phase], done=delivery.put, total=len(plan.puts))
            raise SurroundingsError(_changed(settings, site, error, stands)) from error
        except Overtaken as error:
            raise SurroundingsError(say("publish.overtaken", target=target.shown)) from error
        except KeyboardInterrupt as stopped:
            stands = say(_STOPPED[delivery.phase], done=delivery.put, total=len(plan.puts))
            stopped.args = (say("publish.interrupted", stands=stands),)
            raise


def _changed(settings: Settings, site: Site, error: SiteChanged, stands: str) -> str:
    path, folder = visible(error.path), shown(site.folder)
    return settings.words.say("publish.site_changed", path=path, site=folder, where=stands)


def _refused(settings: Settings, target: Target, error: StoreRefused, key: str, done: int, total: int) -> str:
    say = settings.words.say
    where = f"{target.shown} ({visible(error.path)})" if error.path else target.shown
    return say("publish.refused", where=where, reason=visible(error.reason), stands=say(key, done=done, total=total))


def _said_of(site: Site) -> Callable[[str], Said]:
    """Path of a file → what a store is told of it, as ``_headers`` of the site asks."""
    has_rules = "_headers" in site.manifest.files
    rules = (
        header_rules(read_whole(site.folder, "_headers", site.manifest).decode(errors="replace")) if has_rules else ()
    )

    def headers_of(path: str) -> Headers:
        name = f"/{path}"
        address = name.removesuffix("index.html") if name.endswith("/index.html") else name
        return tuple(header for rule in rules if rule.pattern.fullmatch(address) for header in rule.headers)

    def said(path: str) -> Said:
        encoding = encoding_of(path, site.manifest.files)
        shown_as = plain(path) if encoding else path
        asked = dict(headers_of(shown_as))
        keeps = _FOR_GOOD if is_named_by_digest(shown_as) else asked.get("Cache-Control", _SHORT)
        return Said(asked.get("Content-Type") or media_type(shown_as), keeps, encoding)

    return said


def _tell_plan(settings: Settings, asked: PublishAsked, target: Target, plan: Plan, *, has_news: bool) -> None:
    """What would be done, in order, on stdout."""
    puts = (*plan.puts, MANIFEST) if has_news else ()
    if asked.as_json:
        found = {
            "target": target.shown,
            "dry_run": True,
            "put": puts,
            "removed": (*plan.in_the_way, *plan.gone),
            # With build.json, as everywhere.
            "unchanged": plan.unchanged + (not has_news),
        }
        print(json.dumps(found, ensure_ascii=False))
    else:
        lines = [f"remove {path}" for path in plan.in_the_way]
        lines += [f"put {path}" for path in puts] + [f"remove {path}" for path in plan.gone]
        for line in lines:
            print(visible(line))
    gone = len(plan.in_the_way) + len(plan.gone)
    tell(settings, settings.words.say("publish.would", put=len(puts), removed=gone, target=target.shown))


def _tell_done(
    settings: Settings,
    asked: PublishAsked,
    target: Target,
    done: Delivered,
    *,
    unchanged: int,
    is_going_on: bool,
    began: float,
) -> None:
    seconds = time.monotonic() - began
    if asked.as_json:
        found = {
            "target": target.shown,
            "dry_run": False,
            "put": done.put,
            "bytes": done.size,
            "removed": done.removed,
            "unchanged": unchanged,
            "resumed": is_going_on,
            "seconds": round(seconds, 3),
        }
        print(json.dumps(found, ensure_ascii=False))
    if is_going_on:
        tell(settings, settings.words.say("publish.resumed"))
    said = {"put": f"{done.put:,}", "removed": f"{done.removed:,}", "unchanged": f"{unchanged:,}"}
    size, took = f"{done.size / 1e6:.1f}", f"{seconds:.2f}"
    tell(settings, settings.words.say("publish.done", **said, size=size, seconds=took, target=target.shown))
