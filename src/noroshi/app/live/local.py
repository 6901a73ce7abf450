"""Requests below ``/.noroshi/`` → answers that are no part of the site: problems, drafts, letters.

All of it is for the writer alone: texts that are not published yet, and mail before anybody approved it. It is
answered to this machine, asked for by its own name; other machines see the site, however the server listens.
"""

from __future__ import annotations

import html
import secrets
from collections.abc import Callable
from concurrent.futures import CancelledError
from http import HTTPStatus
from typing import Protocol, TypeVar
from urllib.parse import quote

from noroshi.app.cli_words import CliWords
from noroshi.app.live.board import Board
from noroshi.app.live.events import said
from noroshi.app.live.overlay import LOCAL, MISSING, live_policy, signature, style_of, with_live
from noroshi.app.live.previews import Hidden, Previews
from noroshi.app.problem_words import ProblemWords
from noroshi.app.served import HTML, TEXT, Answer, Headers, Served, media_type
from noroshi.model.problem import Severity
from noroshi.render.csp import content_security_policy, hash_source

DRAFTS = f"{LOCAL}drafts"
LETTERS = f"{LOCAL}letters/"

_PRIVATE: Headers = (
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex"),
)
_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.7 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
code, pre { font: 14px/1.6 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { margin: 0 0 0 1rem; }
"""

T = TypeVar("T")


class Maker(Protocol):
    """Calls what it is given in the thread of the builds, and gives back or raises what comes of it."""

    def __call__(self, make: Callable[[], T]) -> T: ...


class Local:
    """What the server knows beside the site."""

    def __init__(self, words: CliWords, served: Served, board: Board, previews: Previews, made: Maker) -> None:
        self.board = board
        self._words, self._served, self._previews, self._made = words, served, previews, made
        # After a restart the numbers of news begin anew: pages of before must not take them for theirs.
        self._start = secrets.token_hex(4)

    def page(self, path: str, answer: Answer) -> Answer:
        """An answer of the site as it is sent: a page keeps itself up to date, and nothing is kept for later."""
        headers = {name: value for name, value in answer.headers if name != "Cache-Control"}
        if answer.status is HTTPStatus.NOT_FOUND and not self._served.is_there:
            # It could never be built yet: the page waits for it.
            page = self._own(self._words.say("live_waiting"), "")
            answer = Answer(HTTPStatus.SERVICE_UNAVAILABLE, HTML, page)
        if not answer.is_page:
            return Answer(answer.status, answer.kind, answer.body, (*headers.items(), ("Cache-Control", "no-cache")))
        if policy := headers.get("Content-Security-Policy"):
            headers["Content-Security-Policy"] = live_policy(policy)
        body = with_live(answer.body, self._signature(path, answer))
        return Answer(answer.status, answer.kind, body, (*headers.items(), ("Cache-Control", "no-cache")))

    def signature(self, path: str) -> str:
        """What a browser that shows ``path`` should have now."""
        if path.startswith(LOCAL):
            return f"{self._start}.{self.board.news.number}"
        return self._signature(path, self._served.answer(path))

    def style(self, path: str) -> str:
        """The style of a page of the site."""
        return style_of(self._served.answer(path).body)

    def _signature(self, path: str, answer: Answer) -> str:
        if answer.status is not HTTPStatus.OK:
            return MISSING
        return signature(answer.body, path, self._picture)

    def _picture(self, path: str) -> bytes | None:
        answer = self._served.answer(path)
        return answer.body if answer.status is HTTPStatus.OK else None

    def answer(self, path: str) -> Answer:
        """Whatever lies below ``/.noroshi/``, but the events."""
        # Before anything is made: a rebuild meanwhile makes this answer an old one.
        have = self.signature(LOCAL)
        try:
            if path == LOCAL:
                return self._index(have)
            if path.startswith(DRAFTS + "/"):
                return self._draft(path.removeprefix(DRAFTS), have)
            if path.startswith(LETTERS):
                page = self._made(lambda: self._previews.letters(path.removeprefix(LETTERS).rstrip("/")))
                if page is not None:
                    return self._private(page.encode(), have)
        except CancelledError:
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, TEXT, b"", _PRIVATE)
        except Exception as error:
            # Templates, addresses, rules of the site's own: whatever a preview is made with is being worked on.
            words = self._words.say("live_no_preview", reason=str(error))
            return self._said(HTTPStatus.INTERNAL_SERVER_ERROR, words, have)
        return self._said(HTTPStatus.NOT_FOUND, self._words.say("live_no_such_page"), have)

    def _draft(self, path: str, have: str) -> Answer:
        content = self._made(lambda: self._previews.drafts().get(path))
        if content is None:
            # A draft's page links to the site around it.
            target = quote(self._served.base_path + "/" + path.lstrip("/"))
            return Answer(HTTPStatus.FOUND, TEXT, b"", (("Location", target), *_PRIVATE))
        if path.endswith("/"):
            return self._private(content, have, self._words.say("live_draft_note"))
        return Answer(HTTPStatus.OK, media_type(path), content, _PRIVATE)

    def _private(self, page: bytes, have: str, note: str = "", status: HTTPStatus = HTTPStatus.OK) -> Answer:
        return Answer(status, HTML, with_live(page, have, note), _PRIVATE)

    def _index(self, have: str) -> Answer:
        """What is wrong now, and what else there is to see."""
        say = self._words.say
        news = self.board.news
        problems = ProblemWords(self._words.lang)
        wrong = [f"<li><pre>{_text(news.stopped)}</pre></li>"] if news.stopped else []
        hidden: tuple[Hidden, ...] = ()
        incidents: tuple[str, ...] = ()
        try:
            hidden, incidents = self._made(lambda: (self._previews.hidden(), self._previews.with_letters()))
        except CancelledError:
            raise
        except Exception as error:
            # This page is where somebody looks who wants to know why.
            wrong.append(f"<li><pre>{_text(say('live_no_preview', reason=str(error)))}</pre></li>")
        for problem in news.problems:
            told = said(problems, problem)
            mark = say("live_warning") if problem.severity is Severity.WARNING else say("live_error")
            hints = "\n".join(map(str, problems.said(problem)[1]))
            wrong.append(
                f"<li>{mark} <code>{_text(told['place'])}</code> {_text(told['said'])}"
                + (f"<pre>{_text(hints)}</pre>" if hints else "")
                + "</li>"
            )
        drafts = [
            f'<li><a href="{DRAFTS}{quote(item.path)}">{_text(item.title)}</a> '
            f"({say('live_draft') if item.is_draft else say('live_drill')}) <code>{_text(item.id)}</code></li>"
            for item in hidden
        ]
        letters = [f'<li><a href="{LETTERS}{quote(item)}/">{_text(item)}</a></li>' for item in incidents]
        body = (
            f'<p><a href="{quote(self._served.base_path)}/">{say("live_to_site")}</a></p>'
            f"<p>{say('live_private')}</p>"
            + "".join(
                f"<h2>{say(key)}</h2>" + (f"<ul>{''.join(items)}</ul>" if items else f"<p>{say('live_none')}</p>")
                for key, items in (("live_problems", wrong), ("live_drafts", drafts), ("live_letters", letters))
            )
        )
        return self._private(self._own(say("live_title"), body), have)

    def _said(self, status: HTTPStatus, words: str, have: str) -> Answer:
        back = f'<p><a href="{LOCAL}">{_text(self._words.say("live_title"))}</a></p>'
        return self._private(self._own(words, back), have, status=status)

    def _own(self, title: str, body: str) -> bytes:
        """A page of ours: the theme may be what is broken."""
        policy = content_security_policy([hash_source(_STYLE)])
        return (
            f'<!DOCTYPE html>\n<html lang="{self._words.lang}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
            f"<body>\n<main><h1>{_text(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
        ).encode()


def _text(value: object) -> str:
    return html.escape(str(value))
