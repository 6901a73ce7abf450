"""A fact and a moment as letters print them."""

from __future__ import annotations

from datetime import datetime

from noroshi.model.frozen import frozen


@frozen
class Said:
    """A fact as a letter says it. Printed it is its text; it is true where there is something to say."""

    text: str = ""
    state: str = "absent"
    """known · none · unknown · missing (its text is then a mark, and the letter is not ready) · absent"""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return self.state != "absent"

    @property
    def is_known(self) -> bool:
        """Whether it is a writer's own words, or a time."""
        return self.state == "known"

    @property
    def is_none(self) -> bool:
        """Whether there is none, which is a fact."""
        return self.state == "none"

    @property
    def is_unknown(self) -> bool:
        """Whether it is being looked into, which is a fact."""
        return self.state == "unknown"


ABSENT = Said()


@frozen
class When:
    """A moment in the forms that letters need. Printed it is ``text``."""

    text: str
    """「11月18日（水）13:42頃」, “about 13:42 JST (04:42 UTC), Wednesday 18 November”."""
    text_year: str
    """The same with the year."""
    clock: str
    """「13:42頃」, “about 13:42 JST”; empty for a day without a time."""
    clock_utc: str
    """「13:42頃」, “about 13:42 JST (04:42 UTC)”; empty for a day without a time."""
    day: str
    """「11月18日（水）」, “Wednesday 18 November”."""
    day_year: str
    short: str
    """「11/18」, “18 November”: for subjects."""
    at: datetime | None = None
    """On the site's clock; ``None`` for a day without a time."""

    def __str__(self) -> str:
        return self.text
