"""Counting tries, together over all processes."""

from datetime import datetime
from typing import Literal

from events_app.accounts.errors import TooManyAttempts
from events_app.accounts.rules import WINDOW, Tries, ensure_not_throttled
from events_app.accounts.tables import SignInAttempt
from events_app.platform.db import fetch, transaction
from events_app.platform.rows import insert_row, update_row

Kind = Literal["sign_in", "sign_up", "reset", "password", "form"]

_COUNT = """
    WITH lately AS (
        SELECT id, email, address, at FROM sign_in_attempt
        WHERE kind = $1 AND at > $4 AND outcome IN ('pending', 'failed') AND (email = $2 OR address = $3)
    ), of_account AS (
        SELECT at FROM lately WHERE $2 <> '' AND email = $2 AND id > (
            SELECT COALESCE(max(id), 0) FROM sign_in_attempt
            WHERE kind = $1 AND email = $2 AND outcome = 'succeeded' AND at > $4)
    ), of_address AS (SELECT at FROM lately WHERE address = $3)
    SELECT (SELECT count(*) FROM of_account) AS by_email, (SELECT min(at) FROM of_account) AS oldest_by_email,
           (SELECT count(*) FROM of_address) AS by_address, (SELECT min(at) FROM of_address) AS oldest_by_address
"""


async def note_try(kind: Kind, *, email: str, address: str, now: datetime) -> int:
    """Count and write a try down; give its number.

    Tries at one account or from one network take turns here (advisory locks, for a millisecond) and are committed
    before the password is checked: of any number at once, over any number of processes, exactly as many get through
    as the limit says. Refused ones are not counted, so a pause ends.

    Raises:
        TooManyAttempts: When the account or the network address is past its limit.
    """
    refusal: TooManyAttempts | None = None
    async with transaction():
        for key in sorted({f"{kind} {email}", f"{kind} {address}"}):
            await fetch("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", key)
        counted = (await fetch(_COUNT, kind, email, address, now - WINDOW))[0]
        try:
            ensure_not_throttled(
                by_email=Tries(counted["by_email"] + bool(email), counted["oldest_by_email"] or now),
                by_address=Tries(counted["by_address"] + 1, counted["oldest_by_address"] or now),
                now=now,
            )
        except TooManyAttempts as error:
            refusal = error
        outcome = "pending" if refusal is None else "refused"
        tried = {"kind": kind, "email": email, "address": address, "outcome": outcome, "at": now}
        row = await insert_row(SignInAttempt, tried)
    if refusal is not None:
        raise refusal
    attempt: int = row["id"]
    return attempt


async def settle_try(attempt: int, outcome: Literal["failed", "succeeded"]) -> None:
    """Say how a try ended. One that is never settled (a crash) counts as failed."""
    await update_row(SignInAttempt, {"outcome": outcome}, where={"id": attempt})
