"""Check an exported assignment run again, with the standard library only and without a line of the solver.

    python checker.py export.json

Written from docs/check-an-assignment.md. Prints every fault it finds and ends with 1; ends with 0 when there is none.
Every rule is one short loop that can be read beside the document. So that 2,000 booths take seconds, rows of booths
that are alike in everything a rule asks (zone, category, utilities) are looked at once, as a kind.
"""

import json
import math
import sys
from collections import Counter, defaultdict, deque
from datetime import datetime
from functools import cache
from typing import NamedTuple

PARTITION = 20  # cm
NEAR = 1500  # cm
MISSING = 1_000_000
CLOSE = 1e-6  # relative


class Kind(NamedTuple):
    """What rows of booths can have in common: zone, category of all booths, utilities all have, utilities counted."""

    zone: int
    category: str | None
    common: frozenset
    utilities: tuple


class Run:
    """An export with its booths and applications by number."""

    def __init__(self, export):
        self.problem, self.result = export["problem"], export["result"]
        self.booths = {each["id"]: each for each in self.problem["booths"]}
        self.places = {each["id"]: place for place, each in enumerate(self.problem["booths"])}
        self.asking = {each["id"]: each for each in self.problem["applications"]}
        self.pins = {each["application"]: set(each["booths"]) for each in self.problem["pins"]}
        self.pin_at = {each["application"]: each["booths"][0] for each in self.problem["pins"]}
        self.order = sorted(self.asking, key=lambda number: (-self.asking[number]["priority"], *self.time(number)))
        self.rank = {number: rank for rank, number in enumerate(self.order, 1)}
        self.pairs = side_by_side(self.problem["booths"])
        pinned = set().union(*self.pins.values()) if self.pins else set()
        self.free = {number for number, each in self.booths.items() if not each["blocked"] and number not in pinned}
        self.rows = {count: self.make_rows(count) for count in (1, 2, 3)}
        self.single = {booth: place for place, row in enumerate(self.rows[1]) for booth in row}
        self.kinds = {count: self.sort_by_kind(rows) for count, rows in self.rows.items()}

    def time(self, number):
        return datetime.fromisoformat(self.asking[number]["applied_at"]), number

    def make_rows(self, count):
        """Straight rows of free booths of one zone, in the order of the plan."""
        rows = {frozenset([number]) for number in self.free}
        if count > 1:
            rows = set()
            for pairs in self.pairs:
                steps = defaultdict(list)
                for one, other in pairs:
                    if one in self.free and other in self.free and self.zone(one) == self.zone(other):
                        steps[one].append(other)
                chains = [[number] for number in self.free]
                for _ in range(count - 1):
                    chains = [[*chain, after] for chain in chains for after in steps[chain[-1]]]
                rows |= {frozenset(chain) for chain in chains}
        return sorted(rows, key=lambda row: sorted(self.places[number] for number in row))

    def sort_by_kind(self, rows):
        """Numbers of rows, in the order of the plan, by what every rule asks of a row."""
        kinds = defaultdict(list)
        for place, row in enumerate(rows):
            here = [self.booths[booth] for booth in row]
            categories = {each["category"] for each in here}
            utilities = sorted(utility for each in here for utility in each["utilities"])
            common = frozenset.intersection(*(frozenset(each["utilities"]) for each in here))
            category = categories.pop() if len(categories) == 1 else None
            kinds[Kind(here[0]["zone"], category, common, tuple(utilities))].append(place)
        return kinds

    def zone(self, number):
        return self.booths[number]["zone"]

    def first(self, number, row):
        """The booth that says the zone: all of a row lie in one, of a pin across zones the first counts."""
        return self.pin_at.get(number) or next(iter(row))

    def fits(self, number, row):
        needs = set(self.asking[number]["needs"])
        return all(needs <= set(self.booths[booth]["utilities"]) for booth in row)

    def kinds_for(self, number):
        """The kinds of rows that have what an application needs, with the places of their rows."""
        asking = self.asking[number]
        needs = set(asking["needs"])
        return [(kind, places) for kind, places in self.kinds[asking["booths"]].items() if needs <= kind.common]

    def value(self, number, row):
        """Points of a concrete place."""
        categories = {self.booths[booth]["category"] for booth in row}
        category = categories.pop() if len(categories) == 1 else None
        return self.points(number, self.zone(self.first(number, row)), category)

    def points(self, number, zone, category):
        """Points of a place, 0 to 100: nine tenths by the zone, one tenth by the category all its booths have."""
        asking = self.asking[number]
        wishes = asking["zones"]
        points = 100
        if wishes:
            points = max(20, 100 - 20 * wishes.index(zone)) if zone in wishes else 0
        met = asking["category"] is None or category == asking["category"]
        return points * 9 // 10 + (10 if met else 0)

    def level(self, number, row):
        return self.level_of(number, self.zone(self.first(number, row)))

    def level_of(self, number, zone):
        wishes = self.asking[number]["zones"]
        return wishes.index(zone) if zone in wishes else len(wishes)

    def weight(self, number):
        return 100 + self.asking[number]["priority"]

    def score(self, number, row):
        return self.weight(number) * (1000 * self.asking[number]["booths"] + self.value(number, row))

    def members(self, reserve):
        return [number for number in self.order if reserve["belongs"] in self.asking[number]["belongs"]]


