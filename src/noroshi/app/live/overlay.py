"""A page of the site → the same page as ``serve`` sends it: with a script that keeps it up to date.

Nothing of this is ever written into the site. The script is allowed by its hash, in the policy of the headers and in
that of the page, and may ask this server alone; all else of the policy stays, so a page that breaks under its own
policy breaks here too.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from urllib.parse import unquote, urljoin

from noroshi.app.cli_words import CliWords, language_of
from noroshi.render.csp import hash_source

LOCAL = "/.noroshi/"
"""Where everything lies that is no part of the site."""
MISSING = "missing"
"""What a browser has of a page that is not there."""

_LANGUAGE = re.compile(rb"<html[^>]*\slang=\"([A-Za-z0-9-]+)\"")
_POLICY = re.compile(rb"(<meta http-equiv=\"Content-Security-Policy\" content=\")([^\"]*)(\")", re.IGNORECASE)
_STYLE = re.compile(rb"(<style[^>]*>)(.*?)(</style>)", re.DOTALL)
_PICTURE = re.compile(rb"<(?:img|source)\b[^>]*?\ssrc(?:set)?=\"([^\"]+)\"")
_MOST_PICTURES = 100
_WORDS = ("live_lost", "live_back", "live_heading", "live_stopped", "live_close", "live_more")


@cache
def script() -> str:
    """What keeps a page up to date."""
    return (resources.files("noroshi.app.live") / "live.js").read_text(encoding="utf-8")


def with_live(page: bytes, have: str, note: str = "") -> bytes:
    """The page with the script. ``have``: its signature; ``note``: what it shows above the page."""
    found = _LANGUAGE.search(page, 0, 2000)
    lang = language_of(found[1].decode() if found else "en", {})
    say = CliWords(lang).say
    facts = {"have": have, "note": note, "lang": lang, "words": {key.removeprefix("live_"): say(key) for key in _WORDS}}
    said = html.escape(json.dumps(facts, ensure_ascii=False))
    tag = f'<script data-noroshi="{said}">{script()}</script>'.encode()
    page = _POLICY.sub(_page_policy, page, count=1)
    # A policy that is read first holds for what follows it, so the script may stand last.
    at = page.rfind(b"</body>")
    return page + tag if at < 0 else page[:at] + tag + page[at:]


def _page_policy(match: re.Match[bytes]) -> bytes:
    policy = html.unescape(match[2].decode(errors="replace"))
    return match[1] + html.escape(live_policy(policy), quote=True).replace("&#x27;", "'").encode() + match[3]


def live_policy(policies: str) -> str:
    """A Content-Security-Policy, or several divided by commas, that allows the script and its connection too."""
    return ", ".join(_allowing(policy) for policy in policies.split(","))


def _allowing(policy: str) -> str:
    directives: dict[str, list[str]] = {}
    for words in map(str.split, policy.split(";")):
        if words:
            # Of two directives of one name the first counts (CSP Level 3 §2.2.1).
            directives.setdefault(words[0].lower(), words[1:])
    for name, source in (("script-src", hash_source(script())), ("connect-src", "'self'")):
        sources = directives.get(name, directives.get("default-src"))
        # Where there is none, everything is allowed; and a hash beside 'unsafe-inline' would take that back.
        if sources is None or (name == "script-src" and "'unsafe-inline'" in sources):
            continue
        directives[name] = [*(known for known in sources if known.lower() != "'none'" and known != source), source]
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


def signature(page: bytes, path: str, picture: Callable[[str], bytes | None]) -> str:
    """What tells whether a browser shows the page of today: ``<whole>-<all but its style>``.

    ``path`` is the page's own, ``picture`` gives a file of the site by its path: a page is as new as its pictures.
    """
    pictures = [content for target in _pictures(page, path) if (content := picture(target)) is not None]
    rest = _STYLE.sub(rb"\1\3", _POLICY.sub(b"", page))
    return f"{_digest((page, *pictures))}-{_digest((rest, *pictures))}"


def style_of(page: bytes) -> str:
    """What stands in the page's ``<style>``."""
    return "\n".join(found[2].decode(errors="replace") for found in _STYLE.finditer(page))


def differs(have: str, now: str) -> str:
    """What a browser that has the one must do to show the other: nothing (``""``), ``style`` or ``reload``."""
    if have == now:
        return ""
    is_style = "-" in have and have.partition("-")[2] == now.partition("-")[2]
    return "style" if is_style else "reload"


def _pictures(page: bytes, path: str) -> Iterable[str]:
    found = {html.unescape(target.decode(errors="replace")) for target in _PICTURE.findall(page)}
    for target in sorted(found)[:_MOST_PICTURES]:
        if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#", target):
            yield unquote(urljoin(path, target).partition("?")[0])


def _digest(parts: Iterable[bytes]) -> str:
    found = hashlib.blake2b(digest_size=12)
    for part in parts:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()
