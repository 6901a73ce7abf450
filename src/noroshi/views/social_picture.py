"""What a page is about → its picture for others: what chats and social networks show beside its address.

A picture is kept by whoever showed it, for days perhaps, so it says nothing that goes stale without its address
changing: its name has a digest of its words, and there is no time in it. Pages that have none of their own show the
site's, which says no state: what an old report is shown with must not change with every incident of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import blake2b
from typing import Final
from urllib.parse import urlsplit

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.views.context import Context
from noroshi.views.pieces import Heading, Sign
from noroshi.views.signs import entry_sign

WIDTH: Final = 1200
HEIGHT: Final = 630
"""Pixels: what every service that shows such pictures takes."""
YOUNG: Final = timedelta(days=14)
"""After its last update an entry keeps its picture for that long."""
FOLDER: Final = "pictures"
_ASKED: Final = "letters: "


@frozen
class SocialPicture:
    """``/pictures/<name>.<digest>.png`` in one language."""

    path: str
    """Site path."""
    lang: str
    direction: str
    """ltr · rtl"""
    sign: Sign | None
    """``None``: it says no state."""
    headline: Heading
    foot: str
    """Whose it is: the site's name, or where it is."""
    alt: str
    """The same for those who hear it."""


def site_picture(context: Context) -> SocialPicture | None:
    """Of every page that has none of its own; ``None``: there are none, or no font can write its words."""
    address = urlsplit(context.site.url)
    name = context.heading(context.site.name)
    return _picture(context, "site", None, name, f"{address.netloc}{address.path}", name.text)


def overall_picture(context: Context, sign: Sign, headline: str) -> SocialPicture | None:
    """Of the start page: how things are, in its own sentence."""
    said = context.own_heading(headline)
    return _picture(context, f"overall-{sign.code}", sign, said, context.plain(context.site.name), headline)


def incident_picture(context: Context, course: Course) -> SocialPicture | None:
    """Of an entry that is open or young; ``None`` for older ones, rehearsals, and what was taken back.

    Of those that are over it depends on ``now`` until they are no longer young, and not after that.
    """
    if context.lettering is None or course.drill or course.is_withdrawn:
        return None
    if not course.is_open and not context.now < course.last_at + YOUNG:
        return None
    sign, title = entry_sign(context, course), context.heading(course.incident.title)
    alt = context.say("badge.title", label=title.text, state=sign.word)
    return _picture(context, course.id, sign, title, context.plain(context.site.name), alt)


def meta_of(context: Context, picture: SocialPicture) -> tuple[tuple[str, str], ...]:
    """(property, content) of Open Graph (https://ogp.me/#structured)."""
    return (
        ("og:image", context.url(picture.path)),
        ("og:image:type", "image/png"),
        ("og:image:width", str(WIDTH)),
        ("og:image:height", str(HEIGHT)),
        ("og:image:alt", picture.alt),
    )


def undrawn(pieces: Mapping[str, object]) -> dict[str, str]:
    """Language → letters that pictures in it would need and no font has, of what was kept while pages were made.

    ``pieces``: name → what was found out, as :class:`~noroshi.model.pieces_kept.PiecesKept` has it.
    """
    found: dict[str, str] = {}
    for name, letters in pieces.items():
        if name.startswith(_ASKED) and letters:
            lang = name.removeprefix(_ASKED).partition(" ")[0]
            found[lang] = "".join(dict.fromkeys(found.get(lang, "") + str(letters)))
    return found


def _picture(
    context: Context, name: str, sign: Sign | None, headline: Heading, foot: str, alt: str
) -> SocialPicture | None:
    lettering = context.lettering
    if lettering is None:
        return None
    words = (sign.word if sign else "", headline.text, foot)
    text = "\n".join(words)
    missing = context.pieces.lasting(f"{_ASKED}{context.tag} {text}", lambda: lettering.missing(text, context.tag))
    if missing:
        return None
    said = repr((context.tag, sign.code if sign else "", words)).encode()
    path = context.path(f"/{FOLDER}/{name}.{blake2b(said, digest_size=4).hexdigest()}.png")
    return SocialPicture(path, context.tag, context.language.direction, sign, headline, foot, alt)
