"""From a cState checkout to a built site, by the commands that one types."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from output_sites import files_of
from small_site import noroshi, write

CASES = Path(__file__).parent / "data" / "cstate"

CONFIG = """\
title: Harbour Radio status
languageCode: en
baseURL: https://status.harbour.example/
params:
  systems:
    - name: Live stream
      category: Radio
    - name: Archive
      category: Radio
  categories:
    - name: Radio
"""
OUTAGE = """\
---
title: The stream is silent
date: 2024-05-03 07:10:00
resolved: true
resolvedWhen: 2024-05-03 08:30:00
severity: down
affected:
  - Live stream
section: issue
---
*Investigating* - Listeners hear nothing. We are looking for the cause. {{< track "2024-05-03 07:10:00" >}}

*Resolved* - A cable had come loose, and the stream is back. {{< track "2024-05-03 08:30:00" >}}
"""
PLANNED = """\
---
title: Planned maintenance of the archive
date: 2024-06-01 22:00:00
resolved: true
resolvedWhen: 2024-06-01 23:15:00
severity: notice
affected: [Archive]
section: issue
---
We move old programmes to a larger disk.
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    write(tmp_path, "old/config.yml", CONFIG)
    write(tmp_path, "old/content/issues/2024-05-03-silence.md", OUTAGE)
    write(tmp_path, "old/content/issues/2024-06-01-archive.md", PLANNED)
    return tmp_path / "old"


def test_an_imported_site_passes_check_and_builds(checkout: Path, tmp_path: Path) -> None:
    into, report = tmp_path / "new", tmp_path / "report.json"
    ran = noroshi(None, "import", "cstate", str(checkout), "--into", str(into), "--report", str(report))
    assert (ran.status, ran.out) == (0, "")
    assert "2 incidents added" in ran.err
    rows = json.loads(report.read_text(encoding="utf-8"))
    assert {row["incident"] for row in rows} == {"", "2024-05-03-silence", "2024-06-01-archive"}
    assert all(set(row) == {"file", "incident", "guessed", "repaired", "unread"} for row in rows)

    assert noroshi(into, "check").status == 0
    built = noroshi(into, "build")
    assert built.status == 0, built.err
    page = (into / "_site/incidents/2024-05-03-silence/index.html").read_text(encoding="utf-8")
    for words in ("Listeners hear nothing.", "A cable had come loose, and the stream is back."):
        assert words in page
    assert len(re.findall(r'id="update-[^"]+"', page)) == 2
    assert "We move old programmes" in (into / "_site/incidents/2024-06-01-archive/index.html").read_text()
    assert "2024-06-01-archive" in (into / "_site/history/2024/06/index.html").read_text()


def test_importing_twice_changes_nothing(checkout: Path, tmp_path: Path) -> None:
    into = tmp_path / "new"
    noroshi(None, "import", "cstate", str(checkout), "--into", str(into))
    before = files_of(into)
    ran = noroshi(None, "import", "cstate", str(checkout), "--into", str(into), now="")
    assert (ran.status, files_of(into)) == (0, before)
    assert "0 incidents added, 2 unchanged" in ran.err


def test_without_into_the_root_is_where_it_goes(checkout: Path, tmp_path: Path) -> None:
    root = tmp_path / "here"
    root.mkdir()
    assert noroshi(root, "import", "cstate", str(checkout)).status == 0
    assert (root / "site_src/site.toml").is_file()


def test_into_a_site_that_is_there_nothing_is_overwritten(checkout: Path, small_site: Path) -> None:
    before = files_of(small_site)
    noroshi(None, "import", "cstate", str(checkout), "--into", str(small_site))
    after = files_of(small_site)
    for path, content in before.items():
        assert after[path] == content or path == "site_src/site.toml"
    assert after["site_src/site.toml"].startswith(before["site_src/site.toml"])
    assert b'id = "live-stream"' in after["site_src/site.toml"]


def test_what_a_site_that_is_there_gains_and_lacks_is_told(checkout: Path, small_site: Path) -> None:
    settings = small_site / "site_src/site.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('["ja", "en"]', '["ja"]'), encoding="utf-8")
    ran = noroshi(None, "import", "cstate", str(checkout), "--into", str(small_site))
    assert "services added to site.toml: live-stream, archive" in ran.err
    assert "add en to `languages`" in ran.err
    again = noroshi(None, "import", "cstate", str(checkout), "--into", str(small_site))
    assert "services added" not in again.err
    assert "add en to `languages`" in again.err


def test_what_holds_for_most_files_is_said_once_and_stands_in_every_row_of_the_json(
    checkout: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    arguments = ("import", "cstate", str(checkout), "--into", str(tmp_path / "new"), "--report", str(report))
    told = [line for line in noroshi(None, *arguments).err.splitlines() if "without an offset" in line]
    assert told == ["2 of 3 files: guessed: times without an offset were read in UTC"]
    rows = json.loads(report.read_text(encoding="utf-8"))
    assert sum("times without an offset were read in UTC" in row["guessed"] for row in rows) == 2


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_import_says_how_many_updates_without_a_text_the_check_will_name(tmp_path: Path, lang: str) -> None:
    into = tmp_path / "new"
    ran = noroshi(None, "import", "cstate", str(CASES / "issues"), "--into", str(into), "--lang", lang)
    line = next(line for line in ran.err.splitlines() if "[empty-body]" in line)
    warnings = noroshi(into, "check", "--lang", lang).out.count("[empty-body]")
    assert warnings
    assert re.findall(r"\d+", line) == [str(warnings)]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_dirtiest_files_arrive_and_are_told_in_both_languages(tmp_path: Path, lang: str) -> None:
    into = tmp_path / "new"
    ran = noroshi(None, "import", "cstate", str(CASES / "issues"), "--into", str(into), "--lang", lang)
    assert ran.status == 0
    issues = [path for path in (CASES / "issues").iterdir() if path.suffix == ".md"]
    assert len(list((into / "incidents").iterdir())) == len(issues)
    assert noroshi(into, "check").status == 0
    assert noroshi(into, "build", "--quiet").status == 0


def test_a_configuration_elsewhere_can_be_named(checkout: Path, tmp_path: Path) -> None:
    shutil.move(checkout / "config.yml", tmp_path / "radio.yml")
    arguments = ("import", "cstate", str(checkout), "--into", str(tmp_path / "new"))
    assert noroshi(None, *arguments, "--config", str(tmp_path / "radio.yml")).status == 0
    assert "Harbour Radio status" in (tmp_path / "new/site_src/site.toml").read_text(encoding="utf-8")
    ran = noroshi(None, *arguments, "--config", str(tmp_path / "nowhere.yml"))
    assert (ran.status, "nowhere.yml" in ran.err) == (2, True)


def test_what_cannot_be_written_is_status_three(checkout: Path, tmp_path: Path) -> None:
    write(tmp_path, "a-file", "")
    ran = noroshi(None, "import", "cstate", str(checkout), "--into", str(tmp_path / "a-file/new"))
    assert (ran.status, "Traceback" in ran.err) == (3, False)
    ran = noroshi(
        None, "import", "cstate", str(checkout), "--into", str(tmp_path / "new"), "--report", "/proc/no/report"
    )
    assert (ran.status, "/proc/no/report" in ran.err) == (3, True)
    assert (tmp_path / "new/incidents/2024-05-03-silence/incident.md").is_file()
