"""Long work of one request beside the short work of many: it gives way again and again."""

import asyncio
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

AT_A_TIME = 0.002
"""Seconds of computing after which others of this process have their turn."""


async def in_turns(make: Callable[[Item], Made], items: Iterable[Item]) -> list[Made]:
    """Make something of each item, in order; a gate that scans meanwhile does not wait for all of them."""
    made: list[Made] = []
    began = perf_counter()
    for item in items:
        made.append(make(item))
        if perf_counter() - began > AT_A_TIME:
            await asyncio.sleep(0)
            began = perf_counter()
    return made
