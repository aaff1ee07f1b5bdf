"""Two lanes of one process in a group of the embedded broker, started and stopped again."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from prometheus_client import CollectorRegistry

from chassis.clock import SystemClock
from chassis.kafka.bus import Bus
from chassis.kafka.producer import Producer
from chassis.metrics import ChassisMetrics
from chassis.settings import Here
from contracts import ProgressSubmitted
from deploy.local.stack import Stack
from deploy.local.waiting import until

JOINED_WITHIN = 60.0
"""A group that waits for a leader who has left never joins; one that waits for the dead may wait
a session, an attempt and a session.
"""
STARTS = 4
"""The first stop says no good-bye: the embedded broker's first generation is 0."""


async def test_lanes_that_stop_and_start_again_find_into_their_group(stack: Stack) -> None:
    settings = Here(kafka=stack.running.kafka, kafka_idempotence=False, kafka_session_seconds=6)
    group = f"lajur-{uuid4().hex[:8]}"
    for number in range(STARTS):
        metrics = ChassisMetrics(CollectorRegistry())
        producer = Producer(settings, "uji", metrics)
        bus = Bus(settings, "uji", producer, SystemClock(), metrics)

        @bus.on(ProgressSubmitted, group=group, lanes=2)
        async def on_progress_submitted(_events: Sequence[ProgressSubmitted]) -> None:
            pass

        starting = asyncio.create_task(bus.start())
        try:
            await until(bus.ready, JOINED_WITHIN, f"start {number + 1}: both lanes in their group")
        finally:
            await asyncio.wait_for(starting, JOINED_WITHIN)
            await bus.stop()
