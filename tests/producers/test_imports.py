"""Lists handed in, previewed, written and taken back, on a real database."""

import asyncio
import sys
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from events_app.platform.actor import SYSTEM, NotYourOffice
from events_app.platform.db import fetch, transaction
from events_app.platform.leases import LeaseLostError
from events_app.platform.listing import Window
from events_app.producers import errors
from events_app.producers.operations import (
    accept_import,
    add_producer,
    cancel_import,
    change_product,
    import_file,
    start_import,
    undo_import,
    work_on_imports,
)
from events_app.producers.operations.imports.leases import claim_job, finish_step, show_life
from events_app.producers.queries import kept_subjects, list_import_rows, load_import, preview_undo
from events_app.producers.schemas import NewProducer, ProductChanges
from tests.factories.accounts import make_office, make_organizer
from tests.factories.places import find_place
from tests.factories.producers import make_certificate, make_producer, make_producer_member, make_product
from tests.producers.lists import below, row, workbook

ROOT = Path(__file__).parents[2]
WORKER = """
import asyncio, sys
from datetime import UTC, datetime
from events_app.piccolo_app import find_tables
from events_app.platform.db import connected
from events_app.producers.operations import work_on_imports

async def main():
    async with connected(sys.argv[1], pool_size=2, tables=find_tables()):
        await work_on_imports(datetime(2026, 11, 24, 2, tzinfo=UTC))

asyncio.run(main())
"""

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
async def office():
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


async def hand_in(content, office, organizer, now):
    started = await start_import("danh-sach.xlsx", content, office, acting=organizer, now=now)
    await work_on_imports(now)
    return await load_import(started.id, acting=organizer)


async def hand_in_and_accept(content, office, organizer, now):
    preview = await hand_in(content, office, organizer, now)
    await accept_import(preview.id, acting=organizer, now=now)
    await work_on_imports(now)
    return await load_import(preview.id, acting=organizer)


async def counts():
    row = await fetch(
        "SELECT (SELECT count(*) FROM producer) AS a, (SELECT count(*) FROM product) AS b,"
        " (SELECT count(*) FROM certificate) AS c"
    )
    return tuple(row[0].values())


async def test_a_list_as_offices_keep_it_is_previewed_with_an_error_per_wrong_row(sample, office, organizer, now):
    preview = await hand_in(sample, office, organizer, now)
    assert preview.state == "preview"
    assert (preview.figures.new, preview.figures.skip, preview.rows_read) == (294, 16, 310)
    wrong = (await list_import_rows(preview.id, Window(limit=200), action="skip")).items
    assert [(row.row, row.errors[0].column, row.errors[0].code) for row in wrong] == [
        (26, "address", "unknown_district"),
        (44, "tax_code", "tax_code_wrong_check"),
        (115, "group", "unknown_group"),
        (123, "stars", "stars_out_of_range"),
        (153, "decision", "missing_decision"),
        (156, "issued_on", "date_in_future"),
        (162, "stars", "missing_stars"),
        (188, "product", "missing_product"),
        (208, "tax_code", "tax_code_used_in_file"),
        (209, "producer", "producer_row_wrong"),
        (212, "product", "missing_product"),
        (225, "product", "duplicate_row"),
        (250, "phone", "invalid_phone"),
        (251, "producer", "producer_row_wrong"),
        (257, "product", "formula"),
        (328, "issued_on", "no_such_day"),
    ]
    assert await counts() == (0, 0, 0), "a preview writes nothing into the register"


async def test_an_accepted_list_writes_the_right_rows_once(sample, office, organizer, now):
    accepted = await hand_in_and_accept(sample, office, organizer, now)
    assert accepted.state == "accepted"
    assert await counts() == (124, 294, 294)
    await accept_import(accepted.id, acting=organizer, now=now)
    await work_on_imports(now)
    assert await counts() == (124, 294, 294)


async def test_the_same_list_again_changes_nothing(office, organizer, now):
    rows = workbook(
        [["I", "Huyện Gia Lâm"], row(), below("Mứt sen"), row(producer="HTX Lúa", tax_code=None, phone=None)]
    )
    await hand_in_and_accept(rows, office, organizer, now)
    again = await hand_in(rows, office, organizer, now)
    assert (again.figures.new, again.figures.change, again.figures.same) == (0, 0, 3)
    with pytest.raises(errors.NothingToWrite):
        await accept_import(again.id, acting=organizer, now=now)


