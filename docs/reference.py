"""`--help` and the schemas → docs/reference.md and docs/ja/reference.md: `make reference`.

What a key means the schemas say in English; docs/reference.ja.toml has the same in Japanese.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from noroshi.app.cli_words import CliWords
from noroshi.app.commands import all_commands
from noroshi.app.commands.parts import Program
from noroshi.source.schemas import json_schema

DOCS = Path(__file__).resolve().parent
PAGES = {"en": DOCS / "reference.md", "ja": DOCS / "ja" / "reference.md"}
SCHEMAS = {
    "site": "site_src/site.toml",
    "incident": "incident.md",
    "update": "NAME.md",
    "report": "report.md",
}
PATTERNS = {
    "date": r"^\d{4}[-/]\d{2}[-/]\d{2}([ T]",
    "time": r"^\d{4}[-/]\d{2}[-/]\d{2}[ T]",
    "about": r"^~?\d{4}",
    "after": r"^\+",
}
"""What the beginning of a pattern says a text is."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Reference",
        "lead": "Made from `--help` and from the schemas that check a file (`make reference`): what stands here is "
        "what the program does. The pages before this one say what to do with it.",
        "commands": "Commands",
        "files": "Files",
        "of": "Every key of `{file}`; as JSON Schema: `noroshi schema {name}`.",
        "update": "Every other `.md` file of an incident's folder is an update. Its keys may stand in "
        "`incident.md` too.",
        "head": "| key | form | meaning | example |",
        "required": " (required)",
        "date": "date or time",
        "time": "time",
        "about": "time, or ~time",
        "after": "+duration",
        "text": "text",
        "whole": "whole number",
        "number": "number",
        "yes_no": "`true` or `false`",
        "list": "list of {of}",
        "by": "table: {of} by name",
        "or": " or ",
    },
    "ja": {
        "title": "リファレンス",
        "lead": "`--help` と、ファイルを検査するスキーマから作っています（`make reference`）。ここにあるのは、"
        "プログラムが実際に行うことです。使い方は、ほかのページをご覧ください。",
        "commands": "コマンド",
        "files": "ファイル",
        "of": "`{file}` に書けるすべてのキーです。JSON Schema は `noroshi schema {name}` で出力できます。",
        "update": "インシデントのフォルダーにあるほかの `.md` ファイルは、すべて更新です。"
        "更新のキーは `incident.md` にも書けます。",
        "head": "| キー | 形 | 意味 | 例 |",
        "required": "（必須）",
        "date": "日付または日時",
        "time": "日時",
        "about": "日時。頃は ~日時",
        "after": "+時間",
        "text": "文字列",
        "whole": "整数",
        "number": "数値",
        "yes_no": "`true` か `false`",
        "list": "{of}のリスト",
        "by": "名前ごとの{of}",
        "or": "、または",
    },
}


def pages() -> dict[Path, str]:
    """File → what it should say."""
    return {path: _Page(lang).text() for lang, path in PAGES.items()}