def touching(booths):
    """Pairs that share a wall, the first before the second: along the hall's width, then along its height."""
    found = [[], []]
    for axis, names in enumerate((("x", "width", "y", "height"), ("y", "height", "x", "width"))):
        starting = defaultdict(list)
        for booth in booths:
            starting[booth["hall"], booth[names[0]]].append(booth)
        for one in booths:
            end = one[names[0]] + one[names[1]]
            near = [other for at in range(end, end + PARTITION + 1) for other in starting[one["hall"], at]]
            found[axis] += [(one["id"], other["id"]) for other in near if wall(one, other, *names)]
    return found


def wall(one, other, at, size, across, breadth):
    """At most a partition apart, facing each other over at least half of the shorter side."""
    if not 0 <= other[at] - one[at] - one[size] <= PARTITION:
        return False
    shared = min(each[across] + each[breadth] for each in (one, other)) - max(one[across], other[across])
    return 2 * shared >= min(one[breadth], other[breadth])


def side_by_side(booths):
    """Pairs whose line is not shorter than both lines that cross it."""
    pairs = touching(booths)
    reach = [lines(each) for each in pairs]
    found = [set(), set()]
    for axis in (0, 1):
        before, after = reach[axis]
        cross_before, cross_after = reach[1 - axis]
        for one, other in pairs[axis]:
            crossing = min(cross_before(each) + cross_after(each) - 1 for each in (one, other))
            if before(one) + after(other) >= crossing:
                found[axis].add((one, other))
    return found


def lines(pairs):
    """Two functions: booths of the longest line that ends at a booth, and that begins at it."""
    back, on = defaultdict(list), defaultdict(list)
    for one, other in pairs:
        on[one].append(other)
        back[other].append(one)

    @cache
    def before(booth):
        return 1 + max((before(each) for each in back[booth]), default=0)

    @cache
    def after(booth):
        return 1 + max((after(each) for each in on[booth]), default=0)

    return before, after


def check(export):
    """All faults of an export, as sentences."""
    run = Run(export)
    faults = []
    arrangements = {}
    for method in ("optimised", "queue", "first_come"):
        found = {each["application"]: each for each in run.result[method]["placements"]}
        arrangements[method] = {number: set(each["booths"]) for number, each in found.items()}
        faults += [f"{method}: {fault}" for fault in check_placements(run, run.result[method]["placements"])]
        if not faults:
            faults += [f"{method}: {fault}" for fault in check_figures(run, method, arrangements[method])]
    if faults:
        return faults
    for method, expected in (
        ("queue", replay(run, run.order, reserves=True)),
        ("first_come", replay(run, by_time(run))),
    ):
        differing = [number for number in run.asking if expected.get(number) != arrangements[method].get(number)]
        faults += [f"{method}: application {number} stands elsewhere by the rule" for number in differing]
    best, queue = arrangements["optimised"], arrangements["queue"]
    return [
        *faults,
        *check_guarantee(run, best, queue),
        *check_proof(run, best),
        *check_standings(run, best, queue),
        *check_cut_offs(run, best),
    ]


