"""Timelines, answers and a report of the sample site."""

from __future__ import annotations

from dataclasses import replace

from sample_frames import Tongue

from noroshi.views.parts import EditNote, FactChange, ReportDay, ReportMoment, ReportView, TextChange, UpdateView
from noroshi.views.pieces import Html, Row, Run, Table
from noroshi.wording.difference import Stretch


def open_answers(t: Tongue) -> tuple[Row, ...]:
    return (
        t.row(
            "scope",
            "影響範囲",
            "Affected",
            t.say(
                "決済リンクの支払い画面で「ホクトカード」を選ぶと、本人認証の画面が開きません。",
                "On a payment link, the authentication screen does not open for Hokuto Card.",
            ),
        ),
        t.row(
            "eta",
            "復旧見込み",
            "Expected back",
            (t.at("2026-11-21T16:30:00+09:00", "11月21日（土）16:30頃", "about 16:30 JST, Saturday 21 November"),),
        ),
        t.row(
            "workaround",
            "代替手段",
            "What you can do",
            t.say("ほかのブランドのカードか銀行振込をご案内ください。", "Offer another card brand or bank transfer."),
        ),
        t.row(
            "next_update",
            "次回のお知らせ",
            "Next update",
            (
                t.at("2026-11-21T15:30:00+09:00", "11月21日（土）15:30", "15:30 JST, Saturday 21 November"),
                Run(t("まで", " at the latest")),
            ),
        ),
    )


def recovery_table(t: Tongue) -> Table:
    return Table(
        "data_recovery",
        t("データの復旧", "Data recovery"),
        (t.row("recovery_duration", "期間の見積り", "Time", t.say("2日から5日", "2 to 5 days")),),
    )


def update(t: Tongue, number: int, clock: str, code: str, ja: str, en: str, body: str) -> UpdateView:
    """One update on 21 November."""
    at = f"2026-11-21T{clock}:00+09:00"
    path = t.path(f"/incidents/payment-link/#update-0{number}")
    return UpdateView(
        anchor=f"update-0{number}",
        path=path,
        number=t(f"第{number}報", f"Update {number}"),
        day=t.at("2026-11-21", "11月21日（土）", "Saturday 21 November"),
        starts_day=False,
        time=Run(clock, datetime=at),
        told_at=t.at(at, f"11月21日（土）{clock}", f"{clock} JST, Saturday 21 November"),
        sign=t.sign(code, ja, en),
        status_changed=True,
        changes=(),
        body=Html(body) if body else None,
        rows=(),
        tables=(),
        promise=(),
        promise_is_late=False,
        edits=(),
        withdrawn=(),
        is_latest=False,
    )


def edit(t: Tongue) -> EditNote:
    """An edit with all that can be told of one: facts, a text in another language, a note, a commit."""
    fact = (Stretch("removed", "major"), Stretch("added", "critical"))
    text = (
        Stretch("elided", ""),
        Stretch("kept", "復旧は"),
        Stretch("removed", "15時"),
        Stretch("added", "17時"),
        Stretch("kept", "の見込みです。"),
    )
    return EditNote(
        t.say("14:40に修正しました：見込みの変更", "Edited on 14:40 JST: another time"),
        changes=(
            TextChange(
                "" if t.tag == "ja" else "ja",
                (
                    FactChange("impact", t("影響度", "Impact"), fact),
                    FactChange("window.end", "", fact[1:], t("", "ja")),
                ),
                text,
            ),
        ),
        notes=(t.say("一部の文面は掲載していません。", "Some of the earlier text is not shown."),),
        commit=(Run("commit 1a2b3c4", path="https://muteki.example/status/commit/1a2b3c4"),),
    )


