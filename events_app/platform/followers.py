"""The one way up inside a transaction: who follows a change of something below is declared in one place.

A slice that changes something others depend on says so once, with a value that describes the change. The slices above
follow in the order of the stair, from below; the composition root declares them, so that the order is read in one place
and nobody below knows who they are. What a follower would do and what it does are made of the same code: `preview` says
it or refuses, `apply` does it in the transaction of the change, for the whole change at once.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from events_app.platform.actor import Actor
from events_app.platform.db import ensure_in_transaction

Change = TypeVar("Change")
Effect = TypeVar("Effect")


@dataclass(frozen=True)
class Follower(Generic[Change, Effect]):
    """What one slice does when something below it changes.

    Attributes:
        name: The slice that follows.
        apply: Writes what follows, inside the transaction of the change; a refusal undoes the change.
            None when nothing is written. It says what it did, so that a rehearsal of the change shows it before.
        preview: What would follow, for whoever is about to change it; it may refuse, and writes nothing.
            None when there is nothing to say.
    """

    name: str
    apply: Callable[[Change, Actor, datetime], Awaitable[Sequence[Effect] | None]] | None = None
    preview: Callable[[Change, datetime], Awaitable[Sequence[Effect]]] | None = None


class Followers(Generic[Change, Effect]):
    """Who follows one kind of change."""

    def __init__(self, change: str) -> None:
        self._change = change
        self._declared: tuple[Follower[Change, Effect], ...] | None = None

    def declare(self, *followers: Follower[Change, Effect]) -> None:
        """Say who follows, from below; a later declaration stands instead of an earlier one."""
        self._declared = followers

    @property
    def names(self) -> list[str]:
        """The slices that follow, from below."""
        return [follower.name for follower in self._all()]

    async def preview(self, change: Change, *, now: datetime) -> list[Effect]:
        """What would follow from a change; the first refusal stands."""
        effects: list[Effect] = []
        for follower in self._all():
            if follower.preview is not None:
                effects += await follower.preview(change, now)
        return effects

    async def apply(self, change: Change, *, acting: Actor, now: datetime) -> list[Effect]:
        """Let everybody follow, in the transaction of the change; what each of them did."""
        ensure_in_transaction()
        effects: list[Effect] = []
        for follower in self._all():
            if follower.apply is not None:
                effects += await follower.apply(change, acting, now) or ()
        return effects

    def _all(self) -> tuple[Follower[Change, Effect], ...]:
        if self._declared is None:
            raise RuntimeError(f"Nobody has declared who follows a {self._change}; `declare_followers` does.")
        return self._declared
