"""The history of plans, and zones that somebody wishes."""

import asyncio
from datetime import timedelta

import asyncpg
import msgspec
import pytest

from events_app.applications.errors import ZoneWished
from events_app.applications.queries import find_application
from events_app.booths.errors import FloorPlanInUse
from events_app.floor_plans import operations, queries
from events_app.floor_plans.errors import FloorPlanInvalid, PlanVersionNotFound, ZoneNameTaken
from events_app.floor_plans.schemas import FloorPlanInput, ZoneInput
from events_app.platform.actor import SYSTEM, NotYourOffice
from events_app.platform.db import fetch
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import Bilingual
from tests.clock import NOW
from tests.factories.accounts import make_office, make_organizer
from tests.factories.booths import booths_of, make_application, make_claim, make_floor_plan
from tests.factories.fairs import make_fair, slug_of
from tests.factories.producers import make_producer

pytestmark = pytest.mark.usefixtures("database")


async def drawn(**plan):
    """A fair with a plan, its address and its organizer."""
    office = await make_office()
    fair = await make_floor_plan(await make_fair(office=office), **plan)
    return fair, await slug_of(fair), await make_organizer(office)


async def plan_as_input(fair: int, **changes) -> FloorPlanInput:
    plan = await queries.floor_plan_of(fair)
    fields = {"halls": plan.halls, "booths": plan.booths, "zones": plan.zones, "revision": plan.revision} | changes
    return FloorPlanInput(**fields)


async def save(slug: str, wanted: FloorPlanInput, acting, now):
    return await operations.save_floor_plan(slug, wanted, acting=acting, now=now)


async def without(fair: int, *codes: str) -> FloorPlanInput:
    plan = await plan_as_input(fair)
    return msgspec.structs.replace(plan, booths=[booth for booth in plan.booths if booth.code not in codes])


async def test_every_saved_plan_is_kept_with_who_and_when(now):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10"), organizer, now)
    await save(slug, await without(fair, "A09"), organizer, now + timedelta(hours=1))
    history = await queries.plan_versions(fair)
    assert history.revision == 3
    assert [(each.revision, each.booths, each.saved_by) for each in history.versions] == [
        (3, 8, organizer.name),
        (2, 9, organizer.name),
        (1, 10, ""),  # it stood before anybody saved it here
    ]
    assert [each.saved_at for each in history.versions[:2]] == [now + timedelta(hours=1), now]


async def test_version_is_the_plan_as_it_was_saved(now):
    fair, slug, organizer = await drawn()
    before = await queries.floor_plan_of(fair)
    await save(slug, await without(fair, "A10"), organizer, now)
    assert (await queries.plan_version(fair, 1)).plan == before
    assert (await queries.plan_version(fair, 2)).plan == await queries.floor_plan_of(fair)


async def test_old_plan_stands_again_as_a_new_version(now):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10", "A09"), organizer, now)
    saved = await operations.restore_version(slug, 1, revision=2, acting=organizer, now=now)
    assert (saved.revision, saved.added) == (3, 2)
    assert len(await booths_of(fair)) == 10
    assert [each.revision for each in (await queries.plan_versions(fair)).versions] == [3, 2, 1]


async def test_going_back_keeps_holders(now):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10"), organizer, now)
    plan = await plan_as_input(fair)
    more = [*plan.booths, msgspec.structs.replace(plan.booths[0], code="Z1", x=25.0)]
    halls = [msgspec.structs.replace(plan.halls[0], width=60.0)]
    await save(slug, msgspec.structs.replace(plan, booths=more, halls=halls), organizer, now)
    await make_claim((await booths_of(fair))["Z1"], await make_producer(name="HTX Sen"), state="assigned")
    with pytest.raises(FloorPlanInUse) as refusal:
        await operations.restore_version(slug, 1, revision=3, acting=organizer, now=now)
    assert refusal.value.data["holders"] == "Z1 HTX Sen"


async def test_going_back_says_when_somebody_was_faster(now):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10"), organizer, now)
    with pytest.raises(StaleRevision):
        await operations.restore_version(slug, 1, revision=1, acting=organizer, now=now)


async def test_version_of_another_fair_is_not_there(now):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10"), organizer, now)
    other = await make_floor_plan(await make_fair(office=next(iter(organizer.organized_offices))))
    with pytest.raises(PlanVersionNotFound):
        await queries.plan_version(other, 2)
    with pytest.raises(PlanVersionNotFound):
        await queries.plan_version(fair, 9)


async def test_another_office_cannot_go_back(now):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10"), organizer, now)
    with pytest.raises(NotYourOffice):
        await operations.restore_version(slug, 1, revision=2, acting=await make_organizer(await make_office()), now=now)


@pytest.mark.parametrize("sql", ["UPDATE floor_plan_version SET booths = 0", "DELETE FROM floor_plan_version"])
async def test_database_keeps_versions_as_they_are(now, sql):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10"), organizer, now)
    with pytest.raises(asyncpg.RaiseError, match="never deleted or rewritten"):
        await fetch(sql)


