"""The README and the pages in docs/ → every file, command and name in them, tried as written.

A fenced block with ``title="path"`` is a file of a site; the word ``wrong`` behind it marks a mistake that the
page explains, ``result`` what a command has made. A ``console`` block holds commands after ``$ ``, and below
each what it prints, in which ``…`` stands for anything.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import click
import pytest
import yaml
from small_site import letters_are_loaded

from noroshi.app.cli import invoke
from noroshi.app.cli_words import CliWords
from noroshi.app.commands import all_commands
from noroshi.app.commands.parts import Program
from noroshi.model.terms import Impact, Kind, State, Status
from noroshi.source.schemas import json_schema
from noroshi.views.letter import LetterView
from noroshi.wording.catalogue import catalogue

REPOSITORY = Path(__file__).parent.parent
PAGES = (
    *sorted(path for path in REPOSITORY.glob("*.md")),
    *sorted(path for path in (REPOSITORY / "docs").rglob("*.md")),
)
OWN_SITES = (REPOSITORY / "docs" / "your-own-site.md", REPOSITORY / "docs" / "ja" / "your-own-site.md")
"""They begin a site of their own, with ``noroshi init``; files of other pages stand in the demonstration's."""
OWN_SITE_MOMENT = "1795199400"
"""2026-11-21 03:30 in Japan: the page's incident is open, and its next update is still to come."""
NOT_RUN = {
    "git": "it changes a repository; tests/test_git_facts.py has real ones",
    "gh": "it asks GitHub; tests/test_import_upptime.py has what it answers",
    "mkdir": "it sets up the folder that the test has made",
    "cd": "it sets up the folder that the test has made",
    "python3 -m venv": "tests/test_wheel.py makes an empty environment",
    ". .venv/bin/activate": "the test's environment has noroshi",
    "pip install": "it needs a package index; tests/test_wheel.py installs",
    "pip wheel": "it needs a package index; tests/test_wheel.py makes the wheel",
    "noroshi verify": "it asks a published site; tests/test_verify.py has real ones",
    "curl": "it asks a published site",
    ".verify/bin/pip": "it needs a package index; tests/test_wheel.py installs",
    "noroshi changes": "it compares with a commit; tests/test_changes.py has real ones",
    "noroshi check --against": "it compares with a commit; tests/test_check_against.py has real ones",
    "noroshi serve": "it never ends; tests/test_serve.py serves",
    ".ci/run": "it runs this test",
}
"""Beginning of a command that a page names and no test of pages runs → why."""
_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<kind>\w+)(?P<info>[^\n]*)\n(?P<text>.*?)^(?P=fence)$", re.M | re.S)
_TITLE = re.compile(r'title="(?P<path>[^"]+)"(?P<marks>.*)')
_LINK = re.compile(r"(?<!\\)\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    kind: str
    path: str
    """Empty: the block is no file."""
    mark: str
    """``wrong``, ``result`` or empty."""
    text: str


def blocks(page: Path) -> tuple[Block, ...]:
    """Every fenced block, in order."""
    found = []
    for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        title = _TITLE.search(match["info"])
        mark = title["marks"].strip() if title else ""
        found.append(Block(match["kind"], title["path"] if title else "", mark, match["text"]))
    return tuple(found)


def site_of(page: Path, folder: Path, marks: tuple[str, ...]) -> Path:
    """A site with the files of the page: the demonstration's settings, and no incidents but the page's own.

    A page that begins a site has the settings and incidents of its own ``noroshi init``.
    """
    root = folder / "site"
    (root / "incidents").mkdir(parents=True)
    if page in OWN_SITES:
        begun = noroshi(["-m", *shlex.split(beginning(page))], root, locale=locale_of(page), **moment_of(page))
        assert begun.returncode == 0, begun.stdout
    else:
        shutil.copytree(REPOSITORY / "site_src", root / "site_src")
        settings = root / "site_src/site.toml"
        # The handbook is these pages; a site of one of them has none.
        kept = re.sub(r"^\[handbook\]\n(?:(?!# ----|\[).*\n)*", "", settings.read_text(encoding="utf-8"), flags=re.M)
        settings.write_text(kept, encoding="utf-8")
        shutil.copytree(REPOSITORY / "themes", root / "themes")
        shutil.copy(REPOSITORY / "build.py", root)
    written: set[str] = set()
    for block in blocks(page):
        if not block.path or block.mark not in marks:
            continue
        assert block.path not in written, f"{page.name} has two files {block.path}"
        written.add(block.path)
        write(block, root)
    return root


def write(block: Block, root: Path) -> None:
    """The file that a block is."""
    path = root / block.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def beginning(page: Path) -> str:
    """The command by which a page begins a site."""
    lines = [command for block in blocks(page) if block.kind == "console" for command, _ in commands(block)]
    return next(line for line in lines if line.startswith("noroshi init "))


def noroshi(
    arguments: list[str], root: Path, *, locale: str = "C.UTF-8", **more: str
) -> subprocess.CompletedProcess[str]:
    """One command of noroshi in a site's folder; its output, and below it its messages, as stdout."""
    environment = {"PATH": os.environ["PATH"], "LC_ALL": locale, "PYTHONUTF8": "1", **more}
    if arguments[:2] == ["-m", "noroshi"]:
        # As the command does it, without a process of its own: it reads nothing of its environment by itself.
        if "build" in arguments:
            letters_are_loaded()
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with contextlib.chdir(root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = invoke(arguments[2:], environment)
        return subprocess.CompletedProcess(
            arguments, status, "".join(file.buffer.getvalue().decode() for file in (out, err))
        )
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout + done.stderr)


def moment_of(page: Path) -> dict[str, str]:
    """The demonstration has a moment of its own."""
    return {"SOURCE_DATE_EPOCH": OWN_SITE_MOMENT} if page in OWN_SITES else {}


def locale_of(page: Path) -> str:
    return "ja_JP.UTF-8" if is_japanese(page) else "C.UTF-8"


def is_japanese(page: Path) -> bool:
    return ".ja." in page.name or page.parent.name == "ja"


def with_files(*marks: str) -> list[Path]:
    return [page for page in PAGES if any(block.path and block.mark in marks for block in blocks(page))]


def name_of(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("page", with_files(""), ids=name_of)
def test_every_example_file_passes_the_check_without_a_remark(page: Path, tmp_path: Path) -> None:
    root = site_of(page, tmp_path, ("",))
    checked = noroshi(["-m", "noroshi", "check", "--strict"], root, **moment_of(page))
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("page", with_files(""), ids=name_of)
def test_the_example_files_build_a_site(page: Path, tmp_path: Path) -> None:
    root = site_of(page, tmp_path, ("",))
    for theme in sorted({block.path.split("/")[1] for block in blocks(page) if block.path.startswith("themes/")}):
        settings = root / "site_src" / "site.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace('name = "default"', f'name = "{theme}"'), encoding="utf-8")
    built = noroshi(["-m", "noroshi", "build"], root, **moment_of(page))
    assert built.returncode == 0, built.stdout
    for incident in (root / "incidents").glob("*/incident.md"):
        page_of_incident = root / "_site" / "incidents" / incident.parent.name / "index.html"
        is_hidden = re.search(r"^(draft|drill): true$", incident.read_text(encoding="utf-8"), re.M)
        assert page_of_incident.is_file() or is_hidden


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """(command, the lines that it prints)"""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        elif line.strip():
            found[-1][1].append(line.rstrip())
    return found


def prints(output: str, expected: list[str]) -> str | None:
    """The first expected line that the output does not have in its turn; None: it has them all."""
    said = iter(output.splitlines())
    for line in expected:
        pattern = re.compile(".*".join(re.escape(part) for part in line.split("…")))
        if line.strip() != "…" and not any(pattern.fullmatch(other.rstrip()) for other in said):
            return line
    return None


CONSOLE = [page for page in PAGES if any(block.kind == "console" for block in blocks(page))]


@pytest.mark.parametrize("page", CONSOLE, ids=name_of)
def test_every_command_does_what_the_page_says(page: Path, tmp_path: Path) -> None:
    if page in OWN_SITES:
        # From an empty folder, and its files when they are their turn: it says of itself that this is all.
        root = tmp_path / "site"
        root.mkdir()
    else:
        root = site_of(page, tmp_path, ("", "wrong"))
    if page not in OWN_SITES and not any(block.path.startswith("incidents/") for block in blocks(page)):
        shutil.copytree(REPOSITORY / "incidents", root / "incidents", dirs_exist_ok=True)
    locale = locale_of(page)
    for block in blocks(page):
        if page in OWN_SITES and block.path:
            write(block, root)
        makefile = (root if page in OWN_SITES else REPOSITORY) / "Makefile"
        for command, expected in commands(block) if block.kind == "console" else ():
            settings = moment_of(page) | dict(re.findall(r"^([A-Z_]+)=(\S+) ", command))
            words = shlex.split(re.sub(r"^([A-Z_]+=\S+ )+", "", command), comments=True)
            if words[0] == "make":
                assert re.search(rf"^{words[1]}:", makefile.read_text(encoding="utf-8"), re.M), (
                    f"{command}: no such target"
                )
                continue
            if any(words[: len(start.split())] == start.split() for start in NOT_RUN):
                continue
            if words[0] == "diff":
                compared = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
                assert (compared.returncode, compared.stdout) == (0, ""), command
                continue
            into = words[words.index(">") + 1] if ">" in words else None
            words = words[: words.index(">")] if into else words
            if words[0] == "noroshi":
                words = ["-m", *words]
            elif words[0] == "python":
                words = words[1:]
            else:
                pytest.fail(f"{name_of(page)} names a command that nobody tries: {command}")
            done = noroshi(words, root, locale=locale, **settings)
            assert done.returncode not in (2, 3), f"{command}\n{done.stdout}"
            missing = prints(done.stdout, expected)
            assert missing is None, f"{command}\nshould print: {missing}\nbut prints:\n{done.stdout}"
    for block in blocks(page):
        if block.mark == "result":
            assert (root / block.path).read_text(encoding="utf-8") == block.text, block.path


PUBLISHING = [page for page in PAGES if page.name == "publishing.md"]


@pytest.mark.parametrize("page", PUBLISHING, ids=name_of)
def test_recipes_for_others_services_are_sound_files_and_name_options_of_noroshi_that_are_there(page: Path) -> None:
    readers = {"yaml": yaml.safe_load, "toml": tomllib.loads, "json": json.loads}
    found = blocks(page)
    assert {block.kind for block in found} >= {*readers, "sh", "js"}
    for block in found:
        if block.kind in readers:
            assert isinstance(readers[block.kind](block.text), dict)
        elif block.kind == "sh":
            subprocess.run(["sh", "-n"], input=block.text, text=True, check=True)
    words = CliWords("en")
    group = all_commands(Program(), words, {})
    lines = [line for block in found for line in re.findall(r"\bnoroshi (?:build|publish|check)\b[^|\n)]*", block.text)]
    assert len(lines) > 10
    for line in lines:
        name, *arguments = shlex.split(line, comments=True)[1:]
        options = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert {word for word in arguments if word.startswith("--")} <= options, line


@pytest.mark.parametrize("page", PUBLISHING[1:], ids=name_of)
def test_the_recipes_are_the_same_in_both_languages(page: Path) -> None:
    def plain(text: str) -> str:
        return re.sub(r"^#.*\n", "", text, flags=re.M)

    recipes = [
        [(it.kind, plain(it.text)) for it in blocks(one) if it.kind != "console"] for one in (PUBLISHING[0], page)
    ]
    assert recipes[0] == recipes[1]


@pytest.mark.parametrize("page", OWN_SITES, ids=name_of)
def test_the_script_for_a_server_publishes_what_can_be_and_fails_for_what_cannot(page: Path, tmp_path: Path) -> None:
    root = site_of(page, tmp_path, ("",))
    programs = {
        root / ".venv" / "bin" / "python": f'exec "{sys.executable}" "$@"',
        # There is no such server: what would go there is kept here.
        tmp_path / "bin" / "rsync": "cp -R _site published",
    }
    for path, line in programs.items():
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(0o755)
    (root / "incidents" / "2026-11-21-website-slow" / "03-typo.md").write_text("---\nat: 25:00\n---\nText.\n")
    environ = os.environ | moment_of(page) | {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", root / "publish.sh"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 4, done.stderr
    assert "git pull failed" in done.stderr
    assert "03-typo.md" in done.stdout + done.stderr
    home = (root / "published" / "index.html").read_text(encoding="utf-8")
    assert ("開きにくく" if is_japanese(page) else "The website is slow") in home


def test_the_page_for_the_person_on_call_names_every_value_in_the_words_of_the_pages() -> None:
    text = (REPOSITORY / "docs" / "ja" / "oncall.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"\| `(\w+)` \| ([^|（]+?)(?:（[^|]*)?(?= \|)", text))
    words = catalogue("ja").messages
    for prefix, codes in (("status", Status), ("impact", Impact), ("state", State)):
        for code in codes:
            if code is not Status.PUBLISHED:
                assert rows.get(str(code.value)) == words[f"{prefix}.{code.value}"][0], code
    assert set(Kind) <= set(re.findall(r"`(\w+)`", text))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_that_is_there(page: Path) -> None:
    text = re.sub("`[^`]*`", "`code`", _BLOCK.sub("", page.read_text(encoding="utf-8")))
    for match in _LINK.finditer(text):
        target, _, fragment = match["target"].partition("#")
        if ":" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{name_of(page)} links to {target}"
        if fragment:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
            slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert fragment in slugs, f"{name_of(page)} links to {target}#{fragment}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_of_ours_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:tests|docs|src/noroshi|themes/default)/[\w./-]+)`", text):
        assert (REPOSITORY / name).exists(), f"{name_of(page)} names {name}"
    for name in re.findall(r"`(test_\w+\.py)`", text):
        assert (REPOSITORY / "tests" / name).is_file(), f"{name_of(page)} names {name}"


def test_the_index_leads_to_every_page_in_the_same_order_in_both_languages() -> None:
    docs = REPOSITORY / "docs"
    orders = [
        re.findall(r"^- \[[^]]+\]\(([\w-]+\.md)\): .", index.read_text(encoding="utf-8"), re.M)
        for index in (docs / "README.md", docs / "ja" / "README.md")
    ]
    assert orders[0] == orders[1]
    for folder in (docs, docs / "ja"):
        assert sorted(["README.md", *orders[0]]) == sorted(path.name for path in folder.glob("*.md")), folder.name


def documented(page: str) -> set[str]:
    """The keys that stand in code in the first column of a page's tables."""
    text = (REPOSITORY / "docs" / page).read_text(encoding="utf-8")
    columns = re.findall(r"^\| ([^|]*`[^|]*) \|", text, re.M)
    return {key for column in columns for key in re.findall(r"`([\w.]+)`", column)}


def test_every_key_of_site_toml_is_documented() -> None:
    schema = json_schema("site")
    tables = {
        key: re.search(r"\w+$", str(value.get("$ref") or value.get("items", {}).get("$ref") or ""))
        for key, value in schema["properties"].items()
    }
    wanted = {key for key, table in tables.items() if table is None}
    for key, table in tables.items():
        if table is not None:
            wanted |= {f"{key}.{inner}" for inner in schema["$defs"][table.group()]["properties"]}
    text = (REPOSITORY / "docs" / "site-toml.md").read_text(encoding="utf-8")
    found: set[str] = set()
    table_name = ""
    for line in text.splitlines():
        if heading := re.match(r"#+ `\[+(\w+)\]+`", line):
            table_name = heading[1] + "."
        elif line.startswith("#"):
            table_name = ""
        elif row := re.match(r"\| `(\w+)`", line):
            found.add(table_name + row[1])
    assert found == wanted


@pytest.mark.parametrize("name", ["incident", "update", "report"])
def test_every_key_of_front_matter_is_documented(name: str) -> None:
    schema = json_schema(name)
    missing = set(schema["properties"]) - documented("content-format.md")
    assert not missing, f"keys of {name} that docs/content-format.md does not name"


@pytest.mark.parametrize("name", ["incident", "update", "report"])
def test_every_key_within_a_key_is_named(name: str) -> None:
    text = (REPOSITORY / "docs" / "content-format.md").read_text(encoding="utf-8")
    text = re.sub("^```.*?^```$", "", text, flags=re.M | re.S)
    named = {word for code in re.findall("`([^`]+)`", text) for word in re.findall(r"[a-z_]+", code)}
    for table in json_schema(name)["$defs"].values():
        assert set(table.get("properties", {})) <= named


COMMAND_LINE = [page for page in PAGES if page.name == "command-line.md"]


def leaves(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, in the order of ``--help``: its words, and what it takes."""
    for name in group.list_commands(click.Context(group)):
        command = group.commands[name]
        if isinstance(command, click.Group):
            yield from leaves(command, (*before, name))
        else:
            yield " ".join((*before, name)), command


def options_of(command: click.Command) -> list[list[str]]:
    """The names of each option."""
    return [parameter.opts for parameter in command.params if isinstance(parameter, click.Option)]


@pytest.mark.parametrize("page", COMMAND_LINE, ids=name_of)
def test_every_command_and_option_is_documented(page: Path) -> None:
    """On the page about the command line, or on one that the command's row there leads to."""
    text = page.read_text(encoding="utf-8")
    group = all_commands(Program(), CliWords("en"), {})
    commands = dict(leaves(group))
    rows = dict(re.findall(r"^\| `noroshi ([a-z]+(?: [a-z]+)?)[^`]*`[^|]*\| (.*) \|$", text, re.M))
    assert list(rows) == list(commands), f"{name_of(page)}: its table is not that of noroshi --help"
    for words, command in (("", group), *commands.items()):
        linked = [target for target in re.findall(r"\]\(([\w-]+\.md)", rows.get(words, "")) if target != "reference.md"]
        read = text + "".join((page.parent / target).read_text(encoding="utf-8") for target in linked)
        for names in options_of(command):
            assert any(re.search(rf"`{name}(?![\w-])", read) for name in names), (
                f"{name_of(page)} does not name {names[0]} of noroshi {words}"
            )


@pytest.mark.parametrize("page", COMMAND_LINE, ids=name_of)
def test_what_status_prints_for_programs_has_the_shape_on_the_page(page: Path) -> None:
    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items()}
        return shape(value[0]) if isinstance(value, list) else type(value).__name__

    told = next(json.loads(block.text) for block in blocks(page) if block.kind == "json")
    printed = noroshi(["-m", "noroshi", "status", "--json"], REPOSITORY, locale=locale_of(page)).stdout
    assert shape(told) == shape(json.loads(printed))


@pytest.mark.parametrize("name", ["letters.md", "ja/letters.md"])
def test_everything_that_the_text_of_a_letter_may_print_is_documented(name: str) -> None:
    page = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    assert [item.name for item in fields(LetterView) if f"`{item.name}`" not in page] == []
