"""Nothing a writer types into a body can hurt a reader."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from injections import Attempt, attempts, faults, parsed

from noroshi.source.prose import Renderer

ATTEMPTS = attempts()
PREFIX = "update-02-identified--"
IMAGES = {"graph.png": "/incidents/2026-11-21-payment-api/graph.png"}
BASE = "/incidents/2026-11-21-payment-api/"

japanese = Renderer(lang="ja", glossary=(("API", "プログラムの窓口"), ("冗長化", "予備を持つこと")))


def html_of(markdown: str) -> str:
    return japanese.render(markdown, id_prefix=PREFIX, base=BASE, images=IMAGES).prose.html


@pytest.fixture(params=ATTEMPTS, ids=lambda attempt: attempt.name)
def attempt(request: pytest.FixtureRequest) -> Attempt:
    given_attempt: Attempt = request.param
    return given_attempt


def test_there_are_at_least_two_hundred_attempts_in_thirteen_classes() -> None:
    assert len({attempt.text for attempt in ATTEMPTS}) >= 200
    assert len({attempt.kind for attempt in ATTEMPTS}) == 13


def test_only_what_is_allowed_is_left_of_an_attempt(attempt: Attempt) -> None:
    assert list(faults(html_of(attempt.text), PREFIX)) == []


def test_an_attempt_does_not_swallow_what_was_said_before_and_after(attempt: Attempt) -> None:
    prose = japanese.render(f"始めの言葉\n\n{attempt.text}\n\n終わりの言葉", id_prefix=PREFIX).prose
    read = "".join(parsed(prose.html).itertext())
    for words in ("始めの言葉", "終わりの言葉"):
        assert words in read
        assert words in prose.plain


def test_an_attempt_stays_inside_its_container(attempt: Attempt) -> None:
    page = (
        "<!doctype html><html lang=ja><title>t</title><main><article><div id=holder>"
        f"{html_of(attempt.text)}</div><p id=after>after</p></article></main></html>"
    )
    tree: Any = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    article = tree.find("./body/main/article")
    assert [child.get("id") for child in article] == ["holder", "after"]
    assert article.find("p").text == "after"


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<p onclick=x>a</p>",
        '<a href="javascript:x">a</a>',
        '<a href="//evil.example/">a</a>',
        '<img src="https://evil.example/a.png">',
        '<p style="color:red">a</p>',
        '<p id="main">a</p>',
        '<p class="overall">a</p>',
        "<svg></svg>",
        "<!-- a -->",
        "a\u202eb",
        f'<p id="{PREFIX}a">a</p><p id="{PREFIX}a">b</p>',
    ],
)
def test_the_judge_itself_notices(bad: str) -> None:
    assert list(faults(bad, PREFIX))


TYPED = st.lists(
    st.one_of(
        st.sampled_from([attempt.text for attempt in ATTEMPTS]),
        st.sampled_from(
            ["<", ">", '"', "'", "&", "\\", "`", "[", "](", ")", "![", "*", "_", "#", "\n", "\n\n", "    ", "- ", "> "]
        ),
        st.sampled_from(
            ["<a ", "<p id=", "<table>", "<td>", "</", "<!--", "-->", "&#x", ";", "[^1]", "[^1]: ", "|", "://"]
        ),
        st.text(max_size=12),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(TYPED)
def test_no_mixture_of_pieces_gets_through(text: str) -> None:
    assert list(faults(html_of(text), PREFIX)) == []


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_rendered_without_an_error(text: str) -> None:
    rendered = japanese.render(text, id_prefix=PREFIX)
    assert list(faults(rendered.prose.html, PREFIX)) == []
    assert rendered == japanese.render(text, id_prefix=PREFIX)


# --- in a real browser

WATCH = """<script>
  window.ran = [];
  for (const name of ['alert', 'confirm', 'prompt', 'open', 'print'])
    window[name] = (...words) => { window.ran.push(name + ' ' + words.join(' ')); };
  window.addEventListener('error', event => window.ran.push('error ' + event.message));
  document.addEventListener('securitypolicyviolation', event => window.ran.push('policy ' + event.blockedURI));
</script>"""

PROVOKE = """() => {
  for (const element of document.querySelectorAll('main *'))
    for (const name of ['mouseover', 'mouseenter', 'pointerenter', 'focus', 'toggle', 'wheel', 'copy', 'error', 'load'])
      element.dispatchEvent(new Event(name));
  const odd = [];
  for (const link of document.querySelectorAll('main a[href]')) {
    if (!['http:', 'https:', 'mailto:', 'tel:'].includes(link.protocol)) odd.push(link.href);
    if (link.getAttribute('href').startsWith('/') && link.host !== location.host) odd.push(link.href);
  }
  for (const name of ['content', 'search', 'main', 'cookie', 'getElementById'])
    if (document.getElementById(name) || document[name] instanceof Element) odd.push('taken over: ' + name);
  return { ran: window.ran, odd, holders: document.querySelectorAll('main > section > div.holder').length };
}"""


@pytest.mark.browser
def test_a_browser_runs_nothing_and_asks_no_other_host(browser_page: Any) -> None:
    bodies = [html_of(attempt.text) for attempt in ATTEMPTS]
    holders = "".join(f'<section><div class="holder">{body}</div></section>' for body in bodies)
    page = f"<!doctype html><html lang=ja><title>t</title>{WATCH}<main>{holders}</main></html>"
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=page if len(asked) == 1 else "", content_type="text/html; charset=utf-8")

    browser_page.route("**/*", answer)
    browser_page.goto("http://status.example/incidents/")
    found = browser_page.evaluate(PROVOKE)
    browser_page.wait_for_timeout(300)
    assert found == {"ran": [], "odd": [], "holders": len(ATTEMPTS)}
    assert browser_page.evaluate("window.ran") == []
    assert {url for url in asked if not url.startswith("http://status.example/")} == set()
