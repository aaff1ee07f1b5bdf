"""Calls that arrive while a batch is in progress form the next batch. Pure but for asyncio."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

TURNS = 3
"""Turns of the event loop from a readable request to the call that it makes."""
Work = Callable[[Sequence[Q]], Awaitable[Sequence[A]]]


def never(error: Exception) -> bool:
    """Of no error."""
    return False


class Batcher(Generic[Q, A]):
    """One batch at a time, of up to `most` waiting calls; a single call waits for no others."""

    def __init__(
        self,
        work: Work[Q, A],
        most: int = 500,
        of_one: Callable[[Exception], bool] = never,
    ) -> None:
        """After an error that is `of_one` call of a batch, each is done by itself."""
        self._work = work
        self._most = most
        self._of_one = of_one
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, question: Q) -> A:
        """The answer to `question`. Raises what its batch raised."""
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
        """Let calls that have already arrived join; no time is spent waiting for others."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def _answer(self, batch: Sequence[tuple[Q, asyncio.Future[A]]]) -> None:
        try:
            answers = await self._work([question for question, _ in batch])
        except Exception as error:
            if len(batch) > 1 and self._of_one(error):
                for one in batch:
                    await self._answer([one])
                return
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)
