"""Pages of the default theme: every view renders, strictly, safely, with nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from sample_frames import LANGUAGES, URL, Tongue
from sample_views import MAKERS, history, home, incident_open, not_found, sample_views

from noroshi.render.csp import hash_source
from noroshi.render.links import LinksMode
from noroshi.render.pages import TEMPLATES, render_page
from noroshi.render.theme import TemplateFailure, load_theme
from noroshi.views.pages import NotFoundView, RedirectView
from noroshi.views.pieces import Html, Run
from noroshi.views.search_page import SearchView
from noroshi.views.site_views import PageView

THEME = load_theme(Path(), "default")
VIEWS = sample_views()
NAMES = [f"{view.frame.lang}-{type(view).__name__}-{view.frame.path}" for view in VIEWS]
every_page = pytest.mark.parametrize("view", VIEWS, ids=NAMES)
HTML = "{http://www.w3.org/1999/xhtml}"


def page(view: PageView, mode: LinksMode = LinksMode.SITE) -> str:
    return render_page(THEME, view, mode).content.decode()


def parsed(text: str) -> Element:
    """Raises html5lib.html5parser.ParseError at the first parse error."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(text)
    return tree


def all_of(tree: Element, *names: str) -> list[Element]:
    return [element for name in names for element in tree.iter(HTML + name)]


def test_there_is_a_sample_of_every_view() -> None:
    assert {type(view) for view in VIEWS} == set(TEMPLATES)


@every_page
def test_a_page_parses_without_an_error(view: PageView) -> None:
    assert page(view).startswith("<!DOCTYPE html>\n")
    tree = parsed(page(view))
    assert len(all_of(tree, "h1")) == 1
    assert len(all_of(tree, "main")) == 1
    assert all_of(tree, "html")[0].get("lang") == view.frame.lang
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@every_page
def test_headings_never_skip_a_level(view: PageView) -> None:
    levels = [
        int(element.tag[-1]) for element in parsed(page(view)).iter() if re.fullmatch(r"\{.*\}h[1-6]", element.tag)
    ]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


@every_page
def test_a_page_brings_its_style_and_no_script(view: PageView) -> None:
    tree = parsed(page(view))
    assert all(element.get("style") is None for element in tree.iter())
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    own = [element for element in all_of(tree, "script") if not element.get("src")]
    assert all(element.get("type") == "application/ld+json" for element in own)
    assert len(all_of(tree, "script")) - len(own) == isinstance(view, SearchView)
    (style,) = all_of(tree, "style")
    policy = next(element for element in all_of(tree, "meta") if element.get("http-equiv") == "Content-Security-Policy")
    assert hash_source(style.text or "") in (policy.get("content") or "")
    for element in own:
        json.loads(element.text or "")


@every_page
def test_a_page_loads_nothing_from_another_host(view: PageView) -> None:
    tree = parsed(page(view))
    for element in tree.iter():
        for name in ("src", "srcset", "poster", "data"):
            address = urljoin(view.frame.url, element.get(name, ""))
            assert urlsplit(address).netloc == urlsplit(URL).netloc
    for link in all_of(tree, "link"):
        sheet = {"stylesheet"} if link.get("media") == "print" else set()
        assert set((link.get("rel") or "").split()) <= {"canonical", "alternate", "icon", *sheet}
        address = urljoin(view.frame.url, link.get("href") or "")
        assert not sheet or urlsplit(address).netloc == urlsplit(URL).netloc
    assert "url(" not in THEME.style("").text
    assert "@import" not in THEME.style("").text


@every_page
def test_links_into_the_site_stay_in_its_sub_path(view: PageView) -> None:
    for element in parsed(page(view)).iter():
        address = element.get("href") or element.get("src")
        if address and not address.startswith(("mailto:", "tel:")) and element.get("rel") != "canonical":
            target = urljoin(URL + view.frame.path, address)
            assert target.startswith(URL + "/") or urlsplit(target).netloc == "muteki.example", address


def test_a_page_opened_from_disk_links_to_files() -> None:
    for view in VIEWS:
        for element in all_of(parsed(page(view, LinksMode.FILES)), "a"):
            address = element.get("href") or ""
            if not urlsplit(address).scheme:
                path = urlsplit(address).path
                assert not path.startswith("/")
                assert not path.endswith("/"), address


