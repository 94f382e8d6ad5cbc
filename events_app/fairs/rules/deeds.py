"""What may be done under a fair in which state: one table, asked behind the fair's guard."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from events_app.fairs.errors import FairCancelled, FairClosedForThis, FairIsPast, FairWithoutDays
from events_app.fairs.rules.lifecycle import Phase
from events_app.platform.errors import DomainError


class Deed(StrEnum):
    """A kind of doing under a fair."""

    PREPARE = "prepare"
    """The office draws, calls, writes rules, opens gates, pairs phones, plans streams."""
    APPLY = "apply"
    """A producer hands in or changes an application, or the office decides on one."""
    OFFER = "offer"
    """The office gives booths: offered, assigned, moved."""
    ANSWER = "answer"
    """A producer accepts an offer or terms; a buyer orders."""
    TAKE = "take"
    """Somebody takes what only a fair with days can give: a hold, a confirmed booth, an invitation."""
    GIVE_PASS = "give_pass"  # noqa: S105 - a pass to a fair
    """The office or somebody with a booth gives a pass."""
    EXCHANGE = "exchange"
    """A pass that was given is given anew: lost, handed on, valid again."""
    CORRECT = "correct"
    """Leaving, refusing, taking back, noting what happened, giving money back, erasing: never refused."""


_Refusal = Callable[[], DomainError]


def _closed(state: Phase) -> _Refusal:
    return lambda: FairClosedForThis(state.value)


_CLOSED: Mapping[Phase, _Refusal] = {
    state: _closed(state) for state in (Phase.DRAFT, Phase.UNDATED, Phase.PAST, Phase.CANCELLED)
}
_OFFICE: Mapping[Phase, _Refusal] = {
    Phase.DRAFT: _CLOSED[Phase.DRAFT],
    Phase.UNDATED: FairWithoutDays,
    Phase.PAST: FairIsPast,
    Phase.CANCELLED: FairCancelled,
}


def _of(refusals: Mapping[Phase, _Refusal], *states: Phase) -> Mapping[Phase, _Refusal]:
    return {state: refusals[state] for state in states}


REFUSALS: Mapping[Deed, Mapping[Phase, _Refusal]] = {
    Deed.PREPARE: _of(_OFFICE, Phase.PAST, Phase.CANCELLED),
    Deed.APPLY: _of(_CLOSED, Phase.DRAFT, Phase.PAST, Phase.CANCELLED),
    Deed.OFFER: _of(_OFFICE, Phase.DRAFT, Phase.PAST, Phase.CANCELLED),
    Deed.ANSWER: _of(_CLOSED, Phase.DRAFT, Phase.PAST, Phase.CANCELLED),
    Deed.TAKE: _CLOSED,
    Deed.GIVE_PASS: _of(_OFFICE, Phase.UNDATED, Phase.PAST, Phase.CANCELLED),
    Deed.EXCHANGE: _of(_OFFICE, Phase.PAST, Phase.CANCELLED),
    Deed.CORRECT: {},
}


def refusal_of(deed: Deed, state: Phase) -> DomainError | None:
    """Why a deed cannot be done under a fair in this state; None when it can."""
    refusal = REFUSALS[deed].get(state)
    return None if refusal is None else refusal()


def ensure_may(deed: Deed, state: Phase) -> None:
    """Refuse a deed under a fair in this state.

    Raises:
        FairClosedForThis, FairCancelled, FairIsPast, FairWithoutDays: By the table.
    """
    if (refusal := refusal_of(deed, state)) is not None:
        raise refusal
