"""The embedded PostgreSQL under what happens to it: crashes, crowds, odd folders, swept sockets."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

from events_app.platform.postgres import create_database, start_or_attach
from events_app.platform.postgres.cluster import cluster_path, read_postmaster

HOLD = """
import sys
from pathlib import Path
from events_app.platform.postgres import start_or_attach
postgres = start_or_attach(Path(sys.argv[1]), durable=False)
print("started" if postgres.started else "attached", flush=True)
sys.stdin.readline()
postgres.stop()
"""


class Holder:
    """Another process that starts or attaches, and detaches when told to."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def outcome(self) -> str:
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def folder_of_its_own(parent: Path) -> Iterator[Path]:
    """A data folder; a server that still runs in it is ended."""
    # Characters that a shell would take for its own.
    folder = parent / 'dữ liệu của $HOME\'s "chợ"'
    folder.mkdir()
    yield folder
    cluster = cluster_path(folder)
    if (left := read_postmaster(cluster)) is not None and psutil.pid_exists(left.pid):
        os.kill(left.pid, signal.SIGQUIT)
        psutil.wait_procs([psutil.Process(left.pid)], timeout=20)
    if cluster.parent != folder:
        shutil.rmtree(cluster.parent)


@pytest.fixture
def data_dir(tmp_path):
    with folder_of_its_own(tmp_path) as folder:
        yield folder


@pytest.fixture(scope="module")
def used_dir(tmp_path_factory):
    """A folder that every test leaves stopped and sound: making its cluster anew takes two seconds."""
    with folder_of_its_own(tmp_path_factory.mktemp("used")) as folder:
        yield folder


def server_process(data_dir: Path) -> psutil.Process:
    return psutil.Process(read_postmaster(cluster_path(data_dir)).pid)


