"""Calling for applications: who may apply, until when."""

from datetime import datetime
from typing import Any

import msgspec

from events_app.applications.errors import CallInvalid
from events_app.applications.queries.applications import call_of
from events_app.applications.rules.deadlines import ensure_days_in_order
from events_app.applications.schemas import Call, CallInput
from events_app.applications.tables import ApplicationCall
from events_app.booths.operations import set_fee_rule, write_terms
from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.floor_plans.operations import audit_plan
from events_app.places.queries import places_by_ids
from events_app.platform.actor import Actor
from events_app.platform.db import transaction
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_
from events_app.platform.rows import insert_or_update
from events_app.producers.rules.papers import PAPER_KINDS


async def set_call(slug: str, wanted: CallInput, *, acting: Actor, now: datetime) -> Call:
    """Open, close or change the call of a fair."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    ensure_days_in_order(wanted.opens_at, wanted.closes_at)
    if unknown := sorted(set(wanted.places) - (await places_by_ids(wanted.places)).keys()):
        wrong = FieldError("place_not_found", N_("This administrative unit is not known."), {"place": unknown[0]})
        raise CallInvalid({"places": [wrong]})
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        standing = {"fair": fair.id, "changed_at": now}
        await insert_or_update(ApplicationCall, standing, _values_of(wanted), unique=["fair"])
        await set_fee_rule(fair.id, support_percent=wanted.support_percent, pay_within=wanted.pay_within)
        await write_terms(fair.id, wanted.terms, now=now)
        await audit_plan(fair, "application_call.set", msgspec.to_builtins(wanted), acting=acting, now=now)
        found = await call_of(fair.id)
    if found is None:
        raise RuntimeError("The call was written a moment ago.")
    return found


def _values_of(wanted: CallInput) -> dict[str, Any]:
    return {
        "is_open": wanted.is_open,
        "opens_at": wanted.opens_at,
        "closes_at": wanted.closes_at,
        "min_stars": wanted.min_stars,
        "groups": sorted(set(wanted.groups)),
        "booths_most": wanted.booths_most,
        "offer_hours": wanted.offer_hours,
        "places": sorted(set(wanted.places)),
        "papers": [code for code in PAPER_KINDS if code in set(wanted.papers)],
        "checklist": list(dict.fromkeys(item.strip() for item in wanted.checklist if item.strip())),
    }
