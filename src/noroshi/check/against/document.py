"""What differs from a commit → the published files of it, each taken apart as it was and as it is.

Published is what stands in an incident whose incident.md can be read, has a title, and is neither a draft nor a drill;
a file whose front matter cannot be read was left out of the site, then as now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from noroshi.check.document import written
from noroshi.model.frozen import frozen
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.provenance import AsWritten
from noroshi.source.as_written import as_written
from noroshi.source.files import decoded
from noroshi.source.frontmatter import Document, read_document
from noroshi.source.refusal import Refusal
from noroshi.source.since import FileSince, IncidentSince, Since
from noroshi.source.times import read_moment
from noroshi.source.writing import scalar

PATIENCE = timedelta(minutes=60)
"""A commit follows what it says by minutes, and at night by a quarter of an hour; a pull request waits for a second
reader. An hour after it was said, customers were told otherwise or not at all."""


_MOST_EDITS = 20
"""That are shown to be pasted."""


@frozen
class Edit:
    """An entry of ``edited``, as typed."""

    at: str
    why: str
    moment: datetime | None
    """``None``: no time that can be read."""
    redacted: bool = False

    @property
    def key(self) -> tuple[object, str]:
        """Equal for two ways to type one thing; a mark may be added later."""
        return self.moment or self.at, self.why

    @property
    def typed(self) -> tuple[str, ...]:
        """Its lines in a list."""
        mark = ("    redacted: true",) if self.redacted else ()
        return (f"  - at: {self.at}", f"    why: {scalar(self.why)}", *mark)


def edits_typed(edits: Sequence[Edit]) -> tuple[str, ...]:
    """The lines of front matter that tell them, the newest of very many."""
    more = ("  # …",) if len(edits) > _MOST_EDITS else ()
    return ("edited:", *more, *(row for edit in edits[-_MOST_EDITS:] for row in edit.typed))


@frozen
class Text:
    """A sound text file, at one of the two times."""

    path: str
    """Where it stands in the work tree, or stood."""
    document: Document
    says: AsWritten
    edits: tuple[Edit, ...]
    """As they stand in the file."""
    at: datetime | None
    """When it was said; ``None``: it does not say."""

    def line(self, key: str) -> int:
        """Where a key stands; 1 where it does not."""
        return self.document.line_of((key,))

    def is_set(self, key: str) -> bool:
        """Whether it says ``true``."""
        return self.document.values.get(key) == "true"


@frozen
class FilePair:
    """A file then and now."""

    name: str
    before: Text | None
    """``None``: it was not there, or not sound."""
    after: Text | None
    since: FileSince | None
    """``None``: nothing of it differs."""

    @property
    def is_gone(self) -> bool:
        """Whether it was there and stands there no more."""
        return self.before is not None and self.since is not None and not self.since.now


@frozen
class UpdatePair:
    """incident.md, an update or report.md, then and now, with its translations."""

    id: str
    base: FilePair
    translations: tuple[FilePair, ...]

    @cached_property
    def has_new_edit(self) -> bool:
        """Whether an edit is told that was not told before."""
        if self.base.before is None or self.base.after is None:
            return False
        known = [edit.key for edit in self.base.before.edits]
        for edit in self.base.after.edits:
            if edit.key not in known:
                return True
            known.remove(edit.key)
        return False


@frozen
class IncidentPair:
    """An incident that was published, then and now."""

    since: IncidentSince
    updates: tuple[UpdatePair, ...]
    """By id; those that are new too."""
    pictures: tuple[FileSince, ...]
    """Those that are not as they were."""

    @property
    def id(self) -> str:
        """Its id."""
        return self.since.id

    @cached_property
    def incident(self) -> UpdatePair:
        """Its incident.md."""
        return next(update for update in self.updates if update.id == "incident")

    @property
    def kind(self) -> str:
        """As typed; empty: an incident."""
        first = self.incident.base.after or self.incident.base.before
        typed = first.document.values.get("kind") if first else None
        return typed if isinstance(typed, str) else ""

    def renamed(self, file: FilePair) -> str:
        """Where a file that is gone stands under another name in this incident; empty: nowhere."""
        found = file.since.renamed if file.since is not None else ""
        folder, _, name = found.rpartition("/")
        return found if folder == self.since.now and name not in self.since.texts else ""

    def paste(self, now: str, update: UpdatePair) -> Mapping[str, object]:
        """``paste``: the lines of front matter that tell an edit made at ``now``, up to its reason; and ``file``:
        where they belong; ``indent``: what stands before the lines that follow."""
        told = update.base.after or update.base.before
        lines = (*edits_typed(told.edits if told else ()), f"  - at: {now}")
        return {"paste": lines, "file": told.path if told else "", "indent": "    "}

    def problem(
        self, rule: str, severity: Severity, place: Place, update: UpdatePair | None = None, **arguments: object
    ) -> Problem:
        """A finding in it."""
        return Problem(place, rule, severity, arguments, self.id, update.id if update else "")


@frozen
class Against:
    """What the rules look at."""

    since: Since
    zone: ZoneInfo
    languages: tuple[str, ...]
    site_url: str
    now: datetime
    is_fiction: bool
    """A demonstration: its times are made up, and those of git say nothing of them."""

    @property
    def commit(self) -> str:
        """The commit, as short as people type it."""
        return self.since.commit[:12]

    @property
    def written_now(self) -> str:
        """This moment, as a writer would type it."""
        return written(self.now.replace(second=0, microsecond=0), self.zone)

    @cached_property
    def published(self) -> tuple[IncidentPair, ...]:
        """Of every incident that was published and differs, by id."""
        pairs = (self._pair(incident) for incident in self.since.incidents)
        return tuple(pair for pair in pairs if pair is not None)

    @cached_property
    def begun(self) -> dict[str, IncidentSince]:
        """Incidents that were not there, by id."""
        return {incident.id: incident for incident in self.since.incidents if not incident.was}

    def new_home(self, incident: IncidentPair) -> str:
        """Where the first file of an incident that is gone stands, in a folder that was not there; empty: nowhere."""
        files = sorted(incident.since.files, key=lambda file: file.name != "incident.md")
        homes = (file.renamed for file in files if file.renamed.rpartition("/")[0].rpartition("/")[2] in self.begun)
        return next(homes, "")

    def text_of(self, content: bytes | None, path: str) -> Text | None:
        """A file, taken apart; ``None``: nothing sound."""
        text = decoded(content, path)[0] if content is not None else None
        says = as_written(content) if content is not None and text is not None else None
        if text is None or says is None:
            return None
        document = read_document(text, path, required=False)
        typed = document.values.get("at")
        return Text(path, document, says, tuple(self._edits(document)), self.moment(typed))

    def moment(self, typed: object) -> datetime | None:
        """What a time means; ``None``: it is none."""
        try:
            return read_moment(typed, self.zone) if isinstance(typed, str) else None
        except (Refusal, OverflowError):
            return None

    def _edits(self, document: Document) -> Iterator[Edit]:
        value = document.values.get("edited")
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict):
                at, why = (str(entry.get(key) or "") for key in ("at", "why"))
                yield Edit(at, why, self.moment(at), entry.get("redacted") == "true")

    def _pair(self, incident: IncidentSince) -> IncidentPair | None:
        first = self.text_of(incident.texts.get("incident.md"), "incident.md")
        if first is None or not first.document.values.get("title") or first.is_set("draft") or first.is_set("drill"):
            return None
        touched = {file.name: file for file in incident.files}
        names = sorted({name for name in (*incident.texts, *touched) if name.endswith(".md")})
        pairs = {name: self._file(incident, name, touched.get(name)) for name in names}
        bases = {name: name.removesuffix(".md") for name in names if self._base_of(name) not in pairs}
        updates = tuple(
            UpdatePair(stem, pairs[name], tuple(pairs[it] for it in names if self._base_of(it) == name))
            for name, stem in bases.items()
        )
        return IncidentPair(incident, updates, tuple(file for file in incident.files if not file.name.endswith(".md")))

    def _base_of(self, name: str) -> str:
        """The file that ``name`` translates; empty: it is no translation."""
        base, _, tag = name.removesuffix(".md").rpartition(".")
        return f"{base}.md" if base and tag in self.languages else ""

    def _file(self, incident: IncidentSince, name: str, touched: FileSince | None) -> FilePair:
        stood = f"{incident.was}/{name}"
        before = self.text_of(incident.texts.get(name), touched.was if touched and touched.was else stood)
        if touched is None:
            return FilePair(name, before, before, None)
        return FilePair(name, before, self.text_of(touched.after, touched.now), touched)


Rule = Callable[[Against], Iterable[Problem]]
