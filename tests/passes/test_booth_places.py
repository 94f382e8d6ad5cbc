"""Where passes of a booth's people belong: places are numbered, and each is one pass's."""

import pytest

from events_app.fairs.queries import fair_by_id
from events_app.passes.errors import BoothNoLongerHeld, BoothPassesAllNamed
from events_app.passes.operations import (
    BoothPlace,
    Holder,
    NewPass,
    put_passes_at_booths,
    restore_pass,
    revoke_pass,
    write_passes,
)
from events_app.passes.rules import PassDays, PassKind
from events_app.platform.db import fetch, transaction
from tests.clock import NOW
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.producers import make_producer


@pytest.fixture
async def people(site):
    """Two booths of one producer with somebody at the first place of each: their passes, then their booths."""
    await make_floor_plan(site.fair)
    booths = list((await booths_of(site.fair)).values())[:2]
    producer = await make_producer(site.office)
    orders = [
        NewPass(
            holder=Holder("Người Trực", None, None),
            kind=PassKind.exhibitor,
            days=PassDays(1, 5, 0),
            consent_version="2026-11",
            producer=producer,
            booth=booth,
            booth_place=1,
        )
        for booth in booths
    ]
    async with transaction():
        passes = await write_passes(
            await fair_by_id(site.fair, now=NOW), orders, channel="web", signer=site.signer, now=NOW
        )
    return passes, booths


async def places():
    return [tuple(row) for row in await fetch("SELECT id, booth, booth_place, revision FROM entry_pass ORDER BY id")]


async def test_two_passes_change_places_in_one_step(people):
    (first, second), (one, two) = people
    async with transaction():
        await put_passes_at_booths([BoothPlace(first, two, 1), BoothPlace(second, one, 1)])
    assert await places() == [(first, two, 1, 2), (second, one, 1, 2)]


async def test_place_that_is_taken_is_refused_and_nobody_moves(people):
    (first, second), (one, two) = people
    with pytest.raises(BoothPassesAllNamed):
        async with transaction():
            await put_passes_at_booths([BoothPlace(first, two, 1)])
    assert await places() == [(first, one, 1, 1), (second, two, 1, 1)]


async def test_revoked_pass_comes_back_only_while_its_producer_has_the_booth(site, people):
    (first, second), (one, two) = people
    for number in (first, second):
        await revoke_pass(number, acting=site.organizer, now=NOW)
    [row] = await fetch("SELECT producer FROM entry_pass WHERE id = $1", first)
    await make_claim(one, row["producer"])
    await make_claim(two, state="assigned")
    for number in (first, second):
        with pytest.raises(BoothNoLongerHeld):
            await restore_pass(number, acting=site.organizer, now=NOW)
    await fetch("UPDATE booth_claim SET producer = $2 WHERE booth = $1", two, row["producer"])
    assert (await restore_pass(second, acting=site.organizer, now=NOW)).state == "valid"
    with pytest.raises(BoothNoLongerHeld):
        await restore_pass(first, acting=site.organizer, now=NOW)
