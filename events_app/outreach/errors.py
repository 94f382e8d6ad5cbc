"""What can be wrong with letters."""

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class MailNotFound(NotFound):
    """No letter of this number, or not one the asker may read."""

    code = "mail_not_found"
    message = N_("This e-mail does not exist, or belongs to another office.")


class MailOnItsWay(Conflict):
    """A letter that waits or is being sent needs no second order."""

    code = "mail_on_its_way"
    message = N_("This e-mail is on its way already.")


class MailEmptied(Conflict):
    """The letter held a secret link, which was forgotten once it was sent."""

    code = "mail_emptied"
    message = N_("This e-mail held a personal link and cannot be sent again. Ask for a new link instead.")


class NoMailServer(Conflict):
    """There is no server to send through."""

    code = "no_mail_server"
    message = N_("No mail server is set up, so e-mails are kept here and not sent.")


class BadLetter(InvalidInput):
    """A letter whose address or subject cannot stand in a header."""

    code = "bad_letter"
    message = N_("This e-mail cannot be written: its address or subject is not usable.")


class UnknownOptOut(NotFound):
    """The address of the page was cut off or changed."""

    code = "unknown_opt_out"
    message = N_("This link is incomplete. Open it from the e-mail again.")
