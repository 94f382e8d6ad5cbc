"""The checker finds what is wrong: an export is spoiled in one place at a time."""

import copy

import msgspec
import pytest

from benchmarks.assignment_instances import make_fair
from events_app.assignment.optimiser.result import Export
from events_app.assignment.optimiser.run import solve
from tests.assignment.optimiser.checker import check


@pytest.fixture(scope="module")
def right():
    problem = make_fair(60, 1.2, 2, pins=2)
    return msgspec.json.decode(msgspec.json.encode(Export("events_app.assignment.1", problem, solve(problem))))


@pytest.fixture
def export(right):
    return copy.deepcopy(right)


def test_a_right_export_has_no_fault(right):
    assert check(right) == []


def unpinned(export):
    return [each for each in export["result"]["optimised"]["placements"] if not each["pinned"]]


def give_one_booth_twice(export):
    one, other = [each for each in unpinned(export) if len(each["booths"]) == 1][:2]
    one["booths"] = other["booths"]


def move_a_pin(export):
    export["problem"]["pins"][0]["booths"] = [1059]


def tear_a_row_apart(export):
    next(each for each in unpinned(export) if len(each["booths"]) == 2)["booths"][1] = 999


def leave_one_out(export):
    placed = {each["application"] for each in export["result"]["queue"]["placements"]}
    placements = export["result"]["optimised"]["placements"]
    placements.remove(next(each for each in placements if each["application"] in placed and not each["pinned"]))


def take_the_power_away(export):
    asking = {each["id"]: each for each in export["problem"]["applications"]}
    placed = next(each for each in unpinned(export) if "power" in asking[each["application"]]["needs"])
    booth = next(each for each in export["problem"]["booths"] if each["id"] == placed["booths"][0])
    booth["utilities"] = []


def lower_the_bound(export):
    export["result"]["proof"]["bound"] -= 1000.0


def cheapen_a_booth(export):
    prices = export["result"]["proof"]["booth_prices"]
    dearest = max(prices, key=prices.get)
    prices[dearest] = 0.0


def praise_a_figure(export):
    export["result"]["optimised"]["figures"]["first_wishes"] += 1


def hide_envy(export):
    export["result"]["first_come"]["figures"]["envy"] = 0


def bend_the_queue(export):
    export["problem"]["applications"][0]["priority"] = 100.0


def lower_a_cut_off(export):
    next(each for each in export["result"]["cut_offs"] if each["score"] is not None)["score"] -= 1


def tell_another_reason(export):
    reasons = (reason for each in export["result"]["standings"] for reason in each["reasons"])
    next(reason for reason in reasons if reason["facts"].get("places"))["facts"]["higher"] += 1


@pytest.mark.parametrize(
    "spoil",
    [
        give_one_booth_twice,
        move_a_pin,
        tear_a_row_apart,
        leave_one_out,
        take_the_power_away,
        lower_the_bound,
        cheapen_a_booth,
        praise_a_figure,
        hide_envy,
        bend_the_queue,
        lower_a_cut_off,
        tell_another_reason,
    ],
)
def test_each_fault_is_found(export, spoil):
    spoil(export)
    assert check(export)
