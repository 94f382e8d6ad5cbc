"""When two names of a room mean the same room."""

from events_app.places.rules import exact_key


def room_key(room: str) -> str:
    """What makes a room the same room: case, spaces and the style of tone marks say nothing, accents do.

    The migration `0200_names_keep_their_accents` writes the same for older rows.

    >>> room_key("PHÒNG  Hoà Bình") == room_key("Phòng Hòa Bình"), room_key("Lan") == room_key("Lân")
    (True, False)
    """
    return exact_key(room)
