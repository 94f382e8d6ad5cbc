"""What others see of places."""

from datetime import date
from typing import Literal

import msgspec

from events_app.platform.i18n import Bilingual, Locale, current_locale


class PlaceView(msgspec.Struct, frozen=True, kw_only=True):
    """One administrative unit as it stood for a time."""

    id: int
    code: str
    level: Literal["province", "district", "commune"]
    name: Bilingual
    short_vi: str
    valid_from: date
    valid_to: date | None = None
    parent: int | None = None
    # The unit it lies in, to tell two of one name apart.
    within: Bilingual | None = None

    def label(self, locale: Locale | None = None) -> str:
        """The name with the unit around it: "Phường Phúc Xá, Quận Ba Đình"."""
        reader = locale or current_locale()
        name = self.name.text(reader)
        return f"{name}, {self.within.text(reader)}" if self.within else name


class ConversionOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Where a former unit went. With more than one option a person chooses; the likely one stands first."""

    former: PlaceView
    options: list[PlaceView]
    likely: int | None = None

    @property
    def needs_a_person(self) -> bool:
        """Whether the unit was split, so that its address alone does not say where it lies now."""
        return len(self.options) != 1
