"""Twenty thousand passes, and the gates of the fair that runs today."""

import random
from datetime import datetime, timedelta

from events_app.booths.queries import held_booths
from events_app.demo.names import person_name
from events_app.fairs.queries import fair_by_id
from events_app.fairs.schemas import Fair
from events_app.giving.operations import name_booth_staff
from events_app.passes.operations import CONSENT_VERSION, Holder, NewPass, Signer, choose_days, open_gate, write_passes
from events_app.passes.queries import days_of
from events_app.passes.rules import PassDays, PassKind
from events_app.passes.schemas import ConsentInput, HolderInput
from events_app.platform.actor import SYSTEM
from events_app.platform.db import fetch, transaction

FLAGSHIP_PASSES, RUNNING_PASSES, PAST_PASSES = 9_000, 7_998, 3_000  # and two people at a booth
ADMITTED_SHARE = 0.34
GATES = ("Cổng chính", "Cổng phía hồ", "Cổng đối ngoại")
_AT_THE_BOOTH = (("Phùng Thị Mơ", "0912 345 678"), ("Nguyễn Văn Hợp", "0987 654 321"))
_KINDS = [PassKind.visitor] * 92 + [PassKind.exhibitor] * 4 + [PassKind.buyer] * 2 + [PassKind.press, PassKind.vip]


async def hand_out_passes(
    fairs: list[tuple[Fair, int]], *, signer: Signer, chance: random.Random, now: datetime
) -> None:
    """Write the passes of each fair in one go."""
    for fair, count in fairs:
        async with transaction():
            days = await choose_days(await days_of(fair))
            await write_passes(
                await fair_by_id(fair.id, now=now),
                [_order(days, chance) for _ in range(count)],
                channel="web",
                signer=signer,
                now=now - timedelta(days=3),
            )


def _order(days: PassDays, chance: random.Random) -> NewPass:
    name = person_name(chance)
    phone = f"+8490{chance.randrange(10**7):07d}" if chance.random() < 0.7 else None
    return NewPass(
        holder=Holder(name=name, email=f"khach{chance.randrange(10**8)}@demo.example", phone=phone),
        kind=chance.choice(_KINDS),
        days=days,
        consent_version=CONSENT_VERSION,
    )


async def open_gates(fair: Fair, *, now: datetime) -> list[int]:
    """Open the gates of a fair."""
    return [(await open_gate(fair.slug, name, acting=SYSTEM, now=now)).id for name in GATES]


async def let_people_in(fair: Fair, gates: list[int], *, now: datetime) -> None:
    """Admit a third of the holders: yesterday's crowd and those who came this morning."""
    await fetch(
        """
        WITH who AS MATERIALIZED (
            SELECT id, kind, code_digest, gen_random_uuid() AS scan,
                   ($2::bigint[])[1 + id % cardinality($2::bigint[])] AS gate,
                   (1 + id % 2)::smallint AS day,
                   $3::timestamptz - ((1 - id % 2) * interval '1 day') - (id * 7919 % 14400) * interval '1 second' AS at
            FROM entry_pass WHERE fair = $1 AND (id * 2654435761 % 1000) < $4
        ), seen AS (
            INSERT INTO check_in (scan_id, fair, gate, entry_pass, kind, code_digest, direction, day, slot, result,
                                  scanned_at, happened_at, received_at)
            SELECT scan, $1, gate, id, kind, code_digest, 'in', day, day, 'admitted', at, at, at FROM who
        )
        INSERT INTO admission (entry_pass, slot, fair, gate, day, scan_id, admitted_at)
        SELECT id, day, $1, gate, day, scan, at FROM who
        """,
        fair.id,
        gates,
        now,
        int(ADMITTED_SHARE * 1000),
    )


async def name_people_at_booths(fair: Fair, producer: int, *, signer: Signer, now: datetime) -> None:
    """Two people of a producer work at its booth; more may be named."""
    [booth] = [held.booth for held in await held_booths(fair.id) if held.producer == producer]
    for name, phone in _AT_THE_BOOTH:
        person = HolderInput(name=name, phone=phone)
        consent = ConsentInput(CONSENT_VERSION)
        await name_booth_staff(booth, person, consent, signer=signer, acting=SYSTEM, now=now)
