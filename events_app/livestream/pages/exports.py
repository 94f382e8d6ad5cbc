"""Lists of the livestream as rows of an Excel file."""

from collections.abc import Iterator, Sequence
from typing import Any

from events_app.livestream.schemas import Order, Session
from events_app.livestream.words import ORDER_STATES, PLATFORMS, STATUSES
from events_app.platform.i18n import N_, _, current_locale

SESSION_COLUMNS = (
    N_("Livestream session"),
    N_("Start"),
    N_("End"),
    N_("State"),
    N_("Studio"),
    N_("Host"),
    N_("Platform"),
    N_("Address of the stream"),
    N_("Event"),
    N_("Products"),
)
ORDER_COLUMNS = (
    N_("Order number"),
    N_("When"),
    N_("Product"),
    N_("Quantity"),
    N_("Price"),
    N_("Buyer"),
    N_("Phone"),
    N_("E-mail"),
    N_("Delivery address"),
    N_("Note"),
    N_("State"),
)


def session_rows(sessions: Sequence[Session]) -> Iterator[list[Any]]:
    """One row a session."""
    locale = current_locale()
    for one in sessions:
        yield [
            one.title.text(locale),
            one.starts_at,
            one.ends_at,
            _(STATUSES[one.status][0]),
            one.studio.name if one.studio else "",
            one.host.name if one.host else "",
            _(PLATFORMS[one.platform]),
            one.stream_url or "",
            one.fair_title.text(locale) if one.fair_title else "",
            one.products,
        ]


def order_rows(orders: Sequence[Order]) -> Iterator[list[Any]]:
    """One row an order."""
    for one in orders:
        yield [
            one.id,
            one.created_at,
            one.product_name,
            one.quantity,
            one.price,
            one.buyer_name,
            one.buyer_phone,
            one.buyer_email,
            one.buyer_address,
            one.note,
            _(ORDER_STATES[one.state][0]),
        ]
