"""Statements about one table, made from the fields of values."""

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
from piccolo.table import Table

from events_app.platform.db import fetch
from events_app.platform.rows.columns import (
    Expression,
    Values,
    column_named,
    columns_of,
    encoded,
    listed,
    table_name,
    unnested,
)


async def insert_row(table: type[Table], *values: Values, returning: str = "id") -> asyncpg.Record:
    """Write one row and give back what `returning` names; columns not given take the database's defaults.

    Raises:
        UnknownColumn: A field is no column of the table.
    """
    statement, parameters = _insertion(table, columns_of(*values), "", returning)
    return (await fetch(statement, *parameters))[0]


async def insert_unless_there(
    table: type[Table], *values: Values, unique: Sequence[str] = (), returning: str = "id"
) -> asyncpg.Record | None:
    """Write one row, or nothing (None) where one with the same `unique` columns stands; without them, on any conflict.

    Raises:
        UnknownColumn: A field or a unique column is no column of the table.
    """
    conflict = f"ON CONFLICT {_target(table, unique)} DO NOTHING"
    statement, parameters = _insertion(table, columns_of(*values), conflict, returning)
    return next(iter(await fetch(statement, *parameters)), None)


async def insert_or_update(
    table: type[Table], *values: Values, unique: Sequence[str], returning: str = "id"
) -> asyncpg.Record:
    """Write one row, or put its other columns into the one that has the same `unique` columns.

    Raises:
        UnknownColumn: A field or a unique column is no column of the table.
    """
    given = columns_of(*values)
    changes = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in given if name not in unique)
    conflict = f"ON CONFLICT {_target(table, unique)} DO UPDATE SET {changes}"
    statement, parameters = _insertion(table, given, conflict, returning)
    return (await fetch(statement, *parameters))[0]


async def insert_rows(
    table: type[Table],
    values: Sequence[Values],
    *,
    unless_there: bool = False,
    unique: Sequence[str] = (),
    returning: str = "id",
) -> list[asyncpg.Record]:
    """Write many rows of the same columns in one statement, in their order; the answer is in no promised order.

    With `unless_there` a row is left out where one with the same `unique` columns stands; without them, on any
    conflict.

    Raises:
        UnknownColumn: A field is no column of the table.
        ValueError: Two values have different fields, or one is an `Expression`.
    """
    if not values:
        return []
    conflict = f"ON CONFLICT {_target(table, unique)} DO NOTHING" if unless_there else ""
    return await _insert_many(table, [columns_of(value) for value in values], conflict, returning)


async def insert_or_update_rows(
    table: type[Table], values: Sequence[Values], *, unique: Sequence[str], returning: str = "id"
) -> list[asyncpg.Record]:
    """Write many rows, or put their other columns into those that stand; rows that are right already are left alone.

    Raises:
        UnknownColumn: A field or a unique column is no column of the table.
        ValueError: Two values have different fields, or one is an `Expression`.
    """
    if not values:
        return []
    rows = [columns_of(value) for value in values]
    others = [name for name in rows[0] if name not in unique]
    changes = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in others)
    before = ", ".join(f'"{table_name(table)}"."{name}"' for name in others)
    after = ", ".join(f'EXCLUDED."{name}"' for name in others)
    conflict = (
        f"ON CONFLICT {_target(table, unique)} DO UPDATE SET {changes} WHERE ({before}) IS DISTINCT FROM ({after})"
    )
    return await _insert_many(table, rows, conflict, returning)


async def update_each(table: type[Table], values: Sequence[Values], *, key: str = "id") -> None:
    """Change many rows in one statement, each found by its `key`.

    Raises:
        UnknownColumn: A field is no column of the table.
        ValueError: Two values have different fields, or one is an `Expression`.
    """
    if not values:
        return
    rows = [columns_of(value) for value in values]
    column_named(table, key)
    chosen, source, lists = unnested(table, rows)
    changes = ", ".join(f'"{name}" = new."{name}"' for name in rows[0] if name != key)
    statement = (
        f'UPDATE "{table_name(table)}" AS t SET {changes} FROM (SELECT {chosen} FROM {source}) AS new'
        f' WHERE t."{key}" = new."{key}"'
    )
    await fetch(statement, *lists)


