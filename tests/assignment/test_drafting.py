"""What a run is given: free booths, applications that wait, decisions, reserves, and what stands in the way."""

from datetime import date, timedelta

import pytest

from events_app.applications.errors import ApplicationNotFound
from events_app.assignment.errors import PinInvalid, PinTaken, ReserveExists, ReserveInvalid
from events_app.assignment.operations import remove_pins, remove_reserve, set_pin, set_reserve
from events_app.assignment.queries.drafting import draft_run
from events_app.assignment.schemas import PinInput, ReserveInput
from events_app.booths.errors import BoothAlreadyAssigned
from events_app.fairs.queries import fair_by_id
from events_app.places.queries import place_by_code
from events_app.platform.actor import NotYourOffice
from events_app.platform.db import fetch
from tests.factories.accounts import make_organizer
from tests.factories.booths import booths_of, make_application, make_claim
from tests.factories.producers import make_certificate, make_producer, make_product, producer_actor


async def draft(fair, now, **options):
    return await draft_run(await fair_by_id(fair, now=now), now=now, **options)


def codes(found):
    return {finding.code for finding in found.findings}


async def test_booths_that_somebody_has_or_that_are_blocked_are_given_to_nobody(fair, now):
    booths = await booths_of(fair)
    await make_claim(booths["A01"], state="assigned")
    await make_claim(booths["A02"], state="offered")
    await make_claim(booths["A03"])
    await make_claim(booths["A04"], expires_at=now)
    await fetch("UPDATE booth SET blocked = true WHERE code = 'A05'")
    found = await draft(fair, now)
    assert [each.code for each in found.problem.booths if each.blocked] == ["A01", "A02", "A03", "A05"]


async def test_applications_take_part_when_they_wait_and_their_producer_has_no_booth(fair, now):
    waiting = [await make_application(fair, state=state) for state in ("submitted", "approved")]
    for state in ("draft", "more_information", "waitlisted", "declined", "accepted", "offered"):
        await make_application(fair, state=state)
    settled = await make_producer(name="HTX Có gian rồi")
    await make_application(fair, settled, state="approved")
    await make_claim((await booths_of(fair))["A01"], settled, state="assigned")
    found = await draft(fair, now)
    assert sorted(each.id for each in found.problem.applications) == waiting
    assert [finding.facts for finding in found.findings if finding.code == "placed_already"] == [
        {"name": "HTX Có gian rồi", "booths": "A01"}
    ]


async def test_wishes_needs_groups_and_partners_are_read_from_the_application(fair, now):
    partner = await make_producer()
    other = await make_application(fair, partner)
    producer = await make_producer()
    product = await make_product(producer, group="drink")
    asking = await make_application(fair, producer, utilities=("power",), zones=("Thực phẩm", "Không còn"))
    await fetch(
        "UPDATE booth_application SET products = $2, near = $3, booths_wanted = 2 WHERE id = $1",
        asking,
        [product],
        [partner],
    )
    found = await draft(fair, now, guarantee="place", seed=7)
    one = next(each for each in found.problem.applications if each.id == asking)
    [zone] = found.words.zones
    assert (one.needs, one.zones, one.groups, one.near, one.booths) == (("power",), (zone,), ("drink",), (other,), 2)
    assert (found.problem.guarantee, found.problem.seed) == ("place", 7)


async def test_participants_stand_in_the_published_order_with_their_components(fair, now):
    low, high = await make_application(fair, score=10), await make_application(fair, score=90)
    found = await draft(fair, now)
    assert [(each.application, each.rank, each.priority.own) for each in found.participants] == [
        (high, 1, 27.0),
        (low, 2, 3.0),
    ]


async def test_a_pin_is_kept_until_it_is_undone(fair, slug, organizer, now):
    booths = await booths_of(fair)
    application = await make_application(fair)
    for wanted in (["A01"], ["A03", "A02"]):
        pin = PinInput([booths[code] for code in wanted])
        await set_pin(application, pin, acting=organizer, now=now)
    found = await draft(fair, now)
    assert [(each.application, each.booths) for each in found.problem.pins] == [
        (application, (booths["A03"], booths["A02"]))
    ]
    assert "pin_of_other_size" in codes(found)
    await remove_pins(slug, [application], acting=organizer, now=now)
    assert (await draft(fair, now)).problem.pins == ()


async def test_a_pin_is_refused_where_somebody_stands_or_somebody_else_is_decided(fair, organizer, now):
    booths = await booths_of(fair)
    one, other = await make_application(fair), await make_application(fair)
    await make_claim(booths["A01"], state="assigned")
    with pytest.raises(BoothAlreadyAssigned):
        await set_pin(one, PinInput([booths["A01"]]), acting=organizer, now=now)
    await set_pin(one, PinInput([booths["A02"]]), acting=organizer, now=now)
    with pytest.raises(PinTaken):
        await set_pin(other, PinInput([booths["A02"]]), acting=organizer, now=now)
    with pytest.raises(PinInvalid):
        await set_pin(other, PinInput([booths["A03"], booths["A03"]]), acting=organizer, now=now)


