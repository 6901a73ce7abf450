"""The cheap ways of reading are the dear ones: rows against the YAML reader, shapes against the schemas, and counts."""

from __future__ import annotations

import subprocess
import sys
import typing
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from incident_folders import SERVICES, load
from pydantic import BaseModel, ValidationError
from small_site import CHECKOUT
from test_letters_cost import counted
from yaml import YAMLError

from noroshi.source import schema, schema_translations
from noroshi.source.door import INCIDENT, REPORT, SHAPES, TRANSLATION_OF, UPDATE
from noroshi.source.files import MAX_BYTES, read_bytes, read_text
from noroshi.source.frontmatter import read_document
from noroshi.source.shapes import Shape, Values
from noroshi.source.site_schema import SiteFile
from noroshi.source.site_shape import SITE
from noroshi.source.times import read_moment
from noroshi.source.values import Surroundings
from noroshi.source.yaml_compose import compose
from noroshi.source.yaml_plain import plainly
from noroshi.source.yaml_values import Cut

TOKYO = ZoneInfo("Asia/Tokyo")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AROUND = Surroundings(TOKYO, ("ja", "en"), SERVICES, ("customers", "partners"))

# ---- rows of a front matter

KEYS = ("at", "title", "services", "payment-api", "began_at", "from", "to", "null", "note")
TEXTS = (
    *("2026-11-21 03:12", "~2026-11-21 03:00", "+1h30m", "none", "major", "a text: with a colon", "12:30"),
    *("a:b", "a:", "決済APIでエラーが発生しています", "室長\u3000三宅 由紀", "「引用」：つづき", "😀", "e\u0301", "https://example.com/#top"),
    *("text # comment", "text#no comment", "trailing  ", "#all comment", "-5", "- text", "? text", "&anchor"),
    *("*alias", '"quoted: # [text]"', "'it is'", "'it''s'", '"an \\"escape\\""', '""', "''", '"not closed'),
    *('"two" "texts"', "!tag", "[payment-api, dashboard]", "[ payment-api ,dashboard ]", "[]", "[a, b"),
    *("[A, b]", "{from: a}", "|", ">", "%", "@", "`", "a, b", "a] b", "a\tb", "a\u2028b", "\ufeffa", "a\u3000"),
    *("\u3000a", "~", "=", "...", "---", "a\x85b", "a\\nb", "x" * 1100),
)  # fmt: skip


@st.composite
def rows_at_random(draw: st.DrawFn) -> list[str]:
    """Lines of which each could stand in a front matter, together or not."""
    indent = st.sampled_from(("", "", "", "  ", "  ", "    ", " ", "      "))
    start = st.sampled_from(("", "", "", "- ", "-", "-   "))
    middle = st.one_of(st.sampled_from(KEYS).map("{}:".format), st.sampled_from(("", "Key: ", '"key": ', "key:")))
    rest = st.one_of(st.just(""), st.sampled_from(TEXTS).map(" {}".format), st.sampled_from(TEXTS))
    row = st.one_of(
        st.tuples(indent, start, middle, rest).map("".join), st.sampled_from(("", "  ", "# comment", "  # c", "\t"))
    )
    return draw(st.lists(row, max_size=7))


@st.composite
def rows_of_a_table(draw: st.DrawFn, indent: str = "", depth: int = 0) -> list[str]:
    """A table as people indent it: keys with texts, lists and tables below them."""
    rows: list[str] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True)):
        form = draw(st.sampled_from(("text", "text", "text", "nothing", "list", "table", "tables")))
        deeper = indent + draw(st.sampled_from(("  ", "  ", "    ")))
        if form == "text" or depth > 2:
            rows.append(f"{indent}{key}: {draw(st.sampled_from(TEXTS))}")
            continue
        rows.append(f"{indent}{key}:")
        if form == "list":
            level = draw(st.sampled_from((indent, deeper)))
            rows += [f"{level}- {text}" for text in draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3))]
        elif form == "table":
            rows += draw(rows_of_a_table(deeper, depth + 1))
        elif form == "tables":
            for table in draw(st.lists(rows_of_a_table(f"{deeper}  ", depth + 1), min_size=1, max_size=2)):
                rows += [f"{deeper}- {table[0].lstrip()}", *table[1:]]
        if draw(st.booleans()):
            rows.append("")
    return rows


