"""Who looks at which application."""

import heapq
from collections.abc import Mapping, Sequence


def deal(applications: Sequence[int], loads: Mapping[int, int]) -> dict[int, int]:
    """Deal applications evenly: each to whoever has fewest, in the order of accounts. Gives the account of each.

    >>> deal([11, 12, 13], {1: 1, 2: 0})
    {11: 2, 12: 1, 13: 2}
    """
    heap = [(load, account) for account, load in loads.items()]
    heapq.heapify(heap)
    dealt: dict[int, int] = {}
    for application in applications:
        load, account = heap[0]
        dealt[application] = account
        heapq.heapreplace(heap, (load + 1, account))
    return dealt
