"""A picture for every event, always the same for the same one."""

from xml.etree import ElementTree as ET

import pytest

from events_app.fairs.rules import Kind, Region
from events_app.platform.art import art_path, event_art

KINDS = [kind.value for kind in Kind]
REGIONS = [*(region.value for region in Region), ""]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_region_and_month_is_a_whole_drawing(kind):
    for region in REGIONS:
        for month in range(1, 13):
            drawn = ET.fromstring(event_art(kind=kind, region=region, month=month, seed="7"))  # noqa: S314 - our own text
            assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
            assert len(drawn) > 5


def test_same_event_gets_the_same_picture_and_another_one_its_own():
    first = event_art(kind="fair", region="south", month=12, seed="7")
    event_art.cache_clear()
    assert event_art(kind="fair", region="south", month=12, seed="7") == first
    assert event_art(kind="fair", region="south", month=12, seed="8") != first


def test_kinds_regions_and_seasons_look_different():
    drawn = {
        event_art(kind=kind, region=region, month=month, seed="7")
        for kind in set(KINDS) - {"training"}  # learners sit under the same hats in a workshop and in a training
        for region in REGIONS
        for month in (1, 4, 7, 10)
    }
    assert len(drawn) == (len(KINDS) - 1) * len(REGIONS) * 4


def test_address_carries_everything_that_is_drawn():
    assert art_path(kind="fair", region="", month=3, seed="7") == "/art/fair.anywhere.3.7.svg"
    assert art_path(kind="festival", region="south", month=12, seed="8") == "/art/festival.south.12.8.svg"
