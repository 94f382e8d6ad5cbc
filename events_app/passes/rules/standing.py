"""Whether people can take passes, and what may become of a pass."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from events_app.passes.rules.days import FairDays
from events_app.passes.rules.kinds import PassState

KEEP_PEOPLE_FOR: Final = timedelta(days=90)
"""How long after its fair a holder's name stays, as the consent says (`words.CONSENT`)."""


class Registration(StrEnum):
    """Whether people can take a pass themselves."""

    open = "open"
    closed = "closed"
    not_published = "not_published"
    postponed = "postponed"
    cancelled = "cancelled"
    over = "over"


def registration_of(days: FairDays, *, switched_on: bool, closes_at: datetime | None, now: datetime) -> Registration:
    """Say whether a visitor can take a pass now, and if not, why."""
    if days.status == "draft":
        return Registration.not_published
    if days.status == "cancelled":
        return Registration.cancelled
    if days.count is None:
        return Registration.postponed
    if days.has_ended(now):
        return Registration.over
    if not switched_on or (closes_at is not None and now >= closes_at):
        return Registration.closed
    return Registration.open


# From a state to the states it may go to; what is not here is refused.
_CHANGES: Final[Mapping[PassState, frozenset[PassState]]] = {
    PassState.valid: frozenset(PassState) - {PassState.valid},
    PassState.revoked: frozenset({PassState.valid, PassState.replaced, PassState.erased}),
    PassState.returned: frozenset({PassState.valid, PassState.erased}),
    PassState.replaced: frozenset({PassState.erased}),
    PassState.erased: frozenset(),
}


def may_become(state: PassState, target: PassState) -> bool:
    """Say whether a pass in `state` may be put into `target`."""
    return target in _CHANGES[state]
