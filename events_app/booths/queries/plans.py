"""Reads plans, booths and claims."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from events_app.booths.errors import BoothNotFound, FloorPlanNotFound
from events_app.booths.rules import BoothState, Category, Claim, ClaimState, Utility, code_order, live, state_of
from events_app.booths.schemas import (
    AttendanceDay,
    BoothInput,
    BoothMap,
    BoothOnPlan,
    BoothView,
    ClaimEvent,
    FixtureInput,
    FloorPlan,
    HallInput,
    HallOnPlan,
    Holder,
    ProducerClaim,
    ZoneInput,
    metres,
    read_fixtures,
    zones_of,
)
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual

_BOOTHS = """
SELECT b.*, h.code AS hall_code, z.name_vi AS zone_vi, z.name_en AS zone_en, coalesce(z.tone, 0) AS tone,
       c.id AS claim, c.producer, c.state AS claim_state, c.expires_at, p.name AS producer_name
FROM booth b JOIN hall h ON h.id = b.hall LEFT JOIN zone z ON z.id = b.zone
LEFT JOIN booth_claim c ON c.booth = b.id AND c.state <> 'closed' LEFT JOIN producer p ON p.id = c.producer
"""


async def has_plan(fair: int) -> bool:
    """Whether a fair has a floor plan with booths."""
    [row] = await fetch("SELECT EXISTS (SELECT FROM booth WHERE fair = $1 AND removed_at IS NULL) AS found", fair)
    return bool(row["found"])


async def booth_map(fair: int, *, office: int, acting: Actor, now: datetime) -> BoothMap:
    """The plan of a fair with the state of every booth as the asker may see it.

    Raises:
        FloorPlanNotFound: The fair has none yet.
    """
    [plan] = await _plan_rows(fair)
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


async def floor_plan_of(fair: int) -> FloorPlan:
    """The plan in the shape it is written in, lengths in metres.

    Raises:
        FloorPlanNotFound: The fair has none yet.
    """
    [plan] = await _plan_rows(fair)
    halls = await fetch("SELECT * FROM hall WHERE plan = $1 AND removed_at IS NULL ORDER BY position, code", plan["id"])
    zones = await fetch("SELECT * FROM zone WHERE plan = $1 ORDER BY id", plan["id"])
    rows = await fetch(_BOOTHS + "WHERE b.fair = $1 AND b.removed_at IS NULL", fair)
    return FloorPlan(
        halls=[_hall_input(hall) for hall in halls],
        booths=[_booth_input(row) for row in sorted(rows, key=lambda row: code_order(row["code"]))],
        zones=[ZoneInput(name=Bilingual(row["name_vi"], row["name_en"]), tone=row["tone"]) for row in zones],
        revision=plan["revision"],
    )


async def list_booths(fair: int, *, office: int, acting: Actor, now: datetime) -> list[BoothView]:
    """Every booth of a fair for programs, in the order people count."""
    rows = await fetch(_BOOTHS + "WHERE b.fair = $1 AND b.removed_at IS NULL", fair)
    views = [_view(_on_plan(row, office=office, acting=acting, now=now)) for row in rows]
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


async def history_of_booth(booth: int) -> list[ClaimEvent]:
    """Who had a booth, the latest first."""
    rows = await fetch(
        "SELECT c.*, p.name FROM booth_claim c JOIN producer p ON p.id = c.producer WHERE c.booth = $1"
        " ORDER BY c.id DESC LIMIT 20",
        booth,
    )
    return [
        ClaimEvent(
            producer_name=row["name"],
            state=row["state"],
            claimed_at=row["claimed_at"],
            closed_at=row["closed_at"],
            closed_reason=row["closed_reason"],
        )
        for row in rows
    ]


async def claims_of_producer(producer: int, *, now: datetime, fair: int | None = None) -> list[ProducerClaim]:
    """The booths a producer has, those past their deadline left out, in the order of fairs and codes."""
    return await _claims("c.producer = $1 AND ($2::bigint IS NULL OR c.fair = $2)", producer, fair, now=now)


async def claims_of_fair(fair: int, *, now: datetime) -> list[ProducerClaim]:
    """Every standing claim at a fair."""
    return await _claims("c.fair = $1", fair, now=now)


async def assigned_producers(fair: int) -> list[int]:
    """Producers who have a booth at a fair for certain."""
    rows = await fetch(
        "SELECT DISTINCT producer FROM booth_claim WHERE fair = $1 AND state = 'assigned' ORDER BY producer", fair
    )
    return [row["producer"] for row in rows]


async def count_producers(fair: int, now: datetime) -> int:
    """How many producers have a booth at a fair, holds in time counted."""
    return len({claim.producer for claim in await claims_of_fair(fair, now=now)})


async def plans_to_copy(fair: int, *, acting: Actor) -> list[tuple[str, Bilingual, int]]:
    """Other fairs of the asker's offices that have a plan: address, title and number of booths, the latest first."""
    rows = await fetch(
        """
        SELECT f.slug, f.title_vi, f.title_en, count(*) AS booths FROM fair f
        JOIN booth b ON b.fair = f.id AND b.removed_at IS NULL
        WHERE f.office = ANY($1) AND f.id <> $2
        GROUP BY f.id ORDER BY f.id = (SELECT copied_from FROM fair WHERE id = $2) DESC NULLS LAST, f.id DESC LIMIT 100
        """,
        acting.organized_offices,
        fair,
    )
    return [(row["slug"], Bilingual(row["title_vi"], row["title_en"]), row["booths"]) for row in rows]


