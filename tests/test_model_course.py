"""What holds after each update: status, impact, states, facts. docs/content-format.md, "Updates"."""

from __future__ import annotations

from datetime import timedelta

import pytest
from building import change, correction, incident, t, text, told, update

from noroshi.model.course import course
from noroshi.model.terms import FactKey, Impact, Known, State, Status
from noroshi.model.update import PersonalData, Range, SecondaryDamage

ID = "2026-11-18-payment-api"


def states(item) -> dict[str, str]:
    """Service → state after the last update."""
    return {service: state.value for service, state in item.standing.states.items()}


def facts(item) -> dict[str, str]:
    """Fact → its words after the last update."""
    return {
        key.value: fact.value if isinstance(fact, Known) else fact.original for key, fact in item.standing.facts.items()
    }


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("incident", "investigating"),
        ("security", "investigating"),
        ("maintenance", "scheduled"),
        ("announcement", "published"),
        ("correction", "published"),
        ("continuity", "published"),
    ],
)
def test_a_first_update_without_a_status_gets_the_first_of_its_kind(kind, status):
    item = course(incident(ID, update("2026-11-18 13:58"), kind=kind))
    assert item.standing.status == status


def test_a_status_holds_until_it_is_replaced():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58"),
            update("2026-11-18 14:10", status="identified"),
            update("2026-11-18 14:30"),
        )
    )
    assert [step.standing.status for step in item.steps] == ["investigating", "identified", "identified"]
    assert item.is_open


def test_a_list_of_services_takes_the_state_from_the_impact():
    item = course(incident(ID, update("2026-11-18 13:58", impact="major", services={"payment-api": None})))
    assert states(item) == {"payment-api": "partial_outage"}


@pytest.mark.parametrize(
    ("impact", "state"),
    [
        ("none", "operational"),
        ("minor", "degraded_performance"),
        ("major", "partial_outage"),
        ("critical", "major_outage"),
        (None, "degraded_performance"),
    ],
)
def test_each_impact_names_the_state_of_a_listed_service_and_none_said_is_minor(impact, state):
    item = course(incident(ID, update("2026-11-18 13:58", impact=impact, services={"web": None})))
    assert states(item) == {"web": state}


def test_a_service_listed_later_takes_the_impact_that_is_in_force():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", impact="critical", services={"payment-api": None}),
            update("2026-11-18 14:10", services={"web": None}),
        )
    )
    assert states(item) == {"payment-api": "major_outage", "web": "major_outage"}


def test_a_service_that_is_not_named_keeps_its_state_when_the_impact_changes():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", impact="major", services={"payment-api": None}),
            update("2026-11-18 14:10", impact="minor", services={"web": None}),
        )
    )
    assert states(item) == {"payment-api": "partial_outage", "web": "degraded_performance"}
    assert item.standing.impact is Impact.MINOR


def test_in_a_maintenance_a_listed_service_is_under_maintenance_whatever_the_impact():
    item = course(
        incident(
            ID,
            update(
                "2026-11-18 13:58",
                impact="major",
                services={"web": None},
                window=("2026-11-20 01:00", "2026-11-20 03:00"),
            ),
            kind="maintenance",
        )
    )
    assert states(item) == {"web": "under_maintenance"}
    assert item.standing.impact is Impact.MAJOR


def test_a_notice_gives_no_service_a_state():
    item = course(incident(ID, update("2026-11-18 13:58", services={"web": None}), kind="announcement"))
    assert states(item) == {}
    assert item.services == ("web",)
    assert item.spans == ()
    assert item.segments == ()
    assert (item.began_at, item.ended_at, item.is_open) == (None, None, False)


@pytest.mark.parametrize(
    ("state", "impact"),
    [
        ("operational", "none"),
        ("degraded_performance", "minor"),
        ("partial_outage", "major"),
        ("major_outage", "critical"),
        ("under_maintenance", "none"),
    ],
)
def test_impact_is_by_default_that_of_the_worst_state(state, impact):
    item = course(incident(ID, update("2026-11-18 13:58", services={"search": "operational", "web": state})))
    assert item.standing.impact == impact


