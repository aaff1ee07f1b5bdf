import asyncio
import io
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local.console import Lines
from deploy.local.program import Program
from deploy.local.supervisor import Supervisor, stages


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


def program(name: str, stop_stage: int, *, starts: bool = True) -> Program:
    return Program(name, (name,), yes if starts else no, stop_stage, ready_within=0)


class Process:
    def __init__(self, name: str, pid: int, stopped: list[str]) -> None:
        self.pid = pid
        self.exit_code: int | None = None
        self._name = name
        self._stopped = stopped
        self._ended = asyncio.Event()

    async def wait(self) -> int:
        await self._ended.wait()
        return 0

    async def stop(self, within: float) -> int:
        self._stopped.append(self._name)
        self.exit_code = 0
        self._ended.set()
        return 0


class Processes:
    def __init__(self) -> None:
        self.stopped: list[str] = []
        self.count = 0

    async def spawn(self, program: Program, log: Path) -> Process:
        self.count += 1
        return Process(program.name, self.count, self.stopped)


@pytest.fixture
def processes() -> Processes:
    return Processes()


@pytest.fixture
def supervisor(tmp_path: Path, processes: Processes) -> Supervisor:
    quiet = Lines(Console(file=io.StringIO()))
    return Supervisor(tmp_path, quiet, spawn=processes.spawn)


def test_programs_of_one_stage_are_stopped_together_and_lower_stages_first() -> None:
    programs = [program("mongodb", 5), program("planner", 0), program("prometheus", 0)]
    assert stages(programs) == [["planner", "prometheus"], ["mongodb"]]


async def test_what_is_said_first_in_the_flow_is_stopped_first(
    supervisor: Supervisor, processes: Processes
) -> None:
    await supervisor.start(program("mongodb", 5), program("kafka", 4))
    await supervisor.start(program("notifier", 2), program("planner", 0), program("tracker", 1))
    assert set(supervisor.pids) == {"mongodb", "kafka", "notifier", "planner", "tracker"}
    await supervisor.close()
    assert processes.stopped == ["planner", "tracker", "notifier", "kafka", "mongodb"]
    assert supervisor.pids == {}


async def test_when_one_program_fails_to_start_the_others_can_still_be_stopped(
    supervisor: Supervisor, processes: Processes
) -> None:
    await supervisor.start(program("mongodb", 5))
    with pytest.raises(ExceptionGroup, match="unhandled"):
        await supervisor.start(program("planner", 0), program("tracker", 1, starts=False))
    await supervisor.close()
    assert sorted(processes.stopped) == ["mongodb", "planner", "tracker"]


async def test_a_program_stopped_on_purpose_leaves_the_pids_and_can_come_back(
    supervisor: Supervisor,
) -> None:
    await supervisor.start(program("mail", 3))
    await supervisor.stop("mail")
    assert supervisor.pids == {}
    await supervisor.resume("mail")
    assert supervisor.pids == {"mail": 2}
    await supervisor.close()
