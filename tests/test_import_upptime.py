"""An Upptime repository becomes services and incidents: from its issues in both of GitHub's spellings, or from git."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_sites import files_of
from small_site import noroshi, write

from noroshi.source.importers.imported import Imported, ImportedFile, NothingToImport, report_lines, report_rows
from noroshi.source.importers.upptime import import_upptime
from noroshi.source.importers.upptime.comments import without_comments
from noroshi.source.importers.upptime.slugs import slug_of

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CONFIG = """\
owner: Lighthouse-Shop
repo: upptime
sites:
  - name: Shop
    url: https://shop.lighthouse.example
    tags: [storefront]
    headers:
      - "Authorization: Bearer abc123"
  - name: MySQL Depot
    url: $DEPOT_URL
  - name: Till
    url: https://till.lighthouse.example
    slug: cash-desk
status-website:
  cname: status.lighthouse.example
  name: Lighthouse Shop status
  theme: dark
"""
MEASURED = """\
url: {url}
status: up
code: 200
responseTime: 211
lastUpdated: 2026-08-21T23:23:52.727Z
startTime: 2024-01-01T00:00:00.000Z
generator: Upptime <https://github.com/upptime/upptime>
"""
SUMMARY = [
    {
        "name": "Shop",
        "url": "https://shop.lighthouse.example",
        "slug": "shop",
        "uptime": "99.62%",
        "time": 211,
        "dailyMinutesDown": {"2024-01-10": 90},
    },
    {"name": "Old desk", "url": "https://old.lighthouse.example", "slug": "old-desk", "uptime": "97.00%"},
]
DOWN = """\
In [`1a2b3c4`](https://github.com/Lighthouse-Shop/upptime/commit/1a2b3c4
), {name} (https://shop.lighthouse.example) was **down**:
- HTTP code: 502
- Response time: 385 ms
"""
BACK = "**Resolved:** {name} is back up in [`5d6e7f8`](https://github.com/L/upptime/commit/5d6e7f8) after 1 hour."
PLANNED = """\
<!--
start: 2024-02-01T01:00:00+09:00
end: 2024-02-01T03:00:00+09:00
expectedDown: shop
expectedDegraded: my-sql-depot, cash-desk
-->

We move to a larger disk.
"""


def source(folder: Path) -> Path:
    """A repository as Upptime fills it, without git."""
    write(folder, "old/.upptimerc.yml", CONFIG)
    for slug, url in (("shop", "https://shop.lighthouse.example"), ("my-sql-depot", "$DEPOT_URL")):
        write(folder, f"old/history/{slug}.yml", MEASURED.format(url=url))
    write(folder, "old/history/cash-desk.yml", MEASURED.format(url="https://till.lighthouse.example"))
    write(folder, "old/history/old-desk.yml", MEASURED.format(url="https://old.lighthouse.example"))
    write(folder, "old/history/summary.json", json.dumps(SUMMARY))
    write(folder, "old/graphs/shop.png", "a picture")
    return folder / "old"


def comment(at: str, body: str, author: str = "mika", association: str = "MEMBER") -> dict[str, Any]:
    return {"author": {"login": author}, "authorAssociation": association, "body": body, "createdAt": at}


def issue(number: int, *comments: dict[str, Any], **more: Any) -> dict[str, Any]:
    """As ``gh issue list --json`` writes it."""
    return {
        "number": number,
        "title": "🛑 Shop is down",
        "body": DOWN.format(name="Shop"),
        "labels": [{"name": "status"}, {"name": "shop"}, {"name": "storefront"}],
        "author": {"login": "upptime-bot"},
        "state": "CLOSED" if more.get("closedAt", "2024") else "OPEN",
        "createdAt": "2024-01-10T06:00:00Z",
        "closedAt": "2024-01-10T07:30:02Z",
        "comments": list(comments),
        "url": f"https://github.com/Lighthouse-Shop/upptime/issues/{number}",
    } | more


OUTAGE = issue(
    16,
    comment("2024-01-10T06:10:00Z", "**Investigating:** Orders fail."),
    comment("2024-01-10T06:40:00Z", "** Identified:** A disk is full."),
    comment("2024-01-10T07:30:01Z", BACK.format(name="Shop"), "upptime-bot"),
)
WORK = issue(
    17,
    title="A larger disk",
    body=PLANNED,
    labels=[{"name": "maintenance"}],
    createdAt="2024-01-20T06:00:00Z",
    closedAt="2024-01-31T19:20:00Z",
)


def as_rest(entries: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The same as the REST API writes it: the issues, and the comments of all of them."""
    found: list[dict[str, Any]] = []
    comments: list[dict[str, Any]] = []
    for entry in entries:
        api = f"https://api.github.com/repos/Lighthouse-Shop/upptime/issues/{entry['number']}"
        found.append(
            {
                "url": api,
                "html_url": entry["url"],
                "number": entry["number"],
                "title": entry["title"],
                "user": entry["author"],
                "labels": entry["labels"],
                "state": entry["state"].lower(),
                "comments": len(entry["comments"]),
                "created_at": entry["createdAt"],
                "closed_at": entry["closedAt"],
                "body": entry["body"],
            }
        )
        comments += [
            {
                "issue_url": api,
                "user": said["author"],
                "created_at": said["createdAt"],
                "author_association": said["authorAssociation"],
                "body": said["body"],
            }
            for said in entry["comments"]
        ]
    return found, comments


def imported(folder: Path, *exported: dict[str, Any]) -> Imported:
    old = source(folder)
    if exported:
        write(folder, "old/issues.json", json.dumps(exported))
    return import_upptime(old, now=NOW)


def one(folder: Path, exported: dict[str, Any]) -> ImportedFile:
    return next(file for file in imported(folder, exported).files if file.incident)


def rules(file: ImportedFile) -> set[str]:
    return {remark.rule for part in (file.guessed, file.repaired, file.unread) for remark in part}


def all_rules(found: Imported) -> set[str]:
    return {rule for file in found.files for rule in rules(file)}


def bodies(file: ImportedFile) -> str:
    return "\n".join(text.split("---\n", 2)[2] for text in file.files.values())


def words(lang: str) -> dict[str, str]:
    text = (resources.files("noroshi.app") / "words" / f"import.{lang}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


# ---- the site


def test_the_configuration_and_the_files_of_history_become_services(tmp_path: Path) -> None:
    site = imported(tmp_path).site
    assert (site.name, site.url, site.timezone) == (
        "Lighthouse Shop status",
        "https://status.lighthouse.example",
        "UTC",
    )
    assert [(service.id, service.name, service.link, service.until) for service in site.services] == [
        ("shop", "Shop", "https://shop.lighthouse.example", ""),
        ("my-sql-depot", "MySQL Depot", "", ""),
        ("cash-desk", "Till", "https://till.lighthouse.example", ""),
        ("old-desk", "Old desk", "", "2026-08-21"),
    ]


def test_a_site_without_a_domain_stands_below_its_owner(tmp_path: Path) -> None:
    old = source(tmp_path)
    (old / ".upptimerc.yml").write_text(CONFIG.replace("  cname: status.lighthouse.example\n", ""), encoding="utf-8")
    assert import_upptime(old, now=NOW).site.url == "https://lighthouse-shop.github.io/upptime"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Manual (dev)", "manual-dev"),
        ("MySQL Playground", "my-sql-playground"),
        ("GitHub", "git-hub"),
        ("Search & Find", "search-and-find"),
        ("Café", "cafe"),
        ("荷物 API", "api"),
        ("荷物", "荷物"),
    ],
)
def test_a_slug_is_the_one_that_upptime_makes(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_every_file_has_its_row_and_sums_are_told(tmp_path: Path) -> None:
    found = imported(tmp_path)
    rows = report_rows(found.files, words("ja"))
    assert [row["file"] for row in rows] == [
        ".upptimerc.yml",
        ".git",
        "history/cash-desk.yml",
        "history/my-sql-depot.yml",
        "history/old-desk.yml",
        "history/shop.yml",
        "history/summary.json",
        "graphs/",
    ]
    lines = [line for line in report_lines(found.files, words("en")) if line.file == "history/summary.json"]
    assert "uptime 99.62%, dailyMinutesDown 2024-01-10: 90" in lines[0].sentence
    assert any(
        line.files == 4 and "last measurement" in line.sentence for line in report_lines(found.files, words("en"))
    )


def test_without_git_and_issues_there_are_services_only_and_that_is_told(tmp_path: Path) -> None:
    found = imported(tmp_path)
    assert found.incidents == 0
    assert len(found.site.services) == 4
    assert next(row for row in found.files if row.file == ".git").unread[0].rule == "no-history"


def test_what_a_configuration_keeps_secret_stands_neither_in_the_site_nor_in_the_report(tmp_path: Path) -> None:
    old = source(tmp_path)
    broken = CONFIG.replace("url: https://till.", "url: https://user:hunter2@till.") + "PAT: s3cret\nPAT: s3cret\n"
    (old / ".upptimerc.yml").write_text(broken, encoding="utf-8")
    found = import_upptime(old, now=NOW)
    said = json.dumps(report_rows(found.files, words("en"))) + repr(found.site)
    assert not [secret for secret in ("abc123", "hunter2", "s3cret") if secret in said]
    assert "sites.headers" in said


def test_early_files_of_history_are_lists_and_a_folder_may_be_history_itself(tmp_path: Path) -> None:
    early = re.sub("^", "- ", MEASURED.format(url="https://shop.lighthouse.example").rstrip(), flags=re.M)
    write(tmp_path, "h/shop.yml", early)
    write(tmp_path, "h/notes.yml", "hello: you")
    found = import_upptime(tmp_path / "h", now=NOW)
    assert [service.id for service in found.site.services] == ["shop"]
    assert "no-upptimerc" in all_rules(found)
    with pytest.raises(NothingToImport):
        import_upptime(write(tmp_path, "empty/notes.txt", "").parent, now=NOW)


def test_nothing_outside_of_the_source_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "secret/shop.yml", MEASURED.format(url="https://secret.example"))
    write(tmp_path, "old/.upptimerc.yml", CONFIG)
    (tmp_path / "old/history").symlink_to(tmp_path / "secret")
    (tmp_path / "old/issues.json").symlink_to(tmp_path / "secret/shop.yml")
    found = import_upptime(tmp_path / "old", now=NOW)
    assert not any(row.file.startswith("history") and "measurement" in rules(row) for row in found.files)
    (tmp_path / "old/history").unlink()
    (tmp_path / "old/history").mkdir()
    (tmp_path / "old/history/shop.yml").symlink_to(tmp_path / "secret/shop.yml")
    assert "link-outside" in all_rules(import_upptime(tmp_path / "old", now=NOW))


