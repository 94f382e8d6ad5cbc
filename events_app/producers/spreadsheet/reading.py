"""Reads a whole file into messages."""

import itertools
from collections.abc import Iterator
from datetime import date

from events_app.platform.spreadsheet.container import open_container
from events_app.platform.spreadsheet.limits import MAX_EMPTY_RUN, MAX_HEADER_ROW
from events_app.platform.spreadsheet.problems import UnreadableFileError
from events_app.platform.spreadsheet.sheets import Row, Sheet, read_sheets
from events_app.producers.spreadsheet.header import columns_of, is_numbering
from events_app.producers.spreadsheet.limits import BATCH_ROWS, MAX_ROWS
from events_app.producers.spreadsheet.messages import Finished, Message, ReadRow, Refused, Rows
from events_app.producers.spreadsheet.problems import Problem, problem_of
from events_app.producers.spreadsheet.rows import Layout, RowReader, heading_of, kind_of, total_said


def read_list(content: bytes, today: date) -> Iterator[Message]:
    """Read a list, batch by batch; the last message says that it is finished or why the file is refused."""
    try:
        with open_container(content) as archive:
            yield from _Reading(today).sheets(read_sheets(archive))
    except UnreadableFileError as refusal:
        yield Refused(problem_of(refusal))
    except MemoryError:
        yield Refused(Problem("file", "unpacks_too_large"))
    except Exception:  # noqa: BLE001 - whatever a damaged file makes the libraries raise, it is one thing for a person
        yield Refused(Problem("file", "broken_workbook"))


class _Reading:
    """The state of reading one file."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._notes: list[Problem] = []
        self._count = 0
        self._found_header = False

    def sheets(self, sheets: Iterator[Sheet]) -> Iterator[Message]:
        for sheet in sheets:
            if sheet.is_hidden:
                self._add_note("sheet_hidden", sheet=sheet.name)
                continue
            yield from self._sheet(sheet)
        if not self._found_header:
            raise UnreadableFileError("no_header")
        if not self._count:
            raise UnreadableFileError("no_rows")
        yield Finished(self._notes)

    def _sheet(self, sheet: Sheet) -> Iterator[Message]:
        rows = self._until_empty(sheet)
        layout, first = _find_header(rows)
        if layout is None:
            self._add_note("sheet_without_header", sheet=sheet.name)
            return
        self._found_header = True
        reader = RowReader(sheet.name, layout, self._today)
        read = self._products(itertools.chain(first, rows), reader, layout)
        while batch := list(itertools.islice(read, BATCH_ROWS)):
            self._count += len(batch)
            if self._count > MAX_ROWS:
                raise UnreadableFileError("too_many_rows", most=MAX_ROWS)
            yield Rows(batch, self._count, _hint(sheet.rows_expected))

    def _products(self, rows: Iterator[Row], reader: RowReader, layout: Layout) -> Iterator[ReadRow]:
        after_total = False
        since_heading = in_all = 0
        for row in rows:
            match kind_of(row, layout, after_total=after_total):
                case "heading":
                    reader.begin_section(heading_of(row))
                    since_heading = 0
                case "total":
                    said, is_grand = total_said(row)
                    self._compare(row, said, in_all if is_grand else since_heading)
                    after_total = after_total or is_grand
                case "product":
                    since_heading, in_all = since_heading + 1, in_all + 1
                    yield reader.read(row)

    def _compare(self, row: Row, said: int | None, read: int) -> None:
        if said is not None and said != read:
            self._add_note("total_differs", row=row.number, said=said, read=read)

    def _until_empty(self, sheet: Sheet) -> Iterator[Row]:
        """End a sheet after a long run of empty rows: what it says of its own size is not to be believed."""
        empty = last = 0
        for row in sheet.rows:
            if row.own:
                empty, last = 0, row.number
            else:
                empty += 1
            if empty >= MAX_EMPTY_RUN:
                if sheet.rows_expected is None or sheet.rows_expected > row.number:
                    self._add_note("sheet_stopped", sheet=sheet.name, row=last, most=MAX_EMPTY_RUN)
                return
            yield row

    def _add_note(self, code: str, **data: object) -> None:
        self._notes.append(Problem("file", code, data))


def _find_header(rows: Iterator[Row]) -> tuple[Layout | None, list[Row]]:
    """Find the titles; also gives the rows below them that were looked at on the way."""
    seen = list(itertools.islice(rows, MAX_HEADER_ROW))
    for position, row in enumerate(seen):
        below = seen[position + 1] if position + 1 < len(seen) else None
        if titles := columns_of(row, below):
            columns, height = titles
            first = seen[position + height :]
            return Layout(columns), first[1:] if first and is_numbering(first[0]) else first
    return None, []


def _hint(expected: int | None) -> int | None:
    """What a sheet says of its size, unless that is plainly the sheet's end and not the list's."""
    return expected if expected is not None and expected <= MAX_ROWS else None
