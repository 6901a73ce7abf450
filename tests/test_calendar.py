"""Calendars: what a subscriber's calendar program gets, and what it keeps while a maintenance changes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from small_site import FILES, noroshi, published, write, write_small_site

from noroshi.app.outputs import calendars
from noroshi.render.calendar import calendar
from noroshi.views.calendar import CalendarView, EventView

FOLDER = "incidents/2026-11-15-labels-maintenance"
UID = "2026-11-15-labels-maintenance@status.todai.example"
WITHOUT_MAINTENANCE = {path: text for path, text in FILES.items() if not path.startswith(FOLDER)}


def built(root: Path, path: str = "calendar.ics", **arguments: str) -> bytes:
    """The bytes of a calendar of the site, after a build of calendars alone."""
    assert published(root, calendars, **arguments) == 0
    return (root / "_site" / path).read_bytes()


def read(content: bytes) -> Calendar:
    """The calendar as ``icalendar`` reads it, without a fault and with all that RFC 5545 requires."""
    found = Calendar.from_ical(content)
    for component in found.walk():
        assert component.errors == []
        assert [name for name in component.required if name not in component] == []
    return found


def events(content: bytes) -> list[Event]:
    return list(read(content).walk("VEVENT"))


def event(content: bytes) -> Event:
    (only,) = events(content)
    return only


def maintenance(root: Path, id: str, start: str, *, services: str = "labels", more: str = "") -> None:
    """A maintenance announced a day before the records of the small site's present."""
    write(
        root,
        f"incidents/{id}/incident.md",
        f"---\ntitle: 保守 {id}\nkind: maintenance\nat: 2024-01-01 10:00\nwindow: {{start: {start}, end: +1h}}\n"
        f"services: [{services}]\nstatus: completed\n{more}---\n終わりました。\n",
    )


def test_an_event_says_when_what_for_whom_and_where_to_read_more(small_site: Path) -> None:
    found = event(built(small_site))
    assert found["UID"] == UID
    assert found["SUMMARY"] == "送り状の印刷を更新します"
    assert found.to_ical().count(b"DTSTART:20261127T160000Z\r\nDTEND:20261127T180000Z\r\n") == 1
    assert (found["STATUS"], found["TRANSP"], found["CLASS"]) == ("CONFIRMED", "TRANSPARENT", "PUBLIC")
    assert found["CATEGORIES"].cats == ["送り状"]
    assert found["URL"] == "https://status.todai.example/incidents/2026-11-15-labels-maintenance/"
    assert str(found["DESCRIPTION"]).split("\n") == [
        "日時：2026年11月28日（土）1:00から3:00まで",
        "状況：予定",
        "対象サービス：送り状",
        "ご利用いただけないもの：送り状の印刷",
        "",
        "2026年11月15日（日）10:00のお知らせ：",
        "この間、送り状を印刷できません。",
        "",
        "https://status.todai.example/incidents/2026-11-15-labels-maintenance/",
    ]


def test_another_language_says_the_same_event_in_its_words(small_site: Path) -> None:
    japanese = event(built(small_site))
    english = event((small_site / "_site/en/calendar.ics").read_bytes())
    assert english["SUMMARY"] == "We update the printing of labels"
    assert english["URL"] == "https://status.todai.example/en/incidents/2026-11-15-labels-maintenance/"
    assert "When: Saturday 28 November 2026, 01:00 to 03:00 JST\nStatus: Scheduled\n" in english["DESCRIPTION"]
    for name in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "CREATED", "LAST-MODIFIED"):
        assert english[name].to_ical() == japanese[name].to_ical()


def test_a_title_that_is_not_translated_carries_its_language(small_site: Path) -> None:
    (small_site / FOLDER / "incident.en.md").unlink()
    built(small_site)
    found = event((small_site / "_site/en/calendar.ics").read_bytes())
    assert found["SUMMARY"].params["LANGUAGE"] == "ja"
    # The title does not name the service in English, so it stands beside it.
    assert found["SUMMARY"] == "送り状の印刷を更新します (Labels)"
    assert "LANGUAGE" not in event((small_site / "_site/calendar.ics").read_bytes())["SUMMARY"].params


