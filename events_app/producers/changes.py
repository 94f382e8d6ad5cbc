"""What a new name of the register means to the slices above, whose texts carry it."""

from typing import Literal

from msgspec import Struct

from events_app.platform.followers import Followers


class Renamed(Struct, frozen=True, kw_only=True):
    """A producer or a product has another name; the row is written and locked."""

    kind: Literal["producer", "product"]
    id: int
    before: str
    after: str


renames: Followers[Renamed, None] = Followers("rename in the register")
