"""Reads the files in `data/` into units and successions. Pure but for the files that ship with the code."""

import csv
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from events_app.places.rules import Level, english_name, split_kind

DATA = Path(__file__).parent / "data"
HANOI = "01"
REFORM = date(2025, 7, 1)
LAST_DAY_BEFORE = REFORM - timedelta(days=1)
# The decision that began the present list of codes (124/2004/QĐ-TTg): the sources date no unit more closely.
CODES_BEGAN = date(2004, 7, 8)

_RENAMED = re.compile(r"^(?P<first>.+) \((?P<later>.+) từ (?P<day>\d{2})/(?P<month>\d{2})/(?P<year>\d{4})\)$")


class Key(NamedTuple):
    """What names one unit in time."""

    code: str
    valid_from: date


class SourceUnit(NamedTuple):
    """One unit as the files tell it."""

    key: Key
    valid_to: date | None
    level: Level
    name_vi: str
    name_en: str
    parent: Key | None

    @property
    def short_vi(self) -> str:
        """The name without its kind."""
        return split_kind(self.name_vi)[1]


class Succession(NamedTuple):
    """One former unit and one that took over from it."""

    former: Key
    successor: Key
    whole: bool
    likely: bool


def read_units() -> list[SourceUnit]:
    """Read every unit, provinces first, so that a parent comes before what lies in it."""
    return [*_provinces(), *_districts(), *_former_communes(), *_communes()]


def read_successions() -> list[Succession]:
    """Read where each former commune and each former province went."""
    return [*_province_successions(), *_commune_successions()]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _province_rows() -> list[dict[str, str]]:
    return list(_rows("provinces_63_and_34.csv"))


def _untouched(rows: list[dict[str, str]]) -> set[str]:
    """Codes of provinces nothing was merged into: one row serves them before and after."""
    takers = [row["new_code"] for row in rows]
    return {
        row["old_code"] for row in rows if row["old_code"] == row["new_code"] and takers.count(row["new_code"]) == 1
    }


def _provinces() -> Iterator[SourceUnit]:
    rows = _province_rows()
    untouched = _untouched(rows)
    for row in rows:
        code, name = row["old_code"], row["name_until_2025-06-30"]
        valid_to = None if code in untouched else LAST_DAY_BEFORE
        yield SourceUnit(Key(code, CODES_BEGAN), valid_to, "province", name, english_name(name), None)
    for code, name in {row["new_code"]: row["name_from_2025-07-01"] for row in rows}.items():
        if code not in untouched:
            yield from _new_province(code, name)


def _new_province(code: str, name: str) -> Iterator[SourceUnit]:
    renamed = _RENAMED.match(name)
    if renamed is None:
        yield SourceUnit(Key(code, REFORM), None, "province", name, english_name(name), None)
        return
    later_from = date(int(renamed["year"]), int(renamed["month"]), int(renamed["day"]))
    first, later = renamed["first"], renamed["later"]
    until = later_from - timedelta(days=1)
    yield SourceUnit(Key(code, REFORM), until, "province", first, english_name(first), None)
    yield SourceUnit(Key(code, later_from), None, "province", later, english_name(later), None)


def _province_successions() -> Iterator[Succession]:
    """Former provinces point at the unit that stands today, past any renaming since the reform."""
    current = {unit.key.code: unit.key for unit in _provinces() if unit.valid_to is None}
    for row in _province_rows():
        former, successor = Key(row["old_code"], CODES_BEGAN), current[row["new_code"]]
        if former != successor:
            yield Succession(former, successor, whole=True, likely=True)
    for unit in _provinces():
        if unit.key.valid_from == REFORM and unit.valid_to is not None:
            yield Succession(unit.key, current[unit.key.code], whole=True, likely=True)


def _districts() -> Iterator[SourceUnit]:
    for row in _rows("hanoi_districts_30_before_2025-07-01.csv"):
        yield SourceUnit(
            Key(row["gso_code"], CODES_BEGAN),
            date.fromisoformat(row["valid_to"]),
            "district",
            row["full_name_vi"],
            row["name_en"],
            Key(HANOI, CODES_BEGAN),
        )


def _former_communes() -> Iterator[SourceUnit]:
    named = {row["old_ward_code"]: row for row in _rows("hanoi_old_to_new_wards_mapping.csv")}
    for code, row in named.items():
        parent = Key(row["old_district_code"], CODES_BEGAN)
        name = row["old_ward"]
        yield SourceUnit(Key(code, CODES_BEGAN), LAST_DAY_BEFORE, "commune", name, english_name(name), parent)


def _communes() -> Iterator[SourceUnit]:
    for row in _rows("hanoi_communes_126_from_2025-07-01.csv"):
        yield SourceUnit(
            Key(row["gso_code"], date.fromisoformat(row["valid_from"])),
            None,
            "commune",
            row["full_name_vi"],
            row["full_name_en"],
            Key(HANOI, CODES_BEGAN),
        )


def _commune_successions() -> Iterator[Succession]:
    for row in _rows("hanoi_old_to_new_wards_mapping.csv"):
        yield Succession(
            Key(row["old_ward_code"], CODES_BEGAN),
            Key(row["new_ward_code"], REFORM),
            whole=row["kind"] == "whole",
            likely=row["kind"] == "whole" or row["default_for_split"] == "default",
        )
