"""The lists taken out by whoever runs the installation: collected from the slices, each of which can be read."""

from datetime import UTC, datetime, timedelta

import pytest

from events_app.cli.lists import LISTS, load_list
from tests.factories.booths import booths_of, make_claim, make_floor_plan
from tests.factories.passes import make_gate_site, make_pass
from tests.factories.producers import make_producer

pytestmark = pytest.mark.usefixtures("database")


def test_every_slice_with_lists_is_asked():
    assert list(LISTS) == [
        "producers", "products", "fairs", "booths", "passes", "check-ins", "stream-sessions", "audit",
    ]  # fmt: skip


@pytest.mark.parametrize("what", LISTS)
async def test_every_list_has_columns_also_when_nothing_is_there(what):
    columns, rows = await load_list(what)
    assert len(columns) == len(set(columns)) > 4
    assert rows == []


async def test_list_of_booths_names_who_has_them_now():
    """Now by the database's clock: the command line has none of its own."""
    fair = await make_floor_plan(rows=1, columns=3)
    booths = await booths_of(fair)
    now = datetime.now(UTC)
    late, in_time, sure = [await make_producer(name=name) for name in ("Muộn", "Kịp", "Chắc")]
    await make_claim(booths["A01"], late, now=now - timedelta(hours=2))
    await make_claim(booths["A02"], in_time, now=now)
    await make_claim(booths["A03"], sure, state="assigned")
    columns, rows = await load_list("booths")
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    assert [(each["code"], each["state"], each["producer"]) for each in found] == [
        ("A01", None, None),
        ("A02", "held", "Kịp"),
        ("A03", "assigned", "Chắc"),
    ]


async def test_list_of_passes_holds_what_people_agreed_to():
    site = await make_gate_site()
    given = await make_pass(site, name="Nguyễn Thị Lan")
    columns, [row] = await load_list("passes")
    found = dict(zip(columns, row, strict=True))
    assert (found["fair"], found["serial"], found["holder_name"]) == (site.slug, given.serial, "Nguyễn Thị Lan")
    assert (found["consent_version"], found["state"]) == ("2026-11", "valid")
