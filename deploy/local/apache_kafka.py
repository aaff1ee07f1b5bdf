"""Apache Kafka on Java, with its data on disk, for the fault suite and the benchmarks.

`make kafka` downloads its jars from Maven Central, verified by deploy/kafka/jars.sha256.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.kafka import listens
from deploy.local.ports import LOOPBACK
from deploy.local.program import Program

JARS = Path(sys.prefix) / "kafka"
CLUSTER_ID = "5L6g3nShT-eMCtK--X86sw"
SMALL = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms96m", "-Xmx320m")
"""JVM options for a fast start and low memory use."""


class NoKafka(Exception):
    """Java or the jars are missing."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node, which is both broker and controller.

    `listeners` maps names to loopback ports; `advertised` replaces the port that clients get for
    a listener of that name. The first listener is for inter-broker traffic.
    """

    number: int
    folder: Path
    listeners: Mapping[str, int]
    controller_port: int
    advertised: Mapping[str, int] = field(default_factory=dict)

    @property
    def properties(self) -> Path:
        """Path of its configuration file."""
        return self.folder / "server.properties"


def write_properties(
    node: Node, nodes: Sequence[Node], more: Mapping[str, object] | None = None
) -> None:
    """Write the configuration of `node` as one of `nodes`; `more` overrides settings."""
    names = list(node.listeners)
    advertised = {name: node.advertised.get(name, port) for name, port in node.listeners.items()}
    copies = min(3, len(nodes))
    voters = (f"{one.number}@{LOOPBACK}:{one.controller_port}" for one in nodes)
    protocols = ",".join(f"{name}:PLAINTEXT" for name in [*names, "CONTROLLER"])
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": node.number,
        "controller.quorum.voters": ",".join(voters),
        "controller.listener.names": "CONTROLLER",
        "listeners": _places({**node.listeners, "CONTROLLER": node.controller_port}),
        "advertised.listeners": _places(advertised),
        "listener.security.protocol.map": protocols,
        "inter.broker.listener.name": names[0],
        "log.dirs": node.folder / "data",
        "auto.create.topics.enable": "false",
        "default.replication.factor": copies,
        "offsets.topic.num.partitions": 6,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": max(1, copies - 1),
        "share.coordinator.state.topic.replication.factor": copies,
        "group.initial.rebalance.delay.ms": 300,
        "log.cleaner.dedupe.buffer.size": 4_000_000,
        **(more or {}),
    }
    node.folder.mkdir(parents=True, exist_ok=True)
    lines = (f"{name}={value}\n" for name, value in settings.items())
    node.properties.write_text("".join(lines))


def _places(listeners: Mapping[str, int]) -> str:
    return ",".join(f"{name}://{LOOPBACK}:{port}" for name, port in listeners.items())


async def format_storage(node: Node) -> None:
    """Format the node's data folder; call it once. Raises NoKafka."""
    format_it = ("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", node.properties)
    command = _java(SMALL, *format_it)
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    _, printed = await process.communicate()
    if process.returncode:
        raise NoKafka(f"StorageTool: {printed.decode(errors='replace')[-1000:]}")


def broker(node: Node, java: Sequence[str] = SMALL) -> Program:
    """The node's process; ready when its last listener accepts connections. `java`: JVM options."""
    last = list(node.listeners.values())[-1]
    return Program(
        name=f"kafka-{node.number}",
        command=_java(java, "kafka.Kafka", node.properties),
        ready=lambda: listens(last),
        stop_stage=4,
        ready_within=90.0,
    )


def _java(options: Sequence[str], *words: object) -> tuple[str, ...]:
    java = shutil.which("java")
    if java is None or not any(JARS.glob("kafka-server-*.jar")):
        raise NoKafka("Jalankan `make kafka` dahulu. / Run `make kafka` first (Java 17, Maven).")
    return (java, *options, "-cp", f"{JARS}/*", *(str(word) for word in words))
