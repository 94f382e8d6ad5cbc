"""What the tests of the register share."""

from pathlib import Path

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
