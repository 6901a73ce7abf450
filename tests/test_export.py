"""An export holds the whole site, an import of it gives the same files, and a hostile one gives nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from small_site import CHECKOUT, FILES, environment, noroshi, write, write_small_site

from noroshi.render.export_document import export_pieces, export_schema, file_row
from noroshi.source.content_files import path_fault
from noroshi.source.importers.export_document import NoExport, exported_files

DELAY = "incidents/2026-10-05-tracking-delay"
ODD: dict[str, bytes] = {
    # What no reader can read, and what it reads with errors, is content all the same.
    "incidents/2026-11-01-broken/incident.md": b"---\ntitle: [\n---\nWords that nobody may lose.\n",
    "incidents/2026-11-02-latin/incident.md": "---\ntitle: Störung\n---\nLangsam.\n".encode("latin-1"),
    "incidents/2026-11-03-crlf/incident.md": b"\xef\xbb\xbf---\r\ntitle: C\r\nat: 2026-11-03 10:00\r\n---\r\nText.\r\n",
    "incidents/2026-11-03-crlf/graph.png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "incidents/2026-11-03-crlf/raw data/dump.bin": bytes(range(256)),
    "incidents/2025/2025-01-01-old/incident.md": b"---\ntitle: Old\nat: 2025-01-01 10:00\n---\nText.\n",
    # One id twice is an error of the site, and both folders are there.
    "incidents/2026/2026-11-03-crlf/incident.md": b"---\ntitle: Twice\n---\n",
    "incidents/README.md": b"How we write.\n",
    "incidents/2026/loose.txt": b"",
    "site_src/static/障害/手順.txt": "直す。\n".encode(),
    "site_src/static/.well-known/security.txt": b"Contact: mailto:a@b.example\n",
    "site_src/static/nul.txt": b"a\0b",
    "site_src/letters/ja/opened.txt.j2": "件名\n".encode(),
    "site_src/words/en.po": b'msgid "page.home"\nmsgstr "Home"\n',
}


@pytest.fixture
def odd_site(tmp_path: Path) -> Path:
    root = write_small_site(tmp_path / "site")
    for path, content in ODD.items():
        put(root / path, content)
    return root


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def content(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree(root).items() if path.startswith(("incidents/", "site_src/"))}


def export(root: Path, **options: Any) -> dict[str, Any]:
    file = root.parent / f"{root.name}.json"
    ran = noroshi(root, "export", str(file), **options)
    assert ran.status == 0, ran.err
    found: dict[str, Any] = json.loads(file.read_bytes())
    return found


def document(files: list[Any], **other: Any) -> bytes:
    return json.dumps({"format": "noroshi-export", "version": 1, "files": files} | other).encode()


# ---- there and back


def test_an_export_of_an_odd_site_comes_back_byte_for_byte_and_exports_to_the_same_bytes(
    odd_site: Path, tmp_path: Path
) -> None:
    first, second, copy = tmp_path / "1.json", tmp_path / "2.json", tmp_path / "copy"
    out = noroshi(odd_site, "export", str(first))
    assert out.status == 0
    assert "4 files have errors; they are in the export as they are" in out.err
    back = noroshi(None, "import", "noroshi", str(first), "--into", str(copy))
    assert (back.status, back.out) == (0, "")
    assert content(copy) == tree(copy) == content(odd_site)
    assert noroshi(copy, "export", str(second)).status == 0
    assert second.read_bytes() == first.read_bytes()


def test_both_sites_build_the_same_bytes(small_site: Path, tmp_path: Path) -> None:
    export(small_site)
    copy = tmp_path / "copy"
    noroshi(None, "import", "noroshi", str(small_site.parent / f"{small_site.name}.json"), "--into", str(copy))
    for root in (small_site, copy):
        assert noroshi(root, "build", "--quiet").status == 0
    assert tree(copy / "_site") == tree(small_site / "_site")


def test_a_handbook_goes_along_as_far_as_the_site_shows_it(small_site: Path, tmp_path: Path) -> None:
    settings = small_site / "site_src/site.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[handbook]\nfolder = "docs"\n', encoding="utf-8")
    write(small_site, "docs/README.md", "# 手引き\n\n[連絡網](calls.md) ![机](images/desk.png)\n")
    write(small_site, "docs/calls.md", "# 連絡網\n")
    write(small_site, "docs/en/calls.md", "# Who calls whom\n")
    write(small_site, "docs/images/desk.png", "")
    write(small_site, "docs/make.py", "print()\n")
    paths = {file["path"] for file in export(small_site)["files"] if file["path"].startswith("docs/")}
    assert paths == {"docs/README.md", "docs/calls.md", "docs/en/calls.md", "docs/images/desk.png"}
    copy = tmp_path / "copy"
    noroshi(None, "import", "noroshi", str(small_site.parent / f"{small_site.name}.json"), "--into", str(copy))
    for root in (small_site, copy):
        assert noroshi(root, "build", "--quiet").status == 0
    assert (copy / "_site/docs/calls/index.html").is_file()
    assert tree(copy / "_site") == tree(small_site / "_site")


def test_the_moment_and_the_place_of_an_export_change_nothing(small_site: Path, tmp_path: Path) -> None:
    document = export(small_site)
    later = export(write_small_site(tmp_path / "elsewhere" / "other"), now="2027-06-01T00:00Z")
    assert later == document == export(small_site, now="2026-10-01T00:00Z")


def test_a_pipe_carries_it_whatever_the_encoding_of_the_terminal(small_site: Path, tmp_path: Path) -> None:
    noroshi_ = [sys.executable, "-m", "noroshi"]
    environ = environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    written = subprocess.run([*noroshi_, "--root", small_site, "export"], env=environ, capture_output=True, check=True)
    copy = tmp_path / "copy"
    command = [*noroshi_, "import", "noroshi", "-", "--into", copy]
    subprocess.run(command, input=written.stdout, env=environ, capture_output=True, check=True)
    assert tree(copy) == content(small_site)


PATHS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), min_size=1, max_size=3).map(
    lambda names: "/".join(["incidents", *names])
)


@given(st.dictionaries(PATHS, st.binary(max_size=20) | st.text(max_size=20).map(str.encode), max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_bytes_a_file_has_the_document_gives_them_back_or_refuses_its_name(files: dict[str, bytes]) -> None:
    rows = [file_row(path, files[path]) for path in sorted(files)]
    written = b"".join(export_pieces("0", None, [], rows, []))
    try:
        found = {file.path: file.content for file in exported_files(written)}
    except NoExport as refused:
        refused_names = {fault.path for fault in refused.faults}
        assert refused_names <= set(files)
        assert all(path_fault(path) or path in refused_names for path in files if path_fault(path))
    else:
        assert found == files


# ---- what it says


def test_the_facts_of_an_incident_are_values_that_need_no_reader_of_ours(small_site: Path) -> None:
    write(small_site, f"{DELAY}/report.md", REPORT)
    said = export(small_site)
    found = next(incident for incident in said["incidents"] if incident["id"] == "2026-10-05-tracking-delay")
    first, second, last = found["updates"]
    assert first == {
        "file": f"{DELAY}/incident.md",
        "number": 1,
        "id": "incident",
        "at": "2026-10-05T00:12:00Z",
        "body": {
            "language": "ja",
            "markdown": "追跡の画面に、現在地が遅れて表示されています。原因を調べています。\n",
            "html": "<p>追跡の画面に、現在地が遅れて表示されています。原因を調べています。</p>",
            "text": "追跡の画面に、現在地が遅れて表示されています。原因を調べています。",
            "translations": {
                "en": {
                    "markdown": "Tracking shows where parcels are with a delay. We are looking for the cause.\n",
                    "html": "<p>Tracking shows where parcels are with a delay. We are looking for the cause.</p>",
                    "text": "Tracking shows where parcels are with a delay. We are looking for the cause.",
                }
            },
        },
        "said": {
            "impact": "minor",
            "services": [{"service": "tracking"}],
            "began_at": {"at": "2026-10-04T23:50:00Z", "about": False},
            "facts": {
                "scope": {
                    "language": "ja",
                    "text": "すべての荷物の現在地",
                    "translations": {"en": "where every parcel is"},
                },
                "workaround": "none",
            },
            "eta_taken_back": False,
            "next_update": "2026-10-05T01:12:00Z",
        },
        "holds": {
            "status": "investigating",
            "impact": "minor",
            "services": {"tracking": "degraded_performance"},
            "reopens": False,
        },
    }
    assert second["said"]["status"] == "identified"
    assert last["holds"] == {
        "status": "resolved",
        "impact": "none",
        "services": {"tracking": "operational"},
        "reopens": False,
    }
    assert found["report"]["measures"] == [
        {
            "id": "alarm",
            "what": {"language": "ja", "text": "止まったら知らせる"},
            "due": "2026-11-30",
            "state": "planned",
        }
    ]
    assert {key: found[key] for key in ("title", "began_at", "ended_at", "duration_seconds", "periods", "spans")} == {
        "title": {
            "language": "ja",
            "text": "荷物の追跡が遅れて表示されています",
            "translations": {"en": "Tracking shows parcels late"},
        },
        "began_at": {"at": "2026-10-04T23:50:00Z", "about": False},
        "ended_at": {"at": "2026-10-05T01:40:00Z", "about": False},
        "duration_seconds": 6600,
        "periods": [{"start": "2026-10-04T23:50:00Z", "end": "2026-10-05T01:40:00Z"}],
        "spans": [
            {
                "service": "tracking",
                "state": "degraded_performance",
                "start": "2026-10-04T23:50:00Z",
                "end": "2026-10-05T01:40:00Z",
            }
        ],
    }
    assert [service["id"] for service in said["site"]["services"]] == ["parcel-api", "labels", "tracking"]
    assert said["site"]["glossary"][0]["term"] == "API"


REPORT = """\
---
at: 2026-10-12 10:00
cause: 集計の処理
measures:
  alarm: {what: 止まったら知らせる, due: 2026-11-30}
