"""Lists and single pages of the register."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import asdict, astuple

from events_app.places.queries import places_by_ids
from events_app.places.schemas import PlaceView
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual
from events_app.platform.listing import Listing, Window, encode_cursor
from events_app.platform.rows import struct_from
from events_app.producers.errors import ProducerNotFound, ProductNotFound
from events_app.producers.queries.graded import (
    AT,
    GRADE_CONDITIONS,
    GRADED,
    NARROWS_PRODUCTS,
    PLACE_CONDITION,
    Asked,
    AskedPage,
    asked,
)
from events_app.producers.rules.certificates import in_force
from events_app.producers.schemas import (
    CertificateView,
    ProducerView,
    ProductView,
    RegisterFilter,
    SubmissionView,
)

_PRODUCER_WHERE = f"""
    ({AT.offices}::bigint[] IS NULL OR pr.office = ANY({AT.offices})) AND {PLACE_CONDITION}
    AND ({AT.text} = '' OR strpos(pr.folded, {AT.text}) > 0
         OR EXISTS (SELECT FROM product p WHERE p.producer = pr.id AND strpos(p.folded, {AT.text}) > 0))
    AND (NOT {NARROWS_PRODUCTS} OR EXISTS (SELECT FROM graded g WHERE g.producer = pr.id AND {GRADE_CONDITIONS}))
"""

_PRODUCERS = f"""
WITH graded AS MATERIALIZED ({GRADED}), page AS (
    SELECT pr.* FROM producer pr WHERE {_PRODUCER_WHERE}
      AND ({AT.after}::text IS NULL
           OR (pr.sort_key COLLATE "C", pr.id) > ({AT.after} COLLATE "C", {AT.after_id}::bigint))
    ORDER BY pr.sort_key COLLATE "C", pr.id LIMIT {AT.most}
)
SELECT page.*, coalesce(own.products, 0) AS products, own.best_stars FROM page
LEFT JOIN (SELECT g.producer, count(*) AS products, max(g.stars) AS best_stars FROM graded g GROUP BY g.producer) own
    ON own.producer = page.id
ORDER BY page.sort_key COLLATE "C", page.id
"""

_COUNT_PRODUCERS = f"""
WITH graded AS MATERIALIZED ({GRADED}) SELECT count(*) AS total FROM producer pr WHERE {_PRODUCER_WHERE}
"""

_PRODUCT_FROM = f"""
FROM ({GRADED}) g JOIN producer pr ON pr.id = g.producer
WHERE ({AT.offices}::bigint[] IS NULL OR pr.office = ANY({AT.offices})) AND {PLACE_CONDITION} AND {GRADE_CONDITIONS}
  AND ({AT.text} = '' OR strpos(g.folded, {AT.text}) > 0 OR strpos(pr.folded, {AT.text}) > 0)
"""

_PRODUCTS = f"""
SELECT g.*, pr.name AS producer_name {_PRODUCT_FROM}
  AND ({AT.after}::text IS NULL OR (g.sort_key COLLATE "C", g.id) > ({AT.after} COLLATE "C", {AT.after_id}::bigint))
