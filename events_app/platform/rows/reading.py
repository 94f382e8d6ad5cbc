"""Structs filled from rows."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import asyncpg
import msgspec

from events_app.platform.i18n import Bilingual

StructType = TypeVar("StructType", bound=msgspec.Struct)


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
