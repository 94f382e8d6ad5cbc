"""Names of units, without a database."""

from datetime import date

import pytest

from events_app.places.rules import best_match, english_name, exact_key, in_force, split_kind
from events_app.places.schemas import PlaceView
from events_app.places.sources import CODES_BEGAN, REFORM, Key, read_successions, read_units
from events_app.platform.i18n import Bilingual

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def unit(number, name, *, level="commune", valid_from=CODES_BEGAN, valid_to=None):
    return PlaceView(
        id=number, code="00001", level=level, name=Bilingual(name), short_vi=split_kind(name)[1], valid_from=valid_from,
        valid_to=valid_to,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "levels", "name"),
    [
        ("Huyện Gia Lâm", ("district",), "Gia Lâm"),
        ("H. Gia Lâm", ("district",), "Gia Lâm"),
        ("thị xã Sơn Tây", ("district",), "Sơn Tây"),
        ("TP. Hà Nội", ("province", "district"), "Hà Nội"),
        ("P.Trúc Bạch", ("commune",), "Trúc Bạch"),
        ("Thị trấn Trâu Quỳ", ("commune",), "Trâu Quỳ"),
        ("Gia Lâm", (), "Gia Lâm"),
    ],
)
def test_the_kind_of_a_unit_is_read_from_its_name(text, levels, name):
    assert split_kind(text) == (levels, name)


def test_both_styles_of_tone_marks_are_one_name_and_other_tones_are_not():
    assert exact_key("Ứng Hoà") == exact_key("ứng  hòa")
    assert exact_key("Mỹ Đức") != exact_key("Mỳ Đức")


def test_a_unit_ends_with_its_last_day():
    former = unit(1, "Phường Trúc Bạch", valid_to=BEFORE)
    assert in_force(former, BEFORE)
    assert not in_force(former, AFTER)


def test_a_name_means_the_unit_in_force_and_else_the_last_one_that_bore_it():
    former = unit(1, "Phường Ngọc Hà", valid_to=BEFORE)
    present = unit(2, "Phường Ngọc Hà", valid_from=AFTER)
    assert best_match([former, present], "phường Ngọc Hà", AFTER) is present
    assert best_match([former, present], "phuong ngoc ha", BEFORE) is former
    assert best_match([former], "Phường Ngọc Hà", date(2026, 11, 24)) is former


def test_a_name_that_could_be_two_units_means_none():
    assert best_match([unit(1, "Xã Minh Phú"), unit(2, "Xã Minh Phú")], "xã Minh Phú", AFTER) is None
    assert best_match([unit(1, "Xã Tân Lập")], "xã Tân Hội", AFTER) is None


def test_exact_spelling_wins_over_spelling_without_diacritics():
    one, other = unit(1, "Xã Tam Hưng"), unit(2, "Xã Tâm Hưng")
    assert best_match([one, other], "xã Tâm Hưng", AFTER) is other
    assert best_match([one, other], "xa tam hung", AFTER) is None


@pytest.mark.parametrize(
    ("typed", "name", "means"),
    [
        ("Xã Đăk Lăk", "Xã Đắk Lắk", True),
        ("xa dak lak", "Xã Đắk Lắk", True),
        ("Xã Hoà Bình", "Xã Hòa Bình", True),
        ("Xã Hòa Binh", "Xã Hòa Bình", True),
        ("Xã Hóa Bình", "Xã Hòa Bình", False),
        ("Xã Yên Lân", "Xã Yên Lạn", False),
        ("Xã Đa Tốn", "Xã Da Tốn", False),
        ("Xã Hòa Bình", "Xã Hoa Binh", False),
    ],
)
def test_marks_may_be_left_out_but_not_be_others(typed, name, means):
    assert (best_match([unit(1, name)], typed, AFTER) is not None) is means


def test_a_name_that_begins_like_a_kind_is_still_found():
    assert best_match([unit(1, "Phường Quan Hoa")], "Quan Hoa", AFTER) is not None


def test_english_names_follow_the_kind():
    assert english_name("Thị trấn Trâu Quỳ") == "Trau Quy Township"


def test_the_files_tell_every_unit_once():
    units = read_units()
    keys = {one.key for one in units}
    assert len(keys) == len(units) == 769
    assert {one.former for one in read_successions()} | {one.successor for one in read_successions()} <= keys
    assert {one.parent for one in units if one.parent} <= keys
    count = {
        level: sum(one.level == level and one.valid_to is None for one in units) for level in ("province", "commune")
    }
    assert count == {"province": 34, "commune": 126}


def test_a_province_renamed_later_has_a_row_for_each_name():
    dong_nai = [one for one in read_units() if one.key.code == "75"]
    assert [(one.key.valid_from, one.name_vi) for one in dong_nai] == [
        (CODES_BEGAN, "Tỉnh Đồng Nai"),
        (REFORM, "Tỉnh Đồng Nai"),
        (date(2026, 4, 30), "Thành phố Đồng Nai"),
    ]
    moved = {one.former: one.successor for one in read_successions()}
    assert moved[Key("70", CODES_BEGAN)] == Key("75", date(2026, 4, 30))
