"""``index.md`` of incidents, ``llms.txt`` and ``security.txt``."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from injections import attempts
from markdown_it import MarkdownIt
from markdown_it.token import Token
from small_site import NOW, noroshi, published, write

from noroshi.app.outputs import incident_texts, llms
from noroshi.render.markdown import line, link, paragraph

COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
"""A reader that believes whatever mark-up it finds."""
HOSTILE = "incidents/2026-11-20-hostile"
ADDRESS = "https://status.todai.example"


def built(root: Path, *options: str, now: str = NOW) -> Path:
    ran = noroshi(root, "build", *options, now=now)
    assert ran.status == 0, ran.err
    return root / "_site"


def tokens(text: str) -> list[Token]:
    """Every token, those within lines too."""
    found: list[Token] = []
    for token in COMMONMARK.parse(text):
        found += [token, *(token.children or [])]
    return found


def headings(text: str) -> list[str]:
    """``## Timeline``"""
    parsed = COMMONMARK.parse(text)
    return [
        f"{token.markup} {''.join(part.content for part in parsed[index + 1].children or [])}"
        for index, token in enumerate(parsed)
        if token.type == "heading_open"
    ]


def addresses(text: str) -> set[str]:
    found = (token.attrs.get("href") or token.attrs.get("src") for token in tokens(text))
    return {str(address) for address in found if address}


def has_html(text: str) -> bool:
    return any(token.type in ("html_block", "html_inline") for token in tokens(text))


def markdown(site: Path, incident: str = "2026-10-05-tracking-delay", prefix: str = "en/") -> str:
    return (site / f"{prefix}incidents/{incident}/index.md").read_text(encoding="utf-8")


# index.md


def test_the_markdown_of_an_incident_has_its_facts_and_its_timeline_newest_first(small_site: Path) -> None:
    text = markdown(built(small_site))
    assert text.startswith("# Tracking shows parcels late\n\nResolved. It lasted from Monday 5 October 2026, 08:50")
    assert f"- **Page**: <{ADDRESS}/en/incidents/2026-10-05-tracking-delay/>\n" in text
    assert "- **Status**: Resolved\n" in text
    assert "- **What is affected**: where every parcel is\n" in text
    assert f"- **Services**: [Tracking]({ADDRESS}/en/services/tracking/)\n" in text
    assert headings(text) == [
        "# Tracking shows parcels late",
        "## Services at their worst",
        "## Timeline",
        "### Update 3, Monday 5 October 2026, 10:40 JST: Resolved",
        "### Update 2, Monday 5 October 2026, 09:58 JST: Identified",
        "### Update 1, Monday 5 October 2026, 09:12 JST: Investigating",
        "## Contact",
    ]
    assert "| Depot | Delay |" in text
    assert text.endswith("- **Hours**: Weekdays, 9:00 to 18:00\n")


def test_the_japanese_one_is_japanese(small_site: Path) -> None:
    text = markdown(built(small_site), prefix="")
    assert "### 第2報（2026年10月5日（月）9:58）：原因を特定" in text
    assert "- **原因**: 集計の処理が止まっていました\n" in text


def test_a_report_stands_with_its_measures_and_its_questions(demonstration: Path) -> None:
    reports = [
        text
        for file in sorted(demonstration.glob("en/incidents/*/index.md"))
        if "## Incident report" in (text := file.read_text(encoding="utf-8"))
    ]
    assert reports
    assert any("## What we are changing" in text and "- **Direct cause**: " in text for text in reports)
    assert any("## Questions and answers" in text for text in reports)


def test_no_markdown_of_the_demonstration_holds_html_or_an_address_without_a_host(demonstration: Path) -> None:
    files = sorted(demonstration.glob("**/incidents/*/index.md"))
    assert len(files) == len(list(demonstration.glob("**/incidents/*/index.json"))) > 40
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not has_html(text), file
        assert all(re.match("https?://[a-z]|mailto:|tel:", address) for address in addresses(text)), file
        levels = [len(heading.partition(" ")[0]) for heading in headings(text)]
        assert levels[0] == 1 and min(levels[1:], default=2) == 2, file


def test_the_addresses_of_the_demonstration_in_its_markdown_are_there(demonstration: Path) -> None:
    for file in sorted(demonstration.glob("**/incidents/*/index.md")):
        for address in addresses(file.read_text(encoding="utf-8")):
            path, found = re.subn("^https://status.muteki.example/", "", address.partition("#")[0])
            target = demonstration / path
            assert not found or target.is_file() or (target / "index.html").is_file(), f"{file}: {address}"


