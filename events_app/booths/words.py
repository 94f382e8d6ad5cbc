"""How states, categories, utilities and fixtures are called; each is a message to translate."""

from events_app.booths.rules import ApplicationState, BoothState, Category, ClosedReason, Numbering, Utility
from events_app.booths.rules.fees import FeeState
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

STATES = {
    BoothState.AVAILABLE: N_("Available"),
    BoothState.HELD: N_("Held"),
    BoothState.OFFERED: N_("Offered"),
    BoothState.ASSIGNED: N_("Taken"),
    BoothState.BLOCKED: N_("Not given out"),
}

CATEGORIES = {
    Category.SMALL: N_("Standard booth"),
    Category.LARGE: N_("Large booth"),
    Category.CORNER: N_("Corner booth"),
}

UTILITIES = {
    Utility.POWER: N_("Power"),
    Utility.WATER: N_("Water"),
    Utility.COLD: N_("Cold storage"),
}

FIXTURES = {
    "stage": N_("Stage"),
    "entrance": N_("Main entrance"),
    "exit": N_("Exit"),
    "area": N_("Area"),
    "aisle": N_("Aisle"),
    "wall": N_("Wall"),
    "pillar": N_("Pillar"),
    "power": N_("Power point"),
    "water": N_("Water point"),
}

NUMBERINGS = {
    Numbering.ISLAND: N_("Two rows a letter: A01–A20"),
    Numbering.ROW: N_("One row a letter: A01–A10, B01"),
    Numbering.RUNNING: N_("Running: 001–120"),
}

CLOSED = {
    ClosedReason.RELEASED: N_("given back"),
    ClosedReason.EXPIRED: N_("time ran out"),
    ClosedReason.UNASSIGNED: N_("taken back by the organizer"),
    ClosedReason.MOVED: N_("moved to another booth"),
    ClosedReason.DECLINED: N_("declined"),
    ClosedReason.BOOTH_REMOVED: N_("booth removed"),
    ClosedReason.FAIR_CANCELLED: N_("fair cancelled"),
}

FEES = {
    FeeState.OPEN: (N_("To be paid"), "wait"),
    FeeState.PAID: (N_("Paid"), "open"),
    FeeState.REFUND_DUE: (N_("To be given back"), "stop"),
    FeeState.REFUNDED: (N_("Given back"), "done"),
    FeeState.CANCELLED: (N_("No longer owed"), "done"),
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
