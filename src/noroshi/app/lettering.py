"""``noroshi letters``: what customers would be told by mail, in the terminal, in a browser, or in the outbox."""

from __future__ import annotations

import json
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from noroshi.app.console import tell
from noroshi.app.content import checked, contexts_of
from noroshi.app.formats import format_text, summary
from noroshi.app.fresh import fresh, is_fresh
from noroshi.app.letter_faults import told_failures
from noroshi.app.letter_outputs import (
    Desk,
    Written,
    desk,
    files,
    kits,
    said,
    short_forms,
    short_of,
    unaddressed,
    written,
)
from noroshi.app.outbox import no_language, outbox_place, put, tell_sender
from noroshi.app.settings import DONE, KEPT_GOING, PROBLEMS, Settings, UsageError, need_site
from noroshi.check import Rule
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.letters import Letter
from noroshi.render.letter_files import html_of
from noroshi.render.preview import PreviewLetter, PreviewUpdate, preview_page
from noroshi.source.nearest import nearest
from noroshi.views.context import Context
from noroshi.views.letter import LetterView
from noroshi.views.letter_views import every

Open = Callable[[str], object]


@frozen
class LettersAsked:
    """What ``noroshi letters`` was asked for."""

    target: str = ""
    """``incident`` or ``incident/update``; empty: a list of what is fresh or open."""
    language: str = ""
    """Tag; empty: all."""
    audience: str = ""
    outbox: Path | None = None
    """Where to write them; ``None``: only show."""
    preview: bool = False
    as_json: bool = False


def letters(settings: Settings, asked: LettersAsked, rules: Sequence[Rule], browse: Open = webbrowser.open) -> int:
    """Show them; the exit status. Raises UsageError, SurroundingsError."""
    need_site(settings)
    apart = tuple(settings.root / name for name in ("incidents", "site_src", "themes", ".git", "_site"))
    if asked.outbox is not None:
        outbox_place(settings, asked.outbox, apart)
    result = checked(settings, rules)
    if result.content.site is None or result.theme is None or not result.is_publishable:
        sys.stderr.write(format_text(result.errors, settings.words.lang))
        tell(settings, summary(result.problems, result.content.files, settings.words.lang))
        return PROBLEMS
    if result.errors:
        # What stands in files without errors can be read all the same; the others are named.
        sys.stderr.write(format_text(result.errors, settings.words.lang))
        if asked.target.strip("/").partition("/")[0] in result.kept.incidents_left_out:
            return PROBLEMS
    site = result.content.site
    now, _ = settings.moment(site.demonstration, site.zone)
    with told_failures(settings):
        made = desk(settings.root, contexts_of(site, result, now, drills=False), result.theme)
        found = _wanted(settings, made, asked)
        if asked.as_json:
            print(json.dumps([_fields(item) for item in found.letters], ensure_ascii=False, indent=2))
        elif not found.letters:
            is_all = not asked.target and not asked.audience
            tell(settings, settings.words.say("no_letters" if is_all else "no_letters_for"))
        elif asked.preview:
            _preview(settings, made, asked, found.letters, browse)
        elif asked.target:
            _print(settings, found.letters)
        else:
            _list(settings, found.letters)
        if asked.outbox is not None:
            artefacts = list(files(made, found.letters))
            for context, view in found.unaddressed:
                artefacts += short_forms(context, view)
            for context in found.contexts:
                for incident in found.incidents:
                    artefacts += kits(made, context.archive.by_id[incident], context)
            report = put(settings, artefacts, asked.outbox, apart, by="letters")
            tell(settings, settings.words.say("outbox_added", n=report.written + report.unchanged, outbox=asked.outbox))
            tell_sender(settings, artefacts)
    if result.errors:
        # Something may be missing among what was shown; where nothing was, all of it may be.
        is_any = found.letters or (asked.outbox is not None and found.unaddressed)
        return KEPT_GOING if is_any else PROBLEMS
    return DONE


@frozen
class _Wanted:
    """What was asked for."""

    contexts: tuple[Context, ...]
    """At least one: the languages."""
    letters: tuple[Written, ...]
    unaddressed: tuple[tuple[Context, LetterView], ...]
    """What no audience gets by mail: only its short forms can be had."""

    @property
    def incidents(self) -> tuple[str, ...]:
        """Ids of those of which anything is said."""
        views = [item.view for item in self.letters] + [view for _, view in self.unaddressed]
        return tuple(dict.fromkeys(view.incident for view in views))


def _wanted(settings: Settings, made: Desk, asked: LettersAsked) -> _Wanted:
    if not made.contexts:
        raise UsageError(no_language(settings, made.unspoken))
    contexts = [item for item in made.contexts if asked.language in ("", item.tag)]
    if not contexts:
        tags = ", ".join(item.tag for item in made.contexts)
        raise UsageError(settings.words.say("no_such_language", value=asked.language, allowed=tags))
    _check_audience(settings, contexts[0], asked.audience)
    incident, _, update = asked.target.strip("/").partition("/")
    courses: Iterable[Course]
    if incident:
        by_id = contexts[0].archive.by_id
        if incident not in by_id:
            near = nearest(incident, tuple(by_id)) or ""
            raise UsageError(settings.words.say("no_such_incident", value=incident, near=near or "-"))
        courses = (by_id[incident],)
    else:
        courses = fresh(contexts[0])
    if update:
        ids = dict.fromkeys(letter.update_id for course in courses for letter in said(course, contexts[0]))
        if update not in ids:
            raise UsageError(settings.words.say("no_such_update", value=update, allowed=", ".join(ids) or "-"))
    found: list[Written] = []
    others: list[tuple[Context, LetterView]] = []
    for course in courses:
        for context in contexts:
            of_incident = partial(_is_of, update) if update else every
            wanted = of_incident if incident else partial(is_fresh, context, course)
            found += written(made, course, context, wanted)
            others += [(context, view) for view in unaddressed(course, context, wanted)]
    if asked.audience:
        found, others = [item for item in found if item.view.audience == asked.audience], []
    return _Wanted(tuple(contexts), tuple(found), tuple(others))


