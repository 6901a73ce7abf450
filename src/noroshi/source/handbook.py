"""A folder of Markdown that is kept to be read in the repository as well → pages of the site, in reading order.

``README.md`` of the folder is its first page; the order in which it links the others is the order in which they
are read. ``NAME.md`` is in the language that site.toml says, ``LANG/NAME.md`` the same page in another. What a host
of repositories shows, and a page of ours otherwise would not, is written anew: the first heading is the title, links
lead from file to file, headings have the addresses that such a host gives them, and a fence may say which file it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TypeAlias

from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import Prose
from noroshi.model.site import Page, Site
from noroshi.model.text import Body, Text
from noroshi.source.bodies import page_prose
from noroshi.source.files import is_inside, read_text
from noroshi.source.names import is_safe, shown
from noroshi.source.reserved import is_reserved_page

FIRST = "README.md"
SITE_TOML = "site_src/site.toml"
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<kind>[\w+-]*)(?P<info>.*)")
_FILE = re.compile(r'title="([^"]+)"')
_HEADING = re.compile(r"(?P<signs>#{1,6}) +(?P<words>\S.*)")
# A sign that opens ends the search for the one that closes: where none closes it would take long for each.
_LINK = re.compile(r"(?<!\\)(?P<before>!?\[(?:[^\[\]]|\[[^\[\]]*\])*\])\((?P<target>[^()\s]+)\)")
_MARKUP = re.compile(r"[`*]|!?\[([^\[\]]*)\]\([^()]*\)")
_HAN = ("ja", "zh", "ko")
_JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]+")
_LITERAL = re.compile(r"(\]\([^()]*\)|<[^<>]*>)")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n\n).){1,2000}?(?<!`)\1(?!`)", re.DOTALL)

Contents: TypeAlias = tuple[tuple[str, str], ...]


@frozen
class Handbook:
    """The pages of the folder, and what they show."""

    pages: tuple[Page, ...] = ()
    """In reading order, the first page first."""
    images: tuple[tuple[str, Path], ...] = ()
    """Path from the site's root → file."""
    problems: tuple[Problem, ...] = ()


def load_handbook(root: Path, site: Site) -> Handbook:
    """The handbook that site.toml names; an empty one where it names none."""
    if not site.handbook.folder:
        return Handbook()
    reading = _Reading(root, site)
    return Handbook(tuple(reading.pages()), tuple(sorted(reading.images.items())), tuple(reading.problems))