async def test_database_keeps_one_version_a_revision(now):
    fair, slug, organizer = await drawn()
    await save(slug, await without(fair, "A10"), organizer, now)
    with pytest.raises(asyncpg.UniqueViolationError):
        await fetch(
            "INSERT INTO floor_plan_version (plan, revision, content, booths, saved_by, saved_at)"
            " SELECT plan, revision, content, booths, saved_by, saved_at FROM floor_plan_version"
        )


async def test_of_two_savers_at_one_instant_one_is_told(now):
    fair, slug, organizer = await drawn()
    wanted = await without(fair, "A10")
    answers = await asyncio.gather(*(save(slug, wanted, organizer, now) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(answer, StaleRevision) for answer in answers) == 3
    assert [each.revision for each in (await queries.plan_versions(fair)).versions] == [2, 1]


async def wish(fair: int, zone: str, name: str, state: str = "submitted") -> None:
    await make_application(fair, await make_producer(name=name), zones=(zone,), state=state)


async def in_zone(fair: int, zone: str | None, zones: list[ZoneInput]) -> FloorPlanInput:
    plan = await plan_as_input(fair, zones=zones)
    booths = [msgspec.structs.replace(booth, zone=zone) for booth in plan.booths]
    return msgspec.structs.replace(plan, booths=booths)


async def test_zone_applications_wish_is_not_dropped(now):
    fair, slug, organizer = await drawn()
    await wish(fair, "Thực phẩm", "HTX Cốm Vòng")
    with pytest.raises(ZoneWished) as refusal:
        await save(slug, await in_zone(fair, None, []), organizer, now)
    assert refusal.value.data["producers"] == "HTX Cốm Vòng"
    assert refusal.value.data["zone"] == "Thực phẩm"
    with pytest.raises(ZoneWished):
        await operations.preview_floor_plan(slug, await in_zone(fair, None, []), acting=organizer, now=now)


@pytest.mark.parametrize("state", ["withdrawn", "declined", "refused", "lapsed"])
async def test_zone_only_closed_applications_wish_may_go(now, state):
    fair, slug, organizer = await drawn()
    await wish(fair, "Thực phẩm", "HTX Cốm Vòng", state)
    await save(slug, await in_zone(fair, None, []), organizer, now)
    assert (await queries.floor_plan_of(fair)).zones == []


async def test_zone_in_which_booths_lie_cannot_go(now):
    fair, slug, organizer = await drawn()
    await save(slug, await in_zone(fair, "Thực phẩm", []), organizer, now)
    assert [zone.name.vi for zone in (await queries.floor_plan_of(fair)).zones] == ["Thực phẩm"]


async def test_zone_that_went_comes_back_under_its_name(now):
    fair, slug, organizer = await drawn()
    await save(slug, await in_zone(fair, None, []), organizer, now)
    await save(slug, await in_zone(fair, "Thực phẩm", []), organizer, now)
    [zone] = (await queries.floor_plan_of(fair)).zones
    assert zone.name == Bilingual("Thực phẩm", "Food")
    [row] = await fetch("SELECT count(*) AS zones FROM zone")
    assert row["zones"] == 1


async def wished() -> list[str]:
    """The zones the one application wishes, as they are called today."""
    [number] = await fetch("SELECT id FROM booth_application")
    return (await find_application(number["id"], acting=SYSTEM, now=NOW)).zones


async def test_renamed_zone_takes_wishes_along_and_touches_nobody(now):
    fair, slug, organizer = await drawn()
    await wish(fair, "Thực phẩm", "HTX Cốm Vòng")
    await make_claim((await booths_of(fair))["A01"], await make_producer(), state="assigned")
    renamed = ZoneInput(name=Bilingual("Ẩm thực", "Delicacies"), was="Thực phẩm")
    saved = await save(slug, await in_zone(fair, "Ẩm thực", [renamed]), organizer, now)
    assert saved.touched == []
    assert await wished() == ["Ẩm thực"]
    assert [zone.name.vi for zone in (await queries.floor_plan_of(fair)).zones] == ["Ẩm thực"]


async def test_two_zones_swap_their_names(now):
    fair, slug, organizer = await drawn()
    await save(slug, await in_zone(fair, "Thực phẩm", [ZoneInput(name=Bilingual("Đồ uống", "Drinks"))]), organizer, now)
    await wish(fair, "Đồ uống", "HTX Chè")
    swapped = [
        ZoneInput(name=Bilingual("Đồ uống"), was="Thực phẩm"),
        ZoneInput(name=Bilingual("Thực phẩm"), was="Đồ uống"),
    ]
    await save(slug, await in_zone(fair, "Đồ uống", swapped), organizer, now)
    assert await wished() == ["Thực phẩm"]


async def test_zone_cannot_take_a_name_that_stands(now):
    fair, slug, organizer = await drawn()
    two = [ZoneInput(name=Bilingual("Đồ uống")), ZoneInput(name=Bilingual("Đồ uống"), was="Thực phẩm")]
    with pytest.raises(FloorPlanInvalid):
        await save(slug, await in_zone(fair, None, two), organizer, now)
    with pytest.raises(ZoneNameTaken):
        await fetch("INSERT INTO zone (plan, name_vi, name_en, tone) SELECT plan, name_vi, '', 1 FROM zone")
