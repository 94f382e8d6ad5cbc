"""Give a pass: to a visitor without an account, by the office at a desk, by a phone at the gate."""

from datetime import datetime
from hashlib import sha256

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.passes.errors import (
    ConsentMissing,
    DeviceRevoked,
    FairIsOff,
    KindNotOpen,
    RegistrationClosed,
)
from events_app.passes.operations.issuing.choosing import DaysAsked, choose_days, numbers_asked
from events_app.passes.operations.issuing.holders import clean_holder
from events_app.passes.operations.issuing.quota import ensure_quota
from events_app.passes.operations.issuing.writing import NewPass, write_passes
from events_app.passes.operations.keys import Signer
from events_app.passes.queries.days import days_of
from events_app.passes.queries.passes import find_pass
from events_app.passes.rules import FairDays, PassKind, Registration, registration_of
from events_app.passes.schemas import GatePassInput, PassInput, PassView
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.outbox import put_message
from events_app.platform.requests import digest_of, ensure_same, key_with_content


async def issue_pass(
    slug: str,
    wanted: PassInput,
    *,
    channel: str,
    nonce: str | None = None,
    signer: Signer,
    acting: Actor,
    now: datetime,
) -> PassView:
    """Give one pass. The same `nonce` for the same person and days gives the same pass again.

    Raises:
        RegistrationClosed: Visitors cannot take one now.
        KindNotOpen: Only the office gives this kind.
        DayIsFull: The day's quota is reached.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    holder = clean_holder(wanted.holder)
    content = digest_of(holder, wanted.kind, wanted.first_day, wanted.last_day, wanted.days, wanted.dates)
    request_hash = key_with_content(f"{fair.id} {nonce}", content) if nonce else None
    async with transaction():
        # Visitors are told by the plan of the passes why they can take none, and a repeated request gets its pass.
        deed = Deed.GIVE_PASS if acting.organizes(fair.office) else Deed.CORRECT
        fair = await enter_fair(fair.id, deed, now=now)
        if request_hash is not None and (earlier := await _pass_of_request(request_hash, content)):
            return earlier
        await _ensure_open(fair, wanted.kind, acting=acting, now=now)
        days = await days_of(fair)
        opened = await choose_days(days, _days_wanted(wanted, days))
        if wanted.kind is PassKind.visitor:
            await ensure_quota(days, {day.number: 1 for day in days.opened_by(opened)})
        order = NewPass(
            holder=holder,
            kind=wanted.kind,
            days=opened,
            locale=wanted.locale,
            consent_version=wanted.consent.version,
            request_hash=request_hash,
        )
        [pass_id] = await write_passes(fair, [order], channel=channel, signer=signer, now=now)
        if holder.email:
            await put_message("pass.issued", {"pass": pass_id}, now=now)
        if acting.is_known:
            await record_audit(
                acting, "pass.issued", subject="entry_pass", subject_id=pass_id, office=fair.office, now=now
            )
        return await find_pass(pass_id)


async def give_pass_at_gate(
    fair_id: int, wanted: GatePassInput, *, signer: Signer, acting: Actor, now: datetime
) -> PassView:
    """Make a visitor's pass of today for somebody who stands at the gate; the same request gives it once.

    The phone's `request_id` belongs to one person: for another it makes another.

    Registration may be closed by then; the day's quota holds here too. Whether the asker may scan there is for the
    caller to know.

    Raises:
        FairIsOff: The fair does not run now.
        ConsentMissing: A name is to be kept and nobody agreed to it.
        DeviceRevoked: The phone was unpaired.
        DayIsFull: The day's quota is reached.
        KeyReused: The `request_id` made a pass for somebody else.
    """
    if wanted.holder is not None and wanted.consent is None:
        raise ConsentMissing
    holder = clean_holder(wanted.holder) if wanted.holder else None
    request_hash = sha256(f"gate {fair_id} {wanted.request_id}".encode()).digest()
    content = digest_of(holder)
    async with transaction():
        fair = await enter_fair(fair_id, Deed.GIVE_PASS, now=now)
        if acting.kind == "device" and await fetch(
            "SELECT id FROM gate_device WHERE id = $1 AND revoked_at IS NOT NULL", acting.id
        ):
            raise DeviceRevoked
        if earlier := await _pass_of_request(request_hash, content):
            return earlier
        days = await days_of(fair)
        day = days.day_at(now)
        if day is None:
            raise FairIsOff
        await ensure_quota(days, {day: 1})
        order = NewPass(
            holder=holder,
            kind=PassKind.visitor,
            days=await choose_days(days, [day]),
            locale=wanted.locale,
            consent_version=wanted.consent.version if holder and wanted.consent else None,
            request_hash=request_hash,
        )
        [pass_id] = await write_passes(fair, [order], channel="desk", signer=signer, now=now)
        await fetch("UPDATE entry_pass SET request_digest = $2 WHERE id = $1", pass_id, content)
        if holder and holder.email:
            await put_message("pass.issued", {"pass": pass_id}, now=now)
        await record_audit(acting, "pass.issued", subject="entry_pass", subject_id=pass_id, office=fair.office, now=now)
        return await find_pass(pass_id)


async def _pass_of_request(request_hash: bytes, content: bytes) -> PassView | None:
    """Wait for a request of the same key that is under way, and find what it made.

    Raises:
        KeyReused: It made something else than what is asked now.
    """
    await fetch("SELECT pg_advisory_xact_lock($1)", int.from_bytes(request_hash[:8], signed=True))
    rows = await fetch("SELECT id, request_digest FROM entry_pass WHERE request_hash = $1", request_hash)
    if not rows:
        return None
    ensure_same(rows[0]["request_digest"], content)
    return await find_pass(rows[0]["id"])


async def _ensure_open(fair: Fair, kind: PassKind, *, acting: Actor, now: datetime) -> None:
    if acting.organizes(fair.office):
        return
    if kind is not PassKind.visitor:
        raise KindNotOpen
    why = await registration_now(fair, now=now)
    if why is not Registration.open:
        raise RegistrationClosed(why)


async def registration_now(fair: Fair, *, now: datetime) -> Registration:
    """Say whether visitors can take a pass of a fair now."""
    rows = await fetch("SELECT registration_open, registration_closes_at FROM pass_plan WHERE fair = $1", fair.id)
    return registration_of(
        await days_of(fair),
        switched_on=rows[0]["registration_open"] if rows else True,
        closes_at=rows[0]["registration_closes_at"] if rows else None,
        now=now,
    )


def _days_wanted(wanted: PassInput, days: FairDays) -> list[int] | None:
    asked = DaysAsked(numbers=wanted.days, dates=wanted.dates, first=wanted.first_day, last=wanted.last_day)
    return numbers_asked(asked, days)
