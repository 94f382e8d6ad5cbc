"""What the migration makes of applications of the versions before."""

from pathlib import Path

import asyncpg

from events_app.platform.db import fetch
from tests.factories.booths import booths_of, make_application, make_claim

SQL = Path(__file__).parents[2] / "migrations" / "0190_application_ways_out.sql"


async def test_old_applications_are_brought_out_of_where_they_were_stuck(fair, dsn):
    left, kept, asked = [await make_application(fair, state=state) for state in ("approved", "approved", "submitted")]
    [row] = await fetch("SELECT producer FROM booth_application WHERE id = $1", kept)
    await make_claim(next(iter((await booths_of(fair)).values())), row["producer"], state="assigned")
    connection = await asyncpg.connect(dsn)
    try:
        change = connection.transaction()
        await change.start()
        await connection.execute("ALTER TABLE application_call DROP COLUMN opens_at")
        await connection.execute("ALTER TABLE booth_application DROP COLUMN answer_until, DROP COLUMN reminded_at")
        await connection.execute("UPDATE booth_application SET state = 'accepted' WHERE id = ANY($1)", [left, kept])
        await connection.execute("UPDATE booth_application SET state = 'more_information' WHERE id = $1", asked)
        await connection.execute(SQL.read_text(encoding="utf-8"))
        rows = await connection.fetch(
            "SELECT id, state, answer_until > now() + interval '6 days' AS in_time FROM booth_application ORDER BY id"
        )
        told = await connection.fetch("SELECT application, state FROM application_event")
        await change.rollback()
    finally:
        await connection.close()
    states = {row["id"]: (row["state"], row["in_time"]) for row in rows}
    assert states == {left: ("approved", None), kept: ("accepted", None), asked: ("more_information", True)}
    assert [tuple(row) for row in told] == [(left, "approved")]
