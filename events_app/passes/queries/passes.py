"""Passes as their holders and their office read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import asyncpg
import msgspec

from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.schemas import Fair
from events_app.passes.errors import DeviceRevoked, GateOfAnotherFair, PassNotFound
from events_app.passes.rules import PassKind, PassState, serial_typed
from events_app.passes.schemas import FoundHolder, PassView
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import fold
from events_app.platform.listing import Listing, Window, encode_cursor

_SHORTEST_SEARCH: Final = 2
_SELECT: Final = """
SELECT p.id, p.serial, p.fair, p.kind, p.key_id, p.first_day, p.last_day, p.day_set, p.holder_name, p.holder_email,
  p.holder_phone, p.locale, p.consent_version, p.consent_at, p.state, p.state_at, p.state_reason, p.revision,
  p.created_at, p.replaces, p.producer, p.booth, p.booth_place,
  (SELECT s.days FROM day_set s WHERE s.fair = p.fair AND s.number = p.day_set) AS named_days,
  (SELECT r.serial FROM entry_pass r WHERE r.replaces = p.id) AS replaced_by,
  (SELECT max(a.admitted_at) FROM admission a WHERE a.entry_pass = p.id) AS entered_at
FROM entry_pass p
"""


def _pass_of_row(row: asyncpg.Record) -> PassView:
    return msgspec.convert(dict(row), PassView)


async def find_pass(pass_id: int) -> PassView:
    """Return a pass by its number, whoever asks: for operations, and for whoever holds its address.

    Raises:
        PassNotFound: There is none.
    """
    rows = await fetch(_SELECT + "WHERE p.id = $1", pass_id)
    if not rows:
        raise PassNotFound
    return _pass_of_row(rows[0])


async def find_passes_in_order(passes: Sequence[int]) -> list[PassView]:
    """Return these passes in the order they are named in."""
    rows = await fetch(_SELECT + "WHERE p.id = ANY($1)", list(passes))
    by_id = {row["id"]: _pass_of_row(row) for row in rows}
    return [by_id[one] for one in passes]


async def find_passes_of_booths(booths: Sequence[int]) -> list[PassView]:
    """Return the valid passes of these booths' staff, in the order of their places."""
    rows = await fetch(
        _SELECT + "WHERE p.booth = ANY($1) AND p.state = 'valid' ORDER BY p.booth, p.booth_place", list(booths)
    )
    return [_pass_of_row(row) for row in rows]


async def find_pass_for_office(pass_id: int, *, acting: Actor) -> PassView:
    """Return a pass for the office that gave it.

    Raises:
        PassNotFound: There is none.
        NotAllowed: Another office gave it.
    """
    rows = await fetch("SELECT f.office FROM entry_pass p JOIN fair f ON f.id = p.fair WHERE p.id = $1", pass_id)
    if not rows:
        raise PassNotFound
    acting.ensure_organizes(rows[0]["office"])
    return await find_pass(pass_id)


async def fair_for_gate(slug: str, *, acting: Actor, now: datetime) -> Fair:
    """Return the fair a phone is paired with, or one the asker's office holds.

    Raises:
        GateOfAnotherFair: The phone serves another fair.
        DeviceRevoked: The phone was unpaired.
    """
    if acting.kind != "device":
        fair = await find_fair(slug, acting=acting, now=now)
        acting.ensure_staffs_gate(fair.office)
        return fair
    rows = await fetch("SELECT revoked_at FROM gate_device WHERE id = $1", acting.id)
    if rows[0]["revoked_at"] is not None:
        raise DeviceRevoked
    fair = await fair_by_id(acting.device_fair or 0, now=now)
    if fair.id != (await find_fair(slug, acting=acting, now=now)).id:
        raise GateOfAnotherFair
    return fair


class PassFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which passes of a fair are wanted. `search` is a name, a phone number or a serial."""

    search: str = ""
    kind: PassKind | None = None
    state: PassState | None = None


_FITS: Final = (
    "p.fair = $1 AND ($2::text IS NULL OR p.kind = $2) AND ($3::text IS NULL OR p.state = $3)"
    " AND (p.serial = $4 OR strpos(p.folded, $5) > 0)"
)


def _where(fair: int, wanted: PassFilter) -> tuple[str, list[Any]]:
    """Say the filter in SQL: a number is looked for as a serial and in phones, words in names."""
    words = fold(wanted.search[:200])
    digits = "".join(mark for mark in words if mark.isdigit())
    by_number = bool(digits) and not any(mark.isalpha() for mark in words)
    values = [
        fair,
        wanted.kind,
        wanted.state,
        (serial_typed(digits) or 0) if by_number else 0,
        (digits.removeprefix("84") if digits.startswith("84") else digits) if by_number else words,
    ]
    return _FITS, values


async def list_passes(
    slug: str, wanted: PassFilter, window: Window, *, acting: Actor, now: datetime
) -> Listing[PassView]:
    """List a fair's passes for its office, the latest first."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    where, values = _where(fair.id, wanted)
    [count] = await fetch(f"SELECT count(*) AS n FROM entry_pass p WHERE {where}", *values)
    rows = await fetch(
        _SELECT + f"WHERE {where} AND ($6::bigint IS NULL OR p.id < $6) ORDER BY p.id DESC LIMIT $7",
        *values,
        window.after[0] if window.after else None,
        window.limit + 1,
    )
    items = [_pass_of_row(row) for row in rows[: window.limit]]
    following = encode_cursor(items[-1].id) if len(rows) > window.limit else None
    return Listing(items, count["n"], following)


async def all_passes(slug: str, wanted: PassFilter, *, acting: Actor, now: datetime) -> list[PassView]:
    """Return every pass that fits, for a file."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    where, values = _where(fair.id, wanted)
    return [_pass_of_row(row) for row in await fetch(_SELECT + f"WHERE {where} ORDER BY p.id", *values)]


class PassCounts(msgspec.Struct, frozen=True):
    """How many passes of a kind there are, and how many of them came at least once."""

    kind: PassKind
    valid: int
    not_valid: int
    came: int


async def count_passes(fair: int) -> list[PassCounts]:
    """Count the passes of a fair by kind."""
    rows = await fetch(
        "SELECT p.kind, count(*) FILTER (WHERE p.state = 'valid') AS valid,"
        " count(*) FILTER (WHERE p.state <> 'valid') AS not_valid,"
        " count(a.entry_pass) AS came"
        " FROM entry_pass p LEFT JOIN (SELECT DISTINCT entry_pass FROM admission WHERE fair = $1) a"
        " ON a.entry_pass = p.id WHERE p.fair = $1 GROUP BY p.kind ORDER BY p.kind",
        fair,
    )
    return [msgspec.convert(dict(row), PassCounts) for row in rows]


async def count_valid_passes(fair: int, _now: datetime) -> int:
    """Count the passes a change of the fair concerns."""
    rows = await fetch("SELECT count(*) AS valid FROM entry_pass WHERE fair = $1 AND state = 'valid'", fair)
    return int(rows[0]["valid"])


async def find_holders(slug: str, search: str, *, acting: Actor, now: datetime) -> list[FoundHolder]:
    """Find holders by name, phone or serial for the gate; ten at most, none for less than two characters."""
    fair = await fair_for_gate(slug, acting=acting, now=now)
    if len(search.strip()) < _SHORTEST_SEARCH:
        return []
    where, values = _where(fair.id, PassFilter(search=search))
    rows = await fetch(
        "SELECT p.serial, p.holder_name AS name, p.kind, p.state FROM entry_pass p"
        f" WHERE {where} AND p.holder_name IS NOT NULL ORDER BY p.id DESC LIMIT 10",
        *values,
    )
    return [msgspec.convert(dict(row), FoundHolder) for row in rows]
