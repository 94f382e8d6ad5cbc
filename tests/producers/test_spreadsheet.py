"""Reading lists: what offices really keep, and files that are none."""

import io
import time
import unicodedata
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from events_app.platform.spreadsheet import container, limits
from events_app.producers.spreadsheet.problems import COLUMNS, SENTENCES
from tests.producers.lists import TITLES, TODAY, below, problems, read, refusal, repacked, row, saved, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_a_good_row_is_read_into_the_registers_forms():
    rows, _last = read(workbook([row()]))
    found = rows[0].found
    assert rows[0].problems == []
    assert (found.producer, found.kind, found.tax_code, found.phone) == (
        "HTX Sen Việt", "cooperative", "0100233488", "+84901246228",
    )  # fmt: skip
    assert (found.product, found.group, found.stars, found.decision, found.issued_on) == (
        "Trà sen", "drink", 4, "12/QĐ-UBND", "2025-05-12",
    )  # fmt: skip


def test_names_typed_in_decomposed_unicode_are_composed():
    name = "Trà đinh lăng Núi Tản"
    rows, _last = read(workbook([row(product=unicodedata.normalize("NFD", name))]))
    assert rows[0].found.product == name


def test_empty_and_merged_producer_cells_belong_to_the_producer_above():
    merged = ["B4:B5", "C4:C5", "D4:D5"]
    rows, _last = read(workbook([row(), below("Mứt sen"), below("Hạt sen")], merge=merged))
    assert [(one.found.producer, one.found.tax_code, one.producer_row) for one in rows] == [
        ("HTX Sen Việt", "0100233488", 4)
    ] * 3


def test_a_merged_decision_counts_for_each_of_its_rows_but_an_empty_one_is_missing():
    shared = workbook([row(), below("Mứt sen", decision=None)], merge=["J4:J5"])
    assert problems(shared) == []
    assert problems(workbook([row(), below("Mứt sen", decision=None)])) == [(5, "decision", "missing_decision")]


def test_headings_totals_and_signatures_are_no_products():
    rows, last = read(
        workbook(
            [
                ["I", "Huyện Gia Lâm"],
                row(),
                [None, "Cộng Gia Lâm: 1 sản phẩm"],
                ["II", "Huyện Ba Vì"],
                row(producer="HTX Khác", tax_code=None),
                [None, "Tổng cộng: 2 sản phẩm"],
                [],
                [None, None, None, None, None, None, None, None, "Hà Nội, ngày … tháng … năm"],
                [None, None, None, None, None, None, None, None, "NGƯỜI LẬP BIỂU"],
            ]
        )
    )
    assert [(one.row, one.section) for one in rows] == [(5, "Huyện Gia Lâm"), (8, "Huyện Ba Vì")]
    assert last.notes == []


def test_a_producer_does_not_reach_across_a_heading():
    assert problems(workbook([row(), ["II", "Huyện Ba Vì"], below("Mứt sen")])) == [(6, "producer", "missing_producer")]


def test_a_total_that_does_not_add_up_is_said():
    _rows, last = read(workbook([row(), [None, "Cộng: 7 sản phẩm"]]))
    assert [(note.code, note.data) for note in last.notes] == [("total_differs", {"row": 5, "said": 7, "read": 1})]


def test_a_company_is_not_taken_for_a_total():
    rows, _last = read(workbook([row(producer="Công ty CP Gốm Đỏ")]))
    assert rows[0].found.producer == "Công ty CP Gốm Đỏ"


def test_a_numbering_row_below_the_titles_is_skipped():
    rows, _last = read(workbook([[f"({number})" for number in range(1, 12)], row()]))
    assert [one.row for one in rows] == [5]


def test_titles_may_stand_in_two_rows_and_other_words():
    titles = (
        "STT",
        "Chủ thể sản xuất",
        "Địa chỉ",
        "MST",
        "Đại diện",
        "SĐT",
        "Sản phẩm",
        "Ngành hàng",
        "Kết quả",
        "Quyết định",
        None,
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook([], titles=titles)))
    book.active.append([None, None, None, None, None, None, None, None, "Hạng sao", "Số QĐ", "Ngày QĐ"])
    book.active.append(row())
    rows, _last = read(saved(book))
    assert [(one.row, one.found.stars, one.found.issued_on) for one in rows] == [(5, 4, "2025-05-12")]


@pytest.mark.parametrize(
    ("typed", "stars"),
    [(4, 4), (4.0, 4), ("4", 4), ("4 sao", 4), ("4 Sao", 4), ("4*", 4), ("★★★★", 4), ("bốn sao", 4), ("ba sao", 3),
     ("năm sao", 5), ("Hạng 4", 4), ("Hạng 4 sao", 4), ("OCOP 4 sao", 4), ("★★★☆☆", 3), ("4 stars", 4), ("tư sao", 4)],
)  # fmt: skip
def test_stars_are_read_in_every_way_people_write_them(typed, stars):
    rows, _last = read(workbook([row(stars=typed)]))
    assert (rows[0].found.stars, rows[0].problems) == (stars, [])


