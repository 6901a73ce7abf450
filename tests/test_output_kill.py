"""A build that is killed, at whatever moment, leaves one whole site; the next build leaves no trace of it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from output_sites import FACTS, edition_of, files_of, nothing_is_left_beside, publish, site

from noroshi.output.exchange import (
    AtomicExchangeUnknown,
    Exchange,
    atomic_exchange,
    exchange_trees,
    retired,
    two_renames,
)
from noroshi.output.publish import recover, write

PAGES = 200
PROGRAM = Path(__file__).with_name("output_sites.py")


def _start(edition: str, into: Path) -> subprocess.Popen[str]:
    """A build in a process of its own, on the point of writing."""
    build = subprocess.Popen([sys.executable, PROGRAM, edition, into, str(PAGES)], stdout=subprocess.PIPE, text=True)
    assert build.stdout is not None and build.stdout.readline() == "ready\n"
    return build


def test_a_build_killed_at_each_of_twenty_random_moments_leaves_a_whole_site(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into, PAGES)
    measured = _start("B", into)
    seconds = float(measured.communicate()[0])
    publish("A", into, PAGES)
    moments = random.Random(20261121)
    killed = 0
    for _ in range(20):
        build = _start("B", into)
        try:
            # Up to a little past the end: the levelling and the release of the lock are moments too.
            build.wait(timeout=moments.uniform(0, seconds * 1.1))
        except subprocess.TimeoutExpired:
            build.kill()
        build.communicate()
        killed += build.returncode == -signal.SIGKILL
        edition_of(into, "A", "B", pages=PAGES)
        publish("A", into, PAGES)
        assert edition_of(into, "A", pages=PAGES) == "A"
        nothing_is_left_beside(into)
    assert killed > 0


def _killed_at(step: int, build: Callable[[], object]) -> bool:
    """Run ``build`` in a copy of this process that kills itself before its ``step``-th call to the system.

    False: it came to its end before.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            steps = count()

            def hook(event: str, _: object) -> None:
                if event.startswith(("os.", "open", "fcntl.", "ctypes.")) and next(steps) == step:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            build()
            code = 0
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status != 0


def test_a_build_killed_before_every_single_step_leaves_a_whole_site(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into, 1)
    found = set()
    for step in count():
        killed = _killed_at(step, lambda: publish("B", into, 1))
        found.add(edition_of(into, "A", "B", pages=1))
        publish("A", into, 1)
        assert edition_of(into, "A", pages=1) == "A"
        nothing_is_left_beside(into)
        if not killed:
            break
    assert found == {"A", "B"}


def test_a_first_build_killed_before_every_single_step_leaves_nothing_or_a_whole_site(tmp_path: Path) -> None:
    for step in count():
        into = tmp_path / str(step) / "_site"
        into.parent.mkdir()
        killed = _killed_at(step, partial(publish, "A", into, 1))
        assert not into.exists() or edition_of(into, "A", pages=1) == "A"
        publish("B", into, 1)
        assert edition_of(into, "B", pages=1) == "B"
        nothing_is_left_beside(into)
        if not killed:
            break


def test_with_two_renames_the_build_after_a_kill_at_any_step_recovers(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into, 1)
    lost = 0
    for step in count():
        killed = _killed_at(step, lambda: publish("B", into, 1, two_renames))
        if into.exists():
            edition_of(into, "A", "B", pages=1)
        else:
            lost += 1
            assert edition_of(retired(into), "A", pages=1) == "A"
        publish("A", into, 1, two_renames)
        assert edition_of(into, "A", pages=1) == "A"
        nothing_is_left_beside(into)
        if not killed:
            break
    assert lost == 1  # the one moment that two renames cannot do without


def test_a_site_lost_between_two_renames_is_brought_back_by_the_next_build(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)

    def killed_between(idle: Path, published: Path) -> None:
        published.rename(retired(published))
        os.kill(os.getpid(), signal.SIGKILL)

    assert _killed_at(-1, lambda: publish("B", into, exchange=killed_between))
    assert not into.exists()
    assert edition_of(retired(into), "A") == "A"
    # An empty folder that a web server or a Makefile made meanwhile is no hindrance.
    into.mkdir()
    with pytest.raises(ValueError, match="two artefacts"):
        write([*site("B"), *site("B")], into, **FACTS)
    recover(into)
    assert edition_of(into, "A") == "A"
    publish("C", into)
    assert edition_of(into, "C") == "C"
    nothing_is_left_beside(into)


def test_a_second_rename_that_fails_puts_the_old_site_back(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)

    def with_the_idle_tree_gone(idle: Path, published: Path) -> None:
        two_renames(idle.with_name("gone"), published)

    with pytest.raises(FileNotFoundError):
        publish("B", into, exchange=with_the_idle_tree_gone)
    assert edition_of(into, "A") == "A"
    assert [entry.name for entry in tmp_path.iterdir()] == ["_site"]


@pytest.mark.parametrize("exchange", [exchange_trees, two_renames])
def test_every_exchange_gives_each_tree_the_name_of_the_other(tmp_path: Path, exchange: Exchange) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange(tmp_path / "one", tmp_path / "two")
    assert files_of(tmp_path).keys() == {"one/two", "two/one"}


def test_an_exchange_with_nothing_is_an_error_and_moves_nothing(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    for exchange in (exchange_trees, two_renames):
        with pytest.raises(FileNotFoundError):
            exchange(tmp_path / "one", tmp_path / "two")
        assert [entry.name for entry in tmp_path.iterdir()] == ["two"]


def test_a_reader_never_sees_a_missing_folder_or_half_a_page(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    publish("A", into)
    try:
        atomic_exchange(tmp_path / ".noroshi-_site", into)
    except AtomicExchangeUnknown:
        pytest.skip("this file system has no exchange in one step: two renames leave a moment without the folder")
    known = {
        artefact.path: {edition.content for edition in pair}
        for pair in zip(site("A"), site("B"), strict=True)
        for artefact in pair
        if pair[0].path == pair[1].path
    }
    manifests = {(into / "build.json").read_bytes()}
    publish("B", into)
    manifests.add((into / "build.json").read_bytes())
    seen: list[str] = []
    wrong: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                if not into.is_dir() or (into / "build.json").read_bytes() not in manifests:
                    wrong.append("build.json")
                wrong.extend(path for path, texts in known.items() if (into / path).read_bytes() not in texts)
                seen.append("all")
            except OSError as error:
                wrong.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for edition in "AB" * 20:
            publish(edition, into, exchange=atomic_exchange)
    finally:
        stop.set()
        reader.join()
    assert wrong == []
    assert seen
