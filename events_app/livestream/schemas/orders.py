"""Orders by viewers, which are intents handed to the producer."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from events_app.livestream.schemas.sessions import Status
from events_app.livestream.schemas.texts import Line
from events_app.platform.i18n import Bilingual, Locale

OrderState = Literal["handed", "confirmed", "declined", "closed", "erased"]
Answer = Literal["confirmed", "declined"]
ClosedReason = Literal["", "session_cancelled"]


class Buyer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom the producer calls back; who leaves an e-mail address is also told there what becomes of the order."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    phone: Annotated[str, Meta(min_length=1, max_length=32)]
    address: Line = ""
    email: Annotated[str, Meta(max_length=254)] = ""


class Consent(Struct, frozen=True, forbid_unknown_fields=True):
    """The text that was agreed to."""

    version: Annotated[str, Meta(min_length=1, max_length=40)]


class OrderInput(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a viewer wants; `request_key` makes a repeat the same order."""

    product: int
    quantity: Annotated[int, Meta(ge=1, le=1000)]
    buyer: Buyer
    consent: Consent
    note: Annotated[str, Meta(max_length=500)] = ""
    request_key: Annotated[str, Meta(max_length=64)] | None = None


class OrderAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the producer will deliver."""

    state: Answer


class OrderCorrection(Struct, frozen=True, forbid_unknown_fields=True):
    """The right answer instead of one given by mistake, at the revision that was seen."""

    state: Answer
    revision: int


class Order(Struct, frozen=True, kw_only=True):
    """An order intent as the producer and the office see it."""

    id: int
    session: int
    session_title: Bilingual
    session_status: Status
    product: int
    product_name: str
    producer: int
    quantity: int
    price: int | None
    buyer_name: str
    buyer_phone: str
    buyer_address: str
    buyer_email: str
    note: str
    state: OrderState
    closed_reason: ClosedReason
    revision: int
    created_at: datetime
    answered_at: datetime | None
    corrected_at: datetime | None
    closed_at: datetime | None


class PlacedOrder(Struct, frozen=True, kw_only=True):
    """What the viewer is told."""

    id: int
    state: OrderState
    producer: str


class OrderReader(Struct, frozen=True, kw_only=True):
    """A viewer who left an e-mail address, and what was ordered: enough to write one letter."""

    id: int
    name: str
    email: str
    locale: Locale
    product_name: str
    quantity: int
    producer_name: str
