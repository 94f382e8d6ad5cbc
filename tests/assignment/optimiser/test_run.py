"""Whole runs: what is promised holds on random small problems, and nothing better was to be had."""

from functools import cache
from itertools import pairwise
from threading import Event

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.assignment_instances import make_fair
from events_app.assignment.optimiser.baselines import queue
from events_app.assignment.optimiser.board import Board
from events_app.assignment.optimiser.control import Control
from events_app.assignment.optimiser.preflight import examine
from events_app.assignment.optimiser.problem import Pin, Problem
from events_app.assignment.optimiser.result import Export, Result
from events_app.assignment.optimiser.run import solve
from events_app.assignment.optimiser.worth import score
from tests.assignment.optimiser.checker import check
from tests.assignment.optimiser.instances import application, booth, plainly, problems, tight_problems

# Shrinking would take minutes here; the problem that fails is printed as it is.
SHOW = (Phase.explicit, Phase.reuse, Phase.generate)
QUICK = settings(phases=SHOW, suppress_health_check=list(HealthCheck))


def exported(problem: Problem, result: Result):
    """What an auditor reads."""
    return msgspec.json.decode(msgspec.json.encode(Export("events_app.assignment.1", problem, result)))


def stands(result: Result):
    return {each.application: each.booths for each in result.optimised.placements}


@QUICK
@given(problems())
def test_the_independent_checker_finds_no_fault(problem):
    """Placement, rows, utilities, pins, reserves, guarantee, figures, cut-offs, reasons, bound."""
    assert not [finding for finding in examine(problem) if finding.stops]
    assert check(exported(problem, solve(problem))) == []


@QUICK
@given(tight_problems())
def test_the_independent_checker_finds_no_fault_where_everything_is_tight(problem):
    assert check(exported(problem, solve(problem))) == []


@QUICK
@given(st.one_of(problems(), tight_problems()))
def test_nobody_is_worse_off_than_in_the_queue(problem):
    result = solve(problem)
    levels = {each.application: each.level for each in result.optimised.placements}
    for each in result.queue.placements:
        assert each.application in levels
        if problem.guarantee == "zone":
            assert levels[each.application] <= each.level
    assert result.optimised.figures.objective >= result.queue.figures.objective


@QUICK
@given(st.one_of(problems(), tight_problems()))
def test_pins_reserves_utilities_and_rows_hold(problem):
    """Said once more in the plainest way, beside what the checker says."""
    result = solve(problem)
    booths = {each.id: each for each in problem.booths}
    asked = {each.id: each for each in problem.applications}
    placed = {each.application: each for each in result.optimised.placements}
    pinned = {pin.application: pin.booths for pin in problem.pins}
    assert {number: placed[number].booths for number in pinned} == pinned
    given_out = [number for each in placed.values() for number in each.booths]
    assert len(given_out) == len(set(given_out))
    for number, each in placed.items():
        if number in pinned:
            continue
        row = [booths[booth] for booth in each.booths]
        assert len(row) == asked[number].booths
        assert len({booth.zone for booth in row}) == len({booth.hall for booth in row}) == 1
        assert not any(booth.blocked for booth in row)
        assert all(set(asked[number].needs) <= set(booth.utilities) for booth in row)
        for one, other in pairwise(row):
            apart = max(abs(one.x - other.x) - 300, abs(one.y - other.y) - 300)
            assert apart <= 20
    assert result.optimised.figures.reserves_missing <= result.queue.figures.reserves_missing


@QUICK
@given(problems(most_booths=7, most_applications=6))
def test_small_problems_are_solved_to_the_optimum_and_the_bound_holds(problem):
    result, board = solve(problem), Board(problem)
    best = brute_force(board)
    assert result.proof.bound >= best - 1e-3
    # The promised gap: five ten-thousandths of the wish points; on problems this small, the optimum itself.
    assert result.optimised.figures.objective == pytest.approx(best, abs=1e-3)


def brute_force(board):
    """The best objective of all arrangements that keep the guarantee, by trying every one."""
    promised, reserves = queue(board), board.problem.reserves
    asking = [place for place in range(len(board.applications)) if place not in board.pinned]

    def counts_with(place, counts):
        belongs = board.applications[place].belongs
        return tuple(count + (each.belongs in belongs) for count, each in zip(counts, reserves, strict=True))

    def allowed(place):
        rows = board.rows[board.applications[place].booths]
        for row in rows.booths[rows.fits(board.needs[place])]:
            booths = tuple(int(each) for each in row)
            free_to_trade = place not in promised or board.problem.guarantee == "place"
            if free_to_trade or board.level_of(place, booths) <= board.level_of(place, promised[place]):
                yield booths, score(board.applications[place], board.value_of(place, booths))

    choices = {place: list(allowed(place)) for place in asking}

    @cache
    def best_from(turn, taken, counts):
        if turn == len(asking):
            lacking = sum(max(0, each.at_least - count) for count, each in zip(counts, reserves, strict=True))
            return -1_000_000.0 * lacking
        place = asking[turn]
        found = float("-inf") if place in promised else best_from(turn + 1, taken, counts)
        for booths, gain in choices[place]:
            if not taken & set(booths):
                found = max(found, gain + best_from(turn + 1, taken | set(booths), counts_with(place, counts)))
        return found

    start = (0,) * len(reserves)
    for place in board.pinned:
        start = counts_with(place, start)
    return best_from(0, frozenset(), start)