def runs(process: psutil.Process) -> bool:
    """A container without an init keeps ended processes as zombies."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


async def ask(dsn: str, statement: str):
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_starts_answers_and_stops(used_dir):
    with start_or_attach(used_dir, durable=False) as postgres:
        assert await ask(postgres.dsn, "SELECT 6 * 7") == 42
        process = server_process(used_dir)
        dsn = postgres.dsn
    assert not runs(process)
    with pytest.raises((ConnectionError, FileNotFoundError)):
        await asyncpg.connect(dsn)


async def test_settings_suit_the_service(used_dir):
    with start_or_attach(used_dir) as postgres:
        assert await ask(postgres.dsn, "SHOW server_version") >= "18"
        assert await ask(postgres.dsn, "SHOW max_connections") == "200"
        assert await ask(postgres.dsn, "SHOW timezone") == "UTC"
        assert await ask(postgres.dsn, "SHOW server_encoding") == "UTF8"
        assert await ask(postgres.dsn, "SELECT lower('ĐÔNG HÀ')") == "đông hà"
        assert await ask(postgres.dsn, "SHOW fsync") == "on"
        assert await ask(postgres.dsn, "SHOW listen_addresses") == ""


def test_server_never_runs_as_root_and_only_its_user_enters_the_socket_folder(used_dir):
    with start_or_attach(used_dir, durable=False):
        assert server_process(used_dir).uids().real != 0
        socket_dir = read_postmaster(cluster_path(used_dir)).socket_dir
        assert socket_dir.stat().st_mode & 0o077 == 0
        assert len(os.fsencode(socket_dir / ".s.PGSQL.5432")) < 100


def test_data_stays_closed_to_others(used_dir):
    before = [folder.stat().st_mode for folder in (used_dir, *used_dir.parents)]
    with start_or_attach(used_dir, durable=False):
        assert cluster_path(used_dir).stat().st_mode & 0o077 == 0
    assert [folder.stat().st_mode for folder in (used_dir, *used_dir.parents)] == before


def test_second_process_attaches_and_the_last_one_stops_the_server(used_dir):
    first = Holder(used_dir)
    assert first.outcome() == "started"
    second = Holder(used_dir)
    assert second.outcome() == "attached"
    server = server_process(used_dir)
    first.leave()
    assert runs(server)
    second.leave()
    assert not runs(server)


def test_next_start_attaches_after_sigkill_of_the_starter(used_dir):
    killed = Holder(used_dir)
    assert killed.outcome() == "started"
    server = server_process(used_dir)
    killed.kill()
    with start_or_attach(used_dir, durable=False) as postgres:
        assert not postgres.started
        assert server_process(used_dir) == server
    assert not runs(server)


@pytest.mark.long
async def test_committed_rows_survive_sigkill_of_the_server(data_dir):
    with start_or_attach(data_dir) as postgres:
        await ask(postgres.dsn, "CREATE TABLE kept AS SELECT 7 AS number")
        server = server_process(data_dir)
        server.kill()
        psutil.wait_procs([server], timeout=20)
        with start_or_attach(data_dir) as again:
            assert again.started
            assert await ask(again.dsn, "SELECT number FROM kept") == 7


@pytest.mark.long
async def test_server_that_died_is_started_again_by_who_is_attached(data_dir):
    with start_or_attach(data_dir) as postgres:
        assert not postgres.start_if_down()
        server = server_process(data_dir)
        server.kill()
        psutil.wait_procs([server], timeout=20)
        assert postgres.start_if_down()
        assert await ask(postgres.dsn, "SELECT 1") == 1
    assert not postgres.start_if_down()


@pytest.mark.long
def test_pid_reused_by_another_program_is_not_taken_for_the_server(data_dir):
    with start_or_attach(data_dir, durable=False):
        pid_file = cluster_path(data_dir) / "postmaster.pid"
        told = pid_file.read_text(encoding="utf-8")
        server = server_process(data_dir)
        server.kill()
        psutil.wait_procs([server], timeout=20)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        pid_file.write_text(told.replace(str(server.pid), str(bystander.pid), 1), encoding="utf-8")
        with start_or_attach(data_dir, durable=False) as postgres:
            assert postgres.started
            assert server_process(data_dir).pid != bystander.pid
        assert bystander.poll() is None
        bystander.kill()


@pytest.mark.long
def test_eight_processes_at_once_share_one_server(data_dir):
    holders = [Holder(data_dir) for _ in range(8)]
    outcomes = [holder.outcome() for holder in holders]
    assert sorted(outcomes) == ["attached"] * 7 + ["started"]
    server = server_process(data_dir)
    for holder in holders:
        holder.leave()
    assert not runs(server)


def test_half_made_cluster_is_made_anew(data_dir):
    home = cluster_path(data_dir).parent
    leftover = home / ".postgres-new-0badcafe"
    leftover.mkdir()
    (leftover / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with start_or_attach(data_dir, durable=False) as postgres:
        assert postgres.started
    assert not leftover.exists()


@pytest.mark.long
async def test_server_whose_socket_was_swept_away_is_started_again(data_dir):
    lost = Holder(data_dir)
    assert lost.outcome() == "started"
    shutil.rmtree(read_postmaster(cluster_path(data_dir)).socket_dir)
    with start_or_attach(data_dir, durable=False) as postgres:
        assert postgres.started
        assert await ask(postgres.dsn, "SELECT 1") == 1
        lost.leave()
        assert await ask(postgres.dsn, "SELECT 2") == 2


@pytest.mark.long
async def test_socket_folder_of_somebody_else_is_not_used(data_dir):
    with start_or_attach(data_dir, durable=False):
        theirs = read_postmaster(cluster_path(data_dir)).socket_dir
    shutil.rmtree(theirs, ignore_errors=True)
    theirs.symlink_to(data_dir)
    try:
        with start_or_attach(data_dir, durable=False) as postgres:
            assert read_postmaster(cluster_path(data_dir)).socket_dir != theirs
            assert await ask(postgres.dsn, "SELECT 1") == 1
    finally:
        theirs.unlink()


async def test_database_is_made_once_however_many_ask(used_dir):
    with start_or_attach(used_dir, durable=False) as postgres:
        made: list[str] = []
        threads = [
            threading.Thread(target=lambda: made.append(create_database(postgres.dsn, "events_app"))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [postgres.database_dsn("events_app")] * 4
        assert await ask(made[0], "SELECT current_database()") == "events_app"


def test_foreign_variables_do_not_redirect_the_programs(used_dir, monkeypatch):
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nonexistent")
    with start_or_attach(used_dir, durable=False) as postgres:
        assert postgres.started
