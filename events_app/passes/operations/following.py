"""What passes do when their fair changes: registration closes as much later, and holders are told."""

from datetime import datetime

from events_app.fairs.changes import Effect, FairChange
from events_app.fairs.rules import shift_wall_time
from events_app.passes.operations.plan import bump_plan_revision
from events_app.passes.queries import count_passes_of_days, count_valid_passes
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import N_

CLOSES = N_("Registration of visitors closes: %(moment)s")
TOLD = N_("Holders of a pass who are told that it stays valid: %(passes)s")
GAIN = N_("Passes that open a day that is added: %(passes)s")
LOSE = N_("Passes that open a day taken out: %(passes)s")
VOID = N_("Holders of a pass who are told that no gate lets them in any more: %(passes)s")


async def follow_fair(change: FairChange, _acting: Actor, now: datetime) -> list[Effect]:
    """Move the close of registration with the fair, and say who is told; passes name days, not dates, and stay."""
    effects = await _move_registration(change, now=now)
    effects += await _count_changed_days(change)
    passes = await count_valid_passes(change.fair, now)
    if passes and change.after.is_public and (change.calls_off or change.moved):
        says = VOID if change.calls_off else TOLD
        effects.append(Effect(code="holders_told", says=says, data={"passes": passes}))
    return effects


async def _count_changed_days(change: FairChange) -> list[Effect]:
    """Say how many passes gain or lose a day; none of them is written, for they name days by number."""
    effects = []
    for code, says, days in (
        ("passes_gain_day", GAIN, change.days_added),
        ("passes_lose_day", LOSE, change.days_taken_out),
    ):
        passes = await count_passes_of_days(change.fair, [day.number for day in days]) if days else 0
        if passes:
            effects.append(Effect(code=code, says=says, data={"passes": passes}))
    return effects


async def _move_registration(change: FairChange, *, now: datetime) -> list[Effect]:
    [*rows] = await fetch(
        "SELECT registration_closes_at AS closes_at FROM pass_plan WHERE fair = $1 AND registration_closes_at > $2"
        " FOR UPDATE",
        change.fair,
        now,
    )
    if not rows or not change.shift:
        return []
    closes_at = shift_wall_time(rows[0]["closes_at"], change.shift, change.after.time_zone)
    await bump_plan_revision(change.fair, now=now)
    await fetch("UPDATE pass_plan SET registration_closes_at = $2 WHERE fair = $1", change.fair, closes_at)
    return [Effect(code="registration_closes", says=CLOSES, data={"moment": closes_at})]
