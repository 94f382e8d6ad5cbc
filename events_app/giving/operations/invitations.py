"""Invite people by e-mail: a link that turns into one pass, once."""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import fair_by_id, find_fair
from events_app.fairs.rules import Deed
from events_app.fairs.schemas import Fair
from events_app.giving.errors import (
    BadAddresses,
    InvitationAccepted,
    InvitationNotFound,
    InvitationOver,
    TooManyInvited,
)
from events_app.giving.queries.invitations import find_invitation
from events_app.giving.rules.invitations import INVITATION_LASTS, INVITED_KINDS, MOST_AT_ONCE, Invited, read_addresses
from events_app.giving.schemas import InvitationView
from events_app.giving.tables import PassInvitation
from events_app.passes.errors import FairIsOff, KindNotOpen
from events_app.passes.operations import NewPass, Signer, choose_days, clean_holder, write_passes
from events_app.passes.queries import days_of, find_pass
from events_app.passes.rules import PassKind
from events_app.passes.schemas import ConsentInput, HolderInput, PassView
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import ensure_in_transaction, fetch, transaction
from events_app.platform.i18n import Locale
from events_app.platform.outbox import put_message
from events_app.platform.rows import insert_rows


async def invite_people(
    slug: str, addresses: str, kind: PassKind, locale: Locale, *, acting: Actor, now: datetime
) -> tuple[int, int]:
    """Invite everybody on the lines; returns how many were new, and how many had been invited before.

    Raises:
        BadAddresses: Some lines are no addresses; nobody is invited.
        KindNotOpen: Nobody is invited as this kind.
    """
    fair = await find_fair(slug, acting=acting, now=now)
    acting.ensure_organizes(fair.office)
    if kind not in INVITED_KINDS:
        raise KindNotOpen
    people, wrong = read_addresses(addresses)
    if wrong or not people:
        raise BadAddresses(wrong)
    if len(people) > MOST_AT_ONCE:
        raise TooManyInvited(MOST_AT_ONCE)
    async with transaction():
        await enter_fair(fair.id, Deed.TAKE, now=now)
        made = await _insert_invitations(fair.id, people, kind, locale, now)
        for invitation in made:
            await put_message("pass_invitation.sent", {"invitation": invitation}, now=now)
        await record_audit(
            acting,
            "pass_invitation.sent",
            subject="fair",
            subject_id=fair.id,
            office=fair.office,
            data={"people": len(made), "kind": kind},
            now=now,
        )
    return len(made), len(people) - len(made)


async def _insert_invitations(
    fair: int, people: Sequence[Invited], kind: PassKind, locale: Locale, now: datetime
) -> list[int]:
    sent = {
        "fair": fair,
        "kind": kind,
        "locale": locale,
        "created_at": now,
        "sent_at": now,
        "expires_at": now + INVITATION_LASTS,
    }
    invitations = [sent | {"email": one.email, "name": one.name} for one in people]
    rows = await insert_rows(PassInvitation, invitations, unless_there=True)
    return [row["id"] for row in rows]


async def invite_again(invitation: int, *, acting: Actor, now: datetime) -> InvitationView:
    """Send the same link once more, with a new deadline.

    Raises:
        InvitationAccepted, InvitationOver: There is nothing to send any more.
    """
    async with transaction():
        await enter_fair((await find_invitation(invitation, now=now)).fair, Deed.TAKE, now=now)
        asked, fair = await _lock_for_office(invitation, acting=acting, now=now)
        _ensure_not_ended(asked)
        await fetch(
            "UPDATE pass_invitation SET sent_at = $2, sends = sends + 1, expires_at = $3 WHERE id = $1",
            invitation,
            now,
            now + INVITATION_LASTS,
        )
        await put_message("pass_invitation.sent", {"invitation": invitation}, now=now)
        await _audit_invitation(acting, "pass_invitation.sent_again", asked, fair, now)
        return await find_invitation(invitation, now=now)


async def withdraw_invitation(invitation: int, *, acting: Actor, now: datetime) -> None:
    """Take an invitation back; its link gives nothing any more. Twice is once."""
    async with transaction():
        asked, fair = await _lock_for_office(invitation, acting=acting, now=now)
        if asked.withdrawn_at is not None:
            return
        _ensure_not_ended(asked)
        await fetch("UPDATE pass_invitation SET withdrawn_at = $2 WHERE id = $1", invitation, now)
        await _audit_invitation(acting, "pass_invitation.withdrawn", asked, fair, now)


async def take_up_invitation(
    invitation: int, holder: HolderInput, consent: ConsentInput, *, signer: Signer, now: datetime
) -> PassView:
    """Turn an invitation into a pass, once: whoever presses twice gets the same pass.

    Raises:
        InvitationOver: It was withdrawn or its time is past.
        FairIsOff: The fair is cancelled or has no date.
    """
    cleaned = clean_holder(holder)
    async with transaction():
        fair = await enter_fair((await find_invitation(invitation, now=now)).fair, Deed.TAKE, now=now)
        asked = await _lock_invitation(invitation, now=now)
        if asked.entry_pass is not None:
            return await find_pass(asked.entry_pass)
        if not asked.is_open:
            raise InvitationOver
        days = await days_of(fair)
        if days.count is None:
            raise FairIsOff
        order = NewPass(
            holder=cleaned,
            kind=asked.kind,
            days=await choose_days(days),
            locale=asked.locale,
            consent_version=consent.version,
            request_hash=sha256(f"pass invitation {invitation}".encode()).digest(),
        )
        [given] = await write_passes(fair, [order], channel="web", signer=signer, now=now)
        await fetch(
            "UPDATE pass_invitation SET entry_pass = $2, accepted_at = $3 WHERE id = $1", invitation, given, now
        )
        if cleaned.email:
            await put_message("pass.issued", {"pass": given}, now=now)
        return await find_pass(given)


async def empty_invitations_of(passes: Sequence[int]) -> None:
    """Forget whom invitations asked, once the people of the passes they became are erased."""
    ensure_in_transaction()
    await fetch("UPDATE pass_invitation SET email = '', name = '' WHERE entry_pass = ANY($1)", list(passes))


async def forget_invited_people(*, before: date) -> None:
    """Forget whoever was invited to fairs that ended before a day, whether or not they took a pass."""
    await fetch(
        "UPDATE pass_invitation i SET email = '', name = '' FROM fair f WHERE f.id = i.fair AND f.ends_on < $1"
        " AND (i.email <> '' OR i.name <> '')",
        before,
    )


def _ensure_not_ended(asked: InvitationView) -> None:
    if asked.entry_pass is not None:
        raise InvitationAccepted
    if asked.withdrawn_at is not None or not asked.email:
        raise InvitationOver


async def _lock_invitation(invitation: int, *, now: datetime) -> InvitationView:
    await fetch("SELECT id FROM pass_invitation WHERE id = $1 FOR UPDATE", invitation)
    return await find_invitation(invitation, now=now)


async def _lock_for_office(invitation: int, *, acting: Actor, now: datetime) -> tuple[InvitationView, Fair]:
    asked = await _lock_invitation(invitation, now=now)
    fair = await fair_by_id(asked.fair, now=now)
    if not acting.organizes(fair.office):
        raise InvitationNotFound
    return asked, fair


async def _audit_invitation(acting: Actor, action: str, asked: InvitationView, fair: Fair, now: datetime) -> None:
    facts: dict[str, Any] = {"subject": "pass_invitation", "subject_id": asked.id, "office": fair.office}
    await record_audit(acting, action, **facts, now=now)
