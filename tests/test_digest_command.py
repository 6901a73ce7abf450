"""`noroshi digest`: which period is meant, what it prints and writes, and what it answers to what it cannot do."""

from __future__ import annotations

import email
import email.policy
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_site import CHECKOUT, noroshi, write

from noroshi.source.git_range import NoMoment, revision_moment

BEYOND = ("0001-01-01", "0001-01-03", "9999-12-01", "9999-12-31")
"""Days around which a period would reach beyond the calendar."""
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(root: Path, *arguments: str, at: str = "2026-10-01T12:00:00+09:00") -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": "2026-11-20T09:00:00+09:00"}
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=clean | dates, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def committed(root: Path) -> Path:
    """The site in a repository: tag `before` of 1 October, branch `main` of 6 October."""
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    git(root, "tag", "-a", "-m", "before", "before")
    git(root, "commit", "-q", "--allow-empty", "-m", "second", at="2026-10-06T10:30:00+09:00")
    return root


# ---- what it prints


def test_it_prints_the_letter_of_every_language_one_after_the_other(small_site: Path) -> None:
    ran = noroshi(small_site, "digest", "monthly")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("件名: 【月次レポート】灯台便 稼働状況 2026年10月\n\n")
    assert "\nSubject: Todai Post Status, October 2026: 1 incident, fixed\n\n" in ran.out
    assert all(len(line) <= 72 or "https://" in line for line in ran.out.splitlines())


def test_one_language_can_be_asked_for(small_site: Path) -> None:
    assert not JAPANESE.search(noroshi(small_site, "digest", "weekly", "--language", "en").out)
    assert "Subject:" not in noroshi(small_site, "digest", "weekly", "--language", "ja").out


@pytest.mark.parametrize(
    ("arguments", "subject"),
    [
        (["weekly"], "【週次レポート】灯台便 稼働状況 11/9（月）〜11/15（日）"),
        (["weekly", "--on", "2026-10-05"], "【週次レポート】灯台便 稼働状況 10/5（月）〜10/11（日）"),
        (["daily"], "【日次レポート】灯台便 稼働状況 11/20（金）"),
        (["daily", "--on", "2026-10-05"], "【日次レポート】灯台便 稼働状況 10/5（月）"),
        (["monthly", "--on", "2026-10-31"], "【月次レポート】灯台便 稼働状況 2026年10月"),
        (["--since", "2026-10-01", "--until", "2026-10-15"], "【期間レポート】灯台便 稼働状況 10/1（木）〜10/15（木）"),
        (["weekly", "--service", "labels"], "【週次レポート】送り状 稼働状況 11/9（月）〜11/15（日）"),
    ],
)
def test_the_subject_says_which_period_it_is(small_site: Path, arguments: list[str], subject: str) -> None:
    ran = noroshi(small_site, "digest", *arguments, "--language", "ja")
    assert (ran.status, ran.out.split("\n")[0]) == (0, f"件名: {subject}")


def test_moments_without_an_offset_are_of_the_sites_zone(small_site: Path) -> None:
    arguments = ("digest", "--since", "2026-10-05 09:00", "--until", "2026-10-05T01:30+00:00", "--language", "ja")
    ran = noroshi(small_site, *arguments)
    assert ran.status == 0
    assert "2026年10月5日（月）9:00から10月5日（月）10:30まで" in ran.out.replace("\n", "")


def test_without_an_end_it_goes_until_now(small_site: Path) -> None:
    ran = noroshi(small_site, "digest", "--since", "2026-11-18", "--language", "en")
    assert "2026-11-18-new-year-hours" in ran.out
    assert "Counted: 3 full days, and Saturday 21 November until 12:00" in ran.out


