"""Who works at which booth, and how many more may."""

from datetime import datetime

import msgspec

from events_app.booths.queries import claims_of_producer
from events_app.fairs.queries import find_public_fair
from events_app.fairs.schemas import Fair
from events_app.passes.queries import find_passes_of_booths, read_plan
from events_app.passes.rules import PassState
from events_app.passes.schemas import PassView
from events_app.platform.actor import Actor


class BoothStaff(msgspec.Struct, frozen=True, kw_only=True):
    """One booth of a producer with its named people; `most` may be named."""

    booth: int
    code: str
    producer: int
    most: int
    people: list[PassView]

    @property
    def left(self) -> int:
        """How many more may be named."""
        return max(self.most - len(self.people), 0)


async def booth_passes_of(fair: int) -> int:
    """How many passes the staff of one booth gets at a fair."""
    return (await read_plan(fair)).booth_passes


async def staff_of_booths(slug: str, *, acting: Actor, now: datetime) -> tuple[Fair, list[BoothStaff]]:
    """List the booths the asker's producers have for certain, with who works there."""
    fair = await find_public_fair(slug, now=now)
    most = await booth_passes_of(fair.id)
    claims = [
        claim
        for producer in sorted(acting.producer_ids)
        for claim in await claims_of_producer(producer, now=now, fair=fair.id)
        if claim.state == "assigned"
    ]
    passes = await find_passes_of_booths([claim.booth for claim in claims])
    return fair, [
        BoothStaff(
            booth=claim.booth,
            code=claim.code,
            producer=claim.producer,
            most=most,
            people=[
                one
                for one in passes
                if one.booth == claim.booth and one.producer == claim.producer and one.state is PassState.valid
            ],
        )
        for claim in claims
    ]
