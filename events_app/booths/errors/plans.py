"""What can go wrong with floor plans."""

from collections.abc import Sequence

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class FloorPlanNotFound(NotFound):
    code = "floor_plan_not_found"
    message = N_("This fair has no floor plan yet.")


class FloorPlanInvalid(InvalidInput):
    code = "invalid_floor_plan"
    message = N_("The floor plan could not be saved: some parts need another look.")


class GridInvalid(InvalidInput):
    code = "invalid_grid"
    message = N_("No plan can be made of these numbers: some need another look.")


class FloorPlanInUse(Conflict):
    """A change of the plan would lose holders."""

    code = "floor_plan_in_use"
    message = N_("This plan would lose %(count)s producers with a booth: %(holders)s. Move or release them first.")

    def __init__(self, holders: Sequence[dict[str, object]]) -> None:
        listed = ", ".join(f"{holder['booth']} {holder['producer']}" for holder in holders[:10])
        super().__init__(count=len(holders), holders=listed, touched=list(holders))


class BoothsOverlap(Conflict):
    code = "booths_overlap"
    message = N_("Two booths lie on each other. Move one of them.")


class BoothCodeTaken(Conflict):
    code = "booth_code_taken"
    message = N_("Two booths have the same code.")
