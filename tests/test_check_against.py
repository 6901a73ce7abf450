"""`noroshi check --against`: what a change does to what was published, told with the lines to write instead."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_site import Ran, noroshi, write, write_small_site

from noroshi.app.problem_words import built_in_words
from noroshi.check import RULE_IDS as RULE_IDS_OF_ONE_STATE
from noroshi.check import against as room
from noroshi.check.against import RULE_IDS
from noroshi.source.placeholders import is_placeholder

INCIDENT = "incidents/2026-10-05-tracking-delay"
IDENTIFIED = f"{INCIDENT}/02-identified.md"
RESOLVED = f"{INCIDENT}/03-resolved.md"
PUBLISHED_AT = "2026-11-20T09:00:00+09:00"
"""When the base's commit was made: a day before ``NOW``."""
EDIT = "edited: {at: 2026-11-20 10:00, why: 時間の単位が誤っていました}\n"
LONG = "---\ntitle: 長い\nkind: announcement\nat: 2026-11-19 10:00\n---\n文。\n"
LATER = "edited: [{at: 2026-11-20 10:00, why: 時間の単位が誤っていました}, {at: 2026-11-21 11:00, why: 倉庫の名前}]\n"


def git(root: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    dated = {"GIT_AUTHOR_DATE": PUBLISHED_AT, "GIT_COMMITTER_DATE": PUBLISHED_AT}
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=clean | dated, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "a step")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site on its main branch, with a picture, a draft and an update that was edited once."""
    root = write_small_site(tmp_path_factory.mktemp("origin"))
    write(root, ".gitignore", "/_site/\n/_outbox/\n/.noroshi*\n")
    write(root, f"{INCIDENT}/graph.png", "a picture")
    write(root, "incidents/2026-11-19-draft/incident.md", "---\ntitle: 下書き\ndraft: true\n---\n")
    write(
        root, "incidents/2026-11-19-draft/01-first.md", "---\nat: 2026-11-19 10:00\nimpact: minor\n---\n調査中です。\n"
    )
    change(root, RESOLVED, "---\nat:", f"---\n{EDIT}at:")
    git(root, "init", "-q", "-b", "main")
    commit(root)
    return root


@pytest.fixture
def site(origin: Path) -> Iterator[Path]:
    """The same for a case to work on; afterwards it is as it was."""
    head = git(origin, "rev-parse", "HEAD")
    yield origin
    git(origin, "checkout", "-q", "-f", "main")
    git(origin, "reset", "-q", "--hard", head)
    git(origin, "clean", "-fdq")


def change(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def against(root: Path, *arguments: str) -> Ran:
    return noroshi(root, "check", "--against", "main", *arguments)


def found(root: Path) -> list[str]:
    """`file:line rule severity` of every finding of a change."""
    told = json.loads(against(root, "--format", "json").out)
    return [
        f"{it['file'].removeprefix('incidents/')}:{it['line']} {it['rule']} {it['severity']}"
        for it in told
        if it["rule"] in RULE_IDS
    ]


# ---- an edit


def test_an_edit_without_a_word_is_a_warning_with_the_lines_to_paste_and_strict_fails(site: Path) -> None:
    change(site, IDENTIFIED, "20分", "2分")
    ran = against(site)
    assert ran.status == 0
    assert ran.out == (
        f"{IDENTIFIED}:9: warning: this was published, and says something else now: text [published-edited]\n"
        "    text: | 東 | 20分 | → | 東 | 2分 |\n"
        "    if something was learned later, take this back and say it in a new update (noroshi update)\n"
        f"    if it was wrong, say so in the front matter of {IDENTIFIED}:\n"
        "    edited:\n"
        "      - at: 2026-11-21 12:00+09:00\n"
        "        why: (what was wrong, in a few words)\n"
        f"    if it was personal data or a password, write in {IDENTIFIED} below 'why' also: redacted: true (pages then"
        " do not show the old text; the repository still has it)\n"
    )
    head = git(site, "rev-parse", "--short=7", "HEAD")
    assert "1 warning in" in ran.err and f"Compared with main ({head})." in ran.err
    assert against(site, "--strict").status == 1
    # Without --against nothing has changed.
    assert noroshi(site, "check", "--strict").out == ""


def test_what_was_told_to_be_pasted_ends_the_warning_and_counts_for_the_translation(site: Path) -> None:
    change(site, IDENTIFIED, "20分", "2分")
    change(site, IDENTIFIED.replace(".md", ".en.md"), "20 minutes", "2 minutes")
    told = json.loads(against(site, "--format", "json").out)
    assert [it["arguments"]["value"] for it in told] == [["body"], ["body"]]
    # The lines stand once, beside the file that they are for.
    assert told[0]["hint"][-1] == f"one entry in {IDENTIFIED} is enough for both (its lines stand there)"
    assert [bool(it["arguments"]["paste"]) for it in told] == [False, True]
    lines = "".join(f"{line}\n" for line in told[1]["arguments"]["paste"])
    change(site, IDENTIFIED, "---\nat:", f"---\n{lines}    why: （何が誤っていたかを短く）\nat:")
    (left,) = json.loads(against(site, "--format", "json").out)
    assert (left["rule"], left["line"]) == ("placeholder-left", 2)
    change(site, IDENTIFIED, "（何が誤っていたかを短く）", "桁が誤っていました")
    commit(site)
    assert noroshi(site, "check", "--against", "HEAD^", "--strict").status == 0
    git(site, "reset", "-q", "--hard", "HEAD^")


def test_what_changed_is_told_in_the_words_of_pages_old_and_new(site: Path) -> None:
    first = f"{INCIDENT}/incident.md"
    change(site, first, "impact: minor", "impact: none")
    change(site, first, "すべての荷物の現在地", "一部の荷物の現在地。" + "長い文。" * 80)
    change(site, first, "services: tracking", "services: {tracking: degraded_performance}")
    ran = against(site, "--lang", "ja")
    headline, *hints = ran.out.splitlines()
    labels = "影響度（impact）、対象サービス（services）、影響範囲（scope）"
    assert headline.endswith(f"公開済みの内容が書き換えられています: {labels} [published-edited]")
    assert hints[:3] == [
        "    影響度（impact）: minor → none",
        "    対象サービス（services）: tracking → （なし）",
        "    対象サービス（services.tracking）: （なし） → degraded_performance",
    ]
    assert hints[3].startswith("    影響範囲（scope）: すべての荷物の現在地 → 一部の荷物の現在地。長い文。")
    assert hints[3].endswith("…") and len(hints[3]) < 160
    assert "redacted: true" in hints[-1]
    assert "Impact (impact): minor → none" in against(site, "--lang", "en").out


def test_lines_to_paste_are_whole_however_long_the_names(site: Path) -> None:
    long = f"incidents/2026-11-19-{'a' * 89}"
    for name, text in (("incident", LONG), ("incident.en", "---\ntitle: Long\n---\nText.\n")):
        write(site, f"{long}/{name}.md", text)
    update = f"{long}/{'b' * 100}"
    write(site, f"{update}.md", "---\nat: 2026-11-19 11:00\n---\n文。\n")
    write(site, f"{update}.en.md", "Text.\n")
    commit(site)
    (site / f"{update}.en.md").unlink()
    (gone,) = json.loads(noroshi(site, "check", "--against", "HEAD", "--format", "json").out)
    assert gone["rule"] == "translation-removed"
    git(site, *gone["hint"][1].split()[1:])
    assert f"say so in the front matter of {update}.md:" in gone["hint"][2]
    (site / long).rename(site / "incidents/2026-11-19-b")
    git(site, "add", "-A")
    (error,) = json.loads(noroshi(site, "check", "--against", "HEAD", "--format", "json").out)
    assert error["hint"][1] == f"mv incidents/2026-11-19-b {long}"
    assert error["hint"][3] == f"aliases: {long.removeprefix('incidents/')}"


def test_a_further_edit_needs_a_further_entry_and_the_earlier_ones_stay(site: Path) -> None:
    change(site, RESOLVED, "時刻どおり", "正しく")
    (warning,) = json.loads(against(site, "--format", "json").out)
    assert warning["arguments"]["paste"] == [
        "edited:",
        "  - at: 2026-11-20 10:00",
        "    why: 時間の単位が誤っていました",
        "  - at: 2026-11-21 12:00+09:00",
    ]
    change(site, RESOLVED, EDIT, LATER)
    assert found(site) == []
    change(site, RESOLVED, LATER, LATER.replace("時間の単位が誤っていました", "表記"))
    assert found(site) == ["2026-10-05-tracking-delay/03-resolved.md:2 edited-rewritten warning"]
    change(site, RESOLVED, LATER.replace("時間の単位が誤っていました", "表記"), "")
    assert found(site) == [
        "2026-10-05-tracking-delay/03-resolved.md:1 edited-rewritten warning",
        "2026-10-05-tracking-delay/03-resolved.md:4 published-edited warning",
    ]


def test_a_mark_that_withholds_may_be_added_and_is_not_taken_away(site: Path) -> None:
    marked = EDIT.replace("}", ", redacted: true}")
    change(site, RESOLVED, EDIT, marked)
    assert found(site) == []
    git(site, "checkout", "-q", "-b", "marked")
    commit(site)
    change(site, RESOLVED, marked, EDIT)
    (warning,) = json.loads(noroshi(site, "check", "--against", "HEAD", "--format", "json").out)
    assert warning["rule"] == "edited-rewritten"
    assert warning["arguments"]["paste"] == [
        "edited:",
        "  - at: 2026-11-20 10:00",
        "    why: 時間の単位が誤っていました",
        "    redacted: true",
    ]


def test_what_says_the_same_in_other_signs_is_no_edit(site: Path) -> None:
    change(site, IDENTIFIED, "at: 2026-10-05 09:58\n", "# a comment\nat: 2026-10-05T09:58+09:00\n")
    change(site, IDENTIFIED, "cause: 集計の処理が止まっていました", 'cause: "集計の処理が止まっていました"')
    change(site, RESOLVED, EDIT, EDIT.replace("10:00", "10:00+09:00"))
    change(site, f"{INCIDENT}/incident.md", "aliases: delay-of-tracking", "aliases: [delay-of-tracking, old]")
    assert found(site) == []


def test_a_translation_or_an_update_that_follows_later_is_no_edit_and_drafts_may_change(site: Path) -> None:
    (site / RESOLVED.replace(".md", ".en.md")).unlink()
    commit(site)
    write(site, RESOLVED.replace(".md", ".en.md"), "Places are shown on time again.\n")
    write(site, f"{INCIDENT}/04-follow-up.md", "---\nat: 2026-11-21 11:30\n---\n報告書は来週です。\n")
    change(site, "incidents/2026-11-19-draft/01-first.md", "調査中です", "書き直しました")
    (site / "incidents/2026-11-19-draft/incident.md").write_text("---\ntitle: 新しい\n---\n", encoding="utf-8")
    ran = noroshi(site, "check", "--against", "HEAD", "--strict")
    assert (ran.status, ran.out) == (0, "")
    git(site, "reset", "-q", "--hard", "HEAD^")


# ---- a record that goes


def test_what_is_removed_is_an_error_with_the_command_that_brings_it_back(site: Path) -> None:
    for name in ("02-identified.md", "02-identified.en.md"):
        (site / INCIDENT / name).unlink()
    shutil.rmtree(site / "incidents/2026-11-18-new-year-hours")
    ran = against(site)
    assert ran.status == 1
    told = json.loads(against(site, "--format", "json").out)
    assert [(it["rule"], it["file"], it["incident"], it["update"]) for it in told] == [
        ("published-removed", IDENTIFIED, "2026-10-05-tracking-delay", "02-identified"),
        ("incident-removed", "incidents/2026-11-18-new-year-hours/incident.md", "2026-11-18-new-year-hours", ""),
    ]
    for command in [line for it in told for line in it["arguments"]["paste"]]:
        assert f"    {command}\n" in ran.out
        git(site, *command.split()[1:])
    assert against(site).out == ""


def test_a_translation_or_picture_that_goes_or_changes_asks_for_a_word(site: Path) -> None:
    (site / IDENTIFIED.replace(".md", ".en.md")).unlink()
    write(site, f"{INCIDENT}/graph.png", "another picture")
    assert found(site) == [
        "2026-10-05-tracking-delay/02-identified.en.md:1 translation-removed warning",
        "2026-10-05-tracking-delay/graph.png:1 picture-changed warning",
    ]
    change(site, IDENTIFIED, "---\nat:", "---\nedited: {at: 2026-11-21 11:00, why: 訳と図の誤り}\nat:")
    assert found(site) == []


def test_a_picture_that_may_be_run_is_the_same(site: Path) -> None:
    (site / INCIDENT / "graph.png").chmod(0o755)
    assert found(site) == []


def test_the_first_update_is_removed_when_incident_md_has_no_time_any_more(site: Path) -> None:
    for name in ("incident.md", "incident.en.md"):
        front = (site / INCIDENT / name).read_text(encoding="utf-8").split("---\n")[1]
        edited = front.replace("at: 2026-10-05 09:12\n", "edited: {at: 2026-11-21 11:00, why: 短くしました}\n")
        write(site, f"{INCIDENT}/{name}", f"---\n{edited}---\n")
    assert found(site) == ["2026-10-05-tracking-delay/incident.md:1 published-removed error"]


@pytest.mark.parametrize("key", ["draft", "drill"])
def test_a_published_incident_cannot_become_a_draft_or_a_drill(site: Path, key: str) -> None:
    change(site, f"{INCIDENT}/incident.md", "---\ntitle", f"---\n{key}: true\ntitle")
    assert found(site) == ["2026-10-05-tracking-delay/incident.md:2 published-hidden error"]


def test_withdrawing_is_told_by_its_own_rule_and_with_a_moment_by_none(site: Path) -> None:
    change(site, IDENTIFIED, "---\nat:", "---\nwithdrawn: 別の障害の文でした\nat:")
    assert [it["rule"] for it in json.loads(against(site, "--format", "json").out)] == ["withdrawn-without-edit"]
    change(site, IDENTIFIED, "---\n", "---\nedited: {at: 2026-11-21 11:00, why: 取り下げ}\n")
    assert against(site).out == ""


# ---- names


def test_a_renamed_file_is_an_error_and_so_is_a_folder_whether_git_was_told_or_not(site: Path) -> None:
    (site / IDENTIFIED).rename(site / INCIDENT / "02-found.md")
    (site / IDENTIFIED.replace(".md", ".en.md")).rename(site / INCIDENT / "02-found.en.md")
    assert found(site) == ["2026-10-05-tracking-delay/02-found.md:1 published-renamed error"]
    git(site, "add", "-A")
    change(site, f"{INCIDENT}/02-found.md", "20分", "15分")
    (error,) = json.loads(against(site, "--format", "json").out)
    assert (error["update"], error["arguments"]["paste"]) == (
        "02-identified",
        [
            f"mv {INCIDENT}/02-found.md {IDENTIFIED}",
            f"mv {INCIDENT}/02-found.en.md {INCIDENT}/02-identified.en.md",
        ],
    )


def test_a_year_s_folder_may_come_and_an_incident_s_name_may_not_change(site: Path) -> None:
    moved = site / "incidents/2026/2026-10-05-tracking-delay"
    moved.parent.mkdir()
    (site / INCIDENT).rename(moved)
    assert found(site) == []
    change(site, "incidents/2026/2026-10-05-tracking-delay/02-identified.md", "20分", "2分")
    git(site, "add", "-A")
    assert found(site) == ["2026/2026-10-05-tracking-delay/02-identified.md:9 published-edited warning"]
    git(site, "reset", "-q", "--hard")

    (site / INCIDENT).rename(site / "incidents/2026-10-05-tracking")
    (error,) = json.loads(against(site, "--format", "json").out)
    assert (error["rule"], error["severity"]) == ("incident-renamed", "error")
    assert error["hint"][1:] == [
        f"mv incidents/2026-10-05-tracking {INCIDENT}",
        "if that cannot be, write in incidents/2026-10-05-tracking/incident.md,"
        " so that at least its address leads there:",
        "aliases:",
        "  - delay-of-tracking",
        "  - 2026-10-05-tracking-delay",
    ]
    new = "incidents/2026-10-05-tracking/incident.md"
    change(site, new, "aliases: delay-of-tracking", "aliases: [delay-of-tracking, 2026-10-05-tracking-delay]")
    git(site, "add", "-A")
    assert found(site) == ["2026-10-05-tracking/incident.md:1 incident-renamed warning"]


# ---- times


def test_a_moved_time_and_a_word_put_between_others_are_warnings(site: Path) -> None:
    change(site, IDENTIFIED, "09:58", "09:30")
    write(site, f"{INCIDENT}/02-more.md", "---\nat: 2026-10-05 10:10\n---\n続いています。\n")
    told = {it["rule"]: it for it in json.loads(against(site, "--format", "json").out)}
    assert told["published-at-changed"]["line"] == 2
    assert told["published-at-changed"]["hint"][0] == "it said: at: 2026-10-05 09:58+09:00"
    assert told["published-back-dated"]["hint"] == [
        "the newest published update of this incident is of 2026-10-05 10:40+09:00",
        "at 2026-11-20 09:00+09:00 it was not published yet",
        "if it is told only now, write: at: 2026-11-21 12:00+09:00",
        "when things happened is said in the text; if customers were told then by mail or phone, leave it as it is",
    ]
    assert {it["severity"] for it in told.values()} == {"warning"}
    change(site, IDENTIFIED, "---\nat:", "---\nedited: {at: 2026-11-21 11:00, why: 日時の打ち間違い}\nat:")
    assert found(site) == ["2026-10-05-tracking-delay/02-more.md:2 published-back-dated warning"]


@pytest.mark.parametrize(("at", "rules"), [("08:01", []), ("07:59", ["published-back-dated"])])
def test_an_hour_between_word_and_commit_is_nothing_and_an_incident_may_be_told_late(
    site: Path, at: str, rules: list[str]
) -> None:
    write(site, f"{INCIDENT}/04-more.md", f"---\nat: 2026-11-20 {at}\n---\n報告書は来週です。\n")
    write(
        site,
        "incidents/2026-09-01-late/incident.md",
        "---\ntitle: 後日の報告\nat: 2026-09-01 10:00\n---\n終わりました。\n",
    )
    assert [line.split()[1] for line in found(site)] == rules
    # The times of a demonstration are made up; git's are not.
    change(site, "site_src/site.toml", "timezone", 'demonstration = "2026-11-21T12:00+09:00"\ntimezone')
    assert found(site) == []


# ---- what it is compared with


def test_it_is_compared_with_where_the_branch_left_and_a_path_narrows_it(site: Path) -> None:
    git(site, "checkout", "-q", "-b", "update")
    change(site, IDENTIFIED, "20分", "2分")
    commit(site)
    git(site, "checkout", "-q", "main")
    change(site, RESOLVED, "時刻どおり", "正しく")
    commit(site)
    git(site, "checkout", "-q", "update")
    try:
        assert [line.split()[0] for line in found(site)] == ["2026-10-05-tracking-delay/02-identified.md:9"]
        elsewhere = against(site, "incidents/2026-11-18-new-year-hours")
        assert elsewhere.out == "" and "Compared with where this work tree left main (" in elsewhere.err
        assert against(site, INCIDENT, "--lang", "ja").out.startswith(
            f"{IDENTIFIED}:9: 警告: 公開済みの内容が書き換えられています: 本文 [published-edited]\n"
        )
        ran = against(site, "--format", "github")
        assert ran.out.startswith(f"::warning file={IDENTIFIED},line=9,title=published-edited::this was published")
    finally:
        git(site, "checkout", "-q", "main")
        git(site, "reset", "-q", "--hard", "HEAD^")
        git(site, "branch", "-q", "-D", "update")


def test_a_shallow_clone_compares_with_what_it_has_and_says_what_is_missing(site: Path, tmp_path: Path) -> None:
    git(site, "checkout", "-q", "-b", "update")
    change(site, IDENTIFIED, "20分", "2分")
    commit(site)
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", site.as_uri(), "clone")
    git(tmp_path, "clone", "-q", "--depth", "2", site.as_uri(), "deeper")
    git(site, "checkout", "-q", "main")
    git(site, "branch", "-q", "-D", "update")

    deep = noroshi(tmp_path / "deeper", "check", "--against", "HEAD^1")
    assert (deep.status, deep.out.count("published-edited")) == (0, 1)
    shallow = noroshi(tmp_path / "clone", "check", "--against", "origin/main")
    assert shallow.status == 2 and "have no commit in common that is known here" in shallow.err
    assert "fetch-depth: 0" in shallow.err


@pytest.mark.parametrize("typed", ["nowhere", "", "--output=x", "HEAD:incidents"])
def test_what_is_no_revision_is_refused_with_what_to_do(site: Path, typed: str) -> None:
    ran = noroshi(site, "check", "--against", typed)
    assert ran.status == 2 and "git fetch origin" in ran.err


def test_a_folder_without_a_repository_is_refused(tmp_path: Path) -> None:
    ran = noroshi(write_small_site(tmp_path), "check", "--against", "main")
    assert ran.status == 2 and "no git repository" in ran.err


def test_a_site_below_the_repository_s_top_is_compared_with_itself(tmp_path: Path) -> None:
    write_small_site(tmp_path / "status")
    write(tmp_path, "incidents/2026-01-01-other/incident.md", "Not of the site.\n")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    (tmp_path / "incidents/2026-01-01-other/incident.md").unlink()
    (tmp_path / "status" / IDENTIFIED).unlink()
    assert found(tmp_path / "status") == ["2026-10-05-tracking-delay/02-identified.md:1 published-removed error"]


# ---- the room


def test_every_rule_of_a_change_has_its_words_and_its_manual_page() -> None:
    folder = Path(room.__file__).parent
    pages = [
        file.read_text(encoding="utf-8") for file in folder.glob("*.py") if file.stem not in ("__init__", "document")
    ]
    assert len(pages) == len(room.RULES)
    for page in pages:
        assert all(heading in page.split('"""')[1] for heading in ("What:", "Why:", "Example:", "Write:"))
    assert all(any(f'"{rule}"' in page for page in pages) for rule in RULE_IDS)
    assert {"en", "ja", "en_hint", "ja_hint"} == set.intersection(*(set(built_in_words()[rule]) for rule in RULE_IDS))
    assert not set(RULE_IDS) & set(RULE_IDS_OF_ONE_STATE)


def test_what_stands_for_a_reason_in_the_lines_to_paste_is_known_again() -> None:
    said = (line for rule in RULE_IDS for key in ("en_hint", "ja_hint") for line in built_in_words()[rule][key])
    gaps = [found[1] for line in said if (found := re.search(r"(?:why|withdrawn): ([(（].*[)）])$", line))]
    assert len(gaps) == 12
    assert [gap for gap in gaps if not is_placeholder(gap)] == []
    assert is_placeholder(" (what was wrong, in a few words) ") and not is_placeholder("(the number)")
