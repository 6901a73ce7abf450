"""Former addresses of incidents: which may be typed, and where they lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from incident_folders import load, told
from small_site import noroshi

SITE = """\
name = "Status"
url = "https://status.example.com"
languages = ["ja", "en"]
timezone = "Asia/Tokyo"

[feeds]
authority = "status.example.com,2026"
"""


def written(root: Path, alias: str, **files: str) -> Path:
    """A site whose only incident was once at ``alias``; ``files`` lie in its static folder."""
    (root / "site_src" / "static").mkdir(parents=True)
    (root / "site_src" / "site.toml").write_text(SITE, encoding="utf-8")
    for name, content in files.items():
        (root / "site_src" / "static" / name.replace("__", ".")).write_text(content)
    folder = root / "incidents" / "payment"
    folder.mkdir(parents=True)
    head = f"title: T\nat: 2026-11-21 03:12\nimpact: minor\naliases: {alias}\n"
    (folder / "incident.md").write_text(f"---\n{head}---\n本文\n", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    "alias",
    [
        "/*",
        "/old/*",
        "/:year/:name",
        "javascript:alert(1)",
        "/" + "a" * 256,
        "/" + "障" * 86,
        "/" + "/".join(["old"] * 300),
        "/.noroshi-old/",
    ],
)
def test_an_alias_redirects_one_address_that_a_disk_can_hold(tmp_path: Path, alias: str) -> None:
    file = f"---\ntitle: T\nat: 2026-11-21 03:12\naliases: '{alias}'\n---\n本文\n"
    _, problems = load(tmp_path, {"payment/incident.md": file})
    assert told(problems) == [("incident.md", 4, "unsafe-alias")]


def test_a_former_address_in_one_language_leads_to_the_page_in_that_language(tmp_path: Path) -> None:
    root = written(tmp_path, "[/issues/1/, /en/issues/2/]")
    assert noroshi(root, "build", "--now", "2026-11-21T04:00").status == 0
    moved = (root / "_site" / "_redirects").read_text().splitlines()
    assert [line for line in moved if "issues" in line] == [
        "/en/issues/1/ /en/incidents/payment/ 301",
        "/en/issues/2/ /en/incidents/payment/ 301",
        "/issues/1/ /incidents/payment/ 301",
    ]


@pytest.mark.parametrize("alias", ["/logo.svg", "/Logo.svg/old/"])
def test_an_alias_never_needs_the_place_of_a_file_of_the_site(tmp_path: Path, alias: str) -> None:
    ran = noroshi(written(tmp_path, alias, logo__svg="<svg/>"), "check", "--now", "2026-11-21T04:00")
    assert ran.status == 1
    assert "incidents/payment/incident.md:5" in ran.out
    assert "[alias-taken]" in ran.out


def test_the_rest_is_published_without_an_alias_that_has_no_place(tmp_path: Path) -> None:
    root = written(tmp_path, "[/logo.svg, /issues/1/]", logo__svg="<svg/>")
    assert noroshi(root, "build", "--keep-going", "--now", "2026-11-21T04:00").status == 4
    assert (root / "_site" / "logo.svg").is_file()
    assert (root / "_site" / "issues" / "1" / "index.html").is_file()
