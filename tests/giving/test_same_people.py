"""Two people of one name on a list are two, and a person handed in again is the same one."""

import asyncio
import unicodedata

import asyncpg
import pytest

from events_app.giving.errors import NothingToGive
from events_app.giving.operations import give_list, hand_in_list
from events_app.giving.rules.lists import ListRow, read_rows
from events_app.giving.rules.same_people import (
    EarlierPass,
    note_same_people,
    refuse_who_has_a_pass,
    take_as_one_person,
)
from events_app.passes.operations import replace_pass
from events_app.passes.rules import PassKind
from events_app.passes.schemas import ReplacementInput
from events_app.platform import migrations
from events_app.platform.db import fetch
from events_app.platform.migrations import known_migrations, migrate
from events_app.platform.spreadsheet.table import TextRow
from tests.clock import NOW
from tests.databases import scratch_database
from tests.giving.test_lists import hand_in, workbook
from tests.locks import holding, until_so_many_wait
from tests.passes.test_rules import DAYS

MIGRATION = "0200_names_keep_their_accents"
HUONG = ["Nguyễn Thị Hương", "", "", "", ""]
NAMESAKES = [HUONG, ["Nguyễn Thị Hường", "", "", "", ""], HUONG, ["Trần Văn Đạt", "", "", "", ""]]


def rows_of(*people) -> list[ListRow]:
    titles = ("name", "phone", "email", "kind")
    texts = [TextRow(number, dict(zip(titles, said, strict=False))) for number, said in enumerate(people, start=3)]
    rows = read_rows(texts, DAYS)
    note_same_people(rows)
    return rows


def codes(rows) -> list[list[str]]:
    return [[code for code, _ in row.errors] for row in rows]


def earlier(serial, name, *, phone="", email="", kind=PassKind.visitor, from_list=True) -> EarlierPass:
    return EarlierPass(serial, kind, name, phone, email, from_list)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Nguyễn Thị Hương",), ("Nguyễn Thị Hường",), False),
        (("Trần Văn Đạt",), ("Trần Văn Dát",), False),
        (("Lan",), ("Lân",), False),
        (("Lan",), ("LAN ",), True),
        (("Đỗ Thị  Hoà",), ("ĐỖ THỊ HÒA",), True),
        (("Hương",), (unicodedata.normalize("NFD", "Hương"),), True),
        (("Lan", "0912345678"), ("Lan", "0912345679"), False),
        (("Lan", "0912345678"), ("Lan",), False),
        (("Lan", "0912345678"), ("Lan", "+84 912 345 678"), True),
        (("Lan", "", "a@vidu.vn"), ("Lan", "", "b@vidu.vn"), False),
    ],
)
def test_row_says_the_same_as_another_by_name_with_accents_and_by_address(one, other, same):
    rows = rows_of(one, other)
    assert [row.same_as for row in rows] == [None, 3 if same else None]
    assert codes(rows) == [[], []]


def test_third_of_a_name_points_at_the_first_and_a_wrong_row_at_nobody():
    assert [row.same_as for row in rows_of(("Lan", "12"), ("Lan",), ("Lan",), ("Lan",))] == [None, None, 4, 4]


def test_rows_of_one_name_are_one_person_when_the_office_says_so():
    rows = rows_of(("Lan",), ("Hùng",), ("Lan",))
    take_as_one_person(rows)
    assert [row.errors for row in rows] == [[], [], [("twice_in_file", {"row": 3})]]


def test_each_earlier_pass_speaks_for_one_row():
    rows = rows_of(("Hương",), ("Hương",), ("Hương",))
    refuse_who_has_a_pass(rows, [earlier(20, "Hương"), earlier(10, "HƯƠNG")])
    assert [row.errors for row in rows] == [
        [("name_has_pass", {"serial": 10})],
        [("name_has_pass", {"serial": 20})],
        [],
    ]


