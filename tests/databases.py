"""Databases of a test's own: empty, as the tables in the code declare them, or as version 0.1.0 left them."""

import asyncio
import os
import secrets
import sys
import tarfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import asyncpg
from piccolo.table import Table, sort_table_classes

from events_app.platform.postgres import create_database
from events_app.platform.postgres.binaries import wheel_bin
from events_app.platform.settings import PROJECT
from tests.catalog import Catalog, read_catalog_of

FORMER_BACKUP = Path(__file__).parent / "cli" / "backups" / "of_0_1_0.tar.xz"
"""Made by version 0.1.0 from a part of its demo data: `events-app backup`, and then made smaller by `xz`."""


@asynccontextmanager
async def scratch_database(server_dsn: str, like: str = "template1") -> AsyncIterator[str]:
    """Yield the address of a database that is gone afterwards: empty, or like another one nobody is connected to."""
    name = f"scratch_{secrets.token_hex(4)}"
    admin = await asyncpg.connect(server_dsn)
    try:
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        yield create_database(server_dsn, name)
    finally:
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.close()


@asynccontextmanager
async def former_database(server_dsn: str, folder: Path) -> AsyncIterator[str]:
    """Yield the name of a database of version 0.1.0, with its data, that is gone afterwards."""
    with tarfile.open(FORMER_BACKUP) as archive:
        archive.extract("database.dump", folder, filter="data")
    async with scratch_database(server_dsn) as dsn:
        await _restore(folder / "database.dump", dsn)
        yield urlsplit(dsn).path.removeprefix("/")


async def read_settled_catalog(server_dsn: str, dsn: str, folder: Path) -> Catalog:
    """Read the catalog of a database's copy, made by dump and restore.

    PostgreSQL writes some expressions down otherwise than it reads them (`IN` over `varchar` is one), so what was
    restored once and what was typed in are only alike after one way through its own words.
    """
    dump = folder / f"{secrets.token_hex(4)}.dump"
    told = await run(wheel_bin() / "pg_dump", "--format=custom", "--schema-only", f"--file={dump}", dsn)
    assert told.code == 0, told.text
    async with scratch_database(server_dsn) as copy:
        await _restore(dump, copy)
        return await read_catalog_of(copy)


async def _restore(dump: Path, dsn: str) -> None:
    told = await run(wheel_bin() / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={dsn}", dump)
    assert told.code == 0, told.text


async def declare_tables(dsn: str, tables: Sequence[type[Table]]) -> None:
    """Make the tables as Piccolo makes them from their classes."""
    connection = await asyncpg.connect(dsn)
    try:
        for table in sort_table_classes(list(tables)):
            for statement in table.create_table().ddl:
                await connection.execute(statement)
    finally:
        await connection.close()


class Told(NamedTuple):
    """How a program ended, and everything it wrote."""

    code: int
    text: str


async def run(*command: str | Path, **variables: str) -> Told:
    """Run a program in the project's folder."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env={**os.environ, **variables},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    written, _ = await process.communicate()
    return Told(process.returncode or 0, written.decode())


async def run_python(*arguments: str, **variables: str) -> Told:
    """Run this Python with these arguments."""
    return await run(sys.executable, *arguments, **variables)
