"""The upper bound: throughput of these drivers when nothing is done with the reports.

After https://aiokafka.readthedocs.io : "Consumer client" (getmany, manual commit) and
"Producer client". A batch is fetched, decoded with orjson, inserted with one unordered bulk
write, published fact by fact and awaited together; then its offsets are committed.

No rules, no transaction, no item, no check of a report. Any implementation that does more is
slower.
"""

import asyncio
import signal
from collections.abc import Sequence
from datetime import UTC, datetime

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection
from pymongo import InsertOne
from pymongo.errors import BulkWriteError

from benchmarks.peers.environment import PeerEnvironment
from benchmarks.peers.fact import Document, encoded_headers_of, fact_of, report_of

BATCH = 2_000
WAIT_MS = 50
PRODUCER_BATCH_BYTES = 256 * 1024
DUPLICATE_KEY = 11000


async def keep(reports: "AsyncIOMotorCollection[Document]", facts: Sequence[Document]) -> None:
    """Insert the reports that do not exist yet."""
    try:
        await reports.bulk_write([InsertOne(report_of(fact)) for fact in facts], ordered=False)
    except BulkWriteError as error:
        if any(one["code"] != DUPLICATE_KEY for one in error.details["writeErrors"]):
            raise


async def publish(producer: AIOKafkaProducer, topic: str, facts: Sequence[Document]) -> None:
    """Publish the facts, and wait for the acknowledgement of all replicas."""
    sent = [
        await producer.send(
            topic,
            orjson.dumps(fact),
            key=fact["item_id"].encode(),
            headers=encoded_headers_of(fact, topic),
        )
        for fact in facts
    ]
    await asyncio.gather(*sent)


async def main() -> None:
    environment = PeerEnvironment.here()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
        environment.mongodb, w="majority", journal=True
    )
    reports = client[environment.database]["reports"]
    consumer = AIOKafkaConsumer(
        environment.topic_in,
        bootstrap_servers=environment.kafka,
        group_id=environment.group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=environment.kafka,
        enable_idempotence=True,
        max_batch_size=PRODUCER_BATCH_BYTES,
    )
    async with producer, consumer:
        while not ended.is_set():
            fetched = await consumer.getmany(timeout_ms=WAIT_MS, max_records=BATCH)
            received_at = datetime.now(UTC).isoformat()
            facts = [
                fact_of(orjson.loads(record.value), received_at)
                for records in fetched.values()
                for record in records
            ]
            if facts:
                await keep(reports, facts)
                await publish(producer, environment.topic_out, facts)
                await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
