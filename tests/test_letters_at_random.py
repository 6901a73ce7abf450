"""A thousand incidents with random facts: what no letter may ever say."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from letter_desk import contexts
from random_incidents import Drawn, incidents
from small_site import FILES, write

from noroshi.model.archive import archive
from noroshi.model.terms import Kind
from noroshi.render.letters import letter_templates
from noroshi.views.context import Context
from noroshi.views.letter import LetterView
from noroshi.views.letter_views import letter_views

NEVER = ("None", "{{", "}}", "、、", "。。", "（）", "()", "、。", "Said(", "When(", "・\n", "- \n")
TEMPLATES = letter_templates(Path("nowhere"))
DAYS = "月火水木金土日"
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# What a letter says of a time that is still to come, in each language.
FUTURE_JA = re.compile(
    r"(?:(\d+)年)?(\d+)月(\d+)日（.）(?:(\d+):(\d+))?頃?(?:までの間)?"
    r"(?:に復旧する見込みです|までにお知らせいたします|に、通常の状態へ戻る見込みです|までに報告書で|まで有効|までに行います|までにお寄せ)"
)
FUTURE_EN = re.compile(
    r"(?:write again by|Next message: by|start it again by|send you a report by) "
    r"(?:(\d+):(\d+) [A-Z][A-Z0-9:+-]*[^,]*, )?\w+ (\d+) (\w+)(?: (\d{4}))?"
)
ZONES = {Kind.SECURITY: "America/New_York", Kind.ANNOUNCEMENT: "Europe/Berlin", Kind.MAINTENANCE: "America/New_York"}
"""Kinds are tried in other zones too: there the clocks change."""


@pytest.fixture
def desks(kind: Kind, tmp_path_factory: pytest.TempPathFactory) -> tuple[Context, ...]:
    root = tmp_path_factory.mktemp("site")
    settings = FILES["site_src/site.toml"].replace("Asia/Tokyo", ZONES.get(kind, "Asia/Tokyo"))
    write(root, "site_src/site.toml", settings)
    return contexts(root, datetime.fromisoformat("2030-01-01T00:00:00+09:00"))


def written(desk: Context, drawn: Drawn) -> list[tuple[LetterView, str]]:
    found = archive([drawn.incident], desk.now)
    context = Context(desk.site, found, desk.language)
    told = []
    for view in letter_views(context, "x", reminder_hours=24):
        values = {name: getattr(view, name) for name in view.__dataclass_fields__}
        told.append((view, TEMPLATES.fill(view.lang, view.name, values)))
    return told


@pytest.mark.parametrize("kind", list(Kind))
@settings(
    max_examples=170, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)
@given(data=st.data())
def test_no_letter_of_a_random_incident_says_what_cannot_stand(
    kind: Kind, data: st.DataObject, desks: tuple[Context, ...]
) -> None:
    drawn = data.draw(incidents(kind))
    letters = 0
    for desk in desks:
        zone = desk.site.zone
        near = {
            at.astimezone(zone) + timedelta(days=day, minutes=n)
            for at in drawn.moments
            for day in (-1, 0, 1)
            for n in (0, 90, 210)
        }
        weekdays: dict[tuple[int, int], set[int]] = {}
        for at in near:
            weekdays.setdefault((at.month, at.day), set()).add(at.weekday())
        for view, text in written(desk, drawn):
            letters += 1
            where = f"{view.name} {view.lang}:\n{text}"
            for sign in NEVER:
                assert sign not in text, f"{sign!r} in {where}"
            for month, day, name in re.findall(r"(\d+)月(\d+)日（(.)）", text):
                assert DAYS.index(name) in weekdays[int(month), int(day)], where
            for name, day, month in re.findall(rf"({'|'.join(NAMES)}) (\d+) ({'|'.join(MONTHS)})", text):
                assert NAMES.index(name) in weekdays[MONTHS.index(month) + 1, int(day)], where
            said_at = view.sent_at
            for year, month, day, hour, minute in FUTURE_JA.findall(text):
                due = moment(zone, year or said_at.year, month, day, hour, minute)
                assert due >= said_at, f"{due} told as future at {said_at} in {where}"
            for hour, minute, day, month, year in FUTURE_EN.findall(text):
                due = moment(zone, year or said_at.year, MONTHS.index(month) + 1, day, hour, minute)
                assert due >= said_at, f"{due} told as future at {said_at} in {where}"
    said = [update for update in drawn.incident.updates if update.withdrawn is None]
    assert letters >= len(desks) * len(said)


def moment(zone: ZoneInfo, year: str | int, month: str | int, day: str, hour: str, minute: str) -> datetime:
    """A time as a letter says it; a day without one ends with itself."""
    clock = (int(hour), int(minute)) if hour else (23, 59)
    return datetime(int(year), int(month), int(day), *clock, 59, tzinfo=zone)
