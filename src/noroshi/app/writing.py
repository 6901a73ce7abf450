"""``noroshi new``, ``update`` and ``report``: what was typed, asked or edited → one more file, checked and shown."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

import click

from noroshi.app.asking import Choice, Filling, Terminal, ask, chosen, listed
from noroshi.app.cli_words import CliWords
from noroshi.app.console import tell
from noroshi.app.content import Checked, checked
from noroshi.app.drafting import (
    Draft,
    discard,
    drafts_left,
    edited,
    forgotten,
    new_draft,
    typed_in,
    with_comments,
)
from noroshi.app.foreseen import tell_outcome
from noroshi.app.formats import format_text
from noroshi.app.settings import DONE, PROBLEMS, Settings, SurroundingsError, UsageError, need_site, need_text
from noroshi.app.stages import REPORT, guide, hints, stage_of
from noroshi.app.typed import Typist
from noroshi.app.values_asked import (
    FACTS,
    OF_INCIDENT,
    Asked,
    ask_title,
    choices_of_status,
    chosen_kind,
    coming,
    ended,
    facts_of,
    impact_and_services,
    impact_of,
    names_services,
    need_message,
    next_status,
    one_line,
    services_of,
    split_service,
    status_word,
    window_of,
)
from noroshi.app.which import which
from noroshi.check import Rule
from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.problem import Problem, Severity
from noroshi.model.terms import STATUSES, Kind, State, Status
from noroshi.source.frontmatter import read_document
from noroshi.source.load import Surrounded, surrounded
from noroshi.source.names import is_safe, safe_name, shown
from noroshi.source.new_files import (
    NewFile,
    add_file,
    add_incident,
    home_for,
    homes,
    new_id,
    take_back,
    update_stem,
    write_again,
)
from noroshi.source.typed_times import written
from noroshi.source.writing import Value, document
from noroshi.wording.catalogue import catalogue

_COURSE_KINDS = (Kind.INCIDENT, Kind.SECURITY)


@frozen
class _Work:
    """One file that is about to be written."""

    around: Surrounded
    values: Mapping[str, Value]
    stage: str
    name: str
    """Of its draft."""
    put: Callable[[str], NewFile]
    """Makes the file; raises OSError."""
    subject: str
    """Of the commit: what is said, in a few words."""


def new(settings: Settings, asked: Asked, rules: Sequence[Rule], terminal: Terminal) -> int:
    """A new incident with its first update; the exit status. Raises UsageError, SurroundingsError."""
    around = _around(settings, asked)
    typist = Typist.of(settings, around.site)
    filling = Filling(settings, terminal, ["noroshi", "new"])
    kind = Kind(chosen_kind(settings, filling, asked.kind, asked.title))
    typed = one_line(shown(asked.title))
    title = one_line(filling.need("", "TITLE", typed, '"…"', lambda: ask_title(settings, terminal)))
    filling.given("--kind", asked.kind)
    statuses = choices_of_status(kind)
    status = Status(chosen(settings, asked.status, statuses, "--status")) if asked.status else STATUSES[kind][0]
    filling.given("--status", asked.status)
    impact = impact_of(settings, filling, asked.impact, is_needed=kind in _COURSE_KINDS)
    services = services_of(settings, filling, around, asked.services, is_needed=names_services(kind))
    at = typist.at(asked.at)
    window = window_of(settings, filling, typist, asked, at, known=None, is_needed=kind is Kind.MAINTENANCE)
    promised = coming(settings, filling, typist, asked, at, asks=kind in _COURSE_KINDS and not status.is_terminal)
    need_message(filling, asked)
    filling.complete()
    values: dict[str, Value] = {"title": title}
    if kind is not Kind.INCIDENT:
        values["kind"] = kind.value
    values |= {"at": written(at, around.site.zone)}
    values |= {} if kind.is_notice else {"status": status.value}
    values |= {**impact_and_services(settings, impact, services), **window, **ended(typist, asked, status, at)}
    values |= {**promised, **facts_of(settings, typist, asked, at, (*FACTS, *OF_INCIDENT))}
    taken = homes(settings.root)
    local = at.astimezone(around.site.zone)
    if asked.id and not is_safe(asked.id):
        write = safe_name(asked.id, instead_of_nothing="incident", taken=taken)
        raise UsageError(settings.words.say("writing.bad_id", value=asked.id, write=write))
    if asked.id in taken:
        raise UsageError(settings.words.say("writing.id_taken", value=asked.id, path=taken[asked.id]))
    name = asked.id or new_id(title, kind, tuple(item.partition("=")[0] for item in services), local)
    parent = home_for(taken.values(), local.year)

    def put(text: str) -> NewFile:
        return add_incident(settings.root, parent, name, text, taken=taken, exactly=bool(asked.id))

    work = _Work(
        around, values, stage_of(kind, status), name, put, _commit_words(around.site.languages[0], title, status, kind)
    )
    return _write(settings, asked, work, rules, terminal)


def update(settings: Settings, asked: Asked, rules: Sequence[Rule], terminal: Terminal) -> int:
    """The next update of an incident; as :func:`new`."""
    around = _around(settings, asked)
    typist = Typist.of(settings, around.site)
    meant = which(settings, around, asked.incident, terminal, lambda item: item.is_open)
    filling = Filling(settings, terminal, ["noroshi", "update"])
    filling.given("", meant.id)
    status = next_status(settings, filling, meant, asked.status)
    is_over = status is not None and status.is_terminal
    impact = impact_of(settings, filling, asked.impact, is_needed=False)
    services = services_of(settings, filling, around, asked.services, is_needed=False)
    if is_over and (impact or any(state not in ("", State.OPERATIONAL) for _, state in map(split_service, services))):
        raise UsageError(settings.words.say("writing.state_beside_end", status=status))
    at = typist.at(asked.at)
    window = window_of(
        settings,
        filling,
        typist,
        asked,
        at,
        known=meant.begins_at,
        is_needed=False,
        may_be_over=is_over or meant.kind is not Kind.MAINTENANCE,
    )
    asks = meant.kind in _COURSE_KINDS and not is_over
    promised = coming(settings, filling, typist, asked, at, asks=asks)
    need_message(filling, asked)
    filling.complete()
    values: dict[str, Value] = {"at": written(at, around.site.zone)}
    values |= {"status": status.value} if status and not (meant.kind and meant.kind.is_notice) else {}
    values |= {**impact_and_services(settings, impact, services), **window, **ended(typist, asked, status, at)}
    values |= {**promised, **facts_of(settings, typist, asked, at, FACTS)}
    stem = update_stem(at.astimezone(around.site.zone), None if meant.kind and meant.kind.is_notice else status)

    def put(text: str) -> NewFile:
        said = read_document(text, "").values.get("status")
        named = next((item for item in Status if item.value == said), status)
        name = update_stem(at.astimezone(around.site.zone), named) if named is not status else stem
        return add_file(settings.root, meant.folder, name, text)

    subject = _commit_words(around.site.languages[0], meant.title or meant.id, status or meant.status, meant.kind)
    work = _Work(around, values, stage_of(meant.kind, status), f"{meant.id}-{stem}", put, subject)
    return _write(settings, asked, work, rules, terminal)


def report(settings: Settings, asked: Asked, rules: Sequence[Rule], terminal: Terminal) -> int:
    """An incident's final report; as :func:`new`."""
    around = _around(settings, asked)
    typist = Typist.of(settings, around.site)
    meant = which(settings, around, asked.incident, terminal, _waits_for_report)
    path = f"{meant.folder}/report.md"
    if (settings.root / path).exists():
        raise UsageError(settings.words.say("writing.report_there", path=path))
    if meant.status and not meant.status.is_terminal:
        tell(settings, settings.words.say("writing.report_of_open", id=meant.id, status=meant.status))
    filling = Filling(settings, terminal, ["noroshi", "report", meant.id])
    need_message(filling, asked)
    filling.complete()
    at = typist.at(asked.at)
    values: dict[str, Value] = {"at": written(at, around.site.zone)}
    values |= facts_of(settings, typist, asked, at, ("cause", "cause_state", "why_not_prevented", "why_so_long"))

    def put(text: str) -> NewFile:
        return add_file(settings.root, meant.folder, "report", text, exactly=True)

    subject = f"{meant.title or meant.id}: {catalogue(around.site.languages[0]).template('update.report')}"
    return _write(settings, asked, _Work(around, values, REPORT, f"{meant.id}-report", put, subject), rules, terminal)


