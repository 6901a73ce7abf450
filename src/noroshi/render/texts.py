"""Views → small texts for machines: ``llms.txt``, ``security.txt``."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from noroshi.model.artefact import Artefact
from noroshi.model.site import Site
from noroshi.render.markdown import line, link, paragraph
from noroshi.views.llms import Guide, LlmsView

SECURITY_TXT = ".well-known/security.txt"


def llms_txt(view: LlmsView) -> Artefact:
    """The guide in the form of llmstxt.org: a title, a quoted summary, lists of links under headings."""
    blocks = [f"# {line(view.title)}", f"> {paragraph(line(view.summary))}"]
    blocks += [paragraph(line(note)) for note in view.notes]
    for section in view.sections:
        blocks.append(f"## {line(section.title)}")
        blocks.append("\n".join(_guide(guide) for guide in section.links))
    return Artefact(view.path.removeprefix("/"), ("\n\n".join(blocks) + "\n").encode())


def _guide(guide: Guide) -> str:
    written = f"- {link(guide.name, guide.url)}"
    return f"{written}: {line(guide.note)}" if guide.note else written


def security_txt(site: Site, now: datetime) -> Artefact | None:
    """``/.well-known/security.txt`` (RFC 9116); ``None`` where nobody takes reports, or nobody would look.

    It is looked for at the root of a host alone (§3), so a site under a path has none. ``Expires`` is the first
    day of a month, less than a year away (§2.5.5): an hour later the file is the same.
    """
    contact = site.security_contact
    address = urlsplit(site.url)
    if contact is None or address.path:
        return None
    at = now.astimezone(UTC)
    lines = [
        f"Contact: {contact}",
        f"Expires: {at.year + 1:04}-{at.month:02}-01T00:00:00Z",
        f"Preferred-Languages: {', '.join(site.languages)}",
    ]
    # §2.5.2: an address of the web begins with https.
    if address.scheme == "https":
        lines.append(f"Canonical: {site.url}/{SECURITY_TXT}")
    return Artefact(SECURITY_TXT, ("\n".join(lines) + "\n").encode())
