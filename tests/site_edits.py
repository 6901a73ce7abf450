"""Edits as people make them at night, one after the other, on a small site of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st
from small_site import write

SITE = """\
name = "Night Site"
url = "https://night.example"
languages = {languages}
timezone = "Europe/Berlin"
[feeds]
authority = "night.example,2026"
entries = 3
[[services]]
id = "api"
name = "API"
[[services]]
id = "shop"
name = "{shop}"
depends_on = ["api"]
"""
BEGIN = datetime(2026, 10, 30, 12, 0, tzinfo=UTC)
IDS = ("outage", "slow", "window", "note")
STATUSES = ("identified", "monitoring", "resolved", "investigating")


@dataclass
class Night:
    """A site, and the moment at which it is built next."""

    root: Path
    now: datetime = BEGIN + timedelta(days=3)
    languages: tuple[str, ...] = ("en", "ja")
    said: int = 0
    log: list[str] = field(default_factory=list)

    def folder(self, name: str) -> str:
        """Where the incident lies, wherever it was moved."""
        year = self.root / "incidents/2026" / name
        return f"incidents/2026/{name}" if year.exists() else f"incidents/{name}"

    def there(self, name: str) -> bool:
        return (self.root / self.folder(name) / "incident.md").exists()


def begin(root: Path, *, languages: tuple[str, ...] = ("en", "ja")) -> Night:
    night = Night(root, languages=languages)
    rename_service(night, "Shop")
    open_incident(night, "outage", 0)
    open_incident(night, "slow", 1)
    maintenance(night, "window", 30)
    return night


def open_incident(night: Night, name: str, hours: int) -> None:
    at = BEGIN + timedelta(hours=hours)
    write(
        night.root,
        f"{night.folder(name)}/incident.md",
        f"---\ntitle: {name.title()} of the shop\nservices:\n  shop: partial_outage\nat: {at:%Y-%m-%d %H:%M}+00:00\n"
        "next_update: +1h\n---\nIt is **slow**, see [the shop](/services/shop/).\n",
    )


def maintenance(night: Night, name: str, hours: int) -> None:
    start = BEGIN + timedelta(hours=hours + 24)
    write(
        night.root,
        f"{night.folder(name)}/incident.md",
        f"---\ntitle: Work on the API\nkind: maintenance\nservices: api\nat: {BEGIN:%Y-%m-%d %H:%M}+00:00\n"
        f"window:\n  start: {start:%Y-%m-%d %H:%M}+00:00\n  end: +2h\n---\nWe change a disk.\n",
    )


def announce(night: Night, name: str, hours: int) -> None:
    start = BEGIN + timedelta(hours=hours)
    write(
        night.root,
        f"{night.folder(name)}/incident.md",
        f"---\ntitle: Closed over New Year\nkind: announcement\nat: {BEGIN:%Y-%m-%d %H:%M}+00:00\n"
        f"window:\n  start: {start:%Y-%m-%d %H:%M}+00:00\n  end: +3d\n---\nWe are back soon.\n",
    )


def correct(night: Night, name: str, of: str) -> None:
    """A correction says the title of what it corrects, wherever it is told."""
    write(
        night.root,
        f"{night.folder(name)}/incident.md",
        f"---\ntitle: Correction\nkind: correction\nservices: api\nat: {BEGIN:%Y-%m-%d %H:%M}+00:00\n"
        f"corrects: {of}\nmistake: It was the other one.\nright: It was this one.\n---\nSorry.\n",
    )


def add_update(night: Night, name: str, status: str) -> None:
    if not night.there(name):
        open_incident(night, name, 2)
        return
    night.said += 1
    at = BEGIN + timedelta(hours=3, minutes=night.said)
    write(
        night.root,
        f"{night.folder(name)}/{night.said + 1:02}-more.md",
        f"---\nat: {at:%Y-%m-%d %H:%M}+00:00\nstatus: {status}\n---\nWord number {night.said}.\n",
    )


def drop_update(night: Night, name: str) -> None:
    for path in sorted((night.root / night.folder(name)).glob("[0-9]*.md"))[:1]:
        path.unlink()


def change_title(night: Night, name: str, title: str) -> None:
    if night.there(name):
        path = night.root / night.folder(name) / "incident.md"
        lines = path.read_text(encoding="utf-8").split("\n")
        lines[1] = f"title: {title}"
        path.write_text("\n".join(lines), encoding="utf-8")


def add_line(night: Night, name: str, line: str) -> None:
    if night.there(name):
        path = night.root / night.folder(name) / "incident.md"
        text = path.read_text(encoding="utf-8")
        if f"\n{line.partition(':')[0]}:" not in text:
            path.write_text(text.replace("---\n", f"---\n{line}\n", 1), encoding="utf-8")


def break_file(night: Night, name: str) -> None:
    if night.there(name):
        write(night.root, f"{night.folder(name)}/99-broken.md", "---\nstatus: gone fishing\nat: soon\n---\nOh.\n")


def mend_file(night: Night, name: str) -> None:
    (night.root / night.folder(name) / "99-broken.md").unlink(missing_ok=True)


def remove(night: Night, name: str) -> None:
    shutil.rmtree(night.root / night.folder(name), ignore_errors=True)


def move_into_year(night: Night, name: str) -> None:
    if (night.root / "incidents" / name).exists():
        (night.root / "incidents/2026").mkdir(exist_ok=True)
        (night.root / "incidents" / name).rename(night.root / "incidents/2026" / name)


def copy_twice(night: Night, name: str) -> None:
    """The same id in two places: neither is published until one goes."""
    if night.there(name) and not (night.root / "incidents/2025" / name).exists():
        shutil.copytree(night.root / night.folder(name), night.root / "incidents/2025" / name)


def take_copy_away(night: Night, name: str) -> None:
    shutil.rmtree(night.root / "incidents/2025" / name, ignore_errors=True)


def add_picture(night: Night, name: str, content: bytes) -> None:
    if night.there(name):
        (night.root / night.folder(name) / "graph.png").write_bytes(content)


def translate(night: Night, name: str) -> None:
    if night.there(name):
        write(night.root, f"{night.folder(name)}/incident.ja.md", "---\ntitle: 障害\n---\n調べています。\n")


def rename_service(night: Night, name: str) -> None:
    write(night.root, "site_src/site.toml", SITE.format(languages=list(night.languages), shop=name))


def add_static(night: Night, content: bytes) -> None:
    path = night.root / "site_src/static/terms.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def time_passes(night: Night, minutes: int) -> None:
    night.now += timedelta(minutes=minutes)


Edit = Callable[[Night], None]


def _edit(function: Callable[..., None], *arguments: st.SearchStrategy[object]) -> st.SearchStrategy[Edit]:
    def bound(values: tuple[object, ...]) -> Edit:
        def edit(night: Night) -> None:
            night.log.append(f"{function.__name__}{values}")
            function(night, *values)

        return edit

    return st.tuples(*arguments).map(bound)


_NAME = st.sampled_from(IDS)
EDITS: st.SearchStrategy[Edit] = st.one_of(
    _edit(add_update, _NAME, st.sampled_from(STATUSES)),
    _edit(add_update, _NAME, st.sampled_from(STATUSES)),
    _edit(drop_update, _NAME),
    _edit(change_title, _NAME, st.sampled_from(("Nothing works", "注文できません", "A title: no mapping"))),
    _edit(
        add_line,
        _NAME,
        st.sampled_from(
            (
                "draft: true",
                "drill: true",
                "withdrawn: a mistake",
                "related: outage",
                "related: window",
                "aliases: /old/",
                "aliases: slow",
                "impact: critical",
            )
        ),
    ),
    _edit(break_file, _NAME),
    _edit(mend_file, _NAME),
    _edit(remove, _NAME),
    _edit(move_into_year, _NAME),
    _edit(copy_twice, _NAME),
    _edit(take_copy_away, _NAME),
    _edit(add_picture, _NAME, st.sampled_from((b"one", b"two!"))),
    _edit(translate, _NAME),
    _edit(rename_service, st.sampled_from(("Shop", "Store"))),
    _edit(add_static, st.sampled_from((b"a", b"b"))),
    _edit(announce, st.just("note"), st.sampled_from((0, 48, 96))),
    _edit(correct, st.just("note"), st.sampled_from(("slow", "outage"))),
    _edit(time_passes, st.sampled_from((0, 1, 61, 1500, 60 * 24 * 20, -61, -60 * 24 * 4))),
)
