"""The whole life of an incident, played with git: new, three updates on two branches, resolved, report.

What the page, the feeds and the letters say is right after each step.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

import feedparser
import pytest
from small_site import environment, noroshi

ID = "2026-11-21-parcel-api"
BEGAN = "荷物を登録できません"
KNOWN = (
    *("--fact", "scope=関東から出す荷物", "--fact", "unaffected=追跡と送り状", "--fact", "data=none"),
    *("--fact", "cause=unknown", "--fact", "workaround=none", "--fact", "request=none"),
)


@dataclass
class Team:
    """A repository with a site, and the people who write into it."""

    root: Path

    def git(self, *arguments: str) -> str:
        who = {"GIT_AUTHOR_NAME": "当番", "GIT_AUTHOR_EMAIL": "oncall@todai.example"}
        who |= {"GIT_COMMITTER_NAME": "当番", "GIT_COMMITTER_EMAIL": "oncall@todai.example"}
        command = ["git", "-c", "commit.gpgsign=false", *arguments]
        return subprocess.run(
            command, cwd=self.root, env=environment(**who), capture_output=True, text=True, check=True
        ).stdout

    def say(self, now: str, *typed: str) -> str:
        """One command, and the commit that it tells to make; the id of what was written."""
        ran = noroshi(self.root, *typed, "--lang", "en", now=f"2026-11-{now}+09:00")
        assert ran.status == 0, ran.err
        for line in re.findall(r"^  git (.+)$", ran.err, re.M):
            if not line.startswith("push"):
                self.git(*shlex.split(line))
        assert self.git("status", "--porcelain") == ""
        return Path(ran.out.split()[0]).stem

    def build(self, now: str) -> Published:
        built = noroshi(self.root, "build", now=f"2026-11-{now}+09:00")
        assert built.status == 0, built.err
        return Published(self.root / "_site", self.root / "_outbox" / ID)


@dataclass
class Published:
    """What everybody can see of the incident, and its letters."""

    site: Path
    outbox: Path

    def page(self, prefix: str = "") -> str:
        return (self.site / prefix / "incidents" / ID / "index.html").read_text(encoding="utf-8")

    @property
    def updates(self) -> list[str]:
        """As the page shows them, oldest first."""
        return re.findall(r'id="update-([\w-]+)"', self.page())[::-1]

    @property
    def feed(self) -> list[str]:
        """Ids of its entries in the site's feed of updates, oldest first."""
        found = feedparser.parse(self.site / "feed.atom")
        assert not found.bozo
        ids = [entry.id.partition(f":{ID}/")[2].partition(":")[0] for entry in found.entries]
        return [found for found in ids if found][::-1]

    @property
    def state(self) -> str:
        """Of the service, as clients of the API see it."""
        components = json.loads((self.site / "api/v2/components.json").read_text(encoding="utf-8"))["components"]
        return str(next(item["status"] for item in components if item["name"] == "荷物API"))

    def letter(self, update: str) -> str:
        """The kind of its Japanese letter; but for a report's, which asks for much more, it is complete."""
        (file,) = (self.outbox / update).glob("*.ja.customers.txt")
        assert update == "report" or "未完成" not in file.read_text(encoding="utf-8")
        return file.name.partition(".")[0]


@pytest.fixture
def team(small_site: Path) -> Team:
    team = Team(small_site)
    (small_site / ".gitignore").write_text("/_site/\n/_outbox/\n/.noroshi*\n", encoding="utf-8")
    team.git("init", "-q", "-b", "main")
    team.git("add", "-A")
    team.git("commit", "-q", "-m", "サイト")
    return team


def test_an_incident_is_opened_told_on_two_branches_resolved_and_reported(team: Team) -> None:
    # It begins.
    first = (BEGAN, "--impact", "major", "--service", "荷物API", "--eta", "unknown", "--next-update", "+30m", *KNOWN)
    also = ("--also-title", "en=Parcels cannot be registered", "--also", "en=We are looking for the cause.")
    assert team.say("21T09:12", "new", *first, "-m", "原因を調べています。", *also) == "incident"
    opened = team.build("21T09:20")
    assert (opened.updates, opened.feed, opened.state) == (["incident"], ["incident"], "partial_outage")
    assert "We are looking for the cause." in opened.page("en")
    assert opened.letter("incident") == "opened"
    assert "11月21日（土）9:42" in opened.page()

    # Two people say more, each on a branch, one of them twice.
    team.git("switch", "-q", "-c", "alice")
    cause = ("--status", "identified", "--fact", "cause=当社の設定の誤り", "--eta", "10:30", "--next-update", "10:15")
    found = team.say("21T09:40:05", "update", "parcel", *cause, "-m", "原因が分かりました。")
    mended = team.say(
        "21T10:20:00", "update", "parcel", "--status", "mon", "--next-update", "11:00", "-m", "直しました。"
    )
    team.git("switch", "-q", "-c", "bob", "main")
    slow = ("--status", "investigating", "--service", "parcel-api=partial_outage", "--service", "labels=degraded")
    wider = team.say("21T09:52:41", "update", "parcel", *slow, "--next-update", "10:20", "-m", "送り状も遅れています。")
    team.git("switch", "-q", "main")
    team.git("merge", "-q", "--no-edit", "alice")
    team.git("merge", "-q", "--no-edit", "bob")
    assert [found, wider, mended] == [
        "20261121-094005-identified",
        "20261121-095241-investigating",
        "20261121-102000-monitoring",
    ]
    going_on = team.build("21T10:25")
    assert going_on.updates == going_on.feed == ["incident", found, wider, mended]
    assert going_on.state == "partial_outage"
    assert "直しました。" in going_on.page() and "11月21日（土）11:00" in going_on.page()
    assert [going_on.letter(name) for name in (found, wider, mended)] == ["progress", "progress", "recovering"]

    # It is over.
    end = ("--status", "resolved", "--ended-at", "~10:05", "--fact", "request=none", "--fact", "report_by=2026-11-27")
    over = team.say("21T11:00:00", "update", "parcel", *end, "-m", "復旧しました。お詫び申し上げます。")
    closed = team.build("21T11:05")
    assert closed.updates == closed.feed == ["incident", found, wider, mended, over]
    assert closed.state == "operational"
    assert closed.letter(over) == "restored"
    assert "約53分" in closed.page()
    status = json.loads(noroshi(team.root, "status", "--json", now="2026-11-21T11:05+09:00").out)
    assert (status["incidents"], [item["what"] for item in status["due"]]) == ([], ["report"])

    # The report, and nothing is owed any more.
    cause_known = ("--fact", "cause=設定の変更を、本番と同じ条件で試していませんでした")
    assert team.say("26T10:00:00", "report", "parcel", *cause_known, "-m", "経緯をご報告します。") == "report"
    reported = team.build("26T10:05")
    assert set(reported.updates) == {*closed.updates, "report"}
    assert reported.feed[-1] == "report"
    assert reported.letter("report") == "report"
    assert "経緯をご報告します。" in reported.page()
    status = json.loads(noroshi(team.root, "status", "--json", now="2026-11-26T10:05+09:00").out)
    assert status["due"] == []
    assert len(team.git("log", "--oneline", "--no-merges").splitlines()) == 7
