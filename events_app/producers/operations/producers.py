"""Enter and change producers."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.places.queries import places_by_ids
from events_app.places.schemas import PlaceView
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import transaction
from events_app.platform.errors import FieldError, InvalidInput, StaleRevision
from events_app.platform.i18n import N_
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import ONE_MORE, columns_of, insert_row, update_row
from events_app.producers.changes import Renamed, renames
from events_app.producers.errors import OnlyTheOffice, WhichOffice
from events_app.producers.operations.locking import ensure_office_or_member, hold_names, lock_producer
from events_app.producers.queries.register import load_producer
from events_app.producers.rules.fields import producer_search_text, read_fields
from events_app.producers.rules.names import kind_of_name, order_text, producer_key
from events_app.producers.schemas import NewProducer, ProducerChanges, ProducerView
from events_app.producers.tables import Producer, ProducerMember

_OFFICE_FIELDS = ("name", "kind", "tax_code")


async def add_producer(new: NewProducer, *, acting: Actor, now: datetime) -> ProducerView:
    """Enter a producer into an office's register.

    Raises:
        InvalidInput: A field cannot be read, or the office is not said.
        TaxCodeTaken: Another producer of the office has the tax code.
    """
    office = _office_of(new.office, acting)
    acting.ensure_organizes(office)
    return await _insert(new, office, acting=acting, owner=None, now=now)


async def register_own_producer(new: NewProducer, office: int, *, acting: Actor, now: datetime) -> ProducerView:
    """Enter the producer that a newly signed-up person acts for.

    Raises:
        TaxCodeTaken: The office knows the producer already and can let the person in.
    """
    acting.ensure_known()
    return await _insert(new, office, acting=acting, owner=acting.id, now=now)


async def change_producer(producer: int, changes: ProducerChanges, *, acting: Actor, now: datetime) -> ProducerView:
    """Change what is known of a producer. Its own people change contact and texts, the office everything.

    Raises:
        StaleRevision: Somebody saved since; the error carries the current state.
        OnlyTheOffice: A member touches the name, the legal form or the tax code.
    """
    today = now.astimezone(VIETNAM).date()
    typed = {name: value for name, value in msgspec.structs.asdict(changes).items() if value is not msgspec.UNSET}
    seen = typed.pop("revision")
    async with transaction():
        if "name" in typed:
            await hold_names()
        locked = await lock_producer(producer)
        ensure_office_or_member(acting, locked)
        if locked["revision"] != seen:
            current = await load_producer(producer, acting=acting, on=today)
            raise StaleRevision(current=current, revision=locked["revision"])
        given = _columns_of(read_fields(typed))
        values = {**locked, **given}
        if not acting.organizes(locked["office"]) and any(
            (values[name] or "") != (locked[name] or "") for name in _OFFICE_FIELDS
        ):
            raise OnlyTheOffice
        columns = given | await _derived(values)
        await update_row(Producer, columns, {"revision": ONE_MORE, "updated_at": now}, where={"id": producer})
        changed = sorted(name for name in columns if columns[name] != locked[name])
        await record_audit(
            acting, "producer.changed", subject="producer", subject_id=producer, office=locked["office"],
            data={"fields": changed}, now=now,
        )  # fmt: skip
        if values["name"] != locked["name"]:
            renamed = Renamed(kind="producer", id=producer, before=locked["name"], after=values["name"])
            await renames.apply(renamed, acting=acting, now=now)
        return await load_producer(producer, acting=acting, on=today)


def _office_of(office: int | None, acting: Actor) -> int:
    if office is not None:
        return office
    if len(acting.organized_offices) != 1:
        acting.ensure_known()
        raise WhichOffice
    return acting.organized_offices[0]


async def _insert(new: NewProducer, office: int, *, acting: Actor, owner: int | None, now: datetime) -> ProducerView:
    typed = msgspec.structs.asdict(new)
    typed.pop("office")
    async with transaction():
        values = {"place": None, **_columns_of(read_fields(typed))}
        values["kind"] = values["kind"] or kind_of_name(values["name"])
        own = {"office": office, "created_at": now, "updated_at": now}
        row = await insert_row(Producer, values, await _derived(values), own)
        producer: int = row["id"]
        seen_as = acting
        if owner is not None:
            membership = {"producer": producer, "account": owner, "role": "owner", "created_at": now}
            await insert_row(ProducerMember, membership)
            seen_as = msgspec.structs.replace(acting, producer_ids=acting.producer_ids | {producer})
        await record_audit(acting, "producer.added", subject="producer", subject_id=producer, office=office, now=now)
        return await load_producer(producer, acting=seen_as, on=now.astimezone(VIETNAM).date())


def _columns_of(values: dict[str, Any]) -> dict[str, Any]:
    """Rename the fields of the API to the columns of the table."""
    columns = columns_of(values)
    if "address" in columns:
        columns["address_printed"] = columns.pop("address")
    if "tax_code" in columns:
        columns["tax_code"] = columns["tax_code"] or None
    return columns


async def _derived(values: dict[str, Any]) -> dict[str, Any]:
    """The columns that follow from the others: what a producer is found, told apart and sorted by."""
    place = await _place(values["place"])
    return {
        "name_key": producer_key(values["name"]),
        "sort_key": order_text(values["name"]),
        "folded": producer_search_text(values["name"], values["tax_code"], values["address_printed"], place),
    }


async def _place(place: int | None) -> PlaceView | None:
    if place is None:
        return None
    found = (await places_by_ids([place])).get(place)
    if found is None:
        raise InvalidInput({"place": [FieldError("place_not_found", N_("This administrative unit is not known."))]})
    return found
