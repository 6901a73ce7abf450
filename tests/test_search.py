"""Every entry can be found by what was said in it, in its language, in a browser that obeys the site's policy."""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from small_site import NOW, Ran, noroshi, serving, spawned, write, write_small_site

from noroshi.render.search_index import can_search

ENABLED = "\n[search]\nenabled = true\n"
NOTICES = {
    "incidents/2026-09-01-api/incident.md": """\
---
title: 決済APIに接続できない障害
at: 2026-09-01 10:00
impact: major
services: parcel-api
---
10時頃から、一部のお客さまが決済APIに接続できなくなっております。ご迷惑をおかけしております。
""",
    "incidents/2026-09-01-api/incident.en.md": """\
---
title: Some customers cannot connect to the API
---
Since about 10:00 <script>alert(1)</script> some customers have been unable to connect. We & our host look into it.
""",
    "incidents/2026-09-01-api/02-resolved.md": "---\nat: 2026-09-01 11:00\n---\n接続は元に戻りました。\n",
    "incidents/2026-09-01-api/02-resolved.en.md": "Connections work again.\n",
    "incidents/2026-09-03-webhook/incident.md": """\
---
title: 通知の配信の遅れ
at: 2026-09-03 10:00
impact: minor
services: tracking
cause: 待ち行列の設定の誤り
---
Webhookの配信が遅れています。カード決済に影響はありません。
""",
    "incidents/2026-09-05-rehearsal/incident.md": """\
---
title: 訓練のための決済の停止
at: 2026-09-05 10:00
impact: minor
services: tracking
drill: true
---
訓練です。
""",
}


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    """Without the extra nothing can be searched; where everything is to be tested, that is a mistake."""
    if can_search():
        return
    said = "the extra is not installed (pip install 'noroshi[search]'): searching was not tried"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)


def searchable(root: Path) -> Path:
    write_small_site(root)
    for path, text in NOTICES.items():
        write(root, path, text)
    config = root / "site_src/site.toml"
    config.write_text(config.read_text("utf-8") + ENABLED, "utf-8")
    return root


def built(root: Path, *arguments: str) -> Path:
    ran = noroshi(root, "build", *arguments)
    assert ran.status == 0, ran.err
    return root / "_site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(searchable(tmp_path_factory.mktemp("searched")))


@contextmanager
def reading(browser: Any, site: Path, path: str, *, script: bool = True, width: int = 360) -> Iterator[Any]:
    """A page of the site with the headers that it asks for. Nobody may be disappointed on the console."""
    context = browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 640})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    with serving(site) as (port, _):
        page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
        yield page
    context.close()
    assert said == []


def found(page: Any, words: str) -> list[str]:
    """Titles, after somebody has typed ``words`` and pressed Enter."""
    field = page.get_by_role("searchbox")
    field.fill(words)
    field.press("Enter")
    page.locator("[role=status]:not(:empty)").wait_for()
    return [str(title) for title in page.locator("#search-found h2").all_inner_texts()]


@pytest.mark.browser
def test_in_japanese_what_was_written_is_found(browser: Any, site: Path) -> None:
    trouble, late = "決済APIに接続できない障害", "通知の配信の遅れ"
    tracking = "荷物の追跡が遅れて表示されています"
    with reading(browser, site, "/search/") as page:
        for words, titles in {
            # The newest first.
            "決済": [late, trouble],
            "決済API": [trouble],
            "接続できない": [trouble],
            "接続できません": [trouble],
            "ご迷惑": [trouble],
            # Nobody wrote it so.
            "遅延": [tracking, late],
            "カード　ＷＥＢＨＯＯＫ": [late],
            "待ち行列": [late],
            "障害": [tracking, late, trouble],
            "送り状": ["送り状の印刷を更新します"],
            "現在地が": [tracking],
        }.items():
            assert found(page, words) == titles
            assert page.get_by_role("status").inner_text() == f"{len(titles)}件見つかりました。"


