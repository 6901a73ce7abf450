"""A small site as somebody would type it, and the command line to use on it."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from noroshi.app.build import BuildOptions, build
from noroshi.app.cli import invoke
from noroshi.app.cli_words import CliWords
from noroshi.app.commands.parts import Program
from noroshi.app.outputs import OUTPUTS, AnyOutput
from noroshi.app.server import server
from noroshi.app.settings import Settings
from noroshi.check import RULES

CHECKOUT = Path(__file__).resolve().parent.parent
NOW = "2026-11-21T12:00+09:00"
"""The moment at which the small site is built; nothing in it is written later."""

FILES: Mapping[str, str] = {
    "site_src/site.toml": """\
name = {ja = "灯台便 稼働状況", en = "Todai Post Status"}
url = "https://status.todai.example"
languages = ["ja", "en"]
timezone = "Asia/Tokyo"

[organisation]
company = {ja = "株式会社灯台便", en = "Todai Post, Inc."}

[contact]
name = {ja = "灯台便サポート", en = "Todai Post Support"}
email = "support@todai.example"
hours = {ja = "平日9時から18時", en = "Weekdays, 9:00 to 18:00"}

[feeds]
authority = "status.todai.example,2026"

[[groups]]
id = "shipping"
name = {ja = "発送", en = "Shipping"}

[[services]]
id = "parcel-api"
name = {ja = "荷物API", en = "Parcel API"}
group = "shipping"
description = {ja = "荷物を登録します。", en = "Registers parcels."}

[[services]]
id = "labels"
name = {ja = "送り状", en = "Labels"}
group = "shipping"
depends_on = ["parcel-api"]

[[services]]
id = "tracking"
name = {ja = "追跡", en = "Tracking"}
""",
    "site_src/glossary.toml": """\
["API"]
ja = "プログラムから使うための窓口"
en = "The way programs talk to a service"
""",
    "site_src/pages/about.md": """\
---
title: このサイトについて
---
灯台便の稼働状況をお知らせします。
""",
    "site_src/pages/about.en.md": """\
---
title: About this site
---
How Todai Post is doing.
""",
    "site_src/pages/help.md": """\
---
title: よくあるご質問
nav: true
---
お困りのときは、**サポート**へ。
""",
    "site_src/pages/help.en.md": """\
---
title: Questions and answers
---
Please ask **support**.
""",
    "site_src/static/logo.svg": """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>
""",
    "incidents/2026-10-05-tracking-delay/incident.md": """\
---
title: 荷物の追跡が遅れて表示されています
at: 2026-10-05 09:12
began_at: 2026-10-05 08:50
impact: minor
services: tracking
scope: すべての荷物の現在地
workaround: none
next_update: +1h
aliases: delay-of-tracking
---
追跡の画面に、現在地が遅れて表示されています。原因を調べています。
""",
    "incidents/2026-10-05-tracking-delay/incident.en.md": """\
---
title: Tracking shows parcels late
scope: where every parcel is
---
Tracking shows where parcels are with a delay. We are looking for the cause.
""",
    "incidents/2026-10-05-tracking-delay/02-identified.md": """\
---
at: 2026-10-05 09:58
cause: 集計の処理が止まっていました
---
原因が分かりました。処理をやり直しています。

| 倉庫 | 遅れ |
| --- | --- |
| 東 | 20分 |
""",
    "incidents/2026-10-05-tracking-delay/02-identified.en.md": """\
---
cause: a job that counts had stopped
---
We know the cause and are running the job again.

| Depot | Delay |
| --- | --- |
| East | 20 minutes |
""",
    "incidents/2026-10-05-tracking-delay/03-resolved.md": """\
---
at: 2026-10-05 10:40
---
現在地は、また時刻どおりに表示されています。
""",
    "incidents/2026-10-05-tracking-delay/03-resolved.en.md": """\
Places are shown on time again.
""",
    "incidents/2026-11-15-labels-maintenance/incident.md": """\
---
title: 送り状の印刷を更新します
kind: maintenance
at: 2026-11-15 10:00
window: {start: 2026-11-28 01:00, end: +2h}
services: labels
scope: 送り状の印刷
---
この間、送り状を印刷できません。
""",
    "incidents/2026-11-15-labels-maintenance/incident.en.md": """\
---
title: We update the printing of labels
scope: printing labels
---
Labels cannot be printed in this time.
""",
    "incidents/2026-11-18-new-year-hours/incident.md": """\
---
title: 年末年始の受付時間について
kind: announcement
at: 2026-11-18 10:00
window: {start: 2026-11-18 10:00, end: 2026-12-31 18:00}
---
年末は12月30日まで受け付けます。
""",
    "incidents/2026-11-18-new-year-hours/incident.en.md": """\
---
title: Our hours around New Year
---
We take orders until 30 December.
""",
}


def write_small_site(root: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write ``files`` (path → text) below ``root``; give it back."""
    for path, text in files.items():
        write(root, path, text)
    return root


def write(root: Path, path: str, text: str) -> Path:
    """One file, with its folders."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


def noroshi(
    root: Path | None,
    *arguments: str,
    now: str = NOW,
    environ: Mapping[str, str] | None = None,
    program: Program | None = None,
) -> Ran:
    """The command line, in this process; English unless ``--lang`` or ``environ`` say otherwise."""
    if "build" in arguments:
        letters_are_loaded()
    common = [*(("--root", str(root)) if root else ()), *(("--now", now) if now else ())]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = invoke([*common, *arguments], environ or {}, program)
    return Ran(status, out.getvalue(), err.getvalue())


def published(
    root: Path,
    *outputs: AnyOutput,
    site: Path | None = None,
    now: str = NOW,
    keep_going: bool = False,
    drills: bool = False,
    url: str = "",
) -> int:
    """``noroshi build`` of the site alone, without letters; the exit status. Only ``outputs`` if any are named.

    For tests that look at these: all the rest, letters above all, would be most of the work.
    """
    at = datetime.fromisoformat(now)
    settings = Settings(root=root, words=CliWords("en"), now=at, clock=at, quiet=True)
    options = BuildOptions(site or root / "_site", url=url or None, keep_going=keep_going, drills=drills)
    return build(settings, options, RULES, outputs or OUTPUTS)


@functools.cache
def letters_are_loaded() -> None:
    """Write letters once in this process.

    A build writes them in a process of its own, which would import all that for them, and compile their templates,
    and take it along when it ends: for each of a thousand builds anew.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = str(write_small_site(Path(folder)))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert invoke(["--root", root, "--now", NOW, "build", "--workers", "1"], {}) == 0


def spawned(*arguments: str, cwd: Path | None = None, environ: Mapping[str, str] | None = None) -> Ran:
    """The command line in a process of its own: ``python -m noroshi …``, or a script's path first."""
    command = arguments if arguments[0].endswith(".py") else ("-m", "noroshi", *arguments)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=environment(**(environ or {})),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would change a build."""
    return {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"} | more


@contextlib.contextmanager
def serving(site: Path, base_path: str = "") -> Iterator[tuple[int, str]]:
    """(port, base path) of a server of a built site, in this process."""
    listening = server(site, "127.0.0.1", 0, base_path)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield listening.server_address[1], base_path
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
