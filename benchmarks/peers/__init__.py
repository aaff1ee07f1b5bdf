"""Other ways to take in what agencies submit: what the tracker's intake is measured beside.

A peer is a process of its own, started from the project's root, that is told by its environment:

BENCH_KAFKA     host:port of Apache Kafka; the topics are there
BENCH_MONGODB   URI of a replica set
BENCH_DATABASE  where it writes: `items` holds a document for each item, _id its code;
                `reports` is empty
BENCH_GROUP     a consumer group that has read nothing yet
BENCH_IN        the topic of ProgressSubmitted, in CloudEvents binary mode
BENCH_OUT       the topic of the facts
BENCH_FOLDER    a folder of its own; it need not be there yet

It reads BENCH_IN from the beginning and goes on until SIGTERM. It keeps each report in `reports`
(_id the report_id) and publishes a fact to BENCH_OUT: key the item's code, value the fields of
ProgressRecorded but `region`, which only the plan knows.

All are held to the durability of the tracker: a report is written to a majority and its journal
and a fact acknowledged by all replicas before the offset is committed. Beyond that each is set
up to be as fast as its own documentation makes it. None of them judges a report, settles which
of an item's reports is the latest, derives a status, or leaves state and fact together when it
is killed between the two: that is what the tracker does besides.

What `bare_insert`, beside the intake by HTTP, is told stands in its module.

The packages of a peer are those of its .lock file, in an environment of its own; `make peers`.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENTS = Path(sys.prefix) / "peers"


@dataclass(frozen=True, slots=True)
class Peer:
    """One of them, and what starts it."""

    name: str
    command: tuple[str, ...]


def _peer(name: str, python: Path) -> Peer:
    return Peer(name, (str(python), "-m", f"benchmarks.peers.{name}"))


PEERS = {
    peer.name: peer
    for peer in (
        _peer("faststream_docs", Path(sys.executable)),
        _peer("quix_streams", ENVIRONMENTS / "quix" / "bin" / "python"),
        _peer("faust_motor", ENVIRONMENTS / "faust" / "bin" / "python"),
        _peer("raw_ceiling", ENVIRONMENTS / "raw" / "bin" / "python"),
    )
}
