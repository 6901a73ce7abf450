"""Pictures on the pages of a small site: what they show is what the updates say, and it is said again in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from accessibility import violations
from building import TOKYO, incident, service, t, update
from building import site as site_of
from page_judge import HTML, SVG, parsed
from small_site import CHECKOUT, FILES, noroshi, write_small_site
from typed_incidents import typed

from noroshi.model.archive import archive
from noroshi.views.context import Context
from noroshi.views.course_picture import PHONE, width
from noroshi.views.year_picture import year_picture
from noroshi.wording.catalogue import catalogue
from noroshi.wording.language import Language

CATALOGUES = sorted(path.stem for path in (CHECKOUT / "src/noroshi/wording/catalogues").glob("*.po"))

INCIDENTS = {
    # Two states, the second worse, of two services; the third shares the row of the first.
    "2026-11-10-parcels": """\
== incident.md
title: 荷物を登録できません
at: 2026-11-10 14:00
began_at: 2026-11-10 13:40
detected_at: 2026-11-10 13:50
services: {parcel-api: partial_outage, labels: degraded_performance, tracking: partial_outage}
next_update: +1h
== 02-identified.md
at: 2026-11-10 15:00
services: {labels: major_outage}
next_update: +1h
== 03-resolved.md
at: 2026-11-10 16:30
ended_at: 2026-11-10 16:20
""",
    "2026-11-12-short": """\
== incident.md
title: 4分間の停止
at: 2026-11-12 09:30
status: resolved
began_at: 2026-11-12 09:12
ended_at: 2026-11-12 09:16
services: {labels: major_outage}
""",
    "2026-10-20-twice": """\
== incident.md
title: 二度の停止
at: 2026-10-20 18:00
status: resolved
periods:
  - {from: 2026-10-01 10:00, to: 2026-10-01 10:30}
  - {from: 2026-10-20 16:00, to: 2026-10-20 17:00}
services: {tracking: major_outage}
""",
    "2026-11-21-open": """\
== incident.md
title: 送り状が遅れています
at: 2026-11-21 09:00
began_at: 2026-11-21 08:00
services: {labels: degraded_performance}
next_update: 2026-11-21 18:00
== 02-identified.md
at: 2026-11-21 10:00
next_update: 2026-11-21 18:00
""",
    "2026-10-12-mail": """\
== incident.md
title: メールが届きません
at: 2026-10-12 10:00
status: resolved
impact: major
began_at: 2026-10-12 09:00
ended_at: unknown
""",
    "2026-11-05-alarm": """\
== incident.md
title: 誤検知
at: 2026-11-05 09:00
services: {labels: degraded_performance}
next_update: +1h
== 02-false_alarm.md
at: 2026-11-05 10:00
""",
    "2026-09-30-work": """\
