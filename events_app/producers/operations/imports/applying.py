"""Writes an accepted list into the register: everything in one transaction, set by set."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from piccolo.table import Table

from events_app.places.queries import places_by_ids
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import SomebodyWasFaster, fetch, transaction
from events_app.platform.i18n.formats import VIETNAM
from events_app.platform.rows import ONE_MORE, insert_rows, update_row
from events_app.producers.matching import MatchedRow
from events_app.producers.matching.identities import Identity
from events_app.producers.operations.imports.leases import Lease, finish_step
from events_app.producers.operations.imports.reading import match_with_register
from events_app.producers.rules.certificates import last_day
from events_app.producers.rules.criteria import criteria_on
from events_app.producers.rules.fields import producer_search_text
from events_app.producers.rules.names import order_text, search_text
from events_app.producers.spreadsheet.messages import Found, ReadRow
from events_app.producers.tables import Certificate, ImportChange, Producer, Product

_LOCK = 73_150  # with the office's id: lists of one office are written one after the other


async def apply_rows(lease: Lease, *, now: datetime) -> None:
    """Do the second step of an import.

    The rows are compared once more with the register as it stands now, under the office's lock, so that what was
    entered since the preview is met and not doubled. A row that no longer fits is left out and says why.
    """
    today = now.astimezone(VIETNAM).date()
    async with transaction():
        await fetch("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, lease.office)
        job = (await fetch("SELECT * FROM import_job WHERE id = $1 FOR UPDATE", lease.job))[0]
        stored = await fetch("SELECT * FROM import_row WHERE job = $1 AND error_count = 0 ORDER BY id", lease.job)
        matched = await match_with_register([_read_row(row) for row in stored], lease.office, today)
        ids = {(row["sheet"], row["row"]): row["id"] for row in stored}
        writing = _Writing(lease, now)
        await writing.write(matched)
        await _note_changes(lease.job, writing.changes, ids)
        await _correct_rows([(ids[row.read.sheet, row.read.row], row) for row in matched])
        await finish_step(lease, "accepted", accepted_at=now)
        await record_audit(
            Actor(kind="person", id=job["accepted_by"]) if job["accepted_by"] else Actor(kind="system"),
            "import.written", subject="import", subject_id=lease.job, office=lease.office,
            data={"changes": len(writing.changes)}, now=now,
        )  # fmt: skip


def _read_row(row: Any) -> ReadRow:
    stored = msgspec.json.decode(row["found"])
    return ReadRow(
        sheet=row["sheet"],
        row=row["row"],
        producer_row=stored["producer_row"],
        section=stored["section"],
        raw={},
        found=msgspec.convert(stored["found"], Found),
        problems=[],
        notes=[],
    )


class _Change(msgspec.Struct):
    """What goes into `import_change`."""

    kind: str
    subject: int
    row: tuple[str, int]
    before: dict[str, Any] | None
    revision_after: int


class _Writing:
    """Writes the rows of one list, set by set, and remembers what undo will need."""

    def __init__(self, lease: Lease, now: datetime) -> None:
        self._office = lease.office
        self._now = now
        self.changes: list[_Change] = []
        self._producers: dict[int, int] = {}
        self._products: dict[tuple[int, str], int] = {}

    async def write(self, matched: Sequence[MatchedRow]) -> None:
        doing = [row for row in matched if row.action in {"new", "change"}]
        await self._add_producers(doing)
        await self._change_producers([row for row in doing if row.producer_values])
        await self._add_products([row for row in doing if row.product is None and not row.product_in_file])
        await self._change_products(doing)
        await self._add_certificates([row for row in doing if row.certificate is None])
        await self._change_certificates([row for row in doing if row.certificate is not None])

    async def _add_producers(self, doing: Sequence[MatchedRow]) -> None:
        new: dict[int, tuple[Identity, MatchedRow]] = {}
        for row in doing:
            if row.identity is not None and row.identity.known is None:
                new.setdefault(row.identity.number, (row.identity, row))
        ids = await _next_ids("producer", len(new))
        places = await places_by_ids(identity.place for identity, _ in new.values() if identity.place)
        records = []
        for producer, (identity, row) in zip(ids, new.values(), strict=True):
            found = identity.found
            self._producers[identity.number] = producer
            self.changes.append(_Change("producer", producer, _position(row), None, 1))
            place = places.get(identity.place) if identity.place else None
            records.append(
                {
                    "id": producer,
                    "office": self._office,
                    "name": found.producer,
                    "kind": found.kind,
                    "tax_code": found.tax_code or None,
                    "representative": found.representative,
                    "phone": found.phone,
                    "phone_second": found.phone_second,
                    "email": found.email,
                    "address_printed": found.address,
                    "place": identity.place,
                    "folded": producer_search_text(found.producer, found.tax_code, found.address, place),
                    "name_key": identity.name_key,
                    "sort_key": order_text(found.producer),
                    "created_at": self._now,
                    "updated_at": self._now,
                }
            )
        await insert_rows(Producer, records)

    async def _change_producers(self, rows: Sequence[MatchedRow]) -> None:
        for row in rows:
            known = row.identity.known if row.identity is not None else None
            if known is None:
                continue
            values = {**known._asdict(), **row.producer_values}
            place = (await places_by_ids([values["place"]])).get(values["place"]) if values["place"] else None
            folded = producer_search_text(known.name, values["tax_code"], values["address_printed"], place)
            before = {name: getattr(known, name) for name in row.producer_values}
            updated = await self._update(Producer, known, {"folded": folded} | row.producer_values)
            self.changes.append(_Change("producer", known.id, _position(row), before, updated))

    async def _add_products(self, rows: Sequence[MatchedRow]) -> None:
        ids = await _next_ids("product", len(rows))
        records = []
        for product, row in zip(ids, rows, strict=True):
            found = row.read.found
            self._products[self._key(row)] = product
            self.changes.append(_Change("product", product, _position(row), None, 1))
            records.append(
                {
                    "id": product,
                    "producer": self._producer_of(row),
                    "name": found.product,
                    "group_code": found.group,
                    "folded": search_text(found.product),
                    "name_key": row.product_key,
                    "sort_key": order_text(found.product),
                    "created_at": self._now,
                    "updated_at": self._now,
                }
            )
        await insert_rows(Product, records)

    async def _change_products(self, rows: Sequence[MatchedRow]) -> None:
        for row in rows:
            product, group = row.product, row.read.found.group
            if product is None or product.group_code == group:
                continue
            updated = await self._update(Product, product, {"group_code": group})
            before = {"group_code": product.group_code}
            self.changes.append(_Change("product", product.id, _position(row), before, updated))

    async def _add_certificates(self, rows: Sequence[MatchedRow]) -> None:
        ids = await _next_ids("certificate", len(rows))
        records = []
        for certificate, row in zip(ids, rows, strict=True):
            found = row.read.found
            issued_on, stars = date.fromisoformat(found.issued_on), found.stars or 3
            criteria = criteria_on(issued_on)
            self.changes.append(_Change("certificate", certificate, _position(row), None, 1))
            records.append(
                {
                    "id": certificate,
                    "product": self._product_of(row),
                    "stars": stars,
                    "points": None if found.points is None else Decimal(found.points),
                    "decision_number": found.decision,
                    "authority": criteria.authority_by_stars[stars],
                    "criteria": criteria.code,
                    "issued_on": issued_on,
                    "expires_on": last_day(issued_on),
                    "created_at": self._now,
                    "updated_at": self._now,
                }
            )
        await insert_rows(Certificate, records)

    async def _change_certificates(self, rows: Sequence[MatchedRow]) -> None:
        for row in rows:
            known, found = row.certificate, row.read.found
            points = None if found.points is None else Decimal(found.points)
            if known is None:
                continue
            after = (found.stars or known.stars, known.points if points is None else points, found.decision)
            if after == (known.stars, known.points, known.decision_number):
                continue
            updated = await self._update(
                Certificate, known, {"stars": after[0], "points": after[1], "decision_number": after[2]}
            )
            before = {
                "stars": known.stars,
                "points": None if known.points is None else str(known.points),
                "decision_number": known.decision_number,
            }
            self.changes.append(_Change("certificate", known.id, _position(row), before, updated))

    async def _update(self, table: type[Table], known: Any, columns: dict[str, Any]) -> int:
        """Change a row of the register at the revision that was read; gives the new one.

        Raises:
            SomebodyWasFaster: Somebody saved between our reading and our writing: the step starts again.
        """
        own = {"revision": ONE_MORE, "updated_at": self._now}
        where = {"id": known.id, "revision": known.revision}
        row = await update_row(table, columns, own, where=where, returning="revision")
        if row is None:
            raise SomebodyWasFaster
        return int(row["revision"])

    def _producer_of(self, row: MatchedRow) -> int:
        if row.identity is None:
            raise RuntimeError("A row without a producer is never written.")
        return row.identity.known.id if row.identity.known else self._producers[row.identity.number]

    def _product_of(self, row: MatchedRow) -> int:
        return row.product.id if row.product is not None else self._products[self._key(row)]

    def _key(self, row: MatchedRow) -> tuple[int, str]:
        return (row.identity.number if row.identity else 0, row.product_key)


def _position(row: MatchedRow) -> tuple[str, int]:
    return row.read.sheet, row.read.row


async def _next_ids(table: str, count: int) -> list[int]:
    """Take ids before inserting, because the order of RETURNING is nobody's promise."""
    rows = await fetch(
        "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)", table, count
    )
    return [row["id"] for row in rows]


async def _note_changes(job: int, changes: Sequence[_Change], ids: dict[tuple[str, int], int]) -> None:
    noted = [
        {
            "job": job,
            "row": ids[change.row],
            "subject_kind": change.kind,
            "subject": change.subject,
            "before": change.before,
            "revision_after": change.revision_after,
            "outcome": "applied",
        }
        for change in changes
    ]
    await insert_rows(ImportChange, noted)


async def _correct_rows(rows: Sequence[tuple[int, MatchedRow]]) -> None:
    """Note what each row really did, where the register had moved since the preview."""
    encode = msgspec.json.Encoder().encode
    await fetch(
        "UPDATE import_row r SET action = u.action, errors = u.errors::jsonb, error_count = u.count"
        " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[]) AS u (id, action, errors, count)"
        " WHERE r.id = u.id AND r.action <> u.action",
        [row_id for row_id, _ in rows],
        [row.action for _, row in rows],
        [encode(row.errors).decode() for _, row in rows],
        [len(row.errors) for _, row in rows],
    )
