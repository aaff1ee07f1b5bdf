"""The suite proves itself: a build that breaks a promise fails, on the invariant that it breaks.

Each break is provoked by the fault that it cannot stand; the same fault with the product as
it is finds nothing, begun when that runs: the build before would tell of its items in its own
way. Last in the run: what these builds did to their items stays done.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from bson import ObjectId
from pymongo import WriteConcern
from pymongo.errors import PyMongoError

from contracts import PlanItemPublished
from deploy.local.ports import choose
from deploy.local.waiting import until
from tests.faults.lab import Lab
from tests.faults.mongo_cluster import PORTS, Document, MongoCluster, NoPrimary
from tests.faults.outcome import Line
from tests.faults.people import LATE
from tests.faults.recording import GOES_ON_WITHIN, RECORDED, TRACKERS, Recording
from tests.faults.tap import Tap
from tests.faults.test_auditing import Making, dies_at
from tests.faults.traps import Point
from tests.faults.trial import Trial, trial

DEATHS_MOST = 20
"""Of planners, until one dies with an account in hand."""
ROWS_BEFORE = 100
CHANGES_OF_PRIMARY = 5
"""At about every second one the last row is missed, where this is not seen to."""
SHARES = (0.1, 0.3, 0.5)
"""Of a spreadsheet: how much of it is recorded when both trackers are to die."""


@pytest.fixture(autouse=True, scope="module")
async def afterwards_the_product_as_it_is(lab: Lab) -> AsyncIterator[None]:
    yield
    lab.heal()
    await lab.run_build()


async def test_what_a_majority_has_is_seen_when_the_primary_has_just_changed(
    tmp_path: Path,
) -> None:
    """Else what was done at the last moment looks as if it were lost."""
    mongodb = MongoCluster(tmp_path, tmp_path, choose(dict.fromkeys(PORTS)))
    try:
        await mongodb.start()
        for _ in range(CHANGES_OF_PRIMARY):
            primary = await mongodb.settled_primary()
            done: list[Document] = []
            working = asyncio.create_task(asyncio.to_thread(_work, mongodb, primary, done))
            await until(partial(_has, done, ROWS_BEFORE), 60, "rows that a majority took")
            mongodb.cut_off(primary)
            found = await asyncio.wait_for(_first_seen(mongodb, cut_off=primary), 60)
            await working
            mongodb.heal()
            assert [row for row in done if row not in found] == []
    finally:
        await mongodb.stop()


def _work(mongodb: MongoCluster, primary: int, done: list[Document]) -> None:
    """Insert rows, and note those that a majority took, until none takes one."""
    to_be_taken = WriteConcern("majority", wtimeout=10_000)
    with mongodb.direct(primary) as client, suppress(PyMongoError):
        kept = client["suite"].get_collection("kept", write_concern=to_be_taken)
        while True:
            row = {"_id": ObjectId()}
            kept.insert_one(row)
            done.append(row)


async def _has(done: list[Document], enough: int) -> bool:
    return len(done) >= enough


async def _first_seen(mongodb: MongoCluster, *, cut_off: int) -> list[Document]:
    """What is read in the first moment in which another member leads."""
    while True:
        with suppress(NoPrimary, PyMongoError):
            if await mongodb.primary() != cut_off:
                return await mongodb.find("suite", "kept", {})
        await asyncio.sleep(0.01)


async def killed_with_submissions_in_hand(trial: Trial) -> None:
    """A tracker dies with a batch that is fetched and not yet applied."""
    traps = [trial.lab.lay(one, Point.BEFORE_HANDLING) for one in TRACKERS]
    item_id = next(iter(trial.work.items))
    for _ in range(60):
        await trial.work.submit([(item_id, trial.work.body(item_id)) for _ in range(4)])
        await trial.work.submit([(one, trial.work.body(one)) for one in trial.work.items])
        if not all(trap.exists() for trap in traps):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("no tracker came to its trap")


async def killed_between_commit_and_publish(trial: Trial) -> None:
    """A tracker dies with events that are committed and not yet published, of reports of which each
    changes a status: what is done is not, and again.
    """
    traps = [trial.lab.lay(one, Point.BEFORE_PUBLISH) for one in TRACKERS]
    for turn in range(100):
        percent = 0.0 if turn % 2 else 100.0
        await asyncio.gather(*(trial.work.report(one, percent) for one in trial.work.items))
        if not all(trap.exists() for trap in traps):
            return
    raise AssertionError("no tracker came to its trap")


async def the_same_item_by_both_replicas(trial: Trial) -> None:
    """Many reports of one item at once, over both trackers."""
    item_id = next(iter(trial.work.items))
    for _ in range(6):
        await asyncio.gather(*(trial.work.report(item_id) for _ in range(16)))


async def an_older_plan_comes_again(trial: Trial) -> None:
    """The first version of every item is delivered once more, after the later ones."""
    await trial.work.run_for(3)
    told = trial.tap.told[PlanItemPublished.topic]
    mine = [record for record in told if record.key in trial.work.items]
    first = {record.key: record for record in reversed(mine)}
    await trial.work.again(list(first.values()))


async def both_replicas_escalate_at_once(trial: Trial) -> None:
    """New late quick wins, that both notifiers escalate at the same tick."""
    await trial.work.plan([LATE] * 6)
    await asyncio.sleep(4)


FAULTS = {
    "auto_commit": (killed_with_submissions_in_hand, frozenset({"I1", "I7"})),
    "ack_early": (killed_with_submissions_in_hand, frozenset({"I1", "I7"})),
    "publish_outside": (killed_between_commit_and_publish, frozenset({"I1", "I3"})),
    "no_expected_revisions": (the_same_item_by_both_replicas, frozenset({"I2", "I4"})),
    "no_version_check": (an_older_plan_comes_again, frozenset({"I1", "I4"})),
    "no_delivery_key": (both_replicas_escalate_at_once, frozenset({"I2"})),
}
"""What is broken, by which fault that shows, and which invariants have to say so."""


@pytest.mark.parametrize("broken", list(FAULTS))
async def test_the_suite_catches(lab: Lab, tap: Tap, a_trial: Trial, broken: str) -> None:
    fault, invariants = FAULTS[broken]
    a_trial.line.broken = broken.replace("_", " ")
    await lab.run_build(broken)
    await fault(a_trial)
    await asyncio.sleep(2)
    await a_trial.heals()
    found = {one.invariant for one in await a_trial.judge()}
    assert invariants <= found, f"{broken} was seen as {found or 'sound'}"
    a_trial.line.caught_by = sorted(found)


async def test_the_suite_catches_a_note_outside_its_transaction(
    lab: Lab, tap: Tap, a_trial: Trial
) -> None:
    """A planner that dies between the two leaves an account of which the trail does not tell."""
    a_trial.line.broken = "note outside"
    await lab.run_build("note_outside")
    making = Making(a_trial)
    makes = asyncio.create_task(making.until_stopped())
    try:
        for _ in range(DEATHS_MOST):
            await dies_at(a_trial, Point.AFTER_COMMIT)
            await asyncio.sleep(1)
            stored, noted = await making.stored_and_noted()
            if stored - set(noted):
                break
    finally:
        making.stop()
        await makes
    await a_trial.heals()
    await a_trial.judge()
    stored, noted = await making.stored_and_noted()
    assert stored - set(noted), "every account was noted"
    a_trial.line.caught_by = ["trail"]


async def test_the_suite_catches_a_count_outside_its_transaction(
    lab: Lab, tap: Tap, a_trial: Trial
) -> None:
    """Trackers that die at a commit leave reports that count as recorded, and are not; now and then
    it is the commit of something else.
    """
    a_trial.line.broken = "count outside"
    await lab.run_build("count_outside")
    recording = await Recording.of(a_trial)
    await recording.begins()
    watching = asyncio.create_task(recording.until_ended())
    for share in SHARES:
        await asyncio.wait_for(recording.comes_to(share), GOES_ON_WITHIN)
        traps = [lab.lay(one, Point.BEFORE_COMMIT, "0.5 die") for one in TRACKERS]
        await until(partial(_all_gone, traps, watching), GOES_ON_WITHIN, "both at a commit")
        lab.heal()
    await asyncio.wait_for(watching, GOES_ON_WITHIN)
    await a_trial.heals()
    found = {one.invariant for one in await a_trial.judge()}
    assert recording.ended == RECORDED, "it has to be the count that is wrong"
    assert "I1" in found, f"it was seen as {found or 'sound'}"
    a_trial.line.caught_by = sorted(found)


async def _all_gone(traps: Sequence[Path], watching: "asyncio.Task[None]") -> bool:
    return watching.done() or not any(trap.exists() for trap in traps)


async def test_the_delivery_key_alone_prevents_a_second_notification(
    lab: Lab, tap: Tap, token: str, line: Line
) -> None:
    """Without transactions, but with the key: nobody is told twice."""
    line.broken = "no transactions in the notifier, the delivery key in place"
    await lab.run_build("no_transactions")
    async with trial(lab, tap, token, line) as running:
        await both_replicas_escalate_at_once(running)
        await running.heals()
        assert [one for one in await running.judge() if one.invariant == "I2"] == []


async def test_the_same_faults_with_the_product_as_it_is(
    lab: Lab, tap: Tap, token: str, line: Line
) -> None:
    await lab.run_build()
    async with trial(lab, tap, token, line) as running:

        async def all_of_them() -> None:
            for fault, _ in dict.fromkeys(FAULTS.values()):
                await fault(running)

        await running.survives(all_of_them)
