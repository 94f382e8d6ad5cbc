"""The demo's offices and people. Everybody here is invented."""

from datetime import datetime

from events_app.accounts.operations.entering import EnteredOffice, enter_account, enter_member, enter_office
from events_app.accounts.passwords import hash_password
from events_app.platform.db import transaction
from events_app.platform.i18n import Bilingual

PASSWORD = "demo-demo"

_OFFICES = (
    EnteredOffice(slug="ha-noi", name=Bilingual("Văn phòng Điều phối NTM Hà Nội", "Hanoi New Rural Development Office"), address="Hà Nội", email="ocop@ha-noi.demo.example"),
    EnteredOffice(slug="lao-cai", name=Bilingual("Trung tâm Xúc tiến thương mại Lào Cai", "Lao Cai Trade Promotion Centre"), address="Lào Cai", email="ocop@lao-cai.demo.example"),
    EnteredOffice(slug="nghe-an", name=Bilingual("Trung tâm Xúc tiến thương mại Nghệ An", "Nghe An Trade Promotion Centre"), address="Nghệ An", email="ocop@nghe-an.demo.example"),
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
        offices = [await enter_office(office, now=now) for office in _OFFICES]
        accounts = {email: await enter_account(email, name, password, now=now) for email, name, _, _ in _PEOPLE}
        for email, _, office, role in _PEOPLE:
            if office is not None:
                await enter_member(offices[office], accounts[email], role, now=now)
    return offices, accounts
