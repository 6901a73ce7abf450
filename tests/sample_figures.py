"""Reports of a month, as the fictional 霧笛クラウド would publish them, in Japanese and English."""

from __future__ import annotations

from sample_frames import Tongue, frame

from noroshi.views.figures import (
    EditedLine,
    EditsView,
    FigureMarks,
    FiguresIndexView,
    FiguresView,
    FiguresYear,
    MeasureGroup,
    MeasureLine,
    ServiceLine,
    WaitLine,
)
from noroshi.views.pieces import Row, Run
from noroshi.views.promise_sums import OutcomeCount, PromiseRow, PromiseSumsView


def figures(t: Tongue) -> FiguresView:
    incident = Run(
        t("決済APIのカード承認エラー", "Card errors in the Payments API"), path=t.path("/incidents/payment/")
    )
    again = t("再計算", "recomputed")
    due = t.at("2026-11-27", "2026年11月27日（金）", "Friday 27 November 2026")
    measure = MeasureLine(Run(t("監視を追加する", "Add an alarm")), incident, (Run(t("期限：", "due ")), due))
    return FiguresView(
        frame=frame(
            t, "/reports/2026/11/", "2026年11月の稼働報告", "Report for November 2026", json_path="/index.json"
        ),
        heading=t("2026年11月の稼働報告", "Report for November 2026"),
        lead=t.say("11月1日から11月30日まで", "1 to 30 November"),
        unfinished=t.say("この期間はまだ終わっていません。", "This period is not over yet."),
        left_out=t("1件を除いています。", "One entry is left out."),
        months=(Run(t("2026年11月", "November 2026"), path=t.path("/reports/2026/11/")),),
        services_title=t("対象サービス", "Services"),
        services=(
            ServiceLine(
                Run(t("決済リンク", "Payment links"), path=t.path("/services/payment-link/")),
                "99.84%",
                t("1時間7分", "1 h 7 min"),
                t("30日", "30 days"),
                2,
            ),
        ),
        method=t("一部停止は30%を停止時間に数えます。", "A partial outage counts 30%."),
        not_counted=t("終了時刻の分からない障害が1件あります。", "One incident of unknown length is not counted."),
        impacts=(t.row("critical", "甚大", "critical", (Run("1"),)), t.row("major", "大", "major", (Run("0"),))),
        waits_title=t("最初のお知らせと復旧までの時間", "Time to first notice and to recovery"),
        waits=(
            WaitLine(
                t("復旧まで", "To recovery"),
                (
                    Row("median", t("中央値", "Median"), t.say("35分", "35 min")),
                    Row("longest", t("最長", "Longest"), (Run(t("52分：", "52 min: ")), incident)),
                ),
                (t("3件のうち2件で計算", "Based on 2 of 3 incidents"), t("継続中：1件", "not over yet: 1")),
            ),
        ),
        promises=PromiseSumsView(
            t("お約束の達成状況", "Promises"),
            (
                PromiseRow(
                    "next_update",
                    t("次回のお知らせ", "Next update"),
                    (
                        OutcomeCount("kept", t("期限内", "Kept"), "3"),
                        OutcomeCount("late", t("遅れ", "Late"), "1"),
                    ),
                    (Run(t("遅れは最長で15分：", "At most by 15 min: ")), incident),
                ),
            ),
            t("お約束の期限があった日に数えます。", "Each promise counts on the day it named."),
            "",
        ),
        measures_title=t("再発防止策の実施状況", "Prevention measures"),
        measures=(
            MeasureGroup("overdue", t("期限超過", "Overdue"), 0, ()),
            MeasureGroup("due", t("実施予定", "Planned"), 1, (measure,)),
        ),
        recomputed=(
            (
                t.at("2026-12-03T10:00:00+09:00", "12月3日 10:00", "3 December, 10:00"),
                Run(t("　続報", ": news")),
                incident,
            ),
        ),
        edits=EditsView(
            title=t("掲載後の修正と削除", "Edited or removed after publication"),
            total=t("修正したお知らせ：1件", "Edited updates: 1."),
            lines=(EditedLine(incident, t("修正したお知らせ：1件", "Edited updates: 1.")),),
            gone=(t.say("2026-11-20-mail は削除しました。", "2026-11-20-mail was removed."),),
            limit=t("履歴は途中からです。", "The history is cut off."),
        ),
        marks=FigureMarks(again, "", again, "", ""),
        csv=Run("CSV", path=t.path("/reports/2026/11/report.csv")),
        json=Run("JSON", path=t.path("/reports/2026/11/index.json")),
        newer=None,
        older=Run(t("2026年10月", "October 2026"), path=t.path("/reports/2026/10/")),
        index=Run(t("2026年", "2026"), path=t.path("/reports/2026/")),
    )


def figures_index(t: Tongue) -> FiguresIndexView:
    heading = t("月次・年次の稼働報告", "Monthly and yearly reports")
    return FiguresIndexView(
        frame=frame(t, "/reports/", "月次・年次の稼働報告", "Monthly and yearly reports"),
        heading=heading,
        lead=t("月ごと・年ごとの数字です。", "The figures of each month and year."),
        years=(
            FiguresYear(
                Run(t("2026年", "2026"), path=t.path("/reports/2026/")),
                (Run(t("2026年11月", "November 2026"), path=t.path("/reports/2026/11/")),),
            ),
        ),
    )
