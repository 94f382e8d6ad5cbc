"""Decides which producer a row means: tax code first, then name and place; what stays open is an error."""

from collections import defaultdict
from datetime import date
from typing import Any

import msgspec

from events_app.places.rules import exact_key
from events_app.producers.matching.addresses import PlaceIndex
from events_app.producers.matching.values import KnownProducer, Register
from events_app.producers.rules.names import producer_key
from events_app.producers.spreadsheet.messages import Found, ReadRow
from events_app.producers.spreadsheet.problems import CellRefusedError, Problem


class Identity(msgspec.Struct, kw_only=True):
    """One producer of a list, and the one of the register it means."""

    number: int
    row: int
    name_key: str
    found: Found
    place: int | None
    known: KnownProducer | None = None


class Verdict(msgspec.Struct, kw_only=True):
    """What is to be said about the producer of a row."""

    identity: Identity | None = None
    problems: list[Problem] = []
    notes: list[Problem] = []


class Identities:
    """The producers of one list, met row by row."""

    def __init__(self, register: Register, places: PlaceIndex, today: date) -> None:
        self._register = register
        self._places = places
        self._today = today
        self._by_tax: dict[str, Identity] = {}
        self._by_name: dict[str, list[Identity]] = defaultdict(list)
        self._by_known: dict[int, Identity] = {}
        self._count = 0

    def meet(self, row: ReadRow) -> Verdict:
        """Decide whose the row is; each refusal says which cell would settle it."""
        finding = self._places.find(row.found.address, row.section, self._today)
        verdict = Verdict(problems=list(finding.problems), notes=list(finding.notes))
        if verdict.problems:
            return verdict
        try:
            verdict.identity = self._identify(row, finding.place, verdict)
        except _Refused as refusal:
            verdict.problems.append(Problem(refusal.column, refusal.code, refusal.data))
        else:
            verdict.problems.extend(_differences(verdict.identity, row))
            if not verdict.problems:
                _fill(verdict.identity, row.found, finding.place)
        return verdict

    def _identify(self, row: ReadRow, place: int | None, verdict: Verdict) -> Identity:
        found, key = row.found, producer_key(row.found.producer)
        if found.tax_code:
            seen = self._by_tax.get(found.tax_code)
            if seen is not None and seen.name_key != key:
                raise _Refused("tax_code", "tax_code_used_in_file", row=seen.row, name=seen.found.producer)
            if seen is not None:
                return seen
            known = self._register.by_tax_code.get(found.tax_code)
            if known is not None and known.name_key != key:
                raise _Refused("tax_code", "tax_code_of_another", name=known.name)
            if known is not None:
                return self._remember(row, key, place, known)
        return self._by_name_and_place(row, key, place, verdict)

    def _by_name_and_place(self, row: ReadRow, key: str, place: int | None, verdict: Verdict) -> Identity:
        tax_code = row.found.tax_code
        here = [
            one for one in self._by_name[key] if self._may_be(one.place, place, one.found.address, row.found.address)
        ]
        for other in here:
            if tax_code and other.found.tax_code:
                verdict.notes.append(Problem("producer", "same_name_other_tax_code", {"row": other.row}))
        here = [one for one in here if not (tax_code and one.found.tax_code)]
        if len(here) == 1:
            return here[0]
        known = self._known(row, key, place)
        if here:
            raise _Refused("producer", "ambiguous_producer", name=row.found.producer)
        return self._remember(row, key, place, known)

    def _known(self, row: ReadRow, key: str, place: int | None) -> KnownProducer | None:
        """The register's producer of this name in this place; without a place, the name alone is a question."""
        candidates = [one for one in self._register.by_name[key] if not (row.found.tax_code and one.tax_code)]
        here = [one for one in candidates if self._may_be(one.place, place, one.address_printed, row.found.address)]
        unclear = [one for one in candidates if one not in here and (one.place is None or place is None)]
        if len(here) > 1 or unclear:
            raise _Refused("producer", "ambiguous_producer", name=row.found.producer)
        return here[0] if here else None

    def _may_be(self, one: int | None, other: int | None, address: str, other_address: str) -> bool:
        if self._places.compatible(one, other):
            return True
        return one is None and other is None and exact_key(address) == exact_key(other_address)

    def _remember(self, row: ReadRow, key: str, place: int | None, known: KnownProducer | None) -> Identity:
        if known is not None and known.id in self._by_known:
            return self._by_known[known.id]
        self._count += 1
        copy = msgspec.structs.replace(row.found)
        identity = Identity(
            number=self._count, row=row.producer_row, name_key=key, found=copy, place=place, known=known
        )
        self._by_name[key].append(identity)
        if known is not None:
            self._by_known[known.id] = identity
        if row.found.tax_code:
            self._by_tax[row.found.tax_code] = identity
        return identity


class _Refused(CellRefusedError):
    """The row's producer cannot be told; `column` is the cell that would settle it."""

    def __init__(self, column: str, code: str, **data: Any) -> None:
        super().__init__(code, **data)
        self.column = column


_ONE_VALUE = ("address", "representative", "phone", "phone_second", "email")


def _differences(identity: Identity, row: ReadRow) -> list[Problem]:
    """Where two rows of one list say different things about one producer."""
    if identity.row == row.producer_row:
        return []
    wrong = []
    for column in _ONE_VALUE:
        here, there = getattr(row.found, column), getattr(identity.found, column)
        if here and there and exact_key(here) != exact_key(there):
            data = {"row": identity.row, "value": there}
            wrong.append(Problem(column.removesuffix("_second"), "differs_in_file", data))
    return wrong


def _fill(identity: Identity, found: Found, place: int | None) -> None:
    """Take up what an earlier row of the same producer had left empty."""
    for column in (*_ONE_VALUE, "tax_code"):
        if not getattr(identity.found, column):
            setattr(identity.found, column, getattr(found, column))
    identity.place = identity.place or place
