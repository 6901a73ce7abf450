"""site_src/site.toml, as a writer types it, becomes the site, or problems with a line each."""

from __future__ import annotations

import json
import tomllib
import zoneinfo
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.app.formats import format_text
from noroshi.model.problem import Problem
from noroshi.model.site import Site
from noroshi.model.terms import State
from noroshi.model.text import Text
from noroshi.source.load import load as load_content
from noroshi.source.site import load_site
from noroshi.source.site_schema import json_schema_site

HERE = Path(__file__).resolve().parent.parent
HEAD = """\
name = "Status"
url = "https://status.example.com"
languages = ["ja", "en"]
timezone = "Asia/Tokyo"
"""
"""Four lines, so that what follows begins on line 5."""


def load(root: Path, text: str | bytes) -> tuple[Site | None, tuple[Problem, ...]]:
    folder = root / "site_src"
    folder.mkdir(exist_ok=True)
    (folder / "site.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_site(root)


def sound(root: Path, text: str) -> Site:
    site, problems = load(root, text)
    assert format_text(problems, "en") == ""
    assert site is not None
    return site


def told(root: Path, text: str) -> list[tuple[int, str]]:
    """(line, rule) of every problem; all of them have words."""
    _, problems = load(root, text)
    return [(problem.place.line, problem.rule) for problem in problems]


def only(root: Path, text: str) -> Problem:
    _, problems = load(root, text)
    assert len(problems) == 1, format_text(problems, "en")
    return problems[0]


def test_four_lines_are_a_site(tmp_path: Path) -> None:
    site = sound(tmp_path, HEAD)
    assert site.name == Text("ja", "Status", (("en", "Status"),))
    assert site.languages == ("ja", "en")
    assert site.zone.key == site.timezone == "Asia/Tokyo"
    assert [audience.id for audience in site.audiences] == ["customers"]
    assert (site.services, site.groups, site.pages, site.glossary) == ((), (), (), ())
    assert site.weights[State.PARTIAL_OUTAGE] == 0.3


def test_the_demonstration_site_is_sound_and_fits_the_schema() -> None:
    text = (HERE / "site_src" / "site.toml").read_text(encoding="utf-8")
    site, problems = load_site(HERE)
    assert format_text(problems, "en") == ""
    assert site is not None
    assert site.demonstration == datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
    assert len(site.services) >= 8
    values = json.loads(json.dumps(tomllib.loads(text), default=str))
    jsonschema.Draft202012Validator(json_schema_site()).validate(values)


def test_the_schema_is_one_and_describes_every_key_with_an_example() -> None:
    schema = json_schema_site()
    jsonschema.Draft202012Validator.check_schema(schema)
    tables = {"the top": schema, **schema["$defs"]}
    for name, table in tables.items():
        assert table["additionalProperties"] is False
        for key, said in table["properties"].items():
            if "$ref" in json.dumps(said):
                continue
            assert said["description"], (name, key)
            assert said["examples"], (name, key)
            for example in said["examples"]:
                jsonschema.validate(example, {**said, "$defs": schema["$defs"]})


def test_the_schema_refuses_an_unknown_key() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"titel": "x"}, json_schema_site())


def test_a_text_is_one_for_all_languages_or_one_for_each(tmp_path: Path) -> None:
    site = sound(tmp_path, HEAD + '[organisation]\ncompany = {en = "Example", ja = "例"}\ndepartment = "D"\n')
    assert site.organisation.company == Text("ja", "例", (("en", "Example"),))
    assert site.organisation.department == Text("ja", "D", (("en", "D"),))


def test_a_text_that_lacks_the_first_language_is_said_in_the_one_it_has(tmp_path: Path) -> None:
    site = sound(tmp_path, HEAD + '[contact]\nname = {en = "Support"}\nphone = ""\n')
    assert site.contact.name == Text("en", "Support")
    assert site.contact.phone is None


