"""``noroshi due``: what is published, the content and the clock → whether building again would change anything.

A static page knows only the moment of its build. Whoever builds by the clock asks here first: reading the content
costs less than building and publishing it.
"""

from __future__ import annotations

from pathlib import Path

import noroshi
from noroshi.app.console import tell
from noroshi.app.content import checked
from noroshi.app.settings import DONE, Settings, need_site
from noroshi.model.archive import archive_of
from noroshi.output.manifest import Manifest, manifest_of
from noroshi.source.git import git_facts

_LONGEST = 64 << 20
"""Bytes of a build.json: that of a hundred thousand incidents is shorter."""


def due(settings: Settings, published: Path | None) -> int:
    """Print ``due=true`` or ``due=false``, and why. Raises UsageError where there is no site."""
    need_site(settings)
    why = _why(settings, _manifest(published))
    print(f"due={'true' if why else 'false'}")
    tell(settings, settings.words.say(why or "due.nothing"))
    return DONE


def _manifest(published: Path | None) -> Manifest | None:
    """What is published, as its build.json says; ``None``: nothing that can be read."""
    try:
        if published is None or published.stat().st_size > _LONGEST:
            return None
        return manifest_of(published.read_bytes())
    except OSError:
        return None


def _why(settings: Settings, manifest: Manifest | None) -> str:
    """Key of the reason; empty: there is none."""
    if manifest is None:
        return "due.unknown"
    git = git_facts(settings.root)
    commit = None if git.dirty else git.commit
    if commit is None or manifest.commit != commit or manifest.version != noroshi.__version__:
        return "due.other"
    # Rules find mistakes; here only moments are asked for, and a build follows where anything is in doubt.
    result = checked(settings, ())
    site = result.content.site
    if site is None or result.theme is None:
        return "due.doubt"
    now, _ = settings.moment(site.demonstration, site.zone)
    built_at = manifest.built_at
    if built_at >= now:
        # A demonstration has one moment for ever.
        return ""
    if built_at.astimezone(site.zone).date() != now.astimezone(site.zone).date():
        return "due.day"
    courses = archive_of(result.kept.courses, now, drills=False).courses
    if any(course.is_open for course in courses):
        return "due.open"
    if any(built_at < course.last_at <= now for course in courses):
        return "due.ahead"
    # A promise of a date, a report's for instance, is broken when the day ends, which is said above.
    windows = [course.window for course in courses if course.kind.is_notice and course.window]
    passed = (moment for window in windows for moment in (window.start, window.end) if moment)
    return "due.moment" if any(built_at < moment <= now for moment in passed) else ""
