"""Batches of badges: what could be printed, and how far each is."""

from datetime import datetime
from typing import Final

import msgspec

from events_app.fairs.queries import find_fair
from events_app.giving.errors import PrintRunNotFound
from events_app.passes.rules import PassKind
from events_app.platform.actor import Actor
from events_app.platform.db import fetch

_PRINTED: Final = (
    "EXISTS (SELECT FROM print_run_pass q JOIN print_run n ON n.id = q.run"
    " WHERE q.entry_pass = p.id AND n.printed_at IS NOT NULL)"
)

TO_PRINT: Final = f"""
SELECT p.id FROM entry_pass p WHERE p.fair = $1 AND p.state = 'valid' AND p.holder_name IS NOT NULL
  AND ($2::text IS NULL OR p.kind = $2) AND (NOT $3::bool OR NOT {_PRINTED})
ORDER BY p.kind, p.folded, p.id LIMIT 20000
"""


class PrintRunView(msgspec.Struct, frozen=True, kw_only=True):
    """One batch of badges."""

    id: int
    fair: int
    kind: PassKind | None
    badges: int
    drawn: int
    state: str
    created_at: datetime
    finished_at: datetime | None
    printed_at: datetime | None

    @property
    def is_busy(self) -> bool:
        """Whether it is still being drawn."""
        return self.state in {"waiting", "drawing"}


class ToPrint(msgspec.Struct, frozen=True):
    """How many valid passes of a kind carry a name, and how many of them were never printed."""

    kind: PassKind
    named: int
    new: int


_SELECT: Final = "SELECT id, fair, kind, badges, drawn, state, created_at, finished_at, printed_at FROM print_run"


async def find_print_run(run: int, *, acting: Actor) -> PrintRunView:
    """Read a batch for the office of its fair.

    Raises:
        PrintRunNotFound: There is none.
        NotAllowed: It is another office's.
    """
    rows = await fetch(_SELECT + " WHERE id = $1", run)
    if not rows:
        raise PrintRunNotFound
    [owner] = await fetch("SELECT office FROM fair WHERE id = $1", rows[0]["fair"])
    acting.ensure_organizes(owner["office"])
    return msgspec.convert(dict(rows[0]), PrintRunView)


async def list_print_runs(slug: str, *, acting: Actor, now: datetime) -> list[PrintRunView]:
    """List the batches of a fair, the latest first; fifty at most."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    rows = await fetch(_SELECT + " WHERE fair = $1 ORDER BY id DESC LIMIT 50", fair.id)
    return [msgspec.convert(dict(row), PrintRunView) for row in rows]


async def count_to_print(fair: int) -> list[ToPrint]:
    """Count by kind what could be printed."""
    rows = await fetch(
        f"SELECT p.kind, count(*) AS named, count(*) FILTER (WHERE NOT {_PRINTED}) AS new FROM entry_pass p"
        " WHERE p.fair = $1 AND p.state = 'valid' AND p.holder_name IS NOT NULL GROUP BY p.kind ORDER BY p.kind",
        fair,
    )
    return [msgspec.convert(dict(row), ToPrint) for row in rows]


async def read_badges(run: int, *, acting: Actor) -> bytes:
    """Return the file of a batch that is ready.

    Raises:
        PrintRunNotFound: It is not ready.
    """
    await find_print_run(run, acting=acting)
    rows = await fetch("SELECT content FROM print_run_part WHERE run = $1 AND number = 0", run)
    if not rows:
        raise PrintRunNotFound
    content: bytes = rows[0]["content"]
    return content
