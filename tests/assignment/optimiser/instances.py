"""Small problems for the tests: by hand, and at random."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from events_app.assignment.optimiser.problem import Application, Booth, Pin, Problem, Reserve

OPENED = datetime(2026, 9, 1, tzinfo=UTC)
UTILITIES = ("power", "water", "cold")


def booth(number, *, x=None, y=0, zone=1, hall=1, width=300, height=300, **other):
    """A booth of three by three metres; by default in one row, numbered from left to right."""
    at = 300 * number if x is None else x
    return Booth(number, f"B{number}", hall, at, y, width, height, zone, **other)


def application(number, priority=50.0, *, minute=None, **other):
    applied = OPENED + timedelta(minutes=number if minute is None else minute)
    return Application(number, f"Producer {number}", priority, applied, **other)


def island(columns, *, first=1, y=0, zone=1, **other):
    """Two rows back to back."""
    return [
        booth(first + row * columns + column, x=300 * column, y=y + 300 * row, zone=zone, **other)
        for row in (0, 1)
        for column in range(columns)
    ]


def plainly(booths, applications, **other):
    return Problem(tuple(booths), tuple(applications), **other)


@st.composite
def problems(draw, *, most_booths=14, most_applications=12, longest=3):
    """Plans of islands, rows and lone booths in two halls; demand below and above; pins and reserves now and then."""
    chance = draw(st.randoms(use_true_random=False))
    booths = _plan(chance, chance.randint(3, most_booths))
    count = chance.randint(1, most_applications)
    applications = [_asking(chance, number, count, longest) for number in range(1, count + 1)]
    pins = _pins(chance, booths, applications)
    reserves = [Reserve(name, chance.randint(1, 3)) for name in ("hardship", "district:1") if chance.random() < 0.4]
    guarantee = draw(st.sampled_from(["zone", "place"]))
    return plainly(
        booths, applications, pins=pins, reserves=tuple(reserves), guarantee=guarantee, seed=chance.randint(0, 99)
    )


@st.composite
def tight_problems(draw):
    """Few booths in small zones that many wish, by applicants of nearly one score, some content with several zones.

    Here trading one's zone for two others' wishes pays nearly always, so a guarantee that is loosened shows at once.
    """
    chance = draw(st.randoms(use_true_random=False))
    zones = list(range(1, chance.randint(2, 4) + 1))
    booths = [
        booth(
            number,
            x=300 * number + (600 if chance.random() < 0.4 else 0) * number,
            zone=chance.choice(zones),
            utilities=("power",) if chance.random() < 0.8 else (),
        )
        for number in range(1, chance.randint(4, 9))
    ]
    applications = []
    for number in range(1, len(booths) + chance.randint(0, 3)):
        wished = chance.sample(zones, len(zones))
        applications.append(
            application(
                number,
                50.0 + chance.randint(0, 3),
                minute=chance.randint(0, 5),
                booths=chance.choice([1, 1, 1, 1, 2]),
                needs=("power",) if chance.random() < 0.2 else (),
                zones=tuple(wished[: 1 if chance.random() < 0.5 else chance.randint(2, len(zones))]),
                belongs=("hardship",) if chance.random() < 0.2 else (),
            )
        )
    pins = _pins(chance, booths, applications)
    reserves = (Reserve("hardship", chance.randint(1, 2)),) if chance.random() < 0.3 else ()
    guarantee = draw(st.sampled_from(["zone", "zone", "place"]))
    return plainly(booths, applications, pins=pins, reserves=reserves, guarantee=guarantee, seed=chance.randint(0, 99))


def _plan(chance, count):
    """Blocks of booths below each other in two halls; zones go by booth, so that rows end within a block too."""
    booths, top = [], 0
    while len(booths) < count:
        depth, columns = chance.choice([(1, 4), (2, 3), (2, 2), (1, 1), (3, 2)])
        hall, home = chance.choice([1, 2]), chance.choice([1, 2, 3])
        for row in range(depth):
            for column in range(columns):
                booths.append(
                    booth(
                        len(booths) + 1,
                        x=300 * column,
                        y=top + 300 * row,
                        zone=home if chance.random() < 0.9 else 1,
                        hall=hall,
                        category=chance.choice(["small", "small", "large", "corner"]),
                        utilities=tuple(each for each in UTILITIES if chance.random() < 0.5),
                        blocked=chance.random() < 0.08,
                    )
                )
        top += 300 * depth + chance.choice([0, 10, 200, 400])
    if all(each.blocked for each in booths[:count]):
        booths[0] = booth(1, x=booths[0].x, y=booths[0].y, hall=booths[0].hall)
    return booths[:count]


def _asking(chance, number, count, longest):
    needs = tuple(each for each in UTILITIES if chance.random() < 0.25)
    zones = tuple(chance.sample([1, 2, 3, 9], chance.choice([0, 1, 2, 3])))
    belongs = tuple(name for name in ("hardship", "district:1") if chance.random() < 0.3)
    near = (chance.randint(1, count),) if chance.random() < 0.3 else ()
    return application(
        number,
        float(chance.choice([10, 40, 40, 55.5, 70, 100])),
        minute=chance.randint(0, 5),
        booths=min(longest, chance.choice([1, 1, 1, 2, 2, 3])),
        needs=needs,
        zones=zones,
        category=chance.choice([None, None, "large", "corner"]),
        groups=tuple(chance.sample(["food", "drinks", "crafts"], chance.choice([1, 2]))),
        belongs=belongs,
        near=near,
    )


def _pins(chance, booths, applications):
    pins, free = [], [each.id for each in booths]
    for each in applications:
        if chance.random() < 0.12 and len(free) >= each.booths:
            chosen = tuple(chance.sample(free, each.booths))
            free = [number for number in free if number not in chosen]
            pins.append(Pin(each.id, chosen))
    return tuple(pins)
