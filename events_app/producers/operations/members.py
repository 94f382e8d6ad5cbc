"""Let accounts act for producers."""

from datetime import datetime
from typing import Literal

from events_app.accounts.queries import find_account
from events_app.platform.actor import Actor
from events_app.platform.audit import record_audit
from events_app.platform.db import fetch, transaction
from events_app.platform.rows import insert_row
from events_app.producers.errors import NoSuchAccount
from events_app.producers.operations.locking import ensure_office_or_member, lock_producer
from events_app.producers.tables import ProducerMember


async def add_member(
    producer: int, email: str, *, role: Literal["owner", "member"] = "member", acting: Actor, now: datetime
) -> None:
    """Let the account with this e-mail address act for a producer.

    Raises:
        NoSuchAccount: Nobody signed up with it.
        AlreadyMember: The person acts for the producer already.
    """
    account = await find_account(email)
    async with transaction():
        locked = await lock_producer(producer)
        ensure_office_or_member(acting, locked)
        if account is None:
            raise NoSuchAccount
        membership = {"producer": producer, "account": account, "role": role, "created_at": now}
        await insert_row(ProducerMember, membership)
        await record_audit(
            acting, "producer.member_added", subject="producer", subject_id=producer, office=locked["office"],
            data={"account": account, "role": role}, now=now,
        )  # fmt: skip


async def remove_member(producer: int, account: int, *, acting: Actor, now: datetime) -> None:
    """End somebody's acting for a producer; doing it twice changes nothing."""
    async with transaction():
        locked = await lock_producer(producer)
        ensure_office_or_member(acting, locked)
        gone = await fetch(
            "DELETE FROM producer_member WHERE producer = $1 AND account = $2 RETURNING id", producer, account
        )
        if gone:
            await record_audit(
                acting, "producer.member_removed", subject="producer", subject_id=producer, office=locked["office"],
                data={"account": account}, now=now,
            )  # fmt: skip
