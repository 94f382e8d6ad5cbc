"""What can go wrong with floor plans."""

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


class ZoneNameTaken(Conflict):
    code = "zone_name_taken"
    message = N_("Two zones cannot have the same name.")


class BoothsOverlap(Conflict):
    code = "booths_overlap"
    message = N_("Two booths lie on each other. Move one of them.")


class BoothCodeTaken(Conflict):
    code = "booth_code_taken"
    message = N_("Two booths have the same code.")


class BoothNotFound(NotFound):
    code = "booth_not_found"
    message = N_("This booth is not on the floor plan any more.")
