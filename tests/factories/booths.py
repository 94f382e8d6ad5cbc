"""Floor plans, booths and claims for tests, written as the operations leave them."""

from datetime import datetime, timedelta

from events_app.floor_plans.rules import Grid, lay_out
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.fairs import make_fair
from tests.factories.producers import make_producer


async def make_floor_plan(
    fair: int | None = None,
    *,
    rows: int = 2,
    columns: int = 5,
    hold_minutes: int = 30,
    hold_cap: int = 3,
    holds_open: bool = True,
) -> int:
    """A plan of one hall “A” with booths A01, A02, …; gives the fair."""
    owner = fair if fair is not None else await make_fair()
    laid = lay_out(Grid(rows=rows, columns=columns))
    [plan] = await fetch(
        "INSERT INTO floor_plan (fair, holds_open, hold_minutes, hold_cap, revision, created_at, changed_at)"
        " VALUES ($1, $2, $3, $4, 1, $5, $5) RETURNING id",
        owner, holds_open, hold_minutes, hold_cap, NOW,
    )  # fmt: skip
    [hall] = await fetch(
        "INSERT INTO hall (plan, code, name_vi, name_en, width, height, position, fixtures)"
        " VALUES ($1, 'A', 'Sảnh A', 'Hall A', $2, $3, 0, '[]') RETURNING id",
        plan["id"], laid.width, laid.height,
    )  # fmt: skip
    [zone] = await fetch(
        "INSERT INTO zone (plan, name_vi, name_en, tone) VALUES ($1, 'Thực phẩm', 'Food', 1) RETURNING id", plan["id"]
    )
    for spot in laid.booths:
        await fetch(
            "INSERT INTO booth (fair, hall, zone, code, x, y, width, height, category, utilities, price, blocked,"
            " blocked_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{power}', 2000000, false, '')",
            owner, hall["id"], zone["id"], spot.code, spot.x, spot.y, spot.width, spot.height, spot.category,
        )  # fmt: skip
    return owner


async def booths_of(fair: int) -> dict[str, int]:
    """The numbers of a fair's booths by their codes."""
    rows = await fetch("SELECT id, code FROM booth WHERE fair = $1 AND removed_at IS NULL ORDER BY code", fair)
    return {row["code"]: row["id"] for row in rows}


async def make_booth() -> int:
    """One booth of a published fair."""
    return next(iter((await booths_of(await make_floor_plan(rows=1, columns=1))).values()))


async def make_claim(
    booth: int,
    producer: int | None = None,
    *,
    state: str = "held",
    expires_at: datetime | None = None,
    now: datetime = NOW,
) -> int:
    """A live claim on a booth; a hold ends in half an hour unless said otherwise."""
    holder = producer if producer is not None else await make_producer()
    assigned = state == "assigned"
    [row] = await fetch(
        "INSERT INTO booth_claim (fair, booth, producer, state, claimed_at, expires_at, extended, assigned_at)"
        " SELECT fair, id, $2, $3, $4, $5, 0, $6 FROM booth WHERE id = $1 RETURNING id",
        booth, holder, state, now, None if assigned else expires_at or now + timedelta(minutes=30),
        now if assigned else None,
    )  # fmt: skip
    claim: int = row["id"]
    return claim


async def make_call(
    fair: int,
    *,
    is_open: bool = True,
    closes_at: datetime = NOW + timedelta(days=7),
    min_stars: int = 0,
    groups: tuple[str, ...] = (),
    booths_most: int = 2,
    offer_hours: int = 48,
) -> None:
    """A call for applications, open for a week unless said otherwise."""
    await fetch(
        "INSERT INTO application_call (fair, is_open, closes_at, min_stars, groups, booths_most, offer_hours,"
        " changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        fair, is_open, closes_at, min_stars, list(groups), booths_most, offer_hours, NOW,
    )  # fmt: skip
    await fetch("INSERT INTO fee_rule (fair, support_percent) VALUES ($1, 50)", fair)


async def make_application(
    fair: int,
    producer: int | None = None,
    *,
    state: str = "submitted",
    score: int = 0,
    utilities: tuple[str, ...] = (),
    zones: tuple[str, ...] = (),
    submitted_at: datetime | None = NOW,
) -> int:
    """An application as it stands after being handed in."""
    [row] = await fetch(
        "INSERT INTO booth_application (fair, producer, state, booths_wanted, utilities, zones, products, near, note,"
        " score, reply, revision, created_at, changed_at, submitted_at, answer_until)"
        " VALUES ($1, $2, $3, 1, $4, ARRAY(SELECT z.id FROM unnest($5::text[]) WITH ORDINALITY AS w (name, place)"
        " JOIN floor_plan p ON p.fair = $1 JOIN zone z ON z.plan = p.id AND z.name_vi = w.name ORDER BY w.place),"
        " '{}', '{}', '', $6, '', 1, $7, $7, $8, $9) RETURNING id",
        fair, producer if producer is not None else await make_producer(), state, list(utilities), list(zones), score,
        NOW, submitted_at, NOW + timedelta(days=7) if state == "more_information" else None,
    )  # fmt: skip
    application: int = row["id"]
    return application
