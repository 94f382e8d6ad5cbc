"""Which producer and product a row means: tax code first, then name and place, never a guess."""

from datetime import date
from decimal import Decimal

import pytest

from events_app.places.schemas import PlaceView
from events_app.places.sources import read_successions, read_units
from events_app.platform.i18n import Bilingual
from events_app.producers.matching import (
    KnownCertificate,
    KnownProducer,
    KnownProduct,
    PlaceIndex,
    Register,
    match_rows,
)
from events_app.producers.rules.names import producer_key, product_key
from tests.producers.lists import TODAY, below, read, row, workbook


@pytest.fixture(scope="module")
def units():
    known = read_units()
    ids = {unit.key: number for number, unit in enumerate(known, start=1)}
    views = [
        PlaceView(
            id=ids[unit.key],
            code=unit.key.code,
            level=unit.level,
            name=Bilingual(unit.name_vi, unit.name_en),
            short_vi=unit.short_vi,
            valid_from=unit.key.valid_from,
            valid_to=unit.valid_to,
            parent=ids.get(unit.parent),
        )
        for unit in known
    ]
    successors: dict[int, set[int]] = {}
    for one in read_successions():
        successors.setdefault(ids[one.former], set()).add(ids[one.successor])
        parent = next(view.parent for view in views if view.id == ids[one.former])
        if parent is not None:
            successors.setdefault(parent, set()).add(ids[one.successor])
    return views, successors


@pytest.fixture(scope="module")
def places(units):
    return PlaceIndex(*units)


@pytest.fixture
def place_id(units):
    def find(name, *, former=False):
        return next(view.id for view in units[0] if view.name.vi == name and (view.valid_to is not None) == former)

    return find


def known_producer(number, name, *, tax_code=None, place=None, address="", **values):
    fields = {"representative": "", "phone": "", "phone_second": "", "email": ""} | values
    return KnownProducer(
        id=number, name=name, name_key=producer_key(name), tax_code=tax_code, address_printed=address, place=place,
        revision=1, **fields,
    )  # fmt: skip


def known_product(number, producer, name, group="drink"):
    return KnownProduct(number, producer, name, product_key(name), group, 1)


def match(rows, places, register=None, *, heading=None):
    cells = ([["I", heading]] if heading else []) + rows
    found, _last = read(workbook(cells))
    return match_rows(found, register or Register(), places, TODAY)


def told(matched):
    return [(one.action, [error.code for error in one.errors]) for one in matched]


def test_an_address_is_linked_to_the_commune_in_its_district(places, place_id):
    matched = match([row(address="xã Đa Tốn, huyện Gia Lâm")], places)
    assert matched[0].identity.place == place_id("Xã Đa Tốn", former=True)
    assert matched[0].notes == []


def test_a_commune_that_is_not_in_the_district_links_to_the_district_and_says_so(places, place_id):
    matched = match([row(address="xã Chuyên Mỹ, huyện Gia Lâm")], places)
    assert matched[0].identity.place == place_id("Huyện Gia Lâm", former=True)
    assert [note.code for note in matched[0].notes] == ["commune_not_found"]


def test_an_address_of_today_is_linked_without_a_district(places, place_id):
    matched = match([row(address="thôn 3, xã Bát Tràng, TP Hà Nội")], places)
    assert matched[0].identity.place == place_id("Xã Bát Tràng")


def test_a_heading_places_a_row_without_an_address(places, place_id):
    matched = match([row(address=None)], places, heading="Huyện Gia Lâm")
    assert matched[0].identity.place == place_id("Huyện Gia Lâm", former=True)


def test_a_misspelt_district_is_asked_and_not_corrected(places):
    matched = match([row(address="xã Minh Phú, huyện Hà Đôg")], places)
    assert told(matched) == [("skip", ["unknown_district"])]
    assert matched[0].errors[0].data["guess"] == "Quận Hà Đông"


def test_an_address_that_contradicts_its_heading_is_asked(places):
    assert told(match([row(address="huyện Ba Vì")], places, heading="Huyện Gia Lâm")) == [
        ("skip", ["district_differs"])
    ]


def test_one_name_in_two_districts_makes_two_producers(places):
    matched = match([row(tax_code=None), row(tax_code=None, address="xã Tản Lĩnh, huyện Ba Vì")], places)
    assert told(matched) == [("new", []), ("new", [])]
    assert matched[0].identity.number != matched[1].identity.number


def test_one_name_in_one_place_makes_one_producer(places):
    matched = match([row(tax_code=None), row(tax_code=None, product="Mứt sen", producer="Hợp tác xã SEN VIỆT")], places)
    assert matched[0].identity is matched[1].identity


def test_other_tax_codes_keep_producers_apart_and_the_row_says_so(places):
    matched = match([row(), row(tax_code="0100047516", product="Mứt sen")], places)
    assert told(matched) == [("new", []), ("new", [])]
    assert matched[0].identity.number != matched[1].identity.number
    assert [note.code for note in matched[1].notes] == ["same_name_other_tax_code"]


