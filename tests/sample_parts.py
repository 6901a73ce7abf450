"""Services, strips and entries of the sample site."""

from __future__ import annotations

from sample_frames import Tongue

from noroshi.views.pages import MaintenanceItem
from noroshi.views.parts import EntryRow, ServiceMark, Strip, StripRun
from noroshi.views.pieces import Run

SERVICES = (
    ("payment-api", "決済API", "Payments API", "operational"),
    ("payment-link", "決済リンク", "Payment links", "partial_outage"),
    ("recurring", "定期課金", "Recurring billing", "operational"),
    ("dashboard", "管理画面", "Dashboard", "degraded_performance"),
    ("file-storage", "ファイル保管", "File storage", "under_maintenance"),
    ("notification", "通知配信", "Notifications", "major_outage"),
    ("webhook", "Webhook通知", "Webhooks", "unknown"),
)
STATES = {
    "operational": ("正常", "Operational"),
    "under_maintenance": ("メンテナンス中", "Under maintenance"),
    "degraded_performance": ("性能の低下", "Degraded performance"),
    "partial_outage": ("一部停止", "Partial outage"),
    "major_outage": ("全面停止", "Major outage"),
    "unknown": ("状態不明", "Unknown"),
}


ENTRIES = (
    (
        "payment-link",
        "incident",
        "障害",
        "Incident",
        "決済リンクで本人認証の画面が開かない",
        "Payment links not opening the authentication screen",
        "partial_outage",
        "原因を特定",
        "Identified",
        "大",
        "Major",
        "",
    ),
    (
        "payment-api",
        "incident",
        "障害",
        "Incident",
        "決済APIのカード決済の一部が失敗",
        "Some card payments on the Payments API failing",
        "partial_outage",
        "復旧",
        "Resolved",
        "大",
        "Major",
        "about",
    ),
    (
        "storage",
        "maintenance",
        "メンテナンス",
        "Maintenance",
        "ファイル保管のデータベース更新",
        "File storage database upgrade",
        "under_maintenance",
        "予定",
        "Scheduled",
        "",
        "",
        "",
    ),
    (
        "support-mail",
        "security",
        "セキュリティ",
        "Security",
        "サポート宛てのメールへの不正アクセス",
        "Unauthorised access to our support mailbox",
        "notice",
        "復旧",
        "Resolved",
        "",
        "",
        "",
    ),
    (
        "price-mail",
        "correction",
        "訂正",
        "Correction",
        "料金改定のメールの誤り（お詫びと訂正）",
        "A mistake in our email about prices",
        "notice",
        "訂正",
        "Correction",
        "",
        "",
        "",
    ),
    (
        "plan",
        "continuity",
        "事業継続",
        "Continuity",
        "事業継続計画の見直し",
        "Our continuity plan was reviewed",
        "notice",
        "事業継続",
        "Continuity",
        "",
        "",
        "",
    ),
    (
        "fax-end",
        "announcement",
        "お知らせ",
        "Announcement",
        "FAX連携の終了について",
        "The fax gateway is ending",
        "notice",
        "お知らせ",
        "Announcement",
        "",
        "",
        "",
    ),
)
"""Id, kind and its words, titles, shape and status, impact, whether a duration is known; Japanese before English."""


def mark(t: Tongue, service: str) -> ServiceMark:
    found = next(item for item in SERVICES if item[0] == service)
    _, ja, en, state = found
    return ServiceMark(service, Run(t(ja, en), path=t.path(f"/services/{service}/")), t.sign(state, *STATES[state]))


def strip(t: Tongue, *, quiet: bool = False) -> Strip:
    first = t.at("2026-08-24", "8月24日（月）", "Monday 24 August")
    last = t.at("2026-11-21", "今日", "Today")
    calm = t("8月24日（月）〜11月21日（土）：障害なし", "24 August to 21 November: no incident")
    if quiet:
        sentence = t(
            "直近90日間に障害はなく、稼働率は100%です。", "No incident in the last 90 days; availability 100%."
        )
        covers = t("90日間の記録", "90 days")
        return Strip(90, (StripRun(0, 90, "operational", 0, calm, ""),), sentence, first, last, "100%", covers)
    told = (
        (0, 9, "unknown", 0, "8月24日（月）〜9月1日（火）：記録なし", "24 August to 1 September: no record", ""),
        (9, 31, "operational", 0, "障害なし", "No incident", ""),
        (40, 1, "under_maintenance", 1, "10月3日（土）：メンテナンス", "3 October: maintenance", "/history/2026/10/"),
        (41, 11, "operational", 0, "障害なし", "No incident", ""),
        (52, 1, "degraded_performance", 2, "10月15日（木）：性能の低下", "15 October: degraded", "/history/2026/10/"),
        (53, 33, "operational", 0, "障害なし", "No incident", ""),
        (86, 1, "major_outage", 4, "11月18日（水）：全面停止", "18 November: major outage", "/incidents/payment-api/"),
        (87, 2, "operational", 0, "障害なし", "No incident", ""),
        (
            89,
            1,
            "partial_outage",
            3,
            "11月21日（土）：一部停止",
            "21 November: partial outage",
            "/incidents/payment-link/",
        ),
    )
    runs = tuple(
        StripRun(start, length, code, level, t(ja, en), t.path(path) if path else "")
        for start, length, code, level, ja, en, path in told
    )
    sentence = t(
        "直近81日間のうち4日に障害があり、稼働率は99.84%です。",
        "Incidents on 4 of the last 81 days; availability 99.84%.",
    )
    return Strip(90, runs, sentence, first, last, "99.84%", t("81日間の記録", "81 days"))


def entries(t: Tongue) -> tuple[EntryRow, ...]:
    """One of every kind."""
    made = []
    for item, kind, kja, ken, ja, en, code, sja, sen, ija, ien, about in ENTRIES:
        made.append(
            EntryRow(
                id=item,
                path=t.path(f"/incidents/{item}/"),
                kind=kind,
                kind_word=t(kja, ken),
                title=t.heading(ja, en),
                sign=t.sign(code, sja, sen),
                impact=t(ija, ien),
                when=(
                    t.at("2026-11-21T12:55:00+09:00", "11月21日（土）12:55頃", "about 12:55 JST, Saturday 21 November"),
                    Run(t("から", " onwards")),
                ),
                duration=t("約3時間42分", "about 3 h 42 min") if about else "",
                services=(Run(t("決済リンク", "Payment links")),) if code == "partial_outage" else (),
                is_open=item == "payment-link",
                is_withdrawn=item == "plan",
            )
        )
    return tuple(made)


def planned(t: Tongue, phase: str = "before") -> MaintenanceItem:
    words = {"before": ("予定", "Scheduled"), "within": ("実施中", "In progress"), "overdue": ("延長中", "Overdue")}
    return MaintenanceItem(
        entry=entries(t)[2],
        phase=phase,
        phase_word=t(*words[phase]),
        window=(
            t.at("2026-11-26T02:00:00+09:00", "2026年11月26日（木）2:00", "02:00"),
            Run(t("〜", " to ")),
            t.at("2026-11-26T05:00:00+09:00", "5:00", "05:00 JST, Thursday 26 November 2026"),
        ),
        answers=(
            t.row(
                "scope",
                "ご利用いただけないもの",
                "What will not work",
                t.say("ファイルの追加と削除", "Adding and deleting files"),
            ),
            t.row(
                "unaffected",
                "通常どおりのもの",
                "What keeps working",
                t.say("閲覧とダウンロード", "Viewing and downloading"),
            ),
        ),
    )
