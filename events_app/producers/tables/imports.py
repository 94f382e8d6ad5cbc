"""The rows of imported lists: the job, the file, each row read, and each change made to the register."""

from piccolo.columns import (
    JSONB,
    BigInt,
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

from events_app.accounts.tables import Account, Office


class ImportJob(Table, tablename="import_job"):
    """One list handed in. A worker holds it until `lease_until`; who finds the lease past takes over."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    # Null when it came from the command line.
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    filename = Varchar(length=255, null=False)
    size = Integer(null=False)
    state = Varchar(length=10, null=False)
    rows_read = Integer(null=False, default=0)
    # What the file says of itself while it is read, so never more than a hint.
    rows_expected = Integer(null=True, default=None)
    worker = Varchar(length=36, null=True, default=None)
    lease_until = Timestamptz(null=True, default=None)
    attempts = SmallInt(null=False, default=0)
    failure = JSONB(null=True, default=None)
    notes = JSONB(null=False, default="[]")
    created_at = Timestamptz(null=False)
    accepted_at = Timestamptz(null=True, default=None)
    accepted_by = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    undone_at = Timestamptz(null=True, default=None)

    import_job_state_known = Check("state IN ('reading', 'preview', 'applying', 'accepted', 'undone', 'failed')")
    import_job_failure_told = Check("(state = 'failed') = (failure IS NOT NULL)")
    import_job_accepted_dated = Check("(state IN ('accepted', 'undone')) = (accepted_at IS NOT NULL)")
    import_job_undone_dated = Check("(state = 'undone') = (undone_at IS NOT NULL)")
    import_job_lease_held = Check("(worker IS NULL) = (lease_until IS NULL)")


class ImportUpload(Table, tablename="import_upload"):
    """The bytes handed in, apart from the job so that lists of jobs stay light; dropped once read."""

    id = BigSerial(primary_key=True)
    job = ForeignKey(ImportJob, null=False, on_delete=OnDelete.cascade, index=False)
    content = Bytea(null=False)

    import_upload_unique_job = Unique([job])
    import_upload_not_too_large = Check("octet_length(content) <= 20971520")


class ImportRow(Table, tablename="import_row"):
    """One row of a list: as typed, as understood, what it would do, and why not."""

    id = BigSerial(primary_key=True)
    job = ForeignKey(ImportJob, null=False, on_delete=OnDelete.cascade, index=False)
    sheet = Varchar(length=100, null=False)
    row = Integer(null=False)
    action = Varchar(length=6, null=False)
    producer_name = Varchar(length=300, null=False)
    product_name = Varchar(length=300, null=False)
    raw = JSONB(null=False)  # type: ignore[assignment]  # hides Piccolo's Table.raw, which nobody calls here
    found = JSONB(null=False)
    changes = JSONB(null=False, default="[]")
    errors = JSONB(null=False, default="[]")
    error_count = SmallInt(null=False, default=0)
    notes = JSONB(null=False, default="[]")

    import_row_unique_position = Unique([job, sheet, row])
    import_row_action_known = Check("action IN ('new', 'change', 'same', 'skip')")
    import_row_errors_skip = Check("error_count = 0 OR action = 'skip'")


class ImportChange(Table, tablename="import_change"):
    """One change an accepted list made, with what stood before: undo reads these.

    `subject` is no foreign key: undo deletes what it names, and the change stays as a record.
    """

    id = BigSerial(primary_key=True)
    job = ForeignKey(ImportJob, null=False, on_delete=OnDelete.cascade, index=True)
    row = ForeignKey(ImportRow, null=True, default=None, on_delete=OnDelete.cascade, index=True)
    subject_kind = Varchar(length=11, null=False)
    subject = BigInt(null=False)
    # Null when the list created the subject.
    before = JSONB(null=True, default=None)
    revision_after = Integer(null=False)
    outcome = Varchar(length=7, null=False, default="applied")
    kept_because = Varchar(length=63, null=False, default="")

    import_change_unique_subject = Unique([job, subject_kind, subject])
    import_change_subject_known = Check("subject_kind IN ('producer', 'product', 'certificate')")
    import_change_outcome_known = Check("outcome IN ('applied', 'undone', 'kept')")
    import_change_kept_explained = Check("(outcome = 'kept') = (kept_because <> '')")
