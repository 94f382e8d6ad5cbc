"""What people type about a producer, in the register's own forms; a field that cannot be read says why."""

from collections.abc import Callable
from typing import Any, Final

from events_app.places.schemas import PlaceView
from events_app.platform.errors import FieldError, InvalidInput
from events_app.producers.errors import field_error
from events_app.producers.rules.names import search_text, visible_line
from events_app.producers.spreadsheet.problems import CellRefusedError, Problem
from events_app.producers.spreadsheet.values import read_email, read_name, read_phones, read_tax_code


def _one_phone(text: str) -> str:
    phones = read_phones(text)
    if phones.second:
        raise CellRefusedError("invalid_phone", text=text)
    return phones.first


def _website(text: str) -> str:
    """An address of the web; one without a scheme gets https, anything but the web is refused."""
    address = visible_line(text)
    if "://" not in address:
        address = f"https://{address}"
    scheme, _, rest = address.partition("://")
    if scheme.lower() not in {"http", "https"} or "." not in rest or " " in rest:
        raise CellRefusedError("invalid_website", text=text)
    return address


_READERS: Final[dict[str, Callable[[str], str]]] = {
    "name": read_name,
    "representative": read_name,
    "tax_code": lambda text: read_tax_code(text).code,
    "phone": _one_phone,
    "phone_second": _one_phone,
    "email": read_email,
    "website": _website,
    "address": visible_line,
}


def read_fields(typed: dict[str, Any]) -> dict[str, Any]:
    """Bring typed values into the register's forms; fields not named here stay as they are.

    Raises:
        InvalidInput: At each field that cannot be read.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, list[FieldError]] = {}
    for field, value in typed.items():
        read = _READERS.get(field)
        if read is None or not isinstance(value, str) or not value.strip():
            values[field] = value.strip() if isinstance(value, str) else value
            continue
        try:
            values[field] = read(value)
        except CellRefusedError as refusal:
            wrong[field] = [field_error(Problem(field, refusal.code, refusal.data))]
    if "name" in values and not values["name"]:
        wrong["name"] = [field_error(Problem("name", "missing_producer"))]
    if wrong:
        raise InvalidInput(wrong)
    return values


def producer_search_text(name: str, tax_code: str | None, address: str, place: PlaceView | None) -> str:
    """Everything somebody may type to find a producer."""
    return search_text(name, tax_code or "", address, place.label("vi") if place else "")
