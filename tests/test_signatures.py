"""What is read again: a folder in which something changed, and no other."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from site_edits import EDITS, Edit, begin
from small_site import write

from noroshi.source.load import Content, load
from noroshi.source.packing import packed
from noroshi.source.shelf import Shelf
from noroshi.source.signatures import contents, signatures

LATER = 10_000_000_000
"""Ten seconds: what the file system says of files that were written so long ago is relied on."""
OF_A = "incidents/2026-11-01-a"
OF_B = "incidents/2026/2026-11-02-b"
SITE = """\
name = "Night Site"
url = "https://night.example"
languages = ["en"]
timezone = "Europe/Berlin"
[[services]]
id = "api"
name = "API"
"""
TEXT = "---\ntitle: Orders are slow\nservices: api\nat: 2026-11-01 10:00\n---\nWe look into it.\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    write(root, "site_src/site.toml", SITE)
    write(root, f"{OF_A}/incident.md", TEXT)
    write(root, f"{OF_B}/incident.md", TEXT)
    return root


class Reader:
    """One build after the other, each with what the former ones have read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shelf = Shelf(None, b"")

    def content(self, after: int = LATER) -> Content:
        """``after``: nanoseconds since anything was written."""
        written = [path.stat() for path in (self.root, *self.root.rglob("*")) if path.exists()]
        now = max(max(found.st_mtime_ns, found.st_ctime_ns) for found in written) + after
        return load(self.root, shelf=lambda _: self.shelf, at_ns=now)

    def read(self, after: int = LATER) -> set[str]:
        """Folders that had to be read."""
        return set(self.content(after).read)


def test_what_was_read_is_not_read_again(site: Path) -> None:
    reader = Reader(site)
    assert reader.read() == {OF_A, OF_B}
    assert reader.read() == set()
    assert [course.id for course in reader.content().courses] == ["2026-11-01-a", "2026-11-02-b"]


def test_an_edited_an_added_and_a_removed_file_are_seen(site: Path) -> None:
    reader = Reader(site)
    reader.read()
    write(site, f"{OF_A}/incident.md", TEXT.replace("slow", "fast"))
    assert reader.read() == {OF_A}
    write(site, f"{OF_B}/02-resolved.md", "---\nat: 2026-11-01 12:00\n---\nIt is over.\n")
    assert reader.read() == {OF_B}
    (site / OF_B / "02-resolved.md").unlink()
    assert reader.read() == {OF_B}
    shutil.rmtree(site / OF_A)
    found = reader.content()
    assert (found.read, [course.id for course in found.courses]) == ((), ["2026-11-02-b"])


def test_a_file_that_was_only_touched_is_not_read_again(site: Path) -> None:
    reader = Reader(site)
    reader.read()
    os.utime(site / OF_A / "incident.md")
    (site / OF_B / "incident.md").write_text(TEXT, encoding="utf-8")
    assert reader.read() == set()


def test_a_change_within_the_same_moment_and_of_the_same_size_is_seen(site: Path) -> None:
    reader = Reader(site)
    file = site / OF_A / "incident.md"
    stood = file.stat()
    reader.read(after=1000)
    with file.open("r+", encoding="utf-8") as opened:
        opened.write(TEXT.replace("slow", "fast"))
    os.utime(file, ns=(stood.st_atime_ns, stood.st_mtime_ns))
    found = reader.content(after=1000)
    assert found.read == (OF_A,)
    assert found.incidents[0].title.original == "Orders are fast"


def test_what_was_written_just_now_is_looked_into_and_later_not_even_that(site: Path) -> None:
    stood = (site / OF_A / "incident.md").stat().st_ctime_ns
    assert signatures(site, stood + 1000).folders[OF_A] == b""
    assert signatures(site, stood + 2 * LATER).folders[OF_A] != b""


def test_a_file_that_was_saved_while_it_was_read_is_read_again_by_the_next_build(site: Path) -> None:
    reader = Reader(site)
    file = site / OF_A / "incident.md"

    def saved_meanwhile(_: object) -> None:
        file.write_text(TEXT.replace("slow", "fast"), encoding="utf-8")

    now = file.stat().st_ctime_ns + LATER
    load(site, shelf=lambda _: reader.shelf, judge=lambda _: saved_meanwhile, at_ns=now)
    assert OF_A in reader.read()
    assert reader.content().incidents[0].title.original == "Orders are fast"


def test_a_fresh_checkout_with_what_was_kept_reads_nothing_again(site: Path, tmp_path: Path) -> None:
    reader = Reader(site)
    reader.read()
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@night.example", "-C", str(site)]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "Night"]):
        subprocess.run([*git, *arguments], check=True)
    subprocess.run(["git", "clone", "--quiet", str(site), str(tmp_path / "clone")], check=True)
    reader.root = tmp_path / "clone"
    assert reader.read() == set()
    write(reader.root, f"{OF_A}/incident.md", TEXT.replace("slow", "fast"))
    assert reader.read() == {OF_A}