# ---- issues


def test_an_issue_becomes_an_incident_with_each_comment_as_an_update(tmp_path: Path) -> None:
    row = one(tmp_path, OUTAGE)
    assert (row.place, row.incident, rules(row)) == ("issues.json#16", "issue-16", set())
    assert row.files == {
        "incident.md": "---\ntitle: Shop is down\nlang: en\naliases:\n  - /incident/16/\n"
        "at: 2024-01-10 06:00:00+00:00\nimpact: critical\nservices:\n  shop: major_outage\n---\n"
        + DOWN.format(name="Shop"),
        "20240110-061000-investigating.md": "---\nat: 2024-01-10 06:10:00+00:00\nstatus: investigating\n---\n"
        "**Investigating:** Orders fail.\n",
        "20240110-064000-identified.md": "---\nat: 2024-01-10 06:40:00+00:00\nstatus: identified\n---\n"
        "** Identified:** A disk is full.\n",
        "20240110-073001-resolved.md": "---\nat: 2024-01-10 07:30:01+00:00\nstatus: resolved\n---\n"
        + BACK.format(name="Shop")
        + "\n",
    }


@pytest.mark.parametrize("shape", ["one-file", "beside", "pages", "lines", "holder", "utf-16"])
def test_both_spellings_of_an_export_give_the_same_files(tmp_path: Path, shape: str) -> None:
    wanted = [row.files for row in imported(tmp_path / "gh", OUTAGE, WORK).files if row.incident]
    found, comments = as_rest([OUTAGE, WORK])
    old = source(tmp_path)
    text = {
        "one-file": json.dumps([*found, *comments]),
        "beside": json.dumps(found),
        "pages": "".join(json.dumps([entry]) for entry in [*found, *comments]),
        "lines": "\n".join(json.dumps(entry) for entry in [*comments, *found]),
        "holder": json.dumps({"issues": [found], "comments": comments}),
        "utf-16": json.dumps([*found, *comments], ensure_ascii=False),
    }[shape]
    (old / "issues.json").write_bytes(text.encode("utf-16" if shape == "utf-16" else "utf-8"))
    if shape == "beside":
        write(old, "comments.json", json.dumps(comments))
    again = import_upptime(old, now=NOW)
    assert [row.files for row in again.files if row.incident] == wanted
    assert "comments-missing" not in all_rules(again)


