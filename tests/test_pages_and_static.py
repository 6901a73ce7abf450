"""The site's own pages and files, and what may not be one."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from noroshi.app.formats import format_text
from noroshi.model.problem import Problem, Severity
from noroshi.model.site import Site
from noroshi.model.text import Text
from noroshi.source.load import load as load_content
from noroshi.source.site import load_site
from noroshi.source.static import load_static

SITE = """\
name = "Status"
url = "https://status.example.com"
languages = ["ja", "en", "pt-BR"]
timezone = "Asia/Tokyo"
"""


def load(root: Path, **pages: str | bytes) -> tuple[Site, tuple[Problem, ...]]:
    """A site with these pages; ``about__en`` stands for ``about.en.md``."""
    folder = root / "site_src" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "site_src" / "site.toml").write_text(SITE, encoding="utf-8")
    for name, text in pages.items():
        content = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name.replace('__', '.')}.md").write_bytes(content)
    site, problems = load_site(root)
    assert site is not None
    return site, problems


def rules(problems: tuple[Problem, ...]) -> list[tuple[str, int, str]]:
    return [(Path(problem.place.path).name, problem.place.line, problem.rule) for problem in problems]


def test_a_page_has_a_title_a_body_and_its_translations(tmp_path: Path) -> None:
    site, problems = load(
        tmp_path,
        about="---\ntitle: このページについて\nnav: true\norder: 20\n---\n**本文**です。\n",
        about__en="---\ntitle: About\n---\nThe *body*.\n",
        about__pt="---\ntitle: Sobre\n---\n",
    )
    assert rules(problems) == [("about.pt.md", 1, "page-language")]
    (page,) = site.pages
    assert (page.id, page.nav, page.order) == ("about", True, 20)
    assert page.title == Text("ja", "このページについて", (("en", "About"),))
    assert page.body.said("ja")[0].html == "<p><strong>本文</strong>です。</p>"
    assert page.body.said("en")[0].html == "<p>The <em>body</em>.</p>"
    assert page.body.said("pt-BR") == page.body.said("ja")


def test_pages_stand_by_order_and_then_by_id(tmp_path: Path) -> None:
    site, problems = load(
        tmp_path,
        b="---\ntitle: B\n---\n",
        a="---\ntitle: A\n---\n",
        last="---\ntitle: L\norder: 5\n---\n",
        first="---\ntitle: F\norder: -1\n---\n",
    )
    assert problems == ()
    assert [page.id for page in site.pages] == ["first", "a", "b", "last"]
    assert not any(page.nav for page in site.pages)


def test_a_translation_needs_no_front_matter_and_its_suffix_any_case(tmp_path: Path) -> None:
    site, problems = load(tmp_path, help="---\ntitle: ヘルプ\n---\n本文\n")
    (tmp_path / "site_src" / "pages" / "help.pt-br.md").write_text("Corpo\n")
    site, problems = load(tmp_path)
    assert problems == ()
    assert site.pages[0].title == Text("ja", "ヘルプ")
    assert site.pages[0].body.said("pt-BR")[0].plain == "Corpo"


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("---\nnav: true\n---\n", 1, "page-title-missing"),
        ("---\ntitle: A\nmenu: true\n---\n", 3, "page-unknown-key"),
        ("---\ntitle: A\nnav: yes\n---\n", 3, "not-true-or-false"),
        ("---\ntitle: A\norder: first\n---\n", 3, "not-a-number"),
        ("---\ntitle: A: B\n---\n", 2, "needs-quotes"),
        ("---\ntitle: A # B\n---\n", 2, "text-cut"),
        ("---\ntitle: A\ntitle: B\n---\n", 3, "duplicate-key"),
        ("---\ntitle: A\n", 1, "fence-not-closed"),
        ("no front matter\n", 1, "no-front-matter"),
        ("", 1, "empty-file"),
        ("---\ntitle: A\x00\n---\n", 2, "control-character"),
        ("題".encode("cp932"), 1, "not-utf8"),
    ],
)
def test_a_mistake_in_a_page_is_told_with_its_line_and_the_page_is_left_out(
    tmp_path: Path, text: str | bytes, line: int, rule: str
) -> None:
    site, problems = load(tmp_path, page=text)
    assert ("page.md", line, rule) in rules(problems)
    assert site.pages == ()


def test_a_fact_in_a_translation_is_told_with_its_one_home(tmp_path: Path) -> None:
    _, problems = load(tmp_path, help="---\ntitle: A\n---\n", help__en="---\ntitle: B\norder: 2\n---\n")
    assert format_text(problems, "en") == (
        "site_src/pages/help.en.md:3: 'order' stands in a translation [page-fact-twice]\n"
        "    it is written once, in site_src/pages/help.md: take it out here\n"
    )


def test_a_translation_without_its_original_is_told(tmp_path: Path) -> None:
    _, problems = load(tmp_path, help__en="---\ntitle: B\n---\n")
    assert rules(problems) == [("help.en.md", 1, "page-without-original")]


def test_a_suffix_for_the_first_language_is_a_second_original(tmp_path: Path) -> None:
    _, problems = load(tmp_path, help="---\ntitle: A\n---\n", help__ja="---\ntitle: B\n---\n")
    assert rules(problems) == [("help.ja.md", 1, "page-language-twice")]


@pytest.mark.parametrize("name", ["index", "incidents", "history", "api", "en", "fr", "pt-br", "feed", "404"])
def test_a_page_may_not_take_the_place_of_one_of_the_build(tmp_path: Path, name: str) -> None:
    site, problems = load(tmp_path, **{name: "---\ntitle: A\n---\n"})
    assert rules(problems) == [(f"{name}.md", 1, "page-reserved")]
    assert site.pages == ()


@pytest.mark.parametrize("name", ["Über uns", "About", "a b", "頁", "help.v2.1"])
def test_a_name_that_is_no_id_is_told_with_one_that_is(tmp_path: Path, name: str) -> None:
    _, problems = load(tmp_path, **{name: "---\ntitle: A\n---\n"})
    assert [problem.rule for problem in problems] == ["page-name"]
    assert str(problems[0].arguments["paste"]).isascii()


def test_what_is_no_page_is_a_warning_and_hidden_files_are_nothing(tmp_path: Path) -> None:
    (tmp_path / "site_src" / "pages" / "folder.md").mkdir(parents=True)
    (tmp_path / "site_src" / "pages" / "plan.docx").write_text("x")
    (tmp_path / "site_src" / "pages" / ".about.md.swp").write_text("x")
    _, problems = load(tmp_path)
    assert rules(problems) == [("folder.md", 1, "page-not-markdown"), ("plan.docx", 1, "page-not-markdown")]
    assert {problem.severity for problem in problems} == {Severity.WARNING}


def test_a_page_that_is_a_link_out_of_the_site_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "site_src" / "pages").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (root / "site_src" / "pages" / "secret.md").symlink_to(tmp_path / "secret.md")
    site, problems = load(root)
    assert rules(problems) == [("secret.md", 1, "link-leaves-site")]
    assert site.pages == ()


def test_what_was_taken_out_of_a_page_is_a_warning_on_its_line(tmp_path: Path) -> None:
    site, problems = load(tmp_path, help="---\ntitle: A\n---\nText\n\n<script>alert(1)</script>\n")
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert ("help.md", 6, "markup-removed") in rules(problems)
    assert "script" not in site.pages[0].body.original.html


def test_a_page_explains_terms_and_shows_pictures_of_the_static_folder(tmp_path: Path) -> None:
    static = tmp_path / "site_src" / "static"
    static.mkdir(parents=True)
    (static / "map.png").write_bytes(b"x")
    (tmp_path / "site_src" / "glossary.toml").write_text('["API"]\nja = "窓口"\n')
    site, problems = load(tmp_path, help="---\ntitle: A\n---\nAPIです。![図](/map.png)\n")
    assert problems == ()
    assert 'title="窓口"' in site.pages[0].body.original.html
    assert 'src="/map.png"' in site.pages[0].body.original.html


# ---- static


def static(root: Path, *names: str) -> Path:
    folder = root / "site_src" / "static"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def test_an_update_shows_pictures_of_the_static_folder_by_addresses_that_are_ones(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "site_src" / "static").mkdir()
    (tmp_path / "site_src" / "static" / "図 1.png").write_bytes(b"")
    incident = tmp_path / "incidents" / "2026-11-21-dns" / "incident.md"
    incident.parent.mkdir(parents=True)
    body = "![一](/図%201.png) ![二](</図 1.png>)"
    incident.write_text(f"---\ntitle: 障害\nat: 2026-11-21 03:12\nimpact: minor\n---\n{body}\n", encoding="utf-8")
    content = load_content(tmp_path)
    assert rules(content.problems) == []
    html = content.incidents[0].updates[0].body.original.html
    assert re.findall('src="([^"]*)"', html) == ["/%E5%9B%B3%201.png"] * 2


def test_static_files_are_listed_by_path_without_hidden_ones(tmp_path: Path) -> None:
    static(
        tmp_path,
        "logo.svg",
        "img/b.png",
        "img/a.png",
        ".DS_Store",
        ".git/config",
        "img/.hidden",
        "Thumbs.db",
        ".well-known/security.txt",
        ".well-known/.secret",
    )
    files, problems = load_static(tmp_path)
    assert problems == ()
    assert [path for path, _ in files] == [".well-known/security.txt", "img/a.png", "img/b.png", "logo.svg"]
    assert all(path.read_bytes() == b"x" for _, path in files)


def test_a_site_without_static_files_has_none(tmp_path: Path) -> None:
    assert load_static(tmp_path) == ((), ())


@pytest.mark.parametrize(
    "name",
    ["index.html", "Index.HTML", "build.json", "feed.atom", "api/v2/x.json", "incidents/a.png", "en/x.html", "help/x"],
)
def test_a_file_may_not_take_the_place_of_one_of_the_build(tmp_path: Path, name: str) -> None:
    static(tmp_path, name)
    files, problems = load_static(tmp_path, languages=("ja", "en"), pages=("help",))
    assert files == ()
    assert [problem.rule for problem in problems] == ["static-reserved"]


def test_names_that_differ_only_in_case_or_composition_are_told(tmp_path: Path) -> None:
    static(tmp_path, "a.png", "A.png", "img/x.png", "IMG/y.png", "\u30ac.png", "\u30ab\u3099.png")
    _, problems = load_static(tmp_path)
    assert [problem.rule for problem in problems] == ["static-names-collide"] * 3


def test_links_may_only_lead_to_published_files(tmp_path: Path) -> None:
    root = tmp_path / "root"
    folder = static(root, "a.png", ".secret", "sub/b.png")
    (tmp_path / "outside").write_text("x")
    (folder / "same.png").symlink_to("a.png")
    (folder / "out.png").symlink_to(tmp_path / "outside")
    (folder / "toml.png").symlink_to("../site.toml")
    (folder / "circle").symlink_to(".")
    (folder / "folder").symlink_to("sub")
    (folder / "secret.png").symlink_to(".secret")
    (folder / "broken.png").symlink_to("nothing")
    (folder / "self").symlink_to("self")
    files, problems = load_static(root)
    assert [path for path, _ in files] == ["a.png", "same.png", "sub/b.png"]
    assert {Path(problem.place.path).name: problem.rule for problem in problems} == {
        "out.png": "static-link-leaves",
        "toml.png": "static-link-leaves",
        "circle": "static-link",
        "folder": "static-link",
        "secret.png": "static-link",
        "broken.png": "static-link",
        "self": "static-link",
    }


def test_a_pipe_is_no_file_and_is_never_opened(tmp_path: Path) -> None:
    folder = static(tmp_path, "a.png")
    os.mkfifo(folder / "pipe")
    files, problems = load_static(tmp_path)
    assert [path for path, _ in files] == ["a.png"]
    assert [problem.rule for problem in problems] == ["static-not-a-file"]


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31m", "a:b", "a\\b", " a", "a#b", "a?b", "\u202egnp.a"])
def test_a_name_that_no_address_or_disk_can_carry_is_refused(tmp_path: Path, name: str) -> None:
    static(tmp_path, name)
    files, problems = load_static(tmp_path)
    assert files == ()
    assert [problem.rule for problem in problems] == ["static-name"]
    assert "\x1b" not in format_text(problems, "ja")


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    folder = static(tmp_path, "a.png")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.png")).write_bytes(b"x")
    files, problems = load_static(tmp_path)
    assert [path for path, _ in files] == ["a.png"]
    assert [problem.rule for problem in problems] == ["static-name"]
    format_text(problems, "en").encode("utf-8")


def test_a_large_file_is_published_with_a_warning(tmp_path: Path) -> None:
    folder = static(tmp_path, "film.mp4")
    with (folder / "film.mp4").open("wb") as file:
        file.truncate(6 * 1024 * 1024)
    files, problems = load_static(tmp_path)
    assert len(files) == 1
    assert [(problem.rule, problem.severity) for problem in problems] == [("static-large", Severity.WARNING)]


def test_folders_without_end_are_told(tmp_path: Path) -> None:
    static(tmp_path, "/".join(["d"] * 25) + "/x")
    files, problems = load_static(tmp_path)
    assert files == ()
    assert [problem.rule for problem in problems] == ["static-too-deep"]


def test_the_static_folder_itself_is_no_link_out_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "key.txt").write_text("secret")
    (tmp_path / "root" / "site_src").mkdir(parents=True)
    (tmp_path / "root" / "site_src" / "static").symlink_to(tmp_path / "private")
    files, problems = load_static(tmp_path / "root")
    assert files == ()
    assert rules(problems) == [("static", 1, "static-link-leaves")]
