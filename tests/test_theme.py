"""Themes: found by name, overridden file by file, and never silent about a name that does not exist."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_frames import Tongue
from sample_views import home, text

from noroshi.render.csp import content_security_policy, hash_source
from noroshi.render.links import LinksMode
from noroshi.render.pages import page_file, render_page
from noroshi.render.stylesheet import stylesheet
from noroshi.render.theme import TemplateFailure, ThemeError, load_theme, theme_folders


def make_theme(root: Path, name: str, extends: str, **files: str) -> None:
    folder = root / "themes" / name
    folder.mkdir(parents=True)
    settings = f'extends = "{extends}"\n' if extends else ""
    (folder / "theme.toml").write_text(settings, encoding="utf-8")
    for file, content in files.items():
        path = folder / file.replace("__", "/").replace("_html", ".html").replace("_css", ".css")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def test_the_default_theme_comes_with_noroshi(tmp_path: Path) -> None:
    (folder,) = theme_folders(tmp_path, "default")
    assert (folder / "base.html").is_file()


def test_a_theme_overrides_its_parent_file_by_file(tmp_path: Path) -> None:
    make_theme(
        tmp_path,
        "ours",
        "default",
        text_html='{% extends "base.html" %}{% block main %}<h1>OURS {{ view.heading.text }}</h1>{% endblock %}',
        css__95_own_css=":root { --paper: #ffffff; }",
    )
    ours, default = load_theme(tmp_path, "ours"), load_theme(tmp_path, "default")
    page = render_page(ours, text(Tongue("en")), LinksMode.SITE).content.decode()
    assert "<h1>OURS About this page</h1>" in page
    assert 'class="skip"' in page
    assert render_page(ours, home(Tongue("en")), LinksMode.SITE).content.count(b"<h1>") == 1
    assert ours.style("").text == default.style("").text + ":root{--paper:#ffffff}"
    assert ours.settings == default.settings


def test_style_for_the_pages_of_some_templates_is_on_no_other_page_and_every_policy_allows_it(tmp_path: Path) -> None:
    make_theme(tmp_path, "ours", "default", **{"css__home+text__70_wide_css": ".wide { color: red; }"})
    ours = load_theme(tmp_path, "ours")
    for page in (home(Tongue("en")), text(Tongue("en"))):
        content = render_page(ours, page, LinksMode.SITE).content.decode()
        assert ".wide{color:red}" in content
        assert hash_source(content.partition("<style>")[2].partition("</style>")[0]) in content.replace("&#39;", "'")
    assert ".wide" not in ours.style("").text + ours.style("", "incident.html").text
    allowed = {style.text for style in ours.styles("")}
    assert {ours.style("", name).text for name in ("", "home.html", "text.html", "incident.html")} <= allowed


def test_a_theme_of_a_theme_sees_the_nearest_file(tmp_path: Path) -> None:
    make_theme(tmp_path, "a", "", page_html="a", other_html="a")
    make_theme(tmp_path, "b", "a", page_html="b {% include 'other.html' %}")
    make_theme(tmp_path, "c", "b", other_html="c")
    assert load_theme(tmp_path, "c").render("page.html") == "b c"
    assert [folder.name for folder in theme_folders(tmp_path, "c")] == ["c", "b", "a"]


def test_an_unknown_theme_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    make_theme(tmp_path, "harbour", "default")
    with pytest.raises(ThemeError) as told:
        theme_folders(tmp_path, "habour")
    assert told.value.rule == "unknown-theme"
    assert told.value.arguments["near"] == "harbour"
    assert set(told.value.arguments["allowed"]) >= {"default", "harbour"}


@pytest.mark.parametrize("name", ["..", "default/..", "", "/tmp"])
def test_a_theme_is_a_name_and_not_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ThemeError, match="unknown-theme"):
        theme_folders(tmp_path, name)


def test_themes_that_extend_each_other_in_a_ring_are_told(tmp_path: Path) -> None:
    make_theme(tmp_path, "a", "b")
    make_theme(tmp_path, "b", "a")
    with pytest.raises(ThemeError) as told:
        theme_folders(tmp_path, "a")
    assert (told.value.rule, told.value.arguments["chain"]) == ("theme-cycle", ("a", "b", "a"))


def test_settings_that_are_not_toml_are_told(tmp_path: Path) -> None:
    make_theme(tmp_path, "a", "")
    (tmp_path / "themes/a/theme.toml").write_text("extends = \n", encoding="utf-8")
    with pytest.raises(ThemeError, match="theme-settings"):
        theme_folders(tmp_path, "a")


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("one\n{{ view.headlin }}", 2),
        ("one\n\n{% if %}", 3),
        ('{% include "nowhere.html" %}', 1),
        ('one\n{{ links.href("javascript:x") }}', 2),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(tmp_path: Path, wrong: str, line: int) -> None:
    make_theme(tmp_path, "ours", "default", home_html=wrong)
    with pytest.raises(TemplateFailure) as told:
        render_page(load_theme(tmp_path, "ours"), home(Tongue("en")), LinksMode.SITE)
    assert (told.value.template, told.value.line) == ("home.html", line)
    assert told.value.reason


def test_everything_that_a_template_prints_is_escaped(tmp_path: Path) -> None:
    make_theme(tmp_path, "a", "", page_html="{{ said }}")
    assert load_theme(tmp_path, "a").render("page.html", said="<b>&") == "&lt;b&gt;&amp;"


def test_a_page_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    pages = {render_page(load_theme(tmp_path, "default"), home(Tongue("ja")), LinksMode.SITE).content for _ in range(3)}
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("path", "file"),
    [("/", "index.html"), ("/en/history/", "en/history/index.html"), ("/404.html", "404.html")],
)
def test_a_page_lies_where_its_path_says(path: str, file: str) -> None:
    assert page_file(path) == file


def test_a_style_loses_its_comments_and_keeps_its_meaning() -> None:
    sheet = """
    /* a { b: c } */
    a > b, .c :hover { color: red; content: "a  /* b */ ; c"; margin: calc(1px + 2px) 0; }
    @media (min-width: 40rem) { a { b: c; } }
    """
    assert stylesheet([sheet]) == (
        'a > b,.c :hover{color:red;content:"a  /* b */ ; c";margin:calc(1px + 2px) 0}@media (min-width:40rem){a{b:c}}'
    )


def test_the_policy_allows_the_pages_own_style_and_nothing_else() -> None:
    own = hash_source("a{}")
    assert own == "'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='"
    policy = content_security_policy((own,))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "frame-ancestors" not in policy
