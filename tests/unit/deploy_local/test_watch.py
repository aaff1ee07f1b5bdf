"""A fake process, a fake clock: what the watch does, without running anything."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from deploy.local.back_off import BackOff
from deploy.local.program import Program
from deploy.local.watch import ATTEMPTS, READY_AT_MOST, NotStarted, Watch


class Process:
    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.exit_code: int | None = None
        self.ended = asyncio.Event()
        self.asked_to_stop_within: float | None = None

    def dies(self, code: int) -> None:
        self.exit_code = code
        self.ended.set()

    async def wait(self) -> int:
        await self.ended.wait()
        assert self.exit_code is not None
        return self.exit_code

    async def stop(self, within: float) -> int:
        self.asked_to_stop_within = within
        self.dies(-15)
        return -15


class World:
    """Keeps what happened; `stillborn` processes die at once."""

    def __init__(self, stillborn: int = 0) -> None:
        self.stillborn = stillborn
        self.processes: list[Process] = []
        self.events: list[tuple[object, ...]] = []
        self.slept: list[float] = []
        self.time = 0.0
        self.is_ready = True
        self.works = False
        self.refusals = 0
        self.happened = asyncio.Event()
        self.is_late = asyncio.Event()

    async def spawn(self, program: Program, log: Path) -> Process:
        if self.refusals:
            self.refusals -= 1
            raise OSError("no process to be had")
        process = Process(100 + len(self.processes))
        self.processes.append(process)
        if len(self.processes) <= self.stillborn:
            process.dies(1)
        return process

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        if self.time > 300:
            self.is_late.set()
        await asyncio.sleep(0)

    async def ready(self) -> bool:
        return self.is_ready

    def moved(self, child: object, log: Path) -> object:
        return self.time if self.works else 0

    def waiting(self, name: str, seconds: float, log: Path) -> None:
        self.events.append(("waiting", name))

    def started(self, name: str) -> None:
        self.events.append(("started", name))

    def died(self, name: str, code: int, delay: float) -> None:
        self.events.append(("died", name, code, delay))

    def recovered(self, name: str) -> None:
        self.events.append(("recovered", name))
        self.happened.set()

    def failed(self, name: str, error: Exception) -> None:
        self.events.append(("failed", name, str(error)))

    def watch(self, log: Path, after_restart: Callable[[], Awaitable[None]] | None = None) -> Watch:
        program = Program("tracker", ("x",), self.ready, 0, after_restart=after_restart)
        return Watch(
            program,
            log,
            spawn=self.spawn,
            read_so_far=self,
            back_off=BackOff(first=1, longest=8),
            sleep=self.sleep,
            now=lambda: self.time,
            moved=self.moved,
        )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "tracker.log"


async def test_a_process_that_dies_is_started_again_and_that_is_said(log: Path) -> None:
    world = World()
    watch = world.watch(log)
    await watch.start()
    world.processes[0].dies(-9)
    await asyncio.wait_for(world.happened.wait(), 5)
    assert watch.pid == world.processes[1].pid
    assert world.events == [
        ("started", "tracker"),
        ("died", "tracker", -9, 1),
        ("started", "tracker"),
        ("recovered", "tracker"),
    ]
    await watch.stop()


async def test_what_a_restart_needs_is_done_after_a_restart_only(log: Path) -> None:
    done = asyncio.Event()

    async def refill() -> None:
        done.set()

    world = World()
    watch = world.watch(log, after_restart=refill)
    await watch.start()
    assert not done.is_set()
    world.processes[0].dies(1)
    await asyncio.wait_for(done.wait(), 5)
    await watch.stop()


async def test_when_a_refill_fails_the_program_is_started_once_more_and_refilled_again(
    log: Path,
) -> None:
    tries: list[int] = []
    done = asyncio.Event()

    async def refill() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise RuntimeError("no topics")
        done.set()

    world = World()
    watch = world.watch(log, after_restart=refill)
    await watch.start()
    world.processes[0].dies(1)
    await asyncio.wait_for(done.wait(), 5)
    assert watch.pid == world.processes[3].pid
    assert world.events.count(("failed", "tracker", "no topics")) == 2
    await watch.stop()


async def test_a_system_that_cannot_start_a_process_now_is_asked_again(log: Path) -> None:
    world = World()
    watch = world.watch(log)
    await watch.start()
    world.refusals = 2
    world.processes[0].dies(1)
    await asyncio.wait_for(world.happened.wait(), 5)
    assert watch.pid == world.processes[1].pid
    assert world.slept == [1, 2, 4]
    await watch.stop()


async def test_a_stopped_process_is_not_started_again(log: Path) -> None:
    world = World()
    watch = world.watch(log)
    await watch.start()
    await watch.stop()
    await watch.stop()
    assert watch.pid is None
    assert len(world.processes) == 1
    assert world.processes[0].asked_to_stop_within == watch.program.stop_within


async def test_a_stopped_program_can_be_started_again(log: Path) -> None:
    world = World()
    watch = world.watch(log)
    await watch.start()
    await watch.stop()
    await watch.start()
    assert watch.pid == world.processes[1].pid
    await watch.stop()


@pytest.fixture
def told_log(log: Path) -> Path:
    log.write_text("AKSI_KAFKA: wrong\n")
    return log


async def test_a_program_that_cannot_start_is_given_up_with_the_end_of_its_log(
    told_log: Path,
) -> None:
    world = World(stillborn=99)
    with pytest.raises(NotStarted, match="AKSI_KAFKA: wrong"):
        await world.watch(told_log).start()
    assert len(world.processes) == ATTEMPTS
    assert world.slept == [1, 2]


async def test_a_first_death_at_start_is_forgiven(log: Path) -> None:
    world = World(stillborn=1)
    watch = world.watch(log)
    await watch.start()
    assert watch.pid == world.processes[1].pid
    await watch.stop()


async def test_a_program_that_never_gets_ready_is_stopped_and_given_up(log: Path) -> None:
    world = World()
    world.is_ready = False
    with pytest.raises(NotStarted, match="never gets ready"):
        await world.watch(log).start()
    assert world.processes[0].exit_code is not None
    assert world.time < 2 * world.watch(log).program.ready_within


async def test_a_program_that_works_is_waited_for_however_slow_it_is(log: Path) -> None:
    world = World()
    world.works, world.is_ready = True, False
    watch = world.watch(log)
    starting = asyncio.create_task(watch.start())
    await world.is_late.wait()
    assert ("waiting", "tracker") in world.events
    world.is_ready = True
    await asyncio.wait_for(starting, 5)
    assert len(world.processes) == 1
    await watch.stop()


async def test_a_program_that_works_for_ever_is_given_up_in_the_end(log: Path) -> None:
    world = World()
    world.works, world.is_ready = True, False
    with pytest.raises(NotStarted):
        await world.watch(log).start()
    assert world.time >= READY_AT_MOST
