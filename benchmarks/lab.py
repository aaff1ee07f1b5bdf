"""Apache Kafka and mongod on disk, one of each, and the services; all in one folder."""

import asyncio
import hashlib
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import KafkaError
from pymongo import MongoClient

from benchmarks import work
from benchmarks.running import Running
from chassis.auth.auth import SYSTEM_TOKEN
from chassis.auth.keys import new_key, read_key
from chassis.auth.repository import account_state_document
from chassis.kafka.bus import group_id
from chassis.kafka.topics import create_topics
from chassis.settings import Here
from contracts import AccountPublished, AgencyPublished, PlanItemPublished, ProgressSubmitted
from contracts.account import Account, Role, SystemToken
from deploy.local import apache_kafka, mongodb
from deploy.local.apache_kafka import Node
from deploy.local.folder import PROJECT
from deploy.local.ports import LOOPBACK, choose
from deploy.local.services import answers
from deploy.local.submissions import event_headers
from deploy.local.waiting import NotInTime, until
from notifier.alerting.readings import READINGS
from planner.accounts.tokens import Signer

PARTITIONS = 12
CACHE_GB = 2.0
HEAP = ("-XX:+UseG1GC", "-Xms512m", "-Xmx512m")
IN_FLIGHT = 5_000
NAMES = ("kafka", "controller", "mongodb", "planner", "notifier", "smtp", "other")
TRACKERS = 3
LOOK_SECONDS = 0.02
LEFT_WITHIN = 60.0
Document = dict[str, Any]


