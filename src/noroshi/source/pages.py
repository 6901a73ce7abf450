"""site_src/pages/*.md → the site's own pages, with their translations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import EMPTY, Prose
from noroshi.model.site import Page, Site
from noroshi.model.text import Body, Text
from noroshi.source import values
from noroshi.source.bodies import page_prose
from noroshi.source.files import is_inside, read_text
from noroshi.source.frontmatter import Document, read_document
from noroshi.source.names import LANGUAGE_LIKE, is_safe, safe_name, shown
from noroshi.source.nearest import nearest
from noroshi.source.refusal import Refusal
from noroshi.source.reserved import is_reserved_page
from noroshi.source.static import load_static
from noroshi.source.yaml_values import quoted

PAGES = "site_src/pages"
KEYS = ("title", "nav", "order")
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_T = TypeVar("_T")


@frozen
class _File:
    """A page's file, or a translation's."""

    id: str
    lang: str
    path: str


@frozen
class _Surroundings:
    """What every page is read with."""

    root: Path
    site: Site
    images: Mapping[str, str]


def load_pages(root: Path, site: Site) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """Pages by ``order``, then id, and what is wrong with them. No folder, no pages.

    A page with an error is left out; a translation with one is left out of its page.
    """
    problems: list[Problem] = []
    files = _files(root, site.languages, problems)
    images = _images(root, site) if files else {}
    pages: list[Page] = []
    for page_id in sorted({file.id for file in files}):
        own = {file.lang: file for file in files if file.id == page_id}
        if site.languages[0] not in own:
            file = next(iter(own.values()))
            problems.append(_problem(file.path, "page-without-original", value=f"{page_id}.md"))
            continue
        page = _page(_Surroundings(root, site, images), [own[lang] for lang in site.languages if lang in own], problems)
        if page is not None:
            pages.append(page)
    return tuple(sorted(pages, key=lambda page: (page.order, page.id))), tuple(problems)


def _files(root: Path, languages: tuple[str, ...], problems: list[Problem]) -> list[_File]:
    """The files whose names can be pages', sorted by name."""
    found: list[_File] = []
    try:
        names = sorted(entry.name for entry in (root / PAGES).iterdir())
    except FileNotFoundError:
        return found
    except OSError as error:
        problems.append(_problem(PAGES, "unreadable-file", value=error.strerror or "", path=PAGES))
        return found
    spelt: dict[str, str] = {}
    for name in names:
        path = f"{PAGES}/{name}"
        if name.startswith(".") or name.endswith("~"):
            continue
        if not name.endswith(".md") or (is_inside(root, path) and (root / path).is_dir()):
            problems.append(_problem(path, "page-not-markdown", Severity.WARNING, value=shown(name)))
            continue
        stem = name.removesuffix(".md")
        page_id, dot, suffix = stem.partition(".")
        lang = next((tag for tag in languages if tag.lower() == suffix.lower()), "") if dot else languages[0]
        if not is_safe(page_id) or (dot and not LANGUAGE_LIKE.fullmatch(suffix)):
            write = safe_name(page_id, instead_of_nothing="page") + f".{lang}.md" if lang and dot else ""
            write = write or safe_name(stem, instead_of_nothing="page") + ".md"
            problems.append(_problem(path, "page-name", value=shown(name), paste=write))
        elif not lang:
            near = nearest(suffix, languages)
            problems.append(_problem(path, "page-language", value=suffix, allowed=languages, near=near))
        elif dot and lang == languages[0]:
            problems.append(_problem(path, "page-language-twice", value=shown(name), paste=f"{page_id}.md"))
        elif is_reserved_page(page_id, languages):
            problems.append(_problem(path, "page-reserved", value=page_id))
        elif spelt.setdefault(f"{page_id}.{lang}", name) != name:
            problems.append(_problem(path, "page-language-twice", value=shown(name), paste=spelt[f"{page_id}.{lang}"]))
        else:
            found.append(_File(page_id, lang, path))
    return found


def _images(root: Path, site: Site) -> Mapping[str, str]:
    """What a page may name as an image → its path from the site's root; the problems are told with static/."""
    paths = [path for path, _ in load_static(root, languages=site.languages)[0] if path.lower().endswith(_IMAGES)]
    return {typed: f"/{quote(path)}" for path in paths for typed in (path, f"/{path}", quote(path), f"/{quote(path)}")}


