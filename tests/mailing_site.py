"""The small site with a sender of mails and incidents of a test's own, and what stands in its outbox."""

from __future__ import annotations

from pathlib import Path

from small_site import FILES, write, write_small_site
from typed_incidents import typed

from noroshi.output.outbox import LIST

MAIL = """
[mail]
from = "status@todai.example"
list_id = "status.todai.example"
"""


def mailing(root: Path, **more: str) -> Path:
    """The small site with a sender; ``more``: incidents as typed."""
    write_small_site(
        root, {**FILES, "site_src/site.toml": FILES["site_src/site.toml"].replace("[feeds]", MAIL + "\n[feeds]")}
    )
    for incident, text in more.items():
        said = text.replace("services: dashboard", "services: labels").replace("payment-api", "parcel-api")
        for name, content in typed(said).items():
            write(root, f"incidents/{incident}/{name}", content)
    return root


def there(into: Path) -> dict[str, str]:
    return {
        path.relative_to(into).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(into.rglob("*"))
        if path.is_file() and path.name != LIST
    }
