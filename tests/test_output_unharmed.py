"""A published file is skipped only when it is there as it was; a listing is what ``build.json`` says, each time."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from output_sites import publish, site

from noroshi.output.listing import Listing, Record, frame_of, is_ours, read_record
from noroshi.output.manifest import FileDigest, Manifest, digest_of, read_manifest
from noroshi.output.names import Places, check_paths
from noroshi.output.unharmed import Looking, Stamped, unharmed

MOMENT = datetime(2026, 11, 22, 3, 4, 5, 678000, tzinfo=UTC)


def seen(into: Path) -> dict[str, Stamped]:
    manifest = read_manifest(into)
    assert manifest is not None
    return {path: Stamped(digest, (into / path).stat().st_mtime_ns) for path, digest in manifest.files.items()}


@pytest.fixture
def into(tmp_path: Path) -> Path:
    publish("A", tmp_path / "_site")
    publish("A", tmp_path / "_site")
    return tmp_path / "_site"


PAGE = "services/s0/index.html"


def test_a_site_that_nobody_touched_is_unharmed(into: Path) -> None:
    files = seen(into)
    assert unharmed(into, files) == (files, frozenset())
    assert unharmed(into, files, hash_all=True) == (files, frozenset())


def test_each_harm_is_seen(into: Path) -> None:
    files = seen(into)
    names = sorted(files)
    (into / names[0]).unlink()
    (into / names[1]).write_bytes(b"longer")
    (into / names[2]).write_bytes((into / names[2]).read_bytes()[::-1])
    (into / names[3]).chmod(0o600)
    (into / names[4]).unlink()
    (into / names[4]).symlink_to(names[5])
    (into / names[6]).unlink()
    (into / names[6]).mkdir()
    found, harmed = unharmed(into, files)
    assert harmed == frozenset({*names[:5], names[6]})
    assert found == {names[5]: files[names[5]]}


def test_a_fresh_checkout_has_other_times_and_the_same_contents(into: Path) -> None:
    files = seen(into)
    for path in files:
        os.utime(into / path, ns=(5, 5))
    found, harmed = unharmed(into, files)
    assert not harmed
    assert {path: (it.digest, it.mtime_ns) for path, it in found.items()} == {
        path: (it.digest, 5) for path, it in files.items()
    }


def test_only_hashing_sees_an_edit_that_hides_its_time(into: Path) -> None:
    files = seen(into)
    (into / PAGE).write_bytes((into / PAGE).read_bytes()[::-1])
    os.utime(into / PAGE, ns=(0, files[PAGE].mtime_ns))
    assert unharmed(into, files)[1] == frozenset()
    assert unharmed(into, files, hash_all=True)[1] == {PAGE}


def test_a_file_replaced_by_its_like_stands_alone(into: Path) -> None:
    files = seen(into)
    (into / "copy").write_bytes((into / PAGE).read_bytes())
    (into / "copy").chmod(0o644)
    (into / "copy").replace(into / PAGE)
    found, harmed = unharmed(into, files)
    assert not harmed
    assert [path for path, it in found.items() if it.alone] == [PAGE]


def test_before_there_is_a_second_tree_nothing_stands_alone(tmp_path: Path) -> None:
    publish("A", tmp_path / "_site")
    found, _ = unharmed(tmp_path / "_site", seen(tmp_path / "_site"))
    assert not any(it.alone for it in found.values())


def test_a_site_that_is_gone_is_harmed_wholly(tmp_path: Path) -> None:
    files = {artefact.path: Stamped(digest_of(artefact.content), 0) for artefact in site("A")}
    assert unharmed(tmp_path / "nothing", files) == ({}, frozenset(files))


def test_another_process_sees_the_same(into: Path) -> None:
    files = seen(into)
    (into / "only-A/index.html").unlink()
    os.utime(into / PAGE, ns=(5, 5))
    (into / "incidents/i0/index.html").unlink()
    (into / "incidents/i0/index.html").write_bytes(site("A")[0].content)
    found, harmed = Looking(into, files).result()
    again, harmed_again = unharmed(into, files)
    assert (found, harmed) == (again, harmed_again)
    assert {path for path, it in found.items() if it.alone} == {path for path, it in again.items() if it.alone}


def test_a_look_whose_process_was_killed_is_taken_again(into: Path) -> None:
    files = seen(into)
    looking = Looking(into, files)
    os.kill(looking.process, signal.SIGKILL)
    assert looking.result() == (files, frozenset())


_names = st.text(
    st.sampled_from('ab"},:{.\u3000障') | st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\\/"),
    min_size=1,
    max_size=6,
)
_paths = st.lists(_names.filter(lambda name: name not in {".", ".."}), min_size=1, max_size=3).map("/".join)
_digests = st.sampled_from([digest_of(b""), digest_of(b"1"), FileDigest("0" * 64, 10**12)])
_listed = st.dictionaries(_paths.filter(lambda path: not path.casefold().startswith(".noroshi")), _digests, max_size=8)


def _text(listing: Listing) -> bytes:
    frame = frame_of("1", None, MOMENT)
    return b"".join((frame[0], *listing.pieces(), frame[1]))


@given(start=_listed, changes=st.lists(st.tuples(_listed, st.sets(st.integers(0, 9))), max_size=4))
def test_a_listing_that_changes_is_always_the_text_of_the_manifest(
    start: dict[str, FileDigest], changes: list[tuple[dict[str, FileDigest], set[int]]]
) -> None:
    files = dict(start)
    listing = Listing.of(files)
    assert _text(listing) == Manifest("1", None, MOMENT, files).to_json()
    for put, numbers in changes:
        gone = [path for number, path in enumerate(sorted(files)) if number in numbers]
        files = {path: it for path, it in files.items() if path not in gone} | put
        listing.change(put, gone)
        assert _text(listing) == Manifest("1", None, MOMENT, files).to_json()


def test_a_listing_of_thousands_that_changes_a_little_is_the_text_of_the_manifest() -> None:
    files = {f"i{number:04d}": digest_of(b"") for number in range(0, 4000, 2)}
    listing = Listing.of(files)
    for start in range(0, 4000, 500):
        # One block grows until it is cut, another vanishes.
        put = {f"i{number:04d}": digest_of(b"1") for number in range(start + 1, start + 301)}
        gone = [path for path in sorted(files) if path > f"i{(start + 350) % 4000:04d}"][:150]
        for some in range(0, 300, 30):
            part = dict(list(put.items())[some : some + 30])
            leaving = [path for path in gone[some // 2 : some // 2 + 15] if path not in part]
            files = {path: it for path, it in files.items() if path not in leaving} | part
            listing.change(part, leaving)
        assert _text(listing) == Manifest("1", None, MOMENT, files).to_json()
        assert listing.paths == files.keys()


@settings(deadline=None)
@given(files=st.dictionaries(_names | _paths | st.just("a/../b") | st.just("../a") | st.just("a//b"), _digests))
@example({'a},"b': digest_of(b"")})
@example({"a": digest_of(b""), "/a": digest_of(b"")})
@example({".noroshi-new": digest_of(b"")})
def test_a_manifest_is_read_quickly_as_it_is_read_slowly(files: dict[str, FileDigest]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for commit in (None, 'a"b', "4f2a9c1"):
            manifest = Manifest("1", commit, MOMENT, files)
            (Path(folder) / "build.json").write_bytes(manifest.to_json())
            slowly, quickly = read_manifest(Path(folder)), read_record(Path(folder))
            assert (slowly is None) == (quickly is None)
            if quickly is not None:
                assert quickly.frame in {frame_of("1", commit, MOMENT), (b"", b"")}
                assert _text(quickly.listing) == Manifest("1", None, MOMENT, files).to_json()


def test_a_manifest_formatted_by_another_hand_is_read_and_never_taken_for_ours(into: Path) -> None:
    value = json.loads((into / "build.json").read_bytes())
    (into / "build.json").write_text(json.dumps(value, indent=1))
    record = read_record(into)
    assert isinstance(record, Record)
    assert record.frame == (b"", b"")
    assert record.listing.paths == value["files"].keys()


def test_a_manifest_cut_anywhere_is_nobodys(tmp_path: Path) -> None:
    files = {f"i{number:03d}/index.html": digest_of(b"") for number in range(30)}
    whole = Manifest("1", None, MOMENT, files).to_json()
    (tmp_path / "build.json").write_bytes(whole)
    assert is_ours(tmp_path)
    for length in range(0, len(whole) - 1, 61):
        (tmp_path / "build.json").write_bytes(whole[:length])
        assert not is_ours(tmp_path)
        assert read_record(tmp_path) is None


_near = st.lists(st.sampled_from(["a", "A", "b", "straße", "STRASSE", "が", "か\u3099"]), min_size=1, max_size=3).map(
    "/".join
)


@given(first=st.sets(_near, max_size=4), gone=st.sets(_near, max_size=2), new=st.lists(_near, max_size=3))
def test_places_that_grow_refuse_what_a_check_of_all_paths_refuses(
    first: set[str], gone: set[str], new: list[str]
) -> None:
    def refused(paths: list[str]) -> bool:
        try:
            check_paths(paths)
        except ValueError:
            return True
        return False

    def refused_one_by_one() -> bool:
        places = Places(first)
        for path in gone & first:
            places.leave(path)
        try:
            for path in new:
                places.take(path)
        except ValueError:
            return True
        return False

    if not refused(sorted(first)):
        assert refused_one_by_one() == refused([*sorted(first - gone), *new])
