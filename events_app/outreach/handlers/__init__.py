"""Which outbox message becomes which letters. The composition root hands in the settings."""

from events_app.outreach.handlers import accounts, applications, booths, fairs, livestream, passes
from events_app.outreach.handlers.fairs import COMPOSERS as FAIR_COMPOSERS
from events_app.outreach.mail_settings import mail_settings
from events_app.outreach.operations.fan_outs import Prepare
from events_app.platform.outbox import Handler
from events_app.platform.settings import Settings

__all__ = ["COMPOSERS", "make_handlers"]

COMPOSERS: dict[str, Prepare] = {**FAIR_COMPOSERS, **passes.COMPOSERS, **booths.COMPOSERS, **livestream.COMPOSERS}


def make_handlers(settings: Settings) -> dict[str, list[Handler]]:
    """Give the handler of every topic outreach listens to."""
    mailing = mail_settings(settings)
    listening = [
        *accounts.LISTENERS,
        *fairs.LISTENERS,
        *applications.LISTENERS,
        *booths.LISTENERS,
        *passes.LISTENERS,
        *livestream.LISTENERS,
    ]
    return {listener.topic: [Handler(listener.name, listener.bind(mailing))] for listener in listening}