def test_all_mistakes_of_a_file_are_told_in_one_run_with_their_lines(tmp_path: Path) -> None:
    text = """\
name = {ja = 1, fr = "x"}
url = "example.com/"
languages = ["jp", "en"]
timezone = "JST"
titel = 3
demonstration = "2026-11-21 24:00"
contact = "x"

[theme]
nam = "x"
brand = "red"

[[services]]
id = "Payment API"
name = "x"

[[services]]
id = "b"
name = "x"
depends_on = ["c", "pay"]
since = 2026-02-03
until = "2026-01-01"
link = "javascript:alert(1)"

[[services]]
id = "c"
nmae = "x"
depends_on = ["b"]
group = "x"

[availability]
major_outage = "1"
partial_outage = 3
"""
    assert told(tmp_path, text) == [
        (1, "site-not-text"),
        (1, "site-text-language"),
        (2, "site-url"),
        (3, "site-language"),
        (4, "site-timezone"),
        (5, "site-unknown-key"),
        (6, "impossible-time"),
        (7, "site-not-table"),
        (10, "site-unknown-key"),
        (11, "site-brand"),
        (14, "site-id"),
        (20, "site-circle"),
        (20, "site-unknown-service"),
        (22, "site-until-before-since"),
        (23, "site-link"),
        (25, "site-missing-key"),
        (27, "site-unknown-key"),
        (29, "site-unknown-group"),
        (32, "site-not-number"),
        (33, "site-too-large"),
    ]


def test_a_site_with_mistakes_still_has_its_services_and_languages_so_that_incidents_can_be_checked(
    tmp_path: Path,
) -> None:
    site, problems = load(
        tmp_path, 'languages = ["jp", "en"]\ntimezone = "JST"\n[[services]]\nid = "a"\n[[services]]\nname = "b"\n'
    )
    assert problems
    assert site is not None
    assert site.languages == ("ja", "en")
    assert site.timezone == "Asia/Tokyo"
    assert [service.id for service in site.services] == ["a"]


def test_an_unknown_key_is_told_with_the_keys_of_its_table_and_the_one_that_was_meant(tmp_path: Path) -> None:
    _, problems = load(tmp_path, HEAD + '[mail]\nreply-to = "a@example.com"\n')
    assert format_text(problems, "en") == (
        "site_src/site.toml:6: unknown key 'reply-to' [site-unknown-key]\n"
        "    one of: from, reply_to, list_id, unsubscribe, subscribe, reminder_hours, outbox_days"
        " — did you mean 'reply_to'?\n"
    )


def test_what_was_typed_for_a_list_is_shown_in_brackets(tmp_path: Path) -> None:
    problem = only(tmp_path, HEAD.replace('["ja", "en"]', '"en, ja"'))
    assert (problem.rule, problem.arguments["paste"]) == ("site-not-list", 'languages = ["en", "ja"]')


@pytest.mark.parametrize(
    ("languages", "paste"),
    [
        ('["en"]', 'name = "Status"'),
        ('["ja"]', 'name = "稼働状況"'),
        ('["de"]', 'name = "Status"'),
        ('["en", "ja"]', 'name = {en = "Status", ja = "稼働状況"}'),
    ],
)
def test_a_missing_name_is_shown_in_the_languages_of_the_site(tmp_path: Path, languages: str, paste: str) -> None:
    text = HEAD.replace('["ja", "en"]', languages).removeprefix('name = "Status"\n')
    assert only(tmp_path, text).arguments["paste"] == paste


def test_a_key_of_another_table_is_told_with_its_table(tmp_path: Path) -> None:
    problem = only(tmp_path, HEAD + 'brand = "#0b5566"\n')
    assert (problem.place.line, problem.rule, problem.arguments["allowed"]) == (5, "site-key-elsewhere", ("[theme]",))
    problem = only(tmp_path, HEAD.replace("timezone", "[theme]\ntimezone"))
    assert (problem.place.line, problem.rule, problem.arguments["table"]) == (5, "site-key-of-top", "theme")


def test_a_merge_conflict_in_site_toml_is_one_finding(tmp_path: Path) -> None:
    problem = only(tmp_path, HEAD + "<<<<<<< HEAD\n[theme]\n=======\n[mail]\n>>>>>>> main\n")
    assert (problem.place.line, problem.rule) == (5, "merge-conflict")
    assert problem.arguments["sides"] == ("6 (HEAD) ↔ 8 (main)",)


NAMES_A_SERVICE = "services: {payment-api: major_outage}\n"


