"""Password hashing with argon2id, off the event loop and never more at once than the machine bears."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, TypeVar
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from events_app.accounts.errors import SignInBusy

T = TypeVar("T")

# 64 MiB and three passes a check; the pool below bounds how many run at once, and so the memory.
_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_WORKERS: Final = max(1, min(4, os.cpu_count() or 1))
# About three seconds of work: whoever would wait longer is told to try again instead.
_LONGEST_QUEUE: Final = 32 * _WORKERS


class _Checks:
    """The thread pool with its bounded queue."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Start with a pool of this process: threads do not survive a fork, though the pool still counts them."""
        self._pool = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="argon2")
        self._waiting = 0

    async def run(self, work: Callable[..., T], *arguments: str) -> T:
        """Do the work in a thread, or refuse when too many wait."""
        if self._waiting >= _LONGEST_QUEUE:
            raise SignInBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._waiting -= 1


_CHECKS: Final = _Checks()
# The server loads the demo's accounts before it forks its workers.
os.register_at_fork(after_in_child=_CHECKS.begin_anew)


@cache
def _decoy() -> str:
    """Make the hash checked for an unknown address, so that the answer takes as long as for a known one."""
    return _HASHER.hash("nobody has this password")


def _verify(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored or _decoy(), password)
    except (VerificationError, InvalidHashError):
        return False


def _same_spelling(password: str) -> str:
    """Give the one spelling of a password: keyboards compose Vietnamese letters in two ways (RFC 8265 §4.2.2)."""
    return normalize("NFC", password).strip()


async def hash_password(password: str) -> str:
    """Hash a new password."""
    return await _CHECKS.run(_HASHER.hash, _same_spelling(password))


async def password_matches(stored: str | None, password: str) -> bool:
    """Check a password; without a stored hash the same work is done and the answer is no."""
    matches = await _CHECKS.run(_verify, stored or "", _same_spelling(password))
    return matches and bool(stored)


def needs_rehash(stored: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)
