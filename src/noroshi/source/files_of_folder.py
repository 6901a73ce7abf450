"""One folder's names → its files, read, taken apart and validated, each translation beside its base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.terms import Kind
from noroshi.source.door import INCIDENT, REPORT, TRANSLATION_OF, UPDATE, Found, validated
from noroshi.source.files import read_text
from noroshi.source.frontmatter import Document, read_document
from noroshi.source.names import LANGUAGE_LIKE, is_safe, shown, update_name
from noroshi.source.nearest import nearest
from noroshi.source.translations import translation_problems
from noroshi.source.values import Surroundings
from noroshi.source.walk import Folder

_WHOLE_FILE = frozenset(
    {
        "empty-file",
        "fence-misspelt",
        "fence-missing",
        "fence-not-closed",
        "fences-missing",
        "front-matter-not-keys",
        "merge-conflict",
        "no-front-matter",
        "text-before-front-matter",
        "yaml-key",
        "yaml-too-deep",
        "yaml-too-long",
    }
)
"""Rules after which nobody can say where the front matter ends or what it holds."""


@dataclass
class Translation:
    """A base file in another language."""

    lang: str
    path: str
    document: Document
    values: Any


@dataclass
class File:
    """incident.md, report.md or an update, with its translations."""

    id: str
    """File name without ``.md``."""
    path: str
    role: str
    """``incident``, ``report`` or ``update``."""
    document: Document | None = None
    """None where the file cannot be read."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Key of the document, dotted → line."""
    values: Any = None
    """Schema object; None where a required key is missing or refused."""
    lang: str = ""
    translations: list[Translation] = field(default_factory=list)
    """By language tag."""
    found: list[Found] = field(default_factory=list)
    """Problems of the file and its translations, with the key that each belongs to."""

    def says(self, key: str) -> bool:
        """Whether the file has something under ``key``, sound or not."""
        return self.document is not None and self.document.values.get(key) is not None


@dataclass
class Files:
    """All texts of one folder."""

    incident: File | None
    updates: list[File]
    report: File | None
    kind: Kind | None
    """None: not known."""
    found: list[Problem]
    """Problems of names."""


def read_files(root: Path, folder: Folder, around: Surroundings) -> Files:
    """Everything that the folder's texts say, and what is wrong with each."""
    reader = _FolderReader(root, folder, around)
    return reader.run()