def by_time(run):
    return sorted(run.asking, key=run.time)


def check_placements(run, placements):
    """Real booths, nobody twice, in a row, with what is needed, pins kept."""
    holders = Counter(booth for each in placements for booth in each["booths"])
    yield from (f"booth {booth} has {count} holders" for booth, count in holders.items() if count > 1)
    placed = Counter(each["application"] for each in placements)
    yield from (f"application {number} is placed twice" for number, count in placed.items() if count > 1)
    yield from (f"pin of {number} is lost" for number in run.pins if number not in placed)
    for each in placements:
        number, row = each["application"], set(each["booths"])
        if number not in run.asking or not row <= run.booths.keys():
            yield f"application {number} or one of its booths does not exist"
            continue
        if number in run.pins:
            if run.pins[number] != row or not each["pinned"]:
                yield f"pin of {number} is not kept"
            continue
        count = run.asking[number]["booths"]
        if frozenset(row) not in run.rows[count] or len(each["booths"]) != count:
            yield f"application {number} has no row of {count} free booths in one zone: {sorted(row)}"
        elif not run.fits(number, row):
            yield f"application {number} lacks utilities"
        elif each["zone"] != run.zone(each["booths"][0]):
            yield f"application {number} is shown in another zone"
        elif (each["value"], each["level"]) != (run.value(number, row), run.level(number, row)):
            yield f"application {number} has other points or another wish than shown"


def replay(run, order, *, reserves=False):
    """Follow a rule with a pencil: one after the other takes the best free row that fits."""
    pencil = Pencil(run)
    for reserve in run.problem["reserves"] if reserves else ():
        for number in run.members(reserve):
            if sum(1 for each in run.members(reserve) if each in pencil.placed) < reserve["at_least"]:
                pencil.serve(number)
    for number in order:
        pencil.serve(number)
    return pencil.placed


class Pencil:
    """Who stands where so far, and which rows are left."""

    def __init__(self, run):
        self.run = run
        self.placed, self.free = dict(run.pins), set(run.free)
        self.left = {
            count: {kind: deque(places) for kind, places in kinds.items()} for count, kinds in run.kinds.items()
        }

    def first_free(self, count, kind):
        """The first row of a kind that is free; what is taken stays taken, so it is dropped for good."""
        places = self.left[count][kind]
        while places and not self.run.rows[count][places[0]] <= self.free:
            places.popleft()
        return places[0] if places else None

    def serve(self, number):
        """Let one take the row of the highest value, then the fewest utilities to spare, then the first on the plan."""
        if number in self.placed:
            return
        run, best = self.run, []
        count, needs = run.asking[number]["booths"], set(run.asking[number]["needs"])
        for kind, _ in run.kinds_for(number):
            place = self.first_free(count, kind)
            if place is not None:
                spare = sum(1 for utility in kind.utilities if utility not in needs)
                best.append((-run.points(number, kind.zone, kind.category), spare, place))
        if best:
            self.placed[number] = set(run.rows[count][min(best)[2]])
            self.free.difference_update(self.placed[number])


def missing(run, placed):
    return sum(
        max(0, r["at_least"] - sum(1 for each in run.members(r) if each in placed)) for r in run.problem["reserves"]
    )


def points(run, placed):
    """Objective and wish points, without the pinned."""
    counted = {number: row for number, row in placed.items() if number not in run.pins}
    total = sum(run.score(number, row) for number, row in counted.items()) - MISSING * missing(run, placed)
    return total, sum(run.weight(number) * run.value(number, row) for number, row in counted.items())


def protected(run, placed):
    """Whom a decision or a reserve placed: pins, and the best ranked of each reserve up to its number."""
    found = set(run.pins)
    for reserve in run.problem["reserves"]:
        found.update([number for number in run.members(reserve) if number in placed][: reserve["at_least"]])
    return found


