"""Journeys: a real server with the demo's data, and a real browser."""

import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from events_app.platform.postgres import create_database
from tests.servers import ServerProcess

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def demo_server(server_dsn, tmp_path_factory) -> Iterator[ServerProcess]:
    """The service as `make run` starts it, with a database of its own."""
    dsn = create_database(server_dsn, f"events_demo_{secrets.token_hex(4)}")
    data: Path = tmp_path_factory.mktemp("demo")
    server = ServerProcess(data, "--demo", DATABASE_URL=dsn, EVENTS_APP_SCHEDULER="off").start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def living_demo(server_dsn, tmp_path_factory) -> Iterator[ServerProcess]:
    """The demo with its scheduler at work: lists are read, letters are written."""
    dsn = create_database(server_dsn, f"events_demo_{secrets.token_hex(4)}")
    server = ServerProcess(tmp_path_factory.mktemp("living"), "--demo", DATABASE_URL=dsn).start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
        )
        yield browser
        await browser.close()
