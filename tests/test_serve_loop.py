"""What happened to files → which rebuilds are asked for, and what the browser's pages get of them."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import CancelledError
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from served_site import PATIENCE
from small_site import CHECKOUT, write

from noroshi.app.cli_words import CliWords
from noroshi.app.live.board import Board
from noroshi.app.live.loop import Loop
from noroshi.app.live.overlay import differs, live_policy, script, signature, with_live
from noroshi.app.live.rebuild import Rebuilt
from noroshi.app.live.settling import Change, Kind
from noroshi.app.live.watcher import Watcher
from noroshi.app.settings import PROBLEMS, Settings, SurroundingsError
from noroshi.render.csp import hash_source

NOON = datetime(2026, 11, 21, 3, tzinfo=UTC)
A, B = "incidents/a/01.md", "incidents/b/01.md"

Step = Callable[[], Rebuilt]


class Builds:
    """Rebuilds that go as they are told to, and then interrupt the loop; what each was asked for."""

    def __init__(self, root: Path, *steps: Step, now: datetime | None = None) -> None:
        self.asked: list[frozenset[str] | None] = []
        self.board = Board()
        self._steps = list(steps)
        self.time = NOON
        settings = Settings(root, CliWords("en"), now, NOON)
        self.loop = Loop(settings, self._build, self.board, clock=lambda: self.time)

    def _build(self, changed: frozenset[str] | None) -> Rebuilt:
        if not self._steps:
            raise KeyboardInterrupt
        self.asked.append(changed)
        return self._steps.pop(0)()

    def written(self, *paths: str) -> None:
        for path in paths:
            self.loop.add(Change(Kind.WRITTEN, path))

    def run(self) -> None:
        with pytest.raises(KeyboardInterrupt):
            self.loop.run(lambda: False)


def done() -> Rebuilt:
    return Rebuilt(0)


def test_what_happens_during_a_build_leads_to_one_further_build(tmp_path: Path) -> None:
    def meanwhile() -> Rebuilt:
        builds.written(A, B, A)
        return done()

    def last() -> Rebuilt:
        builds.written(A)
        return done()

    builds = Builds(tmp_path, done, meanwhile, last)
    builds.loop.first()
    builds.written(B)
    builds.run()
    assert builds.asked == [None, {B}, {A, B}]


def test_what_was_not_published_is_looked_at_again(tmp_path: Path) -> None:
    def refused() -> Rebuilt:
        builds.written(B)
        return Rebuilt(PROBLEMS)

    def mended() -> Rebuilt:
        builds.written(B)
        return done()

    builds = Builds(tmp_path, done, refused, mended, mended)
    builds.loop.first()
    builds.written(A)
    builds.run()
    assert builds.asked == [None, {A}, {A, B}, {B}]


def test_a_crash_or_a_full_disk_is_told_and_the_next_build_looks_at_everything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped: list[str] = []

    def crash() -> Rebuilt:
        builds.written(A)
        raise RecursionError("deep <b>")

    def full() -> Rebuilt:
        stopped.append(builds.board.news.stopped)
        builds.written(A)
        raise SurroundingsError("the disk is full")

    def well() -> Rebuilt:
        stopped.append(builds.board.news.stopped)
        builds.written(A)
        return done()

    builds = Builds(tmp_path, done, crash, full, well)
    builds.loop.first()
    builds.written(A)
    builds.run()
    assert builds.asked == [None, {A}, None, None]
    assert stopped == ["the build failed: RecursionError: deep <b>", "the disk is full"]
    assert builds.board.news.stopped == ""
    said = capsys.readouterr().err
    assert "in crash" in said
    assert "the disk is full" in said


def test_the_moment_moves_on_while_somebody_looks_unless_it_was_given(tmp_path: Path) -> None:
    def nothing(*_: object) -> bool:
        return False

    def an_edit(builds: Builds) -> bool:
        builds.written(A)
        return False

    builds = Builds(tmp_path, done, done)
    builds.loop.first()
    builds.time += timedelta(minutes=1)
    ticks = iter((nothing, an_edit))
    with builds.board.reading(), pytest.raises(KeyboardInterrupt):
        builds.loop.run(lambda: next(ticks)(builds))
    assert builds.asked == [None, frozenset()]

    given = Builds(tmp_path, done, now=NOON)
    given.loop.first()
    given.time += timedelta(minutes=5)
    with given.board.reading(), pytest.raises(KeyboardInterrupt):
        given.loop.run(lambda: an_edit(given))
    assert given.asked == [None]


def test_where_the_kernel_lost_events_everything_may_differ(tmp_path: Path) -> None:
    inotify_c = pytest.importorskip("watchdog.observers.inotify_c")
    from noroshi.app.live.inotify import Inotify

    told: list[None] = []
    observer = Inotify()
    try:
        observer.guard(tmp_path, (), lambda: told.append(None))
        lost = inotify_c.InotifyEvent(-1, inotify_c.InotifyConstants.IN_Q_OVERFLOW, 0, b"")
        observer.notifier.handle_event(lost)
        assert told == [None]
    finally:
        observer.stop()


def test_whoever_waits_for_a_page_when_the_server_ends_is_sent_away(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    builds.written(A)
    builds.run()
    with pytest.raises(CancelledError):
        builds.loop.made(lambda: 1)


def test_reading_a_file_is_no_change_and_writing_it_is_one(tmp_path: Path) -> None:
    told: queue.Queue[Change | None] = queue.Queue()
    file = write(tmp_path, A, "a")
    watcher = Watcher(tmp_path, (), told.put)
    try:
        for _ in range(100):
            file.read_text(encoding="utf-8")
        list(tmp_path.rglob("*"))
        write(tmp_path, "_site/index.html", "what a build writes")
        (tmp_path / "_site").rename(tmp_path / ".noroshi-_site")
        with file.open("a", encoding="utf-8") as opened:
            opened.write("b")
        assert told.get(timeout=PATIENCE) == Change(Kind.WRITTEN, A)
        file.rename(file.with_name("02.md"))
        assert told.get(timeout=PATIENCE) == Change(Kind.MOVED, A, "incidents/a/02.md")
        write(tmp_path, "themes/own/theme.toml", "")
        assert told.get(timeout=PATIENCE) is None
        assert watcher.refresh()
        assert not watcher.refresh()
        while not told.empty():
            told.get()
        write(tmp_path, "themes/own/home.html", "")
        while told.get(timeout=PATIENCE) != Change(Kind.WRITTEN, "themes/own/home.html"):
            pass
    finally:
        watcher.stop()


POLICIES = {
    "a page's own": ("default-src 'none'; img-src 'self'", "default-src 'none'; img-src 'self'; {script}; {connect}"),
    "one with scripts": ("script-src 'sha256-x'", "script-src 'sha256-x' {hash}"),
    "one that forbids": ("script-src 'none'; connect-src 'NONE'", "{script}; {connect}"),
    "one that allows all": ("img-src 'self'", "img-src 'self'"),
    "one that allows any inline": ("script-src 'unsafe-inline'", "script-src 'unsafe-inline'"),
    "two": (
        "default-src 'none', frame-ancestors 'none'",
        "default-src 'none'; {script}; {connect}, frame-ancestors 'none'",
    ),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_allows_the_script_its_connection_and_nothing_more(name: str) -> None:
    policy, wanted = POLICIES[name]
    allowed = hash_source(script())
    parts = {"hash": allowed, "script": f"script-src {allowed}", "connect": "connect-src 'self'"}
    assert live_policy(policy) == wanted.format(**parts)


def test_the_script_stands_before_the_end_and_can_end_nowhere_else() -> None:
    assert "</" not in script()
    assert "<!--" not in script()
    page = with_live(b'<html lang="ja"><body>x</body></html>', '"><b>')
    assert page.startswith(b'<html lang="ja"><body>x<script data-noroshi=')
    assert page.endswith(b"</script></body></html>")
    assert b"<b>" not in page


PAGE = b'<html><meta http-equiv="Content-Security-Policy" content="%s"><style>%s</style><img src="a.png">%s</html>'


def test_a_page_with_another_style_is_restyled_and_one_with_other_words_or_pictures_reloaded() -> None:
    def seen(policy: bytes, style: bytes, text: bytes, picture: bytes) -> str:
        return signature(PAGE % (policy, style, text), "/x/", {"/x/a.png": picture}.get)

    before = seen(b"p", b"s", b"t", b"i")
    assert differs(before, before) == ""
    assert differs(before, seen(b"q", b"z", b"t", b"i")) == "style"
    assert differs(before, seen(b"p", b"s", b"u", b"i")) == "reload"
    assert differs(before, seen(b"p", b"s", b"t", b"j")) == "reload"
    assert differs("missing", before) == differs("", before) == "reload"


def test_the_themes_of_a_checkout_are_watched() -> None:
    from noroshi.app.serving import editable_themes

    assert editable_themes() == (CHECKOUT / "themes",)
