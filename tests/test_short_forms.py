"""SMS, social post, chat cards and the webhook's document: short, whole, and the page's own facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from small_site import CHECKOUT, FILES, NOW, write, write_small_site

from noroshi.model.archive import archive
from noroshi.model.letters import LetterKind
from noroshi.render.chat import chat, slack_text
from noroshi.render.short_forms import short_files
from noroshi.source.load import load
from noroshi.views.context import Context
from noroshi.views.incident_data import incident_data
from noroshi.views.letter import LetterView
from noroshi.views.letter_views import letter_views
from noroshi.views.short import ShortView, short_view
from noroshi.wording.catalogue import catalogue
from noroshi.wording.language import Language
from noroshi.wording.rules import findings
from noroshi.wording.sms import (
    GSM_7,
    GSM_7_EXTENSION,
    brief_dates,
    one_line,
    plain_gsm,
    post_length,
    sms_length,
)

SCHEMA = json.loads(
    (CHECKOUT / "src" / "noroshi" / "render" / "schemas" / "chat-webhook.schema.json").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Told:
    """One letter with its short forms."""

    context: Context
    letter: LetterView
    short: ShortView


def told(root: Path, now: datetime | None = None) -> Iterator[Told]:
    """Every update of a site in every language, once."""
    content = load(root)
    site = content.site
    assert site is not None
    known = archive(content.incidents, now or site.demonstration or datetime.fromisoformat(NOW))
    for lang in site.languages:
        context = Context(site, known, Language(lang, site.zone)).followed
        for course in context.archive.courses:
            seen = set()
            for view in letter_views(context, course.incident.id, reminder_hours=site.mail.reminder_hours):
                if (view.update, view.name) not in seen:
                    seen.add((view.update, view.name))
                    yield Told(context, view, short_view(context, view))


@cache
def everything() -> tuple[Told, ...]:
    return tuple(told(CHECKOUT))


def one(root: Path, incident: str, lang: str = "en", update: str = "incident") -> ShortView:
    return next(
        item.short
        for item in told(root)
        if (item.short.incident, item.short.lang, item.short.update) == (incident, lang, update)
    )


def site_with(root: Path, incident: str, text: str, toml: str = "") -> Path:
    files = {path: said for path, said in FILES.items() if not path.startswith("incidents/")}
    files["site_src/site.toml"] = (toml or FILES["site_src/site.toml"]).replace(
        "[contact]", '[mail]\nfrom = "status@todai.example"\n\n[contact]', 1
    )
    return write_small_site(root, files | {f"incidents/{incident}/incident.md": text})


BROKEN = """\
---
lang: en
title: {title}
at: 2026-11-20 10:00
began_at: 2026-11-20 09:50
services: {{parcel-api: partial_outage}}
scope: {scope}
unaffected: Everything else
data: none
cause: unknown
workaround: none
request: none
eta: unknown
next_update: +30m
{more}
---
{body}
"""


def broken(
    root: Path,
    title: str = "Parcels cannot be sent",
    scope: str = "All parcels",
    more: str = "",
    body: str = "We look.",
) -> Path:
    text = BROKEN.format(title=json.dumps(title), scope=json.dumps(scope), more=more, body=body)
    return site_with(root, "2026-11-20-parcels", text)


# How long a text is.


@pytest.mark.parametrize("sign", sorted(GSM_7))
def test_a_sign_of_the_gsm_alphabet_is_one_septet(sign: str) -> None:
    assert (sms_length(sign).units, sms_length(sign).limit) == (1, 160)


@pytest.mark.parametrize("sign", ["^", "{", "}", "\\", "[", "~", "]", "|", "€", "\f"])
def test_a_sign_of_the_extension_is_two_septets(sign: str) -> None:
    assert (sms_length(sign).units, sms_length(sign).limit) == (2, 160)


def test_the_alphabet_has_the_greek_capitals_that_latin_lacks_and_no_others() -> None:
    greek = {sign for sign in GSM_7 if "\u0370" <= sign <= "\u03ff"}
    assert greek == set("ΔΦΓΛΩΠΨΣΘΞ")
    assert len(GSM_7) == 127, "128 positions, of which one is the escape"
    assert len(GSM_7_EXTENSION) == 10


@pytest.mark.parametrize("sign", ["α", "`", "ç", "’", "決", "–", "\u00a0", "Α"])
def test_any_other_sign_makes_it_an_sms_of_70(sign: str) -> None:
    assert (sms_length("a" * 69 + sign).fits, sms_length("a" * 70 + sign).fits) == (True, False)


def test_an_emoji_is_two_utf_16_units() -> None:
    assert sms_length("🔥").units == 2


def test_160_septets_fit_and_161_do_not() -> None:
    assert sms_length("a" * 158 + "€").fits
    assert not sms_length("a" * 159 + "€").fits


def test_curly_quotes_and_dashes_are_typed_plainly_where_that_saves_the_sms() -> None:
    assert plain_gsm("“It’s back” – 10:00…") == '"It\'s back" - 10:00...'
    assert plain_gsm("「復旧」– 10:00") == "「復旧」– 10:00"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("abc", 3),
        ("決済", 4),
        ("“a”", 3),
        ("https://status.example.com/incidents/a-very-long-name-of-an-incident/", 23),
        ("見て https://a.example/ を", 4 + 1 + 23 + 1 + 2),
        ("🔥", 2),
        ("see status.example.com", 4 + 23),
        ("e\u0301", 1),
    ],
)
def test_a_social_post_is_weighed(text: str, weight: int) -> None:
    assert post_length(text).units == weight


def test_a_line_has_no_breaks_and_no_marks_that_turn_it_round() -> None:
    assert one_line(" a\r\nb\u2028c\x00d\u202ee\u2066f ") == "a b c def"


# The messages.


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_of_the_demonstration_has_short_forms_that_fit(kind: LetterKind, lang: str) -> None:
    found = [item.short for item in everything() if (item.letter.name, item.letter.lang) == (kind, lang)]
    assert found, "no incident of the demonstration shows it"
    for short in found:
        assert sms_length(short.sms).fits and post_length(short.social).fits, short.sms
        assert not [key for key in short.not_ready if key.startswith("short.")]


def test_an_sms_is_one_line_that_ends_with_a_link_on_the_sites_own_domain() -> None:
    for item in everything():
        for text in (item.short.sms, item.short.social):
            assert "\n" not in text and "  " not in text and "None" not in text and "{" not in text
            assert len(re.findall("https?://", text)) == 1
            assert re.search(r"https://status\.muteki\.example(/\S*)?$", text), text


def test_no_wording_rule_finds_anything_in_a_short_form() -> None:
    for item in everything():
        for text in (item.short.sms, item.short.social):
            assert findings(text, item.letter.lang) == (), text


def test_an_open_incident_always_says_when_the_next_word_comes() -> None:
    for item in everything():
        if item.letter.kind in ("incident", "security") and item.letter.is_open and item.letter.name != "report":
            step = next(
                step
                for step in item.context.archive.by_id[item.letter.incident].steps
                if step.update.id == item.letter.update
            )
            assert step.update.next_update is not None
            clock = item.context.clock(step.update.next_update).text
            assert clock in item.short.sms and clock in item.short.social, item.short.sms


def test_an_sms_names_the_service_or_what_fails() -> None:
    for item in everything():
        names = [*item.letter.service_names, item.letter.title]
        event = item.letter.name in ("continuity", "correction") or item.letter.update == "02-checks-in-place"
        assert event or any(name.casefold() in item.short.sms.casefold() for name in names), item.short.sms


def test_a_moved_expectation_is_said_with_its_new_time() -> None:
    found = [item for item in everything() if item.letter.name == "progress" and item.letter.eta_change]
    assert len(found) > 10
    for item in found:
        times = re.findall(r"\d{1,2}:\d\d", item.letter.eta.text.partition("(")[0])
        assert all(time in item.short.sms for time in times), item.short.sms


def test_the_worst_night_is_understood_without_opening_the_link() -> None:
    said = {
        (item.letter.lang, item.letter.number): item.short.sms
        for item in everything()
        if item.letter.incident == "2026-11-18-payment-api"
    }
    assert said["ja", 3] == (
        "決済APIのカード承認エラー 見込み17:30頃に変更 次報16:15まで https://status.muteki.example/p3"
    )
    assert said["en", 3] == (
        "Muteki Cloud, update 3: Payments API problem. Fix now expected about 17:30 JST, not 15:00. "
        "Next update by 16:15 JST. https://status.muteki.example/en/p3"
    )


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_message_of_the_catalogue_ends_with_its_link_and_english_is_gsm(lang: str) -> None:
    messages = catalogue(lang).messages
    forms = {key: forms[0].split("\n") for key, forms in messages.items() if key.startswith("short.form.")}
    assert len(forms) > len(LetterKind)
    for key, templates in forms.items():
        for template in templates:
            names = [name for _, name, _, _ in Formatter().parse(template) if name]
            assert names[-1] in ("link", "home"), key
            literal = "".join(text for text, _, _, _ in Formatter().parse(template))
            assert lang == "ja" or sms_length(literal).encoding == "GSM-7", template
        assert len(templates) == len(set(templates)), key


def test_a_name_too_long_for_any_message_is_not_ready_and_stays_whole(tmp_path: Path) -> None:
    title = "Parcels " + "x" * 150
    toml = FILES["site_src/site.toml"].replace('en = "Parcel API"', f'en = "{"y" * 150}"')
    root = site_with(
        tmp_path,
        "2026-11-20-parcels",
        BROKEN.format(title=title, scope="All parcels", more="", body="We look."),
        toml,
    )
    short = one(root, "2026-11-20-parcels")
    assert "short.sms" in short.not_ready
    assert "…" not in short.sms
    assert "x" * 150 in short.sms or "y" * 150 in short.sms
    assert short.sms.endswith("https://status.todai.example/en/")
    assert not one_line(title).startswith(short.sms[:10]), "it begins with the mark of what cannot be sent"


def test_without_a_promise_the_short_forms_are_no_more_ready_than_the_letter(tmp_path: Path) -> None:
    text = BROKEN.format(title="Parcels", scope="All", more="", body="We look.").replace("next_update: +30m\n", "")
    short = one(site_with(tmp_path, "2026-11-20-parcels", text), "2026-11-20-parcels")
    assert "next_update" in short.not_ready
    assert "Next update" not in short.sms


def said_of(incident: str, update: str, lang: str) -> str:
    """The SMS of an update of the demonstration, without its link."""
    [short] = [
        item.short
        for item in everything()
        if (item.letter.incident, item.letter.update, item.letter.lang) == (incident, update, lang)
    ]
    return short.sms.partition("https://")[0].strip()


@pytest.mark.parametrize(
    ("incident", "update", "ja", "en"),
    [
        (
            "2026-11-20-dashboard-slow",
            "02-identified",
            "管理画面の取引一覧の表示の遅れ 復旧見込み21日10:00頃 次報10:00まで",
            "Muteki Cloud: Slow transaction list in the dashboard: fix expected about 10:00 on 21 Nov, "
            "next update by 10:00 JST on 21 Nov.",
        ),
        (
            "2026-11-20-dashboard-slow",
            "03-monitoring",
            "管理画面の取引一覧の表示の遅れ 改善 復旧見込み18:00頃 次報18:00まで",
            "Muteki Cloud: Slow transaction list in the dashboard: better, full fix expected about 18:00, "
            "next update by 18:00 JST.",
        ),
        (
            "2026-11-18-payment-api",
            "20261118-161200-identified",
            "【第4報】決済API障害 見込み17:30頃（変更なし）次報17:45まで",
            # No longer 3 in 10, as the title has it.
            "Muteki Cloud, update 4: Payments API problem. No change: fix still expected about 17:30 JST. "
            "Next update by 17:45 JST.",
        ),
        (
            "2026-11-16-price-mail",
            "incident",
            "【訂正】ライトプランの料金は変わりません。次報11/17 18:00まで",
            'Muteki Cloud: correction: "Our new prices" was wrong. Light plan prices stay the same. '
            "Next update by 18:00 JST on Tue 17 Nov.",
        ),
        (
            "2026-11-16-price-mail",
            "02-checks-in-place",
            "【訂正の続報】お約束した2つの再発防止策は、11/17 16:00に始めました。",
            'Correction of "Our new prices": Both of the checks that we promised have been in place since '
            "16:00 JST on Tue 17 Nov.",
        ),
        (
            "2026-10-14-file-storage-capacity",
            "05-measures",
            "霧笛クラウド：ファイル保管障害（10/14）の再発防止策を3件すべて実施しました。",
            "Muteki Cloud: File storage: all 3 preventive measures are in place, after the incident of 14 October.",
        ),
    ],
)
def test_what_is_wrong_stands_beside_the_new_fact_in_both_languages(
    incident: str, update: str, ja: str, en: str
) -> None:
    assert said_of(incident, update, "ja") == ja
    assert said_of(incident, update, "en") == en


def test_the_company_speaks_wherever_it_fits_and_gives_way_before_the_symptom() -> None:
    assert said_of("2026-09-02-notification-delay", "incident", "ja").startswith("【障害】霧笛クラウド：通知配信の遅れ")
    assert said_of("2026-11-21-payment-link-3ds", "incident", "ja") == (
        "決済リンクで本人認証の画面が開かない 12:55頃から 次報14:10まで"
    )
    assert said_of("2026-11-21-payment-link-3ds", "03-slower-than-planned", "en").startswith(
        "Payment links not opening the authentication screen for two card brands: fix about 16:30, not 15:30."
    )


@pytest.mark.parametrize(
    ("lang", "text", "brief"),
    [
        ("ja", "11月17日（火）16:00に始め、11月18日（水）に終えました。", "11/17 16:00に始め、11/18に終えました。"),
        ("ja", "2026年11月17日 9:05から", "2026年11/17 9:05から"),
        ("en", "Since 16:00 JST on Tuesday 17 November, 3 of 4.", "Since 16:00 JST on Tue 17 Nov, 3 of 4."),
        ("en", "March of the Sunday people", "March of the Sunday people"),
    ],
)
def test_dates_become_short_where_a_message_is_short(lang: str, text: str, brief: str) -> None:
    assert brief_dates(text, catalogue(lang).locale) == brief


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("Version 3.5 is back. It works.", "Version 3.5 is back."),
        ("We fixed it e.g. for you. Thanks.", "We fixed it e.g. for you."),
        ("Nothing more", "Nothing more."),
    ],
)
def test_a_later_word_is_told_by_its_first_sentence(body: str, first: str, tmp_path: Path) -> None:
    root = broken(tmp_path, title="Parcels " + "x" * 40)
    resolved = "---\nat: 2026-11-20 11:00\nstatus: resolved\n---\nFixed.\n"
    write(root, "incidents/2026-11-20-parcels/02-resolved.md", resolved)
    more = f"---\nat: 2026-11-20 12:00\n---\n{body} {'And more of the same. ' * 9 if '.' in body else ''}\n"
    write(root, "incidents/2026-11-20-parcels/03-more.md", more)
    assert f" {first} https://" in one(root, "2026-11-20-parcels", update="03-more").sms


# The link.


@pytest.mark.parametrize(
    ("aliases", "ja", "en"),
    [
        ("[/parcels-down, /p9, old-name]", "/p9", "/en/p9"),
        ("[old-name]", "", "/en/"),
        ("[/en/only-english/]", "", "/en/only-english"),
        ("[/incidents/former/]", "", "/en/"),
        ("[https://old.example/x1]", "", "/en/"),
    ],
)
def test_the_link_is_the_shortest_path_among_the_aliases_else_the_start_page(
    aliases: str, ja: str, en: str, tmp_path: Path
) -> None:
    root = broken(tmp_path, more=f"aliases: {aliases}")
    host = "https://status.todai.example"
    assert one(root, "2026-11-20-parcels", "ja").sms.endswith(" " + host + ja)
    assert one(root, "2026-11-20-parcels", "en").sms.endswith(" " + host + en)


def test_an_alias_that_leaves_no_room_gives_way_to_the_start_page(tmp_path: Path) -> None:
    short = one(broken(tmp_path, more=f"aliases: [/{'a' * 120}]"), "2026-11-20-parcels")
    assert sms_length(short.sms).fits and short.sms.endswith("https://status.todai.example/en/")


def test_the_short_link_of_the_demonstration_is_a_page_that_leads_on(demonstration: Path) -> None:
    for path in ("p3", "en/p3"):
        assert "incidents/2026-11-18-payment-api/" in (demonstration / path / "index.html").read_text(encoding="utf-8")


def test_under_a_sub_path_the_start_page_keeps_its_slash(tmp_path: Path) -> None:
    toml = FILES["site_src/site.toml"].replace("https://status.todai.example", "https://todai.example/status", 1)
    text = BROKEN.format(title="Parcels", scope="All", more="", body="We look.")
    short = one(site_with(tmp_path, "2026-11-20-parcels", text, toml), "2026-11-20-parcels", "ja")
    assert short.sms.endswith(" https://todai.example/status/")


# What a chat gets.


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)
    elif isinstance(node, str):
        yield node


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


EVIL = {
    "a mention of everybody": "<!channel> <!here|x>",
    "a mention of somebody": "<@U012AB3CD> @here @channel",
    "a link in Slack's way": "<https://evil.example/|status>",
    "a link in Markdown": "[status](https://evil.example/)",
    "emphasis": "*a* _b_ ~c~ `d` **e**",
    "a mention in Teams": "<at>Everyone</at>",
    "a function of cards": "{{DATE(2026-11-20T01:00:00Z, SHORT)}}",
    "an entity": "&lt;!channel&gt; &amp;",
    "quotes and backslashes": '"}],"x":[{"\\u003c',
    "a gap": "{link} {next} %s {0}",
}


@pytest.mark.parametrize("evil", EVIL.values(), ids=EVIL.keys())
def test_what_a_writer_types_is_text_in_every_chat(evil: str, tmp_path: Path) -> None:
    short = one(
        broken(tmp_path, title=f"Down {evil}", scope=f"All {evil}", body=f"We look.\n\n{evil}"), "2026-11-20-parcels"
    )
    payload = chat(short)
    # Slack: nothing but escaped signs, and no mark-up around a writer's words.
    for item in objects(payload["slack"]):
        if item.get("type") in ("plain_text", "mrkdwn"):
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", item["text"])
        if item.get("type") == "mrkdwn":
            assert "Down" not in item["text"] and "All " not in item["text"]
            assert item["verbatim"] is True
    assert not re.search("[<>]", payload["slack"]["text"])
    assert (payload["slack"]["mrkdwn"], payload["slack"]["parse"], payload["slack"]["link_names"]) == (
        False,
        "none",
        False,
    )
    header = payload["slack"]["blocks"][0]["text"]["text"]
    assert header == slack_text(f"Down {evil}")
    # Teams: nothing that reads Markdown, nobody named, nothing filled in.
    card = payload["teams"]["attachments"][0]["content"]
    assert {item["type"] for item in objects(card) if "type" in item} <= {
        "AdaptiveCard",
        "RichTextBlock",
        "TextRun",
        "Action.OpenUrl",
    }
    assert "entities" not in card["msteams"]
    assert not any("{{" in text or "<at>" in text for text in texts(card))
    # LINE: text components, and the one link is ours.
    assert {item["uri"] for item in objects(payload["line"]) if "uri" in item} == {short.link}
    assert {item["url"] for item in objects(payload["slack"]) if "url" in item} == {short.link}
    # What is read back is what was typed.
    assert json.loads(json.dumps(payload, ensure_ascii=False)) == payload
    assert payload["webhook"]["title"] == f"Down {evil}"


def test_control_signs_and_turned_text_never_reach_a_short_form() -> None:
    item = everything()[0]
    # The door refuses them in files; a letter's view could still be made of anything.
    short = short_view(item.context, replace(item.letter, title="Down \u202egnp.exe\u2066\r\n\x00now"))
    for text in (short.sms, short.social, short.heading, *texts(chat(short))):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\r\x00]", text)
    assert "\n" not in short.sms + short.social + short.heading


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_limits(payload: dict[str, Any]) -> None:
    """What the pages of Slack, Microsoft and LINE say that they take."""
    slack, line = payload["slack"], payload["line"]
    assert 1 <= len(slack["blocks"]) <= 50
    for block in slack["blocks"]:
        kind = block["type"]
        assert kind in ("header", "section", "actions", "context")
        if kind == "header":
            assert block["text"]["type"] == "plain_text" and 1 <= len(block["text"]["text"]) <= 150
        if kind == "section":
            assert ("text" in block) != ("fields" in block)
            assert len(block.get("text", {}).get("text", "x")) in range(1, 3001)
            assert len(block.get("fields", [0])) in range(1, 11)
            assert all(1 <= len(field["text"]) <= 2000 for field in block.get("fields", ()))
        if kind == "actions":
            button = block["elements"][0]
            assert len(button["text"]["text"]) <= 75 and len(button["url"]) <= 3000
        if kind == "context":
            assert 1 <= len(block["elements"]) <= 10
    assert slack["text"]
    assert len(json.dumps(payload["teams"], ensure_ascii=False).encode()) < 28_000
    attachment = payload["teams"]["attachments"][0]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (attachment["content"]["type"], attachment["content"]["version"]) == ("AdaptiveCard", "1.5")
    (message,) = line["messages"]
    assert message["type"] == "flex" and 1 <= utf16(message["altText"]) <= 400
    assert len(json.dumps(message["contents"], ensure_ascii=False).encode()) < 30_000
    for item in objects(message["contents"]):
        if item.get("type") == "text":
            assert item["text"].strip() and item["wrap"] is True
        if item.get("type") == "uri":
            assert utf16(item["label"]) <= 20 and len(item["uri"]) <= 1000


def test_every_card_of_the_demonstration_keeps_to_what_the_chats_take() -> None:
    for item in everything():
        check_limits(chat(item.short))


def test_a_card_of_very_long_texts_still_keeps_to_it(tmp_path: Path) -> None:
    long = "あ" * 900
    more = f"actions: {long}\nsuspended: {long}"
    root = broken(tmp_path, title="題" * 400, scope=long, body=long * 5, more=more)
    payload = chat(one(root, "2026-11-20-parcels"))
    check_limits(payload)
    assert payload["slack"]["blocks"][0]["text"]["text"].endswith("…")


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_colours_of_a_line_message_can_be_read() -> None:
    payload = chat(everything()[0].short)["line"]
    inks = {item["color"] for item in objects(payload) if "color" in item}
    papers = {item["backgroundColor"] for item in objects(payload) if "backgroundColor" in item}
    assert len(inks) == 3 and papers == {"#FFFFFF"}
    for ink in inks:
        assert 1.05 / (luminance(ink) + 0.05) >= 4.5, ink


# What a program gets.


def test_the_webhooks_document_keeps_to_its_schema() -> None:
    assert validator_for(SCHEMA) is Draft202012Validator
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["letter"]["enum"] == [kind.value for kind in LetterKind]
    validator = Draft202012Validator(SCHEMA)
    for item in everything():
        document = item.short.webhook
        assert list(validator.iter_errors(document)) == [], document
        assert list(document) == SCHEMA["required"]


def test_no_two_messages_have_the_same_id() -> None:
    ids = [item.short.webhook["id"] for item in everything()]
    assert len(ids) == len(set(ids))


def test_its_facts_are_those_of_the_page() -> None:
    compared = 0
    for item in everything():
        course = item.context.archive.by_id[item.letter.incident]
        document = item.short.webhook
        if document["update"] != course.steps[-1].update.id or document["letter"] == "maintenance_reminder":
            continue
        compared += 1
        page = incident_data(item.context, course)
        last = next(update for update in page["updates"] if update["id"] == document["update"])
        for key in ("kind", "status", "impact", "began_at", "ended_at", "window", "url", "language"):
            assert document[key] == page[key], (document["id"], key)
        assert document["title"] == page["title"]["text"]
        assert document["number"] == last["number"]
        assert (document["at"], document["next_update"]) == (last["at"], last["next_update"])
        assert document["eta"] == (page["eta"] if page["open"] else None)
        assert [(found["id"], found["state"]) for found in document["services"]] == [
            (found["id"], found["state"]) for found in page["services"]
        ]
    assert compared > 20


# Files.


def test_the_files_of_an_update_lie_beside_its_letters_and_are_the_same_every_time() -> None:
    short = everything()[0].short
    made = list(short_files(short, f"{short.incident}/{short.update}"))
    assert [file.path.rpartition("/")[2] for file in made] == ["sms.ja.txt", "social.ja.txt", "chat.ja.json"]
    assert made[0].content.decode() == short.sms + "\n"
    document = json.loads(made[2].content)
    assert list(document) == ["slack", "teams", "line", "webhook"]
    again = next(item.short for item in told(CHECKOUT) if item.short.webhook["id"] == short.webhook["id"])
    assert list(short_files(again, f"{short.incident}/{short.update}")) == made


def test_a_reminder_has_files_of_its_own() -> None:
    short = next(item.short for item in everything() if item.letter.name == LetterKind.MAINTENANCE_REMINDER)
    names = [file.path.rpartition("/")[2] for file in short_files(short, "x/incident")]
    assert names[0] == f"maintenance_reminder.sms.{short.lang}.txt"
