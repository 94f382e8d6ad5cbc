"""Give passes: to a visitor without an account, by the office at a desk, or many at once."""

from events_app.passes.operations.issuing.choosing import DaysAsked, choose_days, days_like, numbers_asked
from events_app.passes.operations.issuing.holders import CONSENT_VERSION, Holder, clean_holder
from events_app.passes.operations.issuing.quota import ensure_quota
from events_app.passes.operations.issuing.single import give_pass_at_gate, issue_pass, registration_now
from events_app.passes.operations.issuing.writing import NewPass, code_of, write_passes

__all__ = [
    "CONSENT_VERSION",
    "DaysAsked",
    "Holder",
    "NewPass",
    "choose_days",
    "clean_holder",
    "code_of",
    "days_like",
    "ensure_quota",
    "give_pass_at_gate",
    "issue_pass",
    "numbers_asked",
    "registration_now",
    "write_passes",
]
