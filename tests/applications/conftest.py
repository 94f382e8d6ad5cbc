"""A fair of an office with a plan and an open call."""

import pytest

from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import make_call, make_floor_plan
from tests.factories.fairs import make_fair


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


@pytest.fixture
async def fair(office) -> int:
    """Ten booths with power, in one zone; a call that closes in a week."""
    fair = await make_floor_plan(await make_fair(office=office))
    await make_call(fair)
    return fair
