"""Hashes of a page's style → its Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def hash_source(text: str) -> str:
    """The source that allows exactly this inline text (CSP Level 3 §2.3.1: ``hash-source``)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def content_security_policy(
    style_hashes: Iterable[str],
    *,
    image_sources: str = "'self'",
    scripts: bool = False,
    wasm: bool = False,
    sheets: bool = False,
) -> str:
    """What a page may load: its own style, with ``sheets`` the site's style sheets, and the site's own pictures; with
    ``scripts`` the site's own script, which may ask the site itself, and with ``wasm`` compile WebAssembly, where
    scripts may not; nothing else.

    ``style_hashes`` come from :func:`hash_source`. Who may frame a page is said in a header of its own: CSP Level 3
    §4.2 ignores ``frame-ancestors`` in ``<meta>``. JSON-LD is a data block and needs no permission.
    """
    also = " 'wasm-unsafe-eval'" if wasm else ""
    styles = [*sorted(style_hashes), *(("'self'",) if sheets else ())]
    directives = [
        "default-src 'none'",
        f"style-src {' '.join(styles)}",
        *((f"script-src 'self'{also}",) if scripts or wasm else ()),
        # Nothing of ours asks on pages without a script; but who judges them from within asks for robots.txt.
        *(("connect-src 'self'",) if scripts or wasm or sheets else ()),
        f"img-src {image_sources}",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(directives)
