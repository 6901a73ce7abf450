"""Digest → what it says in one language: plain values, complete, for its template to print."""

from __future__ import annotations

import hashlib
from datetime import datetime

from noroshi.model.digest import Digest
from noroshi.model.frozen import frozen
from noroshi.model.site import Audience
from noroshi.views.context import Context
from noroshi.views.digest_days import Days
from noroshi.views.digest_figures import AvailabilityView, availability_view
from noroshi.views.digest_parts import EntryView, MeasureGroups, Parts, has_security
from noroshi.views.letter import ContactView
from noroshi.views.letter_desk import contact_view, sender_name
from noroshi.views.letter_subject import cut
from noroshi.views.letter_teller import Teller
from noroshi.views.letter_terms import terms_in
from noroshi.views.letter_views import mail_domain

_ASKING = ("open", "closed", "corrections", "planned", "planned_later")
"""Sections whose entries say what the reader must do."""
_ABOUT = 24
"""Characters of what a subject is about, at most."""


@frozen
class SectionView:
    """A section that exists, with its place in the table of contents."""

    number: int
    """From 1."""
    key: str
    """summary · open · closed · changed · corrections · false_alarms · withdrawn · reports · notices · planned ·
    planned_later · finished · cancelled · measures · availability"""
    contents: str
    """What the table of contents calls it."""
    title: str
    entries: tuple[EntryView, ...] = ()


@frozen
class DigestView:
    """Everything that a digest's template may print, and what the mail around it needs."""

    name: str
    """Of its template: ``digest_weekly``."""
    file_name: str
    """Of its files: ``weekly-2026-11-16``, with ``-<service>`` where it is of one service."""
    lang: str
    kind: str
    """``digest``"""
    period: str
    """daily · weekly · monthly · period"""

    # The subject.
    title: str
    """What it is about: the site's name, or the service."""
    period_short: str
    """「11/16（月）〜11/22（日）」, “week of 16 to 22 November”; of a month “October 2026”."""
    incidents: str
    """「障害 3件」, “3 incidents”: those first told in the period."""
    open_count: int
    """Incidents of the period that are open: new or older ones, not those that began after it."""
    new_count: int
    still_count: int
    """Of the new ones, those that are open."""
    over: str
    """What is said of those that are not: 「復旧」, “fixed”."""
    is_quiet: bool
    """Nothing to tell: one sentence instead of tables."""

    # The text.
    salutation: str
    period_long: str
    """「2026年11月16日（月）から11月22日（日）まで」, “Monday 16 November to Sunday 22 November 2026”."""
    as_of: str
    """「11月23日（月）7:00」, “07:00 on Monday 23 November”; with the year where it is not the period's."""
    zone: str
    """「日本時間」, “JST (UTC+9)”."""
    is_unfinished: bool
    """The period is not over yet."""
    ahead: str
    """The days that are called coming: 「11月23日（月）〜12月6日（日）」."""
    fine: str
    """Half a sentence, for a quiet period: all services work normally."""
    summary: tuple[str, ...]
    """One to three sentences: what is open, what is new."""
    sections: tuple[SectionView, ...]
    """Only those in which something stands; none of a quiet period."""
    measures: MeasureGroups
    availability: AvailabilityView

    # Who speaks.
    company: str
    department: str
    sender: str
    contact: ContactView
    is_named_desk: bool
    unsubscribe: str
    unsubscribe_mail: str
    unsubscribe_header: str
    goes_to_everyone: bool
    page: str
    start_page: str

    # The mail around it.
    band: str
    tone: str
    page_label: str
    site_name: str
    brand: str
    direction: str
    mail_from: str
    reply_to: str
    list_id: str
    sent_at: datetime
    """The moment as of which it speaks: a mail must not be dated before what it says."""
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    is_important: bool
    not_ready: tuple[str, ...]
    not_ready_notes: tuple[str, ...]
    not_ready_heading: str
    not_ready_mark: str
    terms: tuple[tuple[str, str], ...]


def digest_view(context: Context, digest: Digest) -> DigestView:
    """A digest in one language. ``context``: without rehearsals, and the digest's own archive."""
    return _Maker(context, digest).view()


