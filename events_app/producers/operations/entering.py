"""Enters a whole register at once, for an installation that begins with one (the demo's); nobody is told."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from events_app.platform.db import ensure_in_transaction
from events_app.platform.rows import columns_of, insert_row, insert_rows
from events_app.producers.rules.certificates import last_day
from events_app.producers.rules.criteria import GroupCode, criteria_on
from events_app.producers.rules.names import kind_of_name, order_text, producer_key, product_key, search_text
from events_app.producers.tables import Certificate, FiveStarSubmission, Producer, ProducerMember, Product


class EnteredProducer(msgspec.Struct, frozen=True, kw_only=True):
    """A producer as it stands in a register; `place_name` is only searched by."""

    name: str
    tax_code: str
    representative: str
    phone: str
    email: str
    address_printed: str
    place: int
    place_name: str


class EnteredProduct(msgspec.Struct, frozen=True):
    """A product of an entered producer."""

    producer: int
    name: str
    group_code: GroupCode


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """A grading of an entered product."""

    product: int
    stars: int
    points: Decimal
    decision_number: str
    issued_on: date


async def enter_producers(office: int, producers: Sequence[EnteredProducer], *, now: datetime) -> list[int]:
    """Write producers into an office's register; gives their numbers in their order."""
    ensure_in_transaction()
    rows = []
    for producer in producers:
        columns = columns_of(producer)
        place_name = columns.pop("place_name")
        derived = {
            "kind": kind_of_name(producer.name),
            "folded": search_text(producer.name, producer.tax_code, producer.address_printed, place_name),
            "name_key": producer_key(producer.name),
            "sort_key": order_text(producer.name),
        }
        rows.append(columns | derived | {"office": office, "created_at": now, "updated_at": now})
    return sorted(row["id"] for row in await insert_rows(Producer, rows))


async def enter_owner(producer: int, account: int, *, now: datetime) -> None:
    """Let an account own an entered producer."""
    ensure_in_transaction()
    await insert_row(ProducerMember, {"producer": producer, "account": account, "role": "owner", "created_at": now})


async def enter_products(products: Sequence[EnteredProduct], *, now: datetime) -> list[int]:
    """Write products of entered producers; gives their numbers in their order."""
    ensure_in_transaction()
    rows = [
        columns_of(
            product,
            {
                "folded": search_text(product.name),
                "name_key": product_key(product.name),
                "sort_key": order_text(product.name),
                "created_at": now,
                "updated_at": now,
            },
        )
        for product in products
    ]
    return sorted(row["id"] for row in await insert_rows(Product, rows))


async def enter_gradings(gradings: Sequence[Graded], *, now: datetime) -> None:
    """Write the certificates of entered products."""
    ensure_in_transaction()
    rows = []
    for graded in gradings:
        criteria = criteria_on(graded.issued_on)
        derived = {"authority": criteria.authority_by_stars[graded.stars], "criteria": criteria.code}
        own = {"expires_on": last_day(graded.issued_on), "created_at": now, "updated_at": now}
        rows.append(columns_of(graded, derived, own))
    await insert_rows(Certificate, rows)


async def enter_submissions(products: Sequence[int], submitted_on: date, *, now: datetime) -> None:
    """Note that entered products were put forward for five stars."""
    ensure_in_transaction()
    rows = [{"product": product, "submitted_on": submitted_on, "created_at": now} for product in products]
    await insert_rows(FiveStarSubmission, rows)
