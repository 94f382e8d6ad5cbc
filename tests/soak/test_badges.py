"""A thousand badges in half a minute.

The drawing is held against processor time, since it works on one core and the wall clock also measures the neighbours;
both are printed.
"""

import io
import resource
import time

import pypdf

from events_app.giving.operations import give_list, hand_in_list, order_badges, work_on_badges
from events_app.platform.db import fetch
from events_app.platform.i18n.formats import VIETNAM
from tests.factories.passes import make_gate_site
from tests.giving.test_lists import workbook

BADGES = 1000
MOST_SECONDS = 30


async def test_a_thousand_badges_are_drawn_in_half_a_minute(servers, database, now):
    today = now.astimezone(VIETNAM).date()
    site = await make_gate_site(starts_on=today, ends_on=today)
    people = [[f"Nguyễn Thị Thuỳ Dương {number}", "", "", "Báo chí", ""] for number in range(BADGES)]
    made = await hand_in_list(site.slug, "khach.xlsx", workbook(people), acting=site.organizer, now=now)
    await give_list(made, signer=site.signer, acting=site.organizer, now=now)
    run = await order_badges(site.slug, None, only_new=True, locale="vi", acting=site.organizer, now=now)
    began, spent = time.monotonic(), _processor_seconds()
    await work_on_badges(site.signer, now)
    took, spent = time.monotonic() - began, _processor_seconds() - spent
    print(f"\n{BADGES} badges: {spent:.1f} s of processor time, {took:.1f} s by the clock")
    [part] = await fetch("SELECT content FROM print_run_part WHERE run = $1", run)
    assert len(pypdf.PdfReader(io.BytesIO(part["content"])).pages) == BADGES
    assert spent < MOST_SECONDS


def _processor_seconds() -> float:
    """What the child processes that ended have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
