"""I7, looked at while things break: no committed offset is beyond a record without its effect."""

import asyncio
from contextlib import suppress

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from contracts import ProgressSubmitted
from tests.faults.invariants import Violation
from tests.faults.lab import Lab
from tests.faults.ledger import Ledger
from tests.faults.mongo_cluster import NoPrimary

EVERY_SECONDS = 1.0
ENDS_WITHIN_SECONDS = 15.0
"""A client of Kafka that is being closed may take a cancellation for itself."""
GROUP = f"tracker.{ProgressSubmitted.topic}"


class Sampling:
    """Looks every second until it is told to stop; `found` is what it saw, `looks` how often."""

    def __init__(self, lab: Lab, ledger: Ledger) -> None:
        self._lab = lab
        self._ledger = ledger
        self.found: set[Violation] = set()
        self.looks = 0
        self._ended = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Sampling":
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ended = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=ENDS_WITHIN_SECONDS)

    async def _run(self) -> None:
        while not self._ended:
            with suppress(KafkaError, OSError, PyMongoError, NoPrimary, TimeoutError):
                await asyncio.wait_for(self.look(), 10)
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """Read the committed offsets first, and what has had its effect after that."""
        async with self._lab.kafka.admin() as admin:
            known = await admin.list_consumer_group_offsets(GROUP)
        committed = {place.partition: at.offset for place, at in known.items()}
        sent = {
            name: self._ledger.intents[name].kind
            for name, (partition, offset) in self._ledger.places.items()
            if offset < committed.get(partition, 0)
        }
        reports = [name for name, kind in sent.items() if kind == "report"]
        rows = await self._lab.mongodb.find(
            "tracker", "reports", {"_id": {"$in": reports}}, {"_id": 1}
        )
        self.looks += 1
        for name in set(reports) - {row["_id"] for row in rows}:
            place = self._ledger.places[name]
            self.found.add(Violation("I7", name, f"committed past {place}, not applied"))
