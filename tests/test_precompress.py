"""Compressed copies beside the files, for hosts that send them as they are."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import brotli
import pytest
from small_site import Ran, noroshi, write


def build(root: Path, *arguments: str) -> Ran:
    ran = noroshi(root, "build", *arguments)
    assert ran.status == 0, ran.err
    return ran


def files(root: Path) -> dict[str, bytes]:
    site = root / "_site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def copies(found: dict[str, bytes]) -> set[str]:
    return {path for path in found if path.endswith((".gz", ".br"))}


def test_every_text_has_a_copy_that_unpacks_to_it(small_site: Path) -> None:
    build(small_site, "--precompress", "gz", "--precompress", "br")
    found = files(small_site)
    for path in ("index.html", "en/incidents/2026-10-05-tracking-delay/index.json", "feed.atom", "sitemap.xml"):
        assert gzip.decompress(found[f"{path}.gz"]) == found[path]
        assert brotli.decompress(found[f"{path}.br"]) == found[path]
        assert len(found[f"{path}.br"]) < len(found[path])
    listed = json.loads(found["build.json"])["files"]
    assert copies(found) <= listed.keys()
    assert "build.json.gz" not in found


def test_pictures_and_what_is_tiny_have_none(small_site: Path) -> None:
    write(small_site, "site_src/static/tiny.txt", "short\n")
    build(small_site, "--precompress", "gz")
    found = files(small_site)
    assert "index.html.gz" in found
    assert "tiny.txt" in found
    assert "tiny.txt.gz" not in found
    assert not [path for path in copies(found) if path.endswith((".png.gz", ".br"))]


def test_the_same_site_has_the_same_copies_and_without_the_option_they_go(small_site: Path) -> None:
    build(small_site, "--precompress", "gz")
    first = files(small_site)
    build(small_site, "--precompress", "gz")
    assert files(small_site) == first
    build(small_site, "--full", "--precompress", "gz")
    assert files(small_site) == first
    build(small_site)
    plain = files(small_site)
    assert copies(plain) == set()
    assert plain.keys() == first.keys() - copies(first)


def test_an_edit_makes_its_copies_anew_and_no_others(small_site: Path) -> None:
    build(small_site, "--precompress", "gz")
    before = files(small_site)
    file = small_site / "incidents/2026-11-18-new-year-hours/incident.md"
    file.write_text(file.read_text("utf-8") + "\n追記です。\n", "utf-8")
    build(small_site, "--precompress", "gz")
    after = files(small_site)
    page = "incidents/2026-11-18-new-year-hours/index.html"
    assert gzip.decompress(after[f"{page}.gz"]) == after[page] != before[page]
    other = "incidents/2026-10-05-tracking-delay/index.html.gz"
    assert after[other] == before[other]


def test_an_unknown_encoding_is_refused_with_those_that_there_are(small_site: Path) -> None:
    ran = noroshi(small_site, "build", "--precompress", "zip")
    assert ran.status == 2
    assert "one of gz, br" in ran.err


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_help_says_what_it_is_for(lang: str) -> None:
    assert "--precompress" in noroshi(None, "build", "--help", "--lang", lang, now="").out
