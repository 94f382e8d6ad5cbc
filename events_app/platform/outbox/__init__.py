"""Requests upwards: a message written with its cause, handled later, exactly as often as each handler needs.

`messages` writes them, `delivering` hands one to one handler, `worker` keeps a process at it, `dead_letters` shows what
could not be delivered in two days. Each handler has its own delivery row: what one cannot do stops no other.
"""

from events_app.platform.outbox.dead_letters import DeadLetter, OutboxFigures, count_outbox, list_dead, revive
from events_app.platform.outbox.delivering import Handler, Handlers, NotYetError
from events_app.platform.outbox.messages import put_message, sweep_delivered
from events_app.platform.outbox.worker import OutboxWorker, deliver_due, outbox_jobs

__all__ = [
    "DeadLetter",
    "Handler",
    "Handlers",
    "NotYetError",
    "OutboxFigures",
    "OutboxWorker",
    "count_outbox",
    "deliver_due",
    "list_dead",
    "outbox_jobs",
    "put_message",
    "revive",
    "sweep_delivered",
]