async def test_undo_takes_back_everything_nobody_touched(office, organizer, now):
    accepted = await hand_in_and_accept(workbook([row(), below("Mứt sen")]), office, organizer, now)
    going, kept = await preview_undo(accepted.id)
    assert (going, kept) == (1 + 2 + 2, [])
    await undo_import(accepted.id, acting=organizer, now=now)
    assert await counts() == (0, 0, 0)
    assert (await load_import(accepted.id, acting=organizer)).state == "undone"
    assert await kept_subjects(accepted.id) == []
    await undo_import(accepted.id, acting=organizer, now=now)


async def import_written(rows, office, organizer, now):
    return await hand_in_and_accept(workbook(rows), office, organizer, now)


async def test_a_file_is_refused_before_it_is_stored(office, organizer, now):
    with pytest.raises(errors.FileRefused) as refused:
        await start_import("anh.xlsx", b"not a list", office, acting=organizer, now=now)
    assert refused.value.fields["file"][0].code == "not_a_workbook"
    assert await fetch("SELECT 1 FROM import_job") == []


async def test_a_file_without_titles_fails_with_its_sentence(office, organizer, now):
    failed = await hand_in(workbook([row()], titles=("A", "B")), office, organizer, now)
    assert (failed.state, failed.failure.code) == ("failed", "no_header")
    assert await fetch("SELECT 1 FROM import_upload") == [], "the bytes of a failed file are dropped"
    with pytest.raises(errors.ImportFailed):
        await accept_import(failed.id, acting=organizer, now=now)


async def test_a_preview_cannot_be_written_before_it_is_read(sample, office, organizer, now):
    started = await start_import("ds.xlsx", sample, office, acting=organizer, now=now)
    with pytest.raises(errors.ImportNotReady):
        await accept_import(started.id, acting=organizer, now=now)


async def test_only_the_offices_staff_touch_an_import(sample, office, organizer, now):
    stranger = await make_organizer()
    with pytest.raises(NotYourOffice):
        await start_import("ds.xlsx", sample, office, acting=stranger, now=now)
    started = await start_import("ds.xlsx", sample, office, acting=organizer, now=now)
    for operation in (accept_import, undo_import, cancel_import):
        with pytest.raises(errors.ImportNotFound):
            await operation(started.id, acting=stranger, now=now)


async def test_what_an_import_changed_is_set_back(office, organizer, now):
    place = await find_place("Xã Đa Tốn")
    producer = await make_producer(
        office, name="HTX Sen Việt", tax_code="0100233488", phone="+84900000001", representative="Bà Lộc",
        place=place, address="xã Đa Tốn, huyện Gia Lâm",
    )  # fmt: skip
    product = await make_product(producer, name="Trà sen", group="food")
    await make_certificate(product, stars=3, issued_on=date(2025, 5, 12))
    written = await import_written([row()], office, organizer, now)
    assert written.figures.change == 1
    after = await state_of(producer, product)
    assert after == ("+84901246228", "Trần Thị Lộc", "drink", 4, "12/QĐ-UBND")
    await undo_import(written.id, acting=organizer, now=now)
    assert await state_of(producer, product) == ("+84900000001", "Bà Lộc", "food", 3, "1205/QĐ-UBND")


async def state_of(producer, product):
    rows = await fetch(
        "SELECT pr.phone, pr.representative, p.group_code, c.stars, c.decision_number FROM producer pr"
        " JOIN product p ON p.producer = pr.id JOIN certificate c ON c.product = p.id WHERE pr.id = $1 AND p.id = $2",
        producer,
        product,
    )
    return tuple(rows[0].values())


