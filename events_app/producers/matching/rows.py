"""Decides what each row would do: new, change, same or skip, and what exactly would change."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import msgspec

from events_app.producers.matching.addresses import PlaceIndex
from events_app.producers.matching.identities import Identities, Identity, Verdict
from events_app.producers.matching.values import KnownCertificate, KnownProduct, Register
from events_app.producers.rules.names import product_key
from events_app.producers.spreadsheet.messages import ReadRow
from events_app.producers.spreadsheet.problems import Problem

Action = Literal["new", "change", "same", "skip"]


class Change(msgspec.Struct, frozen=True):
    """One value that a row would set: before → after, as people read it."""

    field: str
    before: str
    after: str


class MatchedRow(msgspec.Struct, kw_only=True):
    """A row with its decision, and what applying it needs to know."""

    read: ReadRow
    action: Action
    errors: list[Problem]
    notes: list[Problem]
    changes: list[Change] = []
    identity: Identity | None = None
    # Set on the first row that is applied for a producer of the register: its new values by column.
    producer_values: dict[str, Any] = {}
    product_key: str = ""
    product: KnownProduct | None = None
    certificate: KnownCertificate | None = None
    # Whether an earlier row of the list creates the product, so that this one only adds a certificate.
    product_in_file: bool = False


_COMPARED: Final = (
    ("tax_code", "tax_code"),
    ("representative", "representative"),
    ("phone", "phone"),
    ("phone_second", "phone_second"),
    ("email", "email"),
    ("address", "address_printed"),
)


def match_rows(rows: Iterable[ReadRow], register: Register, places: PlaceIndex, today: date) -> list[MatchedRow]:
    """Compare every row of a list, in its order, with the register and with the rows above it."""
    matching = _Matching(register, places, today)
    return [matching.row(row) for row in rows]


class _Matching:
    def __init__(self, register: Register, places: PlaceIndex, today: date) -> None:
        self._register = register
        self._places = places
        self._identities = Identities(register, places, today)
        self._verdicts: dict[tuple[str, int], Verdict] = {}
        self._rows_of_products: dict[tuple[int, str], dict[str, int]] = {}
        self._producers_told: set[int] = set()

    def row(self, read: ReadRow) -> MatchedRow:
        errors, notes, identity = list(read.problems), list(read.notes), None
        if read.found.producer and not any(problem.column in _OF_PRODUCER for problem in read.problems):
            verdict, is_first = self._verdict(read)
            identity = verdict.identity
            if is_first:
                errors += verdict.problems
                notes += verdict.notes
            elif verdict.problems:
                errors.append(Problem("producer", "producer_row_wrong", {"row": read.producer_row}))
        matched = MatchedRow(read=read, action="skip", errors=errors, notes=notes, identity=identity)
        if not errors and identity is not None:
            self._product(matched, identity)
        return matched

    def _verdict(self, read: ReadRow) -> tuple[Verdict, bool]:
        """The verdict on the producer's own row; the rows below it share it."""
        key = (read.sheet, read.producer_row)
        if is_first := key not in self._verdicts:
            self._verdicts[key] = self._identities.meet(read)
        return self._verdicts[key], is_first

    def _product(self, matched: MatchedRow, identity: Identity) -> None:
        found = matched.read.found
        matched.product_key = product_key(found.product)
        days = self._rows_of_products.setdefault((identity.number, matched.product_key), {})
        if found.issued_on in days:
            matched.errors.append(Problem("product", "duplicate_row", {"row": days[found.issued_on]}))
            return
        matched.product_in_file = bool(days)
        days[found.issued_on] = matched.read.row
        known = identity.known
        if known is not None:
            matched.product = self._register.products.get((known.id, matched.product_key))
        if matched.product is not None:
            issued_on = date.fromisoformat(found.issued_on)
            matched.certificate = self._register.certificates.get((matched.product.id, issued_on))
        self._decide(matched, identity)

    def _decide(self, matched: MatchedRow, identity: Identity) -> None:
        matched.changes = [*self._producer_changes(matched, identity), *_product_changes(matched)]
        if matched.product is None and not matched.product_in_file:
            matched.action = "new"
        else:
            matched.action = "change" if matched.changes else "same"

    def _producer_changes(self, matched: MatchedRow, identity: Identity) -> list[Change]:
        known = identity.known
        if known is None or identity.number in self._producers_told:
            return []
        self._producers_told.add(identity.number)
        changes = []
        for field, column in _COMPARED:
            after, before = getattr(identity.found, field), getattr(known, column) or ""
            if after and after != before:
                changes.append(Change(field, before, after))
                matched.producer_values[column] = after
        if self._says_more(identity.place, known.place):
            changes.append(Change("place", self._places.name(known.place), self._places.name(identity.place)))
            matched.producer_values["place"] = identity.place
        return changes

    def _says_more(self, here: int | None, known: int | None) -> bool:
        """Whether the list's place is news: none was known, another one, or the same one more closely."""
        if here is None:
            return False
        return known is None or not self._places.compatible(here, known) or self._places.is_within(here, known)


def _product_changes(matched: MatchedRow) -> list[Change]:
    found, product, certificate = matched.read.found, matched.product, matched.certificate
    changes = []
    if product is not None and product.group_code != found.group:
        changes.append(Change("group", product.group_code, found.group))
    if product is None and not matched.product_in_file:
        return changes
    if certificate is None:
        return [*changes, Change("certificate", "", f"{found.stars} ★ · {found.decision}")]
    points = None if found.points is None else Decimal(found.points)
    if certificate.stars != found.stars:
        changes.append(Change("stars", str(certificate.stars), str(found.stars)))
    if points is not None and certificate.points != points:
        changes.append(Change("points", str(certificate.points or ""), str(points)))
    if certificate.decision_number != found.decision:
        changes.append(Change("decision", certificate.decision_number, found.decision))
    return changes


_OF_PRODUCER: Final = frozenset({"producer", "address", "tax_code", "representative", "phone", "email"})
