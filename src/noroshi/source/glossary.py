"""site_src/glossary.toml → terms with their meaning in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from noroshi.model.problem import Problem
from noroshi.model.site import Term
from noroshi.source.files import read_text
from noroshi.source.site_refusal import one_line
from noroshi.source.site_shape import sound_glossary
from noroshi.source.site_texts import text_of
from noroshi.source.toml_places import TomlDocument, TomlFault, read_toml

GLOSSARY = "site_src/glossary.toml"


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
    terms = sound_glossary(document.values, languages)
    found = list(problems)
    if terms is None:
        terms = _judged(document, languages, found)
    meant = ((term, text_of(said, languages)) for term, said in terms.items())
    return tuple(Term(term, meaning) for term, meaning in meant if term and meaning), tuple(found)


def _judged(
    document: TomlDocument, languages: tuple[str, ...], found: list[Problem]
) -> Mapping[str, Mapping[str, str]]:
    """The sound terms of a glossary in which something is wrong, which is told to ``found``."""
    # Loaded here: pydantic takes a tenth of a second.
    from pydantic import AfterValidator, TypeAdapter, ValidationError

    from noroshi.source.site_problems import problem_of
    from noroshi.source.site_types import SiteText

    glossary = TypeAdapter(dict[Annotated[str, AfterValidator(one_line)], SiteText])
    values, context = dict(document.values), {"languages": languages}
    try:
        return glossary.validate_python(values, strict=True, context=context)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            found.append(problem_of(one, document, GLOSSARY))
            values.pop(str(one["loc"][0]), None)
    return glossary.validate_python(values, strict=True, context=context)
