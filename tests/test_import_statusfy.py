"""A Statusfy site becomes incident folders: no word lost, nothing run, nothing overwritten, all doubts told."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output_sites import files_of
from small_site import noroshi, write

from noroshi.source.importers.imported import Imported, ImportedFile, NothingToImport, report_rows
from noroshi.source.importers.into import write_import
from noroshi.source.importers.statusfy import import_statusfy
from noroshi.source.importers.statusfy.address import page_id
from noroshi.source.importers.statusfy.literals import literals

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CONFIG = """\
// The harbour's page
const analytics = process.env.GA || "UA-1";
module.exports = {
  title: "Harbour Radio",
  baseUrl: 'https://status.harbour.example',
  defaultLocale: "en",
  locales: [{ code: "en", iso: "en-GB" }, { code: "ja", iso: "ja-JP", },],
  content: { dir: "content", systems: ["stream", /* old */ "archive"] },
  analytics: { ga: analytics, other: "x" + "y" },
}
"""
FRONT = """\
---
title: {title}
description: "{description}"
date: 2024-05-03T07:10:00.000Z
severity: {severity}
affectedsystems:
  - stream
resolved: {resolved}
---
{body}"""
UPDATES = """\
<!--- language code: en -->

::: update Resolved | 2024-05-03T08:30:00.250Z
A cable had come loose.
:::

