"""The form at /admin/: there only where a site wants it, under a policy of its own, and what it saves is read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from small_site import NOW, noroshi, write, write_small_site

from noroshi.app.served import Served
from noroshi.source.schemas import json_schema

TABLE = """
[admin]
enabled = true
repository = "todai/status"
script = "https://cdn.example/@sveltia/cms@0.221.1/dist/sveltia-cms.js"
integrity = "sha384-JQ+XsKx/UzwdTiNnFStza3XtqqQoVtyNPApkfvwlzZDfhe7giE9CnfQrpHqgv3k6"
"""
OPEN = "incidents/2026-11-20-labels-fail"
PAGES = ("/", "/en/", "/incidents/2026-10-05-tracking-delay/", "/history/", "/help/", "/embed/", "/en/embed/")


def with_admin(root: Path, table: str = TABLE) -> Path:
    settings = root / "site_src/site.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + table, encoding="utf-8")
    front = "title: 送り状が印刷できません\nat: 2026-11-20 10:00\nimpact: major\nservices: labels"
    write(root, f"{OPEN}/incident.md", f"---\n{front}\n---\n調べています。\n")
    return root


def built(root: Path) -> Path:
    ran = noroshi(root, "build", "--quiet")
    assert ran.status == 0, ran.err
    return root / "_site"


def config(site: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((site / "admin/config.yml").read_text(encoding="utf-8"))
    return found


def policies(site: Path, path: str) -> list[str]:
    found = dict(Served(site, "").answer(path).headers).get("Content-Security-Policy", "")
    return [policy.strip() for policy in found.split(",")] if found else []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(with_admin(write_small_site(tmp_path_factory.mktemp("admin") / "site")))


def test_by_default_there_is_no_form_and_nothing_changes(small_site: Path) -> None:
    site = built(small_site)
    assert not (site / "admin").exists()
    assert "admin" not in (site / "_headers").read_text(encoding="utf-8")


def test_a_switch_alone_is_not_enough_and_says_what_is_missing(small_site: Path) -> None:
    with_admin(small_site, "\n[admin]\nenabled = true\n")
    ran = noroshi(small_site, "build")
    assert ran.status == 1
    for key in ("repository", "script", "integrity"):
        assert f"[admin] is enabled and says no '{key}'" in ran.err


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("repository", "https://github.com/todai/status", "owner and name"),
        ("repository", "status", "owner and name"),
        ("repository", "todai/../status", "owner and name"),
        ("branch", "main; rm", "not the name of a branch"),
        ("backend", "githup", "did you mean 'github'?"),
        ("script", "http://cdn.example/cms.js", "ends in .js"),
        ("script", "https://cdn.example/cms.js; script-src *", "ends in .js"),
        ("script", "https://cdn.example/a'b.js", "ends in .js"),
        ("script", "//cdn.example/cms.js", "ends in .js"),
        ("integrity", "md5-abc", "sha384-"),
        ("integrity", 'sha384-abc" onload="x', "sha384-"),
        ("login", "javascript:alert(1)", "not the address of a page"),
    ],
)
def test_a_value_that_is_none_is_refused_with_what_to_write(small_site: Path, key: str, value: str, said: str) -> None:
    table = re.sub(rf"^{key} = .*\n", "", TABLE, flags=re.M) + f"{key} = {json.dumps(value)}\n"
    ran = noroshi(with_admin(small_site, table), "check")
    assert ran.status == 1
    assert said in ran.out
    assert "[admin] is enabled and says" not in ran.out


# ---- what may load


def test_the_page_runs_one_program_in_one_version_and_is_not_found(site: Path) -> None:
    page = (site / "admin/index.html").read_text(encoding="utf-8")
    scripts = re.findall("<script[^>]*>", page)
    assert scripts == [
        '<script src="https://cdn.example/@sveltia/cms@0.221.1/dist/sveltia-cms.js" '
        'integrity="sha384-JQ+XsKx/UzwdTiNnFStza3XtqqQoVtyNPApkfvwlzZDfhe7giE9CnfQrpHqgv3k6" crossorigin="anonymous">'
    ]
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "/admin/" not in (site / "sitemap.xml").read_text(encoding="utf-8")
    others = [path for path in site.rglob("*.html") if path.parent.name != "admin"]
    assert not any("cdn.example" in path.read_text(encoding="utf-8") for path in others)
    assert not any('admin/"' in path.read_text(encoding="utf-8") for path in others)


def test_the_page_has_a_policy_of_its_own_in_header_and_meta(site: Path) -> None:
    (policy,) = policies(site, "/admin/")
    said = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert said["default-src"] == "'none'"
    assert said["script-src"] == "https://cdn.example/@sveltia/cms@0.221.1/dist/"
    assert said["frame-ancestors"] == "'none'"
    assert {urlsplit(source).netloc for source in said["connect-src"].split() if source.startswith("https:")} == {
        "api.github.com",
        "github.com",
        "www.githubstatus.com",
        "unpkg.com",
    }
    page = (site / "admin/index.html").read_text(encoding="utf-8")
    assert policy == re.findall('http-equiv="Content-Security-Policy" content="([^"]*)"', page)[0] + (
        "; frame-ancestors 'none'"
    )
    headers = dict(Served(site, "").answer("/admin/").headers)
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", PAGES)
def test_every_other_page_keeps_the_strict_policy(site: Path, path: str) -> None:
    found = policies(site, path)
    assert [policy for policy in found if policy.startswith("default-src 'none'")]
    assert not any("unsafe" in policy or "https:" in policy for policy in found)
    framed = "embed" in path
    assert any("frame-ancestors 'none'" in policy for policy in found) is not framed
    assert dict(Served(site, "").answer(path).headers)["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_program_that_compiles_itself_gets_that_right_and_a_form_in_one_language(small_site: Path) -> None:
    table = TABLE.replace("@sveltia/cms@0.221.1/dist/sveltia-cms.js", "decap-cms@3.16.3/dist/decap-cms.js")
    site = built(with_admin(small_site, table + 'login = "https://login.todai.example/auth"\n'))
    (policy,) = policies(site, "/admin/")
    assert "script-src https://cdn.example/decap-cms@3.16.3/dist/ 'unsafe-eval';" in policy
    assert "https://login.todai.example" in policy
    found = config(site)
    assert "i18n" not in json.dumps(found)
    assert found["backend"]["base_url"] == "https://login.todai.example/auth"


def test_pages_opened_from_disk_have_no_form(small_site: Path) -> None:
    ran = noroshi(with_admin(small_site), "build", "--links", "files", "--quiet")
    assert ran.status == 0
    assert not (small_site / "_site/admin").exists()


# ---- what the form offers


def test_a_review_stands_before_publication_and_nothing_published_is_deleted(site: Path) -> None:
    found = config(site)
    assert found["publish_mode"] == "editorial_workflow"
    assert found["backend"] == {
        "name": "github",
        "repo": "todai/status",
        "branch": "main",
        "squash_merges": True,
    }
    folders = [collection for collection in found["collections"] if "folder" in collection]
    assert folders
    assert not any(collection["delete"] for collection in folders)


def test_there_is_a_folder_for_each_open_incident_and_a_report_while_it_is_expected(site: Path) -> None:
    collections = {collection["name"]: collection for collection in config(site)["collections"]}
    assert collections.keys() == {
        "incidents",
        "update-2026-11-20-labels-fail",
        "update-2026-11-15-labels-maintenance",
        "report-2026-11-20-labels-fail",
        "report-2026-10-05-tracking-delay",
    }
    assert collections["update-2026-11-20-labels-fail"]["folder"] == OPEN
    assert collections["update-2026-11-20-labels-fail"]["label"] == "経過: 送り状が印刷できません"
    (report,) = collections["report-2026-11-20-labels-fail"]["files"]
    assert report["file"] == f"{OPEN}/report.md"
    statuses = {
        name: next(field for field in collections[f"update-{name}"]["fields"] if field["name"] == "status")["options"]
        for name in ("2026-11-20-labels-fail", "2026-11-15-labels-maintenance")
    }
    assert statuses["2026-11-15-labels-maintenance"][0] == {"label": "予定", "value": "scheduled"}
    assert {"label": "復旧", "value": "resolved"} in statuses["2026-11-20-labels-fail"]


def test_every_field_is_a_key_of_front_matter_and_facts_have_one_home(site: Path) -> None:
    texts = {
        *("title", "scope", "unaffected", "data", "cause", "workaround", "request", "actions", "body"),
        *("why_not_prevented", "why_so_long", "credit", "faq"),
    }
    for collection in config(site)["collections"]:
        schema = "update" if collection["name"].startswith("update-") else "incident"
        fields = collection.get("fields")
        if fields is None:
            schema, fields = "report", collection["files"][0]["fields"]
        names = [field["name"] for field in fields]
        assert set(names) - {"body"} <= set(json_schema(schema)["properties"])
        required = {field["name"] for field in fields if field["required"]}
        assert required == set(json_schema(schema).get("required", ())) & set(names) | {"at"}
        assert {field["name"] for field in fields if field.get("i18n")} == texts & set(names)


def test_a_line_that_the_form_lets_pass_is_one_that_the_reader_takes(site: Path) -> None:
    fields = {field["name"]: field for field in config(site)["collections"][0]["fields"]}
    for key, good, bad in (
        ("next_update", ("+30m", "2026-11-21 03:40", "2026-11-21 03:40+09:00"), ("30m", "soon")),
        ("eta", ("+2h", "none", "unknown"), ("maybe",)),
        ("report_by", ("2026-12-11", "none"), ("December",)),
    ):
        pattern = re.compile(fields[key]["pattern"][0])
        assert all(pattern.search(text) for text in good)
        assert not any(pattern.search(text) for text in bad)
    assert [field["name"] for field in fields["window"]["fields"]] == ["start", "end"]
    assert {option["value"] for option in fields["services"]["options"]} == {"parcel-api", "labels", "tracking"}


# ---- what it saves


SAVED = {
    "incidents/2026-11-21-112903/incident.md": """\
---
title: 決済APIでエラーが発生しています
at: 2026-11-21 02:51:00+00:00
impact: major
services:
  - parcel-api
scope: unknown
next_update: +30m
emergency: false
draft: false
---
決済の一部が失敗しています。
""",
    "incidents/2026-11-21-112903/incident.en.md": """\
---
title: Errors in the Parcel API
---
Some parcels cannot be registered.
""",
    f"{OPEN}/20261120-013000-update.md": """\
---
at: "2026-11-20 11:30:00+09:00"
status: identified
cause: unknown
---
原因が分かりました。
""",
}


def test_what_the_form_saves_is_read_without_a_remark(small_site: Path) -> None:
    with_admin(small_site)
    for path, text in SAVED.items():
        write(small_site, path, text)
    ran = noroshi(small_site, "check", "--strict", now=NOW)
    assert ran.out == ""
    assert ran.status == 0
