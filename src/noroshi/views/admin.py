"""Site, open incidents and the schemas of front matter → the configuration of the form at ``/admin/``.

The form is Sveltia CMS, or Decap CMS, which reads the same configuration. What it saves is what a person would have
typed: each collection is a folder of ``incidents/``, each of its entries a Markdown file with front matter.

https://sveltiacms.app/en/docs and https://decapcms.org/docs/configuration-options/ say what the keys mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from noroshi.model.course import Course
from noroshi.model.frozen import frozen
from noroshi.model.site import Admin
from noroshi.model.terms import STATUSES, Impact, Kind, Status
from noroshi.views.context import Context

Json = dict[str, Any]

INCIDENT_KEYS = ("title", "kind", "at", "status", "impact", "services")
UPDATE_KEYS = ("at", "status", "impact", "services")
FACT_KEYS = ("scope", "unaffected", "data", "cause", "workaround", "request", "eta", "actions", "next_update")
LATER_KEYS = ("window", "emergency", "report_by", "draft")
REPORT_KEYS = ("at", "cause", "cause_state", "why_not_prevented", "why_so_long", "credit", "next_report", "faq")
_TEXTS = frozenset(
    {
        "title",
        "scope",
        "unaffected",
        "data",
        "cause",
        "workaround",
        "request",
        "actions",
        "why_not_prevented",
        "why_so_long",
        "credit",
        "faq",
        "question",
        "answer",
        "body",
    }
)
"""What a translation says too."""
_WORDS = {
    "title": "admin.heading",
    "kind": "admin.kind",
    "at": "admin.at",
    "status": "admin.status",
    "window": "admin.planned",
    "start": "admin.start",
    "end": "admin.end",
    "emergency": "admin.emergency",
    "draft": "admin.draft",
    "faq": "admin.faq",
    "question": "admin.question",
    "answer": "admin.answer",
    "cause_state": "admin.cause_state",
    "body": "admin.body",
}
_HINTS = {
    "eta": "admin.time",
    "next_update": "admin.time",
    "start": "admin.window",
    "report_by": "admin.day",
    "next_report": "admin.day",
    **dict.fromkeys(("scope", "unaffected", "data", "cause", "workaround", "request"), "admin.one_line"),
}
_REPORT_DAYS = timedelta(days=60)
"""For so long after the last word of an incident its report can be begun in the form."""


@frozen
class AdminView:
    """``/admin/``"""

    lang: str
    title: str
    without_script: str
    admin: Admin
    config: Json
    """What the form reads."""


def admin_view(context: Context, admin: Admin, schemas: Mapping[str, Json]) -> AdminView:
    """``schemas``: those of ``incident``, ``update`` and ``report``; ``context`` is the site's first language."""
    config: Json = {
        "backend": _backend(admin),
        "publish_mode": "editorial_workflow",
        "site_url": context.site.url,
        "display_url": context.site.url,
        # Pictures lie beside the update that shows them.
        "media_folder": "site_src/static",
        "public_folder": "/",
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "output": {"omit_empty_optional_fields": True},
    }
    # Sveltia CMS speaks the language of the browser.
    if is_decap(admin):
        config["locale"] = context.tag.partition("-")[0]
    locales = {} if is_decap(admin) else _locales(context)
    if locales:
        config["i18n"] = locales
    form = _Form(context, schemas, bool(locales))
    config["collections"] = [
        form.incidents(),
        *(form.updates(course) for course in _courses(context) if course.is_open),
        *(form.report(course) for course in _courses(context) if _may_get_report(context, course)),
    ]
    return AdminView(context.tag, context.say("admin.title"), context.say("admin.no_script"), admin, config)


def is_decap(admin: Admin) -> bool:
    """Whether the program is Decap CMS: it names translations otherwise, and compiles code while it runs."""
    return "decap-cms" in admin.script


def _backend(admin: Admin) -> Json:
    backend: Json = {"name": admin.backend, "repo": admin.repository, "branch": admin.branch}
    if admin.login:
        backend["base_url"] = admin.login.rstrip("/")
    if admin.backend == "github":
        backend["squash_merges"] = True
    return backend


def _locales(context: Context) -> Json:
    """One file a language, ``NAME.en.md``; that of the first has no suffix."""
    languages = context.site.languages
    if len(languages) < 2:
        return {}
    return {
        "structure": "multiple_files",
        "locales": list(languages),
        "default_locale": languages[0],
        "initial_locales": [languages[0]],
        "omit_default_locale_from_file_path": True,
    }


def _courses(context: Context) -> tuple[Course, ...]:
    return tuple(course for course in context.archive.courses if not course.is_withdrawn)


def _may_get_report(context: Context, course: Course) -> bool:
    has_one = course.kind in (Kind.INCIDENT, Kind.SECURITY)
    return has_one and context.now < course.changed_at + _REPORT_DAYS


