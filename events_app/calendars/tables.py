"""Private subscriptions to calendars."""

from piccolo.columns import BigSerial, Bytea, ForeignKey, OnDelete, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Account


class CalendarSubscription(Table, tablename="calendar_subscription"):
    """The secret address of one private calendar, for one calendar program. Only its hash is kept."""

    id = BigSerial(primary_key=True)
    # Whose calendar it is; empty for somebody without an account, whose calendar is that of `feed_key`.
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    # "pass:33" for the holder of a pass; empty for everything that concerns the account.
    feed_key = Varchar(length=80, null=False, default="")
    name = Varchar(length=80, null=False)
    token_hash = Bytea(null=False)
    # The end of the address, so that a person recognises it in the list.
    hint = Varchar(length=6, null=False)
    locale = Varchar(length=2, null=False)
    created_at = Timestamptz(null=False)
    last_used_at = Timestamptz(null=True, default=None)
    last_client = Varchar(length=40, null=False, default="")
    revoked_at = Timestamptz(null=True, default=None)

    calendar_subscription_unique_token = Unique([token_hash])
    calendar_subscription_token_is_hash = Check("octet_length(token_hash) = 32")
    calendar_subscription_has_subject = Check("(account IS NULL) <> (feed_key = '')")
    calendar_subscription_locale_known = Check("locale IN ('vi', 'en')")
    calendar_subscription_named = Check("length(btrim(name)) > 0")
