"""site_src/glossary.toml → terms with their meaning in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, RootModel, ValidationError

from noroshi.model.problem import Problem
from noroshi.model.site import Term
from noroshi.source.files import read_text
from noroshi.source.site_problems import problem_of
from noroshi.source.site_refusal import one_line
from noroshi.source.site_texts import text_of
from noroshi.source.site_values import SiteText
from noroshi.source.toml_places import TomlFault, read_toml

GLOSSARY = "site_src/glossary.toml"


class _Glossary(RootModel[dict[Annotated[str, AfterValidator(one_line)], SiteText]]):
    model_config = ConfigDict(strict=True, frozen=True)


def load_glossary(root: Path, languages: tuple[str, ...]) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """Terms in the order of the file, and its problems; no file, no terms. A term with an error is left out."""
    if not (root / GLOSSARY).exists():
        return (), ()
    text, problems = read_text(root, GLOSSARY)
    if text is None:
        return (), problems
    document = read_toml(text)
    if isinstance(document, TomlFault):
        return (), (*problems, document.problem(GLOSSARY))
    values = dict(document.values)
    found = list(problems)
    context = {"languages": languages}
    try:
        glossary = _Glossary.model_validate(values, context=context)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            found.append(problem_of(one, document, GLOSSARY))
            values.pop(str(one["loc"][0]), None)
        glossary = _Glossary.model_validate(values, context=context)
    terms = ((term, text_of(said, languages)) for term, said in glossary.root.items())
    return tuple(Term(term, meaning) for term, meaning in terms if term and meaning), tuple(found)
