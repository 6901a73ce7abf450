"""One source of facts: what page, document, feed, API, short message and letters say of an incident is the same."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from letter_desk import HERE, contexts, finish, views
from small_site import noroshi

from noroshi.views.context import Context
from noroshi.views.letter import LetterView
from noroshi.views.short import short_view

MOMENTS = ("2026-11-21T15:05+09:00", "2026-11-18T15:06+09:00", "2026-06-03T16:20+09:00", "2026-01-18T01:40+09:00")
"""The demonstration's own, an incident whose expectation has moved, one that failed again, work that takes longer."""

API_STATUS = {"false_alarm": "resolved", "cancelled": "completed", "published": "resolved"}
"""Statuses for which Statuspage has no word: they are told as another."""


@pytest.fixture(scope="module", params=MOMENTS)
def published(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, tuple[Context, ...]]:
    """The demonstration built at a moment, and the desks where its letters are written."""
    site = tmp_path_factory.mktemp("published") / "site"
    ran = noroshi(HERE, "build", "--site", str(site), "--outbox", str(site.parent / "outbox"), now=request.param)
    assert ran.status == 0, ran.err
    return site, contexts(HERE, datetime.fromisoformat(request.param))


def test_every_output_tells_the_same_state_times_services_and_expectation(
    published: tuple[Path, tuple[Context, ...]],
) -> None:
    site, desks = published
    compared = 0
    for desk in desks:
        for course in desk.archive.courses:
            told = [view for view in views(desk, course.incident.id) if not view.name.endswith(("report", "reminder"))]
            told = [view for view in told if view.update == course.latest.update.id]
            if not told:
                continue
            compare(site, desk, told[-1])
            compared += 1
    known = [course for course in desks[0].archive.courses if not course.is_withdrawn]
    assert compared == len(desks) * len(known)


def compare(site: Path, desk: Context, view: LetterView) -> None:
    folder = site / desk.prefix.lstrip("/") / "incidents" / view.incident
    document: dict[str, Any] = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    finished = finish(desk, view)
    letter = f"{finished.subject}\n{finished.text}"
    sms = short_view(desk, view).sms
    page = words((folder / "index.html").read_text(encoding="utf-8"))
    feed = newest_entry(folder / "feed.atom", view.update)
    api = api_incident(site, desk, view.incident)
    where = f"{view.incident} {view.lang} {view.name}"

    # The state.
    assert view.status == document["status"], where
    if api is not None:
        is_reported = course_has_report(document)
        assert api["status"] == ("postmortem" if is_reported else API_STATUS.get(view.status, view.status)), where
        assert api["name"] == document["title"]["text"] == view.title
        assert {item["name"] for item in api["components"]} == set(view.service_names)
    assert view.title in page and view.title in feed

    # The services.
    assert set(view.service_names) == {item["name"]["text"] for item in document["services"]}
    for name in view.service_names:
        assert name in page, where
        assert name.lower() in letter.lower(), where

    # The facts that a writer typed, word by word.
    for key, fact in document["facts"].items():
        said = str(getattr(view, key))
        if "text" in fact:
            assert said == fact["text"], where
            assert said in page, where

    # Times: each is the document's moment on the site's clock.
    for key, said in (("began_at", view.began), ("ended_at", view.ended)):
        at = document[key]
        if said is not None and said.at is not None and isinstance(at, dict):
            assert said.at.isoformat() == at["at"], where
            assert clock(desk, at["at"]) in page, where
    window = document["window"] or {}
    for key, end in (("start", view.window.start), ("end", view.window.end)):
        if end is not None and end.at is not None:
            assert end.at.isoformat() == window[key], where
            if view.kind == "maintenance" and (key == "end" or view.status == "scheduled"):
                assert clock(desk, window[key]) in letter, where
                assert clock(desk, window[key]) in sms or view.status not in ("scheduled", "in_progress"), where
            assert clock(desk, window[key]) in page, where

    # The expectation and the promise, as long as something is expected.
    if document["open"] and isinstance(document["eta"], dict) and "at" in document["eta"]:
        expected = clock(desk, document["eta"]["at"])
        assert all(expected in text for text in (letter, page, feed)), where
    promised = [
        item for item in document["promises"] if item["made_in"] == view.update and item["kind"] == "next_update"
    ]
    for promise in promised:
        due = clock(desk, promise["due"])
        assert all(due in text for text in (letter, page, feed)), where
        # A short message of a maintenance has room for its times only.
        assert due in sms or view.kind != "incident", f"{where}: {sms}"


def course_has_report(document: Mapping[str, Any]) -> bool:
    """Whether report.md is published: the API's word for that is ``postmortem``."""
    return document.get("report") is not None


def clock(desk: Context, iso: str) -> str:
    """A moment's hours and minutes as the language writes them."""
    return desk.language.dates.time(datetime.fromisoformat(iso))


def words(source: str) -> str:
    """What a page says."""
    shown = re.sub(r"<(style|script)\b.*?</\1>", "", source, flags=re.DOTALL)
    return " ".join(
        re.sub(r"\s+", " ", html.unescape(re.sub(r"</?(?:span|wbr|abbr|time|a|b|bdi)\b[^>]*>", "", shown))).split()
    )


def newest_entry(feed: Path, update: str) -> str:
    """Title and text of an update's entry."""
    atom = "{http://www.w3.org/2005/Atom}"
    for entry in ElementTree.parse(feed).getroot().iter(f"{atom}entry"):
        if str(entry.findtext(f"{atom}id")).split(":")[-2].endswith(f"/{update}"):
            content = "".join(entry.findtext(f"{atom}{name}") or "" for name in ("title", "summary", "content"))
            return words(html.unescape(content))
    raise AssertionError(f"{feed}: no entry of {update}")


def api_incident(site: Path, desk: Context, incident: str) -> dict[str, Any] | None:
    """The incident in the API; ``None`` where it is no longer listed, or is of a kind that the API has not."""
    for name in ("incidents.json", "scheduled-maintenances.json"):
        document = json.loads((site / desk.prefix.lstrip("/") / "api/v2" / name).read_text(encoding="utf-8"))
        for item in document[name.removesuffix(".json").replace("-", "_")]:
            if item["shortlink"].rstrip("/").endswith(incident):
                return dict(item)
    return None
