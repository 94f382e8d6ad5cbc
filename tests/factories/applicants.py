"""Many applications at once, as a call brings them in: producers with products, stars, needs and wishes."""

import random
from datetime import datetime, timedelta

from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.producers import make_graded_product, make_producer, make_product

VILLAGES = (
    "Tản Lĩnh",
    "Ba Vì",
    "Bát Tràng",
    "Vạn Phúc",
    "Đường Lâm",
    "Phú Nghĩa",
    "Mê Linh",
    "Sóc Sơn",
    "Cổ Loa",
    "Chúc Sơn",
)
GOODS = {
    "food": ("Mật ong", "Bánh chè lam", "Giò chả", "Miến dong", "Nếp cái hoa vàng"),
    "drink": ("Trà sen", "Chè búp", "Rượu nếp"),
    "herbal": ("Cao atiso", "Tinh dầu sả"),
    "craft": ("Gốm men lam", "Lụa tơ tằm", "Mây tre đan", "Nón lá"),
}
STARS = (0, 3, 3, 3, 4, 4, 5)


async def bring_applications(
    fair: int,
    count: int = 150,
    *,
    seed: int = 1,
    places: tuple[int, ...] = (),
    state: str = "submitted",
    since: datetime = NOW - timedelta(days=14),
) -> list[int]:
    """Hand `count` applications in to a fair, each of a producer of its own; gives their numbers in order of time.

    Wishes go by the zones of the fair's plan, a few of them wished by many; needs by what its booths have. Repeatable
    by the seed. `places` are where the producers live, in turn.
    """
    chance = random.Random(seed)
    [row] = await fetch("SELECT office FROM fair WHERE id = $1", fair)
    zones = [
        each["id"]
        for each in await fetch(
            "SELECT z.id FROM zone z JOIN floor_plan p ON p.id = z.plan WHERE p.fair = $1 ORDER BY z.id", fair
        )
    ]
    served = await fetch("SELECT DISTINCT unnest(utilities) AS name FROM booth WHERE fair = $1 ORDER BY 1", fair)
    utilities = [each["name"] for each in served]
    applications = []
    for number in range(count):
        group = chance.choice(list(GOODS))
        goods = chance.choice(GOODS[group])
        producer = await make_producer(
            row["office"],
            name=f"HTX {goods} {VILLAGES[number % len(VILLAGES)]} {number + 1}",
            place=places[number % len(places)] if places else None,
        )
        stars = chance.choice(STARS)
        product = await (
            make_graded_product(producer, stars=stars, name=goods, group=group)
            if stars
            else make_product(producer, name=goods, group=group)
        )
        handed_in = since + timedelta(minutes=chance.randrange(12 * 24 * 60))
        [made] = await fetch(
            "INSERT INTO booth_application (fair, producer, state, booths_wanted, utilities, zones, products, near,"
            " note, score, reply, revision, created_at, changed_at, submitted_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, '{}', '', $8, '', 1, $9, $9, $9) RETURNING id",
            fair,
            producer,
            state,
            chance.choices((1, 2, 3), (0.84, 0.13, 0.03))[0],
            sorted(name for name in utilities if chance.random() < 0.4),
            _wishes(zones, chance),
            [product],
            chance.choice((0, 20, 40, 50, 60, 80, 100)),
            handed_in,
        )
        applications.append((handed_in, made["id"]))
    return [application for _, application in sorted(applications)]


def _wishes(zones: list[int], chance: random.Random) -> list[int]:
    """None to three zones; the first zones of the plan are wished most."""
    wished: list[int] = []
    for _ in range(chance.choice((0, 1, 2, 3, 3))):
        zone = zones[min(int(chance.expovariate(1.2)), len(zones) - 1)] if zones else None
        if zone is not None and zone not in wished:
            wished.append(zone)
    return wished