async def test_undo_keeps_and_lists_what_was_used_since(office, organizer, now):
    written = await import_written(
        [row(), below("Mứt sen"), row(producer="HTX Lúa", tax_code="0100047516", product="Gạo nếp", group="Thực phẩm")],
        office, organizer, now,
    )  # fmt: skip
    rows = await fetch("SELECT id, revision FROM product WHERE name = 'Mứt sen'")
    changes = ProductChanges(revision=rows[0]["revision"], name="Mứt sen trần")
    await change_product(rows[0]["id"], changes, acting=organizer, now=now)
    going, kept = await preview_undo(written.id)
    assert (going, [(one.kind, one.name, one.row) for one in kept]) == (
        5,
        [("product", "Mứt sen trần", 5), ("producer", "HTX Sen Việt", 4), ("certificate", "Mứt sen trần", 5)],
    )
    await undo_import(written.id, acting=organizer, now=now)
    assert [record["name"] for record in await fetch("SELECT name FROM product")] == ["Mứt sen trần"]
    assert [record["name"] for record in await fetch("SELECT name FROM producer")] == ["HTX Sen Việt"]
    listed = await kept_subjects(written.id)
    assert [(one.name, one.reason) for one in listed if one.kind == "product"] == [
        ("Mứt sen trần", "Đã được sửa sau khi nhập.")
    ]


async def test_undo_keeps_a_producer_somebody_acts_for(office, organizer, now):
    written = await import_written([row()], office, organizer, now)
    producer = (await fetch("SELECT id FROM producer"))[0]["id"]
    await make_producer_member(producer)
    await undo_import(written.id, acting=organizer, now=now)
    assert await counts() == (1, 0, 0)
    assert [(one.kind, one.reason) for one in await kept_subjects(written.id)] == [
        ("producer", "Có tài khoản đang làm việc thay mặt chủ thể.")
    ]


async def test_what_was_entered_since_the_preview_is_met_and_not_doubled(office, organizer, now):
    preview = await hand_in(workbook([row(), below("Mứt sen")]), office, organizer, now)
    await add_producer(
        NewProducer(name="HTX Sen Việt", tax_code="0100233488", office=office), acting=organizer, now=now
    )
    await accept_import(preview.id, acting=organizer, now=now)
    await work_on_imports(now)
    assert await counts() == (1, 2, 2)


async def test_a_row_that_no_longer_fits_is_left_out_and_says_why(office, organizer, now):
    rows = [row(), row(producer="HTX Lúa", tax_code="0100047516", product="Gạo nếp", group="Thực phẩm")]
    preview = await hand_in(workbook(rows), office, organizer, now)
    await add_producer(
        NewProducer(name="Công ty Khác", tax_code="0100233488", office=office), acting=organizer, now=now
    )
    await accept_import(preview.id, acting=organizer, now=now)
    await work_on_imports(now)
    written = await load_import(preview.id, acting=organizer)
    assert (written.state, written.figures.new, written.figures.skip) == ("accepted", 1, 1)
    left_out = (await list_import_rows(preview.id, Window(), action="skip")).items
    assert [(one.row, one.errors[0].code) for one in left_out] == [(4, "tax_code_of_another")]


@pytest.mark.long
async def test_a_killed_workers_import_is_taken_up_when_its_lease_has_passed(sample, office, organizer, now):
    started = await start_import("ds.xlsx", sample, office, acting=organizer, now=now)
    dead = await claim_job()
    assert dead is not None
    assert await work_on_imports(now) == 0, "while the lease holds nobody else touches it"
    await fetch("UPDATE import_job SET lease_until = clock_timestamp() - interval '1 second'")
    assert await work_on_imports(now) == 1
    assert (await load_import(started.id, acting=organizer)).state == "preview"
    with pytest.raises(LeaseLostError):
        await show_life(dead, rows_read=7, rows_expected=None)
    async with transaction():
        with pytest.raises(LeaseLostError):
            await finish_step(dead, "failed")


async def test_a_step_that_is_interrupted_again_and_again_is_given_up(sample, office, organizer, now):
    started = await start_import("ds.xlsx", sample, office, acting=organizer, now=now)
    for _attempt in range(3):
        await claim_job()
        await fetch("UPDATE import_job SET lease_until = clock_timestamp() - interval '1 second'")
    await work_on_imports(now)
    failed = await load_import(started.id, acting=organizer)
    assert (failed.state, failed.failure.code) == ("failed", "reader_stopped")