::: update Notified | 2024-05-03T07:40:00Z
A listener called.
:::
"""


def words(lang: str) -> dict[str, str]:
    file = resources.files("noroshi.app") / "words" / f"import.{lang}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def typed(
    body: str,
    *,
    title: str = "The stream is silent",
    description: str = "",
    severity: str = "major-outage",
    resolved: str = "true",
) -> str:
    return FRONT.format(title=title, description=description, severity=severity, resolved=resolved, body=body)


def planned(more: str, body: str = "", *, resolved: str = "true") -> str:
    front = typed(body, title="A larger disk", severity="under-maintenance", resolved=resolved)
    return front.replace("resolved:", f"{more}resolved:", 1)


def one(folder: Path, content: str | bytes, name: str = "2024-05-03_silence.md") -> ImportedFile:
    """Import a checkout of one incident."""
    write(folder, "config.js", CONFIG)
    path = folder / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return next(file for file in import_statusfy(folder, now=NOW).files if file.incident)


def rules(*files: ImportedFile) -> set[str]:
    return {remark.rule for file in files for part in (file.guessed, file.repaired, file.unread) for remark in part}


def rows(found: Imported) -> dict[str, ImportedFile]:
    return {file.file: file for file in found.files}


def test_blocks_become_updates_and_words_that_are_no_status_stay(tmp_path: Path) -> None:
    file = one(tmp_path, typed(UPDATES, description="Listeners hear *nothing*."))
    assert file.files == {
        "incident.md": "---\ntitle: The stream is silent\nlang: en\naliases:\n"
        f"  - /incidents/{page_id('2024-05-03_silence.md')}/\nat: 2024-05-03 07:10:00+00:00\nservices:\n"
        "  stream: major_outage\n---\nListeners hear \\*nothing\\*.\n",
        "20240503-074000-update.md": "---\nat: 2024-05-03 07:40:00+00:00\n---\n**Notified** – A listener called.\n",
        "20240503-083000-resolved.md": "---\nat: 2024-05-03 08:30:00+00:00\nstatus: resolved\n---\n"
        "A cable had come loose.\n",
    }
    assert rules(file) == {"fractions"}


def test_a_folder_of_incidents_that_a_link_leads_elsewhere_is_not_entered(tmp_path: Path) -> None:
    write(tmp_path, "private/salaries.md", typed("Nobody may read this."))
    write(tmp_path, "old/config.js", CONFIG)
    write(tmp_path, "old/2024-05-03_silence.md", typed(UPDATES))
    (tmp_path / "old/content").symlink_to(tmp_path / "private")
    found = rows(import_statusfy(tmp_path / "old", now=NOW))
    assert rules(found["content"]) == {"link-outside"}
    assert not any("salaries" in name for name in found)


def test_settings_that_a_link_leads_elsewhere_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, "private/settings.js", "module.exports = {title: 'Accounts'}")
    write(tmp_path, "old/content/2024-05-03_silence.md", typed(UPDATES))
    (tmp_path / "old/config.js").symlink_to(tmp_path / "private/settings.js")
    assert import_statusfy(tmp_path / "old", now=NOW).site.name == "old"


@pytest.mark.parametrize("folder", ["a" * 5_000, "a\\0b", "../private", "/etc"])
def test_a_folder_that_cannot_be_one_leaves_the_usual_one(folder: str, tmp_path: Path) -> None:
    write(tmp_path, "config.js", f"module.exports = {{content: {{dir: '{folder}'}}}}")
    write(tmp_path, "content/2024-05-03_silence.md", typed(UPDATES))
    assert "content/2024-05-03_silence.md" in rows(import_statusfy(tmp_path, now=NOW))


def test_a_name_that_is_no_utf_8_stands_in_the_report(tmp_path: Path) -> None:
    write(tmp_path, "old/config.js", CONFIG)
    (tmp_path / "old/content").mkdir()
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/old/content/\x8f\xa1.md"))
    strange.write_text(typed(UPDATES), encoding="utf-8")
    into, report = tmp_path / "new", tmp_path / "report.json"
    ran = noroshi(None, "import", "statusfy", str(tmp_path / "old"), "--into", str(into), "--report", str(report))
    assert ran.status == 0
    assert os.fsdecode(b"content/\x8f\xa1.md") in {row["file"] for row in json.loads(report.read_bytes())}


@pytest.mark.parametrize("sign", ["\\'", '\\"', "\\`"])
def test_a_text_in_the_settings_that_never_ends_costs_no_more_than_its_length(sign: str) -> None:
    found = literals("module.exports = {title: 'Harbour', note: " + sign[1] + sign * 100_000 + "\n, baseUrl: 'x'}")
    assert found.values["title"] == "Harbour"


@pytest.mark.parametrize("names", [("", ""), (" HEAD", " main"), (" ", "")])
def test_a_merge_that_was_left_half_done_is_shown_and_checks(names: tuple[str, str], tmp_path: Path) -> None:
    body = f"<<<<<<<{names[0]}\nNo sound.\n=======\nSilence.\n>>>>>>>{names[1]}\n"
    assert "merge-conflict" in rules(one(tmp_path / "old", typed(body)))
    write_import(import_statusfy(tmp_path / "old", now=NOW), tmp_path / "new")
    assert noroshi(tmp_path / "new", "check").status == 0


def test_the_description_is_not_said_twice(tmp_path: Path) -> None:
    file = one(tmp_path, typed("Listeners hear **nothing**!\n\n" + UPDATES, description="Listeners hear nothing"))
    assert file.files["incident.md"].endswith("---\nListeners hear **nothing**!\n")


def test_what_is_said_at_the_date_is_the_first_update(tmp_path: Path) -> None:
    body = "Nothing is heard.\n\n::: update Identified | 2024-05-03T07:10:00Z\n- a cable\n:::\n\nThanks.\n"
    file = one(tmp_path, typed(body, resolved="false"))
    assert list(file.files) == ["incident.md"]
    assert "status: identified\n" in file.files["incident.md"]
    assert file.files["incident.md"].endswith("---\nNothing is heard.\n\nThanks.\n\n- a cable\n")


def test_equal_times_are_told_in_the_order_in_which_things_go(tmp_path: Path) -> None:
    body = "".join(f"::: update {name} | 2024-05-03T09:00:00Z\n{name}.\n:::\n" for name in ("Completed", "Identified"))
    file = one(tmp_path, typed(body, description="Silence."))
    assert sorted(file.files) == [
        "20240503-090000-1-identified.md",
        "20240503-090000-2-resolved.md",
        "incident.md",
    ]


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("Investigating", "investigating", "Text."),
        ("Monitoring", "monitoring", "Text."),
        ("恢复中", "monitoring", "**恢复中** – Text."),
        ("已解决", "resolved", "**已解决** – Text."),
        ("Completed", "resolved", "**Completed** – Text."),
        ("Workaround", "", "**Workaround** – Text."),
        ("Mitigated [1]", "", r"**Mitigated \[1\]** – Text."),
    ],
)
def test_a_name_is_a_status_or_stands_before_the_text(tmp_path: Path, name: str, status: str, text: str) -> None:
    body = f"First.\n\n::: update {name} | 2024-05-03T09:00:00Z\nText.\n:::"
    file = one(tmp_path, typed(body, resolved="false"))
    told = file.files[f"20240503-090000-{status or 'update'}.md"]
    assert told.endswith(f"---\n{text}\n")
    assert ("unknown-label" in rules(file)) == (name == "Mitigated [1]")


def test_a_maintenance_has_its_window_and_its_own_statuses(tmp_path: Path) -> None:
    body = """\
