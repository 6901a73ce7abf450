"""A built site → another machine over SFTP: only one whose key is known, in order, and nothing through a link."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest
from output_sites import files_of
from publishing_targets import ASSETS, SftpHost, edition, publish


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SftpHost]:
    """A server, and a home folder that knows it."""
    folder = tmp_path / "host"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with SftpHost(folder).running() as found:
        found.let_in(tmp_path / "home", known=found.key)
        yield found


def test_a_site_comes_whole_then_only_what_has_changed_in_order(host: SftpHost, tmp_path: Path) -> None:
    target = f"{host.url}/srv/status"
    assert publish(edition("old", tmp_path / "old"), target).status == 0
    assert files_of(host.folder / "srv" / "status") == files_of(tmp_path / "old")
    host.log.clear()
    ran = publish(tmp_path / "old", target)
    assert (ran.status, host.log) == (0, []) and "0 files put" in ran.err
    (host.folder / "srv" / "status" / "notes.txt").write_text("mine")
    assert publish(edition("new", tmp_path / "new"), target).status == 0
    log = [line.replace("srv/status/", "") for line in host.log]
    assert set(log[:2]) == {f"put {ASSETS['new']}", "put only-new/index.html"}
    assert log[7:11] == ["put en/index.html", "put index.html", "put index.html.gz", "put build.json"]
    assert set(log[11:]) == {f"remove {ASSETS['old']}", "remove only-old/index.html"}
    assert files_of(host.folder / "srv" / "status") == files_of(tmp_path / "new") | {"notes.txt": b"mine"}
    assert not (host.folder / "srv" / "status" / "only-old").exists()


def test_a_server_that_cannot_rename_over_a_file_gets_the_site_too(host: SftpHost, tmp_path: Path) -> None:
    host.renames_like_sftp = True
    for name in ("old", "new"):
        assert publish(edition(name, tmp_path / name), f"{host.url}/status").status == 0
    assert files_of(host.folder / "status") == files_of(tmp_path / "new")


@pytest.mark.parametrize("known", ["another key", "nothing"])
def test_a_host_whose_key_is_not_known_is_sent_nothing(
    host: SftpHost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    home = tmp_path / "stranger"
    host.let_in(home, known=asyncssh.generate_private_key("ssh-ed25519") if known == "another key" else None)
    monkeypatch.setenv("HOME", str(home))
    ran = publish(edition("old", tmp_path / "old"), f"{host.url}/status")
    assert ran.status == 3
    assert f"the key of [127.0.0.1]:{host.port} is not in your known_hosts" in ran.err
    assert files_of(host.folder) == {}


def test_settings_of_ssh_that_cannot_be_read_and_a_user_who_may_not_log_in_are_status_three(
    host: SftpHost, tmp_path: Path
) -> None:
    site = edition("old", tmp_path / "old")
    settings = tmp_path / "home" / ".ssh" / "config"
    settings.write_text("Port many\n")
    ran = publish(site, f"{host.url}/status")
    assert ran.status == 3 and "cannot be reached" in ran.err and "nothing was changed" in ran.err
    settings.unlink()
    (tmp_path / "home" / ".ssh" / "id_ed25519").unlink()
    ran = publish(site, f"{host.url}/status")
    assert ran.status == 3 and "cannot be reached" in ran.err
    assert files_of(host.folder) == {}


def test_what_a_server_refuses_is_said_with_what_stands_and_gone_on_with(host: SftpHost, tmp_path: Path) -> None:
    target = f"{host.url}/status"
    assert publish(edition("old", tmp_path / "old"), target).status == 0
    host.refuses = "incidents/i1/index.html"
    ran = publish(edition("new", tmp_path / "new"), target)
    assert ran.status == 3
    assert "incidents/i1/index.html" in ran.err and "not for you" in ran.err
    assert "the start pages and build.json are as they were" in ran.err
    assert (host.folder / "status" / "index.html").read_bytes() == (tmp_path / "old" / "index.html").read_bytes()
    host.refuses, done = "", {line for line in host.log if "new" in line}
    host.log.clear()
    ran = publish(tmp_path / "new", target)
    assert ran.status == 0 and "went on" in ran.err
    assert done and not done & {*host.log}
    assert files_of(host.folder / "status") == files_of(tmp_path / "new")


def test_a_first_publishing_that_stopped_is_gone_on_with_by_another_machine(host: SftpHost, tmp_path: Path) -> None:
    host.refuses = "en/index.html"
    site = edition("old", tmp_path / "old")
    assert publish(site, f"{host.url}/status").status == 3
    assert not (host.folder / "status" / "build.json").exists()
    host.refuses = ""
    host.log.clear()
    assert publish(site, f"{host.url}/status").status == 0
    rest = ("en/index.html", "index.html", "index.html.gz", "build.json")
    assert host.log == [f"put status/{path}" for path in rest]
    assert files_of(host.folder / "status") == files_of(site)


def test_an_interrupt_says_what_stands_and_the_next_run_goes_on(host: SftpHost, tmp_path: Path) -> None:
    target = f"{host.url}/status"
    assert publish(edition("old", tmp_path / "old"), target).status == 0
    host.hooks["status/incidents/i0/index.html"] = lambda: os.kill(os.getpid(), signal.SIGINT)
    ran = publish(edition("new", tmp_path / "new"), target)
    assert ran.status == 130
    assert "interrupted: " in ran.err and "the start pages and build.json are as they were" in ran.err
    assert (host.folder / "status" / "index.html").read_bytes() == (tmp_path / "old" / "index.html").read_bytes()
    assert "went on" in publish(tmp_path / "new", target).err
    assert files_of(host.folder / "status") == files_of(tmp_path / "new")


def test_a_link_on_the_server_is_not_followed(host: SftpHost, tmp_path: Path) -> None:
    target = f"{host.url}/status"
    assert publish(edition("old", tmp_path / "old"), target).status == 0
    (host.folder / "private").mkdir()
    (host.folder / "private" / "index.html").write_text("mine")
    for name in ("incidents/i1", "only-old"):
        folder = host.folder / "status" / name
        (folder / "index.html").unlink()
        folder.rmdir()
        folder.symlink_to(host.folder / "private")
        ran = publish(edition("new", tmp_path / f"new-{folder.name}"), target)
        assert ran.status == 3 and "link" in ran.err
        folder.unlink()
    assert files_of(host.folder / "private") == {"index.html": b"mine"}


def test_a_folder_of_others_is_refused(host: SftpHost, tmp_path: Path) -> None:
    (host.folder / "photo.jpg").write_text("mine")
    ran = publish(edition("old", tmp_path / "old"), f"{host.url}/")
    assert ran.status == 2 and "--adopt" in ran.err
    assert files_of(host.folder) == {"photo.jpg": b"mine"}


def test_a_folder_of_others_in_the_place_of_a_file_that_is_gone_stays(host: SftpHost, tmp_path: Path) -> None:
    target = f"{host.url}/status"
    assert publish(edition("old", tmp_path / "old"), target).status == 0
    notes = host.folder / "status" / ASSETS["old"] / "notes.txt"
    notes.parent.unlink()
    notes.parent.mkdir()
    notes.write_text("mine")
    assert publish(edition("new", tmp_path / "new"), target).status == 0
    assert notes.read_text() == "mine"
