"""The pages of the register, as a browser without JavaScript sees them."""

import io
from datetime import date

import openpyxl
import pytest

from events_app.platform.db import fetch
from tests.factories.accounts import make_account, make_member, make_office
from tests.factories.places import find_place
from tests.factories.producers import (
    make_certificate,
    make_graded_product,
    make_producer,
    make_producer_member,
    make_product,
)

pytestmark = pytest.mark.usefixtures("places")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
async def office():
    return await make_office()


@pytest.fixture
async def desk(sign_in, office):
    """An organizer's browser."""
    return await sign_in(await make_member(office))


async def test_every_page_of_the_desk_opens(desk, office):
    producer = await make_producer(office, place=await find_place("Huyện Gia Lâm"))
    product = await make_graded_product(producer)
    certificate = (await fetch("SELECT id FROM certificate"))[0]["id"]
    for language in ("vi", "en"):
        await desk.get(f"/language/{language}")
        for path in (
            "/organizer/producers",
            "/organizer/products",
            "/organizer/producers/new",
            f"/organizer/producers/{producer}",
            f"/organizer/producers/{producer}/edit",
            f"/organizer/producers/{producer}/products/new",
            f"/organizer/products/{product}",
            f"/organizer/products/{product}/certificates/{certificate}",
            "/organizer/imports",
            "/organizer/places?q=truc+bach",
            "/producers",
            f"/producers/{producer}",
            f"/products/{product}",
        ):
            page = await desk.get(path)
            assert page.status_code == 200, f"{path}: {page.text[:2000]}"
            assert f'lang="{language}"' in page.text


async def test_a_producer_is_entered_and_its_name_escaped(desk):
    answer = await desk.post_form("/organizer/producers/new", {"name": "<b>HTX</b> Đồng Nội", "phone": "0901246228"})
    assert answer.status_code == 303, answer.text
    page = await desk.get(answer.headers["location"])
    assert "&lt;b&gt;HTX&lt;/b&gt; Đồng Nội" in page.text
    assert "<b>HTX</b>" not in page.text


async def test_a_refused_form_keeps_what_was_typed_and_says_why(desk):
    answer = await desk.post_form("/organizer/producers/new", {"name": "HTX Sen", "phone": "09123", "tax_code": "12"})
    assert answer.status_code == 422
    assert 'value="HTX Sen"' in answer.text
    assert 'value="09123"' in answer.text
    assert "không phải là số điện thoại" in answer.text


async def test_a_stale_edit_shows_both_states_and_keeps_what_was_typed(desk, office):
    producer = await make_producer(office, name="HTX Sen", representative="Nguyễn Thị Hoa")
    typed = {"revision": "1", "name": "HTX Sen", "representative": "Lê Văn Bảy"}
    assert (await desk.post_form(f"/organizer/producers/{producer}/edit", typed)).status_code == 303
    slower = await desk.post_form(f"/organizer/producers/{producer}/edit", {**typed, "representative": "Vũ Thị Tám"})
    assert slower.status_code == 409
    assert 'value="Vũ Thị Tám"' in slower.text
    assert "Lê Văn Bảy" in slower.text
    assert 'name="revision" value="2"' in slower.text


async def test_the_list_keeps_its_filter_in_the_address_and_pages_on(desk, office):
    for number in range(52):
        await make_producer(office, name=f"HTX Sen {number:02}")
    await make_producer(office, name="Công ty Lúa")
    page = await desk.get("/organizer/producers", params={"q": "sen"})
    assert "52" in page.text
    assert "Công ty Lúa" not in page.text
    assert "q=sen&amp;cursor=" in page.text


async def test_lists_run_a_fixed_number_of_queries(desk, office, count_queries):
    await make_graded_product(await make_producer(office, place=await find_place("Huyện Gia Lâm")))
    counted = {}
    for path in ("/organizer/producers", "/organizer/products", "/producers"):
        with count_queries() as seen:
            await desk.get(path)
        counted[path] = len(seen)
    for _more in range(2):
        await make_graded_product(await make_producer(office, place=await find_place("Huyện Ba Vì")))
    for path, before in counted.items():
        with count_queries() as seen:
            await desk.get(path)
        assert len(seen) == before, path


