"""What is said before a run."""

import pytest

from events_app.assignment.optimiser.preflight import examine
from events_app.assignment.optimiser.problem import Pin, Reserve
from events_app.assignment.optimiser.words import FINDINGS, finding_text
from tests.assignment.optimiser.instances import application, booth, plainly

THREE = (booth(1, utilities=("power",)), booth(2), booth(3))


def said(problem):
    return {finding.code: finding for finding in examine(problem)}


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("no_free_booths", plainly([booth(1, blocked=True)], [application(1)])),
        ("no_applications", plainly(THREE, [])),
        ("booth_twice", plainly([booth(1, x=0), booth(1, x=900)], [application(1)])),
        ("application_twice", plainly(THREE, [application(1), application(1)])),
        ("reserve_twice", plainly(THREE, [application(1)], reserves=(Reserve("a", 1), Reserve("a", 2)))),
        ("booths_overlap", plainly([booth(1, x=0), booth(2, x=200)], [application(1)])),
        ("score_out_of_range", plainly(THREE, [application(1, 100.5)])),
        ("booths_out_of_range", plainly(THREE, [application(1, booths=4)])),
        ("pin_of_nobody", plainly(THREE, [application(1)], pins=(Pin(7, (1,)),))),
        ("pinned_twice", plainly(THREE, [application(1)], pins=(Pin(1, (1,)), Pin(1, (2,))))),
        ("pin_on_no_booth", plainly(THREE, [application(1)], pins=(Pin(1, (9,)),))),
        ("pins_overlap", plainly(THREE, [application(1), application(2)], pins=(Pin(1, (1,)), Pin(2, (1,))))),
    ],
)
def test_what_makes_a_run_impossible_stops_it(code, problem):
    assert said(problem)[code].stops


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("pin_of_other_size", plainly(THREE, [application(1, booths=2)], pins=(Pin(1, (1,)),))),
        ("pin_on_blocked", plainly([*THREE, booth(4, blocked=True)], [application(1)], pins=(Pin(1, (4,)),))),
        ("pin_lacks_utilities", plainly(THREE, [application(1, needs=("power",))], pins=(Pin(1, (2,)),))),
        ("pin_not_in_a_row", plainly(THREE, [application(1, booths=2)], pins=(Pin(1, (1, 3)),))),
        ("reserve_lacks_applicants", plainly(THREE, [application(1)], reserves=(Reserve("a", 1),))),
        (
            "reserve_lacks_places",
            plainly(THREE, [application(1, belongs=("a",), needs=("cold",))], reserves=(Reserve("a", 1),)),
        ),
        ("nothing_fits", plainly(THREE, [application(1, booths=2, needs=("power",))])),
        ("zone_without_booths", plainly(THREE, [application(1, zones=(4,))])),
        ("near_unknown", plainly(THREE, [application(1, near=(4,))])),
    ],
)
def test_what_is_tight_is_said_and_stops_nothing(code, problem):
    found = said(problem)
    assert code in found
    assert not any(finding.stops for finding in found.values())


def test_asking_three_in_a_row_where_no_row_has_three_is_said_with_the_name():
    found = said(plainly([booth(1), booth(2), booth(4)], [application(1, booths=3)]))["nothing_fits"]
    text = finding_text(found, "en", zones={}, groups={})
    assert text == "For Producer 1 there is no place with 3 booths side by side."


def test_a_problem_without_trouble_only_says_the_demand():
    found = examine(plainly(THREE, [application(1), application(2, booths=2)]))
    assert [(finding.code, finding.facts) for finding in found] == [
        ("demand", {"asked": 3, "free": 3, "applications": 2})
    ]


def test_a_pin_that_fits_raises_no_finding_and_its_booth_is_no_longer_free_for_others():
    problem = plainly(THREE, [application(1, needs=("power",)), application(2, needs=("power",))], pins=(Pin(1, (1,)),))
    assert [finding.facts["name"] for finding in examine(problem) if finding.code == "nothing_fits"] == ["Producer 2"]


def test_utilities_zones_and_groups_are_named_in_the_readers_language():
    lacks = said(plainly(THREE, [application(1, needs=("power",))], pins=(Pin(1, (2,)),)))["pin_lacks_utilities"]
    assert "điện" in finding_text(lacks, "vi", zones={}, groups={}).lower()
    zone = said(plainly(THREE, [application(1, zones=(4,))]))["zone_without_booths"]
    assert "Khu ẩm thực" in finding_text(zone, "vi", zones={4: "Khu ẩm thực"}, groups={})


def test_every_code_has_its_sentence():
    assert {"nothing_fits_bare", "demand"} <= FINDINGS.keys()
