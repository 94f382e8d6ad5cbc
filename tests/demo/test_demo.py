"""The demo is what the README promises, and a load killed half-way is done again."""

import pytest

from events_app.demo import load_demo
from events_app.platform.db import fetch
from tests.clock import NOW


async def load():
    return await load_demo(now=NOW, report=lambda *_: None, secret="a secret of the demo, long enough")


async def count(query):
    return (await fetch(f"SELECT count(*) AS n FROM {query}"))[0]["n"]


async def leave_half_a_load():
    await fetch(
        "INSERT INTO audit_entry (at, actor_kind, actor_id, actor_name, action, subject, data) "
        "VALUES ($1, 'system', 0, 'events_app', 'demo.began', 'demo', '{}')",
        NOW,
    )
    await fetch(
        "INSERT INTO office (slug, name_vi, name_en, address, email, phone, website, created_at) "
        "VALUES ('half', 'Dở dang', '', '', '', '', '', $1)",
        NOW,
    )


@pytest.mark.long
async def test_a_load_killed_half_way_is_done_again_up_to_the_promised_figures(database):
    await leave_half_a_load()
    assert await load() is True
    figures = {
        "offices": await count("office"),
        "fairs": await count("fair"),
        "postponed": await count("fair WHERE status = 'postponed'"),
        "cancelled": await count("fair WHERE status = 'cancelled'"),
        "running today": await count(
            "fair WHERE status = 'published' AND date '2026-11-24' BETWEEN starts_on AND ends_on"
        ),
        "producers": await count("producer"),
        "products": await count("product"),
        "five stars": await count("certificate WHERE stars = 5"),
        "put forward for five": await count("five_star_submission"),
        "four stars": await count("certificate WHERE stars = 4"),
        "three stars": await count("certificate WHERE stars = 3"),
        "booths of the flagship": await count(
            "booth WHERE fair = (SELECT fair FROM booth GROUP BY fair HAVING count(*) = 120)"
        ),
        "passes": await count("entry_pass"),
        "sessions": await count("stream_session"),
    }
    assert figures == {
        "offices": 3,
        "fairs": 30,
        "postponed": 1,
        "cancelled": 1,
        "running today": 3,
        "producers": 600,
        "products": 1649,
        "five stars": 4,
        "put forward for five": 13,
        "four stars": 1098 + 13,
        "three stars": 534,
        "booths of the flagship": 120,
        "passes": 20_000,
        "sessions": 30,
    }
    live = await count(
        "booth_claim WHERE state <> 'closed' AND fair = (SELECT fair FROM booth GROUP BY fair HAVING count(*) = 120)"
    )
    assert 55 <= live <= 65, "half of the flagship's booths are taken"
    assert await load() is False, "a database with data is left alone"


async def test_somebody_elses_data_is_never_touched(database):
    await fetch(
        "INSERT INTO office (slug, name_vi, name_en, address, email, phone, website, created_at) "
        "VALUES ('real', 'Văn phòng thật', '', '', '', '', '', $1)",
        NOW,
    )
    assert await load() is False
    assert await count("office WHERE slug = 'real'") == 1
