"""Three Kafka brokers on disk; services reach them through proxies, the suite does not."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from chassis.kafka.topics import create_topics, wanted
from chassis.settings import ServiceSettings
from deploy.local import apache_kafka
from deploy.local.apache_kafka import Node
from deploy.local.waiting import until
from tests.faults.process import Process
from tests.faults.proxy import LOOPBACK, Proxy

BROKERS = (1, 2, 3)
LISTENERS = ("BROKERS", "SERVICES", "SUITE")
PORTS = [f"kafka-{n}-{what}" for n in BROKERS for what in (*LISTENERS, "controller", "proxy")]
QUICK = {
    "broker.session.timeout.ms": 4000,
    "broker.heartbeat.interval.ms": 500,
    "replica.lag.time.max.ms": 6000,
    "min.insync.replicas": 2,
    "group.min.session.timeout.ms": 3000,
}
"""A broker that is gone is missed sooner than by default; nothing else is eased."""


class Topics(ServiceSettings):
    """What creating topics needs to know."""

    database: str = "none"
    port: int = 0


class KafkaCluster:
    """`nodes` by their numbers, each with the proxy that its clients are sent to."""

    def __init__(self, folder: Path, logs: Path, ports: Mapping[str, int], partitions: int) -> None:
        self._partitions = partitions
        self._nodes: list[Node] = []
        self.proxies: dict[int, Proxy] = {}
        self.processes: dict[int, Process] = {}
        for number in BROKERS:
            name = f"kafka-{number}"
            own = {listener: ports[f"{name}-{listener}"] for listener in LISTENERS}
            proxy = Proxy(name, ports[f"{name}-proxy"], own["SERVICES"])
            node = Node(
                number,
                folder / name,
                own,
                ports[f"{name}-controller"],
                advertised={"SERVICES": proxy.port},
            )
            self._nodes.append(node)
            self.proxies[number] = proxy
        for node in self._nodes:
            apache_kafka.write_properties(node, self._nodes, QUICK)
            program = apache_kafka.broker(node)
            self.processes[node.number] = Process(program, logs / f"kafka-{node.number}.log")

    @property
    def for_services(self) -> str:
        """Bootstrap servers behind the proxies."""
        return ",".join(f"{LOOPBACK}:{proxy.port}" for proxy in self.proxies.values())

    @property
    def for_suite(self) -> str:
        """Bootstrap servers that no fault of a proxy touches."""
        return ",".join(f"{LOOPBACK}:{node.listeners['SUITE']}" for node in self._nodes)

    def data(self, number: int) -> Path:
        """Where the broker keeps its data."""
        return next(node for node in self._nodes if node.number == number).folder / "data"

    async def start(self) -> None:
        """All three, with every topic copied three times."""
        await asyncio.gather(*(proxy.start() for proxy in self.proxies.values()))
        await asyncio.gather(*(apache_kafka.format_storage(node) for node in self._nodes))
        await asyncio.gather(*(process.start() for process in self.processes.values()))
        settings = Topics(
            kafka=self.for_suite, topic_partitions=self._partitions, topic_replication=3
        )

        async def created() -> bool:
            try:
                await create_topics(settings)
            except KafkaError:
                return False
            return True

        await until(created, 90, "topics on three brokers")

    async def stop(self) -> None:
        """End everything, without ceremony: the data is thrown away."""
        await asyncio.gather(*(process.down() for process in self.processes.values()))
        await asyncio.gather(*(proxy.stop() for proxy in self.proxies.values()))

    async def leader(self, topic: str, partition: int = 0) -> int:
        """The number of the broker that leads a partition now."""
        async with self.admin() as admin:
            (found,) = await admin.describe_topics([topic])
        return int(next(p["leader"] for p in found["partitions"] if p["partition"] == partition))

    async def configure_topic(self, topic: str, **changed: object) -> None:
        """Give a topic its own settings with some changed, dots written as two underscores."""
        settings = Topics(topic_partitions=self._partitions, topic_replication=3)
        own = next(one.topic_configs for one in wanted(settings) if one.name == topic)
        told = {**own, **{name.replace("__", "."): str(value) for name, value in changed.items()}}
        async with self.admin() as admin:
            await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, told)])

    def admin(self) -> "Admin":
        """A client for one errand."""
        return Admin(self.for_suite)

    async def ends(self, topic: str) -> dict[int, int]:
        """The offset behind the last record of each partition."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.for_suite, enable_auto_commit=False)
        await consumer.start()
        try:
            partitions = [TopicPartition(topic, p) for p in range(self._partitions)]
            found = await consumer.end_offsets(partitions)
            return {tp.partition: end for tp, end in found.items()}
        finally:
            await consumer.stop()


class Admin:
    """An admin client that is closed again."""

    def __init__(self, bootstrap: str) -> None:
        self._client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)

    async def __aenter__(self) -> AIOKafkaAdminClient:
        await self._client.start()
        return self._client

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()
