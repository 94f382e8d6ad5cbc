"""Lists as Excel files that cannot execute anything: every text is written as text, never as a formula or a link."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter
from litestar import Response

from events_app.platform.i18n import fold
from events_app.platform.i18n.formats import VIETNAM

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_excel(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "Danh sách") -> bytes:
    """Write one sheet: a bold, frozen head and rows of text, numbers, days and local times.

    Text that begins with `=`, `+`, `-` or `@` stays text: cells are written as strings, and a leading apostrophe keeps
    them strings when the sheet is saved as CSV and opened again.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        with xlsxwriter.Workbook(path, options) as book:
            book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
            page = book.add_worksheet(sheet[:31])
            head = book.add_format({"bold": True, "bg_color": "#F6E4E0", "text_wrap": True, "valign": "top"})
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            moment = book.add_format({"num_format": "hh:mm dd/mm/yyyy"})
            page.freeze_panes(1, 0)
            page.set_column(0, max(len(columns) - 1, 0), 22)
            for place, title in enumerate(columns):
                page.write_string(0, place, title, head)
            for number, row in enumerate(rows, start=1):
                for place, value in enumerate(row):
                    _write_cell(page, number, place, value, day, moment)
            page.autofilter(0, 0, 0, max(len(columns) - 1, 0))
        return path.read_bytes()


def _write_cell(page: Any, row: int, column: int, value: Any, day: Any, moment: Any) -> None:
    match value:
        case None:
            page.write_blank(row, column, None)
        case bool():
            page.write_string(row, column, "x" if value else "")
        case int() | float():
            page.write_number(row, column, value)
        case datetime():
            page.write_datetime(row, column, value.astimezone(VIETNAM).replace(tzinfo=None), moment)
        case date():
            page.write_datetime(row, column, datetime.combine(value, time()), day)
        case _:
            page.write_string(row, column, defuse(str(value)))


def defuse(text: str) -> str:
    """Keep a text from becoming a formula in any program that opens it (OWASP, CSV injection).

    >>> defuse("=HYPERLINK(1)"), defuse("Mật ong"), defuse("-5 độ")
    ("'=HYPERLINK(1)", 'Mật ong', "'-5 độ")
    """
    text = "".join(char for char in text if char in "\n\t" or char.isprintable())[:32_000]
    return f"'{text}" if text.lstrip()[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\n"} else text


def excel(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response[bytes]:
    """Answer with a list as a download; the name may be Vietnamese (RFC 6266)."""
    plain = fold(filename).replace(" ", "-").replace('"', "")
    disposition = f"attachment; filename=\"{plain}.xlsx\"; filename*=UTF-8''{quote(filename)}.xlsx"
    return Response(
        write_excel(columns, rows),
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"},
    )


def pdf(filename: str, document: bytes) -> Response[bytes]:
    """Answer with a document to look at and print; the name may be Vietnamese (RFC 6266)."""
    plain = fold(filename).replace(" ", "-").replace('"', "")
    disposition = f"inline; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(filename)}.pdf"
    return Response(
        document,
        media_type="application/pdf",
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"},
    )
