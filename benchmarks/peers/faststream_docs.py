"""FastStream as its documentation shows it: one handler call per message.

After https://faststream.ag2.ai/latest/kafka/ : "Basic Subscriber" (typed body, and "Concurrent
processing": as many workers as partitions), "Consuming Acknowledgements" (NACK_ON_ERROR is its
way to at-least-once) and "Publisher" with a Response that carries key and headers. Motor
writes the report and the item's latest figures, one call each.

An offset is committed after every message. The item shows the report that arrived last. Two
writes and a fact that belong together are three steps: a kill can leave some of them undone.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Literal

from faststream import FastStream
from faststream.kafka import KafkaBroker, KafkaResponse
from faststream.middlewares import AckPolicy
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import AwareDatetime
from pymongo.errors import DuplicateKeyError

from benchmarks.peers.environment import PeerEnvironment
from benchmarks.peers.fact import Document, headers_of
from contracts import ProgressSubmitted

WORKERS = 12
"""One for each partition; more would be idle."""

environment = PeerEnvironment.here()
broker = KafkaBroker(
    environment.kafka,
    acks="all",
    enable_idempotence=True,
    allow_auto_create_topics=False,
    logger=None,
)
app = FastStream(broker, logger=None)
client: "AsyncIOMotorClient[Document]" = AsyncIOMotorClient(
    environment.mongodb, w="majority", journal=True
)
database = client[environment.database]


class Recorded(ProgressSubmitted):
    """The fact."""

    received_at: AwareDatetime
    source: Literal["kafka"] = "kafka"


@broker.publisher(environment.topic_out)
@broker.subscriber(
    environment.topic_in,
    group_id=environment.group,
    auto_offset_reset="earliest",
    ack_policy=AckPolicy.NACK_ON_ERROR,
    max_workers=WORKERS,
)
async def on_report(report: ProgressSubmitted) -> KafkaResponse:
    fact = Recorded(**report.model_dump(), received_at=datetime.now(UTC))
    value = fact.model_dump(mode="json")
    with suppress(DuplicateKeyError):
        await database["reports"].insert_one({"_id": fact.report_id, **value})
    await database["items"].update_one({"_id": fact.item_id}, {"$set": {"latest": value}})
    return KafkaResponse(
        fact, key=fact.key().encode(), headers=headers_of(value, environment.topic_out)
    )


if __name__ == "__main__":
    asyncio.run(app.run())
