"""``python -m noroshi`` is the command ``noroshi``."""

from noroshi.app.cli import run

run()
