"""What a writer typed → the finished letter: who gets it, what keeps it back, its subject and its thread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest
from letter_desk import HERE, contexts, every_letter, finish, views
from small_site import write
from typed_incidents import COMPLETE, instead, typed, without

from noroshi.model.letters import LetterKind
from noroshi.model.problem import Severity
from noroshi.render.letter_files import Finished, mail_of
from noroshi.render.letters import letter_templates
from noroshi.render.theme import TemplateFailure
from noroshi.source.load import load
from noroshi.views.letter import LetterView
from noroshi.wording.rules import apologies, findings

LATER = datetime.fromisoformat("2027-06-01T00:00:00+09:00")
SITE = """\
name = {ja = "灯台便 稼働状況", en = "Todai Post Status"}
url = "https://status.todai.example"
languages = ["ja", "en"]
timezone = "Asia/Tokyo"

[organisation]
company = {ja = "株式会社灯台便", en = "Todai Post, Inc."}

[contact]
name = {ja = "灯台便サポート", en = "Todai Post Support"}
responsible = {ja = "サポート責任者　灯 太郎", en = "Taro Akari, Head of Support"}
phone = "0120-000-000"
email = "support@todai.example"
hours = {ja = "平日9時から18時", en = "Weekdays, 9:00 to 18:00"}

[mail]
from = "status@todai.example"
list_id = "status.todai.example"
unsubscribe = "https://todai.example/stop"

[feeds]
authority = "status.todai.example,2026"

[[audiences]]
id = "customers"
salutation = {ja = "お客様各位", en = "Customers"}

[[services]]
id = "payment-api"
name = {ja = "決済API", en = "Payments API"}

[[services]]
id = "dashboard"
name = {ja = "管理画面", en = "Dashboard"}
"""
TWO = SITE.replace(
    "[[services]]",
    """\
[[audiences]]
id = "partners"
salutation = {ja = "お取引先各位", en = "Partners"}
letters = ["report", "maintenance", "data_recovery"]

[[services]]""",
    1,
)
JA = "11月18日（水）13:42頃から、カード決済のおよそ3割が失敗しております。"
EN = "About 3 in 10 card payments have been failing since about 13:42 JST."


def opened(ja: str = JA, en: str = EN) -> str:
    """The first word on an incident, with its body in both languages."""
    return f"""\
{COMPLETE["opened"]}--
{ja}