async def booth_counts(fairs: Iterable[int], *, now: datetime) -> dict[int, tuple[int, int]]:
    """Per fair how many booths there are and how many are taken (held in time, offered or assigned)."""
    rows = await fetch(
        """
        SELECT b.fair, count(*) AS booths, count(c.id) AS taken FROM booth b
        LEFT JOIN booth_claim c ON c.booth = b.id AND c.state <> 'closed'
             AND (c.state = 'assigned' OR c.expires_at > $2)
        WHERE b.fair = ANY($1) AND b.removed_at IS NULL GROUP BY b.fair
        """,
        list(fairs),
        now,
    )
    return {row["fair"]: (row["booths"], row["taken"]) for row in rows}


async def attendance_of(fair: int, producer: int) -> list[AttendanceDay]:
    """The days a producer was seen at a fair."""
    rows = await fetch(
        "SELECT day, source FROM attendance WHERE fair = $1 AND producer = $2 ORDER BY day", fair, producer
    )
    return [AttendanceDay(row["day"], row["source"]) for row in rows]


async def attendance_days(fair: int) -> dict[int, int]:
    """Per producer on how many days they were seen at a fair."""
    rows = await fetch("SELECT producer, count(*) AS days FROM attendance WHERE fair = $1 GROUP BY producer", fair)
    return {row["producer"]: row["days"] for row in rows}


def claim_of(row: Any) -> Claim | None:
    """Read the live claim joined to a booth."""
    if row["claim"] is None:
        return None
    return Claim(row["claim"], row["id"], row["producer"], ClaimState(row["claim_state"]), row["expires_at"])


async def _plan_rows(fair: int) -> list[Any]:
    rows = await fetch("SELECT * FROM floor_plan WHERE fair = $1", fair)
    if not rows:
        raise FloorPlanNotFound
    return rows


async def _claims(where: str, *values: object, now: datetime) -> list[ProducerClaim]:
    rows = await fetch(
        f"""
        SELECT c.*, b.code, b.price, h.name_vi AS hall_vi, h.name_en AS hall_en, z.name_vi AS zone_vi,
               z.name_en AS zone_en
        FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN hall h ON h.id = b.hall
        LEFT JOIN zone z ON z.id = b.zone
        WHERE {where} AND c.state <> 'closed' AND (c.state = 'assigned' OR c.expires_at > ${len(values) + 1})
        """,
        *values,
        now,
    )
    claims = [
        ProducerClaim(
            id=row["id"],
            fair=row["fair"],
            booth=row["booth"],
            code=row["code"],
            hall=Bilingual(row["hall_vi"], row["hall_en"]),
            zone=Bilingual(row["zone_vi"], row["zone_en"]) if row["zone_vi"] else None,
            producer=row["producer"],
            state=BoothState(row["state"]),
            expires_at=row["expires_at"],
            price=row["price"],
        )
        for row in rows
    ]
    return sorted(claims, key=lambda claim: (claim.fair, code_order(claim.code)))


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


def _view(booth: BoothOnPlan) -> BoothView:
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


def _hall_input(row: Any) -> HallInput:
    return HallInput(
        code=row["code"],
        name=Bilingual(row["name_vi"], row["name_en"]),
        width=metres(row["width"]),
        height=metres(row["height"]),
        fixtures=[
            FixtureInput(
                kind=each.kind,
                label=each.label,
                x=metres(each.x),
                y=metres(each.y),
                width=metres(each.width),
                height=metres(each.height),
            )
            for each in read_fixtures(row["fixtures"])
        ],
    )


def _booth_input(row: Any) -> BoothInput:
    return BoothInput(
        code=row["code"],
        hall=row["hall_code"],
        zone=row["zone_vi"],
        x=metres(row["x"]),
        y=metres(row["y"]),
        width=metres(row["width"]),
        height=metres(row["height"]),
        category=Category(row["category"]),
        utilities=[Utility(name) for name in row["utilities"]],
        price=row["price"],
    )
