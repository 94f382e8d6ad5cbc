"""Exports cannot execute anything."""

import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from events_app.platform.web.exports import defuse, excel, write_excel

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    " =1",
    '=HYPERLINK("http://x")',
    "http://x.example",
]


def test_no_cell_is_a_formula_and_no_text_becomes_a_link():
    book = write_excel(["Tên"], [[text] for text in HOSTILE])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = archive.namelist()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert not [name for name in names if "external" in name or "vba" in name or "rels/sheet" in name]
    rows = openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2, values_only=True)
    for (value,) in rows:
        assert not value.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_text_stays_text_after_saving_as_csv(text):
    assert defuse(text).startswith("'")


def test_values_keep_their_kind():
    book = write_excel(["a", "b", "c", "d"], [[7, date(2026, 11, 24), datetime(2026, 11, 24, 2, tzinfo=UTC), None]])
    row = next(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2, values_only=True))
    assert row == (7, datetime(2026, 11, 24), datetime(2026, 11, 24, 9), None)  # noqa: DTZ001 - Excel knows no zones


def test_download_has_a_name_in_both_spellings():
    answer = excel("Gian hàng", ["Mã"], [["A01"]])
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"gian-hang.xlsx\"; filename*=UTF-8''Gian%20h%C3%A0ng.xlsx"
    )
