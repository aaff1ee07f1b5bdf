"""Everything read again from the beginning: no mail, no byte; and dead letters that come back."""

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from bson import encode
from pymongo.read_concern import ReadConcern

from contracts import ProgressSubmitted
from deploy.local.folder import PROJECT
from deploy.local.waiting import until
from tests.faults.evidence import GROUPS, HEARD, drained
from tests.faults.invariants import place_of
from tests.faults.lab import PARTITIONS, Lab
from tests.faults.mongo_cluster import Document
from tests.faults.trial import DRAINS_WITHIN, Trial
from tracker.plausibility.rule_set import read_plausibility_rules

NOT_STATE = {"leases", "outbox", "audit", "audit_new"}
"""Of the audit trail every start is part."""
SOON = timedelta(minutes=10)
"""What the database itself deletes within this time may be there or not."""


def lasts(row: Document, fields: Mapping[str, int], now: datetime) -> bool:
    """Whether the database keeps a document for some time from `now` on; `fields` are those of
    indexes by which it deletes, and after how many seconds.
    """
    ends = (row[name] + timedelta(seconds=after) for name, after in fields.items() if row.get(name))
    return all(end > now + SOON for end in ends)


async def bytes_of(lab: Lab, now: datetime) -> dict[str, str]:
    """A fingerprint of every document of the tracker and the notifier that does not go by itself
    soon after `now`.
    """
    primary = await lab.mongodb.settled_primary()

    def read() -> dict[str, str]:
        found: dict[str, str] = {}
        with lab.mongodb.direct(primary) as client:
            for name in ("tracker", "notifier"):
                database = client.get_database(name, read_concern=ReadConcern("majority"))
                for collection in set(database.list_collection_names()) - NOT_STATE:
                    rows = database[collection]
                    indexes = rows.index_information().values()
                    deleting = {
                        index["key"][0][0]: index["expireAfterSeconds"]
                        for index in indexes
                        if "expireAfterSeconds" in index
                    }
                    for row in rows.find():
                        if lasts(row, deleting, now):
                            place = f"{name}.{collection}/{row['_id']}"
                            found[place] = sha256(encode(row)).hexdigest()
        return found

    return await asyncio.to_thread(read)


async def not_looked_at(lab: Lab) -> int:
    """How many reports wait to be looked at: trackers do that in the background."""
    waits = {"marked": {"$ne": read_plausibility_rules().version}}
    return len(await lab.mongodb.find("tracker", "reports", waits, {"_id": 1}))


async def all_looked_at(lab: Lab) -> None:
    """Wait as long as there are fewer and fewer: a trial before may have left a spreadsheet of
    thousands of reports, and the machine may be slow.
    """
    left = await not_looked_at(lab)
    while left:

        async def are_fewer(before: int = left) -> bool:
            return await not_looked_at(lab) < before

        await until(are_fewer, DRAINS_WITHIN, f"fewer than {left} reports to look at")
        left = await not_looked_at(lab)


async def from_the_beginning(lab: Lab) -> None:
    """Set every group back to the first record. Nobody of the group may be running."""
    for group, topic in GROUPS.items():
        consumer = AIOKafkaConsumer(
            bootstrap_servers=lab.kafka.for_suite, group_id=group, enable_auto_commit=False
        )
        await consumer.start()
        places = [TopicPartition(topic, partition) for partition in range(PARTITIONS)]
        consumer.assign(places)
        first = dict(await consumer.beginning_offsets(places))

        async def committed(consumer: Any = consumer, first: Any = first) -> bool:
            try:
                await consumer.commit(first)
            except KafkaError:  # the group has a member still
                return False
            return True

        try:
            await until(committed, 30, f"{group} set back")
        finally:
            await consumer.stop()


async def test_all_topics_read_again_from_the_beginning(a_trial: Trial) -> None:
    lab = a_trial.lab
    await a_trial.survives(lambda: asyncio.sleep(2))
    lab.stop_clock()  # no item changes by the clock meanwhile
    await drained(lab, a_trial.tap, DRAINS_WITHIN)
    await all_looked_at(lab)
    readers = [replica for service in HEARD for replica in lab.of(service)]
    await asyncio.gather(*(one.end() for one in readers))
    now = datetime.now(UTC)
    before, mails = await bytes_of(lab, now), len(lab.mail.taken)

    try:
        await from_the_beginning(lab)
    finally:
        await asyncio.gather(*(one.start() for one in readers))
    await lab.ready()
    await drained(lab, a_trial.tap, DRAINS_WITHIN)
    after = await bytes_of(lab, now)
    changed = sorted(place for place in before | after if before.get(place) != after.get(place))
    assert not changed, changed[:20]
    assert len(lab.mail.taken) == mails


async def command(lab: Lab, service: str, *words: str) -> tuple[int, str]:
    """Run a command of the product as a person does; its exit code and what it said."""
    environment = {
        "AKSI_KAFKA": lab.kafka.for_services,
        "AKSI_MONGODB": lab.mongodb.uri,
        "PYTHONPATH": f"{PROJECT}:{PROJECT / 'services'}",
        "PATH": os.environ["PATH"],
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", service, *words),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_rebuilding_every_item_finds_no_difference(a_trial: Trial) -> None:
    await a_trial.survives(lambda: asyncio.sleep(2))
    code, said = await command(a_trial.lab, "tracker", "rebuild")
    assert code == 0, said


async def test_a_bad_deploy_stops_and_its_dead_letters_are_replayed_once(a_trial: Trial) -> None:
    """A build that understands no report sets aside a few and stops; nothing is lost with it.

    The limit is each replica's own: who takes over from one that stopped stops as soon.
    """
    lab, work = a_trial.lab, a_trial.work
    item_id = next(iter(work.items))
    limit = 5
    replicas = ("tracker-1", "tracker-2")
    await lab.run_build("cannot_decode", settings={"AKSI_DEAD_LETTER_LIMIT": str(limit)})

    def aside() -> set[tuple[int, int]]:
        told = a_trial.tap.told[f"{ProgressSubmitted.topic}.dlq"]
        return {place_of(one) for one in told if one.key == item_id}

    def paused() -> list[str]:
        said = {name: lab.words_of(name, level="critical") for name in replicas}
        return [name for name, words in said.items() if any("paused" in word for word in words)]

    async def first_set_aside() -> bool:
        return len(aside()) == 1

    async def stopped(how_many: int) -> bool:
        return len(paused()) == how_many

    await work.submit([(item_id, work.body(item_id))])
    await until(first_set_aside, 60, "the first report set aside")
    await work.submit([(item_id, work.body(item_id)) for _ in range(60)])
    await until(partial(stopped, 1), 60, "a consumer that has paused")
    await asyncio.sleep(3)
    assert len(aside()) == limit
    await lab.processes[paused()[0]].end()
    await until(partial(stopped, 2), 60, "the other paused, too")
    await lab.run_build()
    await a_trial.tap.has_read_all(DRAINS_WITHIN)
    a_trial.excused = aside()
    assert limit < len(a_trial.excused) <= 2 * limit

    for _ in range(2):
        words = ("deadletters", "replay", "--topic", ProgressSubmitted.topic, "--apply")
        code, said = await command(lab, "tracker", *words)
        assert code == 0, said
    await a_trial.survives(lambda: asyncio.sleep(1))
