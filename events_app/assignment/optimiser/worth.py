"""What a place is worth to a producer, in points, and what the whole arrangement maximises.

Value u of a place, 0 to 100: the wished zones count 100, 80, 60, 40 and from there 20; a zone not wished counts
nothing; whoever wishes no zone has 100 everywhere. A wish for a category counts a tenth of the whole.

Score of placing a producer with weight W = 100 + priority on n booths of value u: W · (1000·n + u). So one booth more
filled outweighs any wish of the same producer, and a better ranked producer's wish counts up to twice.
"""

from events_app.assignment.optimiser.problem import Application

MOST_VALUE = 100
CATEGORY_SHARE = 10  # per cent of the value that a wished category decides
PLACED = 1000  # points of a filled booth, against at most 100 of a wish
BASE_WEIGHT = 100
MISSING_PRODUCER = 1_000_000.0  # a reserve's missing producer: more than any placement is worth (200 · 3100)


def zone_value(application: Application, zone: int) -> int:
    """Points of a zone alone, 0 to 100."""
    if not application.zones:
        return MOST_VALUE
    if zone not in application.zones:
        return 0
    return max(20, MOST_VALUE - 20 * application.zones.index(zone))


def place_value(application: Application, zone: int, *, category_met: bool) -> int:
    """Points of a place, 0 to 100. `category_met`: every booth of it has the category wished."""
    share = CATEGORY_SHARE if application.category is None or category_met else 0
    return zone_value(application, zone) * (100 - CATEGORY_SHARE) // 100 + share


def level(application: Application, zone: int) -> int:
    """How far down the list of wishes a zone stands; 0 is the dearest, the length of the list means not wished."""
    return application.zones.index(zone) if zone in application.zones else len(application.zones)


def weight(application: Application) -> float:
    """W, 100 to 200."""
    return BASE_WEIGHT + application.priority


def score(application: Application, value: int) -> float:
    """What the arrangement gains by this placement."""
    return weight(application) * (PLACED * application.booths + value)
