"""What a feed says: one entry an update that never changes its id, and nothing that depends on the build."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from small_site import NOW, noroshi, published, write

from noroshi.app.outputs import Output, feed_archive, incident_feeds, pages, service_feeds, site_feeds

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DELAY = "incidents/2026-10-05-tracking-delay"
TAG = "tag:status.todai.example,2026:"
FEEDS = (site_feeds, feed_archive, service_feeds, incident_feeds)


def build(root: Path, *more: Output, now: str = NOW, drills: bool = False, url: str = "") -> Path:
    """The site's feeds, and ``more``."""
    site = root.parent / "_site"
    assert published(root, *FEEDS, *more, site=site, now=now, drills=drills, url=url) == 0
    return site


def entries(site: Path, path: str = "feed.atom") -> dict[str, ElementTree.Element]:
    """Entries of an Atom document by id, in their order."""
    tree = ElementTree.fromstring((site / path).read_bytes())
    return {str(entry.findtext(f"{ATOM}id")): entry for entry in tree.iter(f"{ATOM}entry")}


def short(found: Mapping[str, object]) -> list[str]:
    return [name.removeprefix(TAG) for name in found]


def text(entry: ElementTree.Element, name: str) -> str:
    return str(entry.findtext(f"{ATOM}{name}"))


def links(site: Path, path: str) -> dict[str, str]:
    tree = ElementTree.fromstring((site / path).read_bytes())
    return {link.get("rel", "alternate"): link.get("href", "") for link in tree.findall(f"{ATOM}link")}


def is_feed(path: Path) -> bool:
    return path.suffix in (".atom", ".rss") or path.name in ("feed.json", "atom.xml", "rss.xml")


def feeds(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if is_feed(path)}


def test_every_update_is_an_entry_with_an_id_that_says_where_it_was_written(small_site: Path) -> None:
    site = build(small_site)
    found = entries(site)
    assert short(found) == [
        "2026-11-18-new-year-hours/incident:ja",
        "2026-11-15-labels-maintenance/incident:ja",
        "2026-10-05-tracking-delay/03-resolved:ja",
        "2026-10-05-tracking-delay/02-identified:ja",
        "2026-10-05-tracking-delay/incident:ja",
    ]
    resolved = found[f"{TAG}2026-10-05-tracking-delay/03-resolved:ja"]
    assert text(resolved, "title") == "【第3報・復旧】荷物の追跡が遅れて表示されています"
    assert text(resolved, "published") == text(resolved, "updated") == "2026-10-05T10:40:00+09:00"
    link = resolved.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == ("https://status.todai.example/incidents/2026-10-05-tracking-delay/#update-03-resolved")
    assert short(entries(site, "en/feed.atom"))[0] == "2026-11-18-new-year-hours/incident:en"


def test_an_entry_says_all_that_its_update_says(small_site: Path) -> None:
    content = text(entries(build(small_site))[f"{TAG}2026-10-05-tracking-delay/incident:ja"], "content")
    assert "追跡の画面に、現在地が遅れて表示されています。" in content
    assert "<strong>影響範囲：</strong>すべての荷物の現在地" in content
    assert "<strong>次回のお知らせ：</strong>" in content
    assert "10:12" in content
    english = text(
        entries(build(small_site), "en/feed.atom")[f"{TAG}2026-10-05-tracking-delay/02-identified:en"], "content"
    )
    assert "<table>" in english
    assert "a job that counts had stopped" in english


def test_categories_name_kind_impact_status_and_services_as_they_were_then(small_site: Path) -> None:
    first = entries(build(small_site), "en/feed.atom")[f"{TAG}2026-10-05-tracking-delay/incident:en"]
    said = {item.get("scheme", "").rpartition("/")[2]: item.attrib for item in first.findall(f"{ATOM}category")}
    assert [(key, value["term"], value["label"]) for key, value in said.items()] == [
        ("kind", "incident", "Incident"),
        ("impact", "minor", "Impact: minor"),
        ("status", "investigating", "Investigating"),
        ("service", "tracking", "Tracking"),
    ]


