"""Makes Excel lists for tests, good and bad ones."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

from events_app.producers.spreadsheet.messages import Finished, ReadRow, Refused
from events_app.producers.spreadsheet.reading import read_list

TODAY = date(2026, 11, 24)
TITLES = (
    "TT", "Tên chủ thể", "Địa chỉ", "Mã số thuế", "Người đại diện", "Điện thoại", "Tên sản phẩm", "Nhóm SP", "Hạng sao",
    "Số Quyết định", "Ngày QĐ",
)  # fmt: skip
GOOD = (
    1, "HTX Sen Việt", "xã Đa Tốn, huyện Gia Lâm", "0100233488", "Trần Thị Lộc", "0901246228", "Trà sen", "Đồ uống",
    "4 sao", "12/QĐ-UBND", "12/05/2025",
)  # fmt: skip
_COLUMNS = {
    "producer": 1, "address": 2, "tax_code": 3, "representative": 4, "phone": 5, "product": 6, "group": 7, "stars": 8,
    "decision": 9, "issued_on": 10,
}  # fmt: skip


def row(**values: Any) -> list[Any]:
    """A good row with some of its cells replaced, by column name."""
    cells = list(GOOD)
    for name, value in values.items():
        cells[_COLUMNS[name]] = value
    return cells


def below(product: str, **values: Any) -> list[Any]:
    """A further product of the producer above: its own cells are empty."""
    return row(producer=None, address=None, tax_code=None, representative=None, phone=None, product=product, **values)


def workbook(rows: Sequence[Sequence[Any]], *, titles: Sequence[Any] = TITLES, merge: Sequence[str] = ()) -> bytes:
    """An .xlsx file with a title, the columns and these rows (the first of them is row 4)."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH SẢN PHẨM OCOP"])
    sheet.append([])
    sheet.append(list(titles))
    for cells in rows:
        sheet.append(list(cells))
    for area in merge:
        sheet.merge_cells(area)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, *, add: dict[str, bytes] | None = None, replace: dict[str, bytes] | None = None) -> bytes:
    """The archive with parts added or replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return file.getvalue()


def read(content: bytes) -> tuple[list[ReadRow], Finished | Refused]:
    """All rows of a file, and how the reading ended."""
    rows: list[ReadRow] = []
    last: Any = None
    for message in read_list(content, TODAY):
        rows += getattr(message, "rows", [])
        last = message
    return rows, last


def problems(content: bytes) -> list[tuple[int, str, str]]:
    """Row, column and code of every problem."""
    return [(one.row, problem.column, problem.code) for one in read(content)[0] for problem in one.problems]


def refusal(content: bytes) -> str:
    """The code of the sentence with which the file is refused."""
    last = read(content)[1]
    assert isinstance(last, Refused), last
    return last.problem.code