def test_the_calendar_says_its_name_its_page_and_how_often_to_come_back(small_site: Path) -> None:
    content = built(small_site)
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")
    assert {
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:灯台便 稼働状況：メンテナンス",
        "X-WR-CALNAME:灯台便 稼働状況：メンテナンス",
        "X-WR-TIMEZONE:Asia/Tokyo",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "URL:https://status.todai.example/maintenance/",
        "SOURCE;VALUE=URI:https://status.todai.example/calendar.ics",
    } <= set(lines)
    # An ORGANIZER would be needed with a METHOD, and reminders are the subscriber's own affair.
    assert not any(line.startswith(("METHOD", "BEGIN:VALARM", "ORGANIZER", "ATTENDEE")) for line in lines)


def test_the_uid_and_a_rising_sequence_go_through_postponing_extending_calling_off_and_withdrawing(
    small_site: Path,
) -> None:
    def now(at: str) -> tuple[int, str, str, str, str]:
        found = event(built(small_site, now=f"{at}+09:00"))
        assert found["UID"] == UID
        assert found["DTSTAMP"].to_ical() == found["LAST-MODIFIED"].to_ical()
        times = [
            found[name].dt.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%d %H:%M") for name in ("DTSTART", "DTEND")
        ]
        return (
            found["SEQUENCE"],
            " – ".join(times),
            found["STATUS"],
            found["SUMMARY"],
            found["DTSTAMP"].to_ical().decode(),
        )

    title = "送り状の印刷を更新します"
    assert now("2026-11-20T12:00") == (0, "28 01:00 – 28 03:00", "CONFIRMED", title, "20261115T010000Z")

    # A word that moves nothing leaves the number and is the event's new moment.
    write(small_site, f"{FOLDER}/02-reminder.md", "---\nat: 2026-11-20 13:00\n---\n予定どおりです。\n")
    assert now("2026-11-20T14:00") == (0, "28 01:00 – 28 03:00", "CONFIRMED", title, "20261120T040000Z")

    moved = "---\nat: 2026-11-20 15:00\nwindow: {start: 2026-11-29 01:00, end: +2h}\n---\n1日延ばします。\n"
    write(small_site, f"{FOLDER}/03-postponed.md", moved)
    assert now("2026-11-20T16:00") == (2, "29 01:00 – 29 03:00", "CONFIRMED", title, "20261120T060000Z")

    longer = "---\nat: 2026-11-20 17:00\nwindow: {end: 2026-11-29 04:00}\n---\n1時間長くかかります。\n"
    write(small_site, f"{FOLDER}/04-extended.md", longer)
    assert now("2026-11-20T18:00") == (3, "29 01:00 – 29 04:00", "CONFIRMED", title, "20261120T080000Z")

    write(small_site, f"{FOLDER}/05-cancelled.md", "---\nat: 2026-11-20 19:00\n---\n取りやめます。\n")
    off = f"【中止】{title}"
    assert now("2026-11-20T20:00") == (4, "29 01:00 – 29 04:00", "CANCELLED", off, "20261120T100000Z")

    write(small_site, f"{FOLDER}/06-scheduled.md", "---\nat: 2026-11-20 21:00\n---\nやはり行います。\n")
    assert now("2026-11-20T22:00") == (5, "29 01:00 – 29 04:00", "CONFIRMED", title, "20261120T120000Z")

    first = FILES[f"{FOLDER}/incident.md"]
    write(
        small_site, f"{FOLDER}/incident.md", first.replace("---\ntitle", "---\nwithdrawn: 別の会社の予定でした\ntitle")
    )
    gone = f"【取り下げ】{title}"
    sequence, times, status, summary, _ = now("2026-11-21T12:00")
    assert (sequence > 5, times, status, summary) == (True, "29 01:00 – 29 04:00", "CANCELLED", gone)
    assert str(event(built(small_site))["DESCRIPTION"]).split("\n") == [
        "このお知らせは取り下げました。理由：別の会社の予定でした",
        "",
        "https://status.todai.example/incidents/2026-11-15-labels-maintenance/",
    ]


