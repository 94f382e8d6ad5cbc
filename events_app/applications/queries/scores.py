"""The published score of applications, from what the register and earlier fairs know."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from events_app.applications.queries.applications import call_of, list_applications
from events_app.applications.rules.applications import ApplicationState, Waiting
from events_app.applications.rules.priority import Priority, Standing, priority_of
from events_app.applications.schemas import Application
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import local_day
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.producers.queries import producers_by_ids, products_by_ids

ASKING = """
SELECT a.id, a.producer, a.state, a.booths_wanted, a.utilities, a.zones, a.products, a.near, a.score, a.submitted_at,
       p.name, p.place, p.tax_code
FROM booth_application a JOIN producer p ON p.id = a.producer
"""


class Ranked(Struct, frozen=True):
    """An application with its published score and the rank it gives among all of its fair; drafts have neither."""

    rank: int | None
    score: float | None
    application: Application


async def ranked_applications(fair: Fair, *, acting: Actor, now: datetime) -> list[Ranked]:
    """The applications the asker may read, by the published order; withdrawn ones and drafts come last, unranked."""
    found = await list_applications(fair.id, office=fair.office, acting=acting, now=now)
    scores = await priorities_of(fair, [each.id for each in found], now=now)
    counted = [each for each in found if each.id in scores and each.state is not ApplicationState.WITHDRAWN]
    counted.sort(key=lambda each: (-scores[each.id].total, each.submitted_at or now, each.id))
    ranks = {each.id: rank for rank, each in enumerate(counted, start=1)}
    others = [each for each in found if each.id not in ranks]
    return [
        Ranked(ranks.get(each.id), scores[each.id].total if each.id in scores else None, each)
        for each in [*counted, *others]
    ]


async def place_in_line(application: Application, *, now: datetime) -> int | None:
    """The place on the waiting list by the published order, for whoever stands on it."""
    if application.state is not ApplicationState.WAITLISTED:
        return None
    line = await waiting_list(await fair_by_id(application.fair, now=now), now=now)
    return next(place for place, each in enumerate(line, start=1) if each.application == application.id)


async def priorities_of(fair: Fair, applications: Iterable[int], *, now: datetime) -> dict[int, Priority]:
    """The published score of some applications of a fair, with its components."""
    wanted = sorted(set(applications))
    rows = await fetch(ASKING + "WHERE a.id = ANY($1) AND a.submitted_at IS NOT NULL", wanted)
    standings = await standings_of(fair, rows, local_day(now, fair.time_zone))
    return {number: priority_of(each) for number, each in standings.items()}


async def waiting_list(fair: Fair, *, lock: bool = False, now: datetime) -> list[Waiting]:
    """Everybody who waits for a booth at a fair, by the published order.

    With `lock` those nobody else is busy with, for the rest of the transaction.
    """
    statement = ASKING + "WHERE a.fair = $1 AND a.state = 'waitlisted' ORDER BY a.id"
    rows = await fetch(statement + (" FOR UPDATE OF a SKIP LOCKED" if lock else ""), fair.id)
    standings = await standings_of(fair, rows, local_day(now, fair.time_zone))
    waiting = [
        Waiting(
            application=row["id"],
            producer=row["producer"],
            score=priority_of(standings[row["id"]]).total,
            submitted_at=row["submitted_at"],
            utilities=frozenset(row["utilities"]),
        )
        for row in rows
    ]
    return sorted(waiting, key=lambda each: (-each.score, each.submitted_at, each.application))


async def standings_of(fair: Fair, asking: Sequence[Any], today: date) -> dict[int, Standing]:
    call = await call_of(fair.id)
    stars = await best_stars(asking, today)
    years = await _earlier_years(fair, {row["producer"] for row in asking}, today)
    return {
        row["id"]: Standing(
            application=row["id"],
            stars=stars[row["id"]],
            earlier_years=years.get(row["producer"], 0),
            own_points=row["score"],
            submitted_at=row["submitted_at"],
            closes_at=None if call is None else call.closes_at,
        )
        for row in asking
    }


async def best_stars(asking: Sequence[Any], on: date) -> dict[int, int]:
    """The best star in force among the products applied with; of all the producer has, when none was named."""
    products = await products_by_ids({number for row in asking for number in row["products"]}, on=on)
    unnamed = await producers_by_ids({row["producer"] for row in asking if not row["products"]}, on=on)
    found = {}
    for row in asking:
        named = [products[number].stars or 0 for number in row["products"] if number in products]
        holder = unnamed.get(row["producer"])
        found[row["id"]] = max(named, default=0) if row["products"] else (holder and holder.best_stars) or 0
    return found


async def _earlier_years(fair: Fair, producers: set[int], today: date) -> dict[int, int]:
    """In how many earlier years each producer was seen at fairs of this office, by hand or by a pass."""
    rows = await fetch(
        """
        SELECT t.producer, count(DISTINCT extract(year FROM t.day)) AS years FROM attendance t
        JOIN fair f ON f.id = t.fair
        WHERE f.office = $1 AND t.producer = ANY($2) AND extract(year FROM t.day) < $3 GROUP BY t.producer
        """,
        fair.office,
        sorted(producers),
        (fair.starts_on or today).year,
    )
    return {row["producer"]: row["years"] for row in rows}
