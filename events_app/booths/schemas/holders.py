"""The shapes of messages to holders and of hand-over sheets."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from events_app.platform.i18n import Bilingual

HandOverKind = Literal["handover", "return"]
Count = Annotated[int, Meta(ge=0, le=99)]


class MessageInput(Struct, frozen=True, kw_only=True):
    """A message to all holders; the nonce was given out with its form."""

    nonce: str
    subject: Bilingual
    body: Bilingual


class HolderMessageView(Struct, frozen=True, kw_only=True):
    """A message that was sent."""

    id: int
    fair: int
    subject: Bilingual
    body: Bilingual
    producers: int
    sent_by: str
    sent_at: datetime


class HandOverInput(Struct, frozen=True, kw_only=True):
    """What was found when a booth was handed over or given back, at the revision that was seen (0 for none)."""

    in_order: bool
    signed_by: Annotated[str, Meta(max_length=120)]
    power_works: bool | None = None
    tables: Count = 0
    chairs: Count = 0
    keys: Count = 0
    remarks: Annotated[str, Meta(max_length=1000)] = ""
    revision: int = 0


class HandOverView(Struct, frozen=True, kw_only=True):
    """One record of a sheet."""

    kind: HandOverKind
    in_order: bool
    power_works: bool | None
    tables: int
    chairs: int
    keys: int
    remarks: str
    signed_by: str
    recorded_by: str
    recorded_at: datetime
    revision: int


class HeldBooth(Struct, frozen=True, kw_only=True):
    """A booth that is somebody's for certain, with its sheet."""

    claim: int
    fair: int
    booth: int
    code: str
    zone: Bilingual | None
    utilities: list[str]
    producer: int
    producer_name: str
    phone: str
    handed_over: HandOverView | None
    returned: HandOverView | None

    def record(self, kind: HandOverKind) -> HandOverView | None:
        """The record of one kind."""
        return self.handed_over if kind == "handover" else self.returned


class Exhibitor(Struct, frozen=True):
    """A producer at a fair: where it stands and what it is known for."""

    id: int
    name: str
    booths: list[str]
    products: int
    stars: int