def test_the_sequence_does_not_fall_when_the_update_that_moved_the_window_is_withdrawn(small_site: Path) -> None:
    moved = "at: 2026-11-20 15:00\nwindow: {start: 2026-11-29 01:00, end: +2h}\n"
    write(small_site, f"{FOLDER}/02-postponed.md", f"---\n{moved}---\n延期します。\n")
    write(
        small_site, f"{FOLDER}/03.md", "---\nat: 2026-11-20 16:00\nwindow: {end: 2026-11-29 05:00}\n---\n延長です。\n"
    )
    before = event(built(small_site))
    write(
        small_site, f"{FOLDER}/03.md", "---\nat: 2026-11-20 16:00\nwindow: {end: 2026-11-28 03:00}\n---\n直します。\n"
    )
    write(small_site, f"{FOLDER}/02-postponed.md", f"---\n{moved}withdrawn: 誤りでした\n---\n延期します。\n")
    after = event(built(small_site))
    assert after["DTSTART"].dt == datetime(2026, 11, 27, 16, tzinfo=UTC)
    assert after["SEQUENCE"] > before["SEQUENCE"] == 3


def test_a_window_that_is_merged_in_later_raises_the_sequence_too(small_site: Path) -> None:
    write(
        small_site,
        f"{FOLDER}/03-x.md",
        "---\nat: 2026-11-18 10:00\nwindow: {start: 2026-11-28 02:00}\n---\n延期です。\n",
    )
    before = event(built(small_site))
    moved = "---\nat: 2026-11-17 10:00\nwindow: {start: 2026-11-28 02:00, end: 2026-11-28 06:00}\n---\n延期です。\n"
    write(small_site, f"{FOLDER}/02-x.md", moved)
    after = event(built(small_site))
    assert after["DTEND"].dt > before["DTEND"].dt
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_an_edited_file_moves_the_stamp_and_the_sequence(small_site: Path) -> None:
    before = event(built(small_site))
    edited = FILES[f"{FOLDER}/incident.md"].replace(
        "window: {start: 2026-11-28 01:00, end: +2h}",
        "window: {start: 2026-11-28 02:00, end: +2h}\nedited: {at: 2026-11-16 09:30, why: 時刻の誤り}",
    )
    write(small_site, f"{FOLDER}/incident.md", edited)
    after = event(built(small_site))
    assert after["DTSTAMP"].to_ical() == after["LAST-MODIFIED"].to_ical() == b"20261116T003000Z"
    assert after["CREATED"].to_ical() == before["CREATED"].to_ical() == b"20261115T010000Z"
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_window_whose_update_is_withdrawn_stays_as_cancelled(small_site: Path) -> None:
    head, body = "---\ntitle: 夜の作業\nkind: maintenance\n---\n", "---\n日時が決まりました。\n"
    write(small_site, f"{FOLDER}/incident.md", head)
    (small_site / FOLDER / "incident.en.md").unlink()
    named = "---\nat: 2026-11-16 10:00\nwindow: {start: 2026-11-28 01:00, end: +2h}\nservices: labels\n"
    write(small_site, f"{FOLDER}/01-scheduled.md", named + body)
    before = event(built(small_site, "services/labels/calendar.ics"))
    write(small_site, f"{FOLDER}/01-scheduled.md", f"{named}withdrawn: 別の日でした\n{body}")
    after = event(built(small_site, "services/labels/calendar.ics"))
    assert (before["STATUS"], before["SUMMARY"]) == ("CONFIRMED", "夜の作業（送り状）")
    assert (after["STATUS"], after["SUMMARY"]) == ("CANCELLED", "【取り下げ】夜の作業（送り状）")
    for name in ("UID", "DTSTART", "DTEND", "CATEGORIES"):
        assert after[name].to_ical() == before[name].to_ical()
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert "理由：別の日でした" in after["DESCRIPTION"]


def test_an_hour_later_and_after_the_window_no_byte_has_changed(small_site: Path) -> None:
    paths = ("calendar.ics", "en/calendar.ics", "services/labels/calendar.ics")
    built(small_site, now="2026-11-27T23:59+09:00")
    first = [(small_site / "_site" / path).read_bytes() for path in paths]
    for now in ("2026-11-28T01:30+09:00", "2026-11-30T23:30+09:00"):
        built(small_site, now=now)
        assert [(small_site / "_site" / path).read_bytes() for path in paths] == first


