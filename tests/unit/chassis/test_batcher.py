import asyncio
from collections.abc import Sequence

import pytest

from chassis.batcher import Batcher


async def test_what_arrives_together_is_done_together() -> None:
    batches = []

    async def work(questions: Sequence[int]) -> list[int]:
        batches.append(list(questions))
        await asyncio.sleep(0)
        return [q * 2 for q in questions]

    double = Batcher(work)
    assert await asyncio.gather(*(double(n) for n in range(5))) == [0, 2, 4, 6, 8]
    assert batches == [[0, 1, 2, 3, 4]]


async def test_trouble_reaches_everyone_who_asked_and_the_next_call_is_answered() -> None:
    calls = 0

    async def work(questions: Sequence[int]) -> list[int]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OSError("gone")
        return list(questions)

    echo = Batcher(work)
    answers = await asyncio.gather(echo(1), echo(2), return_exceptions=True)
    assert [type(a) for a in answers] == [OSError, OSError]
    assert await echo(3) == 3


async def test_whoever_hangs_up_does_not_disturb_the_others() -> None:
    started, go = asyncio.Event(), asyncio.Event()

    async def work(questions: Sequence[int]) -> list[int]:
        started.set()
        await go.wait()
        return list(questions)

    echo = Batcher(work)
    first = asyncio.create_task(echo(1))
    await started.wait()
    second, third = asyncio.create_task(echo(2)), asyncio.create_task(echo(3))
    await asyncio.sleep(0)
    second.cancel()
    go.set()
    assert await first == 1
    assert await third == 3
    with pytest.raises(asyncio.CancelledError):
        await second
