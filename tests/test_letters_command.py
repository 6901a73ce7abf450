"""``noroshi letters``: what would be said, what is missing, and where it is written."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from mailing_site import mailing, there
from small_site import noroshi, write
from typed_incidents import COMPLETE, without

from noroshi.app.cli_words import CliWords
from noroshi.app.lettering import LettersAsked
from noroshi.app.lettering import letters as letters_command
from noroshi.app.settings import Settings
from noroshi.check import RULES

NOW = datetime.fromisoformat("2026-11-21T12:00:00+09:00")
DELAY = "2026-10-05-tracking-delay"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with an open incident whose Japanese letter is ready; only to be read."""
    return mailing(
        tmp_path_factory.mktemp("letters"),
        **{"2026-11-18-api": COMPLETE["opened"], "2026-11-19-api": without(COMPLETE["opened"], "scope")},
    )


# ---- the list


def test_without_an_id_it_lists_what_is_open_or_fresh_oldest_first(root: Path) -> None:
    ran = noroshi(root, "letters")
    assert ran.status == 0
    heads = [line for line in ran.out.splitlines() if not line.startswith(" ")]
    assert heads == [
        "2026-11-15-labels-maintenance/incident",
        "2026-11-18-new-year-hours/incident",
        "2026-11-18-api/incident",
        "2026-11-19-api/incident",
    ]
    assert (
        "  ready     2026-11-18 14:00 opened ja customers: 【重要】【第1報】荷物API 障害発生のお知らせ（11/18）"
        in ran.out
    )
    assert "  NOT READY 2026-11-18 14:00 opened en customers: [NOT READY] " in ran.out
    assert "      影響範囲（scope）が書かれていません。\n" in ran.out
    assert "      Nobody wrote: What is affected (scope).\n" in ran.out
    assert "noroshi letters ID" in ran.err


def test_the_list_is_in_the_language_of_the_reader(root: Path) -> None:
    ran = noroshi(root, "letters", "--lang", "ja", "--language", "ja")
    assert "  送信可 2026-11-18 14:00 opened ja customers: " in ran.out
    assert "  未完成 2026-11-18 14:00 opened ja customers: 【未完成】" in ran.out
    assert "全文は noroshi letters ID" in ran.err
    assert " en " not in ran.out


def test_nothing_open_and_nothing_fresh_is_said(root: Path) -> None:
    ran = noroshi(root, "letters", now="2026-10-04T12:00+09:00")
    assert (ran.status, ran.out) == (0, "")
    assert "nothing is open" in ran.err
    assert "手紙はありません" in noroshi(root, "letters", "--lang", "ja", now="2026-10-04T12:00+09:00").err


# ---- whole texts


def test_an_id_shows_the_whole_letters_of_the_incident_however_old(root: Path) -> None:
    ran = noroshi(root, "letters", DELAY, "--language", "ja")
    assert ran.status == 0
    heads = [line for line in ran.out.splitlines() if line.startswith("==== ")]
    assert heads == [
        f"==== {DELAY}/incident  opened  ja  customers",
        f"==== {DELAY}/02-identified  progress  ja  customers",
        f"==== {DELAY}/03-resolved  restored  ja  customers",
    ]
    assert "Date: 2026-10-05T09:12+09:00  Message-ID: <" in ran.out
    assert "【未記入：" in ran.out


def test_what_is_printed_is_what_the_mail_has(root: Path, tmp_path: Path) -> None:
    ran = noroshi(root, "letters", "2026-11-18-api/incident", "--language", "ja", "--outbox", str(tmp_path / "out"))
    text = (tmp_path / "out/2026-11-18-api/incident/opened.ja.customers.txt").read_text(encoding="utf-8")
    subject, _, body = text.partition("\n\n")
    assert ran.out.endswith(f"\n\n{body}")
    assert f"\nSubject: {subject.removeprefix('件名: ')}\n" in ran.out


