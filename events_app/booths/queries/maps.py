"""Reads plans as they are drawn: every booth with its state, as the asker may see it."""

from datetime import datetime
from typing import Any

from events_app.booths.queries.claims import claim_of, is_open
from events_app.booths.rules.claims import ClaimState, live, state_of
from events_app.booths.schemas.booths import BoothView, Holder
from events_app.floor_plans.errors import BoothNotFound
from events_app.floor_plans.queries import plan_row
from events_app.floor_plans.rules import Category, Utility, code_order
from events_app.floor_plans.schemas import (
    BoothMap,
    BoothOnPlan,
    HallOnPlan,
    metres,
    read_fixtures,
    zones_of,
)
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual

_BOOTHS = f"""
SELECT b.*, h.code AS hall_code, z.name_vi AS zone_vi, z.name_en AS zone_en, coalesce(z.tone, 0) AS tone,
       c.id AS claim, c.producer, c.state AS claim_state, c.expires_at, p.name AS producer_name
FROM booth b JOIN hall h ON h.id = b.hall LEFT JOIN zone z ON z.id = b.zone
LEFT JOIN booth_claim c ON c.booth = b.id AND {is_open("c")} LEFT JOIN producer p ON p.id = c.producer
"""


async def booth_map(fair: int, *, office: int, acting: Actor, now: datetime) -> BoothMap:
    """The plan of a fair with the state of every booth as the asker may see it.

    Raises:
        FloorPlanNotFound: The fair has none yet.
    """
    plan = await plan_row(fair)
    halls = await fetch("SELECT * FROM hall WHERE plan = $1 AND removed_at IS NULL ORDER BY position, code", plan["id"])
    rows = await fetch(_BOOTHS + "WHERE b.fair = $1 AND b.removed_at IS NULL", fair)
    booths = sorted(
        (_on_plan(row, office=office, acting=acting, now=now) for row in rows), key=lambda each: code_order(each.code)
    )
    return BoothMap(
        fair=fair,
        revision=plan["revision"],
        holds_open=plan["holds_open"],
        hold_minutes=plan["hold_minutes"],
        hold_cap=plan["hold_cap"],
        halls=[
            HallOnPlan(
                code=hall["code"],
                name=Bilingual(hall["name_vi"], hall["name_en"]),
                width=hall["width"],
                height=hall["height"],
                fixtures=read_fixtures(hall["fixtures"]),
                booths=[booth for booth in booths if booth.hall == hall["code"]],
            )
            for hall in halls
        ],
        zones=zones_of(booths),
    )


async def list_booths(fair: int, *, office: int, acting: Actor, now: datetime) -> list[BoothView]:
    """Every booth of a fair for programs, in the order people count."""
    rows = await fetch(_BOOTHS + "WHERE b.fair = $1 AND b.removed_at IS NULL", fair)
    views = [_as_listed(_on_plan(row, office=office, acting=acting, now=now)) for row in rows]
    return sorted(views, key=lambda view: code_order(view.code))


async def find_booth(booth: int, *, acting: Actor, now: datetime) -> tuple[int, BoothOnPlan]:
    """A booth on a plan and the number of its fair, as the asker may see it.

    Raises:
        BoothNotFound: There is none.
    """
    rows = await fetch(
        _BOOTHS.replace("SELECT b.*", "SELECT f.office, b.*")
        + "JOIN fair f ON f.id = b.fair WHERE b.id = $1 AND b.removed_at IS NULL",
        booth,
    )
    if not rows:
        raise BoothNotFound
    return rows[0]["fair"], _on_plan(rows[0], office=rows[0]["office"], acting=acting, now=now)


def _on_plan(row: Any, *, office: int, acting: Actor, now: datetime) -> BoothOnPlan:
    claim = live(claim_of(row), now)
    mine = claim is not None and claim.producer in acting.producer_ids
    # Who holds is nobody's business until it is settled: then the plan says who is where.
    seen = claim is not None and (claim.state is ClaimState.ASSIGNED or mine or acting.organizes(office))
    return BoothOnPlan(
        id=row["id"],
        code=row["code"],
        hall=row["hall_code"],
        zone=Bilingual(row["zone_vi"], row["zone_en"]) if row["zone_vi"] else None,
        tone=row["tone"],
        x=row["x"],
        y=row["y"],
        width=row["width"],
        height=row["height"],
        category=Category(row["category"]),
        utilities=[Utility(name) for name in row["utilities"]],
        price=row["price"],
        state=state_of(claim, blocked=row["blocked"], now=now),
        blocked_reason=row["blocked_reason"] if acting.organizes(office) else "",
        producer=claim.producer if claim is not None and seen else None,
        producer_name=row["producer_name"] if seen else "",
        expires_at=None if claim is None else claim.expires_at,
        mine=mine,
    )


def _as_listed(booth: BoothOnPlan) -> BoothView:
    return BoothView(
        id=booth.id,
        code=booth.code,
        hall=booth.hall,
        zone=None if booth.zone is None else booth.zone.vi,
        x=metres(booth.x),
        y=metres(booth.y),
        width=metres(booth.width),
        height=metres(booth.height),
        category=booth.category,
        utilities=booth.utilities,
        price=booth.price,
        state=booth.state,
        holder=None if booth.producer is None else Holder(booth.producer, booth.producer_name),
        expires_at=booth.expires_at,
    )
