"""What the tests of the register share."""

from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests.factories.places import have_places

SAMPLE = Path(__file__).parents[2] / "events_app" / "demo" / "data" / "danh-sach-san-pham-ocop.xlsx"


@pytest.fixture
async def places(database) -> None:
    """The real administrative units."""
    await have_places()


@pytest.fixture(scope="session")
def sample() -> bytes:
    """A list as offices keep it."""
    return SAMPLE.read_bytes()


@pytest.fixture
def count_queries(monkeypatch):
    """Collect the statements that reach the database inside `with count_queries() as seen:`."""
    collecting: list[list[str]] = []
    original = asyncpg.Connection._execute

    async def execute(self, query, *args, **options):
        for seen in collecting:
            seen.append(query)
        return await original(self, query, *args, **options)

    monkeypatch.setattr(asyncpg.Connection, "_execute", execute)

    @contextmanager
    def counting():
        seen: list[str] = []
        collecting.append(seen)
        yield seen
        collecting.remove(seen)

    return counting
