"""Orders by viewers, which are intents handed to the producer."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from events_app.livestream.schemas.texts import Line
from events_app.platform.i18n import Bilingual

OrderState = Literal["handed", "confirmed", "declined", "erased"]


class Buyer(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom the producer calls back."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    phone: Annotated[str, Meta(min_length=1, max_length=32)]
    address: Line = ""


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

    state: Literal["confirmed", "declined"]


class Order(Struct, frozen=True, kw_only=True):
    """An order intent as the producer and the office see it."""

    id: int
    session: int
    session_title: Bilingual
    product: int
    product_name: str
    producer: int
    quantity: int
    price: int | None
    buyer_name: str
    buyer_phone: str
    buyer_address: str
    note: str
    state: OrderState
    created_at: datetime
    answered_at: datetime | None


class PlacedOrder(Struct, frozen=True, kw_only=True):
    """What the viewer is told."""

    id: int
    state: OrderState
    producer: str
