"""What homes show of the register: figures of an office, what waits there, a producer's own certificates."""

from collections.abc import Sequence
from datetime import date

from events_app.platform.db import fetch
from events_app.platform.rows import struct_from
from events_app.producers.schemas import CertificateStanding, OfficesRegister, Reader, WaitingImport


async def offices_register(offices: Sequence[int], *, on: date, until: date) -> OfficesRegister:
    """The register of some offices; a certificate lapses only where no newer one follows it."""
    [row] = await fetch(
        """
        SELECT (SELECT count(*) FROM producer WHERE office = ANY($1)) AS producers,
               (SELECT count(*) FROM product x JOIN producer p ON p.id = x.producer
                WHERE p.office = ANY($1)) AS products,
               count(*) FILTER (WHERE last >= $2) AS lapsing, min(last) FILTER (WHERE last >= $2) AS first_lapse,
               count(*) FILTER (WHERE last < $2) AS lapsed
        FROM (SELECT max(c.expires_on) AS last FROM certificate c JOIN product x ON x.id = c.product
              JOIN producer p ON p.id = x.producer
              WHERE p.office = ANY($1) AND c.revoked_on IS NULL GROUP BY x.id) AS ends
        WHERE last <= $3
        """,
        list(offices),
        on,
        until,
    )
    return struct_from(OfficesRegister, row)


async def waiting_imports(offices: Sequence[int], *, limit: int) -> list[WaitingImport]:
    """The latest lists of some offices that wait to be accepted."""
    rows = await fetch(
        """
        SELECT j.id, j.filename, j.rows_read AS rows,
          (SELECT count(*) FROM import_row r WHERE r.job = j.id AND r.error_count > 0) AS wrong
        FROM import_job j WHERE j.office = ANY($1) AND j.state = 'preview' ORDER BY j.created_at DESC LIMIT $2
        """,
        list(offices),
        limit,
    )
    return [struct_from(WaitingImport, row) for row in rows]


async def names_of_producers(producers: Sequence[int]) -> list[str]:
    """The names of some producers in Vietnamese order."""
    rows = await fetch("SELECT name FROM producer WHERE id = ANY($1) ORDER BY sort_key", list(producers))
    return [row["name"] for row in rows]


async def certificate_standings(producers: Sequence[int], *, on: date) -> list[CertificateStanding]:
    """Every product with its latest certificate; what ends first comes first, what has none last."""
    rows = await fetch(
        """
        SELECT x.id AS product, x.name, coalesce(c.stars, 0) AS stars, c.expires_on,
               coalesce($2 BETWEEN c.issued_on AND c.expires_on, false) AS in_force
        FROM product x LEFT JOIN LATERAL (
          SELECT * FROM certificate c WHERE c.product = x.id AND c.revoked_on IS NULL ORDER BY c.expires_on DESC LIMIT 1
        ) AS c ON true
        WHERE x.producer = ANY($1) ORDER BY c.expires_on NULLS LAST, x.sort_key, x.id
        """,
        list(producers),
        on,
    )
    return [struct_from(CertificateStanding, row) for row in rows]


async def readers_of_producer(producer: int) -> list[Reader]:
    """Who reads for a producer: its members, or the address in the register while nobody has joined."""
    rows = await fetch(
        "SELECT a.id AS account, a.email, a.name, a.locale FROM producer_member m JOIN account a ON a.id = m.account"
        " WHERE m.producer = $1 AND a.disabled_at IS NULL AND a.confirmed_at IS NOT NULL ORDER BY a.id",
        producer,
    )
    if not rows:
        rows = await fetch(
            "SELECT NULL::bigint AS account, email, name, 'vi' AS locale FROM producer WHERE id = $1 AND email <> ''",
            producer,
        )
    return [struct_from(Reader, row) for row in rows]
