"""Simple bodies become Markdown without the library, and the very same Markdown."""

from __future__ import annotations

from html import escape

import pytest
from html_to_markdown import convert
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.render.markdown import options
from noroshi.render.simple_bodies import simple_markdown

SIGNS = "abz019.,:;!?()[]{}<>&\"'-+*_~`#|=/\\@$%^—…“é日本。）１٣😀"
WORD = st.text(alphabet=SIGNS, min_size=1, max_size=7).map(
    lambda word: escape(word, quote=False).replace('"', "&quot;")
)
ANYTHING = st.text(alphabet=SIGNS + " \n\t\u00a0\u00ad\u200b\u3000", max_size=8).map(
    lambda text: escape(text, quote=False)
)
ADDRESS = st.sampled_from(["https://a.example/", "http://a_b.example?c=1#_d_", "https://a.example/~b+%20,-/c"])


def words(between: str) -> st.SearchStrategy[str]:
    pairs = st.lists(st.tuples(st.sampled_from(between), WORD), max_size=3)
    return st.tuples(WORD, pairs.map(lambda found: "".join(map("".join, found)))).map("".join)


def line(text: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Text with elements in it; ``odd`` may stand between them."""
    named = st.sampled_from(["strong", "em", "code"])
    element = st.one_of(
        st.tuples(named, text).map(lambda found: f"<{found[0]}>{found[1]}</{found[0]}>"),
        st.tuples(ADDRESS, text).map(lambda found: f'<a href="{found[0]}" rel="noopener">{found[1]}</a>'),
        ADDRESS.map(lambda address: f'<a href="{address}">{address}</a>'),
    )
    between = st.one_of(st.just(" "), text.map(lambda words: f" {words} "), text, odd)
    rest = st.lists(st.tuples(between, element).map("".join), max_size=3).map("".join)
    return st.tuples(st.one_of(text, element), rest, st.one_of(st.just(""), text, odd)).map("".join)


def bodies(odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    paragraph = line(words(" \n"), odd).map(lambda said: f"<p>{said}</p>")
    items = st.lists(line(words(" "), odd), min_size=1, max_size=3)
    listed = items.map(lambda found: "<ul>\n" + "".join(f"<li>{said}</li>\n" for said in found) + "</ul>")
    return st.lists(st.one_of(paragraph, listed), min_size=1, max_size=3).map("\n".join)


def by_the_library(html: str) -> str:
    return (convert(html.replace(' rel="noopener"', ""), options()).content or "").strip()


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies(st.just(" ")) | bodies(ANYTHING))
def test_a_simple_body_is_what_the_library_would_write(html: str) -> None:
    written = simple_markdown(html)
    assert written is None or written == by_the_library(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>We are <em>looking</em> into it - the rate is 1.5 %.</p>",
        "<p><strong>API:</strong> the pool is full.\nSee <code>pool_size=20</code> &amp; &quot;limits&quot;.</p>",
        '<p>More in <a href="https://status.example/a_b?c=1#d" rel="noopener">the report [2]</a>.</p>',
        '<p>See <a href="https://status.example/a_b">https://status.example/a_b</a></p>',
        "<p>復旧いたしました。</p>\n<ul>\n<li>決済：1. 承認</li>\n<li><em>配送</em></li>\n</ul>\n<p>以上です。</p>",
        "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>",
    ],
)
def test_what_most_updates_hold_needs_no_library(html: str) -> None:
    assert simple_markdown(html) == by_the_library(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<br />b</p>",
        "<p>a  b</p>",
        "<p> a</p>",
        "<p>a<strong> b</strong></p>",
        "<p>a\n<em>b</em></p>",
        "<p><em>a</em><em>b</em></p>",
        "<p><strong>a <em>b</em></strong></p>",
        "<p>a\u00a0b</p>",
        "<p>日本\u3000語</p>",
        "<p>&nbsp;</p>",
        "<p></p>",
        "<p><code>`</code></p>",
        '<p><a href="mailto:a@status.example">a</a></p>',
        '<p><a href="https://status.example/(a)">a</a></p>',
        '<p><abbr title="a">b</abbr></p>',
        "<ol>\n<li>a</li>\n</ol>",
        "<ul>\n<li><p>a</p></li>\n</ul>",
        "<ul>\n<li>a\nb</li>\n</ul>",
        "<h3>a</h3>",
        "<blockquote>\n<p>a</p>\n</blockquote>",
        "",
    ],
)
def test_what_is_not_simple_is_left_to_the_library(html: str) -> None:
    assert simple_markdown(html) is None
