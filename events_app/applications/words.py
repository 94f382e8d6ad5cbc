"""How states of applications are called; each is a message to translate."""

from events_app.applications.rules.applications import ApplicationState
from events_app.platform.i18n import N_

APPLICATIONS = {
    ApplicationState.DRAFT: N_("Being written"),
    ApplicationState.SUBMITTED: N_("Awaiting approval"),
    ApplicationState.MORE_INFORMATION: N_("More information requested"),
    ApplicationState.APPROVED: N_("Approved"),
    ApplicationState.WAITLISTED: N_("Waiting list"),
    ApplicationState.DECLINED: N_("Declined"),
    ApplicationState.WITHDRAWN: N_("Withdrawn"),
    ApplicationState.OFFERED: N_("Booth offered"),
    ApplicationState.ACCEPTED: N_("Offer accepted"),
    ApplicationState.REFUSED: N_("Offer refused"),
    ApplicationState.LAPSED: N_("Offer lapsed"),
}


TONES = {
    ApplicationState.DRAFT: "plain",
    ApplicationState.SUBMITTED: "soon",
    ApplicationState.MORE_INFORMATION: "wait",
    ApplicationState.APPROVED: "open",
    ApplicationState.WAITLISTED: "wait",
    ApplicationState.DECLINED: "stop",
    ApplicationState.WITHDRAWN: "done",
    ApplicationState.OFFERED: "live",
    ApplicationState.ACCEPTED: "open",
    ApplicationState.REFUSED: "done",
    ApplicationState.LAPSED: "done",
}


# What a decision means for the producer, in letters.
DECISIONS = {
    ApplicationState.SUBMITTED: N_("Your application has arrived and is being looked at."),
    ApplicationState.MORE_INFORMATION: N_("Your application is not complete yet. Please add what is said below."),
    ApplicationState.APPROVED: N_("Your application is approved. A booth is offered to you when booths are given out."),
    ApplicationState.WAITLISTED: N_("You stand on the waiting list and are asked when a booth comes free."),
    ApplicationState.DECLINED: N_("Your application could not be accepted."),
    ApplicationState.OFFERED: N_("A booth is offered to you. Please answer in time, or it goes to the next in line."),
    ApplicationState.ACCEPTED: N_("You have accepted the booth; it is yours for the whole fair."),
    ApplicationState.REFUSED: N_("You have refused the booth that was offered."),
    ApplicationState.LAPSED: N_("The offer was not answered in time and has lapsed."),
    ApplicationState.WITHDRAWN: N_("You have withdrawn the application."),
}