class _Maker:
    def __init__(self, context: Context, digest: Digest) -> None:
        self.context = context
        self.digest = digest
        self.period = digest.period
        self.days = Days(context, digest.period)
        self.parts = Parts(self.days)
        self.availability = availability_view(self.days, digest.measured)
        is_security = has_security((*digest.open, *digest.new))
        noun = "digest.noun_security" if is_security else "digest.noun"
        over = "digest.over_security" if is_security else "digest.over"
        self.later = sum(item.first_at >= digest.period.end for item in digest.open)
        """Open incidents of which the period knew nothing."""
        days = {"day": self.days.day(self.period.first), "short": self.days.short(), "long": self.days.long()}
        when = context.say(f"digest.when.{digest.period.kind.value}", **days)
        self.words = {"noun": context.say(noun), "when": when, "over": context.say(over)}

    def view(self) -> DigestView:
        context, digest, period = self.context, self.digest, self.period
        site, teller = context.site, Teller(context, (), digest.now)
        stop = site.mail.unsubscribe or ""
        measures = self._measures()
        sections = () if digest.is_quiet and not context.left_out else self._sections(measures)
        page = f"/services/{digest.service}/" if digest.service else "/"
        about = context.service_name(digest.service).text if digest.service else context.plain(site.name)
        title = context.say("digest.about_service", service=about) if digest.service else about
        return DigestView(
            name=f"digest_{period.kind.value}",
            file_name=period.name + (f"-{digest.service}" if digest.service else ""),
            lang=context.tag,
            kind="digest",
            period=period.kind.value,
            title=cut(title, _ABOUT),
            period_short=self.days.subject(),
            incidents=context.say("count.incident", n=len(digest.new)),
            open_count=len(digest.open) - self.later,
            new_count=len(digest.new),
            still_count=sum(item.is_open for item in digest.new),
            over=self.words["over"],
            is_quiet=not sections,
            salutation=context.plain(self._audience().salutation),
            period_long=self.days.long(),
            as_of=self.days.as_of(),
            zone=self.days.zone(),
            is_unfinished=digest.is_unfinished,
            ahead=self.days.days(*digest.ahead),
            fine=context.say("digest.fine_service", service=about) if digest.service else context.say("digest.fine"),
            summary=(*self._summary(), *self._asks(sections)),
            sections=sections,
            measures=measures,
            availability=self.availability,
            company=context.plain(site.organisation.company),
            department=context.plain(site.organisation.department),
            sender=sender_name(context),
            contact=contact_view(teller, site.contact, is_named=False),
            is_named_desk=False,
            unsubscribe="" if stop.startswith("mailto:") else stop,
            unsubscribe_mail=stop.removeprefix("mailto:").partition("?")[0] if stop.startswith("mailto:") else "",
            unsubscribe_header=stop,
            goes_to_everyone=False,
            page=context.url(context.path(page)),
            start_page=context.url(context.path("/")),
            band=context.say("letter.band.digest"),
            tone="notice",
            page_label=context.say("letter.page_label"),
            site_name=context.plain(site.name),
            brand=site.theme.brand or "",
            direction=context.language.direction,
            mail_from=site.mail.sender or "",
            reply_to=site.mail.reply_to or "",
            list_id=site.mail.list_id or "",
            sent_at=context.language.dates.local(digest.now),
            message_id=self._message_id(),
            in_reply_to="",
            references=(),
            is_important=False,
            not_ready=tuple(f"{incident}/{key}.{context.tag}" for incident, key in self.parts.untranslated),
            not_ready_notes=tuple(
                context.say("letter.note_translation", what=f"{incident}: {teller.name(key)}", lang=context.tag)
                for incident, key in self.parts.untranslated
            ),
            not_ready_heading=context.say("letter.not_ready"),
            not_ready_mark=context.say("letter.not_ready_subject"),
            terms=self._terms(sections, measures),
        )

    def _audience(self) -> Audience:
        """Whom it addresses: the first who get digests; nobody by name where none does."""
        audiences = self.context.site.audiences
        wanting = (item for item in audiences if not item.letters or f"digest_{self.period.kind}" in item.letters)
        return next(wanting, Audience("customers"))

    def _message_id(self) -> str:
        """Of the site, the period, the service and the language: the same whenever it is made again."""
        parts = ("digest", self.period.name, self.digest.service or "", self.context.tag)
        digested = hashlib.sha256("/".join(parts).encode()).hexdigest()[:24]
        return f"{digested}.{self.context.tag.lower()}@{mail_domain(self.context)}"

    # What it says.

    def _summary(self) -> tuple[str, ...]:
        say, digest, words = self.context.say, self.digest, self.words
        found = []
        if self.context.left_out:
            found.append(say("note.left_out_entries", n=len(self.context.left_out)))
        if len(digest.open) > self.later:
            found.append(say("digest.some_open", n=len(digest.open) - self.later, **words))
        elif not digest.open and not self.context.in_doubt:
            found.append(say("digest.none_open", **words))
        new, still = len(digest.new), sum(item.is_open for item in digest.new)
        if not new:
            found.append(say("digest.new_none", **words))
        elif new == 1:
            found.append(say("digest.new_one_open" if still else "digest.new_one_over", **words))
        elif still in (0, new):
            n = "two" if new == 2 else "all"
            found.append(say(f"digest.new_{n}_open" if still else f"digest.new_{n}_over", n=new, **words))
        else:
            found.append(say("digest.new_mixed", n=new, fixed=new - still, still=still, **words))
        if self.later:
            found.append(say("digest.some_later", n=self.later, **words))
        return tuple(found)

    def _asks(self, sections: tuple[SectionView, ...]) -> tuple[str, ...]:
        """Whether the reader is asked for anything; silent where an entry does not say."""
        entries = [entry for section in sections if section.key in _ASKING for entry in section.entries]
        if any(entry.asks for entry in entries):
            return (self.context.say("digest.asks"),)
        if all(entry.request for entry in entries) and not self.context.left_out:
            return (self.context.say("digest.asks_nothing"),)
        return ()

    def _measures(self) -> MeasureGroups:
        digest, measure = self.digest, self.parts.measure
        groups = (digest.done, digest.late, digest.due, digest.moved)
        return MeasureGroups(*(tuple(measure(item) for item in group) for group in groups))

    def _sections(self, measures: MeasureGroups) -> tuple[SectionView, ...]:
        digest, parts, say = self.digest, self.parts, self.context.say
        lists = (
            ("open", "open", digest.open, parts.open_entry),
            (
                "closed",
                "closed_security" if has_security(digest.closed) else "closed",
                digest.closed,
                parts.closed_entry,
            ),
            ("changed", "changed", digest.changed, parts.followed_entry),
            ("corrections", "corrections", digest.corrections, parts.correction_entry),
            ("false_alarms", "false_alarms", digest.false_alarms, parts.alarm_entry),
            ("reports", "reports", digest.reports, parts.reported_entry),
            ("notices", "notices", digest.notices, parts.notice_entry),
            ("planned", "planned", digest.planned, parts.maintenance_entry),
            ("planned_later", "planned_later", digest.planned_later, parts.maintenance_entry),
            ("finished", "finished", digest.finished, parts.past_maintenance_entry),
            ("cancelled", "cancelled", digest.cancelled, parts.past_maintenance_entry),
        )
        found: list[tuple[str, str, str, tuple[EntryView, ...]]] = []
        if say("digest.with_summary") == "yes":
            found.append(("summary", say("digest.section.summary"), "", ()))
        for key, words, courses, entry in lists:
            if courses:
                title = say(f"digest.section.{words}", n=len(courses), **self.words)
                found.append((key, title, "", tuple(entry(course) for course in courses)))
            if key == "false_alarms" and digest.withdrawn:
                title = say("digest.section.withdrawn", n=len(digest.withdrawn))
                found.append(("withdrawn", title, "", tuple(parts.withdrawn_entry(item) for item in digest.withdrawn)))
        if measures.done or measures.late or measures.due or measures.moved:
            late = len(measures.late)
            key = "digest.section.measures_late" if late else "digest.section.measures"
            found.append(("measures", say(key, n=late), say("digest.section.measures"), ()))
        if digest.measured:
            found.append(("availability", say("digest.section.availability"), self.availability.title, ()))
        return tuple(
            SectionView(number, key, contents, self._title(key, contents, title, len(entries)), entries)
            for number, (key, contents, title, entries) in enumerate(found, start=1)
        )

    def _title(self, key: str, contents: str, title: str, n: int) -> str:
        if key == "planned":
            return self.context.say("digest.section.planned_days", n=n, days=self.days.heading_days(*self.digest.ahead))
        return title or contents

    def _terms(self, sections: tuple[SectionView, ...], measures: MeasureGroups) -> tuple[tuple[str, str], ...]:
        """Glossary terms that it uses, with their plain words."""
        said = [value for section in sections for entry in section.entries for value in vars(entry).values() if value]
        groups = (measures.done, measures.late, measures.due, measures.moved)
        said += [value for group in groups for item in group for value in vars(item).values()]
        return terms_in(self.context, " ".join(map(str, said)))
