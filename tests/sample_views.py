"""A view of every class, as the fictional 霧笛クラウド would publish it, in Japanese and English."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sample_figures import figures, figures_index
from sample_frames import LANGUAGES, URL, Tongue, frame
from sample_parts import SERVICES, STATES, entries, mark, planned, strip
from sample_timeline import closed_timeline, open_answers, open_timeline, recovery_table, report

from noroshi.views.measures_page import MeasureGroup, MeasuresView, SiteMeasure
from noroshi.views.pages import (
    EmbedItem,
    EmbedView,
    HistoryView,
    HomeView,
    IncidentView,
    KindFilter,
    MaintenanceView,
    MeasureRow,
    MonthFigure,
    MonthLink,
    MonthView,
    NotFoundMessage,
    NotFoundView,
    OpenIncident,
    QuestionView,
    RecentDay,
    RedirectView,
    ServiceView,
    StateMeaning,
    TextView,
    YearIndex,
)
from noroshi.views.parts import EditNote, EntryRecord, ServiceGroup, ServiceRow
from noroshi.views.pieces import Html, Run
from noroshi.views.search_page import SearchView
from noroshi.views.site_views import PageView
from noroshi.views.subscribing import Address, FollowPart, FollowService, Snippet, SubscribeView


def home(t: Tongue, *, well: bool = False) -> HomeView:
    rows = tuple(
        ServiceRow(
            mark(t, item[0]),
            Run(t("お支払いページを発行します。", "Makes pages to pay on.")),
            strip(t, quiet=n % 2 == 0),
        )
        for n, item in enumerate(SERVICES)
    )
    listed = entries(t)
    open_incident = OpenIncident(
        entry=listed[0],
        summary=t.say(
            "11月21日（土）12:55頃から続いています。原因を特定し、対応しています。",
            "Going on since about 12:55 JST, Saturday 21 November. We know the cause and are fixing it.",
        ),
        answers=open_answers(t),
        latest=open_timeline(t)[0],
        marks=(mark(t, "payment-link"),),
        left_out=(),
    )
    return HomeView(
        frame=frame(t, "/", "現在の状況", "Status now"),
        sign=t.sign("operational" if well else "partial_outage", *STATES["operational" if well else "partial_outage"]),
        headline=t.heading("すべてのサービスが通常どおり稼働しています", "All services are working normally")
        if well
        else t.heading("決済リンクの一部がご利用いただけません", "Payment links are failing for some customers"),
        lead=(
            t.at("2026-11-21T15:05:00+09:00", "2026年11月21日（土）15:05", "15:05 JST, Saturday 21 November 2026"),
            Run(t("現在。", ".")),
        ),
        incidents=() if well else (open_incident,),
        maintenance=() if well else (planned(t, "overdue"), planned(t, "within"), planned(t)),
        notices=() if well else listed[4:],
        groups=(
            ServiceGroup(Run(t("決済", "Payments")), rows[:3]),
            ServiceGroup(Run("Platform", lang="en"), rows[3:6]),
            ServiceGroup(None, rows[6:]),
        ),
        method=t(
            "全面停止は100%、一部停止は30%を停止時間に数えます。", "A major outage counts fully, a partial one 30%."
        ),
        recent=(
            RecentDay(t.at("2026-11-21", "11月21日（土）", "Saturday 21 November"), listed[:2], ""),
            RecentDay(
                Run(t("11月8日（日）〜11月20日（金）", "8 to 20 November")),
                (),
                t("お知らせはありません", "Nothing to report"),
            ),
        ),
        history_path=t.path("/history/"),
        left_out="" if well else t("掲載を見合わせているお知らせが1件あります。", "One entry is being held back."),
    )


def filters(t: Tongue) -> tuple[KindFilter, ...]:
    said = (
        ("all", "すべて", "All", 7),
        ("incident", "障害", "Incidents", 2),
        ("maintenance", "メンテナンス", "Maintenance", 1),
    )
    return tuple(KindFilter(kind, t(ja, en), count) for kind, ja, en, count in said)


def incident_open(t: Tongue) -> IncidentView:
    entry = entries(t)[0]
    rest = "/incidents/payment-link/"
    return IncidentView(
        frame=frame(t, rest, entry.title.text, entry.title.text, json_path=t.path(rest + "index.json"), drill=True),
        entry=entry,
        headline=entry.title,
        marks=(t("訓練", "Drill"), t("障害", "Incident"), t("影響：大", "Impact: major")),
        summary=t.say(
            "12:55頃から続いています。原因を特定し、対応しています。",
            "Going on since about 12:55 JST. We know the cause.",
        ),
        withdrawn=(),
        translation_note=t("日本語版がまだない部分があります。", "Parts of this page are not translated yet."),
        left_out=(t("更新「04」は掲載を見合わせています。", "Update “04” is being held back."),),
        facts=(
            t.row(
                "began_at",
                "発生日時",
                "Began",
                (
                    t.at(
                        "2026-11-21T12:55:00+09:00",
                        "2026年11月21日（土）12:55頃",
                        "about 12:55 JST, Saturday 21 November 2026",
                    ),
                ),
            ),
            t.row("services", "対象サービス", "Services", (mark(t, "payment-link").name,)),
            *open_answers(t),
            t.row("cause", "原因", "Cause", (Run("接続先の一覧の誤り", lang="" if t.tag == "ja" else "ja"),)),
        ),
        tables=(recovery_table(t),),
        services=(mark(t, "payment-link"), mark(t, "webhook")),
        services_title=t("現在の状態", "State now"),
        timeline=open_timeline(t),
        report=None,
        is_document=False,
        measures=(),
        questions=(),
        related=(entries(t)[1],),
        contact=(t.row("phone", "電話", "Phone", (Run("0120-000-001", path="tel:0120000001"),)),),
        answers=open_answers(t),
        follow=(
            Run(t("続報をフィードで受け取る", "Follow in a feed reader"), path=t.path(rest + "feed.atom")),
            Run(t("そのほかの受け取り方", "Other ways"), path=t.path("/subscribe/")),
        ),
    )


def incident_closed(t: Tongue) -> IncidentView:
    view = incident_open(t)
    entry = entries(t)[1]
    rest = "/incidents/payment-api/"
    done = t.at("2026-11-20", "11月20日（金）", "20 November")
    return replace(
        view,
        frame=frame(t, rest, entry.title.text, entry.title.text),
        entry=entry,
        headline=entry.title,
        marks=(t("障害", "Incident"),),
        translation_note="",
        left_out=(),
        timeline=closed_timeline(t),
        report=report(t),
        is_document=True,
        measures=(
            MeasureRow(
                Run(t("公開前の照合を自動にする", "Compare lists automatically")),
                t("実施済み", "Done"),
                "done",
                (done,),
                (),
                None,
            ),
            MeasureRow(
                Run(t("カード会社と手順を見直す", "Review the steps with card companies")),
                t("期限超過", "Overdue"),
                "overdue",
                (Run(t("期限：", "Due: ")), done),
                (t.say("期限を11月13日から変更しました。", "Moved from 13 November."),),
                Run(t("決済基盤部", "Payments platform")),
            ),
        ),
        questions=(
            QuestionView(
                Run(t("二重に請求されていませんか。", "Was anyone charged twice?")), (Run(t("いいえ。", "No.")),)
            ),
        ),
        contact=(),
        answers=(),
        record=EntryRecord(
            (t.say("掲載後に修正したお知らせは1件です。", "Updates edited after publication: 1."),),
            (EditNote(t.say("18:00に題名を修正しました。", "Edited on 18:00 JST: the title")),),
            t("題名・記載項目の修正：1回", "Edits to the title and the facts: 1"),
        ),
    )


def incident_withdrawn(t: Tongue) -> IncidentView:
    view = incident_open(t)
    return replace(
        view,
        frame=frame(t, "/incidents/plan/", "取り下げたお知らせ", "A withdrawn notice"),
        entry=entries(t)[5],
        withdrawn=t.say("別の会社あての内容だったため、取り下げました。", "Withdrawn: it was meant for somebody else."),
        facts=(),
        tables=(),
        services=(),
        timeline=(),
        related=(),
        answers=(),
    )


def history(t: Tongue) -> HistoryView:
    year = YearIndex(
        t("2026年", "2026"),
        tuple(
            MonthLink(
                t.path(f"/history/2026/{n:02}/"),
                t(f"{n}月", f"Month {n}"),
                t("障害 3件", "3 incidents"),
                t.path(f"/reports/2026/{n:02}/"),
            )
            for n in range(11, 3, -1)
        ),
    )
    return HistoryView(
        frame=frame(t, "/history/", "履歴", "History"),
        heading=t("履歴", "History"),
        lead=t("これまでのお知らせです。", "Everything we have published."),
        newest=entries(t),
        newest_title=t("最近のお知らせ", "Newest"),
        filters=filters(t),
        years=(year, replace(year, label=t("2025年", "2025"))),
    )


def month(t: Tongue) -> MonthView:
    return MonthView(
        frame=frame(t, "/history/2026/11/", "2026年11月", "November 2026"),
        heading=t("2026年11月", "November 2026"),
        lead=t("障害 2件、メンテナンス 1件", "2 incidents, 1 maintenance"),
        filters=(*filters(t), KindFilter("security", t("セキュリティ", "Security"), 0)),
        entries=entries(t)[:3],
        newer=None,
        older=MonthLink(t.path("/history/2026/10/"), t("2026年10月", "October 2026"), ""),
        index_path=t.path("/history/"),
    )


def service(t: Tongue) -> ServiceView:
    return ServiceView(
        frame=frame(t, "/services/payment-link/", "決済リンク", "Payment links"),
        mark=mark(t, "payment-link"),
        heading=t.heading("決済リンク", "Payment links"),
        description=Run(t("メールなどで送れる、お支払いページを発行します。", "Pages where your customers can pay.")),
        link="https://muteki.example/payments/links/",
        sentence=t.say("決済リンクの一部がご利用いただけません", "Payment links are failing for some customers"),
        ended=t("このサービスは終了しました。", "This service has ended."),
        open_entries=entries(t)[:1],
        depends_on=(mark(t, "payment-api"),),
        needed_by=(mark(t, "webhook"), mark(t, "notification")),
        strip=strip(t),
        months=(
            MonthFigure(
                t("2026年11月", "November 2026"), t.path("/history/2026/11/"), "99.84%", t("1時間7分", "1 h 7 min"), 2
            ),
            MonthFigure(t("2026年10月", "October 2026"), "", "100%", "", 0),
        ),
        method=t("一部停止は30%を停止時間に数えます。", "A partial outage counts 30%."),
        not_counted=t("終了時刻の分からない障害が1件あります。", "One incident of unknown length is not counted."),
        entries=entries(t),
        history_path=t.path("/history/"),
        follow=(Run("Atom", path=t.path("/services/payment-link/feed.atom")),),
        subscribe_path=t.path("/subscribe/"),
    )


def maintenance(t: Tongue) -> MaintenanceView:
    return MaintenanceView(
        frame=frame(t, "/maintenance/", "メンテナンス", "Maintenance"),
        heading=t("メンテナンス", "Maintenance"),
        lead=t("予定している作業です。", "Planned work."),
        current=(planned(t, "within"),),
        coming=(planned(t),),
        past=(entries(t)[2],),
    )


def subscribe(t: Tongue) -> SubscribeView:
    def part(key: str, title: str, **rest: Any) -> FollowPart:
        given = {"steps": (), "is_sequence": False, "addresses": (), "snippets": (), "links": ()} | rest
        return FollowPart(key, title, t("お知らせが届きます。", "Notices come to you."), **given)

    badge, atom = f"{URL}{t.path('/badge.svg')}", t.path("/feed.atom")
    return SubscribeView(
        frame=frame(t, "/subscribe/", "通知を受け取る", "Subscribe"),
        heading=t.heading("通知を受け取る", "Subscribe"),
        lead=t("どの方法も無料です。", "All of it is free."),
        parts=(
            part(
                "mail", t("メール", "Email"), links=(Run(t("申し込む", "Sign up"), path="mailto:join@muteki.example"),)
            ),
            part(
                "reader",
                t("フィードリーダー", "Feed reader"),
                steps=(t("用意します。", "Get one."), t("貼り付けます。", "Paste it.")),
                is_sequence=True,
                addresses=(Address(t("すべての続報", "Every update"), atom, URL + atom),),
            ),
            part("calendar", t("カレンダー", "Calendar"), steps=(t("メニューから加えます。", "Add it."),)),
            part(
                "own-site",
                t("自社のサイト", "Your site"),
                snippets=(
                    Snippet(t("バッジ", "Badge"), f"![{'x' * 200}]({badge})"),
                    Snippet(t("枠", "Frame"), "<iframe>", Run(t("見本", "Example"), path=t.path("/embed/"))),
                ),
            ),
        ),
        services=(FollowService(mark(t, "payment-link").name, (Run("Atom", path=atom), Run("RSS", path=atom))),),
        services_lead=t("サービスを選べます。", "Pick a service."),
    )


def text(t: Tongue) -> TextView:
    body = t(
        '<h2 id="page--a">時刻</h2><p>時刻は日本時間です。<a href="/history/">履歴</a></p>'
        "<table><thead><tr><th>状態</th></tr></thead><tbody><tr><td>正常</td></tr></tbody></table>",
        '<h2 id="page--a">Times</h2><p>Times are in Japan. <a href="/en/history/">History</a></p>'
        "<pre><code>curl https://status.muteki.example/status/en/incidents/payment-link/index.json</code></pre>",
    )
    return TextView(
        frame=frame(t, "/about/", "このページについて", "About this page"),
        heading=t.heading("このページについて", "About this page"),
        body=Html(body),
        translation_note=t("", "Parts of this page are not translated yet."),
        legend=tuple(StateMeaning(t.sign(code, *words), t("説明", "Meaning"), "30%") for code, words in STATES.items()),
        method=t("一部停止は30%を停止時間に数えます。", "A partial outage counts 30%."),
    )


def not_found(t: Tongue) -> NotFoundView:
    messages = tuple(
        NotFoundMessage(
            other.tag,
            other("ページが見つかりません", "This page does not exist"),
            other("アドレスが変わったのかもしれません。", "Its address may have changed."),
            (Run(other("現在の状況", "Status now"), path=other.path("/")),),
        )
        for other in map(Tongue, LANGUAGES)
    )
    page = frame(t, "/404.html", "ページが見つかりません", "Not found", everywhere=False)
    return NotFoundView(replace(page, path="/404.html", no_index=True, json_ld="", social=()), messages)


def moved(t: Tongue) -> RedirectView:
    target = t.path("/incidents/payment-link/")
    page = frame(t, "/p4/", "移動しました", "Moved", everywhere=False)
    return RedirectView(
        replace(page, no_index=True, json_ld="", social=()),
        target,
        URL + target,
        t("ページが移動しました。", "This page has moved."),
    )


def embed(t: Tongue) -> EmbedView:
    listed = entries(t)
    return EmbedView(
        frame=replace(frame(t, "/embed/", "現在の状況", "Status now"), no_index=True),
        sign=t.sign("partial_outage", "一部停止", "Partial outage"),
        headline=t.heading("決済リンクで障害が発生しています", "Payment links are failing"),
        items=tuple(EmbedItem(item.path, item.title, item.sign) for item in listed[:2]),
        as_of=t.say("11月21日（土）15:05現在。", "As of 15:05 JST, Saturday 21 November."),
    )


def search(t: Tongue) -> SearchView:
    return SearchView(
        frame=replace(frame(t, "/search/", "検索", "Search"), no_index=True),
        heading=t("検索", "Search"),
        lead=t("すべてのお知らせから探せます。", "Search everything."),
        without_script=t("検索にはJavaScriptが必要です。", "Search needs JavaScript."),
        history=Run(t("これまでのお知らせ", "History"), path=t.path("/history/")),
        label=t("探す言葉", "Words to look for"),
        button=t("検索", "Search"),
        more=t("続きを表示する", "Show more"),
        found=json.dumps({"one": "{n} result", "other": t("{n}件", "{n} results")}, ensure_ascii=False),
        none=t("「{words}」はありません。", "No “{words}”."),
        failed=t("読み込めませんでした。", "It could not be loaded."),
        index_path="/search/index/pagefind.js",
        signs="\\u{4e00}-\\u{9fff}",
        is_unspaced=t.tag == "ja",
        excerpt=30,
    )


def all_well(t: Tongue) -> HomeView:
    view = home(t, well=True)
    return replace(view, frame=replace(view.frame, path=t.path("/well/")))


def measures(t: Tongue) -> MeasuresView:
    late, done = incident_closed(t).measures[1], incident_closed(t).measures[0]
    day = t.at("2026-11-13", "2026年11月13日（金）", "Friday 13 November 2026")
    promised = Run(t("決済APIの障害", "Payment API failing"), path=t.path("/incidents/api/#update-report"))
    return MeasuresView(
        frame=frame(t, "/measures/", "再発防止策の実施状況", "Prevention measures", json_path="/measures/index.json"),
        heading=t("再発防止策の実施状況", "Prevention measures"),
        lead=(day, Run(t("現在、期限を過ぎたもの1件です。", ": 1 overdue."))),
        groups=(
            MeasureGroup(
                "overdue",
                t("期限超過", "Overdue"),
                t("期限", "Due"),
                (SiteMeasure(late, (day,), t("8日超過", "8 days late"), t.say("実施中", "In progress"), promised),),
            ),
            MeasureGroup(
                "done",
                t("過去13か月に実施したもの", "Done in the last 13 months"),
                t("実施日", "Done on"),
                (SiteMeasure(done, (day,), "", (Run(t("期限：", "due ")), day), promised),),
            ),
        ),
        years=(Run(t("2026年", "2026"), path=t.path("/measures/2026/")), Run(t("2025年", "2025"))),
        years_title=t("実施した年ごとの一覧", "Done, by year"),
        index=Run(t("すべての再発防止策", "All prevention measures"), path=t.path("/measures/")),
        follow=(Run("Atom", path=t.path("/measures.atom")),),
    )


MAKERS = (
    home,
    all_well,
    incident_open,
    incident_closed,
    incident_withdrawn,
    history,
    month,
    service,
    maintenance,
    measures,
    subscribe,
    text,
    not_found,
    moved,
    embed,
    search,
    figures,
    figures_index,
)


def sample_views() -> tuple[PageView, ...]:
    """Every page of the sample site in every language."""
    return tuple(make(Tongue(tag)) for tag in LANGUAGES for make in MAKERS if tag == "ja" or make is not not_found)
