"""Reads terms and who accepted them, fees, and the account they are paid to."""

from collections.abc import Sequence
from typing import Any

from events_app.booths.errors.fees import FeeNotFound
from events_app.booths.rules.fees import balance_of
from events_app.booths.schemas.fees import AcceptanceView, BankAccountView, FeeEntry, FeeView, OwingTerms, Terms
from events_app.floor_plans.rules import code_order
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import struct_from

_FEE = """
SELECT f.*, b.code, b.id AS booth, p.name AS producer_name FROM booth_fee f JOIN booth_claim c ON c.id = f.claim
JOIN booth b ON b.id = c.booth JOIN producer p ON p.id = f.producer
"""


async def terms_of(fair: int) -> Terms | None:
    """The terms of a fair as they stand, when it has any."""
    rows = await fetch("SELECT * FROM call_terms WHERE fair = $1 ORDER BY version DESC LIMIT 1", fair)
    if not rows:
        return None
    row = rows[0]
    return Terms(
        id=row["id"],
        version=row["version"],
        text=Bilingual(row["text_vi"], row["text_en"]),
        written_at=row["written_at"],
    )


async def accepted_terms(terms: int, producer: int) -> AcceptanceView | None:
    """That a producer accepted one version of the terms, when it did."""
    rows = await fetch("SELECT * FROM terms_acceptance WHERE terms = $1 AND producer = $2", terms, producer)
    if not rows:
        return None
    return AcceptanceView(
        accepted_by=rows[0]["accepted_by"], channel=rows[0]["channel"], accepted_at=rows[0]["accepted_at"]
    )


async def owing_terms(fair: int) -> list[OwingTerms]:
    """Producers with a booth for certain who have not accepted the present terms: they are not charged yet."""
    rows = await fetch(
        """
        SELECT p.id, p.name, string_agg(b.code, ', ' ORDER BY b.code) AS codes
        FROM booth_claim c JOIN booth b ON b.id = c.booth JOIN producer p ON p.id = c.producer
        JOIN LATERAL (SELECT id FROM call_terms WHERE fair = c.fair ORDER BY version DESC LIMIT 1) t ON true
        WHERE c.fair = $1 AND c.state = 'assigned'
          AND NOT EXISTS (SELECT FROM terms_acceptance a WHERE a.terms = t.id AND a.producer = c.producer)
          AND NOT EXISTS (SELECT FROM booth_fee f WHERE f.claim = c.id AND f.ended_at IS NULL)
        GROUP BY p.id ORDER BY p.sort_key
        """,
        fair,
    )
    return [OwingTerms(producer=row["id"], producer_name=row["name"], booths=row["codes"]) for row in rows]


async def fees_of_fair(fair: int) -> list[FeeView]:
    """Every fee of a fair in the order of booths; whoever asks has checked the office."""
    rows = await fetch(_FEE + "WHERE f.fair = $1", fair)
    return sorted(await _with_entries(rows), key=lambda fee: (code_order(fee.code), fee.id))


async def fees_of_producer(fair: int, producer: int, *, acting: Actor) -> list[FeeView]:
    """What a producer owes or paid at a fair, for its own people.

    Raises:
        NotYourProducer: The asker is not of them.
    """
    acting.ensure_acts_for(producer)
    rows = await fetch(_FEE + "WHERE f.fair = $1 AND f.producer = $2 ORDER BY f.id", fair, producer)
    return await _with_entries(rows)


async def open_fees_of_producers(producers: Sequence[int], office: int) -> dict[int, list[FeeView]]:
    """The fees of producers with an office that are still to be paid: what is too much elsewhere may pay them."""
    rows = await fetch(
        _FEE + "JOIN fair x ON x.id = f.fair WHERE f.producer = ANY($1) AND x.office = $2 AND f.ended_at IS NULL"
        " ORDER BY f.due_on, f.id",
        sorted(set(producers)),
        office,
    )
    found: dict[int, list[FeeView]] = {}
    for fee in await _with_entries(rows):
        if fee.open:
            found.setdefault(fee.producer, []).append(fee)
    return found


async def fee_by_id(fee: int) -> FeeView:
    """One fee; whoever asks has checked whose it is.

    Raises:
        FeeNotFound: There is none.
    """
    rows = await fetch(_FEE + "WHERE f.id = $1", fee)
    if not rows:
        raise FeeNotFound
    return (await _with_entries(rows))[0]


async def fee_of_booth(booth: int, producer: int) -> FeeView | None:
    """The standing fee of a producer's booth, for letters."""
    rows = await fetch(_FEE + "WHERE b.id = $1 AND f.producer = $2 AND f.ended_at IS NULL", booth, producer)
    return (await _with_entries(rows))[0] if rows else None


async def bank_account_of(office: int) -> BankAccountView | None:
    """Where an office is paid, when it said so."""
    rows = await fetch("SELECT * FROM office_bank_account WHERE office = $1", office)
    if not rows:
        return None
    row = rows[0]
    return BankAccountView(
        bank_bin=row["bank_bin"],
        number=row["number"],
        holder=row["holder"],
        revision=row["revision"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )


async def _with_entries(rows: Sequence[Any]) -> list[FeeView]:
    """Fees with their ledgers, read by a statement of its own: after a lock it sees what was written meanwhile."""
    found = await fetch(
        """
        SELECT r.*, o.bill AS other_bill,
               EXISTS (SELECT FROM booth_fee_receipt x WHERE x.reverses = r.id) AS is_reversed
        FROM booth_fee_receipt r LEFT JOIN booth_fee o ON o.id = r.other_fee WHERE r.fee = ANY($1) ORDER BY r.id
        """,
        [row["id"] for row in rows],
    )
    entries: dict[int, list[FeeEntry]] = {row["id"]: [] for row in rows}
    for row in found:
        entry = struct_from(FeeEntry, row, reversed=row["is_reversed"], other_bill=row["other_bill"] or "")
        entries[row["fee"]].append(entry)
    return [_fee_of_row(row, entries[row["id"]]) for row in rows]


def _fee_of_row(row: Any, entries: list[FeeEntry]) -> FeeView:
    ended = row["ended_at"] is not None
    balance = balance_of(row["amount"], [(entry.kind, entry.amount) for entry in entries], ended=ended)
    return struct_from(FeeView, row, entries=tuple(entries), **balance._asdict())
