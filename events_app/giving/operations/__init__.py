"""The verbs of lists, invitations, staff of booths and badges."""

from events_app.giving.operations.badges import cancel_badges, mark_badges, order_badges, work_on_badges
from events_app.giving.operations.invitations import (
    empty_invitations_of,
    forget_invited_people,
    invite_again,
    invite_people,
    take_up_invitation,
    withdraw_invitation,
)
from events_app.giving.operations.lists import (
    give_list,
    hand_in_list,
    sweep_previews,
    throw_away_list,
    undo_list,
)
from events_app.giving.operations.staff import (
    StaffedBooth,
    move_staff,
    name_booth_staff,
    revoke_staff,
    take_off_booth_staff,
)

__all__ = [
    "StaffedBooth",
    "cancel_badges",
    "empty_invitations_of",
    "forget_invited_people",
    "give_list",
    "hand_in_list",
    "invite_again",
    "invite_people",
    "mark_badges",
    "move_staff",
    "name_booth_staff",
    "order_badges",
    "revoke_staff",
    "sweep_previews",
    "take_off_booth_staff",
    "take_up_invitation",
    "throw_away_list",
    "undo_list",
    "withdraw_invitation",
    "work_on_badges",
]
