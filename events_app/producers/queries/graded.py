"""The piece of SQL every read of grades shares: each product with what may be shown on a day.

Its first parameter is the day. Kept in one place so that no list can show a star that is not in force.
"""

from datetime import date

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

GRADE_CONDITIONS = """
    ($2::int IS NULL OR CASE WHEN $4::text = 'no' THEN g.last_stars ELSE g.stars END = $2)
    AND ($3::text IS NULL OR g.group_code = $3)
    AND ($4::text IS NULL OR ($4 = 'yes' AND g.stars IS NOT NULL)
         OR ($4 = 'no' AND g.stars IS NULL AND g.last_stars IS NOT NULL) OR ($4 = 'soon' AND g.expires_on <= $5))
    AND (NOT $6::bool OR g.submitted)
"""

PLACE_CONDITION = """
    ($7::bigint IS NULL OR pr.place = $7
     OR pr.place IN (SELECT pl.id FROM place pl WHERE pl.parent = $7)
     OR pr.place IN (SELECT s.former FROM place_successor s WHERE s.successor = $7)
     OR pr.place IN (SELECT s.successor FROM place_successor s JOIN place f ON f.id = s.former
                     WHERE f.id = $7 OR f.parent = $7))
"""


def grade_parameters(narrowed: RegisterFilter, on: date) -> list[object]:
    """The parameters $1 to $8 of the pieces above: day, stars, group, force, soon, submitted, place, text."""
    return [
        on,
        narrowed.stars,
        narrowed.group,
        narrowed.force,
        on + EXPIRING_SOON,
        narrowed.submitted,
        narrowed.place,
        fold(narrowed.text),
    ]


def narrows_products(narrowed: RegisterFilter) -> bool:
    """Whether the filter asks something of a producer's products."""
    return bool(narrowed.stars or narrowed.group or narrowed.force or narrowed.submitted)
