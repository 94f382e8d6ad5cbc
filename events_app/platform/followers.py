"""The one way up inside a transaction: what higher slices do when a lower one changes something.

A slice owns one list of followers for each kind of change and calls `apply` in the transaction of the change;
`app.py` declares who follows, in the order of the stair from below. A follower gets the whole change and works on sets
of rows. What may happen a moment later, or may fail alone, is an outbox message instead.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeVar

from events_app.platform.db import ensure_in_transaction

Change = TypeVar("Change")


class Followers(Generic[Change]):
    """Who follows one kind of change."""

    def __init__(self, change: str) -> None:
        self._change = change
        self._followers: tuple[Callable[[Change, datetime], Awaitable[None]], ...] | None = None

    def declare(self, *followers: Callable[[Change, datetime], Awaitable[None]]) -> None:
        """Say who follows, from the lowest slice to the highest; said again, it replaces what was said before."""
        self._followers = followers

    async def apply(self, change: Change, *, now: datetime) -> None:
        """Let every follower do its part in the transaction of the change; a refusal of one undoes all of it.

        Raises:
            RuntimeError: Nobody said who follows, or no transaction is open.
        """
        ensure_in_transaction()
        if self._followers is None:
            raise RuntimeError(f"Nobody declared who follows when {self._change}.")
        for follow in self._followers:
            await follow(change, now)
