"""Dates, numbers and money as people write and say them in each language."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import phonenumbers
from babel.units import format_unit
from lunar_vn import solar_to_lunar

from events_app.platform.i18n.locale import Locale

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_HOURS_SAID_AS_HOURS = 72

_WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LUNAR_MONTHS = (
    "Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười một", "Chạp",
)  # fmt: skip


def format_day(day: date, locale: Locale) -> str:
    """`24/11/2026` in Vietnamese, `24 Nov 2026` in English.

    >>> format_day(date(2026, 11, 24), "vi"), format_day(date(2026, 11, 4), "en")
    ('24/11/2026', '4 Nov 2026')
    """
    if locale == "vi":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def format_weekday(day: date, locale: Locale) -> str:
    """The day with its weekday and without its year: `thứ Ba 24/11`, `Tue 24 Nov`."""
    name = _WEEKDAYS[locale][day.weekday()]
    if locale == "vi":
        return f"{name} {day.day}/{day.month}"
    return f"{name} {day.day} {_MONTHS_EN[day.month - 1]}"


def format_days(first: date, last: date, locale: Locale) -> str:
    """A span of days without repeating what both ends share.

    >>> format_days(date(2026, 12, 12), date(2026, 12, 16), "vi")
    '12–16/12/2026'
    >>> format_days(date(2026, 11, 28), date(2026, 12, 2), "vi")
    '28/11–02/12/2026'
    """
    if first == last:
        return format_day(first, locale)
    if first.year != last.year:
        return f"{format_day(first, locale)}–{format_day(last, locale)}"
    if locale == "en":
        month = "" if first.month == last.month else f" {_MONTHS_EN[first.month - 1]}"
        return f"{first.day}{month}–{format_day(last, locale)}"
    if first.month == last.month:
        return f"{first:%d}–{last:%d/%m/%Y}"
    return f"{first:%d/%m}–{last:%d/%m/%Y}"


def format_dates(days: Sequence[date], locale: Locale) -> str:
    """Any days, in their order; three and more that follow each other are written as a span.

    >>> format_dates([date(2026, 12, 12), date(2026, 12, 14), date(2026, 12, 15)], "en")
    '12, 14 and 15 Dec 2026'
    >>> format_dates([date(2026, 12, 12), date(2026, 12, 14), date(2026, 12, 15)], "vi")
    '12, 14 và 15/12/2026'
    >>> format_dates([date(2026, 11, 28), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)], "vi")
    '28/11 và 01–03/12/2026'
    """
    if (days[-1] - days[0]).days == len(days) - 1:
        return format_days(days[0], days[-1], locale)
    parts = _runs(days)
    *before, (first, last) = parts
    said = [_span_before(run, following, locale) for run, (following, _) in zip(before, parts[1:], strict=True)]
    joint = {"vi": "và", "en": "and"}[locale]
    return f"{', '.join(said)} {joint} {format_days(first, last, locale)}"


def _runs(days: Sequence[date]) -> list[tuple[date, date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    wide = 3
    return [span for run in runs for span in ([(run[0], run[-1])] if len(run) >= wide else [(d, d) for d in run])]


def _span_before(run: tuple[date, date], following: date, locale: Locale) -> str:
    """A span without the month and year that what follows it says too."""
    first, last = run
    if last.year != following.year:
        return format_days(first, last, locale)
    written = format_days(first, last, locale)
    written = written.removesuffix(f"/{last.year}").removesuffix(f" {last.year}")
    if last.month == following.month and first.month == last.month:
        written = written.removesuffix(f"/{last:%m}").removesuffix(f" {_MONTHS_EN[last.month - 1]}")
    return written


def format_clock(moment: datetime, zone: ZoneInfo = VIETNAM) -> str:
    """The local time of day: `8:30`."""
    local = moment.astimezone(zone)
    return f"{local.hour}:{local:%M}"


def format_moment(moment: datetime, locale: Locale, zone: ZoneInfo = VIETNAM) -> str:
    """An instant in local time: `14:00 thứ Ba 24/11/2026`, `14:00 Tue 24 Nov 2026`."""
    local = moment.astimezone(zone)
    weekday = _WEEKDAYS[locale][local.weekday()]
    return f"{format_clock(moment, zone)} {weekday} {format_day(local.date(), locale)}"


def format_number(number: float, locale: Locale = "vi") -> str:
    """Thousands grouped as the reader expects: `1.284` in Vietnamese, `1,284` in English."""
    text = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
    return text if locale == "en" else text.translate(str.maketrans(",.", ".,"))


def format_phone(number: str | None) -> str:
    """Write a phone number as it is dialled in Vietnam; what is none stays as it was typed.

    >>> format_phone("+84912345678"), format_phone("+6591234567"), format_phone("hỏi bảo vệ"), format_phone(None)
    ('0912 345 678', '+65 9123 4567', 'hỏi bảo vệ', '')
    """
    if not number or not number.startswith("+"):
        return number or ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == phonenumbers.country_code_for_region("VN")
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def format_money(dong: int, locale: Locale = "vi") -> str:
    """Integer đồng: `1.234.567 ₫`."""
    return f"{format_number(dong, locale)} ₫"


def format_days_left(day: date, today: date, locale: Locale) -> str:
    """How far a day is from today, in words.

    >>> format_days_left(date(2026, 12, 6), date(2026, 11, 24), "vi")
    'còn 12 ngày'
    """
    left = (day - today).days
    if left == 0:
        return "hôm nay" if locale == "vi" else "today"
    if left == 1:
        return "ngày mai" if locale == "vi" else "tomorrow"
    if left < 0:
        return f"{-left} ngày trước" if locale == "vi" else f"{-left} days ago" if left < -1 else "yesterday"
    return f"còn {left} ngày" if locale == "vi" else f"{left} days left"


def format_minutes(minutes: int, locale: Locale) -> str:
    """A span of time in the unit people would use: minutes below whole hours, days from three on.

    >>> format_minutes(45, "en"), format_minutes(2880, "vi"), format_minutes(10080, "en")
    ('45 minutes', '48 giờ', '7 days')
    """
    hours, rest = divmod(minutes, 60)
    if rest:
        unit, number = "minute", minutes
    elif hours % 24 or hours < _HOURS_SAID_AS_HOURS:
        unit, number = "hour", hours
    else:
        unit, number = "day", hours // 24
    # Vietnamese has one form for all lengths, and Babel keeps it under the short one.
    return format_unit(number, f"duration-{unit}", length="short" if locale == "vi" else "long", locale=locale)


def format_lunar(day: date, locale: Locale) -> str:
    """The lunar date people print beside the solar one: `4 tháng Mười một âm lịch`.

    Reckoned for UTC+7: in some years (2030) Tết falls a day before the Chinese new year.
    """
    lunar = solar_to_lunar(day)
    if locale == "en":
        return f"lunar {lunar.day}/{lunar.month}"
    leap = " nhuận" if lunar.leap else ""
    return f"{lunar.day} tháng {_LUNAR_MONTHS[lunar.month - 1]}{leap} âm lịch"
