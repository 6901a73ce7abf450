"""``noroshi new``, ``update`` and ``report``: typed, asked or edited, what is written is whole, checked and shown."""

from __future__ import annotations

import json
import multiprocessing
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_site import FILES, NOW, Ran, environment, noroshi, write, write_small_site

from noroshi.app.asking import Terminal
from noroshi.app.cli import invoke
from noroshi.app.cli_words import CliWords
from noroshi.app.drafting import forgotten, without_comments
from noroshi.app.settings import PROBLEMS, Settings, SurroundingsError
from noroshi.app.settings import explicit_now as moment
from noroshi.app.values_asked import Asked
from noroshi.app.writing import new, report, update
from noroshi.check import RULES
from noroshi.model.terms import STATUSES, Kind, Status
from noroshi.source.frontmatter import read_document
from noroshi.source.new_files import add_incident
from noroshi.source.writing import document

DELAY = "2026-10-05-tracking-delay"
"""An incident of the small site that is over."""
WORDS = CliWords("en")
OPENED = (
    *("new", "荷物を登録できません", "--impact", "major", "--service", "parcel-api"),
    *("--next-update", "+30m", "-m", "原因を調べています。"),
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site's settings and services, and no incidents."""
    files = {path: text for path, text in FILES.items() if not path.startswith("incidents/")}
    return write_small_site(tmp_path / "site", files)


def front(root: Path, path: str) -> dict[str, object]:
    return dict(read_document((root / path).read_text(encoding="utf-8"), path).values)


def written(ran: Ran) -> list[str]:
    assert ran.status == 0, ran.err
    return ran.out.split()


def someone(*answers: str, editor: str = "true") -> Terminal:
    """A terminal whose user answers so, one question after the other, and edits with ``editor``."""
    left = list(answers)

    def prompt(question: str, default: str) -> str:
        assert left, f"nobody expected to be asked: {question}"
        return left.pop(0) or default

    return Terminal(True, prompt, {"EDITOR": editor})


def here(root: Path, now: str = NOW) -> Settings:
    at = moment(now, {}, WORDS)
    assert at is not None
    return Settings(root, WORDS, at, at)


def script(folder: Path, name: str, *lines: str) -> str:
    """An editor: a shell script that is called with the file."""
    path = folder / name
    path.write_text("\n".join(["set -e", *lines, ""]), encoding="utf-8")
    return f"sh {shlex.quote(str(path))}"


# ---- from the command line alone


def test_a_first_notice_is_one_command_and_shows_what_customers_will_see(site: Path) -> None:
    ran = noroshi(site, *OPENED, "--lang", "en")
    (path,) = written(ran)
    assert path == "incidents/2026-11-21-parcel-api/incident.md"
    assert (site / path).read_text(encoding="utf-8") == (
        "---\ntitle: 荷物を登録できません\nat: 2026-11-21 12:00:00+09:00\nstatus: investigating\nimpact: major\n"
        "services: parcel-api\nnext_update: 2026-11-21 12:30:00+09:00\n---\n原因を調べています。\n"
    )
    for words in (
        "[調査中] 荷物を登録できません",
        "次回のお知らせ: 11月21日（土）12:30までに",
        "対象サービス: 荷物API",
    ):
        assert words in ran.err
    assert re.search(r"^mail \(ja\): 【重要】【第1報】荷物API ", ran.err, re.M)
    assert re.search(r"^  SMS, \d+ of 70: 【障害】", ran.err, re.M)
    assert re.search(r"^mail \(en\): ", ran.err, re.M)
    assert "  git add incidents/2026-11-21-parcel-api\n" in ran.err
    assert "incident.en.md" in ran.err


def test_an_update_is_a_new_file_named_by_time_and_status(site: Path) -> None:
    written(noroshi(site, *OPENED))
    said = ("--status", "identified", "--eta", "+1h30m", "--next-update", "13:15", "-m", "原因が分かりました。")
    (path,) = written(noroshi(site, "update", "parcel", *said, now="2026-11-21T12:40:12+09:00"))
    assert path == "incidents/2026-11-21-parcel-api/20261121-124012-identified.md"
    assert front(site, path) == {
        "at": "2026-11-21 12:40:12+09:00",
        "status": "identified",
        "eta": "2026-11-21 14:10:12+09:00",
        "next_update": "2026-11-21 13:15:00+09:00",
    }


def test_the_text_in_another_language_is_one_more_option(site: Path) -> None:
    first = written(noroshi(site, *OPENED, "--also-title", "en=Parcels: none", "--also", "en=We are looking."))
    assert first[1] == "incidents/2026-11-21-parcel-api/incident.en.md"
    assert (site / first[1]).read_text(encoding="utf-8") == '---\ntitle: "Parcels: none"\n---\nWe are looking.\n'
    second = written(
        noroshi(
            site,
            "update",
            "parcel",
            "--status",
            "monitoring",
            "-m",
            "直しました。",
            "--also",
            "en=Mended.",
            *("--also", "en=We are sorry."),
        )
    )
    assert (site / second[1]).read_text(encoding="utf-8") == "Mended.\n\nWe are sorry.\n"
    refused = noroshi(site, "update", "parcel", "--status", "monitoring", "-m", "x", "--also", "fr=Bonjour")
    assert refused.status == 2
    assert "its further languages: en" in refused.err


def test_what_is_missing_is_named_with_the_whole_command_which_then_works(site: Path) -> None:
    ran = noroshi(site, "new", "荷物が届かない", "--next-update", "+30m", "--lang", "en")
    assert ran.status == 2
    assert "these are missing: --impact, --service, -m" in ran.err
    command = ran.err.splitlines()[1].replace('"…"', '"調べています。"')
    assert written(noroshi(site, *shlex.split(command)[1:])) == ["incidents/2026-11-21-parcel-api/incident.md"]
    told = ("--also", "en=Some parcels.", "--fact", "scope=一部", "--also", "en=Sorry.", "--at", "11:50")
    missing = noroshi(site, "update", "parcel", "--lang", "en", *told)
    assert "these are missing: -m. The whole" in missing.err
    command = missing.err.splitlines()[1]
    assert f"--now {NOW} --lang en" in command
    paths = written(noroshi(site, *shlex.split(command.replace('"…"', '"調べています。"'))[1:]))
    assert (site / paths[1]).read_text(encoding="utf-8") == "Some parcels.\n\nSorry.\n"
    said = (site / paths[0]).read_text(encoding="utf-8")
    assert "at: 2026-11-21 11:50:00+09:00\nscope: 一部\n" in said
    assert noroshi(site, "update", "--lang", "en").err.startswith(
        "noroshi: ID is missing; it may be: 2026-11-21-parcel"
    )


def test_an_update_without_a_status_leaves_it_as_it_was(small_site: Path) -> None:
    before = noroshi(small_site, "status", "--json").out
    ran = noroshi(small_site, "update", "labels", "-m", "準備を進めています。", "--lang", "ja")
    (path,) = written(ran)
    assert path.endswith("-update.md")
    assert "status" not in (small_site / path).read_text(encoding="utf-8")
    assert [it["status"] for it in json.loads(before)["maintenance"]] == [
        it["status"] for it in json.loads(noroshi(small_site, "status", "--json").out)["maintenance"]
    ]
    assert "git commit -m '送り状の印刷を更新します: 予定'" in ran.err
    ran = noroshi(small_site, "update", "labels", "--status", "cancelled", "-m", "中止します。", "--lang", "en")
    assert "git commit -m '送り状の印刷を更新します: 中止'" in ran.err


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        (("report", "2026-11"), 2, "may mean several: 2026-11-18-new-year-hours, 2026-11-15"),
        (("new", " \t", "--impact", "none", "--service", "none", "-m", "x"), 2, "these are missing: TITLE"),
        (("update", "traking-delay"), 2, "there is no incident 'traking-delay' in incidents/"),
        (("update", DELAY, "--status", "completed", "-m", "x"), 2, "there are: investigating, identified, monitoring"),
        (("update", DELAY, "--status", "monitring", "-m", "x"), 2, "did you mean 'monitoring'?"),
        (("update", "labels", "--status", "resolved", "-m", "x"), 2, "scheduled, in_progress, verifying, completed"),
        (("new", "x", "--impact", "high", "--service", "labels", "-m", "x"), 2, "did you mean 'major'?"),
        (("new", "x", "--impact", "major", "--service", "lables", "-m", "x"), 2, "did you mean 'labels'?"),
        (("update", DELAY, "--status", "resolved", "--impact", "minor", "-m", "x"), 2, "--status monitoring"),
        (("update", DELAY, "--status", "monitoring", "--ended-at", "11:00", "-m", "x"), 2, "a status that ends it"),
        (("update", DELAY, "--status", "monitoring", "--eta", "11:55", "-m", "x"), 2, "has just passed"),
        (("update", DELAY, "--status", "monitoring", "--eta", "soon", "-m", "x"), 2, "'soon' is not a time"),
        (("update", DELAY, "--status", "monitoring", "--at", "13:00", "-m", "x"), 2, "is still to come"),
        (("update", DELAY, "--status", "monitoring", "--fact", "scop=x", "-m", "x"), 0, ""),
        (("update", DELAY, "--status", "monitoring", "--fact", "weather=x", "-m", "x"), 2, "there are: scope"),
        (("new", "x", "--kind", "maintenance", "--service", "labels", "--window", "22:00", "-m", "x"), 2, "two dots"),
        (("new", "x", "--kind", "announcement", "--id", "../x", "-m", "x"), 2, "write: --id x"),
        (("new", "x", "--kind", "announcement", "--id", DELAY, "-m", "x"), 2, f"noroshi update {DELAY}"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else None,
)  # fmt: skip
def test_a_slip_is_told_with_what_to_write(small_site: Path, typed: tuple[str, ...], status: int, words: str) -> None:
    before = {path: path.read_bytes() for path in (small_site / "incidents").rglob("*.md")}
    ran = noroshi(small_site, *typed, "--lang", "en")
    assert (ran.status, words in ran.err) == (status, True), ran.err
    if status == 2:
        assert {path: path.read_bytes() for path in (small_site / "incidents").rglob("*.md")} == before


@pytest.mark.parametrize(
    ("typed", "now", "written_as"),
    [
        ("+45m", "2026-11-21T12:00+09:00", "2026-11-21 12:45:00+09:00"),
        ("＋１ｈ３０ｍ", "2026-11-21T12:00+09:00", "2026-11-21 13:30:00+09:00"),
        ("１５：３０", "2026-11-21T12:00+09:00", "2026-11-21 15:30:00+09:00"),
        ("0:30", "2026-11-21T23:50+09:00", "2026-11-22 00:30:00+09:00"),
        ("2026/11/22 09:00", "2026-11-21T12:00+09:00", "2026-11-22 09:00:00+09:00"),
        ("none", "2026-11-21T12:00+09:00", "none"),
        ("UNKNOWN", "2026-11-21T12:00+09:00", "unknown"),
        (
            "15:30..17:00",
            "2026-11-21T12:00+09:00",
            {"from": "2026-11-21 15:30:00+09:00", "to": "2026-11-21 17:00:00+09:00"},
        ),
    ],
)
def test_an_expectation_may_be_typed_as_it_is_said(site: Path, typed: str, now: str, written_as: object) -> None:
    ran = noroshi(site, *OPENED, "--eta", typed, now=now)
    (path,) = written(ran)
    assert front(site, path)["eta"] == written_as
    assert ("was understood as 2026-11-22 00:30" in ran.err) is (typed == "0:30")


def test_a_clock_time_of_yesterday_is_understood_where_something_has_ended(site: Path) -> None:
    written(noroshi(site, *OPENED, "--at", "23:10", now="2026-11-22T00:05+09:00"))
    assert front(site, "incidents/2026-11-21-parcel-api/incident.md")["at"] == "2026-11-21 23:10:00+09:00"
    ended = ("update", "parcel", "--status", "res", "--ended-at", "~23:55", "-m", "直りました。")
    (path,) = written(noroshi(site, *ended, now="2026-11-22T00:20+09:00"))
    assert front(site, path)["ended_at"] == "~2026-11-21 23:55:00+09:00"
    assert path.endswith("/20261122-002000-resolved.md")


def test_a_time_that_the_clocks_show_twice_or_never_is_refused_with_the_lines_to_write(site: Path) -> None:
    toml = site / "site_src/site.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("Asia/Tokyo", "Europe/Berlin"), encoding="utf-8")
    for window, words in (("2026-10-25 02:30..+1h", "2026-10-25 02:30+01:00"), ("2027-03-28 02:30..+1h", "never show")):
        ran = noroshi(site, "new", "x", "--kind", "maintenance", "--service", "labels", "--window", window, "-m", "x")
        assert (ran.status, words in ran.err) == (2, True), ran.err
    assert not (site / "incidents").exists()


FIRST = [(kind, status) for kind in Kind for status in STATUSES[kind]]


@pytest.fixture(scope="module")
def filling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that gets one incident of each sort, and in the beginning holds what a correction corrects."""
    files = {path: text for path, text in FILES.items() if DELAY in path or "incidents/" not in path}
    return write_small_site(tmp_path_factory.mktemp("filling"), files)


@pytest.mark.parametrize(("kind", "status"), FIRST, ids=lambda value: str(value.value))
def test_every_kind_can_begin_with_every_status_it_knows(filling: Path, kind: Kind, status: Status) -> None:
    more = {
        Kind.INCIDENT: ("--impact", "minor", "--service", "labels"),
        Kind.SECURITY: ("--impact", "none", "--fact", "began_at=~11:00"),
        Kind.MAINTENANCE: ("--service", "labels", "--window", "2026-11-21 10:00..+4h"),
        Kind.CORRECTION: ("--fact", "corrects=" + DELAY, "--fact", "mistake=19日", "--fact", "right=20日"),
    }.get(kind, ())
    name = f"{kind.value}-{status.value}"
    ran = noroshi(
        filling, "new", name, "--kind", kind.value, "--status", status.value, "--id", name, "-m", "文。", *more
    )
    assert ran.status == 0, ran.err
    assert ran.out == f"incidents/{name}/incident.md\n"


@given(
    title=st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1).filter(lambda text: text.split()),
    body=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=60),
)
@settings(max_examples=50, deadline=None)
def test_any_title_and_any_text_is_read_back_as_it_was_typed(title: str, body: str) -> None:
    title = " ".join(title.split())
    with tempfile.TemporaryDirectory() as folder:
        made = add_incident(Path(folder), "incidents", "x", document({"title": title}, body), taken=(), exactly=True)
        text = (Path(folder) / made.path).read_bytes().decode("utf-8")
    read = read_document(text, made.path)
    assert read.problems == ()
    assert read.values == {"title": title}
    assert read.body.strip("\n") == body.strip("\n")


def test_a_correction_that_does_not_say_yet_what_it_corrects_has_a_letter_that_is_not_ready(site: Path) -> None:
    ran = noroshi(site, "new", "お詫び", "--kind", "correction", "-m", "確認しています。", "--lang", "en")
    assert written(ran) == ["incidents/2026-11-21-correction/incident.md"]
    assert re.search(r"not ready to be sent, missing: .*corrects, mistake, right", ran.err)
    built = noroshi(site, "build")
    assert built.status == 0, built.err


def test_a_letter_that_cannot_be_printed_does_not_hide_that_the_file_is_written(site: Path) -> None:
    write(site, "site_src/letters/ja/opened.txt.j2", "件名: {{ nothing.at_all }}\n\n文。\n")
    ran = noroshi(site, *OPENED, "--lang", "en")
    assert written(ran) == ["incidents/2026-11-21-parcel-api/incident.md"]
    assert "letters/ja/opened.txt.j2:1" in ran.err
    assert "  git add incidents/2026-11-21-parcel-api\n" in ran.err


# ---- names


def test_an_id_says_the_day_and_the_title_and_is_never_taken_twice(site: Path) -> None:
    more = ("--impact", "none", "--service", "none", "-m", "x")
    ids = [written(noroshi(site, "new", "Errors in the parcel API", *more))[0] for _ in range(2)]
    assert ids[0] == "incidents/2026-11-21-errors-in-the-parcel-api/incident.md"
    assert ids[1] == "incidents/2026-11-21-errors-in-the-parcel-api-2/incident.md"
    window = ("--kind", "maintenance", "--service", "labels", "--window", "22:00..+2h")
    planned = written(noroshi(site, "new", "送り状の更新", *window, "-m", "x"))
    assert planned == ["incidents/2026-11-21-labels-maintenance/incident.md"]
    assert front(site, planned[0])["window"] == {
        "start": "2026-11-21 22:00:00+09:00",
        "end": "2026-11-22 00:00:00+09:00",
    }


@pytest.mark.parametrize("end", ["+4h", "5:00"])
def test_an_extension_counts_from_where_the_window_begins(small_site: Path, end: str) -> None:
    longer = ("update", "labels", "--status", "in_progress", "--window-end", end, "-m", "x")
    (path,) = written(noroshi(small_site, *longer, now="2026-11-28T02:50+09:00"))
    assert front(small_site, path)["window"] == {"end": "2026-11-28 05:00:00+09:00"}


@pytest.mark.parametrize("end", ["+45m", "05:00"])
def test_an_extension_that_would_have_ended_already_is_refused_with_what_to_write(site: Path, end: str) -> None:
    planned = ("--kind", "maintenance", "--service", "labels", "--window", "22:00..+2h", "-m", "x")
    written(noroshi(site, "new", "送り状の更新", *planned))
    extended = ("update", "labels", "--status", "in_progress", "--window-end")
    ran = noroshi(site, *extended, end, "-m", "x", "--lang", "en", now="2026-11-23T03:00+09:00")
    assert ran.status == 2
    assert "has passed; write the new end with its date, for example: 2026-11-23 04:00" in ran.err
    assert written(noroshi(site, *extended, "2026-11-23 04:00", "-m", "x", now="2026-11-23T03:00+09:00"))


def test_a_site_with_folders_by_year_gets_one_more_in_its_year(small_site: Path) -> None:
    year = small_site / "incidents" / "2026"
    year.mkdir()
    for folder in sorted((small_site / "incidents").iterdir()):
        if folder != year:
            folder.rename(year / folder.name)
    assert written(noroshi(small_site, *OPENED)) == ["incidents/2026/2026-11-21-parcel-api/incident.md"]
    assert written(noroshi(small_site, "update", "parcel", "--status", "monitoring", "-m", "x"))[0].startswith(
        "incidents/2026/2026-11-21-parcel-api/20261121-1200"
    )


def _say(root: Path, words: str) -> None:
    os._exit(
        invoke(["--root", str(root), "--now", NOW, "--quiet", "update", "parcel", "--status", "mon", "-m", words], {})
    )


def test_two_people_who_write_in_the_same_second_lose_nothing(site: Path) -> None:
    written(noroshi(site, *OPENED, now="2026-11-21T11:50+09:00"))
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=_say, args=(site, words)) for words in ("ひとり目です。", "ふたり目です。")]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    files = sorted((site / "incidents/2026-11-21-parcel-api").glob("2026*.md"))
    assert [file.name for file in files] == ["20261121-120000-monitoring-2.md", "20261121-120000-monitoring.md"]
    said = {file.read_text(encoding="utf-8").splitlines()[-1] for file in files}
    assert said == {"ひとり目です。", "ふたり目です。"}
    assert noroshi(site, "check").status == 0


def test_a_file_in_the_middle_of_a_merge_is_left_alone_and_said(site: Path) -> None:
    written(noroshi(site, *OPENED))
    path = "incidents/2026-11-21-parcel-api/02-identified.md"
    text = "<<<<<<< HEAD\n---\nat: 2026-11-21 11:00\n---\nA\n=======\nB\n>>>>>>> bob\n"
    write(site, path, text)
    ran = noroshi(site, "update", "parcel", "--status", "monitoring", "-m", "様子を見ています。")
    assert ran.status == 1
    assert "[merge-conflict]" in ran.err
    assert (site / path).read_text(encoding="utf-8") == text
    assert (site / ran.out.strip()).read_text(encoding="utf-8").endswith("\n様子を見ています。\n")


def test_a_link_out_of_the_site_is_not_written_through(site: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (site / "incidents").symlink_to(outside)
    assert noroshi(site, *OPENED).status == 3
    assert list(outside.iterdir()) == []


# ---- in an editor


def test_a_draft_shows_what_belongs_into_it_and_only_what_was_typed_is_written(site: Path, tmp_path: Path) -> None:
    editor = script(
        tmp_path,
        "editor.sh",
        f'cp "$1" {shlex.quote(str(tmp_path / "seen.md"))}',
        'sed -i "s/^# scope: .*/scope: 関東の荷物/" "$1"',
        'echo "## 見出し" >> "$1"',
        'echo "<!-- 自分のメモ -->" >> "$1"',
    )
    asked = Asked(
        title="荷物を登録できません", kind="incident", impact="major", services=("parcel-api",), next_update="+30m"
    )
    assert new(here(site), asked, RULES, someone(editor=editor)) == 0
    seen = (tmp_path / "seen.md").read_text(encoding="utf-8")
    assert (
        re.search(r"^# scope: .+$", seen, re.M) and "お客様に何が起きているか" in seen and "# next_update" not in seen
    )
    text = (site / "incidents/2026-11-21-parcel-api/incident.md").read_text(encoding="utf-8")
    assert text.endswith("scope: 関東の荷物\n---\n## 見出し\n<!-- 自分のメモ -->\n")
    assert not re.search(r"^#[^#]", text, re.M)
    assert list((site / ".noroshi/drafts").iterdir()) == []


@pytest.mark.parametrize("line", ['true "$1"', ': > "$1"'], ids=["closed at once", "emptied"])
def test_an_editor_that_is_closed_without_a_text_writes_nothing(
    small_site: Path, tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted((small_site / "incidents").rglob("*"))
    asked = Asked(incident="tracking", status="investigating", next_update="+30m")
    assert update(here(small_site), asked, RULES, someone(editor=script(tmp_path, "e.sh", line))) == PROBLEMS
    assert "nothing was written" in capsys.readouterr().err
    assert sorted((small_site / "incidents").rglob("*")) == before
    assert list((small_site / ".noroshi/drafts").iterdir()) == []


def test_an_editor_that_fails_leaves_the_words_in_the_draft_and_says_where(small_site: Path, tmp_path: Path) -> None:
    editor = script(tmp_path, "e.sh", 'echo "長い文です。" >> "$1"', "exit 3")
    with pytest.raises(SurroundingsError, match=r"status 3.*your text is in (.*)") as failed:
        update(
            here(small_site),
            Asked(incident="tracking", status="inv", next_update="none"),
            RULES,
            someone(editor=editor),
        )
    (draft,) = (small_site / ".noroshi/drafts").iterdir()
    assert str(draft) in str(failed.value)
    assert "長い文です。" in draft.read_text(encoding="utf-8")
    with pytest.raises(SurroundingsError, match="cannot be started"):
        update(
            here(small_site),
            Asked(incident="tracking", status="inv", next_update="none"),
            RULES,
            someone(editor="/no/such"),
        )
    assert list((small_site / ".noroshi/drafts").iterdir()) == [draft]


def test_a_text_in_another_encoding_stays_in_the_draft_to_the_byte(small_site: Path, tmp_path: Path) -> None:
    typed = "本文です。".encode("cp932")
    (tmp_path / "typed").write_bytes(typed)
    before = sorted((small_site / "incidents").rglob("*"))
    editor = script(tmp_path, "e.sh", f'cat {shlex.quote(str(tmp_path / "typed"))} >> "$1"')
    asked = Asked(incident="tracking", status="investigating", next_update="none")
    with pytest.raises(SurroundingsError, match="another encoding than UTF-8"):
        update(here(small_site), asked, RULES, someone(editor=editor))
    (draft,) = (small_site / ".noroshi/drafts").iterdir()
    assert draft.read_bytes().endswith(typed)
    assert sorted((small_site / "incidents").rglob("*")) == before


def test_a_draft_that_was_never_finished_is_named_when_the_next_one_is_opened(
    small_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    left = small_site / ".noroshi/drafts/of-a-lost-connection.md"
    left.parent.mkdir(parents=True)
    left.write_text("文です。\n", encoding="utf-8")
    asked = Asked(incident="tracking", status="investigating", next_update="none")
    editor = script(tmp_path, "e.sh", 'echo "文。" >> "$1"')
    assert update(here(small_site), asked, RULES, someone(editor=editor)) == 0
    assert f"never finished, or that somebody is writing: {left}" in capsys.readouterr().err
    assert left.exists()


def test_where_the_site_has_no_place_for_drafts_nothing_is_left_among_temporary_files(
    small_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    write(small_site, ".noroshi", "no folder\n")
    asked = Asked(incident="tracking", status="investigating", next_update="none")
    editor = script(tmp_path, "e.sh", 'echo "文。" >> "$1"')
    assert update(here(small_site), asked, RULES, someone(editor=editor)) == 0
    assert list(temporary.iterdir()) == []


def test_who_stops_at_a_question_hears_whether_anything_was_written(
    small_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(question: str, default: str) -> str:
        raise click.Abort

    asked = Asked(incident="tracking", status="investigating", messages=("文。",))
    at_once = Terminal(True, stopped, {"EDITOR": "true"})
    with pytest.raises(click.Abort, match="nothing was written"):
        update(here(small_site), asked, RULES, at_once)
    late = Terminal(True, stopped, {"EDITOR": script(tmp_path, "e.sh", WRONG)})
    with pytest.raises(click.Abort, match=r"20261121-120000-investigating\.md stays as it is"):
        update(here(small_site), replace(asked, messages=(), next_update="+30m"), RULES, late)


def test_a_mistake_in_another_file_is_not_laid_on_the_one_that_was_just_written(small_site: Path) -> None:
    write(small_site, f"incidents/{DELAY}/03-monitoring.md", "文だけです。\n")
    ran = noroshi(small_site, "update", "tracking", "--status", "investigating", "-m", "文。", "--lang", "en")
    assert ran.status == 1
    assert "investigating.md is written and has no errors itself; other files of this incident have" in ran.err


WRONG = 'printf "\\n文です。\\n" >> "$1"; sed -i "s/^status: .*/status: solved/" "$1"'


@pytest.mark.parametrize(
    ("answers", "status", "files"),
    [
        (("edit",), 0, ["20261121-120000-investigating.md"]),
        (("keep",), 1, ["20261121-120000-investigating.md"]),
        (("3",), 1, []),
    ],
    ids=["mended", "kept", "taken away"],
)
def test_a_mistake_is_shown_and_may_be_mended_kept_or_taken_back(
    small_site: Path,
    tmp_path: Path,
    answers: Sequence[str],
    status: int,
    files: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    mended = 'if grep -q solved "$1"; then sed -i "s/solved/investigating/" "$1"; else ' + WRONG + "; fi"
    asked = Asked(incident="tracking", status="investigating", next_update="+30m")
    assert update(here(small_site), asked, RULES, someone(*answers, editor=script(tmp_path, "e.sh", mended))) == status
    assert "[unknown-status]" in capsys.readouterr().err
    folder = small_site / "incidents" / DELAY
    assert sorted(path.name for path in folder.glob("20261121*")) == files
    drafts = [path.read_text(encoding="utf-8") for path in (small_site / ".noroshi/drafts").iterdir()]
    assert [("文です。" in text) for text in drafts] == ([True] if answers == ("3",) else [])
    if files:
        assert "文です。" in (folder / files[0]).read_text(encoding="utf-8")


def test_a_hash_that_was_forgotten_before_a_fact_is_told(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    editor = script(tmp_path, "e.sh", 'sed -i "s/^# scope: .*/# scope: 関東だけです/" "$1"', 'echo "文。" >> "$1"')
    asked = Asked(title="x", kind="incident", impact="minor", services=("labels",), next_update="none")
    assert new(here(site), asked, RULES, someone(editor=editor)) == 0
    assert "still a comment, and customers do not see it: # scope: 関東だけです" in capsys.readouterr().err


def test_only_lines_that_were_given_as_comments_are_cut() -> None:
    comments = frozenset({"# scope: x", "<!-- guide -->"})
    text = "---\r\ntitle: a\r\n# scope: x\r\n# scope: mine\r\n---\r\n<!-- guide -->\r\n\r\n# Heading\r\n"
    kept = without_comments(text, comments)
    assert kept == "---\ntitle: a\n# scope: mine\n---\n# Heading\n"
    assert forgotten(kept) == ("# scope: mine",)


# ---- asked


def test_only_what_is_missing_is_asked_and_a_wrong_answer_is_asked_again(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = someone("", "追跡が止まっています", "huge", "critical", "labels, 3", "15分後", "+20m")
    assert new(here(site), Asked(messages=("調べています。",)), RULES, terminal) == 0
    told = capsys.readouterr()
    assert "--impact cannot be 'huge'" in told.err
    assert re.search(r"^  3  tracking +追跡$", told.err, re.M)
    assert front(site, told.out.strip()) == {
        "title": "追跡が止まっています",
        "at": "2026-11-21 12:00:00+09:00",
        "status": "investigating",
        "impact": "critical",
        "services": ["labels", "tracking"],
        "next_update": "2026-11-21 12:20:00+09:00",
    }


def test_with_nothing_typed_an_update_asks_which_open_incident_and_what_it_is_now(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(noroshi(site, *OPENED, now="2026-11-21T11:00+09:00"))
    assert update(here(site), Asked(messages=("復旧しました。",)), RULES, someone("", "4")) == 0
    told = capsys.readouterr()
    assert told.out.strip().endswith("/20261121-120000-resolved.md")
    # In the words of the page, which may be typed too.
    assert "  4  resolved  Resolved\n" in told.err
    settings = replace(here(site, "2026-11-21T13:00+09:00"), words=CliWords("ja"))
    assert update(settings, Asked(messages=("再発しました。",), incident="parcel"), RULES, someone("調査中", "")) == 0
    told = capsys.readouterr()
    assert told.out.strip().endswith("/20261121-130000-investigating.md")
    assert "  4  resolved  復旧\n" in told.err


def test_of_several_that_may_be_meant_the_open_one_is(site: Path) -> None:
    written(noroshi(site, *OPENED, now="2026-11-20T11:00+09:00"))
    written(noroshi(site, "update", "parcel", "--status", "resolved", "-m", "x", now="2026-11-20T12:00+09:00"))
    written(noroshi(site, *OPENED))
    assert "2026-11-21-parcel-api" in written(noroshi(site, "update", "parcel", "--status", "mon", "-m", "x"))[0]
    assert "2026-11-20-parcel-api" in written(noroshi(site, "report", "parcel", "-m", "x"))[0]


def test_a_name_that_is_nothing_like_any_is_answered_with_what_is_open(site: Path) -> None:
    written(noroshi(site, *OPENED))
    ran = noroshi(site, "update", "決済", "--status", "mon", "-m", "x", "--lang", "en")
    assert "there is no incident '決済' in incidents/; it may be: 2026-11-21-parcel-api\n" in ran.err


def test_services_may_be_typed_with_commas_as_at_the_question(site: Path) -> None:
    typed = ("--impact", "minor", "--service", "labels, tracking", "--service", "parcel-api", "-m", "x")
    (path,) = written(noroshi(site, "new", "遅れています", *typed))
    assert front(site, path)["services"] == ["labels", "tracking", "parcel-api"]


def test_the_report_of_what_is_still_open_is_told_to_be_early(site: Path) -> None:
    written(noroshi(site, *OPENED))
    ran = noroshi(site, "report", "parcel", "-m", "経緯です。", "--lang", "en")
    assert written(ran) == ["incidents/2026-11-21-parcel-api/report.md"]
    assert "is still 'investigating'" in ran.err


def test_a_report_ends_it_and_is_written_once(small_site: Path) -> None:
    facts = ("--fact", "cause=集計の誤り", "--fact", "cause_state=confirmed")
    ran = noroshi(small_site, "report", "delay", "-m", "経緯です。", *facts)
    assert written(ran) == [f"incidents/{DELAY}/report.md"]
    assert front(small_site, f"incidents/{DELAY}/report.md")["cause"] == "集計の誤り"
    again = noroshi(small_site, "report", "delay", "-m", "もう一度。")
    assert (again.status, "is there already" in again.err) == (2, True)


def test_the_draft_of_a_report_can_be_filled_by_removing_the_marks_of_its_lines(
    small_site: Path, tmp_path: Path
) -> None:
    editor = script(tmp_path, "e.sh", 'sed -i "s/^# \\([a-z_]*:\\)/\\1/" "$1"', 'echo "経緯です。" >> "$1"')
    assert report(here(small_site), Asked(incident="delay"), RULES, someone(editor=editor)) == 0
    assert "\nmeasures: {alarm: {what: " in (small_site / f"incidents/{DELAY}/report.md").read_text(encoding="utf-8")


def test_on_a_real_terminal_it_asks_and_opens_the_editor(small_site: Path, tmp_path: Path) -> None:
    editor = script(tmp_path, "e.sh", 'echo "端末から書きました。" >> "$1"', "test -t 1", "echo drawn by the editor")
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "noroshi", "--root", str(small_site), "--now", NOW, "update", "tracking"]
    process = subprocess.Popen(
        command, stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=environment(VISUAL=editor, LC_ALL="C.UTF-8")
    )
    os.close(slave)
    os.write(master, b"monitoring\n\n")
    out, _ = process.communicate(timeout=60)
    seen = os.read(master, 65536).decode("utf-8", "replace")
    os.close(master)
    assert process.returncode == 0, seen
    assert "drawn by the editor" in seen
    assert "Status [resolved]: " in seen and "When you speak next" in seen
    path = small_site / out.decode().strip()
    assert path.name == "20261121-120000-monitoring.md"
    assert path.read_text(encoding="utf-8").endswith("\n---\n端末から書きました。\n")
