"""The verbs of the outreach."""

from events_app.outreach.operations.fan_outs import advance_fan_outs, begin_fan_out
from events_app.outreach.operations.opting_out import opt_out
from events_app.outreach.operations.sending import send_again, send_due, sweep_mails
from events_app.outreach.operations.writing import write_letter

__all__ = [
    "advance_fan_outs",
    "begin_fan_out",
    "opt_out",
    "send_again",
    "send_due",
    "sweep_mails",
    "write_letter",
]
