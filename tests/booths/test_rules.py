"""Booths' pure decisions: plans, grids, claims."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.booths.errors import (
    BoothAlreadyAssigned,
    BoothAlreadyHeld,
    BoothBlocked,
    ExtensionBackwards,
    HoldExpired,
    HoldNotFound,
    HoldsClosed,
    MovesUnclear,
    TooManyHolds,
)
from events_app.booths.rules import (
    Claim,
    ClaimState,
    HoldTerms,
    ensure_confirmable,
    ensure_may_hold,
    ensure_moves_clear,
    extended_until,
    state_of,
)
from events_app.floor_plans.errors import FloorPlanInvalid, GridInvalid
from events_app.floor_plans.rules import (
    BoothSpot,
    BoothState,
    Category,
    Grid,
    HallSpot,
    Numbering,
    check_plan,
    code_order,
    lay_out,
    overlap,
    overlapping_pairs,
    spots_of,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)
TERMS = HoldTerms(holds_open=True, minutes=30, cap=2)
HALL = HallSpot("A", 3000, 2000)


def _spot(code: str, x: int, y: int, *, hall: str = "A", width: int = 300, height: int = 300) -> BoothSpot:
    return BoothSpot(code, hall, x, y, width, height)


def _held(producer: int = 1, until: datetime = SOON) -> Claim:
    return Claim(5, 9, producer, ClaimState.HELD, until)


ASSIGNED = Claim(5, 9, 1, ClaimState.ASSIGNED, None)


def test_booths_may_share_a_wall() -> None:
    check_plan([HALL], [_spot("A1", 0, 0), _spot("A2", 300, 0), _spot("A3", 0, 300)])


@pytest.mark.parametrize(
    ("halls", "booths", "field", "code"),
    [
        ([HALL], [_spot("A1", 0, 0), _spot("A2", 299, 0)], "booths.A1", "overlap"),
        ([HALL], [_spot("A1", 2701, 0)], "booths.A1", "outside_hall"),
        ([HALL], [_spot("A1", -1, 0)], "booths.A1", "outside_hall"),
        ([HALL], [_spot("A1", 0, 0), _spot("A1", 600, 0)], "booths.A1", "code_twice"),
        ([HALL], [_spot("A1", 0, 0, hall="Z")], "booths.A1", "hall_unknown"),
        ([HALL], [_spot("A1", 0, 0, width=0)], "booths.A1", "size"),
        ([HALL], [_spot("", 0, 0)], "booths.", "code_form"),
        ([HALL, HALL], [], "halls.A", "code_twice"),
        ([], [], "halls", "count"),
        ([HallSpot("A", 10, 10)], [], "halls.A", "size"),
        ([HallSpot("A", 3000, 2000, (_spot("", 2900, 0, width=101),))], [], "halls.A", "fixture_outside"),
        ([HallSpot("A", 3000, 2000, (_spot("", 0, -1),))], [], "halls.A", "fixture_outside"),
    ],
)
def test_plan_that_cannot_stand_is_refused(
    halls: list[HallSpot], booths: list[BoothSpot], field: str, code: str
) -> None:
    with pytest.raises(FloorPlanInvalid) as refusal:
        check_plan(halls, booths)
    assert code in [error.code for error in refusal.value.fields[field]]


@given(
    st.lists(
        st.builds(
            BoothSpot,
            st.uuids().map(str),
            st.sampled_from(["A", "B"]),
            st.integers(0, 40),
            st.integers(0, 40),
            st.integers(1, 15),
            st.integers(1, 15),
        ),
        max_size=15,
    )
)
def test_sweep_finds_the_pairs_that_comparing_all_finds(spots: list[BoothSpot]) -> None:
    all_pairs = {
        frozenset((one.code, other.code))
        for index, one in enumerate(spots)
        for other in spots[index + 1 :]
        if one.hall == other.hall and overlap(one, other)
    }
    assert {frozenset(pair) for pair in overlapping_pairs(spots)} == all_pairs


@given(
    st.builds(
        Grid,
        rows=st.integers(1, 9),
        columns=st.integers(1, 12),
        booth_width=st.integers(100, 600),
        booth_depth=st.integers(100, 600),
        aisle=st.integers(0, 500),
        margin=st.integers(0, 500),
        block=st.integers(0, 6),
        back_to_back=st.booleans(),
        numbering=st.sampled_from(Numbering),
        stage=st.booleans(),
        entrance=st.booleans(),
    )
)
def test_every_grid_is_a_sound_plan(grid: Grid) -> None:
    laid = lay_out(grid)
    check_plan([HallSpot("A", laid.width, laid.height)], spots_of(laid, "A"))
    assert len(laid.booths) == grid.rows * grid.columns


def test_island_numbering_goes_round_the_back() -> None:
    codes = [booth.code for booth in lay_out(Grid(rows=4, columns=3)).booths]
    assert codes == ["A01", "A02", "A03", "A04", "A05", "A06", "B01", "B02", "B03", "B04", "B05", "B06"]


def test_row_and_running_numbering() -> None:
    by_row = lay_out(Grid(rows=2, columns=2, numbering=Numbering.ROW)).booths
    running = lay_out(Grid(rows=2, columns=2, numbering=Numbering.RUNNING, prefix="H1-")).booths
    assert [booth.code for booth in by_row] == ["A01", "A02", "B01", "B02"]
    assert [booth.code for booth in running] == ["H1-01", "H1-02", "H1-03", "H1-04"]


def test_booths_beside_a_cross_aisle_are_corners() -> None:
    first_row = lay_out(Grid(rows=1, columns=6, block=3)).booths
    assert [booth.category is Category.CORNER for booth in first_row] == [
        True,
        False,
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("change", [{"rows": 0}, {"columns": 101}, {"booth_width": 1}, {"prefix": "x" * 12}])
def test_grid_out_of_range_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(GridInvalid):
        lay_out(Grid(**({"rows": 2, "columns": 2} | change)))  # type: ignore[arg-type] - overrides of many types


def test_codes_are_ordered_as_people_count() -> None:
    assert sorted(["B1", "A10", "A9", "A"], key=code_order) == ["A", "A9", "A10", "B1"]


def _hold(claim: Claim | None, **overrides: object) -> None:
    values: dict[str, object] = {"producer": 1, "booth": "A1", "blocked": False, "claims_here": 0, "now": NOW}
    ensure_may_hold(TERMS, claim, **(values | overrides))  # type: ignore[arg-type] - overrides of many types


def test_free_booth_may_be_held() -> None:
    _hold(None)


def test_own_hold_may_be_asked_for_again_at_the_cap() -> None:
    _hold(_held(), claims_here=2)


def test_hold_of_another_stands_until_its_deadline() -> None:
    with pytest.raises(BoothAlreadyHeld) as refusal:
        _hold(_held(2))
    assert refusal.value.data == {"booth": "A1", "until": SOON}


def test_hold_past_its_deadline_is_no_hold() -> None:
    _hold(_held(2, NOW))


def test_assigned_booth_is_never_held() -> None:
    with pytest.raises(BoothAlreadyAssigned):
        _hold(ASSIGNED, producer=2)
    with pytest.raises(BoothAlreadyAssigned):
        _hold(ASSIGNED, producer=1)


def test_blocked_booth_is_not_given_out() -> None:
    with pytest.raises(BoothBlocked):
        _hold(None, blocked=True)


def test_cap_counts_what_the_producer_has() -> None:
    _hold(None, claims_here=1)
    with pytest.raises(TooManyHolds) as refusal:
        _hold(None, claims_here=2)
    assert refusal.value.data == {"count": 2, "cap": 2}


def test_taken_booth_is_told_before_the_cap() -> None:
    with pytest.raises(BoothAlreadyHeld):
        _hold(_held(2), claims_here=9)


def test_nothing_is_held_while_choosing_is_closed() -> None:
    with pytest.raises(HoldsClosed):
        ensure_may_hold(
            HoldTerms(holds_open=False, minutes=30, cap=2),
            None,
            producer=1,
            booth="A1",
            blocked=False,
            claims_here=0,
            now=NOW,
        )


def test_confirmation_needs_the_own_hold_in_time() -> None:
    assert ensure_confirmable(_held(), producer=1, booth="A1", now=NOW) == _held()
    with pytest.raises(HoldNotFound):
        ensure_confirmable(_held(2), producer=1, booth="A1", now=NOW)
    with pytest.raises(HoldNotFound):
        ensure_confirmable(None, producer=1, booth="A1", now=NOW)


def test_confirmation_at_the_deadline_is_late() -> None:
    ensure_confirmable(_held(until=NOW + timedelta(microseconds=1)), producer=1, booth="A1", now=NOW)
    with pytest.raises(HoldExpired):
        ensure_confirmable(_held(until=NOW), producer=1, booth="A1", now=NOW)


def test_extension_counts_from_the_old_end_and_stops_at_the_opening() -> None:
    opening = NOW + timedelta(days=1)
    assert extended_until(_held(), until=None, minutes=30, latest=opening, now=NOW) == SOON + timedelta(minutes=30)
    for until in (SOON, opening + timedelta(seconds=1)):
        with pytest.raises(ExtensionBackwards):
            extended_until(_held(), until=until, minutes=30, latest=opening, now=NOW)


@pytest.mark.parametrize("moves", [[], [(1, 1)], [(1, 2), (1, 3)], [(1, 3), (2, 3)]])
def test_unclear_moves_are_refused(moves: list[tuple[int, int]]) -> None:
    with pytest.raises(MovesUnclear):
        ensure_moves_clear(moves)


def test_swap_and_ring_are_clear_moves() -> None:
    ensure_moves_clear([(1, 2), (2, 1)])
    ensure_moves_clear([(1, 2), (2, 3), (3, 1)])


@pytest.mark.parametrize(
    ("claim", "blocked", "state"),
    [
        (None, False, BoothState.AVAILABLE),
        (None, True, BoothState.BLOCKED),
        (_held(), False, BoothState.HELD),
        (_held(until=NOW), False, BoothState.AVAILABLE),
        (ASSIGNED, True, BoothState.ASSIGNED),
    ],
)
def test_state_people_see(claim: Claim | None, *, blocked: bool, state: BoothState) -> None:
    assert state_of(claim, blocked=blocked, now=NOW) is state
