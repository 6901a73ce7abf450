"""What benchmarks/ measures with: its content is sound and always the same, and its page says what was measured."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from small_site import noroshi

from benchmarks.content import write_content
from benchmarks.document import PAGE, PICTURE, RESULTS, with_tables
from benchmarks.forms import FORMS
from benchmarks.incidents import NOW, incidents
from benchmarks.plot import plot
from benchmarks.table import cells, markdown

FEW = 5
MOMENT = f"{NOW:%Y-%m-%dT%H:%MZ}"


def test_content_is_the_same_on_every_machine() -> None:
    """Ratios of different days are about the same words only as long as this digest stands."""
    files = [f"{path}\n{text}" for path, text in FORMS["full"](incidents(FEW)) if path.startswith("incidents/")]
    assert len(files) == FEW * 4 * 2
    assert (
        hashlib.sha256("".join(files).encode()).hexdigest()
        == "ce0572b5edf0125502a62a71c5eee90c34756139be276fa1b4efd3057d92f270"
    )


def test_an_incident_says_the_same_words_at_every_size_and_in_every_form() -> None:
    few, many = list(incidents(FEW)), list(incidents(10 * FEW))
    for one, other in zip(few, many, strict=False):
        assert [update.en for update in one.updates] == [update.en for update in other.updates]
    texts = {form: "".join(text for _, text in FORMS[form](few)) for form in FORMS}
    for update in (update for incident in few for update in incident.updates):
        assert all(update.en.rstrip("\n") in text for text in texts.values())


def test_incidents_come_in_order_with_three_open_ones_and_end_before_now() -> None:
    found = list(incidents(200))
    moments = [incident.updates[0].at for incident in found]
    assert moments == sorted(moments)
    assert [incident.is_open for incident in found] == [False] * 197 + [True] * 3
    assert max(update.at for incident in found for update in incident.updates) < NOW
    assert all(len(incident.updates) == 4 for incident in found)


def test_one_language_writes_what_other_generators_write(tmp_path: Path) -> None:
    """The site's own build.py chooses: no feed of an incident, no Markdown, no API."""
    write_content(FEW, tmp_path / "site", "same")
    assert problems_of(tmp_path / "site") == "no problems in 21 files"
    subprocess.run([sys.executable, "build.py", "--quiet", "--now", MOMENT], cwd=tmp_path / "site", check=True)
    written = files_of(tmp_path / "site" / "_site")
    newest = list(incidents(FEW))[-1]
    assert {f"incidents/{newest.id}/index.html", f"incidents/{newest.id}/index.json", "feed.atom"} <= written
    assert not [path for path in written if path.startswith(("en/", "api/")) or path.endswith((".md", "/feed.atom"))]


def test_everything_in_two_languages_has_no_problems_and_builds(tmp_path: Path) -> None:
    write_content(FEW, tmp_path / "site", "full")
    assert problems_of(tmp_path / "site") == "no problems in 41 files"
    ran = noroshi(tmp_path / "site", "build", "--quiet", now=MOMENT)
    assert (ran.status, ran.err) == (0, "")
    newest = list(incidents(FEW))[-1]
    pages = {f"{prefix}incidents/{newest.id}/{name}" for prefix in ("", "en/") for name in ("index.md", "feed.atom")}
    assert pages | {"api/v2/summary.json", "en/badge.svg"} <= files_of(tmp_path / "site" / "_site")


def problems_of(root: Path) -> str:
    """What the check says."""
    ran = noroshi(root, "check", now=MOMENT)
    return (ran.out + ran.err).strip()


def files_of(site: Path) -> set[str]:
    """Every path in it."""
    return {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}


def test_a_folder_that_holds_anything_else_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match="neither empty nor made by"):
        write_content(1, tmp_path, "same")
    assert (tmp_path / "thesis.txt").exists()


def test_the_page_and_its_picture_show_the_kept_figures() -> None:
    """`python -m benchmarks.document` writes both."""
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_tables(page, markdown(found))
    assert PICTURE.read_text(encoding="utf-8") == plot(found)


def test_the_picture_tells_its_figures_in_words_too() -> None:
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    root = ET.fromstring(plot(found))
    space = "{http://www.w3.org/2000/svg}"
    described = root.findtext(f"{space}desc") or ""
    assert root.get("aria-labelledby") == "title description"
    assert root.findtext(f"{space}title")
    sizes = {number for row, number, name in cells(found) if (row, name) == ("cold", "noroshi-same")}
    assert all(f"{number:,} incidents" in described for number in sizes)
