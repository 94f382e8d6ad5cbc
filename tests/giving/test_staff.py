"""Passes of a booth's people: as many as the plan allows, gone with the booth, moving with it."""

import asyncio
from dataclasses import dataclass

import pytest

from events_app.booths.errors import BoothAlreadyAssigned
from events_app.booths.operations import assign_booth, move_booths, release_hold, unassign_booth
from events_app.booths.schemas import Move
from events_app.giving.errors import NotYourBooth
from events_app.giving.operations import name_booth_staff, take_off_booth_staff
from events_app.passes.errors import BoothNoLongerHeld, BoothPassesAllNamed
from events_app.passes.jobs import JOBS
from events_app.passes.operations import CONSENT_VERSION, code_of, replace_pass, restore_pass, revoke_pass
from events_app.passes.queries import find_pass
from events_app.passes.schemas import ConsentInput, HolderInput, ReplacementInput
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.passes import GateSite, scan_body
from tests.factories.producers import make_producer, make_producer_member, producer_actor
from tests.locks import holding, until_so_many_wait

CONSENT = ConsentInput(CONSENT_VERSION)
ATTENDANCE = {job.name: job.run for job in JOBS}["passes.attendance"]


@dataclass(frozen=True)
class Stand:
    """A producer with booth A01 of the site's fair."""

    site: GateSite
    booths: dict[str, int]
    producer: int
    acting: Actor

    async def name(self, who="Người Trực", booth="A01", **more):
        return await name_booth_staff(
            self.booths[booth], HolderInput(name=who), CONSENT, signer=self.site.signer,
            acting=more.pop("acting", self.acting), now=NOW, **more,
        )  # fmt: skip

    async def replace(self, given):
        await replace_pass(
            given.id, ReplacementInput(), channel="desk", signer=self.site.signer, acting=self.site.organizer, now=NOW
        )

    async def move(self, *moves):
        pairs = [Move(self.booths[origin], self.booths[goal]) for origin, goal in moves]
        await move_booths(self.site.slug, pairs, acting=self.site.organizer, now=NOW)


@pytest.fixture
async def stand(site):
    await make_floor_plan(site.fair)
    booths = await booths_of(site.fair)
    producer = await make_producer(site.office)
    await make_claim(booths["A01"], producer, state="assigned")
    await fetch("UPDATE pass_plan SET booth_passes = 2 WHERE fair = $1", site.fair)
    return Stand(site, booths, producer, await producer_actor(producer))


async def where_they_stand():
    """Each pass: what it is worth, its booth, its place there."""
    return [tuple(row) for row in await fetch("SELECT state, booth, booth_place FROM entry_pass ORDER BY id")]


async def test_producer_names_as_many_as_the_plan_allows(stand):
    given = [await stand.name() for _ in range(2)]
    assert [(one.kind, one.booth_place, one.last_day) for one in given] == [("exhibitor", 1, 5), ("exhibitor", 2, 5)]
    with pytest.raises(BoothPassesAllNamed):
        await stand.name()


async def test_race_for_the_last_place_gives_one_pass(stand):
    await stand.name()
    answers = await asyncio.gather(*(stand.name() for _ in range(6)), return_exceptions=True)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert {type(answer) for answer in answers if isinstance(answer, Exception)} == {BoothPassesAllNamed}


async def test_race_for_two_free_places_gives_both(stand):
    """The booth's row is locked: nobody is sent away while there is a place."""
    given = await asyncio.gather(*(stand.name() for _ in range(2)))
    assert sorted(one.booth_place or 0 for one in given) == [1, 2]


async def test_database_itself_gives_no_place_twice(stand):
    """Around the rule: what the index refuses."""
    await stand.name()
    await stand.name()
    with pytest.raises(BoothPassesAllNamed):
        await fetch("UPDATE entry_pass SET booth_place = 1 WHERE booth_place = 2")


async def test_same_form_twice_names_one_person(stand):
    assert (await stand.name(nonce="n")).id == (await stand.name(nonce="n")).id


async def test_form_found_again_by_back_names_another_person(stand):
    first = await stand.name("Lan", nonce="n")
    other = await stand.name("Hương", nonce="n")
    assert first.id != other.id
    assert other.holder_name == "Hương"


async def test_only_who_has_the_booth_names_its_people(stand):
    stranger = await producer_actor(await make_producer(stand.site.office))
    with pytest.raises(NotYourBooth):
        await stand.name(acting=stranger)
    with pytest.raises(NotYourBooth):
        await stand.name(booth="A02")


