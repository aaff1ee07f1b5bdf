"""Accounts that are being made of a workbook: hashing hundreds of passwords takes a minute."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.accounts.account import StoredAccount

AGAIN_SECONDS = 300
FEW = 10
"""So many passwords are waited for; while more are made, how far it has come is shown."""


@dataclass(frozen=True, slots=True)
class GivenPassword:
    """An account and its one-time password, which is stored nowhere."""

    account: StoredAccount
    password: str = field(repr=False)


class Progress:
    """How many passwords are made, of how many."""

    def __init__(self) -> None:
        self.done = self.of = 0
        self.known = asyncio.Event()

    def begin(self, of: int) -> None:
        """So many will be made."""
        self.of = of
        self.known.set()


Work = Callable[[Progress], Coroutine[Any, Any, Sequence[GivenPassword]]]


class Making:
    """Accounts that are being made, or were made a moment ago."""

    def __init__(self, work: Work) -> None:
        self.progress = Progress()
        self.task = asyncio.create_task(work(self.progress))

    @property
    def ended(self) -> bool:
        """Whether it is done, or failed."""
        return self.task.done()

    async def ends_soon(self) -> bool:
        """Wait to the end where there are few; False at once where there are more."""
        known = asyncio.create_task(self.progress.known.wait())
        await asyncio.wait({self.task, known}, return_when=asyncio.FIRST_COMPLETED)
        known.cancel()
        if not self.ended and self.progress.of <= FEW:
            await asyncio.wait({self.task})
        return self.ended

    @property
    def failed(self) -> bool:
        """Whether it ended without its accounts."""
        return self.ended and (self.task.cancelled() or self.task.exception() is not None)


class Makings:
    """Those of the last minutes by workbook, for those who press the button again or load the page
    again: of two answers a browser shows the last. They are in the memory of this process alone.
    """

    def __init__(self) -> None:
        self._known: dict[str, Making] = {}

    def of(self, upload_id: str) -> Making | None:
        """The one of a workbook; None where it was not begun, or is over."""
        return self._known.get(upload_id)

    def begin(self, upload_id: str, work: Work) -> Making:
        """The one of a workbook, begun if it was not, or failed."""
        making = self._known.get(upload_id)
        if making is None or making.failed:
            begun = making = self._known[upload_id] = Making(work)
            making.task.add_done_callback(lambda _: self._forget_later(upload_id, begun))
        return making

    def _forget_later(self, upload_id: str, making: Making) -> None:
        def forget() -> None:
            if self._known.get(upload_id) is making:
                del self._known[upload_id]

        asyncio.get_running_loop().call_later(AGAIN_SECONDS, forget)
