"""Mails → a real SMTP server on loopback: what it takes is what we wrote, byte for byte."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sample_mails import SAMPLES, parsed

from noroshi.render.mail import mail


class Kept:
    """A server's inbox."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return "250 OK"


class OldServer(Controller):
    """One that knows neither SMTPUTF8 nor lines over what RFC 5321 asks of everybody."""

    def factory(self) -> SMTP:
        return SMTP(self.handler, enable_SMTPUTF8=False, decode_data=False, hostname="mx.toudai.example")


@pytest.fixture(scope="module")
def server() -> Iterator[Controller]:
    """On a port that was free a moment ago: aiosmtpd asks itself for a sign of life and must know its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = OldServer(Kept(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_server_takes_every_mail_unchanged(name: str, server: Controller) -> None:
    message = mail(SAMPLES[name])
    with smtplib.SMTP("127.0.0.1", server.port, "toudai.example", timeout=20) as client:
        client.ehlo()
        assert not client.has_extn("smtputf8")
        assert client.sendmail("bounce@toudai.example", ["reader@example.com"], message) == {}
    envelope = server.handler.envelopes[-1]
    assert envelope.original_content == message
    assert envelope.rcpt_tos == ["reader@example.com"]
    assert "SMTPUTF8" not in envelope.mail_options
    assert parsed(envelope.original_content)["Subject"] == SAMPLES[name].subject
