"""What applications, offers and claims do to each other: one step noted, an offer ended, the next in line asked.

A claim in the state `offered` and an application in the state `offered` always end together, whoever ends which.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from events_app.booths.errors import ApplicationNotFound
from events_app.booths.operations.locking import LockedBooth, close_claim, insert_claim, lock_booths
from events_app.booths.operations.telling import nudge
from events_app.booths.queries.applications import call_of, find_application
from events_app.booths.queries.drafting import waiting_list
from events_app.booths.rules import ApplicationState, Claim, ClaimState, ClosedReason, next_in_line
from events_app.booths.schemas import Application
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Phase
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch
from events_app.platform.outbox import put_message

OFFER_HOURS = 48


async def lock_application(application: int) -> None:
    """Lock an application whose booths stay as they are, for the rest of the transaction."""
    if not await fetch("SELECT FROM booth_application WHERE id = $1 FOR UPDATE", application):
        raise ApplicationNotFound


async def application_row(application: int, *, now: datetime) -> Application:
    """An application as it is inside the transaction."""
    return await find_application(application, acting=SYSTEM, now=now)


async def step(application: int, state: ApplicationState, words: str, *, acting: Actor, now: datetime) -> None:
    """Note one step: history, audit, and a message upwards."""
    [row] = await fetch(
        "SELECT a.fair, a.producer, f.office FROM booth_application a JOIN fair f ON f.id = a.fair WHERE a.id = $1",
        application,
    )
    await fetch(
        "INSERT INTO application_event (application, at, actor_name, state, words) VALUES ($1, $2, $3, $4, $5)",
        application,
        now,
        acting.name[:120],
        state,
        words,
    )
    payload = {"application": application, "fair": row["fair"], "producer": row["producer"], "state": state}
    await record_audit(
        acting,
        f"application.{state}",
        subject="application",
        subject_id=application,
        office=row["office"],
        data=payload,
        now=now,
    )
    await put_message(f"application.{state}", payload, now=now)


async def comment(application: int, words: str, *, acting: Actor, now: datetime) -> None:
    """Note words of the office that change nothing else: history, and a message upwards."""
    [row] = await fetch("SELECT fair, producer, state FROM booth_application WHERE id = $1", application)
    await fetch(
        "INSERT INTO application_event (application, at, actor_name, state, words) VALUES ($1, $2, $3, $4, $5)",
        application,
        now,
        acting.name[:120],
        row["state"],
        words.strip(),
    )
    payload = {"application": application, "fair": row["fair"], "producer": row["producer"], "state": "comment"}
    await put_message("application.comment", payload, now=now)


async def set_state(
    fair: int, producer: int, state: ApplicationState, *, acting: Actor, now: datetime, words: str = ""
) -> None:
    """Let a producer's offered application follow its claims: it is offered while one of them is, however old.

    `lock_booths` has locked it. An UPDATE that had to wait for it would see the claims as they were before the wait.
    """
    rows = await fetch(
        "UPDATE booth_application SET state = $3, revision = revision + 1, changed_at = $4"
        " WHERE fair = $1 AND producer = $2 AND state = 'offered' AND NOT EXISTS (SELECT FROM booth_claim"
        " WHERE fair = $1 AND producer = $2 AND state = 'offered') RETURNING id",
        fair,
        producer,
        state,
        now,
    )
    for row in rows:
        await step(row["id"], state, words, acting=acting, now=now)


async def make_offer(
    booths: Sequence[LockedBooth], application: int, producer: int, *, acting: Actor, now: datetime
) -> None:
    """Claim free booths of one fair for an application until the offer's time is over; one step, however many."""
    fair = booths[0].fair
    call = await call_of(fair)
    until = now + timedelta(hours=call.offer_hours if call is not None else OFFER_HOURS)
    for locked in booths:
        await insert_claim(locked, producer, ClaimState.OFFERED, expires_at=until, now=now)
    await fetch(
        "UPDATE booth_application SET state = 'offered', revision = revision + 1, changed_at = $2 WHERE id = $1",
        application,
        now,
    )
    codes = ", ".join(locked.code for locked in booths)
    await step(application, ApplicationState.OFFERED, codes, acting=acting, now=now)
    await nudge(fair, codes)


async def pass_on(locked: LockedBooth, *, now: datetime) -> None:
    """Offer a booth that has come free to whoever is next in line and can use it."""
    fair = await fair_by_id(locked.fair, now=now)
    if locked.blocked or not fair.is_on or fair.phase is Phase.PAST:
        return
    [row] = await fetch("SELECT utilities FROM booth WHERE id = $1", locked.id)
    # Rows another booth is just being passed on to are skipped, so that nobody is asked twice at once.
    chosen = next_in_line(await waiting_list(fair, lock=True, now=now), frozenset(row["utilities"]))
    if chosen is not None:
        await make_offer([locked], chosen.application, chosen.producer, acting=SYSTEM, now=now)


async def end_offer(
    locked: LockedBooth, claim: Claim, reason: ClosedReason, state: ApplicationState, *, acting: Actor, now: datetime
) -> None:
    """Close an offered claim and its application with it, then ask the next in line."""
    await close_claim(claim, reason, now=now)
    await set_state(locked.fair, claim.producer, state, acting=acting, now=now)
    await nudge(locked.fair, locked.code)
    await pass_on(locked, now=now)


async def withdraw_offers(application: Application, *, now: datetime) -> None:
    """Close every offer of an application that is withdrawn, in time or not; its own state is the caller's."""
    for locked, claim in await lock_offers(application):
        await close_claim(claim, ClosedReason.DECLINED, now=now)
        await pass_on(locked, now=now)


async def lock_offers(application: Application) -> list[tuple[LockedBooth, Claim]]:
    """Lock an application and all booths it is offered, also those whose time is past and nobody has swept yet."""
    booths = await offered_booths(application.fair, application.producer)
    return offers_among(await lock_booths(booths, applications=[application.id]), application.producer)


async def offered_booths(fair: int, producer: int) -> list[int]:
    """The booths a producer is offered at a fair, before they are locked."""
    rows = await fetch(
        "SELECT booth FROM booth_claim WHERE fair = $1 AND producer = $2 AND state = 'offered'", fair, producer
    )
    return [row["booth"] for row in rows]


def offers_among(booths: dict[int, LockedBooth], producer: int) -> list[tuple[LockedBooth, Claim]]:
    """Which of some locked booths are offered to a producer."""
    return [
        (locked, locked.claim)
        for locked in booths.values()
        if locked.claim is not None and locked.claim.state is ClaimState.OFFERED and locked.claim.producer == producer
    ]