class _Form:
    """Collections of fields, with the words of the site's first language."""

    def __init__(self, context: Context, schemas: Mapping[str, Json], translated: bool) -> None:
        self.context = context
        self.say: Callable[..., str] = context.say
        self.schemas = schemas
        self.translated = translated

    def incidents(self) -> Json:
        """New folders. Their ids are moments: of a Japanese title no address could be made."""
        return {
            **self._collection("incidents", self.say("admin.incidents"), self.say("admin.incident")),
            "folder": "incidents",
            "path": "{{slug}}/incident",
            "slug": "{{year}}-{{month}}-{{day}}-{{hour}}{{minute}}{{second}}",
            "fields": self._fields("incident", (*INCIDENT_KEYS, *FACT_KEYS, *LATER_KEYS)),
        }

    def updates(self, course: Course) -> Json:
        """The files of one open incident, named as all tools of ours name them."""
        name = self.say("admin.updates", title=self._title(course))
        return {
            **self._collection(f"update-{course.id}", name, self.say("admin.update")),
            "folder": self._folder(course),
            "identifier_field": "at",
            "summary": "{{at}} {{status}}",
            "slug": "{{year}}{{month}}{{day}}-{{hour}}{{minute}}{{second}}-update",
            "fields": self._fields("update", (*UPDATE_KEYS, *FACT_KEYS, "window", "report_by"), course.kind),
        }

    def report(self, course: Course) -> Json:
        """``report.md`` of one incident."""
        name = self.say("admin.report", title=self._title(course))
        collection = self._collection(f"report-{course.id}", name, self.say("admin.report_one"))
        file: Json = {
            "name": "report",
            "label": name,
            "file": f"{self._folder(course)}/report.md",
            "fields": self._fields("report", REPORT_KEYS),
        }
        if self.translated:
            file["i18n"] = True
        keys = ("name", "label", "label_singular", "i18n", "format", "media_folder", "public_folder")
        return {**{key: collection[key] for key in keys if key in collection}, "files": [file]}

    def _collection(self, name: str, label: str, one: str) -> Json:
        found: Json = {
            "name": name,
            "label": label,
            "label_singular": one,
            "create": True,
            # An address that was published stays: what was wrong is withdrawn.
            "delete": False,
            "format": "yaml-frontmatter",
            "extension": "md",
            "media_folder": "",
            "public_folder": "",
        }
        if self.translated:
            found["i18n"] = True
        return found

    def _folder(self, course: Course) -> str:
        return course.incident.place.path.rpartition("/")[0]

    def _title(self, course: Course) -> str:
        return course.incident.title.said(self.context.tag).text

    def _fields(self, schema: str, keys: tuple[str, ...], kind: Kind | None = None) -> list[Json]:
        found = self.schemas[schema]
        fields = [self._field(key, found["properties"][key], found, kind) for key in keys]
        body = {"widget": "markdown", "modes": ["rich_text", "raw"], "required": False}
        return [*fields, self._named("body", body)]

    def _named(self, key: str, field: Json) -> Json:
        found: Json = {"name": key, "label": self.say(_WORDS.get(key) or f"label.{key}"), **field}
        if key in _HINTS:
            found["hint"] = self.say(_HINTS[key])
        if self.translated and key in _TEXTS:
            found["i18n"] = True
        return found

    def _field(self, key: str, said: Json, schema: Json, kind: Kind | None) -> Json:
        required: Json = {"required": key in schema["required"] or key == "at"}
        if key == "services":
            now = [service for service in self.context.site.services if service.until is None]
            options = [{"label": service.name.said(self.context.tag).text, "value": service.id} for service in now]
            return self._named(key, {"widget": "select", "multiple": True, "options": options, **required})
        if key == "at":
            # With the offset of who types it: the site may stand in another zone.
            clock = {"format": "YYYY-MM-DD HH:mm:ssZ", "date_format": "YYYY-MM-DD", "time_format": "HH:mm"}
            return self._named(key, {"widget": "datetime", **clock, "default": "{{now}}", **required})
        if "enum" in said:
            codes = [code for code in said["enum"] if self._fits(key, code, kind)]
            options = [{"label": self._word(key, code), "value": code} for code in codes]
            return self._named(key, {"widget": "select", "options": options, **required})
        if said.get("type") == "boolean":
            return self._named(key, {"widget": "boolean", **required})
        if inner := _object_in(said, schema):
            names = [name for name in inner["properties"] if name in _WORDS]
            fields = [self._field(name, inner["properties"][name], inner, kind) for name in names]
            widget = "list" if _is_list(said) else "object"
            box: Json = {"widget": widget, "collapsed": True, "fields": fields}
            return self._named(key, {**box, **required})
        pattern = _pattern(said)
        field: Json = {"widget": "string", **required}
        if pattern:
            field["pattern"] = [pattern, self.say(_HINTS.get(key, "admin.time"))]
        return self._named(key, field)

    def _fits(self, key: str, code: str, kind: Kind | None) -> bool:
        # Notices have one status, which nobody has to say.
        return key != "status" or (code != Status.PUBLISHED and (kind is None or Status(code) in STATUSES[kind]))

    def _word(self, key: str, code: str) -> str:
        if key == "cause_state":
            return self.say("admin.confirmed") if code == "confirmed" else self.say("admin.investigating")
        if key == "status":
            return self.say(f"status.{Status(code)}")
        return self.say(f"impact.{Impact(code)}") if key == "impact" else self.say(f"kind.{Kind(code)}")


def _choices(said: Json) -> list[Json]:
    found = said.get("anyOf") or said.get("oneOf")
    return [inner for option in found for inner in _choices(option)] if found else [said]


def _object_in(said: Json, schema: Json) -> Json | None:
    """The definition of the object that a value may be; ``None``: it is a line."""
    if _pattern(said):
        return None
    for option in _choices(said):
        reference = option.get("$ref") or option.get("items", {}).get("$ref")
        if reference:
            found: Json = schema["$defs"][reference.rpartition("/")[2]]
            return {**found, "$defs": schema["$defs"], "required": found.get("required", [])}
    return None


def _is_list(said: Json) -> bool:
    return any(option.get("type") == "array" for option in _choices(said))


def _pattern(said: Json) -> str:
    """One expression of all forms that a line may have; empty: any."""
    found = []
    for option in _choices(said):
        if "pattern" in option:
            found.append(option["pattern"].removeprefix("^").removesuffix("$"))
        elif "const" in option or "enum" in option:
            found += [str(code) for code in option.get("enum", [option.get("const")]) if code is not None]
    return f"^(?:{'|'.join(found)})$" if any("pattern" in option for option in _choices(said)) else ""
