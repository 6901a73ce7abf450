"""Links: whatever page they stand on, they lead to what was meant."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.render.bodies import in_page
from noroshi.render.links import Links, LinksMode

SEGMENT = st.text("abc-1.:%", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
FOLDER = st.lists(SEGMENT, max_size=4).map(lambda names: "/" + "".join(name + "/" for name in names))
FILE = st.tuples(FOLDER, SEGMENT).map("".join)
PATH = st.one_of(FOLDER, FILE)
REST = st.sampled_from(["", "#update-02", "?q=a/b", "?q=a#b/../c"])
BASE = st.sampled_from(["", "/status", "/a/b"])
HOST = "https://example.com"


def as_file(path: str) -> str:
    return path + "index.html" if path.endswith("/") else path


@given(page=PATH, target=PATH, rest=REST, base=BASE)
def test_a_relative_link_resolves_to_its_target_under_any_base_path(
    page: str, target: str, rest: str, base: str
) -> None:
    link = Links(page, base).href(target + rest)
    assert urljoin(HOST + base + page, link) == HOST + base + target + rest
    assert not link.startswith("/")


@given(page=PATH, target=PATH, rest=REST, base=BASE)
def test_pages_opened_from_disk_link_to_files(page: str, target: str, rest: str, base: str) -> None:
    link = Links(page, base, LinksMode.FILES).href(target + rest)
    folder = "file:///home/site"
    assert urljoin(folder + as_file(page), link) == folder + as_file(target) + rest


@given(target=PATH, rest=REST, base=BASE)
def test_a_page_served_anywhere_links_from_the_root_of_its_host(target: str, rest: str, base: str) -> None:
    link = Links("/404.html", base, is_anywhere=True).href(target + rest)
    for address in ("/", "/no/such/", "/no/such/page"):
        assert urljoin(HOST + address, link) == HOST + base + target + rest


@pytest.mark.parametrize(
    "address", ["https://example.com/a", "http://example.com", "mailto:a@example.com", "tel:0120000000", "#main"]
)
def test_addresses_outside_the_site_and_fragments_pass_through(address: str) -> None:
    assert Links("/en/", "/status").href(address) == address


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//example.com/", "history/", ""])
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="site path"):
        Links("/", "").href(address)


def test_a_body_links_from_the_page_it_stands_on() -> None:
    body = '<p><a href="/about/?a=1&amp;b=2" rel="noopener">a</a><img alt="" src="/incidents/x/g.png"></p>'
    assert in_page(body, Links("/en/incidents/x/", "/status")) == (
        '<p><a href="../../../about/?a=1&amp;b=2" rel="noopener">a</a><img alt="" src="../../../incidents/x/g.png"></p>'
    )


def test_text_of_a_body_that_looks_like_an_attribute_stays_as_it_was_written() -> None:
    body = '<p>Write href="/about/" or &lt;a href="/x"&gt;.</p><p title=" href=&quot;/x&quot;">t</p>'
    assert in_page(body, Links("/en/", "")) == body


def test_links_of_a_body_to_other_places_stay_as_they_are() -> None:
    body = '<a href="#update-1--fn">1</a><a href="https://example.com/a">b</a><a href="mailto:a@example.com">c</a>'
    assert in_page(body, Links("/en/", "")) == body


def test_wide_parts_of_a_body_can_be_scrolled_by_keyboard() -> None:
    body = '<table class="a"><tr><td>1</td></tr></table><pre><code>x</code></pre>'
    assert in_page(body, Links("/", "")) == (
        '<div class="scroll" tabindex="0"><table class="a"><tr><td>1</td></tr></table></div>'
        '<pre tabindex="0"><code>x</code></pre>'
    )
