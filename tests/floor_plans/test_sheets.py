"""Plans from spreadsheets of booths: rows become booths or sentences, and nothing is saved before it was shown."""

import io
import re
import zipfile

import openpyxl
import pytest

from events_app.floor_plans import queries
from events_app.floor_plans.rules import Category, SheetHall, SheetRow, Utility
from events_app.floor_plans.rules.sheet import read_sheet
from tests.factories.accounts import make_member, make_office
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer

TITLES = (
    "Mã gian",
    "Khu",
    "X (m)",
    "Y (m)",
    "Chiều rộng (m)",
    "Chiều sâu (m)",
    "Khu vực",
    "Loại gian",
    "Tiện ích",
    "Phí",
)
NAMES = ("code", "hall", "x", "y", "width", "height", "zone", "category", "utilities", "price")


def row(number: int, *texts: str) -> SheetRow:
    return SheetRow(number, {name: text for name, text in zip(NAMES, texts, strict=False) if text})


def faults(*rows: SheetRow, halls: tuple[SheetHall, ...] = ()) -> list[tuple[int, str]]:
    return [(each.row, each.fault.text("en")) for each in read_sheet(rows, halls).faults]


def test_row_is_read_as_people_write_it():
    read = read_sheet(
        [row(2, "A01", "A", "3", "3,5", "3 m", "2.5", "Thực phẩm", "Gian góc", "Điện, nước; kho lạnh", "2.000.000 đ")],
        [],
    )
    assert read.faults == []
    [booth] = read.booths
    assert (booth.x, booth.y, booth.width, booth.height) == (300, 350, 300, 250)
    assert (booth.zone, booth.category, booth.price) == ("Thực phẩm", Category.CORNER, 2_000_000)
    assert booth.utilities == [Utility.POWER, Utility.WATER, Utility.COLD]


def test_new_hall_is_as_large_as_its_booths_need():
    [hall] = read_sheet([row(2, "A01", "B", "10", "4")], []).halls
    assert (hall.code, hall.width, hall.height) == ("B", 1600, 1000)


def test_codes_alone_are_laid_out_a_row_for_each_letter():
    read = read_sheet([row(number, code) for number, code in enumerate(("A10", "A2", "B1", "A1"), start=2)], [])
    assert read.laid_out == ["A"]
    assert [(booth.code, booth.x, booth.y) for booth in sorted(read.booths, key=lambda each: (each.y, each.x))] == [
        ("A1", 300, 300),
        ("A2", 600, 300),
        ("A10", 900, 300),
        ("B1", 300, 900),
    ]


def test_hall_that_stands_keeps_its_size_and_booths_out_of_it_are_named():
    hall = SheetHall("A", 2000, 1000)
    read = read_sheet([row(2, "A01", "A", "1", "1"), row(3, "A02", "A", "18", "1")], [hall])
    assert read.halls == [hall]
    assert [(each.row, each.fault.text("en")) for each in read.faults] == [
        (3, "Booth A02 reaches out of hall A, which measures 20 × 10 m.")
    ]


def test_overlap_names_both_codes_and_the_other_row():
    assert faults(row(2, "A01", "A", "3", "3"), row(5, "A02", "A", "5", "3")) == [
        (5, "Booth A02 lies on booth A01 of row 2.")
    ]


def test_two_with_one_code_are_told_apart_by_their_rows():
    assert faults(row(2, "A01", "A", "3", "3"), row(3, "A01", "A", "9", "3")) == [
        (3, "Code A01 stands in row 2 already. Every booth needs a code of its own.")
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (row(2, "", "A", "3", "3"), "The booth has no code."),
        (row(2, "A01", "A", "drei", "3"), "“drei” is not a length in metres. Write it like 3 or 2.5."),
        (row(2, "A01", "A", "-3", "3"), "“-3” is not a length in metres. Write it like 3 or 2.5."),
        (row(2, "A01", "A", "3", "3", "0"), "Booth A01 has no size."),
        (row(2, "A01" * 9), f"“{'A01' * 9}” is too long: a code has at most 12 characters."),
        (
            row(2, "A01", "A", "3", "3", "3", "3", "", "VIP"),
            "“VIP” is not a kind of booth. Write standard, corner or large.",
        ),
        (
            row(2, "A01", "A", "3", "3", "3", "3", "", "", "gas"),
            "“gas” is not a utility. Write power, water or cold storage.",
        ),
        (
            row(2, "A01", "A", "3", "3", "3", "3", "", "", "", "free"),
            "“free” is not a fee in đồng. Write it like 2000000.",
        ),
        (
            SheetRow(2, {"code": "A01"}, ["price"]),
            "Column “price” holds a formula. Paste its value instead.",
        ),
    ],
)
def test_what_cannot_be_read_is_said(wrong, sentence):
    assert faults(wrong) == [(2, sentence)]


def test_place_given_for_some_is_asked_for_the_others():
    assert faults(row(2, "A01", "A", "3", "3"), row(3, "A02", "A")) == [
        (3, "Booth A02 has no place: give x and y, or leave both empty in the whole hall.")
    ]


