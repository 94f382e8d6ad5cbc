"""What every operation of the slices above fairs does under a fair, and what it meets in each state of it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from events_app.applications import operations as applications
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationInput, ApplicationPatch, CallInput
from events_app.assignment import operations as assignment
from events_app.assignment.schemas import PinInput, ReserveInput
from events_app.booths import operations as booths
from events_app.booths.schemas import Move
from events_app.floor_plans import operations as floor_plans
from events_app.floor_plans.schemas import HoldTermsInput
from events_app.giving import operations as giving
from events_app.livestream import operations as livestream
from events_app.passes import operations as passes
from events_app.passes.rules import PassKind
from events_app.passes.schemas import ConsentInput, GatePassInput, HolderInput, PassInput, PlanInput
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from tests.clock import NOW
from tests.factories.booths import booths_of, make_application, make_call, make_claim, make_floor_plan
from tests.factories.livestream import session_input
from tests.factories.passes import GateSite, make_gate_site, make_pass
from tests.factories.producers import make_producer, producer_actor

CONSENT = ConsentInput("2026-11")
PERSON = HolderInput(name="Trần Văn An")


class Scene(msgspec.Struct, kw_only=True):
    """A running fair with one of everything, before its state is changed."""

    site: GateSite
    member: Actor
    producer: int
    booths: dict[str, int]
    applied: int
    offered: int
    offered_to: Actor
    entry: int
    session: int

    @property
    def office(self) -> dict[str, Any]:
        return {"acting": self.site.organizer, "now": NOW}

    @property
    def own(self) -> dict[str, Any]:
        return {"acting": self.member, "now": NOW}


async def set_the_scene() -> Scene:
    """A01 offered, A02 held by the member, A03 assigned to it, the others free."""
    site = await make_gate_site()
    await make_floor_plan(site.fair)
    await make_call(site.fair)
    member, other = await producer_actor(), await producer_actor()
    [producer], [second] = member.producer_ids, other.producer_ids
    spots = await booths_of(site.fair)
    offered = await make_application(site.fair, second, state="approved")
    await assignment.offer_booth(spots["A01"], offered, acting=site.organizer, now=NOW)
    await make_claim(spots["A02"], producer)
    await make_claim(spots["A03"], producer, state="assigned")
    applied = await make_application(site.fair, state="approved")
    session = await livestream.create_session(
        session_input(fair=site.slug, office=site.office), acting=site.organizer, now=NOW
    )
    return Scene(
        site=site, member=member, producer=producer, booths=spots, applied=applied, offered=offered, offered_to=other,
        entry=(await make_pass(site)).id, session=session.id,
    )  # fmt: skip


async def revision_of(application: int) -> int:
    [row] = await fetch("SELECT revision FROM booth_application WHERE id = $1", application)
    number: int = row["revision"]
    return number


async def edit(application: int, scene: Scene, state: ApplicationState, acting: Actor) -> object:
    patch = ApplicationPatch(revision=await revision_of(application), state=state)
    return await applications.edit_application(application, patch, acting=acting, now=NOW)


async def apply(scene: Scene) -> object:
    wanted = ApplicationInput(producer=await make_producer(), state="submitted")
    return await applications.apply_for_booths(scene.site.slug, wanted, **scene.office)


def give(scene: Scene, **more: Any) -> Any:
    wanted = PassInput(holder=PERSON, consent=CONSENT, **more)
    return passes.issue_pass(scene.site.slug, wanted, channel="desk", signer=scene.site.signer, **scene.office)


CALL = CallInput(is_open=True, closes_at=NOW + timedelta(days=3))
TERMS = HoldTermsInput(minutes=20, cap=2, holds_open=True)

# Name → the deed, and the call through the real operation.
CALLS: dict[str, tuple[str, Any]] = {
    "set_hold_terms": ("prepare", lambda s: floor_plans.set_hold_terms(s.site.slug, TERMS, **s.office)),
    "copy_floor_plan": ("prepare", lambda s: floor_plans.copy_floor_plan(s.site.slug, s.site.slug, **s.office)),
    "block_booth": ("prepare", lambda s: booths.block_booth(s.booths["A05"], "Cột", **s.office)),
    "unblock_booth": ("prepare", lambda s: booths.unblock_booth(s.booths["A05"], **s.office)),
    "set_call": ("prepare", lambda s: applications.set_call(s.site.slug, CALL, **s.office)),
    "save_checks": ("prepare", lambda s: applications.save_checks(s.applied, [], **s.office)),
    "give_application": ("prepare", lambda s: applications.give_application(s.applied, None, **s.office)),
    "deal_applications": (
        "prepare",
        lambda s: applications.deal_applications(s.site.slug, [s.site.organizer.id], **s.office),
    ),
    "set_pin": ("prepare", lambda s: assignment.set_pin(s.applied, PinInput(booths=[s.booths["A05"]]), **s.office)),
    "set_reserve": (
        "prepare",
        lambda s: assignment.set_reserve(
            s.site.slug, ReserveInput(name="Ba Vì", members=[s.applied], at_least=1), **s.office
        ),
    ),
    "change_plan": ("prepare", lambda s: passes.change_plan(s.site.slug, PlanInput(), **s.office)),
    "open_gate": ("prepare", lambda s: passes.open_gate(s.site.slug, "Cổng phụ", **s.office)),
    "reopen_gate": ("prepare", lambda s: passes.reopen_gate(s.site.gate, **s.office)),
    "pair_device": ("prepare", lambda s: passes.pair_device(s.site.gate, "Máy 2", **s.office)),
    "invite_device": ("prepare", lambda s: passes.invite_device(s.site.gate, "Máy 3", **s.office)),
    "create_session": (
        "prepare",
        lambda s: livestream.create_session(session_input(fair=s.site.slug, office=s.site.office), **s.office),
    ),
    "apply_for_booths": ("apply", apply),
    "edit_application": ("apply", lambda s: edit(s.applied, s, ApplicationState.WAITLISTED, s.site.organizer)),
    "edit_application, withdrawing": (
        "correct",
        lambda s: edit(s.offered, s, ApplicationState.WITHDRAWN, s.offered_to),
    ),
    "assign_booth": ("offer", lambda s: booths.assign_booth(s.booths["A04"], s.producer, **s.office)),
    "move_booths": (
        "offer",
        lambda s: booths.move_booths(s.site.slug, [Move(s.booths["A03"], s.booths["A05"])], **s.office),
    ),
    "offer_booth": ("offer", lambda s: assignment.offer_booth(s.booths["A04"], s.applied, **s.office)),
    "answer_offer": (
        "answer",
        lambda s: assignment.answer_offer(s.offered, accepted=True, acting=s.offered_to, now=NOW),
    ),
    "answer_offer, refusing": (
        "correct",
        lambda s: assignment.answer_offer(s.offered, accepted=False, acting=s.offered_to, now=NOW),
    ),
    "hold_booth": ("take", lambda s: booths.hold_booth(s.booths["A04"], **s.own)),
    "confirm_booth": ("take", lambda s: booths.confirm_booth(s.booths["A02"], **s.own)),
    "invite_people": (
        "take",
        lambda s: giving.invite_people(s.site.slug, "lan@example.vn", PassKind.press, "vi", **s.office),
    ),
    "issue_pass": ("give_pass", give),
    "give_pass_at_gate": (
        "give_pass",
        lambda s: passes.give_pass_at_gate(
            s.site.fair, GatePassInput(request_id=uuid4()), signer=s.site.signer, **s.office
        ),
    ),
    "hand_on_pass": (
        "exchange",
        lambda s: passes.hand_on_pass(s.entry, PERSON, CONSENT, signer=s.site.signer, **s.office),
    ),
    "restore_pass": ("exchange", lambda s: passes.restore_pass(s.entry, **s.office)),
    "name_booth_staff": (
        "give_pass",
        lambda s: giving.name_booth_staff(s.booths["A03"], PERSON, CONSENT, signer=s.site.signer, **s.own),
    ),
    "unassign_booth": ("correct", lambda s: booths.unassign_booth(s.booths["A03"], **s.office)),
    "release_hold": ("correct", lambda s: booths.release_hold(s.booths["A02"], **s.own)),
    "revoke_pass": ("correct", lambda s: passes.revoke_pass(s.entry, **s.office)),
    "return_pass": ("correct", lambda s: passes.return_pass(s.entry, **s.office)),
}

# Entered too, and tried by the tests of their slices: they need a run, a list, an invitation, an order.
ENTERED_ELSEWHERE = {
    "save_floor_plan": "prepare", "restore_version": "prepare", "start_run": "prepare", "lock_placements": "prepare",
    "accept_pairing": "prepare", "edit_session": "prepare", "extend_hold": "offer", "publish_run": "offer",
    "refill_run": "offer", "accept_terms": "answer", "place_order": "answer", "take_up_invitation": "take",
    "invite_again": "take", "hand_in_list": "give_pass", "give_list": "give_pass", "replace_pass": "exchange",
    "take_back": "correct", "lapse_offers": "correct",
}  # fmt: skip

_INSIDE = "part of an operation that has entered"
_ALWAYS = "corrects, takes back or notes what happened: never refused, and its own rows are its locks"
_SCAN = "a scan asks the fair's revision in its one statement"
_READS = "reads, or looks ahead, and writes nothing"
_JOB = "goes through many fairs, and only ends or tidies"
_OFFICE = "belongs to an office and to no fair"
_WORK = "works on what was begun; publishing is what enters"

NOT_UNDER_THE_GUARD = {
    "correct_answer": _ALWAYS,
    "close_orders_of": _INSIDE,
    "put_stream_entries": _INSIDE,
    "remind_drafts": _JOB,
    "audit_plan": _INSIDE, "nudge": _INSIDE, "set_blocked": _INSIDE, "lay_grid": _READS, "preview_floor_plan": _READS,
    "accept_claims": _INSIDE, "end_offers": _INSIDE, "offer_booths": _INSIDE, "offer_to_many": _INSIDE,
    "ensure_terms_accepted": _INSIDE, "lock_booth": _INSIDE, "lock_booths": _INSIDE, "set_fee_rule": _INSIDE,
    "write_terms": _INSIDE, "note_attendance": _ALWAYS, "record_attendance": _ALWAYS, "record_hand_over": _ALWAYS,
    "send_to_holders": _ALWAYS, "note_receipt": _ALWAYS, "note_refund": _ALWAYS, "reverse_entry": _ALWAYS,
    "carry_over": _ALWAYS,
    "set_bank_account": _OFFICE, "sweep_expired_holds": _JOB, "application_row": _READS,
    "lock_applications": _INSIDE, "take_step": _INSIDE, "claim_run": _WORK, "sweep_runs": _JOB, "work_on_runs": _WORK,
    "pass_on": _INSIDE, "plan_refill": _READS, "remove_pins": _ALWAYS, "remove_reserve": _ALWAYS, "stop_run": _ALWAYS,
    "close_gate": _ALWAYS, "revoke_device": _ALWAYS, "record_attendance_by_pass": _ALWAYS, "record_batch": _SCAN,
    "count_walk_in": _SCAN, "put_passes_at_booths": _INSIDE, "ensure_quota": _INSIDE, "lock_pass": _INSIDE,
    "registration_now": _READS, "write_passes": _INSIDE, "choose_days": _INSIDE, "code_of": _READS,
    "days_shown": _READS,
    "draw_pdf": _READS, "paper_for_letter": _READS, "erase_due_holders": _JOB, "erase_holder": _ALWAYS,
    "revoke_passes": _INSIDE, "send_pass_again": _ALWAYS, "cancel_badges": _ALWAYS, "mark_badges": _ALWAYS,
    "order_badges": _ALWAYS, "work_on_badges": _WORK, "empty_invitations_of": _INSIDE, "forget_invited_people": _JOB,
    "withdraw_invitation": _ALWAYS, "sweep_previews": _JOB, "throw_away_list": _ALWAYS, "undo_list": _ALWAYS,
    "move_staff": _INSIDE, "revoke_staff": _INSIDE, "take_off_booth_staff": _ALWAYS, "add_host": _OFFICE,
    "add_studio": _OFFICE, "check_host_identity": _OFFICE, "retire_host": _OFFICE, "retire_studio": _OFFICE,
    "cancel_session": _ALWAYS, "take_down": _ALWAYS, "check_seller_papers": _ALWAYS, "move_item": _ALWAYS,
    "replace_line_up": _ALWAYS, "answer_order": _ALWAYS, "erase_buyer": _ALWAYS,
}  # fmt: skip

FIRST_DAY = date(2026, 11, 23)
STATES = {
    "draft": "status = 'draft', published_at = NULL, starts_on = starts_on + 10, ends_on = ends_on + 10",
    "coming": "starts_on = starts_on + 10, ends_on = ends_on + 10",
    "running": "status = 'published'",
    "past": "starts_on = starts_on - 30, ends_on = ends_on - 30",
    "undated": "status = 'postponed', reason_vi = 'Bão', previous_starts_on = starts_on,"
    " previous_ends_on = ends_on, starts_on = NULL, ends_on = NULL",
    "cancelled": "status = 'cancelled', reason_vi = 'Bão'",
}
# The table, by hand: what each deed meets.
OFFICE = {"past": "fair_is_past", "cancelled": "fair_cancelled"}
CLOSED = "fair_closed_for_this"
MEETS: dict[str, dict[str, str]] = {
    "prepare": OFFICE,
    "apply": {"draft": CLOSED, "past": CLOSED, "cancelled": CLOSED},
    "offer": {"draft": CLOSED, **OFFICE},
    "answer": {"draft": CLOSED, "past": CLOSED, "cancelled": CLOSED},
    "take": dict.fromkeys(("draft", "undated", "past", "cancelled"), CLOSED),
    "give_pass": {"undated": "fair_without_days", **OFFICE},
    "exchange": OFFICE,
    "correct": {},
}
# Stricter by their own rules, which say why.
OWN_RULES = {
    ("hold_booth", "draft"): "fair_not_found", ("confirm_booth", "draft"): "fair_not_found",
    ("give_pass_at_gate", "draft"): "fair_is_off", ("give_pass_at_gate", "coming"): "fair_is_off",
}  # fmt: skip