def test_comments_that_were_not_exported_are_counted(tmp_path: Path) -> None:
    found, _ = as_rest([OUTAGE])
    row = one(tmp_path, found[0])
    assert [remark.arguments["value"] for remark in row.unread if remark.rule == "comments-missing"] == ["3"]
    assert "20240110-073002-resolved.md" in row.files
    assert row.without_words == 1


def test_degraded_performance_is_minor_and_its_end_is_the_bots(tmp_path: Path) -> None:
    slow = DOWN.format(name="Shop").replace("was **down**", "experienced **degraded performance**")
    end = comment(
        "2024-01-10T07:30:01Z", "**Resolved:** Shop performance has improved in [`5d6e7f8`](https://x.example)."
    )
    row = one(tmp_path, issue(3, end, title="⚠️ Shop has degraded performance", body=slow))
    assert "title: Shop has degraded performance\n" in row.files["incident.md"]
    assert "impact: minor\nservices:\n  shop: degraded_performance\n" in row.files["incident.md"]
    assert "20240110-073001-resolved.md" in row.files


def test_a_maintenance_has_the_window_and_the_services_of_its_comment(tmp_path: Path) -> None:
    row = one(tmp_path, WORK)
    assert row.files["incident.md"] == (
        "---\ntitle: A larger disk\nkind: maintenance\nlang: en\naliases:\n  - /incident/17/\n"
        "at: 2024-01-20 06:00:00+00:00\n"
        "services:\n  my-sql-depot: degraded_performance\n  cash-desk: degraded_performance\n"
        "  shop: under_maintenance\n"
        "window:\n  start: 2024-02-01 01:00:00+09:00\n  end: 2024-02-01 03:00:00+09:00\n---\n"
        "We move to a larger disk.\n"
    )
    # Upptime closes what is over when it looks next: the work ended with its window.
    assert "status: completed\nended_at: 2024-02-01 03:00:00+09:00\n" in row.files["20240131-192000-completed.md"]
    assert rules(row) == set()


