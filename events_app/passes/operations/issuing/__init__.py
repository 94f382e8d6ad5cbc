"""Give passes: to a visitor without an account, by the office at a desk, or many at once."""

from events_app.passes.operations.issuing.holders import CONSENT_VERSION, Holder, clean_holder
from events_app.passes.operations.issuing.quota import ensure_quota
from events_app.passes.operations.issuing.single import give_pass_at_gate, issue_pass, registration_now
from events_app.passes.operations.issuing.writing import NewPass, code_of, write_passes

__all__ = [
    "CONSENT_VERSION",
    "Holder",
    "NewPass",
    "clean_holder",
    "code_of",
    "ensure_quota",
    "give_pass_at_gate",
    "issue_pass",
    "registration_now",
    "write_passes",
]
