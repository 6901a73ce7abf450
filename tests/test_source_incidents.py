"""Folders as the contract describes them → incidents with every fact in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incident_folders import load, one, prose, told

from noroshi.model.incident import WrongMessage
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import Prose
from noroshi.model.terms import FactKey, Impact, Kind, Known, State, Status
from noroshi.model.text import Moment, Said
from noroshi.model.update import Period, Range, ServiceChange, WindowChange
from noroshi.source.incidents import load_incidents

_AT = datetime(2026, 11, 20, 18, 12, tzinfo=UTC)  # 03:12 in Tokyo
_FIRST = "---\ntitle: 決済APIの障害\nat: 2026-11-21 03:12\n---\n調査しています。\n"


def _file(keys: str, body: str = "本文") -> str:
    return f"---\n{keys.strip()}\n---\n{body}\n"


def _update(keys: str, body: str = "本文") -> str:
    return _file(f"at: 2026-11-21 03:40\n{keys.strip()}", body)


def test_the_smallest_first_notice_of_the_contract(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": _file(
                "title: 決済APIでエラーが発生しています\nat: 2026-11-21 03:12\nimpact: major\n"
                "services: payment-api\nnext_update: +30m",
                "決済の一部が失敗しています。原因を調査しています。",
            ),
            "02.md": _file("at: 2026-11-21 03:40", "原因を特定し、修正を進めています。"),
        },
    )
    first, second = incident.updates
    assert (incident.id, incident.kind, incident.lang) == ("a", Kind.INCIDENT, "ja")
    assert (first.id, first.at, first.impact, first.status) == ("incident", _AT, Impact.MAJOR, None)
    assert first.services == (ServiceChange("payment-api"),)
    assert first.next_update == _AT + timedelta(minutes=30)
    assert first.body.original.plain == "決済の一部が失敗しています。原因を調査しています。"
    assert (second.id, second.anchor, second.place.path) == ("02", "update-02", "incidents/a/02.md")


@pytest.mark.parametrize(
    "left", ["(what was wrong, in a few words)", "（何が誤っていたかを短く）", "(何が誤っていたかを短く)"]
)
def test_a_reason_that_was_pasted_and_not_filled_in_is_none(tmp_path: Path, left: str) -> None:
    files = {"a/incident.md": _FIRST, "a/02.md": _update(f"edited: {{at: 2026-11-21 05:00, why: '{left}'}}")}
    incidents, problems = load(tmp_path, files)
    assert told(problems) == [("02.md", 3, "placeholder-left")]
    (edit,) = incidents[0].updates[1].edited
    assert edit.why is None


def test_every_key_of_an_update(tmp_path: Path) -> None:
    update = one(
        tmp_path,
        {
            "incident.md": _FIRST,
            "02.md": _update(
                """
status: monitoring
impact: minor
services:
  payment-api: partial_outage
  dashboard: {state: degraded_performance, since: 2026-11-21 03:30}
  file-storage:
began_at: ~2026-11-21 02:58
detected_at: 2026-11-21T03:05:30+09:00
ended_at: unknown
periods:
  - {from: 2026/11/21 02:58, to: 2026-11-21 03:00}
  - from: ２０２６－１１－２１ ０３：１０
    to: 2026-11-20T18:20Z
