"""Calls that arrive while one is being done are done together next. Pure but for asyncio."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

TURNS = 3
"""Of the event loop: from a request that can be read to the call that it makes."""
Work = Callable[[Sequence[Q]], Awaitable[Sequence[A]]]


class Batcher(Generic[Q, A]):
    """One at a time, as many as are waiting: a call alone never waits for company."""

    def __init__(self, work: Work[Q, A], most: int = 500) -> None:
        self._work = work
        self._most = most
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, question: Q) -> A:
        """The answer to `question`, or what its batch raised."""
        answer: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._let_come()
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._answer(batch)
        finally:
            self._running = None

    @staticmethod
    async def _let_come() -> None:
        """Give their turn to calls that have arrived already; no time is waited for others."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def _answer(self, batch: Sequence[tuple[Q, asyncio.Future[A]]]) -> None:
        try:
            answers = await self._work([question for question, _ in batch])
        except Exception as error:
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)
