"""Reads claims on booths and attendance."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from events_app.booths.rules.claims import Claim, ClaimState
from events_app.booths.schemas.claims import AttendanceDay, ClaimEvent, ProducerClaim
from events_app.floor_plans.rules import BoothState, code_order
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual


def is_open(claim: str) -> str:
    """That nobody has ended a claim, in SQL: what the index of one claim a booth and the locks go by.

    An open claim may be past its deadline, when nobody came by to end it. Who asks whether a booth is somebody's now
    asks `is_live`; who asks what must be ended, moved or kept asks this.

    Args:
        claim: How the statement calls the row of `booth_claim`.

    >>> is_open("c")
    "c.state <> 'closed'"
    """
    return f"{claim}.state <> 'closed'"


def is_live(claim: str, now: str) -> str:
    """What a live claim is, in SQL: open, and a hold or an offer only until its time is past; `rules.live` in Python.

    Args:
        claim: How the statement calls the row of `booth_claim`.
        now: The placeholder of the present moment.

    >>> is_live("c", "$2")
    "c.state <> 'closed' AND (c.state = 'assigned' OR c.expires_at > $2)"
    """
    return f"{is_open(claim)} AND ({claim}.state = 'assigned' OR {claim}.expires_at > {now})"


def is_past(claim: str, now: str) -> str:
    """The other open claims, in SQL: holds and offers whose time is over and that nobody has ended.

    Args:
        claim: How the statement calls the row of `booth_claim`.
        now: The placeholder of the present moment.

    >>> is_past("c", "$2")
    "c.state IN ('held', 'offered') AND c.expires_at <= $2"
    """
    return f"{claim}.state IN ('held', 'offered') AND {claim}.expires_at <= {now}"


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


async def offered_booths(fair: int, producer: int) -> list[int]:
    """The booths a producer is offered at a fair, also those whose time is past and nobody has looked at yet."""
    rows = await fetch(
        "SELECT booth FROM booth_claim WHERE fair = $1 AND producer = $2 AND state = 'offered'", fair, producer
    )
    return [row["booth"] for row in rows]


async def claimed_booths(fair: int, producers: Sequence[int]) -> list[int]:
    """The booths some producers have or had claims on that nobody has ended, before they are locked."""
    rows = await fetch(
        f"SELECT c.booth FROM booth_claim c WHERE c.fair = $1 AND c.producer = ANY($2) AND {is_open('c')}",
        fair,
        producers,
    )
    return [row["booth"] for row in rows]


async def booths_with_past_offers(now: datetime, *, most: int) -> list[int]:
    """Booths offered to somebody whose time to answer is over, the oldest first."""
    rows = await fetch(
        f"SELECT c.booth FROM booth_claim c WHERE c.state = 'offered' AND {is_past('c', '$1')} ORDER BY c.id LIMIT $2",
        now,
        most,
    )
    return [row["booth"] for row in rows]


async def passing_claims(fair: int) -> list[int]:
    """The booths of a fair that are held or offered for a while, in time or not."""
    rows = await fetch("SELECT booth FROM booth_claim WHERE fair = $1 AND state IN ('held', 'offered')", fair)
    return [row["booth"] for row in rows]


async def offered_among(fairs: Sequence[int], producers: Sequence[int]) -> set[tuple[int, int]]:
    """Which pairs of fair and producer (given side by side) have an offer that nobody has answered or ended."""
    rows = await fetch(
        "SELECT DISTINCT c.fair, c.producer FROM booth_claim c"
        " JOIN unnest($1::bigint[], $2::bigint[]) AS n (fair, producer) ON c.fair = n.fair AND c.producer = n.producer"
        " WHERE c.state = 'offered'",
        list(fairs),
        list(producers),
    )
    return {(row["fair"], row["producer"]) for row in rows}


async def assigned_among(fairs: Sequence[int], producers: Sequence[int]) -> set[tuple[int, int]]:
    """Which pairs of fair and producer (given side by side) have a booth that is theirs."""
    rows = await fetch(
        "SELECT DISTINCT c.fair, c.producer FROM booth_claim c"
        " JOIN unnest($1::bigint[], $2::bigint[]) AS n (fair, producer) ON c.fair = n.fair AND c.producer = n.producer"
        " WHERE c.state = 'assigned'",
        list(fairs),
        list(producers),
    )
    return {(row["fair"], row["producer"]) for row in rows}


async def producers_with_booth(fair: int, producers: Iterable[int], *, now: datetime) -> set[int]:
    """Which of some producers have a booth at a fair: held in time, offered in time, or assigned."""
    rows = await fetch(
        f"SELECT DISTINCT c.producer FROM booth_claim c WHERE c.fair = $1 AND c.producer = ANY($2)"
        f" AND {is_live('c', '$3')}",
        fair,
        sorted(set(producers)),
        now,
    )
    return {row["producer"] for row in rows}


async def holders_of_booths(booths: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Who has each of some booths: number and name of the producer.

    A claim past its deadline still counts: its booth is not thrown away under somebody who was just late.
    """
    rows = await fetch(
        "SELECT c.booth, c.producer, p.name FROM booth_claim c JOIN producer p ON p.id = c.producer"
        f" WHERE c.booth = ANY($1) AND {is_open('c')}",
        sorted(set(booths)),
    )
    return {row["booth"]: (row["producer"], row["name"]) for row in rows}


async def holders_by_code(fair: int) -> dict[str, str]:
    """Who has which booth of a fair, by code: as the plan forbids to take it away, so also past the deadline."""
    rows = await fetch(
        "SELECT b.code, p.name FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN producer p ON p.id = c.producer"
        f" WHERE c.fair = $1 AND {is_open('c')} AND b.removed_at IS NULL",
        fair,
    )
    return {row["code"]: row["name"] for row in rows}


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


async def _claims(where: str, *values: object, now: datetime) -> list[ProducerClaim]:
    rows = await fetch(
        f"""
        SELECT c.*, b.code, b.price, h.name_vi AS hall_vi, h.name_en AS hall_en, z.name_vi AS zone_vi,
               z.name_en AS zone_en
        FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN hall h ON h.id = b.hall
        LEFT JOIN zone z ON z.id = b.zone
        WHERE {where} AND {is_live("c", f"${len(values) + 1}")}
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
