"""Pair states: where a standing application may stand, by the booths its producer has at the fair.

A claim names fair and producer, not the application; a producer has one application at a fair that was not withdrawn,
so the pair is clear. Holds are the producer's own choosing and no part of it until they are confirmed.
"""

from typing import NamedTuple

from events_app.applications.rules.applications import ApplicationState


class Having(NamedTuple):
    """What a producer has at a fair: booths offered (answered by nobody, in time or not), booths that are theirs."""

    offered: bool = False
    assigned: bool = False


def is_legal(state: ApplicationState, having: Having) -> bool:
    """Whether an application may stand there while its producer has that.

    An application is offered exactly while a booth is, and accepted only while a booth is theirs. A booth given by hand
    or chosen on the plan may stand beside every other state: it decides nothing about an application in review.

    >>> is_legal(ApplicationState.ACCEPTED, Having())
    False
    """
    if having.offered or state is ApplicationState.OFFERED:
        return having.offered and state is ApplicationState.OFFERED
    return having.assigned or state is not ApplicationState.ACCEPTED
