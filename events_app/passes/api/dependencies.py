"""What handlers of passes are given: the desk, the signer, the settings."""

from litestar.datastructures import State
from litestar.di import NamedDependency, Provide

from events_app.passes.operations import CheckInDesk, Signer
from events_app.platform.settings import Settings
from events_app.platform.web.wiring import wired


def provide_desk(state: State) -> CheckInDesk:
    """Return the desk of this process, made at the first scan."""
    if "check_in_desk" not in state:
        state.check_in_desk = CheckInDesk()
    desk: CheckInDesk = state.check_in_desk
    return desk


def provide_signer(state: State) -> Signer:
    """Return the signer of this process."""
    if "signer" not in state:
        state.signer = Signer(wired(state).settings.secret)
    signer: Signer = state.signer
    return signer


def provide_settings(state: State) -> Settings:
    """Return what this installation decided."""
    return wired(state).settings


Desk = NamedDependency[CheckInDesk]
Signing = NamedDependency[Signer]
Configured = NamedDependency[Settings]

DEPENDENCIES = {
    "desk": Provide(provide_desk, sync_to_thread=False),
    "signing": Provide(provide_signer, sync_to_thread=False),
    "configured": Provide(provide_settings, sync_to_thread=False),
}