def open_timeline(t: Tongue) -> tuple[UpdateView, ...]:
    latest = update(
        t,
        3,
        "14:50",
        "partial_outage",
        "原因を特定",
        "Identified",
        t(
            "<p>復旧の見込みを変更いたします。</p><ul><li>ミナトカード：ご利用いただけます。</li></ul>"
            '<p><a href="/about/">詳しく</a></p>',
            "<p>We now expect a later time.</p><ul><li>Minato Card: works.</li></ul>"
            '<p><a href="/en/about/">More</a></p>',
        ),
    )
    second = update(
        t,
        2,
        "14:05",
        "partial_outage",
        "原因を特定",
        "Identified",
        t("<p>原因が分かりました。</p>", "<p>We know why.</p>"),
    )
    gone = update(t, 4, "14:30", "notice", "取り下げ", "Withdrawn", "")
    first = update(t, 1, "13:20", "major_outage", "調査中", "Investigating", "")
    return (
        replace(
            latest,
            starts_day=True,
            is_latest=True,
            status_changed=False,
            changes=(
                (
                    Run(t("復旧見込み：", "Expected back: ")),
                    t.at("2026-11-21T15:30:00+09:00", "15:30頃", "about 15:30"),
                    Run(" → "),
                    t.at("2026-11-21T16:30:00+09:00", "16:30頃", "about 16:30"),
                ),
            ),
            rows=(
                t.row(
                    "actions", "現在の対応", "What we are doing", t.say("登録の切り替え待ち", "Waiting for a switch")
                ),
            ),
            promise=t.say("次回のお知らせ：15:30まで", "Next update by 15:30 JST"),
        ),
        replace(
            gone,
            withdrawn=t.say("別の障害の内容だったため、取り下げました。", "Withdrawn: it was about another incident."),
        ),
        replace(
            second,
            promise=t.say("次回のお知らせ：14:40まで（10分の遅れ）", "Next update by 14:40 JST (10 minutes late)"),
            promise_is_late=True,
            edits=(edit(t), EditNote(t.say("14:12 時刻の誤りを訂正しました。", "14:12 JST: a time was corrected."))),
            edits_title=t("掲載後に2回修正しました", "Edited 2 times"),
            times=(t.say("14:17に公開", "Published at 14:17"), t.say("14:06に作成", "Written at 14:06")),
            tables=(recovery_table(t),),
        ),
        replace(first, body=Html("<p>調査しています。</p>", "" if t.tag == "ja" else "ja")),
    )


def closed_timeline(t: Tongue) -> tuple[UpdateView, ...]:
    solved = update(
        t,
        4,
        "17:40",
        "operational",
        "復旧",
        "Resolved",
        t(
            '<p>復旧いたしました。</p><p><img src="/logo.svg" alt="図" width="40" height="40"></p>',
            '<p>Back to normal.</p><p><img src="/logo.svg" alt="Chart" width="40" height="40"></p>',
        ),
    )
    rest = open_timeline(t)
    return (
        replace(solved, starts_day=True, is_latest=True),
        replace(rest[0], starts_day=False, is_latest=False),
        *rest[2:],
    )


def report(t: Tongue) -> ReportView:
    told = update(t, 5, "10:00", "notice", "報告書", "Report", "")
    return ReportView(
        update=replace(told, anchor="update-report", path=t.path("/incidents/payment-api/#update-report")),
        title=t("障害報告書", "Incident report"),
        document=(t.row("document_number", "文書番号", "Document", t.say("MC-2026-041", "MC-2026-041")),),
        causes=(
            t.row("direct_cause", "直接の原因", "Cause", t.say("接続先の一覧の誤り", "A wrong list of addresses")),
        ),
        body=Html(t("<h3>概要</h3><p>承認が失敗しました。</p>", "<h3>Summary</h3><p>Authorisations failed.</p>")),
        overview=(t.row("first_told", "公表日時", "First told", t.say("12:55", "12:55")),),
        days=(
            ReportDay(
                t.at("2026-11-18", "2026年11月18日（水）", "Wednesday 18 November 2026"),
                (
                    ReportMoment(
                        t.at("2026-11-18T13:42:00+09:00", "13:42頃", "about 13:42"), t.say("発生", "Began"), ()
                    ),
                    ReportMoment(
                        t.at("2026-11-18T13:58:00+09:00", "13:58", "13:58"),
                        t.say("第1報を公表", "Update 1 published"),
                        t.say("記録を調べております。", "We are reading the records."),
                    ),
                ),
            ),
        ),
        measures_note=t.say("11月20日（金）までの状況です。", "As of 20 November."),
        closing=(t.row("briefing_where", "場所", "Where", t.say("オンライン", "Online")),),
        contact=(t.row("phone", "電話", "Phone", (Run("0120-000-001", path="tel:0120000001"),)),),
    )