def test_diacritics_keep_names_apart(places):
    matched = match([row(tax_code=None), row(tax_code=None, producer="HTX Sên Việt")], places)
    assert matched[0].identity.number != matched[1].identity.number


def test_a_tax_code_is_given_to_one_name_only(places):
    matched = match([row(), row(producer="HTX Khác", product="Mứt sen"), below("Hạt sen")], places)
    assert told(matched) == [("new", []), ("skip", ["tax_code_used_in_file"]), ("skip", ["producer_row_wrong"])]
    known = Register([known_producer(1, "Công ty Gốm", tax_code="0100233488")])
    assert told(match([row()], places, known)) == [("skip", ["tax_code_of_another"])]


def test_a_known_tax_code_finds_its_producer_wherever_it_lives(places, place_id):
    register = Register(
        [known_producer(5, "HTX Sen Việt", tax_code="0100233488", place=place_id("Huyện Ba Vì", former=True))]
    )
    matched = match([row()], places, register)
    assert (matched[0].action, matched[0].identity.known.id) == ("new", 5)
    assert "place" in matched[0].producer_values


def test_a_name_known_in_the_same_place_takes_up_the_tax_code(places, place_id):
    register = Register([known_producer(5, "HTX Sen Việt", place=place_id("Huyện Gia Lâm", former=True))])
    matched = match([row()], places, register)
    assert matched[0].identity.known.id == 5
    assert matched[0].producer_values["tax_code"] == "0100233488"
    assert matched[0].producer_values["place"] == place_id("Xã Đa Tốn", former=True)


def test_a_name_known_in_a_commune_that_grew_out_of_the_district_is_the_same(places, place_id):
    register = Register([known_producer(5, "HTX Sen Việt", place=place_id("Xã Bát Tràng"))])
    matched = match([row(tax_code=None, address="huyện Gia Lâm")], places, register)
    assert matched[0].identity.known.id == 5
    assert "place" not in matched[0].producer_values


def test_a_name_known_without_a_place_is_asked(places):
    register = Register([known_producer(5, "HTX Sen Việt")])
    assert told(match([row(tax_code=None)], places, register)) == [("skip", ["ambiguous_producer"])]


def test_a_name_known_twice_in_one_place_is_asked(places, place_id):
    place = place_id("Xã Đa Tốn", former=True)
    register = Register(
        [known_producer(5, "HTX Sen Việt", place=place), known_producer(6, "HTX Sen Việt", place=place)]
    )
    assert told(match([row(tax_code=None)], places, register)) == [("skip", ["ambiguous_producer"])]


def test_a_name_known_elsewhere_makes_a_new_producer(places, place_id):
    register = Register([known_producer(5, "HTX Sen Việt", place=place_id("Huyện Ba Vì", former=True))])
    matched = match([row(tax_code=None)], places, register)
    assert (matched[0].action, matched[0].identity.known) == ("new", None)


def test_the_same_product_twice_is_left_out_the_second_time(places):
    again = row(phone="0901 246 228", stars=4, issued_on="2025-05-12")
    assert told(match([row(), again], places)) == [("new", []), ("skip", ["duplicate_row"])]


def test_a_later_grading_of_the_same_product_is_a_change(places):
    matched = match([row(issued_on="12/05/2022", stars=3), row()], places)
    assert told(matched) == [("new", []), ("change", [])]
    assert matched[1].product_in_file


def test_two_rows_that_contradict_each_other_about_a_producer_are_asked(places):
    other = row(product="Mứt sen", phone="0942983193")
    assert told(match([row(), other], places)) == [("new", []), ("skip", ["differs_in_file"])]


def test_a_row_that_says_what_the_register_says_changes_nothing(places, place_id):
    producer = known_producer(
        5, "HTX Sen Việt", tax_code="0100233488", place=place_id("Xã Đa Tốn", former=True),
        address="xã Đa Tốn, huyện Gia Lâm", representative="Trần Thị Lộc", phone="+84901246228",
    )  # fmt: skip
    product = known_product(8, 5, "Trà sen")
    certificate = KnownCertificate(9, 8, 4, None, "12/QĐ-UBND", date(2025, 5, 12), 1)
    matched = match([row()], places, Register([producer], [product], [certificate]))
    assert (matched[0].action, matched[0].changes) == ("same", [])
    graded = Register(
        [producer], [known_product(8, 5, "Trà sen", "food")], [certificate._replace(stars=3, points=Decimal(60))]
    )
    changed = match([row(phone="0942983193")], places, graded)
    assert changed[0].action == "change"
    assert [(one.field, one.before, one.after) for one in changed[0].changes] == [
        ("phone", "+84901246228", "+84942983193"),
        ("group", "food", "drink"),
        ("stars", "3", "4"),
    ]


def test_an_empty_cell_never_empties_the_register(places, place_id):
    producer = known_producer(5, "HTX Sen Việt", tax_code="0100233488", phone="+84901246228", place=1)
    matched = match([row(phone=None, representative=None)], places, Register([producer]))
    assert "phone" not in matched[0].producer_values
