"""The tree ``incidents/`` → the course of every incident, of which only what was changed is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

from noroshi.model.course import Course, course
from noroshi.model.frozen import frozen
from noroshi.model.outline import Outline
from noroshi.model.problem import Problem, Severity, sorted_problems
from noroshi.source.shelf import Kept, Shelf, body_of, packed_problems, problems_of
from noroshi.source.signatures import Signatures, contents, signature
from noroshi.source.values import Surroundings
from noroshi.source.walk import Folder, folder_at, walked

if TYPE_CHECKING:
    from noroshi.source.folder import ProseReader

Judgement = tuple[bytes, bytes, int, int]
"""As ``Kept.checked``."""
Judge = Callable[[Course], Judgement | None]
"""What the rules find in one incident, packed; ``None``: it cannot be said of this course alone."""


@frozen(slots=True)
class ReadFolder:
    """A folder that was read, packed: it may come from another process."""

    path: str
    digest: bytes
    body: bytes
    outline: Outline | None
    problems: bytes
    checked: Judgement | None
    course: Course | None = None
    """The course itself, where it was read in this process."""


Wanted = tuple[Folder, bytes]
"""A folder to be read, and the digest of its contents where that is known already."""
Reading = Callable[[Sequence[Wanted]], Iterable[ReadFolder]]
"""Reads folders, in this process or in several, in any order."""


@frozen
class Shelved:
    """Every incident of a site."""

    courses: tuple[Course, ...]
    """By id; without incidents of which nothing sound remains."""
    fingerprints: dict[str, bytes]
    """Incident id → digest of everything that its folder holds."""
    kept: dict[str, Kept]
    """Incident id → what the shelf knows of it."""
    problems: tuple[Problem, ...]
    read: tuple[str, ...]
    """Paths of the folders that had to be read."""


class Incidents:
    """The incidents of a site as they were seen last; asked again, it looks at what has changed."""

    def __init__(self, root: Path, shelf: Shelf, around: Surroundings, prose: ProseReader, judge: Judge) -> None:
        self._root = root
        self._shelf = shelf
        self._around = around
        self._prose = prose
        self._judge = judge
        self._seen: Shelved | None = None

    def read_here(self, folders: Iterable[Wanted]) -> Iterator[ReadFolder]:
        """Read folders in this process, one after the other."""
        for folder, digest in folders:
            # All that reads what people write is imported by those who have something to read.
            from noroshi.source.incidents import load_folder

            # Before it is read: what is written meanwhile has another digest, and is read again next time.
            digest = digest or contents(self._root, folder.path)
            incident, found = load_folder(self._root, folder, self._around, self._prose)
            problems = packed_problems((*folder.found, *found))
            if incident is None or _is_unusable(folder):
                yield ReadFolder(folder.path, digest, b"", None, problems, None)
                continue
            made = course(incident)
            body, known = body_of(made)
            yield ReadFolder(folder.path, digest, body, known, problems, self._judge(made), made)

    def seen(self, signatures: Signatures, reading: Reading | None = None) -> Shelved:
        """Every incident; ``reading`` as :meth:`read_here`, perhaps in several processes."""
        shelf, found = self._shelf, signatures.folders
        changed = [path for path, signature in found.items() if not shelf.holds(path, signature)]
        folders: dict[str, Folder] = {}
        if shelf.names != signatures.names or any(shelf.is_left_out(path) for path in changed):
            listed, problems = walked(self._root)
            shelf.set_names(signatures.names, packed_problems(problems))
            folders = {folder.path: folder for folder in listed}
            for path in shelf.kept.keys() - folders.keys():
                shelf.forget(path)
            for path in found.keys() - folders.keys():
                shelf.leave_out(path, found[path])
            # One that was left out as a namesake is an incident as soon as the other is gone, changed or not.
            anew = {path for path in changed if path in folders} | (folders.keys() & found.keys() - shelf.kept.keys())
            changed = sorted(anew)
        wanted: list[Wanted] = []
        for path in changed:
            digest = b""
            if path in shelf.kept:
                digest = contents(self._root, path)
                if shelf.kept[path].digest == digest:
                    shelf.renew(path, found[path])
                    continue
            wanted.append((folders[path] if folders else folder_at(self._root, path), digest))
        fresh = self._put((reading or self.read_here)(wanted), found)
        self._seen = self._all(fresh, tuple(folder.path for folder, _ in wanted))
        return self._seen

    def seen_again(self, paths: Iterable[str], at_ns: int) -> Shelved | None:
        """Every incident, where at most the folders ``paths`` have changed since they were seen; ``at_ns``: now.

        ``None``: folders came, went, or are no incidents any more: then all of it is to be looked at.
        """
        before, shelf, known = self._seen, self._shelf, set(paths)
        if before is None or not all(path in shelf.kept and (self._root / path).is_dir() for path in known):
            return None
        found = {path: signature(self._root, path, at_ns) for path in known}
        fresh = self._put(self.read_here((folder_at(self._root, path), b"") for path in known), found)
        courses = {item.id: item for item in fresh.values() if item is not None}
        if len(courses) < len(known) or not courses.keys() <= before.kept.keys():
            return None
        problems = [item for item in before.problems if not _is_in(item.place.path, known)]
        problems += [item for path in known for item in problems_of(shelf.kept[path].problems)]
        kept = {**before.kept, **{shelf_id: shelf.kept[path] for path, shelf_id in _ids(fresh)}}
        self._seen = Shelved(
            tuple(courses.get(item.id, item) for item in before.courses),
            {**before.fingerprints, **{name: kept[name].digest for name in courses}},
            kept,
            sorted_problems(problems),
            tuple(sorted(known)),
        )
        return self._seen

    def _put(self, items: Iterable[ReadFolder], signatures: Mapping[str, bytes]) -> dict[str, Course | None]:
        """Keep what was read; the courses that are at hand."""
        fresh: dict[str, Course | None] = {}
        for item in items:
            kept = self._shelf.put(
                item.path, signatures[item.path], item.digest, item.body, item.outline, item.problems
            )
            if item.checked is not None:
                self._shelf.judge(kept, item.checked)
            fresh[item.path] = item.course
        return fresh

    def _all(self, fresh: dict[str, Course | None], read: tuple[str, ...]) -> Shelved:
        shelf = self._shelf
        problems = list(problems_of(shelf.of_names))
        unusable = {item.incident for item in problems if item.severity is Severity.ERROR and not item.update}
        kept: dict[str, Kept] = {}
        courses: list[Course] = []
        for path, item in shelf.kept.items():
            problems += problems_of(item.problems)
            made = fresh.get(path) or shelf.course(item)
            if made is not None and made.id not in unusable:
                courses.append(made)
                kept[made.id] = item
        courses.sort(key=lambda item: item.id)
        fingerprints = {name: item.digest for name, item in kept.items()}
        return Shelved(tuple(courses), fingerprints, kept, sorted_problems(problems), read)


def _is_in(path: str, folders: Set[str]) -> bool:
    return path in folders or path.rpartition("/")[0] in folders


def _ids(courses: Mapping[str, Course | None]) -> Iterator[tuple[str, str]]:
    """(path, id)"""
    return ((path, item.id) for path, item in courses.items() if item is not None)


def _is_unusable(folder: Folder) -> bool:
    """As in ``incidents.load_incidents``: what is wrong with the folder itself leaves out all of it."""
    return any(problem.severity is Severity.ERROR and not problem.update for problem in folder.found)
