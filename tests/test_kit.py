"""The kit of those who answer customers: what it says, what it keeps back, and replies that can be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from letter_desk import HERE, contexts, demonstration
from small_site import write

from noroshi.model.archive import archive, as_of
from noroshi.render.kit import Reply, kit_files, kit_text, replies
from noroshi.render.letters import SUBJECTS, letter_templates
from noroshi.views.context import Context
from noroshi.views.kit import REPLIES, KitView, kit_view
from noroshi.views.working_days import next_working_day
from noroshi.wording.rules import findings

OPEN = "2026-11-21-payment-link-3ds"
WATCHED = "2026-11-20-dashboard-slow"
OVER = "2026-11-18-payment-api"
CORRECTED = "2026-11-16-price-mail"
SECURITY = "2026-08-19-support-mail-security"
LOST = "2026-04-08-file-storage-loss"
MOMENTS = [
    (OPEN, "2026-11-21T13:30"),
    (OPEN, "2026-11-21T15:05"),
    (OPEN, "2026-11-21T17:00"),
    (WATCHED, "2026-11-21T15:05"),
    (OVER, "2026-11-21T15:05"),
    (OVER, "2026-11-27T15:05"),
    (CORRECTED, "2026-11-16T14:00"),
    (CORRECTED, "2026-11-21T15:05"),
    (SECURITY, "2026-08-19T12:30"),
    (SECURITY, "2026-08-19T18:00"),
    (SECURITY, "2026-08-22T12:30"),
    (SECURITY, "2026-09-12T12:30"),
    (SECURITY, "2026-09-20T12:30"),
    (LOST, "2026-04-09T12:00"),
]
SLOTS = {
    "ja": {"〔お客様のお名前〕", "〔ご質問の要約〕", "〔受付番号〕", "〔担当者名〕"},
    "en": {"〔customer's name〕", "〔summary of the question〕", "〔case number〕", "〔your name〕"},
}


@dataclass(frozen=True)
class Kit:
    view: KitView
    text: str
    replies: tuple[Reply, ...]

    def reply(self, name: str, variant: str) -> str:
        """Subject and text."""
        found = next(item for item in self.replies if (item.name, item.variant) == (name, variant))
        return found.document(SUBJECTS[self.view.lang])


@cache
def languages(root: Path, now: str) -> dict[str, Context]:
    """The site at a moment of its own clock, in each of its languages."""
    return {item.tag: item for item in contexts(root, datetime.fromisoformat(now + "+09:00"))}


@cache
def kit(incident: str, now: str, lang: str = "ja", root: Path = HERE) -> Kit | None:
    context = languages(root, now)[lang]
    view = kit_view(context, context.archive.by_id[incident])
    templates = letter_templates(root)
    return Kit(view, kit_text(templates, view), replies(templates, view)) if view is not None else None


def of(incident: str, now: str = "2026-11-21T15:05", lang: str = "ja", root: Path = HERE) -> Kit:
    found = kit(incident, now, lang, root)
    assert found is not None
    return found


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("incident", "now"), MOMENTS)
def test_the_wording_rules_find_nothing_in_any_reply(incident: str, now: str, lang: str) -> None:
    found = of(incident, now, lang)
    for reply in found.replies:
        text = reply.document(SUBJECTS[lang])
        terms = frozenset(term for term, _ in found.view.letter.terms)
        assert findings(text, lang, terms) == (), (reply.name, reply.variant)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("incident", "now"), MOMENTS)
def test_every_reply_apologises_once_but_thanks_do_not(incident: str, now: str, lang: str) -> None:
    for reply in of(incident, now, lang).replies:
        assert reply.letter.apologies == (reply.name != "reply_thanks"), (reply.name, reply.variant)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("incident", "now"), MOMENTS)
def test_the_only_gaps_are_the_four_slots(incident: str, now: str, lang: str) -> None:
    found = of(incident, now, lang)
    for reply in found.replies:
        text = reply.document(SUBJECTS[lang])
        assert set(re.findall("〔[^〕]*〕", text)) == SLOTS[lang]
        assert not re.search(r"None|\{\{|、、|。。|未記入|\n{3}|：\n|: \n", text), text
    assert not re.search(r"None\b(?! of)|\{\{|Undefined", found.text)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("incident", "now"), MOMENTS)
def test_a_japanese_subject_is_short_and_every_reply_opens_with_the_question(
    incident: str, now: str, lang: str
) -> None:
    for reply in of(incident, now, lang).replies:
        if lang == "ja":
            assert len(reply.letter.subject) <= 50
        opening = reply.letter.text[:160]
        assert "〔ご質問の要約〕" in opening or "〔summary of the question〕" in opening


def test_the_variant_that_holds_now_stands_first_and_the_other_only_with_its_facts() -> None:
    assert of(OPEN).view.variants == ("before", "unaffected")
    assert of(OVER).view.variants == ("after", "unaffected")
    before = of(OPEN).text
    assert "**いま使う返信文**：「復旧前」" in before
    assert "「復旧後」の返信文は、復旧した時刻がまだないため、ありません。" in before
    assert "決済APIの障害は、11月18日（水）17:24頃に復旧いたしました。" in of(OVER).reply("reply_answer", "after")
    for name in REPLIES:
        assert of(OPEN).reply(name, "before")


def test_nobody_is_told_to_be_unaffected_while_the_scope_is_unknown() -> None:
    assert of(SECURITY, "2026-08-19T12:30").view.variants == ("before",)
    assert "「対象ではない」と答えないでください" in of(SECURITY, "2026-08-19T12:30").text
    assert of(SECURITY, "2026-08-22T12:30").view.variants == ("before", "unaffected")
    assert "名簿と照らし合わせ" in of(SECURITY, "2026-08-22T12:30").text


def test_it_says_as_of_when_and_which_kit_it_replaces() -> None:
    text = of(OPEN).text
    assert text.index("社外秘・このまま送らないでください") < text.index("内容の時点")
    assert "2026年11月21日（土）14:50現在（第3報まで" in text
    assert "第2報（11月21日（土）14:05）のキットに代わるものです" in text
    assert "これが最初のキットです" in of(OPEN, "2026-11-21T13:30").text


def test_the_order_of_the_kit_is_the_order_in_which_it_is_needed() -> None:
    headings = re.findall(r"^## (.+)$", of(CORRECTED).text, re.MULTILINE)
    assert headings == [
        "上司への報告",
        "概要",
        "お知らせの一覧（二重にお送りしないために）",
        "まだ言ってはいけないこと",
        "引き継ぐとき",
        "返信文",
        "よくあるご質問",
    ]
    assert "上司への報告" not in of(OPEN).text


def test_a_correction_begins_with_the_brief_for_the_superior() -> None:
    brief = of(CORRECTED).text.partition("## 概要")[0]
    for said in (
        "2026年11月16日（月）10:05に送信",
        "「料金改定のお知らせ」",
        "2,406件",
        "（未記入：だれが、どのように",
    ):
        assert said in brief
    assert "個別にお答えすること" in brief
    assert "削除してください" in of(CORRECTED).reply("reply_first", "before")


def test_a_holding_reply_promises_a_time_and_says_what_happens_if_it_is_missed() -> None:
    text = of(OPEN).reply("reply_holding", "before")
    assert "結果は、11月24日（火）17:00までに、このメールへの返信でお知らせいたします。" in text
    assert "それまでに確認が終わらない場合も、同じ時刻までに、状況と新しい期限をお知らせいたします。" in text
    english = of(OVER, lang="en").reply("reply_holding", "after")
    assert "by 17:00 JST (08:00 UTC), Tuesday 24 November." in english


def test_no_reply_promises_a_time_that_has_passed() -> None:
    late = of(OPEN, "2026-11-21T17:00")
    assert late.view.next_is_late
    assert "次のお知らせの時刻（11月21日（土）15:30）を過ぎています" in late.text
    for reply in late.replies:
        assert "15:30" not in reply.letter.text
        assert "16:30頃" not in reply.letter.text or "16:30頃）を過ぎております" in reply.letter.text
    assert "11月25日（水）までに、報告書" not in of(OVER, "2026-11-27T15:05").reply("reply_first", "after")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20T09:00", "2026-11-24T17:00"),
        ("2026-11-21T15:05", "2026-11-24T17:00"),
        ("2026-11-22T23:59", "2026-11-24T17:00"),
        ("2026-11-24T00:00", "2026-11-25T17:00"),
        ("2026-09-18T12:00", "2026-09-24T17:00"),
        ("2027-03-19T12:00", "2027-03-23T17:00"),
    ],
    ids=["Friday", "Saturday", "Sunday", "Tuesday", "Silver Week", "a holiday on a Sunday is made up for"],
)
def test_the_next_working_day_is_never_a_weekend_or_a_national_holiday(now: str, due: str) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    moment = datetime.fromisoformat(now).replace(tzinfo=zone)
    assert next_working_day(moment, zone) == datetime.fromisoformat(due).replace(tzinfo=zone)


def test_of_another_zone_only_weekends_are_known() -> None:
    zone = ZoneInfo("Europe/Berlin")
    friday = datetime(2026, 11, 20, 9, tzinfo=zone)
    assert next_working_day(friday, zone) == datetime(2026, 11, 23, 17, tzinfo=zone)


def test_a_notice_that_comes_soon_is_no_deadline_for_personal_answers() -> None:
    assert of(OPEN).view.next_by is not None
    assert of(OPEN).view.deadline.text == "11月24日（火）17:00"
    assert "次のお知らせが、2時間以上先で、翌営業日の17:00より前なら、その時刻。" in of(OPEN).text
    assert of(WATCHED).view.deadline.text == "11月21日（土）18:00"
    # The next notice is a week away: nobody waits so long for an answer.
    assert of(SECURITY, "2026-08-22T12:30").view.deadline.text == "8月24日（月）17:00"


@pytest.mark.parametrize(("incident", "now"), MOMENTS)
def test_every_deadline_is_a_date_and_a_time(incident: str, now: str) -> None:
    for reply in of(incident, now).replies:
        assert "翌営業日" not in reply.letter.text
    for reply in of(incident, now, "en").replies:
        assert "working day" not in reply.letter.text


def test_what_the_customer_writes_back_has_a_deadline_of_its_own() -> None:
    said = "11月24日（火）17:00までにいただいたご返信には、11月25日（水）17:00までにお答えいたします。"
    assert said in of(OPEN).reply("reply_confirm", "before")
    assert said in of(OPEN).reply("reply_complaint", "before")


def test_it_says_which_holidays_are_known(small_site: Path) -> None:
    assert "国民の祝日を除いた日です。年末年始など、会社の休業日は考えていません。" in of(OPEN).text
    toml = (small_site / "site_src/site.toml").read_text(encoding="utf-8")
    write(small_site, "site_src/site.toml", toml.replace("Asia/Tokyo", "Asia/Seoul"))
    small = of("2026-10-05-tracking-delay", "2026-10-05T09:30", root=small_site)
    assert "祝日は考えていません。" in small.text


def test_thanks_do_not_drown_in_facts() -> None:
    for lang, sign in (("ja", "　・"), ("en", "- ")):
        for incident in (OPEN, OVER, CORRECTED):
            found = of(incident, lang=lang)
            text = re.split("（用語）|The terms", found.reply("reply_thanks", found.view.variants[0]))[0]
            assert 1 <= text.count(f"\n{sign}") <= 2, text
    assert "お待ちいただき、ありがとうございました。" in of(OVER).reply("reply_thanks", "after")


def test_who_did_not_get_the_message_is_told_so_first_and_not_asked_for_it() -> None:
    text = of(CORRECTED, lang="en").reply("reply_confirm", "unaffected")
    assert text.index("we did not send it to you") < text.index("Please reply with")
    assert "message that you got" not in text
    assert "お受け取りになったメール" not in of(CORRECTED).reply("reply_confirm", "unaffected")


def test_a_service_never_stands_bare_in_an_english_sentence() -> None:
    for incident in (OPEN, WATCHED, OVER, LOST):
        found = of(incident, "2026-04-09T12:00" if incident == LOST else "2026-11-21T15:05", "en")
        for name in found.view.letter.service_names:
            for reply in found.replies:
                assert not re.search(rf"\b(?:with|affects|affected|watching|stopped|was) {name}", reply.letter.text)


def test_the_subject_says_what_it_is_about_and_then_which_reply_it_is() -> None:
    subjects = [item.letter.subject for item in of(OVER).replies if item.variant == "after"]
    kinds = [
        "お問い合わせの受付",
        "お問い合わせへの回答",
        "確認のお願い",
        "回答期限のご連絡",
        "ご意見",
        "お詫び",
        "お礼",
    ]
    assert subjects == [f"決済APIの障害について（{kind}、受付番号 〔受付番号〕）" for kind in kinds]


def test_what_must_not_be_said_follows_from_what_is_unknown() -> None:
    first, third = of(OPEN, "2026-11-21T13:30").view.not_yet, of(OPEN).view.not_yet
    assert {"cause", "eta", "data"} <= set(first)
    assert {"cause", "eta", "data"}.isdisjoint(third)
    assert {"fixed", "eta_firm", "credit"} <= set(third)
    assert "fixed" not in of(OVER).view.not_yet
    assert {"count", "misuse", "who"} <= set(of(SECURITY, "2026-08-19T12:30").view.not_yet)
    assert "eta" in of(OPEN, "2026-11-21T17:00").view.not_yet


@pytest.mark.parametrize(("state", "is_kept_back"), [("confirmed", False), ("investigating", True)])
def test_a_cause_that_the_report_tells_may_be_said(small_site: Path, state: str, is_kept_back: bool) -> None:
    write(
        small_site,
        "incidents/2026-11-20-sign-in/incident.md",
        "---\ntitle: ログインできません\nat: 2026-11-20 10:00\nstatus: resolved\nimpact: minor\n"
        "ended_at: 2026-11-20 10:30\n---\n直りました。\n",
    )
    write(
        small_site,
        "incidents/2026-11-20-sign-in/report.md",
        f"---\nat: 2026-11-21 09:00\ncause: 設定の誤り\ncause_state: {state}\n---\n経緯です。\n",
    )
    found = of("2026-11-20-sign-in", root=small_site)
    assert ("cause" in found.view.not_yet) is is_kept_back


def test_security_replies_promise_no_money_and_claim_no_safety() -> None:
    for now in ("2026-08-19T12:30", "2026-09-12T12:30"):
        for reply in of(SECURITY, now).replies:
            assert not re.search("補償|賠償|返金|ご安心", reply.letter.text)


def test_notices_are_listed_with_their_time_and_audience() -> None:
    text = of(OPEN).text
    assert "- 11月21日（土）14:05：第2報　続報 → お客様各位" in text
    assert (
        "- 11月16日（月）10:05：「料金改定のお知らせ」（誤ったお知らせ）→ ライトプランをご契約のお客様"
        in of(CORRECTED).text
    )


def test_it_is_handed_over_to_the_people_of_site_toml_and_a_missing_one_is_marked(small_site: Path) -> None:
    assert "お知らせの責任者：川端 佳奈 |" in of(OPEN).text
    assert "Speaks for us: Kana Kawabata |" in of(OPEN, lang="en").text
    small = of("2026-10-05-tracking-delay", "2026-10-05T10:00", root=small_site)
    assert "（未記入：site.tomlの[roles] lead）" in small.text


def test_a_site_without_much_to_say_has_a_kit_all_the_same(small_site: Path) -> None:
    small = of("2026-10-05-tracking-delay", "2026-10-05T09:30", root=small_site)
    assert "代わりの手段はございません。" in small.reply("reply_first", "before")
    assert "未記入" not in "".join(item.letter.text for item in small.replies)
    assert "（お知らせに書かれていません。答えないでください）" in small.text


def test_what_a_writer_typed_is_no_markup_in_the_kit(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-11-21-x/incident.md",
        "---\ntitle: '<b>[x](y)</b>'\nat: 2026-11-21 11:00\nservices: labels\n"
        "scope: '````<img src=x>'\n---\n停止しています。\n",
    )
    found = of("2026-11-21-x", "2026-11-21T12:00", root=small_site)
    outside = re.sub(r"^(`{3,})text\n.*?^\1$", "", found.text, flags=re.DOTALL | re.MULTILINE)
    assert "# 返信キット：\\<b\\>\\[x\\](y)\\</b\\>" in outside
    assert not re.search(r"(?<!\\)<(?!https)", outside)


def test_the_kit_holds_the_questions_of_the_page() -> None:
    text = of(OPEN, lang="en").text
    assert "**Since when, and when will it be fixed?**" in text
    assert "about 16:30 JST." in text.partition("## Questions and answers")[2]


@pytest.mark.parametrize(
    ("incident", "now"),
    [
        ("2026-02-20-search-false-alarm", "2026-02-21T12:00"),
        (OVER, "2026-12-10T12:00"),
        (CORRECTED, "2026-12-10T12:00"),
        ("2026-05-12-continuity-plan", "2026-05-12T12:00"),
    ],
    ids=["false alarm", "over for long", "corrected long ago", "notice"],
)
def test_there_is_no_kit_where_nobody_asks(incident: str, now: str) -> None:
    assert kit(incident, now) is None


def test_a_rehearsal_has_none_even_where_it_is_shown() -> None:
    now = datetime.fromisoformat("2026-11-05T10:10+09:00")
    shown = next(iter(contexts(HERE, now)))
    drills = archive(as_of(demonstration().incidents, now)[0], now, drills=True)
    drill = drills.by_id["2026-11-05-drill-region"]
    assert drill.is_open
    assert kit_view(replace(shown, archive=drills), drill) is None


def test_a_correction_that_promised_more_is_open_until_it_is_said(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-09-01-mail/incident.md",
        "---\ntitle: 請求のお知らせの誤り\nkind: correction\nat: 2026-09-01 10:00\nnext_update: 2026-12-01 10:00\n"
        "corrects: {subject: 請求のお知らせ, sent_at: 2026-09-01 09:00, to: 全員}\nmistake: 一\n"
        "right: 二\n---\n誤りです。\n",
    )
    assert of("2026-09-01-mail", "2026-11-21T12:00", root=small_site).view.next_by is not None
    assert kit("2026-09-01-mail", "2026-12-02T12:00", root=small_site) is None


def test_a_withdrawn_update_takes_its_kit_with_it(small_site: Path) -> None:
    write(
        small_site,
        "incidents/2026-10-05-tracking-delay/02-wrong.md",
        "---\nat: 2026-10-05 09:30\nwithdrawn: 別の障害の内容でした\n---\n誤りです。\n",
    )
    text = of("2026-10-05-tracking-delay", "2026-10-05T09:40", root=small_site).text
    assert "第2報（10月5日（月）9:30、取り下げ済み）のキットに代わるものです" in text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_file_lies_in_the_folder_of_its_incident(lang: str) -> None:
    view = of(OPEN, lang=lang).view
    (file,) = kit_files(letter_templates(HERE), view)
    assert file.path == f"{OPEN}/kit.{lang}.md"
    assert file.content.decode() == of(OPEN, lang=lang).text


def test_a_site_replaces_one_reply_by_a_file_of_its_own(small_site: Path) -> None:
    write(
        small_site,
        "site_src/letters/ja/reply_thanks.txt.j2",
        "件名: お礼について\n\n〔お客様のお名前〕 様\n\n{{ title }}のお礼です。\n",
    )
    small = of("2026-10-05-tracking-delay", "2026-10-05T09:30", root=small_site)
    assert "のお礼です。" in small.reply("reply_thanks", "before")
    assert "〔ご質問の要約〕" in small.reply("reply_first", "before")
