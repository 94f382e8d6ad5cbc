"""What can go wrong with calendar addresses."""

from datetime import datetime

from events_app.platform.errors import Conflict, Expired, NotFound
from events_app.platform.i18n import N_


class CalendarNotFound(NotFound):
    code = "calendar_not_found"
    message = N_("There is no calendar at this address.")


class SubscriptionNotFound(NotFound):
    code = "calendar_subscription_not_found"
    message = N_("This calendar address is not among yours.")


class CalendarRevoked(Expired):
    code = "calendar_revoked"
    message = N_("This calendar address was revoked at %(revoked_at)s. Make a new one in your account.")

    def __init__(self, revoked_at: datetime) -> None:
        super().__init__(revoked_at=revoked_at)


class TooManySubscriptions(Conflict):
    code = "too_many_calendar_subscriptions"
    message = N_("You already have %(most)s calendar addresses. Revoke one you no longer use.")

    def __init__(self, most: int) -> None:
        super().__init__(most=most)
