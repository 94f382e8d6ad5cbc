"""The rows of studios, hosts, stream sessions, line-ups and order intents.

Three exclusion constraints (no overlap in a studio, for a host, for a producer) and the keys that hold the
sellers' times to those of their session stand in the migration of this slice: Piccolo cannot say them.
"""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Account, Office
from events_app.fairs.tables import Fair
from events_app.producers.tables import Producer, Product


class Studio(Table, tablename="studio"):
    """A room an office streams from; one session at a time."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=120, null=False)
    address = Varchar(length=300, null=False, default="")
    retired_at = Timestamptz(null=True, default=None)

    studio_unique_name = Unique([office, name])
    studio_named = Check("length(btrim(name)) > 0")


class Host(Table, tablename="host"):
    """Who stands before the camera. That the identity was checked is kept, never a picture of a paper."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=120, null=False)
    phone = Varchar(length=32, null=False, default="")
    # How and by whom the identity was checked before going live (Law on E-commerce 122/2025).
    identity_method = Varchar(length=16, null=True, default=None)
    identity_checked_on = Date(null=True, default=None)
    identity_checked_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    # The number and date of the contract or assignment under which this person sells for others.
    papers = Varchar(length=200, null=False, default="")
    retired_at = Timestamptz(null=True, default=None)

    host_unique_name = Unique([office, name, phone])
    host_named = Check("length(btrim(name)) > 0")
    host_identity_method_known = Check("identity_method IN ('vneid', 'in_person', 'contract')")
    host_identity_whole = Check("(identity_checked_on IS NULL) = (identity_method IS NULL)")


