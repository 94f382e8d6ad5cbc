"""A table whose titles are known: finds the row of titles and gives the rows below it as texts."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from events_app.platform.i18n import fold
from events_app.platform.spreadsheet.container import open_container
from events_app.platform.spreadsheet.limits import MAX_EMPTY_RUN, MAX_HEADER_ROW
from events_app.platform.spreadsheet.problems import UnreadableFileError
from events_app.platform.spreadsheet.sheets import Cell, Row, read_sheets
from events_app.platform.spreadsheet.wanted import TextRow, Wanted

_LONGEST_TITLE = 80
_LONGEST_TEXT = 1000


def read_table(content: bytes, wanted: Wanted) -> list[TextRow]:
    """Read the first visible sheet that has the titles.

    Raises:
        UnreadableFileError: It is no workbook, has no such titles, or more rows than are taken at once.
    """
    with open_container(content) as archive:
        for sheet in read_sheets(archive):
            if sheet.is_hidden:
                continue
            rows = sheet.rows
            columns = _find_titles(rows, wanted)
            if columns:
                return list(_rows_below(rows, columns, wanted.most))
    raise UnreadableFileError("no_titles")


def _find_titles(rows: Iterator[Row], wanted: Wanted) -> dict[int, str]:
    for number, row in enumerate(rows, start=1):
        found: dict[int, str] = {}
        for index, cell in sorted(row.cells.items()):
            column = _column_of(cell.value, wanted)
            if column is not None and column not in found.values():
                found[index] = column
        if set(wanted.needed) <= set(found.values()):
            return found
        if number >= MAX_HEADER_ROW:
            break
    return {}


def _column_of(value: Any, wanted: Wanted) -> str | None:
    if not isinstance(value, str) or len(value) > _LONGEST_TITLE:
        return None
    title = fold(value).strip(" :*.")
    fitting = [
        (column, known) for column, titles in wanted.titles.items() for known in titles if title.startswith(known)
    ]
    return max(fitting, key=lambda pair: len(pair[1]))[0] if fitting else None


def _rows_below(rows: Iterator[Row], columns: dict[int, str], most: int) -> Iterator[TextRow]:
    empty = count = 0
    for row in rows:
        cells = {name: row.cells[index] for index, name in columns.items() if index in row.cells}
        filled = {name: cell for name, cell in cells.items() if not cell.is_empty}
        if not filled:
            empty += 1
            if empty >= MAX_EMPTY_RUN:
                return
            continue
        empty = 0
        count += 1
        if count > most:
            raise UnreadableFileError("too_many_table_rows", most=most)
        yield TextRow(
            row.number,
            {name: _text(cell) for name, cell in filled.items()},
            [name for name, cell in filled.items() if cell.is_formula],
        )


def _text(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    text = " ".join(str(value).split())[:_LONGEST_TEXT]
    # Excel's mark for "this is text" is typed into the cell itself by some people.
    return text[1:].strip() if text.startswith("'") else text
