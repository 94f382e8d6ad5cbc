"""What grades mean, as dated data: groups, points and who grades, by the decision in force on a day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from events_app.platform.i18n import Bilingual, fold

GroupCode = Literal["food", "drink", "herbal", "craft", "ornamental", "tourism"]
Authority = Literal["district", "province", "ministry"]

GROUPS: Final[Mapping[str, Bilingual]] = {
    "food": Bilingual("Thực phẩm", "Food"),
    "drink": Bilingual("Đồ uống", "Drinks"),
    "herbal": Bilingual("Dược liệu và sản phẩm từ dược liệu", "Medicinal herbs and their products"),
    "craft": Bilingual("Hàng thủ công mỹ nghệ", "Handicrafts"),
    "ornamental": Bilingual("Sinh vật cảnh", "Ornamental plants and animals"),
    "tourism": Bilingual(
        "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
        "Community tourism, eco-tourism and tourist sites",
    ),
}
"""The six groups of Decision 148/2023, in its order."""

FORMER_GROUPS: Final[Mapping[str, Bilingual]] = {
    "herbal_1048": Bilingual("Thảo dược", "Herbal medicine"),
    "textile_1048": Bilingual("Vải và may mặc", "Fabric and garments"),
    "souvenir_1048": Bilingual("Lưu niệm - nội thất - trang trí", "Souvenirs, furniture and decoration"),
    "service_1048": Bilingual("Dịch vụ du lịch nông thôn và bán hàng", "Rural tourism and sales services"),
}
"""Sectors of Decision 1048/2019 that the present groups do not continue under their names."""

_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "food": ("thuc pham", "nhom thuc pham"),
    "drink": ("do uong", "nhom do uong"),
    "herbal": ("duoc lieu", "duoc lieu va san pham tu duoc lieu", "san pham tu duoc lieu"),
    "craft": ("hang thu cong my nghe", "thu cong my nghe", "thu cong my nghe trang tri"),
    "ornamental": ("sinh vat canh",),
    "tourism": (
        "du lich cong dong",
        "dich vu du lich cong dong",
        "dich vu du lich",
        "du lich",
        "dich vu du lich cong dong du lich sinh thai va diem du lich",
        "dich vu du lich cong dong du lich sinh thai va diem du lich",
    ),
}
_FORMER_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "herbal_1048": ("thao duoc",),
    "textile_1048": ("vai va may mac", "vai may mac"),
    "souvenir_1048": ("luu niem noi that trang tri", "luu niem noi that va trang tri"),
    "service_1048": ("dich vu du lich nong thon va ban hang", "dich vu du lich nong thon ban hang"),
}


class StarBand(NamedTuple):
    """Points from `least` up to but without `below` give so many stars; the last band includes its end."""

    stars: int
    least: Decimal
    below: Decimal


class CriteriaSet(NamedTuple):
    """The rules of grading as one decision set them for a time."""

    code: str
    title: Bilingual
    valid_from: date
    valid_to: date | None
    groups: tuple[str, ...]
    bands: tuple[StarBand, ...]
    authority_by_stars: Mapping[int, Authority]


_BANDS: Final = (
    StarBand(3, Decimal(50), Decimal(70)),
    StarBand(4, Decimal(70), Decimal(90)),
    StarBand(5, Decimal(90), Decimal(100)),
)

CRITERIA_SETS: Final = (
    CriteriaSet(
        "1048/2019",
        Bilingual("Quyết định 1048/QĐ-TTg năm 2019", "Decision 1048/QĐ-TTg of 2019"),
        date(2019, 8, 21),
        date(2023, 2, 23),
        ("food", "drink", *FORMER_GROUPS),
        _BANDS,
        {3: "province", 4: "province", 5: "ministry"},
    ),
    CriteriaSet(
        "148/2023",
        Bilingual("Quyết định 148/QĐ-TTg năm 2023", "Decision 148/QĐ-TTg of 2023"),
        date(2023, 2, 24),
        None,
        tuple(GROUPS),
        _BANDS,
        {3: "district", 4: "province", 5: "ministry"},
    ),
)


def criteria_on(day: date) -> CriteriaSet:
    """The set in force on a day; the first one for the days before any."""
    standing = [one for one in CRITERIA_SETS if one.valid_from <= day]
    return standing[-1] if standing else CRITERIA_SETS[0]


def stars_for(points: Decimal, criteria: CriteriaSet = CRITERIA_SETS[-1]) -> int | None:
    """The stars an average score gives; None below the lowest band or above 100.

    >>> stars_for(Decimal("69.99")), stars_for(Decimal(70)), stars_for(Decimal(100)), stars_for(Decimal("49.9"))
    (3, 4, 5, None)
    """
    top = criteria.bands[-1]
    if points == top.below:
        return top.stars
    return next((band.stars for band in criteria.bands if band.least <= points < band.below), None)


def group_of(text: str) -> str | None:
    """The present group a list means by its words; None for anything else."""
    words = _words(text)
    return next((code for code, spellings in _SPELLINGS.items() if words in spellings), None)


def former_group_of(text: str) -> str | None:
    """The sector of 2019 a list means, when the present groups no longer know it."""
    words = _words(text)
    return next((code for code, spellings in _FORMER_SPELLINGS.items() if words in spellings), None)


def group_name(code: str) -> Bilingual:
    """The name of a present group."""
    return GROUPS[code]


def _words(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in fold(text)).split())