def test_a_feed_says_whose_it_is_in_which_language_and_where_it_and_its_page_stand(small_site: Path) -> None:
    site = build(small_site)
    tree = ElementTree.fromstring((site / "en/feed.atom").read_bytes())
    assert tree.get(LANG) == "en"
    assert tree.findtext(f"{ATOM}author/{ATOM}name") == "Todai Post, Inc."
    assert tree.findtext(f"{ATOM}id") == f"{TAG}/feed:en"
    assert links(site, "en/feed.atom") == {
        "self": "https://status.todai.example/en/feed.atom",
        "alternate": "https://status.todai.example/en/",
    }
    rss = ElementTree.fromstring((site / "en/feed.rss").read_bytes())
    assert rss.findtext("channel/language") == "en"
    own = rss.find(f"channel/{ATOM}link")
    assert own is not None and own.get("href") == "https://status.todai.example/en/feed.rss"
    guids = [(item.text, item.get("isPermaLink")) for item in rss.iter("guid")]
    assert guids[0] == (f"{TAG}2026-11-18-new-year-hours/incident:en", "false")
    assert rss.findtext("channel/item/pubDate") == "Wed, 18 Nov 2026 10:00:00 +0900"
    document = json.loads((site / "en/feed.json").read_bytes())
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == "https://status.todai.example/en/feed.json"
    assert document["items"][0]["date_published"] == "2026-11-18T10:00:00+09:00"
    assert [item["id"] for item in document["items"]] == list(entries(site, "en/feed.atom"))


def test_an_unchanged_site_has_the_same_feeds_an_hour_a_week_and_a_window_later(small_site: Path) -> None:
    before = feeds(build(small_site))
    assert len(before) > 30
    for later in ("2026-11-21T13:00+09:00", "2026-11-28T01:30+09:00", "2026-11-28T04:00+09:00", "2027-02-01T00:00Z"):
        assert feeds(build(small_site, now=later)) == before, later


def test_an_edit_changes_the_text_and_the_time_of_its_entry_and_nothing_else(small_site: Path) -> None:
    site = build(small_site)
    before = feeds(site)
    plain = {name: ElementTree.tostring(entry) for name, entry in entries(site).items()}
    write(
        small_site,
        f"{DELAY}/02-identified.md",
        "---\nat: 2026-10-05 09:58\ncause: 集計の処理が止まっていました\n"
        "edited: {at: 2026-10-06 11:00, why: 倉庫の名前を直しました}\n---\n原因が分かりました。\n",
    )
    edited = f"{TAG}2026-10-05-tracking-delay/02-identified:ja"
    after = entries(build(small_site))
    assert list(after) == list(plain)
    assert [name for name, entry in after.items() if ElementTree.tostring(entry) != plain[name]] == [edited]
    assert text(after[edited], "updated") == "2026-10-06T11:00:00+09:00"
    assert text(after[edited], "published") == "2026-10-05T09:58:00+09:00"
    assert "倉庫の名前を直しました" in text(after[edited], "content")
    changed = {path for path, content in feeds(site).items() if before[path] != content}
    # Those that hold the entry in this language, or its edit's note in the other.
    assert {path for path in changed if "labels" in path or "new-year" in path} == set()
    others = {path for path in before if "labels" in path or "new-year" in path or "parcel-api" in path}
    assert others and not others & changed


def test_a_withdrawn_update_keeps_its_entry_and_says_why(small_site: Path) -> None:
    write(
        small_site,
        f"{DELAY}/02-identified.md",
        "---\nat: 2026-10-05 09:58\ncause: 集計の処理\nwithdrawn: 別の障害の文でした\n---\n原因が分かりました。\n",
    )
    entry = entries(build(small_site))[f"{TAG}2026-10-05-tracking-delay/02-identified:ja"]
    assert text(entry, "title") == "【取り下げ】荷物の追跡が遅れて表示されています"
    assert "別の障害の文でした" in text(entry, "content")
    assert "原因が分かりました" not in text(entry, "content")


def test_a_withdrawn_incident_keeps_all_its_entries_as_tombstones(small_site: Path) -> None:
    path = small_site / DELAY / "incident.md"
    before = list(entries(build(small_site)))
    path.write_text(path.read_text().replace("aliases:", "withdrawn: 試験の記録でした\naliases:"))
    site = build(small_site)
    found = entries(site)
    assert list(found) == before
    for name in ("incident", "02-identified", "03-resolved"):
        entry = found[f"{TAG}2026-10-05-tracking-delay/{name}:ja"]
        assert "試験の記録でした" in text(entry, "content")
        assert "現在地" not in text(entry, "content")
    whole = entries(site, "incidents.atom")[f"{TAG}2026-10-05-tracking-delay:ja"]
    assert "試験の記録でした" in text(whole, "content")
    assert short(entries(site, "incidents/2026-10-05-tracking-delay/feed.atom")) == [
        f"2026-10-05-tracking-delay/{name}:ja" for name in ("03-resolved", "02-identified", "incident")
    ]


