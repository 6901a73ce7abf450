"""A word that is not one of ours → the one that was probably meant, by meaning first, then by spelling."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # statuses
        "solved": ("resolved", "completed"),
        "fixed": ("resolved", "completed"),
        "closed": ("resolved", "completed"),
        "restored": ("resolved", "completed"),
        "recovered": ("resolved", "completed"),
        "done": ("resolved", "completed", "done"),
        "finished": ("resolved", "completed", "done"),
        "complete": ("completed", "resolved", "done"),
        "completed": ("completed", "resolved", "done"),
        "resolved": ("resolved", "completed"),
        "復旧": ("resolved", "completed"),
        "復旧済み": ("resolved", "completed"),
        "解決": ("resolved", "completed"),
        "解決済み": ("resolved", "completed"),
        "完了": ("completed", "resolved", "done"),
        "終了": ("completed", "resolved"),
        "調査中": ("investigating", "checking", "unknown"),
        "特定": ("identified",),
        "原因特定": ("identified",),
        "watching": ("monitoring", "verifying"),
        "経過観察": ("monitoring", "verifying"),
        "経過観察中": ("monitoring", "verifying"),
        "誤報": ("false_alarm",),
        "予定": ("scheduled", "planned"),
        "planned": ("scheduled", "planned"),
        "作業中": ("in_progress",),
        "実施中": ("in_progress",),
        "started": ("in_progress", "investigating"),
        "ongoing": ("in_progress", "investigating"),
        "open": ("investigating", "in_progress"),
        "確認中": ("verifying", "checking", "unknown"),
        "中止": ("cancelled",),
        "canceled": ("cancelled",),
        "aborted": ("cancelled",),
        "公開": ("published",),
        # impacts and states
        "down": ("major_outage", "critical"),
        "outage": ("major_outage", "critical"),
        "停止": ("major_outage", "critical"),
        "disrupted": ("partial_outage", "major"),
        "partial": ("partial_outage", "partial"),
        "slow": ("degraded_performance", "minor"),
        "degraded": ("degraded_performance", "minor"),
        "遅延": ("degraded_performance", "minor"),
        "maintenance": ("under_maintenance", "maintenance"),
        "メンテナンス": ("under_maintenance", "maintenance"),
        "up": ("operational", "none"),
        "ok": ("operational", "none"),
        "正常": ("operational", "none"),
        "high": ("critical", "major"),
        "medium": ("major",),
        "moderate": ("major",),
        "low": ("minor",),
        "notice": ("minor", "announcement"),
        "severe": ("critical",),
        "重大": ("critical", "major"),
        "軽微": ("minor",),
        "なし": ("none", "none_found"),
        "不明": ("unknown",),
        # kinds
        "outage_report": ("incident",),
        "障害": ("incident",),
        "announce": ("announcement",),
        "news": ("announcement",),
        "お知らせ": ("announcement",),
        "訂正": ("correction",),
        "お詫びと訂正": ("correction",),
        # keys
        "date": ("at",),
        "time": ("at",),
        "datetime": ("at",),
        "日時": ("at",),
        "name": ("title",),
        "subject": ("title", "subject"),
        "タイトル": ("title",),
        "件名": ("title", "subject"),
        "type": ("kind",),
        "state": ("status", "state"),
        "severity": ("impact",),
        "影響": ("impact",),
        "affected": ("services",),
        "component": ("services",),
        "components": ("services",),
        "service": ("services",),
        "サービス": ("services",),
        "started_at": ("began_at",),
        "start_at": ("began_at",),
        "begin_at": ("began_at",),
        "resolved_at": ("ended_at",),
        "finished_at": ("ended_at",),
        "language": ("lang",),
        "next": ("next_update", "next"),
        "reason": ("why", "reason"),
        "start": ("from", "start"),
        "end": ("to", "end"),
        "from": ("start", "from"),
        "to": ("end", "to"),
    }
)
"""What people type → the words of ours that they may mean, the likeliest first."""


def nearest(word: str, allowed: Iterable[str]) -> str:
    """The name of ``allowed`` that ``word`` was meant to be, or ``""``.

    Case, width, hyphens and underscores weigh nothing.
    """
    names: dict[str, str] = {}
    for name in allowed:
        names.setdefault(_plain(name), name)
    # A typed name is short; difflib's time grows by the square of the length.
    wanted = _plain(word[:200])
    if not wanted or wanted in names:
        return names.get(wanted, "")
    for synonym in SYNONYMS.get(wanted, ()):
        if synonym in names.values():
            return synonym
    found = difflib.get_close_matches(wanted, names, n=1, cutoff=0.6)
    if not found and len(wanted) >= 4:
        found = [name for name in names if name.startswith(wanted) or (wanted.startswith(name) and len(name) >= 4)][:1]
    return names[found[0]] if found else ""


def _plain(name: str) -> str:
    return "_".join(unicodedata.normalize("NFKC", name).casefold().replace("-", " ").replace("_", " ").split())
