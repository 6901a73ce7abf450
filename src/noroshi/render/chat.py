"""Short view → the payloads of chats: Slack, Microsoft Teams, LINE, and a plain document for webhooks.

What a writer typed never becomes mark-up, a mention or a link: Slack gets it as ``plain_text``, Teams as runs of a
``RichTextBlock`` (which knows no Markdown), LINE as the text of a Flex Message.
"""

from __future__ import annotations

from typing import Any, Final

from noroshi.views.short import ChatFact, ShortView
from noroshi.wording.sms import utf16_length

Json = dict[str, Any]

HEADER: Final = 150
"""Slack: characters of a header block."""
FIELDS: Final = 10
"""Slack: fields of one section."""
FIELD: Final = 2000
"""Slack: characters of one field."""
ALT_TEXT: Final = 400
"""LINE: UTF-16 units of a Flex Message's ``altText``, in every version of the API."""
LABEL: Final = 20
"""LINE: UTF-16 units of a button's label."""

_INK, _PALE, _BUTTON, _PAPER = "#1B1F23", "#57606A", "#1F4E5F", "#FFFFFF"
"""On white: 16, 6 and 9 to 1; white on the button 9 to 1 (WCAG 2.2 asks for 4.5)."""


def chat(view: ShortView) -> Json:
    """One object with the exact payload of each endpoint."""
    return {"slack": slack(view), "teams": teams(view), "line": line(view), "webhook": view.webhook}


# Slack: Block Kit.


def slack(view: ShortView) -> Json:
    """For an incoming webhook or ``chat.postMessage``, to which ``channel`` is added."""
    typed = [fact for fact in view.facts if fact.is_written]
    ours = [fact for fact in view.facts if not fact.is_written]
    blocks: list[Json] = [{"type": "header", "text": _plain(_cut(view.heading, HEADER))}]
    if view.lead:
        blocks.append({"type": "section", "text": _plain(view.lead)})
    for start in range(0, len(ours), FIELDS):
        blocks.append({"type": "section", "fields": [_field(fact) for fact in ours[start : start + FIELDS]]})
    for fact in typed:
        blocks.append({"type": "section", "text": _plain(f"{fact.label}\n{fact.value}")})
    blocks.append(
        {
            "type": "actions",
            "elements": [{"type": "button", "text": _plain(view.link_label), "url": view.link}],
        }
    )
    notes = " · ".join(note for note in (view.state, view.as_of, view.brand) if note)
    blocks.append({"type": "context", "elements": [_plain(notes)]})
    return {
        "text": slack_text(view.text),
        # No formatting, no names that become links: the notification is plain text, too.
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "blocks": blocks,
    }


def slack_text(text: str) -> str:
    """The three signs that Slack asks to escape, in every text object: without them nothing is a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": slack_text(text), "emoji": False}


def _field(fact: ChatFact) -> Json:
    text = f"*{slack_text(fact.label)}*\n{slack_text(_cut(fact.value, FIELD // 2))}"
    return {"type": "mrkdwn", "text": text, "verbatim": True}


# Microsoft Teams: an Adaptive Card.


def teams(view: ShortView) -> Json:
    """For an incoming webhook or a workflow ("post to a channel when a webhook request is received")."""
    body: list[Json] = [
        _rich({"text": view.heading, "weight": "Bolder", "size": "Large"}),
        _rich({"text": f"{view.state} · {view.as_of} · {view.brand}", "isSubtle": True, "size": "Small"}),
    ]
    if view.lead:
        body += [_rich({"text": text}) for text in view.lead.split("\n")]
    body += [
        _rich({"text": fact.label + view.label_end, "weight": "Bolder"}, {"text": fact.value}) for fact in view.facts
    ]
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.5",
                    "lang": view.lang.split("-")[0],
                    "fallbackText": _inert(view.text),
                    "body": body,
                    "actions": [{"type": "Action.OpenUrl", "title": view.link_label, "url": view.link}],
                    "msteams": {"width": "Full"},
                },
            }
        ],
    }


def _rich(*runs: Json) -> Json:
    """Text without Markdown."""
    return {
        "type": "RichTextBlock",
        "inlines": [{"type": "TextRun", **run, "text": _inert(run["text"])} for run in runs],
    }


def _inert(text: str) -> str:
    """Without what a card would fill in: ``{{DATE(…)}}``, and ``<at>``, which names people."""
    return text.replace("{{", "{\u200b{").replace("<at>", "<\u200bat>").replace("</at>", "<\u200b/at>")


# LINE: a Flex Message.


def line(view: ShortView) -> Json:
    """For push, multicast, narrowcast or broadcast; the first two need ``to``."""
    body: list[Json] = [
        _words(view.heading, weight="bold", size="lg"),
        _words(f"{view.state} · {view.as_of}", color=_PALE, size="xs"),
    ]
    if view.lead:
        body.append(_words(view.lead, margin="lg"))
    for fact in view.facts:
        pair = [_words(fact.label, color=_PALE, size="xs"), _words(fact.value, size="sm")]
        body.append({"type": "box", "layout": "vertical", "margin": "md", "contents": pair})
    button = {
        "type": "button",
        "style": "primary",
        "color": _BUTTON,
        "action": {"type": "uri", "label": _cut(view.link_label, LABEL), "uri": view.link},
    }
    bubble = {
        "type": "bubble",
        "size": "mega",
        "body": {"type": "box", "layout": "vertical", "backgroundColor": _PAPER, "contents": body},
        "footer": {"type": "box", "layout": "vertical", "backgroundColor": _PAPER, "contents": [button]},
    }
    return {"messages": [{"type": "flex", "altText": _cut(view.text, ALT_TEXT), "contents": bubble}]}


def _words(text: str, **look: str) -> Json:
    return {"type": "text", "text": text, "wrap": True, "color": _INK, **look}


def _cut(text: str, units: int) -> str:
    """At most so many UTF-16 units, with … where something is cut off: the card's link says the rest."""
    if utf16_length(text) <= units:
        return text
    while utf16_length(text) > units - 1:
        text = text[:-1]
    return text.rstrip() + "…"
