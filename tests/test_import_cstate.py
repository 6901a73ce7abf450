"""A cState site becomes incident folders: nothing lost, nothing overwritten, everything doubtful told.

``data/cstate/issues`` holds one file for each kind of dirt, ``data/cstate/expected`` what becomes of it: every
file of the incident's folder, then the report. Read both side by side.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.source.importers import imported as imported_module
from noroshi.source.importers.cstate import import_cstate
from noroshi.source.importers.imported import Imported, ImportedFile, NothingToImport, report_json, said
from noroshi.source.importers.into import write_import

CASES = Path(__file__).parent / "data" / "cstate"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ISSUE = """---
title: {title}
date: 2024-01-01T10:00:00Z
resolved: true
resolvedWhen: 2024-01-01T12:00:00Z
severity: down
affected: [API]
---
{body}"""


def words(lang: str) -> dict[str, str]:
    file = resources.files("noroshi.app") / "words" / f"import.{lang}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def as_text(file: ImportedFile) -> str:
    """An incident's files in the order of their names, then the report."""
    parts = [f"=== {name}\n{text}" for name, text in sorted(file.files.items())]
    for part in ("guessed", "repaired", "unread"):
        sentences = [said(remark, words("en")) for remark in getattr(file, part)]
        if sentences:
            parts.append(f"=== {part}\n" + "".join(f"- {sentence}\n" for sentence in sentences))
    return "\n".join(parts)


def imported_cases() -> Imported:
    return import_cstate(CASES / "issues", now=NOW)


