"""Rows of fairs that the benches write without an operation."""

from events_app.platform.db import fetch


async def add_days(first_fair: int) -> None:
    """Give fairs from a number on the days they were written for, numbered from 1."""
    await fetch(
        'INSERT INTO fair_day (fair, number, "date", was_on) SELECT f.id, n + 1, f.starts_on + n, f.starts_on + n'
        " FROM fair f, generate_series(0, f.ends_on - f.starts_on) AS n WHERE f.id >= $1 ORDER BY f.id, n",
        first_fair,
    )


async def add_booths(fair: int, booths: int, *, x_apart: int = 300) -> int:
    """Give a fair a plan of one hall with so many booths; gives the first booth's number."""
    [plan] = await fetch(
        "INSERT INTO floor_plan (fair, holds_open, hold_minutes, hold_cap, revision, created_at, changed_at)"
        " VALUES ($1, true, 30, 3, 1, now(), now()) RETURNING id",
        fair,
    )
    [hall] = await fetch(
        "INSERT INTO hall (plan, code, name_vi, name_en, width, height, position, fixtures)"
        " VALUES ($1, 'A', 'A', '', 10000, 10000, 0, '[]') RETURNING id",
        plan["id"],
    )
    [first] = await fetch(
        "WITH made AS (INSERT INTO booth (fair, hall, code, x, y, width, height, category, utilities, price, blocked,"
        " blocked_reason) SELECT $1, $2, 'A' || n, n % 30 * $4, n / 30 * $4, 300, 300, 'small', '{power}', 2000000,"
        " false, '' FROM generate_series(0, $3::int - 1) AS n ORDER BY n RETURNING id) SELECT min(id) AS id FROM made",
        fair,
        hall["id"],
        booths,
        x_apart,
    )
    return int(first["id"])
