"""Replicas that stand still, come back, come and go: who may write, and what is written twice."""

import asyncio

from aiokafka import AIOKafkaConsumer

from contracts import PlanItemPublished, ProgressSubmitted, StatusChanged
from deploy.local.waiting import until
from tests.faults.evidence import group_of
from tests.faults.lab import POLL_SECONDS, SESSION_SECONDS
from tests.faults.traps import Point
from tests.faults.trial import LONG, Trial

FROZEN_SECONDS = 45.0 if LONG else 1.5 * SESSION_SECONDS


async def frozen(trial: Trial, replica: str) -> None:
    """Stands still for longer than its session, then goes on as if nothing had been."""
    trial.lab.processes[replica].freeze()
    await asyncio.sleep(FROZEN_SECONDS)
    trial.lab.processes[replica].thaw()


async def test_a_tracker_frozen_past_its_session(a_trial: Trial) -> None:
    await a_trial.survives(lambda: frozen(a_trial, "tracker-1"), after=2)


async def test_a_notifier_frozen_past_its_session(a_trial: Trial) -> None:
    """Frozen between 250 and the mark it is in the window in which a mail goes out twice."""
    a_trial.may_repeat_mails = True
    await a_trial.survives(lambda: frozen(a_trial, "notifier-1"), after=2)


async def test_a_zombie_in_the_middle_of_its_transaction(a_trial: Trial) -> None:
    """Its transaction has long been given up and its items written by the other replica."""

    async def zombie() -> None:
        trap = a_trial.lab.lay("tracker-1", Point.BEFORE_COMMIT, "stop")
        await until(lambda: _gone(trap), 20, "a transaction to stop in")
        await asyncio.sleep(FROZEN_SECONDS)
        a_trial.lab.processes["tracker-1"].thaw()

    await a_trial.survives(zombie, after=2)


async def test_a_zombie_relay_with_an_old_plan_in_hand(a_trial: Trial) -> None:
    """It publishes an old version after the newer ones; the topic must not end with it."""
    lab, work = a_trial.lab, a_trial.work

    async def zombie() -> None:
        await lab.processes["planner-2"].end()
        await asyncio.sleep(5)  # the lease of a relay that ended in the middle lapses
        trap = lab.lay("planner-1", Point.BEFORE_PUBLISH, "stop")
        await until(lambda: _gone(trap), 20, "planner-1 about to publish")
        await lab.processes["planner-2"].start()
        work.planners = ("planner-2",)
        held = {item_id: work.versions[item_id] or 0 for item_id in work.items}

        async def overtaken() -> bool:
            told = a_trial.tap.told[PlanItemPublished.topic]
            plans = [r.value for r in told if r.key in held]
            seen = [PlanItemPublished.model_validate_json(plan) for plan in plans]
            newest = {plan.item_id: plan.version for plan in seen}
            return all(newest[item_id] > version for item_id, version in held.items())

        await until(overtaken, 180, "newer versions published by the other planner")
        await work.stop()  # nobody revises the plan afterwards, which would hide the old version
        lab.processes["planner-1"].thaw()

    await a_trial.survives(zombie, after=2)
    told = a_trial.tap.told[PlanItemPublished.topic]
    plans = [PlanItemPublished.model_validate_json(r.value) for r in told if r.key in work.items]
    versions = [[p.version for p in plans if p.item_id == item_id] for item_id in work.items]
    assert any(one != sorted(one) for one in versions), "no old version came after a newer one"


async def test_a_handler_that_takes_longer_than_the_poll_interval(a_trial: Trial) -> None:
    async def slow() -> None:
        trap = a_trial.lab.lay("tracker-1", Point.BEFORE_HANDLING, f"{POLL_SECONDS * 1.5}")
        await until(lambda: _gone(trap), 20, "a batch to be slow with")
        await asyncio.sleep(POLL_SECONDS * 1.5 + 1)

    await a_trial.survives(slow, after=2)


async def test_a_rebalance_every_five_seconds(a_trial: Trial) -> None:
    """Somebody joins both groups, takes partitions away, commits nothing and leaves."""

    async def come_and_go() -> None:
        for _ in range(20 if LONG else 4):
            guests = [
                AIOKafkaConsumer(
                    topic,
                    bootstrap_servers=a_trial.lab.kafka.for_suite,
                    group_id=group_of(service, topic),
                    enable_auto_commit=False,
                    auto_offset_reset="earliest",
                )
                for service, topic in (
                    ("tracker", ProgressSubmitted.topic),
                    ("notifier", StatusChanged.topic),
                )
            ]
            await asyncio.gather(*(guest.start() for guest in guests))
            await asyncio.sleep(2)
            await asyncio.gather(*(guest.stop() for guest in guests))
            await asyncio.sleep(3)

    await a_trial.survives(come_and_go)


async def test_a_rolling_restart(a_trial: Trial) -> None:
    """SIGTERM to one replica after the other, as an upgrade does."""

    async def roll() -> None:
        for process in a_trial.lab.processes.values():
            await process.end()
            await process.start()

    await a_trial.survives(roll)
    a_trial.line.runs = len(a_trial.lab.processes)


async def _gone(trap: object) -> bool:
    return not trap.exists()  # type: ignore[attr-defined]