@pytest.mark.browser
def test_what_was_found_is_shown_with_its_words_marked_and_leads_to_its_page(browser: Any, site: Path) -> None:
    with reading(browser, site, "/search/") as page:
        found(page, "接続")
        entry = page.locator("#search-found > li")
        assert entry.locator(".entry-sign").inner_text() == "障害"
        assert entry.locator(".meta").inner_text() == "2026年9月1日（火）"
        assert set(entry.locator("mark").all_inner_texts()) == {"接続"}
        assert entry.locator(".excerpt").inner_text().startswith("10時頃から、")
        entry.get_by_role("link").click()
        assert page.url.endswith("/incidents/2026-09-01-api/")
        page.go_back()
        page.locator("[role=status]:not(:empty)").wait_for()
        assert page.get_by_role("searchbox").input_value() == "接続"


@pytest.mark.browser
def test_in_english_words_are_found_by_their_stems_and_mark_up_stays_text(browser: Any, site: Path) -> None:
    with reading(browser, site, "/en/search/?q=connection") as page:
        page.get_by_text("1 result", exact=True).wait_for()
        assert page.locator("#search-found h2").inner_text() == "Some customers cannot connect to the API"
        assert page.locator("#search-found mark").count() >= 1
        assert "We & our host" in page.locator(".excerpt").inner_text()
        # Nobody has translated this one.
        assert found(page, "カード決済") == ["通知の配信の遅れ"]
        assert page.locator(".excerpt").inner_text().startswith("Webhookの配信が遅れています。")
        assert found(page, "zeppelin") == []
        said = page.get_by_role("status").inner_text()
        assert said == "Nothing was found for “zeppelin”."
        assert page.url.endswith("/en/search/?q=zeppelin")
        assert found(page, "<b>$&</b>") == []
        assert page.get_by_role("status").inner_text() == "Nothing was found for “<b>$&</b>”."


@pytest.mark.browser
def test_more_is_shown_on_demand_and_the_keyboard_goes_on_there(browser: Any, tmp_path: Path) -> None:
    root = searchable(tmp_path)
    for number in range(1, 13):
        head = f"title: 倉庫の停電 {number}\nat: 2026-08-{number:02} 10:00\nimpact: minor\nservices: labels"
        text = f"---\n{head}\n---\n停電です。\n"
        write(root, f"incidents/2026-08-{number:02}-depot/incident.md", text)
    with reading(browser, built(root), "/search/?q=停電") as page:
        page.get_by_text("12件見つかりました。").wait_for()
        assert page.locator("#search-found > li").count() == 10
        more = page.get_by_role("button", name="続きを表示する")
        more.press("Enter")
        page.locator("#search-found > li:nth-child(12)").wait_for()
        assert more.is_hidden()
        assert page.evaluate("() => document.activeElement === document.querySelector('li:nth-child(11) a')")


@pytest.mark.browser
def test_without_scripts_the_page_says_so_and_leads_to_the_history(browser: Any, site: Path) -> None:
    with reading(browser, site, "/en/search/", script=False) as page:
        assert page.get_by_text("Search needs JavaScript.").is_visible()
        assert page.get_by_role("searchbox").count() == 0
        page.locator(".part-search").get_by_role("link").click()
        assert page.url.endswith("/en/history/")


