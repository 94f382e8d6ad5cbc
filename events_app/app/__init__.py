"""The composition root: routers, jobs, outbox handlers and the lifespan. Nothing else knows everything."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.static_files import create_static_files_router
from litestar.template import TemplateConfig

from events_app.accounts import api as accounts_api
from events_app.accounts import jobs as accounts_jobs
from events_app.accounts import pages as accounts_pages
from events_app.agenda import jobs as agenda_jobs
from events_app.app.authenticators import authenticate_cookie, authenticate_device, authenticate_person
from events_app.booths import api as booths_api
from events_app.booths import handlers as booths_handlers
from events_app.booths import jobs as booths_jobs
from events_app.booths import pages as booths_pages
from events_app.booths import queries as booths_queries
from events_app.calendars import pages as calendars_pages
from events_app.fairs import api as fairs_api
from events_app.fairs import pages as fairs_pages
from events_app.fairs.reach import count_by
from events_app.livestream import api as livestream_api
from events_app.livestream import handlers as livestream_handlers
from events_app.livestream import pages as livestream_pages
from events_app.outreach import handlers as outreach_handlers
from events_app.outreach import jobs as outreach_jobs
from events_app.outreach import pages as outreach_pages
from events_app.passes import api as passes_api
from events_app.passes import handlers as passes_handlers
from events_app.passes import jobs as passes_jobs
from events_app.passes import pages as passes_pages
from events_app.passes import queries as passes_queries
from events_app.piccolo_app import find_tables
from events_app.places import api as places_api
from events_app.places import pages as places_pages
from events_app.platform.clock import Clock, SystemClock
from events_app.platform.db import connected
from events_app.platform.errors import DomainError
from events_app.platform.i18n.catalogue import PACKAGE
from events_app.platform.live import LiveHub
from events_app.platform.migrations import pending_migrations
from events_app.platform.outbox import Handler, outbox_jobs
from events_app.platform.scheduler import Job, running_scheduler
from events_app.platform.settings import Settings, load_settings
from events_app.platform.web import idempotency
from events_app.platform.web.auth import (
    AuthenticationMiddleware,
    ExpiredFormMiddleware,
    provide_acting,
    provide_now,
)
from events_app.platform.web.errors import (
    answer_domain_error,
    answer_http_exception,
    answer_missing,
    answer_unexpected,
)
from events_app.platform.web.health import answer_live, answer_ready
from events_app.platform.web.kept_pages import COMPRESSES_ITSELF, KeptPages
from events_app.platform.web.live import stream_nudges
from events_app.platform.web.locale import LocaleMiddleware, switch_language
from events_app.platform.web.openapi import show_api_docs, show_openapi
from events_app.platform.web.security import add_security_headers, redact_logs
from events_app.platform.web.templates import make_environment
from events_app.platform.web.wiring import Wiring, wiring_of
from events_app.producers import api as producers_api
from events_app.producers import jobs as producers_jobs
from events_app.producers import pages as producers_pages
from events_app.site import pages as site_pages

APIS = (accounts_api, places_api, producers_api, fairs_api, booths_api, livestream_api, passes_api)
PAGES = (
    accounts_pages,
    places_pages,
    producers_pages,
    fairs_pages,
    booths_pages,
    livestream_pages,
    passes_pages,
    calendars_pages,
    outreach_pages,
    site_pages,
)

_PUBLIC_READS = [r"^/api/", r"^/static/", r"^/health/", r"^/live$", r"\.ics$"]


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Litestar:
    """Build the service. `DATABASE_URL` must be known by now: the command line starts the embedded server."""
    settings = settings or load_settings(os.environ)
    count_by("booths", booths_queries.count_producers)
    count_by("passes", passes_queries.count_valid_passes)
    app = Litestar(
        route_handlers=[*collect_routers(), *_PLATFORM_HANDLERS, _static_files()],
        dependencies={
            "acting": Provide(provide_acting, sync_to_thread=False),
            "now": Provide(provide_now, sync_to_thread=False),
        },
        middleware=[
            LocaleMiddleware,
            AuthenticationMiddleware,
            idempotency.IdempotencyMiddleware,
            ExpiredFormMiddleware,
        ],
        exception_handlers={
            DomainError: answer_domain_error,
            HTTPException: answer_http_exception,
            Exception: answer_unexpected,
        },
        before_send=[add_security_headers],
        csrf_config=_guarding_forms(settings),
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=1000, exclude=[r"^/live$", r"^/static/"], exclude_opt_key=COMPRESSES_ITSELF
        ),
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(make_environment())),
        openapi_config=_contract(),
        state=State({"wiring": wire(settings, clock or SystemClock())}),
        lifespan=[run_service],
        request_max_body_size=2_000_000,
        debug=False,
    )
    app.asgi_handler = passes_api.ScanLane(app, app.asgi_handler)
    return app


def wire(settings: Settings, clock: Clock) -> Wiring:
    """What every request may need of its process."""
    return Wiring(
        settings=settings,
        clock=clock,
        live=LiveHub(dsn_of(settings)),
        kept_pages=KeptPages(settings.page_seconds),
        authenticate_cookie=authenticate_cookie,
        authenticate_bearer=(authenticate_device, authenticate_person),
        keep_form=accounts_pages.keep_what_was_typed,
        pending_migrations=partial(pending_migrations, dsn_of(settings)),
    )


_PLATFORM_HANDLERS = (
    answer_live,
    answer_ready,
    answer_missing,
    show_openapi,
    show_api_docs,
    stream_nudges,
    switch_language,
)


def _contract() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="events_app",
        version="1",
        path="/api/schema",
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        use_handler_docstrings=True,
    )


def _static_files() -> Router:
    return create_static_files_router(
        path="/static", directories=[PACKAGE / "static" / "dist"], include_in_schema=False
    )


def _guarding_forms(settings: Settings) -> CSRFConfig:
    return CSRFConfig(
        secret=settings.secret,
        cookie_name="events_csrf",
        cookie_secure=settings.secure_cookies,
        cookie_samesite="lax",
        exclude=_PUBLIC_READS,
    )


def dsn_of(settings: Settings) -> str:
    """Where the database is."""
    if settings.database_url is None:
        raise RuntimeError("DATABASE_URL is not set; `events-app serve` starts the embedded server and sets it.")
    return settings.database_url


@asynccontextmanager
async def run_service(app: Litestar) -> AsyncIterator[None]:
    """Open the database, listen for live updates and run the scheduler, until the process stops."""
    wiring = wiring_of(app)
    settings = wiring.settings
    redact_logs("litestar", "granian", "_granian", "granian.access")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(connected(dsn_of(settings), pool_size=settings.pool_size, tables=find_tables()))
        await stack.enter_async_context(wiring.live.listening())
        if settings.scheduler:
            await stack.enter_async_context(running_scheduler(collect_jobs(settings), wiring.clock))
        _settle_memory()
        yield


def _settle_memory() -> None:
    """Take what was made at the start out of the garbage collector's sight.

    A full collection looks at every object: 230,000 of them stop all answers of the process for more than a tenth of a
    second, again and again, and none of them is ever freed.
    """
    gc.collect()
    gc.freeze()


def collect_routers() -> list[Router]:
    """Every slice's two faces: programs and people."""
    return [*(api.api_router for api in APIS), *(pages.pages_router for pages in PAGES)]


def collect_handlers(settings: Settings) -> dict[str, list[Handler]]:
    """Which handlers listen to which outbox topic."""
    handlers: dict[str, list[Handler]] = {}
    for some in (
        booths_handlers.HANDLERS,
        livestream_handlers.HANDLERS,
        passes_handlers.HANDLERS,
        outreach_handlers.make_handlers(settings),
    ):
        for topic, listeners in some.items():
            handlers.setdefault(topic, []).extend(listeners)
    return handlers


def collect_jobs(settings: Settings) -> list[Job]:
    """Everything the scheduler runs."""
    return [
        *outbox_jobs(collect_handlers(settings)),
        *idempotency.JOBS,
        *accounts_jobs.JOBS,
        *agenda_jobs.JOBS,
        *producers_jobs.JOBS,
        *booths_jobs.JOBS,
        *passes_jobs.make_jobs(settings),
        *outreach_jobs.make_jobs(settings),
    ]