def test_a_service_has_a_calendar_once_a_maintenance_with_a_window_named_it(small_site: Path) -> None:
    whole = built(small_site)
    of_labels = (small_site / "_site/services/labels/calendar.ics").read_bytes()
    assert event(of_labels).to_ical() == event(whole).to_ical()
    assert read(of_labels)["NAME"] == "送り状：メンテナンス（灯台便 稼働状況）"
    assert read((small_site / "_site/en/services/labels/calendar.ics").read_bytes())["URL"] == (
        "https://status.todai.example/en/services/labels/"
    )
    # Tracking had an incident, the parcel API nothing.
    found = sorted(path.relative_to(small_site / "_site").as_posix() for path in small_site.rglob("_site/**/*.ics"))
    assert found == [
        "calendar.ics",
        "en/calendar.ics",
        "en/services/labels/calendar.ics",
        "services/labels/calendar.ics",
    ]


def test_a_service_is_said_to_have_a_calendar_exactly_where_there_is_one(demonstration: Path) -> None:
    folders = [path.parent for path in demonstration.rglob("services/*/index.json")]
    said = {
        folder for folder in folders if json.loads((folder / "index.json").read_text("utf-8"))["addresses"]["calendar"]
    }
    assert said == {folder for folder in folders if (folder / "calendar.ics").exists()}
    assert 0 < len(said) < len(folders)


def test_the_calendar_of_a_service_named_by_mistake_does_not_disappear(small_site: Path) -> None:
    named = "at: 2026-11-16 10:00\nservices: tracking\n"
    write(small_site, f"{FOLDER}/02-more.md", f"---\n{named}---\n追跡もです。\n")
    assert [item["UID"] for item in events(built(small_site, "services/tracking/calendar.ics"))] == [UID]
    write(small_site, f"{FOLDER}/02-more.md", f"---\n{named}withdrawn: 追跡は関わりません\n---\n追跡もです。\n")
    found = read(built(small_site, "services/tracking/calendar.ics"))
    assert [component.name for component in found.subcomponents] == ["VTIMEZONE"]
    assert event((small_site / "_site/calendar.ics").read_bytes())["CATEGORIES"].cats == ["送り状"]


def test_a_site_without_maintenance_has_a_calendar_that_holds_its_zone(tmp_path: Path) -> None:
    root = write_small_site(tmp_path / "site", WITHOUT_MAINTENANCE)
    for path in ("calendar.ics", "en/calendar.ics"):
        found = read(built(root, path))
        assert [(component.name, component["TZID"]) for component in found.subcomponents] == [
            ("VTIMEZONE", "Asia/Tokyo")
        ]
        assert "COMMENT" not in found.subcomponents[0]
    assert not list((root / "_site/services").rglob("*.ics"))


def test_only_maintenance_whose_start_is_known_is_in_it_and_no_drill_or_draft(small_site: Path) -> None:
    maintenance(small_site, "2026-11-19-rehearsed", "2026-11-30 01:00", more="drill: true\n")
    maintenance(small_site, "2026-11-19-drafted", "2026-11-30 02:00", more="draft: true\n")
    some_day = "incidents/2026-11-19-some-day"
    write(small_site, f"{some_day}/incident.md", "---\ntitle: いつか\nkind: maintenance\n---\n")
    text = "---\nat: 2026-11-19 10:00\nservices: parcel-api\nwithdrawn: 早すぎました\n---\n日時は未定です。\n"
    write(small_site, f"{some_day}/01-scheduled.md", text)
    assert noroshi(small_site, "build", "--quiet", "--drills").status == 0
    assert [item["UID"] for item in events((small_site / "_site/calendar.ics").read_bytes())] == [UID]
    assert not (small_site / "_site/services/parcel-api/calendar.ics").exists()


