"""Applying for booths, and looking applications over."""

from datetime import UTC, datetime
from typing import Any

from msgspec import UNSET

from events_app.applications.errors import AnswerDayMisplaced, ApplicationExists, ApplicationNotFound
from events_app.applications.operations.drafts import set_draft_aside
from events_app.applications.operations.steps import application_row, comment, lock_application, record_step
from events_app.applications.queries.applications import applied_products, areas_of_producer, call_of, find_application
from events_app.applications.rules.applications import (
    EDITABLE,
    Applicant,
    ApplicationState,
    check_application,
    ensure_step,
)
from events_app.applications.rules.deadlines import answer_deadline, ensure_call_open, ensure_may_write
from events_app.applications.schemas import Application, ApplicationInput, ApplicationPatch, Call
from events_app.applications.tables import BoothApplication
from events_app.booths.operations import end_offers, lock_booths, offers_among
from events_app.booths.queries import offered_booths
from events_app.booths.rules import ClosedReason
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.floor_plans.queries import zone_numbers
from events_app.platform.actor import Actor
from events_app.platform.db import fetch, register, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import insert_row, update_row
from events_app.producers.operations import end_reading, let_office_read
from events_app.producers.queries import producers_by_ids, standing_papers

register({"booth_application_one": ApplicationExists})

_CONTENT = ("booths_wanted", "utilities", "zones", "products", "near", "note")


