"""Serve the service with granian: any number of worker processes on one port and one database."""

import asyncio
import contextlib
import ctypes
import http.client
import logging
import multiprocessing
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server.mp import MPServer
from litestar import Litestar

from events_app.cli.exchange import load_demo_when_empty
from events_app.cli.installation import apply_migrations, running_database
from events_app.cli.tls import Certificate, local_certificate, own_addresses
from events_app.platform.settings import Settings, SettingsError, load_settings
from events_app.platform.web.wiring import wiring_of

_GRACE_SECONDS = 10
_END_STREAMS = signal.SIGUSR1
_PORT_WAIT_SECONDS = 6


@click.command()
@click.option("--host", help="Address to listen on (EVENTS_APP_HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (EVENTS_APP_PORT, else 8000).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Server processes.")
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Certificate chain, PEM.")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Its private key, PEM, PKCS#8.")
@click.option("--local-tls", is_flag=True, help="Make a certificate for this machine's addresses in the hall.")
@click.option("--demo", is_flag=True, help="Demo mode: demo data when the database is empty, demo sign-ins.")
def serve(
    *,
    host: str | None,
    port: int | None,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    local_tls: bool,
    demo: bool,
) -> None:
    """Start the database when none is configured, bring it up to date, and serve until SIGTERM or Ctrl-C."""
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key belong together.")
    if local_tls and tls_cert is not None:
        raise click.UsageError("--local-tls makes its own certificate; leave out --tls-cert.")
    _publish(host=host, port=port, demo=demo, tls=local_tls or tls_cert is not None, everywhere=local_tls)
    settings = load_settings(os.environ)
    certificate = _certificate(settings, tls_cert, tls_key, local=local_tls)
    _ensure_port_is_free(settings)
    with _stopping_on_sigterm(), running_database(settings) as dsn:
        apply_migrations(dsn)
        os.environ["DATABASE_URL"] = dsn  # the workers join this database instead of starting one
        if demo:
            load_demo_when_empty()
        exit_code = _run_workers(settings, workers, certificate)
    sys.exit(exit_code)


def _publish(*, host: str | None, port: int | None, demo: bool, tls: bool, everywhere: bool) -> None:
    """Hand the command line to the workers, which read their settings from the environment."""
    if host or everywhere:
        os.environ["EVENTS_APP_HOST"] = host or "0.0.0.0"  # noqa: S104 - the phones at the gates must reach it
    if port:
        os.environ["EVENTS_APP_PORT"] = str(port)
    if demo:
        os.environ["EVENTS_APP_DEMO"] = "on"
    if tls and not os.environ.get("EVENTS_APP_PUBLIC_URL"):
        shown = own_addresses()[0] if everywhere else "127.0.0.1"
        os.environ["EVENTS_APP_PUBLIC_URL"] = f"https://{shown}:{os.environ.get('EVENTS_APP_PORT') or 8000}"


def _certificate(settings: Settings, tls_cert: Path | None, tls_key: Path | None, *, local: bool) -> Certificate | None:
    if local:
        return local_certificate(settings.data_dir)
    if tls_cert is None or tls_key is None:
        return None
    for path in (tls_cert, tls_key):
        if not path.is_file():
            raise SettingsError(f"{path} is not there.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(tls_cert, tls_key)
    except ssl.SSLError as problem:
        raise SettingsError(f"{tls_cert} and {tls_key} are no certificate and its key in PEM: {problem}") from problem
    return Certificate(tls_cert, tls_key)


def _ensure_port_is_free(settings: Settings) -> None:
    """Refuse a port somebody serves on: workers share ports, so a second server would take half the requests.

    The workers of a killed server need a moment to end, hence the patience.
    """
    give_up = time.monotonic() + _PORT_WAIT_SECONDS
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, settings.port))
            except OSError as taken:
                if time.monotonic() > give_up:
                    message = f"Port {settings.port} on {settings.host} cannot be used: {taken.strerror}."
                    raise SettingsError(f"{message} EVENTS_APP_PORT chooses another one.") from taken
            else:
                return
        time.sleep(0.2)


class _Server(MPServer):
    """Granian waits for answers under way before it stops; an open stream would be under way for ever."""

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        for worker in self.wrks:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.inner.pid, _END_STREAMS)
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]  # granian leaves it bare


def _run_workers(settings: Settings, workers: int, certificate: Certificate | None) -> int:
    # A fork would copy locks that threads of this process hold at that moment; a fresh interpreter holds none.
    multiprocessing.set_start_method("spawn", force=True)
    signal.signal(_END_STREAMS, signal.SIG_IGN)  # for workers that do not listen for it yet
    server = _Server(
        "events_app.app:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        ssl_cert=certificate.path if certificate else None,
        ssl_key=certificate.key_path if certificate else None,
        ssl_protocol_min=SSLProtocols.tls12,  # phones at a gate may be old
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_SECONDS,
    )
    threading.Thread(target=_say_when_ready, args=(settings, certificate), daemon=True).start()
    try:
        server.serve(target_loader=_load_worker, wrap_loader=False)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def _load_worker() -> Any:
    """Make the application inside a worker process."""
    _die_with_parent()
    for chatty in ("apscheduler", "piccolo"):  # they report every beat and every connection
        logging.getLogger(chatty).setLevel(logging.WARNING)
    from events_app.app import create_app  # noqa: PLC0415 - the parent never needs the application

    app = create_app()
    app.on_startup.append(_end_streams_when_told)
    return app


async def _end_streams_when_told(app: Litestar) -> None:
    asyncio.get_running_loop().add_signal_handler(_END_STREAMS, wiring_of(app).live.close)


def _die_with_parent() -> None:
    """Let the kernel end this worker with its parent: an orphan would go on answering on the port."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def _say_when_ready(settings: Settings, certificate: Certificate | None) -> None:
    """Print where to go once the service answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - compared only
    while not _answers(host, settings.port, tls=certificate is not None):
        time.sleep(0.1)
    click.secho(f"\nReady: {settings.public_url}", bold=True)
    if certificate is not None and certificate.fingerprint:
        click.echo("Phones warn once about this certificate. It is ours when its SHA-256 fingerprint is")
        click.echo(f"  {certificate.fingerprint}")
    if settings.demo:
        click.echo("Sign in as organizer@demo.example, producer@demo.example or gate@demo.example,")
        click.echo("password demo-demo. Stop with Ctrl-C.")
    sys.stdout.flush()


def _answers(host: str, port: int, *, tls: bool) -> bool:
    connection = (
        http.client.HTTPSConnection(
            host,
            port,
            timeout=5,
            context=ssl._create_unverified_context(),  # noqa: S323, SLF001 - our own port on this machine
        )
        if tls
        else http.client.HTTPConnection(host, port, timeout=5)
    )
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def _stopping_on_sigterm() -> Iterator[None]:
    """Make SIGTERM end the preparations in order; granian sets its own handlers while it serves."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