def test_an_end_that_is_not_known_is_left_out_and_said(small_site: Path) -> None:
    first = FILES[f"{FOLDER}/incident.md"].replace(", end: +2h", "")
    write(small_site, f"{FOLDER}/incident.md", first)
    found = event(built(small_site))
    assert "DTEND" not in found and "DURATION" not in found
    assert "日時：2026年11月28日（土）1:00から（終了は未定）" in found["DESCRIPTION"]
    done = "---\nat: 2026-11-28 02:40\n---\n終わりました。\n"
    write(small_site, f"{FOLDER}/02-completed.md", done)
    found = event(built(small_site, now="2026-11-28T03:00+09:00"))
    assert "DTEND" not in found
    assert "日時：2026年11月28日（土）1:00から2:40まで\n状況：完了" in found["DESCRIPTION"]


def test_it_goes_back_to_the_first_day_of_the_month_thirteen_months_ago(small_site: Path) -> None:
    maintenance(small_site, "before", "2025-09-30 23:59")
    maintenance(small_site, "within", "2025-10-01 00:00")
    uids = [item["UID"].split("@")[0] for item in events(built(small_site))]
    assert uids == ["within", "2026-11-15-labels-maintenance"]


def test_what_is_old_goes_but_never_the_last_one(small_site: Path) -> None:
    maintenance(small_site, "older", "2024-02-01 01:00", services="parcel-api")
    maintenance(small_site, "old", "2024-03-01 01:00", services="parcel-api")
    built(small_site)
    for path in ("services/parcel-api/calendar.ics", "en/services/parcel-api/calendar.ics"):
        assert event((small_site / "_site" / path).read_bytes())["UID"] == "old@status.todai.example"


def test_ids_are_made_of_the_feeds_authority_so_that_they_stay_when_the_site_moves(small_site: Path) -> None:
    moved = FILES["site_src/site.toml"].replace("https://status.todai.example", "https://new.todai.example/status")
    write(small_site, "site_src/site.toml", moved)
    found = event(built(small_site))
    assert found["UID"] == UID
    assert found["URL"] == "https://new.todai.example/status/incidents/2026-11-15-labels-maintenance/"
    write(small_site, "site_src/site.toml", moved.replace('authority = "status.todai.example,2026"', ""))
    assert event(built(small_site))["UID"] == "2026-11-15-labels-maintenance@new.todai.example"


def test_a_summary_names_services_only_where_the_title_does_not(small_site: Path) -> None:
    def summary(title: str, services: str) -> tuple[str, str]:
        for name, said in (("incident.md", title), ("incident.en.md", title)):
            text = FILES[f"{FOLDER}/{name}"].replace("services: labels", f"services: {services}" if services else "x_x")
            lines = [f"title: {said}" if line.startswith("title:") else line for line in text.split("\n")]
            write(small_site, f"{FOLDER}/{name}", "\n".join(line for line in lines if line != "x_x"))
        japanese = event(built(small_site))["SUMMARY"]
        return str(japanese), str(event((small_site / "_site/en/calendar.ics").read_bytes())["SUMMARY"])

    assert summary("DB", "labels") == ("DB（送り状）", "DB (Labels)")
    assert summary("DB", "[labels, tracking]") == ("DB（送り状、追跡）", "DB (Labels, Tracking)")
    assert summary("DB", "[labels, tracking, parcel-api]") == ("DB（送り状ほか2件）", "DB (Labels and 2 more)")
    assert summary("DB", "") == ("DB（灯台便 稼働状況）", "DB (Todai Post Status)")
    assert summary("TRACKINGと追跡", "[tracking, labels]") == ("TRACKINGと追跡", "TRACKINGと追跡")


@pytest.mark.parametrize("shift", range(4))
def test_long_japanese_lines_are_folded_at_75_octets_and_never_within_a_character(small_site: Path, shift: int) -> None:
    title = "a" * shift + "送り状の印刷を新しい仕組みへ入れ替えるための、とても長い題名の、😀𠮷野家の作業です" * 8
    first = FILES[f"{FOLDER}/incident.md"].replace("送り状の印刷を更新します", title)
    write(small_site, f"{FOLDER}/incident.md", first)
    content = built(small_site)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert event(content)["SUMMARY"] == title