@pytest.mark.parametrize(
    ("typed", "day"),
    [("03/04/2025", "2025-04-03"), ("3.4.2025", "2025-04-03"), ("03-04-2025", "2025-04-03"),
     ("ngày 3 tháng 4 năm 2025", "2025-04-03"), ("2025-04-03", "2025-04-03"), (datetime(2025, 4, 3), "2025-04-03"),  # noqa: DTZ001 - Excel knows no zones
     (date(2025, 4, 3), "2025-04-03"), (" 03/04/2025 ", "2025-04-03")],
)  # fmt: skip
def test_dates_are_read_day_first(typed, day):
    rows, _last = read(workbook([row(issued_on=typed)]))
    assert (rows[0].found.issued_on, rows[0].problems) == (day, [])


@pytest.mark.parametrize(
    ("column", "typed", "code", "vi", "en"),
    [
        ("issued_on", "31/2/2022", "no_such_day", "Không có ngày 31/2/2022: tháng 2 năm 2022 có 28 ngày.",
         "31/2/2022 does not exist: month 2 of 2022 has 28 days."),
        ("issued_on", "12/30/2024", "no_such_month", "12/30/2024: không có tháng 30. Hãy viết ngày trước, tháng sau.",
         "12/30/2024: there is no month 30. Write the day first, then the month."),
        ("issued_on", "01-05-2031", "date_in_future", "Ngày 01/05/2031 chưa tới.", "01/05/2031 has not come yet."),
        ("issued_on", "3/4/25", "year_unclear", "“3/4/25” chưa rõ thế kỷ. Hãy viết năm đủ bốn chữ số.",
         "“3/4/25” does not say the century. Write the year with four digits."),
        ("issued_on", "đầu năm", "not_a_date", "“đầu năm” không phải là ngày. Hãy viết như 24/11/2026.",
         "“đầu năm” is not a date. Write it like 24/11/2026."),
        ("issued_on", 45000, "not_a_date", "“45000” không phải là ngày. Hãy viết như 24/11/2026.",
         "“45000” is not a date. Write it like 24/11/2026."),
        ("issued_on", None, "missing_date", "Thiếu ngày quyết định.", "The date of the decision is missing."),
        ("stars", 7, "stars_out_of_range", "Không có hạng 7 sao: OCOP chỉ có hạng 3, 4 và 5 sao.",
         "7 stars do not exist: OCOP grades are 3, 4 and 5."),
        ("stars", "tốt", "unknown_stars", "“tốt” không phải là hạng sao. Hãy ghi 3, 4 hoặc 5.",
         "“tốt” is not a star grade. Write 3, 4 or 5."),
        ("stars", None, "missing_stars", "Thiếu hạng sao. Hãy ghi 3, 4 hoặc 5.",
         "The star grade is missing. Write 3, 4 or 5."),
        ("stars", "tiềm năng 5 sao", "potential_five_star",
         ("“tiềm năng 5 sao” là diện đề xuất, không phải là hạng sao. "
         "Hãy ghi hạng đang có; việc đề xuất thì ghi ở trang của sản phẩm."),
         ("“tiềm năng 5 sao” is a submission, not a grade. "
         "Write the grade the product holds now; record the submission on the product's page.")),
        ("group", "Phụ tùng ô tô", "unknown_group", "“Phụ tùng ô tô” không thuộc sáu nhóm sản phẩm.",
         "“Phụ tùng ô tô” is not one of the six product groups."),
        ("group", "Vải và may mặc", "former_group",
         "“Vải và may mặc” là ngành hàng theo Quyết định 1048/2019. Hãy chọn một trong sáu nhóm hiện nay.",
         "“Vải và may mặc” is a sector of Decision 1048/2019. Choose one of the six present groups."),
        ("phone", "09123", "invalid_phone",
         "“09123” không phải là số điện thoại. Số ở Việt Nam có 10 chữ số và bắt đầu bằng số 0.",
         "“09123” is not a telephone number. A Vietnamese one has 10 digits and begins with 0."),
        ("tax_code", "0100233489", "tax_code_wrong_check",
         "0100233489 không thể là mã số thuế: chữ số kiểm tra sai. Có lẽ đã gõ nhầm một chữ số.",
         "0100233489 cannot be a tax code: its check digit is wrong. Probably a digit was mistyped."),
        ("tax_code", "12345", "tax_code_wrong_length",
         "“12345” không phải là mã số thuế: mã có 10 chữ số, chi nhánh 13, hộ kinh doanh 12.",
         "“12345” is not a tax code: it has 10 digits, 13 for a branch, or 12 for a household."),
        ("product", " \u00a0 ", "missing_product", "Thiếu tên sản phẩm.", "The product's name is missing."),
        ("product", "x" * 301, "text_too_long", "Nội dung có 301 ký tự; tối đa là 300.",
         "This text has 301 characters; at most 300 fit."),
        ("product", 12, "not_text", "“12” không phải là tên.", "“12” is not a name."),
        ("product", "=SUM(A1:A2)", "formula",
         "Ô G4 là công thức. Hãy dán giá trị thay cho công thức (Dán đặc biệt → Giá trị).",
         "Cell G4 holds a formula. Paste its value instead (Paste special → Values)."),
        ("product", "#REF!", "cell_error", "Ô G4 đang báo lỗi #REF!.", "Cell G4 shows the error #REF!."),
        ("decision", None, "missing_decision", "Thiếu số quyết định.", "The number of the decision is missing."),
    ],
)  # fmt: skip
def test_each_wrong_cell_has_its_sentence(column, typed, code, vi, en):
    rows, _last = read(workbook([row(**{column: typed})]))
    assert [(one.column, one.code) for one in rows[0].problems] == [(column, code)]
    assert (rows[0].problems[0].text("vi"), rows[0].problems[0].text("en")) == (vi, en)


