"""The demo's offices and people. Everybody here is invented."""

from datetime import datetime

from events_app.accounts.passwords import hash_password
from events_app.platform.db import fetch, transaction

PASSWORD = "demo-demo"

_OFFICES = (
    ("ha-noi", "Văn phòng Điều phối NTM Hà Nội", "Hanoi New Rural Development Office", "Hà Nội", "ocop@ha-noi.demo.example"),
    ("lao-cai", "Trung tâm Xúc tiến thương mại Lào Cai", "Lao Cai Trade Promotion Centre", "Lào Cai", "ocop@lao-cai.demo.example"),
    ("nghe-an", "Trung tâm Xúc tiến thương mại Nghệ An", "Nghe An Trade Promotion Centre", "Nghệ An", "ocop@nghe-an.demo.example"),
)  # fmt: skip

_PEOPLE = (
    ("organizer@demo.example", "Nguyễn Thị Minh Hạnh", 0, "owner"),
    ("colleague@demo.example", "Trần Quốc Bảo", 0, "organizer"),
    ("reviewer@demo.example", "Phạm Thu Trang", 0, "reviewer"),
    ("gate@demo.example", "Lê Văn Phúc", 0, "gate"),
    ("lao-cai@demo.example", "Giàng A Páo", 1, "owner"),
    ("nghe-an@demo.example", "Hồ Thị Lan", 2, "owner"),
    ("producer@demo.example", "Phùng Thị Mơ", None, ""),
)


async def settle_people(*, now: datetime) -> tuple[list[int], dict[str, int]]:
    """Make three offices and their people; returns the office ids and the accounts by address."""
    password = await hash_password(PASSWORD)
    async with transaction():
        offices = [await _add_office(*office, now=now) for office in _OFFICES]
        accounts = {email: await _add_account(email, name, password, now) for email, name, _, _ in _PEOPLE}
        for email, _, office, role in _PEOPLE:
            if office is not None:
                await fetch(
                    "INSERT INTO office_member (office, account, role, created_at) VALUES ($1, $2, $3, $4)",
                    offices[office],
                    accounts[email],
                    role,
                    now,
                )
    return offices, accounts


async def _add_office(slug: str, vi: str, en: str, address: str, email: str, *, now: datetime) -> int:
    rows = await fetch(
        "INSERT INTO office (slug, name_vi, name_en, address, email, phone, website, revision, created_at) "
        "VALUES ($1, $2, $3, $4, $5, '', '', 1, $6) RETURNING id",
        slug, vi, en, address, email, now,
    )  # fmt: skip
    return int(rows[0]["id"])


async def _add_account(email: str, name: str, password: str, now: datetime) -> int:
    rows = await fetch(
        "INSERT INTO account (email, name, phone, locale, password_hash, created_at, confirmed_at) "
        "VALUES ($1, $2, '', 'vi', $3, $4, $4) RETURNING id",
        email, name, password, now,
    )  # fmt: skip
    return int(rows[0]["id"])
