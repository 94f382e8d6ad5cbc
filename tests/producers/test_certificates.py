"""Gradings: recorded, corrected, revoked; who may, what is refused, and what is left behind."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import asyncpg
import pytest

from events_app.platform.actor import ANONYMOUS, NotYourOffice
from events_app.platform.db import fetch
from events_app.platform.errors import InvalidInput, SignInRequired, StaleRevision
from events_app.producers.errors import (
    CertificateDayTaken,
    CertificateNotFound,
    CertificateNotInForce,
    ProducerNotFound,
    ProductNotFound,
    RevokedBeforeIssue,
)
from events_app.producers.operations import (
    add_certificate,
    change_certificate,
    change_producer,
    change_product,
    revoke_certificate,
)
from events_app.producers.rules import certificates as rules
from events_app.producers.schemas import NewCertificate, ProducerChanges, ProductChanges
from tests.clock import NOW
from tests.factories.accounts import make_office, make_organizer
from tests.factories.producers import make_certificate, make_producer, make_product, producer_actor
from tests.locks import until_somebody_waits
from tests.trails import audit, audit_trail

LATER = NOW + timedelta(hours=1)
ISSUED = date(2025, 5, 12)
ROW = (
    "SELECT product, stars, points, decision_number, authority, criteria, issued_on, expires_on, revoked_on,"
    " revocation_reason, revision, created_at, updated_at FROM certificate WHERE id = $1"
)


def new(**changes):
    return NewCertificate(**{"issued_on": ISSUED, "decision_number": "12/QĐ-UBND", "stars": 4} | changes)


async def row_of(certificate):
    return dict((await fetch(ROW, certificate))[0])


@pytest.fixture
async def office(database):
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


@pytest.fixture
async def product(office):
    """A product among others, so that numbers of producers, products and certificates differ."""
    await make_certificate()
    await make_producer(office)
    await make_certificate(await make_product(await make_producer(office)))
    return await make_product(await make_producer(office))


@pytest.fixture
async def colleague(dsn, database):
    """Somebody else's transaction, begun a moment before."""
    connection = await asyncpg.connect(dsn)
    await connection.execute("BEGIN")
    yield connection
    await connection.close()


# --- recording ---


