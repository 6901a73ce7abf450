"""What is published of a site with errors: everything else, and the place is marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_site import noroshi, write

INCIDENT = "incidents/2026-10-05-tracking-delay"
PAGE = f"{INCIDENT}/index.html"
OTHERS = ("incidents/2026-11-15-labels-maintenance", "incidents/2026-11-18-new-year-hours")


def build(root: Path, *, expect: int = 4) -> str:
    """Everything that was said; without ``--keep-going`` the same content publishes nothing."""
    assert noroshi(root, "build", "--quiet").status == 1
    assert not (root / "_site").exists()
    ran = noroshi(root, "build", "--keep-going")
    assert ran.status == expect, ran.err
    return ran.err


def page(root: Path, path: str = "index.html") -> str:
    return (root / "_site" / path).read_text(encoding="utf-8")


def the_others_are_there(root: Path) -> None:
    for folder in OTHERS:
        assert "update-incident" in page(root, f"{folder}/index.html")
        assert "update-incident" in page(root, f"en/{folder}/index.html")


def test_a_broken_update_is_left_out_and_its_place_is_marked(small_site: Path) -> None:
    write(small_site, f"{INCIDENT}/02-identified.md", "---\nat: 2026-10-05 09:58\ncause: [停止\n---\n原因です。\n")
    said = build(small_site)
    assert "published without what has errors; files with errors: 1 (exit status 4)" in said
    for path, words in ((PAGE, "02-identified"), (f"en/{PAGE}", "02-identified")):
        found = page(small_site, path)
        assert words in found
        assert 'id="update-02-identified"' not in found
        assert 'id="update-03-resolved"' in found
        assert 'class="notice"' in found
    the_others_are_there(small_site)


def test_a_broken_first_update_is_left_out_and_the_rest_speaks(small_site: Path) -> None:
    write(
        small_site,
        f"{INCIDENT}/incident.md",
        "---\ntitle: 追跡の遅れ\nat: 2026-10-05 24:12\nservices: tracking\nscope: すべて\n---\n遅れています。\n",
    )
    build(small_site)
    found = page(small_site, PAGE)
    assert 'id="update-incident"' not in found
    assert 'id="update-03-resolved"' in found
    assert "追跡の遅れ" in found
    the_others_are_there(small_site)


@pytest.mark.parametrize(
    "text",
    [
        "---\nat: 2026-10-05 09:12\n---\n題名がありません。\n",
        "---\ntitle: 遅れ\nat: 2026-10-05 09:12\nkind: outage\n---\nそういう種類はありません。\n",
        "---\ntitle: 遅れ\nat: 2026-10-05 09:12\n閉じていません。\n",
        "title: 遅れ\n",
    ],
)
def test_an_incident_that_cannot_be_read_at_all_keeps_its_address(small_site: Path, text: str) -> None:
    write(small_site, f"{INCIDENT}/incident.md", text)
    build(small_site)
    for prefix in ("", "en/"):
        stub = page(small_site, prefix + PAGE)
        assert '<meta name="robots" content="noindex">' in stub
        assert 'id="update-' not in stub
        home = page(small_site, f"{prefix}index.html")
        assert home.count('class="notice"') == 1
        assert "2026-10-05-tracking-delay" not in page(small_site, f"{prefix}history/index.html")
    assert PAGE.removesuffix("index.html") not in page(small_site, "sitemap.xml")
    the_others_are_there(small_site)


OPEN = (
    "---\ntitle: 全停止\nat: 2026-11-21 11:00\nimpact: critical\nservices: [labels, tracking]\nfoo: 1\n---\n"
    "停止しています。\n"
)


def test_while_an_incident_that_may_be_open_cannot_be_read_nothing_says_that_all_is_well(small_site: Path) -> None:
    write(small_site, "incidents/2026-11-21-all-down/incident.md", OPEN)
    build(small_site)
    words = "表示できないお知らせがあり"
    assert words in page(small_site).split("</h1>")[0].replace("<wbr>", "").split("<h1")[1]
    assert words in page(small_site, "embed/index.html").replace("<wbr>", "")
    badge = json.loads(page(small_site, "badge.json"))
    assert (badge["message"], badge["isError"]) == ("一部確認できません", True)
    for name in ("summary", "status"):
        status = json.loads(page(small_site, f"api/v2/{name}.json"))["status"]
        assert status["indicator"] == "minor"
        assert status["description"].startswith(words)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("03-resolved.md", "---\nat: 2026-11-21 11:30\n---\n復旧しました。\n"),
        ("03.md", "---\nat: 2026-11-21 11:30\nstatus: resolved\n---\n復旧しました。\n"),
        ("incident.md", OPEN.replace("foo: 1", "foo: 1\nkind: announcement")),
        ("incident.md", OPEN.replace("foo: 1", "foo: 1\nwithdrawn: 誤り")),
        ("incident.md", OPEN.replace("foo: 1", "foo: 1\ndraft: true")),
    ],
    ids=["a file of the end", "a status of the end", "a notice", "withdrawn", "a draft"],
)
def test_what_is_over_and_cannot_be_read_casts_no_doubt_on_the_state(small_site: Path, file: str, text: str) -> None:
    folder = "incidents/2026-11-21-all-down"
    write(small_site, f"{folder}/incident.md", OPEN)
    write(small_site, f"{folder}/{file}", text)
    build(small_site)
    assert json.loads(page(small_site, "api/v2/status.json"))["status"]["indicator"] == "none"
    assert json.loads(page(small_site, "badge.json"))["message"] == "正常"


def test_a_broken_translation_leaves_out_its_update(small_site: Path) -> None:
    write(small_site, f"{INCIDENT}/03-resolved.en.md", "---\nstatus: resolved\n---\nA fact has one home.\n")
    build(small_site)
    assert 'id="update-03-resolved"' not in page(small_site, PAGE)
    assert 'id="update-02-identified"' in page(small_site, PAGE)


def test_what_becomes_wrong_without_a_broken_update_goes_too(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-20-one/incident.md",
        "---\ntitle: 訂正\nat: 2026-11-20 10:00\n---\n始まりです。\n",
    )
    write(small_site, "incidents/2026-11-20-one/02.md", "---\nat: 2026-11-20 11:00\nstatus: fixed\n---\n直りました。\n")
    build(small_site)
    assert 'id="update-incident"' in page(small_site, "incidents/2026-11-20-one/index.html")
    assert "2026-11-20-one" in page(small_site, "index.html")


def test_a_broken_report_is_left_out(small_site: Path) -> None:
    write(small_site, f"{INCIDENT}/report.md", "---\nat: 2026-10-20 10:00\ncause_state: maybe\n---\n経緯です。\n")
    build(small_site)
    found = page(small_site, PAGE)
    assert 'id="update-report"' not in found
    assert 'id="update-03-resolved"' in found
    assert "report" in found


def test_a_broken_page_of_the_site_is_left_out(small_site: Path) -> None:
    write(small_site, "site_src/pages/help.md", "---\ntitle: 質問\nnavi: true\n---\n本文\n")
    build(small_site)
    assert not (small_site / "_site/help").exists()
    assert "/help/" not in page(small_site)
    the_others_are_there(small_site)


def test_a_broken_glossary_costs_the_explanations_only(small_site: Path) -> None:
    write(small_site, "site_src/glossary.toml", '["API"]\nde = "Schnittstelle"\n')
    build(small_site)
    the_others_are_there(small_site)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('timezone = "Asia/Tokyo"', 'timezone = "Asia/Tokio"'),
        ('url = "https://status.todai.example"', 'url = "status.todai.example"'),
        ('languages = ["ja", "en"]', 'languages = ["ja", "en"'),
        ('id = "labels"', 'id = "La bels"'),
        ("[organisation]", "[organization]"),
    ],
)
def test_a_broken_site_toml_publishes_nothing_since_it_holds_for_every_page(
    small_site: Path, old: str, new: str
) -> None:
    file = small_site / "site_src/site.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    said = build(small_site, expect=1)
    assert "site_src/site.toml:" in said
    assert "site.toml says holds for every page" in said
    assert not (small_site / "_site").exists()


def test_a_folder_whose_name_could_never_be_an_address_gets_none(small_site: Path) -> None:
    write(small_site, "incidents/2026-11-20 決済<b>/incident.md", "---\ntitle: 名前\nat: 2026-11-20 10:00\n---\n本文\n")
    said = build(small_site)
    assert "2026-11-20" in said
    assert not [path for path in (small_site / "_site").rglob("*") if "<" in path.name or " " in path.name]
    the_others_are_there(small_site)


def test_a_broken_draft_or_drill_does_not_show_that_it_exists(small_site: Path) -> None:
    for key in ("draft", "drill"):
        text = f"---\ntitle: 秘密\nat: 2026-11-20 10:00\n{key}: true\nservices: nothing-of-ours\n---\n本文\n"
        write(small_site, f"incidents/2026-11-20-{key}/incident.md", text)
    build(small_site)
    assert "2026-11-20-d" not in "".join(path.as_posix() for path in (small_site / "_site").rglob("*"))


def test_the_site_with_everything_mended_carries_no_marks(small_site: Path) -> None:
    file = small_site / f"{INCIDENT}/02-identified.md"
    good = file.read_text(encoding="utf-8")
    file.write_text("---\nat: never\n---\n", encoding="utf-8")
    build(small_site)
    file.write_text(good, encoding="utf-8")
    assert noroshi(small_site, "build", "--keep-going").status == 0
    assert 'class="notice"' not in page(small_site, PAGE)
    found = json.loads(page(small_site, f"{INCIDENT}/index.json"))
    assert "02-identified" in json.dumps(found)


def test_a_report_that_is_left_out_is_not_told_to_be_late(small_site: Path) -> None:
    resolved = small_site / INCIDENT / "03-resolved.md"
    resolved.write_text(resolved.read_text("utf-8").replace("10:40\n", "10:40\nreport_by: 2026-10-12\n"), "utf-8")
    write(small_site, f"{INCIDENT}/report.md", "---\nat: 2026-10-11 10:00\ncause: 設定の誤り\n---\nご報告します。\n")
    write(small_site, f"{INCIDENT}/report.en.md", "---\ncause: [a setting\n---\nOur report.\n")
    build(small_site)
    for path, late in ((PAGE, "までに公表する予定でしたが"), (f"en/{PAGE}", "The report promised by")):
        assert late not in page(small_site, path)
    data = json.loads(page(small_site, f"{INCIDENT}/index.json"))
    assert data["left_out"] == ["report"]
    assert "report-overdue" not in noroshi(small_site, "check").err
