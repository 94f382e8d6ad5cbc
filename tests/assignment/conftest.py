"""A fair with a plan of several zones, people of its office, and applications."""

import pytest

from events_app.floor_plans.operations import lay_grid
from events_app.floor_plans.schemas import GridInput
from events_app.platform.db import fetch
from tests.factories.accounts import make_member, make_office, make_organizer
from tests.factories.applicants import bring_applications
from tests.factories.booths import make_call, make_floor_plan
from tests.factories.fairs import make_fair, slug_of


@pytest.fixture
async def office(database) -> int:
    return await make_office()


@pytest.fixture
async def organizer(office):
    return await make_organizer(office)


@pytest.fixture
async def staff(office) -> int:
    """An account of the office."""
    return await make_member(office)


@pytest.fixture
async def fair(office) -> int:
    """Ten booths with power, in one zone; a call that closes in a week."""
    fair = await make_floor_plan(await make_fair(office=office))
    await make_call(fair)
    return fair


@pytest.fixture
async def slug(fair) -> str:
    return await slug_of(fair)


@pytest.fixture
async def big_fair(office, organizer, now) -> int:
    """Forty booths in two zones with as many applications for more."""
    fair = await make_fair(office=office)
    grid = GridInput(rows=4, columns=10, zones="Thực phẩm: 1-2\nĐồ uống: 3-4")
    await lay_grid(await slug_of(fair), grid, acting=organizer, now=now)
    await fetch(
        "UPDATE booth SET utilities = CASE id % 3 WHEN 0 THEN '{power}' ELSE '{power,water}' END::varchar[]"
        " WHERE fair = $1 AND id % 3 < 2",
        fair,
    )
    await make_call(fair)
    await bring_applications(fair, 50)
    return fair
