"""Applications locked, and one step of an application: written, noted in its history, and told upwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from events_app.applications.errors import ApplicationNotFound
from events_app.applications.queries.applications import find_application
from events_app.applications.rules.applications import DECIDED, ApplicationState
from events_app.applications.schemas import Application
from events_app.applications.tables import ApplicationEvent
from events_app.booths.changes import LockedBooth
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch
from events_app.platform.outbox import put_message
from events_app.platform.rows import insert_row

_LOCKED = """
SELECT a.id, a.fair, a.producer, a.state, a.booths_wanted, a.utilities, p.name
FROM booth_application a JOIN producer p ON p.id = a.producer
"""


class LockedApplication(Struct, frozen=True, kw_only=True):
    """An application, locked for the rest of the transaction."""

    id: int
    fair: int
    producer: int
    name: str
    state: ApplicationState
    booths_wanted: int
    utilities: frozenset[str]


async def lock_applications(
    applications: Iterable[int], *, offered_on: Iterable[LockedBooth] = ()
) -> dict[int, LockedApplication]:
    """Lock applications in the order of their numbers; their booths are locked before them.

    Args:
        applications: Those somebody wants to look at or change.
        offered_on: Booths whose past offers will end; the applications these were made to are locked along, so that
            no other order of locks exists.
    """
    offers = [(booth.fair, booth.claim.producer) for booth in offered_on if booth.claim is not None]
    rows = await fetch(
        _LOCKED
        + " WHERE a.id = ANY($1) OR (a.state <> 'withdrawn' AND (a.fair, a.producer) IN"
        + " (SELECT * FROM unnest($2::bigint[], $3::bigint[]))) ORDER BY a.id FOR UPDATE OF a",
        sorted(set(applications)),
        [fair for fair, _ in offers],
        [producer for _, producer in offers],
    )
    return {row["id"]: _locked(row) for row in rows}


async def lock_applications_of(pairs: Sequence[tuple[int, int]]) -> list[LockedApplication]:
    """Lock the standing applications of pairs of fair and producer, in the order of their numbers."""
    rows = await fetch(
        _LOCKED
        + " WHERE a.state <> 'withdrawn' AND (a.fair, a.producer) IN"
        + " (SELECT * FROM unnest($1::bigint[], $2::bigint[])) ORDER BY a.id FOR UPDATE OF a",
        [fair for fair, _ in pairs],
        [producer for _, producer in pairs],
    )
    return [_locked(row) for row in rows]


async def lock_application(application: int) -> LockedApplication:
    """Lock one application.

    Raises:
        ApplicationNotFound: There is none.
    """
    locked = await lock_applications([application])
    if application not in locked:
        raise ApplicationNotFound
    return locked[application]


async def application_row(application: int, *, now: datetime) -> Application:
    """An application as it is inside the transaction."""
    return await find_application(application, acting=SYSTEM, now=now)


async def record_step(
    application: int,
    state: ApplicationState,
    words: str,
    *,
    was: ApplicationState | None = None,
    told: bool = True,
    acting: Actor,
    now: datetime,
) -> None:
    """Note one step from where it stood (`was`): history, audit, and a message upwards unless it is not `told`.

    A decision taken back has a topic of its own.
    """
    [row] = await fetch(
        "SELECT a.fair, a.producer, f.office FROM booth_application a JOIN fair f ON f.id = a.fair WHERE a.id = $1",
        application,
    )
    await _write_event(application, state, words, acting=acting, now=now)
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
    # Whose booth was given or taken back is told so by the booth; "approved" would read like news.
    if told and was is not ApplicationState.ACCEPTED:
        taken_back = state is ApplicationState.SUBMITTED and was in DECIDED
        await put_message("application.taken_back" if taken_back else f"application.{state}", payload, now=now)


async def comment(application: int, words: str, *, acting: Actor, now: datetime) -> None:
    """Note words of the office that change nothing else: history, and a message upwards."""
    [row] = await fetch("SELECT fair, producer, state FROM booth_application WHERE id = $1", application)
    await _write_event(application, row["state"], words.strip(), acting=acting, now=now)
    payload = {"application": application, "fair": row["fair"], "producer": row["producer"], "state": "comment"}
    await put_message("application.comment", payload, now=now)


async def _write_event(application: int, state: str, words: str, *, acting: Actor, now: datetime) -> None:
    event = {"application": application, "at": now, "actor_name": acting.name[:120], "state": state, "words": words}
    await insert_row(ApplicationEvent, event)


async def take_step(
    application: int,
    state: ApplicationState,
    words: str,
    *,
    was: ApplicationState | None = None,
    acting: Actor,
    now: datetime,
) -> None:
    """Write the state of a locked application that others have seen at its revision, and note the step."""
    await fetch(
        "UPDATE booth_application SET state = $2, revision = revision + 1, changed_at = $3 WHERE id = $1",
        application,
        state,
        now,
    )
    await record_step(application, state, words, was=was, acting=acting, now=now)


def _locked(row: Any) -> LockedApplication:
    return LockedApplication(
        id=row["id"],
        fair=row["fair"],
        producer=row["producer"],
        name=row["name"],
        state=ApplicationState(row["state"]),
        booths_wanted=row["booths_wanted"],
        utilities=frozenset(row["utilities"]),
    )
