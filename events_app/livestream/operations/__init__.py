"""The verbs of the livestream."""

from events_app.livestream.operations.answers import answer_order, close_orders_of, correct_answer
from events_app.livestream.operations.broadcast import cancel_session, take_down
from events_app.livestream.operations.line_up import check_seller_papers, move_item, replace_line_up
from events_app.livestream.operations.orders import erase_buyer, place_order
from events_app.livestream.operations.recording import put_stream_entries
from events_app.livestream.operations.sessions import create_session, edit_session
from events_app.livestream.operations.studios import (
    add_host,
    add_studio,
    check_host_identity,
    retire_host,
    retire_studio,
)

__all__ = [
    "add_host",
    "add_studio",
    "answer_order",
    "cancel_session",
    "check_host_identity",
    "check_seller_papers",
    "close_orders_of",
    "correct_answer",
    "create_session",
    "edit_session",
    "erase_buyer",
    "move_item",
    "place_order",
    "put_stream_entries",
    "replace_line_up",
    "retire_host",
    "retire_studio",
    "take_down",
]
