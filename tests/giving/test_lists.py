"""Passes from a spreadsheet: read, looked at, given once, taken back."""

import asyncio
import io

import openpyxl
import pytest

from events_app.giving.jobs import JOBS
from events_app.giving.operations import give_list, hand_in_list
from events_app.giving.operations.lists import PREVIEWS_STAY
from events_app.giving.rules.lists import read_rows
from events_app.outreach.handlers import COMPOSERS, make_handlers
from events_app.outreach.mail_settings import mail_settings
from events_app.outreach.operations import advance_fan_outs
from events_app.passes.errors import DayIsFull
from events_app.passes.operations import code_of
from events_app.passes.queries import find_pass
from events_app.passes.rules import PassKind
from events_app.platform.db import fetch
from events_app.platform.outbox import deliver_due
from events_app.platform.spreadsheet.table import TextRow
from tests.clock import NOW
from tests.factories.passes import make_gate_site, scan_body
from tests.passes.test_rules import DAYS

TITLES = ["Họ và tên", "Điện thoại", "E-mail", "Loại thẻ", "Ngày"]
PEOPLE = [
    ["Nguyễn Thị Lan", "0912 345 678", "lan@vidu.vn", "Báo chí", ""],
    ["Trần Văn Hùng", 912345679, "", "", "2-3"],
    ["Lê An", "", "", "khách mời", "24/11/2026"],
]
SWEEP = {job.name: job.run for job in JOBS}["passes.previews"]


def workbook(rows, titles=TITLES):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["DANH SÁCH KHÁCH"])
    sheet.append(titles)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(**texts):
    [row] = read_rows([TextRow(7, texts)], DAYS)
    return row


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"phone": "0912345678"}, "missing_name"),
        ({"name": "x" * 130}, "bad_name"),
        ({"name": "Lan", "email": "lan@"}, "bad_email"),
        ({"name": "Lan", "phone": "12"}, "bad_phone"),
        ({"name": "Lan", "kind": "vua"}, "unknown_kind"),
        ({"name": "Lan", "days": "9"}, "bad_days"),
        ({"name": "Lan", "days": "3-2"}, "bad_days"),
        ({"name": "Lan", "days": "31/02/2026"}, "bad_days"),
    ],
)
def test_row_says_in_which_cell_it_is_wrong(texts, code):
    assert [error[0] for error in read(**texts).errors] == [code]


def test_everything_wrong_with_a_row_is_said_at_once():
    row = read(name="Lan", email="lan@", phone="12", kind="vua", days="x")
    assert [error[0] for error in row.errors] == ["bad_email", "bad_phone", "unknown_kind", "bad_days"]


def test_zero_that_excel_dropped_is_put_back():
    assert read(name="Lan", phone="912345678").phone == "+84912345678"


def test_formula_is_refused():
    [row] = read_rows([TextRow(3, {"name": "=A1"}, ["name"])], DAYS)
    assert [error[0] for error in row.errors] == ["formula"]


async def hand_in(client, site, content, name="khach.xlsx"):
    return await client.post_form(f"/organizer/fairs/{site.slug}/pass-lists", files={"file": (name, content)})


async def test_list_is_previewed_given_and_taken_back(client, sign_in, api, site):
    await sign_in(site.organizer.id)
    wrong = ["Không Số", "12", "", "", ""]
    answer = await hand_in(client, site, workbook([*PEOPLE, wrong]))
    assert answer.status_code == 303, answer.text
    here = answer.headers["location"]
    preview = await client.get(here)
    assert "Nguyễn Thị Lan" in preview.text
    assert "“12” không phải là số điện thoại" in preview.text
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 0
    refused = await client.post_form(f"{here}/give", {})
    assert refused.status_code == 422
    for _ in range(2):
        assert (await client.post_form(f"{here}/give", {"consent": "on"})).status_code == 303
    rows = await fetch(
        "SELECT holder_name, holder_phone, kind, first_day, last_day, consent_channel FROM entry_pass ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        ("Nguyễn Thị Lan", "+84912345678", "press", 1, 5, "import"),
        ("Trần Văn Hùng", "+84912345679", "visitor", 2, 3, "import"),
        ("Lê An", None, "vip", 2, 2, "import"),
    ]
    kept = await fetch("SELECT name FROM pass_list_row WHERE entry_pass IS NOT NULL")
    assert {row["name"] for row in kept} == {""}
    first = (await fetch("SELECT min(id) AS id FROM entry_pass"))[0]["id"]
    code = await code_of(await find_pass(first), signer=site.signer, now=NOW)
    scanned = await api.with_token(site.token).post("/api/v1/check-ins", json=scan_body(site, code))
    assert scanned.json()["result"] == "admitted"
    await client.post_form(f"{here}/undo")
    states = await fetch("SELECT state FROM entry_pass ORDER BY id")
    assert [row["state"] for row in states] == ["valid", "revoked", "revoked"]


async def test_wrong_rows_are_taken_home_to_be_corrected(client, sign_in, site):
    await sign_in(site.organizer.id)
    answer = await hand_in(client, site, workbook([*PEOPLE, ["Không Số", "12", "", "", ""]]))
    sheet = openpyxl.load_workbook(
        io.BytesIO((await client.get(f"{answer.headers['location']}/errors.xlsx")).content)
    ).active
    assert (sheet.max_row, sheet["A2"].value) == (2, "Không Số")


