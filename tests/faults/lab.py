"""The whole system under the suite's hands: brokers, database, mail, services, and all links."""

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx

from chassis.auth.keys import new_key
from chassis.clock import to_millisecond
from deploy.local.folder import PROJECT
from deploy.local.kafka import listens
from deploy.local.ports import choose
from deploy.local.program import Program
from deploy.local.services import answers
from deploy.local.waiting import until
from tests.faults import kafka_cluster, mongo_cluster
from tests.faults.disk import Disk
from tests.faults.kafka_cluster import KafkaCluster
from tests.faults.mail_server import MailServer
from tests.faults.mongo_cluster import MongoCluster
from tests.faults.process import Process
from tests.faults.proxy import LOOPBACK, Proxy
from tests.faults.traps import Point, shown, trap

SERVICES = ("planner", "tracker", "notifier")
REPLICAS = ("planner-1", "planner-2", "tracker-1", "tracker-2", "notifier-1", "notifier-2")
PARTITIONS = 6
SESSION_SECONDS = 6
POLL_SECONDS = 10
GRACE_SECONDS = 1
PLAIN = Path(__file__).parents[1] / "policies" / "plain.yml"


class Lab:
    """Everything in one folder, on ports of its own.

    The names of `processes` are those of REPLICAS. Services reach Kafka, MongoDB, the mail
    server and the planner through proxies; the suite reaches them past these.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.traps = folder / "traps"
        self.logs = folder / "log"
        for path in (self.traps, self.logs):
            path.mkdir(parents=True)
        self.disks = {
            "kafka": Disk(folder / "kafka-3", 500),
            "mongodb": Disk(folder / "mongodb-2", 700),
        }
        """The one broker, number 3, and the one member, number 2, whose disk can be filled."""
        own = (*REPLICAS, "mail", "mail-proxy", "planner-proxy")
        ports = choose(dict.fromkeys((*own, *kafka_cluster.PORTS, *mongo_cluster.PORTS)))
        self._ports = ports
        self.kafka = KafkaCluster(folder, self.logs, ports, PARTITIONS)
        self.mongodb = MongoCluster(folder, self.logs, ports)
        self.mail = MailServer(ports["mail"])
        self.mail_proxy = Proxy("mail", ports["mail-proxy"], ports["mail"])
        self.planner_proxy = Proxy("planner", ports["planner-proxy"], ports["planner-1"])
        self._secrets()
        self.processes: dict[str, Process] = {}

    @property
    def proxies(self) -> list[Proxy]:
        """Every link that can be disturbed."""
        return [
            *self.kafka.proxies.values(),
            *self.mongodb.proxies.values(),
            self.mail_proxy,
            self.planner_proxy,
        ]

    def of(self, service: str) -> list[Process]:
        """The replicas of a service."""
        return [one for name, one in self.processes.items() if name.startswith(service)]

    def url(self, replica: str) -> str:
        """Where a replica answers."""
        return f"http://{LOOPBACK}:{self._ports[replica]}"

    async def up(self) -> None:
        """Everything, ready."""
        self.mail.start()
        await asyncio.gather(self.mail_proxy.start(), self.planner_proxy.start())
        await asyncio.gather(self.kafka.start(), self.mongodb.start())
        await self.run_build()

    async def down(self) -> None:
        """End everything and throw its folder away."""
        await asyncio.gather(*(one.down() for one in self.processes.values()))
        await asyncio.gather(self.kafka.stop(), self.mongodb.stop())
        await asyncio.gather(self.mail_proxy.stop(), self.planner_proxy.stop())
        self.mail.stop()
        for disk in self.disks.values():
            disk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def run_build(self, *breaks: str, settings: Mapping[str, str] | None = None) -> None:
        """Start every replica, of the product as it is or broken in the ways of `breaks`."""
        await asyncio.gather(*(one.end() for one in self.processes.values()))
        for name in REPLICAS:
            log = self.logs / f"{name}.log"
            self.processes[name] = Process(self._program(name, breaks, settings or {}), log)
        await asyncio.gather(*(one.start() for one in self.processes.values()))
        await self.ready()

    async def ready(self, within: float = 90.0) -> None:
        """Wait until every replica says so of itself."""
        for name in self.processes:
            url = f"{self.url(name)}/health/ready"
            await until(partial(answers, url), within, f"{name} ready")

    def lay(self, replica: str, point: Point, what: str = "die") -> Path:
        """Lay a trap; it is gone from the disk when the replica has stepped on it."""
        path = trap(self.traps, replica, point)
        path.write_text(what)
        return path

    def move_clock(self, seconds: float) -> None:
        """Shift the clock of every service, from now."""
        self._set_clock(str(seconds))

    def stop_clock(self) -> None:
        """Have the clock of every service stand still, until it is moved."""
        self._set_clock(f"@{self.now().timestamp()}")

    @contextmanager
    def stopped_clock(self) -> Iterator[None]:
        """Have it stand still for a while, and then go on as before."""
        before = self._clock.read_text() if self._clock.exists() else "0"
        self.stop_clock()
        try:
            yield
        finally:
            self._set_clock(before)

    @property
    def _clock(self) -> Path:
        return self.traps / "clock"

    def _set_clock(self, words: str) -> None:
        new = self.traps / "clock.new"
        new.write_text(words)
        new.replace(self._clock)

    def now(self) -> datetime:
        """The time as the services see it."""
        return shown(self._clock, to_millisecond(datetime.now(UTC)))

    def heal(self) -> None:
        """No proxy disturbs anything, no trap lies."""
        for proxy in self.proxies:
            proxy.heal()
        for path in self.traps.glob("*-*.*"):
            path.unlink(missing_ok=True)

    async def mend(self) -> None:
        """Undo whatever a fault that ended in the middle has left."""
        self.heal()
        self.move_clock(0)
        for disk in self.disks.values():
            disk.free()
        for cluster in (self.kafka.processes, self.mongodb.processes, self.processes):
            for process in cluster.values():
                process.thaw()
            down = [process for process in cluster.values() if process.is_down]
            await asyncio.gather(*(process.start() for process in down))
        self.mail.start()
        await self.mongodb.settled_primary()

    def _secrets(self) -> None:
        new_key(self.folder / "signing-key.pem")
        (self.folder / "admin-password").write_text("rahasia-pengujian")

    def _program(self, name: str, breaks: tuple[str, ...], settings: Mapping[str, str]) -> Program:
        service = name.partition("-")[0]
        port = self._ports[name]
        environment = {
            "AKSI_HOST": LOOPBACK,
            "AKSI_PORT": str(port),
            "AKSI_KAFKA": self.kafka.for_services,
            "AKSI_KAFKA_SESSION_SECONDS": str(SESSION_SECONDS),
            "AKSI_KAFKA_POLL_SECONDS": str(POLL_SECONDS),
            "AKSI_MONGODB": self.mongodb.uri,
            "AKSI_PLANNER_URL": f"http://{LOOPBACK}:{self.planner_proxy.port}",
            "AKSI_REQUESTS_PER_MINUTE": "1000000",
            "AKSI_DEAD_LETTER_LIMIT": "100000",
            "AKSI_STUCK_AFTER_SECONDS": "30",
            "AKSI_STOP_WITHIN_SECONDS": "5",
            "PYTHONPATH": f"{PROJECT}:{PROJECT / 'services'}",
            "PYTHONUNBUFFERED": "1",
            "LAB_FOLDER": str(self.traps),
            "LAB_NAME": name,
            "LAB_BREAKS": " ".join(breaks),
        }
        own = {
            "planner": {
                "AKSI_SIGNING_KEY_FILE": str(self.folder / "signing-key.pem"),
                "AKSI_TOKEN_MINUTES": "480",
                "AKSI_ADMIN_PASSWORD_FILE": str(self.folder / "admin-password"),
            },
            "tracker": {},
            "notifier": {
                "AKSI_SMTP_URL": f"smtp://{LOOPBACK}:{self.mail_proxy.port}",
                "AKSI_MAIL_FROM": "aksi@localhost.localdomain",
                "AKSI_GRACE_SECONDS": str(GRACE_SECONDS),
                "AKSI_POLICY_FILE": str(PLAIN),
            },
        }
        return Program(
            name=name,
            command=(sys.executable, "-m", "tests.faults.build", service),
            ready=lambda: listens(port),
            stop_stage=0,
            environment={**environment, **own[service], **settings},
            ready_within=60.0,
        )

    async def log_in(self) -> str:
        """A token of the administrator."""
        async with httpx.AsyncClient(timeout=20) as client:
            answer = await client.post(
                f"{self.url('planner-1')}/api/v1/session",
                json={"username": "admin", "password": "rahasia-pengujian"},
            )
        return str(answer.raise_for_status().json()["access_token"])

    def words_of(self, name: str, *, level: str) -> list[str]:
        """What a replica's log says at a level."""
        path = self.logs / f"{name}.log"
        said = []
        for line in path.read_text(errors="replace").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if row.get("level") == level:
                said.append(str(row.get("event")))
        return said
