"""`events-app serve`: it starts its database, says when it is ready, and ends the way it is ended."""

import shutil
import socket
import ssl
import subprocess
import sys

import httpx
import psutil
import pytest

from events_app.cli import main
from events_app.platform.postgres.cluster import cluster_path, running_postmaster
from tests.servers import ServerProcess, free_port


@pytest.fixture
def data_dir(tmp_path):
    folder = tmp_path / "dữ liệu"
    folder.mkdir()
    yield folder
    cluster = cluster_path(folder)
    if cluster.parent != folder:
        shutil.rmtree(cluster.parent)


def answers(url: str) -> bool:
    return httpx.get(f"{url}/health/live", timeout=10).status_code == 200


def workers_of(server: ServerProcess) -> list[psutil.Process]:
    """The processes that answer requests; beside them Python keeps one that only cleans up."""
    children = psutil.Process(server.pid).children()
    return [child for child in children if "--multiprocessing-fork" in child.cmdline()]


@pytest.mark.long
def test_serves_stops_on_sigterm_and_takes_its_database_along(data_dir):
    server = ServerProcess(data_dir, "--workers", "2").start()
    assert answers(server.url)
    assert len(workers_of(server)) == 2
    assert running_postmaster(cluster_path(data_dir)) is not None
    assert server.stop() == 0
    assert running_postmaster(cluster_path(data_dir)) is None


@pytest.mark.long
def test_workers_end_with_a_killed_server_and_the_next_one_is_ready(data_dir):
    server = ServerProcess(data_dir, "--workers", "2").start()
    workers = workers_of(server)
    database = running_postmaster(cluster_path(data_dir))
    server.kill()
    gone, alive = psutil.wait_procs(workers, timeout=10)
    assert (len(gone), alive) == (2, [])
    server.start()
    assert running_postmaster(cluster_path(data_dir)) == database
    assert answers(server.url)
    assert server.stop() == 0


@pytest.mark.long
def test_port_in_use_is_said_in_a_sentence(data_dir):
    with socket.create_server(("127.0.0.1", free_port())) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "-m", "events_app.cli", "serve", "--port", str(port)],
            env={"EVENTS_APP_DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"events-app: Port {port} on 127.0.0.1 cannot be used: Address already in use.")
    assert "Traceback" not in refused.stderr


@pytest.mark.long
def test_local_tls_serves_a_certificate_for_the_addresses_of_this_machine(data_dir):
    server = ServerProcess(data_dir, "--local-tls", "--host", "127.0.0.1").start()
    trusting = ssl.create_default_context(cafile=data_dir / "tls" / "local.pem")
    assert httpx.get(f"https://127.0.0.1:{server.port}/health/live", verify=trusting).status_code == 200
    assert any("fingerprint" in line for line in server.lines)
    assert (data_dir / "tls" / "local.key").stat().st_mode & 0o077 == 0
    made = (data_dir / "tls" / "local.pem").read_bytes()
    assert server.stop() == 0
    server.start()
    assert (data_dir / "tls" / "local.pem").read_bytes() == made
    assert server.stop() == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--tls-cert", "a.pem"), "--tls-cert and --tls-key belong together."),
        (("--local-tls", "--tls-cert", "a.pem", "--tls-key", "a.key"), "--local-tls makes its own certificate"),
        (("--tls-cert", "/nonexistent.pem", "--tls-key", "/nonexistent.key"), "/nonexistent.pem is not there."),
        (("--port", "70000"), "70000 is not in the range"),
    ],
)
def test_wrong_options_are_said_in_a_sentence(data_dir, options, sentence, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["events-app", "serve", *options])
    monkeypatch.setenv("EVENTS_APP_DATA_DIR", str(data_dir))
    monkeypatch.setenv("EVENTS_APP_PUBLIC_URL", "")  # the command sets it
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in {1, 2}
    assert sentence in capsys.readouterr().err
