"""Parts of a service, its start and its stop."""

import asyncio
import ctypes
import gc
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast

import structlog
import uvicorn
from aiokafka.errors import KafkaError
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from fastapi.telemetry import TelemetryConfig
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from chassis.audit import show_audit
from chassis.audit.entry import SYSTEM, Deed
from chassis.audit.trail import DEEDS, STARTED, Trail
from chassis.auth.account_states import AccountStates
from chassis.auth.auth import Auth, Keys, PublishedKeys, SystemUsed
from chassis.auth.kept_keys import KeptKeys
from chassis.clock import Clock, SystemClock
from chassis.http.answers import answer_problems, show_problems_by
from chassis.http.connection import HEADER_BYTES, KEEP_ALIVE_SECONDS, Crowd
from chassis.http.edge import Edge
from chassis.http.internal import Internal, read_token
from chassis.http.internal_pages import show_pages
from chassis.http.openapi import ANY_PROBLEM
from chassis.kafka.bus import Bus
from chassis.kafka.producer import Producer
from chassis.logs import set_up_logs
from chassis.metrics import ChassisMetrics
from chassis.mongo.database import Database, DatabaseTrouble, with_password
from chassis.mongo.lease import Lease
from chassis.outbox.outbox import Outbox
from chassis.outbox.relay import NOTHING_AGAIN, Relay, SendAgain
from chassis.settings import S, ServiceSettings, told
from chassis.wake import Due, Oldest, WakeLoop
from chassis.web.pages import Pages
from chassis.web.site import Site

log = structlog.get_logger()

FAILED_EXIT_CODE = 71
_NO_OPENTELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""Our metrics are on /metrics; a check for other telemetry would cost time in each request."""
SWITCH_SECONDS = 0.002
"""The driver works in threads. A thread with an answer of the database waits this long until the
event loop releases the GIL; Python's default of 5 ms, at each round trip of a transaction, would
be most of its time.
"""
COLLECTOR_THRESHOLDS = (100_000, 10, 100)
KEPT_BLOCK_BYTES, KEPT_BYTES = 4 << 20, 16 << 20
"""Larger blocks go back to the system when they are freed, and so does what is free above this."""
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Of glibc's malloc.h."""
NO_WORDS: Mapping[str, str] = {}
Work = Callable[[], Coroutine[Any, Any, None]]