class _Page:
    """The page in one language."""

    def __init__(self, lang: str) -> None:
        self._lang, self._words = lang, WORDS[lang]
        self._meanings: Mapping[str, str] = {}
        if lang != "en":
            self._meanings = tomllib.loads((DOCS / f"reference.{lang}.toml").read_text(encoding="utf-8"))
        self._defs: Mapping[str, Any] = {}
        self._prefix = ""

    def text(self) -> str:
        """The whole page."""
        words = self._words
        parts = [
            f"# {words['title']}",
            words["lead"],
            f"## {words['commands']}",
            *self._commands(),
            f"## {words['files']}",
        ]
        for name, file in SCHEMAS.items():
            parts += [f"### {file}", words["update"] if name == "update" else words["of"].format(file=file, name=name)]
            parts += self._schema(name)
        return "\n\n".join(parts) + "\n"

    # ---- commands

    def _commands(self) -> Iterator[str]:
        group = all_commands(Program(), CliWords(self._lang), {})
        for path in ((), *_paths(group)):
            command: click.Command = group
            # Whatever the width of the terminal that asks.
            context = click.Context(group, info_name="noroshi", terminal_width=90)
            for name in path:
                command = command.commands[name] if isinstance(command, click.Group) else command
                context = click.Context(command, info_name=name, parent=context)
            yield f"### {' '.join(('noroshi', *path))}"
            yield f"```text\n{command.get_help(context).rstrip()}\n```"

    # ---- files

    def _schema(self, name: str) -> Iterator[str]:
        schema = json_schema(name)
        self._defs, self._prefix = schema.get("$defs", {}), name
        incident = json_schema("update")["properties"] if name == "incident" else {}
        own = {key: value for key, value in schema["properties"].items() if key not in incident}
        yield self._table(own, schema.get("required", ()))
        shown = _referred(own, self._defs)
        for inner, keys in shown.items():
            entry = self._defs[inner]
            yield f"#### {name}: {keys}"
            if entry.get("description"):
                yield self._meaning(entry["description"])
            yield self._table(entry.get("properties", {}), entry.get("required", ()))

    def _table(self, properties: Mapping[str, Any], required: Any) -> str:
        rows = [self._words["head"], "| --- | --- | --- | --- |"]
        for key, value in properties.items():
            example = next(iter(_examples(value)), None)
            cells = [
                f"`{key}`",
                self._form(value) + (self._words["required"] if key in required else ""),
                self._meaning(value.get("description", "")),
                "" if example is None else f"`{_shown(example)}`",
            ]
            rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        return "\n".join(rows)

    def _meaning(self, english: str) -> str:
        return english if self._lang == "en" or not english else self._meanings[english]

    def _form(self, value: Mapping[str, Any]) -> str:
        words = self._words
        options = [
            option for option in (*value.get("anyOf", ()), *value.get("oneOf", ())) if option != {"type": "null"}
        ]
        if options:
            return words["or"].join(dict.fromkeys(self._form(option) for option in options))
        if "$ref" in value:
            inner = value["$ref"].rpartition("/")[2]
            keys = _referred_name(inner)
            return f"[{keys}](#{self._prefix}-{keys.replace(' ', '-')})"
        if "enum" in value:
            return " · ".join(f"`{item}`" for item in value["enum"])
        if "const" in value:
            return f"`{value['const']}`"
        kind = value.get("type")
        if kind == "array":
            return words["list"].format(of=self._form(value.get("items", {})))
        if kind == "object":
            return words["by"].format(of=self._form(value.get("additionalProperties", {})))
        if kind == "string":
            pattern = value.get("pattern", "")
            return next((words[name] for name, begin in PATTERNS.items() if pattern.startswith(begin)), words["text"])
        names = {"integer": "whole", "number": "number", "boolean": "yes_no"}
        return words[names.get(str(kind), "text")]


def _paths(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from _paths(command, (*before, name))


def _referred(properties: Mapping[str, Any], defs: Mapping[str, Any]) -> dict[str, str]:
    """Name of each inner table that the keys lead to → what it is called on the page, in order."""
    found: dict[str, str] = {}
    waiting = [properties]
    while waiting:
        for inner in _refs(waiting.pop(0)):
            if inner not in found:
                found[inner] = _referred_name(inner)
                waiting.append(defs[inner].get("properties", {}))
    return found


def _referred_name(inner: str) -> str:
    name = inner.removesuffix("Entry").removesuffix("Table")
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in name).strip()


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].rpartition("/")[2]
        for inner in value.values():
            yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)


def _examples(value: Any) -> Iterator[Any]:
    yield from value.get("examples", ())
    for option in (*value.get("anyOf", ()), *value.get("oneOf", ())):
        yield from _examples(option)


def _shown(example: Any) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def main() -> None:
    """Write them."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