class _Reading:
    """The work on one folder."""

    def __init__(self, root: Path, site: Site) -> None:
        self.root, self.site = root, site
        self.folder = site.handbook.folder
        self.lang = site.handbook.lang or site.languages[0]
        self.id = self.folder.rpartition("/")[2]
        self.problems: list[Problem] = []
        self.texts: dict[tuple[str, str], tuple[str, str]] = {}
        """(name without ``.md``, language) → (path, text)."""
        self.images: dict[str, Path] = {}

    def pages(self) -> Iterator[Page]:
        """In order. A page that no text in the handbook's own language stands behind is passed over."""
        first = f"{self.folder}/{FIRST}"
        if not is_inside(self.root, first) or not (self.root / first).is_file():
            problem = _problem(SITE_TOML, "site-handbook-missing", value=self.folder, first=first)
            # Pages to read in a calm hour: without them the site says all that it has to say.
            self.problems.append(replace(problem, severity=Severity.WARNING))
            return
        own = {page.id for page in self.site.pages}
        if not is_safe(self.id) or self.id in own or is_reserved_page(self.id, self.site.languages):
            self.problems.append(_problem(SITE_TOML, "page-reserved", value=self.id))
            return
        self._read()
        if "README" not in self.named:
            # It is there and cannot be read, as is told already: without it there is no order.
            return
        order = self._order()
        ids = [self.id_of(name) for name in order]
        for number, name in enumerate(order):
            page = self._page(name)
            if page is not None:
                before = ids[number - 1] if number else ""
                after = ids[number + 1] if number + 1 < len(ids) else ""
                yield replace(page, handbook=self.id, before=before, after=after)

    def _read(self) -> None:
        for lang in (self.lang, *(tag for tag in self.site.languages if tag != self.lang)):
            folder = self.folder if lang == self.lang else f"{self.folder}/{lang.lower()}"
            try:
                names = sorted(entry.name for entry in (self.root / folder).iterdir())
            except OSError:
                continue
            for name in names:
                stem = name.removesuffix(".md")
                if stem == name or not (name == FIRST or is_safe(stem)):
                    continue
                path = f"{folder}/{name}"
                text, problems = read_text(self.root, path)
                self.problems += problems
                if text is not None:
                    self.texts[stem, lang] = (path, text)

    @cached_property
    def named(self) -> frozenset[str]:
        """Names of its pages: what only translations have is none."""
        return frozenset(name for name, lang in self.texts if lang == self.lang)

    def _order(self) -> list[str]:
        """As the first page links them; those that it does not link follow by name."""
        _, first = self.texts[FIRST.removesuffix(".md"), self.lang]
        linked = [match["target"].partition("#")[0].removesuffix(".md") for match in _LINK.finditer(first)]
        found = dict.fromkeys(name for name in ("README", *linked) if name in self.named)
        return [*found, *sorted(self.named - set(found))]

    def id_of(self, name: str) -> str:
        return self.id if name == "README" else f"{self.id}/{name}"

    def _page(self, name: str) -> Page | None:
        made: dict[str, tuple[str, Prose, Contents]] = {}
        for lang in dict.fromkeys((self.lang, *self.site.languages)):
            if (name, lang) in self.texts:
                found = self._said(name, lang)
                if found is not None:
                    made[lang] = found
        if self.lang not in made:
            return None
        others = sorted(lang for lang in made if lang != self.lang)
        title, prose, _ = made[self.lang]
        return Page(
            id=self.id_of(name),
            title=Text(self.lang, title, tuple((lang, made[lang][0]) for lang in others)),
            body=Body(self.lang, prose, tuple((lang, made[lang][1]) for lang in others)),
            nav=name == "README" and self.site.handbook.nav,
            contents=tuple((lang, made[lang][2]) for lang in sorted(made)),
        )

    def _said(self, name: str, lang: str) -> tuple[str, Prose, Contents] | None:
        path, text = self.texts[name, lang]
        written = _Written(self, path, lang, text)
        if not written.title:
            self.problems.append(_problem(path, "handbook-title-missing"))
            return None
        base = f"/{self.id_of(name)}/" if lang == self.site.languages[0] else f"/{lang.lower()}/{self.id_of(name)}/"
        images = tuple(sorted(written.images.items()))
        prose, problems = _prose(written.text, _Around(replace(self.site, pages=()), lang, base, path, images))
        for problem in problems:
            place = Place(path, written.lines[min(problem.place.line, len(written.lines)) - 1])
            self.problems.append(replace(problem, place=place))
        return written.title, prose, tuple(written.contents)


@frozen
class _Around:
    """What a page is read with; equal wherever everything in it is."""

    site: Site
    lang: str
    base: str
    path: str
    images: tuple[tuple[str, str], ...]

    def __hash__(self) -> int:
        return hash((self.lang, self.base, self.path))


@lru_cache(maxsize=512)
def _prose(markdown: str, around: _Around) -> tuple[Prose, tuple[Problem, ...]]:
    """Long pages that change seldom: a program that goes on running reads each of them once."""
    return page_prose(
        markdown,
        site=around.site,
        lang=around.lang,
        base=around.base,
        place=Place(around.path, 1),
        images=dict(around.images),
    )


