"""The rows of reviewing: what was looked at in an application, and who looks at which."""

from piccolo.columns import BigSerial, ForeignKey, OnDelete, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Account
from events_app.applications.tables.applications import BoothApplication


class ApplicationCheck(Table, tablename="application_check"):
    """One item of the checklist of an application, answered once and overwritten by the next look."""

    id = BigSerial(primary_key=True)
    application = ForeignKey(BoothApplication, null=False, on_delete=OnDelete.restrict, index=True)
    # `paper:<kind>` for a paper the call asks for, else the office's own words.
    item = Varchar(length=200, null=False)
    answer = Varchar(length=3, null=False)
    remark = Varchar(length=500, null=False, default="")
    checked_by = Varchar(length=120, null=False)
    checked_at = Timestamptz(null=False, default=None)

    application_check_once = Unique([application, item])
    application_check_answer_known = Check("answer IN ('yes', 'no')")


class ApplicationShare(Table, tablename="application_share"):
    """Who of the office looks at an application. One person each."""

    id = BigSerial(primary_key=True)
    application = ForeignKey(BoothApplication, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    given_by = Varchar(length=120, null=False)
    given_at = Timestamptz(null=False, default=None)

    application_share_one = Unique([application])
