import asyncio
import os
import pickle
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chassis.files.frames import Piece, framed, unframed
from chassis.files.readers import FileReaders, file_problem
from chassis.files.settings import FileSettings
from chassis.http.problem import Problem
from chassis.sheets.cell import NOT_HELD, UNCALCULATED, FormulaError, Percent
from chassis.sheets.limits import DEFAULT
from chassis.sheets.refusal import FileRefused
from contracts.words import Kind, Pillar
from tests.unit.chassis.files.jobs import Told, obey

SMALL: dict[str, Any] = {"file_memory_mb": 64, "file_cpu_seconds": 1, "file_answer_mb": 1}


@pytest.fixture
async def readers() -> AsyncIterator[FileReaders[Told]]:
    made = FileReaders(obey, FileSettings(**SMALL))
    yield made
    await made.close()


async def refusal_of(readers: FileReaders[Told], data: bytes) -> tuple[int, str, str]:
    with pytest.raises(FileRefused) as refused:
        await readers.read(data)
    problem = file_problem(refused.value)
    assert problem.detail.indonesian != problem.detail.english
    return problem.status, problem.code, problem.detail.english


async def test_a_file_is_read_with_its_limits_and_arguments_in_another_process(
    readers: FileReaders[Told],
) -> None:
    assert (await readers.read(b"a b", 7, "x")).values == [b"a b", DEFAULT.rows, 7, "x"]
    assert (await readers.read(b"pid")).values != [os.getpid()]


async def test_a_reader_without_trouble_reads_the_next_file_too(readers: FileReaders[Told]) -> None:
    assert (await readers.read(b"pid")).values == (await readers.read(b"pid")).values


