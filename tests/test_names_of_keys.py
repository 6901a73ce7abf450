"""What a letter lacks is told in words: every key that notes and marks can name has a name in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from building import site, t
from small_site import CHECKOUT
from test_letter_needs import NEEDED

from noroshi.model import letter_needs
from noroshi.model.archive import archive
from noroshi.views.context import Context
from noroshi.views.letter_teller import Teller
from noroshi.wording.language import Language

VIEWS = CHECKOUT / "src" / "noroshi" / "views"
NAMING = {"text", "said", "fact", "due", "absent", "over", "name"}
"""What a teller does with a key."""

RISKS = tuple(f"data_recovery.risks.{name}" for name in ("what", "likelihood", "effect"))
MEASURES = tuple(f"measures.*.{name}" for name in ("what", "due", "reason"))


def teller(lang: str) -> Teller:
    context = Context(site(), archive((), t("2026-11-18 15:00")), Language(lang, ZoneInfo("Asia/Tokyo")))
    return Teller(context, (), t("2026-11-18 15:00"))


def keys_of_views() -> Iterator[str]:
    """The keys that the views write out, as of texts that are not translated."""
    for path in (*VIEWS.glob("letter*.py"), *VIEWS.glob("digest*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NAMING:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


EVERY = sorted({*letter_needs.KEYS, *keys_of_views(), *RISKS, *MEASURES, "body", "ended_at"})


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_key_has_a_name(lang: str) -> None:
    names = {key: teller(lang).name(key.replace("*", "canary")) for key in EVERY}
    assert len(names) > 60
    raw = {key for key, said in names.items() if said == key.replace("*", "canary")}
    assert raw == set()
    assert {key for key, said in names.items() if key.replace("*", "canary") not in said} == set()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_keys_that_are_not_the_same_thing_have_names_that_are_not_the_same(lang: str) -> None:
    names = [teller(lang).name(key.replace("*", "canary")) for key in EVERY]
    titles = [name.rpartition("（" if lang == "ja" else " (")[0] for name in names]
    twice = {title for title in titles if titles.count(title) > 1}
    assert twice == set()


def test_every_key_that_a_letter_can_lack_is_listed() -> None:
    needed = {re.sub(r"^measures\.\w+\.", "measures.*.", key) for keys in NEEDED.values() for key in keys}
    assert needed <= set(letter_needs.KEYS)
    source = ast.parse((CHECKOUT / "src/noroshi/model/letter_needs.py").read_text(encoding="utf-8"))
    yielded = {node.value.value for node in ast.walk(source) if _is_text(node)}  # type: ignore[attr-defined]
    assert len(yielded) > 8
    assert yielded <= set(letter_needs.KEYS)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant)


def test_the_time_of_a_recovery_is_not_called_the_time_of_the_impact() -> None:
    assert teller("ja").name("data_recovery.duration") == "データ復旧の期間の見積り（data_recovery.duration）"
    assert teller("ja").name("measures.canary.due") == "再発防止策の期限（measures.canary.due）"
    assert teller("en").name("contact") == "A phone number or e-mail address to ask (contact)"
