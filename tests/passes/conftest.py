"""What tests of passes begin with."""

import pytest

from tests.factories.passes import GateSite, make_gate_site


@pytest.fixture
async def site(app, database) -> GateSite:
    """A fair that runs today; the process has forgotten the fairs of earlier tests."""
    for remembered in ("check_in_desk", "signer"):
        if remembered in app.state:
            del app.state[remembered]
    return await make_gate_site()


@pytest.fixture
def phone(api, site):
    """The paired phone."""
    return api.with_token(site.token)
