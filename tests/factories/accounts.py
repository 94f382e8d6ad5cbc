"""Offices, people and roles for tests."""

from datetime import datetime
from itertools import count

from argon2 import PasswordHasher

from events_app.accounts import passwords
from events_app.platform.actor import Actor
from events_app.platform.db import fetch
from tests.clock import NOW

PASSWORD = "mùa xuân ở Mê Linh"
# The smallest parameters argon2 takes: the product's own cost is tested once, not with every sign-in of a test.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PRODUCT = passwords._HASHER
_QUICK_HASH = QUICK.hash(PASSWORD)
_numbers = count(1)


async def make_office(*, slug: str | None = None, name_vi: str = "", name_en: str = "", **columns: str) -> int:
    """An office without staff."""
    number = next(_numbers)
    values = {"address": "", "email": "", "phone": "", "website": "", **columns}
    rows = await fetch(
        "INSERT INTO office (slug, name_vi, name_en, address, email, phone, website, revision, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) RETURNING id",
        slug or f"van-phong-{number}",
        name_vi or f"Văn phòng Điều phối số {number}",
        name_en or f"Coordination Office {number}",
        values["address"],
        values["email"],
        values["phone"],
        values["website"],
        NOW,
    )
    office: int = rows[0]["id"]
    return office


async def make_account(
    *,
    email: str | None = None,
    name: str = "Trần Thị Lan",
    phone: str = "",
    locale: str = "vi",
    password_hash: str = _QUICK_HASH,
    confirmed_at: datetime | None = NOW,
    disabled_at: datetime | None = None,
) -> int:
    """A person who may sign in with `PASSWORD`."""
    rows = await fetch(
        "INSERT INTO account (email, name, phone, locale, password_hash, created_at, confirmed_at, disabled_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        email or f"nguoi{next(_numbers)}@vidu.vn",
        name,
        phone,
        locale,
        password_hash,
        NOW,
        confirmed_at,
        disabled_at,
    )
    account: int = rows[0]["id"]
    return account


async def make_member(office: int, *, role: str = "organizer", account: int | None = None, **columns: object) -> int:
    """A person of an office's staff; gives the account."""
    person = account if account is not None else await make_account(**columns)  # type: ignore[arg-type] # passed on
    await fetch(
        "INSERT INTO office_member (office, account, role, created_at) VALUES ($1, $2, $3, $4)",
        office,
        person,
        role,
        NOW,
    )
    return person


async def actor_of(account: int) -> Actor:
    """The person as operations see them, with their office roles of this moment."""
    rows = await fetch("SELECT name, email FROM account WHERE id = $1", account)
    roles = await fetch("SELECT office, role FROM office_member WHERE account = $1", account)
    return Actor(
        kind="person",
        id=account,
        name=rows[0]["name"],
        email=rows[0]["email"],
        office_roles={row["office"]: row["role"] for row in roles},
    )


async def make_organizer(office: int | None = None, *, role: str = "organizer") -> Actor:
    """An office's member of staff, ready to act."""
    place = office if office is not None else await make_office()
    return await actor_of(await make_member(place, role=role))
