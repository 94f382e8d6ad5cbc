"""Names: when two are the same, how they are searched, how they are ordered."""

import re

from events_app.places.rules import exact_key
from events_app.platform.i18n import fold, nfc, vietnamese_sort_key

# What lists shorten, spelled out; compared after `exact_key`, which keeps diacritics.
_SHORT_FORMS = (
    (r"htx(?: |$)", "hợp tác xã "),
    (r"tht(?: |$)", "tổ hợp tác "),
    (r"(?:cty|c\.ty|ct)(?: |$)", "công ty "),
    (r"hkd(?: |$)", "hộ kinh doanh "),
    (r"dntn(?: |$)", "doanh nghiệp tư nhân "),
)
_INNER_FORMS = (
    (r"\bcp\b", "cổ phần"),
    (r"\btnhh\b", "trách nhiệm hữu hạn"),
    (r"\bmtv\b", "một thành viên"),
    (r"\bsx\b", "sản xuất"),
    (r"\btm\b", "thương mại"),
    (r"\bdv\b", "dịch vụ"),
)
# Characters of a sort key: far above control characters, far below the surrogates.
_FIRST_RANK = 2000
_LEAST_RANK, _MOST_RANK = -1900, 50000

KINDS_OF_NAMES: tuple[tuple[str, str], ...] = (
    ("hợp tác xã", "cooperative"),
    ("liên hiệp hợp tác xã", "cooperative"),
    ("tổ hợp tác", "group"),
    ("công ty", "enterprise"),
    ("doanh nghiệp", "enterprise"),
    ("hộ kinh doanh", "household"),
    ("hộ sản xuất", "household"),
    ("hộ", "household"),
)


def visible_line(text: str) -> str:
    """Store form of a name: composed Unicode, single spaces, no invisible characters."""
    return nfc(re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text))


def producer_key(name: str) -> str:
    """What makes two printed names the same producer's: diacritics count, case and short forms do not.

    >>> producer_key("HTX Sen Việt") == producer_key("Hợp tác xã SEN VIỆT")
    True
    >>> producer_key("HTX Hoa Sen") == producer_key("HTX Hòa Sen")
    False
    """
    text = _punctuated(name).casefold()
    for short, full in _SHORT_FORMS:
        text = re.sub(f"^{short}", full, text)
    for short, full in _INNER_FORMS:
        text = re.sub(short, full, text)
    return exact_key(text)


def product_key(name: str) -> str:
    """What makes two printed names the same product's within one producer."""
    return exact_key(_punctuated(name))


def _punctuated(text: str) -> str:
    return " ".join(re.sub(r"[\"'“”‘’.,;:()\[\]]", " ", visible_line(text)).split())


def search_text(*parts: str) -> str:
    """The folded text a search looks into: everything a person might type."""
    return fold(" ".join(part for part in parts if part))[:700]


def order_text(name: str) -> str:
    """A string whose byte order is the Vietnamese order of names, for an ordinary index."""
    letters, tones = vietnamese_sort_key(name)
    ranks = "".join(chr(_FIRST_RANK + min(max(rank, _LEAST_RANK), _MOST_RANK)) for rank in letters)
    return f"{ranks}\x01{''.join(str(tone) for tone in tones)}"


def kind_of_name(name: str) -> str:
    """The legal form a producer's name begins with; a plain name is a production facility.

    >>> kind_of_name("HTX Sen Việt"), kind_of_name("Cty CP Gốm Đỏ"), kind_of_name("Cơ sở Bà Tư")
    ('cooperative', 'enterprise', 'facility')
    """
    key = producer_key(name)
    return next((kind for start, kind in KINDS_OF_NAMES if key.startswith(exact_key(start))), "facility")
