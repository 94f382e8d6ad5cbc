"""Counts of the register on a day."""

from collections.abc import Sequence
from datetime import date

from events_app.platform.db import fetch
from events_app.producers.queries.graded import GRADED
from events_app.producers.rules.certificates import EXPIRING_SOON
from events_app.producers.schemas import RegisterFigures, StarCounts

_FIGURES = f"""
SELECT count(*) FILTER (WHERE g.last_stars IS NOT NULL) AS products,
       count(DISTINCT g.producer) FILTER (WHERE g.last_stars IS NOT NULL) AS producers,
       count(*) FILTER (WHERE g.last_stars = 5) AS ever_five,
       count(*) FILTER (WHERE g.last_stars = 4 AND g.submitted) AS ever_potential,
       count(*) FILTER (WHERE g.last_stars = 4 AND NOT g.submitted) AS ever_four,
       count(*) FILTER (WHERE g.last_stars = 3) AS ever_three,
       count(*) FILTER (WHERE g.stars = 5) AS now_five,
       count(*) FILTER (WHERE g.stars = 4 AND g.submitted) AS now_potential,
       count(*) FILTER (WHERE g.stars = 4 AND NOT g.submitted) AS now_four,
       count(*) FILTER (WHERE g.stars = 3) AS now_three,
       count(*) FILTER (WHERE g.expires_on <= $3) AS soon
FROM ({GRADED}) g JOIN producer pr ON pr.id = g.producer WHERE pr.office = ANY($2::bigint[])
"""


async def load_figures(offices: Sequence[int], on: date) -> RegisterFigures:
    """Count the products of some offices on a day: ever graded until then, and in force then.

    A product counts with its latest grade; one put forward for five stars is counted apart from the four-star ones.
    """
    row = (await fetch(_FIGURES, on, list(offices), on + EXPIRING_SOON))[0]
    return RegisterFigures(
        on=on,
        producers=row["producers"],
        products=row["products"],
        cumulative=StarCounts(
            five=row["ever_five"], potential_five=row["ever_potential"], four=row["ever_four"], three=row["ever_three"]
        ),
        in_force=StarCounts(
            five=row["now_five"], potential_five=row["now_potential"], four=row["now_four"], three=row["now_three"]
        ),
        expiring_soon=row["soon"],
    )
