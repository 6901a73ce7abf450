"""What somebody might type to make a mail do more than say something: no header more, no recipient more, no part more.

Every attempt stands in every field that comes from content or from site.toml. The judges are Python's reader, old
and new, and one of our own that knows only where a header begins.
"""

from __future__ import annotations

import email
from dataclasses import replace
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from sample_mails import THIRD, contents, defects, named, parsed, raw_headers

from noroshi.render.mail import Address, Mail, mail

HEADERS = [
    *("From", "Reply-To", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version"),
    *("Content-Language", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"),
    *("X-Noroshi-Not-Ready", "Content-Type"),
]
FIELDS = ("subject", "sender name", "reply-to name", "list name", "missing fact", "text", "html")

ATTEMPTS: dict[str, tuple[str, ...]] = {
    "line ends": (
        "障害\r\nBcc: all@evil.example",
        "障害\nBcc: all@evil.example",
        "障害\rBcc: all@evil.example",
        "障害\n\rBcc: all@evil.example",
        "障害\r\n\r\nBcc: all@evil.example",
        "\r\nTo: all@evil.example",
        "Fixed\r\n To: all@evil.example",
        "Fixed\r\n\tBcc: all@evil.example\r\n",
        "Fixed\r\nSubject: You have won",
        "Fixed\r\nFrom: ceo@evil.example",
        "Fixed\r\nReply-To: all@evil.example",
        "Fixed\r\nContent-Type: text/html\r\n\r\n<b>evil</b>",
        "Fixed\r\nMIME-Version: 2.0",
        "Fixed\r\n.\r\nMAIL FROM:<a@evil.example>\r\nRCPT TO:<all@evil.example>",
        "Fixed\n.\r\nMAIL FROM:<a@evil.example>",
        "Fixed\r.\rRCPT TO:<all@evil.example>",
        "Fixed\r\n.\nRCPT TO:<all@evil.example>",
        "\n",
        "\r\n\r\n",
    ),
    "what others take for line ends": (
        "障害\x0bBcc: all@evil.example",
        "障害\x0cBcc: all@evil.example",
        "障害\x1cBcc: all@evil.example",
        "障害\x1dBcc: all@evil.example",
        "障害\x1eBcc: all@evil.example",
        "障害\x85Bcc: all@evil.example",
        "障害\u2028Bcc: all@evil.example",
        "障害\u2029Bcc: all@evil.example",
        "障害\u560d\u560aBcc: all@evil.example",
    ),
    "controls": (
        "障害\x00Bcc: all@evil.example",
        "Fixed\x00\r\nBcc: all@evil.example",
        "\x01\x02\x03\x04\x05\x06\x07\x08Fixed",
        "Fixed\x1b[2J\x1b]0;evil\x07",
        "Fixed\x7f\x80\x9f",
        "\x00",
    ),
    "direction": (
        "復旧\u202eelpmaxe.live\u202c",
        "\u202a\u202bFixed\u202d",
        "\u2066Fixed\u2067\u2068\u2069",
    ),
    "encoded-words": (
        "=?utf-8?B?DQpCY2M6IGFsbEBldmlsLmV4YW1wbGU=?=",
        "=?utf-8?Q?=0D=0ABcc:_all@evil.example?=",
        "=?utf-8?q?evil?= <all@evil.example>",
        "Fixed =?iso-2022-jp?B?GyRCPmMzMhsoQg==?= now",
        "=?utf-8?B?4oCu?=",
        "=?utf-8?B?not base64?=",
        "=?unknown?X?evil?=",
        "障害 =?utf-8?B?PGFsbEBldmlsLmV4YW1wbGU+?=",
        "=?utf-8?Q?a?==?utf-8?Q?b?=",
        "=?",
        "?=",
        "=?utf-8?B?" + "QUFB" * 40 + "?=",
    ),
    "addresses": (
        "all@evil.example",
        "evil <all@evil.example>",
        "<all@evil.example>",
        "Evil, all@evil.example,",
        "evil; all@evil.example;",
        "evil: all@evil.example;",
        '"evil" <all@evil.example>, "灯台"',
        '" <all@evil.example>, "',
        "\\",
        '\\" <all@evil.example>',
        "灯台\\",
        "(a comment) all@evil.example",
        "(((",
        ">, <https://evil.example/>",
        "@evil.example:all@evil.example",
        "undisclosed-recipients:all@evil.example;",
    ),
    "parts": (
        "--=_\r\nContent-Type: text/html\r\n\r\n<b>evil</b>\r\n--=_--",
        "\n--boundary--\n",
        "Content-Type: multipart/mixed; boundary=x",
        'x"; boundary="y',
    ),
    "what cannot be said": (
        "障\ud800害",
        "\udcff\udc80",
        "\ud83c Bcc: all@evil.example \udf89",
        "\ufeffFixed\ufffe\uffff",
    ),
    "too much": (
        "障" * 30_000,
        "a" * 30_000,
        "a " * 30_000,
        ", " * 10_000,
        "\r\nBcc: all@evil.example" * 1_000,
        "🎉é" * 10_000,
    ),
}
CASES = [(kind, number, text) for kind, texts in ATTEMPTS.items() for number, text in enumerate(texts, 1)]


def with_text(field: str, text: str) -> Mail:
    letter = replace(THIRD, not_ready=("cause",))
    if field == "sender name":
        return replace(letter, sender=Address("status@toudai.example", text))
    if field == "reply-to name":
        return replace(letter, reply_to=Address("support@toudai.example", text))
    if field == "list name":
        return replace(letter, list_name=text)
    if field == "missing fact":
        return replace(letter, not_ready=("cause", text))
    if field == "subject":
        return replace(letter, subject=text)
    return replace(letter, text=text) if field == "text" else replace(letter, html=text)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("kind", "number", "text"), CASES, ids=[f"{kind.replace(' ', '-')}-{number}" for kind, number, _ in CASES]
)
def test_no_text_adds_a_header_a_recipient_or_a_part(kind: str, number: int, text: str, field: str) -> None:
    message = mail(with_text(field, text))
    assert [name for name, _ in raw_headers(message)] == HEADERS
    assert message.isascii() and b"\0" not in message
    assert b"\r" not in message.replace(b"\r\n", b"") and b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, message.split(b"\r\n"))) <= 78
    # "." alone ends a message in SMTP, when a server takes other line ends than CRLF for one.
    assert b"." not in message.split(b"\r\n")

    read = parsed(message)
    assert read.keys() == HEADERS and not defects(read)
    assert [one.addr_spec for one in read["From"].addresses] == ["status@toudai.example"]
    assert [one.addr_spec for one in read["Reply-To"].addresses] == ["support@toudai.example"]
    assert read["To"].addresses == ()
    parts = [part.get_content_type() for part in read.walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]

    old = email.message_from_bytes(message)
    assert old.keys() == HEADERS
    for header, address in (("From", "status@toudai.example"), ("Reply-To", "support@toudai.example")):
        assert [found for _, found in getaddresses(old.get_all(header, []))] == [address]
    assert str(old["List-Id"]).endswith("<status.toudai.example>")