async def test_template_is_a_list_without_a_fault(client, sign_in, site):
    await sign_in(site.organizer.id)
    template = await client.get(f"/organizer/fairs/{site.slug}/pass-lists/template.xlsx")
    answer = await hand_in(client, site, template.content)
    found = (await fetch("SELECT count(*) AS rows, sum(error_count) AS wrong FROM pass_list_row"))[0]
    assert (answer.status_code, found["rows"], found["wrong"]) == (303, len(PassKind), 0)


async def test_same_file_twice_is_one_list_and_after_taking_back_a_new_one(client, sign_in, site):
    await sign_in(site.organizer.id)
    content = workbook(PEOPLE)
    first, second = [(await hand_in(client, site, content)).headers["location"] for _ in range(2)]
    assert first == second
    await client.post_form(f"{first}/give", {"consent": "on"})
    await client.post_form(f"{first}/undo")
    assert (await hand_in(client, site, content)).headers["location"] != first


async def test_race_of_giving_one_list_gives_each_pass_once(site):
    made = await hand_in_list(site.slug, "a.xlsx", workbook(PEOPLE), acting=site.organizer, now=NOW)
    given = await asyncio.gather(
        *(give_list(made, signer=site.signer, acting=site.organizer, now=NOW) for _ in range(8))
    )
    assert given == [3] * 8
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 3


async def test_person_with_a_pass_is_not_given_another(site):
    one = await hand_in_list(site.slug, "a.xlsx", workbook(PEOPLE[:1]), acting=site.organizer, now=NOW)
    await give_list(one, signer=site.signer, acting=site.organizer, now=NOW)
    other = await hand_in_list(site.slug, "b.xlsx", workbook(PEOPLE), acting=site.organizer, now=NOW)
    rows = await fetch("SELECT errors::text AS said FROM pass_list_row WHERE pass_list = $1 AND error_count > 0", other)
    assert ["has_pass" in row["said"] for row in rows] == [True]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "rỗng"),
        (b"MZ\x90\x00 virus", "không phải"),
        (b"PK\x03\x04" + b"\0" * 100, "hỏng"),
        (workbook([["x"]], titles=["Cột", "Khác"]), "dòng tiêu đề"),
        (workbook([]), "Không có ai"),
    ],
)
async def test_file_that_is_no_list_is_refused_in_words(client, sign_in, site, content, word):
    await sign_in(site.organizer.id)
    answer = await hand_in(client, site, content)
    assert answer.status_code == 422
    assert word in answer.text
    assert (await fetch("SELECT count(*) AS n FROM pass_list"))[0]["n"] == 0


async def test_list_beyond_the_quota_of_a_day_gives_nothing(site):
    await fetch("UPDATE pass_plan SET daily_quota = 1 WHERE fair = $1", site.fair)
    people = [["Khách Một", "", "", "", "2"], ["Khách Hai", "", "", "", "2"]]
    made = await hand_in_list(site.slug, "a.xlsx", workbook(people), acting=site.organizer, now=NOW)
    with pytest.raises(DayIsFull):
        await give_list(made, signer=site.signer, acting=site.organizer, now=NOW)
    assert (await fetch("SELECT count(*) AS n FROM entry_pass"))[0]["n"] == 0


async def test_each_address_of_a_list_gets_its_pass_by_letter(site, settings):
    made = await hand_in_list(site.slug, "a.xlsx", workbook(PEOPLE), acting=site.organizer, now=NOW)
    await give_list(made, signer=site.signer, acting=site.organizer, now=NOW)
    await deliver_due(make_handlers(settings), now=NOW)
    await advance_fan_outs(mail_settings(settings), COMPOSERS, now=NOW)
    mails = await fetch("SELECT recipient, enclosure, invitation_method FROM mail")
    first = (await fetch("SELECT min(id) AS id FROM entry_pass"))[0]["id"]
    assert [(mail["recipient"], mail["enclosure"]) for mail in mails] == [("lan@vidu.vn", f"pass:{first}")]


async def test_lists_of_another_office_are_closed(client, sign_in, site):
    made = await hand_in_list(site.slug, "a.xlsx", workbook(PEOPLE), acting=site.organizer, now=NOW)
    await sign_in((await make_gate_site()).organizer.id)
    here = f"/organizer/fairs/{site.slug}/pass-lists"
    for path in (here, f"{here}/{made}", f"{here}/{made}/errors.xlsx", f"{here}/template.xlsx"):
        assert (await client.get(path)).status_code == 403, path
    assert (await client.post_form(f"{here}/{made}/give", {"consent": "on"})).status_code == 403


async def test_preview_nobody_gave_passes_for_is_forgotten(site):
    await hand_in_list(site.slug, "a.xlsx", workbook(PEOPLE), acting=site.organizer, now=NOW)
    await SWEEP(NOW + PREVIEWS_STAY)
    assert (await fetch("SELECT count(*) AS n FROM pass_list_row"))[0]["n"] == 3
    await SWEEP(NOW + PREVIEWS_STAY * 2)
    assert (await fetch("SELECT count(*) AS n FROM pass_list_row"))[0]["n"] == 0