def workbook(*rows: tuple, titles: tuple = TITLES) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(titles)
    for each in rows:
        book.active.append(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def organizer(sign_in, office):
    return await sign_in(await make_member(office))


async def path_of(fair: int) -> str:
    return f"/organizer/fairs/{await slug_of(fair)}/booths"


async def hand_in(organizer, path: str, content: bytes, language: str = "en"):
    return await organizer.post_form(f"{path}/sheet?lang={language}", {}, files={"file": ("gian.xlsx", content)})


def packed(page: str) -> str:
    import html

    return html.unescape(re.search(r'name="plan" value="([^"]*)"', page)[1])


async def test_sheet_is_shown_then_saved(organizer, office):
    fair = await make_fair(office=office)
    path = await path_of(fair)
    content = workbook(("A01", "A", 3, 3, 3, 3, "Thực phẩm", "Gian góc", "Điện", 2_000_000), ("A02", "A", 6, 3))
    shown = await hand_in(organizer, path, content)
    assert shown.status_code == 200
    assert await booths_of(fair) == {}
    saved = await organizer.post_form(f"{path}/sheet/acceptance", {"plan": packed(shown.text)})
    assert saved.headers["location"] == path
    plan = await queries.floor_plan_of(fair)
    assert [(booth.code, booth.x, booth.zone) for booth in plan.booths] == [("A01", 3, "Thực phẩm"), ("A02", 6, None)]


async def test_rows_at_fault_are_listed_and_nothing_can_be_saved(organizer, office):
    path = await path_of(await make_fair(office=office))
    refused = await hand_in(organizer, path, workbook(("A01", "A", 3, 3), ("A02", "A", 4, 3), ("A01", "A", 20, 3)))
    assert refused.status_code == 422
    assert "Booth A02 lies on booth A01 of row 2." in refused.text
    assert "Code A01 stands in row 2 already." in refused.text
    assert 'name="plan"' not in refused.text


async def test_exported_plan_is_read_back_as_the_same_plan(organizer, office):
    fair = await make_floor_plan(await make_fair(office=office))
    path = await path_of(fair)
    for language in ("vi", "en"):
        export = await organizer.get(f"{path}/plan.xlsx?lang={language}")
        shown = await hand_in(organizer, path, export.content, language)
        assert shown.status_code == 200, shown.text
        await organizer.post_form(f"{path}/sheet/acceptance", {"plan": packed(shown.text)})
    plan = await queries.floor_plan_of(fair)
    assert (await queries.plan_version(fair, 1)).plan.booths == plan.booths
    assert plan.revision == 3


async def test_template_is_a_sheet_that_can_be_read(organizer, office):
    path = await path_of(await make_fair(office=office))
    for language in ("vi", "en"):
        template = await organizer.get(f"{path}/template.xlsx?lang={language}")
        assert (await hand_in(organizer, path, template.content)).status_code == 200


async def test_sheet_that_would_lose_a_holder_names_them(organizer, office):
    fair = await make_floor_plan(await make_fair(office=office))
    await make_claim((await booths_of(fair))["A10"], await make_producer(name="HTX Mật ong"), state="assigned")
    refused = await hand_in(organizer, await path_of(fair), workbook(("A01", "A", 3, 3)))
    assert refused.status_code == 409
    assert "A10 HTX Mật ong" in refused.text


async def test_sheet_says_whom_it_touches(organizer, office):
    fair = await make_floor_plan(await make_fair(office=office), rows=1, columns=2)
    await make_claim((await booths_of(fair))["A01"], await make_producer(name="HTX Mật ong"), state="assigned")
    shown = await hand_in(organizer, await path_of(fair), workbook(("A01", "A", 3.5, 3, 2, 2), ("A02", "A", 6, 3)))
    assert "A01 HTX Mật ong" in shown.text


async def test_plan_saved_meanwhile_is_not_written_over(organizer, office, now):
    fair = await make_floor_plan(await make_fair(office=office))
    path = await path_of(fair)
    export = await organizer.get(f"{path}/plan.xlsx")
    shown = await hand_in(organizer, path, export.content)
    for status in (303, 409):
        answer = await organizer.post_form(f"{path}/sheet/acceptance", {"plan": packed(shown.text)})
        assert answer.status_code == status


def renamed_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("gian.txt", "A01")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (renamed_zip(), "This is a ZIP archive that was renamed"),
        (b"A01;A;3;3", "This is not an Excel file."),
        (workbook(("x",), titles=("Tên", "Tuổi")), "The row of column titles was not found."),
        (workbook(), "There is not one booth in the file."),
        (workbook(("A01", "A", "=1+2", 3)), "Column “x” holds a formula."),
    ],
)
async def test_hostile_or_empty_file_is_refused_in_words(organizer, office, content, sentence):
    path = await path_of(await make_fair(office=office))
    refused = await hand_in(organizer, path, content)
    assert refused.status_code == 422
    assert sentence in refused.text


async def test_no_file_is_asked_for(organizer, office):
    path = await path_of(await make_fair(office=office))
    refused = await organizer.post_form(f"{path}/sheet?lang=en", {})
    assert refused.status_code == 422
    assert "Choose the Excel file first." in refused.text


async def test_tampered_plan_is_looked_over_again(organizer, office):
    path = await path_of(await make_fair(office=office))
    forged = '{"halls": [], "booths": [], "zones": []}'
    assert (await organizer.post_form(f"{path}/sheet/acceptance", {"plan": forged})).status_code == 422
    assert (await organizer.post_form(f"{path}/sheet/acceptance", {"plan": "no plan"})).status_code == 422
