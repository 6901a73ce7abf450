"""A theme's templates, filled → text. Apart from ``theme``: most builds find that nothing has to be printed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError
from markupsafe import Markup

from noroshi.render.bodies import in_page
from noroshi.render.direct import direct_environment
from noroshi.render.environment import environment
from noroshi.render.in_print import InPrint
from noroshi.render.theme import TemplateFailure
from noroshi.render.written import Written


class Printing:
    """A theme's templates, ready to be filled."""

    def __init__(self, folders: tuple[Path, ...], files: Mapping[str, Path], settings: Mapping[str, str]) -> None:
        """Arguments: as on ``Theme``."""
        self._folders, self._files, self._settings = folders, files, settings
        self._shapes: dict[str, Markup] = {}
        self.unusual: set[str] = set()
        """Templates that ask for something that only Jinja2 itself can give."""

    @cached_property
    def environment(self) -> Environment:
        """Everything printed is escaped."""
        return self._known(environment(self._folders, escapes=True))

    @cached_property
    def _direct(self) -> Environment:
        """The same, faster, for templates that ask for nothing unusual."""
        return self._known(direct_environment(self._folders))

    def _known(self, made: Environment) -> Environment:
        """An environment with what templates may call."""
        made.globals.update(in_page=in_page, drawn=self.drawn, written=Written(self.in_print), paper=self._settings)
        made.globals.update(self.in_print.names())
        return made

    @cached_property
    def in_print(self) -> InPrint:
        """What macros see of the page that is being printed."""
        return InPrint()

    def drawn(self, code: str) -> Markup:
        """The inside of the ``<svg>`` of a state; of one that has no shape, a notice's."""
        if code not in self._shapes:
            shape = self.environment.select_template([f"shapes/{code}.svg", "shapes/notice.svg"])
            self._shapes[code] = Markup(shape.render())  # noqa: S704 - a file of the theme, which is code
        return self._shapes[code]

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """The template filled with ``context``. Raises TemplateFailure."""
        self.in_print.turn_to(context)
        if template not in self.unusual:
            try:
                return self._direct.get_template(template).render(context)
            except Exception:
                # A fault, or no more than an unusual wish of the template: what follows knows which.
                self.unusual.add(template)
        try:
            return self.environment.get_template(template).render(context)
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
            raise self._failure(error, template) from error

    def _failure(self, error: Exception, template: str) -> TemplateFailure:
        name, line = getattr(error, "name", None) or template, getattr(error, "lineno", None) or 1
        files = {str(folder / key): key for key in self._files for folder in self._folders}
        trace = error.__traceback__
        while trace is not None:
            # Jinja2 rewrites tracebacks: its frames carry the template's own file and line.
            if (found := files.get(trace.tb_frame.f_code.co_filename)) is not None:
                name, line = found, trace.tb_lineno
            trace = trace.tb_next
        return TemplateFailure(str(name), int(line), str(error))
