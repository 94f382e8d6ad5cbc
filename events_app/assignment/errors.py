"""What can go wrong with assignment runs, with what is decided before them, and with what follows."""

from events_app.platform.errors import Conflict, InvalidInput, NotFound
from events_app.platform.i18n import N_


class RunNotFound(NotFound):
    code = "assignment_run_not_found"
    message = N_("This assignment run does not exist, or it is another office's.")


class RunAtWork(Conflict):
    code = "assignment_run_at_work"
    message = N_("An assignment run of this fair is at work already. Wait for it, or stop it.")


class RunImpossible(Conflict):
    code = "assignment_run_impossible"
    message = N_("This run cannot start yet: something in its input stands in the way. It is listed on the page.")

    def __init__(self, findings: list[str]) -> None:
        super().__init__(findings=findings)


class RunNotFinished(Conflict):
    code = "assignment_run_not_finished"
    message = N_("This run has no result. Only a run that has ended with one can be used.")


class RunNotPublished(Conflict):
    code = "assignment_run_not_published"
    message = N_("This run is not published.")


class AnotherRunPublished(Conflict):
    code = "assignment_another_published"
    message = N_("Another run of this fair is published. Take that one back first.")


class PublicationOutdated(Conflict):
    """A booth or an application is no longer as the run found it; nothing was offered."""

    code = "assignment_outdated"
    message = N_(
        "Booth %(booth)s for %(name)s is no longer as the run found it: it was given, blocked or redrawn meanwhile. "
        "Nothing was offered. Decide that place by hand and run again; it takes seconds."
    )

    def __init__(self, booth: str, name: str) -> None:
        super().__init__(booth=booth, name=name)


class ApplicantChanged(Conflict):
    """An application changed since the run; nothing was offered."""

    code = "assignment_applicant_changed"
    message = N_(
        "The application of %(name)s has changed since the run: it was settled, withdrawn or asks for something else. "
        "Nothing was offered. Run again; it takes seconds."
    )

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class PublicationAccepted(Conflict):
    code = "assignment_accepted"
    message = N_("%(name)s has accepted already, so the publication stands. Take single booths back on the plan.")

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class NothingToRefill(Conflict):
    code = "assignment_nothing_to_refill"
    message = N_("Nothing to refill: no booth is free that fits anybody who waits.")


class PinInvalid(InvalidInput):
    code = "invalid_pin"
    message = N_("This place cannot be decided like that.")


class PinTaken(Conflict):
    code = "pin_taken"
    message = N_("That booth is decided for somebody else already. Undo that decision first.")


class ReserveInvalid(InvalidInput):
    code = "invalid_reserve"
    message = N_("This reserve is not complete.")


class ReserveExists(Conflict):
    code = "reserve_exists"
    message = N_("There is a reserve for this group already. Change that one.")
