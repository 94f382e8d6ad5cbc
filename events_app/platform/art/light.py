"""The light of a season, the size of a picture, and numbers that depend on its seed alone."""

import hashlib
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")

WIDTH = 1200
HEIGHT = 630
HORIZON = 360


class Light(NamedTuple):
    """Sky from above to the horizon, the sun, then the land from far to near."""

    sky: tuple[str, str]
    sun: str
    land: tuple[str, str, str]


_WINTER = (
    Light(("#8f2527", "#e39a55"), "#ffe3b8", ("#b5483a", "#8f2f2d", "#5f1f22")),
    Light(("#233f63", "#c7a9a0"), "#fff0d6", ("#4a6b8f", "#34527a", "#1f3556")),
)
_SPRING = (
    Light(("#d9758a", "#fbe3cf"), "#fff6e6", ("#8fb38a", "#5c8f6d", "#2f6450")),
    Light(("#3f8f7a", "#e9edc9"), "#fffbe6", ("#7fb48f", "#4b8f70", "#2a6350")),
)
_SUMMER = (
    Light(("#1f6f78", "#f3d48a"), "#fff3c4", ("#5fa08a", "#387c6b", "#1e5550")),
    Light(("#2d6a9f", "#bfe0e6"), "#fffdf0", ("#5c9a72", "#3b7c5a", "#225a45")),
)
_AUTUMN = (
    Light(("#c76b2c", "#fbe0a6"), "#fff2cf", ("#c98f3d", "#9c6527", "#6b431d")),
    Light(("#6f4a7a", "#f2c6a0"), "#ffe9cf", ("#9a6a78", "#744b64", "#4b2f4a")),
)
SEASONS = (*(_WINTER,) * 2, *(_SPRING,) * 3, *(_SUMMER,) * 3, *(_AUTUMN,) * 3, _WINTER)


class Dice:
    """Numbers that depend on the seed alone, on every machine and in every version."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._throws = 0

    def between(self, low: float, high: float) -> float:
        """A number in the range, one decimal."""
        digest = hashlib.blake2b(f"{self._seed}/{self._throws}".encode(), digest_size=4).digest()
        self._throws += 1
        return round(low + (high - low) * int.from_bytes(digest, "big") / 0xFFFF_FFFF, 1)

    def pick(self, items: tuple[Item, ...]) -> Item:
        """One of the items."""
        return items[min(int(self.between(0, len(items))), len(items) - 1)]
