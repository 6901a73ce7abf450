"""Small makers of the values of which sample views are made; the company is fictional."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from noroshi.views.frame import Alternate, Frame, Logo, NavLink
from noroshi.views.pieces import Heading, Row, Run, Sentence, Sign
from noroshi.wording.language import Language, phrases

LANGUAGES = ("ja", "en")
URL = "https://status.muteki.example/status"
_ZONE = ZoneInfo("Asia/Tokyo")
SPEECH = {tag: Language(tag, _ZONE) for tag in LANGUAGES}


class Tongue:
    """One of the two languages: picks what is said in it."""

    def __init__(self, tag: str) -> None:
        self.tag = tag

    def __call__(self, ja: str, en: str) -> str:
        return ja if self.tag == "ja" else en

    def path(self, rest: str) -> str:
        return rest if self.tag == "ja" else "/en" + rest

    def say(self, ja: str, en: str) -> Sentence:
        return (Run(self(ja, en)),)

    def at(self, iso: str, ja: str, en: str) -> Run:
        return Run(self(ja, en), datetime=iso)

    def heading(self, ja: str, en: str) -> Heading:
        words = self(ja, en)
        return Heading(words, phrases(words, self.tag))

    def sign(self, code: str, ja: str, en: str) -> Sign:
        return Sign(code, self(ja, en))

    def row(self, key: str, ja: str, en: str, value: Sentence) -> Row:
        return Row(key, self(ja, en), value)


def frame(
    t: Tongue, rest: str, ja: str, en: str, *, json_path: str = "", everywhere: bool = True, drill: bool = False
) -> Frame:
    """What stands around a page of the sample site."""
    site = t("霧笛クラウド 稼働状況", "Muteki Cloud Status")
    title, path = t(ja, en), t.path(rest)
    nav = (
        ("現在の状況", "Status now", "/"),
        ("履歴", "History", "/history/"),
        ("メンテナンス", "Maintenance", "/maintenance/"),
        ("このページについて", "About this page", "/about/"),
    )
    alternates = tuple(
        Alternate(tag, name, Tongue(tag).path(rest), URL + Tongue(tag).path(rest), tag == t.tag)
        for tag, name in (("ja", "日本語"), ("en", "English"))
    )
    return Frame(
        lang=t.tag,
        direction="ltr",
        site_name=site,
        home_path=t.path("/"),
        title=f"{title} | {site}",
        description=t(f"霧笛クラウドの「{ja}」のページです。", f"{en}: the status of Muteki Cloud."),
        path=path,
        url=URL + path,
        base_path="/status",
        alternates=alternates if everywhere else (),
        default_url=URL + rest if everywhere else "",
        nav=tuple(NavLink(t(a, b), t.path(target), t.path(target) == path) for a, b, target in nav),
        words=SPEECH[t.tag].group("page"),
        zone_note=t(
            "時刻はすべて日本時間（UTC+9）、24時間表記です。",
            "All times are in Japan Standard Time (UTC+9), on the 24-hour clock.",
        ),
        demonstration=t(
            "これは見本のサイトです。会社も障害も架空のものです。",
            "A demonstration: company and incidents are made up.",
        ),
        built=(
            Run(t("このページは", "This page was built at ")),
            t.at("2026-11-21T15:05:00+09:00", "11月21日（土）15:05", "15:05 JST, Saturday 21 November"),
            Run(t("に作成しました。", ".")),
        )
        if rest in ("/", "/maintenance/")
        else (),
        logo=Logo("/logo.svg", "/logo-dark.svg"),
        icon_path="/logo.svg",
        brand="#0b5566",
        contact=(
            t.row("contact_name", "窓口", "Desk", t.say("霧笛クラウド カスタマーサポート", "Muteki Cloud Support")),
            t.row("phone", "電話", "Phone", (Run("0120-000-000", path="tel:0120000000"),)),
            t.row("email", "メール", "Email", (Run("support@muteki.example", path="mailto:support@muteki.example"),)),
            t.row("hours", "受付時間", "Hours", t.say("24時間", "24 hours, every day")),
        ),
        company=t("株式会社霧笛クラウド", "Muteki Cloud, Inc."),
        social=(("og:type", "website"), ("og:title", title), ("og:url", URL + path)),
        json_ld='{"@context":"https://schema.org","@type":"WebPage"}',
        drill=t("これは訓練です。実際の障害ではありません。", "This is a drill, not an actual incident.")
        if drill
        else "",
        reports_path=t.path("/reports/"),
        json_path=json_path,
        measures_path=t.path("/measures/"),
    )
