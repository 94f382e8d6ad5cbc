"""How a database comes from the schema it has to the one this code needs: the rule, and the ids it knows.

Version 0.1.0 made its schema by 22 migrations; this code makes the same catalog by one file a slice. A database
that carries exactly those 22 is adopted by one file. Any other mixture is refused before anything is touched.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from events_app.platform.postgres import PostgresError

FORMER_VERSION = "0.1.0"
FORMER_IDS = frozenset(
    f"2026-11-24T{time}"
    for time in (
        "09:00:00:000000",
        "10:00:00:000000",
        "10:10:00:000000",
        "10:20:00:000000",
        "10:30:00:000000",
        "10:40:00:000000",
        "10:50:00:000000",
        "11:00:00:000000",
        "11:10:00:000000",
        "11:20:00:000000",
        "11:30:00:000000",
        "11:40:00:000000",
        "12:10:00:000000",
        "12:15:00:000000",
        "21:19:08:277650",
        "21:20:00:000000",
        "21:21:00:000000",
        "21:22:00:000000",
        "21:22:29:773788",
        "21:23:00:000000",
        "21:25:00:000000",
        "21:26:00:000000",
    )
)
"""What a database of version 0.1.0 has recorded, all of them."""


class SchemaRefused(PostgresError):
    """The database's schema is none this code can bring up to date; nothing was changed."""


class SchemaIsNewer(SchemaRefused):
    """A newer version has changed the database."""

    def __init__(self, unknown: Collection[str]) -> None:
        """Name what this code does not know."""
        super().__init__(
            f"The database was changed by a newer version of events-app ({', '.join(sorted(unknown))}). "
            "Install that version, or choose another database. Nothing was changed."
        )


class SchemaIsUnfinished(SchemaRefused):
    """The database stands somewhere on the way to version 0.1.0."""

    def __init__(self, recorded: Collection[str]) -> None:
        """Count how far it came."""
        super().__init__(
            f"The database has {len(FORMER_IDS.intersection(recorded))} of the {len(FORMER_IDS)} migrations of version "
            f"{FORMER_VERSION}. Upgrade it with version {FORMER_VERSION} first (`events-app migrate` there), then with "
            "this one. Nothing was changed."
        )


class SchemaIsMixed(SchemaRefused):
    """The record names migrations of version 0.1.0 beside this version's; no command of ours leaves that."""

    def __init__(self) -> None:
        """Say what brings it back."""
        super().__init__(
            f"The database's table `migration` names migrations of version {FORMER_VERSION} beside those of this one: "
            "somebody changed it by hand. Restore a backup into an empty installation. Nothing was changed."
        )


class Upgrade(NamedTuple):
    """What there is to do: adopt the schema of version 0.1.0 first, then run what is missing, in this order."""

    adopt: bool
    missing: list[str]


def plan_upgrade(recorded: Collection[str], known: Sequence[str]) -> Upgrade:
    """Decide how a database gets to this code's schema.

    Args:
        recorded: The ids the database says it has seen, in any order.
        known: The ids this code has, in order.

    Raises:
        SchemaIsNewer: The database has seen an id nobody here knows.
        SchemaIsUnfinished: The database has seen some of version 0.1.0's ids but not all 22.
        SchemaIsMixed: It has seen ids of both.
    """
    unknown = set(recorded) - FORMER_IDS - set(known)
    if unknown:
        raise SchemaIsNewer(unknown)
    adopt = set(recorded) == FORMER_IDS
    former = FORMER_IDS.intersection(recorded)
    if former and former != set(recorded):
        raise SchemaIsMixed
    if former and not adopt:
        raise SchemaIsUnfinished(recorded)
    return Upgrade(adopt, [found for found in known if found not in recorded])
