"""What passes do when their fair changes: registration closes as much later, and holders are told."""

from datetime import datetime

from events_app.fairs.changes import Effect, FairChange
from events_app.fairs.rules import shift_wall_time
from events_app.passes.operations.plan import bump_plan_revision
from events_app.passes.queries import count_valid_passes
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import N_

CLOSES = N_("Registration of visitors closes: %(moment)s")
TOLD = N_("Holders of a pass who are told that it stays valid: %(passes)s")
VOID = N_("Holders of a pass who are told that no gate lets them in any more: %(passes)s")


async def follow_fair(change: FairChange, _acting: Actor, now: datetime) -> list[Effect]:
    """Move the close of registration with the fair, and say who is told; passes name days, not dates, and stay."""
    effects = await _move_registration(change, now=now)
    passes = await count_valid_passes(change.fair, now)
    if passes and change.after.is_public and (change.calls_off or change.moved):
        says = VOID if change.calls_off else TOLD
        effects.append(Effect(code="holders_told", says=says, data={"passes": passes}))
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
