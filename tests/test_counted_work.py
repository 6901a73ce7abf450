"""A build costs what has changed: counted in incidents read, pages rendered and files written, not in seconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from small_site import noroshi, write

from noroshi.render.theme import load_theme

NOW, A_MINUTE_LATER = "2026-11-21T12:00+09:00", "2026-11-21T12:01+09:00"
OPEN = "2026-10-05-tracking-delay"
SERVICES = {"services/labels/", "services/tracking/", "services/parcel-api/"}
ABOUT_THE_MOMENT = {"", "maintenance/", "embed/", *SERVICES, "reports/2026/11/", "reports/2026/"}
"""Pages that say when they were made."""


@pytest.fixture
def built_site(small_site: Path) -> Path:
    counted(small_site)
    return small_site


def counted(root: Path, *arguments: str, now: str = NOW) -> Mapping[str, int]:
    """What a build says that it did."""
    found = noroshi(root, "build", "--json", *arguments, now=now)
    assert found.status == 0, found.err
    return json.loads(found.out)  # type: ignore[no-any-return]


def files(root: Path) -> dict[str, bytes]:
    site = root / "_site"
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} - {"build.json"}


def test_the_same_build_again_reads_nothing_and_writes_nothing(built_site: Path) -> None:
    again = counted(built_site)
    assert (again["incidents_read"], again["written"], again["removed"]) == (0, 0, 0)
    assert again["rendered"] <= 2 * len(ABOUT_THE_MOMENT) + 2


def test_a_minute_later_only_what_says_the_time_is_made_again(built_site: Path) -> None:
    before = files(built_site)
    again = counted(built_site, now=A_MINUTE_LATER)
    assert again["incidents_read"] == 0
    pages = {path for path in changed(before, files(built_site)) if path.endswith(".html")}
    said = {f"{prefix}{page}index.html" for prefix in ("", "en/") for page in ABOUT_THE_MOMENT}
    assert pages <= said
    assert again["rendered"] < again["pages"] / 2


def test_an_edited_update_is_read_alone_and_only_what_tells_of_it_is_made_again(built_site: Path) -> None:
    before = files(built_site)
    write(
        built_site,
        f"incidents/{OPEN}/03-resolved.en.md",
        "Places are shown on time again, everywhere.\n",
    )
    again = counted(built_site)
    assert again["incidents_read"] == 1
    found = changed(before, files(built_site))
    assert {path for path in found if path.endswith(".html")} == {f"en/incidents/{OPEN}/index.html"}
    assert not {path for path in found if path.startswith("incidents/2026-11")}
    assert again["rendered"] < again["pages"]


def test_a_changed_theme_makes_all_pages_and_reads_no_incident(built_site: Path) -> None:
    write(built_site, "themes/own/theme.toml", 'extends = "default"\n')
    toml = built_site / "site_src/site.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\n[theme]\nname = "own"\n', encoding="utf-8")
    counted(built_site)
    page = load_theme(built_site, "own").files["not_found.html"].read_text(encoding="utf-8")
    write(built_site, "themes/own/not_found.html", page + "{# ours #}\n")
    again = counted(built_site)
    assert (again["incidents_read"], again["rendered"]) == (0, again["pages"])


def test_changed_settings_read_everything_again(built_site: Path) -> None:
    toml = built_site / "site_src/site.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("Todai Post", "Todai Mail"), encoding="utf-8")
    again = counted(built_site)
    assert (again["incidents_read"], again["rendered"]) == (3, again["pages"])


def test_full_makes_everything_though_nothing_changed(built_site: Path) -> None:
    before = files(built_site)
    again = counted(built_site, "--full")
    assert (again["incidents_read"], again["rendered"], again["written"]) == (3, again["pages"], 0)
    assert changed(before, files(built_site)) == set()


@pytest.mark.parametrize("harm", ["edited", "removed", "closed", "replaced by a link"])
def test_a_published_file_that_was_harmed_is_made_again_and_nothing_else(built_site: Path, harm: str) -> None:
    before = files(built_site)
    page = built_site / f"_site/incidents/{OPEN}/index.html"
    if harm == "edited":
        page.write_text("<p>Owned.</p>", encoding="utf-8")
    elif harm == "closed":
        page.chmod(0o600)
    else:
        page.unlink()
        if harm == "replaced by a link":
            page.symlink_to("/etc/hostname")
    again = counted(built_site)
    assert again["incidents_read"] == 0
    # Beside those that every build makes: the pages of one incident in both languages, and its former address.
    assert again["rendered"] <= 2 * len(ABOUT_THE_MOMENT) + 2 + 4
    assert files(built_site) == before
    assert page.stat().st_mode & 0o777 == 0o644
    assert not page.is_symlink()


def test_files_of_an_incident_that_is_gone_disappear(built_site: Path) -> None:
    for path in (built_site / f"incidents/{OPEN}").iterdir():
        path.unlink()
    (built_site / f"incidents/{OPEN}").rmdir()
    again = counted(built_site)
    assert again["incidents_read"] == 0
    assert again["removed"] > 4
    assert not [path for path in files(built_site) if OPEN in path or "delay-of-tracking" in path]


def test_two_sites_of_one_root_are_each_made_once_and_share_what_was_read(built_site: Path) -> None:
    staging = ("--site", str(built_site / "_staging"), "--url", "https://staging.example")
    first = counted(built_site, *staging)
    assert (first["incidents_read"], first["rendered"]) == (0, first["pages"])
    for arguments in ((), staging, ()):
        again = counted(built_site, *arguments)
        assert (again["incidents_read"], again["written"]) == (0, 0)
