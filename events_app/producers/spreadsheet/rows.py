"""Tells what a row is: a heading, a total, a signature, or a product; and reads products with their producers."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple

from events_app.places.rules import split_kind
from events_app.platform.i18n import fold
from events_app.platform.spreadsheet.sheets import Cell, Row
from events_app.producers.rules.names import kind_of_name
from events_app.producers.spreadsheet.messages import Found, ReadRow
from events_app.producers.spreadsheet.problems import CellRefusedError, Problem
from events_app.producers.spreadsheet.values import (
    as_text,
    read_address,
    read_day,
    read_decision,
    read_email,
    read_grade,
    read_group,
    read_name,
    read_phones,
    read_points,
    read_stars,
    read_tax_code,
    shown,
)

RowKind = Literal["empty", "heading", "total", "footer", "product"]

PRODUCER_COLUMNS: Final = ("producer", "address", "tax_code", "representative", "phone", "email")
PRODUCT_COLUMNS: Final = ("product", "group", "stars", "points", "decision", "issued_on")
_REQUIRED: Final = {
    "product": "missing_product",
    "group": "missing_group",
    "decision": "missing_decision",
    "issued_on": "missing_date",
}
_TOTAL = re.compile(r"^(?:tong cong|tong so|tong|cong)\b(?!\s*ty\b).*$")
_COUNT = re.compile(r"(\d+)\s*(?:san pham|sp)\b")
_ORDINAL = re.compile(r"^(?:[ivxlcdm]+|[a-hk])[.)]?$", re.IGNORECASE)
_FEW_CELLS = 2


class Layout(NamedTuple):
    """Which column number holds what."""

    columns: dict[str, int]

    def cell(self, row: Row, column: str) -> Cell | None:
        """The cell of a column, or None when it is empty."""
        cell = row.cells.get(self.columns.get(column, 0))
        return None if cell is None or cell.is_empty else cell

    def own(self, row: Row, columns: Iterable[str]) -> list[str]:
        """Those of the columns in which this row says something of its own."""
        return [name for name in columns if (cell := self.cell(row, name)) is not None and not cell.is_inherited]


class Producer(NamedTuple):
    """What a row says about its producer; the rows below share it until the next name."""

    row: int
    found: Found
    raw: dict[str, str]
    problems: list[Problem]
    notes: list[Problem]


def kind_of(row: Row, layout: Layout, *, after_total: bool) -> RowKind:
    """Tell what a row is."""
    if not row.own:
        return "empty"
    if layout.own(row, ("product", "decision", "issued_on", "group")):
        return "product"
    first = min(row.own, key=lambda cell: cell.column)
    texts = [as_text(cell.value) for cell in row.own]
    if any(_TOTAL.match(fold(text)) for text in texts):
        return "total"
    if len(texts) <= _FEW_CELLS and _is_heading(texts):
        return "heading"
    nothing_of_a_producer = not layout.own(row, (*PRODUCER_COLUMNS, "number"))
    if nothing_of_a_producer and (after_total or first.column > layout.columns["product"]):
        return "footer"
    return "footer" if after_total and not layout.cell(row, "producer") else "product"


def _is_heading(texts: list[str]) -> bool:
    if len(texts) == _FEW_CELLS:
        return bool(_ORDINAL.match(texts[0]))
    words = re.sub(r"^[IVXLCDM]+[.)]\s*", "", texts[0])
    return bool(split_kind(words)[0]) or words != texts[0]


def heading_of(row: Row) -> str:
    """The text of a heading without its ordinal: "I", "Huyện Gia Lâm" → "Huyện Gia Lâm"."""
    text = as_text(max(row.own, key=lambda cell: cell.column).value)
    return re.sub(r"^[IVXLCDM]+[.)]\s*", "", text)


def total_said(row: Row) -> tuple[int | None, bool]:
    """The count a total states, and whether it is the grand total."""
    text = " ".join(fold(as_text(cell.value)) for cell in row.own)
    found = _COUNT.search(text)
    return (int(found[1]) if found else None), text.startswith(("tong cong", "tong so", "tong"))


class RowReader:
    """Reads the rows of one sheet in order, remembering the producer and the heading above."""

    def __init__(self, sheet: str, layout: Layout, today: date) -> None:
        self._sheet = sheet
        self._layout = layout
        self._today = today
        self._producer: Producer | None = None
        self.section = ""

    def begin_section(self, heading: str) -> None:
        """Take a heading; a producer does not reach across it."""
        self.section = heading
        self._producer = None

    def read(self, row: Row) -> ReadRow:
        """Read one row of a product."""
        producer, problems = self._producer_of(row)
        reading = _Cells(row, self._layout)
        found = self._product(reading, producer.found)
        product_raw = {name: shown(as_text(cell.value)) for name, cell in reading.seen.items()}
        return ReadRow(
            sheet=self._sheet,
            row=row.number,
            producer_row=producer.row,
            section=self.section,
            raw={**producer.raw, **product_raw},
            found=found,
            problems=[*problems, *reading.problems],
            notes=[*(producer.notes if producer.row == row.number else []), *reading.notes],
        )

    def _product(self, reading: "_Cells", producer: Found) -> Found:
        stars: int | None = reading.value("stars", read_stars)
        points: Decimal | None = reading.value("points", read_points)
        issued_on: date | None = reading.value("issued_on", lambda value: read_day(value, self._today))
        found = Found(
            **{name: getattr(producer, name) for name in _PRODUCER_FIELDS},
            product=reading.value("product", read_name) or "",
            group=reading.value("group", read_group) or "",
            points=None if points is None else str(points),
            decision=reading.value("decision", read_decision) or "",
            issued_on=issued_on.isoformat() if issued_on else "",
        )
        found.stars = self._grade(reading, stars, points, issued_on)
        for column, code in _REQUIRED.items():
            reading.require(column, code)
        return found

    def _grade(self, reading: "_Cells", stars: int | None, points: Decimal | None, day: date | None) -> int | None:
        if reading.refused("stars") or reading.refused("points"):
            return None
        if "stars" not in reading.seen and "points" not in reading.seen:
            reading.refuse("stars", "missing_stars")
            return None
        try:
            return read_grade(stars, points, day)
        except CellRefusedError as refusal:
            reading.refuse("points", refusal.code, **refusal.data)
            return None

    def _producer_of(self, row: Row) -> tuple[Producer, list[Problem]]:
        """Find whose product the row is: its own producer's, or the one above when the cells are merged or empty."""
        name = self._layout.cell(row, "producer")
        above = self._producer
        if name is not None and not name.is_inherited:
            self._producer = self._read_producer(row)
            return self._producer, self._producer.problems
        if above is None:
            return _nobody(row), [Problem("producer", "missing_producer")]
        if self._layout.own(row, PRODUCER_COLUMNS):
            return above, [Problem("producer", "producer_without_name")]
        if above.problems:
            return above, [Problem("producer", "producer_row_wrong", {"row": above.row})]
        return above, []

    def _read_producer(self, row: Row) -> Producer:
        reading = _Cells(row, self._layout)
        found = Found(
            producer=reading.value("producer", read_name) or "",
            address=reading.value("address", read_address) or "",
            representative=reading.value("representative", read_name) or "",
            email=reading.value("email", read_email) or "",
        )
        if tax := reading.value("tax_code", read_tax_code):
            found.tax_code = tax.code
            if tax.zero_restored:
                reading.note("tax_code", "zero_restored", text=tax.code)
        if phones := reading.value("phone", read_phones):
            found.phone, found.phone_second = phones.first, phones.second
            if phones.zero_restored:
                reading.note("phone", "zero_restored", text=f"0{phones.first.removeprefix('+84')}")
        found.kind = kind_of_name(found.producer) if found.producer else ""
        raw = {name: shown(as_text(cell.value)) for name, cell in reading.seen.items()}
        return Producer(row.number, found, raw, reading.problems, reading.notes)


