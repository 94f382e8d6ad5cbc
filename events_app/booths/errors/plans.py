"""What can go wrong with floor plans."""

from collections.abc import Sequence

from events_app.platform.errors import Conflict, FieldError, InvalidInput, NotFound
from events_app.platform.i18n import N_


class FloorPlanNotFound(NotFound):
    code = "floor_plan_not_found"
    message = N_("This fair has no floor plan yet.")


class PlanVersionNotFound(NotFound):
    code = "plan_version_not_found"
    message = N_("The plan was never saved under this number.")


class FloorPlanInvalid(InvalidInput):
    code = "invalid_floor_plan"
    message = N_("The floor plan could not be saved: some parts need another look.")


class GridInvalid(InvalidInput):
    code = "invalid_grid"
    message = N_("No plan can be made of these numbers: some need another look.")


class FileMissing(InvalidInput):
    code = "file_missing"
    message = N_("Choose the Excel file first.")

    def __init__(self) -> None:
        super().__init__(fields={"file": [FieldError(self.code, self.message)]})


class SheetRefused(InvalidInput):
    code = "sheet_refused"
    message = N_("The file cannot be read as a list of booths.")


class FloorPlanInUse(Conflict):
    """A change of the plan would lose holders."""

    code = "floor_plan_in_use"
    message = N_("This plan would lose %(count)s producers with a booth: %(holders)s. Move or release them first.")

    def __init__(self, holders: Sequence[dict[str, object]]) -> None:
        listed = ", ".join(f"{holder['booth']} {holder['producer']}" for holder in holders[:10])
        super().__init__(count=len(holders), holders=listed, touched=list(holders))


class ZoneWished(Conflict):
    """A zone that applications wish would go."""

    code = "zone_wished"
    message = N_(
        "Zone “%(zone)s” is wished by %(count)s producers: %(producers)s. "
        "Keep it, or give it another name: their wishes follow."
    )

    def __init__(self, zone: str, producers: Sequence[str]) -> None:
        super().__init__(
            zone=zone, count=len(producers), producers=", ".join(producers[:10]), wished_by=list(producers)
        )


class ZoneNameTaken(Conflict):
    code = "zone_name_taken"
    message = N_("Two zones cannot have the same name.")


class BoothsOverlap(Conflict):
    code = "booths_overlap"
    message = N_("Two booths lie on each other. Move one of them.")


class BoothCodeTaken(Conflict):
    code = "booth_code_taken"
    message = N_("Two booths have the same code.")