== incident.md
title: 送り状のメンテナンス
kind: maintenance
at: 2026-09-20 09:00
window: {start: 2026-09-30 22:00, end: 2026-09-30 23:00}
services: labels
== 02-in_progress.md
at: 2026-09-30 22:00
== 03-in_progress.md
at: 2026-09-30 22:50
window: {end: 2026-10-01 00:30}
== 04-completed.md
at: 2026-10-01 00:10
ended_at: 2026-10-01 00:05
""",
}
NOW = "2026-11-21T12:00+09:00"


def write_site(root: Path) -> Path:
    site = write_small_site(root, {path: text for path, text in FILES.items() if not path.startswith("incidents/")})
    toml = site / "site_src/site.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('["ja", "en"]', '["ja", "en", "he"]'), encoding="utf-8")
    files = {f"incidents/{name}/{file}": said for name, text in INCIDENTS.items() for file, said in typed(text).items()}
    return write_small_site(site, files)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_site(tmp_path_factory.mktemp("pictures") / "site")
    ran = noroshi(root, "build", "--quiet", now=NOW)
    assert ran.status == 0, ran.err
    return root / "_site"


def page(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def sections(site: Path, path: str) -> list[Any]:
    """The parts of a page that hold a picture."""
    tree = parsed(page(site, path))
    return [item for item in tree.iter(f"{HTML}section") if "picture" in (item.get("class") or "").split()]


def course(site: Path, name: str, prefix: str = "") -> Any:
    (found,) = sections(site, f"{prefix}incidents/{name}")
    return found


def bars(picture: Any) -> list[list[tuple[str, float, float]]]:
    """Of each row: (class, start, length) of its bars."""
    svg = next(picture.iter(f"{SVG}svg"))
    rows = [row for row in svg.findall(f"{SVG}svg") if row.get("x") is None]
    return [
        [
            (rect.get("class").removeprefix("s-"), float(rect.get("x")[:-1]), float(rect.get("width")[:-1]))
            for rect in row.iter(f"{SVG}rect")
        ]
        for row in rows
    ]


def words(picture: Any) -> list[str]:
    return ["".join(text.itertext()) for text in picture.iter(f"{SVG}text")]


def table(picture: Any) -> list[tuple[str, str]]:
    rows = [list(row) for row in picture.iter(f"{HTML}tr")][1:]
    return [("".join(time.itertext()), "".join(said.itertext())) for time, said in rows]


def test_a_course_has_a_row_for_each_service_with_its_states_over_time(site: Path) -> None:
    found = course(site, "2026-11-10-parcels")
    # From 13:40 to 16:20, between 2 and 98 percent: 15:00 is the middle.
    assert bars(found) == [
        [("partial_outage", 2, 96)],
        [("degraded_performance", 2, 48), ("major_outage", 50, 48)],
    ]
    assert words(found) == [
        *("発生日時", "検知日時", "最初のお知らせ", "復旧日時"),
        *("荷物API、追跡", "送り状"),
        *("14:00", "11/10（火）", "15:00", "16:00"),
    ]


def test_a_course_is_said_again_as_a_table(site: Path) -> None:
    assert table(course(site, "2026-11-10-parcels", "en/")) == [
        (
            "Tuesday 10 November, 13:40",
            "Impact began; Parcel API, Tracking: Operational → Partial outage; "
            "Labels: Operational → Degraded performance",
        ),
        ("Tuesday 10 November, 13:50", "We detected it"),
        ("Tuesday 10 November, 14:00", "First notice"),
        ("Tuesday 10 November, 15:00", "Labels: Degraded performance → Major outage"),
        (
            "Tuesday 10 November, 16:20",
            "Back to normal; Parcel API, Tracking: Partial outage → Operational; Labels: Major outage → Operational",
        ),
    ]


def test_a_picture_has_a_name_and_a_description(site: Path) -> None:
    svg = next(course(site, "2026-11-10-parcels", "en/").iter(f"{SVG}svg"))
    said = {item.get("id"): item.text for item in svg if item.get("id")}
    assert svg.get("role") == "img"
    assert said[svg.get("aria-labelledby")] == "How it went"
    assert said[svg.get("aria-describedby")] == (
        "From Tuesday 10 November 2026, 13:40 to Tuesday 10 November 2026, 16:20 JST: "
        "when it began, when we first told you, and the state of each service."
    )


def test_four_minutes_and_three_weeks_are_each_drawn_to_their_own_scale(site: Path) -> None:
    assert words(course(site, "2026-11-12-short"))[-4:] == ["11/12（木）", "9:20", "9:25", "9:30"]
    twice = course(site, "2026-10-20-twice")
    first, second = bars(twice)[0]
    assert first[2] == 0.8
    assert second[1] > 95
    assert words(twice)[-2:] == ["10/5（月）", "10/12（月）"]


def test_what_is_open_ends_with_what_was_said_last_and_an_open_edge(site: Path) -> None:
    found = course(site, "2026-11-21-open")
    assert bars(found) == [[("degraded_performance", 2, 88), ("degraded_performance open", 90, 8)]]
    assert "現在" in words(found)


def test_without_services_the_incident_itself_has_a_row_and_an_unknown_end_is_an_outline(site: Path) -> None:
    found = course(site, "2026-10-12-mail")
    assert bars(found) == [[("partial_outage open", 2, 96)]]
    assert words(found) == ["発生日時", "最初のお知らせ", "", "9:00", "10/12（月）", "9:30", "10:00"]


def test_an_open_picture_does_not_change_while_nothing_is_said(site: Path, tmp_path: Path) -> None:
    later = write_site(tmp_path / "later")
    assert noroshi(later, "build", "--quiet", now="2026-11-21T17:00+09:00").status == 0
    drawn = [
        ElementTree.tostring(course(where, "2026-11-21-open"), encoding="unicode") for where in (site, later / "_site")
    ]
    assert drawn[0] == drawn[1]


def test_work_is_drawn_into_the_window_that_was_planned_when_it_began(site: Path) -> None:
    (row,) = bars(course(site, "2026-09-30-work"))
    (plan, planned_at, planned), (work, began_at, worked) = row
    assert (plan, work) == ("plan", "under_maintenance")
    # 60 minutes were planned, 125 minutes it took.
    assert (planned_at, began_at) == (2, 2)
    assert planned / worked == pytest.approx(60 / 125, abs=0.01)


def test_where_nothing_happened_there_is_no_picture(site: Path) -> None:
    assert sections(site, "incidents/2026-11-05-alarm") == []


def test_right_to_left_time_runs_as_the_text_does(site: Path) -> None:
    found, mirrored = course(site, "2026-11-10-parcels"), course(site, "2026-11-10-parcels", "he/")
    for row, other in zip(bars(found), bars(mirrored), strict=True):
        assert [(code, round(100 - start - length, 1), length) for code, start, length in row] == other


def test_no_line_of_a_moment_runs_through_the_first_letters_of_a_name(site: Path) -> None:
    for prefix, edge, gap in (("", "2%", "5"), ("he/", "98%", "-5")):
        found = course(site, "2026-11-10-parcels", prefix)
        first, *_ = (item for item in found.iter(f"{SVG}svg") if item.get("text-anchor"))
        names = [item for item in found.iter(f"{SVG}text") if item.get("x")]
        # The line of what came first, its word and the names of both rows: these stand where its word stands.
        assert (first.get("x"), first.find(f"{SVG}text").get("dx")) == (edge, gap)
        assert [(name.get("x"), name.get("dx")) for name in names] == [(edge, gap)] * 2


@pytest.mark.parametrize("tag", CATALOGUES)
def test_the_words_beside_moments_fit_a_phone_in_every_language(tag: str) -> None:
    said = catalogue(tag)
    keys = ("label.began_at", "label.detected_at", "label.ended_at", "picture.first_notice", "picture.now")
    for key in (*keys, "measure.planned"):
        # Wherever a moment stands, there are two thirds beside it or around it.
        assert width(said.template(key)) + 1 <= PHONE * 2 / 3, (tag, key)
    # Work begins and ends near the edges of its picture, which leaves nearly all of it.
    for key in ("report.maintenance.began", "report.maintenance.ended"):
        assert width(said.template(key)) + 1 <= PHONE * 3 / 4, (tag, key)


def strips(year: Any) -> dict[str, list[tuple[str, str]]]:
    """Month → (class, words) of its runs."""
    found = {}
    for item in year.iter(f"{HTML}li"):
        runs = [(group.get("class"), group[0].text) for group in item.iter(f"{SVG}g")]
        if runs:
            found["".join(item[0].itertext())] = runs
    return found


def test_a_year_shows_the_worst_of_each_day_and_joins_the_quiet_ones(site: Path) -> None:
    year = strips(sections(site, "en/history")[0])
    assert next(iter(year)) == "November 2026"
    assert len(year) == 12
    assert year["November 2026"] == [
        ("s-operational l0", "Sunday 1 November to Wednesday 4 November: nothing to report"),
        ("s-operational l0", "Thursday 5 November: Operational, 1 entry"),
        ("s-operational l0", "Friday 6 November to Monday 9 November: nothing to report"),
        ("s-major_outage l4", "Tuesday 10 November: major outage, 1 entry"),
        ("s-operational l0", "Wednesday 11 November: nothing to report"),
        ("s-major_outage l4", "Thursday 12 November: major outage, 1 entry"),
        ("s-operational l0", "Friday 13 November to Friday 20 November: nothing to report"),
        ("s-degraded_performance l2", "Saturday 21 November: degraded performance, 1 entry"),
    ]
    # Work over midnight touches both days; of the time before the first entry nothing is known.
    assert year["September 2026"][-1] == ("s-under_maintenance l1", "Wednesday 30 September: maintenance, 1 entry")
    assert year["October 2026"][0] == ("s-major_outage l4", "Thursday 1 October: major outage, 2 entries")
    assert year["August 2026"] == [("s-unknown l0", "Saturday 1 August to Monday 31 August: no data")]


def test_a_year_knows_of_the_days_from_which_a_service_counts() -> None:
    """As availability does: from the service's own ``since``, though the first update came later."""
    found = archive((incident("2026-11-18-api", update("2026-11-18 13:58")),), t("2026-11-21 12:00"))
    counts_since = site_of(service("api", since="2026-08-03"), service("web"))
    year = year_picture(Context(counts_since, found, Language("en", TOKYO)))
    assert year is not None
    said = {month.label: [run.text for run in month.runs] for month in year.months}
    assert said["August 2026"] == [
        "Saturday 1 August to Sunday 2 August: no data",
        "Monday 3 August to Monday 31 August: nothing to report",
    ]


