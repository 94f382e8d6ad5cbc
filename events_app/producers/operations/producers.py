"""Enter and change producers."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.places.queries import places_by_ids
from events_app.places.schemas import PlaceView
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import FieldError, InvalidInput, StaleRevision
from events_app.platform.i18n import N_
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.errors import OnlyTheOffice, WhichOffice
from events_app.producers.operations.locking import ensure_office_or_member, lock_producer
from events_app.producers.queries.register import load_producer
from events_app.producers.rules.fields import producer_search_text, read_fields
from events_app.producers.rules.names import kind_of_name, order_text, producer_key
from events_app.producers.schemas import NewProducer, ProducerChanges, ProducerView

_OFFICE_FIELDS = ("name", "kind", "tax_code")
_COLUMNS = (
    "name", "kind", "tax_code", "representative", "phone", "phone_second", "email", "website", "address_printed",
    "place", "about_vi", "about_en", "folded", "name_key", "sort_key",
)  # fmt: skip


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
        locked = await lock_producer(producer)
        ensure_office_or_member(acting, locked)
        if locked["revision"] != seen:
            current = await load_producer(producer, acting=acting, on=today)
            raise StaleRevision(current=current, revision=locked["revision"])
        values = {**locked, **_columns_of(read_fields(typed))}
        if not acting.organizes(locked["office"]) and any(
            (values[name] or "") != (locked[name] or "") for name in _OFFICE_FIELDS
        ):
            raise OnlyTheOffice
        await _derive(values)
        await fetch(
            f"UPDATE producer SET {', '.join(f'{name} = ${place}' for place, name in enumerate(_COLUMNS, start=3))},"
            " revision = revision + 1, updated_at = $2 WHERE id = $1",
            producer,
            now,
            *(values[name] for name in _COLUMNS),
        )
        changed = sorted(name for name in _COLUMNS if values[name] != locked[name])
        await record_audit(
            acting, "producer.changed", subject="producer", subject_id=producer, office=locked["office"],
            data={"fields": changed}, now=now,
        )  # fmt: skip
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
        await _derive(values)
        rows = await fetch(
            f"INSERT INTO producer (office, created_at, updated_at, revision, {', '.join(_COLUMNS)}) VALUES"
            f" ($1, $2, $2, 1, {', '.join(f'${place}' for place in range(3, 3 + len(_COLUMNS)))}) RETURNING id",
            office,
            now,
            *(values[name] for name in _COLUMNS),
        )
        producer: int = rows[0]["id"]
        seen_as = acting
        if owner is not None:
            await fetch(
                "INSERT INTO producer_member (producer, account, role, created_at) VALUES ($1, $2, 'owner', $3)",
                producer,
                owner,
                now,
            )
            seen_as = msgspec.structs.replace(acting, producer_ids=acting.producer_ids | {producer})
        await record_audit(acting, "producer.added", subject="producer", subject_id=producer, office=office, now=now)
        return await load_producer(producer, acting=seen_as, on=now.astimezone(VIETNAM).date())


def _columns_of(values: dict[str, Any]) -> dict[str, Any]:
    """Rename the fields of the API to the columns of the table."""
    columns = dict(values)
    if "address" in columns:
        columns["address_printed"] = columns.pop("address")
    if "about" in columns:
        about = columns.pop("about")
        columns["about_vi"], columns["about_en"] = about.vi, about.en
    if "tax_code" in columns:
        columns["tax_code"] = columns["tax_code"] or None
    return columns


async def _derive(values: dict[str, Any]) -> None:
    place = await _place(values["place"])
    values["name_key"] = producer_key(values["name"])
    values["sort_key"] = order_text(values["name"])
    values["folded"] = producer_search_text(values["name"], values["tax_code"], values["address_printed"], place)


async def _place(place: int | None) -> PlaceView | None:
    if place is None:
        return None
    found = (await places_by_ids([place])).get(place)
    if found is None:
        raise InvalidInput({"place": [FieldError("place_not_found", N_("This administrative unit is not known."))]})
    return found
