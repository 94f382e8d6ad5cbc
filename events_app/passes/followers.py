"""What slices above passes follow in the same transaction; `app.py` declares them."""

from collections.abc import Sequence
from typing import Final

import msgspec

from events_app.platform.followers import Followers


class ErasedPasses(msgspec.Struct, frozen=True):
    """Passes whose people are forgotten from now on."""

    passes: Sequence[int]


pass_erasure: Final = Followers[ErasedPasses]("people of passes are forgotten")