@pytest.mark.parametrize(
    ("text", "typed", "rules"),
    [
        ("", f"{NAMES_A_SERVICE}audience: partners\n", ["site-missing-key"] * 4),
        (HEAD + '[[service]]\nid = "payment-api"\nname = "x"\n', NAMES_A_SERVICE, ["site-unknown-key"]),
        (HEAD + '[[services]]\nid = "Payment API"\nname = "x"\n', NAMES_A_SERVICE, ["site-id"]),
        (HEAD.replace('["ja", "en"]', "3"), "", ["site-not-list"]),
        (HEAD, NAMES_A_SERVICE, ["unknown-service"]),
    ],
)
def test_what_site_toml_lacks_is_not_told_of_the_incidents_too(
    tmp_path: Path, text: str, typed: str, rules: list[str]
) -> None:
    load(tmp_path, text)
    folder = tmp_path / "incidents" / "a"
    folder.mkdir(parents=True)
    (folder / "incident.md").write_text(f"---\ntitle: 障害\nat: 2026-11-21 03:12\n{typed}---\n本文\n")
    (folder / "incident.en.md").write_text("---\ntitle: Outage\n---\nText\n")
    assert [problem.rule for problem in load_content(tmp_path).problems] == rules


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("JST", "Asia/Tokyo"),
        ("tokyo", "Asia/Tokyo"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("日本時間", "Asia/Tokyo"),
        ("+09:00", "Asia/Tokyo"),
        ("EST", "America/New_York"),
        ("New York", "America/New_York"),
        ("../../etc/passwd", ""),
        ("", ""),
    ],
)
def test_a_zone_that_does_not_exist_is_told_with_the_one_that_was_meant(tmp_path: Path, typed: str, meant: str) -> None:
    problem = only(tmp_path, HEAD.replace("Asia/Tokyo", typed))
    assert (problem.place.line, problem.rule, problem.arguments["near"]) == (4, "site-timezone", meant)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://status.example.com/", "https://status.example.com"),
        ("https://example.com/status/", "https://example.com/status"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("HTTPS://Status.Example.COM", "https://status.example.com"),
        ("https://状況.example/", "https://xn--2vwz0k.example"),
        ("https://example.com/状況", "https://example.com/%E7%8A%B6%E6%B3%81"),
        ("http://[::1]:8000/s", "http://[::1]:8000/s"),
    ],
)
def test_the_address_of_a_site_is_kept_in_one_form(tmp_path: Path, typed: str, kept: str) -> None:
    assert sound(tmp_path, HEAD.replace("https://status.example.com", typed)).url == kept


@pytest.mark.parametrize(
    ("typed", "rule", "paste"),
    [
        ("status.example.com", "site-url", "https://status.example.com"),
        ("//status.example.com/", "site-url", "https://status.example.com"),
        ("ftp://example.com", "site-url", ""),
        ("javascript:alert(1)", "site-url", ""),
        ("https://", "site-url", ""),
        ("https://user:pass@example.com", "site-url", ""),
        ("https://example.com/a b", "site-url", ""),
        ("https://example.com/a//b", "site-url", "https://example.com/a/b"),
        ("https://example.com/../x", "site-url", ""),
        ("https://example.com/?q=1", "site-url-extra", "https://example.com"),
        ("https://example.com/s/#top", "site-url-extra", "https://example.com/s"),
        ("https://exa<mple.com", "site-url", ""),
        ("https://example.com:99999", "site-url", ""),
        ("https://[::1", "site-url", ""),
    ],
)
def test_what_cannot_be_the_address_of_a_site_is_refused(tmp_path: Path, typed: str, rule: str, paste: str) -> None:
    problem = only(tmp_path, HEAD.replace("https://status.example.com", typed))
    assert (problem.place.line, problem.rule, problem.arguments["paste"]) == (2, rule, paste)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [('["ja", "en"]', ("ja", "en")), ('["EN", "pt-br"]', ("en", "pt-BR")), ('["zh-hans-CN"]', ("zh-Hans-CN",))],
)
def test_language_tags_get_their_canonical_case(tmp_path: Path, typed: str, kept: tuple[str, ...]) -> None:
    assert sound(tmp_path, HEAD.replace('["ja", "en"]', typed)).languages == kept


@pytest.mark.parametrize(
    ("typed", "rule", "near"),
    [
        ('["jp"]', "site-language", "ja"),
        ('["日本語"]', "site-language", "ja"),
        ('["ja_JP.UTF-8"]', "site-language", "ja-JP"),
        ('["en", "EN"]', "site-language-twice", None),
        ("[]", "site-empty-list", None),
        ('"ja"', "site-not-list", None),
    ],
)
def test_what_is_no_language_tag_is_told(tmp_path: Path, typed: str, rule: str, near: str | None) -> None:
    problem = only(tmp_path, HEAD.replace('["ja", "en"]', typed))
    assert (problem.place.line, problem.rule, problem.arguments.get("near")) == (3, rule, near)


