"""Who is written to, read in batches by position.

These reads join rows of the slices below directly, and ask only for addresses: a notice to 20,000 pass holders
must not build 20,000 passes.
"""

from enum import StrEnum
from typing import Any

import msgspec

from events_app.outreach.schemas import Recipient
from events_app.platform.db import fetch
from events_app.platform.i18n import parse_locale
from events_app.producers import queries


class Audience(StrEnum):
    """Groups of readers a notice can go to."""

    PASS_HOLDERS = "pass_holders"  # noqa: S105 - people who hold an entry pass
    FAIR_PRODUCERS = "fair_producers"
    PASS_LIST = "pass_list"  # noqa: S105 - people whose passes came from one list


class Reached(msgspec.Struct, frozen=True):
    """One reader; `subject` is the pass or the producer they are reached by."""

    recipient: Recipient
    audience: Audience
    subject: int


# One letter an address: a family that took five passes reads it once, by its first pass.
_HOLDERS = """
    FROM entry_pass p WHERE p.fair = $1 AND p.state = 'valid' AND p.holder_email IS NOT NULL AND p.holder_email <> ''
    AND NOT EXISTS (SELECT FROM entry_pass e WHERE e.fair = p.fair AND e.state = 'valid'
                    AND e.holder_email = p.holder_email AND e.id < p.id)
"""

_PRODUCERS = """
    FROM producer p WHERE EXISTS (
        SELECT FROM booth_claim c JOIN booth b ON b.id = c.booth
        WHERE b.fair = $1 AND c.producer = p.id AND c.state <> 'closed')
"""

_LISTED = """
    FROM entry_pass p JOIN pass_list_row r ON r.entry_pass = p.id
    WHERE r.pass_list = $1 AND p.state = 'valid' AND p.holder_email IS NOT NULL AND p.holder_email <> ''
"""

_SOURCES = {Audience.PASS_HOLDERS: _HOLDERS, Audience.FAIR_PRODUCERS: _PRODUCERS, Audience.PASS_LIST: _LISTED}


async def count_readers(audience: Audience, payload: dict[str, Any]) -> int:
    """Say how many readers an audience has now, for the progress people see."""
    rows = await fetch(f"SELECT count(*) AS n {_SOURCES[audience]}", _subject(audience, payload))
    return int(rows[0]["n"])


def _subject(audience: Audience, payload: dict[str, Any]) -> int:
    return int(payload["list" if audience is Audience.PASS_LIST else "fair"])


class Batch(msgspec.Struct, frozen=True):
    """The next readers of an audience; `size` counts positions, since one position may have no reader or several."""

    readers: list[Reached]
    size: int
    last: int


async def next_batch(audience: Audience, payload: dict[str, Any], *, after: int, limit: int) -> Batch:
    """Give the readers behind a position, in order."""
    if audience is not Audience.FAIR_PRODUCERS:
        return await _next_holders(audience, _subject(audience, payload), after=after, limit=limit)
    rows = await fetch(f"SELECT p.id {_PRODUCERS} AND p.id > $2 ORDER BY p.id LIMIT $3", payload["fair"], after, limit)
    readers = [
        Reached(audience=Audience.FAIR_PRODUCERS, subject=row["id"], recipient=person)
        for row in rows
        for person in await readers_of_producer(row["id"])
    ]
    return Batch(readers=readers, size=len(rows), last=rows[-1]["id"] if rows else after)


async def _next_holders(audience: Audience, subject: int, *, after: int, limit: int) -> Batch:
    rows = await fetch(
        f"SELECT p.id, p.holder_email, p.holder_name, p.locale {_SOURCES[audience]} AND p.id > $2"
        " ORDER BY p.id LIMIT $3",
        subject,
        after,
        limit,
    )
    readers = [
        Reached(
            audience=audience,
            subject=row["id"],
            recipient=Recipient(
                key=f"pass-{row['id']}",
                email=row["holder_email"],
                name=row["holder_name"] or "",
                locale=parse_locale(row["locale"]) or "vi",
            ),
        )
        for row in rows
    ]
    return Batch(readers=readers, size=len(rows), last=rows[-1]["id"] if rows else after)


async def readers_of_producer(producer: int) -> list[Recipient]:
    """Give who reads for a producer: its members, or the address in the register while nobody has joined."""
    return [
        Recipient(
            key=f"producer-{producer}" if reader.account is None else f"account-{reader.account}",
            email=reader.email,
            name=reader.name,
            locale=parse_locale(reader.locale) or "vi",
            account=reader.account,
        )
        for reader in await queries.readers_of_producer(producer)
    ]
