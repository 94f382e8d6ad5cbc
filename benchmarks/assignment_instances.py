"""Fairs that never were: a plan of islands and as many applications as one wants, from a seed."""

import random
from datetime import UTC, datetime, timedelta

from events_app.assignment.optimiser.problem import Application, Booth, Pin, Problem, Reserve

OPENED = datetime(2026, 9, 1, 1, tzinfo=UTC)
BOOTH = 300  # centimetres
ISLAND = 20  # booths: two rows of ten, back to back
GROUPS = ("food", "drinks", "herbs", "crafts", "plants", "tourism", "tea", "honey", "rice", "sweets")
LARGE, HARDSHIP, PARTNERS = 0.1, 0.06, 0.05  # shares of booths and of applications
DISTRICTS = tuple(f"district:{number:03d}" for number in range(1, 31))


def make_fair(booths: int, demand: float, seed: int, *, guarantee: str = "zone", pins: int = 0) -> Problem:
    """A fair with `booths` booths whose applications ask for `demand` times as many."""
    chance = random.Random(seed)
    plan = tuple(_booth(number, booths, chance) for number in range(booths))
    applications: list[Application] = []
    asked = 0
    while asked < demand * booths:
        applications.append(_application(len(applications) + 1, max(4, booths // 100), chance))
        asked += applications[-1].booths
    ones = [each for each in applications if each.booths == 1 and not each.needs][:pins]
    pinned = tuple(Pin(each.id, (plan[7 * place].id,)) for place, each in enumerate(ones))
    reserves = (Reserve("hardship", max(1, booths // 50)), Reserve(DISTRICTS[3], max(1, booths // 100)))
    return Problem(plan, tuple(applications), pinned, reserves, guarantee, seed)  # type: ignore[arg-type]


def _booth(number: int, booths: int, chance: random.Random) -> Booth:
    island, within = divmod(number, ISLAND)
    row, column = divmod(within, ISLAND // 2)
    hall, island = divmod(island, 25)
    zones = max(4, booths // 100)
    end = column in {0, ISLAND // 2 - 1}
    wired = [each for each, share in (("power", 0.75), ("water", 0.35), ("cold", 0.18)) if chance.random() < share]
    return Booth(
        id=1000 + number,
        code=f"{chr(65 + hall)}{island * ISLAND + within + 1:03d}",
        hall=hall + 1,
        x=300 + (island % 5) * (10 * BOOTH + 400) + column * BOOTH,
        y=300 + (island // 5) * (2 * BOOTH + 400) + row * BOOTH,
        width=BOOTH,
        height=BOOTH,
        zone=1 + number * zones // booths,
        category="corner" if end else "large" if chance.random() < LARGE else "small",
        utilities=tuple(wired),  # type: ignore[arg-type]
    )


def _application(number: int, zones: int, chance: random.Random) -> Application:
    needs = [each for each, share in (("power", 0.5), ("water", 0.15), ("cold", 0.08)) if chance.random() < share]
    wished: list[int] = []
    while len(wished) < chance.choice((0, 1, 2, 3, 3, 3)):
        zone = 1 + min(int(chance.expovariate(1.0) * zones / 3), zones - 1)  # a few zones are wished by many
        if zone not in wished:
            wished.append(zone)
    belongs = [chance.choice(DISTRICTS)] + (["hardship"] if chance.random() < HARDSHIP else [])
    near = (chance.randrange(1, number),) if number > 1 and chance.random() < PARTNERS else ()
    return Application(
        id=number,
        name=f"Producer {number}",
        priority=float(min(100, max(0, round(chance.gauss(55, 18))))),
        applied_at=OPENED + timedelta(seconds=chance.randrange(30 * 86400)),
        booths=chance.choices((1, 2, 3), (0.82, 0.14, 0.04))[0],
        needs=tuple(needs),  # type: ignore[arg-type]
        zones=tuple(wished),
        category=chance.choice((None, None, None, "corner", "large")),  # type: ignore[arg-type]
        groups=tuple(chance.sample(GROUPS, chance.choice((1, 1, 2)))),
        belongs=tuple(belongs),
        near=near,
    )