@pytest.mark.parametrize(
    "typed",
    [
        '"2026-11-21 15:05"',
        "2026-11-21 15:05:00",
        "2026-11-21T06:05:00Z",
        '"２０２６/11/21 15:05"',
        "2026-11-21T15:05:00.5",
    ],
)
def test_the_moment_of_a_demonstration_may_be_a_text_or_a_toml_time_in_the_zone_of_the_site(
    tmp_path: Path, typed: str
) -> None:
    site = sound(tmp_path, f"{HEAD}demonstration = {typed}\n")
    assert site.demonstration == datetime(2026, 11, 21, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("2026-11-21", "date-without-time"),
        ('"2026-11-31 10:00"', "impossible-time"),
        ('"yesterday"', "not-a-time"),
        ("15:05:00", "site-time"),
        ("true", "site-time"),
        ("0001-01-01 00:00:00", "impossible-time"),
    ],
)
def test_what_is_no_moment_is_refused(tmp_path: Path, typed: str, rule: str) -> None:
    problem = only(tmp_path, f"{HEAD}demonstration = {typed}\n")
    assert (problem.place.line, problem.rule) == (5, rule)


def test_a_local_time_that_never_occurs_is_told_with_the_lines_to_write(tmp_path: Path) -> None:
    text = HEAD.replace("Asia/Tokyo", "Europe/Berlin") + "demonstration = 2026-03-29 02:30:00\n"
    problem = only(tmp_path, text)
    assert problem.rule == "time-never-occurs"
    assert problem.arguments["paste"] == (
        'demonstration = "2026-03-29 01:30:00+01:00"',
        'demonstration = "2026-03-29 03:30:00+02:00"',
    )


def test_services_keep_their_order_and_dates(tmp_path: Path) -> None:
    text = """
[[groups]]
id = "pay"
name = "Payments"

[[services]]
id = "api.v2"
name = "API"
group = "pay"
since = 2019-04-01
until = "2026-03-31 18:00"
depends_on = ["db", "db"]
link = "mailto:api@example.com"

[[services]]
id = "db"
name = "Database"
"""
    first, second = sound(tmp_path, HEAD + text).services
    assert (first.id, second.id) == ("api.v2", "db")
    assert (first.group, first.depends_on) == ("pay", ("db",))
    assert first.since == date(2019, 4, 1)
    assert first.until == datetime(2026, 3, 31, 9, 0, tzinfo=UTC)


def test_a_service_may_begin_and_end_on_one_day(tmp_path: Path) -> None:
    sound(tmp_path, HEAD + '[[services]]\nid = "a"\nname = "A"\nsince = 2026-01-01\nuntil = 2026-01-01\n')


def test_a_circle_of_dependencies_is_named(tmp_path: Path) -> None:
    text = "".join(
        f'[[services]]\nid = "{name}"\nname = "x"\ndepends_on = [{needs}]\n'
        for name, needs in [("web", '"api"'), ("api", '"db"'), ("db", '"api"'), ("own", '"own"')]
    )
    _, problems = load(tmp_path, HEAD + text)
    assert [(problem.rule, problem.arguments["value"]) for problem in problems] == [
        ("site-circle", "api → db → api"),
        ("site-circle", "own → own"),
    ]


def test_a_long_chain_of_dependencies_is_no_circle(tmp_path: Path) -> None:
    text = "".join(
        f'[[services]]\nid = "s{number}"\nname = "x"\ndepends_on = ["s{number + 1}"]\n' for number in range(1500)
    )
    sound(tmp_path, HEAD + text + '[[services]]\nid = "s1500"\nname = "x"\n')


def test_an_id_that_stands_twice_is_told_with_the_line_of_the_first(tmp_path: Path) -> None:
    problem = only(tmp_path, HEAD + '[[groups]]\nid = "a"\nname = "A"\n[[groups]]\nid = "a"\nname = "B"\n')
    assert (problem.place.line, problem.rule, problem.arguments["first"]) == (9, "site-id-twice", 6)