def test_the_same_moment_gives_the_same_bytes_and_later_updates_are_left_out(small_site: Path) -> None:
    first = noroshi(small_site, "digest", "monthly", "--on", "2026-10-05", now="2026-10-05T10:00+09:00")
    assert first == noroshi(small_site, "digest", "monthly", "--on", "2026-10-05", now="2026-10-05T10:00+09:00")
    assert "現在、1件の障害に対応しております。" in first.out
    assert "2026-11-15-labels-maintenance" not in first.out


def test_a_demonstration_site_has_its_own_now() -> None:
    ran = noroshi(CHECKOUT, "digest", "weekly", "--language", "ja", now="")
    assert ran.out.startswith("件名: 【週次レポート】霧笛クラウド 稼働状況 11/9（月）〜11/15（日）\n")
    assert "11月21日（土）15:05現在" in ran.out.replace("\n", "")


# ---- git revisions


@needs_git
def test_between_two_revisions_is_between_the_moments_at_which_their_commits_were_written(small_site: Path) -> None:
    committed(small_site)
    ran = noroshi(small_site, "digest", "--since", "before", "--until", "main", "--language", "ja")
    assert ran.status == 0
    assert "2026年10月1日（木）12:00から10月6日（火）10:30まで" in ran.out.replace("\n", "")
    assert "/incidents/2026-10-05-tracking-delay/" in ran.out
    one = git(small_site, "rev-parse", "--short", "before^{commit}")
    same = noroshi(small_site, "digest", "--since", one, "--until", "main", "--language", "ja")
    assert same.out == ran.out


@needs_git
def test_a_revision_is_asked_of_git_and_of_nothing_else(tmp_path: Path) -> None:
    assert revision_moment(tmp_path, "main") is NoMoment.NO_REPOSITORY
    write(tmp_path, "a.txt", "a")
    committed(tmp_path)
    assert revision_moment(tmp_path, "main") == datetime(2026, 10, 6, 1, 30, tzinfo=UTC)
    assert revision_moment(tmp_path, "before") == datetime(2026, 10, 1, 3, 0, tzinfo=UTC)
    for revision in (
        "",
        "nothing",
        "main:a.txt",
        "HEAD^{tree}",
        "--all",
        "-n1",
        "main before",
        "main\0",
        "main\nbefore",
    ):
        assert revision_moment(tmp_path, revision) is NoMoment.UNKNOWN, revision


@needs_git
def test_what_git_does_not_know_is_named(small_site: Path) -> None:
    ran = noroshi(small_site, "digest", "--since", "v9.9")
    assert ran.status == 2
    assert "'v9.9' is no date" in ran.err
    assert "no git repository" in ran.err
    committed(small_site)
    unknown = noroshi(small_site, "digest", "--since", "v9.9", "--lang", "ja")
    assert unknown.status == 2
    assert "「v9.9」は日付（2026-11-16）でも、このgitリポジトリにある" in unknown.err


# ---- what it refuses


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ([], "--since"),
        (["--until", "2026-11-01"], "--since"),
        (["weekly", "--since", "2026-11-01"], "weekly"),
        (["--since", "2026-11-01", "--on", "2026-11-02"], "--on"),
        (["fortnightly"], "daily"),
        (["daily", "--on", "2026-02-30"], "2026-02-30"),
        (["daily", "--on", "20261105"], "20261105"),
        (["--since", "2026-13-01"], "2026-13-01"),
        *(([kind, "--on", day], day) for kind in ("daily", "weekly", "monthly") for day in BEYOND),
        *((["--since", at], at) for at in (*BEYOND, "0001-01-01T00:00+14:00", "0001-01-01T15:00+14:00")),
        *((["--since", "2026-11-01", "--until", at], at) for at in ("9999-12-31", "9999-12-31T15:00Z")),
        (["--since", "2026-11-02", "--until", "2026-11-01"], "2026-11-02"),
        (["--since", "2026-11-21 12:00"], "2026-11-21"),
        (["weekly", "--on", "2026-12-25"], "2026-12-21"),
        (["weekly", "--service", "parcel"], "parcel-api"),
        (["weekly", "--language", "fr"], "fr"),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_wrong_use_names_what_was_typed_and_what_there_is(
    small_site: Path, arguments: list[str], names: str, lang: str
) -> None:
    ran = noroshi(small_site, "digest", *arguments, "--lang", lang)
    assert (ran.status, ran.out) == (2, "")
    assert names in ran.err
    assert bool(JAPANESE.search(ran.err)) == (lang == "ja")


