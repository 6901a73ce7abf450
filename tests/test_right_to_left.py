"""A site in Arabic and Hebrew beside Japanese: pages run from right to left, and what is Japanese in them does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accessibility import violations
from small_site import noroshi, serving, write_small_site

pytestmark = pytest.mark.browser

INCIDENT = "/incidents/2026-10-05-tracking-delay/"
PATHS = ("/", INCIDENT, "/history/", "/maintenance/", "/services/tracking/", "/subscribe/")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = write_small_site(tmp_path_factory.mktemp("leftwards"))
    config = root / "site_src/site.toml"
    config.write_text(config.read_text("utf-8").replace('["ja", "en"]', '["ja", "en", "ar", "he"]'), "utf-8")
    ran = noroshi(root, "build", now="2026-10-05T11:00:00+09:00")
    assert ran.status == 0, ran.err
    with serving(root / "_site") as (port, _):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 320, "height": 600})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("tag", ["ar", "he"])
def test_every_page_is_accessible_and_fits_a_narrow_phone(phone: Any, address: str, tag: str) -> None:
    for path in PATHS:
        phone.goto(f"{address}/{tag}{path}")
        assert violations(phone) == "", path
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_lines_begin_on_the_right_and_foreign_words_keep_their_own_way(phone: Any, address: str) -> None:
    phone.goto(f"{address}/ar{INCIDENT}")
    assert phone.evaluate("getComputedStyle(document.body).direction") == "rtl"
    for foreign in phone.locator(".prose[lang], h1 span[lang]").all():
        assert foreign.get_attribute("lang") in ("ja", "en")
        assert foreign.evaluate("it => getComputedStyle(it).direction") == "ltr"
    assert phone.locator(".prose[lang=ja][dir=ltr]").count() > 0
    sign, text = (phone.locator(it).first.bounding_box() for it in (".now-sign .shape", ".now-sign .sign > span"))
    assert sign["x"] > text["x"]
    phone.goto(f"{address}/en{INCIDENT}")
    assert phone.locator("main [dir]").count() == 0


def test_many_languages_open_as_a_list_and_leave_the_head_of_a_phone_free(phone: Any, address: str) -> None:
    phone.goto(f"{address}/he/")
    assert phone.locator("header").bounding_box()["height"] < 80
    phone.locator(".languages summary").click()
    shown = phone.locator(".languages li")
    assert shown.all_inner_texts() == ["日本語", "English", "العربية", "עברית"]
    phone.get_by_role("link", name="العربية").click()
    assert phone.url == f"{address}/ar/"
