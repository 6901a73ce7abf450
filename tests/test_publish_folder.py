"""A built site → a folder: whole, only what has changed, and nothing of anybody else's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from output_sites import files_of
from publishing_targets import ASSETS, edition, publish
from small_site import write

from noroshi.app.served import media_type
from noroshi.output.delivery import Delivery, Overtaken, look_at
from noroshi.output.delivery_plan import known_of, planned
from noroshi.output.manifest import manifest_of
from noroshi.output.store_folder import FolderStore
from noroshi.output.stores import Said

JOURNAL = ".noroshi-publish.json"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the old edition stands."""
    assert publish(edition("old", tmp_path / "old"), tmp_path / "www" / "status").status == 0
    return tmp_path / "www" / "status"


def test_a_site_comes_whole_and_the_next_one_takes_its_place(target: Path, tmp_path: Path) -> None:
    assert files_of(target) == files_of(tmp_path / "old")
    ran = publish(edition("new", tmp_path / "new"), target)
    assert (ran.status, ran.out) == (0, "")
    assert "11 files put" in ran.err and "4 unchanged, 2 removed" in ran.err
    assert files_of(target) == files_of(tmp_path / "new")
    assert not (target / "only-old").exists()


def test_what_is_there_already_is_not_written_again(target: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    ran = publish(tmp_path / "old", target, "--json")
    assert json.loads(ran.out) | {"seconds": 0} == {
        "target": str(target),
        "dry_run": False,
        "put": 0,
        "bytes": 0,
        "removed": 0,
        "unchanged": 15,
        "resumed": False,
        "seconds": 0,
    }
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == before


def test_a_dry_run_says_what_would_happen_in_its_order_and_changes_nothing(target: Path, tmp_path: Path) -> None:
    before = files_of(target)
    ran = publish(edition("new", tmp_path / "new"), target, "--dry-run")
    assert ran.status == 0 and "nothing was changed" in ran.err
    assert ran.out.splitlines() == [
        f"put {ASSETS['new']}",
        "put only-new/index.html",
        "put atom.xml",
        "put en/incidents/index.html",
        "put incidents/i0/index.html",
        "put incidents/i1/index.html",
        "put incidents/i2/index.html",
        "put en/index.html",
        "put index.html",
        "put index.html.gz",
        "put build.json",
        f"remove {ASSETS['old']}",
        "remove only-old/index.html",
    ]
    assert files_of(target) == before
    found = json.loads(publish(tmp_path / "new", target, "--dry-run", "--json").out)
    assert (found["put"][-1], found["removed"][-1]) == ("build.json", "only-old/index.html")


def test_what_the_site_no_longer_has_stays_where_one_asks_for_it(target: Path, tmp_path: Path) -> None:
    assert publish(edition("new", tmp_path / "new"), target, "--keep").status == 0
    assert files_of(target).keys() - files_of(tmp_path / "new").keys() == {ASSETS["old"], "only-old/index.html"}


def test_a_page_becomes_a_folder_and_a_folder_a_page(target: Path, tmp_path: Path) -> None:
    site = edition("new", tmp_path / "new", **{"logo.svg": "<svg>2</svg>", "help": "text", "faq/index.html": "x"})
    assert publish(site, target).status == 0
    site = edition("old", tmp_path / "third", **{"help/index.html": "page", "faq": "text"})
    assert publish(site, target).status == 0
    assert files_of(target) == files_of(site)


# ---- what is not ours


def test_a_folder_with_files_of_others_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "thesis.txt").write_text("三年分の原稿")
    ran = publish(edition("old", tmp_path / "old"), tmp_path / "work")
    assert ran.status == 2 and "--adopt" in ran.err
    assert list(files_of(tmp_path / "work")) == ["thesis.txt"]
    assert publish(tmp_path / "old", tmp_path / "work", "--adopt").status == 0
    assert files_of(tmp_path / "work") == files_of(tmp_path / "old") | {"thesis.txt": "三年分の原稿".encode()}


def test_files_of_others_stay_among_those_of_the_site(target: Path, tmp_path: Path) -> None:
    (target / "only-old" / "notes.txt").write_text("mine")
    assert publish(edition("new", tmp_path / "new"), target).status == 0
    assert (target / "only-old" / "notes.txt").read_text() == "mine"
    assert not (target / "only-old" / "index.html").exists()


