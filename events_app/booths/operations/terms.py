"""What a fair asks of whoever takes a booth: what is to be paid, by when, and on which terms."""

from datetime import datetime

from events_app.booths.queries.fees import terms_of
from events_app.platform.db import ensure_in_transaction, fetch
from events_app.platform.i18n import Bilingual


async def set_fee_rule(fair: int, *, support_percent: int, pay_within: int) -> None:
    """Say how much of a booth's price the office pays, and how many days a producer has to pay the rest.

    Fees that were charged stay as they were charged.
    """
    ensure_in_transaction()
    await fetch(
        "INSERT INTO fee_rule (fair, support_percent, pay_within) VALUES ($1, $2, $3) ON CONFLICT (fair) DO UPDATE SET"
        " support_percent = excluded.support_percent, pay_within = excluded.pay_within",
        fair,
        support_percent,
        pay_within,
    )


async def write_terms(fair: int, text: Bilingual | None, *, now: datetime) -> None:
    """Keep a new version when the text differs from the one that stands.

    Whoever sets the rule of the fair at the same moment waits: its row is written before.
    """
    ensure_in_transaction()
    if text is None or not text.vi.strip():
        return
    standing = await terms_of(fair)
    if standing is not None and standing.text == Bilingual(text.vi.strip(), text.en.strip()):
        return
    await fetch(
        "INSERT INTO call_terms (fair, version, text_vi, text_en, written_at) VALUES ($1, $2, $3, $4, $5)",
        fair,
        1 if standing is None else standing.version + 1,
        text.vi.strip(),
        text.en.strip(),
        now,
    )
