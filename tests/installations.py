"""Whole installations for tests: a folder, its commands, and what its database holds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg

from events_app.platform.postgres import create_database, start_or_attach
from events_app.platform.postgres.cluster import cluster_path


class Installation:
    """A data folder and the commands run on it, in an environment without anything of ours."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir()
        self.data_dir = data_dir

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `events-app` with these arguments."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-m", "events_app.cli", *arguments],
            env={**kept, "EVENTS_APP_DATA_DIR": str(self.data_dir), **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    async def contents(self) -> dict[str, str]:
        """Every table with a digest of its rows."""
        with start_or_attach(self.data_dir) as postgres:
            connection = await asyncpg.connect(create_database(postgres.dsn, "events_app"))
            try:
                tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
                names = [row["tablename"] for row in tables]
                return {name: await _digest(connection, name) for name in names}
            finally:
                await connection.close()

    def remove(self) -> None:
        """Remove what lies outside the folder (root's database may)."""
        cluster = cluster_path(self.data_dir)
        if cluster.parent != self.data_dir:
            shutil.rmtree(cluster.parent)


async def _digest(connection: asyncpg.Connection, table: str) -> str:
    rows = f"SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') FROM \"{table}\" t"
    return await connection.fetchval(f"SELECT md5(({rows}))")
