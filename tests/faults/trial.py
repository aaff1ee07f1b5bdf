"""One fault from beginning to end: work, break, mend, drain, judge."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from contracts import ProgressRecorded
from notifier.alerting.policy import read_policy
from tests.faults.evidence import LATER_MAILS, Evidence, drained, gather, under_way
from tests.faults.invariants import Violation, violations
from tests.faults.lab import GRACE_SECONDS, PLAIN, Lab
from tests.faults.ledger import Ledger, Outcome
from tests.faults.outcome import Line
from tests.faults.people import ACTION, LATE, RUNNING, STEEP, Shape
from tests.faults.sampling import Sampling
from tests.faults.tap import Tap
from tests.faults.workload import Workload

LONG = bool(os.environ.get("LONG"))
HEALS_WITHIN = 90.0
DRAINS_WITHIN = 120.0
SHAPES: Sequence[Shape] = (LATE, LATE, RUNNING, RUNNING, STEEP, STEEP, ACTION, ACTION)
POLICY = read_policy(PLAIN.read_text()).with_times(grace_seconds=GRACE_SECONDS)
"""One step each: nothing waits for an hour that a trial does not see."""


@dataclass
class Trial:
    """A fault's own items and ledger, and what is seen of them."""

    lab: Lab
    tap: Tap
    work: Workload
    ledger: Ledger
    line: Line
    sampling: Sampling
    may_repeat_mails: bool = False
    may_fail_mails: bool = False
    excused: set[tuple[int, int]] = field(default_factory=set)
    steps: dict[str, str] = field(default_factory=dict)
    """What is waited for, by road: http and kafka."""
    found: list[Violation] = field(default_factory=list)

    async def heals(self, within: float = HEALS_WITHIN) -> float:
        """Mend everything; how long until both roads lead through to the facts again.

        I6: within a bound.
        """
        self.lab.heal()
        mended = time.monotonic()
        roads = {"http": self._by_http(), "kafka": self._by_kafka()}
        ways = {asyncio.create_task(way, name=name) for name, way in roads.items()}
        try:
            await asyncio.wait(ways, timeout=within, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            stuck = [way.get_name() for way in ways if way.cancel()]
            await asyncio.wait(ways)
        for name in stuck:
            what = f"no way by {name} after {within:g} s, at: {self.steps.get(name)}"
            self.found.append(Violation("I6", self.line.fault, what))
        for way in ways:
            if not way.cancelled():
                way.result()
        seconds = time.monotonic() - mended
        self.line.heal_seconds = max(self.line.heal_seconds, seconds)
        return seconds

    async def survives(self, fault: Callable[[], Awaitable[None]], after: float = 1.0) -> None:
        """Work, have the fault, mend, work on, drain; nothing may be found.

        `fault` ends when what it did by hand is mended; proxies and traps are mended here.
        """
        self.work.start()
        await asyncio.sleep(1.5)
        await fault()
        await self.heals()
        await asyncio.sleep(after)
        await self.work.stop()
        found = await self.judge()
        assert not found, "\n".join(str(one) for one in found[:40])

    async def _by_http(self) -> None:
        item_id = next(iter(self.work.items))
        while True:
            self.steps["http"] = "a report to be accepted"
            name, outcome = await self.work.report(item_id)
            if outcome is Outcome.OK:
                await self._told("http", name)
                return
            await asyncio.sleep(0.3)

    async def _by_kafka(self) -> None:
        item_id = next(iter(self.work.items))
        while True:
            self.steps["kafka"] = "a submission to be acknowledged"
            body = self.work.body(item_id)
            await self.work.submit([(item_id, body)])
            if self.ledger.outcomes.get(body["report_id"]) is Outcome.OK:
                await self._told("kafka", body["report_id"])
                return
            await asyncio.sleep(0.3)

    async def _told(self, road: str, report_id: str) -> None:
        self.steps[road] = f"the fact of {report_id}"
        await self.tap.comes(ProgressRecorded.topic, f"{ProgressRecorded.topic}/{report_id}")

    async def judge(self) -> list[Violation]:
        """Wait until nothing is under way, look at everything, and write the line."""
        await self.work.close()
        evidence = None
        while evidence is None:
            await drained(self.lab, self.tap, DRAINS_WITHIN)
            evidence = await self._evidence()
        evidence = replace(evidence, excused=self.excused)
        self.found += violations(
            evidence,
            POLICY,
            may_repeat_mails=self.may_repeat_mails,
            may_fail_mails=self.may_fail_mails,
        )
        if not self.sampling.looks:
            self.found.append(Violation("I7", self.line.fault, "was never looked at"))
        places = self.ledger.places
        self.found += [s for s in self.sampling.found if places.get(s.of) not in self.excused]
        line, found = self.line, self.found
        line.runs += 1
        line.accepted += self.ledger.accepted()
        line.lost += sum(1 for one in found if one.invariant == "I1")
        line.duplicated += sum(1 for one in found if one.invariant == "I2")
        line.out_of_order += sum(1 for one in found if one.invariant == "I3")
        line.other += [str(one) for one in found if one.invariant not in {"I1", "I2", "I3"}]
        ids = {mail.message_id for mail in evidence.mails}
        line.mails += len(ids)
        line.repeated_mails += sum(evidence.copies[one] - 1 for one in ids)
        return found

    async def _evidence(self) -> Evidence | None:
        """What is there when no item changes by the clock; None where a mail was written as the
        clock was stopped, a moment before it is due.
        """
        with self.lab.stopped_clock():
            await drained(self.lab, self.tap, DRAINS_WITHIN, but=LATER_MAILS)
            if await under_way(self.lab):
                return None
            items = set(self.work.items)
            return await gather(self.lab, self.tap, self.ledger, items, self.lab.now())


@asynccontextmanager
async def trial(
    lab: Lab,
    tap: Tap,
    token: str,
    line: Line,
    shapes: Sequence[Shape] = SHAPES,
) -> AsyncIterator[Trial]:
    """Items of the fault's own, and a ledger for what is done to them."""
    prefix = "".join(letter for letter in line.fault.upper() if letter.isalnum())[:24]
    ledger = Ledger(lab.folder / f"ledger-{prefix}-{line.runs}.jsonl")
    work = Workload(lab, ledger, token, f"{prefix}.{time.time_ns() % 10**9}")
    await lab.mend()
    await work.plan(shapes)
    sampling = Sampling(lab, ledger)
    try:
        async with sampling:
            yield Trial(lab, tap, work, ledger, line, sampling)
    finally:
        await work.close()
        ledger.close()
        lab.heal()