def test_foreign_pieces_carry_their_language() -> None:
    english = parsed(page(incident_open(Tongue("en"))))
    assert [e.text for e in all_of(english, "span") if e.get("lang") == "ja"] == ["接続先の一覧の誤り"]
    assert [e.get("lang") for e in all_of(english, "div") if e.get("class") == "prose"].count("ja") == 1
    japanese = parsed(page(home(Tongue("ja"))))
    assert any(e.get("lang") == "en" and e.text == "Platform" for e in all_of(japanese, "span"))


def test_times_are_machine_readable() -> None:
    times = all_of(parsed(page(home(Tongue("ja")))), "time")
    assert len(times) > 20
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+09:00)?", time.get("datetime") or "") for time in times)


def test_a_page_exists_in_every_language_and_says_where() -> None:
    tree = parsed(page(history(Tongue("en"))))
    links = {link.get("hreflang"): link.get("href") for link in all_of(tree, "link") if link.get("hreflang")}
    assert links == {"ja": URL + "/history/", "en": URL + "/en/history/", "x-default": URL + "/history/"}
    switch = [a for a in all_of(tree, "a") if a.get("hreflang")]
    assert [(a.get("lang"), a.get("href"), a.text) for a in switch] == [("ja", "../../history/", "日本語")]


def test_a_page_that_is_not_there_speaks_every_language_from_any_depth() -> None:
    tree = parsed(page(not_found(Tongue("ja"))))
    assert [section.get("lang") for section in all_of(tree, "section")] == list(LANGUAGES)
    assert [a.get("href") for a in all_of(tree, "a")] == ["/status/", "/status/en/"]
    assert not [link for link in all_of(tree, "link") if link.get("rel") == "canonical"]


def test_a_former_address_leads_on_without_script() -> None:
    view = next(view for view in VIEWS if isinstance(view, RedirectView))
    text = page(view)
    assert '<meta http-equiv="refresh" content="0; url=/status/incidents/payment-link/">' in text
    assert f'<link rel="canonical" href="{URL}/incidents/payment-link/">' in text
    assert '<meta name="robots" content="noindex">' in text


def test_every_state_has_a_shape_of_its_own() -> None:
    shapes = {name: path.read_text() for name, path in THEME.files.items() if name.startswith("shapes/")}
    states = ("operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance", "unknown")
    assert set(shapes) == {f"shapes/{name}.svg" for name in (*states, "notice")}
    assert len(set(shapes.values())) == len(shapes)
    assert all("currentColor" not in shape for shape in shapes.values())


# Hostile text. Raw by contract: bodies (sanitised by source) and JSON-LD (made safe by views). Closed vocabularies
# and addresses, which the model checks, stay as they are; languages, times and codes are attacked like text.
RAW = {(Html, "html")}
ADDRESSES = {
    "path",
    "url",
    "base_path",
    "home_path",
    "icon_path",
    "json_path",
    "method_path",
    "measures_path",
    "history_path",
    "report_path",
    "reports_path",
    "subscribe_path",
    "index_path",
}
KEPT = ADDRESSES | {"target_path", "target_url", "dark_path", "link", "default_url", "brand", "json_ld"}
ATTACK = '<x-attack a="1">\'&</style></script>'


def poisoned(value: Any, name: str = "", owner: type | None = None) -> Any:
    """The value with every text in it turned into an attack."""
    if isinstance(value, str):
        if (owner, name) in RAW or name in KEPT or value == "":
            return value
        return ATTACK
    if isinstance(value, tuple):
        return tuple(poisoned(item, name, owner) for item in value)
    if isinstance(value, Mapping):
        return {key: poisoned(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: poisoned(getattr(value, field.name), field.name, type(value)) for field in fields(value)}
        return replace(value, **changed)
    return value


@every_page
def test_no_text_of_a_view_ever_becomes_markup(view: PageView) -> None:
    hostile = poisoned(view)
    text = page(hostile)
    assert "&lt;x-attack" in text
    assert "<x-attack" not in text
    assert text.count("</style>") == 1
    assert not list(html5lib.parse(text).iter(HTML + "x-attack"))


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_an_address_that_is_none_stops_the_page(make: Any) -> None:
    view = make(Tongue("en"))
    if isinstance(view, NotFoundView):
        view = replace(view, messages=(replace(view.messages[0], links=(Run("x", path="javascript:alert(1)"),)),))
    elif isinstance(view, RedirectView):
        view = replace(view, target_path="javascript:alert(1)")
    else:
        view = replace(view, frame=replace(view.frame, home_path="javascript:alert(1)"))
    with pytest.raises(TemplateFailure, match="safe scheme"):
        page(view)
