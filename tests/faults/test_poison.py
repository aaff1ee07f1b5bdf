"""Records that can never be applied, wherever they stand, and nowhere to put them."""

import asyncio
from itertools import count

import pytest
from aiokafka import AIOKafkaProducer

from contracts import ProgressSubmitted
from deploy.local.waiting import until
from tests.faults.evidence import lag
from tests.faults.ledger import Intent, Outcome
from tests.faults.people import ACTION
from tests.faults.trial import Trial
from tests.faults.workload import Record
from tests.flow.test_submissions import poison

DEAD = f"{ProgressSubmitted.topic}.dlq"
NEIGHBOURS = 3
MEBIBYTE = 1_048_576
OF_ITS_OWN = 0.12
"""Seconds between two groups of records, so that each is fetched as a batch of its own."""

_numbers = count(1)


def every_kind(item_id: str) -> list[Record]:
    """Twenty ways of being no submission."""
    return [
        Record(f"poison-{next(_numbers)}", item_id, value, list(headers))
        for value, headers in poison(item_id)
    ]


def largest(item_id: str) -> Record:
    """As large as the topic takes it: with the reason beside it, it is larger."""
    (_, headers), *_ = poison(item_id)
    return Record(f"poison-{next(_numbers)}", item_id, b"x" * 1_047_500, list(headers))


@pytest.mark.parametrize("place", ["head", "middle", "tail", "alone", "whole batch"])
async def test_poison(a_trial: Trial, place: str) -> None:
    work = a_trial.work
    item_id = next(item_id for item_id, body in work.items.items() if _is(body))
    kinds = every_kind(item_id)

    async def spread() -> None:
        if place == "whole batch":
            await work.poison(kinds)
            return
        for record in kinds:
            before, after = {
                "head": (0, NEIGHBOURS),
                "middle": (NEIGHBOURS, NEIGHBOURS),
                "tail": (NEIGHBOURS, 0),
                "alone": (0, 0),
            }[place]
            await asyncio.gather(
                work.submit([(item_id, work.body(item_id)) for _ in range(before)]),
                work.poison([record]),
                work.submit([(item_id, work.body(item_id)) for _ in range(after)]),
            )
            await asyncio.sleep(OF_ITS_OWN)

    await a_trial.survives(spread, after=0.2)
    a_trial.line.runs = len(kinds)


async def test_poison_as_large_as_the_topic_takes_it(a_trial: Trial) -> None:
    item_id = next(iter(a_trial.work.items))
    await a_trial.survives(lambda: a_trial.work.poison([largest(item_id)]), after=0.2)


async def test_poison_that_is_larger_unpacked_than_the_queue_takes(a_trial: Trial) -> None:
    """Packed it fits into its topic; its place is set aside, its value stays where it is."""
    work = a_trial.work
    item_id = next(iter(work.items))
    (_, headers), *_ = poison(item_id)
    name = f"poison-{next(_numbers)}"

    async def packed() -> None:
        producer = AIOKafkaProducer(
            bootstrap_servers=a_trial.lab.kafka.for_suite,
            acks="all",
            compression_type="gzip",
            max_request_size=8 * MEBIBYTE,
        )
        await producer.start()
        try:
            work.ledger.intend(Intent("poison", name, item_id, "kafka", {}))
            place = await producer.send_and_wait(
                ProgressSubmitted.topic,
                key=item_id.encode(),
                value=b"x" * 5 * MEBIBYTE,
                headers=list(headers),
            )
            work.ledger.places[name] = (place.partition, place.offset)
            work.ledger.learn(name, Outcome.OK)
        finally:
            await producer.stop()

    await a_trial.survives(packed, after=0.2)


async def test_dead_letters_cannot_be_written(a_trial: Trial) -> None:
    """What stands behind the poison waits; nothing is skipped, and readiness says no."""
    lab, work = a_trial.lab, a_trial.work
    item_id = next(iter(work.items))

    async def not_writable() -> None:
        await lab.kafka.configure_topic(DEAD, max__message__bytes=10)
        before = await lab.kafka.ends(DEAD)
        await work.poison(every_kind(item_id)[:3])
        await asyncio.sleep(8)
        assert await lab.kafka.ends(DEAD) == before
        assert await lag(lab) > 0
        await lab.kafka.configure_topic(DEAD)

        async def written() -> bool:
            return sum((await lab.kafka.ends(DEAD)).values()) >= sum(before.values()) + 3

        await until(written, 60, "three dead letters")

    await a_trial.survives(not_writable)


def _is(body: dict[str, object]) -> bool:
    return body["kind"] == ACTION.kind