async def test_lists_are_exported_as_narrowed(desk, office):
    await make_graded_product(await make_producer(office, name='=HYPERLINK("http://x")'), name="Trà sen")
    await make_producer(office, name="Công ty Lúa")
    answer = await desk.get("/organizer/producers.xlsx", params={"q": "hyperlink"})
    assert answer.headers["content-type"] == EXCEL
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ['\'=HYPERLINK("http://x")']
    assert rows[0][0].data_type == "s"
    products = openpyxl.load_workbook(io.BytesIO((await desk.get("/organizer/products.xlsx")).content)).active
    assert [products["A2"].value, products["D2"].value, products["E2"].value.date()] == [
        "Trà sen",
        4,
        date(2028, 5, 12),
    ]


async def test_another_offices_producer_is_refused(desk):
    producer = await make_producer(await make_office())
    assert (await desk.get(f"/organizer/producers/{producer}")).status_code == 403
    assert (await desk.post_form(f"/organizer/producers/{producer}/edit", {"name": "X"})).status_code == 403
    assert (await desk.get("/organizer/producers/999999")).status_code == 404


async def test_a_visitor_sees_a_star_only_while_it_is_in_force(client):
    producer = await make_producer(name="HTX Sen", phone="+84911111111")
    shown = await make_graded_product(producer, stars=5, name="Trà sen")
    lapsed = await make_product(producer, name="Mứt sen")
    await make_certificate(lapsed, stars=4, issued_on=date(2021, 1, 1))
    catalogue = await client.get("/producers")
    assert "Trà sen" in catalogue.text
    assert "Mứt sen" not in catalogue.text
    page = await client.get(f"/producers/{producer}")
    assert page.text.count('class="stars"') == 1
    assert "911111111" not in page.text, "a visitor sees no telephone number"
    assert "5 sao" in (await client.get(f"/products/{shown}")).text
    assert 'class="stars"' not in (await client.get(f"/products/{lapsed}")).text


async def test_an_import_goes_from_file_to_undo_by_pages(desk, office, sample):
    answer = await desk.post_form("/organizer/imports", files={"file": ("ds.xlsx", sample, EXCEL)})
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"]
    preview = await desk.get(path)
    assert "Ghi 294 dòng vào sổ" in preview.text
    wrong = await desk.get(path, params={"show": "skip"})
    assert "“huyện Hà Đôg” không phải là tên quận, huyện. Có phải là “Quận Hà Đông” không?" in wrong.text
    assert wrong.text.count("<tr>") == 17
    written = await desk.post_form(f"{path}/acceptance")
    assert written.status_code == 303
    assert "294 dòng đã được ghi vào sổ" in (await desk.get(path)).text
    asked = await desk.get(f"{path}/undo")
    assert "Hoàn tác 712 mục" in asked.text
    assert (await desk.post_form(f"{path}/undo")).status_code == 303
    assert "Đã hoàn tác toàn bộ lần nhập này" in (await desk.get(path)).text


