"""A build that is stopped in the middle leaves the site that was there, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from output_sites import files_of, nothing_is_left_beside
from small_site import NOW, environment, noroshi, write

SLOW = """\
import time
from pathlib import Path

import noroshi


def slow(publication):
    print("in the middle", flush=True)
    time.sleep(600)
    yield


if __name__ == "__main__":
    noroshi.main(Path(__file__).parent, outputs=[*noroshi.OUTPUTS, slow])
"""


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_a_stopped_build_changes_nothing_and_the_next_one_is_whole(
    small_site: Path, number: signal.Signals, status: int
) -> None:
    publish = small_site / "public"
    publish.mkdir()
    site = publish / "_site"
    assert noroshi(small_site, "build", "--site", str(site)).status == 0
    before = files_of(site)
    write(
        small_site, "incidents/2026-11-18-new-year-hours/02.md", "---\nat: 2026-11-19 10:00\n---\n変更はありません。\n"
    )
    script = write(small_site, "build.py", SLOW)
    command = [sys.executable, str(script), "--site", str(site), "--now", NOW, "--lang", "en"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True, cwd=small_site
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in the middle\n"
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == status
    assert "Traceback" not in said
    assert files_of(site) == before
    assert noroshi(small_site, "build", "--site", str(site)).status == 0
    assert files_of(site) != before
    nothing_is_left_beside(site)