class _FolderReader:
    def __init__(self, root: Path, folder: Folder, around: Surroundings) -> None:
        self.root = root
        self.folder = folder
        self.around = around
        self.found: list[Problem] = []
        self.bases: dict[str, File] = {}
        self.others: list[tuple[str, str, str]] = []
        """(base id, language, path) of each translation."""
        self.instead = ""
        """What stands in the name of a file that was meant to be incident.md: ``Incident``, ``index``."""
        self.misnamed: list[tuple[str, str, str, str]] = []
        """(rule, name, its stem, the suffix to use): what to write is known once the kind is."""
        self.spelt = {language.lower(): language for language in around.languages}
        """Language in lower case → as the site spells it."""

    def run(self) -> Files:
        self._name_incident()
        for name in self.folder.texts:
            self._sort(name)
        incident = self.bases.get("incident")
        main_lang = self.around.languages[0]
        if incident is not None:
            self._read(incident, self.around)
            main_lang = self._lang(incident, main_lang)
            self.around = self.around.of_kind(self._kind(incident))
        self._tell_misnamed()
        for file in self.bases.values():
            if file is not incident:
                self._read(file, self.around)
                self._lang(file, main_lang)
        for base_id, lang, path in self.others:
            self._translate(base_id, lang, path)
        updates = [file for file in self.bases.values() if file.role == UPDATE]
        return Files(incident, updates, self.bases.get("report"), self.around.kind, self.found)

    def _name_incident(self) -> None:
        """Where incident.md is missing and another name was meant for it: one finding, and it is read as such."""
        stems = [name[:-3] for name in self.folder.texts]
        if "incident" in stems:
            return
        for meant in ("incident", "index"):
            self.instead = next((stem for stem in stems if stem.lower() == meant), "")
            if self.instead:
                break
        else:
            return
        names = [name for name in self.folder.texts if name.startswith(f"{self.instead}.")]
        renamed = tuple(f"{shown(name)} → incident{name.removeprefix(self.instead)}" for name in sorted(names, key=len))
        arguments = {"value": f"{self.instead}.md", "paste": renamed}
        place = Place(shown(f"{self.folder.path}/{self.instead}.md"))
        self.found.append(Problem(place, "incident-file-name", arguments=arguments))

    def _sort(self, name: str) -> None:
        """A name → a base file or a translation, with what is wrong with the name."""
        path = f"{self.folder.path}/{name}"
        if self.instead and name.startswith(f"{self.instead}."):
            name = f"incident{name.removeprefix(self.instead)}"
        stem = name[:-3]
        base, _, tag = stem.rpartition(".")
        if base and tag in self.around.languages and is_safe(base):
            self.others.append((base, tag, path))
            return
        if base and tag.lower() in self.spelt:
            self.misnamed.append(("unsafe-name", name, base, f".{self.spelt[tag.lower()]}.md"))
            return
        if base and LANGUAGE_LIKE.fullmatch(tag) and f"{base}.md" in self.folder.texts:
            if "languages" in self.around.doubts:
                return
            self.found.append(
                Problem(
                    Place(shown(path)),
                    "translation-language",
                    arguments={
                        "value": tag,
                        "allowed": self.around.languages,
                        "near": nearest(tag, self.around.languages) or _COUNTRIES.get(tag.lower(), ""),
                    },
                    update=base,
                )
            )
            return
        if not is_safe(stem):
            self.misnamed.append(("unsafe-name", name, stem, ".md"))
        role = _ROLES.get(stem, UPDATE)
        self.bases[stem] = File(shown(stem), path, role)

    def _tell_misnamed(self) -> None:
        """Names that cannot stay, each with the one to use."""
        for name, stem in self.folder.misnamed:
            base, _, tag = stem.rpartition(".")
            lang = self.spelt.get(tag.lower(), "") if base else ""
            self.misnamed.append(("markdown-suffix", name, base if lang else stem, f".{lang}.md" if lang else ".md"))
        for rule, name, stem, suffix in self.misnamed:
            texts = set(self.folder.texts) - {name}
            taken = {text.removesuffix(suffix) for text in texts if text.endswith(suffix)}
            write = update_name(stem, self.around.kind, taken=taken) + suffix
            update = shown(stem) if rule == "unsafe-name" else write.removesuffix(suffix)
            arguments = {"value": shown(name), "write": write}
            place = Place(shown(f"{self.folder.path}/{name}"))
            self.found.append(Problem(place, rule, arguments=arguments, update=update))

    def _read(self, file: File, around: Surroundings) -> None:
        text, problems = read_text(self.root, file.path)
        file.found += [("", problem) for problem in problems]
        if text is None:
            return
        document = read_document(text, shown(file.path))
        file.document = document
        file.lines = {
            str(loc[0]) if len(loc) == 1 else ".".join(map(str, loc)): line for loc, line in document.lines.items()
        }
        file.found += [(_top_key(document, problem), problem) for problem in document.problems]
        if file.role == INCIDENT:
            around = around.of_kind(_kind_typed(document))
        if document.values or not document.problems:
            file.values, found = validated(file.role, document, around)
            file.found += found

    def _kind(self, incident: File) -> Kind | None:
        """The incident's kind; None where it cannot be told."""
        if incident.document is None or any(key == "kind" for key, _ in incident.found):
            return None
        if not incident.document.values and incident.document.problems:
            return None  # nobody can say what stands there
        if incident.values is not None:
            return incident.values.kind or Kind.INCIDENT
        return _kind_typed(incident.document)

    def _lang(self, file: File, main_lang: str) -> str:
        """The language of the file's text: its own word, else ``main_lang``."""
        typed = file.values.lang if file.values is not None else None
        file.lang = typed or main_lang
        is_known = not typed or typed in self.around.languages or "languages" in self.around.doubts
        if not is_known and file.document is not None:
            file.found.append(
                (
                    "lang",
                    Problem(
                        Place(file.document.path, file.document.line_of(("lang",))),
                        "language-not-of-site",
                        severity=Severity.WARNING,
                        arguments={"value": typed, "allowed": self.around.languages},
                    ),
                )
            )
        return file.lang

    def _translate(self, base_id: str, lang: str, path: str) -> None:
        base = self.bases.get(base_id)
        if base is None:
            arguments = {"value": f"{base_id}.md", "lang": lang}
            self.found.append(Problem(Place(path), "translation-without-base", arguments=arguments, update=base_id))
            return
        if lang == base.lang:
            arguments = {"value": lang, "file": f"{base_id}.md"}
            base.found.append(("", Problem(Place(path), "translation-same-language", arguments=arguments)))
            return
        text, problems = read_text(self.root, path)
        base.found += [("", problem) for problem in problems]
        if text is None:
            return
        document = read_document(text, path, required=False)
        base.found += [(_top_key(document, problem), problem) for problem in document.problems]
        values, found = validated(TRANSLATION_OF[base.role], document, self.around)
        base.found += found
        if base.document is not None and (base.document.values or not base.document.problems):
            refused = {key for key, _ in base.found}
            base.found += translation_problems(base.document, document, refused)
        base.translations.append(Translation(lang, path, document, values))
        base.translations.sort(key=lambda translation: translation.lang)


_ROLES = {"incident": INCIDENT, "report": REPORT}
_KINDS: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
_COUNTRIES: Mapping[str, str] = {"jp": "ja", "jpn": "ja", "eng": "en", "us": "en"}


def _kind_typed(document: Document) -> Kind | None:
    """The kind that an incident.md names; None where there is no such kind."""
    typed = document.values.get("kind") or Kind.INCIDENT
    return _KINDS.get(typed) if isinstance(typed, str) else None


def _top_key(document: Document, problem: Problem) -> str:
    """The key of the front matter in whose lines the problem lies."""
    if problem.rule in _WHOLE_FILE:
        return ""
    line = problem.place.line
    above = [(at, str(loc[0])) for loc, at in document.lines.items() if len(loc) == 1 and at <= line]
    return max(above)[1] if above else ""
