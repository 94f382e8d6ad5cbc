"""Nudges: announced after COMMIT only, and heard again after the listener lost its connection."""

import asyncio

import asyncpg
import pytest

from events_app.platform.db import transaction
from events_app.platform.live import RECONNECTED, LiveHub, notify


@pytest.fixture
async def hub(database, dsn):
    hub = LiveHub(dsn)
    async with hub.listening():
        await hub.connected.wait()
        yield hub


async def hear(hub, channel, what):
    messages = hub.subscribe(channel)
    first = asyncio.ensure_future(anext(messages))
    await asyncio.sleep(0)
    await what()
    return await first


async def say(channel, message, *, fail=False):
    async with transaction():
        await notify(channel, message)
        if fail:
            raise RuntimeError


async def test_nudge_is_heard_after_commit(hub):
    assert await hear(hub, "fair:1:booths", lambda: say("fair:1:booths", "B17")) == "B17"


async def test_rolled_back_change_and_other_channels_are_never_heard(hub):

    async def three():
        with pytest.raises(RuntimeError):
            await say("fair:1:booths", "never", fail=True)
        await say("fair:2:booths", "elsewhere")
        await say("fair:1:booths", "here")

    assert await hear(hub, "fair:1:booths", three) == "here"


async def test_pages_are_told_to_reload_after_the_connection_was_lost(hub, dsn):
    async def cut():
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'live'"
        )
        await connection.close()

    assert await hear(hub, "fair:1:booths", cut) == RECONNECTED
    assert await hear(hub, "fair:1:booths", lambda: say("fair:1:booths", "again")) == "again"


async def test_open_streams_end_when_the_service_stops(database, dsn):
    hub = LiveHub(dsn)
    async with hub.listening():
        waiting = asyncio.ensure_future(anext(hub.subscribe("fair:1:booths"), "ended"))
        await asyncio.sleep(0)
    assert await waiting == "ended"
