"""Claim and application move together: from every pair of states each actor's promised way out succeeds."""

import contextlib
import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events_app.applications.errors import BoothAccepted, BoothStillOffered
from events_app.applications.operations import apply_for_booths, edit_application
from events_app.applications.queries import application_of
from events_app.applications.rules import ApplicationState, Having, is_legal
from events_app.applications.schemas import ApplicationInput, ApplicationPatch
from events_app.assignment.operations import answer_offer, lapse_offers, offer_booth
from events_app.booths import operations as booths
from events_app.booths.schemas import Move
from events_app.platform.db import fetch
from events_app.platform.errors import DomainError
from tests.clock import NOW
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_product, producer_actor

S = ApplicationState


@pytest.mark.parametrize("state", list(S))
def test_which_pairs_are_legal(state):
    assert is_legal(state, Having(offered=True)) is (state is S.OFFERED)
    assert is_legal(state, Having()) is (state not in {S.OFFERED, S.ACCEPTED})
    assert is_legal(state, Having(assigned=True)) is (state is not S.OFFERED)


class Life:
    """One producer's life with one fair, by whoever acts; refusals are answers too, faults are not."""

    async def begin(self) -> "Life":
        office = await make_office()
        self.fair = await make_floor_plan(await make_fair(office=office), rows=1, columns=3)
        await make_call(self.fair, closes_at=NOW + timedelta(days=365))
        self.slug = await slug_of(self.fair)
        self.office = await make_organizer(office)
        self.member = await producer_actor()
        self.stranger = await producer_actor()
        self.producer = next(iter(self.member.producer_ids))
        self.product = await make_product(self.producer)
        self.booths = list((await booths_of(self.fair)).values())
        self.now = NOW
        return self

    async def take(self, name: str, dice: random.Random) -> None:
        with contextlib.suppress(DomainError):
            await getattr(self, name)(dice)
        await self.ensure_legal()

    async def application(self):
        return await application_of(self.fair, self.producer, now=self.now)

    async def having(self) -> Having:
        rows = await fetch(
            "SELECT state FROM booth_claim WHERE fair = $1 AND producer = $2 AND state <> 'closed'",
            self.fair,
            self.producer,
        )
        states = {row["state"] for row in rows}
        return Having(offered="offered" in states, assigned="assigned" in states)

    async def ensure_legal(self) -> None:
        application, having = await self.application(), await self.having()
        if application is None:
            assert not having.offered
        else:
            assert is_legal(application.state, having), (application.state, having)

    async def apply(self, _dice=None) -> None:
        wanted = ApplicationInput(producer=self.producer, products=[self.product], state="submitted")
        await apply_for_booths(self.slug, wanted, acting=self.member, now=self.now)

    async def step(self, state: ApplicationState, acting) -> None:
        application = await self.application()
        if application is not None:
            patch = ApplicationPatch(revision=application.revision, state=state)
            await edit_application(application.id, patch, acting=acting, now=self.now)

    async def decide(self, dice) -> None:
        await self.step(dice.choice(list(S)), self.office)

    async def withdraw(self, _dice=None) -> None:
        await self.step(S.WITHDRAWN, self.member)

    async def offer(self, dice) -> None:
        application = await self.application()
        if application is not None:
            await offer_booth(dice.choice(self.booths), application.id, acting=self.office, now=self.now)

    async def answer(self, dice) -> None:
        application = await self.application()
        if application is not None:
            accepted = dice.random() < 0.6
            await answer_offer(application.id, accepted=accepted, acting=self.member, now=self.now)

    async def confirm(self, dice) -> None:
        await booths.confirm_booth(dice.choice(self.booths), acting=self.member, now=self.now)

    async def hold(self, dice) -> None:
        await booths.hold_booth(dice.choice(self.booths), acting=self.member, now=self.now)

    async def give_back(self, dice) -> None:
        await booths.release_hold(
            dice.choice(self.booths), acting=dice.choice([self.member, self.office]), now=self.now
        )

    async def assign(self, dice) -> None:
        await booths.assign_booth(dice.choice(self.booths), self.producer, acting=self.office, now=self.now)

    async def unassign(self, dice) -> None:
        await booths.unassign_booth(dice.choice(self.booths), acting=self.office, now=self.now)

    async def move(self, dice) -> None:
        origin, goal = dice.sample(self.booths, 2)
        await booths.move_booths(self.slug, [Move(origin=origin, goal=goal)], acting=self.office, now=self.now)

    async def interfere(self, dice) -> None:
        """A stranger takes what is free, and tries what is not theirs."""
        booth = dice.choice(self.booths)
        await booths.release_hold(booth, acting=self.stranger, now=self.now)
        await booths.hold_booth(booth, acting=self.stranger, now=self.now)

    async def wait(self, dice) -> None:
        self.now += timedelta(hours=dice.choice([1, 47, 48, 49]))
        if dice.random() < 0.5:
            await lapse_offers(now=self.now)
            await booths.sweep_expired_holds(now=self.now)

    async def leave(self) -> None:
        """The producer's promised way out, and the way in again, both without anybody's help."""
        for booth in self.booths:
            rows = await fetch("SELECT producer FROM booth_claim WHERE booth = $1 AND state = 'assigned'", booth)
            if [row["producer"] for row in rows] == [self.producer]:
                await booths.release_hold(booth, acting=self.member, now=self.now)
        await self.ensure_legal()
        await self.withdraw()
        assert await self.application() is None
        await self.ensure_legal()
        await self.apply()
        assert (await self.application()).state is S.SUBMITTED

    async def call_back(self) -> None:
        """The office's promised way out: its booths back, then to the waiting list and under review again."""
        for booth in self.booths:
            await booths.unassign_booth(booth, acting=self.office, now=self.now)
        await lapse_offers(now=self.now)
        await self.ensure_legal()
        application = await self.application()
        if application is None:
            return
        if application.state is not S.WAITLISTED:
            await self.step(S.WAITLISTED, self.office)
        assert (await self.application()).state is S.WAITLISTED
        await self.step(S.SUBMITTED, self.office)
        assert (await self.application()).state is S.SUBMITTED


