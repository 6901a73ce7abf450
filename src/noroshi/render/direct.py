"""Folders of templates → a set-up of Jinja2 whose templates take every value straight from where it lies.

Jinja2's own code asks its environment for each attribute, item and call, since any of them may be missing, lie
elsewhere, or want the context. Of a page's five hundred none does. Here templates become Python that takes them
as Python would; where that fails, it raises, and whoever printed prints again with :mod:`.environment`, which knows
all of Jinja2's ways. What can be printed directly is the same to the byte: the first thing that Jinja2 tries is
what is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from keyword import iskeyword
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.compiler import Frame, MacroRef
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from noroshi.render.environment import Compiled, OneModule, PageCode, PrintingEnvironment, markup, set_up


def direct_environment(folders: tuple[Path, ...]) -> Environment:
    """As ``environment(folders, escapes=True)``, for views that have all that the templates ask for by its name.

    Where they have not, templates raise: AttributeError and LookupError beside what ``environment`` lets them raise.
    """
    return set_up(_DirectEnvironment, folders, escapes=True, codes=_CODES)


class _Taking(PageCode):
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """``value.name``."""
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self._enclosed(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        """``value[key]``."""
        self._enclosed(node.node, frame)
        self.write("[")
        self.visit(node.arg, frame)
        self.write("]")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """``function(value)``; nothing that templates can name asks for the context."""
        is_plain = not (forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs)
        if not is_plain or not frame.eval_ctx.autoescape or frame.eval_ctx.volatile:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self._enclosed(node.node, frame)
        self.write("(")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A ``_Macro`` where Jinja2 makes a ``Macro``."""
        self.write("environment.")
        super().macro_def(macro_ref, frame)

    def _enclosed(self, node: nodes.Node, frame: Frame) -> None:
        self.write("(")
        self.visit(node, frame)
        self.write(")")


class _Macro(Macro):
    """One whose arguments stand in their places already, as they do most often, needs not sort them."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What ``Macro`` gives where everything printed is escaped."""
        if not kwargs and len(args) == self._argument_count and self._is_plain and not _is_told_how(args):
            return markup(Markup, self._func(*args))
        return super().__call__(*args, **kwargs)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._is_plain = not (self.catch_kwargs or self.catch_varargs or self.caller) and bool(self._default_autoescape)


def _is_told_how(args: tuple[Any, ...]) -> bool:
    """Whether Jinja2 says whether to escape, before all arguments: it does where a theme has turned that off."""
    return bool(args) and type(args[0]) is EvalContext


class _DirectTemplate(OneModule):
    """One whose blocks give all of their text at once: handed on piece by piece it goes through every block above."""

    @classmethod
    def _from_namespace(
        cls, environment: Environment, namespace: MutableMapping[str, Any], globals: MutableMapping[str, Any]
    ) -> Template:
        at_once = {name: _at_once(block) for name, block in namespace["blocks"].items()}
        # By its name a block finds itself among those that it replaces, when it asks for ``super()``.
        namespace.update({block.__name__: at_once[name] for name, block in namespace["blocks"].items()})
        namespace["blocks"] = at_once
        return super()._from_namespace(environment, namespace, globals)


def _at_once(block: Callable[[Context], Iterable[str]]) -> Callable[[Context], Iterable[str]]:
    return lambda context: ("".join(block(context)),)


class _DirectEnvironment(PrintingEnvironment):
    template_class = _DirectTemplate
    code_generator_class = _Taking
    Macro = _Macro


_CODES = Compiled("direct", __file__)
