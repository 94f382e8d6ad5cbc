"""What can go wrong with claims on booths, and with attendance."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from events_app.platform.errors import Conflict, Expired, InvalidInput, NotFound
from events_app.platform.i18n import N_


class HoldNotFound(NotFound):
    code = "hold_not_found"
    message = N_("You hold no booth here: it was released, or the time ran out. Choose again.")


class BoothAlreadyHeld(Conflict):
    """Another producer holds it until a moment."""

    code = "booth_already_held"
    message = N_("Booth %(booth)s is held until %(until)s. Choose another, or wait.")

    def __init__(self, booth: str, until: datetime) -> None:
        super().__init__(booth=booth, until=until)


class BoothHeldMeanwhile(Conflict):
    """The constraint's own word: two claims on one booth reached it at one moment."""

    code = "booth_already_held"
    message = N_("Somebody took this booth a moment ago. Choose another one.")


class BoothAlreadyAssigned(Conflict):
    code = "booth_already_assigned"
    message = N_("Booth %(booth)s is given to a producer already. Choose another one.")

    def __init__(self, booth: str) -> None:
        super().__init__(booth=booth)


class BoothBlocked(Conflict):
    code = "booth_blocked"
    message = N_("Booth %(booth)s is not given out. Choose another one.")

    def __init__(self, booth: str) -> None:
        super().__init__(booth=booth)


class BoothInUse(Conflict):
    code = "booth_in_use"
    message = N_("Booth %(booth)s belongs to %(producer)s. Move the producer first.")

    def __init__(self, booth: str, producer: str) -> None:
        super().__init__(booth=booth, producer=producer)


class TooManyHolds(Conflict):
    code = "too_many_holds"
    message = N_("You have %(count)s booths at this fair already; %(cap)s is the most. Release one first.")

    def __init__(self, count: int, cap: int) -> None:
        super().__init__(count=count, cap=cap)


class HoldsClosed(Conflict):
    code = "holds_closed"
    message = N_("Booths cannot be chosen at this fair now. The organizer opens and closes the choosing.")


class HoldExpired(Expired):
    code = "hold_expired"
    message = N_("The time to confirm booth %(booth)s ran out at %(until)s. If it is still free you can take it again.")

    def __init__(self, booth: str, until: datetime) -> None:
        super().__init__(booth=booth, until=until)


class ExtensionBackwards(InvalidInput):
    code = "extension_backwards"
    message = N_("An extension ends later than the hold does now, and before the fair opens.")


class BoothHasNoHolder(Conflict):
    code = "booth_has_no_holder"
    message = N_("Nobody has booth %(booth)s, so there is nobody to move.")

    def __init__(self, booth: str) -> None:
        super().__init__(booth=booth)


class MovesUnclear(InvalidInput):
    code = "moves_unclear"
    message = N_("Each booth may be left once and taken once, and all must be of this fair.")


class AttendanceDayWrong(InvalidInput):
    code = "attendance_day_wrong"
    message = N_("Attendance is noted for a day of the fair that has come.")


class ProducerUnknown(InvalidInput):
    code = "producer_unknown"
    message = N_("Choose a producer from the register.")


class FloorPlanInUse(Conflict):
    """A change of the plan would lose holders."""

    code = "floor_plan_in_use"
    message = N_("This plan would lose %(count)s producers with a booth: %(holders)s. Move or release them first.")

    def __init__(self, holders: Sequence[Mapping[str, object]]) -> None:
        listed = ", ".join(f"{holder['booth']} {holder['producer']}" for holder in holders[:10])
        super().__init__(count=len(holders), holders=listed, touched=list(holders))