def test_a_window_is_found_on_one_line_and_within_code_as_upptime_finds_it(tmp_path: Path) -> None:
    body = "```html\n<!-- start: 2024-02-01T01:00 end: 2024-02-01T03:00:59.500Z expectedDown: shop -->\n```\nSee above."
    row = one(tmp_path, {**WORK, "body": body})
    assert "start: 2024-02-01 01:00:00+00:00\n  end: 2024-02-01 03:00:59+00:00\n" in row.files["incident.md"]
    assert body in row.files["incident.md"]


def test_a_maintenance_that_was_closed_before_it_began_is_cancelled(tmp_path: Path) -> None:
    row = one(tmp_path, {**WORK, "closedAt": "2024-01-25T00:00:00Z"})
    assert "20240125-000000-cancelled.md" in row.files
    assert "closed-before-start" in rules(row)


def test_a_maintenance_without_its_comment_begins_when_it_was_told(tmp_path: Path) -> None:
    row = one(tmp_path, {**WORK, "body": "Soon.\r\n<!-- a template -->"})
    assert "start: 2024-01-20 06:00:00+00:00\n  end: 2024-01-31 19:20:00+00:00\n" in row.files["incident.md"]
    assert {"window-assumed", "html-comment"} <= rules(row)


def test_people_close_as_they_like(tmp_path: Path) -> None:
    early = comment("2024-01-10T06:50:00Z", "**Resolved:** It works.")
    late = comment("2024-01-10T09:00:00Z", "**Investigating:** why it happened.")
    closing = comment("2024-01-10T07:30:02Z", "Closing.")

    said = one(tmp_path / "a", issue(1, early))
    assert "status: resolved\nended_at: 2024-01-10 07:30:02+00:00\n" in said.files["20240110-065000-resolved.md"]

    reopened = one(tmp_path / "b", issue(1, early, comment("2024-01-10T06:55:00Z", "Not yet."), closing))
    assert "resolved-again" in rules(reopened)
    assert set(reopened.files) == {
        "incident.md",
        "20240110-065000-update.md",
        "20240110-065500-update.md",
        "20240110-073002-resolved.md",
    }

    silent = one(tmp_path / "c", issue(1, late))
    assert silent.files["20240110-073002-resolved.md"].endswith("status: resolved\n---\n")
    assert "20240110-090000-update.md" in silent.files
    assert "status-after-end" in rules(silent)

    untimed = one(tmp_path / "d", issue(1, comment("2024-01-10T06:20:00Z", "Hm."), closedAt=None, state="CLOSED"))
    assert "ended_at: unknown" in "".join(untimed.files.values())

    forgotten = one(tmp_path / "e", issue(1, early, closedAt=None))
    assert "20240110-065000-resolved.md" in forgotten.files
    assert "resolved-but-open" in rules(forgotten)

    still = one(tmp_path / "f", issue(1, closedAt="0001-01-01T00:00:00Z", state="OPEN"))
    assert list(still.files) == ["incident.md"]
    assert "status" not in still.files["incident.md"]


