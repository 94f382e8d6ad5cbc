"""The rows behind every calendar feed."""

from piccolo.columns import (
    BigSerial,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class AgendaEntry(Table, tablename="agenda_entry"):
    """One thing that stands in calendars; `source` names the row it was made from ("fair:12").

    The row outlives its removal, so that something published again keeps its `uid` and goes on counting.
    """

    id = BigSerial(primary_key=True)
    source = Varchar(length=120, null=False)
    # Written once with its domain part; never made from a host name, a slug or a position.
    uid = Varchar(length=120, null=False)
    sequence = Integer(null=False, default=0)
    modified = Timestamptz(null=False)
    status = Varchar(length=12, null=False)
    # When it takes place, for the window of a feed; whole days count in the zone of the entry.
    starts_at = Timestamptz(null=False)
    ends_at = Timestamptz(null=False)
    # The IANA zone the text names, empty for whole days: the feed must then carry its VTIMEZONE.
    zone = Varchar(length=64, null=False, default="")
    # Its page and picture on this service, without the host: the service may move, a feed adds the address.
    page_path = Varchar(length=500, null=False, default="")
    image_path = Varchar(length=500, null=False, default="")
    # The CalendarEntry as JSON: what invitations and a newer renderer start from.
    content = Text(null=False)
    # SHA-256 over everything visible in every language, without the stamps.
    content_hash = Bytea(null=False)
    removed_at = Timestamptz(null=True, default=None)

    agenda_entry_unique_source = Unique([source])
    agenda_entry_unique_uid = Unique([uid])
    agenda_entry_status_known = Check("status IN ('tentative', 'confirmed', 'cancelled')")
    agenda_entry_ends_later = Check("ends_at > starts_at")
    agenda_entry_sequence_counts_up = Check("sequence >= 0")
    agenda_entry_uid_has_domain = Check("position('@' in uid) > 1")
    agenda_entry_content_hashed = Check("octet_length(content_hash) = 32")


class AgendaFragment(Table, tablename="agenda_fragment"):
    """The VEVENT of an entry in one language, ready to be joined into a feed."""

    id = BigSerial(primary_key=True)
    entry = ForeignKey(AgendaEntry, null=False, on_delete=OnDelete.cascade, index=False)
    locale = Varchar(length=2, null=False)
    fragment = Bytea(null=False)
    # VALARMs are kept apart: only private feeds put them back in.
    alarms = Bytea(null=False, default=b"")
    # The renderer that wrote it; a job rewrites those of an older one.
    version = Integer(null=False)

    agenda_fragment_one_per_language = Unique([entry, locale])
    agenda_fragment_locale_known = Check("locale IN ('vi', 'en')")


class AgendaListing(Table, tablename="agenda_listing"):
    """An entry stands in a feed. A withdrawn listing stays: a feed's Last-Modified must know of it."""

    id = BigSerial(primary_key=True)
    feed_key = Varchar(length=80, null=False)
    entry = ForeignKey(AgendaEntry, null=False, on_delete=OnDelete.cascade, index=True)
    listed = Boolean(null=False, default=True)
    changed_at = Timestamptz(null=False)

    agenda_listing_once_per_feed = Unique([feed_key, entry])
    agenda_listing_key_form = Check("feed_key ~ '^[a-z]+(:[a-z0-9-]+)*$'")
