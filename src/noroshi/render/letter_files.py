"""A letter's view → its files: mail, text and HTML, finished and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from typing import Protocol

from noroshi.model.artefact import Artefact
from noroshi.model.frozen import frozen
from noroshi.render.letter_html import MailFrame, Tone, letter_html
from noroshi.render.letters import SUBJECTS, LetterTemplates
from noroshi.render.mail import Address, Mail, mail
from noroshi.render.theme import Theme
from noroshi.wording.fold import fold
from noroshi.wording.rules import Finding


class Sendable(Protocol):
    """What letters and digests have in common: all that stands around their text."""

    @property
    def name(self) -> str: ...
    @property
    def lang(self) -> str: ...
    @property
    def sender(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def start_page(self) -> str: ...
    @property
    def band(self) -> str: ...
    @property
    def tone(self) -> str: ...
    @property
    def page_label(self) -> str: ...
    @property
    def site_name(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def reply_to(self) -> str: ...
    @property
    def list_id(self) -> str: ...
    @property
    def unsubscribe_header(self) -> str: ...
    @property
    def sent_at(self) -> datetime: ...
    @property
    def message_id(self) -> str: ...
    @property
    def in_reply_to(self) -> str: ...
    @property
    def references(self) -> tuple[str, ...]: ...
    @property
    def is_important(self) -> bool: ...
    @property
    def not_ready(self) -> tuple[str, ...]: ...
    @property
    def not_ready_notes(self) -> tuple[str, ...]: ...
    @property
    def not_ready_heading(self) -> str: ...
    @property
    def not_ready_mark(self) -> str: ...
    @property
    def terms(self) -> tuple[tuple[str, str], ...]: ...


@frozen
class Finished:
    """A letter as it would be sent, or with the list of what speaks against it."""

    view: Sendable
    subject: str
    text: str
    """Unfolded."""
    not_ready: tuple[str, ...] = ()
    """Keys of missing facts, and ``wording.<rule>`` of wording that cannot stand; empty: ready."""
    notes: tuple[str, ...] = ()
    """The same in words, in the letter's language, one line each."""
    doubts: tuple[Finding, ...] = field(default=())
    """Wording that can be kept with a reason."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing and nothing speaks against its wording."""
        return not self.not_ready

    @property
    def folded(self) -> str:
        """The text as mail has it."""
        return fold(self.text, self.view.lang)


def finished(templates: LetterTemplates, view: Sendable, says: Mapping[str, str]) -> Finished:
    """The letter that a view says, judged by the wording rules. Raises TemplateFailure.

    ``says``: the sentences ``wording`` and ``apologies`` of the letter's language, which name what is found.
    """
    letter = templates.letter(view, frozenset(term for term, _ in view.terms))
    keys, notes = list(view.not_ready), list(view.not_ready_notes)
    for found in letter.errors:
        # What is missing is told already, under the name of its key.
        if found.rule in ("J19", "E19") and view.not_ready:
            continue
        if found.rule == "J07" and "next_update" in view.not_ready:
            continue
        advice = found.advice(view.lang)
        keys.append(f"wording.{found.rule}")
        notes.append(
            says["wording"].format(found=found.found, what=advice.what, instead=advice.instead, rule=found.rule)
        )
    if letter.apologies > 1:
        keys.append("wording.apologies")
        notes.append(says["apologies"].format(n=letter.apologies))
    subject, text = letter.subject, letter.text
    if keys:
        subject = view.not_ready_mark + subject
        bullet = "・" if view.lang.startswith("ja") else "- "
        text = "\n".join([view.not_ready_heading, *(bullet + note for note in notes), "", text])
    doubts = tuple(item for item in letter.found if item.severity != "error")
    return Finished(view, subject, text, tuple(dict.fromkeys(keys)), tuple(notes), doubts)


def html_of(theme: Theme, letter: Finished) -> str:
    """The HTML form, whole. Raises TemplateFailure."""
    view = letter.view
    frame = MailFrame(
        lang=view.lang,
        direction=view.direction,
        site_name=view.site_name,
        site_url=view.start_page,
        page_url=view.page,
        page_label=view.page_label,
        state=view.band,
        tone=Tone(view.tone),
        brand=view.brand,
    )
    return letter_html(theme, letter.subject, letter.text, frame)


def text_of(letter: Finished) -> str:
    """The text form: the subject's line, an empty line, the folded text."""
    prefix = SUBJECTS.get(letter.view.lang.split("-")[0], SUBJECTS["en"])
    return f"{prefix}{letter.subject}\n\n{letter.folded}"


def mail_of(letter: Finished, html: str) -> bytes:
    """The message. Raises MailRefused for addresses of site.toml that no mail can carry."""
    view = letter.view
    sender = Address.typed(view.mail_from)
    return mail(
        Mail(
            sender=sender if sender.name else Address(sender.email, view.sender),
            reply_to=Address.typed(view.reply_to) if view.reply_to else None,
            subject=letter.subject,
            text=letter.folded,
            html=html,
            at=view.sent_at,
            message_id=view.message_id,
            language=view.lang,
            in_reply_to=view.in_reply_to,
            references=view.references,
            # site.toml takes the name of a list before its id too; ours has the site's name.
            list_id=Address.typed(view.list_id).email if view.list_id else "",
            list_name=view.site_name if view.list_id else "",
            unsubscribe=view.unsubscribe_header,
            importance_high=view.is_important,
            not_ready=letter.not_ready,
        )
    )


def letter_files(theme: Theme, letter: Finished, stem: str) -> Iterator[Artefact]:
    """``<stem>.txt``, ``.html`` and, where site.toml says from whom, ``.eml``.

    ``stem``: ``<incident>/<update>/<letter>.<lang>.<audience>``, ``digest/…``. Raises TemplateFailure and
    MailRefused.
    """
    html = html_of(theme, letter)
    yield Artefact(f"{stem}.txt", text_of(letter).encode())
    yield Artefact(f"{stem}.html", html.encode())
    if letter.view.mail_from:
        yield Artefact(f"{stem}.eml", mail_of(letter, html))
