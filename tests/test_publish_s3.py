"""A built site → a bucket of a real S3 endpoint: what each object says, in which order they come, and after a kill."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from output_sites import files_of
from publishing_targets import ASSETS, Objects, edition, objects, publish
from small_site import environment

STARRED = "files/資料 [1]*.txt"
"""To some a pattern of names; to us a name."""
JOURNAL = "status/.noroshi-publish.json"


@pytest.fixture(scope="module")
def server() -> Iterator[Objects]:
    """One endpoint for the whole module, whose environment says who may use it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        with objects() as found:
            patch.setenv("AWS_ENDPOINT_URL", found.url)
            yield found


@pytest.fixture
def bucket(server: Objects) -> Objects:
    server.empty()
    return server


@pytest.fixture
def old(bucket: Objects, tmp_path: Path) -> Objects:
    """The old edition stands below a prefix, beside what others have in the bucket."""
    bucket.put("other/index.html", b"mine")
    ran = publish(edition("old", tmp_path / "old", **{STARRED: "x"}), "s3://pages/status")
    assert ran.status == 0, ran.err
    bucket.log.clear()
    return bucket


def published(bucket: Objects) -> dict[str, bytes]:
    return {key.removeprefix("status/"): bucket.get(key)["Body"] for key in bucket.keys if key.startswith("status/")}


def test_a_site_stands_whole_below_a_prefix_and_an_unchanged_one_sends_nothing(old: Objects, tmp_path: Path) -> None:
    assert published(old) == files_of(tmp_path / "old")
    assert old.get("other/index.html")["Body"] == b"mine"
    old.log.clear()
    ran = publish(tmp_path / "old", "s3://pages/status")
    assert ran.status == 0 and "0 files put" in ran.err
    assert [line for line in old.log if not line.startswith(("GET", "HEAD"))] == []


def test_new_files_come_first_then_pages_start_pages_and_build_json_and_what_goes_goes_last(
    old: Objects, tmp_path: Path
) -> None:
    old.put("status/files/資料 1, mine.txt", b"mine")
    old.log.clear()
    ran = publish(edition("new", tmp_path / "new"), "s3://pages/status/")
    assert ran.status == 0, ran.err
    asked = [line.replace("status/", "") for line in old.asked("PUT", "DELETE")]
    assert set(asked[:2]) == {f"PUT {ASSETS['new']}", "PUT only-new/index.html"}
    assert set(asked[2:7]) == {
        "PUT atom.xml",
        "PUT en/incidents/index.html",
        *(f"PUT incidents/i{n}/index.html" for n in range(3)),
    }
    assert asked[7:11] == ["PUT en/index.html", "PUT index.html", "PUT index.html.gz", "PUT build.json"]
    assert set(asked[11:]) == {f"DELETE {ASSETS['old']}", "DELETE only-old/index.html", f"DELETE {STARRED}"}
    assert published(old) == files_of(tmp_path / "new") | {"files/資料 1, mine.txt": b"mine"}


def test_each_object_says_what_it_is_and_how_long_it_holds(old: Objects) -> None:
    short = "public, max-age=30, must-revalidate"
    wanted = {
        "index.html": ("text/html; charset=utf-8", short, None),
        "index.html.gz": ("text/html; charset=utf-8", short, "gzip"),
        "about/index.html": ("text/html; charset=utf-8", "public, max-age=600", None),
        ASSETS["old"]: ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable", None),
        "atom.xml": ("application/atom+xml; charset=utf-8", short, None),
        "logo.svg": ("image/svg+xml", short, None),
        "build.json": ("application/json; charset=utf-8", short, None),
    }
    said = {path: old.get(f"status/{path}") for path in wanted}
    assert {
        path: (it["ContentType"], it["CacheControl"], it.get("ContentEncoding")) for path, it in said.items()
    } == wanted
    assert gzip.decompress(said["index.html.gz"]["Body"]) == said["index.html"]["Body"]


def test_a_bucket_with_files_of_others_at_the_same_place_is_refused(bucket: Objects, tmp_path: Path) -> None:
    bucket.put("photo.jpg", b"mine")
    site = edition("old", tmp_path / "old")
    ran = publish(site, "s3://pages")
    assert ran.status == 2 and "--adopt" in ran.err
    bucket.put("build.json", b"")
    ran = publish(site, "s3://pages")
    assert ran.status == 2 and "damaged" in ran.err
    assert bucket.keys == ["build.json", "photo.jpg"]


def test_a_publisher_that_was_killed_is_gone_on_with_by_the_next(old: Objects, tmp_path: Path) -> None:
    site = edition("new", tmp_path / "new", pages=70)
    command = [sys.executable, "-m", "noroshi", "publish", "s3://pages/status", "--site", str(site)]
    child: list[subprocess.Popen[bytes]] = []

    def kill(line: str) -> None:
        if len(old.asked("PUT")) == 72:
            child[0].kill()

    old.hooks.append(kill)
    child.append(subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL))
    assert child[0].wait(60) == -signal.SIGKILL
    old.hooks.clear()
    # Readers still find the former start page, and the list of its files.
    assert b"old" in old.get("status/index.html")["Body"]
    assert old.get("status/build.json")["Body"] == (tmp_path / "old" / "build.json").read_bytes()
    assert JOURNAL in old.keys
    came = set(old.asked("PUT"))
    old.log.clear()
    ran = publish(site, "s3://pages/status")
    assert ran.status == 0 and "went on" in ran.err
    # What was noted before is not sent again; a round is 64 files.
    assert len(came - set(old.asked("PUT"))) >= 64
    assert published(old) == files_of(site)


def test_another_one_who_publishes_meanwhile_is_noticed_and_build_json_is_theirs(old: Objects, tmp_path: Path) -> None:
    theirs = (edition("old", tmp_path / "theirs", note="theirs") / "build.json").read_bytes()

    def publish_too(line: str) -> None:
        if line == "PUT status/atom.xml":
            old.hooks.clear()
            old.put("status/build.json", theirs)

    old.hooks.append(publish_too)
    ran = publish(edition("new", tmp_path / "new"), "s3://pages/status")
    assert ran.status == 3 and "somebody else published" in ran.err
    assert old.get("status/build.json")["Body"] == theirs
    assert b"old" in old.get("status/index.html")["Body"]
    assert "only-new/index.html" in json.loads(old.get(JOURNAL)["Body"])["files"]
    assert publish(tmp_path / "new", "s3://pages/status").status == 0
    assert published(old) == files_of(tmp_path / "new")


def test_a_bucket_that_is_not_there_or_a_service_that_does_not_answer_is_status_three(
    bucket: Objects, tmp_path: Path
) -> None:
    site = edition("old", tmp_path / "old")
    ran = publish(site, "s3://nowhere")
    assert ran.status == 3 and "nothing was changed" in ran.err
    ran = publish(site, "s3://pages", "--endpoint-url", "not-an-address")
    assert ran.status == 2 and "https://host" in ran.err