def test_markup_in_a_name_stays_text():
    rows, _last = read(workbook([row(product="<script>alert(1)</script> sen")]))
    assert rows[0].found.product == "<script>alert(1)</script> sen"


def test_zeros_that_excel_dropped_come_back_and_are_said():
    rows, _last = read(workbook([row(tax_code=100233488, phone=901246228)]))
    assert (rows[0].found.tax_code, rows[0].found.phone) == ("0100233488", "+84901246228")
    assert [(note.column, note.code) for note in rows[0].notes] == [
        ("tax_code", "zero_restored"),
        ("phone", "zero_restored"),
    ]


def test_two_phones_in_one_cell_are_both_kept():
    rows, _last = read(workbook([row(phone="0942983193 / 0946945517")]))
    assert (rows[0].found.phone, rows[0].found.phone_second) == ("+84942983193", "+84946945517")


def test_what_is_wrong_with_a_producer_keeps_its_further_products_out():
    assert problems(workbook([row(phone="09123"), below("Mứt sen")])) == [
        (4, "phone", "invalid_phone"),
        (5, "producer", "producer_row_wrong"),
    ]


def test_details_without_a_producers_name_are_not_guessed():
    further = below("Mứt sen")
    further[5] = "0942983193"
    assert problems(workbook([row(), further])) == [(5, "producer", "producer_without_name")]


def test_points_give_the_stars_and_may_not_contradict_them():
    titles = (*TITLES, "Điểm")
    rows, _last = read(
        workbook([[*row(stars=None), "69,99"], [*row(stars=4), 90], [*row(stars=None), 49.9]], titles=titles)
    )
    assert rows[0].found.stars == 3
    assert [one.code for one in rows[1].problems] == ["points_give_other_stars"]
    assert [one.code for one in rows[2].problems] == ["points_give_no_star"]


def test_hidden_sheets_and_sheets_without_titles_are_left_out_and_said():
    book = openpyxl.load_workbook(io.BytesIO(workbook([row()])))
    book.create_sheet("Ghi chú").append(["linh tinh"])
    hidden = book.create_sheet("Cũ")
    hidden.append(list(TITLES))
    hidden.append(row())
    hidden.sheet_state = "hidden"
    rows, last = read(saved(book))
    assert len(rows) == 1
    assert [note.code for note in last.notes] == ["sheet_without_header", "sheet_hidden"]


def test_a_million_empty_rows_end_the_sheet_early():
    content = workbook([row()])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (number, number) for number in range(5, 1_000_005))
    huge = repacked(
        content, replace={"xl/worksheets/sheet1.xml": xml.replace(b"</sheetData>", empty + b"</sheetData>")}
    )
    began = time.process_time()
    rows, last = read(huge)
    assert len(rows) == 1
    assert last.notes == [] or [note.code for note in last.notes] == ["sheet_stopped"]
    assert time.process_time() - began < 5