@pytest.mark.parametrize(
    ("person", "given", "code"),
    [
        (("Lan", "0912345678"), earlier(1, "Lan", phone="+84912345678", from_list=False), ["has_pass"]),
        (("Lan", "", "a@vidu.vn"), earlier(1, "Lan", phone="+84912345678", email="a@vidu.vn"), ["has_pass"]),
        (("Lan", "0912345678"), earlier(1, "Lân", phone="+84912345678"), []),
        (("Lan", "0912345678"), earlier(1, "Lan", phone="+84912345679"), []),
        (("Lan", "0912345678"), earlier(1, "Lan"), []),
        (("Lan",), earlier(1, "Lan", phone="+84912345678"), []),
        (("Lan",), earlier(1, "Lan", from_list=False), []),
        (("Hường",), earlier(1, "Hương"), []),
        (("Lan", "", "", "press"), earlier(1, "Lan"), []),
        (("Lan", "", "", "press"), earlier(1, "Lan", kind=PassKind.press), ["name_has_pass"]),
    ],
)
def test_who_has_a_pass(person, given, code):
    rows = rows_of(person)
    refuse_who_has_a_pass(rows, [given])
    assert codes(rows) == [code]


def test_pass_found_by_telephone_and_by_address_is_one_pass():
    rows = rows_of(("Lan", "0912345678", "a@vidu.vn"), ("Lan", "", "a@vidu.vn"))
    refuse_who_has_a_pass(rows, [earlier(1, "Lan", phone="+84912345678", email="a@vidu.vn")])
    assert codes(rows) == [["has_pass"], []]


async def read(site, people, name="a.xlsx", titles=None) -> int:
    content = workbook(people, **({"titles": titles} if titles else {}))
    return await hand_in_list(site.slug, name, content, acting=site.organizer, now=NOW)


async def give(site, made, **said) -> int:
    return await give_list(made, signer=site.signer, acting=site.organizer, now=NOW, **said)


async def names() -> list[str]:
    rows = await fetch("SELECT holder_name FROM entry_pass WHERE state = 'valid' ORDER BY id")
    return [row["holder_name"] for row in rows]


async def test_two_people_of_one_name_get_two_passes_and_the_page_says_so_first(client, sign_in, site):
    await sign_in(site.organizer.id)
    here = (await hand_in(client, site, workbook(NAMESAKES))).headers["location"]
    preview = (await client.get(here)).text
    assert "1 dòng ghi giống hệt dòng trước" in preview
    assert "Khi đó sẽ cấp 3 thẻ." in preview
    assert "Cấp 4 thẻ" in preview
    same = (await client.get(f"{here}?show=same")).text
    assert (same.count("Nguyễn Thị Hương"), same.count("Trần Văn Đạt")) == (2, 0)
    await client.post_form(f"{here}/give", {"consent": "on"})
    assert await names() == [person[0] for person in NAMESAKES]


async def test_office_says_by_one_tick_that_they_are_one(client, sign_in, site):
    await sign_in(site.organizer.id)
    here = (await hand_in(client, site, workbook(NAMESAKES))).headers["location"]
    refused = await client.post_form(f"{here}/give", {"one_person": "on"})
    assert refused.status_code == 422
    assert 'name="one_person" value="on" checked' in " ".join(refused.text.split())
    await client.post_form(f"{here}/give", {"consent": "on", "one_person": "on"})
    assert await names() == ["Nguyễn Thị Hương", "Nguyễn Thị Hường", "Trần Văn Đạt"]
    assert "đã có ở dòng 3" in (await client.get(here)).text


async def test_list_without_namesakes_asks_nothing(client, sign_in, site):
    await sign_in(site.organizer.id)
    here = (await hand_in(client, site, workbook(NAMESAKES[1:]))).headers["location"]
    assert "one_person" not in (await client.get(here)).text


async def test_list_handed_in_again_as_another_file_gives_nobody_a_second_pass(site):
    await give(site, await read(site, NAMESAKES))
    again = await read(site, [*NAMESAKES, ["Lê Mới", "", "", "", ""], HUONG])
    assert await give(site, again) == 2
    assert await names() == [*(person[0] for person in NAMESAKES), "Lê Mới", "Nguyễn Thị Hương"]


