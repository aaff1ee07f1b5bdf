"""What is there after a fault: in the databases, on the topics, in the mailboxes."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from chassis.kafka.bus import group_id
from contracts import EVENTS, Event
from deploy.local.waiting import until
from notifier.alerting.readings import READINGS
from tests.faults.lab import Lab
from tests.faults.ledger import Ledger
from tests.faults.mail_server import Mail
from tests.faults.mongo_cluster import NoPrimary
from tests.faults.tap import Tap, Told

Document = dict[str, Any]
DATABASES = ("planner", "tracker", "notifier")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything about one fault's items, as plain data: what the invariants judge."""

    ledger: Ledger
    now: datetime
    items: Mapping[str, Document]
    reports: Sequence[Document]
    history: Sequence[Document]
    planned: Mapping[str, Document]
    followed: Mapping[str, int]
    alerts: Sequence[Document]
    deliveries: Sequence[Document]
    agencies: Sequence[Document]
    told: Mapping[str, Sequence[Told]]
    """Records about the items by topic; of dead letter topics, those that were submitted."""
    mails: Sequence[Mail]
    copies: Counter[str]
    """How often each Message-ID was taken by the mail server."""
    reviews: Sequence[Document] = ()
    excused: Collection[tuple[int, int]] = ()
    """Places of good records that a build set aside which was broken on purpose."""


async def gather(
    lab: Lab, tap: Tap, ledger: Ledger, item_ids: Collection[str], now: datetime
) -> Evidence:
    """Read it all, past every proxy."""
    of = {"item_id": {"$in": list(item_ids)}}
    by_id = {"_id": {"$in": list(item_ids)}}
    await lab.mongodb.settled_primary()
    find = lab.mongodb.find
    rows = await asyncio.gather(
        find("tracker", "items", by_id),
        find("tracker", "reports", of),
        find("tracker", "status_history", of),
        find("planner", "items", by_id),
        find("notifier", "watches", by_id),
        find("notifier", "alerts", of),
        find("notifier", "deliveries", of),
        find("notifier", "agencies", {}),
        find("tracker", "reviews", of),
    )
    items, reports, history, planned, watches, alerts, deliveries, agencies, reviews = rows
    mine = {row["message_id"] for row in deliveries}
    others = {
        row["message_id"] for row in await find("notifier", "deliveries", {}, {"message_id": 1})
    }
    return Evidence(
        ledger=ledger,
        now=now,
        items={row["_id"]: row for row in items},
        reports=reports,
        history=history,
        planned={row["_id"]: row for row in planned},
        followed={row["_id"]: row["seq"] for row in watches},
        alerts=alerts,
        deliveries=deliveries,
        agencies=agencies,
        told={
            topic: [record for record in told if record.key in item_ids]
            for topic, told in tap.told.items()
        },
        mails=[m for m in lab.mail.taken if m.message_id in mine or m.message_id not in others],
        copies=lab.mail.copies(),
        reviews=reviews,
    )


LATER_MAILS = "mails due later"


async def drained(lab: Lab, tap: Tap, within: float, *, but: str = "") -> None:
    """Wait until nothing is under way `but` what may be: queues, outboxes, clocks, mails. Raises
    NotInTime.
    """
    await until(lambda: _nothing_waits(lab, but), within, "nothing under way")
    await tap.has_read_all(within)


async def _nothing_waits(lab: Lab, but: str) -> bool:
    """Seen twice: what moves on while it is being counted shows the second time."""
    for _ in range(2):
        try:
            waiting = await under_way(lab)
        except (NoPrimary, PyMongoError, KafkaError):
            return False
        if waiting.keys() - {but}:
            raise OSError(f"under way: {waiting}")
    return True


async def under_way(lab: Lab) -> dict[str, int]:
    """How many of each kind wait, in the order in which things flow; empty when all is done."""
    now = lab.now()
    find = lab.mongodb.find
    due = {"wake_at": {"$lte": now, "$gt": datetime.fromtimestamp(0, now.tzinfo)}}
    found = {
        "records": await lag(lab),
        "wake-ups": len(await find("tracker", "items", due, {"_id": 1})),
        "ladders": len(await find("notifier", "watches", due, {"_id": 1})),
    }
    mails = await find("notifier", "deliveries", {"state": "pending"}, {"next_at": 1})
    found["mails"] = sum(mail["next_at"] <= now for mail in mails)
    found[LATER_MAILS] = len(mails) - found["mails"]
    for name in DATABASES:
        found[f"outbox of {name}"] = len(await find(name, "outbox", {}, {"_id": 1}))
    return {name: count for name, count in found.items() if count}


HEARD: Mapping[str, Sequence[type[Event]]] = {
    service: [kind for kind in EVENTS if service in kind.consumers] for service in DATABASES
}


def group_of(service: str, topic: str) -> str:
    """The service's consumer group."""
    return group_id(service, topic, READINGS.get(topic, 1) if service == "notifier" else 1)


GROUPS = {
    group_of(service, kind.topic): kind.topic for service, kinds in HEARD.items() for kind in kinds
}


async def lag(lab: Lab) -> int:
    """Records that some group has not committed yet."""
    behind = 0
    ends = {topic: await lab.kafka.ends(topic) for topic in set(GROUPS.values())}
    async with lab.kafka.admin() as admin:
        for group, topic in GROUPS.items():
            committed = {
                place.partition: known.offset
                for place, known in (await admin.list_consumer_group_offsets(group)).items()
                if place.topic == topic
            }
            behind += sum(
                max(0, end - max(0, committed.get(partition, 0)))
                for partition, end in ends[topic].items()
            )
    return behind
