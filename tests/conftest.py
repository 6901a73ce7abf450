"""What several tests share: the demonstration, built once a worker; a small site; a browser."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_site import CHECKOUT, noroshi, write_small_site

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


MEMORY = Path("/dev/shm")
ROOM = 4 << 30


def pytest_configure() -> None:
    """Thousands of small sites are written into memory where there is room: a disk makes each build wait for it.

    And garbage is looked for less often: with all tests in memory each search costs as much as a build.
    """
    gc.set_threshold(20_000, 50, 50)
    chosen = "PYTEST_DEBUG_TEMPROOT" in os.environ or not os.access(MEMORY, os.W_OK)
    if not chosen and shutil.disk_usage(MEMORY).free >= ROOM:
        tempfile.tempdir = os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is kept in the cache folder of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """The root of a site with three services, an incident, a maintenance and a notice, in two languages."""
    return write_small_site(tmp_path / "small")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's own site, built. Only to be read."""
    site = tmp_path_factory.mktemp("demonstration") / "_site"
    ran = noroshi(CHECKOUT, "build", "--site", str(site), "--outbox", str(site.parent / "_outbox"), now="")
    assert ran.status == 0, ran.err
    return site


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a worker: Playwright cannot be started twice in one thread.

    Where there is none the test is skipped and says so; under NOROSHI_NEED_BROWSER=1 or CI=true it fails.
    """
    needed = os.environ.get("NOROSHI_NEED_BROWSER") == "1" or os.environ.get("CI") == "true"
    executable = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if executable is None:
        said = f"no Chromium found (looked for {', '.join(BROWSERS)}): what a browser makes of it was not looked at"
        if needed:
            pytest.fail(said)
        pytest.skip(said)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def browser_page(browser: Any) -> Iterator[Any]:
    """A page of its own, in a context of its own."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