async def test_list_read_before_the_other_was_given_gives_nobody_a_second_pass(site):
    first = await read(site, NAMESAKES)
    second = await read(site, [*NAMESAKES, ["Lê Mới", "", "", "", ""]])
    assert await give(site, first) == 4
    assert await give(site, second) == 1


async def test_list_whose_people_all_got_passes_meanwhile_says_so(client, sign_in, site):
    await sign_in(site.organizer.id)
    first, second = await read(site, NAMESAKES), await read(site, NAMESAKES[::-1])
    await give(site, first)
    with pytest.raises(NothingToGive):
        await give(site, second)
    assert await names() == [person[0] for person in NAMESAKES]
    page = await client.get(f"/organizer/fairs/{site.slug}/pass-lists/{second}")
    assert page.text.count("Một danh sách trước đã cấp") == 4


async def test_list_given_while_another_of_the_same_people_is_waits_and_gives_nobody_a_second_pass(site, dsn):
    lists = [await read(site, [*NAMESAKES, [f"Người {number}", "", "", "", ""]]) for number in range(2)]
    async with holding(dsn, "LOCK TABLE audit_entry IN EXCLUSIVE MODE") as lock:
        first = asyncio.create_task(give(site, lists[1]))
        await until_so_many_wait(lock, 1)
        second = asyncio.create_task(give(site, lists[0]))
        await until_so_many_wait(lock, 2)
    assert await asyncio.gather(first, second) == [5, 1]


async def test_pass_printed_anew_still_speaks_for_its_row(site):
    await give(site, await read(site, NAMESAKES))
    first = (await fetch("SELECT min(id) AS id FROM entry_pass"))[0]["id"]
    for _ in range(2):
        made = await replace_pass(
            first, ReplacementInput(), channel="desk", signer=site.signer, acting=site.organizer, now=NOW
        )
        first = made.id
    assert await give(site, await read(site, [*NAMESAKES, ["Lê Mới", "", "", "", ""]])) == 1


async def test_name_somebody_wrote_on_our_page_is_not_the_one_of_a_list(site):
    await give(site, await read(site, [HUONG]))
    await fetch("UPDATE pass_list_row SET entry_pass = NULL")  # as if she had taken it herself
    assert await give(site, await read(site, [HUONG, HUONG])) == 2


async def test_rows_once_refused_for_their_name_are_right_in_lists_still_looked_at(server_dsn, monkeypatch):
    earlier_migrations = {name: module for name, module in known_migrations().items() if name < MIGRATION}
    twice, mail = '[["twice_in_file", {"row": 3}]]', '[["bad_email", {"text": "x"}]]'
    async with scratch_database(server_dsn) as dsn:
        with monkeypatch.context() as patch:
            patch.setattr(migrations, "known_migrations", lambda: earlier_migrations)
            await migrate(dsn)
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute("SET session_replication_role = replica")  # lists of a fair that is not there
            for number, state in enumerate(("preview", "issued"), start=1):
                issued = None if state == "preview" else NOW
                await connection.execute(
                    "INSERT INTO pass_list (id, fair, digest, state, created_at, issued_at)"
                    " VALUES ($1, 1, sha256($2::bytea), $3, $4, $5)",
                    number, state.encode(), state, NOW, issued,
                )  # fmt: skip
                await connection.executemany(
                    'INSERT INTO pass_list_row (pass_list, "row", name, kind, days, errors, error_count)'
                    " VALUES ($1, $2, $3, 'visitor', '{1}', $4, $5)",
                    [
                        (number, 3, "Hương", "[]", 0),
                        (number, 4, "HƯƠNG", twice, 1),
                        (number, 5, "Hường", twice, 1),
                        (number, 6, "Lan", mail, 1),
                    ],
                )
            await migrate(dsn)
            rows = await connection.fetch("SELECT same_as, error_count FROM pass_list_row ORDER BY id")
        finally:
            await connection.close()
    assert [tuple(row) for row in rows] == [
        *((None, 0), (3, 0), (None, 0), (None, 1)),
        *((None, 0), (None, 1), (None, 1), (None, 1)),
    ]
