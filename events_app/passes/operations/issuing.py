"""Give passes: to a visitor without an account, by the office at a desk, or many at once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec

from events_app.accounts.rules import clean_name, clean_phone, fold_email
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.schemas import Fair
from events_app.passes.code import CodePayload, write_code
from events_app.passes.errors import (
    ConsentMissing,
    DayIsFull,
    DaysOutsideFair,
    DeviceRevoked,
    FairIsOff,
    KindNotOpen,
    RegistrationClosed,
)
from events_app.passes.operations.keys import Signer
from events_app.passes.queries.passes import days_of, find_pass
from events_app.passes.rules import FairDays, PassKind, Registration, registration_of, serial_of
from events_app.passes.schemas import GatePassInput, HolderInput, PassInput, PassView
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import fold
from events_app.platform.outbox import put_message

CONSENT_VERSION: Final = "2026-11"
"""The version of the consent text on our own pages; raise it whenever the text changes."""

_ROWS_AT_ONCE: Final = 5000
_SIGNED_AT_ONCE: Final = 20


class Holder(msgspec.Struct, frozen=True):
    """A holder as stored: cleaned, with the text the search reads."""

    name: str
    email: str | None
    phone: str | None

    @property
    def folded(self) -> str:
        """The name without diacritics and the phone as it is dialled at home."""
        return f"{fold(self.name)} {(self.phone or '').replace('+84', '0')}".strip()


def clean_holder(typed: HolderInput) -> Holder:
    """Bring what was typed into the form it is kept in.

    Raises:
        InvalidInput: The name is empty, or the address or number is none; all of them are named at once.
    """
    cleaned: dict[str, str] = {}
    wrong: dict[str, Sequence[FieldError]] = {}
    for field, clean, text in (
        ("name", clean_name, typed.name),
        ("email", fold_email, (typed.email or "").strip()),
        ("phone", clean_phone, typed.phone or ""),
    ):
        try:
            cleaned[field] = clean(text) if text or field == "name" else ""
        except InvalidInput as error:
            wrong |= error.fields
    if wrong:
        raise InvalidInput(wrong)
    return Holder(cleaned["name"], cleaned["email"] or None, cleaned["phone"] or None)


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
    """Give one pass. The same `nonce` gives the same pass again.

    Raises:
        RegistrationClosed: Visitors cannot take one now.
        KindNotOpen: Only the office gives this kind.
        DayIsFull: The day's quota is reached.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    holder = clean_holder(wanted.holder)
    request_hash = sha256(f"{fair.id} {nonce}".encode()).digest() if nonce else None
    async with transaction():
        if request_hash is not None and (earlier := await _pass_of_request(request_hash)):
            return earlier
        await _ensure_open(fair, wanted.kind, acting=acting, now=now)
        first, last = _days_wanted(wanted, days_of(fair))
        if wanted.kind is PassKind.visitor:
            await _ensure_quota(fair.id, first, last)
        order = NewPass(
            holder=holder,
            kind=wanted.kind,
            first_day=first,
            last_day=last,
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

    Registration may be closed by then; the day's quota holds here too. Whether the asker may scan there is for the
    caller to know.

    Raises:
        FairIsOff: The fair does not run now.
        ConsentMissing: A name is to be kept and nobody agreed to it.
        DeviceRevoked: The phone was unpaired.
        DayIsFull: The day's quota is reached.
    """
    if wanted.holder is not None and wanted.consent is None:
        raise ConsentMissing
    holder = clean_holder(wanted.holder) if wanted.holder else None
    request_hash = sha256(f"gate {fair_id} {wanted.request_id}".encode()).digest()
    async with transaction():
        if acting.kind == "device" and await fetch(
            "SELECT id FROM gate_device WHERE id = $1 AND revoked_at IS NOT NULL", acting.id
        ):
            raise DeviceRevoked
        if earlier := await _pass_of_request(request_hash):
            return earlier
        fair = await fair_by_id(fair_id, now=now)
        days = days_of(fair)
        day = days.day_at(now)
        if fair.status == "cancelled" or day is None or not days.is_running_at(now):
            raise FairIsOff
        await _ensure_quota(fair.id, day, day)
        order = NewPass(
            holder=holder,
            kind=PassKind.visitor,
            first_day=day,
            last_day=day,
            locale=wanted.locale,
            consent_version=wanted.consent.version if holder and wanted.consent else None,
            request_hash=request_hash,
        )
        [pass_id] = await write_passes(fair, [order], channel="desk", signer=signer, now=now)
        if holder and holder.email:
            await put_message("pass.issued", {"pass": pass_id}, now=now)
        await record_audit(acting, "pass.issued", subject="entry_pass", subject_id=pass_id, office=fair.office, now=now)
        return await find_pass(pass_id)


async def _pass_of_request(request_hash: bytes) -> PassView | None:
    """Wait for a request of the same nonce that is under way, and find what it made."""
    await fetch("SELECT pg_advisory_xact_lock($1)", int.from_bytes(request_hash[:8], signed=True))
    rows = await fetch("SELECT id FROM entry_pass WHERE request_hash = $1", request_hash)
    return await find_pass(rows[0]["id"]) if rows else None


async def _ensure_open(fair: Fair, kind: PassKind, *, acting: Actor, now: datetime) -> None:
    if acting.organizes(fair.office):
        if fair.status == "cancelled" or fair.starts_on is None:
            raise FairIsOff
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
        days_of(fair),
        switched_on=rows[0]["registration_open"] if rows else True,
        closes_at=rows[0]["registration_closes_at"] if rows else None,
        now=now,
    )


def _days_wanted(wanted: PassInput, days: FairDays) -> tuple[int, int]:
    count = days.count or 0
    first = wanted.first_day or 1
    last = wanted.last_day or (first if wanted.first_day else count)
    if not 1 <= first <= last <= count:
        raise DaysOutsideFair(count)
    return first, last


async def _ensure_quota(fair: int, first: int, last: int) -> None:
    """Count with the plan locked, so that two last passes are not given at once."""
    plan = await fetch("SELECT daily_quota FROM pass_plan WHERE fair = $1 FOR UPDATE", fair)
    if not plan or plan[0]["daily_quota"] is None:
        return
    rows = await fetch(
        "SELECT d.day FROM generate_series($2::int, $3::int) AS d (day) WHERE"
        " (SELECT count(*) FROM entry_pass p WHERE p.fair = $1 AND p.kind = 'visitor' AND p.state = 'valid'"
        " AND d.day BETWEEN p.first_day AND p.last_day) >= $4 LIMIT 1",
        fair,
        first,
        last,
        plan[0]["daily_quota"],
    )
    if rows:
        raise DayIsFull(day=rows[0]["day"])


class NewPass(msgspec.Struct, frozen=True, kw_only=True):
    """One pass to be written."""

    holder: Holder | None
    kind: PassKind
    first_day: int
    last_day: int
    locale: str = "vi"
    consent_version: str | None = None
    request_hash: bytes | None = None
    replaces: int | None = None
    producer: int | None = None
    booth: int | None = None
    booth_place: int | None = None


async def write_passes(
    fair: Fair, orders: Sequence[NewPass], *, channel: str, signer: Signer, now: datetime
) -> list[int]:
    """Write signed passes, many in one statement; returns their ids in the order of `orders`.

    Signing takes about a tenth of a millisecond: tens of thousands belong into a worker or the command line.
    """
    ensure_in_transaction()
    key_id = await signer.key_in_use(fair.office, now=now)
    ids: list[int] = []
    for start in range(0, len(orders), _ROWS_AT_ONCE):
        part = orders[start : start + _ROWS_AT_ONCE]
        ids += await _write_part(fair, part, key_id, channel, signer, now)
    return ids


_INSERT: Final = """
INSERT INTO entry_pass (id, serial, fair, kind, key_id, code_digest, first_day, last_day, holder_name,
  holder_email, holder_phone, folded, locale, consent_version, consent_at, consent_channel, request_hash,
  replaces, producer, booth, booth_place, state, state_at, created_at)
SELECT n.id, n.serial, $1, n.kind, $2, n.digest, n.first_day, n.last_day, n.name, n.email, n.phone, n.folded,
  n.locale, n.consent, CASE WHEN n.consent IS NOT NULL THEN $3::timestamptz END,
  CASE WHEN n.consent IS NOT NULL THEN $4::text END, n.request_hash, n.replaces, n.producer,
  n.booth, n.booth_place,
  'valid', $3, $3
FROM unnest($5::bigint[], $6::bigint[], $7::text[], $8::bytea[], $9::smallint[], $10::smallint[], $11::text[],
  $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::bytea[], $18::bigint[], $19::bigint[],
  $20::bigint[], $21::smallint[])
  AS n (id, serial, kind, digest, first_day, last_day, name, email, phone, folded, locale, consent,
    request_hash, replaces, producer, booth, booth_place)
"""


async def _write_part(
    fair: Fair, orders: Sequence[NewPass], key_id: int, channel: str, signer: Signer, now: datetime
) -> list[int]:
    rows = await fetch(
        "SELECT nextval(pg_get_serial_sequence('entry_pass', 'id')) AS id FROM generate_series(1, $1::int)",
        len(orders),
    )
    ids = [row["id"] for row in rows]
    serials = [serial_of(number) for number in ids]
    digests = []
    for number, (order, serial) in enumerate(zip(orders, serials, strict=True)):
        if number % _SIGNED_AT_ONCE == 0:
            await asyncio.sleep(0)  # a list of thousands must not keep a gate waiting
        payload = CodePayload(key_id, fair.id, serial, order.kind.code, order.first_day, order.last_day)
        digests.append((await signer.sign(payload, office=fair.office)).digest)
    holders = [order.holder for order in orders]
    await fetch(
        _INSERT,
        fair.id,
        key_id,
        now,
        channel,
        ids,
        serials,
        [order.kind for order in orders],
        digests,
        [order.first_day for order in orders],
        [order.last_day for order in orders],
        [holder and holder.name for holder in holders],
        [holder and holder.email for holder in holders],
        [holder and holder.phone for holder in holders],
        [holder.folded if holder else "" for holder in holders],
        [order.locale for order in orders],
        [order.consent_version for order in orders],
        [order.request_hash for order in orders],
        [order.replaces for order in orders],
        [order.producer for order in orders],
        [order.booth for order in orders],
        [order.booth_place for order in orders],
    )
    return ids


async def code_of(given: PassView, *, signer: Signer, now: datetime) -> str:
    """Write the code of a pass again, exactly as it was first written."""
    fair = await fair_by_id(given.fair, now=now)
    return write_code(await signer.sign(given.payload, office=fair.office))