async def test_recorded_grading_holds_for_three_years(product, organizer, office):
    view = await add_certificate(product, new(points=Decimal("75.5"), stars=None), acting=organizer, now=NOW)
    assert await row_of(view.id) == {
        "product": product,
        "stars": 4,
        "points": Decimal("75.5"),
        "decision_number": "12/QĐ-UBND",
        "authority": "province",
        "criteria": "148/2023",
        "issued_on": ISSUED,
        "expires_on": date(2028, 5, 12),
        "revoked_on": None,
        "revocation_reason": "",
        "revision": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    assert (view.product, view.stars, view.in_force, view.expires_on) == (product, 4, True, date(2028, 5, 12))
    assert await audit_trail() == [
        audit("certificate.added", "certificate", view.id, office, {"product": product}),
    ]


@pytest.mark.parametrize(("points", "stars"), [("50", 3), ("69.99", 3), ("70", 4), ("90", 5), ("100", 5)])
async def test_stars_follow_from_points(product, organizer, points, stars):
    view = await add_certificate(product, new(points=Decimal(points), stars=None), acting=organizer, now=NOW)
    assert view.stars == stars


@pytest.mark.parametrize(
    ("changes", "field", "code", "data"),
    [
        ({"stars": None}, "stars", "missing", {}),
        ({"stars": None, "points": Decimal(40)}, "points", "points_give_no_star", {}),
        ({"stars": 3, "points": Decimal("100.5")}, "points", "points_give_no_star", {}),
        (
            {"points": Decimal("90.0")},
            "points",
            "points_give_other_stars",
            {"points": "90.0", "given": 5, "stars": 4},
        ),
        ({"stars": None, "points": Decimal("69.999")}, "points", "points_too_fine", {}),
        ({"stars": None, "points": Decimal("NaN")}, "points", "points_too_fine", {}),
        ({"stars": None, "points": Decimal("sNaN")}, "points", "points_too_fine", {}),
        ({"stars": None, "points": Decimal("Infinity")}, "points", "points_too_fine", {}),
        ({"stars": None, "points": Decimal("1e30")}, "points", "points_give_no_star", {}),
        ({"issued_on": date(2026, 11, 25)}, "issued_on", "date_in_future", {"day": date(2026, 11, 25)}),
    ],
)
async def test_grading_that_cannot_be_is_refused_at_its_field(product, organizer, changes, field, code, data):
    standing = await make_certificate(product, issued_on=date(2024, 1, 5))
    before = await row_of(standing)
    for attempt in (
        lambda wanted: add_certificate(product, wanted, acting=organizer, now=NOW),
        lambda wanted: change_certificate(standing, wanted, 1, acting=organizer, now=NOW),
    ):
        with pytest.raises(InvalidInput) as refusal:
            await attempt(new(**changes))
        assert {name: [(one.code, one.data) for one in found] for name, found in refusal.value.fields.items()} == {
            field: [(code, data)]
        }
    assert await row_of(standing) == before
    assert await audit_trail() == []


async def test_grading_of_today_is_recorded_by_the_day_in_vietnam(product, organizer):
    """Half past five in the afternoon in Greenwich is half past midnight of the next day there."""
    evening = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    view = await add_certificate(product, new(issued_on=date(2026, 11, 25)), acting=organizer, now=evening)
    assert view.in_force


async def test_decision_number_is_kept_in_composed_letters(product, organizer):
    typed = "12/QĐ-UBND Hu\u0065\u0302\u0301"
    view = await add_certificate(product, new(decision_number=typed), acting=organizer, now=NOW)
    assert view.decision_number == "12/QĐ-UBND Huế"
    changed = await change_certificate(view.id, new(decision_number=typed), 1, acting=organizer, now=NOW)
    assert changed.decision_number == "12/QĐ-UBND Huế"


async def test_second_grading_of_a_day_is_refused(product, organizer):
    await add_certificate(product, new(), acting=organizer, now=NOW)
    with pytest.raises(CertificateDayTaken):
        await add_certificate(product, new(stars=5), acting=organizer, now=NOW)
    assert len(await audit_trail()) == 1


# --- correcting ---


async def test_corrected_grading_is_written_whole(product, organizer, office):
    other = await make_certificate(product, issued_on=date(2022, 3, 1))
    certificate = await make_certificate(product, issued_on=date(2024, 1, 5))
    untouched = await row_of(other)
    wanted = new(issued_on=date(2023, 2, 1), points=Decimal(95), stars=None, decision_number="7/QĐ")
    view = await change_certificate(certificate, wanted, 1, acting=organizer, now=LATER)
    assert await row_of(certificate) == {
        "product": product,
        "stars": 5,
        "points": Decimal(95),
        "decision_number": "7/QĐ",
        "authority": "ministry",
        "criteria": "1048/2019",
        "issued_on": date(2023, 2, 1),
        "expires_on": date(2026, 2, 1),
        "revoked_on": None,
        "revocation_reason": "",
        "revision": 2,
        "created_at": NOW,
        "updated_at": LATER,
    }
    assert (view.id, view.stars, view.revision, view.in_force) == (certificate, 5, 2, False)
    assert await row_of(other) == untouched
    assert await audit_trail() == [
        audit("certificate.changed", "certificate", certificate, office, {"product": product}, LATER)
    ]


async def test_correction_of_an_overtaken_state_is_refused_with_the_present_one(product, organizer):
    certificate = await make_certificate(product)
    await change_certificate(certificate, new(stars=5), 1, acting=organizer, now=NOW)
    with pytest.raises(StaleRevision) as refusal:
        await change_certificate(certificate, new(stars=3), 1, acting=organizer, now=NOW)
    assert refusal.value.data["revision"] == 2
    assert refusal.value.data["current"].stars == 5
    assert (await row_of(certificate))["stars"] == 5


async def test_correction_to_a_day_of_another_grading_is_refused(product, organizer):
    await make_certificate(product, issued_on=ISSUED)
    certificate = await make_certificate(product, issued_on=date(2024, 1, 5))
    with pytest.raises(CertificateDayTaken):
        await change_certificate(certificate, new(), 1, acting=organizer, now=NOW)


async def test_revoked_grading_is_not_corrected_to_a_later_day(product, organizer):
    certificate = await make_certificate(product, issued_on=date(2024, 1, 5), revoked_on=date(2024, 6, 1))
    with pytest.raises(RevokedBeforeIssue):
        await change_certificate(certificate, new(), 1, acting=organizer, now=NOW)
    wanted = new(issued_on=date(2024, 6, 1))
    assert (await change_certificate(certificate, wanted, 1, acting=organizer, now=NOW)).revision == 2


async def test_points_written_with_a_zero_more_are_the_same_points(product, organizer):
    view = await add_certificate(product, new(points=Decimal("75.500"), stars=None), acting=organizer, now=NOW)
    assert view.points == Decimal("75.5")


async def test_corrections_at_once_let_one_through(product, organizer):
    certificate = await make_certificate(product)
    attempts = [change_certificate(certificate, new(stars=5), 1, acting=organizer, now=NOW) for _ in range(4)]
    answers = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["CertificateView", *["StaleRevision"] * 3]


# --- revoking ---


@pytest.mark.parametrize("day", [ISSUED, date(2026, 11, 24), date(2028, 5, 12)])
async def test_grading_is_revoked_from_a_day_of_its_time(product, organizer, office, day):
    certificate = await make_certificate(product, issued_on=ISSUED)
    other = await make_certificate(product, issued_on=date(2024, 1, 5))
    before, untouched = await row_of(certificate), await row_of(other)
    view = await revoke_certificate(certificate, day, "Mẫu không đạt", acting=organizer, now=LATER)
    assert await row_of(certificate) == before | {
        "revoked_on": day,
        "revocation_reason": "Mẫu không đạt",
        "revision": 2,
        "updated_at": LATER,
    }
    assert (view.revoked_on, view.in_force) == (day, day > date(2026, 11, 24))
    assert await row_of(other) == untouched
    data = {"product": product, "reason": "Mẫu không đạt"}
    assert await audit_trail() == [audit("certificate.revoked", "certificate", certificate, office, data, LATER)]


@pytest.mark.parametrize("day", [ISSUED - timedelta(days=1), date(2028, 5, 13)])
async def test_grading_is_not_revoked_outside_its_time(product, organizer, day):
    certificate = await make_certificate(product, issued_on=ISSUED)
    with pytest.raises(CertificateNotInForce):
        await revoke_certificate(certificate, day, "", acting=organizer, now=NOW)
    assert (await row_of(certificate))["revoked_on"] is None


async def test_revoked_grading_is_not_revoked_again(product, organizer):
    certificate = await make_certificate(product)
    await revoke_certificate(certificate, date(2026, 6, 1), "Một", acting=organizer, now=NOW)
    with pytest.raises(CertificateNotInForce):
        await revoke_certificate(certificate, date(2026, 7, 1), "Hai", acting=organizer, now=NOW)
    assert (await row_of(certificate))["revocation_reason"] == "Một"


async def test_revocations_at_once_are_one(product, organizer):
    certificate = await make_certificate(product)
    attempts = [
        revoke_certificate(certificate, date(2026, 6, day), "", acting=organizer, now=NOW) for day in (1, 2, 3, 4)
    ]
    answers = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["CertificateNotInForce"] * 3 + ["CertificateView"]


# --- whose it is ---


async def test_only_the_office_of_the_register_grades(product):
    certificate = await make_certificate(product)
    before = await row_of(certificate)
    for acting in (await make_organizer(), await producer_actor()):
        with pytest.raises(NotYourOffice):
            await add_certificate(product, new(issued_on=date(2024, 1, 5)), acting=acting, now=NOW)
        with pytest.raises(NotYourOffice):
            await change_certificate(certificate, new(), 1, acting=acting, now=NOW)
        with pytest.raises(NotYourOffice):
            await revoke_certificate(certificate, date(2026, 6, 1), "", acting=acting, now=NOW)
    assert await row_of(certificate) == before


async def test_what_is_not_there_is_not_found(organizer):
    with pytest.raises(ProductNotFound):
        await add_certificate(404, new(), acting=organizer, now=NOW)
    with pytest.raises(CertificateNotFound):
        await change_certificate(404, new(), 1, acting=organizer, now=NOW)
    with pytest.raises(CertificateNotFound):
        await revoke_certificate(404, ISSUED, "", acting=organizer, now=NOW)
    with pytest.raises(ProducerNotFound):
        await change_producer(404, ProducerChanges(revision=1), acting=organizer, now=NOW)


async def test_producer_is_changed_by_its_office_and_its_people_alone(product, organizer):
    producer = (await fetch("SELECT producer FROM product WHERE id = $1", product))[0]["producer"]
    wanted = ProducerChanges(revision=1, phone="0901246228")
    for stranger in (await make_organizer(), await producer_actor()):
        with pytest.raises(NotYourOffice):
            await change_producer(producer, wanted, acting=stranger, now=NOW)
    with pytest.raises(SignInRequired):
        await change_producer(producer, wanted, acting=ANONYMOUS, now=NOW)
    assert (await change_producer(producer, wanted, acting=organizer, now=NOW)).revision == 2
    own = await producer_actor(producer)
    assert (await change_producer(producer, ProducerChanges(revision=2), acting=own, now=NOW)).id == producer


async def test_edits_that_waited_for_an_edit_are_refused_as_overtaken(product, organizer, colleague):
    producer = (await fetch("SELECT producer FROM product WHERE id = $1", product))[0]["producer"]
    for table, number, edit in (
        (
            "producer",
            producer,
            lambda: change_producer(producer, ProducerChanges(revision=1), acting=organizer, now=NOW),
        ),
        ("product", product, lambda: change_product(product, ProductChanges(revision=1), acting=organizer, now=NOW)),
    ):
        await colleague.execute(f"UPDATE {table} SET revision = 7 WHERE id = $1", number)
        waiting = asyncio.create_task(edit())
        await until_somebody_waits(colleague)
        await colleague.execute("COMMIT")
        with pytest.raises(StaleRevision) as refusal:
            await waiting
        assert refusal.value.data["revision"] == 7
        await colleague.execute("BEGIN")


# --- rules ---


def grading(issued_on=ISSUED, *, stars=4, revoked_on=None):
    return SimpleNamespace(
        stars=stars, issued_on=issued_on, expires_on=rules.last_day(issued_on), revoked_on=revoked_on
    )


@pytest.mark.parametrize(
    ("issued_on", "months", "last"),
    [
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
        (date(2024, 6, 15), 18, date(2025, 12, 15)),
    ],
)
def test_last_day_is_the_same_day_of_a_later_month(issued_on, months, last):
    assert rules.last_day(issued_on, months) == last


@pytest.mark.parametrize(
    ("on", "soon"),
    [
        (date(2028, 2, 11), False),
        (date(2028, 2, 12), True),
        (date(2028, 5, 12), True),
        (date(2028, 5, 13), False),
    ],
)
def test_end_is_near_in_the_last_ninety_days_of_force(on, soon):
    assert rules.expires_soon(grading(), on) is soon


def test_revoked_grading_does_not_end_soon():
    assert not rules.expires_soon(grading(revoked_on=date(2028, 1, 1)), date(2028, 4, 1))


def test_points_say_nothing_where_there_are_none():
    assert rules.ensure_points_give_stars(None, 3, ISSUED) is None


def test_grading_of_today_is_no_grading_of_the_future():
    rules.ensure_issued_by_today(date(2026, 11, 24), date(2026, 11, 24))
    with pytest.raises(InvalidInput):
        rules.ensure_issued_by_today(date(2026, 11, 25), date(2026, 11, 24))