async def test_a_pin_whose_booth_was_given_away_stops_the_run_with_both_names(fair, organizer, now):
    booths = await booths_of(fair)
    application = await make_application(fair, await make_producer(name="HTX Ghim"))
    await set_pin(application, PinInput([booths["A01"]]), acting=organizer, now=now)
    await make_claim(booths["A01"], await make_producer(name="HTX Nhanh tay"), state="assigned")
    found = await draft(fair, now)
    assert not found.may_start
    assert found.findings[0].facts == {"name": "HTX Ghim", "booth": "A01", "holder": "HTX Nhanh tay"}


async def test_a_pin_of_a_withdrawn_application_is_set_aside_and_said(fair, organizer, now):
    application = await make_application(fair)
    await make_application(fair)
    await set_pin(application, PinInput([(await booths_of(fair))["A01"]]), acting=organizer, now=now)
    await fetch("UPDATE booth_application SET state = 'withdrawn' WHERE id = $1", application)
    found = await draft(fair, now)
    assert found.may_start
    assert found.problem.pins == ()
    assert "pin_idle" in codes(found)


async def test_a_reserve_of_a_place_counts_those_who_live_in_it(fair, slug, organizer, now):
    commune = await place_by_code("00004", date(2026, 11, 24))
    living = await make_application(fair, await make_producer(place=commune.id))
    await make_application(fair)
    await set_reserve(slug, ReserveInput(at_least=2, place=commune.parent), acting=organizer, now=now)
    found = await draft(fair, now)
    assert [[number for number, _ in each.eligible] for each in found.reserves] == [[living]]
    tight = next(finding for finding in found.findings if finding.code == "reserve_lacks_applicants")
    assert tight.facts["count"] == 1
    assert found.words.groups[found.reserves[0].belongs].vi


async def test_a_reserve_of_a_group_counts_those_named(fair, slug, organizer, now):
    named, _ = await make_application(fair), await make_application(fair)
    wanted = ReserveInput(at_least=1, name="Hộ khó khăn", members=[named])
    reserve = await set_reserve(slug, wanted, acting=organizer, now=now)
    found = await draft(fair, now)
    assert [each.belongs for each in found.problem.applications if each.id == named] == [(f"named:{reserve}",)]
    with pytest.raises(ReserveExists):
        await set_reserve(slug, wanted, acting=organizer, now=now)
    await remove_reserve(slug, reserve, acting=organizer, now=now)
    assert (await draft(fair, now)).problem.reserves == ()


@pytest.mark.parametrize(
    "wanted",
    [
        ReserveInput(at_least=1),
        ReserveInput(at_least=1, name="Nhóm"),
        ReserveInput(at_least=1, name="Nhóm", members=[999_999]),
        ReserveInput(at_least=1, place=999_999_999),
        ReserveInput(at_least=1, place=1, name="Nhóm"),
    ],
)
async def test_an_incomplete_reserve_is_refused_at_the_field(slug, organizer, now, wanted):
    with pytest.raises(ReserveInvalid) as refusal:
        await set_reserve(slug, wanted, acting=organizer, now=now)
    assert refusal.value.fields


async def test_certificates_that_lapsed_or_will_lapse_are_said_with_the_name(fair, now):
    gone, going = await make_producer(name="HTX Hết hạn"), await make_producer(name="HTX Sắp hết")
    for producer, issued_on in ((gone, date(2023, 11, 20)), (going, date(2023, 12, 5))):
        product = await make_product(producer)
        await make_certificate(product, stars=4, issued_on=issued_on)
        application = await make_application(fair, producer, submitted_at=now - timedelta(days=30))
        await fetch("UPDATE booth_application SET products = $2 WHERE id = $1", application, [product])
    found = {
        finding.code: finding.facts["name"] for finding in (await draft(fair, now)).findings if "name" in finding.facts
    }
    assert found == {"certificate_lapsed": "HTX Hết hạn", "certificate_lapses": "HTX Sắp hết"}


async def test_one_firm_with_two_applications_is_asked_about(fair, now):
    for _ in range(2):
        await make_application(fair, await make_producer(tax_code="0100109106"))
    assert "same_firm" in codes(await draft(fair, now))


async def test_what_is_decided_is_the_offices_alone(fair, slug, now):
    application, booth = await make_application(fair), (await booths_of(fair))["A01"]
    for stranger in (await make_organizer(), await producer_actor()):
        with pytest.raises(ApplicationNotFound):
            await set_pin(application, PinInput([booth]), acting=stranger, now=now)
        with pytest.raises(NotYourOffice):
            await set_reserve(slug, ReserveInput(at_least=1, name="x", members=[application]), acting=stranger, now=now)
        with pytest.raises(NotYourOffice):
            await remove_pins(slug, [application], acting=stranger, now=now)