async def test_readers_that_read_at_once_stay_for_the_next_files_and_all_but_one_end_unused(
    readers: FileReaders[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pids() -> set[object]:
        both = await asyncio.gather(readers.read(b"pid"), readers.read(b"pid"))
        return {told.values[0] for told in both}

    first = await pids()
    assert len(first) == 2
    assert await pids() == first

    monkeypatch.setattr("chassis.files.readers.IDLE_SECONDS", 0.05)
    await readers.read(b"a")
    async with asyncio.timeout(20):
        while len(left := _children()) > 1:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)
    assert set(left) < first


@pytest.mark.parametrize(
    ("data", "status", "code", "says"),
    [
        (b"memory", 413, "file-needs-memory", "64 MB of memory"),
        (b"rust", 413, "file-needs-memory", "64 MB of memory"),
        (b"killed", 413, "file-needs-memory", "64 MB of memory"),
        (b"spin", 413, "file-takes-too-long", "more than 1 seconds"),
        (b"much", 413, "file-says-too-much", "more than 1 MB"),
        (b"abort", 422, "file-breaks-reader", "save it as a new .xlsx"),
        (b"ended", 422, "file-breaks-reader", "save it as a new .xlsx"),
        (b"bug", 422, "file-breaks-reader", "save it as a new .xlsx"),
        (b"foreign", 422, "file-breaks-reader", "save it as a new .xlsx"),
        (b"no-table", 422, "no-table", "Kode"),
    ],
)
async def test_a_reader_that_comes_to_grief_is_an_answer_by_name_and_the_next_file_is_read(
    readers: FileReaders[Told], data: bytes, status: int, code: str, says: str
) -> None:
    refused = await refusal_of(readers, data)

    assert refused[:2] == (status, code)
    assert says in refused[2]
    assert (await readers.read(b"after")).values == [b"after", DEFAULT.rows]


async def test_a_reader_that_hangs_is_ended() -> None:
    readers = FileReaders(obey, FileSettings(file_seconds=0.2))
    assert (await refusal_of(readers, b"hang"))[:2] == (413, "file-takes-too-long")
    await readers.close()


async def test_what_a_job_prints_does_not_spoil_its_answer(readers: FileReaders[Told]) -> None:
    assert (await readers.read(b"noise")).values == [b"noise", DEFAULT.rows]


async def test_a_reader_inherits_no_secret_and_no_socket(
    readers: FileReaders[Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKSI_MONGODB", "mongodb://planner:rahasia@mongo")

    assert set((await readers.read(b"environment")).values) <= {
        "LC_ALL",
        "LC_CTYPE",
        "MALLOC_ARENA_MAX",
        "PYTHONPATH",
    }
    assert (await readers.read(b"inherited")).values == []


async def test_one_owners_files_do_not_hold_up_anothers_and_the_line_is_bounded(
    tmp_path: Path,
) -> None:
    readers = FileReaders(obey, FileSettings(file_readers=2, file_waiting=4))

    async def read(owner: str, data: bytes) -> list[object]:
        async with readers.turn(owner):
            return (await readers.read(data)).values

    go = tmp_path / "go"
    ours = [asyncio.create_task(read("ours", f"wait {go}".encode())) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as full:  # one is read and two wait, half of the line
        await read("ours", b"pid")

    assert (full.value.status, full.value.code) == (503, "files-waiting")
    assert full.value.headers["Retry-After"]
    assert await read("another", b"x") == [b"x", DEFAULT.rows]
    assert not any(task.done() for task in ours)
    go.touch()
    assert len(await asyncio.gather(*ours)) == 3
    await readers.close()


async def test_who_waits_too_long_is_told_to_come_back(tmp_path: Path) -> None:
    readers = FileReaders(obey, FileSettings(file_readers=1, file_wait_seconds=0.05))
    async with readers.turn("one"):
        with pytest.raises(Problem, match="files-waiting"):
            async with readers.turn("another"):
                pytest.fail("there was no turn")
    async with readers.turn("another"):
        pass


async def test_a_caller_who_goes_away_leaves_no_reader_behind(readers: FileReaders[Told]) -> None:
    task = asyncio.create_task(readers.read(b"hang"))
    while not (children := _children()):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with asyncio.timeout(20):
        while set(children) & set(_children()):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)


def _children() -> list[int]:
    """Of this process; one that has ended and waits to be noticed counts no more."""
    found = []
    for line in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        command = Path(f"/proc/{line}/cmdline").read_bytes()
        if b"chassis.files.child" in command:
            found.append(int(line))
    return found


def test_a_frame_holds_our_classes_and_plain_values_only() -> None:
    sent = Piece("values", [1, "a", None])
    assert unframed(framed(sent)[8:]) == sent
    with pytest.raises(Exception, match="does not belong"):
        unframed(framed([os.system])[8:])


def test_every_kind_of_cell_comes_out_of_a_frame_as_it_went_in() -> None:
    sent = [FormulaError("Galat:502"), UNCALCULATED, NOT_HELD, Percent(56.0), "a", 1.5, None]
    got = unframed(framed(sent)[8:])

    assert got == sent
    assert [type(cell) for cell in got] == [type(cell) for cell in sent]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("chassis.files.reading_child", "os.system"),
        ("chassis.files.reading_child", "unframed"),
        ("chassis.files.reading_child", "not_there"),
        ("chassis.files.not_there", "unframed"),
    ],
)
def test_nothing_that_our_modules_only_use_comes_out_of_a_frame(module: str, name: str) -> None:
    asked = b"\x8c%c%b\x8c%c%b\x93." % (len(module), module.encode(), len(name), name.encode())
    with pytest.raises(pickle.UnpicklingError, match="does not belong"):
        unframed(b"\x80\x04" + asked)


class _ByGetattr:
    """Pickled as Python 3.11.2 pickles the members of an enum, and as nobody should."""

    def __init__(self, kind: object, name: str) -> None:
        self._asked = kind, name

    def __reduce__(self) -> tuple[object, tuple[object, str]]:
        return getattr, self._asked


def test_a_word_comes_out_of_a_frame_whichever_python_put_it_in() -> None:
    sent = [Pillar.LIVING, Kind.QUICK_WIN]
    assert unframed(framed(sent)[8:]) == sent
    by_name = [_ByGetattr(Pillar, "LIVING"), _ByGetattr(Kind, "QUICK_WIN")]
    assert unframed(framed(by_name)[8:]) == sent


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Pillar, "__class__"), (Pillar, "mro"), (Piece, "__init__"), (signal.Signals, "SIGINT")],
)
def test_nothing_but_a_member_of_our_enums_is_asked_for_by_name(kind: object, name: str) -> None:
    with pytest.raises(pickle.UnpicklingError, match="does not belong"):
        unframed(framed(_ByGetattr(kind, name))[8:])
