"""The published rule and its neighbour, followed with a pencil."""

from events_app.assignment.optimiser.baselines import first_come, queue, refill
from events_app.assignment.optimiser.board import Board
from events_app.assignment.optimiser.problem import Pin, Reserve
from tests.assignment.optimiser.instances import application, booth, plainly


def stands(method, problem, *more):
    board = Board(problem)
    placed = method(board, *more)
    return {
        board.applications[place].id: tuple(board.booths[each].id for each in booths)
        for place, booths in placed.items()
    }


def test_the_higher_score_chooses_first_and_equal_scores_go_by_time():
    booths = [booth(1, zone=1), booth(2, zone=2)]
    asking = [application(1, 50, minute=9, zones=(1,)), application(2, 50, minute=3, zones=(1,))]
    assert stands(queue, plainly(booths, asking)) == {2: (1,), 1: (2,)}
    asking = [application(1, 51, minute=9, zones=(1,)), application(2, 50, minute=3, zones=(1,))]
    assert stands(queue, plainly(booths, asking)) == {1: (1,), 2: (2,)}


def test_first_come_looks_at_the_time_alone():
    asking = [application(1, 99, minute=9, zones=(1,)), application(2, 1, minute=3, zones=(1,))]
    assert stands(first_come, plainly([booth(1, zone=1), booth(2, zone=2)], asking)) == {2: (1,), 1: (2,)}


def test_between_equal_places_the_one_with_fewest_utilities_to_spare_is_taken():
    booths = [booth(1, utilities=("power", "water")), booth(2), booth(3, utilities=("power",))]
    asking = [application(1, 90), application(2, 80, needs=("power",))]
    assert stands(queue, plainly(booths, asking)) == {1: (2,), 2: (3,)}


def test_utilities_needed_are_hard():
    booths = [booth(1), booth(2, utilities=("power",)), booth(3, utilities=("power", "cold"))]
    asking = [application(1, booths=2, needs=("power",)), application(2, needs=("water",))]
    assert stands(queue, plainly(booths, asking)) == {1: (2, 3)}


def test_a_reserve_chooses_before_everybody_and_only_up_to_its_number():
    asking = [application(1, 90), application(2, 20, belongs=("hardship",)), application(3, 10, belongs=("hardship",))]
    problem = plainly([booth(1), booth(2)], asking, reserves=(Reserve("hardship", 1),))
    assert stands(queue, problem) == {2: (1,), 1: (2,)}


def test_pins_stand_before_reserves():
    asking = [application(1, 10), application(2, 90, belongs=("hardship",))]
    problem = plainly([booth(1)], asking, pins=(Pin(1, (1,)),), reserves=(Reserve("hardship", 1),))
    assert stands(queue, problem) == {1: (1,)}


def test_a_pinned_member_counts_for_its_reserve():
    asking = [application(1, 10, belongs=("a",)), application(2, 20, belongs=("a",)), application(3, 90)]
    problem = plainly([booth(1), booth(2)], asking, pins=(Pin(1, (1,)),), reserves=(Reserve("a", 1),))
    assert stands(queue, problem) == {1: (1,), 3: (2,)}


def test_a_refill_moves_nobody_and_serves_the_left_out_by_rank():
    asking = [application(number, 100 - number) for number in range(1, 6)]
    board = Board(plainly([booth(1), booth(2), booth(3)], asking))
    placed = queue(board)
    filled = refill(board, placed, [1])
    assert filled == {0: placed[0], 2: placed[2], 3: placed[1]}


def test_a_refill_serves_a_reserve_that_lost_its_member_first():
    asking = [application(1, 90, belongs=("a",)), application(2, 50), application(3, 10, belongs=("a",))]
    board = Board(plainly([booth(1)], asking, reserves=(Reserve("a", 1),)))
    assert refill(board, queue(board), [0]) == {2: (0,)}


def test_whoever_withdrew_gets_nothing_again():
    board = Board(plainly([booth(1)], [application(1)]))
    assert refill(board, queue(board), [0]) == {}
