"""The published score: each component, its limits, and what decides when scores are equal."""

from datetime import date, timedelta

import pytest

from events_app.applications.queries import priorities_of, waiting_list
from events_app.applications.rules import Priority, Standing, priority_of, ranked
from events_app.booths.operations import note_attendance, record_attendance
from events_app.fairs.queries import fair_by_id
from events_app.platform.db import fetch, transaction
from tests.clock import NOW
from tests.factories.booths import make_application
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_certificate, make_graded_product, make_producer, make_product


def standing(number=1, **known):
    facts = {"stars": 0, "earlier_years": 0, "own_points": 0, "submitted_at": NOW, "closes_at": NOW}
    return Standing(application=number, **(facts | known))


@pytest.mark.parametrize(
    ("known", "points"),
    [
        ({"stars": 5}, Priority(stars=40, years=0, early=0, own=0, total=40)),
        ({"stars": 4}, Priority(stars=30, years=0, early=0, own=0, total=30)),
        ({"stars": 2}, Priority(stars=0, years=0, early=0, own=0, total=0)),
        ({"earlier_years": 3}, Priority(stars=0, years=15, early=0, own=0, total=15)),
        ({"earlier_years": 9}, Priority(stars=0, years=20, early=0, own=0, total=20)),
        ({"own_points": 77}, Priority(stars=0, years=0, early=0, own=23.1, total=23.1)),
        ({"closes_at": NOW + timedelta(days=3, hours=23)}, Priority(stars=0, years=0, early=3, own=0, total=3)),
        ({"closes_at": NOW + timedelta(days=300)}, Priority(stars=0, years=0, early=10, own=0, total=10)),
        ({"closes_at": NOW - timedelta(days=2)}, Priority(stars=0, years=0, early=0, own=0, total=0)),
        ({"closes_at": None}, Priority(stars=0, years=0, early=0, own=0, total=0)),
    ],
)
def test_each_component_counts_as_published(known, points):
    assert priority_of(standing(**known)) == points


def test_nobody_gets_more_than_a_hundred():
    best = standing(stars=5, earlier_years=99, own_points=100, closes_at=NOW + timedelta(days=99))
    assert priority_of(best).total == 100


def test_equal_scores_go_by_time_then_by_number():
    later = standing(1, submitted_at=NOW + timedelta(seconds=1))
    assert ranked([later, standing(3), standing(2), standing(4, own_points=10)]) == [4, 2, 3, 1]


async def score_of(fair, application, now):
    found = await fair_by_id(fair, now=now)
    return (await priorities_of(found, [application], now=now))[application]


async def test_stars_are_those_in_force_of_the_products_applied_with(fair, now):
    producer = await make_producer()
    await make_graded_product(producer, stars=5)
    applied_with = await make_graded_product(producer, stars=3)
    application = await make_application(fair, producer)
    assert (await score_of(fair, application, now)).stars == 40  # none named: all the producer has
    await fetch("UPDATE booth_application SET products = $2 WHERE id = $1", application, [applied_with])
    assert (await score_of(fair, application, now)).stars == 20


async def test_a_lapsed_certificate_counts_nothing(fair, now):
    producer = await make_producer()
    product = await make_product(producer)
    await make_certificate(product, stars=5, issued_on=date(2021, 3, 1))
    application = await make_application(fair, producer)
    assert (await score_of(fair, application, now)).stars == 0


async def test_earlier_years_count_by_hand_and_by_pass_at_this_office_only(fair, office, organizer, now):
    producer = await make_producer()
    application = await make_application(fair, producer)
    last_year = await make_fair(office=office, starts_on=date(2025, 12, 12), ends_on=date(2025, 12, 16))
    elsewhere = await make_fair(starts_on=date(2024, 12, 12), ends_on=date(2024, 12, 16))
    await note_attendance(await slug_of(last_year), producer, date(2025, 12, 13), acting=organizer, now=now)
    async with transaction():
        for each, day in ((last_year, date(2025, 12, 12)), (elsewhere, date(2024, 12, 12)), (fair, date(2026, 12, 12))):
            await record_attendance(fair=each, producer=producer, day=day, now=now)
    assert (await score_of(fair, application, now)).years == 5  # two days of one year; another office; this year


async def test_the_waiting_list_goes_by_the_same_score(fair, now):
    graded = await make_producer()
    await make_graded_product(graded, stars=5)
    by_stars = await make_application(fair, graded, state="waitlisted", score=0)
    by_own_points = await make_application(fair, state="waitlisted", score=100)
    found = await waiting_list(await fair_by_id(fair, now=now), now=now)
    assert [each.application for each in found] == [by_stars, by_own_points]
