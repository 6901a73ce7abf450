"""Incidents as a writer types them, one text each, → the files of their folders."""

from __future__ import annotations

import re

BODY = "お知らせします。"


def typed(text: str, body: str = BODY) -> dict[str, str]:
    """``== 02-resolved.md`` begins a file; its front matter follows, then ``--`` and its body.

    Whatever is an update and says no body has the same one.
    """
    files = {}
    for block in re.split(r"^== ", text.strip(), flags=re.MULTILINE)[1:]:
        name, _, rest = block.partition("\n")
        front, dashes, said = f"\n{rest}".partition("\n--\n")
        own = said.strip() if dashes else body if re.search("^at: ", front, re.MULTILINE) else ""
        files[name.strip()] = f"---\n{front.strip()}\n---\n{own}\n"
    return files


def without(text: str, key: str) -> str:
    """The text without the line of a key; ``personal_data.items`` is the line ``  items: …``."""
    name = key.rpartition(".")[2]
    found, count = re.subn(rf"^ *{name}: [^\n]*\n", "", text + "\n", count=1, flags=re.MULTILINE)
    assert count == 1, f"nobody typed {key}"
    return found


def instead(text: str, key: str, value: str) -> str:
    """The text with another value of a key."""
    name = key.rpartition(".")[2]
    found, count = re.subn(rf"^( *{name}: )[^\n]*$", rf"\g<1>{value}", text, count=1, flags=re.MULTILINE)
    assert count == 1, f"nobody typed {key}"
    return found


_OPENED = """\
== incident.md
title: 決済が失敗しています
at: 2026-11-18 14:00
services: {payment-api: partial_outage}
began_at: ~2026-11-18 13:42
scope: カード決済の承認のおよそ3割
unaffected: 返金と管理画面
data: 失敗した決済に請求は発生しません
cause: unknown
workaround: none
request: 決済をやり直す前に、承認の状態をご確認ください
eta: 2026-11-18 15:30
next_update: 2026-11-18 14:45
"""
_NEXT = """\
== 02-identified.md
at: 2026-11-18 14:45
next_update: 2026-11-18 15:30
"""
_FIRST = "== incident.md\ntitle: x\nat: 2026-11-18 14:00\nservices: {payment-api: partial_outage}\n"
_AGAIN = (
    "== 02-monitoring.md\nat: 2026-11-18 15:00\n== 03-investigating.md\nat: 2026-11-18 16:00\n"
    "scope: カード決済のすべて\ndata: unknown\ncause: unknown\nworkaround: none\nrequest: none\n"
    "eta: unknown\nnext_update: +30m\n"
)
_RESTORED = (
    "== 02-resolved.md\nat: 2026-11-18 17:40\nscope: カード決済の承認のおよそ3割\ndata: none\n"
    "request: none\nreport_by: 2026-11-25\n"
)
_PERSONAL = """\
scope: お問い合わせフォームをご利用のお客様
cause: unknown
request: 不審なメールにご注意ください
next_update: 2026-11-19 10:00
personal_data:
  items: お名前とメールアドレス
  not_included: パスワードとカード番号
  role: own
  secondary_damage: {state: checking}
"""
_CORRECTION = """\
== incident.md
title: 料金の改定のお知らせは誤りでした
kind: correction
at: 2026-11-16 16:00
corrects:
  subject: 料金改定のお知らせ
  sent_at: 2026-11-16 10:00
  from: info@example.com
  to: ご契約中のお客様
  count: 1204
mistake: 12月から料金が上がる
right: 料金は変わりません
data: none
cause: 下書きを送る先を取り違えました
request: お手元のメールを削除してください
"""
_WINDOW = """\
== incident.md
title: 管理画面の更新
kind: maintenance
at: 2026-12-01 10:00
services: dashboard
window:
  start: 2026-12-09 23:00
  end: 2026-12-10 04:00
scope: 管理画面のすべての機能
unaffected: 決済API
request: none
"""
_RECOVERY = """\
data_recovery:
  duration: {from: 3日, to: 5日}
  cost: {from: 無償, to: 無償}
  work: {from: 2名, to: 3名}
  basis: 取り出せたデータの量
  assumptions: 予備の装置が壊れないこと
  risks: [{what: 予備の装置の故障, likelihood: 低い, effect: 取り出せない}]
  extra: 保管場所を増やすと1日早まります
  valid_until: 2026-11-20
  next: 11月20日に改めて見積ります
"""
_RESULT = """\
data_recovery:
  outcome: partial
  stage: 取り出しまで終わりました
  lost: 11月18日に登録された12件
  next: 12件のお客様に個別にご連絡します
"""
_REPORT = """\
== report.md
at: 2026-11-25 10:00
cause: 設定の誤り
why_not_prevented: 確かめる手順がありませんでした
why_so_long: 戻す手順が手作業でした
credit: none
document:
  number: R-12
  version: "1.0"
  author: 灯 太郎
next_report: 2026-12-18
measures:
  canary:
    what: 1台で確かめてから広げます
    due: 2026-12-11
"""