async def apply_for_booths(slug: str, wanted: ApplicationInput, *, acting: Actor, now: datetime) -> Application:
    """Begin an application, or hand one in at once; the office may do it for a producer who phones.

    Raises:
        CallClosed, CallNotOpenYet: The fair takes none now. The office may still enter one.
        ApplicationExists: The producer has one at this fair. A draft left at the deadline gives way.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    by_office = acting.organizes(fair.office)
    if not by_office:
        acting.ensure_acts_for(wanted.producer)
    if wanted.producer not in await producers_by_ids([wanted.producer]):
        raise ApplicationNotFound
    call = await call_of(fair.id)
    if not by_office:
        ensure_call_open(None if call is None else call.terms, now)
    submitted = wanted.state == "submitted" or by_office
    zones = await _check(fair, call, wanted, wanted.producer, complete=submitted and not by_office, now=now)
    state = ApplicationState.SUBMITTED if submitted else ApplicationState.DRAFT
    async with transaction():
        await enter_fair(fair.id, Deed.APPLY, now=now)
        await set_draft_aside(fair.id, wanted.producer, None if call is None else call.terms, acting=acting, now=now)
        row = await insert_row(
            BoothApplication,
            {"fair": fair.id, "producer": wanted.producer, "state": state, "created_at": now, "changed_at": now},
            {"submitted_at": now if submitted else None},
            _content_of(wanted, zones),
        )
        await record_step(row["id"], state, "", acting=acting, now=now)
        if submitted:
            await _show_papers(fair, wanted.producer, acting=acting, now=now)
        return await application_row(row["id"], now=now)


async def edit_application(application: int, patch: ApplicationPatch, *, acting: Actor, now: datetime) -> Application:
    """Change an application at the revision that was seen: its content by the producer, its score by the office.

    Raises:
        StaleRevision: It was changed meanwhile.
        ApplicationStateFinal: The wanted state does not follow.
        BoothAccepted, BoothStillOffered: A booth stands in the way.
        CallClosed, AnswerTooLate: The producer is too late.
    """
    seen = await find_application(application, acting=acting, now=now)
    fair = await fair_by_id(seen.fair, now=now)
    by_office = acting.organizes(fair.office)
    if not by_office:
        acting.ensure_acts_for(seen.producer)
    async with transaction():
        leaves = patch.state is ApplicationState.WITHDRAWN
        await enter_fair(fair.id, Deed.CORRECT if leaves else Deed.APPLY, now=now)
        withdrawn = seen.offered if patch.state is ApplicationState.WITHDRAWN else []
        await lock_booths([offer.booth for offer in withdrawn])
        await lock_application(application)
        before = await application_row(application, now=now)
        if before.revision != patch.revision:
            raise StaleRevision(current=before, revision=before.revision)
        await _edit_content(before, fair, patch, by_office=by_office, now=now)
        await _edit_by_office(before, patch, acting=acting, fair=fair, now=now)
        await _set_answer_day(before, patch, acting=acting, fair=fair, now=now)
        if patch.state is not UNSET and patch.state is not before.state:
            await _change_state(before, patch.state, by_office=by_office, acting=acting, now=now)
        await _let_papers_follow(before, fair, patch, acting=acting, now=now)
        await fetch(
            "UPDATE booth_application SET revision = revision + 1, changed_at = $2 WHERE id = $1", application, now
        )
        return await application_row(application, now=now)


async def _edit_content(
    before: Application, fair: Fair, patch: ApplicationPatch, *, by_office: bool, now: datetime
) -> None:
    given = {name: value for name in _CONTENT if (value := getattr(patch, name)) is not UNSET}
    # A decision taken back hands nothing in: what was written stays as it is.
    submitting = patch.state is ApplicationState.SUBMITTED and before.state in EDITABLE
    if not given and not submitting:
        return
    if before.state not in EDITABLE and not by_office:
        ensure_step(before.state, ApplicationState.SUBMITTED, by_office=False)
    call = await call_of(fair.id)
    if not by_office:
        ensure_may_write(None if call is None else call.terms, before.state, before.answer_until, now)
    wanted = ApplicationInput(
        producer=before.producer, **{name: given.get(name, getattr(before, name)) for name in _CONTENT}
    )
    complete = (submitting or before.state is not ApplicationState.DRAFT) and not by_office
    zones = await _check(fair, call, wanted, before.producer, complete=complete, now=now)
    await update_row(BoothApplication, _content_of(wanted, zones), where={"id": before.id})


def _content_of(wanted: ApplicationInput, zones: list[int]) -> dict[str, Any]:
    """What a producer asks for, as it is written; zones by number."""
    return {
        "booths_wanted": wanted.booths_wanted,
        "utilities": sorted(set(wanted.utilities)),
        "zones": zones,
        "products": wanted.products,
        "near": wanted.near,
        "note": wanted.note.strip(),
    }


async def _edit_by_office(
    before: Application, patch: ApplicationPatch, *, acting: Actor, fair: Fair, now: datetime
) -> None:
    if patch.score is UNSET and patch.reply is UNSET:
        return
    acting.ensure_organizes(fair.office)
    reply = patch.reply if patch.reply is UNSET else patch.reply.strip()
    await update_row(BoothApplication, {"score": patch.score, "reply": reply}, where={"id": before.id})
    words = "" if patch.reply is UNSET else patch.reply.strip()
    if words not in {"", before.reply} and (patch.state is UNSET or patch.state is before.state):
        await comment(before.id, words, acting=acting, now=now)


async def _set_answer_day(
    before: Application, patch: ApplicationPatch, *, acting: Actor, fair: Fair, now: datetime
) -> None:
    """Note until when a question is answered: with the question, or later to give more time."""
    asked = patch.state is ApplicationState.MORE_INFORMATION and before.state is not ApplicationState.MORE_INFORMATION
    if patch.answer_until is UNSET and not asked:
        return
    if patch.answer_until is not UNSET:
        acting.ensure_organizes(fair.office)
        standing = before.state if patch.state is UNSET else patch.state
        if standing is not ApplicationState.MORE_INFORMATION:
            raise AnswerDayMisplaced
    call = await call_of(fair.id)
    until = answer_deadline(
        None if patch.answer_until is UNSET else patch.answer_until,
        closes_at=None if call is None else call.closes_at,
        now=now,
    )
    await update_row(BoothApplication, {"answer_until": until}, where={"id": before.id})


async def _change_state(
    before: Application, wanted: ApplicationState, *, by_office: bool, acting: Actor, now: datetime
) -> None:
    own = acting.acts_for(before.producer) and not (by_office and wanted is not ApplicationState.WITHDRAWN)
    withdraws_offers = before.state is ApplicationState.OFFERED and wanted is ApplicationState.WITHDRAWN
    if not withdraws_offers:
        ensure_step(before.state, wanted, by_office=not own)
    await fetch(
        "UPDATE booth_application SET state = $2::varchar, submitted_at = CASE WHEN $2::varchar = 'submitted'"
        " THEN coalesce(submitted_at, $3) ELSE submitted_at END WHERE id = $1",
        before.id,
        wanted,
        now,
    )
    [row] = await fetch("SELECT reply FROM booth_application WHERE id = $1", before.id)
    words = row["reply"] if by_office else ""
    await record_step(before.id, wanted, words, was=before.state, acting=acting, now=now)
    if withdraws_offers:
        await _end_offers(before, acting=acting, now=now)


async def _end_offers(application: Application, *, acting: Actor, now: datetime) -> None:
    """End every offer of an application that is withdrawn, in time or not; its own state is written before."""
    booths = await lock_booths(await offered_booths(application.fair, application.producer))
    await end_offers(offers_among(booths, application.producer), ClosedReason.DECLINED, acting=acting, now=now)


async def _show_papers(fair: Fair, producer: int, *, acting: Actor, now: datetime) -> None:
    """Let the fair's office read the papers that go with an application.

    The producer's own people say so by handing in. An office that enters one for somebody who phones opens only the
    papers of its own register, or any office could read anybody's by entering an application.
    """
    [row] = await fetch("SELECT office FROM producer WHERE id = $1", producer)
    if acting.acts_for(producer) or row["office"] == fair.office:
        await let_office_read(producer, fair.office, now=now)


async def _let_papers_follow(
    before: Application, fair: Fair, patch: ApplicationPatch, *, acting: Actor, now: datetime
) -> None:
    if patch.state is ApplicationState.WITHDRAWN:
        left = await fetch(
            "SELECT FROM booth_application a JOIN fair f ON f.id = a.fair WHERE a.producer = $1 AND f.office = $2"
            " AND a.state NOT IN ('draft', 'withdrawn')",
            before.producer,
            fair.office,
        )
        if not left:
            await end_reading(before.producer, fair.office, now=now)
    elif patch.state is ApplicationState.SUBMITTED or before.state is not ApplicationState.DRAFT:
        await _show_papers(fair, before.producer, acting=acting, now=now)


async def _check(
    fair: Fair, call: Call | None, wanted: ApplicationInput, producer: int, *, complete: bool, now: datetime
) -> list[int]:
    """Look what is asked for over, and give the numbers of the zones wished."""
    zones = await zone_numbers(fair.id)
    terms = call.terms if call is not None else _FREE.terms
    check_application(
        terms,
        booths_wanted=wanted.booths_wanted,
        zones=wanted.zones,
        known_zones=list(zones),
        applicant=Applicant(
            products=await applied_products(producer, wanted.products, now.date()),
            papers=(await standing_papers([producer], on=now.astimezone(VIETNAM).date())).get(producer, []),
            areas=await areas_of_producer(producer),
        ),
        note=wanted.note,
        complete=complete,
    )
    return [zones[name] for name in wanted.zones]


# What holds when the office enters an application without having called for any.
_FREE = Call(
    is_open=True,
    closes_at=datetime.max.replace(tzinfo=UTC),
    min_stars=0,
    groups=[],
    booths_most=3,
    support_percent=0,
    offer_hours=48,
)
