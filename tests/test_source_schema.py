"""The JSON Schemas that editors read, and the words of problems as people see them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from incident_folders import load

from noroshi.app.formats import format_text
from noroshi.source.schema import json_schema


@pytest.mark.parametrize("name", ["incident", "update", "report"])
def test_a_schema_for_editors_is_complete_and_closed(name: str) -> None:
    schema = json_schema(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:noroshi:schema:{name}:1"
    assert schema["additionalProperties"] is False
    for key, shown in schema["properties"].items():
        assert shown["description"], key
    for table in schema["$defs"].values():
        assert table["additionalProperties"] is False
    text = json.dumps(schema)
    assert set(re.findall(r'"#/\$defs/(\w+)"', text)) <= schema["$defs"].keys()
    assert "title" in schema["properties"] or name != "incident"


def test_times_in_a_schema_have_a_pattern_and_an_example_that_fits() -> None:
    at = json_schema("update")["properties"]["at"]
    assert at["examples"] and all(re.search(at["pattern"], example) for example in at["examples"])
    assert not re.search(at["pattern"], "2026-11-21")
    span = json_schema("update")["properties"]["next_update"]["anyOf"][1]["pattern"]
    assert [bool(re.search(span, typed)) for typed in ("+30m", "+1h30m", "+", "+30", "30m")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_an_unknown_schema_is_refused() -> None:
    with pytest.raises(KeyError):
        json_schema("letter")


def test_a_problem_reads_as_the_style_page_shows_it(tmp_path: Path) -> None:
    _, problems = load(
        tmp_path,
        {
            "2026-03-14-api/incident.md": "---\ntitle: x: y\nat: 2026-03-14 03:12\nservices: payment-ap\n---\nText\n",
            "2026-03-14-api/02-update.md": "---\nat: 2026-03-14 03:40\nstatus: solved\n---\nText\n",
        },
    )
    assert format_text(problems, "en") == (
        "incidents/2026-03-14-api/02-update.md:3: unknown status 'solved' [unknown-status]\n"
        "    one of: investigating, identified, monitoring, resolved, false_alarm — did you mean 'resolved'?\n"
        "incidents/2026-03-14-api/incident.md:2: this text needs quotes: x: y [needs-quotes]\n"
        "    write:\n"
        '    title: "x: y"\n'
        "incidents/2026-03-14-api/incident.md:4: unknown service 'payment-ap' [unknown-service]\n"
        "    one of: payment-api, dashboard, file-storage — did you mean 'payment-api'?\n"
        "    services are named in site_src/site.toml; one that no longer exists keeps its entry\n"
    )
    assert "「solved」という状況（status）はありません" in format_text(problems, "ja")
