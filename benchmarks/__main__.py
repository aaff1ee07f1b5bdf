"""`make bench`: all parts, one after the other, on one broker and one database."""

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
    alerts,
    as_of,
    backlog,
    goals,
    growth,
    http_intake,
    idle,
    importing,
    intake,
    latency,
    outcome,
    pages,
    report_sheets,
    review,
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

PARTS = (
    *("intake", "http", "rush", "latency", "idle", "importing", "growth", "pages", "review"),
    *("asof", "alerts", "backlog", "scale-out"),
)
LOGS = Path("var") / "bench" / "log"


class Bench:
    """One run; the results of a part are in `outcome` as soon as the part has ended."""

    def __init__(self, lab: Lab, sizes: Sizes, outcome: Outcome, lines: Lines) -> None:
        self._lab = lab
        self._sizes = sizes
        self._outcome = outcome
        self._lines = lines
        self._half_load = sizes.latency.half_load

    async def run(self, parts: list[str]) -> None:
        """Run each part; a part that fails is recorded in `outcome`, and the others continue."""
        doing: dict[str, Callable[[], Awaitable[None]]] = {
            "intake": self._intake,
            "http": self._http,
            "rush": self._rush,
            "latency": self._latency,
            "idle": self._idle,
            "importing": self._importing,
            "growth": self._growth,
            "pages": self._pages,
            "review": self._review,
            "asof": self._as_of,
            "alerts": self._alerts,
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

    def _keep(self, part: str, measured: object, *tables_made: tables.Table) -> None:
        self._outcome.measured[part] = measured
        self._outcome.tables += tables_made

    async def _intake(self) -> None:
        size = self._sizes.intake
        items = await intake.prepare(self._lab, size)
        names = [intake.OURS, *PEERS]
        taken: dict[str, list[intake.Taken]] = {name: [] for name in names}
        await intake.take(self._lab, items, intake.OURS, -1, size.seconds / 2)  # warm-up
        for number in range(size.rounds):
            for name in names if number % 2 == 0 else reversed(names):
                one = await intake.take(self._lab, items, name, number, size.seconds)
                taken[name].append(one)
                self._lines.plain(f"  {number + 1}. {name}: {one.per_second:,.0f}/s")
        self._half_load = min(
            self._half_load, median(one.per_second for one in taken[intake.OURS]) / 2
        )
        self._keep("intake", taken, tables.intake_table(taken))
        self._outcome.goals += goals.intake_goals(taken)
        await self._lab.empty(ProgressSubmitted.topic)

    async def _http(self) -> None:
        tables_made = await http_intake.measure(self._lab, self._sizes.http)
        self._keep("http", tables_made, tables.http_table(tables_made))
        self._outcome.goals += goals.http_goals(tables_made)

    async def _rush(self) -> None:
        tables_made = await rush.measure(self._lab, self._sizes.rush)
        self._keep("rush", tables_made, tables.rush_table(tables_made))
        self._outcome.goals += goals.rush_goals(tables_made)

    async def _latency(self) -> None:
        size = replace(self._sizes.latency, half_load=self._half_load)
        tables_made = await latency.measure(self._lab, size)
        self._keep("latency", tables_made, tables.latency_table(tables_made))

    async def _idle(self) -> None:
        tables_made = await idle.measure(self._lab.folder / "idle", self._sizes.idle)
        self._keep("idle", tables_made, tables.idle_table(tables_made))
        self._outcome.goals += goals.idle_goals(tables_made)

    async def _importing(self) -> None:
        pairs = await importing.measure(self._lab, self._sizes.importing)
        self._keep("importing", pairs, tables.importing_table(pairs))
        self._outcome.goals += goals.importing_goals(pairs)
        sheets = await report_sheets.measure(self._lab, self._sizes.importing)
        self._keep("report_sheets", sheets, tables.report_sheets_table(sheets))
        self._outcome.goals += goals.report_sheets_goals(sheets)

    async def _growth(self) -> None:
        tables_made = await growth.growth(self._lab, self._sizes.growth)
        self._keep("growth", tables_made, *tables.growth_tables(tables_made))
        self._outcome.goals += goals.growth_goals(tables_made)
        await self._lab.empty(ProgressSubmitted.topic)

    async def _pages(self) -> None:
        tables_made = await pages.measure(self._lab, self._sizes.pages)
        self._keep("pages", tables_made, *tables.pages_tables(tables_made))
        self._outcome.goals += goals.pages_goals(tables_made)

    async def _as_of(self) -> None:
        measured = await as_of.measure(self._lab, self._sizes.as_of)
        self._keep("asof", measured, tables.as_of_table(measured))
        self._outcome.goals += goals.as_of_goals(measured)

    async def _alerts(self) -> None:
        alerting = await alerts.measure(self._lab, self._sizes.alerts)
        self._keep("alerts", alerting, *tables.alerts_tables(alerting))
        self._outcome.goals += goals.alerts_goals(alerting)

    async def _review(self) -> None:
        reviewed = await review.measure(self._lab, self._sizes.review)
        self._keep("review", reviewed, tables.review_table(reviewed))
        self._outcome.goals += goals.review_goals(reviewed)
        await self._lab.empty(ProgressSubmitted.topic)

    async def _backlog(self) -> None:
        tables_made = await backlog.backlog(self._lab, self._sizes.backlog)
        self._keep("backlog", tables_made, tables.backlog_table(tables_made))
        self._outcome.goals += goals.backlog_goals(tables_made)

    async def _scale_out(self) -> None:
        tables_made = await backlog.scale_out(self._lab, self._sizes.scale_out)
        self._keep("scale-out", tables_made, tables.scale_table(tables_made))


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder, deleted afterwards; the processes' logs are kept."""
    folder = Path(tempfile.mkdtemp(prefix="aksi-bench-"))
    try:
        yield folder / "lab"
    finally:
        if (folder / "lab" / "log").exists():
            shutil.copytree(folder / "lab" / "log", LOGS, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _hush() -> None:
    """Silence the Kafka client: a new broker has no coordinator at first, and it logs that."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", message="EdDSA is deprecated")


async def main(parts: list[str], *, quick: bool) -> int:
    """Measure `parts`; returns 1 if one of them could not be measured, otherwise 0."""
    lines = Lines()
    with _folder() as folder:
        lab = Lab(folder)
        try:
            await lab.up()
            tables_made = Outcome(described(lab), quick)
            await Bench(lab, QUICK if quick else FULL, tables_made, lines).run(parts)
        finally:
            await lab.down()
    outcome.show(tables_made, Console(width=170, highlight=False))
    lines.plain(f"{outcome.RESULTS}")
    return 1 if tables_made.failed else 0


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"tidak dikenal (unknown): {', '.join(sorted(unknown))}; {', '.join(PARTS)}")
    _hush()
    sys.exit(asyncio.run(main(chosen, quick=bool(os.environ.get("QUICK")))))
