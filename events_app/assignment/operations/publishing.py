"""Publishing a run: every placement becomes an offer, all or none; and taking it back while nobody has accepted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from events_app.applications.operations import LockedApplication, lock_applications, take_step
from events_app.applications.queries import applicants_of
from events_app.applications.rules import ApplicationState
from events_app.assignment.errors import (
    AnotherRunPublished,
    ApplicantChanged,
    PublicationAccepted,
    PublicationOutdated,
    RunNotFinished,
    RunNotPublished,
)
from events_app.assignment.operations.leases import channel
from events_app.assignment.operations.passing_on import offer_until
from events_app.assignment.optimiser.problem import Application, Booth
from events_app.assignment.optimiser.result import Placement
from events_app.assignment.queries.drafting.reading import booths_of_run
from events_app.assignment.queries.runs import find_run, input_of_run, result_of_run
from events_app.assignment.schemas import RunView
from events_app.assignment.tables import RunPlacement
from events_app.booths.changes import LockedBooth
from events_app.booths.operations import end_offers, lock_booths, offer_to_many, offers_among
from events_app.booths.queries import claimed_booths, offered_among, producers_with_booth
from events_app.booths.rules import ClosedReason
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.floor_plans.operations import nudge
from events_app.floor_plans.queries import standing_booths
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import SomebodyWasFaster, fetch, register, transaction
from events_app.platform.live import notify
from events_app.platform.outbox import put_message
from events_app.platform.rows import insert_or_update_rows

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
    if view.state == "published":
        return view
    _, result = await result_of_run(run)
    _, problem, _ = await input_of_run(run)
    asked = {each.id: each for each in problem.applications}
    drawn = {booth.id: booth for booth in problem.booths}
    placements = result.optimised.placements
    async with transaction():
        await enter_fair(fair.id, Deed.OFFER, now=now)
        booths = await _lock_placed(placements, drawn, asked)
        applicants = await lock_applications([each.application for each in placements], offered_on=booths.values())
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
        await _record(view, fair, "published", {"offers": len(placements)}, acting=acting, now=now)
    return msgspec.structs.replace(view, state="published", published_at=now, published_by=acting.name[:120])


async def take_back(run: int, *, acting: Actor, now: datetime) -> RunView:
    """Withdraw every offer of a published run that still stands; each application is again where it was.

    Raises:
        PublicationAccepted: Somebody has accepted.
        RunNotPublished: There is nothing to take back.
        SomebodyWasFaster: A booth was offered by hand at the same moment.
    """
    view = await find_run(run, acting=acting)
    fair = await fair_by_id(view.fair, now=now)
    placed = await fetch("SELECT application, was FROM run_placement WHERE run = $1 ORDER BY id", run)
    was = {row["application"]: ApplicationState(row["was"]) for row in placed}
    async with transaction():
        await enter_fair(fair.id, Deed.CORRECT, now=now)
        booths = await lock_booths(await claimed_booths(fair.id, await applicants_of(list(was))))
        applicants = await lock_applications(list(was))
        if await _state_of(run) != "published":
            raise RunNotPublished
        for each in applicants.values():
            if each.state is ApplicationState.ACCEPTED:
                raise PublicationAccepted(each.name)
        offered = [each for each in applicants.values() if each.state is ApplicationState.OFFERED]
        # Where each goes back to is written first: an application that is not offered does not follow its offers.
        for each in offered:
            await take_step(each.id, was[each.id], "", acting=acting, now=now)
        offers = [offer for each in offered for offer in offers_among(booths, each.producer)]
        await end_offers(offers, ClosedReason.UNASSIGNED, acting=acting, now=now)
        if await offered_among([each.fair for each in offered], [each.producer for each in offered]):
            # A booth was offered by hand after those of the run were looked up; asking again sees it.
            raise SomebodyWasFaster
        await fetch(
            "UPDATE assignment_run SET state = 'done', published_at = NULL, published_by = '' WHERE id = $1", run
        )
        await fetch("DELETE FROM run_placement WHERE run = $1 AND refill > 0", run)
        await _record(view, fair, "taken_back", {"offers": len(offered)}, acting=acting, now=now)
    return msgspec.structs.replace(view, state="done", published_at=None, published_by="")


async def offer_placements(
    run: int,
    refill: int,
    placements: Sequence[Placement],
    booths: Mapping[int, LockedBooth],
    applicants: Mapping[int, LockedApplication],
    *,
    acting: Actor,
    now: datetime,
) -> None:
    """Make offers of placements whose booths and applications are locked and looked at, all at once."""
    if not placements:
        return
    offers = [
        ([booths[number] for number in each.booths], applicants[each.application].producer) for each in placements
    ]
    until = await offer_until(offers[0][0][0].fair, now=now)
    await offer_to_many(offers, until=until, acting=acting, now=now)
    placed = [
        {
            "run": run,
            "refill": refill,
            "application": each.application,
            "booth": number,
            "position": position,
            "was": applicants[each.application].state,
        }
        for each in placements
        for position, number in enumerate(each.booths)
    ]
    await insert_or_update_rows(RunPlacement, placed, unique=["run", "refill", "booth"])


async def _lock_placed(
    placements: Sequence[Placement], drawn: Mapping[int, Booth], asked: Mapping[int, Application]
) -> dict[int, LockedBooth]:
    """Lock every booth of the result; one that is off the plan by now is named."""
    holders = {number: asked[each.application].name for each in placements for number in each.booths}
    there = await standing_booths(holders)
    for number, name in sorted(holders.items()):
        if number not in there:
            raise PublicationOutdated(drawn[number].code, name)
    return await lock_booths(list(holders))


async def _ensure_as_found(
    fair: Fair,
    placements: Sequence[Placement],
    drawn: Mapping[int, Booth],
    asked: Mapping[int, Application],
    applicants: Mapping[int, LockedApplication],
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
        if applicant is None or applicant.state not in WAITING:
            raise ApplicantChanged(application.name)
        asks = (applicant.booths_wanted, tuple(sorted(applicant.utilities)))
        if asks != (application.booths, application.needs):
            raise ApplicantChanged(application.name)
    await _ensure_without_booth(fair.id, applicants, now=now)


async def _ensure_without_booth(fair: int, applicants: Mapping[int, LockedApplication], *, now: datetime) -> None:
    """Nobody gets a second booth because one was given to them by hand since the run."""
    holding = await producers_with_booth(fair, (each.producer for each in applicants.values()), now=now)
    for each in applicants.values():
        if each.producer in holding:
            raise ApplicantChanged(each.name)


async def _state_of(run: int) -> str:
    """The state of a run, locked; booths and applications are locked before it, never after."""
    [row] = await fetch("SELECT state FROM assignment_run WHERE id = $1 FOR UPDATE", run)
    if row["state"] not in {"done", "published"}:
        raise RunNotFinished
    return str(row["state"])


async def _record(view: RunView, fair: Fair, what: str, data: dict[str, Any], *, acting: Actor, now: datetime) -> None:
    action = f"assignment_run.{what}"
    subject: dict[str, Any] = {"subject": "assignment_run", "subject_id": view.id, "office": fair.office}
    await record_audit(acting, action, **subject, data=data, now=now)
    await put_message(action, {"run": view.id, "fair": fair.id, **data}, now=now)
    await notify(channel(fair.id), what)
    await nudge(fair.id)
