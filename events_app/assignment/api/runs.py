"""Assignment runs for programs."""

from litestar import Response, delete, get, post, put
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from events_app.assignment import operations
from events_app.assignment.optimiser.result import Result
from events_app.assignment.queries.runs import find_run, list_runs, result_of_run
from events_app.assignment.schemas import PinInput, Refilled, ReserveInput, RunInput, RunView
from events_app.platform.listing import Listing
from events_app.platform.web.auth import Acting, Now


class RunAnswer(Struct, frozen=True):
    """A run with its result, once it has one: placements, figures of three methods, reasons, cut-offs, proof."""

    run: RunView
    result: Result | None


class ReserveMade(Struct, frozen=True):
    """The number of a reserve."""

    id: int


@get("/fairs/{slug:str}/assignment-runs")
async def list_assignment_runs(slug: FromPath[str], acting: Acting, now: Now) -> Listing[RunView]:
    """The runs of a fair, the latest first, as the organizer."""
    runs = await list_runs(slug, acting=acting, now=now)
    return Listing(runs, len(runs))


@post("/fairs/{slug:str}/assignment-runs", status_code=202)
async def start_assignment_run(
    slug: FromPath[str], data: JSONBody[RunInput], acting: Acting, now: Now
) -> Response[RunView]:
    """Freeze the input and start a run; it goes on in the background. Nothing is assigned until it is published."""
    run = await operations.start_run(slug, data, acting=acting, now=now)
    return Response(run, status_code=202, background=BackgroundTask(operations.work_on_runs, now, only=run.id))


@get("/assignment-runs/{run:int}")
async def read_assignment_run(run: FromPath[int], acting: Acting) -> RunAnswer:
    """Progress of a run, and its result once it has one."""
    acting.ensure_known()
    view = await find_run(run, acting=acting)
    return RunAnswer(view, (await result_of_run(run))[1] if view.result_sha256 else None)


@put("/assignment-runs/{run:int}/stop")
async def stop_assignment_run(run: FromPath[int], acting: Acting, now: Now) -> RunView:
    """Ask a run to stop with the best it has."""
    acting.ensure_known()
    return await operations.stop_run(run, acting=acting, now=now)


@put("/assignment-runs/{run:int}/publication")
async def publish_assignment_run(run: FromPath[int], acting: Acting, now: Now) -> RunView:
    """Offer every placement; 409 `assignment_outdated` names the booth that was given, blocked or redrawn since."""
    acting.ensure_known()
    return await operations.publish_run(run, acting=acting, now=now)


@delete("/assignment-runs/{run:int}/publication", status_code=200)
async def take_assignment_run_back(run: FromPath[int], acting: Acting, now: Now) -> RunView:
    """Withdraw all offers of a run while nobody has accepted."""
    acting.ensure_known()
    return await operations.take_back(run, acting=acting, now=now)


@post("/assignment-runs/{run:int}/refills")
async def refill_assignment_run(run: FromPath[int], acting: Acting, now: Now) -> Listing[Refilled]:
    """Offer booths that came free to those who wait, by reserves and rank; nobody moves."""
    acting.ensure_known()
    made = await operations.refill_run(run, acting=acting, now=now)
    return Listing(made, len(made))


@put("/applications/{application:int}/pin", status_code=204)
async def pin_application(application: FromPath[int], data: JSONBody[PinInput], acting: Acting, now: Now) -> None:
    """Decide the booths of an application before the run."""
    acting.ensure_known()
    await operations.set_pin(application, data, acting=acting, now=now)


@delete("/fairs/{slug:str}/pins/{application:int}")
async def unpin_application(slug: FromPath[str], application: FromPath[int], acting: Acting, now: Now) -> None:
    """Undo such a decision."""
    await operations.remove_pins(slug, [application], acting=acting, now=now)


@post("/fairs/{slug:str}/booth-reserves")
async def reserve_booths(slug: FromPath[str], data: JSONBody[ReserveInput], acting: Acting, now: Now) -> ReserveMade:
    """Reserve places for the producers of a place, or for a group named by hand."""
    return ReserveMade(await operations.set_reserve(slug, data, acting=acting, now=now))


@delete("/fairs/{slug:str}/booth-reserves/{reserve:int}")
async def remove_reserve(slug: FromPath[str], reserve: FromPath[int], acting: Acting, now: Now) -> None:
    """Take a reserve away."""
    await operations.remove_reserve(slug, reserve, acting=acting, now=now)


HANDLERS = [
    list_assignment_runs,
    start_assignment_run,
    read_assignment_run,
    stop_assignment_run,
    publish_assignment_run,
    take_assignment_run_back,
    refill_assignment_run,
    pin_application,
    unpin_application,
    reserve_booths,
    remove_reserve,
]