def test_where_no_audience_wants_digests_nobody_is_addressed(small_site: Path) -> None:
    toml = (small_site / "site_src/site.toml").read_text(encoding="utf-8")
    partners = '\n[[audiences]]\nid = "partners"\nsalutation = {ja = "お取引先各位", en = "Partners"}\nletters = [%s]\n'
    write(small_site, "site_src/site.toml", toml + partners % '"maintenance"')
    assert "お取引先各位" not in noroshi(small_site, "digest", "weekly").out
    write(small_site, "site_src/site.toml", toml + partners % '"digest_weekly"')
    assert "お取引先各位" in noroshi(small_site, "digest", "weekly").out


def test_while_a_file_has_an_error_there_is_no_digest(small_site: Path) -> None:
    write(small_site, "incidents/2026-10-05-tracking-delay/02-identified.md", "---\nat: soon\n---\nx\n")
    ran = noroshi(small_site, "digest", "weekly")
    assert (ran.status, ran.out) == (1, "")
    assert "02-identified.md:2" in ran.err


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_its_help_has_examples(lang: str) -> None:
    ran = noroshi(None, "digest", "--help", "--lang", lang)
    assert ran.status == 0
    assert "noroshi digest weekly\n" in ran.out
    assert "--since v1.4 --until main" in ran.out


# ---- what it writes


def test_an_outbox_gets_all_forms_of_every_language_and_keeps_what_was_there(small_site: Path, tmp_path: Path) -> None:
    toml = (small_site / "site_src/site.toml").read_text(encoding="utf-8")
    mail = '\n[mail]\nfrom = "status@todai.example"\nlist_id = "status.todai.example"\n'
    write(small_site, "site_src/site.toml", toml + mail + 'unsubscribe = "https://todai.example/leave"\n')
    outbox = tmp_path / "outbox"
    for kind in ("weekly", "monthly"):
        assert noroshi(small_site, "digest", kind, "--outbox", str(outbox)).status == 0
    names = sorted(path.relative_to(outbox).as_posix() for path in outbox.rglob("*") if path.is_file())
    stems = ("digest/monthly-2026-10-01", "digest/weekly-2026-11-09")
    assert names == sorted(
        [f"{stem}.{lang}.{end}" for stem in stems for lang in ("ja", "en") for end in ("eml", "html", "txt")]
        + ["outbox.json"]
    )
    message = email.message_from_bytes((outbox / f"{stems[1]}.ja.eml").read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "【週次レポート】灯台便 稼働状況 11/9（月）〜11/15（日）"
    assert message["List-Unsubscribe"] == "<https://todai.example/leave>"
    # The moment as of which it speaks.
    assert message["Date"].datetime == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    before = {name: (outbox / name).read_bytes() for name in names}
    assert noroshi(small_site, "digest", "weekly", "--outbox", str(outbox)).status == 0
    assert {name: (outbox / name).read_bytes() for name in names} == before


def test_of_days_before_the_records_no_digest_says_that_all_was_quiet(small_site: Path, tmp_path: Path) -> None:
    ran = noroshi(small_site, "digest", "weekly", "--on", "2020-01-08", "--outbox", str(tmp_path / "box"))
    assert (ran.status, ran.out) == (0, "")
    assert "after that period (which ends on 2020-01-12)" in ran.err
    assert not (tmp_path / "box").exists()
    settings = small_site / "site_src/site.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('id = "tracking"', 'id = "tracking"\nsince = 2019-04-01'), encoding="utf-8")
    assert noroshi(small_site, "digest", "weekly", "--on", "2020-01-08").out
