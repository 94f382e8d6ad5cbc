"""What a fair asks of whoever takes a booth: what is to be paid, by when, and on which terms."""

from datetime import datetime

from events_app.booths.queries.fees import terms_of
from events_app.booths.tables import CallTerms, FeeRule
from events_app.platform.db import ensure_in_transaction
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import insert_or_update, insert_row


async def set_fee_rule(fair: int, *, support_percent: int, pay_within: int) -> None:
    """Say how much of a booth's price the office pays, and how many days a producer has to pay the rest.

    Fees that were charged stay as they were charged.
    """
    ensure_in_transaction()
    rule = {"fair": fair, "support_percent": support_percent, "pay_within": pay_within}
    await insert_or_update(FeeRule, rule, unique=["fair"])


async def write_terms(fair: int, text: Bilingual | None, *, now: datetime) -> None:
    """Keep a new version when the text differs from the one that stands.

    Whoever sets the rule of the fair at the same moment waits: its row is written before.
    """
    ensure_in_transaction()
    if text is None or not text.vi.strip():
        return
    standing, stripped = await terms_of(fair), Bilingual(text.vi.strip(), text.en.strip())
    if standing is not None and standing.text == stripped:
        return
    version = 1 if standing is None else standing.version + 1
    await insert_row(CallTerms, {"fair": fair, "version": version, "text": stripped, "written_at": now})
