"""``noroshi check --against``: a revision and the work tree → what a change does to what was published."""

from __future__ import annotations

from noroshi.app.console import tell
from noroshi.app.settings import Settings, UsageError
from noroshi.check.against import Against, check_against
from noroshi.model.problem import Problem
from noroshi.model.site import Site
from noroshi.source.git import git_says
from noroshi.source.revision import NoFiles, commit_named, commit_shared
from noroshi.source.since import since


def commit_against(settings: Settings, typed: str) -> str:
    """The commit that is compared with: where the work tree's own left the one that was typed. Raises UsageError."""
    say, root = settings.words.say, settings.root
    if git_says(root, None, "rev-parse", "--git-dir") is None:
        raise UsageError(say("changes.no_repository", root=root))
    named = commit_named(root, typed)
    if named is None:
        raise UsageError(say("against.no_revision", value=typed))
    found = commit_shared(root, named)
    if found is None:
        raise UsageError(say("against.nothing_shared", value=typed))
    return found


def problems_against(settings: Settings, commit: str, site: Site) -> tuple[Problem, ...]:
    """What was published at ``commit`` and has changed since without a word. Raises UsageError."""
    now, _ = settings.moment(site.demonstration, site.zone)
    try:
        found = since(settings.root, commit)
    except NoFiles as error:
        key = "changes.too_large" if str(error) == "size" else "changes.unreadable"
        raise UsageError(settings.words.say(key)) from None
    tell(settings, settings.words.say("changes.against", commit=commit[:12]))
    return check_against(
        Against(found, site.zone, site.languages, site.url, now, is_fiction=site.demonstration is not None)
    )
