"""The published score: who chooses first, and why. Every component is shown to whoever it concerns.

Up to 100 points: stars in force 40 (the best product applied with: five stars 40, four 30, three 20), earlier years at
fairs of this office 20 (five a year, four years count), the day of application 10 (one for each whole day before the
deadline), the office's own points 30 (three tenths of what its reviewers gave). Equal scores go by the time of
application, then by number, so that the order is never by chance.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

STAR_POINTS = {5: 40.0, 4: 30.0, 3: 20.0}
POINTS_A_YEAR, YEARS_COUNTED = 5.0, 4
MOST_DAYS = 10
OWN_SHARE = 0.3


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an application when the score is reckoned."""

    application: int
    stars: int
    earlier_years: int
    own_points: int
    submitted_at: datetime
    closes_at: datetime | None


class Priority(msgspec.Struct, frozen=True, kw_only=True):
    """A score with its components, in points; `total` is 0 to 100."""

    stars: float
    years: float
    early: float
    own: float
    total: float


def priority_of(standing: Standing) -> Priority:
    """The published score of one application.

    >>> from datetime import UTC
    >>> handed_in, closes = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 4, 12, tzinfo=UTC)
    >>> priority_of(Standing(application=1, stars=4, earlier_years=2, own_points=80, submitted_at=handed_in,
    ...                      closes_at=closes))
    Priority(stars=30.0, years=10.0, early=3.0, own=24.0, total=67.0)
    """
    stars = STAR_POINTS.get(standing.stars, 0.0)
    years = POINTS_A_YEAR * min(standing.earlier_years, YEARS_COUNTED)
    early = float(_days_early(standing))
    own = round(OWN_SHARE * standing.own_points, 1)
    return Priority(stars=stars, years=years, early=early, own=own, total=round(stars + years + early + own, 1))


def ranked(standings: Iterable[Standing]) -> list[int]:
    """Applications by the published order: score, then time, then number."""
    found = list(standings)
    found.sort(key=lambda each: (-priority_of(each).total, each.submitted_at, each.application))
    return [each.application for each in found]


def _days_early(standing: Standing) -> int:
    """Whole days between the application and the deadline, as far as they count; without a deadline none do."""
    if standing.closes_at is None:
        return 0
    return min(max((standing.closes_at - standing.submitted_at) // timedelta(days=1), 0), MOST_DAYS)
