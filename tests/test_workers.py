"""Several processes render one site: the result is that of one, and whatever ends them leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from output_sites import files_of, nothing_is_left_beside
from small_site import Ran, environment, noroshi, write

from noroshi.app import outputs
from noroshi.app.commands.parts import Program
from noroshi.app.outputs import AnyOutput, Output, Publication
from noroshi.app.workers import shared_out
from noroshi.model.artefact import Artefact
from noroshi.model.course import Course

MANY = 160
"""More units than are rendered by one process."""
SITE = """\
name = "Night Site"
url = "https://night.example"
languages = ["en"]
timezone = "Europe/Berlin"
[[services]]
id = "api"
name = "API"
"""
NOW = "2026-11-02T00:00Z"
PARENT = os.getpid()


@pytest.fixture
def many(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "public").mkdir(parents=True)
    write(root, "site_src/site.toml", SITE)
    for number in range(MANY):
        at = f"2026-{number % 10 + 1:02}-{number % 28 + 1:02} 10:00"
        text = f"---\ntitle: Number {number}\nservices: api\nimpact: minor\nstatus: resolved\nat: {at}\n"
        text += f"---\nIt was {number}.\n"
        write(root, f"incidents/n{number:03}/incident.md", text)
    return root


def notes(_: Publication, course: Course) -> Iterator[Artefact]:
    yield Artefact(f"incidents/{course.id}/note.txt", f"{course.incident.title.original}\n".encode())


NOTES = Output(of_incident=notes)


def build(root: Path, workers: int, *asked: AnyOutput) -> Ran:
    said = ("--site", str(root / "public/_site"), "--workers", str(workers), "--full", "--quiet")
    return noroshi(root, "build", *said, now=NOW, program=Program(outputs=asked or (NOTES,)))


def test_the_site_does_not_depend_on_how_many_processes_made_it(many: Path) -> None:
    wanted = None
    for workers in (1, 2, 3):
        assert build(many, workers, outputs.month_documents, outputs.incident_documents, NOTES).status == 0
        found = files_of(many / "public/_site")
        assert found == (wanted or found)
        wanted = found
    assert wanted is not None
    assert len(wanted) > 2 * MANY


def test_a_template_that_fails_in_a_worker_is_told_as_without_workers(many: Path) -> None:
    toml = many / "site_src/site.toml"
    toml.write_text(SITE + '[theme]\nname = "own"\n', encoding="utf-8")
    write(many, "themes/own/theme.toml", 'extends = "default"\n')
    write(many, "themes/own/month.html", "<p>\n{{ view.nothing.of_this }}\n")
    alone, shared = build(many, 1, outputs.pages), build(many, 2, outputs.pages)
    assert (shared.status, shared.err) == (alone.status, alone.err)
    assert alone.status == 2
    assert "month.html fails at line 2" in shared.err
    assert not (many / "public/_site").exists()


def test_what_fails_in_a_worker_names_what_it_was_making(many: Path) -> None:
    def fails(_: Publication, course: Course) -> Iterator[Artefact]:
        if course.id == "n042":
            raise ZeroDivisionError("nothing to divide by")
        yield from notes(_, course)

    for workers in (1, 2):
        with pytest.raises(ZeroDivisionError, match="nothing to divide by") as told:
            build(many, workers, Output(of_incident=fails))
        assert "incident/n042" in told.value.__notes__
    assert not (many / "public/_site").exists()


def test_a_worker_that_is_killed_leaves_the_site_as_it_was(many: Path) -> None:
    def killed(_: Publication, course: Course) -> Iterator[Artefact]:
        if course.id == "n042" and os.getpid() != PARENT:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from notes(_, course)

    assert build(many, 1).status == 0
    before = files_of(many / "public/_site")
    (many / "incidents/n001/incident.md").unlink()
    found = build(many, 2, Output(of_incident=killed))
    assert found.status == 3
    assert "worker process ended unexpectedly" in found.err
    assert files_of(many / "public/_site") == before
    nothing_is_left_beside(many / "public/_site")
    assert build(many, 1).status == 0
    assert files_of(many / "public/_site") != before


def test_a_worker_that_is_killed_while_it_has_nothing_to_do_is_told_too() -> None:
    def killed(number: int) -> int:
        if number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    from noroshi.app.workers import WorkerLost

    for _ in range(5):
        with pytest.raises(WorkerLost):
            list(shared_out(range(40), killed, 2, chunk=1))


def test_who_stops_asking_ends_the_workers() -> None:
    answers = shared_out(range(40), lambda number: (number, os.getpid()), 2, chunk=1)
    _, (_, child) = next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert child != PARENT
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


WAITS = """\
import os
import time
from pathlib import Path

import noroshi
from noroshi.app.outputs import Output
from noroshi.model.artefact import Artefact

PARENT = os.getpid()


def waits(publication, course):
    if course.id == "n042" and os.getpid() != PARENT:
        print(os.getpid(), flush=True)
        time.sleep(600)
    yield Artefact(f"incidents/{course.id}/note.txt", b"later")


if __name__ == "__main__":
    noroshi.main(Path(__file__).parent, outputs=[Output(of_incident=waits)])
"""


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_while_workers_render_ends_them_and_leaves_the_site(
    many: Path, number: signal.Signals, status: int
) -> None:
    assert build(many, 1).status == 0
    before = files_of(many / "public/_site")
    script = write(many, "build.py", WAITS)
    said = many / "said"
    with said.open("w", encoding="utf-8") as stderr:
        process = subprocess.Popen(
            [sys.executable, str(script), "--site", "public/_site", "--workers", "2", "--full", "--now", NOW],
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment(),
            text=True,
            cwd=many,
            start_new_session=True,
        )
    assert process.stdout is not None
    worker = int(process.stdout.readline())
    # As a terminal does: to every process of it.
    os.killpg(process.pid, number)
    process.communicate(timeout=60)
    assert process.returncode == status
    assert "Traceback" not in said.read_text(encoding="utf-8")
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert files_of(many / "public/_site") == before
    nothing_is_left_beside(many / "public/_site")
    assert "thrown away" not in build(many, 1).err
