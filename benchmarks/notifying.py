"""A notifier under measurement, and a midnight at which quick wins become late."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

from benchmarks import work
from benchmarks.arrivals import Mails
from benchmarks.lab import Lab
from benchmarks.measuring import Percentiles, percentiles
from benchmarks.probes import WITHIN, ZONE, NotAsArranged, first
from contracts import AgencyPublished, ProgressRecorded, ProgressSubmitted, StatusChanged
from deploy.local.waiting import until

NEARLY_DONE = 99.5
"""Percent: on track until the last day has ended, then late."""
LATE, CRITICAL = "terlambat", "kritis"
"""What headings of notices say."""
Started = Callable[..., AbstractAsyncContextManager[object]]
"""A notifier with these further settings, while the block runs."""


async def hears_only_what_follows(lab: Lab) -> None:
    """A notifier that is started later does not hear of earlier status changes, facts or agencies.
    Earlier plans it does not hear of anyway.
    """
    for kind in (StatusChanged, ProgressRecorded, AgencyPublished):
        await lab.rewind(kind.topic, lab.group(kind.topic, "notifier"), to_end=True)


@asynccontextmanager
async def new_notifier(lab: Lab, **more: str) -> AsyncIterator[None]:
    """A notifier that has heard of nothing before, with all contacts when the block begins."""
    lab.client.drop_database("notifier")
    agencies = lab.client["notifier"]["agencies"]
    count = await lab.agencies()

    async def learned() -> bool:
        return await asyncio.to_thread(agencies.estimated_document_count) == count

    async with lab.service("notifier", 0, **more):
        await until(learned, WITHIN, "the agencies' contacts in the notifier")
        yield


async def report_all(lab: Lab, quick_wins: int, percent: float) -> None:
    """Set the first items of the plan on track, by a report as of yesterday."""
    group = lab.group(ProgressSubmitted.topic)
    await lab.rewind(ProgressSubmitted.topic, group, to_end=True)
    now = datetime.now(UTC)
    day = now.astimezone(ZONE).date() - timedelta(days=1)
    await lab.send(
        work.submission(f"first-{number}", number, day, percent, now)
        for number in range(quick_wins)
    )
    items = lab.client["tracker"]["items"]

    async def on_track() -> bool:
        started = await asyncio.to_thread(
            items.count_documents, {"kind": "quick_win", "status": "on_track"}
        )
        return started == quick_wins

    async with lab.service("tracker", 1):
        await until(on_track, WITHIN, f"{quick_wins} quick wins on track")
        await until(lab.outbox_empty, WITHIN, "their status changes on Kafka")


def next_midnight() -> datetime:
    """The one that ends the region's day."""
    tomorrow = datetime.now(ZONE).date() + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), ZONE)


def with_clock(at: datetime) -> dict[str, str]:
    """The setting of a service whose clock says `at` now."""
    shift = (at - datetime.now(UTC)).total_seconds()
    return {"AKSI_CLOCK_OFFSET_SECONDS": f"{shift:.6f}"}


async def midnight(
    lab: Lab, quick_wins: int, ahead_seconds: float, notifier: Started
) -> Percentiles:
    """Waits from midnight, by a clock that is set to `ahead_seconds` before it, until the first
    mail that says it of each of the first items of the plan: their last day has ended.
    """
    with Mails(lab.ports["smtp"], LATE) as mails:
        at = time.monotonic() + ahead_seconds
        clock = with_clock(next_midnight() - timedelta(seconds=ahead_seconds))
        async with lab.service("tracker", 1, **clock), notifier(**clock):
            if time.monotonic() > at - 1:
                raise NotAsArranged(f"not ready {ahead_seconds:g} s after their start")
            await asyncio.sleep(at - time.monotonic())
            came = [await first(mails, work.item_id(number)) - at for number in range(quick_wins)]
    if min(came) < 0:
        raise NotAsArranged(f"a mail {-min(came):.3f} s before midnight")
    return percentiles(came)
