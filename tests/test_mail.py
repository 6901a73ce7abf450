"""A finished letter → an ``.eml`` that every reader reads whole."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_mails import (
    ENGLISH,
    HTML,
    LISTED,
    PLAIN,
    SAMPLES,
    SIXTY,
    TEXT,
    THIRD,
    contents,
    defects,
    named,
    parsed,
    raw_headers,
)

from noroshi.render.mail import Address, Mail, mail
from noroshi.render.mail_headers import LONGEST_IDENTIFIER, identifier

WORD = re.compile(r"=\?UTF-8\?([BQ])\?([^?\s]*)\?=")
CLEAN = st.text(
    st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\ufeff\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    max_size=120,
).map(lambda text: re.sub(" +", " ", text).strip())
"""What somebody might type on one line."""
WRITTEN = st.text(st.sampled_from('aB1 é、ー障害復旧報𠮷🎉=?_.<>,;"\\'), max_size=200).map(
    lambda text: re.sub(" +", " ", text).strip()
)
"""The same, from fewer signs: every way in which 1, 2, 3 and 4 octets may follow each other."""
WILD = st.text(st.characters(), max_size=200) | st.text(st.characters(categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs")))


def judge_lines(message: bytes) -> None:
    """RFC 5322 §2.1, §2.3, RFC 2047 §2: what must be true of every mail."""
    assert message.isascii() and message.endswith(b"\r\n")
    assert b"\r" not in message.replace(b"\r\n", b"") and b"\n" not in message.replace(b"\r\n", b"")
    assert max(map(len, message.split(b"\r\n"))) <= 78
    for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        assert b"=?" not in line or len(line) <= 76
        assert line.strip(), "an empty line within the headers"


def judge_words(value: str) -> None:
    """Every encoded-word can be read alone, and none but the last is padded."""
    words = WORD.findall(value)
    for encoding, text in words:
        assert len(f"=?UTF-8?{encoding}?{text}?=") <= 75
        if encoding == "B":
            assert base64.b64decode(text, validate=True).decode()
        else:
            assert re.fullmatch("(?:[A-Za-z0-9]|=[0-9A-F]{2})+", text)
            assert quopri.decodestring(text).decode()
    assert not any(text.endswith("=") for _, text in words[:-1])


@pytest.mark.parametrize("name", SAMPLES)
def test_every_mail_keeps_to_the_lines_of_the_standards(name: str) -> None:
    message = mail(SAMPLES[name])
    judge_lines(message)
    for _, value in raw_headers(message):
        judge_words(value)
    assert not defects(parsed(message))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_mail_says_what_the_letter_says(name: str) -> None:
    letter = SAMPLES[name]
    message = parsed(mail(letter))
    assert message["Subject"] == letter.subject
    assert named(mail(letter), "From")[0] == letter.sender.name
    assert contents(message) == [letter.text, letter.html]
    assert parsedate_to_datetime(message["Date"]) == letter.at
    assert message["Content-Language"] == letter.language


def test_headers_stand_in_the_order_in_which_people_look_for_them() -> None:
    letter = replace(THIRD, importance_high=True, not_ready=("cause",))
    assert [name for name, _ in raw_headers(mail(letter))] == [
        "From",
        "Reply-To",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "References",
        "MIME-Version",
        "Content-Language",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Auto-Submitted",
        "Importance",
        "X-Noroshi-Not-Ready",
        "Content-Type",
    ]


def test_text_comes_before_html_as_two_forms_of_one_letter() -> None:
    message = parsed(mail(PLAIN))
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert [part.get_content_charset() for part in message.iter_parts()] == ["utf-8", "utf-8"]


def test_the_date_has_the_offset_of_the_zone() -> None:
    assert b"\r\nDate: Wed, 18 Nov 2026 13:58:00 +0900\r\n" in mail(PLAIN)
    assert b"\r\nDate: Wed, 18 Nov 2026 04:58:00 +0000\r\n" in mail(replace(PLAIN, at=PLAIN.at.astimezone(UTC)))


def test_nobody_is_named_as_recipient() -> None:
    message = parsed(mail(LISTED))
    assert message["To"] == "undisclosed-recipients:;"
    assert message["To"].addresses == ()
    assert message["Cc"] is None and message["Bcc"] is None


def test_a_third_report_refers_to_the_first_and_the_second() -> None:
    message = parsed(mail(THIRD))
    first, second = (f"<{identifier(value)}>" for value in THIRD.references)
    assert parsed(mail(PLAIN))["Message-ID"] == first
    assert message["In-Reply-To"] == second
    assert str(message["References"]).split() == [first, second]


def test_one_click_is_promised_only_with_an_address_of_the_web() -> None:
    def links(name: str) -> list[str | None]:
        message = parsed(mail(SAMPLES[name]))
        return [message["List-Unsubscribe"], message["List-Unsubscribe-Post"]]

    one_click = "List-Unsubscribe=One-Click"
    assert links("listed") == ["<https://status.toudai.example/subscribe/>", one_click]
    assert links("unsubscribe-by-mail") == ["<mailto:leave@toudai.example?subject=leave>", None]
    both = "<mailto:leave@toudai.example>, <https://status.toudai.example/leave>"
    assert links("unsubscribe-both-ways") == [both, one_click]
    assert links("security") == [None, None]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://status.灯台.example/停止", "<https://status.xn--kprz67d.example/%E5%81%9C%E6%AD%A2>"),
        ("https://status.toudai.example/a,b>c", "<https://status.toudai.example/a%2Cb%3Ec>"),
        ("HTTPS://status.toudai.example/", "<HTTPS://status.toudai.example/>"),
    ],
)
def test_an_address_to_unsubscribe_is_written_in_ascii(typed: str, written: str) -> None:
    message = parsed(mail(replace(LISTED, unsubscribe=typed)))
    assert message["List-Unsubscribe"] == written
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_list_has_its_identifier_behind_its_name() -> None:
    assert parsed(mail(LISTED))["List-Id"] == "灯台ペイ 障害とメンテナンスのお知らせ <status.toudai.example>"
    assert parsed(mail(replace(LISTED, list_name="")))["List-Id"] == "<status.toudai.example>"


def test_what_is_missing_is_listed_for_the_post_office() -> None:
    keys = SAMPLES["not-ready"].not_ready
    assert str(parsed(mail(SAMPLES["not-ready"]))["X-Noroshi-Not-Ready"]).split(", ") == list(keys)
    assert b"Not-Ready" not in mail(LISTED)


# ---- words of headers


@pytest.mark.parametrize(
    "subject",
    [
        SIXTY,
        "障" * 60,
        "DB" + "障" * 60,
        "A" + "障" * 29 + "é" + "害" * 30,
        "é" + "障" * 60,
        "a" + "🎉" * 60,
        "aé" * 60,
        "ab" + "障害" * 10 + "c" + "復旧" * 10 + "d" + "🎉" * 20,
        "👩‍💻" * 20,
        "𠮷" * 60,
    ],
)
def test_a_long_subject_is_cut_only_where_every_reader_goes_on(subject: str) -> None:
    message = mail(replace(PLAIN, subject=subject))
    judge_lines(message)
    value = dict(raw_headers(message))["Subject"]
    judge_words(value)
    assert parsed(message)["Subject"] == subject
    assert len(WORD.findall(value)) <= len(subject.encode()) / 33 + 2, "more words than it takes"


@settings(max_examples=120, deadline=None)
@given(CLEAN | WRITTEN, CLEAN | WRITTEN, CLEAN | WRITTEN)
@example("=?utf-8?B?w6k=?=", "=?utf-8?Q?a?= =?utf-8?Q?b?=", "a =?x")
@example("a\u3000\u3000b", "障\u3000\u00a0害", "x\u2003y")
def test_subjects_and_names_arrive_as_they_were_typed(subject: str, name: str, list_name: str) -> None:
    letter = replace(LISTED, subject=subject, sender=Address("a@toudai.example", name), list_name=list_name)
    message = mail(letter)
    judge_lines(message)
    for header, value in raw_headers(message):
        judge_words(value)
        assert header in ("From", "Reply-To", "List-Id", "Subject") or "=?" not in value
    read = parsed(message)
    assert not defects(read)
    assert read["Subject"] == subject
    assert [one.addr_spec for one in read["From"].addresses] == ["a@toudai.example"]
    assert named(message, "From") == (name, "a@toudai.example")
    assert named(message, "List-Id") == (list_name, "status.toudai.example")


@settings(max_examples=120, deadline=None)
@given(WILD, WILD, st.tuples(WILD, WILD), WILD)
def test_no_text_at_all_breaks_a_mail(subject: str, name: str, bodies: tuple[str, str], key: str) -> None:
    letter = replace(LISTED, subject=subject, sender=Address("a@toudai.example", name), list_name=name)
    letter = replace(letter, text=bodies[0], html=bodies[1], not_ready=(key, "cause"))
    message = mail(letter)
    judge_lines(message)
    read = parsed(message)
    assert not defects(read)
    assert [one.addr_spec for one in read["From"].addresses] == ["a@toudai.example"]
    said = [str(read["Subject"]), named(message, "From")[0], *contents(read)]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", "".join(said))


def test_a_value_without_end_is_cut_and_says_so() -> None:
    message = mail(replace(LISTED, subject="障害" * 5000, sender=Address("a@toudai.example", "名" * 5000)))
    assert len(message.partition(b"\r\n\r\n")[0]) < 5000
    read = parsed(message)
    assert str(read["Subject"]).startswith("障害障害") and str(read["Subject"]).endswith("…")
    assert named(message, "From")[0].endswith("名…")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("", "status@toudai.example"),
        ("Toudai Pay", "Toudai Pay <status@toudai.example>"),
        ("Toudai, Inc.", '"Toudai, Inc." <status@toudai.example>'),
        ('The "Pay" \\ team', '"The \\"Pay\\" \\\\ team" <status@toudai.example>'),
        ("灯台", "=?UTF-8?B?54Gv5Y+w?= <status@toudai.example>"),
    ],
)
def test_a_name_stands_as_simply_as_it_can(name: str, written: str) -> None:
    sender = Address("status@toudai.example", name)
    assert dict(raw_headers(mail(replace(PLAIN, sender=sender))))["From"] == written


# ---- addresses and identifiers


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("status@toudai.example", Address("status@toudai.example")),
        ("Toudai Pay <status@toudai.example>", Address("status@toudai.example", "Toudai Pay")),
        ('"灯台ペイ, 運用部" <status@toudai.example>', Address("status@toudai.example", "灯台ペイ, 運用部")),
    ],
)
def test_an_address_is_read_as_site_toml_has_it(typed: str, expected: Address) -> None:
    assert Address.typed(typed) == expected


def test_a_domain_outside_ascii_is_written_as_every_server_takes_it() -> None:
    message = parsed(mail(SAMPLES["domain-outside-ascii"]))
    assert message["From"].addresses[0].addr_spec == "status@xn--kprz67d.example"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "status",
        "@toudai.example",
        "status@",
        "status@localhost",
        "status @toudai.example",
        " status@toudai.example",
        "status@toudai.example ",
        "status@toudai.example\r\nBcc: all@evil.example",
        "status@toudai.example, all@evil.example",
        "status@toudai.example;all@evil.example",
        "<status@toudai.example>",
        "Toudai <status@toudai.example>",
        "status@toudai.example>",
        "a@b@toudai.example",
        '"a b"@toudai.example',
        "a..b@toudai.example",
        ".a@toudai.example",
        "a@toudai..example",
        "a@-toudai.example",
        "a@[127.0.0.1]",
        "a\x00@toudai.example",
        "a@toudai.example\u2028",
        "a@灯\u202e台.example",
        "a@灯台\r\n.example",
        "灯台@toudai.example",
        "a@straße.example",
        "a@" + "灯" * 70 + ".example",
        "a" * 65 + "@toudai.example",
    ],
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match=r"@|address"):
        mail(replace(PLAIN, sender=Address(email)))
    with pytest.raises(ValueError, match=r"@|address"):
        mail(replace(PLAIN, reply_to=Address(email, "灯台")))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(PLAIN, at=datetime(2026, 11, 18, 13, 58)),  # noqa: DTZ001
        replace(PLAIN, message_id="no-domain"),
        replace(PLAIN, message_id="a b@toudai.example"),
        replace(PLAIN, message_id="a>\r\nBcc: <all@evil.example"),
        replace(PLAIN, in_reply_to="<a@toudai.example>"),
        replace(PLAIN, references=("a@toudai.example", "")),
        replace(PLAIN, language="ja\r\nBcc: all@evil.example"),
        replace(PLAIN, list_id="status"),
        replace(PLAIN, list_id="status.toudai.example>, <evil.example"),
        replace(LISTED, unsubscribe="javascript:alert(1)"),
        replace(LISTED, unsubscribe="/subscribe/"),
        replace(LISTED, unsubscribe="https://" + "灯" * 70 + ".example/"),
    ],
)
def test_what_no_writer_types_is_refused_where_it_is_wrong(wrong: Mail) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        mail(wrong)


def test_a_long_identifier_is_shortened_in_the_same_way_wherever_it_stands() -> None:
    long = (
        "2026-11-26-file-storage-maintenance.20261118-135800-investigating.maintenance_reminder.ja.all@toudai.example"
    )
    other = long.replace(".ja.", ".en.")
    short = identifier(long)
    assert (
        len(short) <= LONGEST_IDENTIFIER and short.startswith("2026-11-26-file") and short.endswith("@toudai.example")
    )
    assert identifier(short) == short != identifier(other)
    headers = dict(raw_headers(mail(replace(PLAIN, message_id=long, in_reply_to=long, references=(other, long)))))
    assert headers["Message-ID"] == headers["In-Reply-To"] == f"<{short}>"
    assert headers["References"] == f"<{identifier(other)}>\r\n <{short}>"


def test_a_short_identifier_stays_as_it_is() -> None:
    short = "2026-11-18-payment-api.01-x.opened.ja.customers@status.example"
    assert identifier(short) == short


# ---- bodies


@settings(max_examples=120, deadline=None)
@given(st.lists(CLEAN | WRITTEN, max_size=6).map("\n".join), st.lists(WRITTEN, max_size=3).map("\n".join))
def test_texts_arrive_as_they_were_written(text: str, html: str) -> None:
    message = mail(replace(PLAIN, text=text, html=html))
    judge_lines(message)
    read = parsed(message)
    assert not defects(read)
    assert contents(read) == [one if one.endswith("\n") else one + "\n" for one in (text, html)]


def encodings(text: str, html: str = HTML) -> list[str]:
    return [
        part["Content-Transfer-Encoding"] for part in parsed(mail(replace(PLAIN, text=text, html=html))).iter_parts()
    ]


def test_a_part_is_written_in_the_shortest_way() -> None:
    assert encodings("The fix is out.\n") == ["7bit", "base64"]
    assert encodings("The café's payments fail since 13:42 JST, and ours with them.\n")[0] == "quoted-printable"
    assert encodings(TEXT)[0] == "base64"
    assert encodings("word " * 40)[0] == "quoted-printable"
    assert encodings(".\n" * 20 + "日本語" * 2000)[0] == "base64"


@pytest.mark.parametrize(
    "line", ["From 23:00 JST the dashboard is unavailable.", ".", "-- ", "tab\t", "a =_ b", "x" * 79]
)
def test_a_line_that_servers_or_mailboxes_change_is_never_written_bare(line: str) -> None:
    text = f"Hello.\n\n{line}\n"
    message = mail(replace(PLAIN, text=text, html=HTML))
    lines = message.decode("ascii").split("\r\n")
    assert line not in lines and not any(one.startswith("From ") for one in lines)
    assert contents(parsed(message)) == [text, HTML]


def test_no_line_of_quoted_printable_is_longer_than_76() -> None:
    text = "".join(
        f"From {'x' * width} the café, and more words than one line can hold, of course\n" for width in range(80)
    )
    message = mail(replace(PLAIN, text=text, html="<p>é</p>\n"))
    part = message.split(b"quoted-printable\r\n\r\n")[1].partition(b"\r\n--=_")[0]
    assert max(map(len, part.split(b"\r\n"))) <= 76
    assert contents(parsed(message))[0] == text


@pytest.mark.parametrize("first", ["a", "あ", "a" * 100])
def test_the_boundary_stands_in_no_part(first: str) -> None:
    # Whoever knows the boundary of a letter cannot write one that holds its own.
    boundary = parsed(mail(PLAIN)).get_boundary()
    assert boundary is not None and boundary.startswith("=_")
    forged = f"{first}\n--{boundary}--\n--{boundary}\nContent-Type: text/html\n\n<b>x</b>\n"
    message = mail(replace(PLAIN, text=forged, html=forged))
    boundary = parsed(message).get_boundary()
    assert boundary is not None and message.count(f"\r\n--{boundary}".encode()) == 3
    assert contents(parsed(message)) == [forged, forged]


# ---- the same again


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_letter_is_the_same_mail(name: str) -> None:
    assert mail(SAMPLES[name]) == mail(replace(SAMPLES[name]))


def test_letters_that_differ_have_boundaries_that_differ() -> None:
    others = (replace(PLAIN, text=ENGLISH), replace(PLAIN, message_id="b@toudai.example"), replace(PLAIN, html="<p>\n"))
    assert len({parsed(mail(one)).get_boundary() for one in (PLAIN, *others)}) == 4


def test_the_moment_changes_nothing_but_the_date() -> None:
    later = replace(PLAIN, at=PLAIN.at + timedelta(days=1))
    changed = set(mail(PLAIN).split(b"\r\n")) ^ set(mail(later).split(b"\r\n"))
    assert all(line.startswith(b"Date: ") for line in changed) and len(changed) == 2
