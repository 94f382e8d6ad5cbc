"""What every test stands on: a real PostgreSQL, the real service on ASGI, a clock that stands still."""

import dataclasses
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from hypothesis import settings as hypothesis_settings
from litestar import Litestar

from events_app.accounts import passwords
from events_app.app import create_app, declare_followers
from events_app.piccolo_app import find_tables
from events_app.places.operations import load_places
from events_app.platform.db import connected, fetch, transaction
from events_app.platform.migrations import migrate
from events_app.platform.postgres import start_or_attach
from events_app.platform.settings import Settings, data_directory
from events_app.platform.web.wiring import wiring_of
from tests.clock import NOW, StandingClock
from tests.factories.accounts import QUICK
from tests.people import ApiClient, Browser

# `make soak` tries ten times as many random examples of each property.
hypothesis_settings.register_profile(
    "events_app", max_examples=int(os.environ.get("EVENTS_APP_TEST_EXAMPLES", "30")), deadline=None
)
hypothesis_settings.load_profile("events_app")

SECRET = "a-secret-of-the-tests-that-is-long-enough-0123456789"


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash at the least cost in this process; servers that are started hash at the product's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", QUICK)
        yield


@pytest.fixture(scope="session")
def server_dsn() -> Iterator[str]:
    """A PostgreSQL server: the one named in the environment, or an embedded one that stays between runs."""
    named = os.environ.get("EVENTS_APP_TEST_DATABASE_URL")
    if named:
        yield named
        return
    with start_or_attach(data_directory(os.environ) / "test", durable=False) as server:
        yield server.dsn


@pytest.fixture(scope="session")
async def dsn(server_dsn) -> AsyncIterator[str]:
    """A database of this run alone, with the schema every migration leads to."""
    name = f"events_test_{os.getpid()}_{secrets.token_hex(3)}"
    admin = await asyncpg.connect(server_dsn)
    await admin.execute(f'CREATE DATABASE "{name}"')
    own = server_dsn.replace("/postgres?", f"/{name}?", 1)
    try:
        await migrate(own)
        yield own
    finally:
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await admin.close()


@pytest.fixture(scope="session")
async def pool(dsn) -> AsyncIterator[None]:
    declare_followers()
    async with connected(dsn, pool_size=20, tables=find_tables()):
        await load_places()
        yield


@pytest.fixture(scope="session")
async def sequences(pool) -> dict[str, str]:
    """The sequence of every table but those that are loaded once (places)."""
    kept = {"place", "place_successor"}
    names = [table._meta.tablename for table in find_tables() if table._meta.tablename not in kept]
    rows = await fetch(
        "SELECT name, pg_get_serial_sequence(name, 'id') AS sequence FROM unnest($1::text[]) AS t (name)", names
    )
    return {row["sequence"].removeprefix("public."): row["name"] for row in rows}


@pytest.fixture
async def database(pool, sequences) -> None:
    """An empty database for this test.

    Only tables whose sequence has moved are emptied, row by row: truncating all sixty costs a third of a second.
    Triggers and foreign keys are off meanwhile, since some tables forbid deletion.
    """
    moved = await fetch(
        "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL AND sequencename = ANY($1)", list(sequences)
    )
    names = [row["sequencename"] for row in moved]
    if names:
        async with transaction() as connection:
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(";".join(f'DELETE FROM "{sequences[name]}"' for name in names))
            await connection.execute(";".join(f"SELECT setval('{name}', 1, false)" for name in names))
            await connection.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def now():
    return NOW


def make_settings(folder: Path, dsn: str) -> Settings:
    """The settings of tests: each page is drawn anew, so that what was just changed is seen."""
    return Settings(
        data_dir=folder, secret=SECRET, database_url=dsn, demo=True, scheduler=False, pool_size=10, page_seconds=0
    )


@pytest.fixture
def settings(dsn, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path, secret=SECRET, database_url=dsn, demo=True, scheduler=False, pool_size=10, page_seconds=0
    )


@pytest.fixture(scope="session")
async def shared_app(dsn, pool, tmp_path_factory) -> AsyncIterator[tuple[Litestar, StandingClock]]:
    """The service, started once; its pool is the tests' own."""
    clock = StandingClock()
    folder = tmp_path_factory.mktemp("data")
    settings = Settings(
        data_dir=folder, secret=SECRET, database_url=dsn, demo=True, scheduler=False, pool_size=10, page_seconds=0
    )
    app = create_app(settings, clock=clock)
    async with wiring_of(app).live.listening():
        yield app, clock


@pytest.fixture
def app(shared_app, clock) -> Litestar:
    """The service at this test's own time."""
    service, _ = shared_app
    service.state.wiring = dataclasses.replace(wiring_of(service), clock=clock)
    return service


@pytest.fixture
async def client(app, database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody unknown with a browser: cookies stay, redirects are not followed, forms carry their CSRF token."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with Browser(transport=transport, base_url="http://testserver") as browser:
        yield browser


@pytest.fixture
async def api(app, database) -> AsyncIterator[ApiClient]:
    """A program that calls the API; `api.as_(account)` gives it somebody's bearer key."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with ApiClient(transport=transport, base_url="http://testserver", clock=wiring_of(app).clock) as program:
        yield program


@pytest.fixture
def sign_in(client, clock):
    """Sign an account in on the test's browser: `await sign_in(account_id)`."""

    async def signing_in(account: int) -> httpx.AsyncClient:
        await client.sign_in(account, clock.now())
        return client

    return signing_in
