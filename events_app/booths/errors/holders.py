"""What can go wrong with messages to holders and with hand-over sheets."""

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class MessageInvalid(InvalidInput):
    code = "invalid_message"
    message = N_("The message cannot be sent like this: some fields need another look.")


class NobodyHolds(Conflict):
    code = "nobody_holds"
    message = N_("Nobody has a booth at this fair yet, so nobody would get the message.")


class HeldBoothNotFound(NotFound):
    code = "held_booth_not_found"
    message = N_("This booth is nobody's any more, or it belongs to another office.")


class HandOverInvalid(InvalidInput):
    code = "invalid_hand_over"
    message = N_("The sheet could not be saved: some fields need another look.")


class NotHandedOver(Conflict):
    code = "not_handed_over"
    message = N_("Record the hand-over first; then the booth can be given back.")
