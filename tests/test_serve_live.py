"""Files that change while a site is served: real edits, what the browser is told, what the terminal says."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from served_site import PATIENCE, Live, ask, live, served
from small_site import NOW, noroshi, write, write_small_site

from noroshi.output.manifest import read_manifest

PAGE = "/incidents/2026-10-05-tracking-delay/"
UPDATE = "incidents/2026-10-05-tracking-delay/03-resolved.md"
BROKEN = "---\nat: someday <b>\n---\nまだ。\n"
DRAFT = """\
---
title: まだ出していないお知らせ
kind: announcement
at: 2026-11-20 10:00
window: {start: 2026-11-20 10:00, end: 2026-12-31 18:00}
draft: true
---
下書きの本文です。
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One server for all tests that leave its content as they found it."""
    with live(write_small_site(tmp_path_factory.mktemp("live")), "--now", NOW) as found:
        yield found


def test_a_page_that_changed_is_reloaded_and_no_other(site: Live) -> None:
    file = site.root / UPDATE
    before = file.read_text(encoding="utf-8")
    with site.listening(PAGE) as shown, site.listening("/en/subscribe/") as other:
        assert shown.news() == other.news() == {"problems": [], "stopped": ""}
        file.write_text(before + "\n遅れた荷物はありません。\n", encoding="utf-8")
        shown.until("reload")
        assert "遅れた荷物はありません" in site.get(PAGE).decode()
        assert re.fullmatch(
            rf"\d\d:\d\d:\d\d rebuilt in \d+\.\d\d s: \d+ pages? changed \({UPDATE}\)\n", site.says("rebuilt")
        )
        file.write_text(before, encoding="utf-8")
        shown.until("reload")
        other.news()
        assert other.news()["stopped"] == ""


def test_a_mistake_is_told_in_the_language_of_the_page_until_it_is_mended(site: Live) -> None:
    file = site.root / UPDATE
    before, page = file.read_text(encoding="utf-8"), site.get("/en" + PAGE)
    with site.listening(PAGE, "ja") as japanese, site.listening("/en" + PAGE, "en") as english:
        japanese.news(), english.news()
        file.write_text(BROKEN, encoding="utf-8")
        (problem,) = english.news()["problems"]
        assert problem["place"] == f"{UPDATE}:2"
        assert problem["said"] == "'someday <b>' is not a time [not-a-time]"
        assert "2026-11-21 03:12" in problem["hints"][0]
        assert "日時として読めません" in japanese.news()["problems"][0]["said"]
        assert site.get("/en" + PAGE) == page
        assert "&lt;b&gt;" in (index := site.get("/.noroshi/").decode())
        assert "someday <b>" not in index.partition("<script")[0]
        site.says(rf"^{UPDATE}:2: 'someday <b>' is not a time \[not-a-time\]")
        site.says("not rebuilt: the site is as it was")
        file.write_text(before, encoding="utf-8")
        assert english.news() == {"problems": [], "stopped": ""}


def test_drafts_and_letters_are_shown_and_are_no_part_of_the_site(site: Live) -> None:
    folder = "2026-11-20-secret"
    with site.listening("/.noroshi/") as index:
        index.news()
        write(site.root, f"incidents/{folder}/incident.md", DRAFT)
        index.until("reload")
        listed = site.get("/.noroshi/").decode()
        assert "まだ出していないお知らせ" in listed
        draft = site.get(f"/.noroshi/drafts/incidents/{folder}/").decode()
        assert "下書きの本文です" in draft
        assert "not published" in draft
        status, headers, _ = ask(site.port, "/.noroshi/drafts/en/subscribe/")
        assert (status, headers["location"]) == (302, "/en/subscribe/")
        letters = site.get(f"/.noroshi/letters/{folder}/").decode()
        assert "下書きの本文です" in letters
        assert ask(site.port, f"/incidents/{folder}/")[0] == 404
        everything = [file.read_bytes() for file in (site.root / "_site").rglob("*") if file.is_file()]
        assert not any("下書きの本文です".encode() in content for content in everything)
        shutil.rmtree(site.root / "incidents" / folder)
        index.until("reload")
    assert ask(site.port, f"/.noroshi/letters/{folder}/")[0] == 404


def test_another_site_in_the_writers_browser_reads_nothing_and_is_told_nothing(site: Live) -> None:
    for path in ("/.noroshi/", "/.noroshi/events", "/.noroshi/drafts/", "/.noroshi/letters/2026-11-18-new-year-hours/"):
        assert ask(site.port, path, headers={"Host": "evil.example"})[0] == 421
        assert ask(site.port, path, headers={"Sec-Fetch-Site": "cross-site"})[0] == 403
        status, headers, _ = ask(site.port, path, "HEAD", headers={"Origin": "https://evil.example"})
        assert status in (200, 302)
        assert not [name for name in headers if name.startswith("access-control")]
        assert headers["cache-control"] == "no-store"


def test_the_script_is_allowed_by_its_hash_alone_and_stands_in_no_file(site: Live) -> None:
    _, headers, body = ask(site.port, "/en/")
    policy = headers["content-security-policy"]
    # Beside the site's own: 'self'.
    assert re.search(r"script-src 'self' 'sha256-[^']+'[;,]", policy)
    assert "unsafe" not in policy
    assert body.count(b"script-src 'self' 'sha256-") == 1
    file = (site.root / "_site/en/index.html").read_bytes()
    assert b"data-noroshi" not in file
    assert ask(site.port, "/en/feed.json")[2] == (site.root / "_site/en/feed.json").read_bytes()


def test_a_picture_that_changes_reloads_the_page_that_shows_it(site: Live) -> None:
    page = site.root / "site_src/pages/help.md"
    before = page.read_text(encoding="utf-8")
    logo = site.root / "site_src/static/logo.svg"
    with site.listening("/help/") as shown:
        page.write_text(before + "\n![印](/logo.svg)\n", encoding="utf-8")
        shown.until("reload")
        logo.write_text(logo.read_text(encoding="utf-8").replace('r="3"', 'r="2"'), encoding="utf-8")
        shown.until("reload")
        page.write_text(before, encoding="utf-8")
        shown.until("reload")


def test_many_files_that_git_brings_at_once_are_one_rebuild(site: Live) -> None:
    folder, lock = site.root / "incidents", write(site.root, ".git/index.lock", "")
    said, sitemap = len(site.said), len(site.get("/sitemap.xml"))
    for number in range(30):
        text = DRAFT.replace("draft: true\n", "")
        write(site.root, f"incidents/2026-11-19-notice-{number:02}/incident.md", text)
        write(
            site.root, f"incidents/2026-11-19-notice-{number:02}/incident.en.md", "---\ntitle: A notice\n---\nText.\n"
        )
    lock.unlink()
    site.says(r"rebuilt .*2026-11-19.* and \d+ more\)")
    assert len([line for line in site.said[said:] if " rebuilt in" in line and "2026-11-19" in line]) == 1
    assert not [line for line in site.said[said:] if "not rebuilt" in line]
    for place in folder.glob("2026-11-19-*"):
        shutil.rmtree(place)
    while len(site.get("/sitemap.xml")) != sitemap:
        site.says("rebuilt")


def test_a_theme_in_a_new_folder_restyles_pages_without_reloading_and_may_break(small_site: Path) -> None:
    config = small_site / "site_src/site.toml"
    with live(small_site, "--now", NOW) as site, site.listening("/en/") as shown:
        write(small_site, "themes/own/theme.toml", 'extends = "default"\n')
        css = write(small_site, "themes/own/css/zz.css", "body { outline: 1px solid red }\n")
        text = config.read_text(encoding="utf-8")
        config.write_text(text.replace("[contact]", '[theme]\nname = "own"\n\n[contact]'), encoding="utf-8")
        first = shown.until("style")
        css.write_text("body { outline: 2px solid blue }\n", encoding="utf-8")
        assert shown.until("style") != first
        assert site.have("/en/") != first
        template = write(small_site, "themes/own/home.html", "{% broken %}")
        while not (stopped := shown.news()["stopped"]):
            pass
        assert "home.html" in stopped
        assert b"2px" in site.get("/en/")
        template.unlink()
        while shown.news()["stopped"]:
            pass


def test_whatever_becomes_of_the_folders_the_server_lives_on(small_site: Path) -> None:
    config = small_site / "site_src/site.toml"
    text = config.read_text(encoding="utf-8")
    with live(small_site, "--now", NOW) as site, site.listening(PAGE) as shown:
        shown.news()
        config.write_text("name = [", encoding="utf-8")
        assert shown.news()["problems"]
        config.unlink()
        while not any(problem["place"].startswith("site_src/site.toml") for problem in shown.news()["problems"]):
            pass
        config.write_text(text, encoding="utf-8")
        while shown.news()["problems"]:
            pass
        shutil.move(small_site / "incidents", small_site.parent / "kept")
        shown.until("reload")
        assert ask(site.port, PAGE)[0] == 404
        shutil.move(small_site.parent / "kept", small_site / "incidents")
        shown.until("reload")
        small_site.rename(small_site.parent / "away")
        write_small_site(small_site)
        (small_site / UPDATE).write_text("---\nat: 2026-10-05 10:41\n---\n新しい場所です。\n", encoding="utf-8")
        while "新しい場所です" not in site.get(PAGE).decode():
            shown.next()


def test_changes_are_found_by_polling_too(small_site: Path) -> None:
    with live(small_site, "--now", NOW, "--poll") as site, site.listening(PAGE) as shown:
        shown.news()
        (small_site / UPDATE).write_text("---\nat: 2026-10-05 10:41\n---\n見つかりました。\n", encoding="utf-8")
        shown.until("reload")
        assert "見つかりました" in site.get(PAGE).decode()


def test_the_end_comes_to_those_who_listen_and_a_new_server_knows_what_they_have(small_site: Path) -> None:
    with served(small_site, "--now", NOW) as (process, port, _):
        site = Live(small_site, port)
        have, other = site.have(PAGE), site.have("/en/")
        with site.listening(PAGE) as shown:
            shown.news()
            process.send_signal(signal.SIGTERM)
            assert shown.next() == ("", "")
        assert process.wait(timeout=PATIENCE) == 0
    (small_site / UPDATE).write_text("---\nat: 2026-10-05 10:41\n---\nその間に。\n", encoding="utf-8")
    with live(small_site, "--now", NOW) as site:
        with site.listening(PAGE, have=have) as shown:
            shown.until("reload")
        assert site.have("/en/subscribe/") and other
        with site.listening("/en/subscribe/") as shown:
            assert shown.next()[0] == "news"


def test_what_is_private_is_shown_to_this_machine_only(small_site: Path) -> None:
    with served(small_site, "--now", NOW, "--host", "0.0.0.0") as (_, port, _):
        assert ask(port, "/", headers={"Host": "status.example"})[0] == 200
        assert ask(port, "/.noroshi/", headers={"Host": "status.example"})[0] == 403
        assert ask(port, "/.noroshi/")[0] == 200


def _vim(file: Path, text: str) -> None:
    backup = file.with_name(file.name + "~")
    file.rename(backup)
    file.write_text(text, encoding="utf-8")
    backup.unlink()


def _replace(file: Path, text: str) -> None:
    fresh = file.with_name("." + file.name + ".tmp")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _sed(file: Path, text: str) -> None:
    subprocess.run(["sed", "-i", "$a " + text.splitlines()[-1], str(file)], check=True)


WRITERS: tuple[Callable[[Path, str], None], ...] = (_vim, _replace, _write, _sed)


def test_after_any_edits_what_is_served_is_what_a_fresh_build_makes(tmp_path: Path) -> None:
    choose = random.Random(5)
    root = write_small_site(tmp_path / "site")
    with live(root, "--now", NOW) as site, site.listening("/") as shown:
        for round in range(4):
            for step in range(6):
                files = sorted((root / "incidents").rglob("[0-9]*.md"))
                file, number = choose.choice(files), f"{round}.{step}"
                match choose.randrange(6):
                    case 0:
                        write(
                            root,
                            f"incidents/2026-11-1{step}-made-{round}/incident.md",
                            DRAFT.replace("draft: true\n", ""),
                        )
                    case 1:
                        new = root / f"incidents/2026-11-1{step}-made-{round}"
                        shutil.copytree(root / "incidents/2026-11-18-new-year-hours", new, dirs_exist_ok=True)
                    case 2:
                        for made in (root / "incidents").glob("2026-11-1?-made-*"):
                            made.rename(made.with_name(made.name + "x"))
                    case 3:
                        write(root, "site_src/static/note.txt", number)
                    case _:
                        before = file.read_text(encoding="utf-8")
                        choose.choice(WRITERS)(file, f"{before}\n{number}回目の変更です。\n")
            fresh = tmp_path / "fresh" / "site"
            ran = noroshi(root, "build", "--site", str(fresh), "--outbox", str(tmp_path / "fresh" / "outbox"))
            made, wanted = read_manifest(root / "_site"), read_manifest(fresh)
            while ran.status == 0 and made and wanted and made.files != wanted.files:
                shown.next()
                made = read_manifest(root / "_site")
            if ran.status == 0:
                assert wanted
                assert all(
                    ask(site.port, "/" + path)[2] == (fresh / path).read_bytes()
                    for path in wanted.files
                    if not path.endswith(".html") and not path.startswith("_")
                )
