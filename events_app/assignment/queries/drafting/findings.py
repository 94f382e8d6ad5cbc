"""What is wrong or tight and only the database knows: certificates, claims, the register."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from events_app.applications.queries import best_stars
from events_app.applications.rules import Standing
from events_app.assignment.optimiser.preflight import Finding
from events_app.assignment.queries.drafting.reading import TAKES_PART
from events_app.assignment.schemas import Pinned
from events_app.booths.queries import is_live
from events_app.fairs.schemas import Fair
from events_app.platform.db import fetch


async def taken_pins(fair: int, pins: Sequence[Pinned], now: datetime) -> list[Finding]:
    """Pins on booths somebody has meanwhile, and pins of applications that no longer take part."""
    rows = await fetch(
        f"""
        SELECT n.application, b.code, p.name AS holder FROM booth_pin n JOIN booth b ON b.id = n.booth
        JOIN booth_claim c ON c.booth = b.id AND {is_live("c", "$2")}
        JOIN producer p ON p.id = c.producer WHERE n.fair = $1 ORDER BY b.code
        """,
        fair,
        now,
    )
    names = {each.application: each.name for each in pins if each.takes_part}
    taken = [
        Finding("pin_taken", True, {"name": names[row["application"]], "booth": row["code"], "holder": row["holder"]})
        for row in rows
        if row["application"] in names
    ]
    idle = [
        Finding("pin_idle", False, {"name": each.name, "booths": ", ".join(each.booths)})
        for each in pins
        if not each.takes_part
    ]
    return [*taken, *idle]


async def certificates(fair: Fair, asking: Sequence[Any], standings: dict[int, Standing], today: date) -> list[Finding]:
    """Certificates that lapsed since the application, and those that lapse before the fair opens."""
    found = []
    without = [row for row in asking if standings[row["id"]].stars == 0 and row["products"]]
    for day in sorted({row["submitted_at"].date() for row in without}):
        then = await best_stars([row for row in without if row["submitted_at"].date() == day], day)
        names = {row["id"]: row["name"] for row in without}
        found += [
            Finding("certificate_lapsed", False, {"name": names[number], "stars": stars})
            for number, stars in then.items()
            if stars
        ]
    if fair.starts_on is not None and fair.starts_on > today:
        opening = await best_stars(asking, fair.starts_on)
        found += [
            Finding("certificate_lapses", False, {"name": row["name"]})
            for row in asking
            if opening[row["id"]] < standings[row["id"]].stars
        ]
    return found


async def placed_already(fair: int, now: datetime) -> list[Finding]:
    """Applications that wait although their producer has a booth: they take no part, or one would have too many."""
    rows = await fetch(
        f"""
        SELECT p.name, string_agg(b.code, ', ' ORDER BY b.code) AS booths FROM booth_application a
        JOIN producer p ON p.id = a.producer
        JOIN booth_claim c ON c.fair = a.fair AND c.producer = a.producer AND {is_live("c", "$3")}
        JOIN booth b ON b.id = c.booth WHERE a.fair = $1 AND a.state = ANY($2) GROUP BY a.id, p.name ORDER BY p.name
        """,
        fair,
        list(TAKES_PART),
        now,
    )
    return [Finding("placed_already", False, {"name": row["name"], "booths": row["booths"]}) for row in rows]


def same_firms(asking: Sequence[Any]) -> list[Finding]:
    """One firm in the register twice, with an application each."""
    known: dict[str, str] = {}
    found = []
    for row in asking:
        code = row["tax_code"]
        if code and code in known:
            found.append(Finding("same_firm", False, {"name": row["name"], "other": known[code], "code": code}))
        elif code:
            known[code] = row["name"]
    return found
