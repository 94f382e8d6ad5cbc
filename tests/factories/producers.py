"""Producers, products and certificates for tests."""

from datetime import date
from itertools import count

from msgspec.structs import replace

from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.producers.rules.certificates import last_day
from events_app.producers.rules.criteria import criteria_on
from events_app.producers.rules.names import kind_of_name, order_text, producer_key, product_key, search_text
from tests.clock import NOW
from tests.factories.accounts import actor_of, make_account, make_office

_numbers = count(1)


async def make_producer(
    office: int | None = None,
    *,
    name: str | None = None,
    tax_code: str | None = None,
    place: int | None = None,
    address: str = "",
    phone: str = "+84912345678",
    phone_second: str = "",
    representative: str = "Nguyễn Thị Hoa",
    email: str = "",
) -> int:
    """A producer of an office's register."""
    named = name or f"HTX Mùa Vàng {next(_numbers)}"
    rows = await fetch(
        "INSERT INTO producer (office, name, kind, tax_code, representative, phone, phone_second, email, website,"
        " address_printed, place, about_vi, about_en, folded, name_key, sort_key, revision, created_at, updated_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, '', '', $11, $12, $13, 1, $14, $14) RETURNING id",
        office if office is not None else await make_office(),
        named,
        kind_of_name(named),
        tax_code,
        representative,
        phone,
        phone_second,
        email,
        address,
        place,
        search_text(named, tax_code or "", address),
        producer_key(named),
        order_text(named),
        NOW,
    )
    producer: int = rows[0]["id"]
    return producer


async def make_product(producer: int | None = None, *, name: str | None = None, group: str = "food") -> int:
    """A product without a certificate."""
    named = name or f"Mật ong hoa nhãn {next(_numbers)}"
    rows = await fetch(
        "INSERT INTO product (producer, name, group_code, story_vi, story_en, folded, name_key, sort_key, revision,"
        " created_at, updated_at) VALUES ($1, $2, $3, '', '', $4, $5, $6, 1, $7, $7) RETURNING id",
        producer if producer is not None else await make_producer(),
        named,
        group,
        search_text(named),
        product_key(named),
        order_text(named),
        NOW,
    )
    product: int = rows[0]["id"]
    return product


async def make_certificate(
    product: int | None = None,
    *,
    stars: int = 4,
    issued_on: date = date(2025, 5, 12),
    decision_number: str = "1205/QĐ-UBND",
    revoked_on: date | None = None,
) -> int:
    """A certificate; by default in force on the tests' day."""
    rows = await fetch(
        "INSERT INTO certificate (product, stars, points, decision_number, authority, criteria, issued_on, expires_on,"
        " revoked_on, revocation_reason, revision, created_at, updated_at)"
        " VALUES ($1, $2, NULL, $3, 'province', $4, $5, $6, $7, '', 1, $8, $8) RETURNING id",
        product if product is not None else await make_product(),
        stars,
        decision_number,
        criteria_on(issued_on).code,
        issued_on,
        last_day(issued_on),
        revoked_on,
        NOW,
    )
    certificate: int = rows[0]["id"]
    return certificate


async def make_graded_product(producer: int | None = None, *, stars: int = 4, **columns: str) -> int:
    """A product whose certificate is in force."""
    product = await make_product(producer, **columns)
    await make_certificate(product, stars=stars)
    return product


async def make_producer_member(producer: int | None = None, *, account: int | None = None, role: str = "owner") -> int:
    """A person who acts for a producer; gives the account."""
    person = account if account is not None else await make_account()
    await fetch(
        "INSERT INTO producer_member (producer, account, role, created_at) VALUES ($1, $2, $3, $4)",
        producer if producer is not None else await make_producer(),
        person,
        role,
        NOW,
    )
    return person


async def producer_actor(producer: int | None = None) -> Actor:
    """A member of a producer, ready to act."""
    own = producer if producer is not None else await make_producer()
    actor = await actor_of(await make_producer_member(own))
    return replace(actor, producer_ids=frozenset({own}))
