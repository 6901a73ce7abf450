"""What git knows of incidents, against lists that a person made by hand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from noroshi.model.provenance import Act, History, Known, Provenance
from noroshi.model.revisions import reasons
from noroshi.model.revisions import told as model_told
from noroshi.model.update import Edit
from noroshi.source.git import git_facts
from noroshi.source.history import history
from tests.scripted_repository import Repository, minute

FIRST = "incidents/2026-11-21-pay/incident.md"
SECOND = "incidents/2026-11-21-pay/02-identified.md"


def update(at: str, body: str, *front: str) -> str:
    return "\n".join(["---", f"at: 2026-11-21 {at}", *front, "---", body, ""])


def incident(at: str, body: str, *front: str, title: str = "決済APIの障害") -> str:
    return update(at, body, f"title: {title}", *front)


def read(repository: Repository, kept_at: Path | None = None) -> History:
    return history(repository.root, git_facts(repository.root), kept_at=kept_at)


def told(repository: Repository, found: History, incident_id: str) -> dict[str, list[str]]:
    """File → ``act commit`` of each revision, oldest first."""
    known = found.of(incident_id) or Provenance()
    return {
        item.name: [f"{it.act.value} {repository.named(it.commit.hash)}" for it in item.revisions]
        for item in known.files
    }


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """30 commits of a bad week; what they did is listed in the test below, by hand."""
    it = Repository(tmp_path_factory.mktemp("thirty") / "site")
    pay, mail, dns = "incidents/2026-11-21-pay", "incidents/2026-11-22-mail", "incidents/2026-11-23-dns"
    it.commit("01", 0, {"site_src/site.toml": "name = 'x'\n"})
    # Published, and edited three times: without a reason, with one, and a comment that says nothing to anybody.
    it.commit("02", 12, {f"{pay}/incident.md": incident("03:10", "決済の一部が失敗しています。")}, written=11)
    it.commit("03", 20, {f"{pay}/incident.md": incident("03:10", "決済の多くが失敗しています。")})
    edited = "edited: {at: 2026-11-21 03:29, why: 影響の範囲を書き違えていました}"
    third = incident("03:10", "決済の一部が失敗しています。原因を調べています。", edited)
    it.commit("04", 30, {f"{pay}/incident.md": third})
    it.commit("05", 31, {f"{pay}/incident.md": third.replace("---\n決済", "# 夜勤の人へ\n---\n決済")})
    # A second update with its translation, which comes later; then both are changed at once.
    it.commit("06", 40, {f"{pay}/02-identified.md": update("03:40", "原因を特定しました。")})
    it.commit("07", 45, {f"{pay}/02-identified.en.md": "The cause has been identified.\n"})
    it.commit(
        "08",
        50,
        {
            f"{pay}/02-identified.md": update("03:40", "原因を特定し、直しています。"),
            f"{pay}/02-identified.en.md": "The cause has been identified. A fix is under way.\n",
        },
    )
    # A mistake, and its revert.
    it.commit("09", 55, {f"{pay}/02-identified.md": update("03:40", "原因は不明です。")})
    it.git("revert", "--no-edit", "HEAD", at=56)
    it.label("10")
    # Renamed, with the same text; then the whole folder moves to the year's.
    it.move("11", 60, f"{pay}/02-identified.md", f"{pay}/02-cause-found.md")
    year = "incidents/2026/2026-11-21-pay"
    it.move("12", 70, pay, year)
    it.commit("13", 75, {f"{year}/03-resolved.md": update("04:15", "復旧しました。")})
    # Two branches, each with an update of its own; the one wrote twice before it was merged.
    it.git("checkout", "-q", "-b", "one", at=80)
    it.commit("14", 80, {f"{mail}/incident.md": incident("04:20", "メールが遅れています。", title="メールの遅延")})
    it.commit(
        "15", 82, {f"{mail}/incident.md": incident("04:20", "メールが大きく遅れています。", title="メールの遅延")}
    )
    it.git("checkout", "-q", "-b", "two", "main", at=84)
    it.commit("16", 84, {f"{year}/04-report.md": update("04:24", "振り返りを行いました。")})
    it.git("checkout", "-q", "main", at=86)
    it.merge("17", 86, "one")
    it.merge("18", 88, "two")
    # A rebase: written at minute 90, on the line at minute 96.
    it.git("checkout", "-q", "-b", "three", at=90)
    it.commit("19 before the rebase", 90, {f"{mail}/02-monitoring.md": update("04:30", "様子を見ています。")})
    it.git("checkout", "-q", "main", at=92)
    it.commit("20", 92, {f"{mail}/graph.png": "a picture"})
    it.git("checkout", "-q", "three", at=96)
    it.git("rebase", "-q", "main", at=96)
    it.label("21")
    it.git("checkout", "-q", "main", at=97)
    it.git("merge", "-q", "--ff-only", "three", at=97)
    # Somebody pulls while having a commit of his own: what was on main already comes second in the merge.
    it.git("branch", "-q", "theirs", at=98)
    it.commit("22", 98, {f"{mail}/03-resolved.md": update("04:38", "復旧しました。")})
    it.git("checkout", "-q", "theirs", at=99)
    it.commit("23", 99, {f"{mail}/02-monitoring.md": update("04:30", "引き続き様子を見ています。")})
    it.commit("24", 100, {f"{mail}/02-monitoring.md": update("04:30", "引き続き、様子を見ています。")})
    it.git("checkout", "-q", "main", at=101)
    it.merge("25", 101, "theirs", "Merge branch 'main' of git.example.com:status")
    # Removed; and put back by a revert; and another one, for good.
    it.commit("26", 110, {f"{mail}/graph.png": None})
    it.commit("27", 111, {f"{mail}/03-resolved.md": None})
    it.git("revert", "--no-edit", "HEAD", at=112)
    it.label("28")
    # A draft is written, edited and published; a whole incident goes.
    draft = incident("05:00", "名前解決に失敗しています。", "draft: true", title="DNS")
    it.commit(
        "29", 120, {f"{dns}/incident.md": draft, f"{dns}/02-identified.md": update("05:10", "原因を特定しました。")}
    )
    it.commit("30", 121, {f"{dns}/incident.md": draft.replace("draft: true\n", "")})
    return it


def test_thirty_commits_are_the_revisions_that_a_person_lists_by_hand(thirty: Repository) -> None:
    found = read(thirty)
    assert found.known is Known.COMPLETE
    assert told(thirty, found, "2026-11-21-pay") == {
        "incident.md": ["published 02", "edited 03", "edited 04", "edited 05", "moved 12"],
        "02-cause-found.md": ["published 06", "edited 08", "edited 09", "edited 10", "moved 11", "moved 12"],
        "02-identified.en.md": ["published 07", "edited 08", "moved 12"],
        "03-resolved.md": ["published 13"],
        "04-report.md": ["published 18"],
    }
    assert told(thirty, found, "2026-11-22-mail") == {
        # Of a branch, what was merged was published, when it was merged.
        "incident.md": ["published 17"],
        "02-monitoring.md": ["published 21", "edited 23", "edited 24"],
        "03-resolved.md": ["published 25", "removed 27", "restored 28"],
        "graph.png": ["published 20", "removed 26"],
    }
    assert told(thirty, found, "2026-11-23-dns") == {
        "incident.md": ["published 30"],
        "02-identified.md": ["published 30"],
    }
    assert found.gone == ()


def test_a_revision_says_when_it_was_written_and_when_it_came_to_stand_there(thirty: Repository) -> None:
    found = read(thirty)
    first = found.of("2026-11-21-pay").file("incident.md").first.commit  # type: ignore[union-attr]
    assert (first.author_at, first.committed_at, first.subject) == (minute(11), minute(12), "02")
    rebased = found.of("2026-11-22-mail").file("02-monitoring.md").first.commit  # type: ignore[union-attr]
    assert (rebased.author_at, rebased.committed_at) == (minute(90), minute(96))


def test_a_revision_says_what_the_file_said_and_where_it_stood(thirty: Repository) -> None:
    known = read(thirty).of("2026-11-21-pay")
    assert known is not None
    first, *_, moved = known.file("incident.md").revisions  # type: ignore[union-attr]
    assert first.says is not None and first.says.body == "決済の一部が失敗しています。"
    assert first.says.facts == (("at", "2026-11-21 03:10"), ("title", "決済APIの障害"))
    assert moved.path == "incidents/2026/2026-11-21-pay/incident.md"
    # A comment and a reason say nothing about the incident.
    assert known.file("incident.md").revisions[2].says == known.file("incident.md").revisions[3].says  # type: ignore[union-attr]
    # What never said anything else has nothing to be compared.
    assert known.file("03-resolved.md").first.says is None  # type: ignore[union-attr]


def test_only_what_is_new_is_read_and_gives_what_reading_everything_gives(thirty: Repository, tmp_path: Path) -> None:
    head, kept_at = thirty.hashes["30"], tmp_path / "history" / "incidents"
    site = tmp_path / "site"
    subprocess.run(["git", "clone", "-q", str(thirty.root), str(site)], check=True)
    for label in ("12", "18", "23", "27", "30"):
        subprocess.run(["git", "checkout", "-q", thirty.hashes[label]], cwd=site, check=True)
        facts = git_facts(site)
        known, whole = history(site, facts, kept_at=kept_at), history(site, facts)
        assert dict(known.digests) == dict(whole.digests)
        assert known.gone == whole.gone
        for name in whole.digests:
            assert known.of(name) == whole.of(name)
    # The repository itself is not asked again when nothing was committed.
    facts = git_facts(site)
    assert facts.commit == head
    shutil.rmtree(site / ".git")
    assert dict(history(site, facts, kept_at=kept_at).digests) == dict(known.digests)


def test_a_history_that_was_written_anew_is_read_anew(thirty: Repository, tmp_path: Path) -> None:
    kept_at = tmp_path / "history" / "incidents"
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.commit("two", 5, {FIRST: incident("03:10", "決済の多くが失敗しています。")})
    assert told(it, read(it, kept_at), "2026-11-21-pay") == {"incident.md": ["published one", "edited two"]}
    it.git("commit", "-q", "--amend", "-m", "another", at=9)
    it.label("three")
    assert told(it, read(it, kept_at), "2026-11-21-pay") == {"incident.md": ["published one", "edited three"]}


def test_a_kept_history_that_is_damaged_or_of_another_program_is_read_anew(thirty: Repository, tmp_path: Path) -> None:
    kept_at = tmp_path / "history" / "incidents"
    whole = read(thirty, kept_at)
    content = kept_at.read_bytes()
    for damaged in (content[:-9], content[:60] + b"\0" + content[61:], b"", b"noroshi history 2\n" + b"x" * 40):
        kept_at.write_bytes(damaged)
        assert dict(read(thirty, kept_at).digests) == dict(whole.digests)
        assert kept_at.read_bytes() == content
    facts = git_facts(thirty.root)
    assert dict(history(thirty.root, facts, kept_at=kept_at, key=b"other").digests) == dict(whole.digests)


def test_at_depth_1_everything_was_found_and_nothing_is_invented(thirty: Repository, tmp_path: Path) -> None:
    site, kept_at = tmp_path / "site", tmp_path / "history" / "incidents"
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{thirty.root}", str(site)], check=True)
    found = history(site, git_facts(site), kept_at=kept_at)
    assert found.known is Known.SHALLOW
    assert found.since is not None and found.since.hash == thirty.hashes["30"]
    known = found.of("2026-11-21-pay")
    assert known is not None
    assert {it.act for item in known.files for it in item.revisions} == {Act.FOUND}
    # Deepened, it says more, though the commit is the same.
    subprocess.run(["git", "fetch", "-q", "--unshallow"], cwd=site, check=True)
    found = history(site, git_facts(site), kept_at=kept_at)
    assert found.known is Known.COMPLETE
    assert dict(found.digests) == dict(read(thirty).digests)


def test_where_the_history_is_cut_later_commits_are_still_revisions(thirty: Repository, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run(["git", "clone", "-q", "--depth", "4", f"file://{thirty.root}", str(site)], check=True)
    found = history(site, git_facts(site))
    assert found.since is not None and thirty.named(found.since.hash) == "27"
    assert told(thirty, found, "2026-11-22-mail")["03-resolved.md"] == ["published 28"]
    assert told(thirty, found, "2026-11-22-mail")["incident.md"] == ["found 27"]


def test_without_git_and_before_the_first_commit_nothing_is_known(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    assert history(site, git_facts(site)).known is Known.NONE
    it = Repository(tmp_path / "other")
    it.write({FIRST: incident("03:10", "決済の一部が失敗しています。")})
    assert read(it).known is Known.NONE


def test_in_a_partial_clone_what_is_not_there_is_not_fetched(thirty: Repository, tmp_path: Path) -> None:
    site = tmp_path / "site"
    thirty.git("config", "uploadpack.allowFilter", "true")
    command = ["git", "clone", "-q", "--filter=blob:none", f"file://{thirty.root}", str(site)]
    subprocess.run(command, check=True, capture_output=True)
    found = history(site, git_facts(site))
    assert found.known is Known.COMPLETE
    known = told(thirty, found, "2026-11-21-pay")
    assert known["incident.md"] == ["published 02", "edited 03", "edited 04", "edited 05", "moved 12"]
    assert known["02-cause-found.md"][-2:] == ["moved 11", "moved 12"]


def test_what_is_not_committed_is_told_file_by_file(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    committed = read(it)
    it.write(
        {FIRST: incident("03:10", "決済の多くが失敗しています。"), SECOND: update("03:40", "原因を特定しました。")}
    )
    it.write({"incidents/2026/2026-11-22-mail/incident.md": incident("04:20", "遅れています。")})
    found = read(it)
    known = found.of("2026-11-21-pay")
    assert known is not None
    assert [(item.name, item.is_uncommitted) for item in known.files] == [("incident.md", True)]
    assert known.uncommitted == ("02-identified.md",)
    assert found.of("2026-11-22-mail") == Provenance(uncommitted=("incident.md",))
    assert committed.digests["2026-11-21-pay"] != found.digests["2026-11-21-pay"]


def test_a_site_in_a_folder_of_a_repository_has_the_history_of_that_folder(tmp_path: Path) -> None:
    it = Repository(tmp_path / "all")
    it.commit("one", 0, {f"status/{FIRST}": incident("03:10", "決済の一部が失敗しています。")})
    it.commit("two", 1, {"incidents/other/incident.md": "x\n"})
    it.commit("three", 2, {f"status/{FIRST}": incident("03:10", "決済の多くが失敗しています。")})
    root = it.root / "status"
    found = history(root, git_facts(root))
    assert told(it, found, "2026-11-21-pay") == {"incident.md": ["published one", "edited three"]}
    assert set(found.digests) == {"2026-11-21-pay"}


def test_a_file_that_only_resembles_a_removed_one_of_another_incident_is_new(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    same = update("03:40", "ご迷惑をおかけしております。原因を調査しております。続報をお待ちください。")
    other = "incidents/2026-11-22-mail"
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。"), SECOND: same})
    it.commit("two", 1, {f"{other}/incident.md": incident("04:20", "遅れています。")})
    it.commit("three", 2, {SECOND: None, f"{other}/02-identified.md": same})
    found = read(it)
    assert told(it, found, "2026-11-21-pay")["02-identified.md"] == ["published one", "removed three"]
    assert told(it, found, "2026-11-22-mail")["02-identified.md"] == ["published three"]


def test_a_folder_with_another_name_is_still_the_same_incident(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.commit("two", 1, {SECOND: update("03:40", "原因を特定しました。")})
    it.move("three", 2, "incidents/2026-11-21-pay", "incidents/2026-11-21-payment")
    found = read(it)
    assert told(it, found, "2026-11-21-payment") == {
        "incident.md": ["published one", "moved three"],
        "02-identified.md": ["published two", "moved three"],
    }
    assert found.gone == () and "2026-11-21-pay" not in found.digests


def test_moving_to_another_year_and_rewriting_in_one_commit_hides_nothing(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    moved = "incidents/2026/2026-11-21-pay/incident.md"
    it.commit(
        "two", 1, {FIRST: None, moved: "---\ntitle: x\nat: 2026-11-21 09:00\n---\nAll is well, and always was.\n"}
    )
    assert told(it, read(it), "2026-11-21-pay") == {"incident.md": ["published one", "moved two"]}


def test_what_was_removed_leaves_its_dates_and_not_its_text(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    number = incident("03:10", "山田様の番号は03-0000-0000です。")
    it.commit("one", 0, {"site_src/site.toml": "name = 'x'\n", FIRST: number})
    it.commit("two", 1, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.commit("three", 2, {FIRST: None})
    it.commit("a draft", 3, {"incidents/never/incident.md": incident("03:10", "x", "draft: true")})
    it.commit("a draft goes", 4, {"incidents/never/incident.md": None})
    found = read(it)
    (gone,) = found.gone
    assert (gone.id, it.named(gone.published.commit.hash), it.named(gone.removed.commit.hash)) == (
        "2026-11-21-pay",
        "one",
        "three",
    )
    known = found.of("2026-11-21-pay")
    assert known is not None and [it.says for it in known.files[0].revisions] == [None, None, None]


def test_what_a_later_edit_withholds_is_not_handed_on(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    english = "incidents/2026-11-21-pay/incident.en.md"
    it.commit("one", 0, {FIRST: incident("03:10", "山田様の番号は03-0000-0000です。"), english: "Call Yamada.\n"})
    it.commit("two", 1, {FIRST: incident("03:10", "山田様の番号は03-0000-0001です。")})
    redacted = "edited: [{at: 2026-11-21 03:20, why: 個人情報を消しました, redacted: true}]"
    it.commit(
        "three", 2, {FIRST: incident("03:10", "決済の一部が失敗しています。", redacted), english: "Payments fail.\n"}
    )
    it.commit("four", 3, {FIRST: incident("03:10", "決済の多くが失敗しています。", redacted)})
    known = read(it).of("2026-11-21-pay")
    assert known is not None
    said = [
        (item.name, [(it.is_withheld, it.says.body if it.says else None) for it in item.revisions])
        for item in known.files
    ]
    assert said == [
        ("incident.en.md", [(True, None), (False, "Payments fail.")]),
        (
            "incident.md",
            [
                (True, None),
                (True, None),
                (False, "決済の一部が失敗しています。"),
                (False, "決済の多くが失敗しています。"),
            ],
        ),
    ]


def test_while_an_edit_is_not_committed_yet_no_earlier_text_of_that_update_is_shown(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    english = "incidents/2026-11-21-pay/incident.en.md"
    it.commit("one", 0, {FIRST: incident("03:10", "山田様の番号は03-0000-0000です。"), english: "Call Yamada.\n"})
    it.commit("two", 1, {FIRST: incident("03:10", "決済の一部が失敗しています。"), english: "Payments fail.\n"})
    redacted = "edited: {at: 2026-11-21 03:20, why: 個人情報を消しました, redacted: true}"
    it.write({FIRST: incident("03:10", "決済の一部が失敗しています。", redacted)})
    known = read(it).of("2026-11-21-pay")
    assert known is not None
    assert [revision.says for item in known.files for revision in item.revisions] == [None] * 4


def test_main_that_was_merged_into_a_branch_and_then_moved_to_it_is_still_the_line(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.git("checkout", "-q", "-b", "feature")
    it.commit("two", 1, {SECOND: update("03:40", "原因を特定しました。")})
    it.git("checkout", "-q", "main")
    it.commit("three", 2, {FIRST: incident("03:10", "決済の多くが失敗しています。")})
    it.commit("four", 3, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.git("checkout", "-q", "feature")
    it.merge("five", 4, "main", "Merge branch 'main' into feature")
    it.git("checkout", "-q", "main")
    it.git("merge", "-q", "--ff-only", "feature")
    assert told(it, read(it), "2026-11-21-pay") == {
        "incident.md": ["published one", "edited three", "edited four"],
        "02-identified.md": ["published five"],
    }


def test_objects_that_stand_in_for_others_are_not_believed(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.commit("two", 1, {FIRST: incident("03:10", "決済の多くが失敗しています。")})
    it.commit("three", 2, {SECOND: update("03:40", "原因を特定しました。")})
    it.git("replace", "--graft", it.hashes["three"])
    assert told(it, read(it), "2026-11-21-pay")["incident.md"] == ["published one", "edited two"]


def test_a_reason_belongs_to_the_edit_that_it_came_with_and_not_to_the_one_whose_time_is_nearest(
    tmp_path: Path,
) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.commit("in silence", 20, {FIRST: incident("03:10", "決済の多くが失敗しています。")})
    why = "edited: [{at: 2026-11-21 03:20, why: 範囲を書き違えていました}]"
    it.commit("honest", 40, {FIRST: incident("03:10", "決済の一部が失敗しています。", why)})
    entries = (
        "edited: [{at: 2026-11-21 03:20, why: 範囲を書き違えていました}, {at: 2026-11-21 03:50, why: 前の修正の理由}]"
    )
    it.commit("later", 50, {FIRST: incident("03:10", "決済の一部が失敗しています。", entries)})
    found = read(it).of("2026-11-21-pay")
    assert found is not None
    known = model_told(found, "incident", "ja")
    assert known is not None
    given = (Edit(minute(20)), Edit(minute(50)))
    assert [it.named(edit.commit.hash) for edit in known.edits] == ["in silence", "honest"]
    assert reasons(known, given) == (given[1], given[0])


def said_by(found: History, incident_id: str) -> list[tuple[str, str | None]]:
    """(act, body that may be shown) of each revision of its first file."""
    known = found.of(incident_id)
    first = known.file("incident.md") if known else None
    return [(it.act.value, it.says.body if it.says else None) for it in first.revisions] if first else []


def test_a_draft_whose_front_matter_breaks_for_a_while_is_still_one(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    draft = incident("03:10", "山田様の番号は03-0000-0000です。", "draft: true")
    it.commit("one", 0, {FIRST: draft})
    it.commit("broken", 1, {FIRST: draft.replace("title: ", "title: [")})
    it.commit("mended", 2, {FIRST: draft})
    it.commit("published", 3, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    assert said_by(read(it), "2026-11-21-pay") == [("published", None)]


def test_a_draft_with_line_ends_of_old_machines_is_one(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    (tmp_path / "site" / FIRST).parent.mkdir(parents=True)
    for number, body in enumerate(("山田様の番号は03-0000-0000です。", "決済が失敗しています。")):
        draft = incident("03:10", body, "draft: true").replace("\n", "\r")
        (tmp_path / "site" / FIRST).write_bytes(draft.encode())
        it.commit(f"draft {number}", number, {})
    it.commit("published", 3, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    assert said_by(read(it), "2026-11-21-pay") == [("published", None)]


def test_what_was_written_while_an_incident_was_a_draft_again_is_not_shown(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit(
        "one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。"), SECOND: update("03:40", "調査中です。")}
    )
    it.commit("hidden", 1, {FIRST: incident("03:10", "山田様の番号は03-0000-0000です。", "draft: true")})
    it.commit("still hidden", 2, {SECOND: update("03:40", "山田様に電話します。")})
    it.commit("said while hidden", 3, {SECOND: update("03:40", "特定しました。")})
    it.commit("published again", 4, {FIRST: incident("03:10", "決済の多くが失敗しています。")})
    found = read(it)
    assert told(it, found, "2026-11-21-pay") == {
        "incident.md": ["published one", "edited published again"],
        "02-identified.md": ["published one", "edited published again"],
    }
    assert said_by(found, "2026-11-21-pay") == [
        ("published", "決済の一部が失敗しています。"),
        ("edited", "決済の多くが失敗しています。"),
    ]
    it.commit("hidden again", 5, {FIRST: incident("03:10", "決済の多くが失敗しています。", "draft: true")})
    it.git("rm", "-rq", "incidents")
    it.commit("gone", 6, {"site_src/site.toml": "name = 'x'\n"})
    (gone,) = read(it).gone
    assert [it.named(step.commit.hash) for step in (gone.published, gone.removed)] == ["one", "gone"]


def test_a_folder_that_was_no_incident_leaves_nothing(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    draft = incident("03:10", "決済が失敗しています。", "draft: true")
    it.commit("one", 0, {"incidents/notes/call-yamada.md": "03-0000-0000\n", "incidents/notes/x.png": "a picture"})
    it.commit(
        "two", 1, {"incidents/a-secret/incident.md": draft, "incidents/a-secret/02.md": update("03:40", "調査中")}
    )
    it.git("mv", "incidents/a-secret", "incidents/2026-11-21-pay")
    it.commit(
        "another name",
        2,
        {"incidents/2026-11-21-pay/02.md": update("03:50", "まったく別の文章をここに長く書いておきます。" * 5)},
    )
    it.commit("three", 3, {"incidents/notes/call-yamada.md": None, "incidents/notes/x.png": None})
    assert read(it).gone == ()


def test_what_was_removed_is_not_shown_because_another_text_has_its_name(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "山田様の番号は03-0000-0000です。")})
    it.commit("two", 1, {FIRST: None})
    it.commit("three", 2, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.commit("four", 3, {FIRST: incident("03:10", "決済の多くが失敗しています。")})
    known = read(it).of("2026-11-21-pay")
    assert known is not None
    assert [
        (step.act.value, step.says.body if step.says else step.is_withheld) for step in known.files[0].revisions
    ] == [
        ("published", True),
        ("removed", False),
        ("restored", "決済の一部が失敗しています。"),
        ("edited", "決済の多くが失敗しています。"),
    ]
    edits = model_told(known, "incident", "ja")
    assert edits is not None
    assert [(it.named(edit.commit.hash), edit.is_withheld) for edit in edits.edits] == [
        ("three", True),
        ("four", False),
    ]


def test_a_second_text_that_must_not_be_shown_may_replace_the_first_ones_entry(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    first, second = (
        f"edited: {{at: 2026-11-21 03:{at}, why: 個人情報を消しました, redacted: true}}" for at in (20, 40)
    )
    it.commit("one", 0, {FIRST: incident("03:10", "山田様の番号は03-0000-0000です。")})
    it.commit("two", 1, {FIRST: incident("03:10", "決済の一部が失敗しています。", first)})
    it.commit("three", 2, {FIRST: incident("03:10", "佐藤様の番号は03-0000-0001です。", first)})
    it.commit("four", 3, {FIRST: incident("03:10", "決済の多くが失敗しています。", second)})
    assert said_by(read(it), "2026-11-21-pay") == [
        ("published", None),
        ("edited", None),
        ("edited", None),
        ("edited", "決済の多くが失敗しています。"),
    ]


def test_a_commit_that_shows_what_must_not_be_shown_is_not_named_for_another_file_either(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    redacted = "edited: {at: 2026-11-21 03:20, why: 個人情報を消しました, redacted: true}"
    it.commit("one", 0, {FIRST: incident("03:10", "調査中です。"), SECOND: update("03:40", "調査中です。")})
    it.commit("two", 1, {FIRST: incident("03:10", "山田様です。"), SECOND: update("03:40", "特定しました。")})
    it.commit(
        "three", 2, {FIRST: incident("03:10", "失敗しています。", redacted), SECOND: update("03:40", "直しました。")}
    )
    it.commit("four", 3, {SECOND: update("03:40", "直しました。復旧しました。")})
    known = read(it).of("2026-11-21-pay")
    second = model_told(known, "02-identified", "ja") if known else None
    assert second is not None
    assert [(it.named(edit.commit.hash), edit.commit.hash in second.unnamed) for edit in second.edits] == [
        ("two", True),
        ("three", True),
        ("four", False),
    ]
    assert it.hashes["one"] in second.unnamed


def test_what_a_commit_says_has_no_signs_that_nobody_sees(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit(
        "one", 0, {FIRST: incident("03:10", "調査中です。")}, "says \x1b[31mred\u202e and\x07 \x85more\u200b\ttab"
    )
    known = read(it).of("2026-11-21-pay")
    assert known is not None
    assert known.files[0].first.commit.subject == "says [31mred and more tab"


def test_a_site_that_moved_within_its_repository_is_read_anew(tmp_path: Path) -> None:
    it = Repository(tmp_path / "all")
    it.commit("one", 0, {f"status/{FIRST}": incident("03:10", "決済の一部が失敗しています。")})
    kept_at = tmp_path / "kept"
    history(it.root / "status", git_facts(it.root / "status"), kept_at=kept_at)
    it.move("two", 1, "status", "site")
    read_on, anew = (history(it.root / "site", git_facts(it.root / "site"), kept_at=path) for path in (kept_at, None))
    assert told(it, read_on, "2026-11-21-pay") == told(it, anew, "2026-11-21-pay") == {"incident.md": ["published two"]}


def test_what_no_reader_sees_of_a_body_is_in_no_revision(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    noted = """\
調査中です。<!-- 山田に電話 -->