def test_the_default_impact_follows_the_states_and_the_heading_keeps_the_worst():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", services={"web": "degraded_performance"}),
            update("2026-11-18 14:10", services={"payment-api": "major_outage"}),
            update("2026-11-18 14:40", services={"payment-api": "operational"}),
        )
    )
    assert [step.standing.impact for step in item.steps] == ["minor", "critical", "minor"]
    assert item.worst_impact is Impact.CRITICAL


def test_a_said_impact_stands_over_the_states():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", impact="minor", services={"web": "major_outage"}),
            update("2026-11-18 14:10", services={"search": "major_outage"}),
        )
    )
    assert [step.standing.impact for step in item.steps] == ["minor", "minor"]


def test_an_incident_without_impact_and_states_is_minor_and_a_maintenance_is_none():
    assert course(incident(ID, update("2026-11-18 13:58"))).standing.impact is Impact.MINOR
    planned = course(incident(ID, update("2026-11-18 13:58"), kind="maintenance"))
    assert planned.standing.impact is Impact.NONE


def test_a_maintenance_that_stops_a_service_has_the_impact_of_that_state():
    item = course(incident(ID, update("2026-11-18 13:58", services={"web": "partial_outage"}), kind="maintenance"))
    assert item.standing.impact is Impact.MAJOR


def test_a_terminal_status_sets_every_service_to_operational_and_the_impact_to_none():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", impact="major", services={"payment-api": None, "web": None}),
            update("2026-11-18 14:40", status="resolved"),
        )
    )
    assert states(item) == {"payment-api": "operational", "web": "operational"}
    assert item.standing.impact is Impact.NONE
    assert item.worst_impact is Impact.MAJOR
    assert [step.standing.status.is_terminal for step in item.steps] == [False, True]
    assert not item.is_open


def test_a_terminal_status_ends_eta_workaround_and_request_and_leaves_the_other_facts():
    item = course(
        incident(
            ID,
            update(
                "2026-11-18 13:58",
                eta="2026-11-18 16:00",
                facts={
                    "workaround": "別の支払い方法",
                    "request": "再送しないでください",
                    "scope": "約3割の決済",
                    "cause": "調査中",
                    "data": "none",
                },
            ),
            update("2026-11-18 14:40", status="resolved", facts={"cause": "接続数の上限"}),
        )
    )
    assert facts(item) == {"scope": "約3割の決済", "cause": "接続数の上限", "data": "none"}
    assert item.standing.eta is None


def test_what_the_end_itself_asks_for_holds_on():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", facts={"request": "再送しないでください"}),
            update("2026-11-18 14:40", status="resolved", facts={"request": "再度ログインしてください"}),
            update("2026-11-18 15:00"),
        )
    )
    assert facts(item) == {"request": "再度ログインしてください"}


def test_facts_hold_until_replaced_and_an_empty_value_takes_one_back():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", facts={"scope": "全体", "cause": "unknown", "unaffected": "管理画面"}),
            update("2026-11-18 14:10", facts={"scope": "約3割"}),
            update("2026-11-18 14:20", facts={"unaffected": None}),
        )
    )
    assert facts(item) == {"scope": "約3割", "cause": "unknown"}
    assert item.steps[1].standing.facts[FactKey.UNAFFECTED] == text("管理画面")


def test_an_eta_holds_until_replaced_and_can_be_taken_back():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", eta="2026-11-18 16:00"),
            update("2026-11-18 14:10"),
            update("2026-11-18 14:20", eta=("2026-11-18 16:00", "2026-11-18 17:00")),
            update("2026-11-18 14:30", eta="unknown"),
            update("2026-11-18 14:40", eta_taken_back=True),
        )
    )
    assert [step.standing.eta for step in item.steps] == [
        told("2026-11-18 16:00"),
        told("2026-11-18 16:00"),
        Range(t("2026-11-18 16:00"), t("2026-11-18 17:00")),
        Known.UNKNOWN,
        None,
    ]