def test_a_year_is_said_again_by_month(site: Path) -> None:
    said = dict(table(sections(site, "en/history")[0]))
    assert said["October 2026"] == (
        "Thursday 1 October: major outage, 2 entries; Monday 12 October: Operational, 1 entry; "
        "Tuesday 20 October: major outage, 1 entry"
    )
    assert said["August 2026"] == "August 2026: no data"


def test_the_history_changes_with_the_day_and_not_with_the_minute(tmp_path: Path) -> None:
    root, made = write_site(tmp_path / "site"), []
    for now in (NOW, "2026-11-21T12:01+09:00", "2026-11-22T12:00+09:00"):
        assert noroshi(root, "build", "--quiet", now=now).status == 0
        made.append(page(root / "_site", "history"))
    assert made[0] == made[1]
    assert made[1] != made[2]


def test_times_by_month_stand_with_their_number(site: Path) -> None:
    times = sections(site, "en/history")[1]
    rows = [["".join(cell.itertext()) for cell in row] for row in times.iter(f"{HTML}tr")]
    head = ["Month", "Median", "Longest"]
    assert rows == [
        *(
            head,
            ["November 2026 3 incidents", "20 min", "1 h"],
            ["October 2026 2 incidents", "9 days 16 h", "19 days 8 h"],
        ),
        *(
            head,
            ["November 2026 2 incidents", "1 h 22 min", "2 h 40 min"],
            ["October 2026 1 incident", "19 days 7 h", "19 days 7 h"],
        ),
    ]
    facts = re.findall(r'<p class="meta">(Median.*?)</p>', page(site, "en/history"))
    assert [line.replace("\xa0", " ") for line in facts] == [
        "Median: 1 h · Longest: 19 days 8 h · 5 incidents",
        "Median: 2 h 40 min · Longest: 19 days 7 h · 3 incidents",
    ]


COLLISIONS = """() => [...document.querySelectorAll('svg[role=img], .year-months svg')].flatMap(svg => {
  const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
  const out = texts.filter(([, box]) => box.left < 0 || box.right > innerWidth).map(([words]) => words)
  const over = texts.flatMap(([words, a], index) => texts.slice(index + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom)
    .map(([other]) => words + ' / ' + other))
  return [...out, ...over]
})"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("scheme", "width", "prefix"), [("light", 320, ""), ("dark", 320, "he/"), ("light", 1280, "en/")]
)
def test_in_a_browser_no_word_runs_into_another_and_all_is_accessible(
    site: Path, browser: Any, scheme: Any, width: int, prefix: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    shown = context.new_page()
    for path in ("history", *(f"incidents/{name}" for name in INCIDENTS)):
        shown.goto((site / prefix / path / "index.html").as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, path
        assert shown.evaluate(COLLISIONS) == [], path
        for more in shown.locator("details.again").all():
            more.locator("summary").click()
        if path in ("history", "incidents/2026-11-10-parcels"):
            assert violations(shown) == "", path
    context.close()
