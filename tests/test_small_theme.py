"""A theme of thirty lines changes what it says, and nothing else; and what themes may do to each other's files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sample_frames import Tongue
from sample_views import home, text
from small_site import FILES, noroshi, write, write_small_site

from noroshi.render.links import LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import ThemeError, load_theme

HARBOUR = {
    "themes/harbour/theme.toml": """\
extends = "default"
paper_light = "#eef2f4"
""",
    "themes/harbour/css/95-harbour.css": """\
@media screen and (prefers-color-scheme: light) {
  :root { --paper: #eef2f4; }
}
""",
    "themes/harbour/not_found.html": """\
{% extends "base.html" %}
{% block addresses %}{% endblock %}
{% block page %}
<main id="main" class="not-found">
{% for it in view.messages %}
<section lang="{{ it.lang }}">
{% if loop.first %}
<h1>⚓ {{ it.heading }}</h1>
{% else %}
<h2>⚓ {{ it.heading }}</h2>
{% endif %}
<p>{{ piece.run(it.links[0]) }}</p>
</section>
{% endfor %}
</main>
{% endblock %}
""",
}
SETTINGS = FILES["site_src/site.toml"]


def themed(root: Path, name: str, *more: str) -> None:
    chosen = "".join(f"{line}\n" for line in (f'name = "{name}"', *more))
    write(root, "site_src/site.toml", f"{SETTINGS}\n[theme]\n{chosen}")


def built(root: Path, *arguments: str) -> dict[str, bytes]:
    """Every file of the site, without what says when and from what it was made."""
    ran = noroshi(root, "build", *arguments)
    assert ran.status == 0, ran.err
    site = root / "_site"
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != "build.json"}


def without_style(content: bytes) -> bytes:
    """A file without the style, its hash in a policy, and the colour of a browser's bar."""
    content = re.sub(rb"<style>.*?</style>", b"", content, flags=re.DOTALL)
    content = re.sub(rb"(sha256-|&#39;sha256-)[A-Za-z0-9+/=]+", b"", content)
    return re.sub(rb'<meta name="theme-color" content="#[0-9a-f]{6}"', b"", content)


def test_a_theme_of_thirty_lines_changes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    assert sum(file.count("\n") for file in HARBOUR.values()) <= 30
    root = write_small_site(tmp_path, {**FILES, **HARBOUR})
    before = built(root)
    themed(root, "harbour")
    after = built(root)
    assert set(before) == set(after)
    assert [name for name in before if without_style(before[name]) != without_style(after[name])] == ["404.html"]
    assert "⚓".encode() in after["404.html"]
    styled = {name for name in before if before[name] != after[name]}
    assert styled == {name for name in before if name.endswith(".html")} | {"_headers"}
    ours, default = load_theme(root, "harbour"), load_theme(root, "default")
    added = "@media screen and (prefers-color-scheme:light){:root{--paper:#eef2f4}}"
    assert ours.style("").text == default.style("").text + added


def test_a_file_may_extend_the_one_that_it_replaces_by_its_themes_name(tmp_path: Path) -> None:
    write(tmp_path, "themes/ours/theme.toml", 'extends = "default"\n')
    own = (
        '{% extends "default/base.html" %}\n{% block addresses %}{{ super() }}<link rel="me" href="./">{% endblock %}\n'
    )
    write(tmp_path, "themes/ours/base.html", own)
    ours, default = load_theme(tmp_path, "ours"), load_theme(tmp_path, "default")
    for view in (home(Tongue("ja")), text(Tongue("en"))):
        page = render_page(ours, view, LinksMode.SITE).content.decode()
        assert page.count('<link rel="me" href="./">') == 1
        assert (
            page.replace('<link rel="me" href="./">', "") == render_page(default, view, LinksMode.SITE).content.decode()
        )


def test_a_change_of_a_file_that_was_only_extended_makes_the_pages_anew(tmp_path: Path) -> None:
    root = write_small_site(tmp_path)
    write(root, "themes/a/theme.toml", 'extends = "default"\n')
    write(root, "themes/a/not_found.html", '{% extends "default/not_found.html" %}{% block addresses %}1{% endblock %}')
    write(root, "themes/b/theme.toml", 'extends = "a"\n')
    write(root, "themes/b/not_found.html", '{% extends "a/not_found.html" %}')
    themed(root, "b")
    before = built(root)["404.html"]
    write(root, "themes/a/not_found.html", '{% extends "default/not_found.html" %}{% block addresses %}2{% endblock %}')
    after = built(root)["404.html"]
    assert before != after
    assert after == built(root, "--full")["404.html"]


def test_a_theme_may_leave_the_style_of_others_where_it_is(tmp_path: Path) -> None:
    write(tmp_path, "themes/bare/theme.toml", 'extends = "default"\nown_style = true\n')
    write(tmp_path, "themes/bare/css/10.css", "a { color: red; }\n")
    write(tmp_path, "themes/red/theme.toml", 'extends = "bare"\n')
    write(tmp_path, "themes/red/css/20.css", "b { color: red; }\n")
    assert load_theme(tmp_path, "bare").style("").text == "a{color:red}"
    assert load_theme(tmp_path, "red", {"corner": "soft"}).style("").text == "a{color:red}b{color:red}"
    assert "own_style" not in load_theme(tmp_path, "red").settings
    assert "mail.css" in load_theme(tmp_path, "red").files


def test_whether_a_style_is_a_themes_own_is_true_or_false(tmp_path: Path) -> None:
    write(tmp_path, "themes/bare/theme.toml", 'extends = "default"\nown_style = "yes"\n')
    with pytest.raises(ThemeError, match="own_style must be true or false"):
        load_theme(tmp_path, "bare")
