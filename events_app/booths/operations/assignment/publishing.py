"""Publishing a run: every placement becomes an offer, all or none; and taking it back while nobody has accepted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from events_app.booths.errors.runs import (
    AnotherRunPublished,
    ApplicantChanged,
    PublicationAccepted,
    PublicationOutdated,
    RunNotFinished,
    RunNotPublished,
)
from events_app.booths.operations.assignment.leases import channel
from events_app.booths.operations.holds import expire_claim
from events_app.booths.operations.lines import make_offer, step
from events_app.booths.operations.locking import LockedBooth, close_claim, lock_booths
from events_app.booths.operations.telling import nudge
from events_app.booths.optimiser import Application, Booth, Placement
from events_app.booths.queries.drafting import booths_of_run
from events_app.booths.queries.runs import find_run, input_of_run, result_of_run
from events_app.booths.rules import ApplicationState, ClaimState, ClosedReason
from events_app.booths.schemas.runs import RunView
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import ensure_changeable
from events_app.fairs.schemas import Fair
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import SomebodyWasFaster, fetch, register, transaction
from events_app.platform.live import notify
from events_app.platform.outbox import put_message

register({"assignment_run_one_published": AnotherRunPublished})

WAITING = frozenset({ApplicationState.SUBMITTED, ApplicationState.APPROVED, ApplicationState.WAITLISTED})


async def publish_run(run: int, *, acting: Actor, now: datetime) -> RunView:
    """Offer every placement of a run to its producer, in one transaction; publishing twice is once.

    Raises:
        PublicationOutdated: A booth was given, blocked or redrawn since the run; its code is named.
        ApplicantChanged: An application was settled, withdrawn or changed since.
        AnotherRunPublished: Another run of the fair is published.
    """
    view = await find_run(run, acting=acting)
    fair = await fair_by_id(view.fair, now=now)
    ensure_changeable(fair.status)
    if view.state == "published":
        return view
    _, result = await result_of_run(run)
    _, problem, _ = await input_of_run(run)
    asked = {each.id: each for each in problem.applications}
    drawn = {booth.id: booth for booth in problem.booths}
    placements = result.optimised.placements
    async with transaction():
        booths = await _lock_placed(placements, drawn, asked)
        applicants = await lock_applicants([each.application for each in placements])
        if await _state_of(run) == "published":
            return await find_run(run, acting=acting)
        await _ensure_as_found(fair, placements, drawn, asked, applicants, now=now)
        await fetch(
            "UPDATE assignment_run SET state = 'published', published_at = $2, published_by = $3 WHERE id = $1",
            run,
            now,
            acting.name[:120],
        )
        await offer_placements(run, 0, placements, booths, applicants, acting=acting, now=now)
        await _tell(view, fair, "published", {"offers": len(placements)}, acting=acting, now=now)
    return await find_run(run, acting=acting)


async def take_back(run: int, *, acting: Actor, now: datetime) -> RunView:
    """Withdraw every offer of a published run that still stands; each application is again where it was.

    Raises:
        PublicationAccepted: Somebody has accepted.
        RunNotPublished: There is nothing to take back.
        SomebodyWasFaster: A booth was offered by hand at the same moment.
    """
    view = await find_run(run, acting=acting)
    fair = await fair_by_id(view.fair, now=now)
    rows = await fetch(
        "SELECT c.booth FROM booth_claim c JOIN booth_application a ON a.fair = c.fair AND a.producer = c.producer"
        " WHERE a.id IN (SELECT application FROM run_placement WHERE run = $1) AND c.state <> 'closed'",
        run,
    )
    placed = await fetch("SELECT application, was FROM run_placement WHERE run = $1 ORDER BY id", run)
    was = {row["application"]: row["was"] for row in placed}
    async with transaction():
        booths = await lock_booths([row["booth"] for row in rows])
        applicants = await lock_applicants(list(was))
        if await _state_of(run) != "published":
            raise RunNotPublished
        for each in applicants.values():
            if each["state"] == ApplicationState.ACCEPTED:
                raise PublicationAccepted(each["name"])
        offered = {each["producer"]: each for each in applicants.values() if each["state"] == ApplicationState.OFFERED}
        for locked in booths.values():
            claim = locked.claim
            if claim is not None and claim.state is ClaimState.OFFERED and claim.producer in offered:
                reason = ClosedReason.EXPIRED if claim.is_past(now) else ClosedReason.UNASSIGNED
                await close_claim(claim, reason, now=now)
        await _ensure_all_closed(fair.id, list(offered))
        for each in offered.values():
            await _back_to(each["id"], ApplicationState(was[each["id"]]), acting=acting, now=now)
        await fetch(
            "UPDATE assignment_run SET state = 'done', published_at = NULL, published_by = '' WHERE id = $1", run
        )
        await fetch("DELETE FROM run_placement WHERE run = $1 AND refill > 0", run)
        await _tell(view, fair, "taken_back", {"offers": len(offered)}, acting=acting, now=now)
    return await find_run(run, acting=acting)


async def _ensure_all_closed(fair: int, producers: Sequence[int]) -> None:
    """Refuse when a booth was offered by hand after the booths of the run were looked up; asking again sees it."""
    statement = "SELECT FROM booth_claim WHERE fair = $1 AND producer = ANY($2) AND state = 'offered'"
    if await fetch(statement, fair, producers):
        raise SomebodyWasFaster


async def lock_applicants(applications: Sequence[int]) -> dict[int, Any]:
    """Lock applications in the order of their numbers; their booths are locked before them."""
    rows = await fetch(
        "SELECT a.id, a.producer, a.state, a.booths_wanted, a.utilities, p.name FROM booth_application a"
        " JOIN producer p ON p.id = a.producer WHERE a.id = ANY($1) ORDER BY a.id FOR UPDATE OF a",
        sorted(set(applications)),
    )
    return {row["id"]: row for row in rows}


async def offer_placements(
    run: int,
    refill: int,
    placements: Sequence[Placement],
    booths: Mapping[int, LockedBooth],
    applicants: Mapping[int, Any],
    *,
    acting: Actor,
    now: datetime,
) -> None:
    """Make offers of placements whose booths and applications are locked and looked at."""
    for each in placements:
        here = [booths[number] for number in each.booths]
        applicant = applicants[each.application]
        for locked in here:
            if locked.claim is not None:  # its time is past: a live one was refused
                await expire_claim(locked, locked.claim, now=now)
        await make_offer(here, each.application, applicant["producer"], acting=acting, now=now)
        await fetch(
            "INSERT INTO run_placement (run, refill, application, booth, position, was)"
            " SELECT $1, $2, $3, u.booth, u.place - 1, $5 FROM unnest($4::bigint[]) WITH ORDINALITY AS u (booth, place)"
            " ON CONFLICT ON CONSTRAINT run_placement_one_holder DO UPDATE SET was = excluded.was",
            run,
            refill,
            each.application,
            list(each.booths),
            applicant["state"],
        )


async def _lock_placed(
    placements: Sequence[Placement], drawn: Mapping[int, Booth], asked: Mapping[int, Application]
) -> dict[int, LockedBooth]:
    """Lock every booth of the result; one that is off the plan by now is named."""
    holders = {number: asked[each.application].name for each in placements for number in each.booths}
    there = {
        row["id"]
        for row in await fetch("SELECT id FROM booth WHERE id = ANY($1) AND removed_at IS NULL", sorted(holders))
    }
    for number, name in sorted(holders.items()):
        if number not in there:
            raise PublicationOutdated(drawn[number].code, name)
    return await lock_booths(list(holders), applications=[each.application for each in placements])


async def _ensure_as_found(
    fair: Fair,
    placements: Sequence[Placement],
    drawn: Mapping[int, Booth],
    asked: Mapping[int, Application],
    applicants: Mapping[int, Any],
    *,
    now: datetime,
) -> None:
    """Refuse when a booth or an application is no longer as the run found it. A decided place needs only to be free."""
    today, _ = await booths_of_run(fair.id, now)
    standing = {booth.id: booth for booth in today}
    for each in placements:
        application = asked[each.application]
        for number in each.booths:
            found = standing.get(number)
            frozen = msgspec.structs.replace(drawn[number], blocked=False)
            if found is None or found.blocked or (found != frozen and not each.pinned):
                raise PublicationOutdated(drawn[number].code, application.name)
        applicant = applicants.get(each.application)
        if applicant is None or applicant["state"] not in WAITING:
            raise ApplicantChanged(application.name)
        asks = (applicant["booths_wanted"], tuple(sorted(applicant["utilities"])))
        if asks != (application.booths, application.needs):
            raise ApplicantChanged(application.name)
    await _ensure_without_booth(fair.id, applicants, now=now)


async def _ensure_without_booth(fair: int, applicants: Mapping[int, Any], *, now: datetime) -> None:
    """Nobody gets a second booth because one was given to them by hand since the run."""
    rows = await fetch(
        "SELECT DISTINCT producer FROM booth_claim WHERE fair = $1 AND producer = ANY($2) AND state <> 'closed'"
        " AND (state = 'assigned' OR expires_at > $3)",
        fair,
        sorted({each["producer"] for each in applicants.values()}),
        now,
    )
    holding = {row["producer"] for row in rows}
    for each in applicants.values():
        if each["producer"] in holding:
            raise ApplicantChanged(each["name"])


async def _state_of(run: int) -> str:
    """The state of a run, locked; booths and applications are locked before it, never after."""
    [row] = await fetch("SELECT state FROM assignment_run WHERE id = $1 FOR UPDATE", run)
    if row["state"] not in {"done", "published"}:
        raise RunNotFinished
    return str(row["state"])


async def _back_to(application: int, state: ApplicationState, *, acting: Actor, now: datetime) -> None:
    await fetch(
        "UPDATE booth_application SET state = $2, revision = revision + 1, changed_at = $3 WHERE id = $1",
        application,
        state,
        now,
    )
    await step(application, state, "", acting=acting, now=now)


async def _tell(view: RunView, fair: Fair, what: str, data: dict[str, Any], *, acting: Actor, now: datetime) -> None:
    action = f"assignment_run.{what}"
    subject: dict[str, Any] = {"subject": "assignment_run", "subject_id": view.id, "office": fair.office}
    await record_audit(acting, action, **subject, data=data, now=now)
    await put_message(action, {"run": view.id, "fair": fair.id, **data}, now=now)
    await notify(channel(fair.id), what)
    await nudge(fair.id)
