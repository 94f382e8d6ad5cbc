"""Decisions about people and proofs of identity: values in, decision or error out."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from unicodedata import category, normalize
from urllib.parse import urlsplit

import phonenumbers

from events_app.accounts import errors
from events_app.platform.i18n import N_


class Role(StrEnum):
    """What a person may do in an office. Owners and organizers do what the others do; these two see only their own."""

    OWNER = "owner"
    ORGANIZER = "organizer"
    REVIEWER = "reviewer"
    GATE = "gate"


class Scope(StrEnum):
    """What an API key may do of the things its person may do."""

    READ = "read"
    WRITE = "write"
    GATE = "gate"


class Purpose(StrEnum):
    """What a one-time link proves."""

    CONFIRM_EMAIL = "confirm_email"
    CHANGE_EMAIL = "change_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose, not a password
    INVITATION = "invitation"


LINK_LIFE: Mapping[Purpose, timedelta] = {
    Purpose.CONFIRM_EMAIL: timedelta(hours=48),
    Purpose.CHANGE_EMAIL: timedelta(hours=48),
    Purpose.RESET_PASSWORD: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=14),
}

# --- addresses, names, telephones -----------------------------------------------------------------

MAX_EMAIL = 254
MAX_LOCAL_PART = 64
_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


def fold_email(typed: str, *, field: str = "email") -> str:
    """Give the one spelling an address is stored and compared in, or refuse it.

    Case is folded also before the @: no provider of weight tells A@x from a@x, and two accounts that differ
    only so are a trap. Quoted local parts and address literals are refused; nobody types them honestly.
    """
    address = normalize("NFKC", typed).strip().lower()
    local, at, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        at = ""
    folded = f"{local}@{domain}"
    fits = len(folded) <= MAX_EMAIL and len(local) <= MAX_LOCAL_PART
    if not (at and fits and _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise errors.refused(field, "email_invalid", N_("Write an e-mail address like ten@vidu.vn."))
    return folded


def read_name(typed: str, *, field: str = "name", longest: int = 120) -> str:
    """Give a name in one line of NFC without control characters, or refuse it."""
    printable = "".join(" " if category(sign).startswith("Z") else sign for sign in normalize("NFC", typed))
    name = " ".join("".join(sign for sign in printable if not category(sign).startswith("C")).split())
    if not name:
        raise errors.refused(field, "required", N_("Fill this in."))
    if len(name) > longest:
        raise errors.refused(field, "too_long", N_("At most %(most)s characters fit here."), most=longest)
    return name


def clean_phone(typed: str, *, field: str = "phone") -> str:
    """Give a telephone number as +84…, or an empty string, or refuse it."""
    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise errors.refused(field, "phone_invalid", N_("This is not a telephone number. Write it like 0912 345 678."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_website(typed: str, *, field: str = "website") -> str:
    """Give a web address, with https:// added where somebody left it out; an empty string; or refuse it."""
    address = typed.strip()
    if not address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    parts = urlsplit(address)
    host_fits = parts.hostname is not None and "." in parts.hostname and parts.username is None
    if parts.scheme not in {"http", "https"} or not host_fits or not address.isprintable() or len(address) > 300:  # noqa: PLR2004 - the column's length
        raise errors.refused(field, "website_invalid", N_("Write a web address like www.vidu.vn."))
    return address


# --- passwords --------------------------------------------------------------------------------------

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
DEMO_PASSWORD = "demo-demo"  # noqa: S105 - published on purpose, and refused outside demo mode
# The most used ones that are long enough to pass the length rule, in the spellings seen in Vietnam and elsewhere.
_COMMON = frozenset(
    [
        "1234567890",
        "12345678910",
        "0123456789",
        "0987654321",
        "9876543210",
        "1111111111",
        "0000000000",
        "1q2w3e4r5t",
        "qwertyuiop",
        "qwerty1234",
        "qwerty12345",
        "password12",
        "password123",
        "password1234",
        "passw0rd123",
        "iloveyou12",
        "iloveyou123",
        "anhyeuem123",
        "anhyeuem1234",
        "emyeuanh123",
        "matkhau123",
        "matkhau1234",
        "matkhau12345",
        "vietnam123",
        "vietnam1234",
        "hanoi12345",
        "admin12345",
        "administrator",
        "abcd123456",
        "abc1234567",
        "abcdefghij",
        "aaaaaaaaaa",
        "123123123123",
        "11223344556",
        "zxcvbnm123",
        "motconvitxoera",
        "quantrivien",
        "congtacvien",
        "ocop123456",
        "ocop2025",
        "hanoiocop1",
    ]
)
_VARIETY = 5