def test_an_update_shows_its_letters_alone(root: Path) -> None:
    ran = noroshi(root, "letters", f"{DELAY}/03-resolved")
    assert [line.split()[1:4] for line in ran.out.splitlines() if line.startswith("==== ")] == [
        [f"{DELAY}/03-resolved", "restored", lang] for lang in ("ja", "en")
    ]
    assert noroshi(root, "letters", f"{DELAY}/03-resolved/").out == ran.out


def test_what_is_missing_is_told_beside_the_text(root: Path) -> None:
    ran = noroshi(root, "letters", "2026-11-19-api", "--language", "ja")
    assert ran.status == 0
    assert "  ! 影響範囲（scope）が書かれていません。\n" in ran.err


def test_words_that_could_be_better_are_told_in_the_language_of_the_writer(tmp_path: Path) -> None:
    site = mailing(tmp_path, a=COMPLETE["opened"] + "--\n全力で復旧しております。\n")
    assert "  ? J13 “全力で”: " in noroshi(site, "letters", "a", "--language", "ja").err
    assert "  ? J13 “全力で”: " in noroshi(site, "letters", "a", "--language", "ja", "--lang", "ja").err


# ---- JSON


def test_json_says_all_of_it_to_programs(root: Path) -> None:
    ran = noroshi(root, "letters", "2026-11-19-api", "--json")
    assert (ran.status, ran.err) == (0, "")
    ja, en = json.loads(ran.out)
    assert {key: value for key, value in ja.items() if key not in ("text", "message_id")} == {
        "incident": "2026-11-19-api",
        "update": "incident",
        "letter": "opened",
        "language": "ja",
        "audience": "customers",
        "at": "2026-11-18T14:00:00+09:00",
        "subject": "【未完成】【重要】【第1報】荷物API 障害発生のお知らせ（11/18）",
        "ready": False,
        "missing": ["scope"],
        "notes": ["影響範囲（scope）が書かれていません。"],
    }
    assert en["missing"][0] == "scope" and "title.en" in en["missing"]
    assert ja["text"].startswith("【この手紙は、まだ送れません】\n")


def test_json_of_nothing_is_an_empty_list(root: Path) -> None:
    ran = noroshi(root, "letters", "--json", now="2026-10-04T12:00+09:00")
    assert (ran.status, ran.out, ran.err) == (0, "[]\n", "")


