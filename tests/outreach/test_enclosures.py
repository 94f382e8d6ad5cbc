"""A pass goes out as PDF beside its letter, as long as it opens the gate."""

from email import message_from_bytes, policy

from events_app.outreach.enclosures import draw_enclosure, enclosing_pass
from events_app.outreach.handlers import make_handlers
from events_app.outreach.mail_settings import mail_settings
from events_app.outreach.message import build_message
from events_app.outreach.operations.sending import _claim
from events_app.passes.operations import issue_pass, revoke_pass
from events_app.passes.schemas import ConsentInput, HolderInput, PassInput
from events_app.platform.actor import ANONYMOUS
from events_app.platform.db import fetch
from events_app.platform.outbox import deliver_due
from tests.clock import NOW
from tests.factories.passes import make_gate_site, make_pass


async def test_letter_carries_the_pass_as_pdf_and_the_fair_as_ics(database, settings):
    site = await make_gate_site()
    wanted = PassInput(holder=HolderInput(name="Lan", email="lan@vidu.vn"), consent=ConsentInput("2026-11"))
    given = await issue_pass(site.slug, wanted, channel="web", signer=site.signer, acting=ANONYMOUS, now=NOW)
    await deliver_due(make_handlers(settings), now=NOW)
    await fetch("UPDATE mail SET state = 'queued'")
    mailing = mail_settings(settings)
    mail = await _claim(NOW)
    assert mail is not None
    assert mail.enclosure == enclosing_pass(given.id)
    enclosed = await draw_enclosure(mail.enclosure, mail.locale, mailing, now=NOW)
    letter = message_from_bytes(build_message(mail, mailing, enclosed).as_bytes(), policy=policy.default)
    files = {part.get_filename(): part for part in letter.iter_attachments()}
    assert files[f"pass-{given.id}.pdf"].get_content().startswith(b"%PDF")


async def test_pass_revoked_before_the_letter_left_is_not_enclosed(database, settings):
    site = await make_gate_site()
    given = await make_pass(site)
    await revoke_pass(given.id, acting=site.organizer, now=NOW)
    assert await draw_enclosure(enclosing_pass(given.id), "vi", mail_settings(settings), now=NOW) is None
