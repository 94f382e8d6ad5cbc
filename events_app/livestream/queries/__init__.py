"""Reads of the livestream."""

from events_app.livestream.queries.broadcasts import (
    STREAMS_OF_FAIR,
    broadcasts_between,
    broadcasts_of_fair,
    broadcasts_of_producers,
    count_open_orders,
    unready_sessions,
)
from events_app.livestream.queries.line_up import line_up_of, list_sellers, readiness_of, slots_of_producers
from events_app.livestream.queries.orders import find_order, list_orders, orders_for
from events_app.livestream.queries.sessions import (
    all_sessions,
    explain_clash,
    find_session,
    list_public_sessions,
    list_sessions,
    public_session,
    session_by_id,
    sessions_between,
    sessions_of_fair,
)
from events_app.livestream.queries.studios import find_host, find_studio, list_hosts, list_studios

__all__ = [
    "STREAMS_OF_FAIR",
    "all_sessions",
    "broadcasts_between",
    "broadcasts_of_fair",
    "broadcasts_of_producers",
    "count_open_orders",
    "explain_clash",
    "find_host",
    "find_order",
    "find_session",
    "find_studio",
    "line_up_of",
    "list_hosts",
    "list_orders",
    "list_public_sessions",
    "list_sellers",
    "list_sessions",
    "list_studios",
    "orders_for",
    "public_session",
    "readiness_of",
    "session_by_id",
    "sessions_between",
    "sessions_of_fair",
    "slots_of_producers",
    "unready_sessions",
]
