"""What can stand in the way of a livestream session, as facts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from events_app.livestream.schemas import ClashingSession
from events_app.platform.errors import Conflict, FieldError, InvalidInput, NotFound, TooMany
from events_app.platform.i18n import N_


class SessionNotFound(NotFound):
    code = "stream_session_not_found"
    message = N_("There is no such livestream session.")


class StudioNotFound(NotFound):
    code = "studio_not_found"
    message = N_("This studio is not among those of your office.")


class HostNotFound(NotFound):
    code = "host_not_found"
    message = N_("This livestream host is not among those of your office.")


class OrderNotFound(NotFound):
    code = "stream_order_not_found"
    message = N_("There is no such order.")


class SlotTaken(Conflict):
    """Somebody or something is already busy then. `session` is the one that clashes."""

    code = "slot_taken"
    message = N_("This time is taken. Choose another.")
    field = "starts_at"

    def __init__(self, clash: ClashingSession | None = None, *, free_from: datetime | None = None) -> None:
        facts: dict[str, Any] = {"session": clash, "free_from": free_from}
        if clash is not None:
            facts |= {"title": clash.shown_title, "starts_at": clash.starts_at, "ends_at": clash.ends_at}
        super().__init__(**facts)
        self.clash = clash
        if clash is None:
            self.message = SlotTaken.message  # type: ignore[misc] # the instance tells less than its class


class StudioTaken(SlotTaken):
    code = "studio_taken"
    message = N_("This studio is taken by “%(title)s” from %(starts_at)s. The nearest free time: %(free_from)s.")
    field = "studio"


class HostTaken(SlotTaken):
    code = "host_taken"
    message = N_("This host is in “%(title)s” from %(starts_at)s. The nearest free time: %(free_from)s.")
    field = "host"


class ProducerTaken(SlotTaken):
    code = "producer_taken"
    message = N_(
        "A producer of the line-up sells in “%(title)s” from %(starts_at)s. The nearest free time: %(free_from)s."
    )
    field = "line_up"


class SessionClosed(Conflict):
    code = "stream_session_closed"
    message = N_("A session that has ended or was cancelled is not changed any more.")

    def __init__(self, status: str) -> None:
        super().__init__(session_status=status)


class WrongStep(Conflict):
    code = "stream_session_wrong_step"
    message = N_("That step does not follow on the session's present state.")

    def __init__(self, status: str, wanted: str) -> None:
        super().__init__(session_status=status, wanted=wanted)


class SlotMissing(InvalidInput):
    code = "stream_session_slot_missing"
    message = N_("A session is announced with a studio and a host. Choose both first.")

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__({name: [FieldError("missing", N_("This is needed."))] for name in missing})


class NotReadyForAir(Conflict):
    """What the law asks before going live and is not done yet; `missing` says each by a stable word."""

    code = "not_ready_for_air"
    message = N_("Not ready to go live yet: see what is still to be checked.")

    def __init__(self, missing: Sequence[str], producers: Sequence[str] = ()) -> None:
        super().__init__(missing=list(missing), producers=list(producers))
        self.missing = list(missing)


class FieldsWrong(InvalidInput):
    """Several things wrong with what was typed, each at its field."""

    def __init__(self, fields: Mapping[str, Sequence[FieldError]]) -> None:
        super().__init__(fields)


class ProductsUnknown(InvalidInput):
    code = "products_unknown"
    message = N_("Some products of the line-up are not in the register.")

    def __init__(self, products: Sequence[int]) -> None:
        wrong = FieldError("unknown_product", N_("These products are not in the register: %(products)s."))
        super().__init__(
            {"items": [FieldError(wrong.code, wrong.message, {"products": ", ".join(map(str, products))})]}
        )


class OrdersClosed(Conflict):
    code = "orders_closed"
    message = N_("Orders are taken from the announcement of a session until a day after its end.")


class TooManyOrders(TooMany):
    code = "too_many_orders"
    message = N_("This phone number already has %(most)s open orders in this session. Please wait for the producer.")

    def __init__(self, most: int) -> None:
        super().__init__(most=most)


class OrderAnswered(Conflict):
    """It was answered; `order_state` says how."""

    code = "stream_order_answered"
    message = N_("This order was already answered. If that answer is wrong, correct it.")

    def __init__(self, state: str) -> None:
        super().__init__(order_state=state)


class OrderNotAnswered(Conflict):
    code = "stream_order_not_answered"
    message = N_("This order still waits for its answer: confirm or decline it.")


class OrderClosed(Conflict):
    code = "stream_order_closed"
    message = N_("The session was cancelled before this order was answered, so the order is closed.")


class OrderErased(Conflict):
    code = "stream_order_erased"
    message = N_("The buyer of this order was erased: nobody can be called any more.")
