"""Languages: folding, order, formats, negotiation."""

from datetime import date

import holidays
from hypothesis import given
from hypothesis import strategies as st

from events_app.platform.i18n import Bilingual, fold, nfc, use_locale
from events_app.platform.i18n.formats import format_lunar, format_number


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_unicode_form_does_not_matter_to_the_search(text):
    import unicodedata

    assert fold(unicodedata.normalize("NFD", nfc(text))) == fold(nfc(text))


def test_english_falls_back_to_vietnamese():
    title = Bilingual(vi="Hội chợ")
    with use_locale("en"):
        assert title.text() == "Hội chợ"


def test_numbers_are_grouped_as_the_reader_expects():
    assert (format_number(1284, "vi"), format_number(1284, "en")) == ("1.284", "1,284")
    assert format_number(0.4, "vi") == "0,4"


def test_lunar_new_year_agrees_with_the_public_holidays():
    """Reckoned for UTC+7: in 2030 Tết falls a day before the Chinese new year."""
    tet = {
        day.year: day
        for day, name in holidays.country_holidays("VN", years=range(2024, 2031), language="en_US").items()
        if name.split(";")[0] == "Lunar New Year"
    }
    assert len(tet) == 7
    for day in tet.values():
        assert format_lunar(day, "en") == "lunar 1/1"
    assert format_lunar(date(2026, 12, 12), "vi") == "4 tháng Mười một âm lịch"