class Service:
    """All parts of a service. Constructed once, by its `create_app`.

    Attributes: `clock`, `database`, `outbox`, `bus`, `accounts`, `trail`, `auth`, `registry`,
    `metrics`.
    """

    def __init__(
        self,
        name: str,
        settings: ServiceSettings,
        *,
        clock: Clock | None = None,
        keys: Keys | None = None,
        systems: SystemUsed | None = None,
    ) -> None:
        """`systems`: tokens of programs are taken, and it is told of each request with one."""
        self.name = name
        self.settings = settings
        self.clock = clock or SystemClock(settings.clock_offset)
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self.metrics = ChassisMetrics(self.registry)
        self.metrics.build.labels(name, _version()).set(1)
        uri = with_password(settings.mongodb, settings.mongodb_password_file)
        self.database = Database(uri, settings.database)
        self.outbox = Outbox(self.database)
        self._producer = Producer(settings, name, self.metrics)
        self.bus = Bus(settings, name, self._producer, self.clock, self.metrics)
        self.trail = Trail(self.database, self.clock)
        self.accounts = AccountStates(self.database)
        self.auth = Auth(
            keys or PublishedKeys(settings.planner_url, KeptKeys(self.database)),
            settings.token_issuer,
            settings.requests_per_minute,
            audience=settings.token_audience,
            clock=self.clock,
            planners=SystemClock() if settings.clock_offset else None,
            accounts=self.accounts,
            systems=systems,
        )
        self._pages: Pages | None = None
        self._before: list[Work] = [
            self.outbox.prepare,
            self.accounts.prepare,
            self.trail.entries.prepare,
        ]
        self._loops: list[Work] = [self.bus.watch, self.accounts.run, self.trail.run]

    def before(self, work: Work) -> None:
        """Do `work` once at start, before events are consumed; retried until the database works."""
        self._before.append(work)

    def throughout(self, work: Work) -> None:
        """Run `work` while the service runs; if it ends, the service ends."""
        self._loops.append(work)

    def pages(self, prefix: str, *packages: str, follow_events: bool = True) -> Pages:
        """The service's pages below `prefix`; each package has `templates` and `english.po`.
        Those that `follow_events` say so when events wait to be read.
        """
        settings = self.settings
        addresses = {
            "/rencana": settings.site_planner,
            "/kemajuan": settings.site_tracker,
            "/publik": settings.site_tracker,
            "/peringatan": settings.site_notifier,
        }
        pages = Pages(
            prefix=prefix,
            site=Site(addresses),
            auth=self.auth,
            packages=packages,
            behind_seconds=self.bus.freshness.behind_seconds if follow_events else lambda: 0.0,
        )
        self._pages = pages
        return pages

    def wake(
        self, name: str, due: Due, oldest: Oldest, *, poked: asyncio.Event | None = None
    ) -> None:
        """Run a `WakeLoop` while the service runs; setting `poked` makes it run at once."""
        loop = WakeLoop(name, due, oldest, self.clock, self.metrics, poked=poked)
        self.throughout(loop.run)
        self.database.after_commit(loop.written)

    def app(
        self,
        *routers: APIRouter,
        title: str,
        send_again: Mapping[str, SendAgain] = NOTHING_AGAIN,
        deeds: Mapping[str, str] = NO_WORDS,
        details: Mapping[str, str] = NO_WORDS,
    ) -> FastAPI:
        """The HTTP side: the routers, then health, metrics and API documents, because routes are
        tried in order. The relay runs with it; `send_again` holds, by compacted topic, a function
        that writes the newest snapshots of some keys to the outbox again. `deeds` are what the
        service notes in its audit trail, by code, with the words for it; `details` those for
        their details.
        """
        lease = Lease(self.database, "outbox")
        relay = Relay(
            self.outbox, lease, self._producer, self.clock, self.metrics, send_again=send_again
        )
        self._loops.insert(0, relay.run)
        app = FastAPI(
            title=title,
            version=_version(),
            lifespan=self._life,
            responses=ANY_PROBLEM,
            telemetry=_NO_OPENTELEMETRY,
            openapi_url=None,
        )
        app.state.service = self
        answer_problems(app)
        app.add_middleware(
            Edge,
            metrics=self.metrics,
            file_bytes=self.settings.body_bytes,
            files_bytes=self.settings.files_bytes,
        )
        for router in routers:
            app.include_router(router)
        app.include_router(show_audit.routes(self.trail, self.auth))
        if self._pages is not None:
            app.include_router(
                show_audit.page_routes(
                    self._pages,
                    self.trail,
                    {**DEEDS, **deeds},
                    details,
                    zone=self.settings.time_zone,
                )
            )
            app.include_router(self._pages.static_routes())
            show_problems_by(app, self._pages.problem)
        self._add_health(app)
        internal = Internal(read_token(self.settings.internal_token_file))
        show_pages(app, internal, self.registry, self.bus.asyncapi)
        return app

    def crowd(self) -> Crowd:
        """The connections of this service, for uvicorn."""
        return Crowd(self.settings, self.metrics.connections, self.metrics.connections_ended)

    @asynccontextmanager
    async def _life(self, _app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.callback(self.database.close)
            stack.push_async_callback(self.bus.stop)
            tasks = [asyncio.create_task(self._start())]
            stack.push_async_callback(_cancelled, tasks)
            yield

    async def _start(self) -> None:
        """Prepare, then run everything; until then HTTP works, and /health/ready is 503."""
        try:
            await self._prepare()
            async with asyncio.TaskGroup() as group:
                for work in self._loops:
                    group.create_task(_for_ever(work))
                group.create_task(self.bus.start())
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            log.critical("ending, so that a supervisor starts afresh", exc_info=error)
            os._exit(FAILED_EXIT_CODE)

    async def _prepare(self) -> None:
        while True:
            try:
                for work in self._before:
                    await work()
                await self.trail.record(Deed(STARTED, SYSTEM, self.name, told(self.settings)))
                return
            except (DatabaseTrouble, OSError) as error:
                log.warning("waiting for the database", error=str(error)[:300])
                await asyncio.sleep(1)

    async def _checks(self) -> dict[str, bool]:
        return {
            "database": await _passes(self.database.ping()),
            "broker": await _passes(self.bus.ready()),
        }

    def _add_health(self, app: FastAPI) -> None:
        look = Shared(self._checks)

        @app.get("/health/live", include_in_schema=False)
        async def live() -> dict[str, str]:
            return {"status": "live"}

        @app.get("/health/ready", include_in_schema=False)
        async def ready() -> JSONResponse:
            checks = await look.now()
            good = all(checks.values())
            body = {"status": "ready" if good else "not_ready", "checks": checks}
            return JSONResponse(body, 200 if good else 503)


class Shared:
    """Runs a check once for all concurrent callers: the requests are not limited."""

    def __init__(self, look: Callable[[], Coroutine[Any, Any, dict[str, bool]]]) -> None:
        self._look = look
        self._looking: asyncio.Task[dict[str, bool]] | None = None

    async def now(self) -> dict[str, bool]:
        """The result of the check in progress, or of a new one."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return await asyncio.shield(self._looking)


async def _for_ever(work: Work) -> None:
    await work()
    raise RuntimeError(f"{work!r} ended")


async def _passes(check: Awaitable[object]) -> bool:
    try:
        async with asyncio.timeout(3):
            return await check is not False
    except (DatabaseTrouble, KafkaError, OSError, TimeoutError):
        return False


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=5)


def _version() -> str:
    try:
        return version("aksi")
    except PackageNotFoundError:
        return "0"


def run_service(name: str, create_app: Callable[[S], FastAPI], settings: S) -> None:
    """Serve until stopped; the stop is graceful and bounded in time."""
    set_up_logs(name, settings.log_format)
    disable_created_metrics()  # type: ignore[no-untyped-call] # series that no board reads
    app = create_app(settings)
    service: Service = app.state.service
    _let_the_collector_rest()
    _let_the_allocator_keep()
    sys.setswitchinterval(SWITCH_SECONDS)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        http=cast(Any, service.crowd()),
        ws="none",
        h11_max_incomplete_event_size=HEADER_BYTES,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(settings.stop_within_seconds),
    )


def _let_the_collector_rest() -> None:
    """Make the garbage collector run less often and skip the objects that exist now. Batches make
    many objects without cycles that live until the next commit; it would scan them in vain, which
    took an eighth of the intake when it ran for every 20,000.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR_THRESHOLDS)


def _let_the_allocator_keep() -> None:
    """Have the C library keep some freed memory for the next body or answer. By itself glibc
    returns every larger block (mallopt(3)), and each is faulted in anew page by page: a quarter of
    what it costs to receive a megabyte. Other C libraries have no such call.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, KEPT_BLOCK_BYTES)
        mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES)
