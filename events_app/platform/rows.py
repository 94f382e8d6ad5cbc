"""Rows written and read by the fields of a value: no list of columns beside the Struct, no placeholder counted by hand.

A value is a Struct or a mapping. Its fields are columns of the table; a `Bilingual` field `title` is the two columns
`title_vi` and `title_en`; a field left `UNSET` is not written, so that a patch is a value too. Columns of JSONB take
anything msgspec can encode and are given back decoded by `struct_from`.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, TypeVar

import asyncpg
import msgspec
from piccolo.columns import JSON, JSONB, Array, Column
from piccolo.table import Table

from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual

Values: TypeAlias = msgspec.Struct | Mapping[str, Any]
StructType = TypeVar("StructType", bound=msgspec.Struct)

_SERIALS = {"SERIAL": "INTEGER", "BIGSERIAL": "BIGINT", "SMALLSERIAL": "SMALLINT"}


class UnknownColumn(ValueError):
    """A value has a field that is no column of its table: a mistake of ours, never of the person who typed."""


class Expression(msgspec.Struct, frozen=True):
    """SQL instead of a value, written in the code and never built from input: `Expression("revision + 1")`."""

    sql: str


ONE_MORE = Expression("revision + 1")


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
    table: type[Table], values: Sequence[Values], *, unless_there: bool = False, returning: str = "id"
) -> list[asyncpg.Record]:
    """Write many rows of the same columns in one statement; the answer is in no promised order.

    Raises:
        UnknownColumn: A field is no column of the table.
        ValueError: Two values have different fields, or one is an `Expression`.
    """
    rows = [columns_of(value) for value in values]
    if not rows:
        return []
    names = list(rows[0])
    if any(list(row) != names for row in rows):
        raise ValueError(f"Rows of {_name(table)} written together have the same fields in the same order.")
    columns = [_column(table, name) for name in names]
    lists = [[_encoded_in_list(column, row[name]) for row in rows] for name, column in zip(names, columns, strict=True)]
    chosen = ", ".join(_unnested(column, name) for name, column in zip(names, columns, strict=True))
    placed = ", ".join(f"${number}::{_list_type(column)}" for number, column in enumerate(columns, 1))
    conflict = "ON CONFLICT DO NOTHING" if unless_there else ""
    statement = (
        f'INSERT INTO "{_name(table)}" ({_listed(names)}) SELECT {chosen}'
        f" FROM unnest({placed}) AS u ({_listed(names)}) {conflict} RETURNING {returning}"
    )
    return await fetch(statement, *lists)


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
        raise ValueError(f"{len(rows)} rows of {_name(table)} were changed where one was meant.")
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
        raise ValueError(f"A change of {_name(table)} names its columns and its rows.")
    parameters: list[Any] = []
    assigned = [f'"{name}" = {_placed(table, name, value, parameters)}' for name, value in changes.items()]
    named = [_condition(table, name, value, parameters) for name, value in conditions.items()]
    statement = f'UPDATE "{_name(table)}" SET {", ".join(assigned)} WHERE {" AND ".join(named)} RETURNING {returning}'
    return await fetch(statement, *parameters)


async def select_rows(table: type[Table], where: Values, *, returning: str = "id") -> list[asyncpg.Record]:
    """The rows `where` names, as `update_rows` does.

    Raises:
        UnknownColumn: A condition is no column of the table.
    """
    parameters: list[Any] = []
    named = [_condition(table, name, value, parameters) for name, value in columns_of(where).items()]
    return await fetch(f'SELECT {returning} FROM "{_name(table)}" WHERE {" AND ".join(named)}', *parameters)


def columns_of(*values: Values) -> dict[str, Any]:
    """The columns of values and what they hold, later ones over earlier ones."""
    found: dict[str, Any] = {}
    for value in values:
        for name, held in _fields(value):
            if isinstance(held, Bilingual):
                found |= {f"{name}_vi": held.vi, f"{name}_en": held.en}
            elif held is not msgspec.UNSET:
                found[name] = held
    return found


def _fields(value: Values) -> list[tuple[str, Any]]:
    if isinstance(value, msgspec.Struct):
        return [(name, getattr(value, name)) for name in value.__struct_fields__]
    return list(value.items())


def column_names(struct: type[msgspec.Struct]) -> list[str]:
    """The columns a Struct is read from, in the order of its fields."""
    names: list[str] = []
    for field in msgspec.structs.fields(struct):
        names += [f"{field.name}_vi", f"{field.name}_en"] if field.type is Bilingual else [field.name]
    return names


def selected(struct: type[msgspec.Struct], alias: str) -> str:
    """What a SELECT lists to fill a Struct: `f.title_vi, f.title_en, …`."""
    return ", ".join(f'{alias}."{name}"' for name in column_names(struct))


def struct_from(struct: type[StructType], row: asyncpg.Record | Mapping[str, Any], **given: Any) -> StructType:
    """A Struct filled from the columns of a row that are its fields, and from what is given instead of a column.

    Texts of JSONB columns are decoded, words become the members of their enum.
    """
    read = {name: _read(name, kind, row) for name, kind in _fields_read(struct) if name not in given}
    return struct(**read, **given)


@cache
def _fields_read(struct: type[msgspec.Struct]) -> list[tuple[str, Any]]:
    """The fields of a Struct, each with the type its text is read as, or None where a text stays as it is."""
    fields = msgspec.structs.fields(struct)
    return [(field.name, None if _stays_text(field.type) else field.type) for field in fields]


def _read(name: str, kind: Any, row: asyncpg.Record | Mapping[str, Any]) -> Any:
    if kind is Bilingual:
        return Bilingual(vi=row[f"{name}_vi"], en=row[f"{name}_en"])
    held = row[name]
    if kind is None or not isinstance(held, str):
        return held
    return (
        msgspec.convert(held, type=kind)
        if _has(kind, msgspec.inspect.EnumType)
        else msgspec.json.decode(held, type=kind)
    )


def _stays_text(kind: Any) -> bool:
    return _has(kind, msgspec.inspect.StrType | msgspec.inspect.LiteralType | msgspec.inspect.AnyType)


@cache
def _has(kind: Any, part: Any) -> bool:
    info = msgspec.inspect.type_info(kind)
    return any(isinstance(one, part) for one in getattr(info, "types", (info,)))


def _insertion(table: type[Table], given: Mapping[str, Any], conflict: str, returning: str) -> tuple[str, list[Any]]:
    parameters: list[Any] = []
    placed = ", ".join(_placed(table, name, value, parameters) for name, value in given.items())
    into = f'INSERT INTO "{_name(table)}" ({_listed(given)}) VALUES ({placed})'
    return f"{into} {conflict} RETURNING {returning}", parameters


def _placed(table: type[Table], name: str, value: Any, parameters: list[Any]) -> str:
    column = _column(table, name)
    if isinstance(value, Expression):
        return value.sql
    parameters.append(_encoded(column, value))
    return f"${len(parameters)}"


def _condition(table: type[Table], name: str, value: Any, parameters: list[Any]) -> str:
    _column(table, name)
    if value is None:
        return f'"{name}" IS NULL'
    if isinstance(value, list | tuple | set):
        parameters.append(list(value))
        return f'"{name}" = ANY(${len(parameters)})'
    return f'"{name}" = {_placed(table, name, value, parameters)}'


def _target(table: type[Table], unique: Sequence[str]) -> str:
    for name in unique:
        _column(table, name)
    return f"({_listed(unique)})" if unique else ""


def _name(table: type[Table]) -> str:
    return table._meta.tablename  # noqa: SLF001 - Piccolo keeps it there


def _column(table: type[Table], name: str) -> Column:
    """The table's column of that name; nothing else in a value ever reaches the SQL."""
    column = _columns(table).get(name)
    if column is None:
        raise UnknownColumn(f"{_name(table)} has no column {name!r}.")
    return column


