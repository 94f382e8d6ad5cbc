"""Who acts for a producer."""

from typing import Literal

import msgspec

from events_app.platform.db import fetch


class Membership(msgspec.Struct, frozen=True):
    """An account and its role; its name comes from `accounts`."""

    account: int
    role: Literal["owner", "member"]


async def list_members(producer: int) -> list[Membership]:
    """The accounts that act for a producer, in the order they came."""
    rows = await fetch("SELECT account, role FROM producer_member WHERE producer = $1 ORDER BY id", producer)
    return [Membership(row["account"], row["role"]) for row in rows]


async def members_of_producers(producers: list[int]) -> dict[int, list[int]]:
    """The accounts that act for each of some producers: whom to write to."""
    rows = await fetch(
        "SELECT producer, account FROM producer_member WHERE producer = ANY($1::bigint[]) ORDER BY id", producers
    )
    found: dict[int, list[int]] = {producer: [] for producer in producers}
    for row in rows:
        found[row["producer"]].append(row["account"])
    return found
