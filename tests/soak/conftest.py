"""Two server processes on one database of their own, as in an installation under load."""

import shutil
from datetime import UTC, datetime

import pytest

from events_app.platform.migrations import migrate
from events_app.platform.postgres import create_database, start_or_attach
from tests.conftest import SECRET
from tests.servers import ServerProcess


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("soak")


@pytest.fixture(scope="session")
def postgres(data_dir):
    """Durable, since these tests kill things and then look at what was confirmed."""
    with start_or_attach(data_dir) as server:
        yield server
    # Root's cluster lies where the server's user may go, and pytest forgets only its own folders.
    if server.cluster.parent != data_dir:
        shutil.rmtree(server.cluster.parent)


@pytest.fixture(scope="session")
def server_dsn(postgres):
    return postgres.dsn


@pytest.fixture(scope="session")
async def dsn(server_dsn):
    """A database of this run; no connection is kept, since these tests stop the server."""
    own = create_database(server_dsn, "soak")
    await migrate(own)
    return own


@pytest.fixture
def now():
    """The servers run on the machine's clock, and so does what these tests prepare."""
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def start_server(data_dir, dsn):
    """Start a server process on the soak's database; all are stopped at the end."""
    started: list[ServerProcess] = []

    def start(*options, **variables) -> ServerProcess:
        server = ServerProcess(data_dir, *options, DATABASE_URL=dsn, EVENTS_APP_SECRET=SECRET, **variables).start()
        started.append(server)
        return server

    yield start
    codes = [server.stop() for server in started]
    assert all(code <= 0 for code in codes), "a server that was not killed ended with an error"


@pytest.fixture(scope="session")
def servers(start_server):
    """Two processes whose scheduler is stopped: what holds must hold without a sweeper."""
    return [start_server(EVENTS_APP_SCHEDULER="off") for _ in range(2)]