def ensure_password_fits(password: str, *, email: str, demo: bool, field: str = "password") -> None:
    """Refuse a password that is short, endless, much used, of few different signs, or the address itself."""
    if password == DEMO_PASSWORD and demo:
        return
    if len(password) < SHORTEST_PASSWORD:
        message = N_("Use at least %(least)s characters. A short sentence is easy to remember.")
        raise errors.refused(field, "password_short", message, least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        message = N_("At most %(most)s characters fit here.")
        raise errors.refused(field, "too_long", message, most=LONGEST_PASSWORD)
    plain = password.strip().lower()
    local = email.partition("@")[0]
    if plain in _COMMON or len(set(plain)) < _VARIETY or plain in {email, local, local * 2}:
        message = N_("This password is easy to guess. Take several words that belong together only for you.")
        raise errors.refused(field, "password_common", message)


def password_may_be_tried(password: str, *, demo: bool) -> bool:
    """Say whether a typed password is worth checking: the demo one only in demo mode, none of absurd length."""
    return len(password) <= LONGEST_PASSWORD and (demo or password != DEMO_PASSWORD)


# --- throttle ---------------------------------------------------------------------------------------

WINDOW = timedelta(minutes=15)
TRIES_PER_EMAIL = 8
TRIES_PER_ADDRESS = 40


class Tries(NamedTuple):
    """How many tries were counted in the window, this one included, and when the oldest of them was."""

    number: int
    oldest: datetime


def ensure_not_throttled(*, by_email: Tries, by_address: Tries, now: datetime) -> None:
    """Refuse a try past the limit of its account or of its network address, and say until when."""
    until = [
        tries.oldest + WINDOW
        for tries, most in ((by_email, TRIES_PER_EMAIL), (by_address, TRIES_PER_ADDRESS))
        if tries.number > most
    ]
    if until:
        raise errors.TooManyAttempts(max(until), now)


# --- sessions ---------------------------------------------------------------------------------------

IDLE = timedelta(days=14)
LONGEST_SESSION = timedelta(days=90)
TOUCH_AFTER = timedelta(minutes=10)
BEARER_LIFE = timedelta(days=30)


def session_end(*, created: datetime, now: datetime) -> datetime:
    """Say when a session ends that is used now: two weeks from now, but never past its longest life."""
    return min(now + IDLE, created + LONGEST_SESSION)


def is_touch_due(*, last_seen: datetime, now: datetime) -> bool:
    """Say whether the use of a session is written down: few writes are enough to slide its end."""
    return now - last_seen >= TOUCH_AFTER


# --- roles and scopes -------------------------------------------------------------------------------


def ensure_keeps_owner(*, owners: Collection[int], member: int, becomes: Role | None) -> None:
    """Refuse to remove or demote the only owner. `becomes` is None when the member leaves."""
    if becomes is not Role.OWNER and set(owners) == {member}:
        raise errors.LastOwner


_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_GATE_PATHS = ("/api/v1/check-ins",)


def scopes_allow(scopes: Collection[str], *, method: str, path: str) -> bool:
    """Say whether a key with these scopes may make this request."""
    if Scope.WRITE in scopes:
        return True
    if method in _SAFE_METHODS and Scope.READ in scopes:
        return True
    gate_path = path.startswith(_GATE_PATHS) or (path.endswith("/gate-package") and method in _SAFE_METHODS)
    return Scope.GATE in scopes and gate_path


def clean_scopes(typed: Iterable[str], *, field: str = "scopes") -> list[Scope]:
    """Give the scopes of a key in a fixed order, or refuse an unknown or empty choice."""
    chosen = set(typed)
    scopes = [scope for scope in Scope if scope in chosen]
    if not scopes or len(scopes) != len(chosen):
        raise errors.refused(field, "scopes_missing", N_("Choose at least one thing this key may do."))
    return scopes


# --- kept forms -------------------------------------------------------------------------------------

KEPT_FOR = timedelta(hours=2)
MAX_KEPT_BYTES = 100_000
_MAX_PATH = 500
_NEVER_KEPT = re.compile(r"pass(word|code|phrase)|token|secret|csrf|otp|\bpin\b", re.IGNORECASE)
_NEVER_KEPT_PATHS = ("/sign-in", "/sign-out", "/sign-up", "/password-reset", "/kept-form", "/invitations", "/api/")


def is_own_path(path: str) -> bool:
    r"""Say whether a path stays on this site: `//host`, `/\host` and control characters lead elsewhere."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and "\\" not in path
        and len(path) <= _MAX_PATH
        and all(sign > " " and sign != "\x7f" for sign in path)
    )


def fields_worth_keeping(path: str, fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give what of a form may be kept; nothing for forms that are themselves about signing in."""
    if not is_own_path(path) or path.startswith(_NEVER_KEPT_PATHS):
        return []
    kept = [(name, value) for name, value in fields if not _NEVER_KEPT.search(name)]
    size = sum(len(name.encode()) + len(value.encode()) for name, value in kept)
    return kept if size <= MAX_KEPT_BYTES else []


def safe_next(path: str | None, *, otherwise: str) -> str:
    """Give where to go after signing in: a page of ours that is not itself about signing in."""
    if path and is_own_path(path) and not path.startswith(_NEVER_KEPT_PATHS):
        return path
    return otherwise
