"""When a channel may be used: its breaker and its rate. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta

from notifier.channels.channel import Trouble

FAILURES_IN_A_ROW = 5
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=1)
"""Short: while a channel is closed one message tries it, all others wait without an attempt."""


class Gate:
    """Of one channel, in one process.

    After `FAILURES_IN_A_ROW` that are about the channel, and not about a message or an address, it
    is closed for a while; then one message tries it, and opens it, or closes it for longer.
    """

    def __init__(self, per_minute: float | None, jitter: Callable[[], float]) -> None:
        """`per_minute`: the most messages; None: as many as there are."""
        self._interval = timedelta(minutes=1) / per_minute if per_minute else timedelta(0)
        self._jitter = jitter
        self._next: datetime | None = None
        self._failures = 0
        self._closed_until: datetime | None = None
        self._is_tried = False

    @property
    def is_closed(self) -> bool:
        """Whether messages wait for the channel to work again."""
        return self._closed_until is not None

    def enter(self, now: datetime) -> bool:
        """Whether a message may be tried now. Then `leave`, `worked` or `failed` follows."""
        if self._waits(self._next, now, self._interval):
            return False
        if self._closed_until is not None:
            if self._is_tried or self._waits(self._closed_until, now, LONGEST_WAIT):
                return False
            self._is_tried = True
        self._next = now + self._interval
        return True

    @staticmethod
    def _waits(until: datetime | None, now: datetime, longest: timedelta) -> bool:
        """Not for longer than there can be to wait: our clock may have gone back."""
        return until is not None and now < until <= now + longest

    def leave(self) -> None:
        """Nothing was tried."""
        self._next = None
        self._is_tried = False

    def worked(self) -> None:
        """A message was taken, or its refusal came from a channel that works."""
        self._failures = 0
        self._closed_until = None
        self._is_tried = False

    def failed(self, trouble: Trouble, now: datetime) -> None:
        """A message was not taken."""
        if trouble is Trouble.MESSAGE:
            self.worked()
            return
        self._failures += 1
        self._is_tried = False
        further = self._failures - FAILURES_IN_A_ROW
        if further >= 0:
            whole = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(further, 20)))
            self._closed_until = now + whole * (0.5 + 0.5 * self._jitter())
