"""The fair as its gates see it now, and how it went by gate and hour."""

import json
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromPath

from events_app.fairs.queries import find_fair
from events_app.passes import queries
from events_app.passes.queries import Curve, GateHour
from events_app.passes.words import REASONS
from events_app.platform.i18n import _
from events_app.platform.web.auth import Acting, Now, gate_staff
from events_app.platform.web.exports import excel
from events_app.platform.web.templates import Page, page

_TONES: Final = ("leaf", "lacquer", "indigo", "gold", "soft")


@get("/organizer/fairs/{slug:str}/live", guards=[gate_staff])
async def show_live(slug: FromPath[str], acting: Acting, now: Now) -> Page:
    """Show who is inside, what happens at which gate, and whether every phone is heard of."""
    counts = await queries.read_live_counts(slug, acting=acting, now=now)
    fair = await find_fair(slug, acting=acting, now=now)
    since = (await queries.days_of(fair)).begin_of_day_at(now)
    hours = await queries.read_hours(slug, since=since, acting=acting, now=now)
    curve = await queries.read_curve(fair.id, since, now)
    return page(
        "passes/live.html",
        fair=fair,
        counts=counts,
        gates=await queries.list_gates(slug, acting=acting, now=now),
        hours=hours,
        gate_names=list(dict.fromkeys(one.gate for one in hours)),
        by_hour=_table(hours),
        hour_chart=_hour_chart(hours, fair.time_zone),
        inside_chart=_inside_chart(curve, fair.time_zone),
        reasons=REASONS,
        may_change=acting.organizes(fair.office),
    )


def _table(hours: Sequence[GateHour]) -> list[tuple[int, dict[str, GateHour]]]:
    """Group by hour for the table beside the chart."""
    rows: dict[int, dict[str, GateHour]] = {}
    for one in hours:
        rows.setdefault(one.hour, {})[one.gate] = one
    return sorted(rows.items())


def _hour_chart(hours: Sequence[GateHour], time_zone: str) -> str:
    rows = _table(hours)
    names = list(dict.fromkeys(one.gate for one in hours))
    series = [
        {
            "label": name,
            "values": [at[name].entered + at[name].walked_in if name in at else 0 for _hour, at in rows],
            "tone": _TONES[place % len(_TONES)],
            "dashed": place >= len(_TONES),
        }
        for place, name in enumerate(names)
    ]
    begins = [_begin_of_hour(next(iter(at.values())), time_zone) for _hour, at in rows]
    return json.dumps({"x": begins, "series": series, "time": True, "zone": time_zone, "steps": True})


def _begin_of_hour(one: GateHour, time_zone: str) -> int:
    return int(datetime.combine(one.day, time(one.hour), tzinfo=ZoneInfo(time_zone)).timestamp())


def _inside_chart(curve: Curve, time_zone: str) -> str:
    series: list[dict[str, Any]] = [{"label": _("Inside"), "values": curve.inside, "tone": "leaf"}]
    return json.dumps({"x": curve.at, "series": series, "time": True, "zone": time_zone, "steps": True})


@get("/organizer/fairs/{slug:str}/results.xlsx", guards=[gate_staff])
async def export_results(slug: FromPath[str], acting: Acting, now: Now) -> Response[bytes]:
    """Take the figures by gate and hour home, of every day of the fair."""
    hours = await queries.read_hours(slug, acting=acting, now=now)
    columns = [_("Day"), _("Hour"), _("Gate"), _("People in"), _("Went out"), _("Refused"), _("Without a pass")]
    rows = ([o.day, o.hour, o.gate, o.entered, o.left, o.refused, o.walked_in] for o in hours)
    return excel(f"{_('Results')} {slug}", columns, rows)


HANDLERS = [show_live, export_results]