ORDER BY g.sort_key COLLATE "C", g.id LIMIT {AT.most}
"""

_ONE_PRODUCER = f"""
SELECT pr.*, own.products, own.best_stars FROM producer pr LEFT JOIN LATERAL (
    SELECT count(*) AS products, max(g.stars) AS best_stars FROM ({GRADED}) g WHERE g.producer = pr.id
) own ON true WHERE pr.id = $2
"""

_EVERYTHING = 100_000

# Shown to the office's staff and the producer's own people only.
_PRIVATE = ("tax_code", "representative", "phone", "phone_second", "email")


async def list_producers(
    narrowed: RegisterFilter, window: Window, *, acting: Actor, offices: Sequence[int] | None, on: date
) -> Listing[ProducerView]:
    """One page of producers in Vietnamese order, with their number of products and best star of the day.

    Args:
        narrowed: What is asked for; its own day wins over `on`.
        window: Which page.
        acting: Contact and tax code are shown to the office's staff and the producer's own members only.
        offices: Whose registers; None means all.
        on: Today.
    """
    wanted = asked(narrowed, on, offices)
    rows = await fetch(_PRODUCERS, *astuple(_page_of(wanted, window)))
    total = await fetch(_COUNT_PRODUCERS, *astuple(wanted))
    shown = rows[: window.limit]
    places = await places_by_ids(row["place"] for row in shown if row["place"])
    following = encode_cursor(shown[-1]["sort_key"], shown[-1]["id"]) if len(rows) > len(shown) else None
    return Listing([_producer(row, places, acting) for row in shown], total[0]["total"], following)


async def all_producers(
    narrowed: RegisterFilter, *, acting: Actor, offices: Sequence[int] | None, on: date
) -> list[ProducerView]:
    """Every producer that fits, for a download."""
    listing = await list_producers(narrowed, Window(limit=_EVERYTHING), acting=acting, offices=offices, on=on)
    return listing.items


async def load_producer(producer: int, *, acting: Actor, on: date) -> ProducerView:
    """One producer.

    Raises:
        ProducerNotFound: There is none.
    """
    rows = await fetch(_ONE_PRODUCER, on, producer)
    if not rows:
        raise ProducerNotFound
    places = await places_by_ids(row["place"] for row in rows if row["place"])
    return _producer(rows[0], places, acting)


async def list_products(
    narrowed: RegisterFilter, window: Window, *, offices: Sequence[int] | None, on: date
) -> Listing[ProductView]:
    """One page of products in Vietnamese order."""
    wanted = asked(narrowed, on, offices)
    rows = await fetch(_PRODUCTS, *astuple(_page_of(wanted, window)))
    total = await fetch(f"SELECT count(*) AS total {_PRODUCT_FROM}", *astuple(wanted))
    shown = rows[: window.limit]
    following = encode_cursor(shown[-1]["sort_key"], shown[-1]["id"]) if len(rows) > len(shown) else None
    return Listing([_product(row) for row in shown], total[0]["total"], following)


def _page_of(wanted: Asked, window: Window) -> AskedPage:
    """A page and one row more, which says whether another follows."""
    after, after_id = (window.after or (None, None))[:2]
    return AskedPage(**asdict(wanted), after=after, after_id=after_id, most=window.limit + 1)


async def all_products(narrowed: RegisterFilter, *, offices: Sequence[int] | None, on: date) -> list[ProductView]:
    """Every product that fits, for a download."""
    return (await list_products(narrowed, Window(limit=_EVERYTHING), offices=offices, on=on)).items


async def products_of_producer(producer: int, *, on: date) -> list[ProductView]:
    """All products of one producer, in Vietnamese order."""
    rows = await fetch(
        f"SELECT g.*, pr.name AS producer_name FROM ({GRADED}) g JOIN producer pr ON pr.id = g.producer"
        ' WHERE g.producer = $2 ORDER BY g.sort_key COLLATE "C", g.id',
        on,
        producer,
    )
    return [_product(row) for row in rows]


async def load_product(product: int, *, on: date) -> ProductView:
    """One product.

    Raises:
        ProductNotFound: There is none.
    """
    rows = await fetch(
        f"SELECT g.*, pr.name AS producer_name FROM ({GRADED}) g JOIN producer pr ON pr.id = g.producer"
        " WHERE g.id = $2",
        on,
        product,
    )
    if not rows:
        raise ProductNotFound
    return _product(rows[0])


async def load_story(product: int) -> Bilingual:
    """A product's story."""
    rows = await fetch("SELECT story_vi, story_en FROM product WHERE id = $1", product)
    if not rows:
        raise ProductNotFound
    return Bilingual(rows[0]["story_vi"], rows[0]["story_en"])


async def product_certificates(products: Sequence[int], *, on: date) -> dict[int, list[CertificateView]]:
    """The certificates of some products, latest first."""
    rows = await fetch(
        "SELECT * FROM certificate WHERE product = ANY($1) ORDER BY issued_on DESC, id DESC", list(products)
    )
    found: dict[int, list[CertificateView]] = {product: [] for product in products}
    for row in rows:
        found[row["product"]].append(_certificate(row, on))
    return found


async def product_submissions(products: Sequence[int]) -> dict[int, list[SubmissionView]]:
    """When some products were put forward for five stars, latest first."""
    rows = await fetch(
        "SELECT * FROM five_star_submission WHERE product = ANY($1) ORDER BY submitted_on DESC", list(products)
    )
    found: dict[int, list[SubmissionView]] = {product: [] for product in products}
    for row in rows:
        found[row["product"]].append(struct_from(SubmissionView, row))
    return found


def _producer(row: Any, places: dict[int, PlaceView], acting: Actor) -> ProducerView:
    may_see = acting.organizes(row["office"]) or acting.acts_for(row["id"])
    private = {"tax_code": row["tax_code"] or ""} if may_see else dict.fromkeys(_PRIVATE)
    return struct_from(ProducerView, row, address=row["address_printed"], place=places.get(row["place"]), **private)


def _product(row: Any) -> ProductView:
    return struct_from(ProductView, row, group=row["group_code"], potential_five_star=row["submitted"])


def _certificate(row: Any, on: date) -> CertificateView:
    view = struct_from(CertificateView, row, in_force=False)
    return msgspec.structs.replace(view, in_force=in_force(view, on))
