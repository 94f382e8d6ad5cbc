"""From a row to the bytes a server takes."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from uuid import uuid4

from events_app.outreach.errors import BadLetter
from events_app.outreach.mail_settings import MailSettings
from events_app.outreach.rules import ensure_address, header_text
from events_app.outreach.schemas import ClaimedMail, Enclosure
from events_app.platform.i18n import translate


def new_message_id(mailing: MailSettings) -> str:
    """Make the Message-ID a letter keeps for all its attempts."""
    return f"<{uuid4()}@{mailing.domain}>"


def build_message(mail: ClaimedMail, mailing: MailSettings, enclosed: Enclosure | None = None) -> EmailMessage:
    """Build the letter: text, HTML, and the iTIP part where there is one.

    The Message-ID comes from the row: a repeat after a crash is the same message. It is sent as 8-bit-clean ASCII
    (encoded words, quoted-printable), which every server takes.

    Raises:
        BadLetter: When an address or header cannot be what it must be.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _sender(mail, mailing)
        message["To"] = ensure_address(mail.recipient_name, mail.recipient)
        if mail.office_email:
            message["Reply-To"] = ensure_address("", mail.office_email)
        message["Subject"] = header_text(mail.subject, longest=250)
        message["Date"] = mail.created_at
        message["Message-ID"] = mail.message_id
        message["Auto-Submitted"] = "auto-generated"
        if mail.unsubscribe_url:
            message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    except ValueError as error:
        raise BadLetter from error
    message.set_content(mail.body_text)
    message.add_alternative(mail.body_html, subtype="html")
    # Set last: setting the content clears every Content-* header before it.
    message["Content-Language"] = mail.locale
    if mail.invitation is not None:
        _add_invitation(message, mail.invitation, mail.invitation_method)
    if enclosed is not None:
        message.add_attachment(enclosed.content, maintype="application", subtype="pdf", filename=enclosed.filename)
    return message


def _sender(mail: ClaimedMail, mailing: MailSettings) -> Address:
    name = mail.office_name.text(mail.locale) if mail.office_name else translate(mail.locale, "OCOP Fairs")
    return Address(display_name=header_text(name, longest=120), addr_spec=mailing.mail_from)


def _add_invitation(message: EmailMessage, body: bytes, method: str) -> None:
    """Add the calendar part as an alternative (RFC 6047 §2.4), which programs act on, and as a file for the others."""
    text = body.decode()
    message.add_alternative(text, subtype="calendar", params={"method": method}, cte="base64")
    message.add_attachment(body, maintype="application", subtype="ics", filename="invite.ics")
