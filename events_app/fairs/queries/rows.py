"""How rows become fairs."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.fairs.rules import Region, Status, date_at, deadlines_of, is_on, phase_of
from events_app.fairs.schemas import Fair, FairForOffice, OpeningHours, ProgrammeSession, Venue
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import struct_from

SELECT = """
SELECT f.*, v.name_vi AS venue_vi, v.name_en AS venue_en, v.address, v.latitude, v.longitude, v.time_zone,
       p.code AS place_code, p.name_vi AS place_vi, p.name_en AS place_en
FROM fair f JOIN venue v ON v.id = f.venue LEFT JOIN place p ON p.id = v.place
"""

# The same as `rules.is_public`, for lists.
PUBLIC = "(f.status <> 'draft' AND (f.status <> 'cancelled' OR f.published_at IS NOT NULL))"

# With what only the office needs.
SELECT_FOR_OFFICE = SELECT.replace(
    "SELECT f.*",
    "SELECT o.name_vi AS office_vi, o.name_en AS office_en, f.*,"
    " (SELECT count(*) FROM programme_session s WHERE s.fair = f.id) AS sessions",
)


def fair_of(row: Any, now: datetime) -> Fair:
    """Read a row of `fair` joined with its venue and place."""
    status = Status(row["status"])
    status = Status(row["status"])
    hours = msgspec.json.decode(row["opening_hours"], type=list[OpeningHours])
    today = date_at(hours, now, row["time_zone"])
    return struct_from(
        Fair,
        row,
        opening_hours=hours,
        venue=venue_of(row),
        region=Region(row["region"]) if row["region"] else None,
        phase=phase_of(status, row["starts_on"], row["ends_on"], today),
        is_on=is_on(status, row["starts_on"]),
    )


def session_of(row: Any) -> ProgrammeSession:
    """Read a row of `programme_session`."""
    return struct_from(ProgrammeSession, row)


def venue_of(row: Any) -> Venue:
    return Venue(
        name=Bilingual(row["venue_vi"], row["venue_en"]),
        address=row["address"],
        place=row["place_code"],
        place_name=Bilingual(row["place_vi"], row["place_en"]) if row["place_vi"] else None,
        latitude=row["latitude"],
        longitude=row["longitude"],
        time_zone=row["time_zone"],
    )


def for_office(row: Any, now: datetime) -> FairForOffice:
    """Read a row of `SELECT_FOR_OFFICE`."""
    fair = fair_of(row, now)
    steps = deadlines_of(
        fair.kind,
        fair.starts_on,
        fair.ends_on,
        dossier_sent_on=row["dossier_sent_on"],
        dossier_answered_on=row["dossier_answered_on"],
        report_sent_on=row["report_sent_on"],
    )
    return FairForOffice(
        fair=fair,
        deadlines=steps,
        sessions=row["sessions"],
        office_name=Bilingual(row["office_vi"], row["office_en"]),
    )
