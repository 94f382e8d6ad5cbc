"""How kinds, states and reasons are called; each is a message to translate."""

from typing import Final

from events_app.passes.rules import Entries, PassKind, PassState, Reason, Registration
from events_app.platform.i18n import N_

KINDS: Final = {
    PassKind.visitor: N_("Visitor"),
    PassKind.exhibitor: N_("Exhibitor"),
    PassKind.buyer: N_("Trade buyer"),
    PassKind.press: N_("Press"),
    PassKind.staff: N_("Organizing staff"),
    PassKind.vip: N_("Guest of honour"),
}

STATES: Final = {
    PassState.valid: N_("Valid"),
    PassState.revoked: N_("Revoked"),
    PassState.replaced: N_("Replaced by a new pass"),
    PassState.returned: N_("Returned by its holder"),
    PassState.erased: N_("Person erased"),
}

STATE_TAGS: Final = {
    PassState.valid: "open",
    PassState.revoked: "stop",
    PassState.replaced: "done",
    PassState.returned: "done",
    PassState.erased: "done",
}

ENTRIES: Final = {
    Entries.once: N_("once in the whole fair"),
    Entries.once_a_day: N_("once a day"),
    Entries.free: N_("as often as they like"),
}

REASONS: Final = {
    Reason.already_in: N_("This pass is already inside"),
    Reason.already_used: N_("This pass was already used"),
    Reason.not_today: N_("This pass is not for today"),
    Reason.wrong_gate: N_("Please use another gate"),
    Reason.wrong_fair: N_("This pass is for another fair"),
    Reason.revoked: N_("This pass was revoked"),
    Reason.replaced: N_("A newer pass replaces this one"),
    Reason.returned: N_("This pass was given back"),
    Reason.full: N_("The hall is full just now"),
    Reason.postponed_fair: N_("The fair is postponed"),
    Reason.cancelled_fair: N_("The fair is cancelled"),
    Reason.forged: N_("This code is not genuine"),
    Reason.unknown: N_("This is not a pass we know"),
}

CLOSED: Final = {
    Registration.closed: N_("Registration is closed. You can still ask for a pass at the gate."),
    Registration.not_published: N_("This fair is not announced yet."),
    Registration.postponed: N_("This fair is postponed. Passes can be taken again once the new date is known."),
    Registration.cancelled: N_("This fair is cancelled."),
    Registration.over: N_("This fair is over."),
}

CONSENT: Final = N_(
    "I agree that %(office)s keeps my name, phone number and e-mail address to give me a pass for this fair and to"
    " tell me if the fair changes. They are erased 90 days after the fair; I can have them erased earlier."
)
"""What a person agrees to on our own pages; `operations.CONSENT_VERSION` numbers it."""


KEY_STATES: Final = {
    "signs": N_("Signs new passes"),
    "retired": N_("Verifies earlier passes"),
    "distrusted": N_("Leaked, refused"),
}