def test_an_incident_has_one_entry_whose_updated_moves_with_each_update(small_site: Path) -> None:
    name = f"{TAG}2026-10-05-tracking-delay:ja"
    first = entries(build(small_site), "incidents.atom")[name]
    assert (text(first, "published"), text(first, "updated")) == (
        "2026-10-05T09:12:00+09:00",
        "2026-10-05T10:40:00+09:00",
    )
    content = text(first, "content")
    assert content.index("また時刻どおり") < content.index("原因が分かりました") < content.index("追跡の画面に")
    write(small_site, f"{DELAY}/04-more.md", "---\nat: 2026-11-20 09:00\n---\nお詫びの品をお送りします。\n")
    found = entries(build(small_site), "incidents.atom")
    assert next(iter(found)) == name, "what was said last comes first"
    assert text(found[name], "updated") == "2026-11-20T09:00:00+09:00"
    assert text(found[name], "published") == text(first, "published")


def test_the_report_is_an_entry_of_its_own(small_site: Path) -> None:
    write(
        small_site,
        f"{DELAY}/report.md",
        "---\nat: 2026-10-09 10:00\ncause: 集計の処理の誤り\nmeasures:\n  watch: {what: 処理の監視, due: 2026-12-01}\n"
        "edited: {at: 2026-10-10 09:00, why: 日付の訂正}\n---\n経緯です。\n",
    )
    entry = entries(build(small_site))[f"{TAG}2026-10-05-tracking-delay/report:ja"]
    assert text(entry, "published") == "2026-10-09T10:00:00+09:00"
    assert text(entry, "updated") == "2026-10-10T09:00:00+09:00"
    assert all(
        said in text(entry, "content") for said in ("集計の処理の誤り", "処理の監視", "経緯です。", "日付の訂正")
    )


def test_a_report_keeps_its_entry_whatever_is_said_after_it(small_site: Path) -> None:
    write(small_site, f"{DELAY}/report.md", "---\nat: 2026-10-07 10:00\ncause: 集計の処理の誤り\n---\n経緯です。\n")
    name = f"{TAG}2026-10-05-tracking-delay/report:ja"
    before = ElementTree.tostring(entries(build(small_site))[name])
    write(
        small_site,
        f"{DELAY}/04-investigating.md",
        "---\nat: 2026-10-08 10:00\nimpact: critical\nservices: [labels, tracking]\n---\nまた起きています。\n",
    )
    site = build(small_site)
    assert ElementTree.tostring(entries(site)[name]) == before
    assert "2026-10-05-tracking-delay/report:ja" not in short(entries(site, "services/labels/feed.atom"))


def test_what_one_incident_says_in_the_same_minute_stands_as_it_was_said(small_site: Path) -> None:
    for name in ("02-identified", "03-resolved"):
        path = small_site / DELAY / f"{name}.md"
        path.write_text(re.sub(r"at: \S+ \S+", "at: 2026-10-05 09:12", path.read_text()))
    site = build(small_site)
    newest = [f"2026-10-05-tracking-delay/{name}:ja" for name in ("03-resolved", "02-identified", "incident")]
    assert short(entries(site))[-3:] == newest
    assert short(entries(site, "incidents/2026-10-05-tracking-delay/feed.atom")) == newest
    content = text(entries(site, "incidents.atom")[f"{TAG}2026-10-05-tracking-delay:ja"], "content")
    assert content.index("時刻どおり") < content.index("原因が分かりました") < content.index("追跡の画面に")


def test_an_update_that_is_merged_in_later_changes_no_more_than_the_numbers_after_it(small_site: Path) -> None:
    def said(site: Path) -> dict[str, str]:
        return {name: text(entry, "content") + text(entry, "updated") for name, entry in entries(site).items()}

    before = said(build(small_site))
    write(small_site, f"{DELAY}/01-forgotten.md", "---\nat: 2026-10-05 09:30\n---\n調査を続けています。\n")
    site = build(small_site)
    after = said(site)
    assert {name for name in after if before.get(name) != after[name]} == {
        f"{TAG}2026-10-05-tracking-delay/01-forgotten:ja"
    }
    titles = [text(entry, "title")[:9] for entry in entries(site).values()][-4:]
    assert titles == ["【第4報・復旧】荷", "【第3報・原因を特", "【第2報・調査中】", "【第1報・調査中】"]


