"""One laboratory for the whole run, and a line of the table for each fault."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from tests.faults import outcome
from tests.faults.lab import PARTITIONS, Lab
from tests.faults.outcome import Line
from tests.faults.part import Part
from tests.faults.people import have_agencies
from tests.faults.tap import Tap
from tests.faults.trial import Trial, trial

LINES: list[Line] = []
PART = Part.read(os.environ.get("PART", ""))
BASELINE = "test_no_fault_at_all"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    trials = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    chosen = PART.chosen(trials, lambda item: item.name == BASELINE)
    left_out = [item for item in trials if item not in chosen]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_report_header() -> str:
    return f"fault suite: {PART}"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A line as soon as a fault is over, and at once what was found."""
    made = yield
    report = made.get_result()  # type: ignore[attr-defined]
    terminal = item.config.pluginmanager.get_plugin("terminalreporter")
    if report.when != "call" or terminal is None or not LINES:
        return
    said = "  ".join(outcome.cells(LINES[-1])[1:])
    terminal.write_line("")
    terminal.write_line(f"{report.outcome} in {report.duration:.0f} s: {item.name}: {said}")
    if report.failed:
        terminal.write_line(report.longreprtext[-4000:])


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if LINES:
        outcome.keep(LINES, str(PART))
        outcome.show(LINES, Console(file=terminalreporter._tw._file, width=150))


@pytest.fixture(scope="session")
async def lab() -> AsyncIterator[Lab]:
    folder = Path(tempfile.mkdtemp(prefix="aksi-faults-"))
    running = Lab(folder / "lab")
    try:
        await running.up()
        yield running
    finally:
        kept = Path("var") / "faults" / "log"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(running.logs, kept)
        await running.down()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def tap(lab: Lab) -> AsyncIterator[Tap]:
    async with Tap(lab.kafka.for_suite, PARTITIONS) as reading:
        yield reading


@pytest.fixture(scope="session")
async def token(lab: Lab) -> str:
    token = await lab.log_in()
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        base_url=lab.url("planner-1"), headers=headers, timeout=20
    ) as http:
        await have_agencies(http)
    return token


@pytest.fixture
def line(request: pytest.FixtureRequest) -> Line:
    name = request.node.name.removeprefix("test_").replace("_", " ")
    made = Line(name)
    LINES.append(made)
    return made


@pytest.fixture
async def a_trial(lab: Lab, tap: Tap, token: str, line: Line) -> AsyncIterator[Trial]:
    """Healed before, judged by the test itself."""
    async with trial(lab, tap, token, line) as running:
        yield running