async def test_somebody_taken_off_frees_the_place_and_no_longer_comes_in(stand, api):
    first = await stand.name()
    await stand.name()
    code = await code_of(first, signer=stand.site.signer, now=NOW)
    await take_off_booth_staff(first.id, acting=stand.acting, now=NOW)
    assert (await stand.name()).booth_place == 1
    scanned = await api.with_token(stand.site.token).post("/api/v1/check-ins", json=scan_body(stand.site, code))
    assert scanned.json()["reason"] == "revoked"
    with pytest.raises(BoothPassesAllNamed):
        await restore_pass(first.id, acting=stand.site.organizer, now=NOW)


async def test_lost_pass_of_staff_keeps_its_place(stand):
    old = await stand.name()
    await stand.replace(old)
    assert await where_they_stand() == [
        ("replaced", stand.booths["A01"], 1),
        ("valid", stand.booths["A01"], 1),
    ]


async def test_booth_taken_back_takes_its_passes_along(stand):
    await stand.name()
    await unassign_booth(stand.booths["A01"], acting=stand.site.organizer, now=NOW)
    assert await where_they_stand() == [("revoked", stand.booths["A01"], 1)]


async def test_booth_given_back_leaves_the_people_of_the_other_one(stand):
    await make_claim(stand.booths["A02"], stand.producer, state="assigned")
    await stand.name()
    await stand.name(booth="A02")
    await release_hold(stand.booths["A01"], acting=stand.acting, now=NOW)
    assert await where_they_stand() == [("revoked", stand.booths["A01"], 1), ("valid", stand.booths["A02"], 1)]


async def test_pass_for_a_booth_that_was_taken_back_is_neither_made_valid_nor_replaced(stand):
    given = await stand.name()
    await unassign_booth(stand.booths["A01"], acting=stand.site.organizer, now=NOW)
    with pytest.raises(BoothNoLongerHeld):
        await restore_pass(given.id, acting=stand.site.organizer, now=NOW)
    with pytest.raises(BoothNoLongerHeld):
        await stand.replace(given)
    await assign_booth(stand.booths["A01"], stand.producer, acting=stand.site.organizer, now=NOW)
    assert (await restore_pass(given.id, acting=stand.site.organizer, now=NOW)).state == "valid"


async def test_booth_that_moves_takes_its_people_along(stand):
    await stand.name()
    await stand.move(("A01", "A05"))
    assert await where_they_stand() == [("valid", stand.booths["A05"], 1)]


async def test_move_that_is_refused_leaves_everybody_where_they_are(stand):
    await make_claim(stand.booths["A02"], await make_producer(stand.site.office), state="assigned")
    given = await stand.name()
    with pytest.raises(BoothAlreadyAssigned):
        await stand.move(("A01", "A02"))
    assert await find_pass(given.id) == given


async def test_booths_of_two_producers_that_change_places_change_their_people(stand):
    other = await make_producer(stand.site.office)
    await make_claim(stand.booths["A02"], other, state="assigned")
    await stand.name()
    await stand.name(booth="A02", acting=await producer_actor(other))
    await stand.move(("A01", "A02"), ("A02", "A01"))
    assert await where_they_stand() == [("valid", stand.booths["A02"], 1), ("valid", stand.booths["A01"], 1)]


async def test_booths_of_one_producer_that_change_places_change_their_people(stand):
    await make_claim(stand.booths["A02"], stand.producer, state="assigned")
    await stand.name()
    await stand.name(booth="A02")
    await stand.move(("A01", "A02"), ("A02", "A01"))
    assert await where_they_stand() == [("valid", stand.booths["A02"], 1), ("valid", stand.booths["A01"], 1)]


async def test_booths_of_one_producer_move_on_in_a_row(stand):
    """A01's people go to A03 while A02's come to A01: nobody's place is in anybody's way."""
    await make_claim(stand.booths["A02"], stand.producer, state="assigned")
    for booth in ("A01", "A01", "A02"):
        await stand.name(booth=booth)
    await stand.move(("A01", "A03"), ("A02", "A01"))
    assert await where_they_stand() == [
        ("valid", stand.booths["A03"], 1),
        ("valid", stand.booths["A03"], 2),
        ("valid", stand.booths["A01"], 1),
    ]


async def test_booth_that_moves_there_and_back_has_its_people_again(stand):
    given = await stand.name()
    await stand.move(("A01", "A03"))
    await stand.move(("A03", "A01"))
    assert await where_they_stand() == [("valid", stand.booths["A01"], 1)]
    assert (await find_pass(given.id)).revision == given.revision + 2


async def test_people_of_a_booth_left_before_do_not_follow_its_next_producer(stand):
    await stand.name()
    await stand.move(("A01", "A03"))
    other = await make_producer(stand.site.office)
    await assign_booth(stand.booths["A01"], other, acting=stand.site.organizer, now=NOW)
    await stand.name(acting=await producer_actor(other))
    await stand.move(("A01", "A05"))
    assert await where_they_stand() == [("valid", stand.booths["A03"], 1), ("valid", stand.booths["A05"], 1)]


