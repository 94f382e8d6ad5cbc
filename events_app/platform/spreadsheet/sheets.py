"""Gives the cells of each sheet, row by row, with merged cells filled downwards and formulas told apart."""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter

from events_app.platform.spreadsheet.limits import MAX_COLUMNS, MAX_SHEETS

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"')
_CHUNK = 1 << 20
_OVERLAP = 200


class Cell(NamedTuple):
    """One cell: its value, where it stands, and how it came by the value."""

    value: Any
    row: int
    column: int
    is_formula: bool = False
    # True when the value is the one of a merged cell that begins further up.
    is_inherited: bool = False

    @property
    def place(self) -> str:
        """The name Excel shows: `G257`."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing a person would see."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip(" \t\r\n\xa0\u200b\ufeff"))


class Row(NamedTuple):
    """One row of a sheet, by column number from 1."""

    number: int
    cells: dict[int, Cell]

    @property
    def own(self) -> list[Cell]:
        """The cells that carry something of their own."""
        return [cell for cell in self.cells.values() if not cell.is_empty and not cell.is_inherited]


class Sheet(NamedTuple):
    """One sheet, read as a stream."""

    name: str
    is_hidden: bool
    rows_expected: int | None
    rows: Iterator[Row]


def read_sheets(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    """Give the sheets of a workbook in their order."""
    if archive.fp is None:
        raise ValueError("The archive is closed.")
    workbook = load_workbook(archive.fp, read_only=True, data_only=False, keep_links=False)
    for sheet in workbook.worksheets[:MAX_SHEETS]:
        expected = sheet.max_row
        sheet.reset_dimensions()
        merged = _vertical_merges(archive, sheet._worksheet_path)  # noqa: SLF001 - read-only sheets hide their merges
        yield Sheet(sheet.title, sheet.sheet_state != "visible", expected, _rows(sheet, merged))


def _rows(sheet: Any, merged: dict[tuple[int, int], int]) -> Iterator[Row]:
    inherited: dict[int, tuple[Cell, int]] = {}
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = {
            index: Cell(cell.value, number, index, is_formula=cell.data_type == "f")
            for index, cell in enumerate(cells[:MAX_COLUMNS], start=1)
            if cell.value is not None
        }
        for column, (cell, last) in list(inherited.items()):
            if number > last:
                del inherited[column]
            elif column not in row:
                row[column] = cell._replace(row=number, is_inherited=True)
        for column, cell in row.items():
            if (number, column) in merged:
                inherited[column] = (cell, merged[number, column])
        yield Row(number, row)


def _vertical_merges(archive: zipfile.ZipFile, path: str) -> dict[tuple[int, int], int]:
    """Find merges that span rows: first cell → last row. They stand behind the rows, so the stream is searched once."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    with archive.open(path) as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            window = tail + chunk
            for match in _MERGED.finditer(window):
                (left, top), (right, bottom) = (coordinate_from_string(ref.decode()) for ref in match.groups())
                if bottom > top and left == right:
                    key = (int(top), column_index_from_string(left))
                    found[key] = max(found[key], int(bottom))
            tail = window[-_OVERLAP:]
    return dict(found)
