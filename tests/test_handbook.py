"""A folder of Markdown that is read in the repository → pages of the site, in reading order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_site import noroshi, write

SETTINGS = '\n[handbook]\nfolder = "docs"\nlang = "en"\n'
PAGES = {
    "docs/README.md": "# Handbook\n\n1. [Posting an update](posting.md)\n2. [Who calls whom](calls.md#at-night)\n",
    "docs/posting.md": """\
# Posting *an* update

See [who calls whom](calls.md#at-night), [the settings](../site_src/site.toml) and [the makers](https://example.com/).

## What to say

![The desk](images/desk.png) `[not a link](calls.md)`

```markdown title="incidents/2026-11-21-parcels/incident.md" wrong
# no heading
[no link](calls.md)
```

## What to say

Nothing else.
""",
    "docs/calls.md": "# Who calls whom\n\n## At night\n\nThe lead.\n\n## 電話番号（夜）\n\n[again](#at-night)\n",
    "docs/extra.md": "# Extra\n\nNobody links here.\n",
    "docs/ja/README.md": "# 手引き\n\n1. [お知らせの書き方](posting.md)\n",
    "docs/ja/posting.md": "# お知らせの書き方\n\n[連絡網](../calls.md)も[見る](README.md)。\n",
}


@pytest.fixture
def with_handbook(small_site: Path) -> Path:
    settings = small_site / "site_src/site.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    for path, text in PAGES.items():
        write(small_site, path, text)
    (small_site / "docs/images").mkdir()
    (small_site / "docs/images/desk.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return small_site


def main_of(root: Path, path: str) -> str:
    page = (root / "_site" / path / "index.html").read_text(encoding="utf-8")
    return page[page.index("<main") : page.index("</main>")]


def links_of(text: str) -> dict[str, str]:
    """Words of each link → where it leads."""
    return {
        re.sub(r"<[^>]+>", "", words): href
        for href, words in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', text)
    }


def test_a_folder_of_markdown_becomes_pages_whose_links_lead_to_each_other(with_handbook: Path) -> None:
    ran = noroshi(with_handbook, "build")
    assert (ran.status, "warning" in ran.err) == (0, False), ran.err
    posting = main_of(with_handbook, "en/docs/posting")
    assert "Posting an update" in posting.partition("</h1>")[0]
    links = links_of(posting)
    assert links["who calls whom"] == "../calls/#page--at-night"
    assert links["the makers"] == "https://example.com/"
    # The repository's own files are no pages, and nothing says where the repository can be read.
    assert "the settings" in posting
    assert "the settings" not in links
    assert '<img src="../../../docs/images/desk.png"' in posting
    assert (with_handbook / "_site/docs/images/desk.png").is_file()
    assert "[not a link](calls.md)" in posting
    # A fence says which file it is, and what stands in it is left alone.
    assert "<code>incidents/2026-11-21-parcels/incident.md</code>" in posting
    assert "# no heading\n[no link](calls.md)" in posting
    assert 'id="page--what-to-say"' in posting
    assert 'id="page--what-to-say-1"' in posting
    calls = main_of(with_handbook, "en/docs/calls")
    assert links_of(calls)["again"] == "#page--at-night"
    assert 'id="page--電話番号夜"' in calls


def test_pages_stand_in_the_order_in_which_the_first_one_links_them(with_handbook: Path) -> None:
    noroshi(with_handbook, "build")
    around = {}
    for name in ("", "/posting", "/calls", "/extra"):
        main = main_of(with_handbook, f"en/docs{name}")
        around[name] = dict(re.findall(r'<a rel="(\w+)" href="([^"]+)"', main))
    assert around == {
        "": {"next": "posting/"},
        "/posting": {"prev": "../", "up": "../", "next": "../calls/"},
        "/calls": {"prev": "../posting/", "up": "../", "next": "../extra/"},
        "/extra": {"prev": "../calls/", "up": "../"},
    }
    assert links_of((with_handbook / "_site/en/index.html").read_text(encoding="utf-8"))["Handbook"] == "docs/"
    sitemap = (with_handbook / "_site/sitemap.xml").read_text(encoding="utf-8")
    assert all(f"/en/docs{name}/</loc>" in sitemap for name in around)


def test_a_page_is_in_the_readers_language_where_that_language_has_it(with_handbook: Path) -> None:
    noroshi(with_handbook, "build")
    posting = main_of(with_handbook, "docs/posting")
    assert "お知らせの書き方" in posting.partition("</h1>")[0].replace("<wbr>", "")
    assert links_of(posting)["見る"] == "../"
    assert links_of(posting)["連絡網"] == "../../en/docs/calls/"
    assert 'lang="en"' in main_of(with_handbook, "docs/calls")


def test_the_repositorys_other_files_are_linked_where_it_can_be_read(with_handbook: Path) -> None:
    settings = with_handbook / "site_src/site.toml"
    text = settings.read_text(encoding="utf-8") + 'link = "https://git.todai.example/blob/main"\nnav = false\n'
    settings.write_text(text, encoding="utf-8")
    assert noroshi(with_handbook, "build").status == 0
    links = links_of(main_of(with_handbook, "en/docs/posting"))
    assert links["the settings"] == "https://git.todai.example/blob/main/site_src/site.toml"
    assert "Handbook" not in links_of((with_handbook / "_site/en/index.html").read_text(encoding="utf-8"))


def test_what_is_wrong_in_a_handbook_is_told_with_its_file_and_line(with_handbook: Path) -> None:
    write(with_handbook, "docs/calls.md", "No heading.\n")
    write(with_handbook, "docs/extra.md", '# Extra\n\n```sh title="x.sh"\ntrue\n```\n\n![gone](images/gone.png)\n')
    ran = noroshi(with_handbook, "check")
    assert ran.status == 1
    assert "docs/calls.md:1: the page has no title [handbook-title-missing]" in ran.out
    assert "docs/extra.md:7:" in ran.out


@pytest.mark.parametrize("content", [b"# Handbook\xff\n", b"# Handbook\n" + b"x" * 1_100_000])
def test_a_first_page_that_cannot_be_read_is_told_and_the_rest_is_published(
    with_handbook: Path, content: bytes
) -> None:
    (with_handbook / "docs/README.md").write_bytes(content)
    ran = noroshi(with_handbook, "build", "--keep-going")
    assert ran.status == 4
    assert "docs/README.md:" in ran.err
    assert (with_handbook / "_site/index.html").exists() and not (with_handbook / "_site/docs").exists()


@pytest.mark.parametrize(
    "text",
    [
        f"## a{' ' * 300_000}b\n",
        "## a\n" * 60_000,
        "[" * 200_000,
        "[](" * 100_000,
        "## " + "![" * 100_000,
        "電<" * 100_000,
    ],
)
def test_a_page_of_many_signs_costs_no_more_than_its_length(with_handbook: Path, text: str) -> None:
    write(with_handbook, "docs/extra.md", f"# Extra\n\n{text}\n")
    ran = noroshi(with_handbook, "check")
    assert "docs/extra.md:1: warning: the body is shown as it was typed" in ran.out


def test_a_handbook_that_is_not_there_is_no_reason_to_publish_nothing(small_site: Path) -> None:
    file = small_site / "site_src/site.toml"
    file.write_text(file.read_text(encoding="utf-8") + SETTINGS, encoding="utf-8")
    ran = noroshi(small_site, "build")
    assert ran.status == 0
    assert "there is no docs/README.md, the first page of the handbook 'docs'" in ran.err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ('folder = "../docs"', "'../docs' is not a path in the site's folder"),
        ('folder = "docs"\nlang = "fr"', "'fr' is no language of this site"),
        ('folder = "docs/history"', "[page-reserved]"),
    ],
)
def test_a_handbook_that_cannot_be_is_an_error(small_site: Path, settings: str, told: str) -> None:
    file = small_site / "site_src/site.toml"
    file.write_text(file.read_text(encoding="utf-8") + f"\n[handbook]\n{settings}\n", encoding="utf-8")
    write(small_site, "docs/README.md", "# Handbook\n")
    write(small_site, "docs/history/README.md", "# History\n")
    ran = noroshi(small_site, "check")
    assert ran.status == 1
    assert told in ran.out
