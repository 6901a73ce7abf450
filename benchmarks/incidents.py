"""A number → that many incidents: values, in the order of their moments, the same on every machine.

Incident i is drawn from i alone, so it says the same words at every size. Its proportions are those that status
histories have: four updates 0, 25, 70 and 130 minutes after the first, of 60 to 100 words (a fifth of them 20
shorter), half of the longer sentences with one inline mark, a fifth of the updates with a list, one to three services.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.words import EN, JA, JA_ENDINGS, SERVICES, TITLES, Named

NOW = datetime(2026, 11, 2, tzinfo=UTC)
"""The moment at which every site is built; no update is later."""
STATUSES = ("investigating", "identified", "monitoring", "resolved")
OPEN = 3
"""So many of the last incidents are not over."""
_SPAN = timedelta(days=5 * 365)
_AFTER = tuple(timedelta(minutes=minutes) for minutes in (0, 25, 70, 130))
_YOUNGEST = timedelta(minutes=150)
"""The last incident has said all its updates by NOW."""
_IMPACTS = ("critical", "major", "major", "minor")


@dataclass(frozen=True)
class Update:
    """One update, with its text in both languages."""

    at: datetime
    status: str
    en: str
    """Markdown."""
    ja: str
    """Markdown."""


@dataclass(frozen=True)
class Incident:
    """One incident."""

    id: str
    en: str
    """Its title."""
    ja: str
    """Its title."""
    impact: str
    services: tuple[Named, ...]
    is_open: bool
    updates: tuple[Update, ...]
    """Four, oldest first."""


def incidents(number: int) -> Iterator[Incident]:
    """``number`` of them, oldest first."""
    return (_incident(index, number) for index in range(number))


def _incident(index: int, number: int) -> Incident:
    # Seeded by a text: the same draws on every Python 3.
    draw = random.Random(f"incident {index}")
    is_open = index >= number - OPEN
    age = _SPAN * (number - index) / number
    if is_open:
        # However few there are: an open incident that has been silent for a week gets a remark of the check.
        age = min(age, timedelta(days=number - index))
    else:
        age += _SPAN / number * draw.random() / 2
    began_at = (NOW - age - _YOUNGEST).replace(second=0, microsecond=0)
    services = tuple(draw.sample(SERVICES, draw.choice((1, 1, 1, 2, 2, 3))))
    impact = draw.choice(_IMPACTS)
    en, ja = draw.choice(TITLES)
    updates = tuple(
        Update(
            began_at + after,
            # The last update of an open incident says once more that it is being watched.
            STATUSES[min(step, 2)] if is_open else STATUSES[step],
            _body(random.Random(f"update {index} {step}"), _english),
            _body(random.Random(f"update {index} {step}"), _japanese),
        )
        for step, after in enumerate(_AFTER)
    )
    title = f"{services[0].en}: {en}"
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return Incident(
        f"{began_at:%Y-%m-%d}-{name}-{index:06}",
        title,
        f"{services[0].ja}：{ja}",
        impact,
        services,
        is_open,
        updates,
    )


_Sentence = Callable[[random.Random, int], str]


def _body(draw: random.Random, sentence: _Sentence) -> str:
    words = draw.randint(60, 100) - (20 if draw.random() < 0.2 else 0)
    sentences = []
    while words > 0:
        length = words if words < 8 else min(draw.randint(8, 18), words)
        sentences.append(sentence(draw, length))
        words -= length
    separator = " " if sentence is _english else ""
    body = separator.join(sentences)
    if draw.random() < 0.2:
        body += "\n\n" + "\n".join(f"- {sentence(draw, 6)}" for _ in range(3))
    return body + "\n"


def _english(draw: random.Random, length: int) -> str:
    words = draw.choices(EN, k=length)
    words[0] = words[0].capitalize()
    _mark(draw, words)
    return " ".join(words) + "."


def _japanese(draw: random.Random, length: int) -> str:
    # A Japanese sentence says as much with fewer of these longer words.
    words = draw.choices(JA, k=max(3, length * 2 // 3))
    _mark(draw, words, longer_than=4)
    return "".join(words) + draw.choice(JA_ENDINGS)


def _mark(draw: random.Random, words: list[str], longer_than: int = 6) -> None:
    """At most one word of a longer sentence becomes code, strong, a link or emphasis."""
    kind = draw.random()
    if len(words) <= longer_than:
        return
    place = 2 + draw.randrange(3)
    if kind < 0.15:
        words[place] = f"`{words[place]}-{draw.randint(1, 9)}`"
    elif kind < 0.30:
        words[place] = f"**{words[place]}**"
    elif kind < 0.40:
        words[place] = f"[{words[place]}](https://status.example.com/help/{draw.randint(1, 999)})"
    elif kind < 0.50:
        words[place] = f"*{words[place]}*"
