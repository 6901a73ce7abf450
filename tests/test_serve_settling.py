"""What editors and git do to files → when a rebuild may begin, and for which paths."""

from __future__ import annotations

import pytest

from noroshi.app.live.settling import Change, Kind, Settling

FILE = "incidents/2026-11-21-api/02-identified.md"
CREATED, WRITTEN, MOVED, GONE = Kind.CREATED, Kind.WRITTEN, Kind.MOVED, Kind.GONE

EDITORS = {
    "nano, VS Code: written in place": [(WRITTEN, FILE)],
    "vim: the old one renamed, a new one written": [
        (CREATED, "incidents/2026-11-21-api/4913"),
        (WRITTEN, "incidents/2026-11-21-api/4913"),
        (GONE, "incidents/2026-11-21-api/4913"),
        (MOVED, FILE, FILE + "~"),
        (CREATED, FILE),
        (WRITTEN, FILE),
        (GONE, FILE + "~"),
    ],
    "sed -i: a new one written beside it": [
        (CREATED, "incidents/2026-11-21-api/sedXb1T2c"),
        (WRITTEN, "incidents/2026-11-21-api/sedXb1T2c"),
        (MOVED, "incidents/2026-11-21-api/sedXb1T2c", FILE),
    ],
    "gedit, rsync: the same, hidden": [
        (CREATED, "incidents/2026-11-21-api/.goutputstream-X1"),
        (WRITTEN, "incidents/2026-11-21-api/.goutputstream-X1"),
        (MOVED, "incidents/2026-11-21-api/.goutputstream-X1", FILE),
    ],
    "JetBrains: two renames": [
        (CREATED, FILE + "___jb_tmp___"),
        (WRITTEN, FILE + "___jb_tmp___"),
        (MOVED, FILE, FILE + "___jb_old___"),
        (MOVED, FILE + "___jb_tmp___", FILE),
        (GONE, FILE + "___jb_old___"),
    ],
    "git: taken away, written anew": [(GONE, FILE), (CREATED, FILE), (WRITTEN, FILE)],
    "mv from elsewhere": [(MOVED, "", FILE)],
}


def settling(*steps: tuple[str, ...]) -> Settling:
    found = Settling()
    for kind, *paths in steps:
        found.add(Change(Kind(kind), *paths))
    return found


@pytest.mark.parametrize("name", EDITORS)
def test_whatever_an_editor_does_the_file_alone_has_changed_and_is_whole(name: str) -> None:
    found = settling(*EDITORS[name])
    assert found.is_settled
    assert FILE in (found.paths or ())
    assert {path for path in found.paths or () if not path.startswith(FILE)} == set()


@pytest.mark.parametrize("name", [name for name, steps in EDITORS.items() if len(steps) > 3])
def test_no_build_begins_while_an_editor_has_taken_the_file_away(name: str) -> None:
    steps = EDITORS[name]
    away = next(at for at, step in enumerate(steps) if step[0] is MOVED and step[1] == FILE)
    assert not settling(*steps[: away + 1]).is_settled


def test_a_file_that_is_created_is_waited_for_until_it_is_written() -> None:
    assert not settling((CREATED, FILE)).is_settled
    assert settling((CREATED, FILE), (WRITTEN, FILE)).is_settled


def test_a_new_folder_is_waited_for_until_something_is_in_it() -> None:
    found = Settling()
    found.add(Change(CREATED, "incidents/2026-11-21-api", is_folder=True))
    assert not found.is_settled
    found.add(Change(WRITTEN, FILE))
    assert found.is_settled


def test_a_folder_that_is_taken_away_file_by_file_is_waited_for() -> None:
    found = settling((GONE, FILE))
    assert (found.is_settled, found.paths) == (False, frozenset({FILE}))
    found.add(Change(GONE, "incidents/2026-11-21-api", is_folder=True))
    assert found.is_settled


@pytest.mark.parametrize(
    "path",
    [
        "incidents/x/.02.md.swp",
        "incidents/x/#02.md#",
        "incidents/x/02.md~",
        "site_src/static/.DS_Store",
        "site_src/.git/x",
    ],
)
def test_what_editors_and_systems_leave_behind_is_no_change(path: str) -> None:
    found = settling((CREATED, path), (WRITTEN, path), (MOVED, path, path + "~"), (GONE, path + "~"))
    assert (found.is_settled, found.paths) == (True, frozenset())


@pytest.mark.parametrize("path", ["site_src/static/.well-known/security.txt", "site_src/static/notes~"])
def test_what_static_publishes_counts_whatever_its_name(path: str) -> None:
    assert settling((WRITTEN, path)).paths == {path}


def test_where_changes_were_lost_everything_may_differ() -> None:
    found = settling((WRITTEN, FILE))
    found.add(None)
    assert found.paths is None