def check_figures(run, method, placed):
    """Every figure of a method, counted again."""
    shown = run.result[method]["figures"]
    objective, wishes = points(run, placed)
    holder = {booth: number for number, row in placed.items() for booth in row}
    spared = protected(run, placed)
    strongest = strongest_holders(run, holder, spared)
    groups = {number: set(each["groups"]) for number, each in run.asking.items()}
    rivals = [(holder.get(one), holder.get(other)) for pairs in run.pairs for one, other in pairs]
    wished = {
        frozenset((n, other))
        for n, each in run.asking.items()
        for other in each["near"]
        if other in run.asking and other != n
    }
    counted = {
        "placed": len(placed),
        "booths": len(holder),
        "first_wishes": sum(1 for n, row in placed.items() if run.asking[n]["zones"] and run.level(n, row) == 0),
        "wish_points": wishes,
        "objective": objective,
        "envy": sum(1 for n in run.asking if n not in placed and envies(run, n, strongest)),
        "competitors": sum(1 for a, b in rivals if None not in (a, b) and a != b and groups[a] & groups[b]),
        "near_met": sum(
            1 for pair in wished if all(n in placed for n in pair) and near(run, *(placed[n] for n in pair))
        ),
        "near_wished": len(wished),
        "reserves_missing": missing(run, placed),
    }
    yield from (
        f"{name} is {shown[name]}, counted {value}" for name, value in counted.items() if not alike(shown[name], value)
    )


def strongest_holders(run, holder, spared):
    """Who is strongest on each row: 4 decided, 3 reserved, 0 somebody by score or nobody; and the best rank on it."""

    def strength(booth):
        other = holder.get(booth)
        return 4 if other in run.pins else 3 if other in spared else 0

    def rank(booth):
        return run.rank[holder[booth]] if booth in holder else math.inf

    return {count: [(max(map(strength, row)), min(map(rank, row))) for row in rows] for count, rows in run.rows.items()}


def envies(run, number, strongest):
    """Whether a row that fits lies among free booths and those of lower ranked producers who stand by their score."""
    rows = strongest[run.asking[number]["booths"]]
    fitting = (place for _, places in run.kinds_for(number) for place in places)
    return any(rows[place][0] == 0 and rows[place][1] > run.rank[number] for place in fitting)


def near(run, one, other):
    def middle(booth):
        return booth["x"] + booth["width"] / 2, booth["y"] + booth["height"] / 2

    pairs = [(run.booths[a], run.booths[b]) for a in one for b in other]
    return any(a["hall"] == b["hall"] and math.dist(middle(a), middle(b)) <= NEAR for a, b in pairs)


def alike(one, other):
    return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)


def check_guarantee(run, best, queue):
    """Nobody the queue places is left out, or (guarantee "zone") gets a zone wished less; no reserve gets worse."""
    for number, row in queue.items():
        if number not in best:
            yield f"guarantee: {number} has a place by the queue and none here"
        elif run.problem["guarantee"] == "zone" and run.level(number, best[number]) > run.level(number, row):
            yield f"guarantee: {number} has a zone wished less than by the queue"
    if missing(run, best) > missing(run, queue):
        yield "reserves: more producers are missing than by the queue"


