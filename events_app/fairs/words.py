"""How fairs' kinds, regions, states and programme are called; each is a message to translate."""

from events_app.fairs.rules import Kind, Phase, Region, SessionKind, Status, Step
from events_app.platform.i18n import N_

KINDS = {
    Kind.FAIR: N_("Fair"),
    Kind.PRODUCT_WEEK: N_("Product week"),
    Kind.FESTIVAL: N_("Festival"),
    Kind.WORKSHOP: N_("Workshop"),
    Kind.TRAINING: N_("Training course"),
    Kind.REGIONAL_CULTURE: N_("Regional culture days"),
    Kind.OUTGOING_DELEGATION: N_("Delegation to another province"),
    Kind.LIVESTREAM_DAY: N_("Livestream day"),
}

REGIONS = {
    Region.NORTHERN_MOUNTAINS: N_("Northern mountains"),
    Region.RED_RIVER_DELTA: N_("Red River Delta"),
    Region.CENTRAL_HIGHLANDS: N_("Central Vietnam and Highlands"),
    Region.SOUTH: N_("Southern Vietnam"),
}

STATUSES = {
    Status.DRAFT: N_("Draft"),
    Status.PUBLISHED: N_("Published"),
    Status.POSTPONED: N_("Postponed"),
    Status.CANCELLED: N_("Cancelled"),
}

PHASES = {
    Phase.DRAFT: N_("Draft"),
    Phase.COMING: N_("Coming up"),
    Phase.RUNNING: N_("On now"),
    Phase.PAST: N_("Over"),
    Phase.UNDATED: N_("Postponed, new date to be announced"),
    Phase.CANCELLED: N_("Cancelled"),
}

SESSION_KINDS = {
    SessionKind.CEREMONY: N_("Ceremony"),
    SessionKind.TALK: N_("Talk"),
    SessionKind.WORKSHOP: N_("Workshop"),
    SessionKind.TRAINING: N_("Training course"),
    SessionKind.DEMONSTRATION: N_("Demonstration"),
    SessionKind.MATCHMAKING: N_("Buyer matchmaking"),
    SessionKind.PERFORMANCE: N_("Performance"),
    SessionKind.CONTEST: N_("Contest"),
    SessionKind.OTHER: N_("Other"),
}

STEPS = {
    Step.DOSSIER: N_("Registration dossier to the Department of Industry and Trade"),
    Step.ANSWER: N_("Answer of the Department of Industry and Trade"),
    Step.REPORT: N_("Report of results"),
}
