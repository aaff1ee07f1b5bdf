"""Faust (faust-streaming) with Motor: an agent that takes its stream in batches.

After https://faust-streaming.github.io/faust/userguide/ : "Streams" (`take`: events of a batch
are acknowledged when the agent asks for the next), "Agents" and "Configuration Reference".
orjson and uvloop are what its "Installation" offers for speed. A batch is two writes, the
reports and the items' latest figures, then its facts, all awaited.

The item shows the report that arrived last. A kill can separate the writes from the facts. A
batch whose handling raises is still acknowledged, so it is lost. Faust's own tables,
changelogs and web server are not needed and are off.
"""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import faust
import mode.loop
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from benchmarks.peers.environment import PeerEnvironment
from benchmarks.peers.fact import Document, encoded_headers_of, fact_of, report_of

BATCH = 2_000
WITHIN_SECONDS = 0.1
LINGER_SECONDS = 0.02
"""Without it nearly every fact is sent in its own request."""
DUPLICATE_KEY = 11000

environment = PeerEnvironment.here()
mode.loop.use("uvloop")
app = faust.App(
    environment.group,
    broker=f"kafka://{environment.kafka}",
    processing_guarantee="at_least_once",
    producer_acks=-1,
    producer_linger=LINGER_SECONDS,
    consumer_auto_offset_reset="earliest",
    stream_buffer_maxsize=2 * BATCH,
    topic_allow_declare=False,
    topic_disable_leader=True,
    store="memory://",
    datadir=str(environment.folder),
    web_enabled=False,
)
submitted = app.topic(environment.topic_in, key_type=str, value_serializer="json")
recorded = app.topic(environment.topic_out, key_type=str, value_serializer="json")
client: "AsyncIOMotorClient[Document]" = AsyncIOMotorClient(
    environment.mongodb, w="majority", journal=True
)
database = client[environment.database]


async def keep(facts: Sequence[Document]) -> None:
    """Insert the reports that do not exist yet."""
    try:
        await database["reports"].bulk_write(
            [InsertOne(report_of(fact)) for fact in facts], ordered=False
        )
    except BulkWriteError as error:
        if any(one["code"] != DUPLICATE_KEY for one in error.details["writeErrors"]):
            raise


async def show(facts: Sequence[Document]) -> None:
    """Set the last of the facts as each item's latest."""
    latest = {fact["item_id"]: fact for fact in facts}
    await database["items"].bulk_write(
        [UpdateOne({"_id": item}, {"$set": {"latest": fact}}) for item, fact in latest.items()],
        ordered=False,
    )


@app.agent(submitted)  # type: ignore[untyped-decorator]
async def on_reports(reports: faust.Stream) -> None:
    async for batch in reports.take(BATCH, within=WITHIN_SECONDS):
        received_at = datetime.now(UTC).isoformat()
        facts = [fact_of(report, received_at) for report in batch]
        await asyncio.gather(keep(facts), show(facts))
        sent = [
            await recorded.send(
                key=fact["item_id"],
                value=fact,
                headers=encoded_headers_of(fact, environment.topic_out),
            )
            for fact in facts
        ]
        await asyncio.gather(*sent)


if __name__ == "__main__":
    sys.argv = [sys.argv[0], "worker", "--loglevel=warn", "--without-web"]
    app.main()
