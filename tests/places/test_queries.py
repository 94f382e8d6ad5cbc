"""Units in the database: loaded, searched, converted."""

from datetime import date

import pytest

from events_app.places.errors import CodeUsedTwice, PlaceNotFound
from events_app.places.operations import load_places
from events_app.places.queries import (
    all_places,
    conversion_options,
    options_of,
    place_by_code,
    place_choices,
    place_of_heading,
    search_places,
    successors_of_many,
)
from events_app.platform.db import fetch
from tests.factories.places import have_places

BEFORE, TODAY = date(2025, 6, 30), date(2026, 11, 24)


@pytest.fixture(autouse=True)
async def places(database):
    await have_places()


async def test_loading_again_writes_nothing():
    assert await load_places() == 0
    await fetch("UPDATE place SET name_en = 'X' WHERE code = '001'")
    assert await load_places() == 1


async def test_a_code_means_another_place_before_and_after_the_reform():
    assert (await place_by_code("00004", BEFORE)).name.vi == "Phường Trúc Bạch"
    assert (await place_by_code("00004", TODAY)).name.vi == "Phường Ba Đình"
    with pytest.raises(PlaceNotFound):
        await place_by_code("001", TODAY)


async def test_the_database_refuses_two_units_of_one_code_on_one_day():
    with pytest.raises(CodeUsedTwice):
        await fetch(
            "INSERT INTO place (code, valid_from, level, name_vi, name_en, short_vi, folded, parent)"
            " SELECT '00004', $1, 'commune', 'X', 'X', 'X', 'x', id FROM place WHERE code = '01'",
            TODAY,
        )


async def test_search_needs_no_diacritics_and_tells_units_of_one_name_apart():
    found = await search_places("minh khai", on=BEFORE)
    assert {place.label("vi") for place in found} == {
        f"{place.name.vi}, {place.within.vi}" for place in found if place.within is not None
    }
    assert len({place.label("vi") for place in found}) == len(found) > 1
    today = await search_places("HÀ ĐÔNG", on=TODAY)
    assert [place.name.vi for place in today] == ["Phường Hà Đông"]
    assert (await search_places("ha dong", on=BEFORE, level="district"))[0].name.vi == "Quận Hà Đông"
    assert await search_places("không có nơi này") == []
    assert await search_places("%") == []


async def test_a_whole_unit_has_one_option_and_needs_nobody():
    conversion = await conversion_options("00001", BEFORE)
    assert (conversion.former.name.vi, [place.name.vi for place in conversion.options]) == (
        "Phường Phúc Xá", ["Phường Hồng Hà"],
    )  # fmt: skip
    assert not conversion.needs_a_person


async def test_a_split_unit_asks_a_person_and_lists_the_likely_one_first():
    conversion = await conversion_options("00019", BEFORE)
    assert [place.name.vi for place in conversion.options] == [
        "Phường Ba Đình", "Phường Hoàn Kiếm", "Phường Ô Chợ Dừa", "Phường Văn Miếu - Quốc Tử Giám",
    ]  # fmt: skip
    assert conversion.needs_a_person
    assert conversion.likely == conversion.options[0].id


async def test_a_district_went_wherever_its_communes_went():
    conversion = await conversion_options("018", BEFORE)
    assert {place.name.vi for place in conversion.options} >= {
        "Xã Gia Lâm",
        "Xã Bát Tràng",
        "Xã Phù Đổng",
        "Xã Thuận An",
    }
    assert conversion.likely is None


async def test_a_unit_that_stands_is_its_own_option():
    present = await place_by_code("00004", TODAY)
    assert (await options_of(present)).options == [present]


async def test_a_heading_of_a_district_is_understood_after_districts_ended():
    found = await place_of_heading("Huyện Gia Lâm", TODAY)
    assert (found.name.vi, found.valid_to) == ("Huyện Gia Lâm", BEFORE)
    assert (await place_of_heading("Thị xã Sơn Tây", TODAY)).code == "269"
    assert (await place_of_heading("Phường Sơn Tây", TODAY)).valid_to is None
    assert await place_of_heading("Huyện Không Có", TODAY) is None


async def test_choices_stand_in_vietnamese_order():
    (level, communes), (_level, provinces) = await place_choices(TODAY)
    assert (level, len(communes), len(provinces)) == ("commune", 126, 34)
    assert [place.short_vi for place in communes[:3]] == ["An Khánh", "Ba Đình", "Ba Vì"]
    with_districts = dict(await place_choices(TODAY, former=True))
    assert len(with_districts["district"]) == 30


async def test_successors_of_many_units_are_found_at_once():
    every = await all_places(levels=["district", "commune"])
    found = await successors_of_many(place.id for place in every if place.valid_to is not None)
    assert len(found) == 526 + 30
