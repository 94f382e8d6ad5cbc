"""Which columns a value's fields are, how each travels, and what never reaches the text of a statement."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import msgspec
from piccolo.columns import JSON, JSONB, Array, Column
from piccolo.table import Table

from events_app.platform.i18n import Bilingual

Values: TypeAlias = msgspec.Struct | Mapping[str, Any]

_SERIALS = {"SERIAL": "INTEGER", "BIGSERIAL": "BIGINT", "SMALLSERIAL": "SMALLINT"}


class UnknownColumn(ValueError):
    """A value has a field that is no column of its table: a mistake of ours, never of the person who typed."""


class Expression(msgspec.Struct, frozen=True):
    """SQL instead of a value, written in the code and never built from input: `Expression("revision + 1")`."""

    sql: str


ONE_MORE = Expression("revision + 1")


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


def unnested(table: type[Table], rows: Sequence[Mapping[str, Any]]) -> tuple[str, str, list[Any]]:
    """Many rows of the same columns as one FROM item `u`: what to select, the item, its parameters from $1 on.

    `u._position` counts them from 1. A column of a list is only right as it is selected.

    Raises:
        UnknownColumn: A field is no column of the table.
        ValueError: Two rows have different fields, or one holds an `Expression`.
    """
    names = list(rows[0])
    if any(list(row) != names for row in rows):
        raise ValueError(f"Rows of {table_name(table)} written together have the same fields in the same order.")
    columns = [column_named(table, name) for name in names]
    lists = [[_encoded_in_list(column, row[name]) for row in rows] for name, column in zip(names, columns, strict=True)]
    chosen = ", ".join(_unnested(column, name) for name, column in zip(names, columns, strict=True))
    placed = ", ".join(f"${number}::{_list_type(column)}" for number, column in enumerate(columns, 1))
    return chosen, f"unnest({placed}) WITH ORDINALITY AS u ({listed(names)}, _position)", lists


def _name(table: type[Table]) -> str:
    return table._meta.tablename  # noqa: SLF001 - Piccolo keeps it there


def table_name(table: type[Table]) -> str:
    return table._meta.tablename  # noqa: SLF001 - Piccolo keeps it there


def column_named(table: type[Table], name: str) -> Column:
    """The table's column of that name; nothing else in a value ever reaches the SQL."""
    column = _columns(table).get(name)
    if column is None:
        raise UnknownColumn(f"{table_name(table)} has no column {name!r}.")
    return column


@cache
def _columns(table: type[Table]) -> dict[str, Column]:
    return {column._meta.db_column_name: column for column in table._meta.columns}  # noqa: SLF001 - as above


def listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def encoded(column: Column, value: Any) -> Any:
    if isinstance(column, JSON | JSONB):
        return None if value is None else msgspec.json.encode(value).decode()
    return value


def _encoded_in_list(column: Column, value: Any) -> Any:
    """A list in a list travels as JSON: unnest would take both apart."""
    if isinstance(value, Expression):
        raise ValueError("An expression stands for one row, not in a list of values.")  # noqa: TRY004 - of the right type
    return msgspec.json.encode(value).decode() if isinstance(value, list | tuple) else encoded(column, value)


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
    return f'CASE WHEN u."{name}" IS NOT NULL THEN {items} END AS "{name}"'
