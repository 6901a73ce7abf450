"""Letters → the outbox: private, whole, and nobody else's files touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from mailing_site import mailing, there
from small_site import CHECKOUT, NOW, noroshi, write
from typed_incidents import COMPLETE

from noroshi.app.cli_words import CliWords
from noroshi.app.letter_faults import told_failures
from noroshi.app.settings import Settings, UsageError
from noroshi.model.artefact import Artefact
from noroshi.output.errors import Inside, NotOurs, OutputError
from noroshi.output.lock import only_build
from noroshi.output.outbox import LIST, OutboxReport, add_to_outbox, check_outbox, write_outbox
from noroshi.render.mail_headers import ascii_address


def put(into: Path, by: str = "build", **files: str) -> OutboxReport:
    """``a__01__x="…"`` is the file ``a/01/x``."""
    artefacts = [Artefact(name.replace("__", "/"), text.encode()) for name, text in files.items()]
    return (write_outbox if by == "build" else add_to_outbox)(artefacts, into, by=by)


def trusted(into: Path) -> set[str]:
    """What a sender may take: what is listed and has the digest listed."""
    listed = json.loads((into / LIST).read_text(encoding="utf-8"))["files"]
    return {
        path
        for path, entry in listed.items()
        if (into / path).is_file() and hashlib.sha256((into / path).read_bytes()).hexdigest() == entry["sha256"]
    }


# ---- files of one's own, and of others


def test_a_build_takes_away_what_it_writes_no_more_and_the_folders_that_are_empty_then(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    assert put(into, a__01__x="1", a__02__x="2", b__01__x="3") == OutboxReport(3, 0, 0)
    assert put(into, a__01__x="1", a__02__x="two") == OutboxReport(1, 1, 1)
    assert there(into) == {"a/01/x": "1", "a/02/x": "two"}
    assert not (into / "b").exists()
    assert trusted(into) == {"a/01/x", "a/02/x"}


def test_what_another_command_wrote_stays(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    put(into, a__01__x="1")
    put(into, by="letters", old__01__x="2")
    put(into, by="digest", digest__daily="3")
    put(into, by="letters", old__02__x="4")
    put(into, b__01__x="5")
    assert there(into) == {"b/01/x": "5", "digest/daily": "3", "old/01/x": "2", "old/02/x": "4"}
    assert trusted(into) == set(there(into))


def test_what_nobody_of_us_wrote_stays_too_and_is_not_listed(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    put(into, a__01__x="1")
    write(into, "a/notes.txt", "mine")
    put(into, b__01__x="2")
    assert there(into) == {"a/notes.txt": "mine", "b/01/x": "2"}
    assert trusted(into) == {"b/01/x"}


def test_nothing_to_write_makes_no_folder(tmp_path: Path) -> None:
    put(tmp_path / "_outbox")
    assert not (tmp_path / "_outbox").exists()


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    put(into, a__x="1", b__x="1")
    before = {path: (into / path).stat().st_ino for path in ("a/x", "b/x", LIST)}
    put(into, a__x="1", b__x="1")
    assert {path: (into / path).stat().st_ino for path in before} == before


# ---- privacy


def test_everything_is_for_its_owner_alone(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    before = os.umask(0)
    try:
        put(into, a__01__x="1")
    finally:
        os.umask(before)
    modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {
        "_outbox": 0o700,
        "_outbox/outbox.json": 0o600,
        "_outbox/a": 0o700,
        "_outbox/a/01": 0o700,
        "_outbox/a/01/x": 0o600,
    }


def test_what_others_could_read_is_closed_to_them_again(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    into.mkdir()
    into.chmod(0o755)  # as a deployment script makes it
    put(into, a__01__x="1")
    put(into, by="digest", digest__daily="2")
    assert into.stat().st_mode & 0o777 == 0o700
    write(into, "a/notes.txt", "mine").chmod(0o644)
    ours = ("", "a", "a/01", "a/01/x", "digest", "digest/daily", LIST)
    for path in ours:
        (into / path).chmod(0o755 if (into / path).is_dir() else 0o644)
    assert put(into, a__01__x="1").removed == 0
    assert [path for path in ours if (into / path).stat().st_mode & 0o077] == []
    assert (into / "a/notes.txt").stat().st_mode & 0o777 == 0o644
    assert there(into) == {"a/01/x": "1", "a/notes.txt": "mine", "digest/daily": "2"}


def test_a_file_that_somebody_put_in_the_place_of_one_of_ours_is_closed_too(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    put(into, a__x="1")
    write(into, "b/x", "2").chmod(0o644)
    (into / "b").chmod(0o755)
    put(into, a__x="1", b__x="2")
    assert [path for path in ("b", "b/x") if (into / path).stat().st_mode & 0o077] == []


# ---- where nothing may be written


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    write(into, "letter.txt", "mine")
    with pytest.raises(NotOurs):
        put(into, a__x="1")
    assert there(into) == {"letter.txt": "mine"}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": 2, "files": {}}', '{"schema": 1, "files": []}', '{"schema": 1, "files": {"a": 1}}'],
)
def test_a_list_that_is_not_ours_makes_no_outbox(tmp_path: Path, text: str) -> None:
    into = tmp_path / "_outbox"
    write(into, LIST, text)
    with pytest.raises(NotOurs):
        put(into, a__x="1")


@pytest.mark.parametrize("name", ["../mine.txt", "/etc/hosts", "a/../../mine.txt", "a\\\\b", ""])
def test_a_list_that_names_files_elsewhere_makes_no_outbox(tmp_path: Path, name: str) -> None:
    """Whoever writes such a list would have a build remove files for them."""
    mine = write(tmp_path, "mine.txt", "mine")
    into = tmp_path / "_outbox"
    write(into, LIST, json.dumps({"schema": 1, "files": {name: {"sha256": "0" * 64, "by": "build"}}}))
    with pytest.raises(NotOurs):
        put(into, a__x="1")
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_file_is_no_outbox(tmp_path: Path) -> None:
    with pytest.raises(NotOurs):
        put(write(tmp_path, "_outbox", "x"), a__x="1")


@pytest.mark.parametrize(
    ("outbox", "other"),
    [("site", "site"), ("site/outbox", "site"), ("site", "site/public"), ("a/../site/x", "site"), ("link/x", "site")],
)
def test_an_outbox_lies_neither_in_nor_around_what_it_must_stay_apart_from(
    tmp_path: Path, outbox: str, other: str
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to("site")
    with pytest.raises(Inside):
        check_outbox(tmp_path / outbox, [tmp_path / other])


def test_an_outbox_in_a_published_site_is_refused_wherever_that_is(small_site: Path) -> None:
    site = small_site.parent / "public"
    assert noroshi(small_site, "build", "--site", str(site)).status == 0
    with pytest.raises(Inside):
        check_outbox(site / "letters" / "of today")


@pytest.mark.parametrize("where", ["a", "a/01"])
def test_a_folder_that_is_a_link_is_refused_and_what_it_leads_to_stays(tmp_path: Path, where: str) -> None:
    into, elsewhere = tmp_path / "_outbox", tmp_path / "elsewhere"
    put(into, a__01__x="1", b__x="2")
    shutil.move(into / where, elsewhere)
    (into / where).symlink_to(elsewhere)
    before = there(elsewhere)
    for files in ({"a__01__x": "new"}, {"b__x": "new"}, {}):
        with pytest.raises(OutputError):
            put(into, **files)
    assert there(elsewhere) == before
    assert (into / "b" / "x").read_text(encoding="utf-8") == "2"


def test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    put(into, a__x="1")
    mine = write(tmp_path, "mine.txt", "1")
    (into / "a" / "x").unlink()
    (into / "a" / "x").symlink_to(mine)
    put(into, a__x="2")
    assert mine.read_text(encoding="utf-8") == "1"
    assert not (into / "a" / "x").is_symlink()


# ---- a disk that fails between two files


def test_what_was_written_before_a_failure_is_whole_and_the_list_can_be_trusted(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    put(into, a__x="old", b__x="old", c__x="old")
    # A file where a folder must be: the second of three files cannot be written.
    shutil.rmtree(into / "b")
    write(into, "b", "in the way")
    with pytest.raises(OSError):  # whatever the system calls it
        put(into, a__x="new", b__y="new", c__x="new")
    assert there(into) == {"a/x": "new", "b": "in the way", "c/x": "old"}
    assert trusted(into) == {"a/x"}
    (into / "b").unlink()
    put(into, a__x="new", b__y="new", c__x="new")
    assert there(into) == {"a/x": "new", "b/y": "new", "c/x": "new"}
    assert trusted(into) == set(there(into))


def test_a_first_build_that_fails_leaves_an_outbox_that_the_next_one_takes_over(tmp_path: Path) -> None:
    into = tmp_path / "_outbox"
    put(into)
    with pytest.raises(OSError):
        write_outbox([Artefact("a/x", b"1"), Artefact("b/" + "x" * 300, b"2")], into, by="build")
    assert there(into) == {"a/x": "1"}
    put(into, c__x="3")
    assert there(into) == {"c/x": "3"}


def test_a_build_killed_while_it_writes_leaves_whole_files(tmp_path: Path) -> None:
    """A process that dies at its n-th file, for every n: at the rename, when nothing can be cleaned up."""
    script = """
