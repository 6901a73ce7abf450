"""The theme ``plain``: other pages, the same facts, readable from the first line to the last without any style."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from accessibility import violations
from page_judge import faults
from sample_frames import Tongue
from sample_views import incident_closed, incident_open, sample_views
from small_site import CHECKOUT, FILES, noroshi, write, write_small_site

from noroshi.render.links import LinksMode
from noroshi.render.pages import page_file, render_page
from noroshi.render.theme import load_theme
from noroshi.views.pages import HistoryView, HomeView, IncidentView
from noroshi.views.search_page import SearchView
from noroshi.views.site_views import PageView

HTML = "{http://www.w3.org/1999/xhtml}"
PLAIN, DEFAULT = load_theme(Path(), "plain"), load_theme(Path(), "default")
VIEWS = sample_views()
every_page = pytest.mark.parametrize(
    "view", VIEWS, ids=[f"{view.frame.lang}-{type(view).__name__}-{view.frame.path}" for view in VIEWS]
)
OPEN = {
    "incidents/2026-11-21-labels-slow/incident.md": """\
---
title: 送り状の印刷が遅れています
at: 2026-11-21 10:20
began_at: 2026-11-21 10:05
impact: major
services: labels
scope: 西日本の送り状
eta: 2026-11-21 14:00
next_update: 2026-11-21 12:30
workaround: 手書きの送り状をお使いください
---
送り状の印刷に十分ほどかかります。
""",
    "incidents/2026-11-21-labels-slow/incident.en.md": """\
---
title: Labels print late
scope: labels in western Japan
workaround: write labels by hand
---
Printing a label takes about ten minutes.
""",
    "incidents/2026-11-21-labels-slow/02-identified.md": """\
---
at: 2026-11-21 11:30
next_update: 2026-11-21 12:30
---
原因が分かりました。
""",
    "incidents/2026-11-21-labels-slow/02-identified.en.md": "We know the cause now.\n",
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same small site, with an incident going on: (default, plain)."""
    built = []
    for name in ("default", "plain"):
        root = write_small_site(tmp_path_factory.mktemp(name), {**FILES, **OPEN})
        settings = FILES["site_src/site.toml"] + f'\n[theme]\nname = "{name}"\nbrand = "#0b5566"\n'
        write(root, "site_src/site.toml", settings)
        ran = noroshi(root, "build")
        assert ran.status == 0, ran.err
        built.append(root / "_site")
    return built[0], built[1]


def page(view: PageView, theme: Any = PLAIN) -> str:
    # Searching is the work of a script, and its page the default theme's: looked at as whoever runs none has it.
    mode = LinksMode.FILES if isinstance(view, SearchView) else LinksMode.SITE
    return render_page(theme, view, mode).content.decode()


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said(element: Any) -> Iterator[str]:
    """Texts of an element, one node after the other."""
    for text in element.itertext():
        if bare(text):
            yield bare(text)


def main_of(text: str) -> Any:
    return html5lib.parse(text).find(f".//{HTML}main")


def without(element: Any, *classes: str) -> Any:
    """The element without what has one of these classes, and without drawings."""
    for parent in list(element.iter()):
        for child in list(parent):
            named = set((child.get("class") or "").split())
            if named & set(classes) or child.tag.endswith("}svg"):
                parent.remove(child)
    return element


def fewer(there: Any, here: str) -> dict[str, tuple[int, int]]:
    """Texts that ``here`` says less often than ``there``: (how often there, how often here)."""
    wanted = Counter(said(there))
    return {text: (often, here.count(text)) for text, often in wanted.items() if here.count(text) < often}


def dumped(file: Path) -> str:
    """A page as a terminal shows it; where there is no such browser, its text in order."""
    utf = "-display_charset=utf-8"
    for command in (("lynx", "-dump", "-nolist", "-assume_charset=utf-8", utf), ("w3m", "-dump", "-T", "text/html")):
        if shutil.which(command[0]):
            done = subprocess.run([*command, str(file)], capture_output=True, text=True, encoding="utf-8", check=True)
            return bare(done.stdout)
    return "".join(said(html5lib.parse(file.read_text(encoding="utf-8")).find(f".//{HTML}body")))


def stand_in_order(text: str, *parts: str) -> None:
    place = 0
    for part in parts:
        found = text.find(bare(part), place)
        assert found >= 0, f"{part} is not there, or too early"
        place = found


@every_page
def test_a_page_is_sound_and_has_neither_drawing_nor_script(view: PageView) -> None:
    text = page(view)
    assert list(faults(text, PLAIN.style(view.frame.brand).text)) == []
    assert len(re.findall("<h1[ >]", text)) == 1
    assert "<svg" not in text
    assert "<script src" not in text


# What only the default theme's style makes use of: filters, what is for paper, words for readers of a picture; the
# figures behind a strip on the start page, which each service's own page has.
ONLY_THERE = ("filters", "none", "on-paper", "hidden", "to-services", "service-days", "picture")


