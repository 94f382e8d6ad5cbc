"""What a database is made of, read from PostgreSQL's own catalog, so that two can be compared name by name."""

from typing import NamedTuple

import asyncpg

_COLUMNS = """
    SELECT r.relname || '.' || a.attname AS name,
           concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
                     -- A default of NULL is none: Piccolo spells it out where somebody who writes SQL would not.
                     CASE WHEN pg_get_expr(d.adbin, d.adrelid) NOT LIKE 'NULL::%'
                     THEN 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END,
                     nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, '')) AS definition
    FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
    WHERE r.relkind = 'r' AND r.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
_CONSTRAINTS = """
    SELECT conrelid::regclass || '.' || conname AS name,
           pg_get_constraintdef(oid) || CASE WHEN convalidated THEN '' ELSE ' NOT VALID' END AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
"""
_INDEXES = """
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index JOIN pg_class r ON r.oid = indrelid WHERE r.relnamespace = 'public'::regnamespace AND indisvalid
"""
_TRIGGERS = """
    SELECT tgrelid::regclass || '.' || tgname AS name, tgenabled::text || ' ' || pg_get_triggerdef(t.oid) AS definition
    FROM pg_trigger t JOIN pg_class r ON r.oid = tgrelid
    WHERE r.relnamespace = 'public'::regnamespace AND NOT tgisinternal
"""
_FUNCTIONS = """
    SELECT oid::regprocedure::text AS name, regexp_replace(pg_get_functiondef(oid), '\\s+', ' ', 'g') AS definition
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
_SEQUENCES = """
    SELECT s.oid::regclass::text AS name,
           concat_ws(' ', format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcycle,
                     d.refobjid::regclass || '.' || a.attname) AS definition
    FROM pg_class s JOIN pg_sequence q ON q.seqrelid = s.oid
    LEFT JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    LEFT JOIN pg_attribute a ON (a.attrelid, a.attnum) = (d.refobjid, d.refobjsubid)
    WHERE s.relnamespace = 'public'::regnamespace
"""
_OTHERS = """
    SELECT c.oid::regclass::text AS name, c.relkind::text || c.relpersistence::text AS definition
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind NOT IN ('i', 'S')
    UNION ALL
    SELECT oid::regtype::text, typtype::text FROM pg_type
    WHERE typnamespace = 'public'::regnamespace AND typtype NOT IN ('c', 'b')
"""


class Catalog(NamedTuple):
    """Definitions by name, kind by kind; whitespace in functions and the order of columns do not count."""

    relations: dict[str, str]
    columns: dict[str, str]
    constraints: dict[str, str]
    indexes: dict[str, str]
    triggers: dict[str, str]
    functions: dict[str, str]
    sequences: dict[str, str]


async def read_catalog(connection: asyncpg.Connection) -> Catalog:
    """Read everything of ours in the database, as this connection sees it."""
    statements = (_OTHERS, _COLUMNS, _CONSTRAINTS, _INDEXES, _TRIGGERS, _FUNCTIONS, _SEQUENCES)
    return Catalog(*[{r["name"]: r["definition"] for r in await connection.fetch(s)} for s in statements])


async def read_catalog_of(dsn: str) -> Catalog:
    """Read everything of ours in the database at this address."""
    connection = await asyncpg.connect(dsn)
    try:
        return await read_catalog(connection)
    finally:
        await connection.close()


def differences(left: dict[str, str], right: dict[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """What is not the same on both sides, by name."""
    return {
        name: (left.get(name), right.get(name))
        for name in sorted(left.keys() | right.keys())
        if left.get(name) != right.get(name)
    }
