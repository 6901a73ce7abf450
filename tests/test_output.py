"""What is published is exactly what was given, and only where it may be."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_sites import FACTS, edition_of, files_of, nothing_is_left_beside, publish, site

from noroshi.model.artefact import Artefact
from noroshi.output.errors import Busy, HoldsRepository, Inside, MountPoint, NotOurs, OutputError
from noroshi.output.exchange import Exchange, exchange_trees, two_renames
from noroshi.output.manifest import read_manifest
from noroshi.output.names import check_paths
from noroshi.output.publish import BuildReport, check_place, write


def test_a_site_is_published_where_there_is_nothing_yet(tmp_path: Path) -> None:
    into = tmp_path / "new" / "_site"
    assert publish("A", into) == BuildReport(written=7, unchanged=0, removed=0, total=7)
    assert edition_of(into, "A") == "A"
    nothing_is_left_beside(into)


def test_a_site_is_published_into_an_empty_folder(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    into.mkdir()
    publish("A", into)
    assert edition_of(into, "A") == "A"


def test_a_second_build_replaces_the_first_and_counts_what_it_did(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    assert publish("B", into) == BuildReport(written=4, unchanged=3, removed=1, total=7)
    assert edition_of(into, "B") == "B"
    nothing_is_left_beside(into)


def test_an_unchanged_file_stays_the_same_file_with_its_time(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    page = into / "services/s0/index.html"
    os.utime(page, (1, 1))
    before = page.stat()
    for edition in "BAB":
        publish(edition, into)
    assert (page.stat().st_ino, page.stat().st_mtime) == (before.st_ino, 1)


def test_a_published_file_is_never_written_in_place(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    with (into / "incidents/i0/index.html").open("rb") as reader:
        publish("B", into)
        publish("C", into)
        assert reader.read() == site("A")[0].content


def test_a_file_edited_by_hand_is_put_right_even_if_its_size_is_the_same(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    publish("A", into)
    page = into / "services/s0/index.html"
    page.write_bytes(page.read_bytes()[::-1])
    (into / "left.txt").write_text("by hand")
    page.with_name("link").symlink_to("/etc/passwd")
    assert publish("A", into) == BuildReport(written=1, unchanged=6, removed=0, total=7)
    assert edition_of(into, "A") == "A"
    nothing_is_left_beside(into)


def test_a_link_in_the_published_tree_is_removed_and_never_followed(tmp_path: Path) -> None:
    into, private = tmp_path / "_site", tmp_path / "private"
    private.mkdir()
    (private / "index.html").write_text("keep")
    publish("A", into)
    publish("A", into)
    for tree in (into, tmp_path / ".noroshi-_site"):
        (tree / "only-A/index.html").unlink()
        (tree / "only-A").rmdir()
        (tree / "only-A").symlink_to(private)
    publish("A", into)
    assert edition_of(into, "A") == "A"
    assert not (into / "only-A").is_symlink()
    assert files_of(private) == {"index.html": b"keep"}


def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    first = [Artefact("a", b"file"), Artefact("b/c/d", b"deep")]
    second = [Artefact("a/x", b"deep"), Artefact("b", b"file")]
    for artefacts in (first, second, first):
        write(artefacts, into, **FACTS)
        assert {path: files_of(into)[path] for path in files_of(into) if path != "build.json"} == {
            artefact.path: artefact.content for artefact in artefacts
        }


def test_the_order_of_the_artefacts_does_not_matter(tmp_path: Path) -> None:
    write(site("A"), tmp_path / "one", **FACTS)
    write(reversed(site("A")), tmp_path / "two", **FACTS)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_modes_do_not_depend_on_the_umask(tmp_path: Path, umask: int) -> None:
    into = tmp_path / "_site"
    former = os.umask(umask)
    try:
        publish("A", into)
        publish("B", into)
    finally:
        os.umask(former)
    for path in (into, *into.rglob("*")):
        assert stat.S_IMODE(path.lstat().st_mode) == (0o755 if path.is_dir() else 0o644), path


def test_a_mode_changed_by_hand_is_put_right(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    (into / "services/s0/index.html").chmod(0o600)
    (into / "services").chmod(0o700)
    publish("A", into)
    assert stat.S_IMODE((into / "services/s0/index.html").stat().st_mode) == 0o644
    assert stat.S_IMODE((into / "services").stat().st_mode) == 0o755


def test_a_folder_of_somebody_else_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    into = tmp_path / "work"
    into.mkdir()
    (into / "thesis.tex").write_text("ten years")
    before = (into.stat().st_mtime_ns, tmp_path.stat().st_mtime_ns)
    with pytest.raises(NotOurs) as refused:
        publish("A", into)
    assert refused.value.arguments == {"path": str(into), "reason": "no-manifest"}
    assert files_of(into) == {"thesis.tex": b"ten years"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["work"]
    assert (into.stat().st_mtime_ns, tmp_path.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{}", b"[]", b'{"generator":"hugo 0.1","schema":1}', b"\xff\xfe", b"[" * 100_000, b"null\n"],
)
def test_a_folder_with_another_or_a_damaged_manifest_is_refused(tmp_path: Path, manifest: bytes) -> None:
    into = tmp_path / "_site"
    into.mkdir()
    (into / "build.json").write_bytes(manifest)
    with pytest.raises(NotOurs) as refused:
        publish("A", into)
    assert refused.value.arguments["reason"] == "bad-manifest"
    assert files_of(into) == {"build.json": manifest}


def test_a_site_whose_manifest_was_cut_short_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    manifest = into / "build.json"
    manifest.write_bytes(manifest.read_bytes()[:-40])
    with pytest.raises(NotOurs):
        publish("B", into)
    assert (into / "only-A/index.html").read_bytes() == b"A"


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    into.write_text("a file")
    with pytest.raises(NotOurs) as refused:
        publish("A", into)
    assert refused.value.arguments["reason"] == "not-a-folder"
    assert into.read_text() == "a file"


def test_what_somebody_put_at_the_place_of_the_idle_tree_is_not_removed(tmp_path: Path) -> None:
    into, idle = tmp_path / "_site", tmp_path / ".noroshi-_site"
    publish("A", into)
    idle.mkdir()
    (idle / "mine.txt").write_text("keep")
    with pytest.raises(NotOurs) as refused:
        publish("B", into)
    assert refused.value.arguments["path"] == str(idle)
    assert files_of(idle) == {"mine.txt": b"keep"}
    assert edition_of(into, "A") == "A"


def test_a_site_with_a_repository_in_it_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    (into / ".git").mkdir()
    (into / ".git/HEAD").write_text("ref: refs/heads/gh-pages\n")
    with pytest.raises(HoldsRepository):
        publish("B", into)
    assert (into / ".git/HEAD").exists()


@pytest.mark.parametrize("place", ["/", "/proc"])
def test_a_mount_point_is_refused_and_a_folder_in_it_advised(place: str) -> None:
    with pytest.raises(MountPoint) as refused:
        publish("A", Path(place))
    assert refused.value.arguments == {"path": place, "instead": str(Path(place, "site"))}


def test_the_site_and_folders_that_must_stay_apart_are_never_in_one_another(tmp_path: Path) -> None:
    content = tmp_path / "root" / "incidents"
    content.mkdir(parents=True)
    for into in (content, content / "deep" / "_site", tmp_path / "root", tmp_path):
        with pytest.raises(Inside) as refused:
            write(site("A"), into, apart_from=[tmp_path / "_outbox", content], **FACTS)
        assert refused.value.arguments["path"] == str(into)
    write(site("A"), tmp_path / "root" / "_site", apart_from=[content], **FACTS)


def test_a_site_inside_another_site_is_refused(tmp_path: Path) -> None:
    publish("A", tmp_path / "_site")
    with pytest.raises(Inside):
        publish("B", tmp_path / "_site" / "services" / "mine")
    assert edition_of(tmp_path / "_site", "A") == "A"


def test_a_link_is_followed_and_the_site_published_where_it_leads(tmp_path: Path) -> None:
    real = tmp_path / "disk" / "status"
    link = tmp_path / "_site"
    link.symlink_to(real)
    publish("A", link)
    publish("B", link)
    assert link.is_symlink()
    assert edition_of(real, "B") == "B"
    nothing_is_left_beside(real)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["_site", "disk"]


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OutputError):
        publish("A", tmp_path / "a")


def test_the_place_can_be_checked_before_anything_is_rendered(tmp_path: Path) -> None:
    assert not check_place(tmp_path / "nowhere" / "_site")
    assert not (tmp_path / "nowhere").exists()
    publish("A", tmp_path / "_site")
    assert check_place(tmp_path / "_site")


def test_two_builds_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)

    def exchange_while_another_builds(idle: Path, published: Path) -> None:
        with pytest.raises(Busy) as refused:
            publish("C", into)
        assert refused.value.arguments == {"path": str(into)}
        exchange_trees(idle, published)

    publish("B", into, exchange=exchange_while_another_builds)
    assert edition_of(into, "B") == "B"
    publish("C", into)
    assert edition_of(into, "C") == "C"
    nothing_is_left_beside(into)


def test_two_processes_that_build_into_one_folder_leave_one_whole_site(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    program = Path(__file__).with_name("output_sites.py")
    builds = [
        subprocess.Popen([sys.executable, program, edition, into, "50"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for edition in "ABC"
    ]
    results = [(*build.communicate(), build.returncode) for build in builds]
    assert any(code == 0 for _, _, code in results)
    assert all(code == 0 or b"output-busy" in errors for _, errors, code in results)
    edition_of(into, "A", "B", "C", pages=50)
    nothing_is_left_beside(into)


def test_an_interruption_before_the_exchange_leaves_the_old_site_and_no_rest(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)

    def interrupted(idle: Path, published: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish("B", into, exchange=interrupted)
    assert edition_of(into, "A") == "A"
    assert [entry.name for entry in tmp_path.iterdir()] == ["_site"]


def test_a_renderer_that_fails_midway_leaves_the_old_site(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)

    def artefacts() -> Iterator[Artefact]:
        yield from site("B")
        raise LookupError("the theme has no such template")

    with pytest.raises(LookupError):
        write(artefacts(), into, **FACTS)
    assert edition_of(into, "A") == "A"


@pytest.mark.parametrize(
    "paths",
    [
        ["/etc/passwd"],
        ["../outside"],
        ["a/../../outside"],
        ["a/./b"],
        ["a//b"],
        ["a/"],
        [""],
        ["a\\b"],
        ["a\0b"],
        ["a\nb"],
        ["a\x85b"],
        ["a\ud800"],
        [".noroshi-new"],
        [".NOROSHI/cache"],
        ["build.json"],
        ["Build.JSON"],
        ["a", "a"],
        ["index.html", "Index.html"],
        ["straße", "STRASSE"],
        ["が.html", "か\u3099.html"],
        ["a", "a/b"],
        ["a/b/c", "A/B"],
    ],
)
def test_paths_that_are_not_safe_everywhere_are_our_mistake(tmp_path: Path, paths: list[str]) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        write([Artefact(path, b"") for path in paths], tmp_path / "_site", **FACTS)
    assert all(repr(path)[1:-1].rstrip("/") in str(refused.value) for path in paths)
    assert list(tmp_path.iterdir()) == []


_parts = st.sampled_from(["a", "b", "c.html", "index.html", "障害", "x y", ".well-known", "~"])
_paths = st.lists(_parts, min_size=1, max_size=3).map("/".join)
_sites = st.dictionaries(_paths, st.sampled_from([b"", b"1", b"2", b"3" * 5000]), max_size=8)


def _possible(contents: dict[str, bytes]) -> bool:
    try:
        check_paths(contents)
    except ValueError:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.tuples(_sites.filter(_possible), st.sampled_from([exchange_trees, two_renames])), max_size=5))
def test_after_any_builds_the_folder_holds_exactly_the_last(
    steps: list[tuple[dict[str, bytes], Exchange]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder, "_site")
        before: dict[str, bytes] = {}
        for contents, exchange in steps:
            artefacts = [Artefact(path, content) for path, content in contents.items()]
            report = write(artefacts, into, exchange=exchange, **FACTS)
            found = files_of(into)
            manifest = read_manifest(into)
            del found["build.json"]
            assert found == contents
            assert manifest is not None and manifest.files.keys() == contents.keys()
            folders = {path.relative_to(into) for path in into.rglob("*") if path.is_dir()}
            assert folders == {parent for path in contents for parent in Path(path).parents} - {Path()}
            unchanged = sum(before.get(path) == content for path, content in contents.items())
            assert report == BuildReport(
                written=len(contents) - unchanged,
                unchanged=unchanged,
                removed=len(before.keys() - contents.keys()),
                total=len(contents),
            )
            nothing_is_left_beside(into)
            before = contents