def test_what_is_said_after_the_end_is_not_titled_as_another_end(small_site: Path) -> None:
    write(small_site, f"{DELAY}/04-more.md", "---\nat: 2026-11-20 09:00\n---\nお詫びの品をお送りします。\n")
    site = build(small_site)
    assert text(entries(site)[f"{TAG}2026-10-05-tracking-delay/04-more:ja"], "title").startswith("【復旧後のお知らせ】")
    english = entries(site, "en/feed.atom")[f"{TAG}2026-10-05-tracking-delay/04-more:en"]
    assert text(english, "title").startswith("After resolution: ")


def test_a_service_named_by_a_withdrawn_update_alone_keeps_the_tombstone(small_site: Path) -> None:
    path = small_site / DELAY / "02-identified.md"
    path.write_text(path.read_text().replace("---\n", "---\nservices: [labels]\n", 1))
    before = short(entries(build(small_site), "services/labels/feed.atom"))
    path.write_text(path.read_text().replace("---\n", "---\nwithdrawn: 送り状は関係ありませんでした\n", 1))
    site = build(small_site)
    assert short(entries(site, "services/labels/feed.atom")) == before
    gone = entries(site, "services/labels/feed.atom")[f"{TAG}2026-10-05-tracking-delay/02-identified:ja"]
    assert "送り状は関係ありませんでした" in text(gone, "content")
    assert "2026-10-05-tracking-delay:ja" in short(entries(site, "services/labels/incidents.atom"))


def test_withdrawing_an_incident_moves_the_time_of_every_entry_of_it(small_site: Path) -> None:
    path = small_site / DELAY / "incident.md"
    path.write_text(
        path.read_text().replace("aliases:", "withdrawn: 試験\nedited: {at: 2026-11-01 10:00, why: 取り下げ}\naliases:")
    )
    found = entries(build(small_site))
    for name in ("incident", "02-identified", "03-resolved"):
        assert text(found[f"{TAG}2026-10-05-tracking-delay/{name}:ja"], "updated") == "2026-11-01T10:00:00+09:00"


def test_an_incident_that_cannot_be_read_keeps_the_address_of_its_feed(small_site: Path) -> None:
    path = small_site / DELAY / "incident.md"
    path.write_text(path.read_text().replace("impact: minor", "imapct: minor"))
    site = small_site.parent / "_site"
    assert noroshi(small_site, "build", "--keep-going", "--site", str(site)).status == 4
    assert entries(site, "incidents/2026-10-05-tracking-delay/feed.atom") == {}
    assert not feedparser.parse((site / "incidents/2026-10-05-tracking-delay/feed.atom").read_bytes()).bozo
    assert len(entries(site)) == 2


def test_drafts_and_drills_are_in_no_feed_even_where_drills_are_shown(small_site: Path) -> None:
    before = feeds(build(small_site))
    for key in ("draft", "drill"):
        write(
            small_site,
            f"incidents/2026-11-20-{key}/incident.md",
            f"---\ntitle: 秘密\nat: 2026-11-20 10:00\nimpact: major\nservices: tracking\n{key}: true\n---\n秘密。\n",
        )
    site = build(small_site, pages, drills=True)
    assert (site / "incidents/2026-11-20-drill/index.html").exists()
    assert feeds(site) == before
    page = (site / "incidents/2026-11-20-drill/index.html").read_text()
    assert "2026-11-20-drill/feed.atom" not in page


def test_a_services_feed_begins_with_the_update_that_names_it(small_site: Path) -> None:
    write(
        small_site,
        f"{DELAY}/02-identified.md",
        "---\nat: 2026-10-05 09:58\nservices: [tracking, labels]\ncause: 集計の処理\n---\n送り状にも影響があります。\n",
    )
    site = build(small_site)
    assert short(entries(site, "services/labels/feed.atom")) == [
        "2026-11-15-labels-maintenance/incident:ja",
        "2026-10-05-tracking-delay/03-resolved:ja",
        "2026-10-05-tracking-delay/02-identified:ja",
    ]
    assert short(entries(site, "services/labels/incidents.atom")) == [
        "2026-11-15-labels-maintenance:ja",
        "2026-10-05-tracking-delay:ja",
    ]
    assert len(entries(site, "services/tracking/feed.atom")) == 3