@pytest.mark.browser
def test_an_index_that_does_not_come_is_said(browser: Any, site: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(site, tmp_path / "broken")
    shutil.rmtree(broken / "search/index/index")
    (broken / "search/index/pagefind-entry.json").write_text("{", "utf-8")
    context = browser.new_context()
    page = context.new_page()
    with serving(broken) as (port, _):
        page.goto(f"http://127.0.0.1:{port}/search/")
        found(page, "決済")
        assert page.get_by_role("status").inner_text().startswith("検索機能を読み込めませんでした。")
    context.close()


@pytest.mark.browser
def test_nothing_is_loaded_for_it_before_somebody_searches(browser: Any, site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with serving(site) as (port, _):
        for path in ("/", "/history/", "/search/"):
            page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
        assert not [url for url in asked if "/search/index/" in url]
    context.close()


def policy_of(page: Path) -> str:
    said = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.read_text("utf-8"))
    assert said is not None
    return html.unescape(said[1])


def test_its_page_alone_may_compile_what_searches(site: Path) -> None:
    assert "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self';" in policy_of(site / "search/index.html")
    others = [page for page in site.rglob("*.html") if page.parent.name != "search"]
    assert others
    assert not [page for page in others if "wasm" in policy_of(page)]
    # The policy of a header holds beside that of a page.
    assert "script-src 'self' 'wasm-unsafe-eval'" in (site / "_headers").read_text("utf-8")


def test_its_script_is_small(site: Path) -> None:
    (script,) = (site / "assets").glob("search.*.js")
    assert len(gzip.compress(script.read_bytes(), 9)) <= 2000


def fragments(site: Path) -> list[dict[str, Any]]:
    said = [gzip.decompress(file.read_bytes()) for file in (site / "search/index/fragment").iterdir()]
    return [json.loads(text[text.index(b"{") :]) for text in said]


def test_rehearsals_menus_and_feet_are_not_searched(site: Path) -> None:
    known = fragments(site)
    assert {entry["url"] for entry in known} == {
        f"{prefix}/incidents/{file.parent.name}/"
        for prefix in ("", "/en")
        for file in site.glob("incidents/*/index.html")
        if "rehearsal" not in str(file) and file.parent.name != "delay-of-tracking"
    }
    texts = "".join(entry["content"] for entry in known).replace("\u200b", "")
    assert "訓練" not in texts
    assert "株式会社灯台便" not in texts


def test_two_builds_in_different_folders_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = built(searchable(tmp_path / "elsewhere"), "--workers", "2")
    files = {file.relative_to(site): file.read_bytes() for file in (site / "search").rglob("*") if file.is_file()}
    assert len(files) > 10
    assert files == {path: (again / path).read_bytes() for path in files}
    assert (site / "build.json").read_bytes() == (again / "build.json").read_bytes()


def test_the_index_is_made_again_only_when_what_it_says_has_changed(tmp_path: Path) -> None:
    root = searchable(tmp_path)
    site = built(root)
    before = (site / "search/index/pagefind-entry.json").stat().st_mtime_ns
    assert (built(root) / "search/index/pagefind-entry.json").stat().st_mtime_ns == before
    write(root, "incidents/2026-09-03-webhook/02-resolved.md", "---\nat: 2026-09-03 11:00\n---\n追いつきました。\n")
    built(root)
    assert any("追いつきました" in entry["content"].replace("\u200b", "") for entry in fragments(site))
    made = {file.relative_to(site): file.read_bytes() for file in site.rglob("*") if file.is_file()}
    built(root, "--full")
    assert made == {path: (site / path).read_bytes() for path in made}


@pytest.mark.parametrize("options", [(), ("--links", "files")])
def test_a_site_that_does_not_want_it_or_is_opened_from_disk_carries_nothing_of_it(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    root = searchable(tmp_path) if options else write_small_site(tmp_path)
    site = built(root, *options)
    assert not (site / "search/index").exists()
    assert not list(site.glob("assets/search.*"))
    assert ("/search/" in (site / "index.html").read_text("utf-8").replace('="search/', '="/search/')) is bool(options)
    assert "wasm" not in "".join(policy_of(page) for page in site.rglob("*.html"))


def without_the_extra(root: Path, lang: str) -> Ran:
    """The command line where what searches is not installed."""
    code = (
        "import sys; sys.modules['pagefind_bin_extended'] = None\n"
        "from noroshi.app.cli import run\n"
        f"sys.argv = {['noroshi', '--root', str(root), '--lang', lang, '--now', NOW, 'build']!r}\n"
        "run()\n"
    )
    script = write(root.parent, "without.py", code)
    return spawned(str(script))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "pip install 'noroshi[search]'. _site is as it was"), ("ja", "検索を作るパッケージが入っていません。")],
)
def test_without_the_extra_nothing_is_published_and_what_to_install_is_said(
    tmp_path: Path, lang: str, said: str
) -> None:
    root = searchable(tmp_path / "site")
    ran = without_the_extra(root, lang)
    assert ran.status == 3
    assert said.replace("_site", str(root / "_site")) in ran.err
    assert not (root / "_site").exists()


@pytest.mark.browser
def test_its_page_is_accessible_with_results_on_it_and_goes_on_a_narrow_screen(browser: Any, site: Path) -> None:
    with reading(browser, site, "/search/", width=320) as page:
        found(page, "決済")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
        page.get_by_role("searchbox").press("Tab")
        assert page.evaluate("() => document.activeElement.tagName") == "BUTTON"
    context = browser.new_context(bypass_csp=True, color_scheme="dark")
    page = context.new_page()
    with serving(site) as (port, _):
        page.goto(f"http://127.0.0.1:{port}/en/search/?q=tracking")
        page.locator("#search-found h2").first.wait_for()
        assert violations(page) == ""
    context.close()