def test_a_dimension_that_lies_neither_hides_rows_nor_adds_any():
    content = workbook([row(), below("Mứt sen")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    for said in (b"A1:A1", b"A1:XFD1048576"):
        lying = xml.replace(b'<dimension ref="A1:K5"', b'<dimension ref="' + said + b'"')
        assert lying != xml
        rows, _last = read(repacked(content, replace={"xl/worksheets/sheet1.xml": lying}))
        assert len(rows) == 2


def test_a_row_far_below_the_list_is_not_silently_lost():
    book = openpyxl.load_workbook(io.BytesIO(workbook([row()])))
    for column, value in enumerate(row(), start=1):
        book.active.cell(900_000, column, value)
    rows, last = read(saved(book))
    assert (len(rows), [note.code for note in last.notes]) == (1, ["sheet_stopped"])


@pytest.mark.parametrize(
    ("content", "code", "vi", "en"),
    [
        (b"", "empty_file", "Tệp rỗng.", "The file is empty."),
        (b"ten,sao\nA,4\n", "not_a_workbook",
         "Đây không phải là tệp Excel. Hãy mở danh sách bằng Excel và lưu dạng “Excel Workbook (.xlsx)”.",
         "This is not an Excel file. Open the list in Excel and save it as “Excel Workbook (.xlsx)”."),
        (OLE + b"\0" * 600, "old_workbook",
         "Đây là tệp Excel kiểu cũ (.xls). Hãy mở ra và lưu lại dạng “Excel Workbook (.xlsx)”.",
         "This is an Excel file of the old kind (.xls). Open it and save it as “Excel Workbook (.xlsx)”."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted",
         "Tệp được bảo vệ bằng mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.",
         "The file is protected by a password. Remove the password and hand it in again."),
        (b"PK\x03\x04 cut off", "broken_workbook", "Tệp bị hỏng nên không đọc được. Hãy mở bằng Excel rồi lưu lại.",
         "The file is damaged and cannot be read. Open it in Excel and save it again."),
        (b"x" * (limits.MAX_BYTES + 1), "too_large",
         "Tệp lớn hơn 20 MB. Hãy lưu riêng trang tính có danh sách, bỏ hình ảnh.",
         "The file is larger than 20 MB. Save only the sheet with the list, without pictures."),
    ],
    ids=["empty", "csv", "xls", "encrypted", "cut off", "too large"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_with_its_sentence(content, code, vi, en):
    _rows, last = read(content)
    assert (last.problem.code, last.problem.text("vi"), last.problem.text("en")) == (code, vi, en)


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def test_a_renamed_zip_is_told_from_a_workbook():
    assert refusal(zipped(**{"danh-sach.txt": b"x"})) == "renamed_zip"


def test_macros_are_refused():
    assert refusal(repacked(workbook([row()]), add={"xl/vbaProject.bin": b"x"})) == "macros"


def test_other_programs_files_are_named():
    assert refusal(zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")) == "open_document"
    assert refusal(zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"x"})) == "binary_workbook"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(container, "MAX_UNPACKED_REST", 1_000_000)
    bomb = repacked(workbook([row()]), add={"xl/media/image1.png": b"\0" * 5_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb) == "unpacks_too_large"


def test_a_real_zip_bomb_costs_neither_time_nor_memory():
    bomb = repacked(workbook([row()]), add={"xl/sharedStrings.xml": b"\0" * (limits.MAX_UNPACKED_REST + 1)})
    began = time.process_time()
    assert refusal(bomb) == "unpacks_too_large"
    assert time.process_time() - began < 1


def test_entities_that_grow_are_refused():
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert refusal(repacked(workbook([row()]), replace={"xl/workbook.xml": entity})) == "broken_workbook"


def test_a_workbook_without_titles_or_rows_is_refused():
    assert refusal(workbook([row()], titles=("A", "B", "C"))) == "no_header"
    assert refusal(workbook([])) == "no_rows"


def test_too_many_rows_are_refused(monkeypatch):
    from events_app.producers.spreadsheet import reading

    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    assert refusal(workbook([row(), *(below(f"Mứt {number} sen") for number in range(3))])) == "too_many_rows"


def test_every_sentence_has_its_vietnamese():
    for sentence in (*SENTENCES.values(), *COLUMNS.values()):
        assert sentence in _catalogue(), sentence


def _catalogue():
    from events_app.platform.i18n.catalogue import _vietnamese

    return _vietnamese()


def test_the_sample_list_is_read_completely(sample):
    rows, last = read(sample)
    assert len(rows) == 310
    assert sum(bool(one.problems) for one in rows) == 12
    assert {one.section for one in rows} == {
        "Huyện Gia Lâm", "Huyện Thường Tín", "Huyện Phú Xuyên", "Huyện Ba Vì", "Huyện Chương Mỹ", "Huyện Mỹ Đức",
        "Huyện Ứng Hòa", "Huyện Quốc Oai", "Huyện Sóc Sơn", "Huyện Đông Anh", "Huyện Thạch Thất", "Thị xã Sơn Tây",
    }  # fmt: skip
    assert last.notes
    assert TODAY.year == 2026
