"""Quix Streams with its MongoDB sink; it does less than the tracker.

After https://quix.io/docs/quix-streams/ : "MongoDB Sink" and "Checkpointing". One pipeline:
each record becomes the fact, which goes to its topic and then to the sink. The sink buffers
the records since the last checkpoint and writes them at the next, one bulk write for each
partition; then the producer is flushed and the offsets are committed: at least once.

The sink writes one document for each record into one collection: reports. It cannot also
store an item's latest figures. A fact is published before its report is stored.
"""

from datetime import UTC, datetime
from typing import Any

from quixstreams import Application
from quixstreams.sinks.base.item import SinkItem
from quixstreams.sinks.community.mongodb import MongoDBSink

from benchmarks.peers.environment import PeerEnvironment
from benchmarks.peers.fact import Document, fact_of, headers_of

CHECKPOINT_RECORDS = 10_000
CHECKPOINT_SECONDS = 1.0
"""Rarer checkpoints: larger bulk writes of the sink. More frequent: less rework after a kill."""
SCHEME = "mongodb://"


def by_report(item: SinkItem) -> Document:
    """The filter for the document that a record is written to."""
    return {"_id": item.value["report_id"]}


def to_fact(submission: Document) -> Document:
    return fact_of(submission, datetime.now(UTC).isoformat())


def main() -> None:
    environment = PeerEnvironment.here()
    app = Application(
        broker_address=environment.kafka,
        consumer_group=environment.group,
        auto_offset_reset="earliest",
        processing_guarantee="at-least-once",
        commit_every=CHECKPOINT_RECORDS,
        commit_interval=CHECKPOINT_SECONDS,
        producer_extra_config={"acks": "all"},
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=environment.folder,
        loglevel="WARNING",
    )
    sink = MongoDBSink(
        host=environment.mongodb.removeprefix(SCHEME),
        db=environment.database,
        collection="reports",
        document_matcher=by_report,
        update_method="ReplaceOne",
        w="majority",
        journal=True,
    )
    submitted = app.topic(environment.topic_in, key_deserializer="str", value_deserializer="json")
    recorded = app.topic(environment.topic_out, key_serializer="str", value_serializer="json")

    def headers(fact: Document, key: Any, timestamp: int, given: Any) -> list[tuple[str, str]]:
        return list(headers_of(fact, environment.topic_out).items())

    facts = app.dataframe(submitted).apply(to_fact).set_headers(headers).to_topic(recorded)
    facts.sink(sink)
    app.run()


if __name__ == "__main__":
    main()
