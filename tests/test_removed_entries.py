"""Incidents that were published and whose folders are no more: what every page says that could hide them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from edited_incident import ID, NOW, commit, contexts, history, one, revision, said
from scripted_repository import Repository
from small_site import FILES, noroshi

from noroshi.model.archive import archive
from noroshi.model.provenance import Act, Gone, History, Known, Provenance
from noroshi.render.links import LinksMode
from noroshi.render.pages import render_page
from noroshi.render.theme import load_theme
from noroshi.views.context import Context
from noroshi.views.pages import HistoryView, HomeView, TextView
from noroshi.views.pieces import plain
from noroshi.views.site_views import PageView, of_history, of_month, of_no_incident, of_service, of_the_moment

NAME = "2026-10-01-gone"
FIRST = revision(commit(5, "05T10:10"), Act.PUBLISHED, "incident.md")
LAST = revision(commit(6, "06T09:00", subject="It was about <another> incident"), Act.REMOVED, "incident.md")
LINE = (
    "2026-10-01-gone, published on Monday 5 October 2026, 10:10 JST, was removed on Tuesday 6 October 2026, 09:00 JST."
)
SAYS = " commit 0000000: It was about <another> incident"


def in_year(year: int) -> Gone:
    """The same, published in a year before."""
    at = FIRST.commit.committed_at.replace(year=year)
    return Gone(f"{year}-02-01-long-gone", replace(FIRST, commit=replace(FIRST.commit, committed_at=at)), LAST)


def alone(given: History, tag: str = "en", now: str = "2026-10-07T12:00:00+09:00") -> Context:
    """A site on which nothing else was ever told."""
    context = contexts(given)[tag]
    return replace(context, archive=archive((), NOW.fromisoformat(now)))


def home(context: Context) -> HomeView:
    return next(it for it in of_the_moment((context,)) if isinstance(it, HomeView))


def index(context: Context) -> HistoryView:
    return next(it for it in of_history((context,)) if isinstance(it, HistoryView))


def html(view: PageView, theme: str = "default") -> str:
    return render_page(load_theme(Path(), theme), view, LinksMode.SITE).content.decode()


def test_an_entry_that_was_removed_is_told_in_its_month_and_at_its_address() -> None:
    gone = (
        Gone(NAME, FIRST, LAST),
        in_year(2025),
        Gone(ID, FIRST, LAST),
        Gone("Not an id", FIRST, LAST),
        Gone("delay-of-tracking", FIRST, LAST),
    )
    context = contexts(history(gone=gone))["en"]
    assert said(of_month(context, (2026, 10)).gone) == [LINE + SAYS]
    assert of_month(context, (2026, 11)).gone == ()
    paths = {view.frame.path: view for view in of_no_incident((context,))}
    assert f"/en/incidents/{NAME}/" in paths
    # What came back, and an address that leads elsewhere now, are not gone.
    assert not {f"/en/incidents/{name}/" for name in (ID, "delay-of-tracking", "Not an id")} & paths.keys()
    tombstone = html(paths[f"/en/incidents/{NAME}/"])
    assert "was removed on Tuesday 6 October 2026" in tombstone
    assert "about &lt;another&gt; incident" in tombstone
    assert f'href="https://git.todai.example/status/commit/{6:040x}"' in tombstone
    assert 'name="robots" content="noindex' in tombstone


def test_a_month_of_which_everything_was_removed_keeps_its_page_and_its_line() -> None:
    context = contexts(history(gone=(in_year(2025), Gone(NAME, FIRST, LAST))))["en"]
    months = {month.label: month.counts for year in index(context).years for month in year.months}
    assert months["October 2025"] == "1 removed"
    assert months["October 2026"].endswith(", 1 removed")
    page = of_month(context, (2025, 10))
    assert (page.lead, len(page.gone), page.frame.json_path) == ("1 removed", 1, "")
    assert "Nothing was published" not in html(page)
    assert index(context).lead.endswith("Removed after publication: 2.")


@pytest.mark.parametrize("theme", ["default", "plain"])
def test_where_all_that_was_told_was_removed_nothing_says_that_there_was_nothing(theme: str) -> None:
    context = alone(history(gone=(Gone(NAME, FIRST, LAST),)))
    view = index(context)
    assert (view.lead, said(view.gone)) == ("Removed after publication: 1.", [LINE + SAYS])
    assert "There is nothing here yet" not in html(view, theme)
    assert "was removed on" in html(view, theme)


@pytest.mark.parametrize("theme", ["default", "plain"])
def test_the_start_page_says_how_many_were_removed_beside_its_ninety_days(theme: str) -> None:
    given = history(gone=(in_year(2025), Gone(NAME, FIRST, LAST)))
    context = alone(given)
    view = home(context)
    assert plain(view.removed) == "Published in these 90 days and removed since: 1 (October 2026)."
    assert [run.path for run in view.removed if run.path] == ["/en/history/2026/10/"]
    assert [said(day.gone) for day in view.recent if day.gone] == [[LINE + SAYS]]
    assert "removed since: 1 (<a href" in html(view, theme)
    service = next(iter(context.services.values()))
    assert "removed since: 1 (<a href" in html(of_service(context, service), theme)
    assert plain(home(alone(given, "ja")).removed) == (
        "直近90日間に掲載したお知らせのうち、1件をその後削除しました（2026年10月）。"
    )


def test_a_site_that_is_built_again_after_a_removal_is_the_one_that_is_built_anew(tmp_path: Path) -> None:
    it = Repository(tmp_path / "site")
    name = f"incidents/{ID}"
    it.commit("all", 0, {**FILES, ".gitignore": "/_site/\n/_outbox/\n/.noroshi*\n"})
    now = "2026-11-22T12:00:00+09:00"
    assert noroshi(it.root, "build", now=now).status == 0
    it.commit("gone", 60, {path: None for path in FILES if path.startswith(f"{name}/")})
    assert noroshi(it.root, "build", now=now).status == 0
    again = {path: path.read_bytes() for path in (it.root / "_site").rglob("*") if path.is_file()}
    assert ID in (it.root / "_site/en/history/2026/11/index.html").read_text(encoding="utf-8")
    assert "removed since: 1 (" in (it.root / "_site/en/index.html").read_text(encoding="utf-8")
    assert noroshi(it.root, "build", "--full", now=now).status == 0
    assert {path: path.read_bytes() for path in (it.root / "_site").rglob("*") if path.is_file()} == again


def test_after_ninety_days_the_start_page_is_silent_of_it() -> None:
    given = history(gone=(Gone(NAME, FIRST, LAST),))
    removed = [bool(home(alone(given, now=f"{day}T12:00:00+09:00")).removed) for day in ("2027-01-02", "2027-01-03")]
    assert removed == [True, False]


def test_a_commit_that_may_show_what_must_not_be_shown_is_not_named() -> None:
    withheld = one("incident.md", revision(commit(5, "05T10:10"), Act.PUBLISHED, "incident.md", withheld=True))
    given = History(Known.COMPLETE, {NAME: Provenance((withheld,))}.get, gone=(Gone(NAME, FIRST, LAST),))
    context = alone(given)
    assert said(of_month(context, (2026, 10)).gone) == [LINE]
    (tombstone,) = (it for it in of_no_incident((context,)) if isinstance(it, TextView) and NAME in it.frame.path)
    assert tombstone.notes == ()


def test_a_demonstration_removes_nothing() -> None:
    context = alone(history(known=Known.FICTION, gone=(Gone(NAME, FIRST, LAST),)))
    assert (index(context).years, home(context).removed) == ((), ())