@pytest.mark.parametrize("typed", ["../x", "a/b", "A", "ä", "", "-a", "a b", ".", "a..b", "a.", "a" * 101, "決済"])
def test_an_id_that_could_not_stand_in_an_address_is_refused(tmp_path: Path, typed: str) -> None:
    assert only(tmp_path, f'{HEAD}[[services]]\nid = "{typed}"\nname = "x"\n').rule == "site-id"


@pytest.mark.parametrize(("typed", "kept"), [("#abc", "#aabbcc"), ("#0B5566", "#0b5566")])
def test_a_colour_is_kept_in_one_form(tmp_path: Path, typed: str, kept: str) -> None:
    assert sound(tmp_path, f'{HEAD}[theme]\nbrand = "{typed}"\n').theme.brand == kept


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ('[theme]\nbrand = "0b5566"', "site-brand"),
        ('[theme]\nbrand = "#abc;}body{x"', "site-brand"),
        ('[theme]\ncorner = "sharp"', "site-corner"),
        ('[theme]\ndensity = "x"', "site-density"),
        ('[theme]\nlogo = "../../etc/passwd"', "site-path"),
        ('[theme]\nlogo = "/logo.svg"', "site-path"),
        ('[theme]\nlogo = "logo.svg"', "site-logo-missing"),
        ('[theme]\nname = "../themes"', "site-id"),
        ('[contact]\nemail = "support"', "site-mail-address"),
        ('[contact]\nemail = "a@example.com\\r\\nBcc: b@example.com"', "site-mail-address"),
        ('[contact]\nurl = "mailto:a@example.com"', "site-web-link"),
        ('[contact]\nname = "a\\nb"', "site-text-lines"),
        ('[contact]\nname = "a\\u001b[31mb"', "site-text-control"),
        ('[contact]\nname = "a\\u202Eb"', "site-text-control"),
        ('[contact]\nname = ["a"]', "site-not-text"),
        ('[contact]\nname = {de = "a"}', "site-text-language"),
        ("[contact]\nname = {}", "site-text-empty"),
        ('[mail]\nfrom = "Example\\r\\nBcc: x <a@example.com>"', "site-text-lines"),
        ('[mail]\nfrom = "Example"', "site-mail-address"),
        ('[mail]\nlist_id = "a b"', "site-list-id"),
        ('[mail]\nreminder_hours = "24"', "site-not-whole-number"),
        ("[mail]\nreminder_hours = 0", "site-too-small"),
        ("[mail]\nreminder_hours = true", "site-not-whole-number"),
        ('[mail]\nunsubscribe = "data:text/html,x"', "site-link"),
        ('[feeds]\nauthority = "status.example.com"', "site-authority"),
        ('[feeds]\nauthority = "status.example.com,2026-02-30"', "site-authority"),
        ("[feeds]\nentries = 0", "site-too-small"),
        ("[feeds]\nentries = 501", "site-too-large"),
        ("[availability]\nmajor_outage = nan", "site-not-number"),
        ("[availability]\nmajor_outage = -0.1", "site-too-small"),
        ('[promises]\nshow_sums = "yes"', "site-not-boolean"),
        ('[[audiences]]\nid = "a"\nletters = ["newsletter"]', "site-letter"),
        ('[repository]\ncommit_url = "git@example.com:x"', "site-web-link"),
        ('[services]\nid = "a"', "site-not-list"),
        ("[nonsense]\nx = 1", "site-unknown-key"),
        ('[site]\nname = "x"', "site-unknown-key"),
    ],
)
def test_a_value_that_its_key_cannot_take_is_refused_where_it_stands(tmp_path: Path, table: str, rule: str) -> None:
    problem = only(tmp_path, f"{HEAD}{table}\n")
    assert problem.rule == rule
    assert problem.place.line == 5 + (0 if rule in ("site-not-list",) or table[1] in "ns" else table.count("\n"))


