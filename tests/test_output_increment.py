"""A build that says what stays costs what changed, and ends with the same bytes as one that writes everything."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_sites import FACTS, edition_of, files_of, nothing_is_left_beside, publish, site

from noroshi.model.artefact import Artefact
from noroshi.output.exchange import Exchange, exchange_trees, two_renames
from noroshi.output.manifest import digest_of
from noroshi.output.publish import BuildReport, Resident, publishing
from noroshi.output.unharmed import Stamped, unharmed
from noroshi.output.writer import Writer

Record = Mapping[str, Stamped]


def put_by_a_worker(writer: Writer, artefacts: list[Artefact]) -> dict[str, Stamped]:
    """What a worker process does: it writes, and only says what it wrote."""
    reader, answers = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            stamped = {artefact.path: writer.put(artefact) for artefact in artefacts}
            said = {
                path: [it.digest.sha256, it.digest.size, it.mtime_ns, it.alone, it.twin_of]
                for path, it in stamped.items()
            }
            os.write(answers, json.dumps(said).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(answers)
    with os.fdopen(reader) as file:
        answer = file.read()
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise ChildProcessError
    return {
        path: Stamped(type(digest_of(b""))(sha256, size), mtime_ns, twin_of, alone)
        for path, (sha256, size, mtime_ns, alone, twin_of) in json.loads(answer).items()
    }


def build(
    into: Path,
    wanted: Mapping[str, bytes],
    known: Record,
    *,
    resident: Resident | None = None,
    worker: bool = False,
    full: bool = False,
    exchange: Exchange = exchange_trees,
) -> tuple[BuildReport, dict[str, Stamped]]:
    """As the app builds: what is what it was is kept, all else put, by a worker every second file."""
    same = {path: it for path, it in known.items() if path in wanted and it.digest == digest_of(wanted[path])}
    with publishing(into, version="1.2.3", full=full, exchange=exchange, seen=known, resident=resident) as out:
        if out.remembers:
            kept = same
            out.keep_others(but=known.keys() - wanted.keys())
        else:
            kept = {path: it for path, it in unharmed(into, same)[0].items() if path in out.before}
            out.keep_all(kept)
        others = [Artefact(path, wanted[path]) for path in wanted if path not in kept]
        if worker:
            out.took(put_by_a_worker(out.writer(), others[::2]))
            others = others[1::2]
        for artefact in others:
            out.put(artefact)
        report, files = out.finish(commit="4f2a9c1", built_at=FACTS["built_at"], durable=False)
    return report, dict(files)


def contents_of(into: Path) -> dict[str, bytes]:
    found = files_of(into)
    del found["build.json"]
    return found


def pages(number: int) -> dict[str, bytes]:
    return {f"incidents/i{n:04d}/index.html": f"<p>{n}</p>\n".encode() for n in range(number)}


def _events(build: Callable[[], object]) -> Counter[str]:
    """What ``build`` asks of the system that changes something, told by Python's own audit events."""
    reader, answers = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            found: Counter[str] = Counter()

            def hook(event: str, arguments: tuple[object, ...]) -> None:
                if event in {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.scandir"}:
                    found[event] += 1
                elif event == "open":
                    writes = isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
                    found["write" if writes else "read"] += 1

            sys.addaudithook(hook)
            build()
            os.write(answers, json.dumps(found).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(answers)
    with os.fdopen(reader) as file:
        said = file.read()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return Counter(json.loads(said))


def _settle(into: Path) -> None:
    """As if the last build were an hour ago: in the clock's last tick a folder is listed to be sure."""
    for tree in (into, into.with_name(f".noroshi-{into.name}")):
        for folder in (tree, *(path for path in tree.rglob("*") if path.is_dir())):
            os.utime(folder, ns=(0, folder.stat().st_mtime_ns - 3_600_000_000_000 * (folder != tree)))


def test_one_changed_file_of_a_thousand_costs_three_files_and_two_links(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    _, known = build(into, pages(1000), {})
    _, known = build(into, {**pages(1000), "incidents/i0007/index.html": b"first"}, known)
    _settle(into)
    wanted = {**pages(1000), "incidents/i0007/index.html": b"changed"}
    done = _events(lambda: build(into, wanted, known))
    # The page, build.json, and before them the note that the idle tree is not level.
    assert done["write"] == 3
    # The page and build.json in the other tree: the name is taken, so linked beside it and renamed.
    assert (done["os.link"], done["os.rename"]) == (4, 3 + 2)
    # The lock is removed; the site's parent and the idle tree are asked for, and are there.
    assert (done["os.remove"], done["os.mkdir"], done["os.rmdir"]) == (1, 2, 0)
    assert done["read"] <= 10 and done["os.scandir"] <= 10
    assert contents_of(into) == wanted
    nothing_is_left_beside(into)


def test_a_resident_process_does_not_even_look_at_the_others(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    resident = Resident()
    _, known = build(into, pages(100), {}, resident=resident)
    wanted = {**pages(99), "incidents/i0007/index.html": b"changed", "incidents/new/index.html": b"new"}
    done = _events(lambda: build(into, wanted, known, resident=resident))
    # In both trees a folder is made and one removed, and those above them are asked; no folder is listed.
    assert (done["write"], done["os.mkdir"], done["os.rmdir"], done["os.scandir"]) == (4, 5, 4, 0)
    assert contents_of(into) == wanted
    nothing_is_left_beside(into)


def test_a_build_of_the_same_at_the_same_moment_exchanges_nothing(tmp_path: Path) -> None:
    def not_called(idle: Path, published: Path) -> None:
        raise AssertionError

    into = tmp_path / "_site"
    _, known = build(into, pages(5), {})
    report, known = build(into, {**pages(5), "a": b"1"}, known)
    before = into.stat().st_ino
    report, _ = build(into, {**pages(5), "a": b"1"}, known, exchange=not_called)
    assert report == BuildReport(written=0, unchanged=6, removed=0, total=6)
    assert into.stat().st_ino == before
    nothing_is_left_beside(into)


def test_what_is_not_finished_is_not_published(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    with publishing(into, version="1") as out:
        out.put(Artefact("a", b"1"))
    assert list(tmp_path.iterdir()) == []
    publish("A", into)
    publish("A", into)
    with publishing(into, version="1") as out:
        out.put(Artefact("a", b"1"))
    assert edition_of(into, "A") == "A"
    assert [entry.name for entry in tmp_path.iterdir()] == ["_site"]


def test_the_idle_tree_of_a_build_that_put_nothing_is_left_as_it_was(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    publish("B", into)
    with publishing(into, version="1") as out:
        out.keep_all({})
    assert edition_of(into, "B") == "B"
    assert (tmp_path / ".noroshi-_site").is_dir()
    nothing_is_left_beside(into)


@pytest.mark.parametrize(
    ("first", "second"),
    [("a", "a"), ("a", "A"), ("a/b", "a"), ("a", "a/b"), ("が.html", "か\u3099.html"), ("a", "Build.json")],
)
def test_two_paths_in_one_place_are_refused_whoever_puts_them(tmp_path: Path, first: str, second: str) -> None:
    into = tmp_path / "_site"
    publish("A", into)
    for worker in (False, True):
        with pytest.raises(ValueError, match=r"artefacts in one place|is a file, and a folder"):  # noqa: SIM117
            with publishing(into, version="1") as out:
                out.put(Artefact(first, b"1"))
                if worker:
                    out.took(put_by_a_worker(out.writer(), [Artefact(second, b"2")]))
                else:
                    out.put(Artefact(second, b"2"))
                out.finish(commit=None, built_at=FACTS["built_at"])
        assert edition_of(into, "A") == "A"
        nothing_is_left_beside(into)


def test_a_new_path_that_meets_one_that_stays_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    _, known = build(into, {"a/b": b"1", "c": b"2"}, {})
    for path in ("A/b", "a", "C/d", "c/d"):
        with pytest.raises(ValueError, match=r"artefacts in one place|is a file, and a folder"):
            build(into, {"a/b": b"1", "c": b"2", path: b"3"}, known)
        assert contents_of(into) == {"a/b": b"1", "c": b"2"}
    build(into, {"a": b"3", "C/d": b"4"}, known)
    assert contents_of(into) == {"a": b"3", "C/d": b"4"}


@pytest.mark.parametrize("path", ["build.json", "../a", "/a", ".noroshi-new-7"])
def test_a_worker_refuses_paths_that_are_not_safe(tmp_path: Path, path: str) -> None:
    with publishing(tmp_path / "_site", version="1") as out, pytest.raises(ValueError, match="path"):
        out.writer().put(Artefact(path, b"1"))
    assert list(tmp_path.iterdir()) == []


def test_twins_are_kept_and_put_together_and_only_with_the_same_bytes(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    pair = [Artefact("list.json", b"[]"), Artefact("List.json", b"[]", twin_of="list.json")]
    resident = Resident()
    with publishing(into, version="1", resident=resident) as out:
        for artefact in pair:
            out.put(artefact)
        _, files = out.finish(commit=None, built_at=FACTS["built_at"])
    with publishing(into, version="1") as out:
        out.keep_all(files)
        out.finish(commit=None, built_at=FACTS["built_at"])
    with publishing(into, version="1", resident=resident) as out:
        assert not out.remembers or contents_of(into) == {"list.json": b"[]", "List.json": b"[]"}
        out.put(Artefact("list.json", b"[1]"))
        out.keep("List.json", files["List.json"])
        with pytest.raises(ValueError, match="is no twin of"):
            out.finish(commit=None, built_at=FACTS["built_at"])
    with publishing(into, version="1", folds_case=lambda _: True) as out:
        out.keep_all(files)
        report, _ = out.finish(commit=None, built_at=FACTS["built_at"])
    assert report.left_out == ("List.json",)
    assert contents_of(into) == {"list.json": b"[]"}


def test_a_resident_forgets_when_another_build_was_here(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    resident = Resident()
    build(into, pages(3), {}, resident=resident)
    with publishing(into, version="1", resident=resident) as out:
        assert out.remembers
    publish("A", into)
    with publishing(into, version="1", resident=resident) as out:
        assert not out.remembers
        with pytest.raises(ValueError, match="not remembered"):
            out.keep_others()
    assert edition_of(into, "A") == "A"


def test_only_what_is_published_can_be_kept(tmp_path: Path) -> None:
    with publishing(tmp_path / "_site", version="1") as out, pytest.raises(ValueError, match="'a' is not published"):
        out.keep("a", Stamped(digest_of(b"1"), 0))


def test_a_file_that_was_kept_and_is_another_by_then_stops_the_build(tmp_path: Path) -> None:
    into = tmp_path / "_site"
    _, known = build(into, pages(2), {})
    (into / "incidents/i0001/index.html").unlink()
    (into / "incidents/i0001/index.html").symlink_to("../i0000/index.html")
    with pytest.raises(OSError, match="i0001"):  # noqa: SIM117
        with publishing(into, version="1") as out:
            out.keep_all(known)
            out.finish(commit=None, built_at=FACTS["built_at"])
    build(into, pages(2), known)
    assert contents_of(into) == pages(2)


def _site_with_kept_files(edition: str, into: Path, *, worker: bool) -> None:
    wanted = {artefact.path: artefact.content for artefact in site(edition, 1)}
    before = unharmed(into, {path: Stamped(digest_of(content), 0) for path, content in wanted.items()})[0]
    build(into, wanted, before, worker=worker)


@pytest.mark.parametrize("in_worker", [False, True], ids=["the build", "its worker"])
def test_a_build_that_keeps_files_killed_before_every_single_step_leaves_a_whole_site(
    tmp_path: Path, in_worker: bool
) -> None:
    into = tmp_path / "_site"
    publish("A", into, 1)
    publish("A", into, 1)
    found = set()
    for step in count():
        killed = _killed_at(step, lambda: _site_with_kept_files("B", into, worker=in_worker), in_worker=in_worker)
        found.add(edition_of(into, "A", "B", pages=1))
        _site_with_kept_files("A", into, worker=False)
        assert edition_of(into, "A", pages=1) == "A"
        nothing_is_left_beside(into)
        if not killed:
            break
    assert found == {"A", "B"}


def _killed_at(step: int, build: Callable[[], object], *, in_worker: bool = False) -> bool:
    """Whether ``build``, in a copy of this process, or a worker of it was killed before its ``step``-th call."""
    reader, held = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            steps, builder = count(), os.getpid()

            def hook(event: str, _: object) -> None:
                here = (os.getpid() != builder) == in_worker
                if here and event.startswith(("os.", "open", "fcntl.", "ctypes.")) and next(steps) == step:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            build()
            code = 0
        except ChildProcessError:
            code = 3
        finally:
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # A worker that outlives its build keeps its lock: until nobody has the other end.
    os.close(held)
    with os.fdopen(reader, "rb") as file:
        file.read()
    assert status in (0, 3, -signal.SIGKILL)
    return status != 0


def _edit(file: Path) -> None:
    file.write_bytes(file.read_bytes()[::-1] + b"!")


def _replace_by_its_like(file: Path) -> None:
    found, content = file.stat(), file.read_bytes()
    # Somebody edited it in place, which both trees see, and put a copy of what it had been back.
    file.write_bytes(content[:-1] + b"?")
    file.with_name("copy").write_bytes(content)
    file.with_name("copy").replace(file)
    file.chmod(0o644)
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def _link_its_folder(file: Path) -> None:
    if file.parent.name not in {"_site", ".noroshi-_site"}:
        moved = file.parent.with_name("moved")
        file.parent.rename(moved)
        file.parent.symlink_to(moved)


HARM: tuple[Callable[[Path], object], ...] = (
    Path.unlink,
    _edit,
    _replace_by_its_like,
    lambda file: file.chmod(0o600),
    lambda file: file.parent.chmod(0o700),
    lambda file: file.with_name("by-hand.txt").write_text("mine"),
    lambda file: (file.parent / "by-hand").mkdir(),
    lambda file: os.utime(file, (1, 1)),
    _link_its_folder,
)

_paths = st.lists(st.sampled_from(["a", "b", "c.html", "障害"]), min_size=1, max_size=3).map("/".join)
_sites = st.dictionaries(_paths, st.sampled_from([b"", b"1", b"2", b"3" * 5000]), max_size=7).filter(
    lambda files: (
        not any(f"{path}/" in "".join(f"{other}/" for other in files if other.startswith(f"{path}/")) for path in files)
    )
)
_steps = st.lists(
    st.tuples(
        _sites,
        st.none() | st.tuples(st.sampled_from(HARM), st.integers(0, 9), st.booleans()),
        st.none() | st.integers(0, 70),
        st.sampled_from(["", "", "worker", "full", "resident", "two renames"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(steps=_steps)
def test_after_any_builds_harms_and_kills_the_folder_holds_exactly_the_last(
    steps: list[tuple[dict[str, bytes], tuple[Callable[[Path], object], int, bool] | None, int | None, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder, "_site")
        known: Record = {}
        resident = Resident()
        for wanted, harm, kill, how in steps:
            if harm is not None:
                _harm(into, *harm)
            if harm is not None or kill is not None:
                # What happened behind its back it cannot know: another process would build now.
                resident = Resident()
            again = partial(
                build,
                into,
                wanted,
                known,
                worker=how == "worker",
                full=how == "full",
                exchange=two_renames if how == "two renames" else exchange_trees,
                resident=resident if how == "resident" else None,
            )
            if kill is not None:
                _killed_at(kill, again)
            _, known = again()
            assert contents_of(into) == wanted
            nothing_is_left_beside(into)
            stamps = {path: (it.digest, it.mtime_ns) for path, it in known.items()}
            assert stamps == {
                path: (digest_of(content), (into / path).stat().st_mtime_ns) for path, content in wanted.items()
            }


def _harm(into: Path, harm: Callable[[Path], object], number: int, in_idle: bool) -> None:
    tree = into.with_name(f".noroshi-{into.name}") if in_idle else into
    files = [path for path in sorted(tree.rglob("*")) if path.is_file() and path.name != "build.json"]
    if files:
        harm(files[number % len(files)])