def _page(around: _Surroundings, files: list[_File], problems: list[Problem]) -> Page | None:
    """The page whose files these are, the original's first; ``None`` where the original has an error."""
    before = len(problems)
    original, *translations = files
    document = _document(around.root, original, problems, required=True)
    if document is None:
        return None
    _check_keys(document, problems)
    if "title" not in document.values and not _errors(problems[before:]):
        problems.append(_problem(original.path, "page-title-missing", paste=f"title: {original.id}"))
    title = _value(document, "title", values.text, problems)
    nav = _value(document, "nav", values.boolean, problems)
    order = _value(document, "order", _order, problems)
    body = _prose(around, original, document, problems)
    if title is None or _errors(problems[before:]):
        return None
    titles: list[tuple[str, str]] = []
    bodies: list[tuple[str, Prose]] = []
    for file in translations:
        before = len(problems)
        translated = _document(around.root, file, problems, required=False)
        if translated is None:
            continue
        for key in ("nav", "order"):
            if key in translated.values:
                place = translated.line_of((key,))
                problems.append(_problem(file.path, "page-fact-twice", value=key, line=place, home=original.path))
        _check_keys(translated, problems)
        said = _value(translated, "title", values.text, problems)
        there = _prose(around, file, translated, problems)
        if not _errors(problems[before:]):
            titles += [(file.lang, said)] if said else []
            bodies.append((file.lang, there))
    return Page(
        id=original.id,
        title=Text(original.lang, title, tuple(sorted(titles))),
        body=Body(original.lang, body, tuple(sorted(bodies, key=lambda pair: pair[0]))),
        nav=bool(nav),
        order=order or 0,
    )


def _document(root: Path, file: _File, problems: list[Problem], *, required: bool) -> Document | None:
    text, found = read_text(root, file.path)
    problems += found
    if text is None:
        return None
    document = read_document(text, file.path, required=required)
    problems += document.problems
    return document


def _check_keys(document: Document, problems: list[Problem]) -> None:
    for key in document.values:
        if key not in KEYS:
            line = document.line_of((key,))
            near = nearest(str(key), KEYS)
            problems.append(
                _problem(document.path, "page-unknown-key", value=str(key), line=line, allowed=KEYS, near=near)
            )


def _value(document: Document, key: str, read: Callable[[Any], _T], problems: list[Problem]) -> _T | None:
    """The value of a key, read; ``None`` where it is absent or refused."""
    if key not in document.values:
        return None
    typed = document.values[key]
    try:
        return read(typed)
    except Refusal as refusal:
        line = document.line_of((key,))
        pasted = [f"{key}: {value}" for value in refusal.arguments.get("write", ())]
        if refusal.arguments.get("quotes"):
            pasted = [f"{key}: {quoted(document.row(line).partition(':')[2].strip())}"]
        if refusal.arguments.get("near") and key == "nav":
            pasted = [f"{key}: {refusal.arguments['near']}"]
        arguments: Mapping[str, Any] = {**refusal.arguments, "key": key, "paste": tuple(pasted)}
        problems.append(Problem(Place(document.path, line), refusal.rule, arguments=arguments))
        return None


def _order(typed: Any) -> int:
    """A whole number, which may be negative: such a page goes before those without an order."""
    if isinstance(typed, str) and re.fullmatch(r"-[0-9]{1,9}", typed):
        return int(typed)
    return values.count(typed) or 0


def _prose(around: _Surroundings, file: _File, document: Document, problems: list[Problem]) -> Prose:
    if not document.body.strip():
        return EMPTY
    base = f"/{file.id}/" if file.lang == around.site.languages[0] else f"/{file.lang.lower()}/{file.id}/"
    place = Place(file.path, document.body_line)
    made, found = page_prose(
        document.body, site=around.site, lang=file.lang, base=base, place=place, images=around.images
    )
    problems += found
    return made


def _errors(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _problem(
    path: str, rule: str, severity: Severity = Severity.ERROR, /, *, line: int = 1, **arguments: Any
) -> Problem:
    return Problem(Place(shown(path), line), rule, severity, arguments)
