"""A git repository written commit by commit, each at a minute that the test names."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGIN = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
"""Minute 0."""


def minute(number: int) -> datetime:
    """That many minutes after the beginning."""
    return BEGIN + timedelta(minutes=number)


class Repository:
    """``main`` in a folder of its own; commits are known by labels."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.hashes: dict[str, str] = {}
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")
        self.git("config", "commit.gpgsign", "false")

    def git(self, *arguments: str, at: int = 0, written: int | None = None) -> str:
        """Run git as if it were minute ``at``; ``written``: the minute of the author, where that is another one."""
        author = minute(at if written is None else written)
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Hanako",
            "GIT_AUTHOR_EMAIL": "hanako@example.com",
            "GIT_COMMITTER_NAME": "Hanako",
            "GIT_COMMITTER_EMAIL": "hanako@example.com",
            "GIT_AUTHOR_DATE": author.isoformat(),
            "GIT_COMMITTER_DATE": minute(at).isoformat(),
            "GIT_EDITOR": "true",
        }
        ran = subprocess.run(
            ["git", *arguments], cwd=self.root, env=environ, check=True, capture_output=True, text=True
        )
        return ran.stdout.strip()

    def write(self, files: dict[str, str | None]) -> None:
        """Texts by path; ``None``: the file goes."""
        for path, text in files.items():
            file = self.root / path
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")

    def commit(
        self, label: str, at: int, files: dict[str, str | None], message: str = "", written: int | None = None
    ) -> str:
        """Write the files and commit everything; its hash."""
        self.write(files)
        self.git("add", "-A", at=at)
        self.git("commit", "-q", "-m", message or label, at=at, written=written)
        return self.label(label)

    def move(self, label: str, at: int, former: str, path: str) -> str:
        """``git mv`` and commit."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        self.git("mv", former, path, at=at)
        return self.commit(label, at, {})

    def merge(self, label: str, at: int, branch: str, message: str = "", *options: str) -> str:
        """A merge commit."""
        said = ("-m", message) if message else ("--no-edit",)
        self.git("merge", "-q", "--no-ff", *options, *said, branch, at=at)
        return self.label(label)

    def label(self, label: str) -> str:
        """Name what HEAD is now."""
        self.hashes[label] = self.git("rev-parse", "HEAD")
        return self.hashes[label]

    def named(self, commit: str) -> str:
        """The label of a commit."""
        return next(label for label, found in self.hashes.items() if found == commit)
