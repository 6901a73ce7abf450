"""Facts → JSON-LD (schema.org), as text that is safe inside ``<script>``."""

from __future__ import annotations

import json
from typing import Any

from noroshi.model.course import Course
from noroshi.views.context import Context
from noroshi.views.pages import QuestionView
from noroshi.views.pieces import Sentence, plain

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def embedded(value: dict[str, Any]) -> str:
    """JSON that cannot end or open an element: ``<``, ``>``, ``&`` and line separators are escaped."""
    words = _compact(value)
    for sign in "<>&\u2028\u2029":
        words = words.replace(sign, f"\\u{ord(sign):04x}")
    return words


def incident_ld(context: Context, course: Course, summary: Sentence, questions: tuple[QuestionView, ...]) -> str:
    """The incident's page as a schema.org Article; the questions that it shows as a FAQPage beside it."""
    incident = course.incident
    dates = context.language.dates
    article: dict[str, Any] = {
        "@type": "Article",
        "headline": context.plain(incident.title)[:110],
        "description": plain(summary),
        "datePublished": dates.iso(course.first_at),
        "dateModified": dates.iso(course.changed_at),
        "inLanguage": context.tag,
        "mainEntityOfPage": context.url(context.path(f"/incidents/{incident.id}/")),
        "publisher": context.once(_publisher),
    }
    graph: list[dict[str, Any]] = [article]
    if questions:
        graph.append(
            {
                "@type": "FAQPage",
                "inLanguage": context.tag,
                "mainEntity": [
                    {
                        "@type": "Question",
                        "name": item.question.text,
                        "acceptedAnswer": {"@type": "Answer", "text": plain(item.answer)},
                    }
                    for item in questions
                ],
            }
        )
    return embedded({"@context": "https://schema.org", "@graph": graph})


def site_ld(context: Context) -> str:
    """The start page as a schema.org WebSite."""
    return embedded(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": context.plain(context.site.name),
            "url": context.url(context.path("/")),
            "inLanguage": context.tag,
            "publisher": _publisher(context),
        }
    )


def _publisher(context: Context) -> dict[str, str]:
    company = context.plain(context.site.organisation.company) or context.plain(context.site.name)
    return {"@type": "Organization", "name": company}
