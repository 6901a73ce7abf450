"""Incidents → the files of a site, as noroshi, Eleventy or Pelican want them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.incidents import Incident, Update
from benchmarks.words import GROUPS, Named

HERE = Path(__file__).parent
_INSTALLED_FROM = ("package-lock.json", "requirements.txt")
File = tuple[str, str]
"""(path in the site, text)"""
LANGUAGES: Mapping[str, tuple[str, ...]] = {"same": ("en",), "full": ("ja", "en")}
"""Form of a noroshi site → its languages; the first is that of the files without a suffix."""

SAME_SCOPE = '''\
"""One language, no more than other generators write: incident pages with their JSON, lists, services, site feeds."""

from pathlib import Path

import noroshi
from noroshi.app import outputs

if __name__ == "__main__":
    noroshi.main(
        Path(__file__).parent,
        outputs=[
            outputs.pages,
            outputs.incident_documents,
            outputs.site_feeds,
            outputs.host_files,
            outputs.icon,
            outputs.page_files,
        ],
    )
'''


def noroshi_site(found: Iterable[Incident], form: str) -> Iterator[File]:
    """A folder an incident, a file an update; ``form``: a key of LANGUAGES."""
    languages = LANGUAGES[form]
    yield "site_src/site.toml", _site_toml(languages, form)
    if form == "same":
        yield "build.py", SAME_SCOPE
    for incident in found:
        for number, update in enumerate(incident.updates, 1):
            name = "incident" if number == 1 else f"{number:02}-{update.status}"
            for lang in languages:
                is_base = lang == languages[0]
                path = f"incidents/{incident.id}/{name}{'' if is_base else '.' + lang}.md"
                yield path, _front(incident, update, lang, number, is_base) + _in(lang, update)


def _front(incident: Incident, update: Update, lang: str, number: int, is_base: bool) -> str:
    lines = []
    if number == 1:
        lines.append(f"title: {json.dumps(_in(lang, incident), ensure_ascii=False)}")
    if is_base:
        # Without an offset: UTC is the site's zone.
        lines.append(f"at: {update.at:%Y-%m-%d %H:%M}")
        if number == 1:
            lines.append(f"impact: {incident.impact}")
            lines.append(f"services: [{', '.join(service.id for service in incident.services)}]")
    return "\n".join(["---", *lines, "---", ""]) if lines else ""


def _in(lang: str, said: Incident | Update | Named) -> str:
    return said.ja if lang == "ja" else said.en


def _site_toml(languages: tuple[str, ...], form: str) -> str:
    def text(said: Named) -> str:
        of_each = (f"{lang} = {json.dumps(_in(lang, said), ensure_ascii=False)}" for lang in languages)
        return "{" + ", ".join(of_each) + "}"

    lines = [
        'name = "Status"',
        'url = "https://status.example.com"',
        f"languages = {json.dumps(languages)}",
        'timezone = "UTC"',
        "",
        "[feeds]",
        'authority = "status.example.com,2021"',
    ]
    if form == "same":
        # Those of the three open incidents are written even so.
        lines += ["", "[mail]", "outbox_days = 0"]
    for group, services in GROUPS:
        lines += ["", "[[groups]]", f'id = "{group.id}"', f"name = {text(group)}"]
        for service in services:
            lines += ["", "[[services]]", f'id = "{service.id}"', f"name = {text(service)}", f'group = "{group.id}"']
    return "\n".join(lines) + "\n"


def _whole(incident: Incident) -> str:
    """All updates in one body, newest first, each with its status before and its moment behind it."""
    said = []
    for update in reversed(incident.updates):
        # Behind a list the moment is a paragraph of its own.
        separator = "\n\n" if "\n- " in update.en else " "
        text = update.en.rstrip("\n")
        said.append(f"*{update.status.capitalize()}* - {text}{separator}({update.at:%H:%M UTC, %b %d})")
    return "\n\n".join(said) + "\n"


def eleventy_site(found: Iterable[Incident]) -> Iterator[File]:
    """``src/incidents/<id>.md``, one file an incident, beside our configuration and layouts."""
    yield from _copied(HERE / "eleventy")
    groups = [
        {"name": group.en, "services": [{"id": service.id, "name": service.en} for service in services]}
        for group, services in GROUPS
    ]
    yield "src/_data/groups.json", json.dumps(groups, indent=1) + "\n"
    for incident in found:
        front = {
            "id": incident.id,
            "title": incident.en,
            "date": f"{incident.updates[0].at:%Y-%m-%dT%H:%M:%SZ}",
            "updated": f"{incident.updates[-1].at:%Y-%m-%dT%H:%M:%SZ}",
            "impact": incident.impact,
            "status": incident.updates[-1].status,
            "services": [{"id": service.id, "name": service.en} for service in incident.services],
        }
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
        yield f"src/incidents/{incident.id}.md", f"---\n{lines}---\n\n{_whole(incident)}"


def pelican_site(found: Iterable[Incident]) -> Iterator[File]:
    """``content/<id>.md``, one file an incident, beside our configuration and theme."""
    yield from _copied(HERE / "pelican")
    for incident in found:
        front = {
            "Title": incident.en,
            "Date": f"{incident.updates[0].at:%Y-%m-%d %H:%M}",
            "Modified": f"{incident.updates[-1].at:%Y-%m-%d %H:%M}",
            "Category": incident.impact,
            "Tags": ", ".join(service.en for service in incident.services),
            "Slug": incident.id,
            "Status_now": incident.updates[-1].status,
        }
        lines = "".join(f"{key}: {value}\n" for key, value in front.items())
        yield f"content/{incident.id}.md", f"{lines}\n{_whole(incident)}"


def _copied(folder: Path) -> Iterator[File]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name not in _INSTALLED_FROM:
            yield file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")


FORMS: Mapping[str, Callable[[Iterable[Incident]], Iterator[File]]] = {
    "same": lambda found: noroshi_site(found, "same"),
    "full": lambda found: noroshi_site(found, "full"),
    "eleventy": eleventy_site,
    "pelican": pelican_site,
}
