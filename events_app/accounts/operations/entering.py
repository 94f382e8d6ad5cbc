"""Enters offices and people who are known from the start (the demo's); nobody is written to."""

from datetime import datetime

import msgspec

from events_app.accounts.tables import Account, Office, OfficeMember
from events_app.platform.db import ensure_in_transaction
from events_app.platform.i18n import Bilingual
from events_app.platform.rows import insert_row


class EnteredOffice(msgspec.Struct, frozen=True, kw_only=True):
    """An office as its pages and letters show it."""

    slug: str
    name: Bilingual
    address: str
    email: str


async def enter_office(office: EnteredOffice, *, now: datetime) -> int:
    """Write an office; gives its number."""
    ensure_in_transaction()
    row = await insert_row(Office, office, {"phone": "", "website": "", "created_at": now})
    return int(row["id"])


async def enter_account(email: str, name: str, password_hash: str, *, now: datetime) -> int:
    """Write an account whose address is confirmed; gives its number."""
    ensure_in_transaction()
    own = {"phone": "", "locale": "vi", "created_at": now, "confirmed_at": now}
    row = await insert_row(Account, {"email": email, "name": name, "password_hash": password_hash}, own)
    return int(row["id"])


async def enter_member(office: int, account: int, role: str, *, now: datetime) -> None:
    """Let an account work for an office."""
    ensure_in_transaction()
    await insert_row(OfficeMember, {"office": office, "account": account, "role": role, "created_at": now})
