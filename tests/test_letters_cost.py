"""What letters cost, in counted work: twice the updates, twice the work, and nothing made that nobody gets."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from letter_desk import contexts
from mailing_site import mailing
from random_incidents import Drawn, incidents
from small_site import noroshi, write
from typed_incidents import COMPLETE

from noroshi.app.cli_words import CliWords
from noroshi.app.outbox import Outbox, prepared
from noroshi.app.settings import Settings
from noroshi.model.artefact import Artefact
from noroshi.model.course import course, courses
from noroshi.model.terms import Kind
from noroshi.model.text import Text
from noroshi.output.outbox import write_outbox
from noroshi.output.tree import sync_file_system
from noroshi.render.theme import load_theme

NOW = datetime.fromisoformat("2026-11-21T12:00:00+09:00")
FIRST = datetime.fromisoformat("2026-11-18T14:00")
ALL = "<all>"
"""Under this name every call of a function is counted, of whatever module."""


def counted(work: Callable[[], object]) -> Counter[str]:
    """How often each function was called, by its qualified name; of C by its name alone. A generator: each step."""
    found: Counter[str] = Counter()

    def count(frame: FrameType, event: str, function: object) -> None:
        if event == "call":
            found[frame.f_code.co_qualname] += 1
            found[ALL] += 1
        elif event == "c_call":
            found[str(getattr(function, "__name__", ""))] += 1
            found[ALL] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found


def made(root: Path, now: datetime = NOW) -> tuple[Outbox, Counter[str]]:
    """What a build would put into the outbox, and the work for it: the letters' stage alone."""
    desks = contexts(root, now)
    theme = load_theme(root, "default")
    told = Settings(root, CliWords("en"), None, now)
    results: list[Outbox] = []
    work = counted(lambda: results.append(prepared(told, root, desks, theme)))
    return results[0], work


def long_incident(root: Path, updates: int) -> Path:
    """A site with one incident of so many updates, still open."""
    mailing(root, long=COMPLETE["opened"])
    for number in range(2, updates + 1):
        at = FIRST + timedelta(minutes=10 * number)
        front = f"at: {at:%Y-%m-%d %H:%M}\nscope: 荷物の登録の{number}件\nnext_update: +10m"
        write(root, f"incidents/long/{number:03}-identified.md", f"---\n{front}\n---\n復旧の作業を続けています。\n")
    return root


def test_twice_the_updates_are_twice_the_work(tmp_path: Path) -> None:
    made(long_incident(tmp_path / "first", 2))  # what is read and compiled once
    work = [made(long_incident(tmp_path / str(updates), updates))[1][ALL] for updates in (10, 20, 40)]
    first, second = work[1] - work[0], work[2] - work[1]
    assert second < 2.1 * first, work


def test_an_incident_is_walked_once_for_all_its_letters_in_every_language(tmp_path: Path) -> None:
    _, work = made(long_incident(tmp_path, 12))
    # Twelve updates, and one of the maintenance and of the announcement; the kits ask for the letters too.
    assert work["_Fold.take"] == 14


def test_former_addresses_are_gathered_once_a_language(tmp_path: Path) -> None:
    more = {f"a{number}": COMPLETE["opened"] + f"aliases: [/o/{number}/]\n" for number in range(8)}
    outbox, work = made(mailing(tmp_path, **more))
    assert work["Context.redirects"] == 2
    texts = {artefact.path: artefact.content.decode() for artefact in outbox.artefacts}
    for number in range(8):
        assert texts[f"a{number}/incident/sms.ja.txt"].endswith(f"https://status.todai.example/o/{number}\n")
        assert texts[f"a{number}/incident/sms.en.txt"].endswith(f"https://status.todai.example/en/o/{number}\n")


def test_letters_that_the_outbox_does_not_hold_are_not_written_first(tmp_path: Path) -> None:
    root = mailing(tmp_path, done=COMPLETE["restored"])
    outbox, work = made(root, datetime.fromisoformat("2026-12-02T14:01:00+09:00"))
    assert outbox.letters == work["finished"]
    held = {artefact.path.rpartition("/")[0] for artefact in outbox.artefacts}
    assert "done/02-resolved" in held and "done/incident" not in held


def test_only_the_update_that_was_asked_for_is_written(tmp_path: Path) -> None:
    root = long_incident(tmp_path, 12)
    work = counted(lambda: noroshi(root, "letters", "long/007-identified", "--language", "ja"))
    assert work["finished"] == 1
    # It is the seventh of its thread all the same.
    out = tmp_path / "out"
    assert noroshi(root, "letters", "long/007-identified", "--language", "ja", "--outbox", str(out)).status == 0
    mail = (out / "long/007-identified/progress.ja.customers.eml").read_text(encoding="utf-8")
    references = mail.partition("References:")[2].partition("MIME-Version")[0]
    assert references.count("<") == 6


@pytest.mark.parametrize("kind", Kind)
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_course_on_the_way_is_the_one_of_the_updates_until_then(kind: Kind, data: st.DataObject) -> None:
    drawn: Drawn = data.draw(incidents(kind))
    withdrawn = data.draw(st.sets(st.integers(0, 4), max_size=2))
    updates = tuple(
        replace(update, withdrawn=Text("ja", "誤って公開しました")) if index in withdrawn else update
        for index, update in enumerate(drawn.incident.updates)
    )
    incident = replace(drawn.incident, updates=updates)
    known = list(courses(incident))
    assert len(known) == len(updates)
    for index, item in enumerate(known):
        report = incident.report if incident.report and incident.report.at <= updates[index].at else None
        assert item == course(replace(incident, updates=updates[: index + 1], report=report))


# ---- the disk


def letters(count: int, word: str) -> list[Artefact]:
    return [Artefact(f"a/{number:03}/letter.txt", word.encode()) for number in range(count)]


def test_many_files_are_brought_to_the_disk_as_one(tmp_path: Path) -> None:
    few = counted(lambda: write_outbox(letters(2, "x"), tmp_path / "few", by="build"))
    many = counted(lambda: write_outbox(letters(40, "x"), tmp_path / "many", by="build"))
    if sync_file_system(tmp_path):
        assert many["fsync"] == few["fsync"] <= 4 and many["sync_file_system"] == 1
    else:
        assert many["fsync"] > few["fsync"] > 4
    again = counted(lambda: write_outbox(letters(40, "x"), tmp_path / "many", by="build"))
    assert again["fsync"] == again["sync_file_system"] == 0


def test_the_list_is_written_before_the_files_and_again_when_the_disk_has_them(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
from noroshi.model.artefact import Artefact
from noroshi.output.outbox import write_outbox

into = Path(sys.argv[1])
write_outbox([Artefact("old", b"1")], into, by="build")
def told(event, arguments):
    if event == "os.rename":
        print(Path(arguments[1]).name)
    elif event == "os.remove" and Path(arguments[0]).name == "old":
        print("remove")
    elif event == "ctypes.dlsym":
        print(arguments[1])
sys.addaudithook(told)
write_outbox([Artefact("new", b"1"), Artefact("other", b"1")], into, by="build")
"""
    command = [sys.executable, "-c", script, str(tmp_path / "_outbox")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = [line for line in done.stdout.split() if line != "syncfs"]
    assert told == ["outbox.json", "new", "other", "remove", "outbox.json"]
    if "syncfs" in done.stdout:
        assert done.stdout.split()[:5] == ["outbox.json", "new", "other", "syncfs", "remove"]
