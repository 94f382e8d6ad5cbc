"""Many people at once, each with a key of their own, spread over the server processes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime

import httpx

from tests.factories.accounts import make_office
from tests.factories.producers import make_producer, make_producer_member
from tests.people import open_session
from tests.servers import ServerProcess

UNLIMITED = httpx.Limits(max_connections=None, max_keepalive_connections=None)


async def make_producer_tokens(count: int, *, now: datetime) -> list[str]:
    """Bearer tokens of as many producers' members."""
    office = await make_office()
    members = [await make_producer_member(await make_producer(office)) for _ in range(count)]
    return [await open_session(member, "bearer", now) for member in members]


async def all_at_once(
    servers: Sequence[ServerProcess],
    tokens: Sequence[str],
    ask: Callable[[httpx.AsyncClient, dict[str, str], int], Awaitable[httpx.Response]],
) -> list[httpx.Response]:
    """Let everybody ask at the same moment, the servers in turn; the answers in the order of the tokens."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(server.client(limits=UNLIMITED)) for server in servers]
        # One request each opens the connections' pool and the server's own, so that the race is about the row.
        await asyncio.gather(*(client.get("/health/live") for client in clients))
        return await asyncio.gather(
            *(
                ask(clients[number % len(clients)], {"authorization": f"Bearer {token}"}, number)
                for number, token in enumerate(tokens)
            )
        )
