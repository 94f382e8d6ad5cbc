"""The composition root: routers, jobs, outbox handlers and the lifespan. Nothing else knows everything."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from litestar import Litestar, Router
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
from events_app.applications import api as applications_api
from events_app.applications import following as applications_following
from events_app.applications import jobs as applications_jobs
from events_app.applications import pages as applications_pages
from events_app.assignment import api as assignment_api
from events_app.assignment import following as assignment_following
from events_app.assignment import jobs as assignment_jobs
from events_app.assignment import pages as assignment_pages
from events_app.booths import api as booths_api
from events_app.booths import following as booths_following
from events_app.booths import jobs as booths_jobs
from events_app.booths import pages as booths_pages
from events_app.booths.changes import claim_changes
from events_app.calendars import pages as calendars_pages
from events_app.fairs import api as fairs_api
from events_app.fairs import pages as fairs_pages
from events_app.fairs.changes import entered_days, fair_changes, fair_copies, fair_reach
from events_app.floor_plans import api as floor_plans_api
from events_app.floor_plans import following as floor_plans_following
from events_app.floor_plans import pages as floor_plans_pages
from events_app.floor_plans.changes import plan_changes
from events_app.giving import following as giving_following
from events_app.giving import jobs as giving_jobs
from events_app.giving import pages as giving_pages
from events_app.livestream import api as livestream_api
from events_app.livestream import following as livestream_following
from events_app.livestream import pages as livestream_pages
from events_app.outreach import handlers as outreach_handlers
from events_app.outreach import jobs as outreach_jobs
from events_app.outreach import pages as outreach_pages
from events_app.passes import api as passes_api
from events_app.passes import following as passes_following
from events_app.passes import jobs as passes_jobs
from events_app.passes import pages as passes_pages
from events_app.passes.changes import pass_erasure
from events_app.piccolo_app import find_tables
from events_app.places import api as places_api
from events_app.places import pages as places_pages
from events_app.platform.clock import Clock, SystemClock
from events_app.platform.db import connected
from events_app.platform.errors import DomainError
from events_app.platform.i18n.catalogue import PACKAGE
from events_app.platform.live import LiveHub
from events_app.platform.migrations import pending_migrations
from events_app.platform.outbox import Handler, OutboxWorker, outbox_jobs
from events_app.platform.scheduler import Job, running_scheduler
from events_app.platform.settings import Settings, load_settings
from events_app.platform.web import idempotency
from events_app.platform.web.auth import (
    AuthenticationMiddleware,
    ExpiredFormMiddleware,
    provide_acting,
    provide_now,
)
from events_app.platform.web.compression import COMPRESSION
from events_app.platform.web.errors import (
    answer_domain_error,
    answer_http_exception,
    answer_missing,
    answer_unexpected,
)
from events_app.platform.web.health import answer_live, answer_metrics, answer_ready
from events_app.platform.web.kept_pages import KeptPages
from events_app.platform.web.live import stream_nudges
from events_app.platform.web.locale import LocaleMiddleware, switch_language
from events_app.platform.web.openapi import show_api_docs, show_openapi
from events_app.platform.web.security import add_security_headers, redact_logs
from events_app.platform.web.templates import make_environment
from events_app.platform.web.wiring import Wiring, wiring_of
from events_app.producers import api as producers_api
from events_app.producers import jobs as producers_jobs
from events_app.producers import pages as producers_pages
from events_app.producers.changes import renames
from events_app.site import pages as site_pages

APIS = (
    accounts_api,
    places_api,
    producers_api,
    fairs_api,
    floor_plans_api,
    livestream_api,
    booths_api,
    applications_api,
    assignment_api,
    passes_api,
)
PAGES = (
    accounts_pages,
    places_pages,
    producers_pages,
    fairs_pages,
    floor_plans_pages,
    livestream_pages,
    booths_pages,
    applications_pages,
    assignment_pages,
    passes_pages,
    giving_pages,
    calendars_pages,
    outreach_pages,
    site_pages,
)

_PUBLIC_READS = [r"^/api/", r"^/static/", r"^/health/", r"^/live$", r"\.ics$"]


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Litestar:
    """Build the service. `DATABASE_URL` must be known by now: the command line starts the embedded server."""
    settings = settings or load_settings(os.environ)
    declare_followers()
    app = Litestar(
        route_handlers=[*collect_routers(), *_PLATFORM_HANDLERS, _static_files()],
        dependencies={
            "acting": Provide(provide_acting, sync_to_thread=False),
            "now": Provide(provide_now, sync_to_thread=False),
        },
        middleware=[
            COMPRESSION,
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
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(make_environment())),
        openapi_config=_contract(),
        state=State({"wiring": wire(settings, clock or SystemClock())}),
        lifespan=[run_service],
        request_max_body_size=2_000_000,
        debug=False,
    )
    app.asgi_handler = passes_api.ScanLane(app, app.asgi_handler)
    return app


def declare_followers() -> None:
    """Who follows which change inside its transaction, in the order of the stair from below."""
    fair_changes.declare(
        livestream_following.FAIR, booths_following.FAIR, applications_following.FAIR, passes_following.FAIR
    )
    fair_copies.declare(
        floor_plans_following.COPY, booths_following.COPY, applications_following.COPY, passes_following.COPY
    )
    fair_reach.declare(booths_following.REACH, passes_following.REACH)
    entered_days.declare(passes_following.ENTERED)
    renames.declare(livestream_following.RENAMES)
    plan_changes.declare(booths_following.PLAN, applications_following.PLAN)
    claim_changes.declare(applications_following.CLAIMS, assignment_following.CLAIMS, giving_following.CLAIMS)
    pass_erasure.declare(giving_following.ERASURE)


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
    answer_metrics,
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
            worker = OutboxWorker(collect_handlers(settings), wiring.clock.now)
            await stack.enter_async_context(worker.listening(wiring.live.subscribe("outbox")))
            await stack.enter_async_context(running_scheduler(collect_jobs(settings, worker), wiring.clock))
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
    return outreach_handlers.make_handlers(settings)


def collect_jobs(settings: Settings, worker: OutboxWorker) -> list[Job]:
    """Everything the scheduler runs."""
    return [
        *outbox_jobs(worker),
        *idempotency.JOBS,
        *accounts_jobs.JOBS,
        *agenda_jobs.JOBS,
        *producers_jobs.JOBS,
        *booths_jobs.JOBS,
        *applications_jobs.JOBS,
        *assignment_jobs.JOBS,
        *passes_jobs.JOBS,
        *giving_jobs.make_jobs(settings),
        *outreach_jobs.make_jobs(settings),
    ]