ACTIONS = (
    "apply", "decide", "decide", "offer", "offer", "answer", "answer", "confirm", "hold", "give_back", "assign",
    "unassign", "move", "withdraw", "interfere", "wait",
)  # fmt: skip


@given(
    taken=st.lists(st.sampled_from(ACTIONS), min_size=4, max_size=16), seed=st.integers(0, 2**32), leaves=st.booleans()
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
async def test_every_pair_is_legal_and_has_its_ways_out(database, taken, seed, leaves):
    dice = random.Random(seed)
    life = await Life().begin()
    await life.apply()
    for name in taken:
        await life.take(name, dice)
    await (life.leave() if leaves else life.call_back())


@pytest.fixture
async def life(database) -> Life:
    life = await Life().begin()
    await life.apply()
    await life.step(S.APPROVED, life.office)
    return life


async def accept(life: Life) -> None:
    application = await life.application()
    await offer_booth(life.booths[0], application.id, acting=life.office, now=life.now)
    await answer_offer(application.id, accepted=True, acting=life.member, now=life.now)


@pytest.mark.parametrize("actor", ["member", "office"])
async def test_accepted_application_is_approved_again_when_its_booth_is_given_back(life, actor):
    await accept(life)
    await booths.release_hold(life.booths[0], acting=getattr(life, actor), now=life.now)
    application = await life.application()
    assert application.state is S.APPROVED
    await offer_booth(life.booths[1], application.id, acting=life.office, now=life.now)
    assert (await life.application()).state is S.OFFERED


async def test_accepted_application_stays_accepted_while_another_booth_is_theirs(life):
    await accept(life)
    await booths.assign_booth(life.booths[1], life.producer, acting=life.office, now=life.now)
    await booths.unassign_booth(life.booths[0], acting=life.office, now=life.now)
    assert (await life.application()).state is S.ACCEPTED


async def test_accepted_booth_stands_in_the_way_of_a_decision_and_of_leaving(life):
    await accept(life)
    for acting, wanted in ((life.office, S.SUBMITTED), (life.member, S.WITHDRAWN)):
        with pytest.raises(BoothAccepted):
            await life.step(wanted, acting)


async def test_offer_that_stands_is_taken_back_before_a_decision_is(life):
    await offer_booth(life.booths[0], (await life.application()).id, acting=life.office, now=life.now)
    with pytest.raises(BoothStillOffered):
        await life.step(S.SUBMITTED, life.office)


async def test_giving_a_booth_back_tells_of_the_booth_and_not_of_an_approval(life):
    await accept(life)
    await fetch("DELETE FROM outbox_delivery")
    await fetch("DELETE FROM outbox_message")
    await booths.release_hold(life.booths[0], acting=life.member, now=life.now)
    topics = [row["topic"] for row in await fetch("SELECT topic FROM outbox_message ORDER BY id")]
    assert topics == ["booth.released"]


async def test_answer_in_the_very_second_of_the_deadline_is_late(life):
    application = await life.application()
    await offer_booth(life.booths[0], application.id, acting=life.office, now=life.now)
    life.now += timedelta(hours=48)
    await life.take("answer", random.Random(1))
    assert (await life.application()).state is S.OFFERED
    await lapse_offers(now=life.now)
    assert (await life.application()).state is S.LAPSED
