"""Letters as mails, one for each thing that makes mails differ; and what several tests read out of one."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from noroshi.render.mail import Address, Mail

TOKYO = ZoneInfo("Asia/Tokyo")
TEXT = """お客様各位

11月18日（水）13:42頃から、決済APIでカード決済の承認のおよそ3割がエラーになっております。
ご迷惑をおかけしており、申し訳ございません。

■ 現在時刻
　2026年11月18日（水）13:58現在（日本時間、24時間表記）
■ 状況ページ
　https://status.toudai.example/incidents/2026-11-18-card-payments/
"""
HTML = """<!doctype html>
<html lang="ja"><body><p>お客様各位</p>
<p>決済APIの障害についてお知らせします。</p></body></html>
"""
ENGLISH = """About 3 in 10 card payments have been failing since 13:42 JST (04:42 UTC).

From 14:30 JST you can send failed payments again. We will write by 14:45 JST.
.
-- 
Toudai Pay
"""  # noqa: W291

PLAIN = Mail(
    sender=Address("status@toudai.example", "灯台ペイ 運用部"),
    subject="【重要】【第1報】決済API 障害発生のお知らせ（11/18）",
    text=TEXT,
    html=HTML,
    at=datetime(2026, 11, 18, 13, 58, tzinfo=TOKYO),
    message_id="2026-11-18-card-payments.01-investigating.opened.ja.all@toudai.example",
    language="ja",
)
LISTED = replace(
    PLAIN,
    reply_to=Address("support@toudai.example", "灯台ペイ お客様窓口"),
    list_id="status.toudai.example",
    list_name="灯台ペイ 障害とメンテナンスのお知らせ",
    unsubscribe="https://status.toudai.example/subscribe/",
)
THIRD = replace(
    LISTED,
    subject="【重要】【第3報】決済API障害 復旧見込みの変更について（11/18）",
    message_id="2026-11-18-card-payments.03-identified.progress.ja.all@toudai.example",
    in_reply_to="2026-11-18-card-payments.02-identified.progress.ja.all@toudai.example",
    references=(PLAIN.message_id, "2026-11-18-card-payments.02-identified.progress.ja.all@toudai.example"),
)
SIXTY = (
    "【復旧】【第5報】決済APIと管理画面とファイル保管サービスの障害がすべて復旧いたしましたお知らせ（11月18日 水曜日）"
)

SAMPLES: dict[str, Mail] = {
    "plain": PLAIN,
    "listed": LISTED,
    "third": THIRD,
    "english": replace(
        LISTED,
        sender=Address("status@toudai.example", "Toudai Pay, Operations"),
        reply_to=Address("support@toudai.example"),
        subject="Payments API: about 3 in 10 card payments failing since 13:42 JST, and we do not know why yet",
        text=ENGLISH,
        html='<!doctype html>\n<html lang="en"><body>\n'
        + "<p>About 3 in 10 card payments fail.</p> " * 40
        + "\n</body></html>\n",
        language="en",
        list_name="Toudai Pay status",
    ),
    "sixty": replace(LISTED, subject=SIXTY),
    "two-letters-in-front": replace(
        LISTED, subject="DB" + "障害の続報です" * 8, sender=Address("a@toudai.example", "DB運用部の担当者一同です")
    ),
    "signs-of-four-octets": replace(LISTED, subject="復旧🎉𠮷野家様👩‍💻" * 6, text=TEXT + "𠮷野家🎉\n"),
    "unsubscribe-by-mail": replace(LISTED, unsubscribe="mailto:leave@toudai.example?subject=leave"),
    "unsubscribe-both-ways": replace(
        LISTED, unsubscribe="mailto:leave@toudai.example https://status.toudai.example/leave"
    ),
    "security": replace(
        PLAIN, subject="【重要】お客様の個人情報の漏えいに関するお詫びとお知らせ", importance_high=True
    ),
    "not-ready": replace(
        LISTED, not_ready=("cause", "next_update", "workaround", "personal_data.contact", "eta", "scope")
    ),
    "long-report": replace(THIRD, text=TEXT * 60, html=HTML.replace("<p>", '<p style="margin:0;color:#1a2b3c">') * 60),
    "domain-outside-ascii": replace(PLAIN, sender=Address("status@灯台.example", "灯台")),
}


def parsed(message: bytes) -> EmailMessage:
    """As Python's own reader has it, under its modern policy."""
    return email.message_from_bytes(message, policy=default)  # type: ignore[return-value]


def defects(message: EmailMessage) -> list[Any]:
    """Everything that reader objects to, in the message, its parts and their headers."""
    found: list[Any] = []
    for part in message.walk():
        found += part.defects
        for value in part.values():
            found += getattr(value, "defects", ())
    return found


def contents(message: EmailMessage) -> list[str]:
    """What the parts say, with ``\\n`` at the ends of lines."""
    return [part.get_content().replace("\r\n", "\n") for part in message.iter_parts()]


def named(message: bytes, header: str) -> tuple[str, str]:
    """(name, address) of a header, taken apart first and decoded then (RFC 2047 §6.2).

    Not by the modern policy: until Python 3.13 at least it keeps the space between two encoded-words of a name.
    """
    name, address = parseaddr(str(email.message_from_bytes(message)[header]))
    return str(make_header(decode_header(name))), address


def raw_headers(message: bytes) -> list[tuple[str, str]]:
    """(name, raw value) as a reader has them that only knows RFC 5322 §2.2; AssertionError for any other line."""
    headers: list[tuple[str, str]] = []
    for line in message.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n"):
        if line.startswith(" "):
            name, value = headers.pop()
            headers.append((name, value + "\r\n" + line))
        else:
            name, colon, value = line.partition(":")
            assert colon and name.replace("-", "").isalnum(), line
            headers.append((name, value.removeprefix(" ")))
    return headers
