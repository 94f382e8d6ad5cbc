"""Change how a fair gives passes and what each kind may do."""

from datetime import datetime

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.passes.errors import GateNotFound
from events_app.passes.rules import DEFAULT_RULES, PassKind
from events_app.passes.schemas import PlanInput
from events_app.passes.tables import PassPlan, PassRule
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.rows import insert_rows, update_row


async def bump_plan_revision(fair: int, *, now: datetime) -> None:
    """Count a change of plan, rules or gates, so that no scan is judged by what was before."""
    ensure_in_transaction()
    await fetch(
        "INSERT INTO pass_plan (fair, changed_at) VALUES ($1, $2)"
        " ON CONFLICT (fair) DO UPDATE SET revision = pass_plan.revision + 1, changed_at = $2",
        fair,
        now,
    )


async def change_plan(slug: str, wanted: PlanInput, *, acting: Actor, now: datetime) -> None:
    """Set the whole plan of a fair: registration, quotas and the rule of every kind named."""
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    async with transaction():
        await enter_fair(fair.id, Deed.PREPARE, now=now)
        await bump_plan_revision(fair.id, now=now)
        plan = {
            "registration_open": wanted.registration_open,
            "registration_closes_at": wanted.registration_closes_at,
            "daily_quota": wanted.daily_quota,
            "booth_passes": wanted.booth_passes,
        }
        await update_row(PassPlan, plan, where={"fair": fair.id})
        await _ensure_gates(fair.id, wanted)
        await fetch("DELETE FROM pass_rule WHERE fair = $1", fair.id)
        rules = [
            {"fair": fair.id, "kind": kind, "entries": rule.entries, "gates": rule.gates}
            for kind, rule in wanted.rules.items()
            if rule.gates is not None or rule.entries is not DEFAULT_RULES[PassKind(kind)].entries
        ]
        await insert_rows(PassRule, rules)
        await record_audit(acting, "pass_plan.changed", subject="fair", subject_id=fair.id, office=fair.office, now=now)


async def _ensure_gates(fair: int, wanted: PlanInput) -> None:
    named = {gate for rule in wanted.rules.values() for gate in rule.gates or ()}
    known = await fetch("SELECT id FROM gate WHERE fair = $1", fair)
    if not named <= {row["id"] for row in known}:
        raise GateNotFound
