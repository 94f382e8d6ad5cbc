"""A copied fair has the plan of the one it was copied from: halls, zones and booths, nobody in them."""

from datetime import datetime

from events_app.fairs.changes import Effect, FairCopy
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import N_

BOOTHS = N_("Booths of the floor plan: %(booths)s")

# What was removed from the plan stays behind; a block is about the old days and does, too.
_COPY = """
WITH plan AS (
    INSERT INTO floor_plan (fair, holds_open, hold_minutes, hold_cap, revision, created_at, changed_at)
    SELECT $2, false, hold_minutes, hold_cap, 1, $3, $3 FROM floor_plan WHERE fair = $1 RETURNING id
), halls AS (
    INSERT INTO hall (plan, code, name_vi, name_en, width, height, position, fixtures)
    SELECT plan.id, h.code, h.name_vi, h.name_en, h.width, h.height, h.position, h.fixtures
    FROM hall h JOIN floor_plan p ON p.id = h.plan, plan WHERE p.fair = $1 AND h.removed_at IS NULL
    RETURNING id, code
), zones AS (
    INSERT INTO zone (plan, name_vi, name_en, tone)
    SELECT plan.id, z.name_vi, z.name_en, z.tone
    FROM zone z JOIN floor_plan p ON p.id = z.plan, plan WHERE p.fair = $1 AND z.removed_at IS NULL
    RETURNING id, name_vi
)
INSERT INTO booth (fair, hall, zone, code, x, y, width, height, category, utilities, price)
SELECT $2, halls.id, zones.id, b.code, b.x, b.y, b.width, b.height, b.category, b.utilities, b.price
FROM booth b JOIN hall h ON h.id = b.hall JOIN halls ON halls.code = h.code
LEFT JOIN zone z ON z.id = b.zone LEFT JOIN zones ON zones.name_vi = z.name_vi
WHERE b.fair = $1 AND b.removed_at IS NULL ORDER BY b.id
RETURNING id
"""


async def copy_plan(change: FairCopy, _acting: Actor, now: datetime) -> list[Effect]:
    """Draw the same plan for the copy; producers cannot hold booths on it before the office opens it."""
    rows = await fetch(_COPY, change.source.id, change.copy.id, now)
    return [Effect(code="plan_copied", says=BOOTHS, data={"booths": len(rows)})] if rows else []