class StreamSession(Table, tablename="stream_session"):
    """One selling broadcast. A draft may be without studio and host; an unscheduled one lost its slot."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    fair = ForeignKey(Fair, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    studio = ForeignKey(Studio, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    host = ForeignKey(Host, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    title_vi = Varchar(length=200, null=False)
    title_en = Varchar(length=200, null=False, default="")
    summary_vi = Text(null=False, default="")
    summary_en = Text(null=False, default="")
    # Both titles without diacritics, for the search.
    folded = Varchar(length=420, null=False, default="")
    starts_at = Timestamptz(null=False, index=True)
    ends_at = Timestamptz(null=False)
    platform = Varchar(length=16, null=False)
    stream_url = Varchar(length=500, null=False, default="")
    status = Varchar(length=12, null=False)
    revision = Integer(null=False, default=1)
    reason_vi = Varchar(length=500, null=False, default="")
    reason_en = Varchar(length=500, null=False, default="")
    live_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    taken_down_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(null=False)
    # When it was first announced: what was public once is cancelled in public, too.
    published_at = Timestamptz(null=True, default=None)

    stream_session_ends_later = Check("ends_at > starts_at")
    stream_session_at_most_a_day = Check("ends_at <= starts_at + interval '24 hours'")
    stream_session_titled = Check("length(btrim(title_vi)) > 0")
    stream_session_status_known = Check("status IN ('draft', 'unscheduled', 'scheduled', 'live', 'ended', 'cancelled')")
    stream_session_platform_known = Check("platform IN ('facebook', 'tiktok', 'youtube', 'shopee', 'zalo', 'other')")
    stream_session_slot_when_scheduled = Check(
        "status IN ('draft', 'unscheduled', 'cancelled') OR (studio IS NOT NULL AND host IS NOT NULL)"
    )
    stream_session_address_when_live = Check("status <> 'live' OR stream_url <> ''")
    stream_session_live_is_dated = Check("status <> 'live' OR live_at IS NOT NULL")
    stream_session_announced_when_scheduled = Check(
        "status IN ('draft', 'unscheduled', 'cancelled') OR published_at IS NOT NULL"
    )
    stream_session_taken_down_is_over = Check("taken_down_at IS NULL OR status = 'ended'")


class StreamSeller(Table, tablename="stream_seller"):
    """A producer takes part in a session; carries the session's times so that overlaps can be refused.

    Times and status follow the session's through a foreign key with ON UPDATE CASCADE.
    """

    id = BigSerial(primary_key=True)
    session = ForeignKey(StreamSession, null=False, on_delete=OnDelete.restrict, index=False)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    starts_at = Timestamptz(null=False)
    ends_at = Timestamptz(null=False)
    status = Varchar(length=12, null=False)
    # That somebody of the office looked at the seller's papers for this session.
    papers_checked_at = Timestamptz(null=True, default=None)
    papers_checked_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)

    stream_seller_once_per_session = Unique([session, producer])


class LineUpItem(Table, tablename="line_up_item"):
    """A product in the order it is shown; its producer is a seller of the session (key in the migration)."""

    id = BigSerial(primary_key=True)
    session = ForeignKey(StreamSession, null=False, on_delete=OnDelete.restrict, index=False)
    product = ForeignKey(Product, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    position = Integer(null=False)
    price = BigInt(null=True, default=None)
    note = Varchar(length=200, null=False, default="")

    line_up_item_once_per_session = Unique([session, product])
    line_up_item_position_counts_from_one = Check("position >= 1")
    line_up_item_price_positive = Check("price > 0")


class StreamOrder(Table, tablename="stream_order"):
    """What a viewer wants to buy, handed to the producer; the money is between the two of them."""

    id = BigSerial(primary_key=True)
    session = ForeignKey(StreamSession, null=False, on_delete=OnDelete.restrict, index=True)
    product = ForeignKey(Product, null=False, on_delete=OnDelete.restrict, index=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    # Made by the form or the caller: a double click is one order.
    request_key = Varchar(length=64, null=False)
    # What was asked with the key: other content is another request.
    request_digest = Bytea(null=True, default=None)
    quantity = Integer(null=False)
    price = BigInt(null=True, default=None)
    buyer_name = Varchar(length=120, null=False)
    buyer_phone = Varchar(length=32, null=False)
    buyer_address = Varchar(length=300, null=False, default="")
    # Where the viewer is told what becomes of the order, and in which language; most leave a phone number only.
    buyer_email = Varchar(length=254, null=False, default="")
    buyer_locale = Varchar(length=5, null=False, default="vi")
    note = Varchar(length=500, null=False, default="")
    consent_version = Varchar(length=40, null=False)
    consent_at = Timestamptz(null=False)
    consent_channel = Varchar(length=8, null=False)
    state = Varchar(length=10, null=False)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False)
    answered_at = Timestamptz(null=True, default=None)
    corrected_at = Timestamptz(null=True, default=None)
    # Nobody answered before the session was called off.
    closed_at = Timestamptz(null=True, default=None)
    closed_reason = Varchar(length=24, null=False, default="")

    stream_order_unique_request = Unique([session, request_key])
    stream_order_request_digest_length = Check("octet_length(request_digest) = 32")
    stream_order_quantity_sane = Check("quantity BETWEEN 1 AND 1000")
    stream_order_state_known = Check("state IN ('handed', 'confirmed', 'declined', 'closed', 'erased')")
    stream_order_channel_known = Check("consent_channel IN ('web', 'api')")
    stream_order_reachable = Check("state = 'erased' OR (buyer_name <> '' AND buyer_phone <> '')")
    stream_order_answer_is_dated = Check("state NOT IN ('confirmed', 'declined') OR answered_at IS NOT NULL")
    stream_order_locale_known = Check("buyer_locale IN ('vi', 'en')")
    stream_order_closed_reason_known = Check("closed_reason IN ('', 'session_cancelled')")
    stream_order_closed_says_why = Check("state <> 'closed' OR (closed_at IS NOT NULL AND closed_reason <> '')")
    stream_order_erased_keeps_no_address = Check("state <> 'erased' OR buyer_email = ''")