_PRODUCER_FIELDS: Final = (
    "producer", "kind", "address", "tax_code", "representative", "phone", "phone_second", "email",
)  # fmt: skip


def _nobody(row: Row) -> Producer:
    return Producer(row.number, Found(), {}, [], [])


class _Cells:
    """Reads the cells of one row, collecting refusals instead of stopping at the first."""

    def __init__(self, row: Row, layout: Layout) -> None:
        self._row = row
        self._layout = layout
        self.seen: dict[str, Cell] = {}
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []

    def value(self, column: str, read: Callable[[Any], Any]) -> Any:
        cell = self._layout.cell(self._row, column)
        if cell is None:
            return None
        self.seen[column] = cell
        if cell.is_formula:
            self.refuse(column, "formula", cell=cell.place)
            return None
        if isinstance(cell.value, str) and cell.value.startswith("#") and cell.value.rstrip("!?").isupper():
            self.refuse(column, "cell_error", cell=cell.place, text=cell.value)
            return None
        try:
            return read(cell.value)
        except CellRefusedError as refusal:
            self.refuse(column, refusal.code, **refusal.data)
            return None

    def refuse(self, column: str, code: str, **data: Any) -> None:
        self.problems.append(Problem(column, code, data))

    def note(self, column: str, code: str, **data: Any) -> None:
        self.notes.append(Problem(column, code, data))

    def refused(self, column: str) -> bool:
        return any(problem.column == column for problem in self.problems)

    def require(self, column: str, code: str) -> None:
        if column not in self.seen:
            self.refuse(column, code)
