"""The rows of producers, their products, certificates and submissions for five stars."""

from piccolo.columns import (
    BigSerial,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from events_app.accounts.tables import Account, Office
from events_app.places.tables import Place


class Producer(Table, tablename="producer"):
    """A producer (chủ thể) in the register of one office."""

    id = BigSerial(primary_key=True)
    office = ForeignKey(Office, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=300, null=False)
    kind = Varchar(length=16, null=False)
    # Null when the producer has none; one producer of an office per tax code (partial unique index in the migration).
    tax_code = Varchar(length=14, null=True, default=None)
    representative = Varchar(length=200, null=False, default="")
    phone = Varchar(length=20, null=False, default="")
    phone_second = Varchar(length=20, null=False, default="")
    email = Varchar(length=254, null=False, default="")
    website = Varchar(length=300, null=False, default="")
    # As it was printed; `place` is the dated unit somebody or an import found for it.
    address_printed = Varchar(length=400, null=False, default="")
    place = ForeignKey(Place, null=True, default=None, on_delete=OnDelete.restrict, index=True)
    about_vi = Text(null=False, default="")
    about_en = Text(null=False, default="")
    # Search without diacritics; identity with them (`rules.names.name_key`); order as Vietnamese people list names.
    folded = Varchar(length=700, null=False)
    name_key = Varchar(length=400, null=False)
    sort_key = Varchar(length=700, null=False)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False)
    updated_at = Timestamptz(null=False)

    producer_named = Check("length(btrim(name)) > 0")
    producer_kind_known = Check("kind IN ('enterprise', 'cooperative', 'group', 'household', 'facility')")
    producer_tax_code_form = Check("tax_code IS NULL OR tax_code ~ '^([0-9]{10}|[0-9]{12}|[0-9]{10}-[0-9]{3})$'")


class ProducerMember(Table, tablename="producer_member"):
    """An account that may act for a producer."""

    id = BigSerial(primary_key=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict, index=True)
    role = Varchar(length=8, null=False)
    created_at = Timestamptz(null=False)

    producer_member_unique_person = Unique([producer, account])
    producer_member_role_known = Check("role IN ('owner', 'member')")


class Product(Table, tablename="product"):
    """A product of one producer, in one of the six groups of Decision 148/2023."""

    id = BigSerial(primary_key=True)
    producer = ForeignKey(Producer, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=300, null=False)
    group_code = Varchar(length=12, null=False)
    story_vi = Text(null=False, default="")
    story_en = Text(null=False, default="")
    folded = Varchar(length=700, null=False)
    name_key = Varchar(length=400, null=False)
    sort_key = Varchar(length=700, null=False)
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False)
    updated_at = Timestamptz(null=False)

    product_unique_name = Unique([producer, name_key])
    product_named = Check("length(btrim(name)) > 0")
    product_group_known = Check(
        "group_code IN ('food', 'drink', 'herbal', 'craft', 'ornamental', 'tourism')",
    )


class Certificate(Table, tablename="certificate"):
    """A grading of one product: in force from `issued_on` to `expires_on`, both days included, unless revoked."""

    id = BigSerial(primary_key=True)
    product = ForeignKey(Product, null=False, on_delete=OnDelete.restrict, index=True)
    stars = SmallInt(null=False)
    # The average score, when the list told it: the stars follow from it.
    points = Numeric(digits=(5, 2), null=True, default=None)
    decision_number = Varchar(length=60, null=False)
    authority = Varchar(length=10, null=False)
    # The criteria in force when it was issued (`rules.criteria.CRITERIA_SETS`).
    criteria = Varchar(length=12, null=False)
    issued_on = Date(null=False)
    expires_on = Date(null=False, index=True)
    revoked_on = Date(null=True, default=None)
    revocation_reason = Varchar(length=500, null=False, default="")
    revision = Integer(null=False, default=1)
    created_at = Timestamptz(null=False)
    updated_at = Timestamptz(null=False)

    certificate_unique_issue = Unique([product, issued_on])
    certificate_stars_known = Check("stars BETWEEN 3 AND 5")
    certificate_points_give_stars = Check(
        "points IS NULL OR (stars = 3 AND points >= 50 AND points < 70)"
        " OR (stars = 4 AND points >= 70 AND points < 90) OR (stars = 5 AND points >= 90 AND points <= 100)",
    )
    certificate_authority_known = Check("authority IN ('district', 'province', 'ministry')")
    certificate_lasts_36_months = Check("expires_on = (issued_on + interval '36 months')::date")
    certificate_revoked_after_issue = Check("revoked_on IS NULL OR revoked_on >= issued_on")


class FiveStarSubmission(Table, tablename="five_star_submission"):
    """A product put forward to the ministry for five stars: a status beside its grade, with dates and an outcome."""

    id = BigSerial(primary_key=True)
    product = ForeignKey(Product, null=False, on_delete=OnDelete.restrict, index=True)
    submitted_on = Date(null=False)
    decided_on = Date(null=True, default=None)
    outcome = Varchar(length=10, null=True, default=None)
    note = Varchar(length=500, null=False, default="")
    created_at = Timestamptz(null=False)

    # One undecided submission a product: partial unique index in the migration.
    five_star_submission_unique_day = Unique([product, submitted_on])
    five_star_submission_outcome_known = Check("outcome IS NULL OR outcome IN ('recognised', 'refused', 'withdrawn')")
    five_star_submission_decided_once = Check("(outcome IS NULL) = (decided_on IS NULL)")
    five_star_submission_decided_later = Check("decided_on IS NULL OR decided_on >= submitted_on")
