"""One laboratory for the whole run, and a line of the table for each fault."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console

from tests.faults import outcome
from tests.faults.lab import PARTITIONS, Lab
from tests.faults.outcome import Line
from tests.faults.people import have_agencies
from tests.faults.tap import Tap
from tests.faults.trial import Trial, trial

LINES: list[Line] = []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if LINES:
        outcome.keep(LINES)
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
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    name = request.node.name.removeprefix("test_").replace("_", " ")
    made = Line(name)
    LINES.append(made)
    yield made


Try = Callable[..., Any]


@pytest.fixture
async def a_trial(lab: Lab, tap: Tap, token: str, line: Line) -> AsyncIterator[Trial]:
    """Healed before, judged by the test itself."""
    async with trial(lab, tap, token, line) as running:
        yield running
