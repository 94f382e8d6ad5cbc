"""Pages of a list: at most 200 rows at a time, and an opaque cursor for the next ones."""

import base64
import binascii
from typing import Any, Generic, TypeVar

import msgspec

from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import N_

T = TypeVar("T")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class Listing(msgspec.Struct, Generic[T]):
    """One page of a list: its rows, how many there are in all, and where the next page begins."""

    items: list[T]
    total: int
    next: str | None = None


class Window(msgspec.Struct, frozen=True):
    """Which page of a list is wanted; `after` is the position the cursor names."""

    limit: int = DEFAULT_LIMIT
    after: tuple[Any, ...] | None = None


def encode_cursor(*position: Any) -> str:
    """Write a position (the sort keys of the last row shown) as an opaque token."""
    return base64.urlsafe_b64encode(msgspec.json.encode(position)).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[Any, ...]:
    """Read a cursor made by `encode_cursor`.

    Raises:
        InvalidInput: It is not one of ours.
    """
    try:
        position = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _bad_cursor() from error
    if not isinstance(position, list):
        raise _bad_cursor()
    return tuple(position)


def read_window(limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> Window:
    """Read the query parameters `limit` (1 to 200) and `cursor`.

    Raises:
        InvalidInput: The limit is out of range or the cursor is not one of ours.
    """
    if not 1 <= limit <= MAX_LIMIT:
        wrong = FieldError("limit_out_of_range", N_("Ask for 1 to %(most)s rows at a time."), {"most": MAX_LIMIT})
        raise InvalidInput({"limit": [wrong]})
    return Window(limit=limit, after=decode_cursor(cursor) if cursor else None)


def _bad_cursor() -> InvalidInput:
    return InvalidInput({"cursor": [FieldError("bad_cursor", N_("This place in the list is not known. Start again."))]})
