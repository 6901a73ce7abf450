"""site.toml → who signs a letter, whom to ask, and in whose time it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from noroshi.model.site import Contact
from noroshi.views.context import Context
from noroshi.views.letter import ContactView
from noroshi.views.letter_teller import Teller


def sender_name(context: Context) -> str:
    """Who signs: 「株式会社霧笛クラウド カスタマーサポート」, “Muteki Cloud Support”; else the site's name."""
    organisation = context.site.organisation
    company = context.plain(organisation.company)
    department = context.plain(organisation.department)
    if not company and not department:
        return context.plain(context.site.name)
    if context.say("letter.sender_has_company") == "yes" and company:
        return f"{company} {department}".strip()
    return department or company


def contact_view(teller: Teller, contact: Contact, *, is_named: bool, is_person_named: bool = False) -> ContactView:
    """Whom to ask; ``is_named``: the desk of one incident, which has a name of its own.

    ``is_person_named``: the letter names who is responsible, so that has to be translated.
    """
    context, mail = teller.context, teller.context.site.mail
    aside = replace(teller, untranslated=[])
    answers_to = mail.reply_to or mail.sender
    desk = (teller.text("contact.name", contact.name) if is_named else "") or sender_name(context)
    company = context.plain(context.site.organisation.company)
    return ContactView(
        desk=desk,
        company="" if company in desk else company,
        responsible=(teller if is_person_named else aside).text("contact.responsible", contact.responsible),
        phone=teller.text("contact.phone", contact.phone),
        email=contact.email or "",
        url=contact.url or "",
        hours=teller.text("contact.hours", contact.hours),
        until=teller.day(contact.until),
        replies_reach_it=bool(contact.email) and contact.email == answers_to,
    )


def judging_words(context: Context) -> Mapping[str, str]:
    """Sentences that name what speaks against a finished letter: ``wording`` and ``apologies``, with their gaps."""
    words = context.language.words
    return {"wording": words.template("letter.note_wording"), "apologies": words.template("letter.note_apologies")}


def zone_words(context: Context, at: datetime) -> str:
    """「日本時間」; “JST” in languages that name it beside every time."""
    key = f"zone.{context.site.timezone}"
    if context.language.words.has(key) and context.say("letter.with_utc") != "yes":
        return context.say(key)
    if context.say("letter.with_utc") == "yes":
        return context.language.dates.zone_short(at)
    # Said once for all times of a letter, so without summer or winter.
    return context.language.dates.zone_generic()
