"""Finds the row of column titles: lists begin with the office's name, a heading and a date."""

import re
from typing import Final

from events_app.platform.i18n import fold
from events_app.platform.spreadsheet.sheets import Row

# The first pattern that fits wins, so narrower ones stand first.
_TITLES: Final[tuple[tuple[str, str], ...]] = (
    ("number", r"(tt|stt|so tt|so thu tu|no\.?)"),
    ("tax_code", r".*(ma so thue|\bmst\b|ma so dn|tax code).*"),
    ("representative", r".*(dai dien|nguoi lien he|giam doc|chu ho|representative).*"),
    ("phone", r".*(dien thoai|\bsdt\b|\bdt\b|so dt|phone|hotline|di dong).*"),
    ("email", r".*(e-?mail|thu dien tu).*"),
    ("address", r".*(dia chi|noi san xuat|address).*"),
    ("issued_on", r".*(ngay).*(qd|quyet dinh|cong nhan|cap|ban hanh|ky).*|.*decision date.*|ngay"),
    ("decision", r".*(so).*(qd|quyet dinh|giay chung nhan|gcn).*|quyet dinh.*|.*decision.*"),
    ("points", r".*(diem|points|score).*"),
    ("group", r".*(nhom|nganh hang|group).*"),
    ("stars", r".*(hang sao|so sao|phan hang|xep hang|ket qua|\bsao\b|stars?|hang)$|(hang).*"),
    ("producer", r".*chu the.*"),
    ("product", r".*(san pham|ten sp|product).*"),
    ("producer", r".*(don vi|co so|ten htx|doanh nghiep|producer).*"),
    ("note", r".*(ghi chu|note).*"),
)
_COMPILED: Final = tuple((column, re.compile(pattern)) for column, pattern in _TITLES)
_REQUIRED: Final = frozenset({"producer", "product"})
_ENOUGH = 4
_SOME = 2
_LONGEST_TITLE = 80


def columns_of(row: Row, below: Row | None = None) -> tuple[dict[str, int], int] | None:
    """Read a row as column titles; None when it is none.

    Args:
        row: The row that may hold the titles.
        below: The next row: titles may stand in two rows, the upper one merged over several columns.

    Returns:
        Which column number holds what, and how many rows the titles take.
    """
    found = _read(row)
    if len(found) >= _SOME and below is not None and _may_be_titles(below):
        joined = _read(_joined(row, below))
        if _is_header(joined) and len(joined) > len(found):
            return joined, 2
    return (found, 1) if _is_header(found) else None


def is_numbering(row: Row) -> bool:
    """Whether a row only numbers the columns: (1), (2), (3)."""
    texts = [str(cell.value).strip(" ()") for cell in row.own]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]  # noqa: PLR2004


def _may_be_titles(row: Row) -> bool:
    """Whether a row could be the second row of titles: short words, and no digits, which every product's row has."""
    texts = [cell.value for cell in row.own]
    return bool(texts) and all(
        isinstance(text, str) and len(text) <= _LONGEST_TITLE and not any(char.isdigit() for char in text)
        for text in texts
    )


def _is_header(found: dict[str, int]) -> bool:
    return found.keys() >= _REQUIRED and len(found) >= _ENOUGH


def _read(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in sorted(row.cells.items()):
        if not isinstance(cell.value, str) or len(cell.value) > _LONGEST_TITLE:
            continue
        column = _column_of(cell.value)
        if column is not None:
            found.setdefault(column, index)
    return found


def _column_of(title: str) -> str | None:
    text = fold(title).strip(" :*.")
    return next((column for column, pattern in _COMPILED if pattern.fullmatch(text)), None)


def _joined(upper: Row, lower: Row) -> Row:
    """Put the lower title beside the upper one, where both have something."""
    cells = dict(upper.cells)
    for index, cell in lower.cells.items():
        above = cells.get(index)
        if isinstance(cell.value, str):
            joined = f"{above.value} {cell.value}" if above is not None and above.value != cell.value else cell.value
            cells[index] = cell._replace(value=joined)
    return Row(upper.number, cells)