ATTEMPTS = {
    "carriage-return-and-line-feed": "\r\n",
    "line-feed": "\n",
    "carriage-return": "\r",
    "nul": "\x00",
    "vertical-tab": "\x0b",
    "form-feed": "\x0c",
    "file-separator": "\x1c",
    "record-separator": "\x1e",
    "next-line": "\x85",
    "line-separator": "\u2028",
    "paragraph-separator": "\u2029",
    "folded-line": "\r\n ",
    "escaped": "\\n",
    "escape-of-an-escape": "\\\\\n",
    "comma-and-semicolon": ",;\n",
    "quote": '"\n',
    "direction": "\u202e\n",
    "half-a-surrogate": "\ud800\n",
}
PAYLOAD = "ATTENDEE:mailto:x@evil.example"


@pytest.mark.parametrize("sign", ATTEMPTS.values(), ids=ATTEMPTS)
def test_no_text_can_add_a_property_or_a_line(sign: str) -> None:
    hostile = f"題{sign}{PAYLOAD}{sign}END:VEVENT{sign}BEGIN:VALARM{sign}"
    at = datetime(2026, 11, 28, 1, tzinfo=UTC)
    mild = EventView("a@b", 0, False, at, at, at, None, "題", "", "題", ("題",), "https://status.example/a/")
    fields = dict.fromkeys(("uid", "summary", "description", "url"), hostile)
    view = CalendarView(
        path="/calendar.ics",
        source=hostile,
        url=hostile,
        name=hostile,
        about=hostile,
        zone=ZoneInfo("Asia/Tokyo"),
        events=(replace(mild, **fields, categories=(hostile, sign)),),
    )
    plain = replace(view, source="x:y", url="x:y", name="題", about="題", events=(mild,))

    def names(content: bytes) -> list[str]:
        # As the most generous reader cuts lines.
        lines = content.decode().replace("\r\n ", "").splitlines()
        return [line.partition(":")[0].partition(";")[0] for line in lines]

    content = calendar(view).content
    assert names(content) == names(calendar(plain).content)
    assert "ATTENDEE" not in names(content)
    (found,) = events(content)
    assert found.subcomponents == []


def test_a_writer_cannot_either(small_site: Path) -> None:
    """The same through the files, in YAML's own escapes, in a title, a fact, a service's name and a body."""
    nasty = f'"題\\r\\n{PAYLOAD}\\u2028{PAYLOAD}\\x85{PAYLOAD}"'
    settings = FILES["site_src/site.toml"].replace('"送り状"', f'"送り状\\r\\n{PAYLOAD}"')
    first = FILES[f"{FOLDER}/incident.md"].replace("scope: 送り状の印刷", f"scope: {nasty}")
    body = f"本文です。\n{PAYLOAD}\n\nEND:VEVENT\n\\n{PAYLOAD}\n"
    published = 0
    for files in (
        {"site_src/site.toml": settings},
        {f"{FOLDER}/incident.md": first},
        {f"{FOLDER}/incident.md": FILES[f"{FOLDER}/incident.md"].replace("送り状の印刷を更新します", nasty)},
        {f"{FOLDER}/incident.md": FILES[f"{FOLDER}/incident.md"] + body},
    ):
        write_small_site(small_site, {**FILES, **files})
        # What the check refuses is published by nobody; what it lets through is harmless.
        if noroshi(small_site, "build", "--quiet").status == 0:
            published += 1
            content = (small_site / "_site/calendar.ics").read_bytes()
            lines = content.decode().replace("\r\n ", "").splitlines()
            assert not any(line.startswith(("ATTENDEE", "BEGIN:VALARM")) for line in lines)
            assert lines.count("END:VEVENT") == 1
    assert published >= 1


def test_every_calendar_of_the_demonstration_is_read_without_a_fault(demonstration: Path) -> None:
    found = sorted(demonstration.rglob("*.ics"))
    assert len(found) > 4
    for path in found:
        content = path.read_bytes()
        assert max(len(line) for line in content.split(b"\r\n")) <= 75
        assert events(content)
        # Written again it is the same: nothing in it is read otherwise than it was meant.
        assert read(content).to_ical() == content