@pytest.mark.long
async def test_many_workers_read_and_write_a_list_once(office, organizer, now):
    started = await start_import("ds.xlsx", workbook([row(), below("Mứt sen")]), office, acting=organizer, now=now)
    done = await asyncio.gather(*(work_on_imports(now) for _worker in range(6)))
    assert sum(done) == 1
    await asyncio.gather(*(accept_import(started.id, acting=organizer, now=now) for _click in range(4)))
    done = await asyncio.gather(*(work_on_imports(now) for _worker in range(6)))
    assert sum(done) == 1
    assert await counts() == (1, 2, 2)
    await asyncio.gather(*(undo_import(started.id, acting=organizer, now=now) for _click in range(4)))
    assert await counts() == (0, 0, 0)


async def test_two_lists_of_one_office_at_once_make_no_double(office, organizer, now):
    jobs = [await hand_in(workbook([row(), below("Mứt sen")]), office, organizer, now) for _list in range(2)]
    for job in jobs:
        await accept_import(job.id, acting=organizer, now=now)
    await asyncio.gather(*(work_on_imports(now, only=job.id) for job in jobs))
    assert await counts() == (1, 2, 2)


@pytest.mark.long
async def test_a_worker_killed_in_the_middle_of_writing_leaves_nothing_half_done(dsn, office, organizer, now):
    """A real process writes, is held by a lock half-way, and gets SIGKILL."""
    preview = await hand_in(workbook([row(), below("Mứt sen")]), office, organizer, now)
    await accept_import(preview.id, acting=organizer, now=now)
    blocker = await asyncpg.connect(dsn)
    await blocker.execute("BEGIN; LOCK TABLE import_change IN ACCESS EXCLUSIVE MODE")
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, dsn, cwd=ROOT)
    try:
        while not await blocker.fetchval(  # noqa: ASYNC110 - another process's lock can only be looked for
            "SELECT count(*) FROM pg_locks WHERE relation = 'import_change'::regclass AND NOT granted"
        ):
            await asyncio.sleep(0.05)
        worker.kill()
        await worker.wait()
    finally:
        await blocker.execute("ROLLBACK")
        await blocker.close()
    assert await counts() == (0, 0, 0)
    assert (await load_import(preview.id, acting=organizer)).state == "applying"
    await fetch("UPDATE import_job SET lease_until = clock_timestamp() - interval '1 second'")
    await work_on_imports(now)
    assert await counts() == (1, 2, 2)
    assert (await load_import(preview.id, acting=organizer)).state == "accepted"


async def test_a_list_can_be_thrown_away_until_it_is_written(office, organizer, now):
    preview = await hand_in(workbook([row()]), office, organizer, now)
    await cancel_import(preview.id, acting=organizer, now=now)
    with pytest.raises(errors.ImportNotFound):
        await load_import(preview.id, acting=organizer)
    written = await import_written([row()], office, organizer, now)
    with pytest.raises(errors.ImportAlreadyAccepted):
        await cancel_import(written.id, acting=organizer, now=now)


async def test_the_command_line_reads_and_writes_a_file(tmp_path, office, now):
    path = tmp_path / "danh sách.xlsx"
    path.write_bytes(workbook([row(), below("Mứt sen", stars=7)]))
    looked = await import_file(path, office, SYSTEM, now, accept=False)
    assert (looked.state, looked.figures.to_write) == ("preview", 1)
    written = await import_file(path, office, SYSTEM, now)
    assert (written.state, written.figures.new, written.filename) == ("accepted", 1, "danh sách.xlsx")
    again = await import_file(path, office, SYSTEM, now)
    assert (again.state, again.figures.same) == ("preview", 1)


async def test_a_long_list_is_written_set_by_set(office, organizer, now, count_queries):
    rows = []
    for number in range(200):
        rows.append(row(producer=f"HTX Sen {number}", tax_code=None, product="Trà sen"))
        rows += [below("Mứt sen"), below("Hạt sen")]
    preview = await hand_in(workbook(rows), office, organizer, now)
    await accept_import(preview.id, acting=organizer, now=now)
    with count_queries() as seen:
        await work_on_imports(now)
    assert await counts() == (200, 600, 600)
    assert len(seen) < 40, "writing takes a handful of statements, however long the list is"
