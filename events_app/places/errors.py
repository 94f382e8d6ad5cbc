"""What can be wrong about a place, as facts."""

from events_app.platform.errors import Conflict, NotFound
from events_app.platform.i18n import N_


class PlaceNotFound(NotFound):
    """No unit bore this code on this day."""

    code = "place_not_found"
    message = N_("No administrative unit has the code %(place)s on that day.")

    def __init__(self, place: str) -> None:
        super().__init__(place=place)


class CodeUsedTwice(Conflict):
    """Two units would bear one code on one day."""

    code = "place_code_used_twice"
    message = N_("This code already names another unit on that day.")
