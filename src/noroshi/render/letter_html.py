"""A letter's text → an HTML mail, through the theme's one mail frame.

Everything a letter says is in its text; the frame adds what an eye looks for first: whose letter it is, the state in a
band, a button to the page. Mail readers drop style sheets, so the day's style (``mail.css``) is written into every
element; what only some of them follow, the night's and the phone's, stays in the frame's own ``<style>``. Nothing is
loaded from anywhere and nothing tells the sender that the mail was opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import css_inline

from noroshi.model.frozen import frozen
from noroshi.render.colours import accents
from noroshi.render.letter_blocks import Block, Paragraph, Signature, letter_blocks
from noroshi.render.stylesheet import stylesheet
from noroshi.render.theme import Theme

PREHEADER_LENGTH: Final = 120
"""Characters that mail readers show beside the subject, at most."""


class Tone(StrEnum):
    """What a letter is about at a glance: the colour of its band, beside the word that says it."""

    OPEN = "open"
    OVER = "over"
    PLANNED = "planned"
    NOTICE = "notice"
    """Corrections, digests, announcements: nothing is broken or announced."""


@frozen
class MailFrame:
    """What the theme's frame says around a letter, in the letter's language."""

    lang: str
    direction: str
    """``ltr`` or ``rtl``."""
    site_name: str
    site_url: str
    page_url: str = ""
    """Where the letter's entry stands on the site; empty: no button."""
    page_label: str = ""
    """What the button says: 状況ページを見る."""
    state: str = ""
    """The word in the band (対応中, 復旧, 予定); empty: no band."""
    tone: Tone = Tone.NOTICE
    brand: str = ""
    """``#rrggbb`` of site.toml, or empty."""
    preheader: str = ""
    """What mail readers show beside the subject; empty: the first lines after salutation and greeting."""


@frozen
class _Colours:
    accent: str
    on_accent: str
    band: str
    on_band: str


_ACCENTS = ("#0b5566", "#83c3d2")
# Dark bands under white by day, bright ones under ink by night: 7:1 both, also where a mail reader inverts them.
_BANDS: Mapping[Tone, tuple[str, str]] = MappingProxyType(
    {
        Tone.OPEN: ("#8a3a14", "#ee9a58"),
        Tone.OVER: ("#10593b", "#53bb89"),
        Tone.PLANNED: ("#2f4f9e", "#9cabf0"),
        Tone.NOTICE: ("#4d4941", "#acb3bb"),
    }
)
_LIGHT, _INK = "#ffffff", "#12161b"

_GREETING = re.compile(
    r".*(?:各位|御中|様)|(?:平素|日頃|いつも).*|Dear .*,|Hello.*,"
    r"|[^はがをに、]{1,40}(?:です|でございます|と申します)。"
)


def letter_html(theme: Theme, subject: str, text: str, frame: MailFrame) -> str:
    """A complete HTML document, in LF lines.

    ``subject`` and ``text`` are those of the letter, unfolded. The theme gives ``mail.html`` and ``mail.css``; in the
    latter ``var(--accent)``, ``var(--on-accent)``, ``var(--band)`` and ``var(--on-band)`` become this letter's colours.
    Raises TemplateFailure where the theme's template cannot print it.
    """
    blocks = letter_blocks(text, frame.lang)
    end = next((at for at, block in enumerate(blocks) if isinstance(block, Signature)), len(blocks))
    day, night = _colours(theme, frame)
    document = theme.render(
        "mail.html",
        frame=frame,
        subject=subject,
        preheader=frame.preheader or _opening(blocks),
        blocks=blocks[:end],
        signed=blocks[end:],
        night=night,
        paper=theme.settings,
    )
    sheet = stylesheet((theme.files["mail.css"].read_text(encoding="utf-8"),))
    for name, colour in (
        ("accent", day.accent),
        ("on-accent", day.on_accent),
        ("band", day.band),
        ("on-band", day.on_band),
        ("paper", theme.settings["paper_light"]),
    ):
        sheet = sheet.replace(f"var(--{name})", colour)
    inliner = css_inline.CSSInliner(
        # The frame's own <style> is for readers that follow it, and stays where it is.
        inline_style_tags=False,
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=sheet,
    )
    return inliner.inline(document).rstrip("\n") + "\n"


def _colours(theme: Theme, frame: MailFrame) -> tuple[_Colours, _Colours]:
    """By day and by night."""
    accent = _ACCENTS
    if frame.brand:
        accent = accents(frame.brand, theme.settings["paper_light"], theme.settings["paper_dark"])
    band = _BANDS[frame.tone]
    return _Colours(accent[0], _LIGHT, band[0], _LIGHT), _Colours(accent[1], _INK, band[1], _INK)


def _opening(blocks: Sequence[Block]) -> str:
    """The first lines that say something."""
    said = ""
    for block in blocks:
        if isinstance(block, Paragraph):
            for line in block.lines:
                words = "".join(piece.text for piece in line)
                if said or not _GREETING.fullmatch(words):
                    said = f"{said} {words}" if said and said.isascii() else said + words
        if len(said) >= PREHEADER_LENGTH:
            break
    return said if len(said) <= PREHEADER_LENGTH else said[: PREHEADER_LENGTH - 1] + "…"