---
振り返りです。
"""


def test_a_file_is_told_exactly_as_text_where_it_is_text(odd_site: Path) -> None:
    rows = {row["path"]: row for row in export(odd_site)["files"]}
    assert rows.keys() == content(odd_site).keys()
    crlf, png = (rows[f"incidents/2026-11-03-crlf/{name}"] for name in ("incident.md", "graph.png"))
    assert crlf["encoding"] == "utf-8"
    assert crlf["content"].startswith("\ufeff---\r\ntitle")
    assert base64.b64decode(png["content"]) == ODD["incidents/2026-11-03-crlf/graph.png"]
    assert png["size"] == 10
    assert rows["site_src/static/nul.txt"]["encoding"] == "base64"


def test_links_and_pictures_of_a_body_lead_to_the_published_site(small_site: Path) -> None:
    put(small_site / DELAY / "graph.png", b"\x89PNG\r\n\x1a\n")
    write(small_site, f"{DELAY}/04-more.md", "---\nat: 2026-10-05 11:00\n---\n![図](graph.png) [使い方](/help/)\n")
    found = next(incident for incident in export(small_site)["incidents"] if incident["folder"] == DELAY)
    html = found["updates"][-1]["body"]["html"]
    base = "https://status.todai.example"
    assert f'src="{base}/incidents/2026-10-05-tracking-delay/graph.png"' in html
    assert f'href="{base}/help/"' in html


def test_what_is_wrong_stands_in_it_and_nothing_is_lost(odd_site: Path) -> None:
    said = export(odd_site)
    broken = "incidents/2026-11-01-broken/incident.md"
    found = [problem for problem in said["problems"] if problem["file"] == broken]
    assert found
    assert all(problem["in_export"] and problem["severity"] == "error" for problem in found)
    assert broken in {row["path"] for row in said["files"]}
    assert "2026-11-01-broken" not in {incident["id"] for incident in said["incidents"]}


def test_a_site_whose_settings_cannot_be_read_is_exported_as_files(small_site: Path) -> None:
    write(small_site, "site_src/site.toml", "name = [\n")
    said = export(small_site)
    assert (said["site"], said["incidents"]) == (None, [])
    assert len(said["files"]) == len(FILES)


@pytest.mark.parametrize("site", ["the demonstration", "the odd site", "no site.toml to speak of"])
def test_the_document_is_what_the_printed_schema_says(site: str, odd_site: Path, tmp_path: Path) -> None:
    schema = json.loads(noroshi(None, "schema", "export", now="").out)
    Draft202012Validator.check_schema(schema)
    if site == "no site.toml to speak of":
        write(odd_site, "site_src/site.toml", "name = [\n")
    root = CHECKOUT if site == "the demonstration" else odd_site
    noroshi(root, "export", str(tmp_path / "it.json"))
    said = json.loads((tmp_path / "it.json").read_bytes())
    assert [error.message for error in Draft202012Validator(schema).iter_errors(said)] == []


def test_every_name_that_the_schema_refers_to_is_defined_and_used() -> None:
    schema = export_schema()
    references = {part.split('"')[0] for part in json.dumps(schema).split('"#/$defs/')[1:]}
    assert references == set(schema["$defs"])


def test_every_fact_that_is_told_stands_in_the_schema(small_site: Path) -> None:
    schema = export_schema()
    said = export(small_site)
    for name, values in (
        ("update_said", [update["said"] for incident in said["incidents"] for update in incident["updates"]]),
        ("site", [said["site"]]),
        ("service", said["site"]["services"]),
    ):
        closed = {**schema, **schema["$defs"][name], "additionalProperties": False}
        for value in values:
            assert [error.message for error in Draft202012Validator(closed).iter_errors(value)] == []


# ---- what does not belong in it


def test_hidden_and_leftover_files_are_no_content_and_are_counted(small_site: Path) -> None:
    before = export(small_site)
    for path in ("incidents/.DS_Store", f"{DELAY}/.03-resolved.md.swp", "site_src/site.toml~", "site_src/.git/config"):
        put(small_site / path, b"secret")
    ran = noroshi(small_site, "export", str(small_site.parent / "again.json"))
    assert ran.status == 0
    assert "4 hidden or leftover files" in ran.err
    assert json.loads((small_site.parent / "again.json").read_bytes()) == before


@pytest.mark.skipif(os.name != "posix", reason="makes links, and names that only POSIX has")
def test_links_and_names_that_lead_elsewhere_are_left_out_and_told(small_site: Path, tmp_path: Path) -> None:
    put(tmp_path / "secret.txt", b"the key")
    put(small_site / ".env", b"TOKEN=1")
    (small_site / "site_src/static/out.txt").symlink_to(tmp_path / "secret.txt")
    (small_site / "site_src/static/env.txt").symlink_to(small_site / ".env")
    (small_site / "site_src/static/loop").symlink_to(small_site)
    (small_site / DELAY / "logo.svg").symlink_to(small_site / "site_src/static/logo.svg")
    put(small_site / "site_src/static/a\\b.txt", b"a")
    put(small_site / "site_src/static/Logo.svg", b"b")
    Path(os.fsdecode(os.fsencode(small_site / DELAY) + b"/\xff.md")).write_bytes(b"c")
    os.mkfifo(small_site / "site_src/static/pipe")
    file = tmp_path / "out.json"
    ran = noroshi(small_site, "export", str(file), "--quiet")
    assert ran.status == 4
    assert "not in the export: 7 files" in ran.err
    for said in (
        "site_src/static/out.txt: this link leads out of the site's folder",
        "site_src/static/env.txt: this link leads out",
        "site_src/static/loop: this link leads to a folder",
        "site_src/static/a\\b.txt: no name that every system can carry",
        "differ only in case",
        "site_src/static/pipe: this is not a file",
        f"{DELAY}/\ufffd.md: no name that every system can carry",
    ):
        assert said in ran.err
    document = json.loads(file.read_bytes())
    paths = {row["path"] for row in document["files"]}
    assert paths == {*FILES, "site_src/static/Logo.svg", f"{DELAY}/logo.svg"} - {"site_src/static/logo.svg"}
    assert b"the key" not in file.read_bytes()
    assert b"TOKEN" not in file.read_bytes()
    assert sum(not problem["in_export"] for problem in document["problems"]) >= 7


def test_an_export_is_not_written_into_what_it_exports(small_site: Path) -> None:
    ran = noroshi(small_site, "export", str(small_site / "site_src/static/all.json"))
    assert ran.status == 2
    assert "name a file elsewhere" in ran.err
    assert not (small_site / "site_src/static/all.json").exists()


def test_an_export_that_fails_leaves_the_one_before(small_site: Path, tmp_path: Path) -> None:
    ran = noroshi(small_site, "export", str(tmp_path / "no" / "folder.json"))
    assert ran.status == 3
    put(tmp_path / "folder" / "kept.txt", b"kept")
    assert noroshi(small_site, "export", str(tmp_path / "folder")).status == 3
    assert tree(tmp_path / "folder") == {"kept.txt": b"kept"}
    assert not list(tmp_path.glob(".*"))


# ---- what is refused


@pytest.mark.parametrize(
    "path",
    [
        "../escaped.md",
        "incidents/../../escaped.md",
        "incidents/./x.md",
        "incidents//x.md",
        "/etc/escaped",
        "incidents",
        "incidents/",
        "build.py",
        "themes/default/base.html",
        ".github/workflows/publish.yml",
        "incidents/.git/hooks/post-checkout",
        "site_src/.env",
        "site_src/static/.well-known/.git/config",
        "incidents/x/.well-known/y",
        "Incidents/x/incident.md",
        "incidents/x/a\0b.md",
        "incidents/x/a\nb.md",
        "incidents/x\\..\\..\\escaped.md",
        "incidents/C:/escaped.md",
        "incidents/x/incident.md:stream",
        "incidents/x /incident.md",
        "incidents/x./incident.md",
        "incidents/x/\ud800.md",
        "incidents/" + "x" * 256,
        "incidents/" + "x/" * 500 + "y",
    ],
)
def test_a_path_that_leads_elsewhere_is_refused_and_nothing_is_written(path: str, tmp_path: Path) -> None:
    good = file_row("incidents/a/incident.md", b"good")
    source = tmp_path / "hostile.json"
    source.write_bytes(document([good, {**file_row("incidents/b", b"bad"), "path": path}]))
    ran = noroshi(None, "import", "noroshi", str(source), "--into", str(tmp_path / "new" / "site"))
    assert ran.status == 1
    assert "was refused, nothing was written" in ran.err
    assert [found.name for found in tmp_path.iterdir()] == ["hostile.json"]
    assert "\0" not in ran.err


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("docs", "docs/make.py"),
        ("docs", "docs/.git/x.md"),
        ("docs", "docsx/a.md"),
        ("docs", "docs/../a.md"),
        ("../docs", "../docs/a.md"),
        (".github", ".github/a.md"),
        ("themes", "themes/default/base.html"),
        ("/etc", "/etc/a.md"),
    ],
)
def test_a_handbook_brings_pages_and_pictures_and_no_programs(folder: str, path: str, tmp_path: Path) -> None:
    settings = file_row("site_src/site.toml", f'[handbook]\nfolder = "{folder}"\n'.encode())
    source = tmp_path / "hostile.json"
    source.write_bytes(document([settings, {**file_row("incidents/b", b"bad"), "path": path}]))
    ran = noroshi(None, "import", "noroshi", str(source), "--into", str(tmp_path / "new" / "site"))
    assert ran.status == 1
    assert [found.name for found in tmp_path.iterdir()] == ["hostile.json"]


BAD = {**file_row("incidents/a/incident.md", b"text"), "content": "other"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no export of noroshi"),
        (b'{"format": "other"}', "no export of noroshi"),
        (document([], version=2), '"version" is 2, and this noroshi reads version 1'),
        (document([], version=True), '"version" is True'),
        (document({}), '"files" must be a list'),  # type: ignore[arg-type]
        (document(["x"]), "files[0]: a file needs"),
        (document([{"path": "incidents/a/b", "content": 1}]), "incidents/a/b: a file needs"),
        (document([BAD]), 'does not fit "sha256"'),
        (document([{**BAD, "encoding": "rot13"}]), 'does not fit "encoding": rot13'),
        (document([{**BAD, "encoding": "base64", "content": "a*"}]), 'does not fit "encoding"'),
        (document([{**BAD, "content": "\ud800"}]), 'does not fit "encoding"'),
        (document([file_row("incidents/a/b", b""), file_row("incidents/A/b", b"")]), "take this name for"),
        (document([file_row("incidents/a/b", b""), file_row("incidents/a/b", b"")]), "take this name for"),
        (document([file_row("incidents/a", b""), file_row("incidents/A/b", b"")]), "cannot be a folder too"),
    ],
)
def test_a_document_that_is_damaged_or_none_is_refused_with_the_reason(
    source: bytes, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "document.json"
    file.write_bytes(source)
    ran = noroshi(None, "import", "noroshi", str(file), "--into", str(tmp_path / "site"))
    assert ran.status == 1
    assert said in ran.err
    assert not (tmp_path / "site").exists()


def test_a_document_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    for source in (tmp_path / "none.json", tmp_path):
        ran = noroshi(None, "import", "noroshi", str(source), "--into", str(tmp_path / "site"))
        assert ran.status == 2
        assert "Name a file that noroshi export wrote" in ran.err


@pytest.mark.skipif(os.name != "posix", reason="makes a link")
def test_a_folder_of_the_site_that_is_a_link_to_elsewhere_is_not_written_through(
    small_site: Path, tmp_path: Path
) -> None:
    export(small_site)
    outside, into = tmp_path / "outside", tmp_path / "into"
    outside.mkdir()
    into.mkdir()
    (into / "incidents").symlink_to(outside)
    ran = noroshi(None, "import", "noroshi", f"{small_site}.json", "--into", str(into))
    assert ran.status == 1
    assert "leads out of the site" in ran.err
    assert (list(outside.iterdir()), [path.name for path in into.iterdir()]) == ([], ["incidents"])


# ---- into a site with content


def test_into_a_site_with_content_it_adds_and_never_overwrites(small_site: Path, tmp_path: Path) -> None:
    export(small_site)
    into = tmp_path / "into"
    theirs = (
        'name = "Ours"\nurl = "https://ours.example"\nlanguages = ["en"]  # only English\ntimezone = "UTC"\n\n'
        '[[services]]\nid = "tracking"\nname = "Our tracking"\n'
    )
    write(into, "site_src/site.toml", theirs)
    write(into, "site_src/pages/help.md", "---\ntitle: Ours\n---\nOurs.\n")
    write(into, "incidents/2026/2026-10-05-tracking-delay/incident.md", "---\ntitle: Ours\n---\n")
    report = tmp_path / "report.json"
    command = ("import", "noroshi", f"{small_site}.json", "--into", str(into), "--report", str(report))
    ran = noroshi(None, *command)
    assert ran.status == 0
    assert "incidents: 2 added, 0 unchanged, 1 left as they were" in ran.err
    assert "services added to site.toml: parcel-api, labels" in ran.err
    assert "add ja to `languages`" in ran.err
    toml = (into / "site_src/site.toml").read_text(encoding="utf-8")
    assert toml.startswith(theirs)
    assert 'name = {ja = "送り状", en = "Labels"}\ndepends_on = ["parcel-api"]' in toml
    assert "shipping" not in toml  # this site has no such group
    assert (into / "site_src/pages/help.md").read_text(encoding="utf-8").endswith("Ours.\n")
    assert not (into / DELAY).exists()
    assert (into / "incidents/2026-11-18-new-year-hours/incident.en.md").is_file()
    rows = {row["file"]: row for row in json.loads(report.read_text(encoding="utf-8"))}
    assert rows.keys() == FILES.keys()
    assert rows[f"{DELAY}/incident.md"]["incident"] == "2026-10-05-tracking-delay"
    assert rows[f"{DELAY}/incident.md"]["unread"] == ["another one is there and stays as it is"]
    assert rows["site_src/site.toml"]["repaired"]
    before = tree(into)
    again = noroshi(None, *command)
    assert "incidents: 0 added, 2 unchanged, 1 left as they were" in again.err
    assert tree(into) == before


def test_importing_twice_changes_nothing_and_what_a_killed_import_left_is_cleared(
    odd_site: Path, tmp_path: Path
) -> None:
    export(odd_site)
    into = tmp_path / "into"
    put(into / "incidents/.2026-10-05-tracking-delay.importing/half.md", b"half")
    for added in (7, 0):
        ran = noroshi(None, "import", "noroshi", f"{odd_site}.json", "--into", str(into))
        assert f"incidents: {added} added" in ran.err
        assert tree(into) == content(odd_site)


def test_a_file_where_a_folder_must_be_stays(small_site: Path, tmp_path: Path) -> None:
    export(small_site)
    into = tmp_path / "into"
    write(into, "site_src/pages", "a file of theirs")
    ran = noroshi(None, "import", "noroshi", f"{small_site}.json", "--into", str(into))
    assert ran.status == 0
    assert "site_src/pages/help.md: another one is there" in ran.err
    assert (into / "site_src/pages").read_text(encoding="utf-8") == "a file of theirs"


def test_texts_that_a_build_runs_or_publishes_are_named_for_review(odd_site: Path, tmp_path: Path) -> None:
    export(odd_site)
    ran = noroshi(None, "import", "noroshi", f"{odd_site}.json", "--into", str(tmp_path / "into"), "--lang", "ja")
    assert "ビルドの前に中身を確かめてください" in ran.err


def test_a_digest_is_that_of_the_bytes() -> None:
    row = file_row("incidents/a/b.md", "狼煙\r\n".encode())
    assert row["sha256"] == hashlib.sha256("狼煙\r\n".encode()).hexdigest()
