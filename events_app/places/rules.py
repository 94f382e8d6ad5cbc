"""Reading and comparing the names of administrative units. Pure: units in, decision out."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Literal

from events_app.places.schemas import PlaceView
from events_app.platform.i18n import fold, nfc

Level = Literal["province", "district", "commune"]

# Abbreviations as lists carry them; longest first, since "thi xa" begins like "thi tran" does not.
KINDS: dict[str, tuple[Level, ...]] = {
    "thanh pho": ("province", "district"),
    "thi tran": ("commune",),
    "thi xa": ("district",),
    "phuong": ("commune",),
    "huyen": ("district",),
    "quan": ("district",),
    "tinh": ("province",),
    "xa": ("commune",),
    "tp": ("province", "district"),
    "tx": ("district",),
    "tt": ("commune",),
    "h": ("district",),
    "q": ("district",),
    "p": ("commune",),
    "x": ("commune",),
}
_KIND = re.compile(rf"^(?P<kind>{'|'.join(KINDS)})(?:\s*\.\s*|\s+)(?P<name>.+)$")
_ENGLISH_KINDS = {
    "Tỉnh": "Province",
    "Thành phố": "City",
    "Phường": "Ward",
    "Xã": "Commune",
    "Thị trấn": "Township",
}
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def exact_key(text: str) -> str:
    """Reduce a name to what makes it the same name: letters with their diacritics, whatever the tone-mark style.

    >>> exact_key("Ứng Hoà") == exact_key("ứng hòa"), exact_key("Hòa") == exact_key("Hoa")
    (True, False)
    """
    return " ".join(_syllable(word) for word in unicodedata.normalize("NFD", nfc(text).casefold()).split())


def _syllable(word: str) -> str:
    """Move the tone mark behind the syllable, where both styles meet."""
    return "".join(char for char in word if char not in _TONES) + "".join(char for char in word if char in _TONES)


def split_kind(text: str) -> tuple[tuple[Level, ...], str]:
    """Tell the kind of unit a name states, and the name without it; no kind stated gives an empty tuple.

    >>> split_kind("H. Gia Lâm")
    (('district',), 'Gia Lâm')
    >>> split_kind("Gia Lâm")
    ((), 'Gia Lâm')
    """
    clean = nfc(text).strip(" .,;:-–")
    if found := _KIND.match(fold(clean)):
        return KINDS[found["kind"]], clean[len(clean) - _name_length(clean, found["name"]) :]
    return (), clean


def _name_length(clean: str, folded_name: str) -> int:
    """Find how many characters of the original make up the folded name: NFC and folding keep the count."""
    return len(folded_name) if len(fold(clean)) == len(clean) else len(clean.split(maxsplit=1)[-1])


def in_force(place: PlaceView, on: date) -> bool:
    """Whether a unit exists on a day."""
    return place.valid_from <= on and (place.valid_to is None or on <= place.valid_to)


def english_name(name_vi: str) -> str:
    """Write a unit's name for English readers, when no source gives one.

    >>> english_name("Phường Phúc Xá"), english_name("Thành phố Hà Nội")
    ('Phuc Xa Ward', 'Ha Noi City')
    """
    for kind, english in _ENGLISH_KINDS.items():
        if name_vi.startswith(f"{kind} "):
            return f"{bare(name_vi.removeprefix(f'{kind} '))} {english}"
    return bare(name_vi)


def bare(text: str) -> str:
    """Drop the diacritics but keep the capitals."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def best_match(candidates: Iterable[PlaceView], text: str, on: date) -> PlaceView | None:
    """Choose the one unit a printed name means, or none when it could be two.

    Exact spelling counts before spelling that leaves out diacritics; other diacritics make another name. A unit in
    force on the day counts before one that ended; of those that ended the last one.
    """
    units = list(candidates)
    pool = _bearing(units, *split_kind(text)) or _bearing(units, (), nfc(text))
    standing = [place for place in pool if in_force(place, on)]
    if not standing and pool:
        last = max(place.valid_to or date.max for place in pool)
        standing = [place for place in pool if (place.valid_to or date.max) == last]
    return standing[0] if len(standing) == 1 else None


def _bearing(units: list[PlaceView], levels: tuple[Level, ...], name: str) -> list[PlaceView]:
    pool = [place for place in units if not levels or place.level in levels]
    exact = [place for place in pool if exact_key(place.short_vi) == exact_key(name)]
    return exact or [place for place in pool if _leaves_out_marks(name, place.short_vi)]


def _leaves_out_marks(typed: str, name: str) -> bool:
    """Whether a text is this name with marks left out at most. A mark that is not in the name makes it another name."""
    one, other = _marked_letters(typed), _marked_letters(name)
    return [letter for letter, _ in one] == [letter for letter, _ in other] and all(
        marks <= all_marks for (_, marks), (_, all_marks) in zip(one, other, strict=True)
    )


def _marked_letters(text: str) -> list[tuple[str, set[str]]]:
    letters: list[tuple[str, set[str]]] = []
    for char in exact_key(text):
        if unicodedata.combining(char) and letters:
            letters[-1][1].add(char)
        else:
            letters.append(("d", {char}) if char == "đ" else (char, set()))
    return letters
