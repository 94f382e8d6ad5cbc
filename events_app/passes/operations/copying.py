"""A copied fair gives passes by the same rules, through gates of the same names; no pass and no phone comes along."""

from datetime import datetime

from events_app.fairs.changes import Effect, FairCopy
from events_app.fairs.rules import shift_wall_time
from events_app.passes.tables import PassPlan
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import N_
from events_app.platform.rows import insert_row

GATES = N_("Gates: %(gates)s")

# A rule names gates by number: those of the copy have the same names. One whose gates are all closed opens all.
_RULES = """
INSERT INTO pass_rule (fair, kind, entries, gates)
SELECT $2, r.kind, r.entries, CASE WHEN r.gates IS NULL THEN NULL ELSE (
    SELECT array_agg(new.id ORDER BY new.id) FROM gate old JOIN gate new ON new.fair = $2 AND new.name = old.name
    WHERE old.id = ANY(r.gates)
) END
FROM pass_rule r WHERE r.fair = $1 ORDER BY r.id
"""


async def copy_rules(change: FairCopy, _acting: Actor, now: datetime) -> list[Effect]:
    """Registration, quotas and rules come along with their days, and the gates that are open."""
    source, copy = change.source.id, change.copy.id
    plans = await fetch(
        "SELECT registration_open, registration_closes_at, daily_quota, booth_passes FROM pass_plan WHERE fair = $1",
        source,
    )
    for plan in plans:
        closes_at = plan["registration_closes_at"]
        moved = {
            "fair": copy,
            "changed_at": now,
            "registration_closes_at": closes_at and shift_wall_time(closes_at, change.days, change.source.time_zone),
        }
        await insert_row(PassPlan, dict(plan) | moved)
    gates = await fetch(
        "INSERT INTO gate (fair, name, created_at) SELECT $2, name, $3 FROM gate WHERE fair = $1 AND closed_at IS NULL"
        " ORDER BY id RETURNING id",
        source,
        copy,
        now,
    )
    await fetch(_RULES, source, copy)
    return [Effect(code="gates_copied", says=GATES, data={"gates": len(gates)})] if gates else []