def test_a_file_of_others_in_the_place_of_a_new_one_is_named_and_not_overwritten(target: Path, tmp_path: Path) -> None:
    (target / "robots.txt").write_text("Disallow: /")
    site = edition("new", tmp_path / "new", **{"robots.txt": "Allow: /"})
    ran = publish(site, target)
    assert ran.status == 2 and "robots.txt" in ran.err
    assert (target / "robots.txt").read_text() == "Disallow: /"
    assert (target / "index.html").read_text().startswith("<p>old")
    assert publish(site, target, "--adopt").status == 0
    assert (target / "robots.txt").read_text() == "Allow: /"


def test_a_folder_of_others_in_the_place_of_a_file_that_is_gone_stays(target: Path, tmp_path: Path) -> None:
    (target / ASSETS["old"]).unlink()
    write(target, f"{ASSETS['old']}/notes.txt", "mine")
    ran = publish(edition("new", tmp_path / "new"), target)
    assert (ran.status, (target / ASSETS["old"] / "notes.txt").read_text()) == (0, "mine")
    assert not (target / JOURNAL).exists()


@pytest.mark.parametrize("name", ["build.json", JOURNAL])
def test_a_pipe_in_the_place_of_a_file_is_waited_for_by_nobody(target: Path, tmp_path: Path, name: str) -> None:
    (target / name).unlink(missing_ok=True)
    os.mkfifo(target / name)
    ran = publish(edition("new", tmp_path / "new"), target)
    assert ran.status == 3 and "not a file" in ran.err


@pytest.mark.parametrize(
    "typed",
    [
        "sftp://me:pass#word@host/x",
        "sftp://me:pass/word@host/x",
        "sftp://me:password@host:port/x",
        "s3://KEY:password@[::1/x",
        "s3://bucket/x?token=password",
    ],
)
def test_a_secret_in_an_address_that_is_none_is_not_repeated(tmp_path: Path, typed: str) -> None:
    site = edition("old", tmp_path / "old")
    for told in (publish(site, typed), publish(site, "s3://bucket/x", "--endpoint-url", typed)):
        assert told.status == 2 and "word" not in told.err


