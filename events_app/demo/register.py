"""The register: 600 producers and 1,649 products with the stars a real register of 2022 had."""

import random
from datetime import date, datetime, timedelta
from typing import Any

from stdnum.vn import mst

from events_app.demo.names import Trade, person_name, producers
from events_app.platform.db import fetch, transaction
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.rules.certificates import last_day
from events_app.producers.rules.criteria import criteria_on
from events_app.producers.rules.names import kind_of_name, order_text, producer_key, product_key, search_text

PRODUCERS, PRODUCTS = 600, 1649
FIVE, POTENTIAL_FIVE, FOUR = 4, 13, 1098
"""Of the products: five stars, four stars put forward for five, four stars; the rest has three."""

_POINTS = {3: (50, 69), 4: (70, 89), 5: (90, 98)}
OWN_PRODUCER = "HTX Mật ong Tản Lĩnh"


async def fill_register(office: int, own_account: int, *, chance: random.Random, now: datetime) -> list[int]:
    """Write producers, products and certificates; the first producer belongs to the demo's producer account."""
    places = await fetch(
        "SELECT id, name_vi, short_vi FROM place WHERE level = 'commune' AND valid_to IS NULL ORDER BY code"
    )
    by_name = {place["short_vi"]: place for place in places}
    some = [(OWN_PRODUCER, _honey(), "Suối Hai"), *producers(PRODUCERS - 1, sorted(by_name), chance)]
    async with transaction():
        ids = await _write_producers(office, some, by_name, chance, now)
        await fetch(
            "INSERT INTO producer_member (producer, account, role, created_at) VALUES ($1, $2, 'owner', $3)",
            ids[0],
            own_account,
            now,
        )
        products = await _write_products(ids, [trade for _, trade, _ in some], chance, now)
        await _grade(products, chance, now)
    return ids


def _honey() -> Trade:
    return Trade(
        "food", "Mật ong", ("Mật ong hoa rừng Ba Vì", "Mật ong ngâm gừng", "Sữa ong chúa Tản Lĩnh", "Phấn hoa sấy lạnh")
    )


async def _write_producers(
    office: int, some: list[tuple[str, Trade, str]], places: dict[str, Any], chance: random.Random, now: datetime
) -> list[int]:
    taxes = _tax_codes(len(some), chance)
    rows = []
    for number, (name, _, place) in enumerate(some):
        address = f"Thôn {chance.randrange(1, 13)}, {places[place]['name_vi']}, Hà Nội"
        phone = f"+849{chance.randrange(10**8):08d}"
        rows.append(
            (
                name, kind_of_name(name), taxes[number], person_name(chance), phone,
                f"chuthe{number + 1}@demo.example", address, places[place]["id"],
                search_text(name, taxes[number], address, places[place]["name_vi"]), producer_key(name), order_text(name),
            )
        )  # fmt: skip
    written = await fetch(
        "INSERT INTO producer (office, name, kind, tax_code, representative, phone, phone_second, email, website,"
        " address_printed, place, about_vi, about_en, folded, name_key, sort_key, revision, created_at, updated_at)"
        " SELECT $1, name, kind, tax, who, phone, '', email, '', address, place, '', '', folded, key, sort, 1, $2, $2"
        " FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],"
        " $10::bigint[], $11::text[], $12::text[], $13::text[])"
        " AS new (name, kind, tax, who, phone, email, address, place, folded, key, sort) RETURNING id",
        office, now, *(list(column) for column in zip(*rows, strict=True)),
    )  # fmt: skip
    return [row["id"] for row in written]


async def _write_products(ids: list[int], trades: list[Trade], chance: random.Random, now: datetime) -> list[int]:
    owners = [*range(len(ids)), *(chance.randrange(len(ids)) for _ in range(PRODUCTS - len(ids)))]
    used: dict[int, int] = {}
    rows = []
    for owner in sorted(owners):
        number = used[owner] = used.get(owner, -1) + 1
        names = trades[owner].products
        name = names[number % len(names)] + ("" if number < len(names) else f" loại {number // len(names) + 1}")
        rows.append((ids[owner], name, trades[owner].group, search_text(name), product_key(name), order_text(name)))
    written = await fetch(
        "INSERT INTO product (producer, name, group_code, story_vi, story_en, folded, name_key, sort_key, revision,"
        " created_at, updated_at) SELECT producer, name, grp, '', '', folded, key, sort, 1, $1, $1"
        " FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])"
        " AS new (producer, name, grp, folded, key, sort) RETURNING id",
        now, *(list(column) for column in zip(*rows, strict=True)),
    )  # fmt: skip
    return [row["id"] for row in written]


async def _grade(products: list[int], chance: random.Random, now: datetime) -> None:
    """Give stars; about one certificate in twelve has lapsed, and some end within two months."""
    today = now.astimezone(VIETNAM).date()
    order = chance.sample(products, len(products))
    four_until = FIVE + POTENTIAL_FIVE + FOUR
    rows = []
    for rank, product in enumerate(order):
        stars = 5 if rank < FIVE else 4 if rank < four_until else 3
        issued = today - timedelta(days=chance.randrange(20, 1190 if stars < 5 else 700))
        rows.append(_certificate(product, stars, issued, chance))
    await fetch(
        "INSERT INTO certificate (product, stars, points, decision_number, authority, criteria, issued_on, expires_on,"
        " revocation_reason, revision, created_at, updated_at)"
        " SELECT product, stars, points, number, authority, criteria, issued, expires, '', 1, $1, $1"
        " FROM unnest($2::bigint[], $3::smallint[], $4::numeric[], $5::text[], $6::text[], $7::text[], $8::date[],"
        " $9::date[]) AS new (product, stars, points, number, authority, criteria, issued, expires)",
        now, *(list(column) for column in zip(*rows, strict=True)),
    )  # fmt: skip
    await fetch(
        "INSERT INTO five_star_submission (product, submitted_on, note, created_at)"
        " SELECT product, $2, '', $1 FROM unnest($3::bigint[]) AS new (product)",
        now, today - timedelta(days=45), order[FIVE : FIVE + POTENTIAL_FIVE],
    )  # fmt: skip


def _certificate(product: int, stars: int, issued: date, chance: random.Random) -> tuple[Any, ...]:
    criteria = criteria_on(issued)
    points = chance.randrange(_POINTS[stars][0] * 10, _POINTS[stars][1] * 10) / 10
    number = f"{chance.randrange(100, 6000)}/QĐ-UBND"
    return (
        product, stars, points, number, criteria.authority_by_stars[stars], criteria.code, issued, last_day(issued),
    )  # fmt: skip


def _tax_codes(count: int, chance: random.Random) -> list[str]:
    """Distinct tax codes with a right check digit."""
    codes: set[str] = set()
    while len(codes) < count:
        stem = f"01{chance.randrange(10**7):07d}"
        code = stem + mst.calc_check_digit(stem)
        if mst.is_valid(code):  # some stems have no check digit
            codes.add(code)
    return sorted(codes)