scope: カード決済の2割から3割
unaffected: none
data: unknown
cause:
workaround: "none"
request: 再度お手続きください
eta: {from: +1h, to: 2026-11-21 06:00}
actions: 設定を戻しています
next_update: +1h30m
report_by: 2026-11-25
suspended: データを守るため
"""
            ),
        },
    ).updates[1]
    at = _AT + timedelta(minutes=28)
    assert (update.status, update.impact) == (Status.MONITORING, Impact.MINOR)
    assert update.services == (
        ServiceChange("payment-api", State.PARTIAL_OUTAGE),
        ServiceChange("dashboard", State.DEGRADED_PERFORMANCE, datetime(2026, 11, 20, 18, 30, tzinfo=UTC)),
        ServiceChange("file-storage"),
    )
    assert update.began_at == Moment(datetime(2026, 11, 20, 17, 58, tzinfo=UTC), about=True)
    assert update.detected_at == Moment(datetime(2026, 11, 20, 18, 5, 30, tzinfo=UTC))
    assert update.ended_at is Known.UNKNOWN
    assert update.periods == (
        Period(datetime(2026, 11, 20, 17, 58, tzinfo=UTC), datetime(2026, 11, 20, 18, 0, tzinfo=UTC)),
        Period(datetime(2026, 11, 20, 18, 10, tzinfo=UTC), datetime(2026, 11, 20, 18, 20, tzinfo=UTC)),
    )
    assert {key: str(fact and getattr(fact, "original", fact)) for key, fact in update.facts.items()} == {
        FactKey.SCOPE: "カード決済の2割から3割",
        FactKey.UNAFFECTED: "none",
        FactKey.DATA: "unknown",
        FactKey.CAUSE: "None",
        FactKey.WORKAROUND: "none",
        FactKey.REQUEST: "再度お手続きください",
    }
    assert update.facts[FactKey.WORKAROUND] is Known.NONE
    assert update.facts[FactKey.CAUSE] is None
    assert update.eta == Range(at + timedelta(hours=1), datetime(2026, 11, 20, 21, 0, tzinfo=UTC))
    assert update.actions is not None and update.actions.original == "設定を戻しています"
    assert update.next_update == at + timedelta(minutes=90)
    assert update.report_by == date(2026, 11, 25)
    assert update.suspended is not None and update.suspended.reason.original == "データを守るため"
    assert update.where("services.dashboard.since") == Place("incidents/a/02.md", 7)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("eta: none", Known.NONE),
        ("eta: unknown", Known.UNKNOWN),
        ("eta: 2026-11-21 05:00", Moment(datetime(2026, 11, 20, 20, 0, tzinfo=UTC))),
        ("eta: +2h", Moment(_AT + timedelta(hours=2, minutes=28))),
    ],
)
def test_forms_of_eta(typed: str, meant: object, tmp_path: Path) -> None:
    update = one(tmp_path, {"incident.md": _FIRST, "02.md": _update(typed)}).updates[1]
    assert (update.eta, update.eta_taken_back) == (meant, False)


def test_an_empty_eta_takes_the_expectation_back(tmp_path: Path) -> None:
    update = one(tmp_path, {"incident.md": _FIRST, "02.md": _update("eta:\nreport_by: none")}).updates[1]
    assert (update.eta, update.eta_taken_back, update.report_by) == (None, True, Known.NONE)


@pytest.mark.parametrize("typed", ["services: payment-api", "services: [payment-api]", "services:\n  - payment-api"])
def test_one_service_a_list_and_a_table_without_states_are_the_same(typed: str, tmp_path: Path) -> None:
    update = one(tmp_path, {"incident.md": _FIRST, "02.md": _update(typed)}).updates[1]
    assert update.services == (ServiceChange("payment-api"),)


def test_personal_data_data_recovery_and_measures(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": _FIRST,
            "02.md": _update(
                """
personal_data:
  items: 氏名とメールアドレス
  not_included: unknown
  subjects: 約1,200名
  known_at: 2026-11-20
  role: entrusted
  secondary_damage: {state: none_found, text: 確認されていません}
  reported_to: {to: 個人情報保護委員会, on: 2026-11-21}
  other: なりすましにご注意ください
data_recovery:
  duration: {from: 3日, to: 5日}
  cost: {from: 50万円, to: 80万円}
  basis: 同型の機器での実績
  risks:
    - what: 一部が読めない
      likelihood: 低い
      effect: 直近の1時間分が失われる
  valid_until: 2026-12-01
  outcome: pending
measures:
  alarm: {state: done, done_on: 2026-11-22}
  review: {due: 2026-12-11, reason: 人手が足りないため}
edited: {at: 2026-11-21 05:00, why: 誤字を直しました}
"""
            ),
            "02.en.md": _file(
                """
personal_data:
  items: names and mail addresses
  secondary_damage: {text: none found so far}
  reported_to: {to: the Commission}
