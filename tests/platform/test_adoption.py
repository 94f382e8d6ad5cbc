"""A database of version 0.1.0 becomes one of this version, with all its rows, in one step or not at all."""

import asyncio

import asyncpg
import pytest

from events_app.platform import migrations
from events_app.platform.adoption import (
    FORMER_IDS,
    SchemaIsMixed,
    SchemaIsNewer,
    SchemaIsUnfinished,
    Upgrade,
    plan_upgrade,
)
from events_app.platform.migrations import known_migrations, look_at_schema, migrate, pending_migrations
from tests.catalog import Catalog, differences, read_catalog_of
from tests.databases import former_database, read_settled_catalog, run_python, scratch_database

NOTED = "SELECT count(*) FROM migration WHERE name LIKE '2026-%'"


@pytest.fixture(scope="module")
async def former(server_dsn, tmp_path_factory):
    async with former_database(server_dsn, tmp_path_factory.mktemp("former")) as name:
        yield name


@pytest.fixture
async def former_dsn(server_dsn, former):
    async with scratch_database(server_dsn, like=former) as dsn:
        yield dsn


async def fetch_from(dsn, statement):
    connection = await asyncpg.connect(dsn)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def count_rows(dsn) -> dict[str, int]:
    names = await fetch_from(dsn, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    counts = {name: await fetch_from(dsn, f'SELECT count(*) FROM "{name}"') for (name,) in names}
    return {name: rows[0][0] for name, rows in counts.items() if name != "migration"}


def test_an_empty_database_runs_everything():
    assert plan_upgrade([], ["0010_a", "0020_b"]) == Upgrade(adopt=False, missing=["0010_a", "0020_b"])


def test_what_is_missing_runs_in_order_also_between_what_ran():
    assert plan_upgrade(["0030_c", "0010_a"], ["0010_a", "0020_b", "0030_c", "0040_d"]).missing == ["0020_b", "0040_d"]


def test_exactly_the_former_record_is_adopted():
    assert len(FORMER_IDS) == 22
    assert plan_upgrade(sorted(FORMER_IDS), ["0010_a"]).adopt
    for missing in FORMER_IDS:
        with pytest.raises(SchemaIsUnfinished, match=r"has 21 of the 22 .* Upgrade it with version 0\.1\.0 first"):
            plan_upgrade(FORMER_IDS - {missing}, ["0010_a"])


def test_a_mixture_of_both_records_is_refused():
    for recorded in (FORMER_IDS, sorted(FORMER_IDS)[:3]):
        with pytest.raises(SchemaIsMixed, match="Restore a backup"):
            plan_upgrade([*recorded, "0010_a"], ["0010_a"])


def test_what_nobody_here_knows_is_newer_even_beside_the_former_record():
    with pytest.raises(SchemaIsNewer, match="0990_x, 0991_y"):
        plan_upgrade([*FORMER_IDS, "0991_y", "0990_x"], ["0010_a"])


async def test_the_adopted_catalog_is_that_of_a_fresh_database(former_dsn, server_dsn, dsn, tmp_path):
    assert (await look_at_schema(former_dsn)).adopt
    assert await pending_migrations(former_dsn) == list(known_migrations())
    assert await migrate(former_dsn) == list(known_migrations())
    adopted = await read_settled_catalog(server_dsn, former_dsn, tmp_path)
    fresh = await read_settled_catalog(server_dsn, dsn, tmp_path)
    assert len(fresh.triggers) > 5
    assert {kind: differences(getattr(adopted, kind), getattr(fresh, kind)) for kind in Catalog._fields} == {
        kind: {} for kind in Catalog._fields
    }
    assert await look_at_schema(former_dsn) == Upgrade(adopt=False, missing=[])
    assert await fetch_from(former_dsn, NOTED) == [(0,)]
    assert await migrate(former_dsn) == []


async def test_no_row_is_lost(former_dsn):
    before = await count_rows(former_dsn)
    assert {"entry_pass", "check_in", "booth_claim", "booth_application", "booth_fee"} <= {
        name for name, rows in before.items() if rows
    }
    await migrate(former_dsn)
    after = await count_rows(former_dsn)
    assert {name: after.get(name) for name in before} == before


async def test_rows_say_what_they_said(former_dsn):
    statements = (
        "SELECT id, serial, fair, kind, state, holder_name, code_digest FROM entry_pass ORDER BY id",
        "SELECT * FROM check_in ORDER BY id",
        "SELECT id, booth, producer, state, expires_at, closed_reason FROM booth_claim ORDER BY id",
        "SELECT id, claim, bill, price, support_percent, amount, due_on FROM booth_fee ORDER BY id",
        "SELECT id, fair, producer, state, booths_wanted, utilities, near, score FROM booth_application ORDER BY id",
        "SELECT id, office, public_key, private_key FROM signing_key ORDER BY id",
    )
    before = [await fetch_from(former_dsn, statement) for statement in statements]
    assert all(before)
    await migrate(former_dsn)
    assert [await fetch_from(former_dsn, statement) for statement in statements] == before


async def test_wishes_by_name_become_wishes_by_number(former_dsn):
    """A name that no zone has any more wishes nothing."""
    by_name = await fetch_from(
        former_dsn,
        "SELECT a.id, ARRAY(SELECT w.name FROM unnest(a.zones) WITH ORDINALITY AS w (name, place) JOIN zone z"
        " ON z.name_vi = w.name JOIN floor_plan p ON p.id = z.plan AND p.fair = a.fair ORDER BY w.place)"
        " FROM booth_application a ORDER BY a.id",
    )
    assert any(len(names) > 1 for _, names in by_name)
    await migrate(former_dsn)
    by_number = await fetch_from(
        former_dsn,
        "SELECT a.id, ARRAY(SELECT z.name_vi FROM unnest(a.zones) WITH ORDINALITY AS w (zone, place) JOIN zone z"
        " ON z.id = w.zone ORDER BY w.place) FROM booth_application a ORDER BY a.id",
    )
    assert by_number == by_name


async def test_support_and_time_to_pay_move_from_the_call_to_fees(former_dsn):
    rule = "SELECT fair, support_percent, pay_within FROM {} ORDER BY fair"
    before = await fetch_from(former_dsn, rule.format("application_call"))
    assert before
    await migrate(former_dsn)
    assert await fetch_from(former_dsn, rule.format("fee_rule")) == before


async def test_new_rows_go_on_counting(former_dsn):
    (highest,) = (await fetch_from(former_dsn, "SELECT max(id) FROM office"))[0]
    await migrate(former_dsn)
    statement = (
        "INSERT INTO office (slug, name_vi, created_at) VALUES ('van-phong-moi', 'Văn phòng mới', now()) RETURNING id"
    )
    assert (await fetch_from(former_dsn, statement))[0][0] > highest


async def test_an_adoption_that_fails_in_the_middle_changes_nothing(former_dsn, tmp_path, monkeypatch):
    before = await read_catalog_of(former_dsn), await count_rows(former_dsn)
    broken = tmp_path / "broken.sql"
    text = migrations.ADOPTION.read_text(encoding="utf-8")
    broken.write_text(f"ALTER TABLE fair DROP region;\n{text}\nSELECT 1 / 0;\n", encoding="utf-8")
    monkeypatch.setattr(migrations, "ADOPTION", broken)
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(former_dsn)
    assert (await read_catalog_of(former_dsn), await count_rows(former_dsn)) == before
    assert await fetch_from(former_dsn, NOTED) == [(22,)]


async def test_a_database_half_way_to_the_former_version_is_refused_and_left_alone(former_dsn):
    await fetch_from(former_dsn, "DELETE FROM migration WHERE name = '2026-11-24T21:26:00:000000'")
    before = await read_catalog_of(former_dsn)
    with pytest.raises(SchemaIsUnfinished, match=r"Upgrade it with version 0\.1\.0 first"):
        await migrate(former_dsn)
    assert await read_catalog_of(former_dsn) == before
    assert await fetch_from(former_dsn, NOTED) == [(21,)]


@pytest.mark.long
async def test_two_processes_that_start_together_adopt_once(former_dsn):
    script = (
        "import asyncio, sys; from events_app.platform.migrations import migrate; "
        "print(len(asyncio.run(migrate(sys.argv[1]))))"
    )
    told = await asyncio.gather(*[run_python("-c", script, former_dsn) for _ in range(3)])
    assert sorted(one.text.strip() for one in told) == ["0", "0", str(len(known_migrations()))]
    assert sorted(await fetch_from(former_dsn, "SELECT name FROM migration")) == [(one,) for one in known_migrations()]
