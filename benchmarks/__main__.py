"""`make bench`: everything, one part after the other, on one broker and one database."""

import asyncio
import logging
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks import (
    backlog,
    goals,
    growth,
    http_intake,
    idle,
    intake,
    latency,
    outcome,
    rush,
    tables,
)
from benchmarks.lab import Lab
from benchmarks.machine import described
from benchmarks.outcome import Outcome
from benchmarks.peers import PEERS
from benchmarks.sizes import FULL, QUICK, Sizes
from contracts import ProgressSubmitted
from deploy.local.console import Lines

PARTS = ("intake", "http", "rush", "latency", "idle", "growth", "backlog", "scale-out")
LOGS = Path("var") / "bench" / "log"


class Bench:
    """One run; what a part finds is in `outcome` as soon as the part has ended."""

    def __init__(self, lab: Lab, sizes: Sizes, outcome: Outcome, lines: Lines) -> None:
        self._lab = lab
        self._sizes = sizes
        self._outcome = outcome
        self._lines = lines
        self._half_load = sizes.latency.half_load

    async def run(self, parts: list[str]) -> None:
        """Each part; one that cannot be measured is named, and the others go on."""
        doing: dict[str, Callable[[], Awaitable[None]]] = {
            "intake": self._intake,
            "http": self._http,
            "rush": self._rush,
            "latency": self._latency,
            "idle": self._idle,
            "growth": self._growth,
            "backlog": self._backlog,
            "scale-out": self._scale_out,
        }
        for part in parts:
            self._lines.heading(f"mengukur {part}", f"measuring {part}")
            started = time.monotonic()
            try:
                await doing[part]()
            except Exception as error:
                self._outcome.failed[part] = f"{type(error).__name__}: {error}"
                self._lines.trouble(f"{part}: {error!r}", f"see {LOGS}/")
            else:
                self._lines.step(f"{part}: {time.monotonic() - started:.0f} detik", "done")
            self._outcome.keep()

    def _found(self, part: str, measured: object, *found: tables.Table) -> None:
        self._outcome.measured[part] = measured
        self._outcome.tables += found

    async def _intake(self) -> None:
        size = self._sizes.intake
        items = await intake.prepare(self._lab, size)
        names = [intake.OURS, *PEERS]
        taken: dict[str, list[intake.Taken]] = {name: [] for name in names}
        await intake.take(self._lab, items, intake.OURS, -1, size.seconds / 2)  # warms the broker
        for number in range(size.rounds):
            for name in names if number % 2 == 0 else reversed(names):
                one = await intake.take(self._lab, items, name, number, size.seconds)
                taken[name].append(one)
                self._lines.plain(f"  {number + 1}. {name}: {one.per_second:,.0f}/s")
        self._half_load = min(
            self._half_load, median(one.per_second for one in taken[intake.OURS]) / 2
        )
        self._found("intake", taken, tables.intake_table(taken))
        self._outcome.goals += goals.intake_goals(taken)
        await self._lab.empty(ProgressSubmitted.topic)

    async def _http(self) -> None:
        found = await http_intake.measure(self._lab, self._sizes.http)
        self._found("http", found, tables.http_table(found))
        self._outcome.goals += goals.http_goals(found)

    async def _rush(self) -> None:
        found = await rush.measure(self._lab, self._sizes.rush)
        self._found("rush", found, tables.rush_table(found))
        self._outcome.goals += goals.rush_goals(found)

    async def _latency(self) -> None:
        size = replace(self._sizes.latency, half_load=self._half_load)
        found = await latency.measure(self._lab, size)
        self._found("latency", found, tables.latency_table(found))

    async def _idle(self) -> None:
        found = await idle.measure(self._lab.folder / "idle", self._sizes.idle)
        self._found("idle", found, tables.idle_table(found))
        self._outcome.goals += goals.idle_goals(found)

    async def _growth(self) -> None:
        found = await growth.growth(self._lab, self._sizes.growth)
        self._found("growth", found, *tables.growth_tables(found))
        self._outcome.goals += goals.growth_goals(found)
        await self._lab.empty(ProgressSubmitted.topic)

    async def _backlog(self) -> None:
        found = await backlog.backlog(self._lab, self._sizes.backlog)
        self._found("backlog", found, tables.backlog_table(found))
        self._outcome.goals += goals.backlog_goals(found)

    async def _scale_out(self) -> None:
        found = await backlog.scale_out(self._lab, self._sizes.scale_out)
        self._found("scale-out", found, tables.scale_table(found))


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is gone afterwards; the processes' logs are kept."""
    folder = Path(tempfile.mkdtemp(prefix="aksi-bench-"))
    try:
        yield folder / "lab"
    finally:
        if (folder / "lab" / "log").exists():
            shutil.copytree(folder / "lab" / "log", LOGS, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _hush() -> None:
    """A fresh broker has no coordinator for a while, and the client says so each time."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", message="EdDSA is deprecated")


async def main(parts: list[str], *, quick: bool) -> int:
    """Measure `parts`; 1 when one of them could not be measured."""
    lines = Lines()
    with _folder() as folder:
        lab = Lab(folder)
        try:
            await lab.up()
            found = Outcome(described(lab), quick)
            await Bench(lab, QUICK if quick else FULL, found, lines).run(parts)
        finally:
            await lab.down()
    outcome.show(found, Console(width=170, highlight=False))
    lines.plain(f"{outcome.RESULTS}")
    return 1 if found.failed else 0


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"tidak dikenal (unknown): {', '.join(sorted(unknown))}; {', '.join(PARTS)}")
    _hush()
    sys.exit(asyncio.run(main(chosen, quick=bool(os.environ.get("QUICK")))))
