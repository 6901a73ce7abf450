"""``noroshi init``: a few answers → a repository that builds, checks and publishes; of a site, the files it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from noroshi.app.console import tell
from noroshi.app.problem_words import visible
from noroshi.app.settings import DONE, Settings, SurroundingsError, UsageError
from noroshi.app.starting_files import SAMPLE, NewFile, files_around, files_of_new_site
from noroshi.app.starting_questions import PLACEHOLDER_URL, Answers, Ask, answered
from noroshi.app.telling import shown
from noroshi.model.frozen import frozen
from noroshi.source.files import is_inside
from noroshi.source.site import SITE_TOML, load_site


@frozen
class InitAsked:
    """What the command line asks for."""

    folder: Path
    """As typed, from the settings' root."""
    answers: Answers
    yes: bool = False


@frozen
class Written:
    """What became of the files, each by path."""

    made: tuple[str, ...]
    left: tuple[str, ...]
    """There before, with other contents."""
    differing: tuple[str, ...]
    """Those of ``left`` that noroshi would write differently today, and that sites do not write in themselves."""


def init(settings: Settings, asked: InitAsked, ask: Ask | None) -> int:
    """Ask with ``ask`` (``None``: nobody is there to ask), write, tell. Raises UsageError, SurroundingsError."""
    root = (settings.root / asked.folder).absolute()
    _refuse_odd(settings, root)
    if (root / SITE_TOML).exists():
        return _add_missing(settings, root, asked)
    site = answered(settings, asked.answers, None if asked.yes else ask, is_ready=asked.yes)
    written = _write(settings, root, files_of_new_site(site, settings.moment()[0]))
    _tell_files(settings, root, written)
    _tell_next(settings, root, site.url)
    return DONE


def _refuse_odd(settings: Settings, root: Path) -> None:
    say = settings.words.say
    if root.exists() and not root.is_dir():
        raise UsageError(say("starting.not_a_folder", path=visible(str(root))))
    for parent in root.resolve().parents:
        if (parent / SITE_TOML).exists():
            raise UsageError(say("starting.inside_a_site", path=visible(str(root)), site=visible(str(parent))))


def _add_missing(settings: Settings, root: Path, asked: InitAsked) -> int:
    """To a site only what it lacks is added: what it says of itself stands in its site.toml, and no sample comes."""
    say = settings.words.say
    if asked.answers.typed():
        options = ", ".join(asked.answers.typed())
        raise UsageError(say("starting.answers_of_a_site", options=options, path=SITE_TOML))
    site, _ = load_site(root)
    language = site.languages[0] if site else settings.words.lang
    name, url = (site.name.original, site.url) if site else (root.name, PLACEHOLDER_URL)
    service = site.services[0].id if site and site.services else "website"
    written = _write(settings, root, files_around(language, name, url, service))
    if not written.made:
        tell(settings, say("starting.nothing_missing", root=_shown(root)))
    else:
        _tell_made(settings, "starting.added", root, written.made)
    if written.differing:
        tell(settings, say("starting.differing"))
        _tell_paths(settings, written.differing)
        tell(settings, say("starting.take_new"))
    return DONE


def _write(settings: Settings, root: Path, files: Sequence[NewFile]) -> Written:
    made: list[str] = []
    left: list[str] = []
    differing: list[str] = []
    try:
        root.mkdir(parents=True, exist_ok=True)
        for file in files:
            if _is_new(root, file):
                made.append(file.path)
            elif not _has_text(root / file.path, file.text):
                left.append(file.path)
                differing += [file.path] if file.is_ours else []
    except OSError as error:
        reason, path = error.strerror or str(error), visible(str(error.filename or root))
        say = settings.words.say
        raise SurroundingsError(say("starting.stopped", reason=reason, path=path, n=len(made))) from error
    return Written(tuple(made), tuple(left), tuple(differing))


def _is_new(root: Path, file: NewFile) -> bool:
    """Write a file where nothing is. A folder that leads out of the site gets none."""
    path = root / file.path
    if not is_inside(root, file.path):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        new = path.open("xb")
    except FileExistsError:
        return False
    try:
        with new:
            new.write(file.text.encode())
    except OSError:
        # Half a file would be taken for one that was there before.
        path.unlink()
        raise
    return True


def _has_text(path: Path, text: str) -> bool:
    # Line ends may have been changed by git.
    return path.is_file() and path.read_bytes().replace(b"\r\n", b"\n") == text.encode()


def _tell_files(settings: Settings, root: Path, written: Written) -> None:
    _tell_made(settings, "starting.made", root, written.made)
    if written.left:
        tell(settings, settings.words.say("starting.left"))
        _tell_paths(settings, written.left)
    if f"{SAMPLE}/incident.md" in written.made:
        tell(settings, settings.words.say("starting.sample", folder=SAMPLE))


def _tell_made(settings: Settings, key: str, root: Path, paths: Sequence[str]) -> None:
    tell(settings, settings.words.say(key, n=len(paths), root=_shown(root)))
    _tell_paths(settings, paths)


def _shown(root: Path) -> str:
    """The folder as people are told it; the current one by its name."""
    return visible(root.name if root == Path.cwd() else shown(root))


def _tell_paths(settings: Settings, paths: Sequence[str]) -> None:
    for path in paths:
        tell(settings, f"  {path}")


def _tell_next(settings: Settings, root: Path, url: str) -> None:
    say = settings.words.say
    if url == PLACEHOLDER_URL:
        tell(settings, say("starting.placeholder_url", url=url, path=SITE_TOML))
    around = [parent for parent in root.resolve().parents if (parent / ".git").exists()]
    if around and not (root / ".git").exists():
        tell(settings, say("starting.inside_git", top=visible(str(around[0]))))
    tell(settings, say("starting.next"))
    if root != Path.cwd():
        tell(settings, f"  cd {_quoted(shown(root))}")
    tell(settings, f"  make serve    # {say('starting.then_serve')}")
    if not around and not (root / ".git").exists():
        tell(settings, '  git init --initial-branch main && git add . && git commit -m "Status site"')


def _quoted(path: str) -> str:
    import shlex

    return shlex.quote(visible(path))
