"""The piece of SQL every read of grades shares: each product with what may be shown on a day.

Its first parameter is the day. Kept in one place so that no list can show a star that is not in force.
"""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace

import msgspec

from events_app.platform.i18n import fold
from events_app.producers.rules.certificates import EXPIRING_SOON
from events_app.producers.schemas import RegisterFilter

GRADED = """
SELECT p.id, p.producer, p.name, p.group_code, p.sort_key, p.folded, p.revision, shown.stars, shown.expires_on,
       last.stars AS last_stars, sub.id IS NOT NULL AS submitted
FROM product p
LEFT JOIN LATERAL (
    SELECT c.stars, c.expires_on FROM certificate c
    WHERE c.product = p.id AND c.issued_on <= $1 AND c.expires_on >= $1 AND (c.revoked_on IS NULL OR c.revoked_on > $1)
    ORDER BY c.issued_on DESC LIMIT 1
) shown ON true
LEFT JOIN LATERAL (
    SELECT c.stars FROM certificate c WHERE c.product = p.id AND c.issued_on <= $1 ORDER BY c.issued_on DESC LIMIT 1
) last ON true
LEFT JOIN five_star_submission sub
    ON sub.product = p.id AND sub.submitted_on <= $1 AND (sub.decided_on IS NULL OR sub.decided_on > $1)
"""


class Asked(msgspec.Struct, frozen=True):
    """What a list of the register is narrowed to; its fields are the parameters of the pieces below, in their order."""

    day: date
    stars: int | None
    group: str | None
    force: str | None
    submitted: bool
    place: int | None
    text: str
    offices: list[int] | None


class AskedPage(Asked, frozen=True):
    """The same with the place a page begins after, and how many rows it has at most."""

    after: str | None
    after_id: int | None
    most: int


# What stands for each field in the text of a statement: `$1` for the day, as `GRADED` has it.
AT = SimpleNamespace(**{name: f"${number}" for number, name in enumerate(AskedPage.__struct_fields__, 1)})

GRADE_CONDITIONS = f"""
    ({AT.stars}::int IS NULL
     OR CASE WHEN {AT.force}::text = 'no' THEN g.last_stars ELSE g.stars END = {AT.stars})
    AND ({AT.group}::text IS NULL OR g.group_code = {AT.group})
    AND ({AT.force}::text IS NULL OR ({AT.force} = 'yes' AND g.stars IS NOT NULL)
         OR ({AT.force} = 'no' AND g.stars IS NULL AND g.last_stars IS NOT NULL)
         OR ({AT.force} = 'soon' AND g.expires_on <= {AT.day}::date + {EXPIRING_SOON.days}))
    AND (NOT {AT.submitted}::bool OR g.submitted)
"""

# Whether something is asked of a producer's products at all.
NARROWS_PRODUCTS = f"""
    (coalesce({AT.stars}::int, 0) > 0 OR coalesce({AT.group}::text, '') <> '' OR {AT.force}::text IS NOT NULL
     OR {AT.submitted}::bool)
"""

PLACE_CONDITION = f"""
    ({AT.place}::bigint IS NULL OR pr.place = {AT.place}
     OR pr.place IN (SELECT pl.id FROM place pl WHERE pl.parent = {AT.place})
     OR pr.place IN (SELECT s.former FROM place_successor s WHERE s.successor = {AT.place})
     OR pr.place IN (SELECT s.successor FROM place_successor s JOIN place f ON f.id = s.former
                     WHERE f.id = {AT.place} OR f.parent = {AT.place}))
"""


def asked(narrowed: RegisterFilter, on: date, offices: Sequence[int] | None) -> Asked:
    """What a filter asks for on a day; its own day wins, and without offices it asks all."""
    return Asked(
        day=narrowed.on or on,
        stars=narrowed.stars,
        group=narrowed.group,
        force=narrowed.force,
        submitted=narrowed.submitted,
        place=narrowed.place,
        text=fold(narrowed.text),
        offices=None if offices is None else list(offices),
    )
