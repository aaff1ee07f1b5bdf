"""The whole stack: its parts, their start order, and recovery when a part dies."""

import asyncio
import sys
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka.errors import KafkaError

from chassis.kafka.topics import create_topics
from chassis.settings import ServiceSettings
from chassis.text import Text
from deploy.local import board_preview, kafka, mongodb, prometheus
from deploy.local.child import start
from deploy.local.console import Lines
from deploy.local.demo_file import LogIn, Running
from deploy.local.folder import PROJECT, Folder, for_the_owner
from deploy.local.patience import Patient
from deploy.local.ports import DEFAULTS, LOOPBACK, Claims, choose, is_free
from deploy.local.program import Program
from deploy.local.secret_files import SecretFiles
from deploy.local.services import SERVICES, Services, answers
from deploy.local.supervisor import Supervisor
from deploy.local.trouble import Trouble
from deploy.local.watch import NotStarted

STARTS = 3
"""Start attempts; other ports are chosen if one is taken before our program listens."""
_TRY_TOPICS = 5


class _Topics(ServiceSettings):
    """Settings for creating topics."""

    database: str = "none"
    port: int = 0


class Stack:
    """Broker, database, mail catcher, services, Prometheus and the boards, in one folder.

    `wanted_ports` are used where they are free, None is any free port; `more` is added to the
    environment of a service by its name; services of `later` are started only by `without`.
    Prometheus scrapes every `scrape_seconds`.
    """

    def __init__(
        self,
        folder: Folder,
        lines: Lines,
        *,
        wanted_ports: Mapping[str, int | None] = DEFAULTS,
        more: Mapping[str, Mapping[str, str]] | None = None,
        later: Collection[str] = (),
        scrape_seconds: int = prometheus.SCRAPE_SECONDS,
    ) -> None:
        folder.make()
        self.folder = folder
        self.lines = lines
        self._wanted_ports = wanted_ports
        self._claims = Claims()
        self._more = more or {}
        self._later = later
        self._scrape_seconds = scrape_seconds
        self.secrets = SecretFiles(folder.secrets)
        self._choose_ports()
        self.supervisor = Supervisor(folder.logs, lines, changed=self._describe_again)
        self.accounts: Sequence[LogIn] = ()
        self._described = False

    def _choose_ports(self) -> None:
        self.ports = choose(self._wanted_ports, self._claims.take)
        self.services = Services(self.ports, self.secrets, self._more)

    @property
    def running(self) -> Running:
        """Addresses, accounts and pids of the running stack."""
        return Running(
            services={name: self.services.url(name) for name in SERVICES},
            kafka=f"{LOOPBACK}:{self.ports['kafka']}",
            mongodb=mongodb.uri(self.ports["mongodb"]),
            mail=f"http://{LOOPBACK}:{self.ports['mail']}",
            prometheus=self._url("prometheus"),
            boards=self._url("boards", board_preview.PATH),
            accounts=self.accounts,
            pids=self.supervisor.pids,
        )

    async def up(self) -> None:
        """Start everything and wait until all of it is ready.

        Raises ExceptionGroup of NotStarted when a part cannot be started; the caller stops
        the rest with down().
        """
        for _ in range(STARTS - 1):
            try:
                return await self._start()
            except* NotStarted:
                await self.supervisor.close()
                if not (lost := [port for port in self.ports.values() if not is_free(port)]):
                    raise
                self._choose_ports()
                names = ", ".join(map(str, lost))
                self.lines.step(f"porta {names} dipakai program lain; memakai yang lain", "taken")
        await self._start()

    async def _start(self) -> None:
        knows_a_plan = any(self.folder.mongodb.iterdir())
        await self.supervisor.start(
            mongodb.database(self.ports["mongodb"], self.folder.mongodb),
            kafka.broker(self.ports["kafka"], after_restart=self._refill),
            self._mail(),
        )
        self._show("mongodb", "kafka", "mail")
        await self._create_topics()
        self.lines.step("topik Kafka dibuat", "Kafka topics created")
        now = [name for name in SERVICES if name not in self._later]
        await self.supervisor.start(*(self.services.program(name) for name in now))
        self._show(*now)
        if knows_a_plan:
            await self.republish()
            self.lines.step("rencana dikirim ulang ke broker yang kosong", "plan sent again")
        if binary := prometheus.installed():
            await self.supervisor.start(
                prometheus.prometheus(
                    binary, self.ports, self.folder.prometheus, self._scrape_seconds
                )
            )
            await self.supervisor.start(board_preview.board_preview(self.ports))
            self._show("prometheus", "boards")
        else:
            self.lines.plain("  Prometheus tidak terpasang; dilewati (not installed, left out)")

    async def down(self) -> None:
        """Stop everything that was started, in the order of the event flow."""
        self._described = False
        self.folder.demo_file.unlink(missing_ok=True)
        await self.supervisor.close()
        self._claims.release()

    @asynccontextmanager
    async def without(self, service: str) -> AsyncIterator[None]:
        """Stop the service while the block runs; it runs again afterwards."""
        started = service in self.supervisor.pids
        if started:
            await self.supervisor.stop(service)
        yield
        if started:
            await self.supervisor.resume(service)
        else:
            await self.supervisor.start(self.services.program(service))
        self._show(service)

    def patient(self) -> Patient:
        """A transport for long calls, which prints their progress."""
        names = {port: name for name, port in self.ports.items()}
        return Patient(
            lambda request, seconds: self.lines.progress(
                f"menunggu {names.get(request.url.port or 0)}: {request.method} "
                f"{request.url.path}, {seconds:.0f} detik",
                "waiting for its answer",
            )
        )

    def describe(self, accounts: Sequence[LogIn]) -> None:
        """Write demo.json now, and whenever a process is replaced."""
        self.accounts = accounts
        self._described = True
        self._describe_again()

    async def republish(self) -> None:
        """Have the planner republish the whole plan: the broker loses it, the database keeps it."""
        log = self.folder.logs / "republish.log"
        for_the_owner(log).write_bytes(b"")
        command = (sys.executable, "-m", "planner", "plan", "republish")
        child = await start(command, self.services.environment("planner"), log)
        try:
            code = await child.wait()
        finally:
            await child.stop(0)
        if code:
            raise Trouble(
                Text(
                    f"Rencana tidak dapat dikirim ulang (kode {code}). Sebabnya di {log}; "
                    "perbaiki, lalu ulangi.",
                    "the plan cannot be sent again; see the log",
                )
            )

    async def _refill(self) -> None:
        """Refill an empty broker: create the topics, restart the consumers, republish the plan."""
        await self._create_topics()
        running = [name for name in SERVICES if name in self.supervisor.pids]
        await asyncio.gather(*(self.supervisor.stop(name) for name in running))
        await asyncio.gather(*(self.supervisor.resume(name) for name in running))
        await self.republish()
        self.lines.step("topik dibuat lagi, rencana dikirim ulang", "broker filled again")

    async def _create_topics(self) -> None:
        settings = _Topics(kafka=f"{LOOPBACK}:{self.ports['kafka']}")
        for left in reversed(range(_TRY_TOPICS)):
            try:
                await create_topics(settings)
                return
            except KafkaError:
                if not left:
                    raise
            await asyncio.sleep(1)

    def _mail(self) -> Program:
        smtp, http = self.ports["smtp"], self.ports["mail"]

        async def ready() -> bool:
            return await kafka.listens(smtp) and await answers(f"http://{LOOPBACK}:{http}/messages")

        return Program(
            name="mail",
            command=(
                *(sys.executable, "-m", "deploy.local.mail"),
                *("--smtp-port", str(smtp), "--http-port", str(http)),
                *("--keep", str(self.folder.mail)),
            ),
            ready=ready,
            stop_stage=3,
            stop_within=3.0,
            environment={"PYTHONPATH": str(PROJECT)},
        )

    def _url(self, name: str, path: str = "") -> str | None:
        """Where a part answers that need not be there."""
        if name not in self.supervisor.pids:
            return None
        return f"http://{LOOPBACK}:{self.ports[name]}{path}"

    def _show(self, *names: str) -> None:
        for name in names:
            at = f"{LOOPBACK}:{self.ports[name]}"
            self.lines.step(f"{name} siap di {at}", f"{name} is ready")

    def _describe_again(self) -> None:
        if self._described and self.folder.root.exists():
            self.running.write(self.folder.demo_file)
