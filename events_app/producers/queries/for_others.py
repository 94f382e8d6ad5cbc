"""What the slices above ask of the register."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual, fold
from events_app.producers.queries.graded import GRADED
from events_app.producers.schemas import ProducerBrief, ProductBrief

_BRIEF = """
SELECT pr.id, pr.office, pr.name, pr.phone, pr.email, pr.sort_key, pl.name_vi AS place_vi, pl.name_en AS place_en
FROM producer pr LEFT JOIN place pl ON pl.id = pr.place
"""


async def producers_of_account(account_id: int) -> list[int]:
    """Ids of the producers an account acts for."""
    rows = await fetch("SELECT producer FROM producer_member WHERE account = $1 ORDER BY producer", account_id)
    return [row["producer"] for row in rows]


async def producers_by_ids(producers: Iterable[int], *, on: date | None = None) -> dict[int, ProducerBrief]:
    """Some producers by id; with a day also the best star each may show then."""
    wanted = sorted(set(producers))
    if not wanted:
        return {}
    rows = await fetch(_BRIEF + "WHERE pr.id = ANY($1)", wanted)
    best: dict[int, int] = {}
    if on is not None:
        graded = await fetch(
            f"SELECT g.producer, max(g.stars) AS best FROM ({GRADED}) g WHERE g.producer = ANY($2) GROUP BY g.producer",
            on,
            wanted,
        )
        best = {row["producer"]: row["best"] for row in graded}
    return {row["id"]: _brief(row, best.get(row["id"])) for row in rows}


async def places_of_producers(producers: Iterable[int]) -> dict[int, int]:
    """The dated place of each producer that has one."""
    rows = await fetch("SELECT id, place FROM producer WHERE id = ANY($1) AND place IS NOT NULL", sorted(producers))
    return {row["id"]: row["place"] for row in rows}


async def search_producers(text: str, office: int | None, *, limit: int = 20) -> list[ProducerBrief]:
    """Producers of an office (or of all) by any part of name, address or tax code, with or without diacritics."""
    rows = await fetch(
        _BRIEF + "WHERE ($1::bigint IS NULL OR pr.office = $1) AND strpos(pr.folded, $2) > 0"
        ' ORDER BY strpos(pr.folded, $2), pr.sort_key COLLATE "C", pr.id LIMIT $3',
        office,
        fold(text),
        limit,
    )
    return [_brief(row) for row in rows]


async def products_of(producer: int, on: date | None = None) -> list[ProductBrief]:
    """The products of one producer with the stars each may show on a day; without a day none shows any."""
    rows = await fetch(
        f'SELECT g.* FROM ({GRADED}) g WHERE g.producer = $2 ORDER BY g.sort_key COLLATE "C", g.id',
        on or date.min,
        producer,
    )
    return [_product_brief(row) for row in rows]


async def products_found(text: str, producers: Iterable[int]) -> dict[int, list[str]]:
    """Per producer the products whose name holds some letters, with or without their marks."""
    rows = await fetch(
        "SELECT producer, name FROM product WHERE producer = ANY($1) AND strpos(folded, $2) > 0 ORDER BY sort_key, id",
        sorted(set(producers)),
        fold(text),
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row["producer"], []).append(row["name"])
    return found


async def products_by_ids(products: Iterable[int], *, on: date) -> dict[int, ProductBrief]:
    """Some products by id with the stars each may show on a day."""
    wanted = sorted(set(products))
    rows = await fetch(f"SELECT g.* FROM ({GRADED}) g WHERE g.id = ANY($2)", on, wanted) if wanted else []
    return {row["id"]: _product_brief(row) for row in rows}


async def stars_in_force(product_ids: Iterable[int], on: date) -> dict[int, int]:
    """The stars that may be shown on a day; products without a certificate in force are left out."""
    wanted = sorted(set(product_ids))
    rows = await fetch(f"SELECT g.id, g.stars FROM ({GRADED}) g WHERE g.id = ANY($2)", on, wanted) if wanted else []
    return {row["id"]: row["stars"] for row in rows if row["stars"] is not None}


def _brief(row: Any, best_stars: int | None = None) -> ProducerBrief:
    return ProducerBrief(
        id=row["id"],
        office=row["office"],
        name=row["name"],
        phone=row["phone"],
        email=row["email"],
        place_name=Bilingual(row["place_vi"], row["place_en"]) if row["place_vi"] else None,
        best_stars=best_stars,
    )


def _product_brief(row: Any) -> ProductBrief:
    return ProductBrief(
        id=row["id"],
        producer=row["producer"],
        name=row["name"],
        group_code=row["group_code"],
        stars=row["stars"],
    )
