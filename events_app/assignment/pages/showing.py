"""A run while it is at work, and what it answered: on the plan, as a table, beside the other methods, as files."""

import io
import zipfile
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from events_app.assignment import operations
from events_app.assignment.queries.outcomes import Answer, Outcome, load_answer
from events_app.assignment.queries.runs import find_run, input_of_run, list_runs, result_of_run
from events_app.assignment.schemas import MethodName, RunView
from events_app.assignment.words import FAULTS, FIGURES, GUARANTEES, METHODS, OUTCOMES, PHASES, RUN_STATES, RUN_TONES
from events_app.fairs.queries import fair_for_office
from events_app.floor_plans.words import UTILITIES
from events_app.platform.actor import Actor
from events_app.platform.errors import DomainError
from events_app.platform.i18n import N_, _
from events_app.platform.web.auth import Acting, Now
from events_app.platform.web.errors import status_of
from events_app.platform.web.exports import excel
from events_app.platform.web.templates import Page, page

COLUMNS = (
    N_("Rank"),
    N_("Producer"),
    N_("Score"),
    N_("Stars"),
    N_("Earlier years"),
    N_("Early application"),
    N_("Office's own points"),
    N_("Booths wanted"),
    N_("Utilities"),
    N_("Zones wished"),
    N_("Booths"),
    N_("Zone"),
    N_("Wish met"),
    N_("Wish met by the queue"),
    N_("Decided before"),
    N_("Why"),
)


@get("/{run:int}")
async def show_run(
    slug: FromPath[str],
    run: FromPath[int],
    acting: Acting,
    now: Now,
    method: FromQuery[MethodName] = "optimised",
) -> Page:
    """One run: how far it is, or what it answered."""
    return await run_page(slug, run, None, method=method, acting=acting, now=now)


@get("/{run:int}/compare")
async def compare(slug: FromPath[str], run: FromPath[int], with_run: FromQuery[int], acting: Acting, now: Now) -> Page:
    """Who stands elsewhere than by an earlier run, and the figures of both."""
    found = await fair_for_office(slug, acting=acting, now=now)
    views = [await find_run(number, acting=acting) for number in (with_run, run)]
    earlier, later = [await load_answer(view.id) for view in views]
    return page(
        "assignment/compare.html",
        fair=found.fair,
        views=views,
        changes=later.changes_from(earlier),
        figures=[
            (_(name), [getattr(answer.result.optimised.figures, key) for answer in (earlier, later)], help_text)
            for key, name, help_text in FIGURES
        ],
        guarantees=GUARANTEES,
    )


@get("/{run:int}/list.xlsx")
async def export_list(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Response[bytes]:
    """Every producer with its score, place and reason, as an Excel file."""
    found = await fair_for_office(slug, acting=acting, now=now)
    view = await find_run(run, acting=acting)
    answer = await load_answer(view.id)
    title = _("Assignment %(run)s of %(fair)s", run=run, fair=found.fair.title.text())
    return excel(title, [_(column) for column in COLUMNS], [_line(each) for each in answer.outcomes()])


@get("/{run:int}/export.zip")
async def export_for_auditor(slug: FromPath[str], run: FromPath[int], acting: Acting, now: Now) -> Response[bytes]:
    """The frozen input and the result to the byte, with their hashes: docs/check-an-assignment.md says how to check."""
    await fair_for_office(slug, acting=acting, now=now)
    view = await find_run(run, acting=acting)
    content = await audit_export(view)
    return Response(
        content,
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="assignment-{view.id}.zip"',
            "Cache-Control": "private, no-store",
        },
    )


async def audit_export(view: RunView) -> bytes:
    """A zip of `problem.json` and `result.json` as frozen, both as one `export.json`, and `SHA256SUMS`."""
    problem, _read, _words = await input_of_run(view.id)
    result, _answer = await result_of_run(view.id)
    whole = f'{{"format":"events_app.assignment.1","problem":{problem},"result":{result}}}'
    files = {"problem.json": problem.encode(), "result.json": result.encode(), "export.json": whole.encode()}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*files.items(), ("SHA256SUMS", sums.encode())):
            # A fixed date: the same run exports the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


async def run_page(
    slug: str,
    run: int,
    error: DomainError | None,
    *,
    method: MethodName = "optimised",
    acting: Actor,
    now: datetime,
) -> Page:
    """The page of a run, with a refusal when something was just refused."""
    found = await fair_for_office(slug, acting=acting, now=now)
    view = await find_run(run, acting=acting)
    answer = await load_answer(view.id) if view.result_sha256 else None
    planned = await operations.plan_refill(run, acting=acting, now=now) if view.state == "published" else []
    others = [each for each in await list_runs(slug, acting=acting, now=now) if each.result_sha256 and each.id != run]
    return page(
        "assignment/run.html",
        status=200 if error is None else status_of(error),
        fair=found.fair,
        run=view,
        error=error,
        fault=_(FAULTS[view.fault]) if view.fault else "",
        phase=_(PHASES[view.phase]),
        chart=_chart(view),
        planned=planned,
        others=others,
        run_states=RUN_STATES,
        run_tones=RUN_TONES,
        guarantees=GUARANTEES,
        utility_names=UTILITIES,
        outcome_names=OUTCOMES,
        method=method,
        methods=METHODS,
        **(await _shown(answer, method) if answer is not None else {"answer": None}),
    )


async def _shown(answer: Answer, method: MethodName) -> dict[str, Any]:
    outcomes = answer.outcomes(method)
    figures = {name: getattr(answer.result, name).figures for name in METHODS}
    return {
        "answer": answer,
        "stopped_early": answer.result.ending == "stopped",
        "shortfall": answer.result.wish_shortfall,
        "outcomes": outcomes,
        "halls": await answer.halls(method),
        "cut_offs": answer.cut_offs(),
        "best": figures["optimised"],
        "queue": figures["queue"],
        "applicants": len(outcomes),
        "figures": [
            (_(name), [getattr(figures[each], key) for each in METHODS], _(note) if note else "")
            for key, name, note in FIGURES
        ],
    }


def _chart(view: RunView) -> str:
    """The two curves as they come together; bounds far above anything reached are left out, or nothing else is seen."""
    points = [point for point in view.curve if point[2] is not None]
    reached = max((point[1] for point in points if point[1] is not None), default=0.0)
    points = [point for point in points if point[2] is not None and point[2] <= 2 * reached] or points
    best, bounds = [point[1] for point in points], [point[2] for point in points]
    chart = {
        "x": [point[0] for point in points],
        "series": [
            {
                "label": _("at best (proven)"),
                "values": bounds,
                "tone": "indigo",
                "dashed": True,
            },
            {"label": _("reached"), "values": best, "tone": "lacquer"},
        ],
        "steps": True,
    }
    return msgspec.json.encode(chart).decode()


def _line(each: Outcome) -> tuple[Any, ...]:
    return (
        each.rank,
        each.name,
        each.priority.total,
        each.priority.stars,
        each.priority.years,
        each.priority.early,
        each.priority.own,
        each.wanted,
        ", ".join(_(UTILITIES[name]) for name in each.needs),  # type: ignore[index] # keys are a StrEnum's
        "; ".join(zone.text() for zone in each.wishes),
        ", ".join(each.booths),
        each.zone.text() if each.zone else "",
        _wish(each.level, len(each.wishes)),
        _wish(each.queue_level, len(each.wishes)),
        each.pinned,
        each.why,
    )


def _wish(level: int | None, wishes: int) -> int | None:
    return level + 1 if level is not None and level < wishes else None
