"""Days in a list of people: places in the fair, dates, spans, several behind commas."""

from datetime import date

import pytest

from events_app.fairs.rules import FairDay
from events_app.giving.rules.lists import read_rows
from events_app.passes.rules import FairDays
from events_app.platform.spreadsheet.wanted import TextRow

DAYS = FairDays(
    12,
    "published",
    "Asia/Ho_Chi_Minh",
    (
        FairDay(number=7, date=date(2026, 12, 11)),
        FairDay(number=1, date=date(2026, 12, 12)),
        FairDay(number=2, date=date(2026, 12, 14)),
        FairDay(number=3, date=date(2026, 12, 15)),
    ),
)


def read(text):
    [row] = read_rows([TextRow(number=2, texts={"name": "Lan", "days": text}, formulas=[])], DAYS)
    return [code for code, _ in row.errors] or row.days


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", None),
        ("1", [7]),
        ("2-4", [1, 2, 3]),
        ("12/12/2026", [1]),
        ("12/12, 14/12; 15/12/2026", [1, 2, 3]),
        ("11/12 - 14/12/2026, 4", [1, 2, 3, 7]),
        ("1, 3", [2, 7]),
        ("13/12/2026", ["bad_days"]),
        ("5", ["bad_days"]),
        ("3-1", ["bad_days"]),
        ("1,,2", ["bad_days"]),
        ("hôm nay", ["bad_days"]),
    ],
)
def test_days_of_a_row(text, numbers):
    assert read(text) == numbers
