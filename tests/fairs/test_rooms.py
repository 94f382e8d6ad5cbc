"""Rooms are told apart by their accents, in the code and in what the migration made of older rows."""

import string
import unicodedata
from datetime import timedelta

import asyncpg
import pytest

from events_app.fairs.rules import room_key
from events_app.platform import migrations
from events_app.platform.i18n import fold, nfc
from events_app.platform.migrations import known_migrations, migrate
from tests.clock import NOW
from tests.databases import scratch_database

HOUR = timedelta(hours=1)
MIGRATION = "0200_names_keep_their_accents"
_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_LETTERS = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES) + "đ"
ROOMS = [
    "PHÒNG B",
    "Phong B",
    "Lan",
    "Lân",
    "LÂN",
    "Phòng Hoà Bình",
    "Phòng hòa bình",
    "NHÀ KHÁCH QUỐC HỘI – TẦNG 2 (ĐƯỜNG NGUYỄN HUỆ)",
    *(" ".join(_LETTERS.upper()[first : first + 40]) for first in range(0, len(_LETTERS), 40)),
    string.ascii_letters,
]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("PHÒNG  B ", "phòng b", True),
        (unicodedata.normalize("NFD", "Lân"), "Lân", True),
        ("Phòng Hoà Bình", "phòng hòa bình", True),
        ("Lan", "Lân", False),
        ("Phòng B", "Phong B", False),
        ("Đá", "Da", False),
    ],
)
def test_rooms_are_the_same_with_their_accents_or_not_at_all(one, other, same):
    assert (room_key(one) == room_key(other)) is same


async def test_older_rooms_get_the_key_the_code_would_give_them(server_dsn, monkeypatch):
    earlier = {name: module for name, module in known_migrations().items() if name < MIGRATION}
    rooms = [nfc(room) for room in ROOMS]
    async with scratch_database(server_dsn) as dsn:
        with monkeypatch.context() as patch:
            patch.setattr(migrations, "known_migrations", lambda: earlier)
            await migrate(dsn)
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute("SET session_replication_role = replica")  # rooms of a fair that is not there
            await connection.executemany(
                "INSERT INTO programme_session (fair, kind, title_vi, room, room_folded, starts_at, ends_at,"
                " created_at, changed_at) VALUES (1, 'talk', 'x', $1, $2, $3, $4, $3, $3)",
                [(room, fold(room), NOW + hour * HOUR, NOW + (hour + 1) * HOUR) for hour, room in enumerate(rooms)],
            )
            await migrate(dsn)
            rows = await connection.fetch("SELECT room, room_key FROM programme_session")
        finally:
            await connection.close()
    assert {row["room"]: row["room_key"] for row in rows} == {room: room_key(room) for room in rooms}
