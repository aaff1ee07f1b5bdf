"""The whole stack: what is started, in which order, and what is done when a part dies."""

import asyncio
import sys
from collections.abc import Mapping, Sequence

import httpx

from chassis.settings import ServiceSettings
from chassis.topics import create_topics
from deploy.local import kafka, mongodb, prometheus
from deploy.local.child import start
from deploy.local.console import Lines
from deploy.local.demo_file import LogIn, Running
from deploy.local.folder import PROJECT, Folder
from deploy.local.ports import DEFAULTS, LOOPBACK, choose
from deploy.local.program import Program
from deploy.local.secret_files import SecretFiles
from deploy.local.services import SERVICES, Services, answers
from deploy.local.supervisor import Supervisor
from deploy.local.watch import last_lines


class CommandFailed(Exception):
    """A command of the project ended with an error."""


class _Topics(ServiceSettings):
    """What creating topics needs to know."""

    database: str = "none"
    port: int = 0


class Stack:
    """Broker, database, mail catcher, services and Prometheus, in one folder.

    `ports` None takes the known ports where they are free; `more` is added to the
    environment of a service by its name.
    """

    def __init__(
        self,
        folder: Folder,
        lines: Lines,
        *,
        wanted_ports: Mapping[str, int | None] = DEFAULTS,
        more: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        folder.make()
        self.folder = folder
        self.lines = lines
        self.ports = choose(wanted_ports)
        self.secrets = SecretFiles(folder.secrets)
        self.services = Services(self.ports, self.secrets, more or {})
        self.supervisor = Supervisor(folder.logs, lines, changed=self._describe_again)
        self.accounts: Sequence[LogIn] = ()
        self._described = False

    @property
    def running(self) -> Running:
        """What is there now."""
        found = "prometheus" in self.supervisor.pids
        return Running(
            services={name: self.services.url(name) for name in SERVICES},
            kafka=f"{LOOPBACK}:{self.ports['kafka']}",
            mongodb=mongodb.uri(self.ports["mongodb"]),
            mail=f"http://{LOOPBACK}:{self.ports['mail']}",
            prometheus=f"http://{LOOPBACK}:{self.ports['prometheus']}" if found else None,
            accounts=self.accounts,
            pids=self.supervisor.pids,
        )

    async def up(self) -> None:
        """Start everything and wait until all of it is ready.

        Raises ExceptionGroup of NotStarted when a part cannot be started; the caller ends
        the rest with down().
        """
        knows_a_plan = any(self.folder.mongodb.iterdir())
        await self.supervisor.start(
            mongodb.database(self.ports["mongodb"], self.folder.mongodb),
            kafka.broker(self.ports["kafka"], after_restart=self._refill),
            self._mail(),
        )
        self._say("mongodb", "kafka", "mail")
        await self._create_topics()
        self.lines.step("topik Kafka dibuat", "Kafka topics created")
        await self.supervisor.start(*(self.services.program(name) for name in SERVICES))
        self._say(*SERVICES)
        if knows_a_plan:
            await self.republish()
            self.lines.step("rencana dikirim ulang ke broker yang kosong", "plan sent again")
        if binary := prometheus.installed():
            await self.supervisor.start(
                prometheus.prometheus(binary, self.ports, self.folder.prometheus)
            )
            self._say("prometheus")
        else:
            self.lines.plain("  Prometheus tidak terpasang; dilewati (not installed, left out)")

    async def down(self) -> None:
        """Stop everything that was started, the first in the flow first."""
        self._described = False
        self.folder.demo_file.unlink(missing_ok=True)
        await self.supervisor.close()

    def describe(self, accounts: Sequence[LogIn]) -> None:
        """Write demo.json, and again whenever a process is replaced."""
        self.accounts = accounts
        self._described = True
        self._describe_again()

    async def republish(self) -> None:
        """Have the planner send the whole plan again: the broker forgets, the database not."""
        log = self.folder.logs / "republish.log"
        log.write_bytes(b"")
        command = (sys.executable, "-m", "planner", "plan", "republish")
        child = await start(command, self.services.environment("planner"), log)
        try:
            code = await child.wait()
        finally:
            await child.stop(0)
        if code:
            raise CommandFailed(f"plan republish: {last_lines(log)}")

    async def _refill(self) -> None:
        """The broker came back empty: topics, then consumers that start anew, then the plan."""
        await self._create_topics()
        await asyncio.gather(*(self.supervisor.stop(name) for name in SERVICES))
        await asyncio.gather(*(self.supervisor.resume(name) for name in SERVICES))
        await self.republish()
        self.lines.step("topik dibuat lagi, rencana dikirim ulang", "broker filled again")

    async def _create_topics(self) -> None:
        await create_topics(_Topics(kafka=f"{LOOPBACK}:{self.ports['kafka']}"))

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

    def _say(self, *names: str) -> None:
        for name in names:
            at = f"{LOOPBACK}:{self.ports[name]}"
            self.lines.step(f"{name} siap di {at}", f"{name} is ready")

    def _describe_again(self) -> None:
        if self._described:
            self.running.write(self.folder.demo_file)


def reason(error: BaseException) -> str:
    """What went wrong, in words, of an error that may hold others."""
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(reason(inner) for inner in error.exceptions)
    if isinstance(error, httpx.HTTPStatusError):
        return f"{error} {error.response.text[:1000]}"
    return f"{type(error).__name__}: {error}"
