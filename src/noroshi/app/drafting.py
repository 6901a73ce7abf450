"""Facts → a draft with comments, the editor, and what was typed, without the comments.

A draft lies in ``.noroshi/drafts/`` until its words stand in a file of the site: whatever fails, they are there.
A comment is cut only where the line is exactly as it was given; what anybody wrote into one stays.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from noroshi.app.cli_words import CliWords
from noroshi.app.settings import SurroundingsError
from noroshi.model.frozen import frozen
from noroshi.source.writing import Value, document

DRAFTS = ".noroshi/drafts"
_EDITORS = ("nano", "vi", "vim", "emacs")
"""Where no editor is named: the first of these."""
_TEMPORARY = "noroshi-draft-"


@frozen
class Draft:
    """A text that somebody is writing."""

    path: Path
    given: str
    """As it was before anybody typed, without its comments."""
    comments: frozenset[str]
    """The lines that are cut."""


def with_comments(
    values: Mapping[str, Value], hints: Sequence[str], guide: Sequence[str]
) -> tuple[str, frozenset[str]]:
    """(the text of a draft, the lines of it that are cut).

    ``hints`` stand behind the keys as YAML comments, ``guide`` above the body, each line a comment of HTML.
    """
    front = [f"# {line}" for line in hints]
    body = [f"<!-- {line} -->" for line in guide]
    head = document(values).rstrip("\n").removesuffix("---").rstrip("\n")
    text = "\n".join([head, *front, "---", *body, "", ""])
    return text, frozenset([*front, *body])


def without_comments(text: str, comments: frozenset[str]) -> str:
    """What is written into the site: without the lines that were given as comments, and blank lines around the body."""
    rows = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    kept = [row for row in rows if row.rstrip() not in comments]
    front, fence, body = "\n".join(kept).partition("\n---\n")
    if not fence:
        return "\n".join(kept).strip("\n") + "\n"
    said = body.strip("\n")
    return f"{front}\n---\n" + (f"{said}\n" if said.strip() else "")


def forgotten(text: str) -> tuple[str, ...]:
    """Keys of the front matter that are still commented out, though somebody wrote into them."""
    front = text.partition("\n---\n")[0]
    return tuple(row for row in front.split("\n") if row.startswith("#"))


def new_draft(root: Path, name: str, text: str, comments: frozenset[str]) -> Draft:
    """A draft on disk, in the site's own private folder, or where that cannot be had among temporary files."""
    with suppress(OSError):
        return _draft_in(_private(root), name, text, comments)
    return _draft_in(Path(tempfile.mkdtemp(prefix=_TEMPORARY)), name, text, comments)


def _private(root: Path) -> Path:
    folder = root / DRAFTS
    if folder.parent.is_symlink() or folder.is_symlink():
        raise PermissionError(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder.parent / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="ascii")
    return folder


def _draft_in(folder: Path, name: str, text: str, comments: frozenset[str]) -> Draft:
    descriptor, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".md", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
    except OSError:
        Path(path).unlink()
        raise
    return Draft(Path(path), without_comments(text, comments), comments)


def edited(draft: Draft, environ: Mapping[str, str], words: CliWords) -> str:
    """What the draft says when the editor closes, without comments; empty: nothing was written.

    Raises SurroundingsError where no editor can be had, it failed, or saved what is no UTF-8; the draft stays.
    """
    command = _editor(environ)
    if not command:
        raise SurroundingsError(words.say("writing.no_editor"))
    with _interrupts_are_the_editors():
        try:
            # Where stdout leads elsewhere (`path=$(noroshi new)`), an editor has its screen where questions were asked.
            screen = None if os.isatty(1) else 2
            # The person's own program, from their own environment, and no shell reads the path.
            status = subprocess.run([*command, str(draft.path)], check=False, stdout=screen).returncode  # noqa: S603
        except OSError as error:
            reason = error.strerror or str(error)
            said = words.say("writing.editor_missing", editor=" ".join(command), reason=reason)
            discard_unless_typed(draft)
            raise SurroundingsError(said) from error
    if status != 0:
        typed = discard_unless_typed(draft)
        kept = words.say("writing.draft_kept", path=draft.path) if typed else words.say("writing.nothing_written")
        raise SurroundingsError(words.say("writing.editor_failed", editor=" ".join(command), status=status) + kept)
    try:
        draft.path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        # Read all the same, its words would be question marks in the site and nowhere else.
        raise SurroundingsError(words.say("writing.not_utf8", path=draft.path)) from None
    except OSError:
        return ""
    text = typed_in(draft)
    return "" if is_nothing(text, draft) else text


def typed_in(draft: Draft) -> str:
    """What the draft says now, without its comments; a draft that is gone says nothing."""
    try:
        raw = draft.path.read_bytes()
    except OSError:
        return ""
    return without_comments(raw.decode("utf-8", "replace"), draft.comments)


def is_nothing(text: str, draft: Draft) -> bool:
    """Whether nobody typed anything: no words below the facts, and the facts as they were; or all was deleted."""
    return not text.strip() or text.strip() == draft.given.strip()


def discard_unless_typed(draft: Draft) -> bool:
    """Remove a draft into which nobody typed; whether it is still there."""
    if not is_nothing(typed_in(draft), draft):
        return True
    discard(draft)
    return False


def discard(draft: Draft) -> None:
    """Its words stand elsewhere now."""
    with suppress(OSError):
        draft.path.unlink(missing_ok=True)
        if draft.path.parent.name.startswith(_TEMPORARY):
            draft.path.parent.rmdir()


def drafts_left(root: Path) -> tuple[Path, ...]:
    """Drafts that lie there: somebody is writing them, or their words never came into the site. The newest first."""
    try:
        found = [(item.stat().st_mtime_ns, item) for item in (root / DRAFTS).glob("*.md") if item.is_file()]
    except OSError:
        return ()
    return tuple(item for _, item in sorted(found, reverse=True))


def _editor(environ: Mapping[str, str]) -> list[str]:
    for name in ("VISUAL", "EDITOR"):
        with suppress(ValueError):
            if command := shlex.split(environ.get(name, "")):
                return command
    # Not what git's configuration names: that of a repository is anybody's who wrote it.
    return [found] if (found := next(filter(None, map(shutil.which, _EDITORS)), None)) else []


@contextmanager
def _interrupts_are_the_editors() -> Iterator[None]:
    """Ctrl-C in an editor is a key of it, and no wish to stop us."""
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
        yield
        return
    # A handler, and not SIG_IGN: that the editor would inherit.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
