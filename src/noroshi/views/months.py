"""Archive → its months, and where each of them stands: what pages, documents and feeds of months have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from noroshi.model.course import Course
from noroshi.model.moments import Month
from noroshi.views.context import Context
from noroshi.views.removed_entries import gone_by_month

MONTHS_KEPT = 13
"""A calendar goes back to the first day of the month so many months ago: whole months, so that it rarely moves."""


def months(context: Context) -> Mapping[Month, tuple[Course, ...]]:
    """Month → its entries, both newest first: those that have a page, perhaps only for what was removed from them."""
    return context.once(_months)


def _months(context: Context) -> Mapping[Month, tuple[Course, ...]]:
    told, gone = told_months(context), gone_by_month(context)
    if gone.keys() <= told.keys():
        return told
    return {month: told.get(month, ()) for month in sorted({*told, *gone}, reverse=True)}


def told_months(context: Context) -> Mapping[Month, tuple[Course, ...]]:
    """Those of which something is told: they have documents, too."""
    return context.archive.by_month(context.site.zone)


def month_path(context: Context, month: Month) -> str:
    """Site path of a month."""
    return context.path(f"/history/{month[0]:04}/{month[1]:02}/")


def month_label(context: Context, month: Month) -> str:
    """「2026年11月」, “November 2026”."""
    return context.language.dates.month(date(month[0], month[1], 1))


def first_day(context: Context) -> datetime:
    """How far back calendars go."""
    zone = context.site.zone
    local = context.now.astimezone(zone).date()
    months = local.year * 12 + local.month - 1 - MONTHS_KEPT
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=zone)