::: update Completed | 2024-06-01T23:30:00Z
All moved.
:::
::: update Ongoing | 2024-06-01T22:30:00Z
Half of it.
:::
::: update Planned | 2024-05-20T10:00:00Z
We will move.
"""
    file = one(tmp_path, planned("scheduled: 2024-06-01T22:00:00Z\nduration: 89.5\n", body))
    assert "kind: maintenance\n" in file.files["incident.md"]
    assert (
        "services:\n  - stream\nwindow:\n  start: 2024-06-01 22:00:00+00:00\n  end: 2024-06-01 23:30:00+00:00\n"
        in file.files["incident.md"]
    )
    assert sorted(file.files) == [
        "20240520-100000-scheduled.md",
        "20240601-223000-in-progress.md",
        "20240601-233000-completed.md",
        "incident.md",
    ]


@pytest.mark.parametrize(
    ("more", "name", "rule"),
    [
        ("scheduled: 2024-06-01T22:00:00Z\nduration: 60\n", "20240601-230000-completed.md", "ends-with-window"),
        ("scheduled: 2024-06-01T22:00:00Z\nduration: soon\n", "20240601-220000-completed.md", "unreadable-duration"),
        ("duration: 60\n", "20240503-081000-completed.md", "window-from-date"),
        ("modified: 2024-05-04T01:00:00Z\n", "20240504-010000-completed.md", "end-unknown"),
    ],
)
def test_a_maintenance_without_blocks_ends_with_its_window(tmp_path: Path, more: str, name: str, rule: str) -> None:
    file = one(tmp_path, planned(more, "Moving."))
    assert name in file.files
    assert rule in rules(file)


def test_where_no_block_says_that_it_is_over_the_last_one_ends_it(tmp_path: Path) -> None:
    body = "::: update Updated | 2024-05-03T09:00:00Z\nAll but one.\n:::"
    file = one(tmp_path, typed(body, description="Silence."))
    assert "status: resolved\n---\n**Updated** – All but one." in file.files["20240503-090000-resolved.md"]
    assert "last-ends" in rules(file)
    without = one(tmp_path, typed("Silence."))
    assert sorted(without.files) == [
        "20240503-071000-1-update.md",
        "20240503-071000-2-resolved.md",
        "incident.md",
    ]
    assert without.files["20240503-071000-2-resolved.md"].endswith("status: resolved\nended_at: unknown\n---\n")
    assert "end-unknown" in rules(without)


def test_a_word_after_the_end_does_not_open_what_is_resolved(tmp_path: Path) -> None:
    body = UPDATES + "::: update Monitoring | 2024-05-03T09:30:00Z\nWe watch.\n:::\n"
    closed, opened = (one(tmp_path, typed(body, resolved=flag)) for flag in ("true", "false"))
    assert closed.files["20240503-093000-update.md"].endswith("---\n**Monitoring** – We watch.\n")
    assert "status: monitoring" in opened.files["20240503-093000-monitoring.md"]


@pytest.mark.parametrize(
    "front",
    [
        '---json\n{\n\t"title": "T: 1",\n\t"date": "2024-05-03T07:10:00Z",\n\t"severity": "partial-outage",\n'
        '\t"affectedsystems": ["archive"],\n\t"resolved": true\n}\n---\n',
        '---toml\ntitle = "T: 1"\ndate = 2024-05-03T07:10:00.000Z\nseverity = "partial-outage"\n'
        'affectedsystems = [\n  "archive"\n]\nresolved = true\n---\n',
        '+++\ntitle = "T: 1"\ndate = 2024-05-03T07:10:00Z\nseverity = "partial-outage"\n'
        'affectedsystems = ["archive"]\nresolved = true\n+++\n',
        '---yml\ntitle: "T: 1"\ndate: 2024-05-03 07:10\nseverity: Partial outage\naffectedsystems: archive\n'
        "resolved: true\n---\n",
    ],
)
def test_every_kind_of_front_matter_says_the_same(tmp_path: Path, front: str) -> None:
    file = one(tmp_path, front + UPDATES)
    for line in ('title: "T: 1"\n', "at: 2024-05-03 07:10:00+00:00\n", "  archive: partial_outage\n"):
        assert line in file.files["incident.md"]
    assert "20240503-083000-resolved.md" in file.files


def test_a_translation_stands_beside_each_update_and_says_no_facts(tmp_path: Path) -> None:
    write(tmp_path, "content/ja/2024-05-03_silence.md", typed(
        "::: update 解決 | 2024-05-03T08:30:00Z\nケーブルが外れていました。\n:::\n"
        "::: update 追記 | 2024-05-03T09:00:00Z\n日本語だけの文です。\n:::\n",
        title="配信の音が出ません", description="音が聞こえません。", severity="partial-outage",
    ))  # fmt: skip
    base = one(tmp_path, typed(UPDATES, description="Silence."))
    found = rows(import_statusfy(tmp_path, now=NOW))
    translation = found["content/ja/2024-05-03_silence.md"]
    assert (translation.translates, translation.incident, translation.files) == ("2024-05-03_silence", "", {})
    assert rules(translation) == {"translation-fact", "translation-alone"}
    assert base.files["incident.ja.md"] == "---\ntitle: 配信の音が出ません\n---\n音が聞こえません。\n"
    assert base.files["20240503-083000-resolved.ja.md"] == "**解決** – ケーブルが外れていました。\n"
    assert base.files["20240503-090000-update.md"] == "---\nat: 2024-05-03 09:00:00+00:00\n---\n"
    assert base.files["20240503-090000-update.ja.md"] == "**追記** – 日本語だけの文です。\n"
    assert base.without_words == 1


def test_what_only_a_locale_has_is_an_incident_in_its_language(tmp_path: Path) -> None:
    write(tmp_path, "content/ja/2024-05-04_only.md", typed(UPDATES, title="日本語だけ"))
    write(tmp_path, "content/fr/2024-05-03_silence.md", typed("Rien.", title="Silence"))
    write(tmp_path, "content/notes/plan.md", "Not shown.")
    one(tmp_path, typed(UPDATES))
    imported = import_statusfy(tmp_path, now=NOW)
    found = rows(imported)
    assert "lang: ja\n" in found["content/ja/2024-05-04_only.md"].files["incident.md"]
    assert "incident.fr.md" in found["content/2024-05-03_silence.md"].files
    assert rules(found["content/notes/plan.md"]) == {"folder-not-shown"}
    assert imported.site.languages == ("en", "ja", "fr")


@pytest.mark.parametrize(
    ("name", "address"),
    # Calculated with hash-sum 2.0.0 under Node.js.
    [("a", "8daa19aa"), ("日本.md", "3c485cc8"), ("😀.md", "84c7e868"), ("x" * 50, "75ae4d14")],
)
def test_the_former_address_is_the_one_that_statusfy_made(name: str, address: str) -> None:
    assert page_id(name) == address


def test_an_address_of_its_own_is_kept_unless_it_leads_elsewhere(tmp_path: Path) -> None:
    own, *_ = (one(tmp_path, typed("x").replace("---\n", f"---\nid: {id_}\n", 1), name) for id_, name in (
        ("382ee1ab", "a.md"), ("382EE1AB", "b.md"), ("a", "c.md")
    ))  # fmt: skip
    assert "aliases:\n  - /incidents/382ee1ab/\n" in own.files["incident.md"]
    found = rows(import_statusfy(tmp_path, now=NOW))
    for name in ("b", "c"):
        assert "aliases" not in found[f"content/{name}.md"].files["incident.md"]
        assert "address-lost" in rules(found[f"content/{name}.md"])


def test_a_program_is_read_and_never_run() -> None:
    found = literals(CONFIG)
    assert found.values == {
        "title": "Harbour Radio",
        "baseUrl": "https://status.harbour.example",
        "defaultLocale": "en",
        "locales": [{"code": "en", "iso": "en-GB"}, {"code": "ja", "iso": "ja-JP"}],
        "content": {"dir": "content", "systems": ["stream", "archive"]},
        "analytics": {},
    }
    assert found.skipped == ["analytics.ga", "analytics.other"]


@pytest.mark.parametrize(
    ("program", "values"),
    [
        ("const settings = {title: `A`}\nexport default settings", {"title": "A"}),
        ("export default { ...base, title, name: slug(title, {a: [1]}), head() { return {} }, b: 2 }", {"b": "2"}),
        (r"""module.exports = {'a': "\u65e5\x41\n\"", "b": `x${a}`, c: ["p", q, "r"].map(f), d: [1, e]}""",
         {"a": '日A\n"', "d": ["1"]}),
        ("module.exports = {a: 1, b: {c: 'never closed", {"a": "1", "b": {}}),
        ("module.exports = { ] } a: [ } ", {}),
        ("module.exports = require('./other')", {}),
        ("// module.exports = {a: 1}\n'module.exports = {b: 1}'", {}),
    ],
)  # fmt: skip
def test_what_is_no_literal_is_skipped(program: str, values: dict[str, object]) -> None:
    assert literals(program).values == values


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="{}[](),:.\"'`\\/*$ab1 \n=>", max_size=60))
def test_no_program_can_stop_the_reading(text: str) -> None:
    literals(f"module.exports = {{{text}")


def test_systems_have_the_names_that_the_pages_showed_in_each_language(tmp_path: Path) -> None:
    for code, title in (("en", "Live stream"), ("ja", "配信")):
        items = {"stream": {"title": title, "description": "Music."}}
        write(tmp_path, f"locales/{code}.json", json.dumps({"title": title, "systems": {"items": items}}))
    write(tmp_path, "locales/de.json", "{")
    write(tmp_path, "content/x.md", typed("x").replace("- stream", "- stream\n  - tape"))
    one(tmp_path, typed(UPDATES))
    assert noroshi(None, "import", "statusfy", str(tmp_path), "--into", str(tmp_path / "new")).status == 0
    site = tomllib.loads((tmp_path / "new/site_src/site.toml").read_text(encoding="utf-8"))
    assert site == {
        "name": {"en": "Harbour Radio", "ja": "配信"},
        "url": "https://status.harbour.example",
        "languages": ["en", "ja"],
        "timezone": "UTC",
        "feeds": {"authority": "status.harbour.example,2024"},
        "services": [
            {"id": "stream", "name": {"en": "Live stream", "ja": "配信"}, "description": "Music."},
            {"id": "archive", "name": "archive"},
            {"id": "tape", "name": "tape", "until": "2024-05-03"},
        ],
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("config.yml", "title: Harbour\nbaseUrl: https://s.example\ncontent:\n  systems: [stream]\n"),
        ("config.toml", 'title = "Harbour"\nbaseUrl = "https://s.example"\n[content]\nsystems = ["stream"]\n'),
        ("config.json", '{"title": "Harbour", "baseUrl": "https://s.example", "content": {"systems": ["stream"]}}'),
    ],
)
def test_every_kind_of_configuration_is_read(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, f"old.{name}", text)
    write(tmp_path, "old/2024.md", typed(UPDATES))
    found = import_statusfy(tmp_path / "old", now=NOW)
    assert (found.site.name, found.site.url, [service.until for service in found.site.services]) == (
        "Harbour", "https://s.example", [""],
    )  # fmt: skip


def test_without_a_list_of_systems_services_come_from_the_incidents(tmp_path: Path) -> None:
    write(tmp_path, "2024.md", typed(UPDATES))
    found = import_statusfy(tmp_path, now=NOW)
    assert [(service.id, service.until) for service in found.site.services] == [("stream", "")]
    assert {"no-config", "no-systems"} <= rules(found.files[0])


def test_every_file_has_its_row_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(typed("Secret."), encoding="utf-8")
    source = tmp_path / "old"
    one(source, typed(UPDATES))
    write(source, "content/README.md", "About this folder.")
    write(source, "content/big.md", "x" * 600_000)
    write(source, "content/picture.png", "no picture")
    (source / "content" / "out.md").symlink_to(tmp_path / "secret.md")
    found = rows(import_statusfy(source, now=NOW))
    assert {name: rules(row) for name, row in found.items() if not row.incident} == {
        "config.js": {"script-skipped", "settings-left"},
        "content/README.md": {"not-an-issue"},
        "content/big.md": {"too-large"},
        "content/picture.png": {"not-an-issue"},
        "content/out.md": {"link-outside"},
    }
    for lang in ("ja", "en"):
        assert len(report_rows(found.values(), words(lang))) == len(found)


def test_a_folder_of_incidents_outside_of_the_checkout_is_not_entered(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/secret.md", typed("Secret."))
    write(tmp_path, "old/config.yml", "content: {dir: ../elsewhere}\n")
    write(tmp_path, "old/content/x.md", typed("x"))
    assert [file.file for file in import_statusfy(tmp_path / "old", now=NOW).files] == ["config.yml", "content/x.md"]


def test_a_folder_without_incidents_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "content/README.md", "Nothing yet.")
    for source in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(NothingToImport):
            import_statusfy(source, now=NOW)


def test_an_imported_site_passes_check_builds_and_stays_as_it_is(tmp_path: Path, small_site: Path) -> None:
    old = tmp_path / "old"
    write(old, "content/ja/2024-05-03_silence.md", typed("", title="音が出ません", description="調べています。"))
    write(old, "content/disk.md", planned("scheduled: 2024-06-01T22:00:00Z\nduration: 60\n", "Moving."))
    write(
        old, "content/later.md", planned("scheduled: 2031-01-01T22:00:00Z\nduration: 60\n", "Soon.", resolved="false")
    )
    write(
        old, "content/wrong.md", typed("::: update Resolved | 2024-05-97T\nOver.\n").replace("2024-05-03T", "2024-13-")
    )
    one(old, typed(UPDATES, description="Listeners hear nothing."))
    into, report = tmp_path / "new", tmp_path / "report.json"
    ran = noroshi(None, "import", "statusfy", str(old), "--into", str(into), "--report", str(report))
    assert (ran.status, ran.out) == (0, "")
    assert "6 files read: 4 incidents added" in ran.err
    told = {row["file"]: row["incident"] for row in json.loads(report.read_text(encoding="utf-8"))}
    assert told["content/ja/2024-05-03_silence.md"] == "2024-05-03_silence"
    before = files_of(into)
    assert "0 incidents added, 4 unchanged" in noroshi(None, "import", "statusfy", str(old), "--into", str(into)).err
    assert files_of(into) == before
    assert noroshi(into, "check").status == 0
    built = noroshi(into, "build", "--quiet")
    assert built.status == 0, built.err
    site = into / "_site"
    assert "A cable had come loose." in (site / "incidents/2024-05-03_silence/index.html").read_text("utf-8")
    assert "調べています。" in (site / "ja/incidents/2024-05-03_silence/index.html").read_text("utf-8")
    former = site / "incidents" / page_id("2024-05-03_silence.md") / "index.html"
    assert "2024-05-03_silence" in former.read_text("utf-8")

    own = files_of(small_site)
    noroshi(None, "import", "statusfy", str(old), "--into", str(small_site))
    after = files_of(small_site)
    assert all(after[path] == content for path, content in own.items() if path != "site_src/site.toml")
    assert after["site_src/site.toml"].startswith(own["site_src/site.toml"])
    assert noroshi(small_site, "check").status == 0


LINES = st.sampled_from(
    [
        "",
        "Words of a person.",
        "::: update Resolved | 2024-05-03T09:00:00Z",
        ":::update Monitoring | 2024-05-03T08:00:00.123Z",
        "::: update Ongoing | 2024-05-03T08:00:00Z",
        "::: update Identified | 2024-05-03T07:10:00Z",
        "::: update Mitigated | 2024-05-097T16:00",
        "::: update",
        ":::: update No time",
        ":::",
        "::: warning",
        "```",
        "    indented",
        "# Heading",
        "[name]: https://example.com/",
        "see [this][name]",
        "-->",
        "<!-- never ends",
        "---",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(LINES, max_size=12), st.lists(LINES, max_size=6), st.sampled_from(["", "Some _words_ <b> 1. &amp;"]),
    st.sampled_from(["under-maintenance", "major-outage", "?"]), st.sampled_from(["true", "false"]),
)  # fmt: skip
def test_no_word_of_a_body_is_ever_lost(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[str],
    others: list[str],
    description: str,
    severity: str,
    resolved: str,
) -> None:
    folder = tmp_path_factory.mktemp("words")
    for place, body in (("ja/", others), ("", lines)):
        text = typed("\n".join(body), description=description, severity=severity, resolved=resolved)
        write(folder, f"content/{place}x.md", text)
    file = one(folder, (folder / "content/x.md").read_bytes(), "x.md")
    for body, is_base in ((lines, True), (others, False)):
        written = "\n".join(text for name, text in file.files.items() if name.endswith(".ja.md") != is_base)
        if not is_base:
            # The status is a fact; it stands in one place and is shown in every language.
            written += " ".join(re.findall(r"^status: .*$", "\n".join(file.files.values()), re.M))
        bodies = re.sub(r"^\[name\]: .*$", "", "\n".join([*body, description.replace("&amp;", "")]), flags=re.M)
        told = re.sub(r"(?m)^:+ *update|\| 2024-05-0\dT.*Z$", "", bodies)
        told = re.sub(r"<!--.*?-->", "", told, flags=re.S)
        lost = Counter(re.findall(r"[^\W_]+", told.lower())) - Counter(re.findall(r"[^\W_]+", written.lower()))
        assert not lost


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n{text}".encode())))
def test_no_file_can_stop_an_import(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    assert one(tmp_path_factory.mktemp("any"), content).files["incident.md"]
