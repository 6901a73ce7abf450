"""Letter views → finished texts, through their templates: unfolded, one logical line a line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, TemplateError

from noroshi.model.frozen import frozen
from noroshi.render.environment import environment
from noroshi.render.letter_folders import ENDING, letter_folders, text_for
from noroshi.render.theme import TemplateFailure
from noroshi.wording.rules import Finding, apologies, findings

_LONE_SPACE: Final = re.compile(r" [^ ]")

LONGEST: Final[Mapping[str, int]] = {"ja": 50, "en": 78}
"""Characters of a subject, at most."""

_SHORTENED: Final = ("what", "title")
"""What gives way in a subject that is longer: the names of services, then the title."""

_SHORTEST: Final = 8

SUBJECTS: Final[Mapping[str, str]] = {"ja": "件名: ", "en": "Subject: "}
"""What the first line of a template begins with, by its language's folder; elsewhere as in English."""


@frozen
class LetterText:
    """A finished letter, unfolded."""

    subject: str
    text: str
    """Logical lines; ends with a line break."""
    whole: str
    """As its template says it, its head too: what is judged."""
    lang: str
    explained: frozenset[str] = frozenset()
    """Terms whose explanation stands in it."""

    # Judged when somebody asks: of the replies of a kit nobody does, and there are more of them than of letters.

    @cached_property
    def found(self) -> tuple[Finding, ...]:
        """What the wording rules find in it."""
        return findings(self.whole, self.lang, self.explained)

    @property
    def apologies(self) -> int:
        """How often it apologises."""
        return apologies(self.whole, self.lang)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings with which it is not ready."""
        return tuple(item for item in self.found if item.severity == "error")


@frozen
class LetterTemplates:
    """The texts of letters: a site's own, file by file, before noroshi's."""

    folders: tuple[Path, ...]

    @cached_property
    def environment(self) -> Environment:
        """Plain text, so nothing is escaped: what becomes HTML is escaped in ``letter_html``."""
        return environment(self.folders, escapes=False)

    def has(self, lang: str, name: str, ending: str = ENDING) -> bool:
        """Whether there is a text of this name in this language, or in the one that it is a form of."""
        return text_for(self.folders, lang, f"{name}{ending}") is not None

    def fill(self, lang: str, name: str, values: Mapping[str, Any], ending: str = ENDING) -> str:
        """A template's text without needless blank lines. Raises TemplateFailure."""
        template = self._template(lang, f"{name}{ending}")
        try:
            text = self.environment.get_template(template).render(**values)
        except (
            TemplateError,
            TypeError,
            ValueError,
            LookupError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ) as error:
            raise self._failure(template, error) from error
        lines = [line.rstrip(" \t\u3000") for line in text.split("\n")]
        # A sentence that follows another where that one is not said.
        lines = [line[1:] if _LONE_SPACE.match(line) else line for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"

    def letter(self, view: Any, explained: frozenset[str] = frozenset()) -> LetterText:
        """The letter that a view says: a dataclass with ``name`` and ``lang``. Raises TemplateFailure."""
        values = {field.name: getattr(view, field.name) for field in dataclasses.fields(view)}
        letter = self.split(view.lang, view.name, self.fill(view.lang, view.name, values), explained)
        longest = LONGEST.get(view.lang.split("-")[0], LONGEST["en"])
        for name in _SHORTENED:
            said, over = values.get(name), len(letter.subject) - longest
            if over > 0 and isinstance(said, str) and said in letter.subject:
                values[name] = said[: max(len(said) - over, _SHORTEST) - 1].rstrip() + "…"
                shorter = self.split(view.lang, view.name, self.fill(view.lang, view.name, values))
                # Only a subject has no room: the text says it in full.
                letter = dataclasses.replace(letter, subject=shorter.subject)
        return letter

    def split(self, lang: str, name: str, text: str, explained: frozenset[str] = frozenset()) -> LetterText:
        """A filled template as subject and text. Raises TemplateFailure where its head is not as agreed."""
        first, _, rest = text.partition("\n")
        prefix = SUBJECTS.get(lang.split("-")[0], SUBJECTS["en"])
        if not first.startswith(prefix) or (rest and not rest.startswith("\n")):
            reason = f"its first line must begin with {prefix!r}, and the second must be empty"
            raise TemplateFailure(self._place(self._template(lang, f"{name}{ENDING}")), 1, reason)
        subject = first.removeprefix(prefix).strip()
        body = rest.lstrip("\n")
        return LetterText(subject, body, text, lang, explained)

    def _template(self, lang: str, file: str) -> str:
        """The template that says it; one that is nowhere is missed in the language's own folder."""
        return text_for(self.folders, lang, file) or f"{lang}/{file}"

    def _failure(self, template: str, error: Exception) -> TemplateFailure:
        """Where it broke: in the text itself, or in a part that it includes."""
        name, line = getattr(error, "name", None) or template, getattr(error, "lineno", None) or 1
        trace = error.__traceback__
        while trace is not None:
            # Jinja2 rewrites tracebacks: its frames carry the template's own file and line.
            file = Path(trace.tb_frame.f_code.co_filename)
            if (folder := next((item for item in self.folders if item in file.parents), None)) is not None:
                name, line = file.relative_to(folder).as_posix(), trace.tb_lineno
                if isinstance(error, RecursionError):
                    break
            trace = trace.tb_next
        return TemplateFailure(self._place(str(name)), int(line), str(error))

    def _place(self, template: str) -> str:
        """A template's path as its writer knows it, ``site_src/letters/ja/opened.txt.j2``; else noroshi's own."""
        *own, shipped = self.folders
        is_own = any((folder / template).is_file() for folder in own)
        return f"site_src/letters/{template}" if is_own or not (shipped / template).is_file() else f"letters/{template}"


def letter_templates(root: Path) -> LetterTemplates:
    """The texts for the site at ``root``: ``site_src/letters/<lang>/<kind>.txt.j2`` before noroshi's own."""
    return LetterTemplates(letter_folders(root))
