"""The rows of the vault: papers of producers, and which offices may read them."""

from typing import Any

from piccolo.columns import BigSerial, Bytea, Date, ForeignKey, Integer, OnDelete, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Account, Office
from events_app.producers.tables.register import Producer


class ProducerPaper(Table, tablename="producer_paper"):
    """One paper of a producer, kept with its bytes. A newer one replaces it; both stay until it is erased.

    The same file of one kind stands once per producer (a partial unique index in the migration).
    """

    id = BigSerial(primary_key=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=24, null=False)
    filename = Varchar(length=160, null=False)
    media_type = Varchar(length=20, null=False)
    size = Integer(null=False)
    sha256 = Varchar(length=64, null=False)
    content = Bytea(null=False)
    issued_on = Date(null=True, default=None)
    # The last day it counts; null for papers without an end.
    expires_on = Date(null=True, default=None)
    note = Varchar(length=200, null=False, default="")
    # The paper this one took the place of.
    replaces: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict, index=True)
    uploaded_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    uploaded_at = Timestamptz(null=False, default=None)
    replaced_at = Timestamptz(null=True, default=None)
    erased_at = Timestamptz(null=True, default=None)

    producer_paper_type_known = Check("media_type IN ('application/pdf', 'image/png', 'image/jpeg')")
    producer_paper_whole = Check(
        "CASE WHEN erased_at IS NULL THEN octet_length(content) = size AND size BETWEEN 1 AND 10485760"
        " AND length(sha256) = 64 ELSE octet_length(content) = 0 AND sha256 = '' AND filename = '' AND note = '' END"
    )
    producer_paper_days_in_order = Check("issued_on IS NULL OR expires_on IS NULL OR expires_on >= issued_on")


class PaperReader(Table, tablename="paper_reader"):
    """An office a producer applied to: it may read the papers until that ends."""

    id = BigSerial(primary_key=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    since = Timestamptz(null=False, default=None)
    ended_at = Timestamptz(null=True, default=None)

    paper_reader_once = Unique([producer, office])
