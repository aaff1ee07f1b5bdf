"""Submissions at an even rate until SIGTERM: a process of its own, so that it delays no probe.

Run as `python -m benchmarks.load --kafka HOST:PORT --rate R --items N --spared M`.
"""

import argparse
import asyncio
import itertools
import json
import os
import signal
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from aiokafka import AIOKafkaProducer

from benchmarks import work
from contracts import ProgressSubmitted
from deploy.local.submissions import event_headers

TICK_SECONDS = 0.02
AT_MOST = 5_000_000
TOKENS = "LOAD_TOKENS"
"""Environment variable: the agencies' tokens, as JSON."""


async def submit(
    kafka: str, rate: float, items: int, spared: int, tokens: Mapping[str, str]
) -> None:
    """Submit reports on items from number `spared` on, `rate` per second, until SIGTERM, with the
    token of each agency.
    """
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    submissions = work.submissions(AT_MOST, items, datetime.now(UTC), spared=spared)
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", linger_ms=5)
    await producer.start()
    try:
        began, sent = time.monotonic(), 0
        while not ended.is_set():
            due = int(rate * (time.monotonic() - began))
            for one in itertools.islice(submissions, due - sent):
                head = event_headers(one["report_id"], one["item_id"], tokens[one["agency"]])
                key = one["item_id"].encode()
                await producer.send(ProgressSubmitted.topic, work.value(one), key, headers=head)
            sent = due
            await asyncio.sleep(TICK_SECONDS)
    finally:
        await producer.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--kafka", required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--spared", type=int, required=True)
    wanted = parser.parse_args()
    tokens = json.loads(os.environ[TOKENS])
    asyncio.run(submit(wanted.kafka, wanted.rate, wanted.items, wanted.spared, tokens))


if __name__ == "__main__":
    main()
