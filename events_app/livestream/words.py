"""How states, platforms and checks are called; each is a message to translate."""

from events_app.livestream.entries import PLATFORMS
from events_app.livestream.schemas import IdentityMethod, OrderState, Status
from events_app.platform.i18n import N_

__all__ = ["IDENTITY_METHODS", "LOG", "MISSING", "ORDER_STATES", "PLATFORMS", "STATUSES"]

# With the kind of tag that shows it.
STATUSES: dict[Status, tuple[str, str]] = {
    "draft": (N_("Draft"), "plain"),
    "unscheduled": (N_("Waits for a new slot"), "wait"),
    "scheduled": (N_("Announced"), "soon"),
    "live": (N_("On air"), "live"),
    "ended": (N_("Ended"), "done"),
    "cancelled": (N_("Cancelled"), "stop"),
}

ORDER_STATES: dict[OrderState, tuple[str, str]] = {
    "handed": (N_("Waits for an answer"), "wait"),
    "confirmed": (N_("Confirmed"), "open"),
    "declined": (N_("Declined"), "plain"),
    "closed": (N_("Closed: session cancelled"), "stop"),
    "erased": (N_("Buyer erased"), "done"),
}

IDENTITY_METHODS: dict[IdentityMethod, str] = {
    "vneid": N_("VNeID"),
    "in_person": N_("In person, with the paper shown"),
    "contract": N_("By the contract"),
}

MISSING = {
    "stream_url": N_("The address of the stream is missing."),
    "host_identity": N_("The host's identity has not been checked."),
    "host_papers": N_("The host's contract or assignment is missing."),
    "seller_papers": N_("The papers of some producers have not been looked at."),
}

LOG = {
    "stream_session.planned": N_("planned it"),
    "stream_session.edited": N_("changed it"),
    "stream_session.line_up_changed": N_("changed the line-up"),
    "stream_session.papers_checked": N_("looked at a producer's papers"),
    "stream_session.moved": N_("moved it with the event"),
    "stream_session.unscheduled": N_("took it off its slot with the event"),
    "stream_session.cancelled": N_("cancelled it"),
    "stream_session.orders_closed": N_("closed the orders that waited"),
    "stream_session.taken_down": N_("stopped it on air"),
}
