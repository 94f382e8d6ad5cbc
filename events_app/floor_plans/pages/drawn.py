"""A whole plan as a browser sends it."""

import msgspec

from events_app.floor_plans.schemas.plans import FloorPlanInput
from events_app.platform.errors import InvalidInput
from events_app.platform.web.decoding import explain_decoding


def read_plan(content: bytes | str) -> FloorPlanInput:
    """Read a plan from JSON.

    Raises:
        InvalidInput: It is none; the fields say where.
    """
    try:
        return msgspec.json.decode(content, type=FloorPlanInput)
    except msgspec.MsgspecError as error:
        raise InvalidInput(explain_decoding(str(error))) from error