COMPLETE = {
    "opened": _OPENED,
    "progress": _OPENED + _NEXT,
    "reopened": _FIRST + _AGAIN,
    "recovering": _FIRST + "== 02-monitoring.md\nat: 2026-11-18 15:00\nscope: none\nnext_update: +1h\n",
    "restored": _FIRST + _RESTORED,
    "false_alarm": _FIRST + "== 02-false-alarm.md\nat: 2026-11-18 15:00\nrequest: none\n",
    "suspended": _FIRST + "suspended: 広がるのを防ぐため\nscope: すべての決済\nworkaround: none\nnext_update: +1h\n",
    "security_opened": _FIRST + _PERSONAL,
    "security_progress": _FIRST + _PERSONAL + "== 02-identified.md\nat: 2026-11-19 10:00\n"
    "next_update: 2026-11-20 10:00\n",
    "security_measures": _FIRST + _PERSONAL + _REPORT,
    "correction": _CORRECTION,
    "maintenance_scheduled": _WINDOW,
    "maintenance_reminder": _WINDOW,
    "maintenance_started": _WINDOW + "== 02-in-progress.md\nat: 2026-12-09 23:00\n",
    "maintenance_extended": _WINDOW
    + "== 02-in-progress.md\nat: 2026-12-09 23:00\n"
    + "== 03.md\nat: 2026-12-10 03:00\nnext_update: +2h\nwindow: {end: 2026-12-10 06:00}\n",
    "maintenance_postponed": _WINDOW + "== 02.md\nat: 2026-12-02 10:00\n"
    "window: {start: 2026-12-16 23:00, end: 2026-12-17 04:00}\n",
    "maintenance_completed": _WINDOW + "== 02-completed.md\nat: 2026-12-10 03:00\nrequest: none\n",
    "maintenance_cancelled": _WINDOW + "== 02-cancelled.md\nat: 2026-12-02 10:00\nrequest: none\n",
    "data_recovery_estimate": _FIRST + "== 02-identified.md\nat: 2026-11-18 15:00\nnext_update: +1h\n" + _RECOVERY,
    "data_recovery_result": _FIRST + "== 02-identified.md\nat: 2026-11-18 15:00\nnext_update: +1h\n" + _RESULT,
    "report": _FIRST + _RESTORED + _REPORT,
    "measures": _FIRST
    + _RESTORED
    + _REPORT
    + "== 04-measures.md\nat: 2026-12-10 10:00\nmeasures:\n  canary: {due: 2026-12-25, reason: 装置が届いていません}\n",
    "continuity": """\
== incident.md
title: 事業継続計画の見直し
kind: continuity
at: 2026-05-12 10:00
continuity:
  event: reviewed
  changes: 代わりの拠点を2か所にしました
  why: 1か所では電力を失うためです
  effective: 2026-06-01
  effect: お手続きは変わりません
  risks: 切り替えに最大2時間かかります
  next_review: 2027-05-31
  reply_by: 2026-05-29
""",
    "announcement": "== incident.md\ntitle: 年末の受付\nkind: announcement\nat: 2026-11-18 10:00\n",
}
"""Kind of letter → an incident whose letter of this kind lacks nothing; it is the last of that kind."""
