"""What becomes of passes: said in the same transaction to the slices above."""

from collections.abc import Sequence

from msgspec import Struct

from events_app.platform.followers import Followers


class ErasedPasses(Struct, frozen=True):
    """Passes whose people are forgotten from now on."""

    passes: Sequence[int]


pass_erasure: Followers[ErasedPasses, None] = Followers("erasure of passes")
