"""Journeys: a real server with the demo's data, and a real browser."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from tests.demonstration import Demonstration
from tests.journeys.people import sign_in
from tests.servers import ServerProcess

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def demonstration(server_dsn, testrun_uid, tmp_path_factory) -> Iterator[Demonstration]:
    """The demo's data, in a folder all workers of this run know."""
    demonstration = Demonstration(server_dsn, testrun_uid, tmp_path_factory.getbasetemp().parent)
    with demonstration.kept():
        yield demonstration


@pytest.fixture(scope="session")
def demo_server(demonstration, tmp_path_factory) -> Iterator[ServerProcess]:
    """The service as `make run` starts it, with a database of its own."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with demonstration.serving(folder, EVENTS_APP_SCHEDULER="off") as server:
        yield server


@pytest.fixture
def living_demo(demonstration, tmp_path_factory) -> Iterator[ServerProcess]:
    """The demo with its scheduler at work: lists are read, letters are written."""
    with demonstration.serving(tmp_path_factory.mktemp("living")) as server:
        yield server


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def organizer_signed_in(demo_server, chromium: Browser) -> Any:
    """The cookies of an organizer who signed in through the form, for contexts that begin signed in."""
    context = await chromium.new_context()
    await sign_in(context, demo_server.url, "organizer@demo.example")
    state = await context.storage_state()
    await context.close()
    return state