def test_labels_name_services_and_one_that_is_gone_is_kept(tmp_path: Path) -> None:
    gone = issue(
        1, labels=["status", "harbour-cam"], title="🛑 Harbour cam is down", body=DOWN.format(name="Harbour cam")
    )
    people = issue(2, labels=["status", "shop", "urgent"], title="Slow checkout", body="We look into it.")
    found = imported(tmp_path, gone, people)
    assert [(service.id, service.name, service.until) for service in found.site.services][-1] == (
        "harbour-cam",
        "Harbour cam",
        "2024-01-10",
    )
    first, second = (row for row in found.files if row.incident)
    assert "harbour-cam: major_outage" in first.files["incident.md"]
    assert "impact: minor\nservices:\n  shop: degraded_performance\n" in second.files["incident.md"]
    assert rules(second) == {"impact-unknown", "labels-left"}


def test_what_upptime_does_not_show_is_no_incident_and_is_told(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        issue(1, labels=[{"name": "question"}], title="A question"),
        issue(2, pull_request={"url": "x"}, title="A change"),
    )
    assert found.incidents == 0
    assert {"other-issue", "pull-request"} <= all_rules(found)


def test_a_stranger_who_commented_is_named(tmp_path: Path) -> None:
    stranger = comment("2024-01-10T06:20:00Z", "Me too!", "passer-by", "NONE")
    row = one(tmp_path, issue(1, stranger))
    assert [remark.arguments["value"] for remark in row.guessed if remark.rule == "outsider"] == ["passer-by"]
    assert "Me too!" in bodies(row)


@pytest.mark.parametrize(
    "export",
    [
        b"",
        b"not json",
        b"[" * 100_000,
        b'{"message": "Not Found"}',
        b'[{"number": 1, "title": "\\ud83d", "labels": ["status"], "body": 5, "comments": [{"body": null}, 7]}]',
        b'[{"number": 1, "title": null, "labels": {"nodes": [{"name": "status"}]}, "createdAt": 3, "state": []}]',
        b'[{"number": 1, "title": "a", "createdAt": "2999-01-01T00:00:00Z", "labels": ["status"], "comments": 2}',
    ],
)
def test_a_damaged_export_stops_nothing(tmp_path: Path, export: bytes) -> None:
    (source(tmp_path) / "issues.json").write_bytes(export)
    found = import_upptime(tmp_path / "old", now=NOW)
    assert len(found.site.services) == 4
    assert any(row.place.startswith("issues.json") for row in found.files)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("2024-01-10T06:00:00Z"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "body", "login"]), inner),
    max_leaves=4,
)
_PIECES = (
    "one",
    "two\n",
    "three ",
    "<!--",
    "-->",
    "`",
    "```\n",
    "\n",
    "**Resolved:**",
    "**Monitoring:** ",
    "<<<<<<< x\n",
)


