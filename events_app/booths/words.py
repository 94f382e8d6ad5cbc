"""How states, categories, utilities and fixtures are called; each is a message to translate."""

from events_app.booths.rules.claims import ClosedReason
from events_app.booths.rules.fees import EntryKind, FeeState
from events_app.platform.i18n import N_

CLOSED = {
    ClosedReason.RELEASED: N_("given back"),
    ClosedReason.EXPIRED: N_("time ran out"),
    ClosedReason.UNASSIGNED: N_("taken back by the organizer"),
    ClosedReason.MOVED: N_("moved to another booth"),
    ClosedReason.DECLINED: N_("declined"),
    ClosedReason.BOOTH_REMOVED: N_("booth removed"),
    ClosedReason.FAIR_CANCELLED: N_("fair cancelled"),
}

FEES = {
    FeeState.OPEN: (N_("To be paid"), "wait"),
    FeeState.PART_PAID: (N_("Partly paid"), "wait"),
    FeeState.PAID: (N_("Paid"), "open"),
    FeeState.OVERPAID: (N_("Overpaid"), "stop"),
    FeeState.REFUND_DUE: (N_("To be given back"), "stop"),
    FeeState.REFUNDED: (N_("Given back"), "done"),
    FeeState.CANCELLED: (N_("No longer owed"), "done"),
}

ENTRIES = {
    EntryKind.RECEIPT: N_("Came in"),
    EntryKind.RECEIPT_REVERSED: N_("Receipt reversed"),
    EntryKind.REFUND: N_("Given back"),
    EntryKind.REFUND_REVERSED: N_("Refund reversed"),
    EntryKind.CARRIED_OUT: N_("Carried over to %(bill)s"),
    EntryKind.CARRIED_IN: N_("Carried over from %(bill)s"),
}
