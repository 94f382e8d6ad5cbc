"""Planning and editing stream sessions. The database decides about clashes; the clash is explained afterwards."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from events_app.fairs.operations import enter_fair
from events_app.fairs.queries import find_fair
from events_app.fairs.rules import Deed
from events_app.livestream import queries, rules, tables
from events_app.livestream.errors import HostTaken, ProducerTaken, SlotTaken, StudioTaken
from events_app.livestream.operations.broadcast import enter_status
from events_app.livestream.operations.line_up import producers_of, write_line_up
from events_app.livestream.operations.locking import lock_session, queue_for_slot
from events_app.livestream.operations.recording import record_change
from events_app.livestream.operations.studios import host_for, office_for, studio_for
from events_app.livestream.schemas import Claim, LineUpInput, Session, SessionInput, SessionPatch
from events_app.platform.actor import Actor
from events_app.platform.db import register, transaction
from events_app.platform.errors import StaleRevision
from events_app.platform.i18n import Bilingual, fold
from events_app.platform.rows import ONE_MORE, insert_row, update_row
from events_app.producers.operations import keep_names

register(
    {
        "stream_session_studio_free": StudioTaken,
        "stream_session_host_free": HostTaken,
        "stream_seller_producer_free": ProducerTaken,
    }
)


class _Wanted(Struct, kw_only=True):
    """A session as it shall be, every field settled and a column of its row."""

    title: Bilingual
    summary: Bilingual
    starts_at: datetime
    ends_at: datetime
    studio: int | None
    host: int | None
    platform: str
    stream_url: str
    fair: int | None


async def create_session(wanted: SessionInput, *, acting: Actor, now: datetime) -> Session:
    """Plan a session; with a studio and a host it is announced at once, unless a draft is asked for.

    Raises:
        StudioTaken: With the session that has the studio then, and the nearest free time.
        HostTaken: Likewise for the host.
        ProducerTaken: Likewise for a producer of the line-up.
    """
    office = office_for(wanted.office, acting)
    producers: list[int] = []
    settled = await _settle(wanted, acting=acting, now=now)
    try:
        async with transaction():
            if settled.fair is not None:
                await enter_fair(settled.fair, Deed.PREPARE, now=now)
            await keep_names()
            settled.studio = await studio_for(wanted.studio, office)
            settled.host = await host_for(wanted.host, office)
            items = [LineUpInput(product=product) for product in dict.fromkeys(wanted.products)]
            producers = await producers_of(items, now=now)
            await queue_for_slot(settled.studio, settled.host, producers)
            session = await _insert(settled, office, now)
            await write_line_up(session, items, now=now)
            has_slot = settled.studio is not None and settled.host is not None
            if wanted.status == "scheduled" or (wanted.status is None and has_slot):
                await enter_status(await queries.session_by_id(session), "scheduled", now=now)
                topic = "stream_session.scheduled"
            else:
                topic = ""
            return await record_change(session, "stream_session.planned", topic=topic, acting=acting, now=now)
    except SlotTaken as taken:
        raise await _explained(taken, settled, producers, None, acting=acting, now=now) from taken


async def edit_session(session: int, changes: SessionPatch, *, acting: Actor, now: datetime) -> Session:
    """Change a session at the revision that was seen, and take its next step when one is asked for.

    Raises:
        StaleRevision: Somebody else was faster; carries the present state.
        SlotTaken: As in `create_session`.
    """
    settled: _Wanted | None = None
    producers: list[int] = []
    try:
        async with transaction():
            await _enter_fair_of(session, changes, acting=acting, now=now)
            before = await lock_session(session, acting=acting)
            if before.revision != changes.revision:
                raise StaleRevision(current=before, revision=before.revision)
            rules.ensure_changeable(before.status)
            settled = await _merge(before, changes, acting=acting, now=now)
            producers = [seller.producer for seller in await queries.list_sellers(session)]
            await queue_for_slot(settled.studio, settled.host, producers)
            await _update(before, settled)
            if changes.status is not UNSET:
                await enter_status(await queries.session_by_id(session), changes.status, now=now)
            moved = (before.starts_at, before.ends_at) != (settled.starts_at, settled.ends_at)
            topic = "stream_session.moved" if moved and before.published_at else ""
            return await record_change(
                session,
                "stream_session.edited",
                topic=topic,
                data={"before": _facts(before), "changed": _changed(changes)},
                acting=acting,
                now=now,
            )
    except SlotTaken as taken:
        if settled is None:
            raise
        raise await _explained(taken, settled, producers, session, acting=acting, now=now) from taken


async def _enter_fair_of(session: int, changes: SessionPatch, *, acting: Actor, now: datetime) -> None:
    """Prepare under the fair a session belongs to, or will; what has begun can be ended under any."""
    before = (await queries.session_by_id(session)).fair_id
    fair = before if changes.fair is UNSET else await _fair_for(changes.fair, acting=acting, now=now)
    if fair is not None:
        ends = changes.status is not UNSET and changes.fair is UNSET and changes.status in {"ended", "cancelled"}
        await enter_fair(fair, Deed.CORRECT if ends else Deed.PREPARE, now=now)


async def _settle(wanted: SessionInput, *, acting: Actor, now: datetime) -> _Wanted:
    """Check what was typed and look up what it names."""
    settled = _Wanted(
        title=rules.clean_title(wanted.title),
        summary=rules.clean_bilingual(wanted.summary),
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        studio=None,
        host=None,
        platform=wanted.platform,
        stream_url=wanted.stream_url.strip(),
        fair=await _fair_for(wanted.fair, acting=acting, now=now),
    )
    _ensure_sound(settled)
    return settled


async def _merge(before: Session, changes: SessionPatch, *, acting: Actor, now: datetime) -> _Wanted:
    """The session with its changes laid over it."""
    title, summary = _over(changes.title, before.title), _over(changes.summary, before.summary)
    fair = before.fair_id if changes.fair is UNSET else await _fair_for(changes.fair, acting=acting, now=now)
    settled = _Wanted(
        title=rules.clean_title(title),
        summary=rules.clean_bilingual(summary),
        starts_at=_over(changes.starts_at, before.starts_at),
        ends_at=_over(changes.ends_at, before.ends_at),
        studio=(before.studio_id if changes.studio is UNSET else await studio_for(changes.studio, before.office)),
        host=before.host_id if changes.host is UNSET else await host_for(changes.host, before.office),
        platform=_over(changes.platform, before.platform),
        stream_url=_over(changes.stream_url, before.stream_url or "").strip(),
        fair=fair,
    )
    _ensure_sound(settled)
    if before.status in {"scheduled", "live"}:
        rules.ensure_slot_chosen(settled.studio, settled.host)
    return settled


def _over(new: Any, old: Any) -> Any:
    return old if isinstance(new, UnsetType) else new


def _ensure_sound(settled: _Wanted) -> None:
    rules.ensure_sound(settled.title, settled.summary, settled.starts_at, settled.ends_at, settled.stream_url)


async def _fair_for(slug: str | None, *, acting: Actor, now: datetime) -> int | None:
    return None if not slug else (await find_fair(slug, acting=acting, now=now)).id


async def _insert(settled: _Wanted, office: int, now: datetime) -> int:
    own = {"office": office, "folded": _folded(settled.title), "status": "draft", "created_at": now}
    row = await insert_row(tables.StreamSession, settled, own)
    return int(row["id"])


async def _update(before: Session, settled: _Wanted) -> None:
    own = {"folded": _folded(settled.title), "revision": ONE_MORE}
    await update_row(tables.StreamSession, settled, own, where={"id": before.id})


def _folded(title: Bilingual) -> str:
    return fold(f"{title.vi} {title.en}")[:420]


def _facts(session: Session) -> dict[str, Any]:
    """What the log and mails need to say how it was before."""
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "studio": session.studio_id,
        "host": session.host_id,
        "status": session.status,
    }


def _changed(changes: SessionPatch) -> list[str]:
    return sorted(set(msgspec.to_builtins(changes)) - {"revision"})


async def _explained(
    taken: SlotTaken, settled: _Wanted, producers: list[int], session: int | None, *, acting: Actor, now: datetime
) -> SlotTaken:
    """Name the session in the way; the transaction that met it is rolled back by now."""
    claim = Claim(
        session=session,
        studio=settled.studio,
        host=settled.host,
        producers=producers,
        starts_at=settled.starts_at,
        ends_at=settled.ends_at,
    )
    return await queries.explain_clash(taken, claim, acting=acting, now=now)