def one(folder: Path, content: str | bytes, name: str = "2024-01-01-api.md") -> ImportedFile:
    """Import a folder of one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return next(file for file in import_cstate(folder, now=NOW).files if file.incident)


def rules(file: ImportedFile) -> set[str]:
    return {remark.rule for part in (file.guessed, file.repaired, file.unread) for remark in part}


def bodies(file: ImportedFile) -> str:
    return "\n".join(text.split("---\n", 2)[2] for text in file.files.values())


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", sorted(path.stem for path in (CASES / "expected").glob("*.txt")))
def test_each_kind_of_dirt_becomes_what_stands_beside_it(name: str) -> None:
    files = {Path(file.file).stem: file for file in imported_cases().files}
    assert as_text(files[name]) == (CASES / "expected" / f"{name}.txt").read_text(encoding="utf-8")


def test_every_file_of_the_source_has_its_row_in_the_report() -> None:
    rows = json.loads(report_json(imported_cases().files, words("ja")))
    assert {row["file"] for row in rows} == {"issues.config.yml"} | {p.name for p in (CASES / "issues").iterdir()}
    assert all(set(row) == {"file", "incident", "guessed", "repaired", "unread"} for row in rows)


def test_the_configuration_becomes_site_toml(tmp_path: Path) -> None:
    write_import(imported_cases(), tmp_path)
    site = tomllib.loads((tmp_path / "site_src" / "site.toml").read_text(encoding="utf-8"))
    assert site == {
        "name": "Lighthouse Shop status",
        "url": "https://status.lighthouse.example/live",
        "languages": ["en-GB"],
        "timezone": "Europe/Tallinn",
        "feeds": {"authority": "status.lighthouse.example,2024"},
        "groups": [{"id": "for-customers", "name": "For customers"}],
        "services": [
            {
                "id": "shop",
                "name": "Shop",
                "group": "for-customers",
                "description": "Browsing and buying.",
                "link": "https://shop.lighthouse.example/",
            },
            {"id": "search", "name": "Search", "group": "for-customers"},
            {"id": "depot", "name": "Depot"},
            {"id": "till", "name": "till", "until": "2024-05-05"},
            {"id": "gate", "name": "Gate", "until": "2024-04-01"},
        ],
    }


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    first = write_import(imported_cases(), tmp_path)
    before = tree(tmp_path)
    second = write_import(imported_cases(), tmp_path)
    assert tree(tmp_path) == before
    assert len(first.added) == imported_cases().incidents
    assert (second.added, second.left, second.services_added) == ((), (), ())
    assert second.unchanged == first.added


def test_an_incident_that_was_changed_since_is_left_and_told(tmp_path: Path) -> None:
    write_import(imported_cases(), tmp_path)
    mine = tmp_path / "incidents" / "2024-01-10-tracks" / "incident.md"
    mine.write_text("mine", encoding="utf-8")
    (mine.parent / "incident.ja.md").write_text("訳", encoding="utf-8")
    again = write_import(imported_cases(), tmp_path)
    assert again.left == ("2024-01-10-tracks",)
    assert mine.read_text(encoding="utf-8") == "mine"


def test_an_incident_that_was_moved_into_a_year_is_still_there(tmp_path: Path) -> None:
    write_import(imported_cases(), tmp_path)
    incidents = tmp_path / "incidents"
    (incidents / "2024").mkdir()
    (incidents / "2024-01-10-tracks").rename(incidents / "2024" / "2024-01-10-tracks")
    assert write_import(imported_cases(), tmp_path).added == ()


def test_what_a_killed_import_left_is_taken_away(tmp_path: Path) -> None:
    left = tmp_path / "incidents" / ".2024-01-10-tracks.importing"
    left.mkdir(parents=True)
    (left / "incident.md").write_text("half", encoding="utf-8")
    write_import(imported_cases(), tmp_path)
    assert not left.exists()


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ('name = "Mine" # keep\n\n[[services]]\nid = "shop" # ours\nname = "Our shop"\n', '# ours\nname = "Our shop"'),
        ('languages = ["en-GB"]\n[[services]]\nid = "a"\nname = "A"\n\n# the end\n[feeds]\nentries = 3\n', "# the end"),
        ('services = [ {id = "shop", name = "Shop"} ] # one line\n', "# one line"),
        ('[[groups]]\nid = "for-customers"\nname = "Customers"', 'name = "Customers"'),
    ],
)
def test_a_site_toml_that_is_there_only_gains_services(tmp_path: Path, before: str, kept: str) -> None:
    path = tmp_path / "site_src" / "site.toml"
    path.parent.mkdir()
    path.write_bytes(before.encode())
    write_import(imported_cases(), tmp_path)
    after = path.read_bytes().decode()
    assert kept in after
    site, old = tomllib.loads(after), tomllib.loads(before)
    assert {key: value for key, value in site.items() if key != "services"} == {
        key: value for key, value in old.items() if key != "services"
    }
    assert site["services"][: len(old.get("services", []))] == old.get("services", [])
    assert {service["id"] for service in site["services"]} >= {"shop", "search", "depot", "till", "gate"}
    groups = {group["id"] for group in site.get("groups", [])}
    assert {service["group"] for service in site["services"] if "group" in service} <= groups


def test_a_site_toml_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "site_src" / "site.toml"
    path.parent.mkdir()
    path.write_text("name = \n", encoding="utf-8")
    assert write_import(imported_cases(), tmp_path).site_unreadable
    assert path.read_text(encoding="utf-8") == "name = \n"


def test_a_checkout_is_read_from_content_issues(tmp_path: Path) -> None:
    issues = tmp_path / "content" / "issues"
    (issues / "2024").mkdir(parents=True)
    (tmp_path / "config.yml").write_text("title: Shop\nbaseURL: https://shop.example\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("# not an issue", encoding="utf-8")
    (issues / "_index.md").write_text("---\ntitle: All issues\n---\n", encoding="utf-8")
    (issues / "2024" / "One.md").write_text(ISSUE.format(title="One", body="One."), encoding="utf-8")
    found = import_cstate(tmp_path, now=NOW)
    assert [(file.file, file.incident) for file in found.files] == [
        ("config.yml", ""),
        ("content/issues/2024/One.md", "one"),
        ("content/issues/_index.md", ""),
    ]
    assert "  - /issues/2024/one/\n" in found.files[1].files["incident.md"]


def test_names_become_ids_and_the_second_of_a_name_gets_a_number(tmp_path: Path) -> None:
    for name in ("API down!.md", "api-down.md", "2024.md", "障害.md", f"{'x' * 120}.md"):
        one(tmp_path, ISSUE.format(title="x", body="x"), name)
    ids = {file.file: file.incident for file in import_cstate(tmp_path, now=NOW).files if file.incident}
    assert ids == {
        "2024.md": "issue-2024",
        "API down!.md": "api-down",
        "api-down.md": "api-down-2",
        f"{'x' * 120}.md": "x" * 100,
        "障害.md": "issue",
    }


def test_links_that_lead_out_of_the_source_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(ISSUE.format(title="Secret", body="Secret."), encoding="utf-8")
    source = tmp_path / "source"
    one(source, ISSUE.format(title="x", body="x"))
    (source / "out.md").symlink_to(tmp_path / "secret.md")
    (source / "nowhere.md").symlink_to(tmp_path / "nothing.md")
    (source / "folder").symlink_to(tmp_path)
    rows = {file.file: file for file in import_cstate(source, now=NOW).files}
    for name in ("out.md", "nowhere.md", "folder"):
        assert (rows[name].incident, rules(rows[name])) == ("", {"link-outside"})


def test_a_file_that_is_too_large_is_told_and_the_others_arrive(tmp_path: Path) -> None:
    (tmp_path / "big.md").write_bytes(b"x" * 5_000_000)
    one(tmp_path, ISSUE.format(title="x", body="x"))
    rows = {file.file: rules(file) for file in import_cstate(tmp_path, now=NOW).files}
    assert rows["big.md"] == {"too-large"}


def test_a_yaml_bomb_stays_small_and_its_other_keys_are_read(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *a]\n" for n in range(40))
    file = one(tmp_path, f"---\ntitle: Boom\ndate: 2024-01-01T10:00:00Z\n{bomb}---\nBody.\n")
    assert "title: Boom\n" in file.files["incident.md"]
    assert "alias" in rules(file)
    deep = one(tmp_path, f"---\ntitle: Deep\nx: {'[' * 50_000}\n---\nBody.\n")
    assert "title: Deep\n" in deep.files["incident.md"]
    assert "broken-yaml" in rules(deep)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (ISSUE.format(title="x", body="日本語").encode("cp932"), "not-utf-8"),
        (ISSUE.format(title="x", body="x").encode("utf-16"), "not-utf-8"),
        (ISSUE.format(title="x", body="a\0b").encode(), "control-characters"),
        (b"Only words.\n", "no-front-matter"),
        (b"---\ntitle: x\ndate: 2024-01-01\n\nNo fence.\n", "no-closing-fence"),
        (b"---\ntitle: x\ndate: 2024-13-45\n---\nx\n", "unreadable-time"),
        (b"---\ntitle: x\ntitle: y\ndate: 2024-01-01\n---\nx\n", "duplicate-key"),
        (b"+++\ntitle = 'x'\ndate = 2024-01-01T10:00:00Z\nid = 5\n+++\nx\n", "custom-key"),
        (b'{"title": "x", "date": "2024-01-01", "id": 5}\n\nx\n', "custom-key"),
        (ISSUE.format(title="x", body="<!-- open\n\nAll this is seen.").encode(), "comment-never-ends"),
        (b"", "no-title"),
    ],
)
def test_a_damaged_file_still_arrives_and_the_damage_is_told(tmp_path: Path, content: bytes, rule: str) -> None:
    assert rule in rules(one(tmp_path, content))


def test_an_incident_dated_later_than_now_was_said_by_now(tmp_path: Path) -> None:
    planned = ISSUE.format(title="Planned upgrade", body="Soon.").replace("2024-01-01", "2030-01-01")
    text = one(tmp_path, planned).files["incident.md"]
    assert "at: 2026-11-21 12:00:00+00:00\nstatus: scheduled\n" in text
    assert "window:\n  start: 2030-01-01 10:00:00+00:00\n" in text


def test_a_folder_without_issues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingToImport):
        import_cstate(tmp_path, now=NOW)
    with pytest.raises(NothingToImport):
        import_cstate(tmp_path / "nothing", now=NOW)


def test_every_remark_has_words_in_both_languages_that_fit_its_arguments() -> None:
    package = Path(imported_module.__file__).parent
    used = {
        rule
        for path in package.rglob("*.py")
        for rule in re.findall(r'(?:Remark|_leave)\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    ja, en = words("ja"), words("en")
    assert used <= set(ja) and set(ja) == set(en)
    for rule in en:
        assert set(re.findall(r"\{(\w+)\}", ja[rule])) == set(re.findall(r"\{(\w+)\}", en[rule])), rule


LINES = st.sampled_from(
    [
        "",
        "Words of a person.",
        "[Final message]",
        "[Initial Message] now",
        "[Update 11:30 UTC]",
        "**Update 2024-01-01 11:00 UTC",
        "*Resolved* - done",
        "2024-01-01 10:30 - text",
        "---",
        "```",
        "    indented",
        "> quoted",
        "[name]: https://example.com/",
        "see [this][name]",
        '{{< track "nonsense" >}}',
        'text {{< track "2024-01-01 10:40" >}} goes on',
        "-->",
        "<!-- never ends",
        "Final message: over",
        "* Update in a list",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=14))
def test_no_word_of_a_body_is_ever_lost(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    body = "\n".join(lines)
    file = one(tmp_path_factory.mktemp("words"), ISSUE.format(title="x", body=body))
    told = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL) if "```" not in body else ""
    assert not Counter(re.findall(r"\w+", told)) - Counter(re.findall(r"\w+", bodies(file)))
    names = [name for name in sorted(file.files) if name != "incident.md"]
    moments = [re.search(r"^at: (.*)$", file.files[name], re.MULTILINE) for name in names]
    assert [found[1] for found in moments if found] == sorted(found[1] for found in moments if found)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n{text}".encode())))
def test_no_file_can_stop_an_import(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert one(tmp_path_factory.mktemp("any"), content).files["incident.md"]


def test_a_folder_of_issues_that_a_link_leads_elsewhere_is_not_entered(tmp_path: Path) -> None:
    for path in ("private/salaries.md", "old/2024-01-01-api.md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(ISSUE.format(title="API down", body="Words."), encoding="utf-8")
    (tmp_path / "old/content").mkdir()
    (tmp_path / "old/content/issues").symlink_to(tmp_path / "private")
    found = {file.file: file for file in import_cstate(tmp_path / "old", now=NOW).files}
    assert [remark.rule for remark in found["content/issues"].unread] == ["link-outside"]
    assert not any("salaries" in name for name in found)