class _Written:
    """One file as a page of ours says it, line by line."""

    def __init__(self, reading: _Reading, path: str, lang: str, text: str) -> None:
        self._reading, self._path, self._lang = reading, path, lang
        self.title = ""
        self.images: dict[str, str] = {}
        self.contents: list[tuple[str, str]] = []
        self.lines: list[int] = []
        """Line of the file, from 1, that each line of ``text`` comes from."""
        self._taken: dict[str, int] = {}
        """Address of a heading → the number at the end of the last one of the same words."""
        rows: list[str] = []
        prose: list[str] = []
        closing = ""
        for number, line in enumerate(text.split("\n"), start=1):
            if closing:
                found = [line]
                closing = "" if line.strip() == closing else closing
                rows += found
            elif (fence := _FENCE.fullmatch(line)) and fence["marks"][0] not in fence["info"]:
                closing = fence["marks"]
                found = self._opening(fence)
                rows += [*self._linked(prose), *found]
                prose = []
            else:
                found = [self._heading(line)]
                prose += found
            self.lines += [number] * len(found)
        self.text = "\n".join([*rows, *self._linked(prose)])

    def _opening(self, fence: re.Match[str]) -> list[str]:
        plain = f"{fence['marks']}{fence['kind']}"
        file = _FILE.search(fence["info"])
        return ["", f"`{file[1]}`:", "", plain] if file else [plain]

    def _heading(self, line: str) -> str:
        heading = _HEADING.fullmatch(line)
        if heading is None:
            return line
        words = heading["words"].rstrip()
        if (closed := words.rstrip("#")).endswith(" ") and closed.strip():
            words = closed.rstrip()
        said = " ".join(_MARKUP.sub(lambda match: match[1] or "", words).split())
        if len(heading["signs"]) == 1 and not self.title:
            self.title = said
            return ""
        name = self._address(said)
        if len(heading["signs"]) == 2:
            self.contents.append((f"page--{name}", said))
        return f'{heading["signs"]} <span id="{name}"></span>{words}'

    def _address(self, said: str) -> str:
        """What hosts of repositories make of a heading: lower case, no punctuation, ``-`` for spaces."""
        kept = "".join(
            sign for sign in said.lower() if sign in " -_" or unicodedata.category(sign)[0] in "LNM"
        ).replace(" ", "-")
        name, number = kept, self._taken.get(kept, 0)
        while name in self._taken:
            number += 1
            name = f"{kept}-{number}"
        self._taken[kept] = number
        self._taken.setdefault(name, 0)
        return name

    def _linked(self, lines: list[str]) -> list[str]:
        """As many lines, with what their links lead to. The words of a link may go on in the next line."""
        # What stands between back-quotes is shown as it is typed; a link may have such words.
        literal: list[str] = []

        def kept(match: re.Match[str]) -> str:
            literal.append(match[0])
            return f"\0{len(literal) - 1}\0"

        text = _LINK.sub(self._link, _CODE.sub(kept, "\n".join(lines).replace("\0", "")))
        if self._lang.partition("-")[0] not in _HAN and _JAPANESE.search(text):
            parts = _LITERAL.split(text)
            text = "".join(part if at % 2 else _JAPANESE.sub(_marked, part) for at, part in enumerate(parts))
        text = re.sub("\0(\\d+)\0", lambda match: literal[int(match[1])], text)
        return text.split("\n") if lines else []

    def _link(self, match: re.Match[str]) -> str:
        before, target = match["before"], match["target"]
        if re.match(r"[a-z][a-z0-9+.-]*:|#|//", target, re.IGNORECASE):
            return match[0]
        path, _, fragment = target.partition("#")
        file = normpath(join(dirname(self._path), path))
        if before.startswith("!") or file.lower().endswith(_IMAGES):
            return f"{before}({self._image(file, path)})"
        page = self._page_of(file)
        if page:
            return f"{before}({page}{'#page--' + fragment if fragment else ''})"
        link = self._reading.site.handbook.link
        if link and not file.startswith("../"):
            return f"{before}({link.rstrip('/')}/{file}{'#' + fragment if fragment else ''})"
        return before[1:-1]

    def _page_of(self, file: str) -> str:
        """The address of a page from this one's root of languages, for a file of the folder; else empty."""
        reading = self._reading
        for lang in dict.fromkeys((reading.lang, *reading.site.languages)):
            folder = reading.folder if lang == reading.lang else f"{reading.folder}/{lang.lower()}"
            name = file.removeprefix(f"{folder}/").removesuffix(".md")
            name = "README" if file == folder else name
            is_page = name in reading.named and (name, lang) in reading.texts
            if is_page and file in (folder, f"{folder}/{name}.md"):
                prefix = "" if lang == reading.site.languages[0] else f"/{lang.lower()}"
                return f"{prefix}/{reading.id_of(name)}/"
        return ""

    def _image(self, file: str, typed: str) -> str:
        """The image's name on the site, where it stands in the folder; as typed, and told by the check, elsewhere."""
        reading = self._reading
        inside = file.removeprefix(f"{reading.folder}/")
        if inside == file or not is_inside(reading.root, file) or not (reading.root / file).is_file():
            return typed
        name = f"{reading.id}/{inside}"
        self.images[typed] = f"/{name}"
        reading.images[name] = reading.root / file
        return typed


def _marked(match: re.Match[str]) -> str:
    """A few words of Japanese on a page in a language of other letters, for voices that read it out."""
    return f'<span lang="ja">{match[0]}</span>'


def _problem(path: str, rule: str, **arguments: object) -> Problem:
    return Problem(Place(shown(path)), rule, Severity.ERROR, arguments)