@every_page
def test_a_page_says_what_the_default_themes_page_says(view: PageView) -> None:
    here = bare("".join(main_of(page(view)).itertext()))
    there = without(main_of(page(view, DEFAULT)), *ONLY_THERE)
    assert fewer(there, here) == {}


def test_every_macro_of_the_default_theme_is_there_for_templates_that_come_from_it() -> None:
    for name in ("pieces.html", "timeline.html", "strip.html", "picture.html"):
        ours, theirs = (theme.printing.environment.get_template(name).module for theme in (PLAIN, DEFAULT))
        names = {key for key in vars(theirs) if not key.startswith("_")} - {"piece", "strips"}
        # What it has for its own macros alone.
        assert names - set(vars(ours)) <= {"bar", "ticks"}, name


def test_nothing_of_the_default_themes_style_is_left() -> None:
    assert [name for name in PLAIN.files if name.startswith(("css/", "options/"))] == ["css/10-plain.css"]
    assert len(PLAIN.style("#0b5566").content) < 2000
    assert PLAIN.script is None


def test_facts_stand_on_every_built_page_as_in_the_default_theme(sites: tuple[Path, Path]) -> None:
    default, plain = sites
    pages = sorted(path.relative_to(default) for path in default.rglob("*.html"))
    assert pages == sorted(path.relative_to(plain) for path in plain.rglob("*.html"))
    for name in pages:
        texts = [(site / name).read_text(encoding="utf-8") for site in sites]
        here, there = bare("".join(main_of(texts[1]).itertext())), without(main_of(texts[0]), *ONLY_THERE)
        assert fewer(there, here) == {}, name


def test_what_is_not_a_page_is_the_same_in_both_themes(sites: tuple[Path, Path]) -> None:
    default, plain = sites
    for path in default.rglob("*"):
        name = path.relative_to(default)
        if path.is_file() and path.suffix != ".html" and name.name not in ("build.json", "_headers"):
            assert name.parts[0] == "assets" or path.read_bytes() == (plain / name).read_bytes(), name


def test_a_terminal_reads_the_start_page_in_the_order_of_questions(sites: tuple[Path, Path]) -> None:
    stand_in_order(
        dumped(sites[1] / "en/index.html"),
        "Todai Post Status",
        "Partial outage",
        "Some functions of Labels are failing",
        "Happening now",
        "Labels print late",
        "labels in western Japan",
        "14:00",
        "12:30",
        "write labels by hand",
        "We know the cause now.",
        "Planned maintenance",
        "We update the printing of labels",
        "Services",
        "Parcel API: Operational",
        "The last two weeks",
        "Status now",
        "History",
        "support@todai.example",
        "This page was built",
    )


def test_a_terminal_reads_what_is_new_first_while_it_goes_on_and_the_story_afterwards(
    sites: tuple[Path, Path],
) -> None:
    going_on = dumped(sites[1] / "en/incidents/2026-11-21-labels-slow/index.html")
    stand_in_order(going_on, "Next update", "12:30", "Timeline", "Update 2", "Update 1", "about ten minutes")
    over = dumped(sites[1] / "incidents/2026-10-05-tracking-delay/index.html")
    stand_in_order(over, "荷物の追跡", "経過", "第1報", "原因を調べています", "第2報", "東", "20分", "第3報")


def test_links_within_a_page_lead_to_something_on_it(sites: tuple[Path, Path]) -> None:
    for path in sites[1].rglob("*.html"):
        tree = html5lib.parse(path.read_text(encoding="utf-8"))
        ids = {element.get("id") for element in tree.iter() if element.get("id")}
        for link in tree.iter(f"{HTML}a"):
            if (link.get("href") or "").startswith("#"):
                assert link.get("href")[1:] in ids, (path, link.get("href"))


def test_the_start_page_is_small(sites: tuple[Path, Path]) -> None:
    sizes = [len(gzip.compress((site / "en/index.html").read_bytes(), 9)) for site in sites]
    assert sizes[1] < 3500
    assert sizes[1] < sizes[0] / 2


def test_times_of_an_update_name_their_day() -> None:
    for make in (incident_open, incident_closed):
        view = make(Tongue("en"))
        text = bare("".join(main_of(page(view)).itertext()))
        for update in view.timeline:
            assert bare(update.told_at.text) in text


@pytest.mark.browser
def test_pages_are_accessible_and_never_wider_than_a_phone(tmp_path: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    shown = context.new_page()
    for view in VIEWS:
        file = tmp_path / page_file(view.frame.path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(render_page(PLAIN, view, LinksMode.FILES).content)
    for name in ("logo.svg", "logo-dark.svg"):
        shutil.copy(CHECKOUT / "site_src/static" / name, tmp_path / name)
    for view in VIEWS:
        if view.frame.path.endswith(("/p4/", "moved/")):
            continue
        shown.goto((tmp_path / page_file(view.frame.path)).as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= 320, view.frame.path
        # Light and dark differ in nothing but the browser's own colours.
        if view.frame.lang == "en" and isinstance(view, HomeView | IncidentView | HistoryView):
            shown.emulate_media(color_scheme="light" if isinstance(view, IncidentView) else "dark")
            assert violations(shown) == "", view.frame.path
    context.close()