def hostile(root: Path, body: str, *, title: str = "Hostile", cause: str = "unknown") -> str:
    head = f"title: {title}\nat: 2026-11-20 10:00\nservices: labels\ncause: {cause}"
    write(root, f"{HOSTILE}/incident.md", f"---\n{head}\n---\n{body}\n")
    return markdown(built(root), "2026-11-20-hostile")


def test_raw_html_in_a_body_is_no_html_in_the_markdown(small_site: Path) -> None:
    body = '<b onclick="x()">bold</b> `<i>` &lt;s&gt; <db01> <u>under</u>'
    text = hostile(small_site, body + "\n\n<script>alert(1)</script>\n\n<div>\n\n# x\n\n</div>")
    assert not has_html(text)
    assert "alert" not in text
    assert "**bold** `<i>` \\<s\\> \\<db01\\> under" in text


def test_headings_and_rules_of_a_body_stay_below_their_update(small_site: Path) -> None:
    text = hostile(small_site, "# Update 9, tomorrow: Resolved\n\n---\n\n## Below it\n\nText\n===\n\nText\n---\n")
    named = [heading for heading in headings(text) if "Update 9" in heading or "Below" in heading or "Text" in heading]
    assert named == ["#### Update 9, tomorrow: Resolved", "##### Below it", "#### Text", "##### Text"]
    assert len([heading for heading in headings(text) if heading.startswith("### ")]) == 1


def test_link_syntax_and_marks_in_a_title_or_a_fact_are_text(small_site: Path) -> None:
    title = "'# [x](https://evil.example) **b** <img src=x> `c` ![i](/x) &lt; ~~d~~ a_b_c #'"
    text = hostile(small_site, "Text.", title=title, cause=title)
    assert headings(text)[0] == "# " + title.strip("'")
    assert "https://evil.example" not in addresses(text)
    assert not has_html(text)
    assert not {"strong_open", "em_open", "s_open", "code_inline", "image"} & {
        token.type for token in tokens(text.partition("\n")[0])
    }


def test_a_list_at_the_end_of_a_body_and_the_facts_after_it_are_two_lists(small_site: Path) -> None:
    text = hostile(small_site, "Affected:\n\n- one\n- two", cause="A disk.")
    update = text.partition("### ")[2].partition("## Contact")[0]
    assert [token.markup for token in COMMONMARK.parse(update) if token.type == "bullet_list_open"] == ["*", "-"]


def test_code_that_holds_a_fence_stays_code(small_site: Path) -> None:
    text = hostile(small_site, "````sh\n```\n<script>alert(1)</script>\n# x\n````")
    (fence,) = [token for token in tokens(text) if token.type == "fence"]
    assert (fence.markup, fence.content) == ("````", "```\n<script>alert(1)</script>\n# x\n")
    assert not has_html(text)


def test_pictures_and_links_within_the_page_have_whole_addresses(small_site: Path) -> None:
    (small_site / HOSTILE).mkdir(parents=True)
    (small_site / HOSTILE / "graph.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    body = (
        "![a \\](x) <b>](graph.png) [help](/help/) and a note[^1].\n\n[^1]: The note.\n\n<abbr title='<i>](x'>A</abbr>"
    )
    text = hostile(small_site, body)
    page = f"{ADDRESS}/en/incidents/2026-11-20-hostile/"
    found = addresses(text)
    assert f"{ADDRESS}/incidents/2026-11-20-hostile/graph.png" in found
    assert f"{ADDRESS}/help/" in found
    assert any(address.startswith(page + "#update-incident--") for address in found)
    assert not has_html(text)
    assert "A (\\<i\\>\\](x" in text