@settings(max_examples=300, deadline=None)
@given(st.one_of(rows_at_random(), rows_of_a_table()))
def test_what_is_plain_to_see_is_what_the_yaml_reader_sees(rows: list[str]) -> None:
    plain = plainly(rows, 2)
    if plain is None:
        return
    try:
        composed = compose("\n".join(rows) + "\n", "incident.md", 2)
    except YAMLError as error:
        pytest.fail(f"{rows} is no YAML, {error}, but was taken for {plain.value}")
    assert repr(plain.value) == repr(composed.value or {})  # Cut is not str here
    assert plain.lines == composed.lines
    assert composed.problems == []


@settings(max_examples=100, deadline=None)
@given(rows_of_a_table(), st.sampled_from(("", "本文\n", "\n\n一行\n---\n二行", "<<<<<<<\n", "---\n")))
def test_a_file_is_the_same_with_a_blank_line_above_that_makes_it_less_plain(rows: list[str], body: str) -> None:
    text = "\n".join(("---", *rows, "---", body))
    plain, dear = read_document(text, "incident.md"), read_document(f"\n{text}", "incident.md")
    assert plain.values == dear.values
    assert {loc: line + 1 for loc, line in plain.lines.items()} == dear.lines
    assert (plain.body, plain.body_line + 1, ("", *plain.rows)) == (dear.body, dear.body_line, dear.rows)
    assert [(found.rule, found.place.line + 1) for found in plain.problems] == [
        (found.rule, found.place.line) for found in dear.problems
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "at: 2026-11-21 03:12\nstatus: resolved",
        "title: 決済APIでエラーが発生しています\nservices: [payment-api, dashboard]",
        'title: "API: partial outage"\nservices:\n  payment-api: partial_outage\n  dashboard:\n    state: major_outage',
        "aliases:\n- /issues/1/\n- /issues/2/\nlang: en",
        "edited:\n  - at: 2026-11-21 03:12\n    why: 誤字\n\n  - at: 2026-11-21 04:12",
        "contact:\n  responsible: 室長\u3000三宅 由紀",
    ],
)
def test_what_nearly_everyone_types_is_plain(typed: str) -> None:
    assert plainly(typed.split("\n"), 2) is not None


@pytest.mark.parametrize(
    "rows",
    [
        [f"related: [{', '.join(['a'] * 6000)}]"],
        [f"k{number}: a" for number in range(3000)],
        [f"{'    ' * level}a:" for level in range(12)],
        [f"{'    ' * level}{'- ' * (level > 0)}a:" for level in range(6)],
    ],
)
def test_what_is_too_much_for_the_yaml_reader_is_left_to_it(rows: list[str]) -> None:
    assert [problem.rule for problem in compose("\n".join(rows), "incident.md").problems]
    assert plainly(rows, 2) is None


# ---- shapes against schemas

MODELS: Mapping[str, type[BaseModel]] = {
    INCIDENT: schema.IncidentFile,
    UPDATE: schema.UpdateFile,
    REPORT: schema.ReportFile,
    TRANSLATION_OF[INCIDENT]: schema_translations.IncidentTranslation,
    TRANSLATION_OF[UPDATE]: schema_translations.UpdateTranslation,
    TRANSLATION_OF[REPORT]: schema_translations.ReportTranslation,
}
SOUND = {"state": "checking", "event": "adopted"}
"""For keys that a table needs and that take no time for an answer."""
TYPED: tuple[Any, ...] = (
    *(None, "", Cut(""), Cut("cut"), "2026-11-21 03:12", "2026-11-21", "2026-02-30 03:12", "~2026-11-21 03:12"),
    *("+30m", "none", "Unknown", "resolved", "scheduled", "Major", "partial_outage", "planned", "checking"),
    *("own", "pending", "adopted", "confirmed", "maintenance", "en", "jp", "payment-api", "決済API", "customers"),
    *("true", "false", "yes", "12", "incident/update", "/old/", "https://example.com/", "support@example.com"),
    *("two\nlines", "\u202e", "x" * 2001, "~", [], ["payment-api", "dashboard"], ["a", None], [["a"]], {}),
    *({"payment-api": None}, {"payment-api": "major_outage"}, {"m1": {"what": "text"}}, {"M 1": None}),
    *([{"at": "2026-11-21 03:12"}], {"unheard-of": "text"}, [{}], {"m1": []}),
)  # fmt: skip


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every table that a key may hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in annotation if isinstance(annotation, tuple) else typing.get_args(annotation):
        yield from models_in(inner)