@pytest.mark.parametrize(
    "text", [text for text in (*ATTEMPTS["encoded-words"], *ATTEMPTS["addresses"]) if len(text) < 200]
)
def test_what_looks_like_mail_arrives_as_it_was_typed(text: str) -> None:
    read = parsed(mail(with_text("subject", text)))
    assert read["Subject"] == text
    old = email.message_from_bytes(mail(with_text("subject", text)))
    assert str(make_header(decode_header(old["Subject"]))) == text, "an older reader"
    for field, header in (("sender name", "From"), ("reply-to name", "Reply-To"), ("list name", "List-Id")):
        assert named(mail(with_text(field, text)), header)[0] == text
    for field in ("text", "html"):
        assert f"{text}\n" in contents(parsed(mail(with_text(field, text))))


def test_there_are_attempts_of_every_class() -> None:
    assert len({text for _, _, text in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("復旧\r\nしました", "復旧 しました"),
        ("復旧\x85しました", "復旧 しました"),
        ("復旧\u2028しました", "復旧 しました"),
        ("復旧\tしま\x00した", "復旧 しました"),
        ("  復旧 \r\n しました\n", "復旧 しました"),
        ("復旧\u202eしました", "復旧しました"),
        ("復旧\ud800しました", "復旧しました"),
    ],
)
def test_line_ends_become_spaces_and_signs_nobody_reads_are_left_out(typed: str, said: str) -> None:
    assert parsed(mail(with_text("subject", typed)))["Subject"] == said
    assert named(mail(with_text("reply-to name", typed)), "Reply-To")[0] == said


def test_line_ends_of_a_body_stay_line_ends() -> None:
    read = parsed(mail(with_text("text", "一\r\n二\r三\u2028四\x0c五\x00\n")))
    assert contents(read)[0] == "一\n二\n三\n四\n五\n"
