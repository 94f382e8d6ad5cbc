"""Papers producers show offices: which kinds there are, how long each counts, and what a file must be."""

import io
import warnings
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from PIL import Image

from events_app.platform.errors import FieldError, InvalidInput
from events_app.platform.i18n import N_, Bilingual
from events_app.producers.rules.certificates import last_day

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PAPERS: Final = 100
"""Standing papers a producer may keep: far more than anybody has, far less than a disk."""

LAPSES_SOON: Final = timedelta(days=30)
_MOST_PIXELS: Final = 120_000_000
_MEGABYTE: Final = 1024 * 1024


class PaperKind(NamedTuple):
    """A kind of paper, asked for from `valid_from` to `valid_to`; it counts for so many months, or without end."""

    code: str
    title: Bilingual
    valid_from: date
    valid_to: date | None = None
    months: int | None = None


PAPER_KINDS: Final[Mapping[str, PaperKind]] = {
    kind.code: kind
    for kind in (
        PaperKind(
            "business_registration",
            Bilingual("Giấy chứng nhận đăng ký kinh doanh", "Business registration"),
            date(2015, 7, 1),
        ),
        # Law on food safety 55/2010, art. 37: three years; commitments of small producers are renewed as often.
        PaperKind(
            "food_safety",
            Bilingual(
                "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm hoặc bản cam kết",
                "Food-safety certificate or commitment",
            ),
            date(2011, 7, 1),
            months=36,
        ),
        PaperKind(
            "self_declaration", Bilingual("Bản tự công bố sản phẩm", "Product self-declaration"), date(2018, 2, 2)
        ),
        PaperKind("test_report", Bilingual("Phiếu kết quả kiểm nghiệm", "Test report"), date(2011, 7, 1), months=12),
        PaperKind("label", Bilingual("Nhãn sản phẩm", "Product label"), date(2017, 6, 1)),
        PaperKind("other", Bilingual("Giấy tờ khác", "Other paper"), date(2000, 1, 1)),
    )
}


class PaperStanding(StrEnum):
    """What a paper is worth on a day."""

    COUNTS = "counts"
    LAPSES_SOON = "lapses_soon"
    LAPSED = "lapsed"
    REPLACED = "replaced"


class Dated(Protocol):
    """What the rules need to know of a paper."""

    @property
    def kind(self) -> str: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def standing(self) -> PaperStanding: ...


class PaperDates(NamedTuple):
    """From when until when a paper counts, both days included."""

    issued_on: date | None
    expires_on: date | None


def kinds_on(day: date) -> list[PaperKind]:
    """The kinds that are asked for on a day."""
    return [kind for kind in PAPER_KINDS.values() if kind.valid_from <= day and (kind.valid_to or day) >= day]


def standing_of(expires_on: date | None, *, replaced: bool, on: date) -> PaperStanding:
    """What a paper is worth on a day; on its last day it still counts."""
    if replaced:
        return PaperStanding.REPLACED
    if expires_on is None or expires_on > on + LAPSES_SOON:
        return PaperStanding.COUNTS
    return PaperStanding.LAPSES_SOON if expires_on >= on else PaperStanding.LAPSED


def read_dates(kind: str, issued_on: date | None, expires_on: date | None, *, on: date) -> PaperDates:
    """Until when a paper counts: as long as its kind does, or less when it says so.

    Raises:
        InvalidInput: A day is missing or cannot be, or the paper has lapsed.
    """
    known = PAPER_KINDS.get(kind)
    if known is None or known not in kinds_on(on):
        raise _refused("kind", "kind_unknown", N_("Choose what kind of paper it is."))
    _ensure_days_follow(issued_on, expires_on, on)
    if known.months is not None:
        expires_on = _last_day_of_kind(known.months, issued_on, expires_on)
    if expires_on is not None and expires_on < on:
        message = N_("This paper lapsed on %(day)s. Hand in the one that counts now.")
        raise _refused("expires_on" if known.months is None else "issued_on", "lapsed", message, day=expires_on)
    return PaperDates(issued_on, expires_on)


def _ensure_days_follow(issued_on: date | None, expires_on: date | None, today: date) -> None:
    if issued_on is not None and issued_on > today:
        raise _refused("issued_on", "issued_later", N_("A paper is issued today or before."))
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        raise _refused("expires_on", "ends_before", N_("A paper ends after it was issued."))


def _last_day_of_kind(months: int, issued_on: date | None, expires_on: date | None) -> date:
    """The last day of a paper whose kind counts for some months: that, or earlier when the paper says so."""
    if issued_on is None:
        message = N_("This kind of paper counts for %(months)s months: say when it was issued.")
        raise _refused("issued_on", "missing", message, months=months)
    longest = last_day(issued_on, months)
    if expires_on is not None and expires_on > longest:
        message = N_("This kind of paper counts for %(months)s months, so not beyond %(day)s.")
        raise _refused("expires_on", "ends_later", message, months=months, day=longest)
    return expires_on or longest


def read_type(content: bytes) -> str:
    """The media type a file has by its content; its name does not matter.

    Raises:
        InvalidInput: It is empty, too large, damaged, or something else.
    """
    if not content:
        raise _refused("file", "file_missing", N_("Choose the file: a PDF, or a photo as JPEG or PNG."))
    if len(content) > MOST_BYTES:
        message = N_("This file is larger than %(most)s MB. Scan it with less resolution, or take a smaller photo.")
        raise _refused("file", "file_too_large", message, most=MOST_BYTES // _MEGABYTE)
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise _refused("file", "file_damaged", N_("This file is damaged or was cut off. Save it again and retry."))
        return "application/pdf"
    return _picture_type(content)


def lacking(asked: Iterable[str], papers: Iterable[Dated]) -> list[FieldError]:
    """What of the papers asked for is not there or has lapsed, in sentences."""
    held = list(papers)
    missing = []
    for code in asked:
        some = [paper for paper in held if paper.kind == code and paper.standing is not PaperStanding.REPLACED]
        if any(paper.standing is not PaperStanding.LAPSED for paper in some):
            continue
        ended = max((paper.expires_on for paper in some if paper.expires_on), default=None)
        title = PAPER_KINDS[code].title
        if ended is None:
            message = N_("The paper “%(paper)s” is missing. Upload it with your papers.")
            missing.append(FieldError("paper_missing", message, {"paper": title}))
        else:
            message = N_("The paper “%(paper)s” lapsed on %(day)s. Upload the one that counts now.")
            missing.append(FieldError("paper_lapsed", message, {"paper": title, "day": ended}))
    return missing


def _picture_type(content: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                kind, pixels = picture.format, picture.width * picture.height
                picture.verify()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        message = N_("This is no PDF, JPEG or PNG, whatever its name says. Save or scan the paper as one of these.")
        raise _refused("file", "file_type", message) from error
    if pixels > _MOST_PIXELS:
        raise _refused("file", "file_too_large", N_("This picture has too many pixels. Take a smaller photo."))
    return "image/jpeg" if kind == "JPEG" else "image/png"


def _refused(field: str, code: str, message: str, **data: object) -> InvalidInput:
    return InvalidInput({field: [FieldError(code, message, data)]})
