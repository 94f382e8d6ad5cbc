"""Where time comes from. Handlers and jobs ask the clock once; rules and operations get `now` as an argument."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that tells an aware instant."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)