def test_a_feed_without_entries_is_sound_and_has_no_time_of_its_build(small_site: Path) -> None:
    site = build(small_site)
    tree = ElementTree.fromstring((site / "services/parcel-api/feed.atom").read_bytes())
    assert tree.findall(f"{ATOM}entry") == []
    assert tree.findtext(f"{ATOM}updated") == "2026-01-01T09:00:00+09:00", "the date of the authority"
    for path in ("services/parcel-api/feed.atom", "services/parcel-api/feed.rss"):
        assert not feedparser.parse((site / path).read_bytes()).bozo


def many(root: Path, count: int, month: str = "2026-09") -> None:
    """One incident with ``count`` updates, one a quarter of an hour from the first of a month on."""
    folder = f"incidents/{month}-long"
    write(root, f"{folder}/incident.md", f"---\ntitle: 長い障害\nat: {month}-01 00:00\nimpact: minor\n---\n始まり。\n")
    for number in range(1, count):
        hour, minute = divmod(number * 15, 60)
        write(
            root,
            f"{folder}/u{number:03}.md",
            f"---\nat: {month}-{1 + hour // 24:02} {hour % 24:02}:{minute:02}\n---\n続報。\n",
        )


def test_older_entries_stand_in_archives_of_a_month_and_all_together_nothing_is_lost(small_site: Path) -> None:
    many(small_site, 60)
    many(small_site, 20, "2026-08")
    site = build(small_site)
    newest = entries(site)
    assert len(newest) == 50
    assert links(site, "feed.atom")["prev-archive"] == "https://status.todai.example/feed/2026/09.atom"
    seen, path = set(newest), "feed.atom"
    walked = []
    while previous := links(site, path).get("prev-archive"):
        path = previous.removeprefix("https://status.todai.example/")
        walked.append(path)
        held = entries(site, path)
        months = {text(entry, "published")[:7] for entry in held.values()}
        assert months == {path[5:12].replace("/", "-")}, "all of one month, and nothing else"
        assert links(site, path)["current"] == "https://status.todai.example/feed.atom"
        assert b"<fh:archive/>" in (site / path).read_bytes()
        seen |= held.keys()
    assert walked == ["feed/2026/09.atom", "feed/2026/08.atom"]
    assert len(seen) == 5 + 60 + 20
    assert b"fh:archive/" not in (site / "feed.atom").read_bytes()


def test_a_new_entry_leaves_every_archive_as_it_was(small_site: Path) -> None:
    many(small_site, 60)
    many(small_site, 20, "2026-08")
    site = build(small_site)
    before = {path: content for path, content in feeds(site).items() if path.startswith("feed/")}
    write(small_site, f"{DELAY}/04-more.md", "---\nat: 2026-11-20 09:00\n---\n続きです。\n")
    after = feeds(build(small_site))
    assert len(before) == 2
    assert {path: after[path] for path in before} == before


def test_how_many_entries_a_feed_holds_is_the_sites_choice(small_site: Path) -> None:
    toml = small_site / "site_src/site.toml"
    toml.write_text(toml.read_text().replace('authority = "status', 'entries = 2\nauthority = "status'))
    site = build(small_site)
    assert len(entries(site)) == 2
    assert len(json.loads((site / "feed.json").read_bytes())["items"]) == 2
    # An incident's own feed is never cut: it is the only way to its first update.
    assert len(entries(site, "incidents/2026-10-05-tracking-delay/feed.atom")) == 3


