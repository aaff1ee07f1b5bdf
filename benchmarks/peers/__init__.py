"""Peers: other implementations of intake, which the tracker's intake is compared with.

A peer is a separate process, started from the project's root and configured by its environment:

BENCH_KAFKA     host:port of Apache Kafka; the topics exist
BENCH_MONGODB   URI of a replica set
BENCH_DATABASE  where it writes: `items` holds a document for each item, _id its code;
                `reports` is empty
BENCH_GROUP     a consumer group that has read nothing yet
BENCH_IN        the topic of ProgressSubmitted, in CloudEvents binary mode
BENCH_OUT       the topic of the facts
BENCH_FOLDER    a folder of its own; it may not exist yet

It reads BENCH_IN from the beginning until SIGTERM. It stores each report in `reports` (_id the
report_id) and publishes a fact to BENCH_OUT: key the item's code, value the fields of
ProgressRecorded except `region`, which only the plan has.

All have the tracker's durability: a report is written to a majority and its journal and a fact
acknowledged by all replicas before the offset is committed. Apart from that, each is configured
to be as fast as its own documentation allows. None of them judges a report, determines the
latest of an item's reports, derives a status, or keeps state and fact consistent when it is
killed between the two: the tracker does all of this.

The environment of `bare_insert`, the peer for intake by HTTP, is described in its module.

The packages of a peer are those of its .lock file, in an environment of its own; `make peers`.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENTS = Path(sys.prefix) / "peers"


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer, and the command that starts it."""

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