data_recovery: {duration: {from: 3 days, to: 5 days}, risks: [{what: some of it cannot be read}]}
measures: {review: {reason: not enough hands}}
edited: {why: a typo}
""",
                "Text",
            ),
        },
    )
    update = incident.updates[1]
    personal, recovery = update.personal_data, update.data_recovery
    assert personal is not None and recovery is not None
    assert personal.items is not None and not isinstance(personal.items, Known)
    assert personal.items.said("en") == Said("names and mail addresses", "en")
    assert personal.not_included is Known.UNKNOWN
    assert personal.subjects is not None and not isinstance(personal.subjects, Known)
    assert personal.subjects.said("en") == Said("約1,200名", "ja")
    assert (personal.known_at, personal.role) == (date(2026, 11, 20), "entrusted")
    assert personal.secondary_damage is not None and personal.secondary_damage.text is not None
    assert personal.secondary_damage.text.said("en").text == "none found so far"
    assert [(item.to.said("en").text, item.on) for item in personal.reported_to] == [
        ("the Commission", date(2026, 11, 21))
    ]
    assert recovery.duration is not None and recovery.duration.high.said("en").text == "5 days"
    assert recovery.cost is not None and recovery.cost.low.original == "50万円"
    assert recovery.risks[0].what.said("en").text == "some of it cannot be read"
    assert recovery.risks[0].effect is not None and recovery.risks[0].effect.said("en").lang == "ja"
    assert recovery.outcome == "pending"
    assert update.measures["alarm"].done_on == date(2026, 11, 22)
    assert update.measures["review"].reason is not None
    assert update.measures["review"].reason.said("en").text == "not enough hands"
    assert [edit.why and edit.why.said("en").text for edit in update.edited] == ["a typo"]
    assert update.body.said("en")[1] == "en"


def test_every_key_of_an_incident(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": _file(
                """
