"""What people do with the register and its imports."""

from events_app.platform.db import register
from events_app.producers import errors
from events_app.producers.operations.certificates import add_certificate, change_certificate, revoke_certificate
from events_app.producers.operations.imports import (
    accept_import,
    cancel_import,
    import_file,
    start_import,
    undo_import,
    work_on_imports,
)
from events_app.producers.operations.locking import keep_names
from events_app.producers.operations.members import add_member, remove_member
from events_app.producers.operations.papers import add_paper, end_reading, erase_paper, let_office_read
from events_app.producers.operations.producers import add_producer, change_producer, register_own_producer
from events_app.producers.operations.products import add_product, change_product
from events_app.producers.operations.submissions import decide_submission, submit_for_five_stars

register(
    {
        "producer_one_per_tax_code": errors.TaxCodeTaken,
        "product_unique_name": errors.ProductNameTaken,
        "certificate_unique_issue": errors.CertificateDayTaken,
        "certificate_revoked_after_issue": errors.RevokedBeforeIssue,
        "five_star_submission_one_open": errors.SubmissionOpen,
        "five_star_submission_unique_day": errors.SubmissionOpen,
        "producer_member_unique_person": errors.AlreadyMember,
        "producer_paper_replaced_once": errors.PaperReplaced,
    }
)

__all__ = [
    "accept_import",
    "add_certificate",
    "add_member",
    "add_paper",
    "add_producer",
    "add_product",
    "cancel_import",
    "change_certificate",
    "change_producer",
    "change_product",
    "decide_submission",
    "end_reading",
    "erase_paper",
    "import_file",
    "keep_names",
    "let_office_read",
    "register_own_producer",
    "remove_member",
    "revoke_certificate",
    "start_import",
    "submit_for_five_stars",
    "undo_import",
    "work_on_imports",
]