import os, sys
from pathlib import Path
from noroshi.model.artefact import Artefact
from noroshi.output.outbox import write_outbox

left = int(sys.argv[2])
def count(event, arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(count)
write_outbox([Artefact(f"{name}/x", b"new" * 1000) for name in "abcd"], Path(sys.argv[1]), by="build")
"""
    for left in range(6):
        for first in (False, True):
            into = tmp_path / f"{left}-{first}" / "_outbox"
            if not first:
                put(into, a__x="old" * 1000, e__x="old" * 1000)
            done = subprocess.run([sys.executable, "-c", script, str(into), str(left)], check=False)
            assert done.returncode in (0, 9)
            texts = {name: text for name, text in there(into).items() if not name.startswith(".")}
            assert set(texts.values()) <= {"old" * 1000, "new" * 1000}
            if (into / LIST).exists():
                assert trusted(into) <= set(texts)
            # The next one finds nothing in its way, and leaves nothing behind.
            put(into, b__x="later")
            assert there(into) == {"b/x": "later"}
    assert done.returncode == 0


# ---- noroshi build


def letters(outbox: Path) -> set[str]:
    """Folder and letter, without language, audience and form."""
    return {
        "/".join([path.parent.relative_to(outbox).as_posix(), path.name.partition(".")[0]])
        for path in outbox.rglob("*.txt")
        if len(path.name.split(".")) == 4
    }


def test_a_build_writes_letters_of_what_is_open_or_fresh(tmp_path: Path) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    built = noroshi(root, "build")
    assert built.status == 0, built.err
    outbox = root / "_outbox"
    # The open incident, the planned maintenance, and the announcement of this week; not the delay of October.
    assert letters(outbox) == {
        "opened/incident/opened",
        "2026-11-15-labels-maintenance/incident/maintenance_scheduled",
        "2026-11-18-new-year-hours/incident/announcement",
    }
    assert {path.name for path in (outbox / "opened" / "incident").iterdir()} == {
        *(f"opened.{lang}.customers.{form}" for lang in ("ja", "en") for form in ("eml", "html", "txt")),
        *("sms.ja.txt", "sms.en.txt", "social.ja.txt", "social.en.txt", "chat.ja.json", "chat.en.json"),
    }
    assert (outbox / "opened" / "kit.ja.md").is_file()
    assert trusted(outbox) == set(there(outbox))
    assert "not ready" in built.err and "outbox" in built.err
    assert not any("outbox" in path.as_posix() or path.suffix == ".eml" for path in (root / "_site").rglob("*"))


def test_letters_leave_the_outbox_when_their_days_are_over(tmp_path: Path) -> None:
    root = mailing(tmp_path, done=COMPLETE["restored"])

    def held(now: str) -> set[str]:
        listed = json.loads(noroshi(root, "letters", "--json", now=now).out)
        return {letter["letter"] for letter in listed if letter["incident"] == "done"}

    # Fourteen days from its own word, not from the last one.
    assert held("2026-12-02T14:00+09:00") == {"opened", "restored"}
    assert held("2026-12-02T14:01+09:00") == {"restored"}
    assert held("2026-12-02T17:41+09:00") == set()
    assert noroshi(root, "build").status == 0
    assert "done/incident/opened" in letters(root / "_outbox")
    assert noroshi(root, "build", now="2026-12-02T14:01+09:00").status == 0
    assert "done/02-resolved/restored" in letters(root / "_outbox")
    assert not (root / "_outbox" / "done" / "incident").exists()
    settings = (root / "site_src" / "site.toml").read_text(encoding="utf-8")
    write(root, "site_src/site.toml", settings.replace("[mail]\n", "[mail]\noutbox_days = 30\n"))
    assert held("2026-12-02T17:41+09:00") == {"opened", "restored"}


def test_letters_that_were_asked_for_stay_where_a_build_writes_them_no_more(tmp_path: Path) -> None:
    root = mailing(tmp_path)
    assert noroshi(root, "letters", "2026-10-05-tracking-delay", "--outbox", str(root / "_outbox")).status == 0
    assert noroshi(root, "digest", "weekly", "--outbox", str(root / "_outbox")).status == 0
    before = there(root / "_outbox")
    assert noroshi(root, "build").status == 0
    after = there(root / "_outbox")
    assert before.items() <= after.items() and len(after) > len(before)


def test_an_outbox_may_be_named_and_lies_in_the_root_otherwise(tmp_path: Path) -> None:
    root = mailing(tmp_path / "root")
    ran = noroshi(root, "build", "--site", str(tmp_path / "site"), "--outbox", str(tmp_path / "letters"))
    assert ran.status == 0, ran.err
    assert (tmp_path / "letters" / LIST).is_file()
    assert not (root / "_outbox").exists()


@pytest.mark.parametrize(
    ("site", "outbox"),
    [
        ("out", "out"),
        ("out", "out/letters"),
        ("out/site", "out"),
        ("out", "incidents"),
        ("out", "site_src/letters"),
        ("out", "themes/x"),
        ("out", ".git/x"),
        ("out", "."),
        ("out", "mine"),
    ],
)
def test_a_place_that_is_no_outbox_is_refused_before_anything_is_written(
    tmp_path: Path, site: str, outbox: str
) -> None:
    root = mailing(tmp_path)
    write(root, "mine/letter.txt", "mine")
    before = there(root)
    ran = noroshi(root, "build", "--site", str(root / site), "--outbox", str(root / outbox))
    assert ran.status == 2
    assert "--outbox" in ran.err or "--site" in ran.err
    assert there(root) == before


def test_without_a_sender_there_are_texts_and_no_mails(small_site: Path) -> None:
    built = noroshi(small_site, "build")
    assert built.status == 0
    forms = {path.suffix for path in (small_site / "_outbox").rglob("*") if path.is_file()}
    assert {".txt", ".html"} <= forms and ".eml" not in forms
    assert "[mail]" in built.err and "from" in built.err
    assert "[mail]" in noroshi(small_site, "build", "--lang", "ja").err


def test_a_text_that_cannot_be_printed_publishes_nothing_and_names_its_line(tmp_path: Path) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    assert noroshi(root, "build").status == 0
    before = (there(root / "_site"), there(root / "_outbox"))
    write(root, "site_src/letters/ja/opened.txt.j2", "件名: x\n\n{{ scpoe }}\n")
    write(root, "incidents/opened/02-identified.md", "---\nat: 2026-11-18 14:45\n---\n原因が分かりました。\n")
    stopped = noroshi(root, "build")
    assert stopped.status == 2
    assert "site_src/letters/ja/opened.txt.j2:3: 'scpoe'" in stopped.err
    assert (there(root / "_site"), there(root / "_outbox")) == before
    kept = noroshi(root, "build", "--keep-going", "--lang", "ja")
    assert kept.status == 4
    assert "site_src/letters/ja/opened.txt.j2:" in kept.err
    assert "原因が分かりました" in (root / "_site/incidents/opened/index.html").read_text(encoding="utf-8")
    assert there(root / "_outbox") == before[1]


def test_a_sender_that_no_mail_can_carry_is_told_before_anything_is_published(tmp_path: Path) -> None:
    root = mailing(tmp_path)
    settings = (root / "site_src" / "site.toml").read_text(encoding="utf-8")
    write(root, "site_src/site.toml", settings.replace("status@todai.example", "status at todai"))
    ran = noroshi(root, "build")
    assert ran.status in (1, 2)
    assert not (root / "_site").exists() and not (root / "_outbox").exists()


@pytest.mark.parametrize("name", ["../x", "a/b", "..", ".", "a b", "Ａ", ""])
def test_no_name_of_an_audience_or_a_language_leads_out_of_the_outbox(tmp_path: Path, name: str) -> None:
    root = mailing(tmp_path)
    settings = (root / "site_src" / "site.toml").read_text(encoding="utf-8")
    write(root, "site_src/site.toml", settings + f'\n[[audiences]]\nid = "{name}"\n')
    assert noroshi(root, "build").status == 1
    write(root, "site_src/site.toml", settings.replace('languages = ["ja", "en"]', f'languages = ["ja", "{name}"]'))
    assert noroshi(root, "build").status == 1
    assert not (root / "_outbox").exists()


def test_a_disk_that_takes_no_letters_leaves_the_site_published(tmp_path: Path) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    assert noroshi(root, "build").status == 0
    before = there(root / "_outbox")
    shutil.rmtree(root / "_outbox" / "opened" / "incident")
    write(root, "_outbox/opened/incident", "in the way")
    ran = noroshi(root, "build")
    assert ran.status == 3
    assert "in the way" not in ran.err and "_outbox/opened/incident" in ran.err and "published" in ran.err
    assert (root / "_site" / "incidents" / "opened" / "index.html").is_file()
    (root / "_outbox" / "opened" / "incident").unlink()
    assert noroshi(root, "build").status == 0
    assert there(root / "_outbox") == before


# ---- an outbox that cannot be written


@pytest.mark.parametrize("outbox", ["mine", "mine/letter.txt", "_site/letters", "_site", "incidents"])
def test_under_keep_going_a_refused_outbox_never_silences_the_site(tmp_path: Path, outbox: str) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    write(root, "mine/letter.txt", "mine")
    given = ("build", "--outbox", str(root / outbox))
    stopped = noroshi(root, *given)
    assert stopped.status == 2 and not (root / "_site").exists()
    kept = noroshi(root, *given, "--keep-going")
    assert kept.status == 4
    assert "the letters were not written" in kept.err and f"{root / outbox}" in kept.err
    assert "手紙は書き出していません" in noroshi(root, *given, "--keep-going", "--lang", "ja").err
    assert (root / "_site/incidents/opened/index.html").is_file()
    assert there(root / "mine") == {"letter.txt": "mine"}
    assert not list(root.rglob("*.eml"))


def test_what_content_and_outbox_have_against_it_is_both_told(tmp_path: Path) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    write(root, "_outbox/letter.txt", "mine")
    write(root, "incidents/opened/02-identified.md", "---\nat: soon\n---\nx\n")
    kept = noroshi(root, "build", "--keep-going")
    assert kept.status == 4
    assert "the letters were not written" in kept.err and "files with errors: 1" in kept.err


def test_an_outbox_that_another_build_is_writing_leaves_the_site_published(tmp_path: Path) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    (root / "_outbox").mkdir()
    for options in ((), ("--keep-going",)):
        shutil.rmtree(root / "_site", ignore_errors=True)
        with only_build(root / "_outbox"):
            ran = noroshi(root, "build", *options)
        assert ran.status == 3
        assert "another build is writing" in ran.err and "The site is published" in ran.err
        assert (root / "_site/incidents/opened/index.html").is_file()
    with only_build(root / "_outbox"):
        assert "サイトは公開済み" in noroshi(root, "build", "--lang", "ja").err
        alone = noroshi(root, "letters", "opened", "--outbox", str(root / "_outbox"))
    # That command has published nothing, and says nothing of a site.
    assert alone.status == 3 and "another build is writing" in alone.err and "published" not in alone.err
    assert noroshi(root, "build").status == 0


def test_a_command_that_publishes_nothing_says_nothing_of_the_site(tmp_path: Path) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    assert noroshi(root, "build").status == 0
    shutil.rmtree(root / "_outbox" / "opened" / "incident")
    write(root, "_outbox/opened/incident", "in the way")
    ran = noroshi(root, "letters", "opened", "--outbox", str(root / "_outbox"))
    assert ran.status == 3
    assert "_outbox/opened/incident" in ran.err and "published" not in ran.err


def test_only_what_no_mail_can_carry_is_told_as_a_fault_of_the_addresses(tmp_path: Path) -> None:
    told = Settings(tmp_path, CliWords("en"), None, datetime.fromisoformat(NOW))
    with pytest.raises(UsageError, match=r"\[mail\].*status at todai"), told_failures(told):
        ascii_address("status at todai")
    # A mistake of ours is not a writer's.
    with pytest.raises(ValueError, match="ours"), told_failures(told):
        raise ValueError("ours")


# ---- the same letters anywhere


SURROUNDINGS: tuple[Mapping[str, str], ...] = (
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "en_US.UTF-8"},
    {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8"},
)


def test_two_machines_write_the_same_letters(tmp_path: Path) -> None:
    names = ("incidents", "site_src", "themes")
    root = tmp_path / "root"
    for name in names:
        shutil.copytree(CHECKOUT / name, root / name)
    # A quarter of the letters there are, not only those of the last days.
    settings = (root / "site_src" / "site.toml").read_text(encoding="utf-8")
    write(root, "site_src/site.toml", settings.replace("outbox_days = 14", "outbox_days = 90"))
    found = []
    for index, environ in enumerate(SURROUNDINGS):
        into = tmp_path / str(index)
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "SOURCE_DATE"))}
        command = [sys.executable, "-m", "noroshi", "letters", "--quiet", "--root", str(root)]
        done = subprocess.run(
            [*command, "--outbox", str(into / "outbox")],
            env=clean | environ,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        found.append({path: (into / "outbox" / path).read_bytes() for path in there(into / "outbox")})
        assert (into / "outbox" / LIST).read_bytes() == (tmp_path / "0" / "outbox" / LIST).read_bytes()
    assert found[0] == found[1]
    assert len(found[0]) > 200


def test_a_second_build_changes_nothing(tmp_path: Path) -> None:
    root = mailing(tmp_path, opened=COMPLETE["opened"])
    assert noroshi(root, "build").status == 0
    before = {path: path.stat().st_mtime_ns for path in (root / "_outbox").rglob("*")}
    again = noroshi(root, "build")
    assert again.status == 0
    assert {path: path.stat().st_mtime_ns for path in (root / "_outbox").rglob("*")} == before
    # An hour later too: a letter speaks of its own time.
    assert noroshi(root, "build", now=NOW.replace("12:00", "13:00")).status == 0
    letter = root / "_outbox/opened/incident/opened.ja.customers.eml"
    assert letter.stat().st_mtime_ns == before[letter]