title: 料金改定のお知らせの誤配信について
kind: correction
at: 2026-11-21 03:12
related: [2026-11-18-payment-api, b]
aliases: /price
corrects: {subject: 料金改定, sent_at: 2026-11-16 10:05, from: info@example.com, to: ライトプラン, count: 2406}
mistake: 料金を改定します
right: 改定しません
audience: customers
contact: {name: 専用窓口, phone: 0120-000-000, email: s@example.com, url: https://example.com/, until: 2026-12-31}
draft: true
drill: false
"""
            ),
            "incident.en.md": _file(
                "title: Your price is not changing\nmistake: It is\nright: It is not\n"
                "corrects: {subject: Notice, to: the Light plan}\ncontact: {name: Help desk}",
                "Text",
            ),
        },
    )
    assert incident.title.said("en").text == "Your price is not changing"
    assert incident.related == ("2026-11-18-payment-api", "b")
    assert incident.aliases == ("/price",)
    correction = incident.correction
    assert correction is not None and correction.right is not None
    assert correction.right.said("en").text == "It is not"
    assert isinstance(correction.corrects, WrongMessage)
    assert (correction.corrects.count, correction.corrects.subject.said("en").text) == (2406, "Notice")
    assert correction.corrects.recipients is not None
    assert correction.corrects.recipients.said("en").text == "the Light plan"
    assert incident.contact is not None and incident.contact.name is not None
    assert incident.contact.name.said("en").text == "Help desk"
    assert incident.contact.until == date(2026, 12, 31)
    assert (incident.audience, incident.draft, incident.drill) == (("customers",), True, False)
    assert incident.lines["contact.until"] == 11


def test_a_report_with_all_its_keys(tmp_path: Path) -> None:
    report = one(
        tmp_path,
        {
            "incident.md": _FIRST,
            "report.md": _file(
                """
at: 2026-11-25 10:00
cause: 設定の誤り
cause_state: confirmed
why_not_prevented: 確認がなかった
why_so_long: 手順がなかった
document: {number: R-12, version: "1.0", author: 運用部}
credit: none
briefing: {at: 2026-12-01 14:00, where: 本社, reply_by: 2026-11-28}
next_report: 2026-12-25
faq:
  - {question: 返金は, answer: ございません}
measures:
  b: {what: 二人で確認する, due: 2026-12-11, state: in_progress, owner: 運用部}
  a: {what: 監視を足す, done_on: 2026-11-22}
"""
            ),
            "report.en.md": _file(
                "cause: a wrong setting\nfaq: [{question: Refunds, answer: None needed}]\n"
                "measures: {b: {what: two people check}}\nbriefing: {where: head office}",
                "Account",
            ),
        },
    ).report
    assert report is not None and report.cause is not None and not isinstance(report.cause, Known)
    assert report.cause.said("en").text == "a wrong setting"
    assert report.credit is Known.NONE
    assert report.document is not None and report.document.version == "1.0"
    assert report.briefing is not None and report.briefing.where is not None
    assert report.briefing.where.said("en").text == "head office"
    assert report.faq[0].answer.said("en").text == "None needed"
    assert [(item.id, item.state, item.what.said("en").lang) for item in report.measures] == [
        ("b", "in_progress", "en"),
        ("a", "done", "ja"),
    ]


def test_updates_stand_by_time_and_at_the_same_time_by_name(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": _FIRST,
            "10.md": _file("at: 2026-11-21 03:30"),
            "09-b.md": _file("at: 2026-11-21 03:40"),
            "09-a.md": _file("at: 2026-11-20T18:40Z"),
        },
    )
    assert [update.id for update in incident.updates] == ["incident", "10", "09-a", "09-b"]


@pytest.mark.parametrize(
    ("name", "kind", "status"),
    [
        ("03-resolved", "incident", Status.RESOLVED),
        ("03_false-alarm", "incident", Status.FALSE_ALARM),
        ("resolved", "security", Status.RESOLVED),
        ("03-in-progress", "maintenance", Status.IN_PROGRESS),
        ("03-in_progress", "maintenance", Status.IN_PROGRESS),
        ("20261121-034012-identified", "incident", Status.IDENTIFIED),
        ("20261121-034012-identified-2", "incident", Status.IDENTIFIED),
        ("03-not-resolved", "incident", None),
        ("03-resolved-for-some", "incident", None),
        ("2026-11-21", "incident", None),
    ],
)
def test_a_file_name_may_name_the_status(name: str, kind: str, status: Status | None, tmp_path: Path) -> None:
    first = _FIRST.replace("at:", f"kind: {kind}\nat:")
    assert one(tmp_path, {"incident.md": first, f"{name}.md": _update("")}).updates[1].status is status


def test_a_name_against_the_status_and_a_status_of_another_kind_are_warnings(tmp_path: Path) -> None:
    (incident,), problems = load(
        tmp_path,
        {
            "a/incident.md": _FIRST,
            "a/02-resolved.md": _update("status: monitoring"),
            "a/03-completed.md": _file("at: 2026-11-21 04:00"),
        },
    )
    assert [(p.place.line, p.rule, str(p.severity)) for p in problems] == [
        (3, "file-name-against-status", "warning"),
        (1, "file-name-of-other-kind", "warning"),
    ]
    assert [update.status for update in incident.updates] == [None, Status.MONITORING, None]


@pytest.mark.parametrize(
    ("name", "kind", "write", "near"),
    [
        ("03-resovled", "incident", "03-resolved.md", "resolved"),
        ("03-fixed", "incident", "03-resolved.md", "resolved"),
        ("02-fukkyu", "incident", "02-resolved.md", "resolved"),
        ("02-kanryo", "maintenance", "02-completed.md", "completed"),
        ("20261121-034012-identifed", "incident", "20261121-034012-identified.md", "identified"),
        ("2026-11-21-resolved", "incident", "20261121-resolved.md", "resolved"),
        ("03-resovled", "maintenance", "03-completed.md", "completed"),
    ],
)
def test_a_name_that_all_but_says_a_status_is_a_warning(
    name: str, kind: str, write: str, near: str, tmp_path: Path
) -> None:
    first = _FIRST.replace("at:", f"kind: {kind}\nat:")
    (incident,), problems = load(tmp_path, {"a/incident.md": first, f"a/{name}.md": _update("")})
    assert [(p.rule, str(p.severity), p.arguments["write"], p.arguments["near"]) for p in problems] == [
        ("file-name-near-status", "warning", write, near)
    ]
    assert incident.updates[1].status is None


@pytest.mark.parametrize(
    "name",
    ["03-not-resolved", "03-unresolved", "02-identified-eu", "02-update", "02", "02-restart", "02-more", "02-new-eta"],
)
def test_a_name_that_resembles_no_status_is_silent(name: str, tmp_path: Path) -> None:
    one(tmp_path, {"incident.md": _FIRST, f"{name}.md": _update("")})


def test_a_status_that_is_said_needs_no_name(tmp_path: Path) -> None:
    one(tmp_path, {"incident.md": _FIRST, "03-fixed.md": _update("status: resolved")})


def test_words_of_ours_may_begin_with_a_capital(tmp_path: Path) -> None:
    typed = "title: 作業\nkind: Maintenance\nat: 2026-11-21 03:12\nimpact: Major\nstatus: Completed\neta: Unknown"
    incident = one(tmp_path, {"incident.md": _file(typed)})
    update = incident.updates[0]
    assert (incident.kind, update.impact, update.status) == (Kind.MAINTENANCE, Impact.MAJOR, Status.COMPLETED)


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("impact: 大", "major"),
        ("impact: 小", "minor"),
        ("impact: 甚大", "critical"),
        ("impact: 軽微", "minor"),
        ("impact: なし", "none"),
        ("impact: high", "major"),
        ("status: 原因を特定", "identified"),
        ("status: 経過観察中", "monitoring"),
        ("kind: お詫びと訂正", "correction"),
        ("services: {payment-api: 全面停止}", "major_outage"),
        ("services: {payment-api: 性能の低下}", "degraded_performance"),
        ("services: 決済API", "payment-api"),
        ("services: 決済 api", "payment-api"),
        ("services: “payment-api”", "payment-api"),
    ],
)
def test_words_of_the_pages_lead_to_ours(line: str, near: str, tmp_path: Path) -> None:
    file = tmp_path / "incidents/a/incident.md"
    file.parent.mkdir(parents=True)
    file.write_text(_file(f"title: 障害\nat: 2026-11-21 03:12\n{line}"), encoding="utf-8")
    _, problems = load_incidents(
        tmp_path,
        zone=ZoneInfo("Asia/Tokyo"),
        languages=("ja", "en"),
        service_ids=("payment-api", "dashboard"),
        audience_ids=("customers",),
        service_names={"決済API": "payment-api", "Payments": "payment-api", "管理画面": "dashboard"},
        prose=prose,
    )
    assert [problem.arguments["near"] for problem in problems] == [near]


@pytest.mark.parametrize(
    ("languages", "title"), [(("ja", "en"), "決済"), (("en",), "payments"), (("en", "ja"), "payments")]
)
def test_examples_are_in_the_language_of_the_site(languages: tuple[str, ...], title: str, tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"a/incident.md": _file("at: 2026-11-21 03:12")}, languages=languages)
    assert [(p.rule, title in p.arguments["example"]) for p in problems] == [("missing-key", True)]


def test_the_offset_in_a_hint_is_that_of_the_site(tmp_path: Path) -> None:
    file = _file("title: x\nat: 2026-07-01 03:12\nnext_update: soon")
    _, problems = load(tmp_path, {"a/incident.md": file}, zone="America/New_York")
    assert [(p.rule, p.arguments["offset"], p.arguments["after"]) for p in problems] == [("not-a-time", "-04:00", "at")]


def test_a_status_must_be_one_of_the_incidents_kind(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        {
            "a/incident.md": _FIRST.replace("at:", "kind: maintenance\nat:"),
            "a/02.md": _update("status: resolved"),
        },
    )
    assert [(p.rule, p.arguments["near"], p.arguments["allowed"][0]) for p in problems] == [
        ("unknown-status", "completed", "scheduled")
    ]


def test_without_a_time_incident_md_speaks_for_the_first_update(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": _file(
                "title: 停止\nkind: maintenance\nservices: dashboard\nscope: 画面\n"
                "window: {start: 2026-11-22 01:00, end: +2h}",
                "",
            ),
            "incident.en.md": _file("title: Pause\nscope: the dashboard", ""),
            "02.md": _update("request: 保存してください"),
            "03.md": _file("at: 2026-11-21 05:00\nwindow: {end: +3h}"),
        },
    )
    first, second = incident.updates
    start = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
    assert first.services == (ServiceChange("dashboard"),)
    assert first.window == WindowChange(start, start + timedelta(hours=2))
    assert second.window == WindowChange(None, start + timedelta(hours=3))
    assert set(first.facts) == {FactKey.SCOPE, FactKey.REQUEST}
    scope = first.facts[FactKey.SCOPE]
    assert scope is not None and not isinstance(scope, Known) and scope.said("en").text == "the dashboard"
    assert first.where("window.start") == Place("incidents/a/incident.md", 6)
    assert first.where("request") == Place("incidents/a/02.md", 3)


def test_a_fact_has_one_home_and_a_text_without_a_time_is_told(tmp_path: Path) -> None:
    (incident,), problems = load(
        tmp_path,
        {
            "a/incident.md": _file("title: 障害\nimpact: major", ""),
            "a/02.md": _update("impact: minor"),
            "a/03.md": _file("at: 2026-11-21 05:00\nimpact: none"),
            "b/incident.md": _file("title: 障害", "本文"),
            "b/02.md": _update(""),
        },
    )
    assert told(problems) == [("02.md", 3, "two-homes"), ("incident.md", 4, "body-without-at")]
    assert problems[0].arguments["file"] == "incidents/a/incident.md:3"
    assert (incident.id, incident.left_out, [item.id for item in incident.updates]) == ("a", ("02",), ["03"])


def test_an_end_by_length_needs_a_start(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        {"a/incident.md": _FIRST.replace("at:", "kind: maintenance\nat:"), "a/02.md": _update("window: {end: +2h}")},
    )
    assert told(problems) == [("02.md", 3, "relative-without-start")]


def test_languages_of_files_and_their_translations(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": _file("title: Payments\nlang: en\nat: 2026-11-21 03:12", "Failing."),
            "incident.ja.md": "---\ntitle: 決済\n---\n失敗しています。\n",
            "02.md": _update("scope: All", "Text."),
            "02.ja.md": "訳だけの本文。\n\n---\n\n続き。\n",
            "03.md": _file("at: 2026-11-21 04:00\nlang: ja", "日本語です。"),
            "03.en.md": "In English.",
        },
    )
    assert incident.title.said("ja") == Said("決済", "ja")
    assert [update.body.lang for update in incident.updates] == ["en", "en", "ja"]
    assert [update.body.said("ja")[0].plain[:2] for update in incident.updates] == ["失敗", "訳だ", "日本"]
    scope = incident.updates[1].facts[FactKey.SCOPE]
    assert scope is not None and not isinstance(scope, Known) and scope.said("ja") == Said("All", "en")


def test_mistakes_in_translations(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        {
            "a/incident.md": _FIRST.replace("at:", "workaround: none\nscope: 全員\nat:"),
            "a/incident.en.md": _file(
                "title: T\nworkaround: none\nscope: unknown\ncause: C\nimpact: major\nsevrity: x"
            ),
            "a/incident.ja.md": "訳",
            "a/02.md": _update("personal_data: {role: own}\nedited: {at: 2026-11-21 05:00, why: 誤字}"),
            "a/02.en.md": _file("title: T\npersonal_data: {role: own}\nedited: [{why: a}, {why: b}]"),
            "a/02.fr.md": "x",
            "a/02.jp.md": "x",
            "a/04.en.md": "x",
        },
    )
    assert sorted(told(problems)) == [
        ("02.en.md", 2, "key-elsewhere"),
        ("02.en.md", 3, "fact-in-translation"),
        ("02.en.md", 4, "translation-list"),
        ("02.fr.md", 1, "translation-language"),
        ("02.jp.md", 1, "translation-language"),
        ("04.en.md", 1, "translation-without-base"),
        ("incident.en.md", 3, "known-word-translated"),
        ("incident.en.md", 4, "known-word-translated"),
        ("incident.en.md", 5, "translation-of-nothing"),
        ("incident.en.md", 6, "fact-in-translation"),
        ("incident.en.md", 7, "unknown-key"),
        ("incident.ja.md", 1, "translation-same-language"),
    ]
    near = {p.place.path[-8:]: p.arguments["near"] for p in problems if p.rule == "translation-language"}
    assert near == {"02.fr.md": "", "02.jp.md": "ja"}
    (elsewhere,) = (p for p in problems if p.rule == "key-elsewhere")
    assert elsewhere.arguments["file"] == "incident.LANG.md"


def test_a_missing_translation_is_silent(tmp_path: Path) -> None:
    incident = one(tmp_path, {"incident.md": _FIRST, "incident.en.md": ""})
    assert incident.updates[0].body.said("en")[1] == "ja"


def test_a_withdrawn_update_and_a_withdrawn_incident(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": _FIRST.replace("at:", "withdrawn: 別の障害でした\nat:"),
            "02.md": _update("withdrawn: 誤った続報でした", ""),
            "02.en.md": _file("withdrawn: this was wrong", ""),
        },
    )
    assert incident.withdrawn is not None and incident.withdrawn.original == "別の障害でした"
    assert [update.withdrawn and update.withdrawn.said("en").text for update in incident.updates] == [
        None,
        "this was wrong",
    ]


def test_a_withdrawal_needs_a_reason(tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"a/incident.md": _FIRST, "a/02.md": _update("withdrawn:")})
    assert told(problems) == [("02.md", 3, "empty-value")]


def test_what_is_empty_is_a_warning(tmp_path: Path) -> None:
    incidents, problems = load(
        tmp_path,
        {
            "a/incident.md": _FIRST,
            "a/02-resolved.md": _update("", ""),
            "a/report.md": _file("at: 2026-11-22 10:00", " "),
            "b/incident.md": _file("title: まだ何も", ""),
            "c/graph.png": b"",
            "d/02.md": _update(""),
        },
    )
    assert [incident.id for incident in incidents] == ["a"]
    assert [(p.incident, p.rule, str(p.severity)) for p in problems] == [
        ("a", "empty-body", "warning"),
        ("a", "empty-report", "warning"),
        ("b", "no-update", "warning"),
        ("c", "empty-folder", "warning"),
        ("d", "missing-incident-file", "error"),
    ]


def test_a_broken_update_is_left_out_and_the_rest_of_the_incident_remains(tmp_path: Path) -> None:
    (incident,), problems = load(
        tmp_path,
        {
            "a/incident.md": _FIRST.replace("at:", "impact: huge\nat:"),
            "a/02-identified.md": _update("cause: 設定"),
            "a/03.md": _update("status: solved"),
            "a/04.md": b"\x82\xa0",
            "a/05.md": _update("scope: 一部"),
            "a/05.en.md": _file("impact: minor"),
            "a/report.md": _file("cause: x"),
        },
    )
    assert [problem.update for problem in problems] == ["03", "04", "05", "incident", "report"]
    assert [update.id for update in incident.updates] == ["02-identified"]
    assert (incident.left_out, incident.report) == (("03", "04", "05", "incident", "report"), None)


def test_an_incident_whose_identity_is_broken_does_not_come(tmp_path: Path) -> None:
    incidents, problems = load(
        tmp_path,
        {
            "a/incident.md": _FIRST.replace("title:", "titel:"),
            "a/02.md": _update(""),
            "b/incident.md": _FIRST.replace("at:", "kind: outage\nat:"),
            "c/incident.md": _FIRST.replace("at:", "draft: yes\nat:"),
            "d/incident.md": "本文だけ\n",
            "e/incident.md": _FIRST,
        },
    )
    assert [incident.id for incident in incidents] == ["e"]
    assert {(p.incident, p.update) for p in problems} == {(name, "") for name in "abcd"}


def test_a_body_may_show_the_images_beside_it_wherever_its_year_stands(tmp_path: Path) -> None:
    seen: list[tuple[str, str, dict[str, str], Place]] = []

    def prose(
        markdown: str, lang: str, prefix: str, images: Mapping[str, str], place: Place
    ) -> tuple[Prose, tuple[Problem, ...]]:
        seen.append((lang, prefix, dict(images), place))
        return Prose(markdown, markdown, markdown), (Problem(place, "image-missing", Severity.WARNING),)

    load(tmp_path, {"2026/a/incident.md": _FIRST, "2026/a/incident.en.md": "x", "2026/a/graph.png": b""})
    (incident,), problems = load_incidents(
        tmp_path,
        zone=ZoneInfo("Asia/Tokyo"),
        languages=("ja", "en"),
        service_ids=(),
        audience_ids=(),
        prose=prose,
    )
    images = {"graph.png": "/incidents/a/graph.png"}
    assert seen == [
        ("en", "update-incident--", images, Place("incidents/2026/a/incident.en.md", 1)),
        ("ja", "update-incident--", images, Place("incidents/2026/a/incident.md", 5)),
    ]
    assert [image.path for image in incident.images] == ["incidents/2026/a/graph.png"]
    assert [(p.incident, p.update, p.rule) for p in problems] == [("a", "incident", "image-missing")] * 2


def test_clocks_that_are_put_back_and_forward(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        {
            "a/incident.md": _file("title: Outage\nat: 2026-11-01 01:30"),
            "a/02.md": _file("at: 2026-11-02 01:30\nbegan_at: 2026-03-08 02:30"),
        },
        zone="America/New_York",
    )
    assert [(p.rule, p.arguments["paste"]) for p in problems] == [
        ("time-never-occurs", ("began_at: 2026-03-08 01:30-05:00", "began_at: 2026-03-08 03:30-04:00")),
        ("time-occurs-twice", ("at: 2026-11-01 01:30-04:00", "at: 2026-11-01 01:30-05:00")),
    ]


def test_hours_after_a_time_are_hours_that_pass_whatever_clocks_do(tmp_path: Path) -> None:
    first = _file("title: x\nat: 2026-10-31 23:00\neta: +5h")
    (update,) = one(tmp_path, {"incident.md": first}, zone="America/New_York").updates
    assert update.eta == Moment(datetime(2026, 11, 1, 8, 0, tzinfo=UTC))


_ROWS = """\
---
title: x
at: 2026-11-21 03:12
services:
  - a
  a: b
\ta: b
eta: {from: +1h}
x: [
y: }
z: 'q
w: "
*a
&b
!c
? d
: e
|
f: |
- - -
%TAG
...
window: {start: 2026-11-21 03:12
periods: [{}]
edited: [1, {a: b}]
personal_data: {items: [x]}
\u3000a: b
title： x
measures: {A B: {}}
status: [resolved]
corrects: {count: x}
lang: {}""".splitlines()
_SIGNS = ["[", "{", "a: ", "- ", "\n", " ", "'", '"', "#", ":", ",", "]", "}", "あ", "~", "\\", "\0"]


def _in_fences(signs: list[str]) -> bytes:
    return f"---\n{''.join(signs)}\n---\n".encode()


_TYPED = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from(_ROWS), max_size=14).map(lambda rows: "\n".join(rows).encode()),
    st.lists(st.sampled_from(_SIGNS), max_size=60).map(_in_fences),
)


@given(incident=_TYPED, update=_TYPED, translation=_TYPED)
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_in_any_file_make_the_loader_raise(
    incident: bytes, update: bytes, translation: bytes, tmp_path: Path
) -> None:
    files = {"a/incident.md": incident, "a/02.md": update, "a/02.en.md": translation, "a/report.md": update}
    incidents, problems = load(tmp_path, {**files, "a/incident.en.md": translation})
    for problem in problems:
        assert problem.place.line >= 1
        repr(problem.key).encode("utf-8")
    assert len(incidents) <= 1


def test_incident_md_is_the_first_update_also_where_another_was_said_at_the_same_minute(tmp_path: Path) -> None:
    """``02-…`` sorts before ``incident`` by name, and yet nobody means it to be the first notice."""
    incident = one(tmp_path, {"incident.md": _FIRST, "02-identified.md": _file("at: 2026-11-21 03:12")})
    assert [update.id for update in incident.updates] == ["incident", "02-identified"]


def test_what_incident_md_says_without_at_stays_when_the_first_update_is_withdrawn(tmp_path: Path) -> None:
    incident = one(
        tmp_path,
        {
            "incident.md": "---\ntitle: 決済APIの障害\nimpact: major\n---\n",
            "01.md": _file("at: 2026-11-21 03:12\nwithdrawn: 別のサービスの記録でした"),
            "02.md": _file("at: 2026-11-21 03:40"),
        },
    )
    assert [update.impact for update in incident.updates] == [None, Impact.MAJOR]
