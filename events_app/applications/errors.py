"""What can go wrong with calls and applications."""

from collections.abc import Sequence
from datetime import datetime

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class ApplicationNotFound(NotFound):
    code = "application_not_found"
    message = N_("This application does not exist, or it is not yours to read.")


class ApplicationInvalid(InvalidInput):
    code = "invalid_application"
    message = N_("The application is not complete: some fields need another look.")


class ReviewerUnknown(InvalidInput):
    code = "reviewer_unknown"
    message = N_("Choose somebody of your office who reviews applications.")


class ItemUnknown(InvalidInput):
    code = "item_unknown"
    message = N_("The checklist has changed meanwhile. Load the page again and look.")


class CallInvalid(InvalidInput):
    code = "invalid_call"
    message = N_("The call could not be saved: some fields need another look.")


class CallClosed(Conflict):
    code = "call_closed"
    message = N_("This fair takes no applications now.")

    def __init__(self, closes_at: datetime | None) -> None:
        super().__init__(closes_at=closes_at)


class CallNotOpenYet(Conflict):
    code = "call_not_open_yet"
    message = N_("This fair takes applications from %(opens_at)s on. Come back then.")

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at=opens_at)


class AnswerTooLate(Conflict):
    code = "answer_too_late"
    message = N_(
        "The office asked for an answer until %(until)s. Call or write to the office: it can give you more time."
    )

    def __init__(self, until: datetime) -> None:
        super().__init__(until=until)


class AnswerDayMisplaced(InvalidInput):
    code = "answer_day_misplaced"
    message = N_("The day to answer goes with a question to the producer, and lies ahead.")


class ApplicationExists(Conflict):
    code = "application_exists"
    message = N_(
        "This producer has an application for this fair already. Change that one, or withdraw it and apply anew."
    )


class ApplicationStateFinal(Conflict):
    code = "application_state"
    message = N_("That does not follow from where the application stands. Load the page again and look.")

    def __init__(self, state: str, wanted: str) -> None:
        super().__init__(state=str(state), wanted=str(wanted))


class BoothAccepted(ApplicationStateFinal):
    """A booth of the application is the producer's."""

    code = "booth_accepted"
    message = N_(
        "The booth is accepted. First it is given back, by the producer or by the office on the plan: then the "
        "application is approved again and can be withdrawn, decided anew or offered another booth."
    )


class BoothStillOffered(ApplicationStateFinal):
    """A booth is offered, and the producer may answer at any moment."""

    code = "booth_still_offered"
    message = N_("A booth is offered to this producer. Take the offer back on the plan first, then decide.")


class ApplicationNotOffered(Conflict):
    code = "application_not_offered"
    message = N_("No offer stands: it was answered, or its time ran out.")


class ZoneWished(Conflict):
    """A zone that applications wish would go."""

    code = "zone_wished"
    message = N_(
        "Zone “%(zone)s” is wished by %(count)s producers: %(producers)s. "
        "Keep it, or give it another name: their wishes follow."
    )

    def __init__(self, zone: str, producers: Sequence[str]) -> None:
        super().__init__(
            zone=zone, count=len(producers), producers=", ".join(producers[:10]), wished_by=list(producers)
        )