async def test_revoked_pass_goes_along_and_is_made_valid_where_the_booth_is(stand):
    given = await stand.name()
    await revoke_pass(given.id, acting=stand.site.organizer, now=NOW)
    await stand.move(("A01", "A05"))
    await restore_pass(given.id, acting=stand.site.organizer, now=NOW)
    assert await where_they_stand() == [("valid", stand.booths["A05"], 1)]


async def test_whoever_is_named_before_the_booth_moves_goes_along(stand, dsn):
    async with holding(dsn, "SELECT FROM booth WHERE id = $1 FOR UPDATE", stand.booths["A01"]) as lock:
        naming = asyncio.create_task(stand.name())
        await until_so_many_wait(lock, 1)
        moving = asyncio.create_task(stand.move(("A01", "A05")))
        await until_so_many_wait(lock, 2)
    await asyncio.gather(naming, moving)
    assert await where_they_stand() == [("valid", stand.booths["A05"], 1)]


async def test_whoever_is_named_after_the_booth_moved_is_refused(stand, dsn):
    async with holding(dsn, "SELECT FROM booth WHERE id = $1 FOR UPDATE", stand.booths["A01"]) as lock:
        moving = asyncio.create_task(stand.move(("A01", "A05")))
        await until_so_many_wait(lock, 1)
        naming = asyncio.create_task(stand.name())
        await until_so_many_wait(lock, 2)
    await moving
    with pytest.raises(NotYourBooth):
        await naming
    assert await where_they_stand() == []


async def test_pass_replaced_while_its_booth_moves_is_not_left_behind(stand, dsn):
    """The one waits for the pass, the other then writes a pass of the same booth: no circle, and both end right."""
    old = await stand.name()
    async with holding(dsn, "LOCK TABLE audit_entry IN EXCLUSIVE MODE") as lock:
        replacing = asyncio.create_task(stand.replace(old))
        await until_so_many_wait(lock, 1)
        moving = asyncio.create_task(stand.move(("A01", "A05")))
        await until_so_many_wait(lock, 2)
    await asyncio.gather(replacing, moving)
    assert await where_they_stand() == [("replaced", stand.booths["A05"], 1), ("valid", stand.booths["A05"], 1)]


async def test_pass_made_valid_while_its_booth_is_taken_back_ends_revoked(stand, dsn):
    given = await stand.name()
    await revoke_pass(given.id, acting=stand.site.organizer, now=NOW)
    async with holding(dsn, "LOCK TABLE audit_entry IN EXCLUSIVE MODE") as lock:
        restoring = asyncio.create_task(restore_pass(given.id, acting=stand.site.organizer, now=NOW))
        await until_so_many_wait(lock, 1)
        taking = asyncio.create_task(unassign_booth(stand.booths["A01"], acting=stand.site.organizer, now=NOW))
        await until_so_many_wait(lock, 2)
    await asyncio.gather(restoring, taking)
    assert await where_they_stand() == [("revoked", stand.booths["A01"], 1)]


async def test_page_names_shows_what_is_left_and_takes_off(client, sign_in, stand):
    await sign_in(await make_producer_member(stand.producer))
    here = f"/producer/fairs/{stand.site.slug}/staff"
    form = {"booth": str(stand.booths["A01"]), "name": "Vũ Thị Mai", "nonce": "n", "consent": "on"}
    for _ in range(2):
        assert (await client.post_form(here, form)).status_code == 303
    page = (await client.get(here)).text
    assert "Vũ Thị Mai" in page
    assert "còn 1" in page
    refused = await client.post_form(here, {**form, "nonce": "m", "consent": ""})
    assert refused.status_code == 422
    assert 'value="Vũ Thị Mai"' in refused.text
    given = (await fetch("SELECT id FROM entry_pass"))[0]["id"]
    await client.post_form(f"{here}/{given}/removal")
    assert (await find_pass(given)).state == "revoked"


async def test_other_producer_takes_nobody_off(client, sign_in, stand):
    given = await stand.name()
    await sign_in(await make_producer_member(await make_producer(stand.site.office)))
    answer = await client.post_form(f"/producer/fairs/{stand.site.slug}/staff/{given.id}/removal")
    assert answer.status_code == 404
    assert (await find_pass(given.id)).state == "valid"


async def test_staff_at_the_gate_is_the_producer_at_the_fair(stand, api):
    code = await code_of(await stand.name(), signer=stand.site.signer, now=NOW)
    await api.with_token(stand.site.token).post("/api/v1/check-ins", json=scan_body(stand.site, code))
    for _ in range(2):
        await ATTENDANCE(NOW)
    rows = await fetch("SELECT producer, day, source FROM attendance")
    assert [tuple(row) for row in rows] == [(stand.producer, NOW.date(), "pass")]