def smallest(model: type[BaseModel], sound: Mapping[str, Any]) -> dict[str, Any]:
    """A sound table with the keys that it must have."""
    needed = ((field.alias or name, field) for name, field in model.model_fields.items())
    return {key: sound.get(key, "2026-11-21 03:12") for key, field in needed if field.is_required()}


def tables(model: type[BaseModel], typed: tuple[Any, ...], sound: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The smallest table, with each of ``typed`` under each of its keys, however deep."""
    base = smallest(model, sound)
    yield base
    yield {**base, "unheard-of": "text"}
    yield from ({other: base[other] for other in base if other != key} for key in base)
    for name, field in model.model_fields.items():
        key = field.alias or name
        inner = dict.fromkeys((*models_in(field.annotation), *models_in(tuple(field.metadata))))
        yield from ({**base, key: value} for value in typed)
        for table in inner:
            for value in tables(table, typed, sound):
                yield from ({**base, key: form} for form in (value, [value], {"payment-api": value}))
        if field.alias:
            yield {**base, name: "text"}


def as_plain(value: Any) -> Any:
    """Tables of either kind as the same: attributes, and which of them were said."""
    if isinstance(value, BaseModel):
        held = {name: as_plain(getattr(value, name)) for name in type(value).model_fields}
        return held, frozenset(value.model_fields_set)
    if isinstance(value, Values):
        held = {name: as_plain(inner) for name, inner in vars(value).items() if name != "model_fields_set"}
        return held, frozenset(value.model_fields_set)
    if isinstance(value, (list, tuple)):
        return [as_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: as_plain(item) for key, item in value.items()}
    return type(value), value


def both(
    shape: Shape, model: type[BaseModel], table: Mapping[str, Any], around: Any, context: Any = None
) -> tuple[Any, Any]:
    """(what the shape, what the schema makes of a table); None where it is refused."""
    try:
        mine = as_plain(shape.read(table, around))
    except ValueError:
        mine = None
    try:
        theirs = as_plain(model.model_validate(table, context=context or around))
    except ValidationError:
        theirs = None
    return mine, theirs


@pytest.mark.parametrize("name", MODELS)
def test_a_shape_takes_what_its_schema_takes_and_makes_the_same_of_it(name: str) -> None:
    taken = 0
    for table in tables(MODELS[name], TYPED, SOUND):
        mine, theirs = both(SHAPES[name], MODELS[name], table, AROUND)
        assert mine == theirs, table
        taken += mine is not None
    assert taken > 20


SITE_TYPED: tuple[Any, ...] = (
    *("", "text", " padded ", "two\nlines", "\u202e", "id", "No Id", "..", "https://example.com/"),
    *("mailto:a@example.com", "support@example.com", "Example <a@example.com>", "list.example.com"),
    *("example.com,2026", "#0B5", "logo.svg", "/x", "soft", "compact", "report", "ja", "JP", "Asia/Tokyo"),
    *("JST", "2026-11-21", "https://example.com/{commit}", "true", 0, 1, 24, 501, 4000, -1, 0.3, 1.5),
    *(float("nan"), True, False, datetime.fromisoformat('2026-11-21 03:12'), date(2026, 11, 21), time(3), [], ["ja"]),
    *(["ja", "xx", "EN"], ["report"], [1], {}, {"ja": "text"}, {"en": ""}, {"fr": "texte"}, {"ja": 1}, [{}]),
)  # fmt: skip
SITE_SOUND = {
    "name": "Status",
    "url": "https://status.example.com",
    "languages": ["ja", "en"],
    "timezone": "UTC",
    "id": "a",
}


def test_the_shape_of_site_toml_takes_what_its_schema_takes() -> None:
    taken = 0
    for table in tables(SiteFile, SITE_TYPED, SITE_SOUND):
        mine, theirs = both(SITE, SiteFile, table, ("ja", "en"), {"languages": ("ja", "en")})
        assert mine == theirs, table
        taken += mine is not None
    assert taken > 100


@given(st.integers(-(10**7), 10**9), st.sampled_from(("", "Z", "+09:00", "-03:30", "+14:00", "+14:30")))
@settings(max_examples=100, deadline=None)
def test_a_time_is_the_same_moment_in_full_width_digits(minutes: int, offset: str) -> None:
    def read(text: str) -> object:
        try:
            return read_moment(text, ZoneInfo("Europe/Berlin"))
        except ValueError as refusal:
            return str(refusal)

    typed = (EPOCH + timedelta(minutes=minutes)).isoformat(" ", "minutes")[:16] + offset
    assert read(typed) == read(typed.translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"}))


@pytest.mark.parametrize("key", ["began_at", "ended_at", "detected_at", "at", "eta"])
def test_a_blank_in_quotes_is_no_time_and_is_told(key: str, tmp_path: Path) -> None:
    at = "" if key == "at" else "at: 2026-11-21 03:12\n"
    _, problems = load(tmp_path, {"a/incident.md": f'---\ntitle: 決済\n{at}{key}: " "\n---\n本文\n'})
    assert [problem.rule for problem in problems] == ["not-a-time"]


@pytest.mark.parametrize("key", ["<<", '"[key]"', "<word>", "<<<<<<< HEAD  eta"])
def test_a_key_in_signs_of_ours_is_unknown_like_any_other(key: str, tmp_path: Path) -> None:
    keys = f"title: 決済\nat: 2026-11-21 03:12\n{key}: none\nwindow:\n  {key}: none"
    _, problems = load(tmp_path, {"a/incident.md": f"---\n{keys}\n---\n本文\n"})
    assert [(problem.rule, problem.place.line) for problem in problems] == [("unknown-key", 4), ("unknown-key", 6)]


# ---- links


def test_a_folder_that_is_a_link_out_of_the_site_is_not_read_through(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    (outside / "incident.md").write_text("secret", encoding="utf-8")
    (site / "incidents" / "b").mkdir(parents=True)
    (site / "incidents" / "a").symlink_to(outside)
    (site / "incidents" / "b" / "incident.md").symlink_to(outside / "incident.md")
    (site / "incidents" / "c").symlink_to("b")
    for name in ("a", "b", "c", "b/../../../outside", "b/../a"):
        content, problem = read_bytes(site, f"incidents/{name}/incident.md", MAX_BYTES)
        assert content is None
        assert problem is not None
        assert problem.rule == "link-leaves-site"


def test_a_file_is_read_to_its_end_and_to_its_limit(tmp_path: Path) -> None:
    (tmp_path / "incident.md").write_bytes(b"x" * 9000)
    assert read_text(tmp_path, "incident.md") == ("x" * 9000, ())
    assert read_bytes(tmp_path, "incident.md", 9000)[0] == b"x" * 9000
    refused = read_bytes(tmp_path, "incident.md", 8999)[1]
    assert refused is not None
    assert refused.rule == "file-too-large"


# ---- counted work


def test_only_what_is_not_plain_is_composed_and_only_what_is_not_sound_is_judged(tmp_path: Path) -> None:
    files = {"a/incident.md": "---\ntitle: 決済APIでエラー\n---\n"}
    for number in range(1, 21):
        files[f"a/{number:02}-update.md"] = f"---\nat: 2026-11-21 03:{number:02}\nservices: [payment-api]\n---\n本文\n"
    plain = counted(lambda: load(tmp_path / "plain", files))
    assert plain["plainly"] == plain["validated"] == 21
    assert plain["compose"] == plain["judged"] == 0
    files["a/21-update.md"] = "---\nat: 2026-11-21 03:21 # a comment\n---\n本文\n"
    files["a/22-update.md"] = "---\nat: 2026-11-21 03:22\nimpact: mayor\n---\n本文\n"
    told = counted(lambda: load(tmp_path / "told", files))
    assert (told["compose"], told["judged"]) == (1, 1)


def test_a_file_without_links_on_the_way_costs_three_looks_at_names(tmp_path: Path) -> None:
    load(tmp_path, {"a/incident.md": "---\ntitle: 決済APIでエラー\n---\n"})
    work = counted(lambda: read_text(tmp_path, "incidents/a/incident.md"))
    assert (work["lstat"], work["realpath"], work["open"]) == (3, 0, 1)


def test_the_demonstration_is_read_without_the_yaml_reader_and_without_pydantic() -> None:
    program = (
        "import sys; from pathlib import Path; from noroshi.source.site import load_site;"
        "from noroshi.source.incidents import load_incidents; from noroshi.model.prose import EMPTY;"
        f"root = Path({str(CHECKOUT)!r}); site, _ = load_site(root);"
        "incidents, _ = load_incidents(root, zone=site.zone, languages=site.languages,"
        " service_ids=tuple(one.id for one in site.services), audience_ids=tuple(one.id for one in site.audiences),"
        " prose=lambda *_: (EMPTY, ()));"
        "print(len(incidents) > 20, {'yaml', 'pydantic', 'pydantic_core'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "set()"]
