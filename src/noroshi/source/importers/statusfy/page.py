"""The bytes of one Statusfy file → one incident in one language: what is typed, and its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from noroshi.source.importers.imported import ImportedFile, Remark, plain_line
from noroshi.source.importers.issue import Issue, issue
from noroshi.source.importers.moments import Moment, moment, written
from noroshi.source.importers.statusfy.blocks import Blocks, blocks
from noroshi.source.importers.statusfy.timeline import as_markdown
from noroshi.source.zones import zone

ZONE = "UTC"
"""In which Statusfy reads and shows all times."""


@dataclass
class Page:
    """One file, and what there is to report about it."""

    file: str
    """Path relative to SOURCE."""
    locale: str
    """The code of its locale, as in addresses."""
    language: str
    typed: Issue
    cut: Blocks
    title: str = ""
    lead: str = ""
    """Its general words: the description, unless the body says it anyway, and what stands outside of blocks."""
    guessed: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)

    def leave(self, rule: str, key: str, value: str) -> None:
        """Report something that has no place."""
        self.unread.append(Remark(rule, {"value": value}, self.typed.line(key)))

    def moment(self, key: str) -> Moment | None:
        """A time of the front matter, with what had to be assumed reported."""
        typed = self.typed.text(key)
        found = moment(typed, zone(ZONE)) if typed else None
        if typed and found is None:
            self.leave("unreadable-time", key, f"{key}: {typed}")
        if found is None:
            return None
        self.cut.is_naive = self.cut.is_naive or found.assumed == "naive-time"
        self.cut.has_fractions = self.cut.has_fractions or found.repaired
        if found.assumed and found.assumed != "naive-time":
            arguments = {"value": typed, "at": written(found.at)}
            self.guessed.append(Remark(found.assumed, arguments, self.typed.line(key)))
        return found

    def row(self, incident: str = "", files: dict[str, str] | None = None, without_words: int = 0) -> ImportedFile:
        """Its row of the report; with ``files`` the incident is its own, else it translates that one."""
        whole: list[Remark] = []
        if self.cut.is_naive:
            whole.append(Remark("naive-time", {"value": ZONE}))
        repaired = self.repaired + self.cut.repaired
        if self.cut.has_fractions:
            repaired.append(Remark("fractions"))
        return ImportedFile(
            self.file,
            incident if files else "",
            files or {},
            tuple(whole + self.guessed + self.cut.guessed),
            tuple(repaired),
            tuple(sorted(self.unread + self.cut.unread, key=lambda remark: remark.line)),
            without_words,
            translates="" if files else incident,
        )


def page(content: bytes, file: str, stem: str, locale: str, language: str) -> Page:
    """Read one file; never raises for what stands in it. ``stem`` is its name without the ending."""
    typed = issue(content)
    cut = blocks(typed.body, zone(ZONE), typed.body_line)
    found = Page(file, locale, language, typed, cut, repaired=list(typed.repaired), unread=list(typed.unread))
    told = typed.text("title")
    found.title = plain_line(told)
    if found.title != told:
        found.leave("title-cleaned", "title", told)
    if not found.title:
        found.title = plain_line(stem) or "incident"
        found.guessed.append(Remark("no-title", {"value": found.title}))
    found.lead = _lead(typed.text("description"), cut)
    return found


def _lead(description: str, cut: Blocks) -> str:
    if not description:
        return cut.general
    wanted = _words(description)
    if any(_says(text, wanted) for text in (cut.general, *(block.text for block in cut.blocks))):
        return cut.general
    return f"{as_markdown(description)}\n\n{cut.general}".rstrip()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _says(text: str, wanted: list[str]) -> bool:
    """Whether a paragraph of the text is exactly these words."""
    return any(_words(paragraph) == wanted for paragraph in re.split(r"\n\s*\n", text))
