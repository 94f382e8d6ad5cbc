"""What the composition root hands to the web: kept once in the application's state, read with its types."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from events_app.platform.actor import Actor
from events_app.platform.clock import Clock
from events_app.platform.live import LiveHub
from events_app.platform.settings import Settings

if TYPE_CHECKING:
    from events_app.platform.web.kept_pages import KeptPages

AnyConnection: TypeAlias = ASGIConnection[Any, Any, Any, Any]

Authenticate: TypeAlias = Callable[[str, AnyConnection, datetime], Awaitable[Actor | None]]
"""Knows a token's owner, or does not; refuses what a narrow key may not ask for."""

KeepForm: TypeAlias = Callable[[Request[Any, Any, Any], Literal["signed_out", "csrf"], datetime], Awaitable[str | None]]
"""Keeps what somebody typed whose session or form has ended; returns the token that finds it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """What every request may need of its process.

    Attributes:
        settings: The installation's settings.
        clock: Where `now` comes from.
        live: The one listener for nudges.
        kept_pages: Public pages drawn once a second.
        authenticate_cookie: Knows a session's owner.
        authenticate_bearer: Know a key's owner, asked one after the other.
        keep_form: Keeps what was typed when a session has ended.
        pending_migrations: Which migrations this code has and the database has not.
    """

    settings: Settings
    clock: Clock
    live: LiveHub
    kept_pages: "KeptPages"
    authenticate_cookie: Authenticate
    authenticate_bearer: Sequence[Authenticate]
    keep_form: KeepForm
    pending_migrations: Callable[[], Awaitable[list[str]]]


def wired(state: State) -> Wiring:
    """What the application with this state was wired with."""
    wiring: Wiring = state.wiring
    return wiring


def wiring_of(app: Litestar) -> Wiring:
    """What the application was wired with."""
    return wired(app.state)
