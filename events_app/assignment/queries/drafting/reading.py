"""Reads what a run is made of: booths, applications that take part, decisions, reserves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.applications.queries import ASKING
from events_app.assignment.optimiser.problem import Booth
from events_app.assignment.schemas import Pinned, ReserveView
from events_app.booths.queries import is_live
from events_app.floor_plans.rules import code_order
from events_app.places.queries import areas_of_places
from events_app.platform.db import fetch
from events_app.platform.i18n import Bilingual

NO_ZONE = 0  # booths in no zone: a zone of their own that nobody can wish for
TAKES_PART = ("submitted", "approved")
NO_ZONE_NAME = Bilingual("Chưa xếp khu", "No zone")


async def asking_of(fair: int, now: datetime) -> list[Any]:
    """Applications that take part: handed in or approved, of producers who have no booth here yet."""
    return await fetch(
        ASKING
        + f"""
        WHERE a.fair = $1 AND a.state = ANY($2) AND a.submitted_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM booth_claim c WHERE c.fair = a.fair AND c.producer = a.producer AND {is_live("c", "$3")})
        ORDER BY a.id
        """,
        fair,
        list(TAKES_PART),
        now,
    )


async def booths_of_run(fair: int, now: datetime) -> tuple[list[Booth], dict[int, Bilingual]]:
    """Every booth of the plan; those blocked, held, offered or assigned are given to nobody, but stand in their row."""
    rows = await fetch(
        f"""
        SELECT b.*, z.name_vi, z.name_en, b.blocked OR EXISTS (
            SELECT FROM booth_claim c WHERE c.booth = b.id AND {is_live("c", "$2")}) AS taken
        FROM booth b LEFT JOIN zone z ON z.id = b.zone WHERE b.fair = $1 AND b.removed_at IS NULL
        """,
        fair,
        now,
    )
    zones = {row["zone"]: Bilingual(row["name_vi"], row["name_en"]) for row in rows if row["zone"] is not None}
    if any(row["zone"] is None for row in rows):
        zones[NO_ZONE] = NO_ZONE_NAME
    booths = [
        Booth(
            id=row["id"],
            code=row["code"],
            hall=row["hall"],
            x=row["x"],
            y=row["y"],
            width=row["width"],
            height=row["height"],
            zone=row["zone"] or NO_ZONE,
            category=row["category"],
            utilities=tuple(sorted(row["utilities"])),
            blocked=row["taken"],
        )
        for row in rows
    ]
    return sorted(booths, key=lambda each: code_order(each.code)), zones


async def reserves_of(fair: int, asking: Sequence[Any]) -> list[ReserveView]:
    """The reserves of a fair with whom each may count: a place counts those in it by the units of then and now."""
    places = await areas_of_places({row["place"] for row in asking if row["place"]})
    rows = await fetch(
        "SELECT r.*, p.name_vi, p.name_en FROM booth_reserve r LEFT JOIN place p ON p.id = r.place WHERE r.fair = $1"
        " ORDER BY r.id",
        fair,
    )
    found = []
    for row in rows:
        eligible = [
            (each["id"], each["name"])
            for each in asking
            if (row["place"] in places.get(each["place"], ()) if row["place"] else each["id"] in row["members"])
        ]
        found.append(
            ReserveView(
                id=row["id"],
                belongs=f"place:{row['place']}" if row["place"] else f"named:{row['id']}",
                name=Bilingual(row["name_vi"], row["name_en"]) if row["place"] else Bilingual(row["name"]),
                at_least=row["at_least"],
                place=row["place"],
                eligible=eligible,
            )
        )
    return found


async def pins_of(fair: int, taking_part: dict[int, str]) -> list[Pinned]:
    rows = await fetch(
        """
        SELECT n.application, p.name, array_agg(b.code ORDER BY n.position) AS codes,
               array_agg(b.id ORDER BY n.position) AS booths, max(n.locked_from) AS locked_from, max(n.set_by) AS set_by
        FROM booth_pin n JOIN booth b ON b.id = n.booth JOIN booth_application a ON a.id = n.application
        JOIN producer p ON p.id = a.producer
        WHERE n.fair = $1 GROUP BY n.application, p.name ORDER BY p.name, n.application
        """,
        fair,
    )
    return [
        Pinned(
            application=row["application"],
            name=row["name"],
            booths=list(row["codes"]),
            booth_ids=list(row["booths"]),
            locked_from=row["locked_from"],
            set_by=row["set_by"],
            takes_part=row["application"] in taking_part,
        )
        for row in rows
    ]
