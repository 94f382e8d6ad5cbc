"""The rows of outreach: mails, fan-outs to big audiences, and who asked for silence."""

from piccolo.columns import BigInt, BigSerial, Bytea, ForeignKey, Integer, OnDelete, Text, Timestamptz, Varchar
from piccolo.columns.column_types import JSONB
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Account, Office


class FanOut(Table, tablename="fan_out"):
    """One notice for many readers, written in batches behind a cursor so that a crash resumes in the middle."""

    id = BigSerial(primary_key=True)
    topic = Varchar(length=60, null=False)
    # What caused it, e.g. "outbox:51": the same cause fans out once.
    cause = Varchar(length=80, null=False)
    audience = Varchar(length=40, null=False)
    payload = JSONB(null=False, default="{}")
    office = ForeignKey(Office, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    # Key of the last reader already written to.
    cursor = BigInt(null=False, default=0)
    total = Integer(null=False, default=0)
    done = Integer(null=False, default=0)
    created_at = Timestamptz(null=False, default=None)
    finished_at = Timestamptz(null=True, default=None)

    fan_out_unique_cause = Unique([cause, audience])
    fan_out_counts = Check("done >= 0 AND total >= 0")


class Mail(Table, tablename="mail"):
    """One letter to one reader. Its Message-ID is fixed when it is written, so a repeat is recognisable."""

    id = BigSerial(primary_key=True)
    message_id = Varchar(length=200, null=False)
    # What caused it and whom it is for, e.g. "outbox:51:booth-held:8": the same cause writes one letter.
    cause = Varchar(length=200, null=False)
    topic = Varchar(length=60, null=False)
    office = ForeignKey(Office, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    fan_out = ForeignKey(FanOut, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    recipient = Varchar(length=254, null=False)
    recipient_name = Varchar(length=120, null=False)
    locale = Varchar(length=2, null=False, default="vi")
    subject = Varchar(length=300, null=False)
    body_text = Text(null=False)
    body_html = Text(null=False)
    # An iTIP part and its METHOD (REQUEST or CANCEL), or null.
    invitation = Bytea(null=True, default=None)
    invitation_method = Varchar(length=10, null=False)
    # What is drawn and attached when the letter leaves: "pass:33", or nothing.
    enclosure = Varchar(length=40, null=False, default="")
    unsubscribe_url = Varchar(length=600, null=False)
    state = Varchar(length=8, null=False, default="queued")
    attempts = Integer(null=False, default=0)
    next_attempt_at = Timestamptz(null=False, default=None)
    worker = Varchar(length=36, null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    last_error = Varchar(length=500, null=False)
    created_at = Timestamptz(null=False, default=None)
    sent_at = Timestamptz(null=True, default=None)

    mail_unique_message_id = Unique([message_id])
    mail_unique_cause = Unique([cause])
    mail_state_known = Check("state IN ('queued', 'sending', 'sent', 'failed', 'kept')")
    mail_locale_known = Check("locale IN ('vi', 'en')")
    mail_one_line_headers = Check(r"subject !~ '[\r\n]' AND recipient !~ '[\r\n]' AND recipient_name !~ '[\r\n]'")
    mail_sent_has_time = Check("(state = 'sent') = (sent_at IS NOT NULL)")
    mail_sending_is_claimed = Check("(state = 'sending') = (lease_until IS NOT NULL)")


class MailOptOut(Table, tablename="mail_opt_out"):
    """A reader who wants no more letters of one kind. Letters that answer an act of theirs still go out."""

    id = BigSerial(primary_key=True)
    email = Varchar(length=254, null=False)
    kind = Varchar(length=20, null=False)
    created_at = Timestamptz(null=False, default=None)

    mail_opt_out_unique_reader = Unique([email, kind])
    mail_opt_out_kind_known = Check("kind IN ('fair_news', 'reminders')")
