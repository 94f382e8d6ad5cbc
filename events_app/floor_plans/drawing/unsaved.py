"""Drawing a plan that is not saved yet."""

from events_app.floor_plans.rules.plan import BoothState, centimetres
from events_app.floor_plans.rules.zones import tone_of
from events_app.floor_plans.schemas.maps import BoothMap, BoothOnPlan, Fixture, HallOnPlan, zones_of
from events_app.floor_plans.schemas.plans import BoothInput, FloorPlanInput, HallInput
from events_app.platform.i18n import Bilingual


def map_of_plan(fair: int, plan: FloorPlanInput) -> BoothMap:
    """A plan that is not saved yet, to be drawn."""
    names = {booth.zone: None for booth in plan.booths if booth.zone}
    tones: dict[str, int] = {}
    for name in names:
        tones[name] = tone_of(name, set(tones.values()))
    halls = [_hall_to_draw(hall, plan, tones) for hall in plan.halls]
    zones = zones_of([booth for hall in halls for booth in hall.booths])
    return BoothMap(fair=fair, revision=0, holds_open=False, hold_minutes=0, hold_cap=0, halls=halls, zones=zones)


def _hall_to_draw(hall: HallInput, plan: FloorPlanInput, tones: dict[str, int]) -> HallOnPlan:
    return HallOnPlan(
        code=hall.code,
        name=hall.name if isinstance(hall.name, Bilingual) else Bilingual(hall.name),
        width=centimetres(hall.width),
        height=centimetres(hall.height),
        fixtures=[
            Fixture(
                kind=each.kind,
                label=each.label if isinstance(each.label, Bilingual) else Bilingual(each.label),
                x=centimetres(each.x),
                y=centimetres(each.y),
                width=centimetres(each.width),
                height=centimetres(each.height),
            )
            for each in hall.fixtures
        ],
        booths=[_booth_to_draw(booth, tones) for booth in plan.booths if booth.hall == hall.code],
    )


def _booth_to_draw(booth: BoothInput, tones: dict[str, int]) -> BoothOnPlan:
    return BoothOnPlan(
        id=0,
        code=booth.code,
        hall=booth.hall,
        zone=Bilingual(booth.zone) if booth.zone else None,
        tone=tones.get(booth.zone or "", 0),
        x=centimetres(booth.x),
        y=centimetres(booth.y),
        width=centimetres(booth.width),
        height=centimetres(booth.height),
        category=booth.category,
        utilities=booth.utilities,
        price=booth.price,
        state=BoothState.AVAILABLE,
        blocked_reason="",
        producer=None,
        producer_name="",
        expires_at=None,
        mine=False,
    )
