"""Enter and change products."""

from datetime import datetime

import msgspec

from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.operations.certificates import insert_certificate
from events_app.producers.operations.locking import lock_producer, lock_product
from events_app.producers.queries.register import load_product
from events_app.producers.rules.fields import read_fields
from events_app.producers.rules.names import order_text, product_key, search_text
from events_app.producers.schemas import NewProduct, ProductChanges, ProductView


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
        rows = await fetch(
            "INSERT INTO product (producer, name, group_code, story_vi, story_en, folded, name_key, sort_key, revision,"
            " created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9) RETURNING id",
            producer, name, new.group, new.story.vi, new.story.en, search_text(name), product_key(name),
            order_text(name), now,
        )  # fmt: skip
        product: int = rows[0]["id"]
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
        locked = await lock_product(product)
        acting.ensure_organizes(locked["office"])
        if locked["revision"] != changes.revision:
            raise StaleRevision(current=await load_product(product, on=today), revision=locked["revision"])
        values = {name: value for name, value in msgspec.structs.asdict(changes).items() if value is not msgspec.UNSET}
        name = read_fields({"name": values.get("name", locked["name"])})["name"]
        story = values.get("story")
        await fetch(
            "UPDATE product SET name = $2, group_code = $3, story_vi = $4, story_en = $5, folded = $6, name_key = $7,"
            " sort_key = $8, revision = revision + 1, updated_at = $9 WHERE id = $1",
            product,
            name,
            values.get("group", locked["group_code"]),
            story.vi if story else locked["story_vi"],
            story.en if story else locked["story_en"],
            search_text(name),
            product_key(name),
            order_text(name),
            now,
        )
        await record_audit(
            acting, "product.changed", subject="product", subject_id=product, office=locked["office"], now=now
        )
        return await load_product(product, on=today)
