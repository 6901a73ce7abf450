"""Where pages take a shorter way, it leads where the long one does."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape
from sample_frames import Tongue
from sample_views import home, incident_open, text

from noroshi.model.archive import archive
from noroshi.model.site import Site
from noroshi.model.text import Text
from noroshi.render.bodies import in_page
from noroshi.render.escaped import escaped
from noroshi.render.links import Links, LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import Theme, load_theme
from noroshi.views.context import Context
from noroshi.views.pieces import Heading, Run
from noroshi.wording.language import Language

THEME = load_theme(Path(), "default")
WORDS = st.text(st.sampled_from("aあ&<>\"' -/"), max_size=8)
PATHS = st.lists(st.sampled_from(["incidents", "history", "a:b", "2026", "ü"]), max_size=3).map(
    lambda parts: "/" + "".join(f"{part}/" for part in parts)
)
ENDS = st.sampled_from(["", "feed.atom", "#update-1", "?a=/incidents/", "?q#x", "404.html#x"])
ZONES = ("Asia/Tokyo", "America/New_York", "Asia/Kathmandu", "UTC", "Africa/Monrovia")

MACROS = """
{% macro run(it) -%}
{%- if it.path %}<a href="{{ links.href(it.path) }}">{% endif -%}
{%- if it.lang %}<span lang="{{ it.lang }}">{% endif -%}
{%- if it.datetime %}<time datetime="{{ it.datetime }}">{{ it.text }}</time>{% elif it.path.startswith("tel:") -%}
{{ it.text|replace("-", "\u2011")|replace(" ", "\u00a0") }}{% else %}{{ it.text }}{% endif -%}
{%- if it.lang %}</span>{% endif -%}
{%- if it.path %}</a>{% endif -%}
{%- endmacro %}
{% macro sentence(runs) -%}
{%- for it in runs %}{{ run(it) }}{% endfor -%}
{%- endmacro %}
{% macro heading(it) -%}
{%- if it.lang %}<span lang="{{ it.lang }}">{% endif -%}
{%- for phrase in it.phrases %}{% if not loop.first %}<wbr>{% endif %}{{ phrase }}{% endfor -%}
{%- if it.lang %}</span>{% endif -%}
{%- endmacro %}
"""
"""``pieces.html`` as a theme would write these three."""
SAID = (
    "{{ piece.sentence(view) }}|{% for it in view %}{{ piece.run(it) }}{% endfor %}|"
    "{% for it in titles %}{{ piece.heading(it) }}{% endfor %}"
)


def theme_with(root: Path, **files: str) -> Theme:
    folder = root / "themes" / "ours"
    folder.mkdir(parents=True)
    (folder / "theme.toml").write_text('extends = "default"\n', encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.html").write_text(content, encoding="utf-8")
    return load_theme(root, "ours")


@pytest.fixture(scope="module")
def by_macros(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    importing = '{% import "pieces.html" as piece with context %}' + SAID
    return theme_with(tmp_path_factory.mktemp("macros"), pieces=MACROS, said=importing)


@pytest.fixture(scope="module")
def by_python(tmp_path_factory: pytest.TempPathFactory) -> Theme:
    return theme_with(tmp_path_factory.mktemp("python"), said='{% import "pieces.html" as piece %}' + SAID)


RUNS = st.builds(
    Run,
    WORDS,
    lang=st.sampled_from(["", "en", '"']),
    datetime=st.sampled_from(["", "2026-11-18"]),
    path=st.sampled_from(["", "/history/", "/a/#x", "tel:+81", "https://x.example/?a&b"]),
)
HEADINGS = st.builds(
    Heading, st.just(""), st.lists(WORDS, max_size=3).map(tuple), lang=st.sampled_from(["", "en", "<"])
)


@settings(max_examples=60)
@given(st.lists(RUNS, max_size=4).map(tuple), st.lists(HEADINGS, max_size=2).map(tuple))
def test_sentences_are_what_macros_would_print(
    by_macros: Theme, by_python: Theme, runs: tuple[Run, ...], titles: tuple[Heading, ...]
) -> None:
    page = {"view": runs, "titles": titles, "links": Links("/incidents/x/", ""), "words": {}}
    assert by_python.render("said.html", **page) == by_macros.render("said.html", **page)


@given(st.one_of(WORDS, WORDS.map(Markup), st.integers(), st.none(), st.booleans()))
def test_what_is_remembered_as_escaped_is_what_escape_gives(value: object) -> None:
    for _ in range(2):
        assert str(escaped(value)) == str(escape(value))


def test_markup_and_the_same_text_are_never_taken_for_each_other() -> None:
    for said in ("<b>", Markup("<b>"), "<b>", Markup("<b>")):
        assert str(escaped(said)) == ("<b>" if isinstance(said, Markup) else "&lt;b&gt;")


@settings(max_examples=120)
@given(PATHS, st.sampled_from(["", "404.html"]), PATHS, ENDS)
def test_a_link_leads_where_its_path_lies(page: str, file: str, target: str, end: str) -> None:
    here = "https://status.example.com/status"
    link = Links(page + file, "/status").href(target + end)
    assert urljoin(here + page + file, link) == here + target + end
    assert not link.startswith("/")


@settings(max_examples=60)
@given(PATHS, PATHS, ENDS)
def test_links_are_as_short_as_they_were(page: str, target: str, end: str) -> None:
    """Up as far as the branch that both share, and no further."""
    link = Links(page, "").href(target + end)
    here, there = page.split("/")[1:-1], target.split("/")[1:-1]
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    ups = len(here) - shared
    assert link == end if page == target and end.startswith("#") else link.startswith("../" * ups)
    assert not link.startswith("../" * (ups + 1))


PIECES = """
<p>
</p>
<table>
</table>
<pre>
</pre>
<a href="/en/x/">
<a href="https://status.example.com/">
</a>
<img src="/a.png" alt="">
href="/
&lt;pre
"""
BODIES = st.lists(st.sampled_from(PIECES.split("\n")), max_size=6).map("".join)


@given(BODIES)
def test_a_body_in_which_nothing_changes_is_told_from_one_in_which_something_does(body: str) -> None:
    links = Links("/incidents/x/", "")
    # With a table behind it every tag is looked at.
    assert in_page(body + "<table></table>", links) == in_page(body, links) + in_page("<table></table>", links)


# Macros, and the page that they see without being handed it.


def test_macros_are_made_once_for_all_pages(tmp_path: Path) -> None:
    ours = theme_with(
        tmp_path,
        bits="{{ note() }}{% macro at() %}{{ links.href('/') }} {{ words['dot'] }} {{ frame.path }}{% endmacro %}",
        text='{% import "bits.html" as bits %}{{ bits.at() }}',
        home='{% import "bits.html" as bits with context %}{{ bits.at() }}',
    )
    made: list[int] = []
    ours.printing.environment.globals["note"] = lambda: made.append(1)
    for language in ("ja", "en", "ja"):
        view = text(Tongue(language))
        shown = render_page(ours, view, LinksMode.SITE).content.decode()
        home_link = Links(view.frame.path, view.frame.base_path).href("/")
        assert shown == f"{home_link} {view.frame.words['dot']} {view.frame.path}"
    assert len(made) == 1
    render_page(ours, home(Tongue("en")), LinksMode.SITE)
    assert len(made) == 2


def test_a_theme_that_imports_with_context_says_the_same(tmp_path: Path) -> None:
    default = THEME.folders[0]
    names = ("base", "incident", "timeline")
    files = {name: (default / f"{name}.html").read_text(encoding="utf-8") for name in names}
    given_context = {name: re.sub(r"({% import .*) %}", r"\1 with context %}", said) for name, said in files.items()}
    assert "with context" in given_context["base"]
    ours = theme_with(tmp_path, **given_context)
    view = incident_open(Tongue("ja"))
    assert render_page(ours, view, LinksMode.SITE) == render_page(THEME, view, LinksMode.SITE)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("m(1)", "1 2 () "),
        ("m(1, '<')", "1 &lt; () "),
        ("m(b=3, a=1)", "1 3 () "),
        ("m(1, 2, 3)", "1 2 (3,) "),
        ("m(1, x='y')", "1 2 () y"),
        ("two(1, 2)", "1-2"),
        ("two(b='&', a=1)", "1-&amp;"),
    ],
)
def test_a_macro_takes_its_arguments_in_any_way(tmp_path: Path, call: str, said: str) -> None:
    ours = theme_with(
        tmp_path,
        page="{% macro m(a, b=2) %}{{ a }} {{ b }} {{ varargs }} {{ kwargs.get('x', '') }}{% endmacro %}"
        "{% macro two(a, b) %}{{ a }}-{{ b }}{% endmacro %}{{ " + call + " }}",
    )
    assert ours.render("page.html") == said


def test_a_macro_may_be_given_a_block(tmp_path: Path) -> None:
    ours = theme_with(
        tmp_path,
        page="{% macro box(a) %}[{{ a }} {{ caller() }}]{% endmacro %}{% call box(1) %}<b>{{ '&' }}{% endcall %}",
    )
    assert ours.render("page.html") == "[1 <b>&amp;]"


# Times.

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31))  # noqa: DTZ001 - made aware below


@pytest.mark.parametrize("tag", ["ja", "en", "fr"])
@settings(max_examples=25)
@given(MOMENTS, st.sampled_from(ZONES))
def test_times_are_said_as_python_and_the_language_write_them(tag: str, naive: datetime, zone: str) -> None:
    at, dates = naive.replace(tzinfo=UTC), Language(tag, ZoneInfo(zone)).dates
    local = at.astimezone(ZoneInfo(zone))
    assert dates.iso(at) == local.isoformat(timespec="seconds")
    assert dates.time(at) == dates.clock(local.hour, local.minute)
    assert dates.day(at) == dates.day(local.date())
    assert dates.day_year(at).replace(str(local.year), "") != dates.day_year(at)


def english(zone: str) -> Context:
    clock = ZoneInfo(zone)
    site = Site(Text("en", "Status"), "https://status.example.com", ("en",), zone, clock)
    return Context(site, archive((), datetime(2026, 1, 1, tzinfo=UTC)), Language("en", clock))


def test_an_hour_that_comes_twice_is_two_moments() -> None:
    """1:30 in New York, before and after the clocks are set back: equal for Python, an hour apart for readers."""
    zone = ZoneInfo("America/New_York")
    before = datetime(2026, 11, 1, 1, 30, tzinfo=zone)
    after = before.replace(fold=1)
    assert before == after
    context = english("America/New_York")
    for at, offset, name in ((before, "-04:00", "EDT"), (after, "-05:00", "EST"), (before, "-04:00", "EDT")):
        assert context.clock(at).datetime.endswith(offset)
        assert context.moment(at).datetime.endswith(offset)
        assert context.moment(at).text.endswith(name)


def test_what_is_the_same_on_every_page_is_made_once() -> None:
    context = english("Asia/Tokyo")
    made: list[Context] = []
    for _ in range(3):
        assert context.once(made.append) is None
    assert made == [context]
    assert context.language.group("page") is context.language.group("page")
    assert context.day(date(2026, 11, 18)) is context.day(date(2026, 11, 18))
    at = datetime(2026, 11, 18, 4, tzinfo=UTC)
    assert context.moment(at) is context.moment(at.replace())
