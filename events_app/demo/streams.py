"""Thirty livestream sessions: past, this evening, coming; no studio and no host twice at once."""

from datetime import date, datetime, timedelta

from events_app.fairs.schemas import Fair
from events_app.livestream.operations import create_session
from events_app.livestream.operations.entering import settle_past_sessions
from events_app.livestream.schemas import Platform, SessionInput
from events_app.platform.actor import SYSTEM
from events_app.platform.i18n import Bilingual
from events_app.platform.i18n.formats import VIETNAM

_STUDIOS = ("Trường quay Cầu Giấy", "Trường quay Hà Đông")
_HOSTS = ("Nguyễn Thu Trang", "Đỗ Hải Nam", "Vũ Khánh Linh", "Bùi Anh Tuấn")
_PLATFORMS: tuple[Platform, ...] = ("facebook", "tiktok", "youtube", "shopee")
_THEMES = (
    ("Chợ đêm trên mây: mật ong và trà", "Night market in the clouds: honey and tea"),
    ("Bếp nhà quê: tương, mắm, dưa", "A country kitchen: soy paste, fish sauce, pickles"),
    ("Gốm Bát Tràng kể chuyện", "Bat Trang pottery tells its stories"),
    ("Quà Tết từ làng", "Tết gifts from the villages"),
    ("Cốm, bánh cuốn và giò chả", "Young rice, rice rolls and ham"),
    ("Thảo dược cho mùa lạnh", "Herbs for the cold season"),
    ("Mây tre đan trong nhà phố", "Rattan in a town house"),
    ("Sen Tây Hồ: trà, hạt và lụa", "West Lake lotus: tea, seeds and silk"),
    ("Miến, măng, mộc nhĩ", "Glass noodles, bamboo shoots, wood ear"),
    ("Đặc sản Tây Bắc lên sóng", "The north-west on air"),
)
# Days from today; the sixteenth is this evening.
_DAYS = (-40, -36, -33, -29, -27, -27, -27, -24, -20, -17, -13, -10, -7, -4, -2, 0, 1, 2, 3, 5, 8, 11, 15, 18, 19, 20, 25, 32, 40, 46)  # fmt: skip


async def plan_sessions(office: int, fairs: list[Fair], products: list[int], *, now: datetime) -> None:
    """Plan the sessions of an office; those on a fair's days are linked with it."""
    for number, days in enumerate(_DAYS):
        day = now.astimezone(VIETNAM).date() + timedelta(days=days)
        hour = 9 + 4 * _DAYS[:number].count(days) if _DAYS.count(days) > 1 else 19 + number % 2
        starts = datetime(day.year, day.month, day.day, hour, 30, tzinfo=VIETNAM)
        vi, en = _THEMES[number % len(_THEMES)]
        fair = next((some for some in fairs if _is_on(some, day)), None)
        await create_session(
            SessionInput(
                title=Bilingual(vi=vi, en=en),
                summary=Bilingual(
                    vi="Chủ thể tự giới thiệu, đặt câu hỏi trực tiếp, chốt đơn trong phiên.",
                    en="The producers themselves; ask live, order in the session.",
                ),
                starts_at=starts,
                ends_at=starts + timedelta(minutes=90),
                studio=_STUDIOS[number % 2],
                host=_HOSTS[number % 4],
                platform=_PLATFORMS[number % 4],
                stream_url=f"https://live.demo.example/ocop/{number + 1}",
                fair=fair.slug if fair else None,
                office=office,
                status="scheduled",
                products=products[number * 5 : number * 5 + 5],
            ),
            acting=SYSTEM,
            now=min(now, starts - timedelta(days=14)),
        )
    await settle_past_sessions(unseen=2, now=now)


def _is_on(fair: Fair, day: date) -> bool:
    return fair.starts_on is not None and fair.ends_on is not None and fair.starts_on <= day <= fair.ends_on
