"""The demonstration as a whole: every link leads somewhere, and every page is what browsers and robots expect."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from page_judge import HTML, faults, parsed
from small_site import CHECKOUT, noroshi, serving

SITE = "https://status.muteki.example"
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


@dataclass(frozen=True)
class Page:
    """A published page."""

    path: str
    """Of its file, from the site's root."""
    text: str

    @property
    def url(self) -> str:
        """Where a server shows it, from the root."""
        return "/" + self.path.removesuffix("index.html")

    @cached_property
    def tree(self) -> Any:
        return parsed(re.sub(r"<style>.*?</style>", "<style></style>", self.text, flags=re.DOTALL))

    def all(self, name: str) -> list[Any]:
        return list(self.tree.iter(f"{HTML}{name}"))

    def links(self, relation: str) -> list[Any]:
        return [link for link in self.all("link") if relation in (link.get("rel") or "").split()]

    @cached_property
    def is_redirect(self) -> bool:
        return any(meta.get("http-equiv") == "refresh" for meta in self.all("meta"))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Everything that is loaded or led to, but canonical and other languages' addresses."""
        found = [element.get(name) for element in self.tree.iter() for name in ("href", "src", "srcset")
                 if not (element.tag == f"{HTML}link" and element.get("rel") != "icon")]  # fmt: skip
        found += [link.get("href") for link in self.links("alternate") if link.get("type")]
        found += [
            meta.get("content").partition("url=")[2] for meta in self.all("meta") if meta.get("http-equiv") == "refresh"
        ]
        return tuple(address for address in found if address)

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(element.get("id") for element in self.tree.iter() if element.get("id"))