@pytest.mark.parametrize("typed", ["me@server.example:/srv/www", "server:www", "s3:/bucket/pages"])
def test_what_other_programs_take_for_a_server_makes_no_folder_of_that_name(
    tmp_path: Path, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = edition("old", tmp_path / "old")
    monkeypatch.chdir(tmp_path)
    ran = publish(site, typed)
    assert (ran.status, "sftp://user@host/path" in ran.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/hosts", "a/../../outside.txt", "a\\..\\outside.txt", "a//b"])
@pytest.mark.parametrize("name", ["build.json", JOURNAL])
def test_a_list_at_the_target_that_names_files_elsewhere_is_not_believed(
    target: Path, tmp_path: Path, path: str, name: str
) -> None:
    outside = target.parent / "outside.txt"
    outside.write_text("mine")
    listed = json.loads((target / "build.json").read_bytes())
    if name == "build.json":
        listed["files"][path] = {"bytes": 4, "sha256": "0" * 64}
    else:
        listed = {"files": {path: None}, "publisher": "x", "schema": 1}
    (target / name).write_text(json.dumps(listed))
    site = edition("new", tmp_path / "new")
    ran = publish(site, target)
    assert ran.status == (2 if name == "build.json" else 0), ran.err
    assert publish(site, target, "--adopt").status == 0
    assert outside.read_text() == "mine"
    assert files_of(target).items() >= files_of(site).items()


@pytest.mark.parametrize("folder", ["incidents/i1", "only-old"])
def test_a_link_in_the_target_is_not_followed(target: Path, tmp_path: Path, folder: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("mine")
    (target / folder / "index.html").unlink()
    (target / folder).rmdir()
    (target / folder).symlink_to(elsewhere)
    ran = publish(edition("new", tmp_path / "new"), target)
    assert ran.status == 3 and f"{folder} is a link" in ran.err
    assert files_of(elsewhere) == {"index.html": b"mine"}


def test_letters_are_never_published(tmp_path: Path) -> None:
    site = edition("old", tmp_path / "old")
    (site / "drafts").mkdir()
    (site / "drafts" / "outbox.json").write_text("{}")
    ran = publish(site, tmp_path / "www")
    assert ran.status == 2 and "private" in ran.err and "drafts" in ran.err
    assert not (tmp_path / "www").exists()


def test_no_site_stands_beside_letters(tmp_path: Path) -> None:
    (tmp_path / "box").mkdir()
    (tmp_path / "box" / "outbox.json").write_text("{}")
    ran = publish(edition("old", tmp_path / "old"), tmp_path / "box", "--adopt")
    assert ran.status == 2 and "is an outbox" in ran.err
    assert [path.name for path in (tmp_path / "box").iterdir()] == ["outbox.json"]


def test_only_a_site_that_noroshi_built_is_published_and_not_into_itself(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("mine")
    assert "noroshi build" in publish(tmp_path / "texts", tmp_path / "www").err
    site = edition("old", tmp_path / "old")
    for place in (site, tmp_path, site / "inner"):
        ran = publish(site, place)
        assert ran.status == 2 and "apart from it" in ran.err
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize(
    "place", ["ftp://host/x", "s3://", "s3://bu cket/x", "s3://b/../x", "sftp:///x", "s3://b/x?y", " ", "http://[x"]
)
def test_a_place_that_cannot_be_published_to_is_told_with_those_that_can(tmp_path: Path, place: str) -> None:
    ran = publish(edition("old", tmp_path / "old"), place)
    assert ran.status == 2 and "s3://bucket/prefix" in ran.err


def test_an_address_with_a_password_is_refused_and_the_password_not_repeated(tmp_path: Path) -> None:
    for place in ("sftp://www:hunter2@host/x", "s3://key:hunter2@bucket/x"):
        ran = publish(edition("old", tmp_path / "old"), place)
        assert ran.status == 2 and "password" in ran.err and "hunter2" not in ran.err


def test_a_library_that_is_not_installed_is_named_with_the_way_to_get_it(tmp_path: Path) -> None:
    ran = publish(edition("old", tmp_path / "old"), "gs://bucket")
    assert ran.status == 2 and "pip install 'noroshi[gs]'" in ran.err


# ---- what happens meanwhile


@pytest.mark.parametrize("path", ["incidents/i1/index.html", "_headers"])
def test_a_file_that_was_changed_by_hand_stops_it_before_anything_is_written(
    target: Path, tmp_path: Path, path: str
) -> None:
    site = edition("new", tmp_path / "new")
    (site / path).write_text("by hand")
    before = files_of(target)
    ran = publish(site, target)
    assert ran.status == 3 and path in ran.err and "nothing was changed" in ran.err
    assert files_of(target) == before


class Meanwhile(FolderStore):
    """A folder to which another publishes when the first one comes to a page."""

    def __init__(self, root: Path, page: str, other: Path) -> None:
        super().__init__(root)
        self.page, self.other = page, other

    def put(self, path: str, content: bytes, said: Said) -> None:
        if path == self.page:
            self.page = ""
            assert publish(self.other, self._root).status == 0
        super().put(path, content, said)


@pytest.mark.parametrize("page", ["only-new/index.html", "incidents/i2/index.html", "en/index.html", "index.html.gz"])
def test_two_who_publish_at_once_leave_no_mixture_that_the_next_one_does_not_mend(
    target: Path, tmp_path: Path, page: str
) -> None:
    site, other = edition("new", tmp_path / "new"), edition("old", tmp_path / "old2", incident="of the other")
    text = (site / "build.json").read_bytes()
    manifest = manifest_of(text)
    assert manifest is not None
    store = Meanwhile(target, page, other)
    standing = look_at(store)
    plan = planned(manifest, known_of(standing.manifest, None, journal_is_damaged=False), keep=False)
    delivery = Delivery(
        site,
        manifest,
        text,
        store,
        standing,
        plan,
        said=lambda path: Said(media_type(path), ""),
        publisher="one",
        step=lambda _: None,
    )
    with pytest.raises(Overtaken):
        delivery.run()
    # Whoever is next, with whichever site, gets all of it right.
    ran = publish(other, target)
    assert ran.status == 0 and "went on" in ran.err
    assert files_of(target) == files_of(other)