<!--
03-0000-0000

-->

[//]: # (山田に電話)
続報をお待ちください。

```
<!-- 設定の例 -->
```

`<!-- 例 -->` と書きます。"""
    plain = """\
調査中です。

続報をお待ちください。

```
<!-- 設定の例 -->
```

`<!-- 例 -->` と書きます。"""
    it.commit("one", 0, {FIRST: incident("03:10", noted)})
    it.commit("two", 1, {FIRST: incident("03:10", plain)})
    it.commit("three", 2, {FIRST: incident("03:10", plain.replace("設定の例", "別の例"))})
    assert [body for _, body in said_by(read(it), "2026-11-21-pay")] == [
        plain,
        plain,
        plain.replace("設定の例", "別の例"),
    ]


def test_what_becomes_a_draft_after_it_was_published_is_told_to_be_gone(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    it.commit("one", 0, {FIRST: incident("03:10", "決済の一部が失敗しています。")})
    it.commit("two", 1, {SECOND: update("03:40", "原因を特定しました。")})
    draft = incident("03:10", "決済の一部が失敗しています。", "draft: true")
    it.commit("hidden", 2, {FIRST: draft})
    it.commit("still", 3, {SECOND: update("03:40", "原因はまだ分かりません。")})
    (gone,) = read(it).gone
    assert [it.named(step.commit.hash) for step in (gone.published, gone.removed)] == ["one", "hidden"]
    it.commit("published again", 4, {FIRST: draft.replace("draft: true\n", "")})
    assert read(it).gone == ()