class Lab:
    """The test environment. Every contender gets the same broker and database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "log"
        self.logs.mkdir(parents=True)
        ports = (*NAMES, *(f"tracker-{n}" for n in range(1, TRACKERS + 1)))
        self.ports = choose(dict.fromkeys(ports))
        self.kafka = f"{LOOPBACK}:{self.ports['kafka']}"
        self.mongodb = mongodb.uri(self.ports["mongodb"])
        self.signing_key = folder / "signing-key.pem"
        self.parts: list[Running] = []
        self.client: MongoClient[Document] = MongoClient(self.mongodb, tz_aware=True, connect=False)

    async def up(self) -> None:
        """Start broker and database, wait until they are ready, and create every topic."""
        new_key(self.signing_key)
        (self.folder / "admin-password").write_text("rahasia-pengukuran")
        node = Node(
            1, self.folder / "kafka", {"CLIENTS": self.ports["kafka"]}, self.ports["controller"]
        )
        apache_kafka.write_properties(node, [node])
        await apache_kafka.format_storage(node)
        data = self.folder / "mongodb"
        data.mkdir()
        port = self.ports["mongodb"]
        command = mongodb.command(port, data, limit_gb=CACHE_GB)
        self.parts = [
            await Running.of(apache_kafka.broker(node, HEAP), self.logs),
            await Running.begin("mongodb", command, {}, self.logs),
        ]
        await self.parts[1].ready(mongodb.database(port, data).ready, 60)
        await create_topics(Here(kafka=self.kafka, topic_partitions=PARTITIONS))

    async def down(self) -> None:
        """Stop both; the folder is the caller's to keep or to delete."""
        self.client.close()
        await asyncio.gather(*(part.stop() for part in self.parts))

    def environment(self, service: str, port: int, **more: str) -> dict[str, str]:
        """The settings of a service: those of production, except ports and rate limits."""
        own = {
            "planner": {
                "AKSI_SIGNING_KEY_FILE": str(self.signing_key),
                "AKSI_TOKEN_MINUTES": "480",
                "AKSI_ADMIN_PASSWORD_FILE": str(self.folder / "admin-password"),
            },
            "tracker": {},
            "notifier": {
                "AKSI_SMTP_URL": f"smtp://{LOOPBACK}:{self.ports['smtp']}",
                "AKSI_MAIL_FROM": "aksi@localhost.localdomain",
                "AKSI_GRACE_SECONDS": "0",
                "AKSI_SETTLE_HOURS": "0",
                "AKSI_QUIET_HOURS": "false",
                "AKSI_QUIET_START": "false",
            },
        }
        return {
            "AKSI_HOST": LOOPBACK,
            "AKSI_PORT": str(port),
            "AKSI_KAFKA": self.kafka,
            "AKSI_MONGODB": self.mongodb,
            "AKSI_PLANNER_URL": f"http://{LOOPBACK}:{self.ports['planner']}",
            "AKSI_REQUESTS_PER_MINUTE": "10000000",
            "PYTHONPATH": f"{PROJECT}:{PROJECT / 'services'}",
            "PYTHONUNBUFFERED": "1",
            **own[service],
            **more,
        }

    @asynccontextmanager
    async def service(self, service: str, number: int = 0, **more: str) -> AsyncIterator[Running]:
        """One replica of a service while the block runs; it is ready when the block starts."""
        name = f"{service}-{number}" if number else service
        port = self.ports[name]
        command = (sys.executable, "-m", service, "serve", service)
        environment = self.environment(service, port, **more)
        running = await Running.begin(name, command, environment, self.logs)
        try:
            url = f"http://{LOOPBACK}:{port}/health/ready"
            await running.ready(lambda: answers(url), 60)
            yield running
        finally:
            await running.stop()

    def officer_token(
        self, agency: str | None, *, of_session: bool = False, role: Role = Role.OFFICER
    ) -> str:
        """A token of an officer of that agency, or of another `role` there or in the whole region,
        signed as the planner signs it: for access, or of a session, which pages have.
        """
        name = f"{'petugas' if role is Role.OFFICER else role}.{(agency or 'semua').lower()}"
        officer = Account(username=name, role=role, agency=agency, region=work.REGION)
        signer = Signer(read_key(self.signing_key), "aksi", minutes=480)
        sign = signer.session if of_session else signer.access
        return sign(officer, datetime.now(UTC)).text

    def tracker_url(self, number: int = 1) -> str:
        """Base URL of that tracker."""
        return f"http://{LOOPBACK}:{self.ports[f'tracker-{number}']}"

    async def plan(self, items: int) -> list[Document]:
        """Have a tracker consume a plan of `items` items; returns their documents."""
        await self.take_over(list(work.plans(items, datetime.now(UTC).date())))
        return list(self.client["tracker"]["items"].find())

    async def take_over(self, plans: Sequence[PlanItemPublished]) -> float:
        """Have a tracker consume these plans, and nothing else; returns plans per second. A
        notifier that is started later hears of no earlier plan either.

        Measured from the start of its first transaction, so without decoding the first records.
        """
        items = len(plans)
        self._empty("tracker")
        for service in ("tracker", "notifier"):
            group = self.group(PlanItemPublished.topic, service)
            await self.rewind(PlanItemPublished.topic, group, to_end=True)
        await self.publish(PlanItemPublished.topic, work.snapshots(plans, datetime.now(UTC)))
        stored = self.client["tracker"]["items"]
        async with self.service("tracker", 1):
            give_up = time.monotonic() + 60 + items / 500
            while await asyncio.to_thread(stored.estimated_document_count) < items:
                if time.monotonic() > give_up:
                    raise NotInTime(f"not {items} items in the tracker")
                await asyncio.sleep(LOOK_SECONDS)
            begun = datetime.now(UTC)
            await until(self.outbox_empty, 60 + items / 500, "their status changes on Kafka")
        first = stored.find_one(sort=[("since", 1)])
        assert first is not None
        begin: datetime = first["since"]
        return items / (begun - begin).total_seconds()

    async def agencies(self) -> int:
        """Publish every agency with its contacts; returns how many."""
        return await self.publish(
            AgencyPublished.topic, work.snapshots(work.agencies(), datetime.now(UTC))
        )

    async def outbox_empty(self, database: str = "tracker") -> bool:
        """Whether every event of a service is on Kafka."""
        rows = self.client[database]["outbox"]
        return await asyncio.to_thread(rows.find_one) is None

    def lay_out(self, database: str, items: Sequence[Document]) -> None:
        """Fill the database with these items and nothing else."""
        self._empty(database)
        for first in range(0, len(items), 5_000):
            self.client[database]["items"].insert_many(items[first : first + 5_000], ordered=False)

    def _empty(self, database: str) -> None:
        """As after a first start: the service knows the keys of the planner, which need not run."""
        self.client.drop_database(database)
        keys = Signer(read_key(self.signing_key), "aksi", minutes=1).published()
        self.client[database]["published_keys"].insert_one({"_id": "last", "keys": keys})
        accounts = [_of_a_system(agency) for agency in work.AGENCIES]
        self.client[database]["account_states"].insert_many(accounts)
        self.client[database]["counters"].insert_one({"_id": "account_states", "number": 1})
        self.client[database]["told_again"].insert_one(
            {"_id": "statuses", "after": "", "done": True}
        )

    @staticmethod
    def system_token(agency: str) -> str:
        """The token of that agency's own system."""
        return f"{SYSTEM_TOKEN}{agency:-<43}"

    @staticmethod
    def group(topic: str, service: str = "tracker") -> str:
        """The service's consumer group."""
        return group_id(service, topic, READINGS.get(topic, 1) if service == "notifier" else 1)

    async def rewind(self, topic: str, group: str, *, to_end: bool = False) -> None:
        """Set the offsets of the group, which must have no members, to the start or the end."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.kafka, group_id=group, enable_auto_commit=False
        )
        await consumer.start()
        try:
            partitions = [TopicPartition(topic, p) for p in range(PARTITIONS)]
            consumer.assign(partitions)
            find = consumer.end_offsets if to_end else consumer.beginning_offsets
            places = await find(partitions)

            async def committed() -> bool:
                try:
                    await consumer.commit(places)
                except KafkaError:  # a former member has not left the group yet
                    return False
                return True

            await until(committed, LEFT_WITHIN, f"{group} set back")
        finally:
            await consumer.stop()

    async def empty(self, *topics: str) -> None:
        """Delete every record of the topics."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await admin.start()
        try:
            for topic in topics:
                ends = await self.ends(topic)
                await admin.delete_records({tp: RecordsToDelete(at) for tp, at in ends.items()})
        finally:
            await admin.close()

    async def ends(self, topic: str) -> dict[TopicPartition, int]:
        """The end offset of each partition."""
        async with self.watching() as consumer:
            return await _ends(consumer, topic)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[AIOKafkaConsumer]:
        """A client that only reads offsets."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.kafka, enable_auto_commit=False)
        await consumer.start()
        try:
            yield consumer
        finally:
            await consumer.stop()

    async def publish(
        self, topic: str, records: Iterable[tuple[str, bytes, Sequence[tuple[str, bytes]]]]
    ) -> int:
        """Publish (key, value, headers); returns how many, once all of them are acknowledged."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self.kafka,
            acks="all",
            enable_idempotence=True,
            linger_ms=5,
            max_batch_size=262_144,
        )
        await producer.start()
        count = 0
        try:
            for some in _chunks(records, IN_FLIGHT):
                sent = [
                    await producer.send(topic, key=key.encode(), value=value, headers=list(head))
                    for key, value, head in some
                ]
                await asyncio.gather(*sent)
                count += len(sent)
        finally:
            await producer.stop()
        return count

    async def submit(self, count: int, items: int, first: int = 0) -> int:
        """Publish `count` submissions; returns how many."""
        return await self.send(work.submissions(count, items, datetime.now(UTC), first))

    async def send(self, submissions: Iterable[Document]) -> int:
        """Publish these submissions; returns how many."""
        tokens = {agency: self.system_token(agency) for agency in work.AGENCIES}
        return await self.publish(
            ProgressSubmitted.topic,
            (
                (
                    one["item_id"],
                    work.value(one),
                    event_headers(one["report_id"], one["item_id"], tokens[one["agency"]]),
                )
                for one in submissions
            ),
        )


def _of_a_system(agency: str) -> Document:
    """The state of an account by whose token an agency's system submits."""
    sha256 = hashlib.sha256(Lab.system_token(agency).encode()).hexdigest()
    token = SystemToken(sha256=sha256, expires_at=datetime.now(UTC) + timedelta(days=1))
    account = AccountPublished(
        username=f"sistem.{agency.lower()}",
        version=1,
        role=Role.OFFICER,
        agency=agency,
        region=work.REGION,
        tokens=(token,),
    )
    return account_state_document(account, 1)


async def _ends(consumer: AIOKafkaConsumer, topic: str) -> dict[TopicPartition, int]:
    ends: Mapping[TopicPartition, int] = await consumer.end_offsets(
        [TopicPartition(topic, p) for p in range(PARTITIONS)]
    )
    return dict(ends)


async def total(consumer: AIOKafkaConsumer, topic: str) -> int:
    """How many records have ever been written to the topic."""
    return sum((await _ends(consumer, topic)).values())


def _chunks(records: Iterable[Any], size: int) -> Iterator[list[Any]]:
    some = []
    for record in records:
        some.append(record)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