@cache
def _columns(table: type[Table]) -> dict[str, Column]:
    return {column._meta.db_column_name: column for column in table._meta.columns}  # noqa: SLF001 - as above


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _encoded(column: Column, value: Any) -> Any:
    if isinstance(column, JSON | JSONB):
        return None if value is None else msgspec.json.encode(value).decode()
    return value


def _encoded_in_list(column: Column, value: Any) -> Any:
    """A list in a list travels as JSON: unnest would take both apart."""
    if isinstance(value, Expression):
        raise ValueError("An expression stands for one row, not in a list of values.")  # noqa: TRY004 - of the right type
    return msgspec.json.encode(value).decode() if isinstance(value, list | tuple) else _encoded(column, value)


def _list_type(column: Column) -> str:
    return "jsonb[]" if isinstance(column, Array) else f"{_type(column)}[]"


def _type(column: Column) -> str:
    """A column's type without its length: a cast to varchar(5) would cut a text that is too long, silently."""
    bare: str = column.column_type.split("(")[0]
    return _SERIALS.get(bare, bare)


def _unnested(column: Column, name: str) -> str:
    if not isinstance(column, Array):
        return f'u."{name}"'
    items = f'ARRAY(SELECT jsonb_array_elements_text(u."{name}"))::{_type(column.base_column)}[]'
    return f'CASE WHEN u."{name}" IS NOT NULL THEN {items} END'
