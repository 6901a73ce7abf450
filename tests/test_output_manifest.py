"""``build.json`` says what was built, the same way every time, and is believed only when it is whole."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from output_sites import FACTS

from noroshi.model.artefact import Artefact
from noroshi.output.manifest import FileDigest, Manifest, digest_of, read_manifest
from noroshi.output.publish import write

MANIFEST = Manifest(
    version="0.1.0",
    commit=None,
    built_at=datetime(2026, 11, 21, 3, 12, tzinfo=UTC),
    files={"en/index.html": digest_of(b"b"), "障害.html": digest_of(b"")},
)


def test_the_manifest_is_one_line_of_sorted_json() -> None:
    assert MANIFEST.to_json().decode() == (
        '{"built_at":"2026-11-21T03:12:00Z","commit":null,"files":{'
        '"en/index.html":{"bytes":1,"sha256":"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"},'
        '"障害.html":{"bytes":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}},'
        '"generator":"noroshi 0.1.0","schema":1}\n'
    )


def test_the_same_moment_in_another_zone_gives_the_same_bytes() -> None:
    tokyo = MANIFEST.built_at.astimezone(timezone(timedelta(hours=9)))
    assert Manifest("0.1.0", None, tokyo, MANIFEST.files).to_json() == MANIFEST.to_json()


def test_a_moment_without_an_offset_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="built_at"):
        Manifest("0.1.0", None, datetime(2026, 11, 21), {}).to_json()  # noqa: DTZ001


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    write([Artefact("en/index.html", b"b"), Artefact("障害.html", b"")], tmp_path / "_site", **FACTS)
    assert read_manifest(tmp_path / "_site") == Manifest(files=MANIFEST.files, **FACTS)
    assert "build.json" not in MANIFEST.files


@pytest.mark.parametrize(
    "change",
    [
        {"generator": "other 1"},
        {"generator": None},
        {"schema": 2},
        {"schema": True},
        {"schema": "1"},
        {"commit": 7},
        {"built_at": "yesterday"},
        {"built_at": "2026-11-21T03:12:00"},
        {"files": []},
        {"files": {"../a": {"bytes": 0, "sha256": "0" * 64}}},
        {"files": {"a": {"bytes": -1, "sha256": "0" * 64}}},
        {"files": {"a": {"bytes": 1.0, "sha256": "0" * 64}}},
        {"files": {"a": {"bytes": 0, "sha256": "0" * 63}}},
        {"files": {"a": {"bytes": 0, "sha256": "Z" * 64}}},
        {"files": {"a": "0"}},
    ],
)
def test_a_manifest_with_one_wrong_value_is_not_believed(tmp_path: Path, change: dict[str, object]) -> None:
    value = json.loads(MANIFEST.to_json())
    (tmp_path / "build.json").write_text(json.dumps(value))
    assert read_manifest(tmp_path) is not None
    (tmp_path / "build.json").write_text(json.dumps({**value, **change}))
    assert read_manifest(tmp_path) is None


def test_a_manifest_cut_anywhere_is_not_believed(tmp_path: Path) -> None:
    whole = MANIFEST.to_json().rstrip()
    for length in range(len(whole)):
        (tmp_path / "build.json").write_bytes(whole[:length])
        assert read_manifest(tmp_path) is None


def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nowhere") is None
    (tmp_path / "elsewhere.json").write_bytes(MANIFEST.to_json())
    (tmp_path / "build.json").symlink_to("elsewhere.json")
    assert read_manifest(tmp_path) is None
    (tmp_path / "build.json").unlink()
    os.mkfifo(tmp_path / "build.json")
    assert read_manifest(tmp_path) is None


def test_a_digest_is_of_the_bytes() -> None:
    assert digest_of(b"b") == FileDigest(MANIFEST.files["en/index.html"].sha256, 1)
