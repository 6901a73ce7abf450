"""``noroshi digest``: what happened in a day, a week, a month or between two revisions, as a letter."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from noroshi.app.console import tell
from noroshi.app.content import checked, contexts_of
from noroshi.app.formats import format_text, summary
from noroshi.app.letter_faults import told_failures
from noroshi.app.outbox import no_language, outbox_place, put
from noroshi.app.settings import DONE, PROBLEMS, Settings, UsageError, need_site
from noroshi.check import Rule
from noroshi.model.availability import end_of_day, start_of_day
from noroshi.model.digest import digest
from noroshi.model.frozen import frozen
from noroshi.model.periods import Period, PeriodKind, around, between, last_full
from noroshi.model.site import Site
from noroshi.model.text import Day
from noroshi.render.letter_files import Finished, finished, letter_files, text_of
from noroshi.render.letters import LetterTemplates, letter_templates
from noroshi.source.git_range import NoMoment, revision_moment
from noroshi.source.nearest import nearest
from noroshi.views.context import Context
from noroshi.views.digest import DigestView, digest_view
from noroshi.views.letter_desk import judging_words

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_UTC = ZoneInfo("UTC")
_REACH = timedelta(days=40)
"""How far a period goes from a day in it, with what is told of the days before and after."""

_NO_MOMENT = {
    NoMoment.NO_REPOSITORY: "digest_revision_no_repository",
    NoMoment.UNKNOWN: "digest_revision_unknown",
}


@frozen
class DigestAsked:
    """What ``noroshi digest`` was asked for, as typed; empty: not said."""

    kind: str = ""
    """daily · weekly · monthly"""
    on: str = ""
    since: str = ""
    until: str = ""
    service: str = ""
    language: str = ""
    outbox: Path | None = None
    """Where to write it; ``None``: only show."""


@frozen
class Digested:
    """A digest in one language, finished."""

    view: DigestView
    letter: Finished

    @property
    def stem(self) -> str:
        """Path of its files in the outbox, without their endings."""
        return f"digest/{self.view.file_name}.{self.view.lang}"


def digest_command(settings: Settings, asked: DigestAsked, rules: Sequence[Rule]) -> int:
    """Print it, and write it where asked for; the exit status. Raises UsageError, SurroundingsError."""
    need_site(settings)
    _check_options(settings, asked)
    apart = tuple(settings.root / name for name in ("incidents", "site_src", "themes", ".git", "_site"))
    if asked.outbox is not None:
        outbox_place(settings, asked.outbox, apart)
    result = checked(settings, rules)
    if result.content.site is None or result.theme is None or result.errors:
        # A digest goes out once: with an incident left out it would be wrong for good.
        sys.stderr.write(format_text(result.errors, settings.words.lang))
        tell(settings, summary(result.problems, result.content.files, settings.words.lang))
        return PROBLEMS
    site = result.content.site
    now, _ = settings.moment(site.demonstration, site.zone)
    period = asked_period(settings, asked, site, now)
    _check_service(settings, site, asked.service)
    with told_failures(settings):
        contexts = contexts_of(site, result, now, drills=False)
        began = _records_begin(contexts[0], site)
        if period.end <= began:
            # "There was nothing" would be said of days of which nobody knows.
            day = began.astimezone(site.zone).date()
            tell(settings, settings.words.say("digest_before_records", last=period.last, day=day))
            return DONE
        found = list(digests(settings, contexts, period, asked))
        for index, item in enumerate(found):
            sys.stdout.write(("\n\n" if index else "") + text_of(item.letter))
            _tell_doubts(settings, item)
        if asked.outbox is not None:
            files = [file for item in found for file in letter_files(result.theme, item.letter, item.stem)]
            report = put(settings, files, asked.outbox, apart, by="digest")
            tell(settings, settings.words.say("outbox_added", n=report.written + report.unchanged, outbox=asked.outbox))
    return DONE


def _records_begin(context: Context, site: Site) -> datetime:
    """When anything begins to be known: with the first update, or with what a service's ``since`` says."""
    services = [start_of_day(service.since, site.zone) for service in site.services if service.since]
    return min([context.archive.known_since, *services])


