"""Work beside other work: where it is done, and what comes of it when it fails."""

from __future__ import annotations

import os
import signal

import pytest

from noroshi.app.beside import beside


def test_another_process_does_it() -> None:
    with beside(os.getpid, worth=True) as result:
        assert result() != os.getpid()


def test_what_is_worth_no_process_is_done_here_when_it_is_asked_for() -> None:
    done: list[int] = []
    with beside(lambda: done.append(os.getpid()), worth=False) as result:
        assert done == []
        result()
    assert done == [os.getpid()]


def test_what_it_raises_is_raised_here() -> None:
    with beside(lambda: (1).index, worth=True) as result, pytest.raises(AttributeError):  # type: ignore[attr-defined]
        result()


def test_where_the_other_process_is_killed_the_work_is_done_here() -> None:
    here = os.getpid()

    def work() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    with beside(work, worth=True) as result:
        assert result() == "done"


def test_a_process_that_nobody_asks_is_ended() -> None:
    reader, writer = os.pipe()

    def work() -> None:
        os.write(writer, os.getpid().to_bytes(8))
        os.read(reader, 1)  # for ever: nobody writes any more

    with pytest.raises(LookupError), beside(work, worth=True):
        child = int.from_bytes(os.read(reader, 8))
        raise LookupError
    os.close(reader)
    os.close(writer)
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
