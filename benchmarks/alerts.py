"""Alerts with many open episodes: what a tick costs, and how soon a mail says what is late.

A tick is measured by `ticks`. The waits are those of a midnight: the notifier has heard of all
items that are late, and has told what is to be told at once, hours before it; then some quick wins
become late, each of an agency of its own as long as there are as many agencies.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice

from benchmarks import ticks, work
from benchmarks.arrivals import Mails
from benchmarks.lab import Lab
from benchmarks.measuring import Percentiles
from benchmarks.notifying import (
    LATE,
    NEARLY_DONE,
    hears_only_what_follows,
    midnight,
    new_notifier,
    next_midnight,
    report_all,
    with_clock,
)
from benchmarks.probes import ZONE
from benchmarks.ticks import Hearing, Ticks
from contracts import PlanItemPublished
from contracts.words import Kind
from deploy.local.waiting import until

BEFORE = timedelta(hours=3)
"""How long before midnight all is told that is late already: longer than the hour over which the
messages to an address are counted.
"""
ONE_IN = int(1 / work.SHARE_QUICK_WINS)
HEARD_WITHIN = 60.0
EACH_SECOND = 100
"""Episodes that are heard of and told at least, while the notifier catches up."""


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of open episodes, the fewest first; how many are due in a tick, and rounds; facts
    that are heard at once; quick wins that become late at the same midnight with the most open.
    """

    open: tuple[int, ...]
    due: int
    rounds: int
    facts: int
    late: int
    ahead_seconds: float = 25.0
    """From the start of the services to that midnight; they must be ready by then."""


@dataclass(frozen=True, slots=True)
class Alerting:
    """Ticks by number of open episodes; waits from midnight to the mails, with `open` open."""

    ticks: Sequence[Ticks]
    hearing: Hearing
    due: int
    open: int
    late: Percentiles


async def measure(lab: Lab, size: Size) -> Alerting:
    """Measure the ticks, then a midnight."""
    ticked, heard = await ticks.measure(lab, size.open, size.due, size.rounds, size.facts)
    most = max(size.open)
    waits = await late(lab, most, size.late, size.ahead_seconds)
    return Alerting(ticked, heard, size.due, most, waits)


async def late(lab: Lab, open_before: int, quick_wins: int, ahead_seconds: float) -> Percentiles:
    """Waits from midnight to the mails that say that the quick wins are late."""
    await hears_only_what_follows(lab)
    plans = list(_plans(open_before, quick_wins))
    await lab.take_over(plans)
    await report_all(lab, quick_wins, NEARLY_DONE)
    clock = with_clock(next_midnight() - BEFORE)
    with Mails(lab.ports["smtp"], LATE):
        async with new_notifier(lab, **clock):
            within = HEARD_WITHIN + len(plans) / EACH_SECOND
            all_told = partial(_all_told, lab, len(plans))
            await until(all_told, within, f"{len(plans)} open episodes, and all of them told")
    return await midnight(lab, quick_wins, ahead_seconds, partial(lab.service, "notifier", 0))


def _plans(open_before: int, quick_wins: int) -> list[PlanItemPublished]:
    """First the quick wins whose last day is today; then items that are late, few of them quick
    wins too.
    """
    today = datetime.now(ZONE).date()
    due_today = work.plans(quick_wins, today, quick_wins, days_left=0)
    others = islice(
        work.plans(quick_wins + open_before, today, quick_wins, days_left=-1), quick_wins, None
    )
    quick = {"kind": Kind.QUICK_WIN}
    return [
        *due_today,
        *(one if n % ONE_IN else one.model_copy(update=quick) for n, one in enumerate(others)),
    ]


async def _all_told(lab: Lab, subjects: int) -> bool:
    """Whether each subject has an open episode by its status, and nothing is due: no look, no
    message but those that wait for the digest, no fact that was not published.
    """
    return await asyncio.to_thread(_nothing_is_left, lab, subjects)


def _nothing_is_left(lab: Lab, subjects: int) -> bool:
    rows = lab.client["notifier"]
    heard = {"open": True, "status": {"$ne": None}, "plan": {"$ne": None}}
    if rows["watches"].count_documents(heard) < subjects:
        return False
    soon = next_midnight() - BEFORE / 2
    is_soon = {"$lte": soon.astimezone(UTC), "$gt": datetime.fromtimestamp(0, UTC)}
    return not (
        rows["watches"].find_one({"wake_at": is_soon})
        or rows["deliveries"].find_one({"state": "pending", "next_at": is_soon})
        or rows["outbox"].find_one()
    )
