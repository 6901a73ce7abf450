"""The demonstration site → the pictures in README and docs: `make pictures` (needs Chromium)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {
    "start-page.png": "index.html",
    "start-page.en.png": "en/index.html",
    "incident.png": "incidents/2026-11-18-payment-api/index.html",
    "incident.en.png": "en/incidents/2026-11-18-payment-api/index.html",
}
SIZE = {"width": 1200, "height": 860}


def main() -> None:
    """Build from the files as they are, and take one picture a page."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if browser is None:
        sys.exit("no Chromium found: install it, or name it in $CHROMIUM")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        command = [sys.executable, "build.py", "--site", str(site), "--links", "files", "--quiet"]
        subprocess.run(command, cwd=ROOT, check=True)
        with sync_playwright() as play:
            window = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
            page = window.new_page(viewport=SIZE, color_scheme="light")
            for name, path in PICTURES.items():
                page.goto((site / path).as_uri())
                page.screenshot(path=ROOT / "docs" / "images" / name)
            window.close()


if __name__ == "__main__":
    main()
