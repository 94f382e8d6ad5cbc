"""How Vietnamese text is searched and sorted.

The embedded PostgreSQL has neither `unaccent` nor an ICU collation for Vietnamese, so both happen here and
search columns store the folded text.
"""

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
# The order dictionaries use: level, huyền, hỏi, ngã, sắc, nặng.
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def nfc(text: str) -> str:
    """Compose Unicode and fold runs of white space: the one form names are stored in."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Reduce text to what a person types who searches in a hurry.

    Diacritics, case, đ and both styles of tone marks (Hòa, Hoà) disappear.

    >>> fold("  Hoà  Bình, ĐÔNG Anh ")
    'hoa binh, dong anh'
    """
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def vietnamese_sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Order by letters of the Vietnamese alphabet first, by tones second.

    >>> sorted(["Đông", "Dừa", "Ân", "An", "Ăn", "Dứa"], key=vietnamese_sort_key)
    ['An', 'Ăn', 'Ân', 'Dừa', 'Dứa', 'Đông']
    """
    letters: list[int] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.casefold()):
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONE_RANK[part] for part in parts if part in _TONE_RANK), 0)
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE_RANK))
        letters.append(
            _LETTER_RANK.get(letter, 0) or 1000 + ord(letter[0]) if letter.isalpha() else ord(char[0]) - 1000
        )
        tones.append(tone)
    return tuple(letters), tuple(tones)
