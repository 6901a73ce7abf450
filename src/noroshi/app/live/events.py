"""News on the board → one browser, as server-sent events (HTML Living Standard §9.2) for as long as it listens."""

from __future__ import annotations

import json
from collections.abc import Callable

from noroshi.app.cli_words import language_of
from noroshi.app.live.board import Board, News
from noroshi.app.live.overlay import differs
from noroshi.app.problem_words import ProblemWords, visible
from noroshi.model.problem import Problem

HEARTBEAT_SECONDS = 15.0
"""How often a silent connection is written to: only so does a server learn that nobody listens any more."""
_MOST_PROBLEMS = 50


def stream(
    write: Callable[[bytes], object],
    board: Board,
    signature: Callable[[], str],
    style: Callable[[], str],
    *,
    have: str,
    lang: str,
    is_private: bool,
) -> None:
    """Write events until the board is closed. Raises what ``write`` raises when the browser is gone.

    ``news``: what is wrong now. ``reload``: the page differs from what the browser ``have``. ``style``: it differs in
    nothing else; the data is ``{have, style}``: its signature and style of now. ``is_private``: whether the browser may
    read what stands in files that were not published.
    """
    news: News | None = board.news
    with board.reading():
        while news is not None:
            write(_event("news", json.dumps(told(news, lang, is_private=is_private), ensure_ascii=False)))
            now = signature()
            if verdict := differs(have, now):
                data = json.dumps({"have": now, "style": style()}) if verdict == "style" else now
                write(_event(verdict, data))
                have = now
            number = news.number
            while (news := board.after(number, HEARTBEAT_SECONDS)) is not None and news.number == number:
                write(b": still here\n\n")


def told(news: News, lang: str, *, is_private: bool) -> dict[str, object]:
    """``{problems: [{place, said, hints}], stopped}``: what keeps the site from being what was written."""
    words = ProblemWords(language_of(lang or "en", {}))
    if not is_private:
        return {"problems": [], "stopped": ""}
    return {"problems": [said(words, problem) for problem in news.errors[:_MOST_PROBLEMS]], "stopped": news.stopped}


def said(words: ProblemWords, problem: Problem) -> dict[str, object]:
    """``{place, said, hints}`` of one problem."""
    headline, hints = words.said(problem)
    place = f"{visible(problem.place.path)}:{problem.place.line}"
    return {"place": place, "said": f"{headline} [{problem.rule}]", "hints": list(hints)}


def _event(name: str, data: str) -> bytes:
    """``data`` is one line."""
    return f"event: {name}\ndata: {data}\n\n".encode()