def _waits_for_report(course: Course) -> bool:
    return course.kind in _COURSE_KINDS and course.is_over and course.incident.report is None


def _around(settings: Settings, asked: Asked) -> Surrounded:
    """The site without its incidents. Raises UsageError where there is no such site, or no text, to write for."""
    need_site(settings)
    need_text(settings, vars(asked).values())
    found = surrounded(settings.root)
    if isinstance(found, Surrounded):
        return found
    sys.stderr.write(format_text(found, settings.words.lang))
    raise UsageError(settings.words.say("writing.site_unreadable"))


# ---- writing


def _write(settings: Settings, asked: Asked, work: _Work, rules: Sequence[Rule], terminal: Terminal) -> int:
    also = _also(settings, asked, work)
    draft: Draft | None = None
    if asked.messages:
        text = document(work.values, "\n\n".join(shown(part) for part in asked.messages))
    else:
        draft = _draft(settings, work)
        text = edited(draft, terminal.environ, settings.words)
        if not text:
            discard(draft)
            tell(settings, settings.words.say("writing.no_text"))
            return PROBLEMS
    try:
        made = work.put(text)
        others = [add_file(settings.root, made.folder, f"{made.stem}.{tag}", said) for tag, said in also.items()]
    except OSError as error:
        if draft is None:
            raise
        reason = f"{error.strerror or error}: {error.filename or ''}"
        kept = settings.words.say("writing.draft_kept", path=draft.path)
        raise SurroundingsError(f"{reason}. {kept}") from error
    result = _checked(settings, rules, made)
    while terminal.is_there and _errors_of(result, made, others):
        _tell_problems(settings, result, made)
        answer = _after_errors(settings, terminal, made)
        if answer == "keep":
            break
        draft = draft or _draft_of(settings, work, text)
        if answer == "discard":
            for file in [*others, made]:
                take_back(settings.root, file)
            tell(settings, settings.words.say("writing.thrown_away", path=made.path, draft=draft.path))
            return PROBLEMS
        if again := edited(draft, terminal.environ, settings.words):
            write_again(settings.root, made, again)
            result = _checked(settings, rules, made)
    if draft is not None:
        _tell_forgotten(settings, typed_in(draft))
        discard(draft)
    for file in (made, *others):
        print(file.path)
    _tell_problems(settings, result, made)
    if _errors(result, made):
        tell(settings, settings.words.say("writing.mend", folder=shlex.quote(made.folder)))
        return PROBLEMS
    tell_outcome(settings, result, made)
    _tell_next(settings, work, made, others)
    return DONE


