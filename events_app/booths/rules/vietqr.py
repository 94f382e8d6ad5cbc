"""The text of a VietQR bank-transfer code: EMVCo merchant-presented mode as NAPAS profiles it.

It asks a banking app for a transfer of one amount to one account with one bill number. It proves nothing.
"""

from binascii import crc_hqx
from typing import Final

from events_app.platform.i18n import fold

LONGEST_TEXT: Final = 25
_NAPAS: Final = "A000000727"
_TRANSFER_TO_ACCOUNT: Final = "QRIBFTTA"
_CRC_START: Final = 0xFFFF


def vietqr_payload(*, bank_bin: str, account: str, amount: int, bill: str, purpose: str) -> str:
    """The text of the code; `bill` and `purpose` are cut to 25 ASCII characters.

    >>> vietqr_payload(bank_bin="970403", account="0011012345678", amount=180000, bill="NPS6869",
    ...     purpose="thanh toan don hang")[-8:]
    '63042E2E'
    """
    transfer = _field("00", bank_bin) + _field("01", account)
    text = "".join(
        (
            _field("00", "01"),
            _field("01", "12"),
            _field("38", _field("00", _NAPAS) + _field("01", transfer) + _field("02", _TRANSFER_TO_ACCOUNT)),
            _field("53", "704"),
            _field("54", str(amount)),
            _field("58", "VN"),
            _field("62", _field("01", plain(bill)) + _field("08", plain(purpose))),
            "6304",
        )
    )
    # CRC-16/CCITT-FALSE (ISO/IEC 13239) over everything, the tag and length of the checksum included.
    return f"{text}{crc_hqx(text.encode('ascii'), _CRC_START):04X}"


def plain(text: str) -> str:
    """Text as banks take it: letters without marks, figures, spaces and hyphens, at most 25.

    >>> plain("Gian hàng Đ05 – Hội chợ")
    'Gian hang D05 Hoi cho'
    """
    marks = "".join(_unmarked(sign) for sign in text)
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " -") else " " for sign in marks)
    return " ".join(kept.split())[:LONGEST_TEXT].strip()


def _unmarked(sign: str) -> str:
    bare = fold(sign)
    return bare.upper() if sign.isupper() and bare.isascii() else bare if not sign.isascii() else sign


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"
