"""What may be shown on a day: the SQL every list shares says what the rule says."""

import random
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from events_app.platform.db import fetch
from events_app.producers.queries import load_figures, products_by_ids, products_of, search_producers, stars_in_force
from events_app.producers.rules.certificates import last_day, shown_stars
from events_app.producers.schemas import StarCounts
from tests.factories.accounts import make_office
from tests.factories.producers import make_certificate, make_graded_product, make_producer, make_product

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
async def empty(database):
    """Each test begins with an empty register."""


async def test_the_star_of_every_list_is_the_one_of_the_rule():
    dice = random.Random(36)
    producer = await make_producer()
    expected = {}
    days = [TODAY + timedelta(days=offset) for offset in (-1100, -1, 0, 1, 400)]
    for _product in range(12):
        product = await make_product(producer)
        given = []
        for issued_on in {TODAY - timedelta(days=dice.randrange(1, 2200)) for _certificate in range(3)}:
            revoked_on = issued_on + timedelta(days=dice.randrange(1, 900)) if dice.random() < 0.3 else None
            stars = dice.choice((3, 4, 5))
            await make_certificate(product, stars=stars, issued_on=issued_on, revoked_on=revoked_on)
            given.append(
                SimpleNamespace(stars=stars, issued_on=issued_on, expires_on=last_day(issued_on), revoked_on=revoked_on)
            )
        expected[product] = given
    for day in days:
        shown = await stars_in_force(expected, day)
        by_rule = {product: shown_stars(given, day) for product, given in expected.items()}
        assert shown == {product: stars for product, stars in by_rule.items() if stars is not None}
        assert {one.id: one.stars for one in await products_of(producer, day)} == by_rule


async def test_products_without_a_day_show_no_star():
    product = await make_graded_product()
    producer = (await fetch("SELECT producer FROM product"))[0]["producer"]
    assert [one.stars for one in await products_of(producer)] == [None]
    assert (await products_by_ids([product], on=TODAY))[product].stars == 4
    assert await products_by_ids([], on=TODAY) == {}


async def test_figures_of_a_day_count_ever_graded_and_in_force_apart():
    office = await make_office()
    producer = await make_producer(office)
    await make_graded_product(producer, stars=5)
    potential = await make_graded_product(producer, stars=4)
    await fetch(
        "INSERT INTO five_star_submission (product, submitted_on, note, created_at) VALUES ($1, $2, '', now())",
        potential,
        date(2026, 10, 1),
    )
    await make_graded_product(producer, stars=4)
    lapsed = await make_product(producer)
    await make_certificate(lapsed, stars=3, issued_on=date(2023, 1, 10))
    await make_product(producer)
    await make_graded_product(await make_producer(await make_office()), stars=5)
    figures = await load_figures([office], TODAY)
    assert (figures.producers, figures.products) == (1, 4)
    assert figures.cumulative == StarCounts(five=1, potential_five=1, four=1, three=1)
    assert figures.in_force == StarCounts(five=1, potential_five=1, four=1, three=0)
    before = await load_figures([office], date(2025, 12, 31))
    assert before.in_force == StarCounts(five=1, potential_five=0, four=2, three=1)
    assert before.expiring_soon == 1
    assert (await load_figures([office], date(2020, 1, 1))).cumulative.total == 0


async def test_producers_are_found_by_name_address_and_tax_code():
    office = await make_office()
    producer = await make_producer(office, name="HTX Hoà Bình", tax_code="0100233488", address="thôn Đồng Nội")
    for typed in ("hoa binh", "HÒA BÌNH", "0100233488", "dong noi"):
        assert [one.id for one in await search_producers(typed, office)] == [producer]
    assert await search_producers("hoa binh", await make_office()) == []
    assert [one.id for one in await search_producers("hoa binh", None)] == [producer]
