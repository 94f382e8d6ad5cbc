"""What passes between the demo's office and its producers: a call, papers, applications, fees, sheets, a message."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from events_app.applications.operations import apply_for_booths, deal_applications, edit_application, set_call
from events_app.applications.rules import ApplicationState
from events_app.applications.schemas import ApplicationInput, ApplicationPatch, CallInput
from events_app.booths import operations, queries
from events_app.booths.schemas import BankAccountInput, HandOverInput, MessageInput, ReceiptInput
from events_app.fairs.schemas import Fair
from events_app.platform.actor import SYSTEM, Actor
from events_app.platform.i18n import Bilingual
from events_app.platform.i18n.formats import VIETNAM
from events_app.producers.operations import add_paper
from events_app.producers.schemas import NewPaper

_PDF = b"%%PDF-1.7\n%% %s\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%%%EOF\n"
_S = ApplicationState
_DECISIONS = (
    (_S.APPROVED, 82, ""),
    (_S.APPROVED, 76, ""),
    (_S.WAITLISTED, 61, ""),
    (_S.MORE_INFORMATION, 0, "Đề nghị bổ sung phiếu kiểm nghiệm còn hạn."),
    (_S.WAITLISTED, 58, ""),
    (_S.DECLINED, 20, "Sản phẩm chưa có nhãn phụ theo quy định."),
)


async def call_for_applications(fair: Fair, office: int, *, now: datetime) -> None:
    """Say who may come to the fair, with which papers, and where fees are paid."""
    account = BankAccountInput(bank_bin="970436", number="0011001234567", holder="VAN PHONG DIEU PHOI NTM HA NOI")
    await operations.set_bank_account(office, account, acting=SYSTEM, now=now)
    call = CallInput(
        is_open=True,
        closes_at=now + timedelta(days=6),
        support_percent=50,
        papers=["business_registration", "food_safety"],
        checklist=["Nhãn ghi đủ nội dung bắt buộc", "Có người bán hàng cả thời gian hội chợ"],
        pay_within=10,
    )
    await set_call(fair.slug, call, acting=SYSTEM, now=now)


async def keep_papers(producer: int, *, now: datetime) -> None:
    """Three papers of the demo producer; the test report lapses soon."""
    today = now.astimezone(VIETNAM).date()
    for kind, name, age in (
        ("business_registration", "dang-ky-kinh-doanh.pdf", None),
        ("food_safety", "an-toan-thuc-pham.pdf", 300),
        ("test_report", "phieu-kiem-nghiem-mat-ong.pdf", 345),
    ):
        paper = NewPaper(
            kind=kind,
            filename=name,
            content=_PDF % kind.encode(),
            issued_on=today - timedelta(days=age) if age else None,
        )
        await add_paper(producer, paper, acting=SYSTEM, now=now)


async def take_applications(
    fair: Fair, producers: Sequence[int], *, organizer: Actor, reviewer: int, now: datetime
) -> None:
    """Applications as they came by telephone: some decided, the rest dealt to the reviewer."""
    for number, producer in enumerate(producers):
        wanted = ApplicationInput(producer=producer, booths_wanted=1 + number % 2, note="Đăng ký qua điện thoại")
        entered_at = now - timedelta(hours=3 * (len(producers) - number))
        made = await apply_for_booths(fair.slug, wanted, acting=organizer, now=entered_at)
        if number % 2:
            state, score, reply = _DECISIONS[number // 2 % len(_DECISIONS)]
            patch = ApplicationPatch(revision=made.revision, state=state, score=score, reply=reply)
            await edit_application(made.id, patch, acting=organizer, now=now)
    await deal_applications(fair.slug, [reviewer], acting=organizer, now=now)


# How many halves of their fees some producers paid.
_SHARES = {4: 1, 7: 4}


async def take_money(fair: Fair, *, organizer: Actor, now: datetime) -> None:
    """Two of three fees came in, one of them in part and one twice over."""
    today = now.astimezone(VIETNAM).date()
    for number, fee in enumerate(await queries.fees_of_fair(fair.id)):
        if number % 3:
            amount = fee.amount * _SHARES.get(number, 2) // 2
            receipt = ReceiptInput(amount=amount, paid_on=today - timedelta(days=number % 3), revision=fee.revision)
            await operations.note_receipt(fee.id, receipt, acting=organizer, now=now)


async def hand_booths_over(fair: Fair, *, organizer: Actor, now: datetime) -> None:
    """The booths of a fair that runs were handed over, one with a fault; a message went to all."""
    for number, held in enumerate((await queries.held_booths(fair.id))[:24]):
        faulty = number == 5
        sheet = HandOverInput(
            in_order=not faulty,
            power_works=not faulty,
            tables=1,
            chairs=2,
            keys=1,
            remarks="Ổ điện bên trái không có điện, đã báo kỹ thuật." if faulty else "",
            signed_by="Người đại diện",
        )
        at = now - timedelta(days=1, minutes=4 * number)
        await operations.record_hand_over(held.claim, "handover", sheet, acting=organizer, now=at)
    message = MessageInput(
        nonce=f"demo-message-of-fair-{fair.id:08d}",
        subject=Bilingual("Giờ mở cửa và lối vào xe hàng", "Opening hours and the goods entrance"),
        body=Bilingual(
            "Xe chở hàng vào cổng phía Tây trước 7 giờ 30 mỗi ngày.\n\nGian hàng mở cửa lúc 8 giờ 30.",
            "Lorries use the west gate before 7.30 every day.\n\nBooths open at 8.30.",
        ),
    )
    await operations.send_to_holders(fair.slug, message, acting=organizer, now=now - timedelta(days=1))
