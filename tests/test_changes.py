"""What a change will change for customers, and whether time alone has changed anything."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from small_site import NOW, Ran, noroshi, write, write_small_site

from noroshi.app.changes_text import code
from noroshi.app.commands.parts import Program
from noroshi.app.outputs import OUTPUTS, Publication
from noroshi.model.artefact import Artefact
from noroshi.source.revision import NoFiles, commit_before, commit_named, write_files_of

RESOLVED = "incidents/2026-10-05-tracking-delay/03-resolved.md"
NEW = "incidents/2026-11-21-labels/incident.md"
NEW_TEXT = """\
---
title: "送り状 @all #12 <img src=x> `|` **印刷**"
at: 2026-11-21 11:00
services: {labels: major_outage}
next_update: 2026-11-21 13:00
---
調査中です。
"""


def git(root: Path, *arguments: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=clean, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def committed(small_site: Path) -> Path:
    """The small site on its main branch, all of it committed."""
    write(small_site, ".gitignore", "/_site/\n/_outbox/\n/.noroshi*\n")
    git(small_site, "init", "-q", "-b", "main")
    git(small_site, "add", ".")
    git(small_site, "commit", "-q", "-m", "first")
    return small_site


def changes(root: Path, *arguments: str) -> Ran:
    return noroshi(root, "changes", *arguments)


def test_an_unchanged_tree_changes_nothing_and_leaves_nothing_behind(committed: Path) -> None:
    before = sorted(committed.rglob("*"))
    ran = changes(committed)
    assert (ran.status, ran.err) == (0, "")
    assert "Nothing: no page, no letter, no message." in ran.out
    assert sorted(committed.rglob("*")) == before


def test_a_new_incident_an_edit_and_a_folder_that_is_gone_are_told_with_what_customers_read(committed: Path) -> None:
    write(committed, NEW, NEW_TEXT)
    write(committed, RESOLVED, "---\nat: 2026-10-05 10:45\n---\n直りました。\n")
    for file in (committed / "incidents/2026-11-18-new-year-hours").iterdir():
        file.unlink()

    ran = changes(committed, "--format", "json")

    found = json.loads(ran.out)
    assert (ran.status, found["errors"], found["why_not"]) == (0, 0, "")
    incidents = {it["id"]: it for it in found["incidents"]}
    assert {name: it["wrote"] for name, it in incidents.items()} == {
        "2026-11-21-labels": "added",
        "2026-11-18-new-year-hours": "removed",
        "2026-10-05-tracking-delay": "changed",
    }
    # Lists are cut at their end: what is gone comes first.
    assert next(iter(incidents)) == "2026-11-18-new-year-hours"
    edited = incidents["2026-10-05-tracking-delay"]
    assert [(it["id"], it["wrote"], it["status"]) for it in edited["updates"]] == [
        ("03-resolved", "changed", "resolved")
    ]
    assert "10:45" in edited["updates"][0]["at"] and edited["summary"]
    subjects = {(it["lang"], it["wrote"]): it for it in found["letters"] if it["folder"].startswith("2026-11-21")}
    assert {lang for lang, _ in subjects} == {"ja", "en"}
    assert "Not translated into en: Text (body)." in subjects["en", "added"]["missing"]
    assert "送り状 障害発生のお知らせ" in subjects["ja", "added"]["subject"]
    # Of the notice that is gone, a letter in each language; its short forms are no letters.
    assert found["letters_gone"] == 2
    assert {(it["kind"], it["lang"]) for it in found["messages"]} == {
        (kind, lang) for kind in ("sms", "social") for lang in ("ja", "en")
    }


def test_markdown_holds_what_people_wrote_as_code_and_links_where_the_pages_can_be_seen(committed: Path) -> None:
    write(committed, NEW, NEW_TEXT)
    ran = changes(committed, "--format", "markdown", "--site-url", "https://preview.example/7/")
    title = "``送り状 @all #12 <img src=x> `|` **印刷**``"
    assert f"  - {title}\n" in ran.out
    inside = [token for block in MarkdownIt("commonmark").parse(ran.out) for token in block.children or ()]
    assert {token.type for token in inside} <= {"text", "code_inline", "softbreak", "link_open", "link_close"}
    outside = "".join(token.content for token in inside if token.type == "text")
    assert not any(sign in outside for sign in ("@", "<", "*", "#", "://"))
    assert "[`/incidents/2026-11-21-labels/`](<https://preview.example/7/incidents/2026-11-21-labels/>)" in ran.out


@pytest.mark.parametrize("text", ["a", "`", "a`b``c", " a ", "a`", "``` x", "x|y", "<b> &amp; \\"])
def test_a_code_span_holds_exactly_what_was_typed(text: str) -> None:
    (paragraph,) = [block for block in MarkdownIt("commonmark").parse(f"x {code(text)}") if block.children]
    assert [(token.type, token.content) for token in paragraph.children or ()] == [
        ("text", "x "),
        ("code_inline", text),
    ]


def test_mistakes_of_the_tree_are_told_and_what_can_be_shown_is_shown(committed: Path) -> None:
    write(committed, NEW, NEW_TEXT)
    write(committed, "incidents/2026-10-05-tracking-delay/04-typo.md", "---\nat: 25:00\n---\nText.\n")
    ran = changes(committed, "--lang", "ja")
    assert ran.status == 1
    assert "エラー1件" in ran.out and "2026-11-21-labels" in ran.out
    assert "04-typo.md:2:" in ran.err


def test_a_base_without_a_site_or_with_a_broken_one_is_said_and_everything_counts_as_new(committed: Path) -> None:
    sound = (committed / "site_src/site.toml").read_text(encoding="utf-8")
    write(committed, "site_src/site.toml", "name = 1\n")
    git(committed, "commit", "-qam", "broken")
    (committed / "site_src/site.toml").unlink()
    git(committed, "commit", "-qam", "no site")
    write(committed, "site_src/site.toml", sound)

    without = changes(committed, "--against", "HEAD")
    broken = changes(committed, "--against", "HEAD^")

    assert without.status == broken.status == 0
    assert "that commit has no site_src/site.toml" in without.out
    assert "has errors that stop a build" in broken.out and broken.err == ""
    assert "New: /incidents/2026-10-05-tracking-delay/" in without.out


def test_an_output_of_the_site_s_own_that_cannot_make_the_older_site_hides_nothing_of_the_newer(
    committed: Path,
) -> None:
    def own(publication: Publication) -> Iterator[Artefact]:
        if publication.root != committed:
            raise KeyError("motto")
        yield Artefact("motto.html", b"")

    ran = noroshi(committed, "changes", program=Program(outputs=[*OUTPUTS, own]))
    assert ran.status == 0
    assert "cannot be built: KeyError: 'motto'" in ran.out and "New: /incidents/" in ran.out


def test_build_py_and_the_hooks_of_the_base_do_not_run_and_its_links_lead_nowhere(committed: Path) -> None:
    touched = committed.parent / "touched"
    write(committed, "build.py", f"open({str(touched)!r}, 'w')\n")
    (committed / "site_src/static/etc").symlink_to("/etc")
    write(committed, ".gitattributes", "*.md filter=evil\n")
    git(committed, "add", ".")
    git(committed, "-c", "filter.evil.clean=cat", "commit", "-q", "-m", "links")
    git(committed, "config", "filter.evil.smudge", f"touch {touched}; cat")
    hook = write(committed, ".git/hooks/post-checkout", f"#!/bin/sh\ntouch {touched}\n")
    hook.chmod(0o755)
    into = committed.parent / "base"
    into.mkdir()

    commit = commit_named(committed, "HEAD")
    assert commit is not None
    number = write_files_of(committed, commit, into)

    files = [path for path in into.rglob("*") if not path.is_dir() or path.is_symlink()]
    assert number == len(files) and all(path.is_file() and not path.is_symlink() for path in files)
    assert (into / RESOLVED).read_bytes() == (committed / RESOLVED).read_bytes()
    assert not touched.exists()


def test_a_tree_that_no_work_tree_could_hold_is_written_without_its_unsafe_names(
    committed: Path, tmp_path: Path
) -> None:
    blob = git(committed, "rev-parse", f"HEAD:{RESOLVED}")
    inner = subprocess.run(
        ["git", "mktree"], cwd=committed, input=f"100644 blob {blob}\tescaped\n", capture_output=True, text=True
    ).stdout.strip()
    outer = subprocess.run(
        ["git", "mktree"],
        cwd=committed,
        input=f"040000 tree {inner}\t..\n040000 tree {inner}\t.git\n100644 blob {blob}\tkept.md\n",
        capture_output=True,
        text=True,
    ).stdout.strip()
    commit = git(committed, "commit-tree", outer, "-m", "unsafe")
    into = tmp_path / "into" / "base"
    into.mkdir(parents=True)
    assert write_files_of(committed, commit, into) == 1
    assert [path.name for path in (tmp_path / "into").rglob("*")] == ["base", "kept.md"]


def test_a_commit_that_git_cannot_read_is_refused(committed: Path, tmp_path: Path) -> None:
    with pytest.raises(NoFiles):
        write_files_of(committed, "0" * 40, tmp_path)


def test_the_tree_is_compared_with_where_it_left_the_main_branch(committed: Path) -> None:
    first = git(committed, "rev-parse", "HEAD")
    assert commit_before(committed) == first
    git(committed, "checkout", "-q", "-b", "update")
    write(committed, NEW, NEW_TEXT)
    git(committed, "add", ".")
    git(committed, "commit", "-q", "-m", "second")
    assert commit_before(committed) == first
    ran = changes(committed)
    assert f"Compared with {first[:12]}." in ran.out and "2026-11-21-labels" in ran.out


def test_what_is_no_revision_is_refused_with_what_to_do(committed: Path, small_site: Path, tmp_path: Path) -> None:
    for typed in ("nowhere", "--output=/tmp/x", "HEAD:incidents"):
        ran = changes(committed, "--against", typed)
        assert ran.status == 2 and "git fetch --deepen" in ran.err
    outside = write_small_site(tmp_path / "outside")
    ran = changes(outside)
    assert ran.status == 2 and "no git repository" in ran.err
    assert noroshi(committed, "changes", "--site-url", "javascript:alert(1)").status == 2


# ---- due


def due(root: Path, now: str, manifest: Path | None = None) -> str:
    published = ("--published", str(manifest)) if manifest else ()
    ran = noroshi(root, "due", *published, now=now)
    assert ran.status == 0
    return f"{ran.out.strip()}: {ran.err.strip().partition(': ')[2]}"


def test_a_build_is_due_when_time_or_somebody_else_has_changed_something(committed: Path, tmp_path: Path) -> None:
    maintenance = committed / "incidents/2026-11-15-labels-maintenance"
    for file in maintenance.iterdir():
        file.unlink()
    git(committed, "commit", "-qam", "nothing is open")
    assert noroshi(committed, "build", "--quiet").status == 0
    manifest = tmp_path / "published.json"
    manifest.write_bytes((committed / "_site/build.json").read_bytes())

    assert due(committed, NOW) == "due=true: what is published is not known"
    assert due(committed, NOW, tmp_path / "nowhere.json") == "due=true: what is published is not known"
    assert due(committed, NOW, manifest).startswith("due=false")
    assert due(committed, "2026-11-21T23:59+09:00", manifest).startswith("due=false")
    # Another day in the site's zone, though not yet in UTC.
    assert due(committed, "2026-11-22T00:01+09:00", manifest) == "due=true: a new day has begun since the last build"

    write(committed, NEW, NEW_TEXT)
    git(committed, "add", ".")
    git(committed, "commit", "-q", "-m", "second")
    assert "another commit" in due(committed, NOW, manifest)
    text = manifest.read_text().replace(git(committed, "rev-parse", "HEAD^"), git(committed, "rev-parse", "HEAD"))
    manifest.write_text(text)
    assert due(committed, "2026-11-21T12:10+09:00", manifest) == "due=true: something is open, planned or under way"


def test_what_was_written_ahead_of_the_build_is_due_when_its_moment_has_come(committed: Path, tmp_path: Path) -> None:
    for file in (committed / "incidents/2026-11-15-labels-maintenance").iterdir():
        file.unlink()
    write(committed, NEW, NEW_TEXT)
    over = "---\nat: 2026-11-21 12:05\nstatus: resolved\n---\n復旧しました。\n"
    write(committed, f"{Path(NEW).parent}/02-resolved.md", over)
    git(committed, "add", ".")
    git(committed, "commit", "-qam", "over in five minutes")
    assert noroshi(committed, "build", "--quiet", now="2026-11-21T12:00+09:00").status == 0
    manifest = tmp_path / "published.json"
    manifest.write_bytes((committed / "_site/build.json").read_bytes())
    assert due(committed, "2026-11-21T12:10+09:00", manifest).startswith("due=true: what was written for a later")


def test_a_notice_that_has_begun_or_ended_is_due_once(committed: Path, tmp_path: Path) -> None:
    for file in (committed / "incidents/2026-11-15-labels-maintenance").iterdir():
        file.unlink()
    git(committed, "commit", "-qam", "nothing is open")
    manifest = tmp_path / "published.json"
    for built, expected in (("17:55", "due=true: a notice has begun"), ("18:05", "due=false")):
        assert noroshi(committed, "build", "--quiet", now=f"2026-12-31T{built}+09:00").status == 0
        manifest.write_bytes((committed / "_site/build.json").read_bytes())
        assert due(committed, "2026-12-31T18:10+09:00", manifest).startswith(expected)


def test_a_site_in_a_folder_of_a_shallow_clone_is_compared_with_the_merge_s_first_parent(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    write_small_site(origin / "status")
    write(origin, "other.md", "Not of the site.\n")
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", ".")
    git(origin, "commit", "-q", "-m", "first")
    git(origin, "checkout", "-q", "-b", "update")
    write(origin / "status", NEW, NEW_TEXT)
    git(origin, "add", ".")
    git(origin, "commit", "-q", "-m", "second")
    git(origin, "checkout", "-q", "main")
    git(origin, "merge", "-q", "--no-ff", "-m", "merge", "update")
    git(tmp_path, "clone", "-q", "--depth", "2", origin.as_uri(), "clone")

    ran = changes(tmp_path / "clone" / "status", "--against", "HEAD^1", "--format", "json")

    assert ran.status == 0, ran.err
    found = json.loads(ran.out)
    assert ([it["id"] for it in found["incidents"]], found["why_not"]) == (["2026-11-21-labels"], "")
