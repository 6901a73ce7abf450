"""A former address as typed → the path below the site's root that redirects."""

from __future__ import annotations

from urllib.parse import urlsplit


def alias_address(alias: str, site_url: str) -> str:
    """``/incidents/<id>/`` for a bare id, else the path; always between slashes.

    The path of the site's own URL is no part of it. Of a URL on another host the path counts: that host may
    be pointed here.
    """
    path = alias
    if "://" in alias:
        typed, site = urlsplit(alias), urlsplit(site_url)
        path, base = typed.path or "/", site.path.rstrip("/")
        if typed.netloc.lower() == site.netloc.lower() and (path == base or path.startswith(f"{base}/")):
            path = path.removeprefix(base)
    elif not path.startswith("/"):
        path = f"/incidents/{path}" if "/" not in path else f"/{path}"
    return f"/{path.strip('/')}/".replace("//", "/").removesuffix("/index.html/").rstrip("/") + "/"