def test_a_folder_that_was_moved_into_its_year_is_read_there(site: Path) -> None:
    reader = Reader(site)
    reader.read()
    (site / OF_A).rename(site / "incidents/2026/2026-11-01-a")
    assert reader.read() == {"incidents/2026/2026-11-01-a"}


def test_an_incident_of_which_there_are_two_is_none_until_one_of_them_goes(site: Path) -> None:
    reader = Reader(site)
    reader.read()
    shutil.copytree(site / OF_A, site / "incidents/2026/2026-11-01-a")
    assert [course.id for course in reader.content().courses] == ["2026-11-02-b"]
    shutil.rmtree(site / OF_A)
    assert [course.id for course in reader.content().courses] == ["2026-11-01-a", "2026-11-02-b"]


@pytest.mark.parametrize("link", [OF_A, "incidents/2026"], ids=["an incident", "a year"])
def test_a_folder_that_is_a_link_within_the_site_is_read_when_what_lies_there_changes(site: Path, link: str) -> None:
    elsewhere = site / "shared" / Path(link).name
    elsewhere.parent.mkdir()
    (site / link).rename(elsewhere)
    (site / link).symlink_to(os.path.relpath(elsewhere, (site / link).parent))
    reader = Reader(site)
    assert len(reader.content().courses) == 2
    assert reader.read() == set()
    (file,) = elsewhere.rglob("*.md")
    file.write_text(TEXT.replace("slow", "fast"), encoding="utf-8")
    assert len(reader.read()) == 1


@pytest.mark.parametrize(
    ("link", "rule_at"),
    [(f"{OF_A}/02.md", f"{OF_A}/02.md"), (OF_A, OF_A), ("incidents", "incidents")],
    ids=["a file", "an incident", "all of them"],
)
def test_a_link_that_is_turned_out_of_the_site_is_told_though_the_same_lies_there(
    site: Path, tmp_path: Path, link: str, rule_at: str
) -> None:
    write(site, f"{OF_A}/02.md", "---\nat: 2026-11-01 12:00\n---\nStill slow.\n")
    inside, outside = site / "shared", tmp_path / "outside"
    (site / link).rename(inside)
    (site / link).symlink_to(os.path.relpath(inside, (site / link).parent))
    reader = Reader(site)
    assert reader.content().problems == ()
    inside.rename(outside)
    (site / link).unlink()
    (site / link).symlink_to(outside)
    assert [(problem.rule, problem.place.path) for problem in reader.content().problems] == [
        ("link-leaves-site", rule_at)
    ]


def test_a_folder_in_the_place_of_a_file_is_told_whatever_the_file_held(site: Path) -> None:
    write(site, f"{OF_A}/notes", "folder")
    before = contents(site, OF_A)
    (site / OF_A / "notes").unlink()
    (site / OF_A / "notes").mkdir()
    assert contents(site, OF_A) != before


def test_a_file_that_nobody_may_read_is_told_each_time_until_somebody_may(site: Path) -> None:
    file = site / OF_A / "02-resolved.md"
    file.symlink_to("02-resolved.md")
    reader = Reader(site)
    assert {problem.rule for problem in reader.content().problems} == {"unreadable-file"}
    assert {problem.rule for problem in reader.content().problems} == {"unreadable-file"}
    file.unlink()
    write(site, f"{OF_A}/02-resolved.md", "---\nat: 2026-11-01 12:00\n---\nIt is over.\n")
    assert reader.content().problems == ()


def test_names_that_are_not_utf8_are_seen_and_told(site: Path) -> None:
    odd = os.fsencode(site / "incidents") + b"/caf\xe9"
    try:
        shutil.copytree(os.fsencode(site / OF_A), odd)
    except OSError:
        odd = os.fsencode(shutil.copytree(site / OF_A, site / "incidents/cafè"))  # a disk that takes UTF-8 alone
    reader = Reader(site)
    assert "unsafe-name" in {problem.rule for problem in reader.content().problems}
    assert reader.read() == set()


EDITED = st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(EDITED)
def test_after_any_edits_what_is_known_is_what_reading_all_of_it_gives(
    monkeypatch: pytest.MonkeyPatch, edits: list[list[Edit]]
) -> None:
    monkeypatch.setenv("PATH", "")  # No git is found, which would be asked each time.
    with tempfile.TemporaryDirectory() as folder:
        night = begin(Path(folder) / "root")
        reader = Reader(night.root)
        reader.read()
        for some in edits:
            for edit in some:
                edit(night)
            found = reader.content()
        wanted = load(night.root)
        assert [packed(incident) for incident in found.incidents] == [packed(it) for it in wanted.incidents], night.log
        assert (found.problems, found.fingerprints) == (wanted.problems, wanted.fingerprints), night.log