def pages_of(site: Path) -> dict[str, Page]:
    """Path of the file → page."""
    files = (path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html")))
    return {path: Page(path, (site / path).read_text(encoding="utf-8")) for path in files}


@pytest.fixture(scope="module")
def pages(demonstration: Path) -> Mapping[str, Page]:
    return pages_of(demonstration)


def dead_links(site: Path, pages: Mapping[str, Page], *, as_files: bool = False) -> Iterator[str]:
    """Links that lead to no file, or to a fragment that is not there; fragments of folders without a file too."""
    for page in pages.values():
        here = page.path if as_files else page.url
        for address in page.addresses:
            if re.match(r"(?:https?|mailto|tel|webcal):", address):
                continue
            target, fragment = urldefrag(urljoin(f"http://site/{here.lstrip('/')}", address))
            path = unquote(urlsplit(target).path).lstrip("/")
            if path.endswith("/") or not path:
                if as_files:
                    yield f"{page.path}: {address} is a folder"
                    continue
                path += "index.html"
            if not (site / path).is_file():
                yield f"{page.path}: {address}"
            elif fragment and path in pages and unquote(fragment) not in pages[path].ids:
                yield f"{page.path}: {address} (no such id)"


def test_every_link_leads_to_a_file_and_every_fragment_to_an_id(demonstration: Path, pages: Mapping[str, Page]) -> None:
    assert len(pages) > 100
    assert list(dead_links(demonstration, pages)) == []


def test_every_page_is_html_without_an_error_and_holds_only_what_the_theme_writes(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        found = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
        assert found is not None
        assert list(faults(page.text, found.group(1))) == [], page.path
        assert ' style="' not in page.text, page.path


def test_every_time_can_be_read_by_a_program(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        for element in page.all("time"):
            said = element.get("datetime")
            at = date.fromisoformat(said) if len(said) == 10 else datetime.fromisoformat(said)
            assert not isinstance(at, datetime) or at.tzinfo is not None, page.path


def test_a_piece_in_another_language_says_so(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        if page.is_redirect or page.path == "404.html":
            continue
        lang = page.tree.get("lang")
        assert lang == ("en" if page.path.startswith("en/") else "ja")
        if lang == "en":
            assert foreign(page.tree.find(f"{HTML}body"), lang) == [], page.path


def foreign(element: Any, lang: str) -> list[str]:
    """Japanese words that an English page does not mark as Japanese."""
    own = element.get("lang") or lang
    found = [element.text] if own == "en" and JAPANESE.search(element.text or "") else []
    for child in element:
        # What is typed into a terminal or a file is in no language.
        if isinstance(child.tag, str) and child.tag != f"{HTML}code":
            found += foreign(child, own)
        if own == "en" and JAPANESE.search(child.tail or ""):
            found.append(child.tail)
    return found


def test_languages_name_each_other_and_a_page_names_itself(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        canonical = [link.get("href") for link in page.links("canonical")]
        if page.path == "404.html":
            assert canonical == []
            continue
        assert len(canonical) == 1, page.path
        if page.is_redirect:
            continue
        assert canonical == [SITE + page.url]
        others = {link.get("hreflang"): link.get("href") for link in page.links("alternate") if link.get("hreflang")}
        assert set(others) == {"ja", "en", "x-default"}, page.path
        assert others[page.tree.get("lang")] == SITE + page.url
        assert others["x-default"] == others["ja"]
        for lang in ("ja", "en"):
            other = pages[f"{others[lang].removeprefix(SITE + '/')}index.html"]
            back = {link.get("hreflang"): link.get("href") for link in other.links("alternate")}
            assert back[page.tree.get("lang")] == SITE + page.url


def test_the_policy_of_every_page_is_that_of_the_headers(demonstration: Path, pages: Mapping[str, Page]) -> None:
    header = re.search(r"Content-Security-Policy: (.*)", (demonstration / "_headers").read_text(encoding="utf-8"))
    assert header is not None
    allowed = directives(header.group(1))
    for page in pages.values():
        (found,) = (
            meta.get("content") for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"
        )
        # Both hold. What a page does not need, its own does not allow.
        for name, sources in directives(found).items():
            assert sources <= allowed[name], page.path
        assert "'unsafe-inline'" not in found


def directives(policy: str) -> dict[str, set[str]]:
    return {name: set(sources) for name, *sources in (part.split() for part in policy.split(";"))}


def test_structured_data_is_json_and_safe_in_a_script(pages: Mapping[str, Page]) -> None:
    kinds = set()
    for page in pages.values():
        for script in page.all("script"):
            if script.get("src"):
                continue
            assert script.get("type") == "application/ld+json"
            assert "<" not in script.text
            kinds.add(json.dumps(json.loads(script.text)).count("@type") > 0)
    assert kinds == {True}


def test_the_sitemap_lists_exactly_the_pages_that_want_to_be_found(
    demonstration: Path, pages: Mapping[str, Page]
) -> None:
    tree = ElementTree.fromstring((demonstration / "sitemap.xml").read_text(encoding="utf-8"))
    listed = [element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    wanted = [
        SITE + page.url
        for page in pages.values()
        if not any(meta.get("name") == "robots" and "noindex" in meta.get("content") for meta in page.all("meta"))
    ]
    assert sorted(listed, key=str) == sorted(wanted)
    assert len(set(listed)) == len(listed)
    robots = (demonstration / "robots.txt").read_text(encoding="utf-8")
    assert f"Sitemap: {SITE}/sitemap.xml" in robots


def test_every_entry_says_the_same_as_json(demonstration: Path, pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        for link in page.links("alternate"):
            if link.get("type") == "application/json":
                path = urlsplit(urljoin(f"http://site{page.url}", link.get("href"))).path
                found = json.loads((demonstration / path.lstrip("/")).read_text(encoding="utf-8"))
                for update in re.findall(r'<li class="update[^>]* id="update-([^"]+)"', page.text):
                    assert f'"{update}"' in json.dumps(found, ensure_ascii=False), page.path


def test_every_page_has_what_a_card_in_a_chat_shows(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        if page.is_redirect or page.path == "404.html":
            continue
        said = {meta.get("property"): meta.get("content") for meta in page.all("meta") if meta.get("property")}
        assert {"og:title", "og:description", "og:url", "og:type", "og:site_name", "og:locale"} <= set(said), page.path
        assert said["og:description"], page.path
        assert len(page.all("h1")) == 1, page.path
        titles = [html.unescape(title.text) for title in page.all("title")]
        assert len(titles) == 1
        assert titles[0].strip()


# ---- under a sub-path


def fetched(url: str) -> tuple[int, str, str]:
    """Status, type and text of what a server answers; it is not led elsewhere."""
    try:
        with urlopen(url, timeout=20) as answer:
            assert answer.url == url
            return answer.status, answer.headers["Content-Type"], answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode("utf-8", "replace")


def test_under_a_sub_path_every_page_is_reached_and_no_link_leaves_it(tmp_path: Path) -> None:
    site = tmp_path / "_site"
    # The port is in no page's links, so the server may choose its own.
    assert noroshi(CHECKOUT, "build", "--site", str(site), "--url", "http://127.0.0.1/status", now="").status == 0
    with serving(site, "/status") as (port, _):
        root = f"http://127.0.0.1:{port}/status/"
        waiting, seen = [root], {root}
        while waiting:
            url = waiting.pop()
            status, kind, text = fetched(url)
            assert status == 200, url
            if not kind.startswith("text/html"):
                continue
            for address in Page("", text).addresses:
                target = urldefrag(urljoin(url, address)).url
                if urlsplit(target).netloc == f"127.0.0.1:{port}":
                    assert target.startswith(root), f"{url}: {address}"
                    if target not in seen:
                        seen.add(target)
                        waiting.append(target)
        reached = {unquote(url.removeprefix(root)) for url in seen}
        everything = {page.url.lstrip("/") for page in pages_of(site).values() if not page.is_redirect}
        assert everything - reached == {"404.html"}
        for missing in ("nothing", "en/incidents/nothing/", "a/b/c/d/"):
            status, _, text = fetched(root + missing)
            assert status == 404
            for address in Page("", text).addresses:
                assert fetched(urljoin(root + missing, address))[0] == 200


# ---- from disk


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("disk") / "_site"
    assert noroshi(CHECKOUT, "build", "--site", str(site), "--links", "files", now="").status == 0
    return site


def test_for_pages_opened_from_disk_every_link_names_a_file(on_disk: Path) -> None:
    assert list(dead_links(on_disk, pages_of(on_disk), as_files=True)) == []


@pytest.mark.browser
def test_pages_opened_from_disk_are_styled_and_lead_to_each_other(on_disk: Path, browser_page: Any) -> None:
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    for path in ("index.html", "en/index.html", "history/index.html", "incidents/2026-11-18-payment-api/index.html"):
        browser_page.goto((on_disk / path).as_uri())
        assert browser_page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgba(0, 0, 0, 0)"
        broken = "[...document.images].filter(image => image.complete && !image.naturalWidth).length"
        assert browser_page.evaluate(broken) == 0, path
        browser_page.locator("header a.site").click()
        assert browser_page.url.endswith("/index.html")
        assert browser_page.locator("h1").count() == 1
    assert said == []
