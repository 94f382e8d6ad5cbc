"""The one way up inside a transaction: in order, all or nothing, and never forgotten silently."""

import pytest

from events_app.platform.actor import SYSTEM
from events_app.platform.db import fetch, transaction
from events_app.platform.errors import Conflict
from events_app.platform.followers import Follower, Followers


def writes(name):
    async def follow(change, _acting, now):
        await fetch("INSERT INTO scheduler_beat (job, last_run_at, last_error) VALUES ($1, $2, '')", name + change, now)

    async def preview(change, _now):
        return [name + change]

    return Follower(name.strip(), follow, preview)


async def _refuse(*_change):
    raise Conflict


REFUSES = Follower("refuses", _refuse, _refuse)


async def written():
    return [row["job"] for row in await fetch("SELECT job FROM scheduler_beat ORDER BY id")]


@pytest.fixture
def moved():
    return Followers[str, str]("move")


async def test_followers_act_in_the_order_they_were_declared(database, moved, now):
    moved.declare(writes("lower "), writes("higher "))
    async with transaction():
        await moved.apply("fair", acting=SYSTEM, now=now)
    assert await written() == ["lower fair", "higher fair"]


async def test_refusal_of_one_follower_undoes_the_whole_change(database, moved, now):
    moved.declare(writes("lower "), REFUSES)
    with pytest.raises(Conflict):
        async with transaction():
            await writes("the change ").apply("itself", SYSTEM, now)
            await moved.apply("fair", acting=SYSTEM, now=now)
    assert await written() == []


async def test_declared_again_they_replace_those_declared_before(database, moved, now):
    for _ in range(2):
        moved.declare(writes("only "))
    async with transaction():
        await moved.apply("fair", acting=SYSTEM, now=now)
    assert await written() == ["only fair"]


async def test_change_whose_followers_nobody_declared_is_a_mistake(database, moved, now):
    async with transaction():
        with pytest.raises(RuntimeError, match="who follows a move"):
            await moved.apply("fair", acting=SYSTEM, now=now)


async def test_followers_act_only_in_the_transaction_of_the_change(database, moved, now):
    moved.declare(writes("outside "))
    with pytest.raises(RuntimeError):
        await moved.apply("fair", acting=SYSTEM, now=now)
    assert await written() == []


async def test_preview_says_what_each_would_do_and_writes_nothing(database, moved, now):
    moved.declare(writes("lower "), Follower("silent"), writes("higher "))
    assert await moved.preview("fair", now=now) == ["lower fair", "higher fair"]
    assert moved.names == ["lower", "silent", "higher"]
    assert await written() == []


async def test_preview_is_refused_as_the_change_would_be(moved, now):
    moved.declare(writes("lower "), REFUSES)
    with pytest.raises(Conflict):
        await moved.preview("fair", now=now)
