"""What applications do when claims or plans below them change, in the transaction of the change."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events_app.applications.errors import ZoneWished
from events_app.applications.operations.steps import lock_applications_of, take_step
from events_app.applications.queries.applications import zone_wishes
from events_app.applications.rules import ApplicationState, Having, state_after
from events_app.applications.tables import ApplicationCall
from events_app.booths.changes import ClaimChange
from events_app.booths.queries import assigned_among, offered_among
from events_app.booths.rules import ClaimState
from events_app.fairs.changes import Effect, FairChange, FairCopy
from events_app.fairs.rules import shift_wall_time
from events_app.floor_plans.changes import PlanChange
from events_app.floor_plans.schemas import Touched
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.db import fetch
from events_app.platform.followers import Follower
from events_app.platform.i18n import N_
from events_app.platform.rows import insert_row, update_row

CALL_CLOSES = N_("The call for applications closes: %(moment)s")

Pair = tuple[int, int]


async def follow_claims(changes: Sequence[ClaimChange], acting: Actor, now: datetime) -> None:
    """Let applications follow the booths that were offered or given to them, were answered, or ended.

    The claims are written, the applications are locked now, and the claims are looked at after that: two people who end
    two offers of one application wait for each other here, and the second sees what the first has done.
    """
    pairs = _by_producer(changes)
    if not pairs:
        return
    applications = await lock_applications_of(list(pairs))
    fairs, producers = [fair for fair, _ in pairs], [producer for _, producer in pairs]
    offered = await offered_among(fairs, producers)
    assigned = await assigned_among(fairs, producers)
    for each in applications:
        pair = (each.fair, each.producer)
        begun = [change.booth.code for change in pairs[pair] if change.after is ClaimState.OFFERED and not change.moved]
        state = state_after(
            each.state,
            begun=bool(begun),
            ended=[(change.after, change.reason) for change in pairs[pair] if change.before is ClaimState.OFFERED],
            having=Having(offered=pair in offered, assigned=pair in assigned),
            given=any(_is_given(change) for change in pairs[pair]),
        )
        if state is not None:
            # Nobody lapses by somebody's hand: whoever takes a booth whose offer is past only notices.
            actor = SYSTEM if state is ApplicationState.LAPSED else acting
            await take_step(each.id, state, ", ".join(begun), was=each.state, acting=actor, now=now)


async def follow_fair(change: FairChange, _acting: Actor, now: datetime) -> list[Effect]:
    """Move the days of the call that are still to come with the fair."""
    rows = await fetch(
        "SELECT opens_at, closes_at FROM application_call WHERE fair = $1 AND closes_at > $2 FOR UPDATE",
        change.fair,
        now,
    )
    if not rows or not change.shift:
        return []
    opens_at, closes_at = (
        moment if moment is None or moment <= now else shift_wall_time(moment, change.shift, change.after.time_zone)
        for moment in (rows[0]["opens_at"], rows[0]["closes_at"])
    )
    moved = {"opens_at": opens_at, "closes_at": closes_at, "changed_at": now}
    await update_row(ApplicationCall, moved, where={"fair": change.fair})
    return [Effect(code="call_closes", says=CALL_CLOSES, data={"moment": closes_at})]


async def copy_call(change: FairCopy, _acting: Actor, now: datetime) -> list[Effect]:
    """The call comes along with its days, and stays closed until the office opens it."""
    rows = await fetch("SELECT * FROM application_call WHERE fair = $1", change.source.id)
    if not rows:
        return []
    call = {name: value for name, value in rows[0].items() if name != "id"}
    zone = change.source.time_zone
    opens_at, closes_at = call["opens_at"], shift_wall_time(call["closes_at"], change.days, zone)
    moved = {
        "fair": change.copy.id,
        "is_open": False,
        "opens_at": None if opens_at is None else shift_wall_time(opens_at, change.days, zone),
        "closes_at": closes_at,
        "changed_at": now,
    }
    await insert_row(ApplicationCall, call | moved)
    return [Effect(code="call_copied", says=CALL_CLOSES, data={"moment": closes_at})]


async def preview_plan(change: PlanChange, now: datetime) -> Sequence[Touched]:
    """Refuse a plan that drops a zone applications wish.

    Raises:
        ZoneWished: Says which zone, and who wishes it.
    """
    if change.zones_gone:
        wishes = await zone_wishes(change.fair, now=now)
        for number, name in sorted(change.zones_gone.items(), key=lambda zone: zone[1]):
            if number in wishes:
                raise ZoneWished(name, wishes[number])
    return []


def _is_given(change: ClaimChange) -> bool:
    """Whether a booth became somebody's without an offer: by the office's hand, or chosen on the plan."""
    return change.after is ClaimState.ASSIGNED and change.before is not ClaimState.OFFERED and not change.moved


def _by_producer(changes: Sequence[ClaimChange]) -> Mapping[Pair, list[ClaimChange]]:
    """The changes of booths offered or theirs, by fair and producer; holds are no part of an application."""
    pairs: dict[Pair, list[ClaimChange]] = {}
    for change in changes:
        if {ClaimState.OFFERED, ClaimState.ASSIGNED} & {change.before, change.after}:
            pairs.setdefault((change.booth.fair, change.producer), []).append(change)
    return pairs


FAIR: Follower[FairChange, Effect] = Follower("applications", follow_fair)
COPY: Follower[FairCopy, Effect] = Follower("applications", copy_call)
CLAIMS: Follower[Sequence[ClaimChange], None] = Follower("applications", follow_claims)
# Wishes are numbers of zones: a renamed zone needs no second write.
PLAN: Follower[PlanChange, Touched] = Follower("applications", preview=preview_plan)