def test_a_stopped_service_stays_stopped_until_the_end():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", suspended="調査のため"),
            update("2026-11-18 14:10"),
            update("2026-11-18 14:40", status="resolved"),
        )
    )
    assert [step.standing.suspended is not None for step in item.steps] == [True, True, False]


def test_the_newest_word_on_each_key_of_personal_data_holds():
    first = PersonalData(items=text("氏名"), subjects=Known.UNKNOWN, role="own")
    later = PersonalData(subjects=text("約120名"), secondary_damage=SecondaryDamage("checking"))
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", personal_data=first),
            update("2026-11-18 14:10", personal_data=later),
        )
    )
    assert item.standing.personal_data == PersonalData(
        items=text("氏名"),
        subjects=text("約120名"),
        role="own",
        secondary_damage=SecondaryDamage("checking"),
    )


def test_an_update_after_the_end_without_a_status_changes_nothing():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", impact="major", services={"web": None}),
            update("2026-11-18 14:40", status="resolved"),
            update("2026-11-18 16:00", impact="critical", services={"web": "major_outage", "search": None}),
        )
    )
    assert item.standing.status is Status.RESOLVED
    assert item.standing.impact is Impact.NONE
    assert set(states(item).values()) == {"operational"}
    assert item.worst_impact is Impact.MAJOR
    assert item.ended_at == told("2026-11-18 14:40")
    assert [step.standing.status.is_terminal for step in item.steps] == [False, True, True]
    assert not any(step.reopens for step in item.steps)


def test_an_active_status_re_opens_with_states_and_impact_as_before_the_end():
    item = course(
        incident(
            ID,
            update(
                "2026-11-18 13:58",
                impact="major",
                services={"payment-api": None, "web": "degraded_performance"},
                facts={"workaround": "別の支払い方法"},
            ),
            update("2026-11-18 14:40", status="resolved"),
            update("2026-11-18 15:30", status="investigating"),
        )
    )
    assert states(item) == {"payment-api": "partial_outage", "web": "degraded_performance"}
    assert item.standing.impact is Impact.MAJOR
    assert facts(item) == {}
    assert item.steps[2].reopens
    assert item.is_open


def test_a_re_opening_may_name_what_is_different():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", impact="major", services={"payment-api": None, "web": None}),
            update("2026-11-18 14:40", status="resolved"),
            update("2026-11-18 15:30", status="identified", impact="critical", services={"web": "operational"}),
        )
    )
    assert states(item) == {"payment-api": "partial_outage", "web": "operational"}
    assert item.standing.impact is Impact.CRITICAL


def test_a_first_update_that_is_already_terminal_says_what_held():
    item = course(
        incident(
            ID,
            update(
                "2026-11-18 18:00",
                status="resolved",
                services={"web": "major_outage"},
                began_at="2026-11-18 13:42",
                ended_at="2026-11-18 14:12",
            ),
        )
    )
    assert states(item) == {"web": "operational"}
    assert item.standing.impact is Impact.NONE
    assert item.worst_impact is Impact.CRITICAL
    assert item.duration == timedelta(minutes=30)


def test_re_opening_after_a_terminal_first_update_brings_back_what_had_held():
    item = course(
        incident(
            ID,
            update("2026-11-18 18:00", status="resolved", impact="major", services={"web": None}),
            update("2026-11-18 19:00", status="investigating"),
        )
    )
    assert states(item) == {"web": "partial_outage"}
    assert item.standing.impact is Impact.MAJOR


@pytest.mark.parametrize(
    "statuses",
    [
        ("investigating", "false_alarm"),
        ("false_alarm",),
        ("investigating", "resolved", "false_alarm"),
        ("investigating", "resolved", "investigating", "false_alarm"),
        ("investigating", "false_alarm", None),
        ("investigating", "false_alarm", "investigating", "false_alarm"),
    ],
)
def test_a_false_alarm_takes_back_every_state_and_impact(statuses):
    updates = [
        update(f"2026-11-18 {13 + hour}:00", status=status, **said)
        for hour, (status, said) in enumerate(
            zip(statuses, [{"impact": "critical", "services": {"web": None}}] + [{}] * 5, strict=False)
        )
    ]
    item = course(incident(ID, *updates))
    assert item.worst_impact is Impact.NONE
    assert (item.spans, item.segments, item.duration) == ((), (), None)
    assert (item.began_at, item.ended_at) == (None, None)
    assert states(item) == {"web": "operational"}
    assert not item.is_open