def check_proof(run, best):
    """Add up the bound from the prices; see the document for why it holds whatever the prices are."""
    proof = run.result["proof"]
    prices = defaultdict(float, {int(number): price for number, price in proof["booth_prices"].items()})
    extra = proof["reserve_prices"]
    if any(price < 0 for price in (*prices.values(), *extra.values())) or any(p > MISSING for p in extra.values()):
        yield "proof: a price is out of range"
    total = sum(prices[booth] for booth in run.free)
    for reserve in run.problem["reserves"]:
        pinned = sum(1 for number in run.members(reserve) if number in run.pins)
        total -= extra[reserve["belongs"]] * max(0, reserve["at_least"] - pinned)
    queue = {each["application"]: set(each["booths"]) for each in run.result["queue"]["placements"]}
    # Of rows of one kind only the cheapest can be somebody's best.
    cheapest = {
        count: {
            kind: min(sum(prices[booth] for booth in run.rows[count][place]) for place in places)
            for kind, places in kinds.items()
        }
        for count, kinds in run.kinds.items()
    }
    for number, asking in run.asking.items():
        if number in run.pins:
            continue
        least = run.level(number, queue[number]) if number in queue else None
        strict = least is not None and run.problem["guarantee"] == "zone"
        gains = [
            run.weight(number) * (1000 * asking["booths"] + run.points(number, kind.zone, kind.category))
            - cheapest[asking["booths"]][kind]
            for kind, _ in run.kinds_for(number)
            if not (strict and run.level_of(number, kind.zone) > least)
        ]
        added = sum(extra[each["belongs"]] for each in run.problem["reserves"] if each["belongs"] in asking["belongs"])
        gain = max(gains, default=-math.inf) + added
        total += gain if number in queue else max(gain, 0.0)
    objective, wishes = points(run, best)
    if total > proof["bound"] and not alike(total, proof["bound"]):
        yield f"proof: the prices prove {total}, not {proof['bound']}"
    if objective > total and not alike(objective, total):
        yield f"proof: the arrangement scores {objective}, above its bound {total}"
    if not alike(run.result["wish_shortfall"], max(proof["bound"] - objective, 0) / max(wishes, 1)):
        yield "proof: the wish shortfall is another"


def check_standings(run, best, queue):
    """Ranks, levels, and each reason's count of places."""
    if [each["application"] for each in run.result["standings"]] != run.order:
        yield "standings: not in the published order"
    holder = {booth: number for number, row in best.items() for booth in row}
    strongest = strongest_holders(run, holder, protected(run, best))
    for each in run.result["standings"]:
        number = each["application"]
        levels = [run.level(number, placed[number]) if number in placed else None for placed in (best, queue)]
        if [each["level"], each["queue_level"]] != levels or each["rank"] != run.rank[number]:
            yield f"standings: {number} has another rank or wish"
        for reason in each["reasons"]:
            if "places" in reason["facts"]:
                yield from check_reason(run, number, reason, best.get(number, set()), strongest)


def check_reason(run, number, reason, own, strongest):
    """Count the places that fit by what stands on them: the strongest holder speaks for a place."""
    kinds = ("free", "lower", "higher", "reserved", "decided")
    count = run.asking[number]["booths"]

    def strength(place):
        fixed, rank = strongest[count][place]
        if own & run.rows[count][place]:  # one's own booths are free to oneself
            others = [strongest[1][run.single[booth]] for booth in run.rows[count][place] - own]
            fixed, rank = (
                max((each[0] for each in others), default=0),
                min((each[1] for each in others), default=math.inf),
            )
        if fixed:
            return fixed
        return 0 if rank == math.inf else 2 if rank < run.rank[number] else 1

    counts = Counter(
        kinds[strength(place)]
        for kind, places in run.kinds_for(number)
        if reason["zone"] is None or kind.zone == reason["zone"]
        for place in places
    )
    shown = {kind: reason["facts"][kind] for kind in kinds}
    if shown != {kind: counts[kind] for kind in kinds} or reason["facts"]["places"] != sum(counts.values()):
        yield f"reason of {number} for zone {reason['zone']}: {shown}, counted {dict(counts)}"
    if reason["code"] == "higher_scores" and set(counts) != {"higher"}:
        yield f"reason of {number} for zone {reason['zone']}: not only higher scores stand there"


def check_cut_offs(run, best):
    """The lowest score that got so many booths in a zone by the order."""
    spared = protected(run, best)
    for each in run.result["cut_offs"]:
        zones = {n: run.zone(run.first(n, row)) for n, row in best.items() if len(row) == each["booths"]}
        here = [n for n, zone in zones.items() if zone == each["zone"]]
        lowest = min((run.asking[n]["priority"] for n in here if n not in spared), default=None)
        if (each["placed"], each["score"]) != (len(here), lowest):
            yield f"cut-off of zone {each['zone']} for {each['booths']}: counted {len(here)}, {lowest}"


def main():
    sys.setrecursionlimit(20_000)  # a line of booths may be long
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - plain on purpose
        faults = check(json.load(file))
    for fault in faults:
        print(fault)  # noqa: T201
    print(f"{len(faults)} faults")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