def test_no_attempt_of_an_injection_becomes_html_in_the_markdown(small_site: Path) -> None:
    for attempt in attempts():
        title = json.dumps(" ".join(attempt.text.split())[:150] or "x", ensure_ascii=False)
        write(
            small_site,
            f"incidents/try-{attempt.name.replace('_', '-')}/incident.md",
            f"---\ntitle: {title}\nat: 2026-11-20 10:00\nservices: labels\n---\n{attempt.text}\n",
        )
    assert published(small_site, incident_texts, keep_going=True) in (0, 4)
    files = sorted((small_site / "_site/en/incidents").glob("try-*/index.md"))
    assert len(files) > 150
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not has_html(text), text
        assert all(re.match("https?:|mailto:|tel:", address, re.IGNORECASE) for address in addresses(text)), text
        named = [heading for heading in headings(text) if not heading.startswith("####")]
        assert [heading for heading in named[1:] if heading.startswith("# ")] == [], text


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet="ab 1.)-+=>#*_`~[]()<>!|\\&;lt:/\n\t\u3000あ"))
def test_any_line_reads_as_it_was_typed(typed: str) -> None:
    for written in (paragraph(line(typed)), f"# {line(typed)}", f"- **x**: {line(typed)}"):
        kinds = {token.type for token in tokens(written)}
        allowed = {"inline", "text", "text_special", "paragraph_open", "paragraph_close", "heading_open"}
        allowed |= {"heading_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}
        assert kinds <= allowed | {"strong_open", "strong_close"}, written
    shown = "".join(part.content for token in COMMONMARK.parse(paragraph(line(typed))) for part in token.children or [])
    assert shown.strip() == re.sub("[\n\t]", " ", typed).strip()


def test_a_link_never_leads_where_a_page_would_not() -> None:
    assert link("x", "javascript:alert(1)") == "x"
    assert link("a]b", "https://e.example/(a) b<c>&lt;") == r"[a\]b](https://e.example/%28a%29%20b%3Cc%3E%26lt;)"
    assert link("https://e.example/", "https://e.example/") == "<https://e.example/>"


def test_a_withdrawn_incident_is_a_tombstone_and_a_withdrawn_update_says_no_more_than_that(small_site: Path) -> None:
    write(small_site, "incidents/2026-11-20-mix/incident.md", "---\ntitle: Mix\nat: 2026-11-20 10:00\n---\nFirst.\n")
    write(
        small_site,
        "incidents/2026-11-20-mix/02.md",
        "---\nat: 2026-11-20 11:00\nwithdrawn: Another site.\ncause: Secret\n---\nSecret.\n",
    )
    write(
        small_site,
        "incidents/2026-11-20-gone/incident.md",
        "---\ntitle: Gone\nat: 2026-11-20 10:00\ncause: Secret\nwithdrawn: Never happened.\n---\nSecret.\n",
    )
    site = built(small_site)
    mix, gone = markdown(site, "2026-11-20-mix"), markdown(site, "2026-11-20-gone")
    assert "Secret" not in mix + gone
    assert "Another site" in mix and "First." in mix
    assert "Never happened" in gone and "Withdrawn" in gone
    assert headings(gone) == ["# Gone"]


# llms.txt


def test_the_guide_is_a_title_a_summary_and_links_to_files_that_are_there(demonstration: Path) -> None:
    for prefix in ("", "en/"):
        text = (demonstration / f"{prefix}llms.txt").read_text(encoding="utf-8")
        first, second = text.split("\n\n")[:2]
        assert first.startswith("# ") and second.startswith("> ")
        assert "## Optional\n" in text
        named = addresses(text)
        assert len(named) > 30
        for address in named:
            target = demonstration / address.removeprefix("https://status.muteki.example/")
            assert target.is_file() or (target / "index.html").is_file(), address


def test_the_guide_names_what_is_open_to_come_and_of_the_last_two_weeks(small_site: Path) -> None:
    for day, name in ((6, "old"), (8, "new")):
        write(
            small_site,
            f"incidents/{name}/incident.md",
            f"---\ntitle: {name}\nat: 2026-11-0{day} 10:00\nstatus: resolved\nbegan_at: 2026-11-0{day} 09:00\n"
            f"ended_at: 2026-11-0{day} 10:00\nservices: labels\n---\nOver.\n",
        )
    write(small_site, "incidents/going/incident.md", "---\ntitle: '[x](y)'\nat: 2026-08-01 10:00\n---\nOpen.\n")
    write(
        small_site, "incidents/rehearsed/incident.md", "---\ntitle: d\nat: 2026-11-20 10:00\ndrill: true\n---\nDrill.\n"
    )
    text = (built(small_site, "--drills") / "en/llms.txt").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0]: addresses(part) for part in text.split("\n## ")[1:]}
    page = ADDRESS + "/en/incidents/"
    assert page + "going/index.md" in sections["Now"]
    assert sections["Maintenance to come"] == {page + "2026-11-15-labels-maintenance/index.md"}
    assert sections["The last 14 days"] == {page + "new/index.md", page + "2026-11-18-new-year-hours/index.md"}
    assert f"- [\\[x\\](y)]({page}going/index.md): Ongoing since" in text
    assert "rehearsed" not in text


