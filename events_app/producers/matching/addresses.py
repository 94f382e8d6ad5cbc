"""Finds the dated place of an address as printed. What cannot be told apart is asked, never guessed."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from events_app.places.rules import best_match, split_kind
from events_app.places.schemas import PlaceView
from events_app.platform.i18n import fold
from events_app.producers.spreadsheet.problems import Problem
from events_app.producers.spreadsheet.values import shown

_SEPARATOR = re.compile(r"\s*[,;]\s*|\s+-\s+")
_CLOSE_ENOUGH = 0.6


class Finding(NamedTuple):
    """Where an address lies, and what a person should know about it."""

    place: int | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


class PlaceIndex:
    """Every administrative unit, indexed for reading many addresses at once."""

    def __init__(self, places: Iterable[PlaceView], successors: Mapping[int, set[int]] | None = None) -> None:
        self._places = {place.id: place for place in places}
        self._successors = successors or {}
        self._districts = [place for place in self._places.values() if place.level == "district"]
        self._provinces = [place for place in self._places.values() if place.level == "province"]
        self._communes: dict[int | None, list[PlaceView]] = defaultdict(list)
        for place in self._places.values():
            if place.level == "commune":
                self._communes[place.parent].append(place)
        standing = [place for some in self._communes.values() for place in some if place.valid_to is None]
        self._standing_communes = standing
        self._found: dict[tuple[str, str], Finding] = {}

    def name(self, place: int | None) -> str:
        """The printed name of a unit."""
        return self._places[place].name.vi if place in self._places else ""

    def heading(self, text: str, on: date) -> PlaceView | None:
        """The unit a heading means."""
        return best_match([*self._districts, *self._standing_communes], text, on) if text else None

    def compatible(self, one: int | None, other: int | None) -> bool:
        """Whether two links may mean one place: the same, one within the other, or one grown out of the other."""
        if one is None or other is None:
            return False
        return one == other or self._contains(one, other) or self._contains(other, one)

    def _contains(self, outer: int, inner: int) -> bool:
        place = self._places.get(inner)
        if place is not None and place.parent == outer and self._places[outer].level == "district":
            return True
        return inner in self._successors.get(outer, ())

    def is_within(self, inner: int, outer: int) -> bool:
        """Whether a link says more closely what another says."""
        return inner != outer and self._contains(outer, inner)

    def find(self, address: str, section: str, on: date) -> Finding:
        """Read an address under the heading it stands below."""
        key = (address, section)
        if key not in self._found:
            self._found[key] = self._find(address, section, on)
        return self._found[key]

    def _find(self, address: str, section: str, on: date) -> Finding:
        parts = _parts(address)
        heading = self.heading(section, on)
        district, problem = self._district_of(parts, on)
        if problem is not None:
            return Finding(problems=(problem,))
        if district is None and heading is not None and heading.level == "district":
            district = heading
        if district is not None:
            return self._within_district(district, heading, parts, on)
        return self._within_province(heading, parts, address, on)

    def _district_of(
        self, parts: list[tuple[tuple[str, ...], str]], on: date
    ) -> tuple[PlaceView | None, Problem | None]:
        for levels, text in parts:
            if "district" not in levels or ("province" in levels and best_match(self._provinces, text, on)):
                continue
            found = best_match(self._districts, text, on)
            return (found, None) if found else (None, self._unknown_district(text))
        return None, None

    def _unknown_district(self, text: str) -> Problem:
        names = {fold(split_kind(place.name.vi)[1]): place.name.vi for place in self._districts}
        close = difflib.get_close_matches(fold(split_kind(text)[1]), names, n=1, cutoff=_CLOSE_ENOUGH)
        if close:
            return Problem("address", "unknown_district", {"text": shown(text), "guess": names[close[0]]})
        return Problem("address", "unknown_district_no_guess", {"text": shown(text)})

    def _within_district(
        self, district: PlaceView, heading: PlaceView | None, parts: list[tuple[tuple[str, ...], str]], on: date
    ) -> Finding:
        if heading is not None and not self.compatible(heading.id, district.id):
            data = {"text": district.name.vi, "section": heading.name.vi}
            return Finding(problems=(Problem("address", "district_differs", data),))
        communes = [text for levels, text in parts if levels == ("commune",)]
        if not communes:
            return Finding(district.id)
        found = best_match(self._communes[district.id], communes[-1], on)
        if found is not None:
            return Finding(found.id)
        data = {"text": shown(communes[-1]), "district": district.name.vi}
        return Finding(district.id, notes=(Problem("address", "commune_not_found", data),))

    def _within_province(
        self, heading: PlaceView | None, parts: list[tuple[tuple[str, ...], str]], address: str, on: date
    ) -> Finding:
        communes = [text for levels, text in parts if levels == ("commune",)]
        found = best_match(self._standing_communes, communes[-1], on) if communes else None
        if found is not None and heading is not None and found.id != heading.id:
            data = {"text": found.name.vi, "section": heading.name.vi}
            return Finding(problems=(Problem("address", "district_differs", data),))
        place = found or heading
        if place is not None:
            return Finding(place.id)
        return Finding(notes=(Problem("address", "no_place"),) if address else ())


def _parts(address: str) -> list[tuple[tuple[str, ...], str]]:
    """Split an address into its units, each with the levels its kind word allows."""
    return [(split_kind(part)[0], part) for part in _SEPARATOR.split(address) if part]
