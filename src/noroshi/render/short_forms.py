"""Short views → the files beside the letters in the outbox: SMS, social post, and the payloads of chats."""

from __future__ import annotations

import json
from collections.abc import Iterator

from noroshi.model.artefact import Artefact
from noroshi.model.letters import LetterKind
from noroshi.render.chat import chat
from noroshi.views.short import ShortView


def short_files(view: ShortView, folder: str) -> Iterator[Artefact]:
    """``sms.<lang>.txt``, ``social.<lang>.txt`` and ``chat.<lang>.json`` in ``folder`` (``<incident>/<update>``).

    A reminder says an update a second time, so the names of its files begin with ``maintenance_reminder.``. A
    text ends with a line break, which is no part of the message. What is not ready begins with the mark of letters.
    """
    stem = f"{folder}/" + (f"{view.letter}." if view.letter == LetterKind.MAINTENANCE_REMINDER else "")
    yield Artefact(f"{stem}sms.{view.lang}.txt", f"{view.sms}\n".encode())
    yield Artefact(f"{stem}social.{view.lang}.txt", f"{view.social}\n".encode())
    document = json.dumps(chat(view), ensure_ascii=False, indent=1)
    yield Artefact(f"{stem}chat.{view.lang}.json", f"{document}\n".encode())
