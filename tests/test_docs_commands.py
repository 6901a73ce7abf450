"""What docs/ tells subscribers and authors of monitors to type → typed, at the demonstration served on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_site import CHECKOUT, noroshi, serving

DOCS = CHECKOUT / "docs"
SITE = "https://status.example.com"
_BLOCK = re.compile(r"^```(?P<kind>sh|python)\n(?P<text>.*?)^```$", re.M | re.S)
EXPECTED = {
    "following.md": [r"\d+ unread articles", r"minor\n", r"identified\n2026-11-21T1\d:\d\d"],
    "api.md": [r"minor\n[\s\S]*https?://\S+/incidents/", r"^Minor .+\n.+"],
}
"""Page → what each of its blocks must print, in order."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = tmp_path_factory.mktemp("docs") / "_site"
    noroshi(CHECKOUT, "build", "--site", str(site), now="")
    with serving(site) as (port, _):
        address = f"http://127.0.0.1:{port}"
        ran = noroshi(CHECKOUT, "build", "--site", str(site), "--url", address, now="")
        assert ran.status == 0, ran.err
        yield address


def blocks() -> list[tuple[str, int, str, str]]:
    found = []
    for page in EXPECTED:
        text = (DOCS / page).read_text(encoding="utf-8")
        found += [(page, number, match["kind"], match["text"]) for number, match in enumerate(_BLOCK.finditer(text))]
    return found


def test_every_block_is_expected_to_print_something() -> None:
    for page, expected in EXPECTED.items():
        assert len(expected) == sum(1 for found in blocks() if found[0] == page), page


@pytest.mark.parametrize(("page", "number", "kind", "text"), blocks(), ids=lambda value: str(value)[:20])
def test_what_a_page_tells_to_type_prints_what_it_says(
    page: str, number: int, kind: str, text: str, address: str, tmp_path: Path
) -> None:
    programs = [name for name in ("curl", "jq", "newsboat") if kind == "sh" and re.search(rf"\b{name}\b", text)]
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not installed, so these lines of docs/{page} were not tried: {', '.join(missing)}")
    assert SITE in text
    typed = text.replace(SITE, address)
    command = [sys.executable, "-c", typed] if kind == "python" else ["bash", "-euo", "pipefail", "-c", typed]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "TERM": "xterm"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(EXPECTED[page][number], done.stdout), done.stdout
