"""What claims, fees and calendars of booths do when their fair changes."""

from collections.abc import Sequence
from datetime import datetime

from events_app.booths.operations.entries import refresh_booth_entries
from events_app.booths.operations.fees import end_fees_of_fair
from events_app.booths.operations.locking import lock_booths
from events_app.booths.operations.recording import record_step
from events_app.booths.operations.writing import writing_claims
from events_app.booths.queries.claims import passing_claims
from events_app.booths.queries.holders import count_holders
from events_app.booths.rules.claims import ClaimState, ClosedReason
from events_app.fairs.changes import Effect, FairChange
from events_app.platform.actor import Actor
from events_app.platform.i18n import N_

HOLDS_END = N_("Booths held for a while that are free again: %(booths)s (%(codes)s)")
OFFERS_END = N_("Offers of booths that end, and their producers are told: %(booths)s (%(codes)s)")
FEES_END = N_("Fees of booths that end, nothing more is owed: %(fees)s")
FEES_BACK = N_("Fees that were paid and are to be given back: %(fees)s")
TOLD = N_("Producers with a booth who are told: %(producers)s")
DUTIES = N_("Producers whose calendars follow with their booth days: %(producers)s")


async def follow_fair(change: FairChange, acting: Actor, now: datetime) -> list[Effect]:
    """End what cannot go on, and make the calendars of those who have booths say what holds now."""
    producers = await count_holders(change.fair, now=now)
    effects = []
    if change.calls_off or change.withdraws:
        reason = ClosedReason.FAIR_CANCELLED if change.calls_off else ClosedReason.UNASSIGNED
        effects += await _end_passing_claims(change.fair, reason, acting=acting, now=now)
    if change.calls_off:
        effects += await _end_fees(change.fair, now=now)
    if change.told_differently:
        await refresh_booth_entries(change.fair, now=now)
        if producers:
            effects.append(Effect(code="booth_days", says=DUTIES, data={"producers": producers}))
    if producers and change.after.is_public and (change.calls_off or change.moved):
        effects.append(Effect(code="producers_told", says=TOLD, data={"producers": producers}))
    return effects


async def _end_passing_claims(fair: int, reason: ClosedReason, *, acting: Actor, now: datetime) -> list[Effect]:
    """Free every booth that is held or offered; whose it is for certain stays on record."""
    booths = await lock_booths(await passing_claims(fair))
    ended: dict[ClaimState, list[str]] = {ClaimState.HELD: [], ClaimState.OFFERED: []}
    async with writing_claims(acting=acting, now=now) as claims:
        for booth in booths.values():
            claim = booth.claim
            if claim is None or claim.state not in ended:
                continue
            if claim.is_past(now):
                await claims.expire(booth, claim)
                continue
            await claims.close(booth, claim, reason)
            ended[claim.state].append(booth.code)
            if claim.state is ClaimState.HELD and reason is ClosedReason.UNASSIGNED:
                await record_step("booth.released", booth, claim.producer, acting=acting, now=now, was=claim.state)
    return _said_ended(ended)


def _said_ended(ended: dict[ClaimState, list[str]]) -> list[Effect]:
    told = ((ClaimState.HELD, "holds_end", HOLDS_END), (ClaimState.OFFERED, "offers_end", OFFERS_END))
    return [
        Effect(code=code, says=says, data={"booths": len(ended[state]), "codes": _few(ended[state])})
        for state, code, says in told
        if ended[state]
    ]


async def _end_fees(fair: int, *, now: datetime) -> list[Effect]:
    ended, paid = await end_fees_of_fair(fair, now=now)
    effects = [Effect(code="fees_end", says=FEES_END, data={"fees": ended})] if ended else []
    if paid:
        effects.append(Effect(code="fees_back", says=FEES_BACK, data={"fees": paid}, is_work=True, link="/fees"))
    return effects


def _few(codes: Sequence[str]) -> list[str]:
    most = 6
    return list(codes) if len(codes) <= most else [*codes[:most], "…"]