# ---- what is not there


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2026-10-05-traking-delay",), "'2026-10-05-traking-delay'; nearest: 2026-10-05-tracking-delay"),
        (("somewhere-else",), "there is no published incident 'somewhere-else'"),
        ((f"{DELAY}/04",), "'04'; its updates: incident, 02-identified, 03-resolved"),
        (("--language", "fr"), "'fr'; languages with letters: ja, en"),
        (("--audience", "custmers"), "'custmers' in site.toml; there are: customers (did you mean 'customers'?)"),
        ((DELAY, "--audience", "partners"), "'partners' in site.toml"),
    ],
)
def test_what_is_not_there_is_wrong_use_and_the_nearest_name_is_told(
    root: Path, arguments: tuple[str, ...], said: str
) -> None:
    ran = noroshi(root, "letters", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    japanese = noroshi(root, "letters", *arguments, "--lang", "ja")
    assert japanese.status == 2
    assert "ありません" in japanese.err


def test_drafts_and_rehearsals_have_no_letters(tmp_path: Path) -> None:
    text = COMPLETE["opened"]
    site = mailing(tmp_path, draft=text + "draft: true\n", drill=text + "drill: true\n")
    assert noroshi(site, "letters", "draft").status == noroshi(site, "letters", "drill").status == 2
    assert "draft" not in noroshi(site, "letters").out and "drill" not in noroshi(site, "letters").out


def test_a_withdrawn_incident_and_an_audience_that_gets_none_have_none(tmp_path: Path) -> None:
    first, _, second = COMPLETE["restored"].partition("== 02")
    front, _, at = first.partition("at: ")
    withdrawn = f"{front}withdrawn: 誤って公開しました\n== 01.md\nat: {at}== 02{second}"
    site = mailing(tmp_path, a=withdrawn, b=COMPLETE["opened"])
    settings = (site / "site_src" / "site.toml").read_text(encoding="utf-8")
    more = '\n[[audiences]]\nid = "customers"\n[[audiences]]\nid = "partners"\nletters = ["report"]\n'
    write(site, "site_src/site.toml", settings + more)
    for arguments in (("a",), ("b", "--audience", "partners")):
        ran = noroshi(site, "letters", *arguments)
        assert (ran.status, ran.out) == (0, "")
        assert "nothing that was asked for" in ran.err


PARTNERS = '\n[[audiences]]\nid = "customers"\n[[audiences]]\nid = "partners"\nletters = ["maintenance"]\n'


def test_what_no_audience_gets_has_short_forms_all_the_same(tmp_path: Path) -> None:
    site = mailing(tmp_path, a=COMPLETE["opened"].replace("at: ", "audience: partners\nat: ", 1))
    settings = (site / "site_src" / "site.toml").read_text(encoding="utf-8")
    write(site, "site_src/site.toml", settings + PARTNERS)
    forms = {f"a/incident/{name}" for name in ("sms.ja.txt", "social.ja.txt", "chat.ja.json")}
    out = tmp_path / "out"
    for target in ("a", "a/incident"):
        ran = noroshi(site, "letters", target, "--language", "ja", "--outbox", str(out))
        assert (ran.status, ran.out) == (0, "")
        assert "nothing that was asked for is said by mail" in ran.err
        assert forms | {"a/kit.ja.md"} == set(there(out))
    built = noroshi(site, "build")
    assert built.status == 0
    assert "incidents/a/incident.md:" in built.err and "[letters-for-nobody]" in built.err
    assert forms <= set(there(site / "_outbox"))
    assert not [name for name in there(site / "_outbox") if name.startswith("a/incident/opened")]
    # An audience that was asked for gets what it gets: nothing.
    asked = noroshi(site, "letters", "a", "--audience", "partners", "--outbox", str(tmp_path / "partners"))
    assert asked.status == 0 and not (tmp_path / "partners").exists()


def test_a_reminder_has_short_forms_of_its_own_name(tmp_path: Path) -> None:
    site = mailing(tmp_path)
    out = tmp_path / "out"
    target = ("letters", "2026-11-15-labels-maintenance", "--language", "ja", "--outbox", str(out))
    assert noroshi(site, *target, now="2026-11-27T12:00+09:00").status == 0
    folder = "2026-11-15-labels-maintenance/incident"
    assert {f"{folder}/sms.ja.txt", f"{folder}/maintenance_reminder.sms.ja.txt"} <= set(there(out))


# ---- mistakes in files


def test_what_stands_in_files_without_mistakes_can_be_read(tmp_path: Path) -> None:
    site = mailing(tmp_path, a=COMPLETE["opened"])
    write(site, "incidents/a/02-identified.md", "---\nat: 2026-11-18 25:00\n---\n原因が分かりました。\n")
    for arguments in (("a",), ()):
        ran = noroshi(site, "letters", *arguments, "--language", "ja")
        assert ran.status == 4
        assert "incidents/a/02-identified.md:2: " in ran.err
        assert "opened" in ran.out and "a/02-identified" not in ran.out


def test_where_mistakes_leave_nothing_to_show_it_says_so(tmp_path: Path) -> None:
    site = mailing(tmp_path, a=COMPLETE["opened"].replace("at: ", "at: soon #"))
    ran = noroshi(site, "letters", "a")
    assert (ran.status, ran.out) == (1, "")
    assert "incidents/a/incident.md:" in ran.err and "nearest" not in ran.err
    site = mailing(tmp_path / "quiet")
    write(site, f"incidents/{DELAY}/04-later.md", "---\nat: soon\n---\nx\n")
    ran = noroshi(site, "letters", now="2026-11-01T12:00+09:00")
    assert (ran.status, ran.out) == (1, "")


def test_a_mistake_in_site_toml_stops_it(tmp_path: Path) -> None:
    site = mailing(tmp_path)
    settings = (site / "site_src" / "site.toml").read_text(encoding="utf-8")
    write(site, "site_src/site.toml", settings.replace("[mail]", "[mial]"))
    ran = noroshi(site, "letters")
    assert (ran.status, ran.out) == (1, "")
    assert "mial" in ran.err


def test_without_a_site_it_is_wrong_use(tmp_path: Path) -> None:
    assert noroshi(tmp_path, "letters").status == 2


def test_a_text_that_cannot_be_printed_names_its_file_and_line(tmp_path: Path) -> None:
    site = mailing(tmp_path, a=COMPLETE["opened"])
    write(site, "site_src/letters/ja/opened.txt.j2", "お知らせ\n\n本文\n")
    ran = noroshi(site, "letters", "a")
    assert (ran.status, ran.out) == (2, "")
    assert "site_src/letters/ja/opened.txt.j2:1: " in ran.err and "件名: " in ran.err
    assert "手紙の文面" in noroshi(site, "letters", "a", "--lang", "ja").err


# ---- files


def test_it_writes_what_was_asked_for_and_only_adds(tmp_path: Path) -> None:
    site = mailing(tmp_path, a=COMPLETE["opened"])
    out = tmp_path / "out"
    ran = noroshi(site, "letters", f"{DELAY}/03-resolved", "--language", "ja", "--outbox", str(out))
    assert ran.status == 0
    first = there(out)
    assert set(first) == {
        f"{DELAY}/03-resolved/{name}"
        for name in (
            *(f"restored.ja.customers.{form}" for form in ("eml", "html", "txt")),
            *("sms.ja.txt", "social.ja.txt", "chat.ja.json"),
        )
    }
    assert "6 files in " in ran.err and str(out) in ran.err
    assert noroshi(site, "letters", "a", "--language", "ja", "--outbox", str(out), "--quiet").err == ""
    assert first.items() <= there(out).items()
    assert "a/kit.ja.md" in there(out) and "a/kit.en.md" not in there(out)


@pytest.mark.parametrize("place", ["incidents", "site_src/letters", "_site/letters", ".", "mine"])
def test_it_writes_nowhere_else(tmp_path: Path, place: str) -> None:
    site = mailing(tmp_path)
    write(site, "mine/letter.txt", "mine")
    before = there(site)
    ran = noroshi(site, "letters", "--outbox", str(site / place))
    assert (ran.status, ran.out) == (2, "")
    assert there(site) == before


# ---- the preview


def preview(root: Path, target: str, *, works: bool = True, lang: str = "en") -> tuple[int, str, str, list[str]]:
    """(status, what is printed, what is told, what the browser was given)."""
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return works

    settings = Settings(root=root, words=CliWords(lang), now=NOW, clock=NOW, quiet=False, verbose=False)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = letters_command(settings, LettersAsked(target=target, preview=True), RULES, browse)
    return status, out.getvalue(), err.getvalue(), opened


def test_the_preview_opens_one_private_page_with_every_form(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    status, out, err, opened = preview(root, "2026-11-18-api")
    assert (status, err) == (0, "")
    file = Path(out.strip())
    assert opened == [file.as_uri()]
    assert file.parent.parent == tmp_path and file.parent.stat().st_mode & 0o777 == 0o700
    page = file.read_text(encoding="utf-8")
    for said in (
        "【重要】【第1報】荷物API 障害発生のお知らせ（11/18）",
        "[NOT READY]",
        "sms.ja.txt",
        "social.en.txt",
        "chat.ja.json",
    ):
        assert said in page
    assert page.count("<iframe") == 2
    assert "<script" not in page.lower()


def test_where_no_browser_opens_the_page_is_named(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    status, out, err, _ = preview(root, "2026-11-18-api", works=False)
    assert status == 0
    assert out.strip() in err


# ---- help


@pytest.mark.parametrize(("lang", "said"), [("en", "Show the letters"), ("ja", "手紙")])
def test_help_names_every_option_with_examples(root: Path, lang: str, said: str) -> None:
    ran = noroshi(root, "letters", "--help", "--lang", lang)
    assert ran.status == 0
    for part in (said, "--language", "--audience", "--open", "--outbox", "--json", "noroshi letters 2026-"):
        assert part in ran.out
