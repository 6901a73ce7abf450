"""What a reader with one bar of signal waits for: the page, whole, in one initial window of TCP."""

from __future__ import annotations

import gzip
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from small_site import FILES, noroshi, write, write_small_site

WINDOW = 14_600
"""Bytes: ten segments of 1,460 (RFC 6928), which a server sends before it has heard anything back."""
NOW = datetime.fromisoformat("2026-11-21T15:00:00+09:00")
WORDS = (
    "お支払いの一部が完了しない状態が続いております。",
    "担当者が通信の記録を確かめ、負荷の高い経路を切り離しました。",
    "ご利用の画面にエラーが出た場合は、しばらく待ってからもう一度お試しください。",
    "二重に請求されることはございません。",
    "次のお知らせまでに、影響を受けたお客さまの数を確かめます。",
)


def weight(file: Path) -> int:
    """As a host sends it."""
    return len(gzip.compress(file.read_bytes(), 9))


def large_site(root: Path) -> Path:
    """Forty services in five groups, ten of them with an open incident, forty closed ones, two maintenances."""
    site = FILES["site_src/site.toml"].partition("[[groups]]")[0]
    for group in range(5):
        site += f'[[groups]]\nid = "group-{group}"\nname = {{ja = "{group + 1}番街", en = "Street {group + 1}"}}\n'
        for number in range(group * 8, group * 8 + 8):
            site += f'[[services]]\nid = "service-{number}"\ngroup = "group-{group}"\n'
            site += f'name = {{ja = "窓口{number + 1}番", en = "Counter {number + 1}"}}\n'
            site += f'description = {{ja = "{number + 1}番の窓口で受け付けます。", en = "Counter {number + 1}."}}\n'
    write_small_site(root, {"site_src/site.toml": site})
    states = ("degraded_performance", "partial_outage", "major_outage")
    for number in range(50):
        is_open = number < 10
        at = NOW - (timedelta(hours=3 + number) if is_open else timedelta(days=2.1 * (number - 8)))
        text = "".join(WORDS[(number + line) % len(WORDS)] for line in range(4))
        state = states[number % 3]
        head = f"title: {number + 1}件目の障害で手続きが進まない\nat: {at.isoformat()}\nbegan_at: {at.isoformat()}\n"
        facts = "scope: 窓口での手続き\nworkaround: none\nnext_update: +5h\n" if is_open else ""
        service = f"services: {{service-{number * 7 % 40}: {state}}}\nimpact: major\n"
        folder = f"incidents/case-{number:02}"
        write(root, f"{folder}/incident.md", f"---\n{head}{service}{facts}---\n{text}\n")
        for step in range(2):
            later = at + timedelta(minutes=40 * (step + 1))
            end = "status: resolved\n" if step and not is_open else "status: identified\n"
            write(root, f"{folder}/0{step + 2}.md", f"---\nat: {later.isoformat()}\n{end}---\n{text}\n")
    for number, day in enumerate((3, 9)):
        at = (NOW + timedelta(days=day)).isoformat()
        head = f"title: 窓口の入れ替え\nkind: maintenance\nat: 2026-11-01 10:00\nwindow: {{start: {at}, end: +2h}}\n"
        write(root, f"incidents/work-{number}/incident.md", f"---\n{head}services: service-{number}\n---\n{text}\n")
    return root


def test_the_start_page_and_every_incident_of_the_demonstration_arrive_at_once(demonstration: Path) -> None:
    heavy = {
        str(path.relative_to(demonstration)): weight(path)
        for pattern in ("index.html", "en/index.html", "incidents/*/index.html", "en/incidents/*/index.html")
        for path in demonstration.glob(pattern)
    }
    assert len(heavy) > 20
    assert {path: size for path, size in heavy.items() if size > WINDOW} == {}


def test_so_they_do_with_forty_services_and_ten_open_incidents(tmp_path: Path) -> None:
    root = large_site(tmp_path)
    ran = noroshi(root, "build", now=NOW.isoformat())
    assert ran.status == 0, ran.err
    site = root / "_site"
    assert len(re.findall(r'<article class="item"', (site / "index.html").read_text("utf-8"))) == 10
    assert {name: size for name in ("index.html", "en/index.html") if (size := weight(site / name)) > WINDOW} == {}
    assert max(weight(path) for path in site.glob("incidents/*/index.html")) <= WINDOW


@pytest.mark.parametrize(("name", "budget"), [("page", 2000), ("search", 2000)])
def test_a_script_is_no_more_than_two_kilobytes(demonstration: Path, name: str, budget: int) -> None:
    assert all(weight(path) <= budget for path in demonstration.glob(f"assets/{name}.*.js"))