def _is_of(update: str, letter: Letter) -> bool:
    return letter.update_id == update


def _check_audience(settings: Settings, context: Context, typed: str) -> None:
    ids = tuple(audience.id for audience in context.site.audiences)
    if typed and typed not in ids:
        near = nearest(typed, ids)
        hint = settings.words.say("near", near=near) if near else ""
        raise UsageError(settings.words.say("no_such_audience", value=typed, allowed=", ".join(ids)) + hint)


def _fields(item: Written) -> dict[str, object]:
    view = item.view
    return {
        "incident": view.incident,
        "update": view.update,
        "letter": view.name,
        "language": view.lang,
        "audience": view.audience,
        "at": view.sent_at.isoformat(timespec="seconds"),
        "subject": item.letter.subject,
        "message_id": view.message_id,
        "ready": item.letter.is_ready,
        "missing": list(item.letter.not_ready),
        "notes": list(item.letter.notes),
        "text": item.letter.folded,
    }


def _list(settings: Settings, found: Sequence[Written]) -> None:
    """One line a letter, newest last; then what is missing."""
    say = settings.words.say
    for (incident, update), group in groupby(
        sorted(found, key=lambda item: (item.view.sent_at, item.view.incident, item.view.update)),
        key=lambda item: (item.view.incident, item.view.update),
    ):
        print(f"{incident}/{update}")
        for item in group:
            view = item.view
            mark = say("mark_ready") if item.letter.is_ready else say("mark_not_ready")
            at = view.sent_at.strftime("%Y-%m-%d %H:%M")
            print(f"  {mark} {at} {view.name} {view.lang} {view.audience}: {item.letter.subject}")
            for note in item.letter.notes:
                print(f"      {note}")
    tell(settings, say("letters_more"))


def _print(settings: Settings, found: Sequence[Written]) -> None:
    """The whole texts, as the mail has them."""
    say = settings.words.say
    for index, item in enumerate(found):
        view = item.view
        if index:
            print()
        print(f"==== {view.incident}/{view.update}  {view.name}  {view.lang}  {view.audience}")
        print(f"{say('subject')} {item.letter.subject}")
        print(f"Date: {view.sent_at.isoformat(timespec='minutes')}  Message-ID: <{view.message_id}>")
        print()
        sys.stdout.write(item.letter.folded)
        for note in item.letter.notes:
            tell(settings, f"  ! {note}")
        for doubt in item.letter.doubts:
            advice = doubt.advice(settings.words.lang)
            tell(settings, f"  ? {doubt.rule} “{doubt.found}”: {advice.what}; {advice.instead}")


def _preview(settings: Settings, made: Desk, asked: LettersAsked, found: Sequence[Written], browse: Open) -> None:
    """A page in a private folder of its own, opened in the browser."""
    page = letters_page(settings, made, asked.target, found)
    # A folder that only its owner can read.
    file = Path(tempfile.mkdtemp(prefix="noroshi-letters-")) / "letters.html"
    file.write_text(page, encoding="utf-8")
    print(file)
    if not browse(file.as_uri()):
        tell(settings, settings.words.say("preview_no_browser", path=file))


def letters_page(settings: Settings, made: Desk, target: str, found: Sequence[Written]) -> str:
    """Every form of some letters beside each other, as one HTML document. Raises TemplateFailure."""
    say = settings.words.say
    ordered = sorted(found, key=lambda item: (item.view.incident, item.view.sent_at, item.view.update))
    updates = []
    for folder, group in groupby(ordered, key=lambda item: item.folder):
        items = list(group)
        updates.append(
            PreviewUpdate(
                heading=folder,
                letters=tuple(_shown(made, item, settings.words.lang) for item in items),
                short=tuple((item.path.rpartition("/")[2], item.content.decode()) for item in short_of(items)),
            )
        )
    words = {
        "private": say("preview_private"),
        "ready": say("preview_ready"),
        "not_ready": say("preview_not_ready"),
        "mail_text": say("preview_mail_text"),
        "mail_html": say("preview_mail_html"),
        "short": say("preview_short"),
    }
    return preview_page(made.theme, words, settings.words.lang, say("preview_heading", target=target), updates)


def _shown(made: Desk, item: Written, lang: str) -> PreviewLetter:
    view = item.view
    return PreviewLetter(
        name=view.name,
        lang=view.lang,
        audience=view.audience,
        at=view.sent_at.isoformat(timespec="minutes"),
        subject=item.letter.subject,
        text=item.letter.folded,
        html=html_of(made.theme, item.letter),
        message_id=view.message_id,
        notes=item.letter.notes,
        doubts=tuple(f"{doubt.rule} “{doubt.found}”: {doubt.advice(lang).instead}" for doubt in item.letter.doubts),
    )
