"""Rows written and read by the fields of a value: no list of columns beside the Struct, no placeholder counted by hand.

A value is a Struct or a mapping. Its fields are columns of the table; a `Bilingual` field `title` is the two columns
`title_vi` and `title_en`; a field left `UNSET` is not written, so that a patch is a value too. Columns of JSONB take
anything msgspec can encode and are given back decoded by `struct_from`.
"""

from events_app.platform.rows.columns import (
    ONE_MORE,
    Expression,
    UnknownColumn,
    Values,
    column_names,
    columns_of,
    selected,
)
from events_app.platform.rows.reading import struct_from
from events_app.platform.rows.writing import (
    insert_or_update,
    insert_or_update_rows,
    insert_row,
    insert_rows,
    insert_unless_there,
    select_rows,
    update_each,
    update_row,
    update_rows,
)

__all__ = [
    "ONE_MORE",
    "Expression",
    "UnknownColumn",
    "Values",
    "column_names",
    "columns_of",
    "insert_or_update",
    "insert_or_update_rows",
    "insert_row",
    "insert_rows",
    "insert_unless_there",
    "select_rows",
    "selected",
    "struct_from",
    "update_each",
    "update_row",
    "update_rows",
]
