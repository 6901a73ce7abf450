"""Letters are made once, and again when their words, their incident or the time say so."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_site import noroshi, write

from noroshi.app.build import prints_of
from noroshi.app.cli_words import CliWords
from noroshi.app.content import checked, contexts_of
from noroshi.app.kept_work import kept_work
from noroshi.app.outbox import prepared
from noroshi.app.settings import Settings, explicit_now
from noroshi.render.theme import load_theme

NOW = "2026-11-21T12:00+09:00"
OPEN = "incidents/2026-11-20-queue"
NEW = "---\ntitle: 登録できません\nat: 2026-11-20 10:00\nservices: labels\n"
NEW += "next_update: 2026-11-22 10:00\n---\n調べています。\n"


@pytest.fixture
def desk(small_site: Path) -> Path:
    write(small_site, f"{OPEN}/incident.md", NEW)
    return small_site


def made(root: Path, now: str = NOW) -> tuple[int, dict[str, bytes]]:
    """(how many had to be made, the outbox)"""
    words = CliWords("en")
    asked = explicit_now(now, {}, words)
    settings = Settings(root=root, words=words, now=asked, clock=datetime.now(UTC), quiet=True)
    result = checked(settings)
    assert result.content.site is not None
    at, _ = settings.moment(None, result.content.site.zone)
    contexts = contexts_of(result.content.site, result, at, drills=False)
    with kept_work(root, believe=True) as work:
        kept = work.batches(prints_of(result), result.content.settings)
        found = prepared(settings, root, contexts, load_theme(root, "default"), kept)
        kept.save()
    return kept.made, {artefact.path: artefact.content for artefact in found.artefacts}


def test_letters_that_say_nothing_new_are_not_made_again(desk: Path) -> None:
    first, outbox = made(desk)
    assert first > 0
    assert made(desk) == (0, outbox)


def test_a_minute_later_only_what_says_the_time_is_written_again(desk: Path) -> None:
    first, _ = made(desk)
    again, _ = made(desk, "2026-11-21T12:01+09:00")
    assert 0 < again < first


def test_an_incident_that_changed_has_its_letters_made_again_and_no_other(desk: Path) -> None:
    first, outbox = made(desk)
    write(desk, f"{OPEN}/incident.md", NEW.replace("調べています", "原因を調べています"))
    again, found = made(desk)
    assert 0 < again < first
    told = {path.partition("/")[0] for path in outbox.keys() | found.keys() if outbox.get(path) != found.get(path)}
    assert told == {Path(OPEN).name}


def test_a_text_of_letters_that_changed_makes_all_of_them_again(desk: Path) -> None:
    first, _ = made(desk)
    write(desk, "site_src/letters/ja/signature.txt", "灯台便\n")
    again, _ = made(desk)
    assert again == first


def test_letters_of_somebody_else_are_not_believed(desk: Path) -> None:
    first, outbox = made(desk)
    kept = desk / ".noroshi/letters/finished"
    data = kept.read_bytes()
    kept.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert made(desk) == (first, outbox)


MOMENTS = (
    "2026-11-20T10:30+09:00", "2026-11-21T12:00+09:00", "2026-11-22T09:59+09:00", "2026-11-22T10:01+09:00",
    "2026-11-27T02:00+09:00", "2026-11-28T02:00+09:00", "2026-12-01T00:00+09:00", "2026-11-21T12:00+09:00",
)  # fmt: skip


def test_whenever_a_build_comes_the_outbox_is_that_of_one_that_makes_everything(desk: Path, tmp_path: Path) -> None:
    other = shutil.copytree(desk, tmp_path / "other")
    for now in MOMENTS:
        _, found = made(desk, now)
        shutil.rmtree(other / ".noroshi", ignore_errors=True)
        assert found == made(other, now)[1], now


def test_under_a_build_too(desk: Path) -> None:
    for now in MOMENTS[1:3]:
        assert noroshi(desk, "build", now=now).status == 0
        found = {path.name: path.read_bytes() for path in (desk / "_outbox").rglob("*") if path.is_file()}
        assert noroshi(desk, "build", "--full", now=now).status == 0
        assert {path.name: path.read_bytes() for path in (desk / "_outbox").rglob("*") if path.is_file()} == found
