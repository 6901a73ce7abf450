"""Files nobody can vouch for, and the names of files and folders."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from incident_folders import load, one, told

from noroshi.source.files import read_text
from noroshi.source.names import safe_name
from noroshi.source.walk import walk

_TEXT = (
    "---\ntitle: 決済APIの障害\nat: 2026-11-21 03:12\n---\n決済の一部が失敗しています。ご迷惑をおかけしております。\n"
)

_UPDATE = "---\nat: 2026-11-21 03:40\n---\n原因を特定しました。\n"


@pytest.mark.parametrize(
    ("content", "encoding", "line"),
    [
        (_TEXT.encode("cp932"), "Shift_JIS", 2),
        (_TEXT.encode("euc_jp"), "EUC-JP", 2),
        (_TEXT.encode("iso2022_jp"), "ISO-2022-JP", 1),
        (_TEXT.encode("utf-16"), "UTF-16 LE", 1),
        (_TEXT.encode("utf-16-le"), "UTF-16 LE", 1),
        (_TEXT.encode("utf-16-be"), "UTF-16 BE", 1),
        (b"\xfe\xff" + _TEXT.encode("utf-16-be"), "UTF-16 BE", 1),
        ("---\ntitle: Défaillance à Genève\n---\n".encode("latin-1"), "Latin-1", 2),
        ("---\ntitle: Größe der Störung\n---\n".encode("latin-1"), "Latin-1", 2),
        ("---\ntitle: créée\n---\n".encode("latin-1"), "Latin-1", 2),
        ("---\ntitle: “Down”, we’re on it\n---\n".encode("cp1252"), "Latin-1", 2),
        ("---\ntitle: 障害\n---\n".encode("cp932"), "Shift_JIS", 2),
        ("---\ntitle: 障害\n---\n".encode("euc_jp"), "EUC-JP", 2),
    ],
)
def test_a_file_that_is_not_utf8_is_told_what_it_looks_like(
    content: bytes, encoding: str, line: int, tmp_path: Path
) -> None:
    incidents, problems = load(tmp_path, {"a/incident.md": content})
    assert incidents == ()
    assert [(p.rule, p.place.line, p.arguments["encoding"]) for p in problems] == [("not-utf8", line, encoding)]


def test_the_command_that_makes_a_file_utf8_names_the_file_and_works(tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"a/02 x.md": _TEXT.encode("cp932")})
    (command,) = [p.arguments["paste"] for p in problems if p.rule == "not-utf8"]
    assert command.startswith("iconv -f CP932 -t UTF-8 'incidents/a/02 x.md' > ")
    if shutil.which("iconv"):
        subprocess.run(command, shell=True, check=True, cwd=tmp_path)
        assert (tmp_path / "incidents/a/02 x.md").read_text(encoding="utf-8") == _TEXT


def test_a_byte_order_mark_and_windows_line_ends_are_read_past(tmp_path: Path) -> None:
    incident = one(tmp_path, {"incident.md": b"\xef\xbb\xbf" + _TEXT.replace("\n", "\r\n").encode()})
    assert incident.title.original == "決済APIの障害"
    assert "\r" not in incident.updates[0].body.original.markdown


def test_old_mac_line_ends_are_read_past(tmp_path: Path) -> None:
    assert one(tmp_path, {"incident.md": _TEXT.replace("\n", "\r")}).title.original == "決済APIの障害"


def test_every_invisible_control_character_is_told_with_its_line(tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"a/incident.md": "---\ntitle: a\0b\nat: 2026-11-21 03:12\n---\nesc \x1b[31m\n"})
    assert [(p.place.line, p.rule, p.arguments["value"]) for p in problems] == [
        (2, "control-character", "U+0000"),
        (5, "control-character", "U+001B"),
    ]


def test_a_file_of_10_megabytes_is_explained_and_not_read(tmp_path: Path) -> None:
    incidents, problems = load(tmp_path, {"a/incident.md": _TEXT, "a/02-log.md": b"x" * 10_000_000})
    assert told(problems) == [("02-log.md", 1, "file-too-large")]
    assert problems[0].arguments["value"] == "9.5 MiB"
    assert problems[0].arguments["limit"] == "1 MiB"
    assert incidents[0].left_out == ("02-log",)


def test_a_link_out_of_the_site_is_refused_and_one_within_is_followed(tmp_path: Path) -> None:
    root = tmp_path / "site"
    load(root, {"a/incident.md": _TEXT, "shared/incident.md": _TEXT})
    (tmp_path / "secret.md").write_text(_TEXT, encoding="utf-8")
    (root / "incidents/a/02-leak.md").symlink_to(tmp_path / "secret.md")
    (root / "incidents/a/graph.png").symlink_to(tmp_path / "secret.md")
    (root / "incidents/away").symlink_to(tmp_path)
    (root / "incidents/b").mkdir()
    (root / "incidents/b/incident.md").symlink_to(root / "incidents/a/incident.md")
    incidents, problems = load(root, {})
    assert told(problems) == [
        ("02-leak.md", 1, "link-leaves-site"),
        ("graph.png", 1, "link-leaves-site"),
        ("away", 1, "link-leaves-site"),
    ]
    assert [incident.id for incident in incidents] == ["a", "b", "shared"]
    assert read_text(root, "../secret.md")[1][0].rule == "link-leaves-site"


def test_links_in_circles_and_broken_ones_are_told(tmp_path: Path) -> None:
    load(tmp_path, {"a/incident.md": _TEXT})
    folder = tmp_path / "incidents/a"
    (folder / "02-nowhere.md").symlink_to(folder / "gone.md")
    (folder / "03-circle.md").symlink_to(folder / "03-circle.md")
    (folder / "04-up").symlink_to(tmp_path / "incidents")
    _, problems = load(tmp_path, {})
    assert told(problems) == [
        ("02-nowhere.md", 1, "unreadable-file"),
        ("03-circle.md", 1, "unreadable-file"),
        ("04-up", 1, "folder-in-incident"),
    ]


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    load(tmp_path, {"a/incident.md": _TEXT})
    os.mkfifo(tmp_path / "incidents/a/02-pipe.md")
    assert told(load(tmp_path, {})[1]) == [("02-pipe.md", 1, "not-a-file")]


def test_a_folder_named_like_a_text_is_told(tmp_path: Path) -> None:
    load(tmp_path, {"a/incident.md": _TEXT, "a/02-x.md/y.md": "y"})
    assert told(load(tmp_path, {})[1]) == [("02-x.md", 1, "folder-in-incident")]


def test_names_that_differ_only_in_case_or_normalisation_are_told(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        {
            "a/incident.md": _TEXT,
            "a/Incident.md": _TEXT,
            "a/\u304b\u3099.png": b"",
            "a/\u304c.png": b"",
            "A/incident.md": _TEXT,
        },
    )
    assert sorted((p.place.path, p.rule) for p in problems) == [
        ("incidents/A", "unsafe-name"),
        ("incidents/a", "names-collide"),
    ]
    other = tmp_path / "other"
    _, problems = load(other, {"a/incident.md": _TEXT, "a/02-x.md": _UPDATE, "a/02-X.md": _UPDATE})
    assert [(p.place.path, p.rule, p.update) for p in problems] == [
        ("incidents/a/02-X.md", "unsafe-name", "02-X"),
        ("incidents/a/02-x.md", "names-collide", "02-x"),
    ]
    third = tmp_path / "third"
    _, problems = load(third, {"a/incident.md": _TEXT, "a/\u304b\u3099.png": b"", "a/\u304c.png": b""})
    assert [p.rule for p in problems] == ["unsafe-name", "names-collide"]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("02 Identified.md", "02-identified.md"),
        ("02.identified.md", "02-identified.md"),
        ("続報.md", "update.md"),
        ("03-復旧.md", "03-resolved.md"),
        ("第2報_調査中.md", "2-investigating.md"),
        ("03-復旧しました.en.md", "03-resolved.en.md"),
        ("04-未復旧.md", "04.md"),
        ("05-作業中止.md", "05.md"),
        ("05-中止.md", "05.md"),
        ("02-Café.md", "02-cafe.md"),
        ("-x.md", "x.md"),
        ("０３-resolved.md", "03-resolved.md"),
        ("Report.md", "report.md"),
        ("02-x.EN.md", "02-x.en.md"),
        (f"{'x' * 101}.md", f"{'x' * 100}.md"),
    ],
)
def test_an_unsafe_name_is_told_with_the_name_to_use(name: str, write: str, tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"a/incident.md": _TEXT, f"a/{name}": _TEXT})
    assert [(p.rule, p.arguments["write"]) for p in problems if p.rule == "unsafe-name"] == [("unsafe-name", write)]


def test_a_folder_with_an_unsafe_name_is_told_and_its_texts_are_checked_all_the_same(tmp_path: Path) -> None:
    incidents, problems = load(tmp_path, {"2026-11-21 決済/incident.md": _TEXT.replace("at:", "att:")})
    assert [(p.rule, p.arguments.get("write", "")) for p in problems] == [
        ("unsafe-name", "2026-11-21"),
        ("unknown-key", ""),
    ]
    assert incidents == ()


def test_a_name_that_is_taken_is_not_proposed() -> None:
    assert safe_name("A b", instead_of_nothing="x", taken={"a-b", "a-b-2"}) == "a-b-3"


def test_a_name_that_is_not_utf8_can_be_printed(tmp_path: Path) -> None:
    load(tmp_path, {"a/incident.md": _TEXT})
    with open(os.fsencode(tmp_path) + b"/incidents/a/\x8f\xe1.md", "wb") as file:  # noqa: PTH123
        file.write(b"---\nat: 2026-11-21 03:40\n---\nx\n")
    _, problems = load(tmp_path, {})
    assert [p.rule for p in problems] == ["unsafe-name"]
    repr([p.place.path.encode() for p in problems])


def test_years_may_stand_between_and_an_id_counts_once(tmp_path: Path) -> None:
    incidents, problems = load(
        tmp_path,
        {
            "2025/old/incident.md": _TEXT,
            "2026/new/incident.md": _TEXT,
            "2025/twice/incident.md": _TEXT,
            "2026/twice/incident.md": _TEXT,
            "2026/2027/x/incident.md": _TEXT,
        },
    )
    assert [incident.id for incident in incidents] == ["new", "old"]
    assert [(p.place.path, p.rule) for p in problems] == [
        ("incidents/2026/2027", "year-in-year"),
        ("incidents/2026/twice", "duplicate-id"),
    ]
    assert problems[1].arguments["first"] == "incidents/2025/twice"


def test_what_would_not_be_published_is_told_and_leftovers_are_not(tmp_path: Path) -> None:
    silent = [".DS_Store", "incident.md~", ".#incident.md", "#incident.md#", ".incident.md.swp", "Thumbs.db"]
    incident, problems = load(
        tmp_path,
        {
            "README.md": "how we write incidents",
            "note.md": _TEXT,
            "a/incident.md": _TEXT,
            "a/graph.png": b"",
            "a/02.MD": _TEXT,
            "a/03-x.markdown": _TEXT,
            "a/notes.txt": "",
            "a/20260301-access.log.txt": "GET /",
            "a/report.txt": "x",
            "a/photo.jpeg": b"",
            "a/Plan B.PNG": b"",
            "a/old/02.md": _TEXT,
            "empty/.keep": "",
            **{f"a/{name}": "x" for name in silent},
        },
    )
    assert [
        (p.place.path.removeprefix("incidents/"), p.rule, str(p.severity), p.arguments.get("write", ""))
        for p in problems
    ] == [
        ("a/02.MD", "markdown-suffix", "error", "02.md"),
        ("a/03-x.markdown", "markdown-suffix", "error", "03-x.md"),
        ("a/20260301-access.log.txt", "unknown-file", "warning", ""),
        ("a/Plan B.PNG", "unsafe-name", "error", "plan-b.png"),
        ("a/notes.txt", "unknown-file", "warning", ""),
        ("a/old", "folder-in-incident", "error", ""),
        ("a/photo.jpeg", "unsafe-name", "error", "photo.jpg"),
        ("a/report.txt", "unknown-file", "warning", ""),
        ("empty", "empty-folder", "warning", ""),
        ("note.md", "file-outside-incident", "error", "incidents/note/incident.md"),
    ]
    assert [image.path for image in incident[0].images] == ["incidents/a/graph.png"]


@pytest.mark.parametrize(
    ("name", "content", "write"),
    [
        ("03-resolved.txt", "", "03-resolved.md"),
        ("02-resolved.md.txt", _UPDATE, "02-resolved.md"),
        ("復旧.text", "", "resolved.md"),
        ("02-x.en.txt", _UPDATE, "02-x.en.md"),
        ("memo.txt", _UPDATE, "memo.md"),
        ("incident.txt", _UPDATE, "incident-2.md"),
    ],
)
def test_a_text_that_was_meant_as_an_update_is_an_error(name: str, content: str, write: str, tmp_path: Path) -> None:
    _, problems = load(tmp_path, {"a/incident.md": _TEXT, f"a/{name}": content})
    assert [(p.rule, str(p.severity), p.arguments["write"]) for p in problems] == [("markdown-suffix", "error", write)]


def test_a_site_without_incidents_has_none_and_no_problems(tmp_path: Path) -> None:
    assert load(tmp_path, {}) == ((), ())


@pytest.mark.parametrize(
    ("link", "to"),
    [
        ("graph.png", "../../.git/config"),
        ("graph.png", "../../_outbox/letter.eml"),
        ("02-identified.md", "../../.env"),
    ],
)
def test_no_link_publishes_what_is_private_in_the_repository(tmp_path: Path, link: str, to: str) -> None:
    incident = tmp_path / "incidents" / "payment"
    incident.mkdir(parents=True)
    (incident / "incident.md").write_text("---\ntitle: T\nat: 2026-11-21 03:12\n---\n本文\n", encoding="utf-8")
    secret = (incident / to).resolve()
    secret.parent.mkdir(exist_ok=True)
    secret.write_text("---\nat: 2026-11-21 03:20\n---\ntoken\n")
    (incident / link).symlink_to(to)
    folders, problems = walk(tmp_path)
    assert [(problem.rule, problem.place.path) for problem in problems] == [
        ("link-leaves-site", f"incidents/payment/{link}")
    ]
    assert folders[0].images == ()
    assert read_text(tmp_path, f"incidents/payment/{link}")[0] is None


def test_the_folder_of_incidents_is_no_link_out_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "payment").mkdir(parents=True)
    root = tmp_path / "site"
    root.mkdir()
    (root / "incidents").symlink_to(tmp_path / "elsewhere")
    folders, problems = walk(root)
    assert (folders, [problem.rule for problem in problems]) == ((), ["link-leaves-site"])


def test_a_link_to_a_file_of_the_site_is_fine(tmp_path: Path) -> None:
    folder = tmp_path / ".sites" / "site" / "incidents" / "payment"
    folder.mkdir(parents=True)
    (folder / "graph.png").write_bytes(b"\x89PNG")
    (folder / "same.png").symlink_to("graph.png")
    folders, problems = walk(folder.parent.parent)
    assert (folders[0].images, problems) == (("graph.png", "same.png"), ())
