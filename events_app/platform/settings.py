"""What an installation may decide, read once from the environment."""

import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import msgspec

PROJECT = Path(__file__).resolve().parents[2]
"""The folder that holds `events_app/`: a clone, or the environment's site-packages."""

SYSTEM_HOME = Path("/var/lib/events-app")
"""Where root keeps data and the database's programs: a home of root is closed to the database's user."""

_SECRET_LENGTH = 32
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off", ""})


class SettingsError(Exception):
    """A setting cannot be used; the message says which and what would be right."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one process.

    Attributes:
        data_dir: Folder for the embedded database, the secret, certificates and kept files.
        database_url: A PostgreSQL server to use; `None` means the embedded one in `data_dir`.
        secret: Key material for cookies, tokens and keys encrypted at rest; at least 32 characters.
        public_url: Address people reach the service under, without a trailing slash.
        smtp_url: `smtp://user:password@host:port` or `smtps://…`; `None` keeps mail in the database.
        demo: Whether the demo sign-ins are accepted and mail can be read on a page.
        scheduler: Whether this process rings the bell for background work.
        pool_size: Connections to the database one process may hold.
        page_seconds: How old a public page may be that is shown to people who are not signed in.
        metrics_key: Bearer key for `/health/metrics`; `None` means that only this machine may read it.
    """

    data_dir: Path
    secret: str
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: str | None = None
    mail_from: str = "events-app@localhost"
    demo: bool = False
    scheduler: bool = True
    pool_size: int = 10
    page_seconds: int = 1
    metrics_key: str | None = None

    @property
    def secure_cookies(self) -> bool:
        """Whether people reach the service by HTTPS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings; the secret is made and kept in the data directory on first use.

    Raises:
        SettingsError: When a value cannot be used.
    """
    data_dir = data_directory(environ)
    port = _number(environ, "EVENTS_APP_PORT", 8000, 1, 65535)
    host = environ.get("EVENTS_APP_HOST", "127.0.0.1")
    return Settings(
        data_dir=data_dir,
        secret=_secret(environ, data_dir),
        database_url=_database_url(environ),
        host=host,
        port=port,
        public_url=_public_url(environ, port),
        smtp_url=environ.get("EVENTS_APP_SMTP_URL") or None,
        mail_from=environ.get("EVENTS_APP_MAIL_FROM") or "events-app@localhost",
        demo=_flag(environ, "EVENTS_APP_DEMO", default=False),
        scheduler=_flag(environ, "EVENTS_APP_SCHEDULER", default=True),
        pool_size=_number(environ, "EVENTS_APP_POOL_SIZE", 10, 2, 150),
        page_seconds=_number(environ, "EVENTS_APP_PAGE_SECONDS", 1, 0, 60),
        metrics_key=environ.get("EVENTS_APP_METRICS_KEY") or None,
    )


def data_directory(environ: Mapping[str, str]) -> Path:
    """Choose the data directory without touching the disk.

    A clone keeps its data beside its code, so that two clones never meet in one database. Root's clones are
    told apart by a hash of their path under `/var/lib/events-app`; an installed package uses the user's data
    folder.
    """
    chosen = environ.get("EVENTS_APP_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if os.geteuid() == 0:
        return SYSTEM_HOME / f"data-{sha256(os.fsencode(PROJECT)).hexdigest()[:12]}"
    if (PROJECT / "pyproject.toml").is_file():
        return PROJECT / ".data"
    user_data = environ.get("XDG_DATA_HOME") or str(Path("~/.local/share").expanduser())
    return Path(user_data) / "events-app"


def kept_secret(data_dir: Path) -> str:
    """Read the installation's own secret, making it on first use.

    The file is written under another name and linked into place, so that of two processes that start together
    one wins and both read the same secret.
    """
    path = data_dir / "secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = data_dir / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _secret(environ: Mapping[str, str], data_dir: Path) -> str:
    secret = environ.get("EVENTS_APP_SECRET") or kept_secret(data_dir)
    if len(secret) < _SECRET_LENGTH:
        message = "EVENTS_APP_SECRET is shorter than 32 characters: try `openssl rand -base64 48`."
        raise SettingsError(message)
    return secret


def _database_url(environ: Mapping[str, str]) -> str | None:
    url = environ.get("DATABASE_URL") or None
    if url is not None and not url.startswith(("postgres://", "postgresql://")):
        message = "DATABASE_URL must begin with postgresql:// : this service needs PostgreSQL's constraints."
        raise SettingsError(message)
    return url


def _public_url(environ: Mapping[str, str], port: int) -> str:
    url = (environ.get("EVENTS_APP_PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    if not url.startswith(("http://", "https://")):
        message = f"EVENTS_APP_PUBLIC_URL must begin with http:// or https://, not {url!r}."
        raise SettingsError(message)
    return url


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name)
    if value is None:
        return default
    lowered = value.strip().lower()
    if lowered in _YES:
        return True
    if lowered in _NO:
        return False
    message = f"{name} is {value!r}; it takes on or off."
    raise SettingsError(message)


def _number(environ: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = environ.get(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        message = f"{name} is {value!r}; it takes a whole number from {least} to {most}."
        raise SettingsError(message)
    return int(value)
