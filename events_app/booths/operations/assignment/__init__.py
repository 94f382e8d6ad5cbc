"""Assignment runs: decided before, started, worked on, published, refilled.

`deciding` keeps pins and reserves, `starting` freezes the input, `leases` lets one process hold a run, `working`
watches the worker, `publishing` makes offers of a result, `refilling` gives away what came free later.
"""

from events_app.booths.operations.assignment.deciding import (
    lock_placements,
    remove_pins,
    remove_reserve,
    set_pin,
    set_reserve,
)
from events_app.booths.operations.assignment.leases import sweep_runs
from events_app.booths.operations.assignment.publishing import publish_run, take_back
from events_app.booths.operations.assignment.refilling import plan_refill, refill_run
from events_app.booths.operations.assignment.starting import start_run, stop_run
from events_app.booths.operations.assignment.working import work_on_runs

__all__ = [
    "lock_placements",
    "plan_refill",
    "publish_run",
    "refill_run",
    "remove_pins",
    "remove_reserve",
    "set_pin",
    "set_reserve",
    "start_run",
    "stop_run",
    "sweep_runs",
    "take_back",
    "work_on_runs",
]