def _checked(settings: Settings, rules: Sequence[Rule], made: NewFile) -> Checked:
    try:
        return checked(settings, rules)
    except KeyboardInterrupt as stopped:
        stopped.args = (settings.words.say("writing.stopped_after", path=made.path),)
        raise


def _draft(settings: Settings, work: _Work) -> Draft:
    words = CliWords("ja" if work.around.site.languages[0].partition("-")[0] == "ja" else "en")
    if left := drafts_left(settings.root):
        tell(settings, settings.words.say("writing.drafts_left", paths=", ".join(str(path) for path in left[:3])))
    at = str(work.values["at"])
    known = hints(words, work.stage, work.values, at[:10], at[11:16])
    text, comments = with_comments(work.values, known, guide(words, work.stage))
    return new_draft(settings.root, work.name, text, comments)


def _draft_of(settings: Settings, work: _Work, text: str) -> Draft:
    return new_draft(settings.root, work.name, text, frozenset())


def _problems(result: Checked, made: NewFile) -> tuple[Problem, ...]:
    folder = PurePosixPath(made.folder)
    return tuple(item for item in result.problems if PurePosixPath(item.place.path).is_relative_to(folder))


def _errors(result: Checked, made: NewFile) -> tuple[Problem, ...]:
    return tuple(item for item in _problems(result, made) if item.severity is Severity.ERROR)


