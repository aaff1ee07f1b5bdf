"""Hands messages to Apprise, each in a thread and with an end."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from notifier.channels.apprise.library import Outcome, Target
from notifier.channels.channel import NotHandedOver, Trouble, Written
from notifier.channels.http_status import is_final

SEND_SECONDS = 40.0
THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="apprise")
"""Of their own: a service that does not answer keeps no other work of the process waiting."""


@dataclass(frozen=True, slots=True)
class AppriseSender:
    """The sender of one channel, and its own connection: the library keeps none open."""

    service: str
    target: Target = field(repr=False)

    def connection(self) -> "AppriseSender":
        """Itself."""
        return self

    async def hand_over(self, written: Written, address: str) -> None:
        """Returns when the service has taken the text; raises `NotHandedOver`. `address` is not
        used: the recipient is the channel's.

        After the time is over a message that waits for a thread is not sent any more; one that is
        being sent may still arrive, and then comes once more.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                outcome = await loop.run_in_executor(
                    THREADS, self.target.notify, written.subject, written.plain
                )
        except TimeoutError:
            raise NotHandedOver(
                f"no answer from {self.service} in time", final=False, trouble=Trouble.SERVER
            ) from None
        if not outcome.taken:
            raise self._not_taken(outcome)

    async def close(self) -> None:
        """Nothing is open."""

    def _not_taken(self, outcome: Outcome) -> NotHandedOver:
        if outcome.status is None:
            return NotHandedOver(
                f"no answer from {self.service}", final=False, trouble=Trouble.SERVER
            )
        why = f"{self.service} answered {outcome.status}"
        final = is_final(outcome.status)
        trouble = Trouble.MESSAGE if final else Trouble.SERVER
        return NotHandedOver(why, final=final, trouble=trouble)