@settings(max_examples=30, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(sorted(OUTAGE)), _ANYTHING, max_size=5))
def test_whatever_stands_in_a_field_is_survived(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("odd")
    write(folder, "issues.json", json.dumps([OUTAGE | changes]))
    assert import_upptime(folder, now=NOW).files


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.lists(st.sampled_from(_PIECES), max_size=9).map("".join), min_size=1, max_size=4))
def test_every_word_of_every_body_stands_in_an_update_or_as_a_comment_in_the_report(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("words")
    comments = [comment(f"2024-01-10T06:1{number}:00Z", text) for number, text in enumerate(texts[1:])]
    write(folder, "issues.json", json.dumps([issue(1, *comments, body=texts[0])]))
    row = next(row for row in import_upptime(folder, now=NOW).files if row.incident)
    told = [bodies(row), *(remark.arguments.get("value", "") for remark in row.unread if remark.rule == "html-comment")]
    wanted = Counter(re.findall(r"one|two|three|Resolved|Monitoring|x", " ".join(texts)))
    assert Counter(re.findall(r"one|two|three|Resolved|Monitoring|x", " ".join(told))) == wanted


def test_comments_are_taken_out_and_code_is_left() -> None:
    text = "a <!-- b\nc --> d `<!-- e -->`\n```\n<!-- f -->\n```\n<!-- g -->\nh <!-- i"
    shown = without_comments(text)
    assert shown.text == "a \n d `<!-- e -->`\n```\n<!-- f -->\n```\nh &lt;!-- i"
    assert (shown.comments, shown.is_open) == (("b c", "g"), True)


# ---- git


def repository(old: Path, *commits: tuple[str, str, str]) -> None:
    """A real history: (time, file in history/ without its ending, subject), oldest first."""
    stream = "reset refs/heads/main\n"
    for number, (at, slug, subject) in enumerate(commits, start=1):
        seconds = int(datetime.fromisoformat(f"{at}+00:00").timestamp())
        said, text = (value.encode() for value in (subject, f"url: x\nnumber: {number}\n"))
        stream += (
            f"commit refs/heads/main\nauthor Upptime Bot <bot@example.com> {seconds} +0000\n"
            f"committer Somebody <else@example.com> {seconds + 9_999} +0000\n"
            f"data {len(said)}\n{subject}\nM 644 inline history/{slug}.yml\ndata {len(text)}\n{text.decode()}\n"
        )
    for command in (["init", "-q", "-b", "main"], ["fast-import", "--quiet"]):
        subprocess.run(["git", "-C", old, *command], input=stream.encode(), check=True, capture_output=True)


def down(at: str, slug: str = "shop", name: str = "Shop") -> tuple[str, str, str]:
    return at, slug, f"🟥 {name} is down (502 in 385 ms) [skip ci] [upptime]"


def up(at: str, slug: str = "shop", name: str = "Shop") -> tuple[str, str, str]:
    return at, slug, f"🟩 {name} is up (200 in 211 ms) [skip ci] [upptime]"


def slow(at: str, slug: str = "shop", name: str = "Shop") -> tuple[str, str, str]:
    return at, slug, f"🟨 {name} is degraded (200 in 9000 ms) [skip ci] [upptime]"


def outages(folder: Path, *commits: tuple[str, str, str]) -> dict[str, ImportedFile]:
    repository(source(folder), *commits)
    return {row.incident: row for row in import_upptime(folder / "old", now=NOW).files if row.incident}


def test_a_red_commit_and_the_next_green_one_are_an_incident_that_a_machine_made(tmp_path: Path) -> None:
    found = outages(
        tmp_path,
        up("2024-01-09 00:00"),
        down("2024-01-10 06:00"),
        down("2024-01-10 06:30"),
        up("2024-01-10 07:30"),
        up("2024-01-11 00:00"),
    )
    (row,) = found.values()
    assert re.fullmatch(r"history/shop\.yml#[0-9a-f]{7}", row.place)
    assert rules(row) == {"made-by-monitor"}
    assert (row.incident, row.files) == (
        "2024-01-10-0600-shop",
        {
            "incident.md": "---\ntitle: Shop is down\nlang: en\nat: 2024-01-10 06:00:00+00:00\nimpact: critical\n"
            "services:\n  shop: major_outage\n---\n🟥 Shop is down (502 in 385 ms)\n\n"
            "*Recorded by the monitor (Upptime); nobody wrote about it.*\n",
            "20240110-073000-resolved.md": "---\nat: 2024-01-10 07:30:00+00:00\nstatus: resolved\n---\n"
            "🟩 Shop is up (200 in 211 ms)\n",
        },
    )


def test_a_pause_of_less_than_ten_minutes_makes_one_incident_in_which_it_is_told(tmp_path: Path) -> None:
    found = outages(
        tmp_path,
        down("2024-01-10 06:00"),
        up("2024-01-10 06:20"),
        down("2024-01-10 06:29"),
        up("2024-01-10 06:40"),
        down("2024-01-10 06:50"),
        up("2024-01-10 07:00"),
    )
    assert set(found) == {"2024-01-10-0600-shop", "2024-01-10-0650-shop"}
    files = found["2024-01-10-0600-shop"].files
    assert list(files) == [
        "incident.md",
        "20240110-062000-monitoring.md",
        "20240110-062900-investigating.md",
        "20240110-064000-resolved.md",
    ]
    assert "shop: operational" in files["20240110-062000-monitoring.md"]


def test_slowness_counts_within_an_outage_and_is_else_only_told(tmp_path: Path) -> None:
    found = outages(
        tmp_path, slow("2024-01-09 06:00"), up("2024-01-09 07:00"),
        down("2024-01-10 06:00"), slow("2024-01-10 06:30"), down("2024-01-10 06:40"), up("2024-01-10 07:00"),
    )  # fmt: skip
    (row,) = found.values()
    assert "impact: minor\nservices:\n  shop: degraded_performance" in row.files["20240110-063000-update.md"]
    assert "20240110-064000-investigating.md" in row.files
    rows = {row.file: row for row in import_upptime(tmp_path / "old", now=NOW).files if not row.part}
    assert "slow-without-down" in rules(rows["history/shop.yml"])


def test_what_is_down_stays_open_and_what_is_gone_ends_at_an_unknown_time(tmp_path: Path) -> None:
    found = outages(tmp_path, down("2024-01-10 06:00"), down("2024-01-10 06:30", "old-web", "Old web"))
    assert list(found["2024-01-10-0600-shop"].files) == ["incident.md"]
    gone = found["2024-01-10-0630-old-web"]
    assert "ended_at: unknown" in "".join(gone.files.values())
    assert "end-unknown" in rules(gone)
    services = {service.id: service for service in import_upptime(tmp_path / "old", now=NOW).site.services}
    assert (services["old-web"].name, services["old-web"].until) == ("Old web", "2024-01-10")


@pytest.mark.parametrize(
    ("settings_of_commits", "subjects"),
    [
        ('commitPrefixStatusDown: "💥"\ncommitPrefixStatusUp: "ok:"\n', ("💥 Shop", "ok: Shop")),
        (
            'commitMessages:\n  statusChange: "chore: $SITE_NAME now $STATUS!"\n',
            ("chore: Up now down!", "chore: Up now up!"),
        ),
    ],
)
def test_a_configuration_may_have_other_signs_and_words(
    tmp_path: Path, settings_of_commits: str, subjects: tuple[str, str]
) -> None:
    old = source(tmp_path)
    write(tmp_path, "old/.upptimerc.yml", CONFIG + settings_of_commits)
    repository(old, ("2024-01-10 06:00", "shop", subjects[0]), ("2024-01-10 07:00", "shop", subjects[1]))
    (row,) = (row for row in import_upptime(old, now=NOW).files if row.incident)
    assert subjects[0] in row.files["incident.md"]
    assert "20240110-070000-resolved.md" in row.files


def test_the_monitor_speaks_english_whatever_its_people_speak(tmp_path: Path) -> None:
    old = source(tmp_path)
    write(tmp_path, "old/.upptimerc.yml", CONFIG + "i18n:\n  locale: ja\n")
    assert import_upptime(old, now=NOW).site.languages == ("ja",)
    repository(old, down("2024-01-10 06:00"), up("2024-01-10 07:00"))
    found = import_upptime(old, now=NOW)
    assert found.site.languages == ("ja", "en")
    assert "lang: en" in next(row for row in found.files if row.incident).files["incident.md"]


def test_commits_that_say_nothing_are_told_and_make_nothing(tmp_path: Path) -> None:
    repository(source(tmp_path), ("2024-01-10 06:00", "shop", "chore: tidy"), down("2024-01-10 06:00", "../x"))
    found = import_upptime(tmp_path / "old", now=NOW)
    assert found.incidents == 0
    assert "unclear-commits" in all_rules(found)


def test_with_issues_the_commits_are_left_and_that_is_told(tmp_path: Path) -> None:
    repository(source(tmp_path), down("2024-01-10 06:00"), up("2024-01-10 07:30"))
    write(tmp_path, "old/issues.json", json.dumps([OUTAGE]))
    found = import_upptime(tmp_path / "old", now=NOW)
    assert [row.incident for row in found.files if row.incident] == ["issue-16"]
    assert "commits-left" in all_rules(found)


def test_a_shallow_clone_says_that_older_incidents_are_missing(tmp_path: Path) -> None:
    repository(source(tmp_path), down("2024-01-10 06:00"), up("2024-01-10 07:30"))
    clone = ["git", "clone", "-q", "--depth", "1", f"file://{tmp_path / 'old'}", tmp_path / "new"]
    subprocess.run(clone, check=True, capture_output=True)
    found = import_upptime(tmp_path / "new", now=NOW)
    assert found.incidents == 0
    assert "shallow-clone" in all_rules(found)


# ---- the commands that one types


def test_an_imported_site_passes_check_and_builds_and_importing_twice_changes_nothing(tmp_path: Path) -> None:
    old, into = source(tmp_path), tmp_path / "new"
    exported = write(
        tmp_path, "export.json", json.dumps([OUTAGE, WORK, issue(18, closedAt=None, title="🛑 Till is down")])
    )
    arguments = ("import", "upptime", str(old), "--issues", str(exported), "--into", str(into))
    ran = noroshi(None, *arguments, "--report", str(tmp_path / "report.json"))
    assert (ran.status, ran.out) == (0, "")
    assert "3 incidents added" in ran.err
    rows = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert {"export.json#16", "export.json#17", "export.json#18"} <= {row["file"] for row in rows}

    before = files_of(into)
    again = noroshi(None, *arguments)
    assert "0 incidents added, 3 unchanged" in again.err
    assert files_of(into) == before

    assert noroshi(into, "check").status == 0
    built = noroshi(into, "build")
    assert built.status == 0, built.err
    page = (into / "_site/incidents/issue-16/index.html").read_text(encoding="utf-8")
    assert "A disk is full." in page
    assert (into / "_site/incident/16/index.html").is_file()


def test_what_git_tells_passes_the_check_and_adds_to_a_site_that_is_there(small_site: Path, tmp_path: Path) -> None:
    commits = [down("2024-01-10 06:00"), slow("2024-01-10 06:10"), up("2024-01-10 06:20"), down("2024-01-10 06:25")]
    gone = [down("2024-01-11 06:00", "old-web", "Old *web*")]
    repository(source(tmp_path), *commits, up("2024-01-10 07:00"), *gone)
    before = files_of(small_site)
    ran = noroshi(None, "import", "upptime", str(tmp_path / "old"), "--into", str(small_site))
    assert "2 incidents added" in ran.err
    after = files_of(small_site)
    assert all(after[path] == content for path, content in before.items() if path != "site_src/site.toml")
    assert after["site_src/site.toml"].startswith(before["site_src/site.toml"])
    checked = noroshi(small_site, "check")
    assert checked.status == 0, checked.out + checked.err


def test_an_export_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    ran = noroshi(None, "import", "upptime", str(source(tmp_path)), "--issues", str(tmp_path / "no.json"))
    assert ran.status == 2
    assert "no.json" in ran.err