def test_an_incident_opened_again_after_a_false_alarm_counts_from_there():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:00", impact="major", services={"web": None}, began_at="2026-11-18 12:30"),
            update("2026-11-18 14:00", status="false_alarm"),
            update("2026-11-18 16:00", status="investigating"),
            update("2026-11-18 17:00", status="resolved"),
        )
    )
    assert item.duration == timedelta(hours=1)
    assert [(span.start, span.end, span.state) for span in item.spans] == [
        (t("2026-11-18 16:00"), t("2026-11-18 17:00"), State.PARTIAL_OUTAGE)
    ]
    assert item.worst_impact is Impact.MAJOR


def test_a_withdrawn_update_keeps_its_number_and_its_facts_do_not_count():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58", impact="minor", services={"web": None}, facts={"scope": "一部"}),
            update(
                "2026-11-18 14:10",
                status="resolved",
                impact="critical",
                services={"search": "major_outage"},
                facts={"scope": "全体"},
                began_at="2026-11-18 01:00",
                ended_at="2026-11-18 02:00",
                withdrawn="別の障害のお知らせでした",
            ),
            update("2026-11-18 14:30"),
        )
    )
    assert [step.number for step in item.steps] == [1, 2, 3]
    assert item.steps[1].standing == item.steps[0].standing
    assert item.standing.status is Status.INVESTIGATING
    assert states(item) == {"web": "degraded_performance"}
    assert facts(item) == {"scope": "一部"}
    assert item.services == ("web",)
    assert item.worst_impact is Impact.MINOR
    assert item.began_at == told("2026-11-18 13:58")


def test_the_newest_step_that_counts_is_the_latest():
    item = course(incident(ID, update("2026-11-18 13:58"), update("2026-11-18 14:10", withdrawn="誤りです")))
    assert item.latest.update.id == "incident"


def test_where_the_first_update_is_withdrawn_the_next_is_the_first_that_counts():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:00", impact="critical", services={"web": None}, withdrawn="誤りです"),
            update("2026-11-18 14:00", impact="minor", services={"web": None}),
        )
    )
    assert item.steps[1].before is None
    assert item.began_at == told("2026-11-18 14:00")
    assert [span.start for span in item.spans] == [t("2026-11-18 14:00")]
    assert item.worst_impact is Impact.MINOR
    assert item.first_at == t("2026-11-18 13:00")


def test_an_incident_of_which_every_update_is_withdrawn_is_not_open():
    item = course(incident(ID, update("2026-11-18 13:58", impact="major", withdrawn="誤りです")))
    assert not item.is_open
    assert (item.worst_impact, item.spans, item.segments) == (Impact.NONE, (), ())


def test_a_withdrawn_incident_counts_for_nothing():
    item = course(
        incident(ID, update("2026-11-18 13:58", impact="major", services={"web": None}), withdrawn="訓練でした")
    )
    assert item.is_withdrawn
    assert not item.is_open
    assert (item.worst_impact, item.spans, item.segments, item.duration) == (Impact.NONE, (), (), None)


def test_a_correction_has_no_course():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58"),
            kind="correction",
            correction=correction("11月", "12月", "2026-11-01-mail"),
        )
    )
    assert (item.is_open, item.duration, item.began_at) == (False, None, None)


def test_what_later_updates_say_of_a_measure_changes_nothing_of_the_course():
    item = course(
        incident(
            ID,
            update("2026-11-18 13:58"),
            update("2026-11-18 14:40", status="resolved"),
            update("2026-12-18 14:40", measures={"limits": change("done", done_on="2026-12-17")}),
        )
    )
    assert item.ended_at == told("2026-11-18 14:40")