def test_a_logo_must_lie_in_the_static_folder(tmp_path: Path) -> None:
    static = tmp_path / "site_src" / "static"
    static.mkdir(parents=True)
    (static / "logo.svg").write_text("<svg/>")
    (static / "outside.svg").symlink_to("/etc/hostname")
    assert sound(tmp_path, HEAD + '[theme]\nlogo = "logo.svg"\n').theme.logo == "logo.svg"
    assert only(tmp_path, HEAD + '[theme]\nlogo = "outside.svg"\n').rule == "site-logo-missing"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://git.example.com/commit/{commit}", "https://git.example.com/commit/{commit}"),
        ("https://git.example.com/commit/", "https://git.example.com/commit/{commit}"),
    ],
)
def test_the_address_of_a_commit_always_says_where_the_hash_goes(tmp_path: Path, typed: str, kept: str) -> None:
    assert sound(tmp_path, f'{HEAD}[repository]\ncommit_url = "{typed}"\n').commit_url == kept


def test_terms_are_kept_in_order_and_a_bad_one_only_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "site_src").mkdir()
    (tmp_path / "site_src" / "glossary.toml").write_text(
        '["Webhook"]\nja = "知らせ"\nen = "a message"\n\n["API"]\nja = "窓口"\n\n["DNS"]\nfr = "x"\n\n["SLA"]\n',
        encoding="utf-8",
    )
    site, problems = load(tmp_path, HEAD)
    assert site is not None
    assert [term.term for term in site.glossary] == ["Webhook", "API"]
    assert site.glossary[0].meaning == Text("ja", "知らせ", (("en", "a message"),))
    assert [(p.place.path, p.place.line, p.rule) for p in problems] == [
        ("site_src/glossary.toml", 9, "site-text-language"),
        ("site_src/glossary.toml", 11, "site-text-empty"),
    ]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "site-missing-key"),
        ("\ufeff".encode() + HEAD.encode(), None),
        (HEAD.replace("\n", "\r\n").encode(), None),
        (HEAD.encode() + b"\x00", "control-character"),
        ('name = "稼働状況"\n'.encode("cp932"), "not-utf8"),
        (HEAD.encode("utf-16"), "not-utf8"),
        (b"#" * 10_000_000, "file-too-large"),
        (b"x = " + b"[" * 100_000, "toml-too-deep"),
        (b"x = " + b"[" * 400 + b"]" * 400, "site-unknown-key"),
        (b"x." * 100_000 + b"y = 1", "toml-too-deep"),
        (b"[[services]]\n" * 2 + b"[services]\n", "toml-twice"),
        (b"<html>", "toml-syntax"),
        (b"services = 1\nname = []\nurl = {}\nlanguages = {x = 1}\ntimezone = 9\ngroups = [1]\n", "site-not-text"),
    ],
)
def test_a_file_that_is_nothing_like_a_site_is_explained(tmp_path: Path, content: bytes, rule: str | None) -> None:
    _, problems = load(tmp_path, content)
    rules = {problem.rule for problem in problems}
    assert rules == set() if rule is None else rule in rules


def test_a_folder_without_site_toml_is_told_to_be_no_site(tmp_path: Path) -> None:
    site, problems = load_site(tmp_path)
    assert site is None
    assert [problem.rule for problem in problems] == ["site-missing"]


def test_a_link_to_a_file_outside_of_the_site_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "site_src").mkdir(parents=True)
    (tmp_path / "elsewhere.toml").write_text(HEAD)
    (root / "site_src" / "site.toml").symlink_to(tmp_path / "elsewhere.toml")
    site, problems = load_site(root)
    assert site is None
    assert [problem.rule for problem in problems] == ["link-leaves-site"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_reading_fail(tmp_path: Path, content: bytes) -> None:
    for typed in (content, HEAD.encode() + content):
        _, problems = load(tmp_path, typed)
        format_text(problems, "ja").encode("utf-8")


_KEYS = st.sampled_from(["name", "url", "languages", "timezone", "services", "groups", "id", "mail", "from", "ja", ""])
_ANY = st.recursive(
    st.none().map(lambda _: "") | st.integers() | st.text(max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(_KEYS, _ANY, max_size=6))
def test_no_shape_of_values_makes_reading_fail(tmp_path: Path, values: dict[str, object]) -> None:
    def toml(value: object) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(toml, value)) + "]"
        return json.dumps(value, ensure_ascii=True).replace("\\u", "u").replace("\\b", "b").replace("\\f", "f")

    text = "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in values.items())
    _, problems = load(tmp_path, text)
    format_text(problems, "en").encode("utf-8")


def test_zones_come_from_the_tzdata_package_on_every_machine(tmp_path: Path) -> None:
    sound(tmp_path, HEAD)
    assert zoneinfo.TZPATH == ()
