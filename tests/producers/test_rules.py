"""Names, criteria, certificates and undo, without a database."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.platform.errors import InvalidInput
from events_app.platform.i18n import vietnamese_sort_key
from events_app.producers import errors
from events_app.producers.rules import certificates, criteria, names
from events_app.producers.rules.imports import (
    Reference,
    WrittenChange,
    decide_undo,
    ensure_may_accept,
    ensure_may_discard,
    ensure_may_undo,
)


def grading(issued_on, *, stars=4, revoked_on=None):
    return SimpleNamespace(
        stars=stars, issued_on=issued_on, expires_on=certificates.last_day(issued_on), revoked_on=revoked_on
    )


@pytest.mark.parametrize(
    ("points", "stars"),
    [("49.99", None), ("50", 3), ("69.99", 3), ("70", 4), ("89.99", 4), ("90", 5), ("100", 5), ("100.01", None)],
)
def test_stars_follow_from_points_in_half_open_bands(points, stars):
    assert criteria.stars_for(Decimal(points)) == stars


@pytest.mark.parametrize(
    ("issued_on", "last"),
    [
        (date(2023, 11, 24), date(2026, 11, 24)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2021, 8, 31), date(2024, 8, 31)),
        (date(2022, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_certificate_lasts_36_months_with_its_last_day(issued_on, last):
    assert certificates.last_day(issued_on) == last
    one = grading(issued_on)
    assert certificates.in_force(one, issued_on)
    assert certificates.in_force(one, last)
    assert not certificates.in_force(one, last + timedelta(days=1))
    assert not certificates.in_force(one, issued_on - timedelta(days=1))


def test_a_revoked_certificate_ends_on_the_day_it_is_revoked():
    one = grading(date(2025, 1, 1), revoked_on=date(2026, 1, 1))
    assert certificates.in_force(one, date(2025, 12, 31))
    assert not certificates.in_force(one, date(2026, 1, 1))


def test_the_latest_certificate_in_force_gives_the_star():
    older, newer = grading(date(2024, 6, 1), stars=4), grading(date(2025, 6, 1), stars=3)
    assert certificates.shown_stars([older, newer], date(2026, 1, 1)) == 3
    assert certificates.shown_stars([older, newer], date(2025, 1, 1)) == 4
    assert certificates.shown_stars([older, newer], date(2030, 1, 1)) is None
    assert certificates.shown_stars([], date(2026, 1, 1)) is None


def test_notice_is_due_thirty_days_before_the_end():
    assert certificates.notice_due_by(grading(date(2024, 3, 15))) == date(2027, 2, 13)


def test_points_that_give_other_stars_are_refused():
    with pytest.raises(InvalidInput) as refused:
        certificates.ensure_points_give_stars(Decimal(90), 4, date(2025, 1, 1))
    assert refused.value.fields["points"][0].code == "points_give_other_stars"
    certificates.ensure_points_give_stars(None, 4, date(2025, 1, 1))


def test_criteria_are_those_in_force_on_the_day():
    assert criteria.criteria_on(date(2023, 2, 23)).code == "1048/2019"
    assert criteria.criteria_on(date(2023, 2, 24)).code == "148/2023"
    assert criteria.criteria_on(date(2018, 5, 7)).code == "1048/2019"
    assert criteria.criteria_on(date(2024, 1, 1)).authority_by_stars == {3: "district", 4: "province", 5: "ministry"}


def test_groups_are_known_by_the_words_of_their_decisions():
    for code, name in criteria.GROUPS.items():
        assert criteria.group_of(name.vi) == code
    assert criteria.group_of("Thủ công mỹ nghệ") == "craft"
    assert criteria.group_of("Phụ tùng ô tô") is None
    for code, name in criteria.FORMER_GROUPS.items():
        assert criteria.former_group_of(name.vi) == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("HTX Sen Việt", "Hợp tác xã sen việt", True),
        ("Công ty CP Gốm Đỏ", "Công ty cổ phần Gốm Đỏ", True),
        ("Cty TNHH Lúa", "Công ty trách nhiệm hữu hạn Lúa", True),
        ("HTX Hoà Bình", "HTX Hòa Bình", True),
        ("HTX Hòa Bình", "HTX Hoa Bình", False),
        ("HTX  Sen  Việt", "HTX Sen Việt", True),
        ("HTX 'Sen Việt'", "HTX Sen Việt", True),
        ("HTX Sen Việt 2", "HTX Sen Việt", False),
    ],
)
def test_two_printed_names_are_one_when_only_their_spelling_differs(one, other, same):
    assert (names.producer_key(one) == names.producer_key(other)) is same


def test_the_legal_form_is_read_from_the_name():
    assert names.kind_of_name("Hộ kinh doanh Trần Thị Lộc") == "household"
    assert names.kind_of_name("Tổ hợp tác Phù Sa") == "group"
    assert names.kind_of_name("DNTN Bình Minh") == "enterprise"
    assert names.kind_of_name("Làng gốm") == "facility"


@given(st.lists(st.text(alphabet="aăâbcdđeêhioôơuưyàáảãạ ÁĐ", max_size=12), max_size=12))
def test_the_order_text_sorts_as_vietnamese_people_do(some):
    by_text = sorted(some, key=lambda name: names.order_text(name).encode())
    assert [vietnamese_sort_key(name) for name in by_text] == sorted(vietnamese_sort_key(name) for name in some)


def test_an_import_may_be_accepted_once_it_is_previewed():
    assert ensure_may_accept("preview") == "accept"
    assert ensure_may_accept("applying") == ensure_may_accept("accepted") == "already"
    for state, error in (
        ("reading", errors.ImportNotReady), ("undone", errors.ImportUndone), ("failed", errors.ImportFailed),
    ):  # fmt: skip
        with pytest.raises(error):
            ensure_may_accept(state, "…")


def test_an_import_may_be_taken_back_once_it_is_written():
    assert ensure_may_undo("accepted") == "undo"
    assert ensure_may_undo("undone") == "already"
    for state, error in (("applying", errors.ImportNotReady), ("preview", errors.ImportNotAccepted)):
        with pytest.raises(error):
            ensure_may_undo(state)


def test_an_import_may_be_thrown_away_until_it_is_written():
    ensure_may_discard("preview")
    ensure_may_discard("failed")
    for state, error in (("accepted", errors.ImportAlreadyAccepted), ("applying", errors.ImportNotReady)):
        with pytest.raises(error):
            ensure_may_discard(state)


HTX, TEA, PAPER = ("producer", 1), ("product", 2), ("certificate", 3)
WRITTEN = (WrittenChange(HTX, True, 1), WrittenChange(TEA, True, 1, HTX), WrittenChange(PAPER, True, 1, TEA))
REVISIONS = {HTX: 1, TEA: 1, PAPER: 1}
OWN = (Reference(HTX, "product", TEA), Reference(TEA, "certificate", PAPER))


def test_undo_takes_back_what_nobody_touched():
    assert decide_undo(WRITTEN, REVISIONS, OWN) == {}


def test_undo_keeps_a_product_in_use_with_its_certificate_and_its_producer():
    kept = decide_undo(WRITTEN, REVISIONS, (*OWN, Reference(TEA, "line_up_item")))
    assert kept == {TEA: "line_up_item", HTX: "products_stay", PAPER: "line_up_item"}


def test_undo_keeps_a_producer_with_a_booth_and_takes_its_products_back():
    assert decide_undo(WRITTEN, REVISIONS, (*OWN, Reference(HTX, "booth_claim"))) == {HTX: "booth_claim"}


def test_undo_keeps_an_edited_certificate_and_what_it_stands_on():
    kept = decide_undo(WRITTEN, {**REVISIONS, PAPER: 2}, OWN)
    assert kept == {PAPER: "edited", TEA: "edited", HTX: "products_stay"}


def test_undo_keeps_a_producer_that_got_another_product_by_hand():
    kept = decide_undo(WRITTEN, REVISIONS, (*OWN, Reference(HTX, "product", ("product", 99))))
    assert kept == {HTX: "product"}


def test_undo_sets_back_a_change_only_when_nobody_edited_since():
    change = WrittenChange(HTX, False, 4)
    assert decide_undo([change], {HTX: 4}, [Reference(HTX, "booth_claim")]) == {}
    assert decide_undo([change], {HTX: 5}, []) == {HTX: "edited"}


def test_undo_passes_over_what_is_gone():
    assert decide_undo(WRITTEN, {}, ()) == {}
