"""Which booths are side by side, from rectangles alone."""

from events_app.assignment.optimiser.geometry import neighbours, overlapping, rows_of
from tests.assignment.optimiser.instances import booth, island


def rows(booths, count):
    found = rows_of(booths, neighbours(booths), count)
    return {tuple(booths[place].id for place in row) for row in found}


def test_rows_of_an_island_run_along_its_long_side_never_back_to_back():
    booths = island(4)
    assert rows(booths, 2) == {(1, 2), (2, 3), (3, 4), (5, 6), (6, 7), (7, 8)}
    assert rows(booths, 3) == {(1, 2, 3), (2, 3, 4), (5, 6, 7), (6, 7, 8)}


def test_a_square_of_four_may_be_taken_either_way():
    assert rows(island(2), 2) == {(1, 2), (3, 4), (1, 3), (2, 4)}


def test_booths_along_the_walls_go_round_the_corner_but_a_row_is_straight():
    top = [booth(number, x=300 * (number - 1)) for number in (1, 2, 3, 4)]
    left = [booth(number, x=0, y=300 * (number - 4)) for number in (5, 6, 7)]
    assert rows([*top, *left], 2) == {(1, 2), (2, 3), (3, 4), (1, 5), (5, 6), (6, 7)}
    assert (2, 1, 5) not in rows([*top, *left], 3)
    assert (1, 5, 6) in rows([*top, *left], 3)


def test_a_partition_joins_and_an_aisle_parts():
    assert rows([booth(1, x=0), booth(2, x=320)], 2) == {(1, 2)}
    assert rows([booth(1, x=0), booth(2, x=321)], 2) == set()


def test_walls_must_face_each_other_over_half_of_the_shorter_side():
    assert rows([booth(1, x=0), booth(2, x=300, y=150)], 2) == {(1, 2)}
    assert rows([booth(1, x=0), booth(2, x=300, y=151)], 2) == set()


def test_another_hall_another_zone_and_a_blocked_booth_end_a_row():
    assert rows([booth(1, x=0), booth(2, x=300, hall=2)], 2) == set()
    assert rows([booth(1, x=0), booth(2, x=300, zone=2)], 2) == set()
    assert rows([booth(1, x=0), booth(2, x=300, blocked=True), booth(3, x=600)], 2) == set()


def test_a_blocked_booth_still_shows_which_way_the_rows_run():
    booths = [booth(1, x=0), booth(2, x=300, blocked=True), booth(3, x=600), booth(4, x=0, y=300)]
    booths += [booth(5, x=300, y=300), booth(6, x=600, y=300)]
    assert rows(booths, 2) == {(4, 5), (5, 6)}


def test_two_thousand_booths_in_one_row_need_no_recursion():
    assert len(rows([booth(number) for number in range(2000)], 3)) == 1998


def test_overlaps_are_found_and_touching_is_none():
    booths = [booth(1, x=0), booth(2, x=299), booth(3, x=599), booth(4, x=0, y=300), booth(5, x=0, hall=2)]
    assert overlapping(booths) == [(0, 1)]