async def test_wrong_rows_download_in_the_shape_of_a_list(desk, sample):
    path = (await desk.post_form("/organizer/imports", files={"file": ("ds.xlsx", sample, EXCEL)})).headers["location"]
    answer = await desk.get(f"{path}/errors.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[0][0] == "Tên chủ thể"
    assert len(rows) == 17
    assert rows[1][-2] == 26
    assert "Hà Đông" in rows[1][-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04 broken", "hỏng"), (b"hello", "không phải là tệp Excel"), (b"", "rỗng")],
)
async def test_a_file_that_is_no_list_is_refused_at_the_field(desk, content, said):
    answer = await desk.post_form("/organizer/imports", files={"file": ("ds.xlsx", content, EXCEL)})
    assert answer.status_code == 422
    assert said in answer.text


async def test_a_producer_edits_its_contact_and_not_its_name(sign_in, office):
    producer = await make_producer(office, name="HTX Sen")
    await make_graded_product(producer, name="Trà sen")
    browser = await sign_in(await make_producer_member(producer))
    assert "Trà sen" in (await browser.get("/producer/products")).text
    assert (await browser.get("/producer/profile")).status_code == 200
    sent = {"revision": "1", "phone": "0901246228", "name": "HTX Khác"}
    assert (await browser.post_form("/producer/profile", sent)).status_code == 303
    row = (await fetch("SELECT name, phone FROM producer WHERE id = $1", producer))[0]
    assert tuple(row.values()) == ("HTX Sen", "+84901246228")
    other = await make_producer(office)
    assert (await browser.get("/producer/profile", params={"producer": other})).status_code == 403


async def test_somebody_new_enters_their_own_producer(sign_in, office):
    account = await make_account()
    browser = await sign_in(account)
    assert (await browser.get("/producer/products")).status_code == 403
    assert (await browser.get("/producer/new")).status_code == 200
    sent = {"office": str(office), "name": "HTX Mới", "tax_code": "0100233488"}
    assert (await browser.post_form("/producer/new", sent)).status_code == 303
    assert (await browser.get("/producer/products")).status_code == 200
    again = await browser.post_form("/producer/new", sent)
    assert again.status_code == 409


async def test_an_organizer_lets_an_account_act_for_a_producer(desk, office):
    producer = await make_producer(office)
    await make_account(email="hoa@vidu.vn")
    path = f"/organizer/producers/{producer}/members"
    assert (await desk.post_form(path, {"email": "ai-do@vidu.vn"})).status_code == 422
    assert (await desk.post_form(path, {"email": "Hoa@vidu.vn"})).status_code == 303
    assert "hoa@vidu.vn" in (await desk.get(f"/organizer/producers/{producer}")).text
    account = (await fetch("SELECT account FROM producer_member"))[0]["account"]
    assert (await desk.post_form(f"{path}/{account}/removal")).status_code == 303
    assert await fetch("SELECT 1 FROM producer_member") == []


async def test_a_product_is_put_forward_and_decided_beside_its_grade(desk, office):
    product = await make_graded_product(await make_producer(office), stars=4)
    path = f"/organizer/products/{product}/submission"
    assert (await desk.post_form(path, {"submitted_on": "2026-10-01"})).status_code == 303
    assert (await desk.post_form(path, {"submitted_on": "2026-10-02"})).status_code == 409
    assert "tiềm năng 5 sao" in (await desk.get("/producers")).text
    decision = {"outcome": "refused", "decided_on": "2026-11-01"}
    assert (await desk.post_form(f"{path}/decision", decision)).status_code == 303
    assert (await desk.post_form(f"{path}/decision", decision)).status_code == 409
    assert "tiềm năng 5 sao" not in (await desk.get("/producers")).text


async def test_a_revoked_certificate_shows_no_star(desk, office):
    product = await make_graded_product(await make_producer(office))
    certificate = (await fetch("SELECT id FROM certificate"))[0]["id"]
    path = f"/organizer/products/{product}/certificates/{certificate}/revocation"
    assert (await desk.post_form(path, {"revoked_on": "2026-11-24", "reason": "Sai nhãn"})).status_code == 303
    assert 'class="stars"' not in (await desk.get(f"/products/{product}")).text


async def test_every_list_can_be_taken_along_as_excel(desk, office, sample):
    await make_graded_product(await make_producer(office))
    job = (await desk.post_form("/organizer/imports", files={"file": ("ds.xlsx", sample, EXCEL)})).headers["location"]
    for path in (
        "/organizer/producers.xlsx",
        "/organizer/products.xlsx",
        "/organizer/imports.xlsx",
        f"{job}/rows.xlsx",
        f"{job}/errors.xlsx",
        "/organizer/places.xlsx?q=ngoc+ha",
        "/producers.xlsx",
    ):
        answer = await desk.get(path)
        assert answer.status_code == 200, path
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet.max_row > 1, path
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], path