def test_the_computer_improves_on_the_queue_where_it_can():
    """By the queue the first takes the only booth with power, and the second, who needs it, goes without."""
    booths = [booth(1, zone=1, utilities=("power",)), booth(2, zone=1, category="corner")]
    asking = [application(1, 90, zones=(1,)), application(2, 80, zones=(1,), needs=("power",))]
    asking[0] = msgspec.structs.replace(asking[0], category="small")
    result = solve(plainly(booths, asking))
    assert result.queue.figures.placed == 1
    assert stands(result) == {1: (2,), 2: (1,)}


@pytest.mark.parametrize(("guarantee", "first"), [("zone", {1: (1,), 2: (2,)}), ("place", {1: (2,), 2: (1,)})])
def test_the_guarantee_decides_whether_a_wish_may_be_traded(guarantee, first):
    booths = [booth(1, zone=1), booth(2, x=900, zone=2)]
    asking = [application(1, 51, zones=(1, 2)), application(2, 50, zones=(1,))]
    assert stands(solve(plainly(booths, asking, guarantee=guarantee))) == first


def test_a_traded_wish_is_told_as_what_it_is():
    booths = [booth(1, zone=1), booth(2, x=900, zone=2)]
    asking = [application(1, 51, zones=(1, 2)), application(2, 50, zones=(1,))]
    standing = solve(plainly(booths, asking, guarantee="place")).standings[0]
    assert [reason.code for reason in standing.reasons] == ["traded", "got"]
    assert (standing.queue_level, standing.level) == (0, 1)


def test_each_wish_has_its_reason():
    booths = [booth(1, zone=1), booth(2, x=900, zone=2), booth(3, x=1800, zone=3)]
    asking = [application(1, 90, zones=(1,)), application(2, 50, zones=(4, 1, 2, 3)), application(3, 10, booths=3)]
    standings = {each.application: each for each in solve(plainly(booths, asking)).standings}
    assert [reason.code for reason in standings[2].reasons] == ["nothing_fits", "higher_scores", "got", "dearer_got"]
    assert standings[2].reasons[1].facts["places"] == 1
    assert [reason.code for reason in standings[3].reasons] == ["nothing_fits"]


def test_competitors_stand_apart_when_it_costs_no_wish():
    booths = [booth(number) for number in (1, 2, 3)]
    asking = [application(number, 90 - number, groups=("rice" if number == 3 else "tea",)) for number in (1, 2, 3)]
    result = solve(plainly(booths, asking))
    assert (result.queue.figures.competitors, result.optimised.figures.competitors) == (1, 0)


def test_partners_come_near_when_it_costs_no_wish():
    booths = [*[booth(number) for number in range(1, 5)], booth(5, x=9000), booth(6, x=9300)]
    asking = [application(number, 90 - number, near=(1,) if number == 6 else ()) for number in range(1, 7)]
    result = solve(plainly(booths, asking))
    assert (result.queue.figures.near_met, result.optimised.figures.near_met) == (0, 1)


@pytest.mark.parametrize("guarantee", ["zone", "place"])
def test_the_same_seed_gives_the_same_result_to_the_byte(guarantee):
    problem = make_fair(120, 1.2, 5, guarantee=guarantee, pins=2)
    first, second = solve(problem), solve(problem)
    assert msgspec.json.encode(first) == msgspec.json.encode(second)
    assert check(exported(problem, first)) == []


@pytest.mark.parametrize("demand", [0.8, 1.2])
def test_a_fair_of_two_hundred_booths_keeps_what_is_promised(demand):
    problem = make_fair(200, demand, 3, pins=3)
    result = solve(problem)
    assert check(exported(problem, result)) == []
    assert result.wish_shortfall <= 0.01
    assert result.optimised.figures.first_wishes > result.queue.figures.first_wishes
    assert result.optimised.figures.competitors < result.queue.figures.competitors


def test_progress_only_closes_in():
    seen = []
    solve(make_fair(100, 1.2, 2), Control(seen.append))
    assert [each.share for each in seen] == sorted(each.share for each in seen)
    assert [each.best for each in seen] == sorted(each.best for each in seen)
    assert [each.bound for each in seen] == sorted((each.bound for each in seen), reverse=True)
    assert seen[-1].bound >= seen[-1].best


@pytest.mark.parametrize("phase", ["queue", "bounding", "arranging", "placing", "separating"])
def test_stopped_in_any_phase_the_best_so_far_is_complete_and_checks(phase):
    problem = make_fair(80, 1.2, 4, pins=2)
    control = Control(lambda progress: control.stop.set() if progress.phase == phase else None)
    result = solve(problem, control)
    assert result.ending == "stopped"
    assert check(exported(problem, result)) == []


def test_nobody_to_place_beside_the_pinned_is_a_run_too():
    problem = plainly([booth(1)], [application(1)], pins=(Pin(1, (1,)),))
    result = solve(problem)
    assert stands(result) == {1: (1,)}
    assert check(exported(problem, result)) == []


def test_a_control_knows_no_regress():
    control = Control()
    assert isinstance(control.stop, Event)
    control.say("queue", best=5.0, bound=10.0)
    control.say("queue", best=3.0, bound=12.0)
    assert (control.best, control.bound) == (5.0, 10.0)
