"""The verbs of runs and offers."""

from events_app.assignment.operations.deciding import lock_placements, remove_pins, remove_reserve, set_pin, set_reserve
from events_app.assignment.operations.leases import channel, claim_run, sweep_runs
from events_app.assignment.operations.offers import answer_offer, lapse_offers, offer_booth
from events_app.assignment.operations.passing_on import pass_on
from events_app.assignment.operations.publishing import publish_run, take_back
from events_app.assignment.operations.refilling import plan_refill, refill_run
from events_app.assignment.operations.starting import start_run, stop_run
from events_app.assignment.operations.working import work_on_runs

__all__ = [
    "answer_offer",
    "channel",
    "claim_run",
    "lapse_offers",
    "lock_placements",
    "offer_booth",
    "pass_on",
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
