"""``noroshi check --against``: a revision and the work tree → what a change does to what was published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from noroshi.app.console import tell
from noroshi.app.problem_words import shortened, visible
from noroshi.app.settings import Settings, UsageError
from noroshi.check.against import Against, check_against
from noroshi.model.frozen import frozen
from noroshi.model.problem import Problem
from noroshi.model.site import Site
from noroshi.source.git import git_says
from noroshi.source.revision import NoFiles, commit_named, commit_shared
from noroshi.source.since import since
from noroshi.wording.catalogue import catalogue

_MOST_CHANGES = 10
_LONGEST_SIDE = 60
"""Of what is shown of a value as it was and as it is."""
_NO_LABELS = {"body": "against.key_body", "title": "against.key_title", "status": "against.key_status"}
"""Keys for which pages have no label."""


@frozen
class Base:
    """What the work tree is compared with."""

    commit: str
    typed: str
    is_typed: bool
    """Whether it is the very commit that was typed, not one before it."""


def base_against(settings: Settings, typed: str) -> Base:
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
    return Base(found, typed, is_typed=found == named)


def problems_against(settings: Settings, base: Base, site: Site) -> tuple[Problem, ...]:
    """What was published at ``base`` and has changed since without a word. Raises UsageError."""
    now, _ = settings.moment(site.demonstration, site.zone)
    try:
        found = since(settings.root, base.commit)
    except NoFiles as error:
        key = "changes.too_large" if str(error) == "size" else "changes.unreadable"
        raise UsageError(settings.words.say(key)) from None
    key = "against.compared" if base.is_typed else "against.compared_where_left"
    tell(settings, settings.words.say(key, value=visible(shortened(base.typed)), commit=base.commit[:7]))
    problems = check_against(
        Against(found, site.zone, site.languages, site.url, now, is_fiction=site.demonstration is not None)
    )
    return tuple(_labelled(settings, problem) if "changed" in problem.arguments else problem for problem in problems)


def _labelled(settings: Settings, problem: Problem) -> Problem:
    """With what changed in the words that pages have for it."""
    known = problem.arguments
    labels = tuple(_label(settings, key, known["kind"]) for key in known["value"])
    changes = tuple(_changes(settings, known["changed"], known["kind"]))
    return replace(problem, arguments={**known, "labels": labels, "changes": changes})


def _label(settings: Settings, key: str, kind: str) -> str:
    """``影響範囲（scope）``: as readers know it, and as it stands in the file."""
    name = key.partition(".")[0]
    if name == "body":
        return settings.words.say("against.key_body")
    words = catalogue(settings.words.lang)
    own = next((it for it in (f"label.{kind}.{name}", f"label.{name}") if words.has(it)), "")
    if not own and name not in _NO_LABELS:
        return key
    label = words.template(own) if own else settings.words.say(_NO_LABELS[name])
    return f"{label}（{key}）" if settings.words.lang == "ja" else f"{label} ({key})"


def _changes(settings: Settings, changed: Iterable[tuple[str, str, str]], kind: str) -> Iterator[str]:
    """A line for each of the first: what it said → what it says."""
    rows = tuple(changed)
    for key, old, new in rows[:_MOST_CHANGES]:
        before, after = (
            shortened(it, _LONGEST_SIDE) or settings.words.say("against.nothing") for it in _near(old, new)
        )
        yield f"{_label(settings, key, kind)}: {before} → {after}"
    if len(rows) > _MOST_CHANGES:
        yield "…"


def _near(old: str, new: str) -> tuple[str, str]:
    """Both, without most of what they begin with alike."""
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    cut = max(0, same - _LONGEST_SIDE // 3)
    return (f"…{old[cut:]}", f"…{new[cut:]}") if cut else (old, new)