def _errors_of(result: Checked, made: NewFile, others: Sequence[NewFile]) -> bool:
    paths = {made.path, *(file.path for file in others)}
    return any(item.place.path in paths for item in _errors(result, made))


def _tell_problems(settings: Settings, result: Checked, made: NewFile) -> None:
    sys.stderr.write(format_text(_problems(result, made), settings.words.lang))
    errors = _errors(result, made)
    if any(PurePosixPath(item.place.path).name.partition(".")[0] == made.stem for item in errors):
        print(settings.words.say("writing.file_stays", path=made.path), file=sys.stderr)
    elif errors:
        # What is wrong was so before, and is not to be looked for in what was just typed.
        print(settings.words.say("writing.others_wrong", path=made.path), file=sys.stderr)


def _after_errors(settings: Settings, terminal: Terminal, made: NewFile) -> str:
    say = settings.words.say
    choices = [Choice("edit", say("writing.do_edit")), Choice("keep", say("writing.do_keep"))]
    choices.append(Choice("discard", say("writing.do_discard")))
    print(listed(choices), file=sys.stderr)
    try:
        return ask(
            settings, terminal, say("writing.what_now"), "edit", lambda typed: chosen(settings, typed, choices, typed)
        )
    except click.Abort as stopped:
        stopped.args = (say("writing.stopped_after", path=made.path),)
        raise


def _tell_forgotten(settings: Settings, text: str) -> None:
    for line in forgotten(text):
        tell(settings, settings.words.say("writing.still_comment", line=line))


def _tell_next(settings: Settings, work: _Work, made: NewFile, others: Sequence[NewFile]) -> None:
    say, languages = settings.words.say, work.around.site.languages
    written_in = {file.stem.rpartition(".")[2] for file in others}
    if missing := [tag for tag in languages[1:] if tag not in written_in]:
        files = ", ".join(f"{made.folder}/{made.stem}.{tag}.md" for tag in missing)
        tell(settings, say("writing.translations", files=files))
    lines = [
        say("writing.next"),
        f"  git add {shlex.quote(made.folder)}",
        f"  git commit -m {shlex.quote(work.subject)}",
        "  git push",
    ]
    tell(settings, "\n".join(lines))


def _commit_words(lang: str, title: str, status: Status | None, kind: Kind | None) -> str:
    """In one language, the site's first, in which the title stands."""
    if kind is not None and kind.is_notice:
        return f"{title}: {catalogue(lang).template(f'kind.{kind.value}')}"
    return f"{title}: {status_word(lang, kind, status.value)}" if status else title


def _also(settings: Settings, asked: Asked, work: _Work) -> dict[str, str]:
    """Language → the text of its file."""
    say, languages = settings.words.say, work.around.site.languages
    texts: dict[str, tuple[str, str]] = {}
    for position, items in enumerate((asked.also_title, asked.also)):
        for item in items:
            tag, sign, text = shown(item).partition("=")
            if not sign or tag not in languages[1:]:
                allowed = ", ".join(languages[1:]) or "-"
                raise UsageError(say("writing.bad_also", value=item, allowed=allowed))
            title, body = texts.get(tag, ("", ""))
            texts[tag] = (text, body) if position == 0 else (title, f"{body}\n\n{text}".lstrip("\n"))
    return {
        tag: document({"title": one_line(title)} if title else {}, body) if title else f"{body.strip()}\n"
        for tag, (title, body) in texts.items()
    }