== incident.en.md
title: Card payments are failing
scope: about 3 in 10 card payments
unaffected: refunds and the dashboard
data: payments that failed are not charged
request: check a payment before you send it again
--
{en}
"""


OPENED = opened()
_DESK = """\
contact: {name: 専用窓口, responsible: 灯 太郎, phone: 0120-111-111, hours: 毎日9時から18時, until: 2027-05-31}
"""
WRITTEN = {kind: text.replace("personal_data:\n", _DESK + "personal_data:\n", 1) for kind, text in COMPLETE.items()}
"""Complete incidents whose desk for personal data is complete too."""


def site(root: Path, text: str, settings: str = SITE, **more: str) -> Path:
    """A site with one incident, ``a``; ``more``: others by their names."""
    write(root, "site_src/site.toml", settings)
    for incident, said in {"a": text, **more}.items():
        for name, content in typed(said).items():
            write(root, f"incidents/{incident}/{name}", content)
    assert [problem for problem in load(root).problems if problem.severity is Severity.ERROR] == []
    return root


def letters(root: Path, lang: str = "ja", incident: str = "a") -> list[Finished]:
    """Every letter of an incident in one language, finished."""
    (context,) = (item for item in contexts(root, LATER) if item.tag == lang)
    return [finish(context, view, root) for view in views(context, incident)]


def view_of(letter: Finished) -> LetterView:
    assert isinstance(letter.view, LetterView)
    return letter.view


def message(letter: Finished) -> Message:
    return message_from_bytes(mail_of(letter, "<p>x</p>"), policy=default)


# ---- not ready


def test_what_is_missing_stands_in_the_subject_on_top_at_its_place_and_in_a_header(tmp_path: Path) -> None:
    text = without(without(OPENED, "scope"), "data")
    text = without(without(text, "scope"), "data")
    root = site(tmp_path, text)
    (letter,) = letters(root)
    assert letter.not_ready == ("scope", "data")
    assert letter.subject.startswith("【未完成】【重要】【第1報】決済API")
    head, _, rest = letter.text.partition("\n\n")
    assert head == (
        "【この手紙は、まだ送れません】\n・影響範囲（scope）が書かれていません。\n"
        "・データと請求への影響（data）が書かれていません。"
    )
    assert "■ 影響\n　【未記入：影響範囲（scope）】\n" in rest
    assert message(letter)["X-Noroshi-Not-Ready"] == "scope, data"
    (letter,) = letters(root, "en")
    assert letter.not_ready == ("scope", "data")
    assert letter.subject.startswith("[NOT READY] ")
    assert letter.text.startswith("[This letter cannot be sent yet]\n- ")
    assert "[missing: What is affected (scope)]" in letter.text


def test_a_letter_that_lacks_nothing_bears_no_mark(tmp_path: Path) -> None:
    root = site(tmp_path, OPENED)
    for lang in ("ja", "en"):
        (letter,) = letters(root, lang)
        assert (letter.not_ready, letter.notes) == ((), ())
        assert "X-Noroshi-Not-Ready" not in message(letter)
        assert "未" not in letter.subject + letter.text and "missing" not in letter.text
        assert "NOT READY" not in letter.subject


def test_unknown_and_none_are_said_in_the_words_of_their_language(tmp_path: Path) -> None:
    text = instead(instead(instead(OPENED, "eta", "unknown"), "data", "unknown"), "request", "none")
    root = site(tmp_path, text.replace("\ndata: payments that failed are not charged", "").replace(
        "\nrequest: check a payment before you send it again", ""
    ))  # fmt: skip
    (ja,) = letters(root)
    (en,) = letters(root, "en")
    for said in (
        "■ 原因\n　調査中です。",
        "代わりの手段はございません。",
        "お客様による操作は必要ありません。",
        "未定です",
    ):
        assert said in ja.text
    assert "■ データと請求への影響\n　確認中です。" in ja.text
    assert "do not know the cause yet" in en.text
    assert "There is no workaround." in en.text
    assert ja.is_ready and en.is_ready


def test_an_unknown_expectation_without_a_next_word_is_not_ready(tmp_path: Path) -> None:
    root = site(tmp_path, without(instead(OPENED, "eta", "unknown"), "next_update"))
    for lang in ("ja", "en"):
        (letter,) = letters(root, lang)
        assert "next_update" in letter.not_ready


def test_a_time_that_is_over_is_marked_where_it_would_be_told(tmp_path: Path) -> None:
    root = site(tmp_path, instead(OPENED, "eta", "2026-11-18 13:50"))
    (ja,) = letters(root)
    (en,) = letters(root, "en")
    assert ja.not_ready == en.not_ready == ("eta",)
    assert "13:50頃の復旧を見込んで" not in ja.text
    assert "■ 復旧見込み\n　【" in ja.text
    assert "eta" in ja.notes[0] and "eta" in en.notes[0]


def test_what_nobody_translated_keeps_back_the_letter_of_that_language_alone(tmp_path: Path) -> None:
    root = site(tmp_path, OPENED.replace("\nscope: about 3 in 10 card payments", ""))
    (ja,) = letters(root)
    (en,) = letters(root, "en")
    assert ja.is_ready
    assert en.not_ready == ("scope.en",)
    assert "(scope)" in en.notes[0] and "en" in en.notes[0]
    (en,) = letters(site(tmp_path / "none", WRITTEN["opened"]), "en")
    assert set(en.not_ready) == {"title.en", "body.en", "scope.en", "unaffected.en", "data.en", "request.en"}


def test_a_text_of_site_toml_that_is_one_for_all_languages_is_translated(tmp_path: Path) -> None:
    settings = SITE.replace('{ja = "平日9時から18時", en = "Weekdays, 9:00 to 18:00"}', '"9:00–18:00"')
    (en,) = letters(site(tmp_path / "one", OPENED, settings), "en")
    assert en.is_ready
    settings = SITE.replace(', en = "Weekdays, 9:00 to 18:00"', "")
    (en,) = letters(site(tmp_path / "ja", OPENED, settings), "en")
    assert en.not_ready == ("contact.hours.en",)


def test_what_a_letter_does_not_print_need_not_be_translated_for_it(tmp_path: Path) -> None:
    """English letters have no salutation, and only reports and desks of their own name a person."""
    settings = SITE.replace(', en = "Customers"', "").replace(', en = "Taro Akari, Head of Support"', "")
    settings = settings.replace("[contact]", 'signatory = {ja = "灯 太郎"}\n\n[contact]')
    (en,) = letters(site(tmp_path / "opened", OPENED, settings), "en")
    assert en.is_ready, en.notes
    text = OPENED + "".join(
        f"== {name}.en.md\n--\nIt is over.\n" for name in ("02-resolved", "04")
    ) + "== 02-resolved.md\nat: 2026-11-18 17:40\nrequest: none\nreport_by: none\n"  # fmt: skip
    report = COMPLETE["report"].partition("== report.md")[2]
    text += f"== report.md{report}== 04.md\nat: 2026-11-26 10:00\n"
    found = letters(site(tmp_path / "report", text, settings), "en")
    assert [letter.is_ready for letter in found] == [True, True, False, True], found[3].notes
    assert {"why_so_long.en", "organisation.signatory.en"} <= set(found[2].not_ready)


@pytest.mark.parametrize(
    ("lang", "rule", "said"),
    [
        ("ja", "J01", "ご覧になられたお客様は、ご連絡ください。"),
        ("ja", "J03", "ご迷惑をおかけした場合は、ご連絡ください。"),
        ("ja", "J08", "先ほどから失敗しております。"),
        ("ja", "J09", "25:00から失敗しております。"),
        ("ja", "J10", "次回は15:15頃にお知らせします。"),
        ("ja", "J11", "外部の攻撃が原因と思われます。"),
        ("ja", "J14", "再発防止に努めてまいります。"),
        ("ja", "J16", "情報の流出は一切ございません。"),
        ("ja", "J17", "カード決済の3割が失敗した。"),
        ("ja", "J19", "〇〇の決済が失敗しております。"),
        ("en", "E01", "We are here if you have any inconvenience."),
        ("en", "E02", "It has been failing since midnight."),
        ("en", "E04", "We will write again shortly."),
        ("en", "E07", "Dear customers, payments are failing."),
        ("en", "E09", "This is probably a fault of the network."),
        ("en", "E19", "Payments are failing for [number] shops."),
    ],
)
def test_words_that_cannot_stand_keep_a_letter_back_and_say_what_to_write(
    tmp_path: Path, lang: str, rule: str, said: str
) -> None:
    text = opened(ja=f"{JA}{said}") if lang == "ja" else opened(en=f"{EN} {said}")
    (letter,) = letters(site(tmp_path, text), lang)
    assert letter.not_ready == (f"wording.{rule}",)
    (note,) = letter.notes
    finding = next(item for item in findings(letter.text.partition("\n\n")[2], lang) if item.rule == rule)
    assert finding.found in note and finding.advice(lang).instead in note
    assert letter.text.partition("\n\n")[0].endswith(note)
    assert message(letter)["X-Noroshi-Not-Ready"] == f"wording.{rule}"


def test_words_that_could_be_better_are_shown_and_keep_nothing_back(tmp_path: Path) -> None:
    (letter,) = letters(site(tmp_path, opened(ja=f"{JA}全力で復旧しております。")))
    assert letter.is_ready
    assert [item.rule for item in letter.doubts] == ["J13"]


def test_a_title_that_cannot_stand_keeps_the_letter_back_too(tmp_path: Path) -> None:
    (letter,) = letters(
        site(tmp_path, OPENED.replace("Card payments are failing", "Card payments are probably failing")), "en"
    )
    assert letter.not_ready == ("wording.E09",)


# ---- apologies


@pytest.mark.parametrize(
    ("lang", "said", "ours"),
    [
        ("ja", "ご不便をおかけし、申し訳ございません。", "ご迷惑をおかけしており、申し訳ございません。"),
        ("en", "We are very sorry.", "We are sorry."),
        ("en", "We’re sorry about that.", "We are sorry."),
    ],
)
def test_a_body_that_apologises_takes_the_place_of_our_apology(tmp_path: Path, lang: str, said: str, ours: str) -> None:
    (plain,) = letters(site(tmp_path / "plain", OPENED), lang)
    assert ours in plain.text
    (letter,) = letters(site(tmp_path / "own", opened(ja=JA + said, en=f"{EN} {said}")), lang)
    assert said in letter.text and ours not in letter.text
    assert letter.is_ready and apologies(letter.text, lang) == 1


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ja", "申し訳ございません。ご迷惑をおかけしており、お詫び申し上げます。"),
        ("en", "We are sorry. We apologise for the wait."),
    ],
)
def test_two_apologies_are_one_too_many(tmp_path: Path, lang: str, said: str) -> None:
    (letter,) = letters(site(tmp_path, opened(ja=said, en=said)), lang)
    assert letter.not_ready == ("wording.apologies",)
    assert "2" in letter.notes[0]


@pytest.mark.parametrize("kind", [kind.value for kind in LetterKind])
def test_every_letter_apologises_once_or_not_at_all(tmp_path: Path, kind: str) -> None:
    never = {
        *("maintenance_scheduled", "maintenance_reminder", "maintenance_started", "maintenance_postponed"),
        *("maintenance_completed", "maintenance_cancelled", "data_recovery_estimate", "continuity", "announcement"),
        # Nothing that was expected has moved: neither the end of the incident nor a measure.
        *("progress", "recovering"),
    }
    letter = next(item for item in reversed(letters(site(tmp_path, WRITTEN[kind]))) if item.view.name == kind)
    assert apologies(letter.text, "ja") == (kind not in never)


def test_a_moved_expectation_and_a_late_cancellation_apologise(tmp_path: Path) -> None:
    later = instead(WRITTEN["opened"], "next_update", "+1h") + (
        "== 02-identified.md\nat: 2026-11-18 14:45\neta: 2026-11-18 17:00\nnext_update: +1h\n"
    )
    (_, moved) = letters(site(tmp_path / "moved", later))
    assert apologies(moved.text, "ja") == 1
    sooner = later.replace("eta: 2026-11-18 17:00", "eta: 2026-11-18 15:00")
    (_, moved) = letters(site(tmp_path / "sooner", sooner))
    assert apologies(moved.text, "ja") == 0
    late = WRITTEN["maintenance_cancelled"].replace("at: 2026-12-02 10:00", "at: 2026-12-09 12:00")
    assert apologies(letters(site(tmp_path / "late", late))[-1].text, "ja") == 1


# ---- audiences


def to(letters: list[Finished]) -> list[tuple[str, str]]:
    return [(view_of(letter).name, view_of(letter).audience) for letter in letters]


def test_an_audience_gets_the_kinds_and_the_families_that_it_wants(tmp_path: Path) -> None:
    root = site(
        tmp_path,
        WRITTEN["report"],
        TWO,
        b=WRITTEN["maintenance_scheduled"],
        c=WRITTEN["data_recovery_estimate"],
    )
    assert to(letters(root)) == [
        *(("opened", "customers"), ("restored", "customers"), ("report", "customers"), ("report", "partners"))
    ]
    assert to(letters(root, incident="b")) == [
        *(("maintenance_scheduled", "customers"), ("maintenance_scheduled", "partners")),
        *(("maintenance_reminder", "customers"), ("maintenance_reminder", "partners")),
    ]
    assert ("data_recovery_estimate", "partners") in to(letters(root, incident="c"))


def test_an_incident_may_be_for_one_audience_alone(tmp_path: Path) -> None:
    root = site(tmp_path, WRITTEN["maintenance_scheduled"] + "audience: partners\n", TWO)
    assert {audience for _, audience in to(letters(root))} == {"partners"}


@pytest.mark.parametrize("kind", ["security_opened", "security_progress", "security_measures", "correction"])
def test_who_is_concerned_is_told_whatever_they_asked_for(tmp_path: Path, kind: str) -> None:
    root = site(tmp_path, WRITTEN[kind], TWO)
    found = [letter for letter in letters(root) if letter.view.name == kind]
    assert [audience for _, audience in to(found)] == ["customers", "partners"]
    for letter in found:
        headers = message(letter)
        assert not {"List-Unsubscribe", "List-Unsubscribe-Post", "List-Id"} & set(headers)
        assert "配信停止のお申し出にかかわらず" in letter.text
        assert "https://todai.example/stop" not in letter.text
    for letter in letters(root, "en"):
        if letter.view.name == kind:
            assert "https://todai.example/stop" not in letter.text
            assert "including people who have stopped our other messages" in letter.text


def test_other_letters_say_how_to_stop_them(tmp_path: Path) -> None:
    root = site(tmp_path, OPENED)
    for lang in ("ja", "en"):
        (letter,) = letters(root, lang)
        assert message(letter)["List-Unsubscribe"] == "<https://todai.example/stop>"
        assert message(letter)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "https://todai.example/stop" in letter.text


def test_the_salutation_is_that_of_the_audience_and_stands_once(tmp_path: Path) -> None:
    root = site(tmp_path, WRITTEN["report"], TWO)
    for letter in letters(root):
        own = {"customers": "お客様各位", "partners": "お取引先各位"}[view_of(letter).audience]
        other = {"お客様各位": "お取引先各位", "お取引先各位": "お客様各位"}[own]
        assert letter.text.removeprefix("\n").count(own) == 1
        assert other not in letter.text


def test_a_person_and_a_department_are_addressed_as_typed(tmp_path: Path) -> None:
    for name, line in (
        ("person", "株式会社青葉／情報システム部　佐藤 様"),
        ("department", "株式会社青葉　経理部 御中"),
    ):
        settings = SITE.replace('{ja = "お客様各位", en = "Customers"}', f'{{ja = "{line}", en = "Aoba"}}')
        (letter,) = letters(site(tmp_path / name, OPENED, settings))
        assert letter.is_ready
        assert letter.text.startswith(line + "\n")


def test_data_held_for_a_client_is_told_to_the_client(tmp_path: Path) -> None:
    text = WRITTEN["security_opened"]
    (own,) = letters(site(tmp_path / "own", text))
    (client,) = letters(site(tmp_path / "client", instead(text, "personal_data.role", "entrusted")))
    assert own.is_ready and client.is_ready
    assert own.text != client.text and "お預かり" in client.text


# ---- subjects

SHIPPED = [(context, view) for context in contexts(HERE) for _, view in every_letter(context)]
LONG = (
    SITE.replace("決済API", "オンライン決済の承認と返金のための接続窓口（旧システム）")
    .replace("Payments API", "The interface through which your own system authorises and refunds")
    .replace("管理画面", "オンライン決済の取引と入金を確かめるための画面")
    .replace("Dashboard", "The pages on which you see your payments and what we pay out to you")
)
LONG_TITLE = "オンライン決済の承認と返金が、一部の経路で、通常より長い時間がかかったのちに失敗しております"
LONG_ENGLISH = (
    "== incident.en.md\ntitle: Authorisations and refunds take much longer than usual and then fail for 3 in 10 shops\n"
)


def judge_subject(letter: Finished, what: str) -> None:
    """The rules of docs/letters.md, "Subject"."""
    view, subject = view_of(letter), letter.subject.removeprefix(letter.view.not_ready_mark)
    assert subject == subject.strip() and "  " not in subject
    if view.lang == "en":
        assert len(subject) <= 78, subject
        assert letter.subject.isascii() or "…" in subject or not letter.is_ready
        return
    assert len(subject) <= 50, subject
    assert subject.count("【") <= 2
    assert not (view.number > 1 and "発生の" in subject), subject
    assert ("【重要】" in subject) <= view.is_important
    if what and view.lang == "ja":
        assert subject.find(what[:4]) in range(20), subject


def test_subjects_of_the_demonstration_are_short_and_name_the_service_early() -> None:
    templates = letter_templates(HERE)
    for _, view in SHIPPED:
        text = templates.letter(view, frozenset(term for term, _ in view.terms))
        letter = Finished(view, text.subject, text.text)
        judge_subject(letter, view.what if view.kind in ("incident", "maintenance") else "")


@pytest.mark.parametrize("kind", [kind.value for kind in LetterKind])
def test_subjects_hold_with_the_longest_names(tmp_path: Path, kind: str) -> None:
    root = site(tmp_path, instead(WRITTEN[kind], "title", LONG_TITLE) + LONG_ENGLISH, LONG)
    for lang in ("ja", "en"):
        for letter in letters(root, lang):
            judge_subject(letter, "オンライン" if kind not in ("correction", "continuity") else "")


def test_a_hundredth_report_has_a_subject_as_short(tmp_path: Path) -> None:
    words = "".join(
        f"== {n:03}.md\nat: 2026-11-{18 + n // 24:02} {n % 24:02}:00\nnext_update: +2h\n" for n in range(15, 115)
    )
    root = site(tmp_path, instead(WRITTEN["opened"], "eta", "unknown") + words, LONG)
    context = contexts(root, LATER)[0]
    letter = finish(context, views(context, "a")[-1], root)
    assert letter.subject.startswith("【重要】【第101報】オンライン決済")
    judge_subject(letter, "オンライン")


def test_only_the_first_word_on_an_incident_says_that_it_began(tmp_path: Path) -> None:
    first, second = letters(site(tmp_path, WRITTEN["progress"]))
    assert first.subject == "【重要】【第1報】決済API 障害発生のお知らせ（11/18）"
    assert second.subject.startswith("【重要】【第2報】決済API") and "発生" not in second.subject


# ---- threads


THREE = (
    WRITTEN["opened"]
    + "== 02-identified.md\nat: 2026-11-18 14:45\nnext_update: +1h\n"
    + "== 03-resolved.md\nat: 2026-11-18 15:40\nrequest: none\nreport_by: none\n"
)


def threads(messages: list[Message]) -> dict[str, str]:
    """Message → the message under which a mail reader hangs it: the last of References that it has (JWZ)."""
    known = {str(message["Message-ID"]) for message in messages}
    found = {}
    for message in messages:
        names = str(message.get("References", "")).split() or str(message.get("In-Reply-To", "")).split()
        found[str(message["Message-ID"])] = next((name for name in reversed(names) if name in known), "")
    return found


def root_of(parents: Mapping[str, str], name: str) -> str:
    while parents[name]:
        name = parents[name]
    return name


def test_the_letters_of_an_incident_are_one_thread(tmp_path: Path) -> None:
    mails = [message(letter) for letter in letters(site(tmp_path, THREE))]
    first, second, third = (str(mail["Message-ID"]) for mail in mails)
    assert "In-Reply-To" not in mails[0] and "References" not in mails[0]
    assert str(mails[1]["In-Reply-To"]) == first
    assert str(mails[2]["In-Reply-To"]) == second
    assert str(mails[2]["References"]).split() == [first, second]
    parents = threads(mails)
    assert [parents[name] for name in (first, second, third)] == ["", first, second]
    # A reader that lost the second, or whose owner joined late.
    assert threads([mails[0], mails[2]])[third] == first
    assert threads(mails[2:])[third] == ""


def test_a_long_incident_stays_one_thread_and_its_headers_short(tmp_path: Path) -> None:
    words = "".join(f"== {n}.md\nat: 2026-11-18 {n}:30\nnext_update: +1h\n" for n in range(14, 24))
    words += "".join(f"== {n + 30}.md\nat: 2026-11-19 0{n}:30\nnext_update: +1h\n" for n in range(10))
    mails = [message(letter) for letter in letters(site(tmp_path, WRITTEN["opened"] + words))]
    ids = [str(mail["Message-ID"]) for mail in mails]
    assert len(set(ids)) == 21
    last = str(mails[-1]["References"]).split()
    assert last == [ids[0], *ids[-8:-1]]
    assert {root_of(threads(mails), name) for name in ids} == {ids[0]}


def test_an_edit_of_the_words_makes_no_second_letter(tmp_path: Path) -> None:
    before = [message(letter)["Message-ID"] for letter in letters(site(tmp_path / "before", THREE))]
    edited = THREE.replace("カード決済の承認のおよそ3割", "カード決済の承認のおよそ2割") + "--\n別の言い方です。\n"
    after = [message(letter)["Message-ID"] for letter in letters(site(tmp_path / "after", edited))]
    assert before == after


def test_every_audience_language_and_letter_has_a_thread_of_its_own(tmp_path: Path) -> None:
    root = site(tmp_path, WRITTEN["security_measures"] + "", TWO, b=THREE)
    mails = [
        message(letter) for lang in ("ja", "en") for incident in ("a", "b") for letter in letters(root, lang, incident)
    ]
    ids = [str(mail["Message-ID"]) for mail in mails]
    assert len(ids) == len(set(ids)) == 2 * (2 * 2 + 3)
    assert all(re.fullmatch(r"<[0-9a-f]{24}\.(ja|en)@status\.todai\.example>", name) for name in ids)
    parents = threads(mails)
    assert len({root_of(parents, name) for name in ids}) == 2 * (2 + 1)


def test_an_audience_that_joins_a_thread_late_answers_nothing_it_never_got(tmp_path: Path) -> None:
    found = letters(site(tmp_path, WRITTEN["report"], TWO))
    (partners,) = (letter for letter in found if view_of(letter).audience == "partners")
    assert "In-Reply-To" not in message(partners)
    customers = [letter for letter in found if view_of(letter).audience == "customers"]
    assert len(str(message(customers[-1])["References"]).split()) == 2


def test_the_id_of_a_reminder_changes_with_the_start_alone(tmp_path: Path) -> None:
    def reminder(name: str, text: str) -> Message:
        found = letters(site(tmp_path / name, text))
        return message(next(letter for letter in found if letter.view.name == "maintenance_reminder"))

    text = WRITTEN["maintenance_scheduled"]
    plain = reminder("plain", text)
    assert plain["Date"].datetime.isoformat() == "2026-12-08T23:00:00+09:00"
    assert reminder("end", instead(text, "window.end", "2026-12-10 05:00"))["Message-ID"] == plain["Message-ID"]
    moved = reminder("start", instead(text, "window.start", "2026-12-09 22:00"))
    assert moved["Message-ID"] != plain["Message-ID"]
    assert str(plain["References"]).split()[0] == str(moved["References"]).split()[0]


def test_the_date_is_that_of_the_update(tmp_path: Path) -> None:
    dates = [message(letter)["Date"].datetime.isoformat() for letter in letters(site(tmp_path, THREE))]
    assert dates == [f"2026-11-18T{clock}:00+09:00" for clock in ("14:00", "14:45", "15:40")]


# ---- a site's own wording


def test_a_site_replaces_the_text_of_one_letter(tmp_path: Path) -> None:
    root = site(tmp_path, THREE)
    write(
        root, "site_src/letters/ja/opened.txt.j2", "件名: 【速報】{{ what }}について\n\n{{ body.first }}\n{{ page }}\n"
    )
    first, second, _ = letters(root)
    assert first.subject == "【速報】決済APIについて"
    assert first.text == "お知らせします。\nhttps://status.todai.example/incidents/a/\n"
    assert second.subject.startswith("【重要】【第2報】")
    assert letters(root, "en")[0].text.count("\n") > 10


def test_a_part_that_letters_share_is_replaced_in_all_of_them(tmp_path: Path) -> None:
    root = site(tmp_path, THREE)
    write(root, "site_src/letters/ja/_signature.txt.j2", "灯台便\n")
    assert all(letter.text.endswith("\n灯台便\n") for letter in letters(root))


def test_the_rules_judge_a_text_of_the_site_too(tmp_path: Path) -> None:
    root = site(tmp_path, OPENED)
    write(root, "site_src/letters/ja/opened.txt.j2", "件名: 【速報】{{ what }}について\n\nお取引先各位様\n")
    (letter,) = letters(root)
    assert letter.not_ready == ("wording.J01",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("お知らせ\n\n本文\n", 1),
        ("件名：全角のコロン\n\n本文\n", 1),
        ("件名: 空行がない\n本文\n", 1),
        ("", 1),
        ("件名: x\n\n{{ scpoe }}\n", 3),
        ("件名: x\n\n{% if scope %}\n", 3),
        ("件名: x\n\n\n{{ 1 / 0 }}\n", 4),
        ("件名: x\n\n{% include 'ja/opened.txt.j2' %}\n", 3),
        ("件名: x\n\n{% include 'ja/nowhere.txt.j2' %}\n", 3),
    ],
)
def test_a_text_that_cannot_be_printed_names_itself_and_its_line(tmp_path: Path, text: str, line: int) -> None:
    root = site(tmp_path, OPENED)
    write(root, "site_src/letters/ja/opened.txt.j2", text)
    with pytest.raises(TemplateFailure) as failure:
        letters(root)
    assert (failure.value.template, failure.value.line) == ("site_src/letters/ja/opened.txt.j2", line)
    assert failure.value.reason


def test_a_fault_in_a_shared_part_is_told_of_that_part(tmp_path: Path) -> None:
    root = site(tmp_path, OPENED)
    write(root, "site_src/letters/ja/_signature.txt.j2", "灯台便\n{{ phon }}\n")
    with pytest.raises(TemplateFailure) as failure:
        letters(root)
    assert (failure.value.template, failure.value.line) == ("site_src/letters/ja/_signature.txt.j2", 2)
