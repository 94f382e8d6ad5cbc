"""What can go wrong at gates and with scans."""

from events_app.platform.db import register
from events_app.platform.errors import (
    Conflict,
    Expired,
    FieldError,
    InvalidInput,
    NotAllowed,
    NotFound,
    Unavailable,
)
from events_app.platform.i18n import N_


class GateNotFound(NotFound):
    code = "gate_not_found"
    message = N_("There is no such gate at this fair.")


class DeviceNotFound(NotFound):
    code = "device_not_found"
    message = N_("There is no such phone at this fair.")


class GateNameTaken(Conflict):
    code = "gate_name_taken"
    message = N_("This fair already has a gate of that name.")


class GateClosed(Conflict):
    """The gate was closed by the organizer."""

    code = "gate_closed"
    message = N_("This gate is closed. Choose another gate.")


class GateOfAnotherFair(NotAllowed):
    """A phone is paired with one fair and scans at that fair's gates only."""

    code = "gate_of_another_fair"
    message = N_("This phone is paired with another fair. Pair it again for this gate.")


class NotAGate(NotAllowed):
    """Only paired phones and the office's own people record scans."""

    code = "not_a_gate"
    message = N_("Only a phone paired with a gate may record scans. Ask the organizer to pair it.")


class DeviceRevoked(NotAllowed):
    """The phone's key was taken back; scans it still holds are sent as a batch."""

    code = "device_revoked"
    message = N_("This phone was unpaired by the organizer. Scans it still holds can be sent once more.")


class PairingUsed(Expired):
    """A pairing code works once and for a few minutes."""

    code = "pairing_used"
    message = N_("This pairing code was used or has ended. Ask the organizer to show a new one.")


class ScanIdReused(Conflict):
    """A scan id names one scan of one code, for ever."""

    code = "scan_id_reused"
    message = N_("This scan id belongs to the scan of another code.")

    def __init__(self, scan_id: str) -> None:
        super().__init__(scan_id=scan_id)


class BatchTooLarge(InvalidInput):
    """A batch carries at most `most` scans; the phone sends the rest in further ones."""

    code = "batch_too_large"
    message = N_("Send at most %(most)s scans at once, and the rest after them.")

    def __init__(self, most: int) -> None:
        wrong = FieldError("batch_too_large", N_("At most %(most)s entries, please."), {"most": most})
        super().__init__({"scans": [wrong]}, most=most)


class ScanNeedsOneText(InvalidInput):
    """A scan is the text of a QR or a typed serial."""

    code = "scan_needs_one_text"
    message = N_("Send either the scanned code or the typed number of a pass.")

    def __init__(self) -> None:
        super().__init__({"code": [FieldError("missing", N_("This is needed."))]})


class ScanTimeUnlikely(InvalidInput):
    """A scan from a year that no clock of a phone shows."""

    code = "scan_time_unlikely"
    message = N_("The time of this scan cannot be right. Check the clock of the phone.")

    def __init__(self) -> None:
        wrong = FieldError("scan_time_unlikely", N_("This time cannot be right."))
        super().__init__({"scanned_at": [wrong]})


class FactsKeepChanging(Unavailable):
    """The fair was changed again and again while a scan was judged."""

    code = "facts_keep_changing"
    message = N_("The fair is being changed just now. Scan again.")


register({"gate_unique_name": GateNameTaken})
