"""Enter and change products."""

from datetime import datetime
from typing import Any

from msgspec import UNSET

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import ONE_MORE, insert_row, update_row
from events_app.producers.changes import Renamed, renames
from events_app.producers.operations.certificates import insert_certificate
from events_app.producers.operations.locking import hold_names, lock_producer, lock_product
from events_app.producers.queries.register import load_product
from events_app.producers.rules.fields import read_fields
from events_app.producers.rules.names import order_text, product_key, search_text
from events_app.producers.schemas import NewProduct, ProductChanges, ProductView
from events_app.producers.tables import Product


async def add_product(producer: int, new: NewProduct, *, acting: Actor, now: datetime) -> ProductView:
    """Enter a product of a producer, with its certificate when it has one.

    Raises:
        ProductNameTaken: The producer has a product of this name.
    """
    today = now.astimezone(VIETNAM).date()
    name = read_fields({"name": new.name})["name"]
    async with transaction():
        locked = await lock_producer(producer)
        acting.ensure_organizes(locked["office"])
        own = {"producer": producer, "group_code": new.group, "story": new.story, "created_at": now, "updated_at": now}
        row = await insert_row(Product, own, _named(name))
        product: int = row["id"]
        if new.certificate is not None:
            await insert_certificate(product, new.certificate, now=now)
        await record_audit(
            acting, "product.added", subject="product", subject_id=product, office=locked["office"], now=now
        )
        return await load_product(product, on=today)


async def change_product(product: int, changes: ProductChanges, *, acting: Actor, now: datetime) -> ProductView:
    """Change a product's name, group or story.

    Raises:
        StaleRevision: Somebody saved since.
        ProductNameTaken: The producer has another product of this name.
    """
    today = now.astimezone(VIETNAM).date()
    async with transaction():
        if changes.name is not UNSET:
            await hold_names()
        locked = await lock_product(product)
        acting.ensure_organizes(locked["office"])
        if locked["revision"] != changes.revision:
            raise StaleRevision(current=await load_product(product, on=today), revision=locked["revision"])
        name = read_fields({"name": locked["name"] if changes.name is UNSET else changes.name})["name"]
        columns = {"group_code": changes.group, "story": changes.story, "revision": ONE_MORE, "updated_at": now}
        await update_row(Product, columns, _named(name), where={"id": product})
        await record_audit(
            acting, "product.changed", subject="product", subject_id=product, office=locked["office"], now=now
        )
        if name != locked["name"]:
            renamed = Renamed(kind="product", id=product, before=locked["name"], after=name)
            await renames.apply(renamed, acting=acting, now=now)
        return await load_product(product, on=today)


def _named(name: str) -> dict[str, Any]:
    """A product's name with what it is found, told apart and sorted by."""
    return {"name": name, "folded": search_text(name), "name_key": product_key(name), "sort_key": order_text(name)}
