"""A body as it is said: the Markdown that was typed, safe HTML, plain text."""

from __future__ import annotations

import html as _html

from noroshi.model.frozen import frozen


@frozen
class Prose:
    """One body in one language. Its HTML may stand in any page as it is; nothing in it needs escaping."""

    markdown: str
    """What was typed, without control and direction-override characters; line ends are ``\\n``."""
    html: str
    """Block elements of the allow-list, or ``""``. Addresses on this site begin with ``/`` and are
    counted from the site's own root, whatever page shows them: see ``html_at``."""
    plain: str
    """Readable linear text without mark-up, paragraphs a blank line apart; no final newline."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read or see."""
        return not self.html

    def html_at(self, root: str, *, page: str = "") -> str:
        """The HTML with this site's addresses beginning at ``root`` (``../../``, ``/status/``, a full URL).

        Where it is shown elsewhere than on its own page, ``page`` is the address of that: bare fragments follow it.

        ``root`` ends with ``/`` or is ``""``.
        """
        html = self.html
        # Quotes in text are written &quot;, so these two can only be the beginning of an attribute.
        if '="#' not in html and '="/' not in html:
            return html
        start = _html.escape(root)
        if page:
            html = html.replace(' href="#', f' href="{_html.escape(page)}#')
        return html.replace(' href="/', f' href="{start}').replace(' src="/', f' src="{start}')


EMPTY = Prose("", "", "")
