"""Folders of templates → the one set-up of Jinja2 that pages and letters share."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, MethodType
from typing import Any

import jinja2.compiler
import jinja2.lexer
import jinja2.nodes
import jinja2.optimizer
import jinja2.parser
import jinja2.runtime
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Template
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.nodes import Expr
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from noroshi.render.escaped import escaped
from noroshi.render.kept_code import kept, stamp


def environment(folders: tuple[Path, ...], *, escapes: bool) -> Environment:
    """Templates of the first folder that has them; ``escapes``: what is printed becomes HTML.

    A name that a view does not have is an error, never a gap.
    """
    return set_up(PrintingEnvironment, folders, escapes=escapes, codes=_HTML if escapes else _TEXT)


def set_up(
    kind: type[PrintingEnvironment], folders: tuple[Path, ...], *, escapes: bool, codes: Compiled
) -> Environment:
    """An environment of a kind, with what all have in common; ``codes``: where its templates are kept compiled."""
    made = kind(
        loader=_loader(folders) if escapes else FileSystemLoader(folders, encoding="utf-8"),
        autoescape=escapes,  # letters are text: what becomes HTML is escaped in letter_html
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=codes,
    )
    # Nothing random, nothing of the clock, nothing of the machine's language.
    for name in ("random", "pprint"):
        made.filters.pop(name)
    made.globals = {}
    return made


def _loader(folders: tuple[Path, ...]) -> BaseLoader:
    """The nearest file of a name; ``FOLDER/NAME`` is that theme's own, so that a file can extend what it replaces."""
    by_name = {folder.name: FileSystemLoader(folder, encoding="utf-8") for folder in folders}
    return ChoiceLoader([FileSystemLoader(folders, encoding="utf-8"), PrefixLoader(by_name)])


markup = str.__new__
"""``markup(Markup, text)`` is ``Markup(text)`` of a plain ``str``, at a third of the price."""


class _Calls(Context):
    """Calls from templates, of which a page has a hundred.

    ``Context.call`` asks of each, and of its ``__call__``, whether it wants the context: of functions and methods
    one question is enough. ``Macro.__call__`` sorts its arguments into places, where most often they are already.
    """

    def call(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """What ``Context.call`` gives."""
        if isinstance(function, Macro):
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            in_place = not kwargs and len(args) == len(function.arguments) and not function.caller
            if in_place and self.eval_ctx.autoescape and not (function.catch_varargs or function.catch_kwargs):
                return markup(Markup, function._func(*args))
            return function(self.eval_ctx, *args, **kwargs)
        kind = type(function)
        if (kind is MethodType or kind is FunctionType) and not hasattr(function, "jinja_pass_arg"):
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return function(*args, **kwargs)
        return super().call(function, *args, **kwargs)


class PageCode(CodeGenerator):
    """Templates become Python that prints by ``escaped`` where Jinja2's own prints by ``escape``."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class OneModule(Template):
    """One that is imported without context is made into a module once.

    ``Template._get_default_module`` first compares the names of all globals, at every import; here there are none
    that an import could bring.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class PrintingEnvironment(Environment):
    """All of these together."""

    context_class = _Calls
    template_class = OneModule
    code_generator_class = PageCode
    escaped = staticmethod(escaped)


class Compiled(BytecodeCache):
    """Code of templates by file and source, for all environments that are set up alike: ``serve`` builds often.

    A template that changes has another checksum, so it is compiled again and takes the place of the former.
    """

    def __init__(self, kind: str, *files: str) -> None:
        """``files``: of modules that make code of templates too."""
        self._kind = kind
        self._files = files
        self._codes: dict[str, tuple[str, CodeType]] = {}
        self.compiled = 0
        """How often a template had to be compiled."""

    def get_source_checksum(self, source: str) -> str:
        """Of the source, and of all that makes code of it."""
        return stamp(source, self._kind, _printer(*self._files)).hex()

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of this very source, if it was compiled before: by this process, or by one before it."""
        checksum, code = self._codes.get(bucket.key, ("", None))
        if code is not None and checksum == bucket.checksum:
            bucket.code = code
        elif (files := kept()) is not None:
            bucket.code = files.load(self._name(bucket), self._stamp(bucket))
            if bucket.code is not None:
                self._codes[bucket.key] = (bucket.checksum, bucket.code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.compiled += 1
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)
            if (files := kept()) is not None:
                files.keep(self._name(bucket), self._stamp(bucket), bucket.code)

    def _name(self, bucket: Bucket) -> str:
        # The key is a digest of the template's name and file, which stands in the code, for messages.
        return f"{bucket.key}.{self._kind}.{sys.implementation.cache_tag}"

    def _stamp(self, bucket: Bucket) -> bytes:
        return f"{bucket.key} {bucket.checksum}".encode()


@cache
def _printer(*files: str) -> str:
    """Digest of the files in which it is written how a template becomes code: Jinja2's, this one, and ``files``."""
    found = hashlib.sha256(Path(__file__).read_bytes())
    for file in files:
        found.update(Path(file).read_bytes())
    for module in (jinja2.compiler, jinja2.lexer, jinja2.nodes, jinja2.optimizer, jinja2.parser, jinja2.runtime):
        found.update(Path(str(module.__file__)).read_bytes())
    return found.hexdigest()


_HTML, _TEXT = Compiled("html"), Compiled("text")


def templates_compiled() -> int:
    """How many templates this process has compiled so far."""
    return _HTML.compiled + _TEXT.compiled
