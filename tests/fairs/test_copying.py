"""A copied fair has everything that was prepared, and nobody."""

from datetime import timedelta

import pytest

from events_app.booths.operations import assign_booth
from events_app.booths.queries import terms_of
from events_app.fairs import operations
from events_app.passes.operations import change_plan, open_gate
from events_app.passes.queries import read_plan
from events_app.passes.rules import PassKind
from events_app.passes.rules.kinds import Entries
from events_app.passes.schemas.gates import PackageRule, PlanInput
from events_app.platform.db import fetch
from tests.factories.accounts import make_organizer
from tests.factories.booths import booths_of, make_application, make_call, make_floor_plan
from tests.factories.fairs import make_fair, make_programme_session, slug_of
from tests.factories.passes import make_code, make_gate_site
from tests.factories.producers import make_producer

pytestmark = pytest.mark.usefixtures("database")
LATER = timedelta(weeks=52)
# What is made with a copy; every other table keeps its rows.
PREPARED = {
    "agenda_entry", "application_call", "audit_entry", "booth", "call_terms", "fair", "fair_alias", "fair_day",
    "fee_rule", "floor_plan", "gate", "hall", "pass_plan", "pass_rule", "programme_session", "zone",
}  # fmt: skip


async def counts() -> dict[str, int]:
    tables = await fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    return {row["name"]: (await fetch(f'SELECT count(*) AS n FROM "{row["name"]}"'))[0]["n"] for row in tables}


async def prepared_fair(now):
    site = await make_gate_site()
    organizer = await make_organizer(site.office)
    slug = await slug_of(site.fair)
    await make_floor_plan(site.fair, rows=2, columns=3)
    await make_call(site.fair, closes_at=now + timedelta(days=5))
    await fetch(
        "INSERT INTO call_terms (fair, version, text_vi, written_at) VALUES ($1, 1, 'Cũ', $2), ($1, 2, 'Mới', $2)",
        site.fair, now,
    )  # fmt: skip
    gate = await open_gate(slug, "Cổng phụ", acting=organizer, now=now)
    wanted = PlanInput(
        registration_closes_at=now + timedelta(days=1),
        daily_quota=500,
        rules={PassKind.vip: PackageRule(Entries.free, [gate.id])},
    )
    await change_plan(slug, wanted, acting=organizer, now=now)
    await make_programme_session(site.fair, starts_at=now)
    producer = await make_producer()
    await assign_booth((await booths_of(site.fair))["A01"], producer, acting=organizer, now=now)
    await make_application(site.fair, await make_producer())
    await make_code(site)
    return site, organizer, slug


async def test_what_was_prepared_comes_along_with_its_days(now):
    site, organizer, slug = await prepared_fair(now)
    copy = await operations.copy_fair(slug, acting=organizer, now=now)
    old, new = await booths_of(site.fair), await booths_of(copy.id)
    assert old.keys() == new.keys()
    same = """
        SELECT b.code, h.code AS hall, z.name_vi, b.x, b.y, b.price, b.utilities
        FROM booth b JOIN hall h ON h.id = b.hall JOIN floor_plan p ON p.id = h.plan AND p.fair = b.fair
        LEFT JOIN zone z ON z.id = b.zone AND z.plan = p.id WHERE b.fair = $1 ORDER BY b.code
    """
    assert [tuple(row) for row in await fetch(same, copy.id)] == [tuple(row) for row in await fetch(same, site.fair)]
    [call] = await fetch("SELECT is_open, closes_at FROM application_call WHERE fair = $1", copy.id)
    assert (call["is_open"], call["closes_at"]) == (False, now + timedelta(days=5) + LATER)
    terms = await terms_of(copy.id)
    assert (terms.version, terms.text.vi) == (1, "Mới")
    plan = await read_plan(copy.id)
    assert (plan.daily_quota, plan.registration_closes_at) == (500, now + timedelta(days=1) + LATER)
    gates = await fetch("SELECT id, name FROM gate WHERE fair = $1 ORDER BY id", copy.id)
    [rule] = await fetch("SELECT gates FROM pass_rule WHERE fair = $1 AND kind = 'vip'", copy.id)
    assert rule["gates"] == [gate["id"] for gate in gates if gate["name"] == "Cổng phụ"]
    assert len(gates) == 2


async def test_nobody_comes_along(now):
    _, organizer, slug = await prepared_fair(now)
    before = await counts()
    await operations.copy_fair(slug, acting=organizer, now=now)
    grown = {name for name, rows in (await counts()).items() if rows > before[name]}
    assert grown <= PREPARED
    assert {"booth", "fee_rule", "gate", "programme_session"} <= grown


async def test_fair_without_a_plan_is_copied_and_a_copy_copied_again(now):
    fair = await make_fair()
    [row] = await fetch("SELECT office FROM fair WHERE id = $1", fair)
    organizer = await make_organizer(row["office"])
    first = await operations.copy_fair(await slug_of(fair), acting=organizer, now=now)
    second = await operations.copy_fair(first.slug, acting=organizer, now=now)
    assert await fetch("SELECT FROM floor_plan WHERE fair = $1", second.id) == []
    assert second.starts_on == first.starts_on + LATER