async def update_row(
    table: type[Table], *values: Values, where: Values, returning: str = "id"
) -> asyncpg.Record | None:
    """Change the one row `where` names, by equality (None is IS NULL); None when there is none.

    Raises:
        UnknownColumn: A field or a condition is no column of the table.
        ValueError: More than one row was changed; the transaction must not be committed.
    """
    rows = await update_rows(table, *values, where=where, returning=returning)
    if len(rows) > 1:
        raise ValueError(f"{len(rows)} rows of {table_name(table)} were changed where one was meant.")
    return rows[0] if rows else None


async def update_rows(
    table: type[Table], *values: Values, where: Values, returning: str = "id"
) -> list[asyncpg.Record]:
    """Change every row `where` names, by equality; a list, tuple or set in it names one value of several.

    Raises:
        UnknownColumn: A field or a condition is no column of the table.
        ValueError: Nothing is changed, or no row is named.
    """
    changes, conditions = columns_of(*values), columns_of(where)
    if not changes or not conditions:
        raise ValueError(f"A change of {table_name(table)} names its columns and its rows.")
    parameters: list[Any] = []
    assigned = [f'"{name}" = {_placed(table, name, value, parameters)}' for name, value in changes.items()]
    named = [_condition(table, name, value, parameters) for name, value in conditions.items()]
    statement = (
        f'UPDATE "{table_name(table)}" SET {", ".join(assigned)} WHERE {" AND ".join(named)} RETURNING {returning}'
    )
    return await fetch(statement, *parameters)


async def select_rows(table: type[Table], where: Values, *, returning: str = "id") -> list[asyncpg.Record]:
    """The rows `where` names, as `update_rows` does.

    Raises:
        UnknownColumn: A condition is no column of the table.
    """
    parameters: list[Any] = []
    named = [_condition(table, name, value, parameters) for name, value in columns_of(where).items()]
    return await fetch(f'SELECT {returning} FROM "{table_name(table)}" WHERE {" AND ".join(named)}', *parameters)


async def _insert_many(
    table: type[Table], rows: Sequence[Mapping[str, Any]], conflict: str, returning: str
) -> list[asyncpg.Record]:
    chosen, source, lists = unnested(table, rows)
    into = f'INSERT INTO "{table_name(table)}" ({listed(rows[0])}) SELECT {chosen} FROM {source}'
    return await fetch(f"{into} ORDER BY u._position {conflict} RETURNING {returning}", *lists)


def _insertion(table: type[Table], given: Mapping[str, Any], conflict: str, returning: str) -> tuple[str, list[Any]]:
    parameters: list[Any] = []
    placed = ", ".join(_placed(table, name, value, parameters) for name, value in given.items())
    into = f'INSERT INTO "{table_name(table)}" ({listed(given)}) VALUES ({placed})'
    return f"{into} {conflict} RETURNING {returning}", parameters


def _placed(table: type[Table], name: str, value: Any, parameters: list[Any]) -> str:
    column = column_named(table, name)
    if isinstance(value, Expression):
        return value.sql
    parameters.append(encoded(column, value))
    return f"${len(parameters)}"


def _condition(table: type[Table], name: str, value: Any, parameters: list[Any]) -> str:
    column_named(table, name)
    if value is None:
        return f'"{name}" IS NULL'
    if isinstance(value, list | tuple | set):
        parameters.append(list(value))
        return f'"{name}" = ANY(${len(parameters)})'
    return f'"{name}" = {_placed(table, name, value, parameters)}'


def _target(table: type[Table], unique: Sequence[str]) -> str:
    for name in unique:
        column_named(table, name)
    return f"({listed(unique)})" if unique else ""
