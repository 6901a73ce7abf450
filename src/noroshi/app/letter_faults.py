"""What stops letters → how people are told of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from noroshi.app.settings import Settings, UsageError
from noroshi.render.mail_headers import MailRefused
from noroshi.render.theme import TemplateFailure


@contextmanager
def told_failures(settings: Settings) -> Iterator[None]:
    """Faults of texts and addresses, as people are told them."""
    say = settings.words.say
    try:
        yield
    except TemplateFailure as error:
        key = "letter_failed" if "letters/" in error.template else "template_failed"
        raise UsageError(say(key, template=error.template, line=error.line, reason=error.reason)) from error
    except MailRefused as error:
        raise UsageError(say("bad_mail", reason=str(error))) from error
