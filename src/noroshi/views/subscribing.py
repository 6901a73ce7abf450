"""What the page of ways to follow a site says."""

from __future__ import annotations

from noroshi.model.frozen import frozen
from noroshi.views.frame import Frame
from noroshi.views.pieces import Heading, Run


@frozen
class Address:
    """An address to copy or to open."""

    label: str
    path: str
    url: str


@frozen
class Snippet:
    """What to paste."""

    label: str
    text: str
    example: Run | None = None
    """Where to see what it looks like."""


@frozen
class FollowPart:
    """One way to follow."""

    id: str
    title: str
    text: str
    steps: tuple[str, ...]
    """What to do; empty where the text says it."""
    is_sequence: bool
    """Whether ``steps`` come one after the other; else they are for one program each."""
    addresses: tuple[Address, ...]
    snippets: tuple[Snippet, ...]
    links: tuple[Run, ...]


@frozen
class FollowService:
    """A service with its own feeds, calendar and badge."""

    name: Run
    links: tuple[Run, ...]


@frozen
class SubscribeView:
    """``/subscribe/``"""

    frame: Frame
    heading: Heading
    lead: str
    parts: tuple[FollowPart, ...]
    services: tuple[FollowService, ...]
    services_lead: str
