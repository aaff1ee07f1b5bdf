"""Quix Streams with its MongoDB sink, while doing less.

After https://quix.io/docs/quix-streams/ : "MongoDB Sink" and "Checkpointing". One pipeline:
each record becomes the fact, which goes to its topic and then to the sink. The sink collects
what came since the last checkpoint and writes it at the next, one bulk write for each
partition; then the producer is flushed and the offsets are committed: at least once.

The sink writes one document for each record into one collection: reports. An item's latest
figures it cannot keep beside them. A fact is out before its report is kept.
"""

from datetime import UTC, datetime
from typing import Any

from quixstreams import Application
from quixstreams.sinks.base.item import SinkItem
from quixstreams.sinks.community.mongodb import MongoDBSink

from benchmarks.peers.fact import Document, fact_of, headers_of
from benchmarks.peers.told import Told

CHECKPOINT_RECORDS = 10_000
CHECKPOINT_SECONDS = 1.0
"""The fewer checkpoints, the longer the sink's bulk writes; the sooner it is, the less is
done again after a kill."""
SCHEME = "mongodb://"


def by_report(item: SinkItem) -> Document:
    """The document that a record is written to."""
    return {"_id": item.value["report_id"]}


def to_fact(submission: Document) -> Document:
    return fact_of(submission, datetime.now(UTC).isoformat())


def main() -> None:
    told = Told.here()
    app = Application(
        broker_address=told.kafka,
        consumer_group=told.group,
        auto_offset_reset="earliest",
        processing_guarantee="at-least-once",
        commit_every=CHECKPOINT_RECORDS,
        commit_interval=CHECKPOINT_SECONDS,
        producer_extra_config={"acks": "all"},
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=told.folder,
        loglevel="WARNING",
    )
    sink = MongoDBSink(
        host=told.mongodb.removeprefix(SCHEME),
        db=told.database,
        collection="reports",
        document_matcher=by_report,
        update_method="ReplaceOne",
        w="majority",
        journal=True,
    )
    submitted = app.topic(told.topic_in, key_deserializer="str", value_deserializer="json")
    recorded = app.topic(told.topic_out, key_serializer="str", value_serializer="json")

    def headers(fact: Document, key: Any, timestamp: int, given: Any) -> list[tuple[str, str]]:
        return list(headers_of(fact, told.topic_out).items())

    facts = app.dataframe(submitted).apply(to_fact).set_headers(headers).to_topic(recorded)
    facts.sink(sink)
    app.run()


if __name__ == "__main__":
    main()
