"""Passes given by the list or by invitation, and badges printed by the batch."""

from piccolo.columns import (
    JSONB,
    Array,
    BigSerial,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Account
from events_app.fairs.tables import Fair
from events_app.passes.tables.passes import EntryPass
from events_app.passes.tables.plans import KIND_KNOWN


class PassList(Table, tablename="pass_list"):
    """A list of people from a spreadsheet. The same file again leads to the same list until it was undone."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    filename = Varchar(length=255, null=False)
    digest = Bytea(null=False)
    state = Varchar(length=8, null=False)
    created_at = Timestamptz(null=False, default=None)
    issued_at = Timestamptz(null=True, default=None)
    undone_at = Timestamptz(null=True, default=None)

    pass_list_state_known = Check("state IN ('preview', 'issued', 'undone')")
    pass_list_issued_dated = Check("(state = 'preview') = (issued_at IS NULL)")
    pass_list_undone_dated = Check("(state = 'undone') = (undone_at IS NOT NULL)")
    pass_list_digest_length = Check("octet_length(digest) = 32")


class PassListRow(Table, tablename="pass_list_row"):
    """One row of a list. Once its pass is given, the person stands in the pass and no longer here."""

    id = BigSerial(primary_key=True)
    pass_list = ForeignKey(PassList, null=False, on_delete=OnDelete.cascade, index=False)
    row = Integer(null=False)
    name = Varchar(length=1000, null=False, default="")
    email = Varchar(length=1000, null=False, default="")
    phone = Varchar(length=1000, null=False, default="")
    kind = Varchar(length=10, null=True, default=None)
    # Numbers of days of the fair; without them its pass is for every day.
    days = Array(base_column=SmallInt(), null=True, default=None)
    # [[code, facts]]: what is wrong with it; an empty list makes it a pass.
    errors = JSONB(null=False, default="[]")
    error_count = SmallInt(null=False, default=0)
    entry_pass = ForeignKey(EntryPass, null=True, default=None, on_delete=OnDelete.restrict, index=False)
    # The first row of the list that says the same of a person; whether it is the same one, the office says.
    same_as = Integer(null=True, default=None)

    pass_list_row_unique_position = Unique([pass_list, row])
    pass_list_row_unique_pass = Unique([entry_pass])
    pass_list_row_right_is_whole = Check("error_count > 0 OR kind IS NOT NULL")
    pass_list_row_days_named = Check("cardinality(days) >= 1")
    pass_list_row_wrong_gives_none = Check("error_count = 0 OR entry_pass IS NULL")
    pass_list_row_given_is_empty = Check("entry_pass IS NULL OR (name = '' AND email = '' AND phone = '')")
    pass_list_row_same_as_earlier = Check('same_as < "row"')


class PassInvitation(Table, tablename="pass_invitation"):
    """Somebody asked to come by the office: a link that turns into one pass."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    kind = Varchar(length=10, null=False)
    # Both empty once the person is forgotten.
    email = Varchar(length=254, null=False)
    name = Varchar(length=120, null=False, default="")
    locale = Varchar(length=2, null=False, default="vi")
    created_at = Timestamptz(null=False, default=None)
    sent_at = Timestamptz(null=False, default=None)
    sends = SmallInt(null=False, default=1)
    expires_at = Timestamptz(null=False, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    entry_pass = ForeignKey(EntryPass, null=True, default=None, on_delete=OnDelete.restrict, index=False)

    pass_invitation_unique_pass = Unique([entry_pass])
    pass_invitation_kind_known = Check("kind IN ('buyer', 'press', 'vip')")
    pass_invitation_locale_known = Check("locale IN ('vi', 'en')")
    pass_invitation_accepted_whole = Check("(entry_pass IS NULL) = (accepted_at IS NULL)")
    pass_invitation_withdrawn_gave_none = Check("withdrawn_at IS NULL OR entry_pass IS NULL")


class PrintRun(Table, tablename="print_run"):
    """A batch of badges. A worker holds it until `lease_until`; who finds the lease past goes on."""

    id = BigSerial(primary_key=True)
    fair = ForeignKey(Fair, null=False, on_delete=OnDelete.restrict, index=True)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    # Null: every kind.
    kind = Varchar(length=10, null=True, default=None)
    locale = Varchar(length=2, null=False, default="vi")
    badges = Integer(null=False)
    drawn = Integer(null=False, default=0)
    state = Varchar(length=9, null=False, default="waiting")
    worker = Varchar(length=36, null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    attempts = SmallInt(null=False, default=0)
    created_at = Timestamptz(null=False, default=None)
    finished_at = Timestamptz(null=True, default=None)
    printed_at = Timestamptz(null=True, default=None)

    print_run_state_known = Check("state IN ('waiting', 'drawing', 'ready', 'cancelled', 'failed')")
    print_run_kind_known = Check(KIND_KNOWN)
    print_run_badges_positive = Check("badges > 0 AND drawn BETWEEN 0 AND badges")
    print_run_finished_dated = Check("(state IN ('waiting', 'drawing')) = (finished_at IS NULL)")
    print_run_lease_held = Check("(worker IS NULL) = (lease_until IS NULL)")
    print_run_printed_is_ready = Check("printed_at IS NULL OR state = 'ready'")


class PrintRunPass(Table, tablename="print_run_pass"):
    """A pass in a batch, at its place: fixed when the batch is ordered."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(PrintRun, null=False, on_delete=OnDelete.cascade, index=False)
    entry_pass = ForeignKey(EntryPass, null=False, on_delete=OnDelete.restrict, index=True)
    place = Integer(null=False)

    print_run_pass_unique_pass = Unique([run, entry_pass])
    print_run_pass_unique_place = Unique([run, place])


class PrintRunPart(Table, tablename="print_run_part"):
    """What is drawn of a batch so far: a PDF for every 200 badges, the last one the whole file."""

    id = BigSerial(primary_key=True)
    run = ForeignKey(PrintRun, null=False, on_delete=OnDelete.cascade, index=False)
    # From 1; 0 is the whole file.
    number = SmallInt(null=False)
    content = Bytea(null=False)

    print_run_part_unique_number = Unique([run, number])