def digests(settings: Settings, contexts: Sequence[Context], period: Period, asked: DigestAsked) -> Iterator[Digested]:
    """The digest of a period in each language asked for. Raises UsageError, TemplateFailure."""
    templates = letter_templates(settings.root)
    name = f"digest_{period.kind.value}"
    known = [item.followed for item in contexts if templates.has(item.tag, name)]
    if not known:
        raise UsageError(no_language(settings, contexts, name))
    wanted = [item for item in known if asked.language in ("", item.tag)]
    if not wanted:
        tags = ", ".join(item.tag for item in known)
        raise UsageError(settings.words.say("no_such_language", value=asked.language, allowed=tags))
    for context in wanted:
        yield _digested(templates, context, period, asked.service or None)


def _digested(templates: LetterTemplates, context: Context, period: Period, service: str | None) -> Digested:
    view = digest_view(context, digest(context.archive, context.site, period, service))
    says = judging_words(context)
    return Digested(view, finished(templates, view, says))


def asked_period(settings: Settings, asked: DigestAsked, site: Site, now: datetime) -> Period:
    """The period that was asked for: without a day, the last one that is over. Raises UsageError."""
    say, zone = settings.words.say, site.zone
    if not asked.since:
        kind = PeriodKind(asked.kind)
        period = around(kind, _day(settings, asked.on), zone) if asked.on else last_full(kind, now, zone)
    else:
        since = _end(settings, asked.since, zone)
        until = _end(settings, asked.until, zone) if asked.until else now
        try:
            period = between(since, until, zone)
        except ValueError:
            end = asked.until or now.astimezone(zone).isoformat(timespec="minutes")
            raise UsageError(say("digest_empty", since=asked.since, until=end)) from None
    if period.start >= now:
        raise UsageError(say("digest_future", day=period.first, now=now.astimezone(zone).isoformat(timespec="minutes")))
    return period


def _check_options(settings: Settings, asked: DigestAsked) -> None:
    """Either daily, weekly or monthly, or from … to …."""
    say = settings.words.say
    if not asked.kind and not asked.since:
        raise UsageError(say("digest_which"))
    if asked.kind and (asked.since or asked.until):
        raise UsageError(say("digest_both", kind=asked.kind))
    if asked.since and asked.on:
        raise UsageError(say("digest_on"))


def _check_service(settings: Settings, site: Site, typed: str) -> None:
    ids = tuple(service.id for service in site.services)
    if typed and typed not in ids:
        near = nearest(typed, ids)
        hint = settings.words.say("near", near=near) if near else ""
        raise UsageError(settings.words.say("no_such_service", value=typed, allowed=", ".join(ids) or "-") + hint)


def _day(settings: Settings, typed: str) -> date:
    """A day. Raises UsageError."""
    try:
        if _DAY.fullmatch(typed):
            return _reachable(date.fromisoformat(typed))
    except ValueError:
        pass
    raise UsageError(settings.words.say("digest_bad_day", value=typed))


def _reachable(day: Day) -> Day:
    """The day itself. Raises ValueError where a period around it would reach beyond the calendar (years 1 to 9999)."""
    try:
        start_of_day(day, _UTC) - _REACH, end_of_day(day, _UTC) + _REACH
    except OverflowError:
        raise ValueError("beyond the calendar") from None
    return day


def _end(settings: Settings, typed: str, zone: ZoneInfo) -> Day:
    """A day, a moment, or the moment of a git revision. Raises UsageError."""
    say = settings.words.say
    try:
        if _DAY.fullmatch(typed):
            return _reachable(date.fromisoformat(typed))
        if _MOMENT.fullmatch(typed):
            at = datetime.fromisoformat(typed)
            return _reachable(at if at.tzinfo else at.replace(tzinfo=zone))
    except ValueError:
        raise UsageError(say("digest_bad_day", value=typed)) from None
    found = revision_moment(settings.root, typed)
    if isinstance(found, NoMoment):
        raise UsageError(say(_NO_MOMENT[found], value=typed, root=settings.root))
    return found


def _tell_doubts(settings: Settings, item: Digested) -> None:
    """What speaks against sending it, and what its wording leaves to be wished."""
    name = f"{item.view.file_name}.{item.view.lang}"
    for note in item.letter.notes:
        tell(settings, f"{name}: ! {note}")
    for doubt in item.letter.doubts:
        advice = doubt.advice(settings.words.lang)
        tell(settings, f"{name}: ? {doubt.rule} “{doubt.found}”: {advice.what}; {advice.instead}")
