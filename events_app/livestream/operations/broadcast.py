"""The steps of a session: announced, live, ended, cancelled, taken down."""

from datetime import datetime

from events_app.livestream import queries, rules
from events_app.livestream.errors import FieldsWrong, WrongStep
from events_app.livestream.operations.answers import close_orders_of
from events_app.livestream.operations.locking import lock_session
from events_app.livestream.operations.recording import record_change
from events_app.livestream.schemas import Reason, Session, Status
from events_app.livestream.tables import StreamSession
from events_app.platform.actor import Actor
from events_app.platform.db import transaction
from events_app.platform.errors import FieldError
from events_app.platform.i18n import N_, Bilingual
from events_app.platform.rows import ONE_MORE, update_row

# The state that is dated when it is reached.
_REACHED = {"live": "live_at", "ended": "ended_at"}


async def enter_status(session: Session, wanted: Status, *, now: datetime) -> None:
    """Take the next step of a locked session, in the caller's transaction.

    Raises:
        WrongStep: Another step comes first.
        SlotMissing: It is announced without a studio or a host.
        NotReadyForAir: What the law asks is not done.
    """
    rules.ensure_step(session.status, wanted)
    if wanted == session.status:
        return
    if wanted == "scheduled":
        rules.ensure_slot_chosen(session.studio_id, session.host_id)
    if wanted == "live":
        readiness = await queries.readiness_of(session)
        rules.ensure_ready_for_air(readiness.missing, [seller.name for seller in readiness.unchecked])
    published_at = None if wanted == "draft" else session.published_at or now
    reached: dict[str, datetime] = {_REACHED[wanted]: now} if wanted in _REACHED else {}
    entered = {"status": wanted, "published_at": published_at}
    await update_row(StreamSession, entered, reached, where={"id": session.id})


async def cancel_session(session: int, wanted: Reason, *, acting: Actor, now: datetime) -> Session:
    """Call a session off, with its reason. Twice is once.

    Its studio, host and producers are free again, and the orders that still wait are closed.
    """
    reason = _reason(wanted)
    async with transaction():
        before = await lock_session(session, acting=acting)
        if before.status == "cancelled":
            return before
        rules.ensure_step(before.status, "cancelled")
        await call_off(before, reason)
        await close_orders_of([session], acting=acting, now=now)
        return await record_change(
            session,
            "stream_session.cancelled",
            topic="stream_session.cancelled" if before.published_at else "",
            data={"reason": {"vi": reason.vi, "en": reason.en}},
            acting=acting,
            now=now,
        )


async def call_off(session: Session, reason: Bilingual) -> None:
    """Write the cancellation of a locked session."""
    cancelled = {"status": "cancelled", "reason": reason, "revision": ONE_MORE}
    await update_row(StreamSession, cancelled, where={"id": session.id})


async def take_down(session: int, wanted: Reason, *, acting: Actor, now: datetime) -> Session:
    """End a session on air at once and hide its address; who did it, when and why stays in the log.

    Raises:
        WrongStep: It is not on air.
    """
    reason = _reason(wanted)
    async with transaction():
        before = await lock_session(session, acting=acting)
        if before.taken_down_at is not None:
            return before
        if before.status != "live":
            raise WrongStep(before.status, "ended")
        ended = {"status": "ended", "ended_at": now, "taken_down_at": now, "reason": reason, "revision": ONE_MORE}
        await update_row(StreamSession, ended, where={"id": session})
        return await record_change(
            session,
            "stream_session.taken_down",
            topic="stream_session.taken_down",
            data={"reason": {"vi": reason.vi, "en": reason.en}},
            acting=acting,
            now=now,
        )


def _reason(wanted: Reason) -> Bilingual:
    reason = rules.clean_bilingual(wanted.reason)
    if not reason.vi:
        raise FieldsWrong({"reason": [FieldError("missing", N_("Say why: the people concerned will read it."))]})
    return Bilingual(vi=reason.vi[: rules.LONGEST_REASON], en=reason.en[: rules.LONGEST_REASON])
