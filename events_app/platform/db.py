"""The database: one engine a process, one way to open a transaction, constraints that speak the field's language."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString
from piccolo.table import Table

from events_app.platform.errors import Conflict, DomainError, Unavailable
from events_app.platform.i18n import N_

Connection: TypeAlias = asyncpg.Connection
Row = dict[str, Any]

_state: dict[str, PostgresEngine] = {}
_constraint_errors: dict[str, Callable[[], DomainError]] = {}
_mark_commit: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("mark_commit", default=None)


class SomebodyWasFaster(Conflict):
    """Two transactions waited for each other and PostgreSQL ended one."""

    code = "somebody_was_faster"
    message = N_("Somebody else changed the same thing at the same moment. Please try again.")


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"


def register(errors: Mapping[str, Callable[[], DomainError]]) -> None:
    """Say which error of the field stands behind a constraint, by the constraint's schema-wide name."""
    _constraint_errors.update(errors)


def engine() -> PostgresEngine:
    """The engine of this process; `connected` opens it."""
    return _state["engine"]


@asynccontextmanager
async def connected(dsn: str, *, pool_size: int = 10, tables: list[type[Table]]) -> AsyncIterator[PostgresEngine]:
    """Open the pool and bind every table to it, for as long as the block runs.

    Without a started pool Piccolo opens one connection per query.
    """
    database = PostgresEngine(config={"dsn": dsn})
    for table in tables:
        table._meta.db = database  # noqa: SLF001 - Piccolo's own switch for engines chosen at run time
    await database.start_connection_pool(
        min_size=1, max_size=pool_size, timeout=10, command_timeout=60, reset=_leave_as_it_is
    )
    _state["engine"] = database
    try:
        yield database
    finally:
        if database.pool is not None:
            database.pool.terminate() if database.pool.get_size() == 0 else await database.close_connection_pool()


async def _leave_as_it_is(_connection: Connection) -> None:
    """Give a connection back without asyncpg's reset, a round trip after every statement.

    It undoes session state (LISTEN, SET, advisory locks of the session, cursors), and none of it is used here:
    the live listener has a connection of its own, locks and settings belong to transactions.
    """


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """Open the one transaction an operation runs in.

    Nesting raises: a nested Piccolo transaction would silently be none. The connection is taken and given back by
    asyncpg's own context managers, because Piccolo's leaks it when a rollback or COMMIT fails (a database restarted
    under us). Deferred constraints speak at COMMIT, and their errors are translated there. The last thing written
    before COMMIT is the mark of whoever wants to know of it (`marking_commits`).
    """
    database = engine()
    if database.pool is None:
        raise DatabaseUnavailable
    current = PostgresTransaction(database, allow_nested=False)
    with _speaking_constraints():
        async with database.pool.acquire() as connection:
            current.connection = connection
            token = database.current_transaction.set(current)
            try:
                async with connection.transaction():
                    yield connection
                    if (mark := _mark_commit.get()) is not None:
                        await mark()
            finally:
                database.current_transaction.reset(token)


@asynccontextmanager
async def rehearsal() -> AsyncIterator[Connection]:
    """Open a transaction whose writes are all taken back: to say what an operation would do by doing it.

    Constraints that speak at COMMIT speak at the end of the block.
    """
    database = engine()
    if database.pool is None:
        raise DatabaseUnavailable
    current = PostgresTransaction(database, allow_nested=False)
    with _speaking_constraints():
        async with database.pool.acquire() as connection:
            current.connection = connection
            token = database.current_transaction.set(current)
            tried = connection.transaction()
            await tried.start()
            try:
                yield connection
                await connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            finally:
                database.current_transaction.reset(token)
                await tried.rollback()


@contextmanager
def marking_commits(mark: Callable[[], Awaitable[None]]) -> Iterator[None]:
    """Have `mark` write into every transaction of the block just before it commits, so that both happen or neither.

    An error raised by `mark` rolls the transaction back. Tasks started in the block may outlive it; they mark no more.
    """
    is_open = True

    async def mark_while_open() -> None:
        if is_open:
            await mark()

    token = _mark_commit.set(mark_while_open)
    try:
        yield
    finally:
        is_open = False
        _mark_commit.reset(token)


async def sql(query: str, *values: Any) -> list[Row]:
    """Run SQL written by hand, with `{}` placeholders; inside a transaction it runs there."""
    database = engine()
    with _speaking_constraints():
        rows = await database.run_querystring(QueryString(query, *values))
    return [dict(row) for row in rows or ()]


async def fetch(query: str, *values: Any) -> list[asyncpg.Record]:
    """Run SQL with PostgreSQL's own `$1` placeholders (for queries full of braces or arrays)."""
    database = engine()
    current = database.current_transaction.get()
    with _speaking_constraints():
        if current is not None:
            return list(await current.connection.fetch(query, *values))
        if database.pool is None:
            raise DatabaseUnavailable
        return list(await database.pool.fetch(query, *values))


def in_transaction() -> bool:
    """Whether the caller runs inside `transaction()`."""
    return engine().current_transaction.get() is not None


def ensure_in_transaction() -> None:
    """Guard for writes that are only right beside another write (audit rows, outbox messages, calendar entries)."""
    if not in_transaction():
        raise RuntimeError("This write belongs into the transaction of the operation that causes it.")


@contextmanager
def _speaking_constraints() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        said = translate_database_error(error)
        if said is None:
            raise
        raise said from error


_LOST = (
    asyncpg.CannotConnectNowError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InternalClientError,  # the server's farewell arrived, the end of the connection has not yet
    ConnectionError,
    TimeoutError,
)


def translate_database_error(error: Exception) -> DomainError | None:
    """Say a database's refusal or absence in our words; None when it is neither (a mistake of ours)."""
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        make = _constraint_errors.get(error.constraint_name or "")
        return make() if make else None
    if isinstance(error, asyncpg.DeadlockDetectedError | asyncpg.SerializationError):
        return SomebodyWasFaster()
    if isinstance(error, _LOST) or _is_lost_connection(error):
        return DatabaseUnavailable()
    return None


def _is_lost_connection(error: Exception) -> bool:
    """Tell a lost connection from our own mistakes, for which asyncpg uses the same class.

    A socket that is gone with its server shows as FileNotFoundError without a file name.
    """
    if isinstance(error, FileNotFoundError):
        return error.filename is None
    text = str(error)
    return isinstance(error, asyncpg.InterfaceError) and any(
        word in text for word in ("closed", "closing", "terminat", "pool is", "released", "lost")
    )
