"""One folder's files → its incident, as far as they are sound, and all problems of the folder.

What is broken is left out update by update; only what makes the whole incident unusable (no title, a kind
that nobody knows, a front matter that cannot be told from its body) leaves out the incident.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from noroshi.model.incident import Correction, Image, Incident, Report, WrongMessage
from noroshi.model.problem import Place, Problem, Severity
from noroshi.model.prose import EMPTY, Prose
from noroshi.model.site import Contact
from noroshi.model.terms import STATUSES, FactKey, Kind, Known, Status
from noroshi.model.text import Body
from noroshi.model.update import Range, Update
from noroshi.source.door import UPDATE
from noroshi.source.files_of_folder import File, Files
from noroshi.source.names import is_safe, status_meant, status_of, update_name
from noroshi.source.nearest import known_like
from noroshi.source.placeholders import reasons_not_given
from noroshi.source.reports import report_of
from noroshi.source.said import Said
from noroshi.source.times import Relative
from noroshi.source.updates import update_of
from noroshi.source.walk import Folder

ProseReader = Callable[[str, str, str, Mapping[str, str], Place], tuple[Prose, tuple[Problem, ...]]]
"""(Markdown, its language, prefix of its ids, image name → its address on the site, place of its first line)
→ (prose, problems)."""

_OF_UPDATE = frozenset(
    {
        *FactKey,
        "actions",
        "at",
        "began_at",
        "continuity",
        "data_recovery",
        "detected_at",
        "edited",
        "ended_at",
        "eta",
        "impact",
        "measures",
        "next_update",
        "periods",
        "personal_data",
        "report_by",
        "services",
        "status",
        "suspended",
        "window",
    }
)
"""Keys of incident.md that belong to its update, not to the incident."""
_KINDS_OF = {
    "window": (Kind.MAINTENANCE, Kind.ANNOUNCEMENT),
    "continuity": (Kind.CONTINUITY,),
    "corrects": (Kind.CORRECTION,),
    "mistake": (Kind.CORRECTION,),
    "right": (Kind.CORRECTION,),
    "emergency": (Kind.MAINTENANCE,),
}
"""Keys that say nothing in other kinds: there the words would be lost."""
_IDENTITY = frozenset(("id", "at", "body", "place", "withdrawn", "lines", "elsewhere"))


class FolderReading:
    """Puts one incident together."""

    def __init__(self, folder: Folder, files: Files, kind: Kind | None, prose: ProseReader) -> None:
        self.folder = folder
        self.files = files
        self.kind = kind
        self.prose = prose
        self.images = {name: f"/incidents/{folder.id}/{name}" for name in folder.images}
        self.problems: list[Problem] = []

    def incident(self) -> Incident | None:
        """The incident without its broken updates; None where nothing of it can be published."""
        for problem in self.files.found:
            self._tell(problem, problem.update)
        for file in (self.files.incident, *self.files.updates, self.files.report):
            if file is not None:
                self._tell_file(file)
        if self.files.incident is None:
            if self.files.updates or self.files.report:
                self._tell(Problem(Place(f"{self.folder.path}/incident.md"), "missing-incident-file"))
            else:
                self._warn(Place(self.folder.path), "empty-folder", value=self.folder.id)
            return None
        updates = self._updates(self.files.incident)
        report = self._report()
        broken = {problem.update for problem in self.problems if problem.severity is Severity.ERROR}
        if "" in broken or self.files.incident.values is None:
            return None
        sound = tuple(update for update in updates if update.id not in broken)
        if not sound:
            if not broken:
                self._warn(Place(self.files.incident.path), "no-update", value=self.folder.id)
            return None
        names = {file.id for file in (self.files.incident, *self.files.updates)} | {"report"}
        left_out = tuple(sorted(broken & names))
        return self._incident(self.files.incident, sound, report if "report" not in broken else None, left_out)

    # ---- problems

    def _tell(self, problem: Problem, update: str = "") -> None:
        self.problems.append(
            Problem(problem.place, problem.rule, problem.severity, problem.arguments, self.folder.id, update)
        )

    def _warn(self, place: Place, rule: str, update: str = "", **arguments: Any) -> None:
        self._tell(Problem(place, rule, Severity.WARNING, arguments), update)

    def _tell_file(self, file: File) -> None:
        for key, problem in file.found:
            self._tell(problem, self._owner(file, key))
        if file.values is not None:
            for key, reason in reasons_not_given(file.values):
                place = Place(file.path, file.lines.get(key, 1))
                self._warn(place, "placeholder-left", self._owner(file, key), value=reason)
            said = file.values.model_fields_set
            for key in _KINDS_OF:
                if key in said:
                    self._check_kind(file, key)
            for fact in FactKey:
                if fact in said:
                    self._check_fact(file, fact)

    def _owner(self, file: File, key: str) -> str:
        """The update that a problem under ``key`` spoils; ``""``: the incident."""
        if file.role != "incident":
            return file.id
        if key not in _OF_UPDATE:
            return ""
        if file.says("at"):
            return file.id
        first = self._first()
        return first.id if first is not None else ""

    def _first(self) -> File | None:
        """The update that an incident.md without ``at`` speaks for."""
        dated = [file for file in self.files.updates if file.values is not None]
        return min(dated, key=_order, default=None)

    def _check_kind(self, file: File, key: str) -> None:
        value = getattr(file.values, key, None)
        if self.kind is None or not value:
            return
        kinds = _KINDS_OF[key]
        if self.kind not in kinds and file.document is not None:
            place = Place(file.document.path, file.document.line_of((key,)))
            arguments = {"value": key, "kind": str(self.kind), "allowed": tuple(map(str, kinds))}
            self._tell(Problem(place, "key-of-other-kind", arguments=arguments), self._owner(file, key))

    # ---- updates

    def _updates(self, incident: File) -> tuple[Update, ...]:
        entries = [file for file in self.files.updates if file.values is not None]
        keys = incident.values
        # An ``at`` that was refused, or spelt otherwise, was meant all the same: then it is a broken update.
        is_update = incident.says("at") or any(problem.arguments.get("near") == "at" for _, problem in incident.found)
        if keys is not None and keys.at is not None:
            entries.append(incident)
        entries.sort(key=_order)
        updates: list[Update] = []
        window_start: datetime | None = None
        standing = STATUSES[self.kind][0] if self.kind else None
        if keys is not None and not is_update:
            if keys.window is not None:
                window_start = keys.window.start
            self._check_held(incident, entries)
        for file in entries:
            update = self._update(file, window_start)
            if update.withdrawn is None and update.window is not None:
                window_start = update.window.start or window_start
            updates.append(update)
            if update.withdrawn is None and not (keys is not None and keys.withdrawn):
                self._check_name(file, standing)
                standing = update.status or standing
        if keys is not None and not is_update and updates:
            # What a withdrawn first update said no longer counts; what incident.md says still does.
            first = next((n for n, update in enumerate(updates) if update.withdrawn is None), 0)
            updates[first] = self._with_held(updates[first], incident)
        return tuple(updates)

    def _update(self, file: File, window_start: datetime | None) -> Update:
        said = _said(file)
        named, foreign = status_of(file.id, self.kind)
        place = Place(file.path)
        if foreign is not None:
            self._warn(place, "file-name-of-other-kind", file.id, value=str(foreign), kind=str(self.kind))
        status = file.values.status
        is_withdrawn = bool(file.values.withdrawn)
        if named is not None and status is not None and named is not status:
            line = file.lines.get("status", 1)
            self._warn(Place(file.path, line), "file-name-against-status", file.id, value=str(status), name=str(named))
        body = self._body(file)
        if body.original.is_empty and not is_withdrawn:
            self._warn(place, "empty-body", file.id)
        update = update_of(
            said,
            id=file.id,
            at=file.values.at,
            body=body,
            place=place,
            lines=file.lines,
            named_status=named,
            window_start=window_start,
        )
        self._check_times(update, file, window_start)
        if not is_withdrawn or file.role == "incident":  # there the word withdraws the whole incident
            return update
        return replace(update, withdrawn=said.text("withdrawn"))

    def _check_name(self, file: File, standing: Status | None) -> None:
        """A name that all but says a status would leave an incident as it stands in silence."""
        if file.role != UPDATE or file.says("status") or status_of(file.id, self.kind) != (None, None):
            return
        meant = status_meant(file.id, self.kind) if is_safe(file.id) else None
        if meant not in (None, standing):
            taken = {other.id for other in self.files.updates}
            write = f"{update_name(file.id, self.kind, taken=taken)}.md"
            self._warn(Place(file.path), "file-name-near-status", file.id, value=file.id, write=write, near=str(meant))

    def _check_fact(self, file: File, key: FactKey) -> None:
        """A fact that is said in one language only, where a word of ours would say it in every language."""
        value = getattr(file.values, key)
        known = known_like(value) if isinstance(value, str) and not isinstance(value, Known) else None
        if known is not None and not any(getattr(other.values, key, None) for other in file.translations):
            place = Place(file.path, file.lines.get(key, 1))
            paste = f"{key}: {known}"
            self._warn(place, "known-word-typed", self._owner(file, key), key=str(key), value=value, paste=paste)

    def _check_times(self, update: Update, file: File, window_start: datetime | None) -> None:
        window = file.values.window
        if window and isinstance(window.end, Relative) and not (window.start or window_start):
            self._tell(Problem(update.where("window.end"), "relative-without-start"), update.id)
        eta = update.eta
        if isinstance(eta, Range) and eta.end <= eta.start:
            self._tell(Problem(update.where("eta"), "range-order", arguments={"key": "eta"}), update.id)
        for number, period in enumerate(update.periods):
            if period.end <= period.start:
                place = update.where(f"periods.{number}")
                self._tell(Problem(place, "range-order", arguments={"key": "periods"}), update.id)

    def _check_held(self, incident: File, entries: list[File]) -> None:
        """incident.md without ``at``: no body, and no key that the first update says too."""
        if incident.document is not None:
            for document in (incident.document, *(other.document for other in incident.translations)):
                if document.body.strip():
                    line = document.body_line + next(
                        number for number, row in enumerate(document.body.split("\n")) if row.strip()
                    )
                    self._tell(Problem(Place(document.path, line), "body-without-at"))
        if not entries:
            return
        first = entries[0]
        twice = incident.values.model_fields_set & first.values.model_fields_set & _OF_UPDATE - {"edited"}
        for key in sorted(twice):
            place = Place(first.path, first.lines.get(key, 1))
            home = f"{incident.path}:{incident.lines.get(key, 1)}"
            self._tell(Problem(place, "two-homes", arguments={"value": key, "file": home}), first.id)

    def _with_held(self, first: Update, incident: File) -> Update:
        """The first update with what an incident.md without ``at`` says for it."""
        if not any(key.partition(".")[0] in _OF_UPDATE for key in incident.lines):
            return first
        held = update_of(
            _said(incident),
            id=first.id,
            at=first.at,
            body=first.body,
            place=Place(incident.path),
            lines=incident.lines,
            named_status=None,
            window_start=None,
        )
        changed: dict[str, Any] = {}
        for field in fields(Update):
            value = getattr(held, field.name)
            if field.name not in _IDENTITY and value and not getattr(first, field.name):
                changed[field.name] = value
        if incident.values.status is not None:
            changed["status"] = held.status
        changed["facts"] = {**held.facts, **first.facts}
        changed["edited"] = tuple(sorted((*held.edited, *first.edited), key=lambda edit: edit.at))
        changed["elsewhere"] = {
            key: Place(incident.path, line)
            for key, line in held.lines.items()
            if key.partition(".")[0] in _OF_UPDATE - first.lines.keys()
        }
        self._check_times(replace(held, elsewhere=changed["elsewhere"]), incident, None)
        return replace(first, **changed)

    # ---- texts

    def _body(self, file: File) -> Body:
        if file.document is None:
            return Body(file.lang, EMPTY)
        translations = tuple(
            (other.lang, prose)
            for other in file.translations
            if (prose := self._prose(other.document.body, other.document.body_line, other.path, other.lang, file))
            is not EMPTY
        )
        original = self._prose(file.document.body, file.document.body_line, file.path, file.lang, file)
        return Body(file.lang, original, translations)

    def _prose(self, markdown: str, line: int, path: str, lang: str, file: File) -> Prose:
        if not markdown.strip():
            return EMPTY
        prose, problems = self.prose(markdown, lang, f"update-{file.id}--", self.images, Place(path, line))
        for problem in problems:
            self._tell(problem, file.id)
        return prose

    def _report(self) -> Report | None:
        file = self.files.report
        if file is None or file.values is None:
            return None
        body = self._body(file)
        if body.original.is_empty:
            self._warn(Place(file.path), "empty-report", file.id)
        return report_of(_said(file), body=body, place=Place(file.path), lines=file.lines)

    def _incident(
        self, file: File, updates: tuple[Update, ...], report: Report | None, left_out: tuple[str, ...]
    ) -> Incident:
        said, keys = _said(file), file.values
        return Incident(
            id=self.folder.id,
            title=said.required("title"),
            kind=keys.kind or Kind.INCIDENT,
            lang=file.lang,
            updates=updates,
            place=Place(file.path),
            report=report,
            related=tuple(dict.fromkeys(keys.related)),
            aliases=tuple(dict.fromkeys(keys.aliases)),
            correction=_correction(said),
            audience=tuple(dict.fromkeys(keys.audience)),
            emergency=keys.emergency,
            contact=_contact(said.inner("contact")),
            drill=keys.drill,
            draft=keys.draft,
            withdrawn=said.text("withdrawn"),
            images=tuple(Image(name, f"{self.folder.path}/{name}") for name in self.folder.images),
            left_out=left_out,
            lines=file.lines,
        )


def _said(file: File) -> Said:
    if not file.translations:
        return Said(file.lang, file.values)
    others = ((other.lang, other.values) for other in file.translations)
    return Said(file.lang, file.values, tuple((lang, values) for lang, values in others if values is not None))


def _correction(said: Said) -> Correction | None:
    corrects: Any = said.base.corrects
    message = said.inner("corrects")
    if message is not None:
        corrects = WrongMessage(
            subject=message.required("subject"),
            sent_at=message.base.sent_at,
            sender=message.text("sender"),
            recipients=message.text("recipients"),
            count=message.base.count,
        )
    mistake, right = said.text("mistake"), said.text("right")
    return Correction(mistake, right, corrects) if mistake or right or corrects else None


def _contact(said: Said | None) -> Contact | None:
    if said is None:
        return None
    return Contact(
        name=said.text("name"),
        responsible=said.text("responsible"),
        phone=said.text("phone"),
        email=said.base.email,
        url=said.base.url,
        hours=said.text("hours"),
        until=said.base.until,
    )


def _order(file: File) -> tuple[datetime, bool, str]:
    """By ``at``, then by name; at the same moment incident.md is the first, as it is meant to be."""
    return (file.values.at, file.role != "incident", file.id)