def test_links_in_a_body_are_absolute_under_a_sub_path_too(small_site: Path) -> None:
    write(
        small_site,
        f"{DELAY}/03-resolved.md",
        "---\nat: 2026-10-05 10:40\n---\n[履歴](/history/)と[前の知らせ](../2026-11-18-new-year-hours/)、"
        "[ここ](#update-incident)、[外](https://example.com/a?b=1&c=2)、![図](graph.png)\n",
    )
    (small_site / DELAY / "graph.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    site = build(small_site, url="https://example.com/status")
    for path in ("feed.atom", "incidents.atom", "incidents/2026-10-05-tracking-delay/feed.atom"):
        said = "".join(text(entry, "content") for entry in entries(site, path).values())
        found = set(re.findall(r'(?:href|src)="([^"]*)"', said))
        root = "https://example.com/status"
        assert found >= {
            f"{root}/history/",
            f"{root}/incidents/2026-11-18-new-year-hours/",
            f"{root}/incidents/2026-10-05-tracking-delay/#update-incident",
            f"{root}/incidents/2026-10-05-tracking-delay/graph.png",
            "https://example.com/a?b=1&amp;c=2",
        }
        assert all(address.startswith("https://") for address in found)
    assert links(site, "feed.atom")["self"] == f"{root}/feed.atom"


def test_what_is_not_translated_says_its_language(small_site: Path) -> None:
    (small_site / DELAY / "incident.en.md").unlink()
    site = build(small_site)
    entry = entries(site, "en/feed.atom")[f"{TAG}2026-10-05-tracking-delay/incident:en"]
    title = entry.find(f"{ATOM}title")
    assert title is not None and title.get(LANG) == "ja"
    assert '<div lang="ja">' in text(entry, "content")
    translated = entries(site, "en/feed.atom")[f"{TAG}2026-11-18-new-year-hours/incident:en"].find(f"{ATOM}title")
    assert translated is not None and translated.get(LANG) is None
    items = {item["id"]: item for item in json.loads((site / "en/feed.json").read_bytes())["items"]}
    assert items[f"{TAG}2026-10-05-tracking-delay/incident:en"]["language"] == "ja"


def test_a_hub_is_named_where_site_toml_names_one(small_site: Path) -> None:
    assert b"hub" not in (build(small_site) / "feed.atom").read_bytes()
    toml = small_site / "site_src/site.toml"
    toml.write_text(
        toml.read_text().replace('authority = "status', 'hub = "https://hub.example/"\nauthority = "status')
    )
    site = build(small_site)
    assert links(site, "feed.atom")["hub"] == "https://hub.example/"
    assert b'<atom:link rel="hub" href="https://hub.example/"/>' in (site / "feed.rss").read_bytes()
    assert json.loads((site / "feed.json").read_bytes())["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("atom.xml", "feed.atom"),
        ("en/rss.xml", "en/feed.rss"),
        ("history.atom", "incidents.atom"),
        ("en/history.rss", "en/incidents.rss"),
    ],
)
def test_the_same_stands_where_readers_of_other_tools_look(small_site: Path, copy: str, original: str) -> None:
    site = build(small_site)
    assert (site / copy).read_bytes() == (site / original).read_bytes()


def test_mark_up_in_a_title_is_text_in_every_format(small_site: Path) -> None:
    path = small_site / DELAY / "incident.md"
    path.write_text(path.read_text().replace("title: 荷物の追跡が", "title: <script>alert(1)</script> ]]> & "))
    site = build(small_site)
    for name in ("feed.atom", "feed.rss", "incidents.atom", "incidents.rss"):
        read = feedparser.parse((site / name).read_bytes())
        assert not read.bozo
        raw = (site / name).read_text()
        assert "<script" not in raw
        assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp; " in raw


def test_pages_advertise_the_feeds_and_an_open_incident_its_own(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-21-open/incident.md",
        "---\ntitle: 続いています\nat: 2026-11-21 11:30\nimpact: major\nservices: tracking\n---\n調べています。\n",
    )
    site = build(small_site, pages)

    def advertised(path: str) -> list[str]:
        page = (site / path).read_text()
        return re.findall(
            r'<link rel="alternate" type="application/(?:atom|rss|feed)\+\w+" title="[^"]+" href="([^"]+)">', page
        )

    assert advertised("index.html") == ["feed.atom", "feed.rss", "feed.json", "incidents.atom"]
    assert advertised("en/services/tracking/index.html")[:4] == [
        "feed.atom",
        "feed.rss",
        "feed.json",
        "../../feed.atom",
    ]
    assert advertised("incidents/2026-11-21-open/index.html")[:2] == ["feed.atom", "../../feed.atom"]
    assert advertised("incidents/2026-10-05-tracking-delay/index.html")[0] == "../../feed.atom"
    assert (site / "incidents/2026-10-05-tracking-delay/feed.atom").exists(), "over, and still there"


def test_without_an_authority_there_are_no_feeds_and_check_says_what_to_write(small_site: Path) -> None:
    toml = small_site / "site_src/site.toml"
    toml.write_text(toml.read_text().replace('[feeds]\nauthority = "status.todai.example,2026"\n', ""))
    site = build(small_site, pages)
    assert feeds(site) == {}
    page = (site / "index.html").read_text()
    assert "feed.atom" not in page
    assert "フィードリーダー" not in (site / "subscribe/index.html").read_text()
    ran = noroshi(small_site, "check")
    assert ran.status == 0
    assert 'authority = "status.todai.example,2026"' in ran.err + ran.out
    assert "[feeds-authority]" in ran.err + ran.out
