"""The register: 600 producers and 1,649 products with the stars a real register of 2022 had."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter

from stdnum.vn import mst

from events_app.demo.names import Trade, person_name, producers
from events_app.places.queries import all_places
from events_app.places.schemas import PlaceView
from events_app.platform.db import transaction
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.operations.entering import (
    EnteredProducer,
    EnteredProduct,
    Graded,
    enter_gradings,
    enter_owner,
    enter_producers,
    enter_products,
    enter_submissions,
)

PRODUCERS, PRODUCTS = 600, 1649
FIVE, POTENTIAL_FIVE, FOUR = 4, 13, 1098
"""Of the products: five stars, four stars put forward for five, four stars; the rest has three."""

_POINTS = {3: (50, 69), 4: (70, 89), 5: (90, 98)}
OWN_PRODUCER = "HTX Mật ong Tản Lĩnh"


async def fill_register(office: int, own_account: int, *, chance: random.Random, now: datetime) -> list[int]:
    """Write producers, products and certificates; the first producer belongs to the demo's producer account."""
    communes = [place for place in await all_places(levels=("commune",)) if place.valid_to is None]
    by_name = {place.short_vi: place for place in sorted(communes, key=attrgetter("code"))}
    some = [(OWN_PRODUCER, _honey(), "Suối Hai"), *producers(PRODUCERS - 1, sorted(by_name), chance)]
    async with transaction():
        ids = await _write_producers(office, some, by_name, chance, now)
        await enter_owner(ids[0], own_account, now=now)
        products = await _write_products(ids, [trade for _, trade, _ in some], chance, now)
        await _grade(products, chance, now)
    return ids


def _honey() -> Trade:
    return Trade(
        "food", "Mật ong", ("Mật ong hoa rừng Ba Vì", "Mật ong ngâm gừng", "Sữa ong chúa Tản Lĩnh", "Phấn hoa sấy lạnh")
    )


async def _write_producers(
    office: int, some: list[tuple[str, Trade, str]], places: dict[str, PlaceView], chance: random.Random, now: datetime
) -> list[int]:
    taxes = _tax_codes(len(some), chance)
    rows = []
    for number, (name, _, place) in enumerate(some):
        commune = places[place]
        address = f"Thôn {chance.randrange(1, 13)}, {commune.name.vi}, Hà Nội"
        phone = f"+849{chance.randrange(10**8):08d}"
        rows.append(
            EnteredProducer(
                name=name,
                tax_code=taxes[number],
                representative=person_name(chance),
                phone=phone,
                email=f"chuthe{number + 1}@demo.example",
                address_printed=address,
                place=commune.id,
                place_name=commune.name.vi,
            )
        )
    return await enter_producers(office, rows, now=now)


async def _write_products(ids: list[int], trades: list[Trade], chance: random.Random, now: datetime) -> list[int]:
    owners = [*range(len(ids)), *(chance.randrange(len(ids)) for _ in range(PRODUCTS - len(ids)))]
    used: dict[int, int] = {}
    rows = []
    for owner in sorted(owners):
        number = used[owner] = used.get(owner, -1) + 1
        names = trades[owner].products
        name = names[number % len(names)] + ("" if number < len(names) else f" loại {number // len(names) + 1}")
        rows.append(EnteredProduct(ids[owner], name, trades[owner].group))
    return await enter_products(rows, now=now)


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
    await enter_gradings(rows, now=now)
    await enter_submissions(order[FIVE : FIVE + POTENTIAL_FIVE], today - timedelta(days=45), now=now)


def _certificate(product: int, stars: int, issued: date, chance: random.Random) -> Graded:
    points = Decimal(chance.randrange(_POINTS[stars][0] * 10, _POINTS[stars][1] * 10)) / 10
    number = f"{chance.randrange(100, 6000)}/QĐ-UBND"
    return Graded(product=product, stars=stars, points=points, decision_number=number, issued_on=issued)


def _tax_codes(count: int, chance: random.Random) -> list[str]:
    """Distinct tax codes with a right check digit."""
    codes: set[str] = set()
    while len(codes) < count:
        stem = f"01{chance.randrange(10**7):07d}"
        code = stem + mst.calc_check_digit(stem)
        if mst.is_valid(code):  # some stems have no check digit
            codes.add(code)
    return sorted(codes)
