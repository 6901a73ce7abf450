"""``AdminView`` → ``/admin/index.html`` and ``/admin/config.yml``, under a policy of their own.

Everything else of a site keeps the strict policy. This page runs a program that is not ours, in the version whose
digest the site names; it may ask the host of the repository, and that alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from noroshi.model.artefact import Artefact
from noroshi.model.site import Admin
from noroshi.render.json_document import json_document
from noroshi.views.admin import AdminView, is_decap

_ASKED = {
    "github": ("https://api.github.com", "https://github.com", "https://www.githubstatus.com"),
    "gitlab": ("https://gitlab.com",),
}
_PICTURES = {
    "github": ("https://avatars.githubusercontent.com", "https://raw.githubusercontent.com"),
    "gitlab": ("https://gitlab.com", "https://secure.gravatar.com"),
}


def admin_files(view: AdminView) -> Iterator[Artefact]:
    """The page, and what it reads. JSON is YAML (YAML 1.2 §1.3)."""
    yield Artefact("admin/index.html", _page(view).encode())
    yield Artefact("admin/config.yml", json_document(view.config))


def admin_policy(admin: Admin) -> str:
    """What ``/admin/`` may load. Decap CMS compiles its checks while it runs; Sveltia CMS needs no such right."""
    folder = admin.script.rpartition("/")[0] + "/"
    login = urlsplit(admin.login or "")
    asked = [*_ASKED[admin.backend], *((f"{login.scheme}://{login.netloc}",) if admin.login else ())]
    directives = (
        "default-src 'none'",
        f"script-src {folder}{' ' + _EVAL if is_decap(admin) else ''}",
        # Both programs write their styles while they run.
        "style-src 'unsafe-inline'",
        # Its letters and the words of its languages, data both, come from where its authors keep them.
        "font-src data: https://cdn.jsdelivr.net/fontsource/",
        f"img-src 'self' data: blob: {' '.join(_PICTURES[admin.backend])}",
        "media-src blob:",
        f"connect-src 'self' blob: data: https://unpkg.com/@sveltia/ {' '.join(asked)}",
        "frame-src blob:",
        "worker-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(directives)


_EVAL = "'unsafe-eval'"


def _page(view: AdminView) -> str:
    admin = view.admin
    lines = (
        "<!doctype html>",
        f'<html lang="{escape(view.lang)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(admin_policy(admin), quote=False)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex, nofollow">',
        f"<title>{escape(view.title)}</title>",
        '<link rel="cms-config-url" type="text/yaml" href="config.yml">',
        "</head>",
        "<body>",
        f"<noscript>{escape(view.without_script)}</noscript>",
        f'<script src="{escape(admin.script)}" integrity="{escape(admin.integrity)}" crossorigin="anonymous"></script>',
        "</body>",
        "</html>",
        "",
    )
    return "\n".join(lines)