def test_the_guide_does_not_grow_with_the_history(small_site: Path) -> None:
    when = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(150):
        at = f"{when + timedelta(days=7 * number):%Y-%m-%d} 10:00"
        write(small_site, f"incidents/n-{number}/incident.md", f"---\ntitle: T\nat: {at}\nservices: labels\n---\nT.\n")
    assert published(small_site, llms, now="2026-12-01T12:00+09:00") == 0
    text = (small_site / "_site/en/llms.txt").read_text(encoding="utf-8")
    assert text.count("/index.md)") <= 3 * 50
    assert text.count("/history/") == 13


def test_a_site_without_feeds_names_none(small_site: Path) -> None:
    settings_file = small_site / "site_src" / "site.toml"
    text = re.sub(r"\[feeds\]\n(?:[^\[\n].*\n|\n)*", "", settings_file.read_text(encoding="utf-8"))
    settings_file.write_text(text, encoding="utf-8")
    site = built(small_site)
    assert "feed" not in re.sub(r"#.*", "", (site / "en/llms.txt").read_text(encoding="utf-8"))


# security.txt


def with_contact(root: Path, security: str, *, url: str = ADDRESS) -> Path:
    settings_file = root / "site_src" / "site.toml"
    text = settings_file.read_text(encoding="utf-8").replace(ADDRESS, url)
    settings_file.write_text(text.replace("[contact]\n", f'[contact]\nsecurity = "{security}"\n'), encoding="utf-8")
    return root


def security_txt(root: Path, now: str = NOW) -> str:
    return (built(root, now=now) / ".well-known/security.txt").read_text(encoding="utf-8")


def test_security_txt_has_what_rfc_9116_asks_for(small_site: Path) -> None:
    assert security_txt(with_contact(small_site, "security@todai.example")) == (
        "Contact: mailto:security@todai.example\n"
        "Expires: 2027-11-01T00:00:00Z\n"
        "Preferred-Languages: ja, en\n"
        f"Canonical: {ADDRESS}/.well-known/security.txt\n"
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("mailto:security@todai.example", "mailto:security@todai.example"),
        ("https://todai.example/security", "https://todai.example/security"),
        ("https://todai.example/報告", "https://todai.example/%E5%A0%B1%E5%91%8A"),
        ("tel:+81-3-0000-0000", "tel:+81-3-0000-0000"),
    ],
)
def test_reports_may_go_to_a_page_a_mailbox_or_a_telephone(small_site: Path, typed: str, written: str) -> None:
    assert security_txt(with_contact(small_site, typed)).startswith(f"Contact: {written}\n")


def test_it_expires_within_a_year_and_changes_once_a_month(small_site: Path) -> None:
    root = with_contact(small_site, "security@todai.example")
    first, hour_later, last = (
        security_txt(root, now) for now in (NOW, "2026-11-21T13:00+09:00", "2026-12-31T12:00+09:00")
    )
    assert first == hour_later
    assert "Expires: 2027-12-01T00:00:00Z\n" in last


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("http://todai.example/security", "write: https://todai.example/security"),
        ("todai.example/security", "write: https://todai.example/security"),
        ("security", "a mail address, or an address that begins with https:, mailto: or tel:"),
        ("mailto:security", "a mail address, or an address that begins with https:, mailto: or tel:"),
        ("javascript:alert(1)", "a mail address, or an address that begins with https:, mailto: or tel:"),
        (r"a@todai.example\nExpires: 1", "a mail address, or an address that begins with https:, mailto: or tel:"),
    ],
)
def test_what_is_no_address_is_told_with_what_to_write(small_site: Path, typed: str, hint: str) -> None:
    ran = noroshi(with_contact(small_site, typed), "check")
    assert ran.status == 1
    assert "[site-security-contact]" in ran.err + ran.out
    assert hint in ran.err + ran.out


def test_a_site_that_names_nobody_or_lies_under_a_path_writes_none(small_site: Path) -> None:
    assert not (built(small_site) / ".well-known").exists()
    with_contact(small_site, "security@todai.example", url="https://todai.example/status")
    assert not (built(small_site) / ".well-known").exists()


def test_a_file_of_the_sites_own_wins(small_site: Path) -> None:
    write(small_site, "site_src/static/.well-known/security.txt", "Contact: https://todai.example/\n")
    write(small_site, "site_src/static/.well-known/assetlinks.json", "[]\n")
    assert security_txt(with_contact(small_site, "security@todai.example")) == "Contact: https://todai.example/\n"
    assert (small_site / "_site/.well-known/assetlinks.json").is_file()
