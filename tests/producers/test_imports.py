"""Lists handed in, previewed, written and taken back, on a real database."""

import pytest

from events_app.platform.db import fetch
from events_app.platform.listing import Window
from events_app.producers import errors
from events_app.producers.operations import accept_import, start_import, undo_import, work_on_imports
from events_app.producers.queries import kept_subjects, list_import_rows, load_import, preview_undo
from tests.factories.accounts import make_office, make_organizer

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


async def test_the_same_list_again_changes_nothing(sample, office, organizer, now):
    await hand_in_and_accept(sample, office, organizer, now)
    again = await hand_in(sample, office, organizer, now)
    assert (again.figures.new, again.figures.change, again.figures.same) == (0, 0, 294)
    with pytest.raises(errors.NothingToWrite):
        await accept_import(again.id, acting=organizer, now=now)


async def test_undo_takes_back_everything_nobody_touched(sample, office, organizer, now):
    accepted = await hand_in_and_accept(sample, office, organizer, now)
    going, kept = await preview_undo(accepted.id)
    assert (going, kept) == (124 + 294 + 294, [])
    await undo_import(accepted.id, acting=organizer, now=now)
    assert await counts() == (0, 0, 0)
    assert (await load_import(accepted.id, acting=organizer)).state == "undone"
    assert await kept_subjects(accepted.id) == []
    await undo_import(accepted.id, acting=organizer, now=now)
