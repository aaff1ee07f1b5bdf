"""What the bus makes of lanes that their group has told nothing."""

import asyncio
import os
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError
from prometheus_client import CollectorRegistry

from chassis.clock import SystemClock
from chassis.kafka import lag_watch
from chassis.kafka.bus import Bus
from chassis.kafka.lag_watch import STUCK_EXIT_CODE
from chassis.metrics import ChassisMetrics
from chassis.settings import Here
from contracts import ProgressSubmitted
from deploy.local.waiting import until

LABELS = {"topic": ProgressSubmitted.topic, "group": "g"}
SOON = 20.0
PARTITION = TopicPartition(ProgressSubmitted.topic, 0)


class Broker:
    """What the bus asks of its producer."""

    def __init__(self) -> None:
        self.answers = True
        self.asked = 0

    async def ping(self) -> None:
        self.asked += 1
        if not self.answers:
            raise KafkaConnectionError

    async def stop(self) -> None:
        pass


class Reading:
    """A consumer that has been told its partitions, and how much waits in them."""

    def __init__(self, *partitions: TopicPartition, behind: int = 0) -> None:
        self.partitions = set(partitions)
        self.behind = behind
        self.leads = False
        self.unreadable: dict[TopicPartition, int] = {}

    def assignment(self) -> set[TopicPartition]:
        return self.partitions

    def waiting(self) -> int:
        return self.behind

    async def end_offsets(self, partitions: Sequence[TopicPartition]) -> dict[Any, int]:
        return dict.fromkeys(partitions, self.behind)

    async def position(self, _partition: TopicPartition) -> int:
        return 0


class World:
    """A bus with two lanes, and when it wanted the process to end."""

    def __init__(self, **settings: Any) -> None:
        self.registry = CollectorRegistry()
        metrics = ChassisMetrics(self.registry)
        self.broker = Broker()
        told = Here(**settings)
        self.bus = Bus(told, "uji", self.broker, SystemClock(), metrics)  # type: ignore[arg-type]

        @self.bus.on(ProgressSubmitted, group="g", lanes=2)
        async def on_progress_submitted(_events: Sequence[ProgressSubmitted]) -> None:
            pass

        self.lanes = [consumer for consumer, _ in self.bus._consumers]
        self.readings = [Reading(), Reading()]
        self.left: list[Reading] = []
        self.bus._consumers = [
            (lane, self._subscriber(reading))
            for lane, reading in zip(self.lanes, self.readings, strict=True)
        ]
        self.bus.connected = True

    def _subscriber(self, reading: Reading) -> Any:
        made = SimpleNamespace(consumer=reading)

        async def stop() -> None:
            if made.consumer is not None:
                self.left.append(made.consumer)
            made.consumer = None

        made.stop = stop
        return made

    def metric(self, name: str) -> float | None:
        return self.registry.get_sample_value(name, LABELS)


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    codes: list[int] = []
    monkeypatch.setattr(lag_watch, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(os, "_exit", codes.append)
    return codes


async def watched(world: World, condition: Any) -> None:
    watching = asyncio.create_task(world.bus.watch())
    try:

        async def holds() -> bool:
            return bool(condition())

        await until(holds, SOON, "what the watch is to see")
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def test_a_lane_without_an_assignment_is_not_caught_up(ends: list[int]) -> None:
    world = World()
    assert world.metric("aksi_consumer_unassigned_seconds") == 0
    await world.lanes[0].on_partitions_assigned([PARTITION])
    await watched(world, lambda: (world.metric("aksi_consumer_unassigned_seconds") or 0) > 0)
    assert world.metric("aksi_consumer_lag") is None
    assert await world.bus.ready() is False
    assert ends == []


async def test_a_lane_that_was_told_it_has_no_partition_is_caught_up(ends: list[int]) -> None:
    world = World(unassigned_after_seconds=0.001)
    for lane in world.lanes:
        await lane.on_partitions_assigned([])
    await watched(world, lambda: world.metric("aksi_consumer_lag") == 0)
    assert world.metric("aksi_consumer_unassigned_seconds") == 0
    assert await world.bus.ready() is True
    assert ends == []


async def test_what_waits_is_forgotten_with_the_assignment_and_known_again_after_the_next(
    ends: list[int],
) -> None:
    world = World()
    world.readings[0].partitions, world.readings[0].behind = {PARTITION}, 7
    for lane in world.lanes:
        await lane.on_partitions_assigned([])
    await watched(world, lambda: world.metric("aksi_consumer_lag") == 7)
    await world.lanes[1].on_partitions_revoked([])
    await watched(world, lambda: world.metric("aksi_consumer_lag") is None)
    await world.lanes[1].on_partitions_assigned([])
    await watched(world, lambda: world.metric("aksi_consumer_lag") == 7)
    assert world.metric("aksi_consumer_unassigned_seconds") == 0


async def test_no_assignment_from_a_broker_that_answers_ends_the_process(ends: list[int]) -> None:
    world = World(unassigned_after_seconds=0.05)
    await watched(world, lambda: ends)
    assert ends[0] == STUCK_EXIT_CODE


async def test_while_the_broker_is_away_nobody_is_ended_for_want_of_an_assignment(
    ends: list[int],
) -> None:
    world = World(unassigned_after_seconds=300)
    world.broker.answers = False
    for lane in world.lanes:
        lane.unassigned_since -= 1_000
    begun = time.monotonic()
    await watched(world, lambda: all(lane.waits_since > begun for lane in world.lanes))
    assert (world.metric("aksi_consumer_unassigned_seconds") or 0) > 900
    assert ends == []


@pytest.mark.parametrize("leader", [0, 1])
async def test_who_leads_a_group_leaves_it_first(leader: int) -> None:
    world = World()
    world.readings[leader].leads = True
    await world.bus._leave()
    assert world.left[0] is world.readings[leader]
