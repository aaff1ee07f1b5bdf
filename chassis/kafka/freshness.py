"""How current a service's data is: when its consumers had last read all that was waiting. Pure."""

import time
from collections.abc import Callable, Hashable


class Freshness:
    """Knows of each consumer when nothing was waiting for it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._read_all_at: dict[Hashable, float] = {}

    def watched(self, consumer: Hashable) -> None:
        """From now on `consumer` counts."""
        self._read_all_at.setdefault(consumer, self._now())

    def has_read_all(self, consumer: Hashable) -> None:
        """The broker said that nothing waits for `consumer`."""
        self._read_all_at[consumer] = self._now()

    def behind_seconds(self) -> float:
        """The longest time in which something may have waited for a consumer; 0 without any."""
        now = self._now()
        return max((now - at for at in self._read_all_at.values()), default=0.0)
