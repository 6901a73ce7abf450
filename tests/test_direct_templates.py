"""Templates that take every value straight from where it lies print what Jinja2 prints, or leave it to Jinja2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader
from sample_frames import Tongue
from sample_views import home, incident_open, text

from noroshi.render.direct import direct_environment
from noroshi.render.environment import environment
from noroshi.render.links import LinksMode
from noroshi.render.pages import TEMPLATES, render_page
from noroshi.render.theme import TemplateFailure, load_theme
from noroshi.views.pieces import Row, Run, Table

RUN = Run("<決済API>", "en", path="/services/payment/")
TABLE = Table("facts", "Facts & figures", (Row("scope", "Scope", (RUN,)), Row("cause", "Cause", ())))
GIVEN: dict[str, Any] = {"run": RUN, "table": TABLE, "words": {"dot": " · ", "class": "<b>", "items": "3"}}
MACROS = (
    "{% macro one(a, b='<') %}{{ a }}{{ b }}{% endmacro %}"
    "{% macro box() %}[{{ caller() }}]{% endmacro %}"
    "{% macro any() %}{{ varargs|join('+') }}{% endmacro %}"
)
DIRECT = (
    "{{ run.text }}{{ table.rows[0].label }}{{ words['dot'] }}",
    "{% for it in table.rows %}{{ loop.index }}{{ it.key }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{{ one(run.text, 2) }}{{ one(run.text) }}{{ one(b=1, a=2) }}{{ any(1, '<', 3) }}",
    "{% call box() %}<i>{{ run.text }}</i>{% endcall %}",
    "{{ run.text.removeprefix('<')|upper }}{{ 5.0.is_integer() }}{{ 'a'.upper() }}{{ (1 + 2).real }}",
    "{% block outer %}<p>{% block inner %}{{ run.text }}{% endblock %}</p>{% endblock %}",
    "{% set said %}{{ one(run.text) }}{% endset %}{{ said }}{{ said ~ '<' }}",
    "{% autoescape false %}{{ run.text }}{{ one(run.text) ~ '<' }}{% endautoescape %}{{ run.text }}",
    "{{ words.class }}{{ nobody is defined }}{{ nobody|default('none') }}",
    "{{ table.rows[:1][0].key }}{{ words.get('none', '<') }}{{ words.items()|length }}",
    "{% extends 'outer' %}{% block main %}{{ super() }}{{ run.text }}{% endblock %}",
)
"""What Python takes as Jinja2 does."""
UNUSUAL = (
    "{{ words.dot }}",
    "{{ run['text'] }}",
    "{{ run.colour is defined }}",
    "{{ run.colour|default('none') }}",
    "{% block outer %}{{ run.text }}{% endblock %}{{ self.outer() }}",
    "{{ table.rows[7] is defined }}",
)
"""What it does not, and raises."""


def plain(source: str) -> str:
    return MACROS + source if "extends" not in source else source


def said(made: Any, source: str) -> str:
    made.loader = DictLoader({"outer": "<{% block main %}outer {{ run.text }}{% endblock %}>"})
    return str(made.from_string(plain(source)).render(GIVEN))


@pytest.mark.parametrize("source", DIRECT)
def test_what_is_taken_directly_is_what_jinja_takes(source: str) -> None:
    assert said(direct_environment(()), source) == said(environment((), escapes=True), source)


@pytest.mark.parametrize("source", UNUSUAL)
def test_what_jinja_finds_in_its_own_way_is_left_to_it(source: str) -> None:
    assert said(environment((), escapes=True), source)
    with pytest.raises(Exception, match=r"."):
        said(direct_environment(()), source)


@pytest.mark.parametrize("make", [home, incident_open, text])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_default_theme_is_printed_directly_and_says_the_same(make: Any, language: str) -> None:
    quick, slow = load_theme(Path(), "default"), load_theme(Path(), "default")
    slow.printing.unusual.update(TEMPLATES.values())
    view = make(Tongue(language))
    assert render_page(quick, view, LinksMode.SITE) == render_page(slow, view, LinksMode.SITE)
    assert quick.printing.unusual == set()


def theme_saying(folder: Path, said: str) -> Path:
    theme = folder / "themes" / "ours"
    theme.mkdir(parents=True)
    (theme / "theme.toml").write_text('extends = "default"\n', encoding="utf-8")
    (theme / "text.html").write_text(said, encoding="utf-8")
    return folder


def test_a_theme_that_asks_for_a_word_as_an_attribute_gets_it(tmp_path: Path) -> None:
    ours = load_theme(theme_saying(tmp_path, "{{ words.dot }}{{ frame.path }}"), "ours")
    view = text(Tongue("en"))
    shown = [render_page(ours, view, LinksMode.SITE).content.decode() for _ in range(2)]
    assert shown == [f"{view.frame.words['dot']}{view.frame.path}"] * 2
    assert ours.printing.unusual == {"text.html"}


def test_a_fault_in_a_theme_is_told_with_its_line(tmp_path: Path) -> None:
    ours = load_theme(theme_saying(tmp_path, "<p>\n{{ frame.pahts }}\n"), "ours")
    with pytest.raises(TemplateFailure) as failed:
        render_page(ours, text(Tongue("en")), LinksMode.SITE)
    assert (failed.value.template, failed.value.line) == ("text.html", 2)
    assert "pahts" in failed.value.reason


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<style>{{ style|safe }}</style>あ", "<style>{}</style>あ"),
        ("{{ frame.lang }} no style", "en no style"),
        ("<style media=all>{{ style|safe }}</style>", "<style media=all>{}</style>"),
        ("<style>{{ style|safe }}</style><style>{{ style|safe }}</style>", "<style>{}</style><style>{}</style>"),
        ("a\0b<style>{{ style|safe }}</style>", "a\0b<style>{}</style>"),
    ],
)
def test_a_theme_may_have_the_style_where_it_likes(tmp_path: Path, said: str, shown: str) -> None:
    ours = load_theme(theme_saying(tmp_path, said), "ours")
    page = render_page(ours, text(Tongue("en")), LinksMode.SITE)
    style = ours.style(text(Tongue("en")).frame.brand).text
    assert page.content.decode() == shown.format(*[style] * shown.count("{}"))
